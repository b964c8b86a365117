"""What the worlds of a run say together: metrics, regret, boxes, indices, acceptability."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ...robustness.answer import FOR_PACKAGES, Comparison, Tested
from ...robustness.boxes import BoxSettings
from ...robustness.discovery import Input, find_boxes
from ...robustness.metrics import domain, measure
from .compare import actors_of_play, compare_packages, compare_strategies
from .judge import Subject, Verdicts, judge
from .store import Columns

if TYPE_CHECKING:
    from ...robustness.boxes import Discovery
    from ...tables.inputs import Column
    from .ask import _Call
    from .asked import Asked

SCORED = "score"


class Summing:
    """Finished worlds, and what is asked about them."""

    def __init__(self, call: _Call, asked: Asked, columns: Columns) -> None:
        self.call, self.asked, self.columns = call, asked, columns
        self.notes: list[str] = []
        self.verdicts: dict[str, Verdicts] = {
            name: judge(item, columns) for name, item in asked.subjects.items()
        }

    def quick(self) -> dict[str, Any]:
        """Return what takes no further worlds and no search: shares and comparisons."""
        comparisons = self._comparisons()
        tests = {
            name: self._basic(name, subject, comparisons)
            for name, subject in self.asked.subjects.items()
        }
        return {**comparisons, "tests": self._in_order(tests), "notes": self.notes}

    def all(self) -> dict[str, Any]:
        """Return everything."""
        from .probing import Probe

        comparisons = self._comparisons()
        tests: dict[str, Tested] = {}
        for name, subject in self.asked.subjects.items():
            self.call.tell(f"what breaks: {subject.test.title}")
            tests[name] = self._basic(name, subject, comparisons)
            if len(self.columns["world"]) > 1:
                failures, conditions = self._boxes(name)
                probe = Probe(self, name, subject, self.verdicts[name], failures, conditions)
                tests[name] = probe.add_to(tests[name], self._rows(subject))
        return {
            **comparisons,
            "tests": self._in_order(tests),
            "smaa": self._smaa(),
            "notes": self.notes,
        }

    def _in_order(self, tests: Mapping[str, Tested]) -> dict[str, Tested]:
        """Return tests with those that cannot be asked, and why."""
        found = dict(tests)
        for name, (test, why) in self.asked.reasons.items():
            found[name] = Tested(test.title, "", (), reason=why)
        return found

    def _rows(self, subject: Subject) -> int:
        rows = self.call.settings.sobol
        if rows is None:
            return FOR_PACKAGES if subject.stage == "packages" else 0
        return rows

    def _comparisons(self) -> dict[str, Comparison | None]:
        asked, h = self.asked, self.call.settings.hurwicz
        dispute = asked.dispute
        parties = tuple(actor.id for actor in dispute.parties)
        actors = tuple(actor.id for actor in dispute.actors)
        return {
            "packages": None
            if asked.packages is None
            else compare_packages(asked.packages, self.columns, actors, parties, h),
            "strategies": None
            if asked.strategies is None
            else compare_strategies(asked.strategies, self.columns, actors_of_play(dispute), h),
        }

    def _basic(
        self, name: str, subject: Subject, comparisons: Mapping[str, Comparison | None]
    ) -> Tested:
        """Return the share that passes, and what the alternatives of the test are worth."""
        verdicts, h = self.verdicts[name], self.call.settings.hurwicz
        score = verdicts.score[np.isfinite(verdicts.score)]
        if len(score) < len(verdicts.score):
            lost = len(verdicts.score) - len(score)
            self.notes.append(
                f"{subject.test.title}: in {lost:,} worlds the outcome is no number, since no "
                "history is in play any more; they do not pass."
            )
        undecided = int((self.columns.get("anew.zopa", np.zeros(1)) == -1).sum())
        if subject.stage == "anew" and undecided:
            self.notes.append(
                f"{subject.test.title}: {undecided:,} worlds were not decided within the budget; "
                "they count as failing."
            )
        compared = comparisons.get(subject.stage)
        metrics, regret = {}, {}
        if compared is not None:
            outcomes = [subject.test.actor] if subject.test.actor else list(compared.metrics)
            for alternative in subject.alternatives:
                metrics[alternative] = {
                    outcome: compared.metrics[outcome][alternative] for outcome in outcomes
                }
                regret[alternative] = {
                    outcome: compared.regret[outcome][alternative] for outcome in outcomes
                }
        return Tested(
            title=subject.test.title,
            says=subject.says,
            alternatives=subject.alternatives,
            domain=domain(verdicts.passes),
            score=measure(score[None, :], hurwicz=h)[0] if len(score) else None,
            score_unit=subject.unit,
            metrics=metrics,
            regret=regret,
        )

    @cached_property
    def inputs(self) -> dict[str, Column]:
        """The uncertain numbers in the finished worlds."""
        return self.call.input_columns(self.columns["world"])

    @cached_property
    def searched(self) -> list[Input]:
        """The uncertain numbers as the search for boxes takes them."""
        return [
            Input(name, column.values, column.categories) for name, column in self.inputs.items()
        ]

    def _boxes(self, name: str) -> tuple[Discovery, Discovery]:
        """Return limits within which a test fails, and within which it passes."""
        settings = self.call.settings
        how = BoxSettings(most=max(settings.boxes, 1))
        passes = self.verdicts[name].passes
        return (
            find_boxes(self.searched, ~passes, settings=how, seed=settings.seed),
            find_boxes(self.searched, passes, settings=how, seed=settings.seed),
        )

    def _smaa(self) -> dict[str, Any]:
        if self.asked.packages is None or len(self.asked.packages.titles) < 2:
            return {}
        from .picking import pick_packages

        self.call.tell("who would pick which package")
        return pick_packages(self.call, self.asked, self.columns)

    def inputs_table(self) -> Columns:
        """Return the table of uncertain numbers by world; types and ways by name."""
        found: Columns = {"world": self.columns["world"]}
        for name, column in self.inputs.items():
            if column.categories:
                names = np.array(column.categories, dtype=object)
                found[name] = names[column.values.astype(int)]
            else:
                found[name] = column.values
        return found

    def tests_table(self) -> Columns:
        """Return the table of verdicts by world."""
        found: Columns = {"world": self.columns["world"]}
        for name, verdicts in self.verdicts.items():
            found[f"{name}.passes"] = verdicts.passes
            found[f"{name}.score"] = verdicts.score
        return found
