"""From settings to what is asked of every world: tests, packages and strategies by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...dispute import WorldTest
from ...errors import (
    MissingSectionError,
    UsageError,
)
from ..ask import STATUS_QUO, ask_bargain, nearest
from ..play_ends import Ends, find_ends
from ..play_needs import require_play
from ..standing import standing_package
from .compare import Alternatives
from .judge import Subject, package_unit, score_unit, sentence

if TYPE_CHECKING:
    from ...dispute import Dispute, Package
    from ...robustness.answer import RobustnessSettings
    from ..progress import Progress

Codes = tuple[int, ...]

SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "safest")

MOST_FOR_SAFEST = 1000
"""Most worlds in which the safest package is sought."""

TITLES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai-Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
    "safest": "safest",
    STATUS_QUO: "as today",
}
"""Titles of packages that have names."""


@dataclass(frozen=True)
class Asked:
    """What is asked of every world.

    Attributes
    ----------
    dispute
        The dispute, with what is pinned.
    subjects
        Tests by name, with what they are about.
    reasons
        Tests that cannot be asked, and why.
    packages, strategies
        What is compared; None: nothing.
    codes
        The packages in indices.
    parties, holds, trust
        Indices of the actors who are asked for consent, whether they keep a package, and whether
        they trust.
    ends
        Packages of the endings of play.
    notes
        What a reader has to know of all this.
    """

    dispute: Dispute
    subjects: Mapping[str, Subject]
    reasons: Mapping[str, tuple[WorldTest, str]]
    packages: Alternatives | None
    strategies: Alternatives | None
    codes: Mapping[str, Codes]
    parties: tuple[int, ...]
    holds: tuple[int, ...]
    trust: tuple[int, ...]
    ends: Ends
    notes: tuple[str, ...]

    def tested(self, stage: str) -> dict[str, Subject]:
        """Return the tests that a question answers."""
        return {name: item for name, item in self.subjects.items() if item.stage == stage}


def plan_asked(
    dispute: Dispute,
    settings: RobustnessSettings,
    jobs: int,
    progress: Progress | None,
    solved: Mapping[str, Package] | None = None,
) -> Asked:
    """Return what is asked of every world.

    ``solved`` has packages of solutions that are known already.

    Raises
    ------
    UsageError
        An unknown test, strategy or package. All that is wrong with names is told at once.
    MissingSectionError
        The file has nothing that could be asked about.
    """
    return _Plan(dispute, settings, jobs, progress, solved or {}).asked()


class _Plan:
    def __init__(
        self,
        dispute: Dispute,
        settings: RobustnessSettings,
        jobs: int,
        progress: Progress | None,
        solved: Mapping[str, Package],
    ) -> None:
        self.dispute, self.settings, self.jobs, self.progress = dispute, settings, jobs, progress
        self.solved = solved
        self.notes: list[str] = []
        self.reasons: dict[str, tuple[WorldTest, str]] = {}
        self.without = [
            actor.id for actor in dispute.actors if not dispute.interests[actor.id].has_points
        ]
        self.tests = self._tests()
        self.wants_packages = bool(
            settings.packages
            or not settings.tests
            or any(test.is_of_package for test in self.tests.values())
        )
        self.wants_play = dispute.dynamics is not None and bool(
            settings.strategies
            or not settings.tests
            or any(not test.is_of_package for test in self.tests.values())
        )

    def _tests(self) -> dict[str, WorldTest]:
        """Return the tests wanted, with what it takes to pass a package filled in."""
        written = dict(self.dispute.tests)
        if not any(test.is_of_package for test in written.values()) and not self.without:
            written = {"deal": WorldTest("deal", "The deal", "nash"), **written}
        unknown = [name for name in self.settings.tests if name not in written]
        if unknown:
            raise UsageError(
                "\n".join(f"there is no test {name!r}{nearest(name, written)}" for name in unknown)
            )
        stated = bool(self.dispute.sections.get("enforcement"))
        usual = ("accepted", "holds") if stated else ("accepted",)
        return {
            name: replace(test, passes=test.passes or usual) if test.is_of_package else test
            for name, test in written.items()
            if not self.settings.tests or name in self.settings.tests
        }

    def asked(self) -> Asked:
        strategies = self._strategies()
        packages, codes = self._packages() if self.wants_packages else (None, {})
        ends = Ends()
        if strategies is not None:
            ends = find_ends(
                self.dispute, self.settings.worlds, self.settings.seed, self.jobs, self.progress
            )
            self.notes += ends.notes
        holds = self._holds()
        subjects = self._subjects(packages, codes, strategies)
        if packages is None and strategies is None and not (self.reasons or subjects):
            raise MissingSectionError(
                "what breaks a deal or a strategy takes points of the actors, or a section "
                "`dynamics` with strategies, and the file has neither"
            )
        names = [actor.id for actor in self.dispute.actors]
        return Asked(
            dispute=self.dispute,
            subjects=subjects,
            reasons=self.reasons,
            packages=packages,
            strategies=strategies,
            codes=codes,
            parties=self._parties(),
            holds=holds,
            trust=tuple(names.index(name) for name in self._trusting()),
            ends=ends,
            notes=tuple(self.notes),
        )

    def _parties(self) -> tuple[int, ...]:
        return tuple(a for a, actor in enumerate(self.dispute.actors) if actor.is_party)

    def _holds(self) -> tuple[int, ...]:
        """Return who is asked whether it keeps a package: nobody unless a test or the file asks."""
        wanted = any("holds" in test.passes for test in self.tests.values())
        if not wanted and not self.dispute.sections.get("enforcement"):
            return ()
        missing = [actor.id for actor in self.dispute.parties if actor.discount is None]
        if missing:
            text = (
                "whether a package holds takes the weight of the next year: add `discount` under "
                f"`actors` for {', '.join(missing)}"
            )
            for name, test in self.tests.items():
                if "holds" in test.passes:
                    self.reasons.setdefault(name, (test, text))
            return ()
        return self._parties()

    def _trusting(self) -> tuple[str, ...]:
        """Return between whom trust is asked about: the principals, or all parties."""
        if not any("trusted" in test.passes for test in self.tests.values()):
            return ()
        for group in self.dispute.groups:
            if group.id == "principals":
                return group.members
        return tuple(actor.id for actor in self.dispute.parties)

    def _strategies(self) -> Alternatives | None:
        play = self.dispute.dynamics
        if play is None or not self.wants_play:
            if self.settings.strategies:
                raise MissingSectionError(
                    "strategies take the section `dynamics`, which the file does not have"
                )
            return None
        known = {"default": "", **{item.id: item.title for item in play.strategies}}
        unknown = [name for name in self.settings.strategies if name not in known]
        if unknown:
            raise UsageError(
                "\n".join(
                    f"there is no strategy {name!r}{nearest(name, known)}" for name in unknown
                )
            )
        require_play(self.dispute)
        wanted = list(self.settings.strategies or known)
        for test in self.tests.values():
            wanted += [name for name in (test.strategy, test.against) if name]
        order = [name for name in known if name in wanted]
        return Alternatives({name: play.strategy(name).title for name in order}, {})

    def _packages(self) -> tuple[Alternatives | None, dict[str, Codes]]:
        """Return the packages to compare; the first name of those that are the same stays."""
        if self.without:
            missing = ", ".join(self.without)
            self.notes.append(f"Packages are not compared: no points are stated for {missing}.")
            for name, test in self.tests.items():
                if test.is_of_package:
                    self.reasons[name] = (test, f"no points are stated for {missing}")
            return None, {}
        from ...tables.structure import Structure

        structure = Structure(self.dispute)
        wanted = list(self.settings.packages) or [*SOLUTIONS, STATUS_QUO]
        found = self._solved([*wanted, *self._tested()])
        seen: dict[Codes, str] = {}
        titles, packages, codes = {}, {}, {}
        for name, (title, package) in found.items():
            here = structure.codes(package)
            if here in seen:
                titles[seen[here]] += f" = {title}"
            else:
                seen[here] = name
                titles[name], packages[name], codes[name] = title, package, here
        self.same = {name: seen[structure.codes(package)] for name, (_, package) in found.items()}
        if not titles:
            return None, {}
        return Alternatives(titles, packages), codes

    def _tested(self) -> list[str | tuple[str, Mapping[str, str]]]:
        return [
            (_key(name), test.package) if isinstance(test.package, Mapping) else test.package
            for name, test in self.tests.items()
            if test.is_of_package and not test.resolve and test.package is not None
        ]

    def _solved(
        self, wanted: Iterable[str | tuple[str, Mapping[str, str]]]
    ) -> dict[str, tuple[str, Package]]:
        """Return title and package by name; a solution may have none."""
        from ...bargain.settings import BargainSettings

        listed = list(dict.fromkeys(item if isinstance(item, str) else item[0] for item in wanted))
        whole = {item[0]: item[1] for item in wanted if not isinstance(item, str)}
        rules = tuple(name for name in listed if name in SOLUTIONS and name not in self.solved)
        count = min(self.settings.worlds, MOST_FOR_SAFEST) if "safest" in rules else 0
        asked = BargainSettings(
            rules=rules, ledger=False, seed=self.settings.seed, worlds=count, ties=1
        )
        found: dict[str, tuple[str, Package]] = {}
        answer = (
            ask_bargain(self.dispute, asked, jobs=self.jobs, progress=self.progress)
            if rules
            else None
        )
        for name in listed:
            if name in whole:
                test = next(test for key, test in self.tests.items() if _key(key) == name)
                found[name] = (test.title, self.dispute.package(whole[name]))
            elif name in self.solved:
                found[name] = (TITLES[name], dict(self.solved[name]))
            elif name in SOLUTIONS and answer is not None:
                solution = answer.solutions.get(name)
                if solution is not None and solution.packages:
                    found[name] = (TITLES[name], dict(solution.packages[0].package))
                else:
                    self._without_package(name, answer.zopa)
            else:
                standing = standing_package(self.dispute, name)
                key = name if name == STATUS_QUO else f"package_{len(found) + 1}"
                found[key] = (TITLES.get(name, name), standing.package)
        return found

    def _without_package(self, rule: str, zopa: bool | None) -> None:
        why = (
            "in the central world no package suits all parties"
            if zopa is False
            else "in the central world no package was found in time"
        )
        for name, test in self.tests.items():
            if test.package == rule and not test.resolve:
                self.reasons[name] = (test, why)

    def _subjects(
        self,
        packages: Alternatives | None,
        codes: Mapping[str, Codes],
        strategies: Alternatives | None,
    ) -> dict[str, Subject]:
        parties = tuple(actor.id for actor in self.dispute.parties)
        found: dict[str, Subject] = {}
        for name, test in self.tests.items():
            if not test.is_of_package and self.dispute.dynamics is None:
                self.reasons[name] = (test, "the file has no section `dynamics`")
            if name in self.reasons:
                continue
            says = sentence(self.dispute, test)
            if test.is_of_package and test.resolve:
                unit = "1 with a zone of agreement, -1 without"
                found[name] = Subject(test, "anew", (), says, unit, parties)
            elif test.is_of_package and packages is not None:
                stated = isinstance(test.package, Mapping)
                key = self.same[_key(name) if stated else str(test.package)]
                unit = package_unit(test)
                found[name] = Subject(test, "packages", (key,), says, unit, parties)
            elif not test.is_of_package and strategies is not None:
                pair = tuple(item for item in (test.strategy, test.against) if item)
                unit = score_unit(self.dispute, test)
                found[name] = Subject(test, "strategies", pair, says, unit, parties)
        return found


def _key(test: str) -> str:
    """Return the name of a package that a test states, apart from the names that rules have."""
    is_taken = test in {*SOLUTIONS, STATUS_QUO} or test.startswith("package_")
    return f"of_test_{test}" if is_taken else test
