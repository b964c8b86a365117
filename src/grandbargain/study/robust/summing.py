"""What the worlds of a run say together: metrics, regret, boxes, indices, acceptability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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
    from .asked import Asked
    from .calling import Call


_NO_WORLDS = "no world is finished yet in which it could be asked"


class Summing:
    """Finished worlds, and what is asked about them."""

    def __init__(self, call: Call, asked: Asked, tables: Mapping[str, Columns]) -> None:
        self.call, self.asked, self.tables = call, asked, tables
        self.notes: list[str] = []
        self.subjects = {
            name: item for name, item in asked.subjects.items() if item.stage in tables
        }
        self.verdicts: dict[str, Verdicts] = {
            name: judge(item, tables[item.stage]) for name, item in self.subjects.items()
        }

    @property
    def worlds(self) -> int:
        """In how many worlds some question is answered."""
        return max((len(columns["world"]) for columns in self.tables.values()), default=0)

    def quick(self) -> dict[str, Any]:
        """Return what takes no further worlds and no search: shares and comparisons."""
        comparisons = self._comparisons()
        tests = {
            name: self._basic(name, subject, comparisons) for name, subject in self.subjects.items()
        }
        return {
            "worlds": self.worlds,
            **comparisons,
            "tests": self._in_order(tests),
            "notes": self.notes,
        }

    def all(self) -> dict[str, Any]:
        """Return everything."""
        from .probing import Probe

        comparisons = self._comparisons()
        tests: dict[str, Tested] = {}
        for name, subject in self.subjects.items():
            self.call.tell(f"what breaks: {subject.test.title}")
            tests[name] = self._basic(name, subject, comparisons)
            if len(self.tables[subject.stage]["world"]) > 1:
                inputs = self.inputs(subject.stage)
                failures, conditions = self._boxes(name, inputs)
                probe = Probe(
                    call=self.call,
                    asked=self.asked,
                    inputs=inputs,
                    name=name,
                    subject=subject,
                    verdicts=self.verdicts[name],
                    failures=failures,
                    conditions=conditions,
                )
                tests[name] = probe.add_to(tests[name], self._rows(subject))
        return {
            "worlds": self.worlds,
            **comparisons,
            "tests": self._in_order(tests),
            "smaa": self._smaa(),
            "notes": self.notes,
        }

    def _in_order(self, tests: Mapping[str, Tested]) -> dict[str, Tested]:
        """Return tests with those that cannot be asked, and why."""
        found = dict(tests)
        for name, subject in self.asked.subjects.items():
            if name not in found:
                found[name] = Tested(subject.test.title, subject.says, (), reason=_NO_WORLDS)
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
            if asked.packages is None or "packages" not in self.tables
            else compare_packages(asked.packages, self.tables["packages"], actors, parties, h),
            "strategies": None
            if asked.strategies is None or "strategies" not in self.tables
            else compare_strategies(
                asked.strategies, self.tables["strategies"], actors_of_play(dispute), h
            ),
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
        anew = self.tables.get("anew", {}).get("anew.zopa", np.zeros(1))
        undecided = int((anew == -1).sum())
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
    def _inputs(self) -> dict[str, Column]:
        return self.call.input_columns(np.arange(self.worlds_reached))

    @property
    def worlds_reached(self) -> int:
        """One more than the number of the last world in which something is answered."""
        return max(int(columns["world"].max()) + 1 for columns in self.tables.values())

    def inputs(self, stage: str) -> dict[str, Column]:
        """Return the uncertain numbers in the worlds in which a question is answered."""
        world = self.tables[stage]["world"]
        return {
            name: replace(column, values=column.values[world])
            for name, column in self._inputs.items()
        }

    def _boxes(self, name: str, inputs: Mapping[str, Column]) -> tuple[Discovery, Discovery]:
        """Return limits within which a test fails, and within which it passes."""
        settings = self.call.settings
        how = BoxSettings(most=max(settings.boxes, 1))
        passes = self.verdicts[name].passes
        searched = [
            Input(label, column.values, column.categories) for label, column in inputs.items()
        ]
        return (
            find_boxes(searched, ~passes, settings=how, seed=settings.seed),
            find_boxes(searched, passes, settings=how, seed=settings.seed),
        )

    def _smaa(self) -> dict[str, Any]:
        packages = self.asked.packages
        if packages is None or len(packages.titles) < 2 or "packages" not in self.tables:
            return {}
        from .picking import pick_packages

        self.call.tell("who would pick which package")
        return pick_packages(self.call, self.asked, self.tables["packages"])

    def inputs_table(self) -> Columns:
        """Return the table of uncertain numbers by world; types and ways by name."""
        found: Columns = {"world": np.arange(self.worlds_reached)}
        for name, column in self._inputs.items():
            if column.categories:
                names = np.array(column.categories, dtype=object)
                found[name] = names[column.values.astype(int)]
            else:
                found[name] = column.values
        return found

    def tests_table(self) -> Columns:
        """Return the table of verdicts: a row per test and world."""
        worlds = [self.tables[item.stage]["world"] for item in self.subjects.values()]
        parts = [
            np.full(len(w), name, dtype=object)
            for name, w in zip(self.subjects, worlds, strict=True)
        ]
        verdicts = list(self.verdicts.values())
        if not worlds:
            return {"test": np.array([], dtype=object), "world": np.zeros(0, dtype=np.int64)}
        return {
            "test": np.concatenate(parts),
            "world": np.concatenate(worlds),
            "passes": np.concatenate([item.passes for item in verdicts]),
            "score": np.concatenate([item.score for item in verdicts]),
        }
