"""The whole dispute, by name."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ..errors import InfeasiblePackageError, UsageError
from .actor import Actor, Group, Parameter
from .dynamics import Dynamics
from .interest import Interests
from .issue import Constraint, Issue
from .package import Package
from .robustness import WorldTest
from .uncertain import Correlation, Number

_Named = TypeVar("_Named", Actor, Issue)

_WORDS = dict(enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine"), start=2))


@dataclass(frozen=True, slots=True)
class Dispute:
    """One dispute: who, what, who wants what, and what cannot go together.

    Attributes
    ----------
    title, as_of
        Text, and the date for which the file speaks (as written, or ``""``).
    name
        Short name: the catalogue's or the file's, without ending.
    sha256
        Digest of the bytes of the file.
    actors, groups, issues, constraints, interests, parameters, sources
        The sections of the file, in file order; ``interests`` by actor.
    sections
        ``enforcement``, ``robustness`` and ``history`` as read and checked for their syntax, for
        the questions that need them; a section that the file lacks is not in it.
    dynamics
        Play over the years; None where the file has no such section.
    """

    title: str
    actors: tuple[Actor, ...]
    issues: tuple[Issue, ...]
    interests: Mapping[str, Interests]
    groups: tuple[Group, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, Any] = field(default_factory=dict)
    dynamics: Dynamics | None = None
    as_of: str = ""
    name: str = ""
    sha256: str = ""

    @property
    def parties(self) -> tuple[Actor, ...]:
        """Actors whose consent a package needs."""
        return tuple(actor for actor in self.actors if actor.is_party)

    @property
    def status_quo(self) -> Package:
        """The package in force today."""
        return {issue.id: issue.status_quo for issue in self.issues}

    @property
    def size(self) -> int:
        """Number of combinations of options, feasible or not."""
        return math.prod(len(issue.options) for issue in self.issues)

    def actor(self, name: str) -> Actor:
        """Return an actor by identifier, or say which are known."""
        return _find(self.actors, name, "actor")

    def issue(self, name: str) -> Issue:
        """Return an issue by identifier, or say which are known."""
        return _find(self.issues, name, "issue")

    def members(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return actors named one by one or by group, each once, in file order."""
        groups = {group.id: group.members for group in self.groups}
        wanted: set[str] = set()
        for name in names:
            wanted.update(groups[name] if name in groups else (self.actor(name).id,))
        return tuple(actor.id for actor in self.actors if actor.id in wanted)

    def package(self, choices: Mapping[str, str]) -> Package:
        """Return the package with these options; issues left out stay at the status quo."""
        for name, option in choices.items():
            issue = self.issue(name)
            if option not in issue.option_ids:
                raise UsageError(
                    f"issue {name} has no option {option!r}{_hint(option, issue.option_ids)}"
                )
        return {issue.id: choices.get(issue.id, issue.status_quo) for issue in self.issues}

    def broken(self, package: Mapping[str, str], *, agreed: bool = True) -> tuple[Constraint, ...]:
        """Return the constraints that a package breaks; ``agreed=False``: logical ones only."""
        return tuple(
            constraint
            for constraint in self.constraints
            if (agreed or constraint.kind == "logical")
            and any(pattern.matches(package) for pattern in constraint.forbidden)
        )

    def require_feasible(self, package: Mapping[str, str]) -> None:
        """Raise :class:`InfeasiblePackageError` naming every constraint that a package breaks."""
        broken = self.broken(package)
        if not broken:
            return
        rules = [f"{rule}{f' ({rule.because})' if rule.because else ''}" for rule in broken]
        if len(rules) == 1:
            raise InfeasiblePackageError(f"the package breaks the constraint: {rules[0]}")
        lines = [
            f"  {rule}\n    the package has {self._in_titles(constraint, package)}"
            for rule, constraint in zip(rules, broken, strict=True)
        ]
        number = _WORDS.get(len(lines), str(len(lines)))
        raise InfeasiblePackageError(
            "\n".join([f"the package breaks {number} constraints:", *lines])
        )

    def _in_titles(self, constraint: Constraint, package: Mapping[str, str]) -> str:
        """Return what a package holds on the issues of a constraint, in titles."""
        sides = (constraint.never, constraint.condition, constraint.consequence)
        issues = dict.fromkeys(name for side in sides if side for name in side.issues)
        return "; ".join(
            f"{issue.title}: “{issue.option_title(package[name])}”"
            for name in issues
            for issue in [self.issue(name)]
        )

    @property
    def tests(self) -> Mapping[str, WorldTest]:
        """What should hold in as many worlds as possible, by name."""
        return (self.sections.get("robustness") or {}).get("tests", {})

    @property
    def correlations(self) -> tuple[Correlation, ...]:
        """Which uncertain numbers go together."""
        return (self.sections.get("robustness") or {}).get("correlations", ())

    def numbers(self) -> Iterator[Number]:
        """Iterate over every number of the sections that a question uses, each path once.

        Actors, parameters and interests first, then enforcement and dynamics.
        """
        seen: set[str] = set()
        for number in self._all_numbers():
            if number.path not in seen:
                seen.add(number.path)
                yield number

    def _all_numbers(self) -> Iterator[Number]:
        for actor in self.actors:
            yield actor.power
            if actor.discount is not None:
                yield actor.discount
        for parameter in self.parameters:
            yield parameter.number
        for interests in self.interests.values():
            yield from _numbers_of(interests)
            for kind in interests.types:
                if kind.chance is not None:
                    yield kind.chance
                yield from _numbers_of(kind.interests)
        yield from _numbers_of_enforcement(self.sections.get("enforcement") or {})
        if self.dynamics is not None:
            yield from self.dynamics.numbers()


def _numbers_of(interests: Interests) -> Iterator[Number]:
    if interests.disagreement.number is not None:
        yield interests.disagreement.number
    yield from (interests.weights or {}).values()
    for issue_values in interests.values.values():
        for table in issue_values.tables:
            yield from table.values
    for linkage in interests.linkages:
        yield linkage.adds


def _numbers_of_enforcement(section: Mapping[str, Any]) -> Iterator[Number]:
    for chances in (section.get("detection") or {}).values():
        yield from chances.values()
    if section.get("false_alarm") is not None:
        yield section["false_alarm"]
    for about in (section.get("belief") or {}).values():
        yield from about.values()


def _find(items: tuple[_Named, ...], name: str, noun: str) -> _Named:
    for item in items:
        if item.id == name:
            return item
    known = [item.id for item in items]
    raise UsageError(f"there is no {noun} {name!r}{_hint(name, known)}")


def _hint(name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; known: {', '.join(names)}"
