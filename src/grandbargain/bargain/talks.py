"""The talks of one question: who sits at the table, in which world, with which floors.

:class:`Talks` turns a structure and the utilities of one world into the search problem, and turns
what a search found back into proposals.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..dispute import Interests
from ..tables.structure import IndexPattern, Structure, matches
from ..tables.utilities import MICRO, Utilities
from .dual import NO_FLOOR
from .engine import Budget, Engine
from .problem import Problem
from .result import Proposal


@dataclass(frozen=True)
class Condition:
    """A sum over the options of a package that has to reach a floor, beside what actors get.

    Attributes
    ----------
    term : array of int64, shape (K,)
        What every option adds.
    links
        Patterns, and what each adds where it matches.
    floor
        The least sum.
    """

    term: np.ndarray
    links: tuple[tuple[IndexPattern, int], ...]
    floor: int


@dataclass(frozen=True)
class Talks:
    """Who bargains over what, in one world.

    Attributes
    ----------
    structure, utilities
        Indices and integer points; world 0 of ``utilities`` is the world.
    parties
        Indices of the actors at the table, in file order.
    floors
        ``{actor index: micro-points}``: least utilities on top of the disagreement points.
    domains
        Options allowed per issue; empty: all.
    with_refusals
        Whether refusals of the parties bind (they do in the zone of agreement).
    conditions
        What every package has to meet besides.
    budget
        Limits of each search, and of each part of an answer.
    """

    structure: Structure
    utilities: Utilities
    parties: tuple[int, ...]
    floors: Mapping[int, int] = dataclasses.field(default_factory=dict)
    domains: tuple[tuple[int, ...], ...] = ()
    with_refusals: bool = True
    conditions: tuple[Condition, ...] = ()
    budget: Budget = dataclasses.field(default_factory=Budget)

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """Actors that matter: the parties, then others with floors."""
        return (*self.parties, *(a for a in sorted(self.floors) if a not in self.parties))

    @property
    def width(self) -> int:
        """Rows of the search problem: those of actors, then one per condition."""
        return len(self.rows) + len(self.conditions)

    @cached_property
    def disagreement(self) -> np.ndarray:
        """Disagreement points of :attr:`rows`, micro-points; 0 for conditions."""
        points = self.utilities.disagreement[0, list(self.rows)]
        return np.concatenate((points, np.zeros(len(self.conditions), dtype=np.int64)))

    @cached_property
    def power(self) -> np.ndarray:
        """Powers of :attr:`rows`; 1 for conditions, where they count for nothing."""
        power = self.utilities.power[0, list(self.rows)].astype(np.float64)
        return np.concatenate((power, np.ones(len(self.conditions))))

    @cached_property
    def floor(self) -> np.ndarray:
        """Least utility of :attr:`rows` in the zone of agreement, and least sum of conditions."""
        floor = np.full(self.width, NO_FLOOR, dtype=np.int64)
        floor[len(self.rows) :] = [condition.floor for condition in self.conditions]
        floor[: len(self.parties)] = self.disagreement[: len(self.parties)]
        for row, actor in enumerate(self.rows):
            if actor in self.floors:
                floor[row] = max(floor[row], self.floors[actor])
        return floor

    @cached_property
    def stated_floor(self) -> np.ndarray:
        """The stated floors of :attr:`rows` alone, and those of conditions."""
        stated = [self.floors.get(actor, NO_FLOOR) for actor in self.rows]
        stated += [condition.floor for condition in self.conditions]
        return np.array(stated, dtype=np.int64)

    @cached_property
    def problem(self) -> Problem:
        """The search problem."""
        rows = list(self.rows)
        refused = self.refusals(self.parties) if self.with_refusals else ()
        links, adds = self._links(rows)
        terms = [condition.term for condition in self.conditions]
        return Problem(
            sizes=self.structure.sizes,
            term=np.vstack((self.utilities.term[0, rows], *terms)),
            links=links,
            adds=adds,
            nogoods=self.structure.nogoods() + refused,
            parties=len(self.parties),
            domains=self.domains,
        )

    def _links(self, rows: list[int]) -> tuple[tuple[IndexPattern, ...], np.ndarray]:
        """Return the patterns that add something to some row, and what they add, shape (A, L)."""
        place = {pattern: n for n, pattern in enumerate(self.structure.linkages)}
        for condition in self.conditions:
            for pattern, _ in condition.links:
                place.setdefault(pattern, len(place))
        adds = np.zeros((self.width, len(place)), dtype=np.int64)
        adds[: len(rows), : len(self.structure.linkages)] = self.utilities.link[0, rows]
        for row, condition in enumerate(self.conditions, start=len(rows)):
            for pattern, add in condition.links:
                adds[row, place[pattern]] += add
        return tuple(place), adds

    @cached_property
    def engine(self) -> Engine:
        """The problem, reduced and compiled."""
        return Engine(self.problem, shift=int(np.abs(self.disagreement).astype(object).sum()))

    def refusals(self, parties: Sequence[int]) -> tuple[IndexPattern, ...]:
        """Return what these parties, of the types they are in this world, never sign."""
        return tuple(
            pattern
            for actor in parties
            for pattern in self.structure.refusals(self.interests(actor))
        )

    def interests(self, actor: int) -> Interests:
        """Return the interests that an actor has in this world."""
        variants = self.structure.variants(self.structure.actor_ids[actor])
        return variants[int(self.utilities.variant[0, actor])]

    def change(self, **fields: Any) -> Talks:
        """Return the talks with other parties, floors, domains ..."""
        return dataclasses.replace(self, **fields)

    def part(self) -> Talks:
        """Return the talks for a part of the answer that begins now (see :meth:`Budget.part`)."""
        if not self.budget.seconds:
            return self
        _ = self.engine  # compiled once, for all parts
        talks = copy.copy(self)
        object.__setattr__(talks, "budget", self.budget.part())
        return talks

    def name(self, actor: int) -> str:
        """Return the identifier of an actor."""
        return self.structure.actor_ids[actor]

    def all_utilities(self, codes: Sequence[int]) -> np.ndarray:
        """Return the utility of a package for every actor of the dispute, micro-points."""
        return self.utilities.of(self.structure, codes)[0]

    def proposal(self, codes: Sequence[int], ties: int = 1) -> Proposal:
        """Return a package with what it is worth to every actor."""
        utility = self.all_utilities(codes)
        gain = utility - self.utilities.disagreement[0]
        names = self.structure.actor_ids
        return Proposal(
            package=self.structure.package(codes),
            utility={name: int(value) / MICRO for name, value in zip(names, utility, strict=True)},
            gain={name: int(value) / MICRO for name, value in zip(names, gain, strict=True)},
            ties=ties,
        )

    def accepting(self, codes: Sequence[int]) -> frozenset[int]:
        """Return the parties that would sign a package."""
        refused = self.refused_by(codes)
        return frozenset(actor for actor in self.parties if self.name(actor) not in refused)

    def refused_by(self, codes: Sequence[int]) -> dict[str, str]:
        """Return the parties that would not sign a package, each with the reason."""
        gain = self.all_utilities(codes) - self.utilities.disagreement[0]
        out: dict[str, str] = {}
        for actor in self.parties:
            never = [
                refusal
                for refusal in self.interests(actor).refuses
                if matches(self.structure.pattern(refusal.pattern), tuple(codes))
            ]
            if never:
                out[self.name(actor)] = f"never signs {never[0].pattern}"
            elif gain[actor] < 0:
                lost = -int(gain[actor]) / MICRO
                out[self.name(actor)] = f"gets {lost:g} points less than without a deal"
        return out
