"""What lies around one package: everything that chains of anybody's moves reach from it.

Issues that no constraint ties fall into independent parts. A package is one state per part, and
what somebody reaches by its own moves is a product of rows, one per part, however many packages
that makes. Only here do issues and options become parts and states.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..errors import TooLargeError
from ..tables.moves import Moves
from ..tables.preferences import Preferences
from ..tables.structure import IndexPattern
from .kernels_lazy import Goals, Rows, Shape, close
from .reach import Part, find_reach

MOST_STATES = 1 << 12
"""Most states of one part."""

Relation = tuple[np.ndarray, ...]
"""Per part which state leads to which: arrays of bool, shape (states, states), oneself included."""


@dataclass(frozen=True)
class Around:
    """The surroundings of a package; the package itself is state 0 of every part.

    Attributes
    ----------
    codes
        The package, in indices.
    parts
        The parts, each with the options of its states.
    first : array of int64, shape (G + 1,)
        Where the states of each part start in arrays over all states.
    step : tuple over actors of relations
        What each actor can change by one move.
    reach : tuple over actors of relations
        What each actor can change by one or more moves of its own.
    """

    codes: np.ndarray
    parts: tuple[Part, ...]
    first: np.ndarray
    step: tuple[Relation, ...]
    reach: tuple[Relation, ...]
    _place: dict[int, tuple[int, int]] = field(default_factory=dict)

    def reach_of(self, actors: Iterable[int]) -> Relation:
        """Return what chains of moves of several actors change."""
        chosen = [self.step[a] for a in actors]
        return tuple(
            closure(np.logical_or.reduce([np.eye(len(part.codes), dtype=bool), *steps]))
            for part, *steps in zip(self.parts, *chosen, strict=True)
        )

    def listed(self, states: np.ndarray) -> np.ndarray:
        """Return packages given by states, shape (P, G), in indices, shape (P, I)."""
        codes = np.tile(self.codes, (len(states), 1))
        for g, part in enumerate(self.parts):
            codes[:, part.issues] = part.codes[states[:, g]]
        return codes

    def rows(self, relation: Relation, key: np.ndarray) -> Rows:
        """Return a relation as rows, those states first for which ``key`` is small."""
        counts, states = [], []
        for g, table in enumerate(relation):
            order = np.argsort(key[self.first[g] : self.first[g + 1]], kind="stable")
            where, column = np.nonzero(table[:, order])
            counts.append(np.bincount(where, minlength=len(table)))
            states.append(order[column])
        end = np.cumsum(np.concatenate([np.zeros(0, dtype=np.int64), *counts]), dtype=np.int64)
        start = np.concatenate((np.zeros(min(len(end), 1), dtype=np.int64), end[:-1]))
        return Rows(start, end, np.concatenate([np.zeros(0, dtype=np.int64), *states]))

    def pattern(self, pattern: IndexPattern) -> tuple[tuple[int, np.ndarray], ...] | None:
        """Return which states of which parts a pattern demands; None where it never matches."""
        demands: dict[int, np.ndarray] = {}
        for issue, options in pattern:
            if issue not in self._place:
                if int(self.codes[issue]) not in options:
                    return None
                continue
            g, column = self._place[issue]
            fits = np.isin(self.parts[g].codes[:, column], sorted(options))
            demands[g] = demands.get(g, True) & fits
        if any(not fits.any() for fits in demands.values()):
            return None
        return tuple((g, fits) for g, fits in sorted(demands.items()) if not fits.all())


def find_around(
    moves: Moves, nogoods: Sequence[IndexPattern], codes: Sequence[int], most: int = MOST_STATES
) -> Around:
    """Return the surroundings of a package that matches no pattern of ``nogoods``.

    Raises
    ------
    TooLargeError
        Constraints tie so many issues that a part has more than ``most`` states.
    """
    parts = find_reach(moves.alone, nogoods, codes).parts
    for part in parts:
        if len(part.codes) > most:
            raise TooLargeError(
                f"constraints tie {len(part.issues)} issues with {len(part.codes):,} feasible "
                f"combinations, more than the {most:,} that are compared with each other"
            )
    step = tuple(tuple(_step(part, alone) for part in parts) for alone in moves.alone)
    sizes = [len(part.codes) for part in parts]
    place = {issue: (g, n) for g, part in enumerate(parts) for n, issue in enumerate(part.issues)}
    return Around(
        np.array(codes, dtype=np.int64),
        parts,
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        step,
        tuple(tuple(closure(table) for table in tables) for tables in step),
        place,
    )


def closure(step: np.ndarray) -> np.ndarray:
    """Return which state repeated steps lead to which; ``step`` holds every state itself."""
    size = len(step)
    packed = np.packbits(step, axis=1, bitorder="little")
    word = np.zeros((size, (size + 63) // 64 * 8), dtype=np.uint8)
    word[:, : packed.shape[1]] = packed
    words = word.view(np.uint64)
    close(words)
    bits = np.unpackbits(words.view(np.uint8), axis=1, bitorder="little")
    return bits[:, :size].astype(bool)


def _step(part: Part, alone: Sequence[np.ndarray]) -> np.ndarray:
    """Return which state of a part one move of an actor takes to which."""
    table = np.ones((len(part.codes), len(part.codes)), dtype=bool)
    for n, issue in enumerate(part.issues):
        may = alone[issue] | np.eye(len(alone[issue]), dtype=bool)
        table &= may[np.ix_(part.codes[:, n], part.codes[:, n])]
    return table


@dataclass(frozen=True)
class Sums:
    """The preferences around a package as sums over parts.

    Goal q and goal q + ``count`` are the same sum with opposite signs. An actor with points or
    statements has one goal, its utility. One with a ranking has a goal for every group and one for
    packages that no group holds: how many patterns of better groups match, so that a package is
    better than one of the group iff that sum is positive.

    Attributes
    ----------
    shape, goals
        What the kernels read.
    count
        Goals without their opposites.
    first
        Per actor its first goal.
    groups
        Per actor with a ranking the number of its groups, -1 for the others.
    """

    around: Around
    shape: Shape
    goals: Goals
    count: int
    first: np.ndarray
    groups: np.ndarray

    def values(self, goal: int, states: np.ndarray) -> np.ndarray:
        """Return the sum of a goal for packages given by states, shape (P,)."""
        shape, goals = self.shape, self.goals
        total = np.full(len(states), goals.base[goal])
        hits = np.zeros((len(states), len(shape.pattern_size)), dtype=np.int64)
        for g in range(len(self.around.parts)):
            total += goals.term[goal, shape.first[g] + states[:, g]]
            for e in range(shape.entry_start[g], shape.entry_start[g + 1]):
                hits[:, shape.entry_pattern[e]] += goals.member[
                    goals.face[goal], shape.entry_place[e] + states[:, g]
                ]
        return total + (hits == shape.pattern_size) @ goals.add[goal]

    def threshold(self, actor: int, state: np.ndarray) -> tuple[int, int]:
        """Return a goal and a sum: a package is better for an actor iff its sum exceeds it."""
        first = int(self.first[actor])
        if self.groups[actor] < 0:
            return first, int(self.values(first, state[None])[0])
        for group in range(int(self.groups[actor]), 0, -1):
            if self.values(first + group, state[None])[0] == 0:
                return first + group, 0
        return first, 0


def sums_of(around: Around, preferences: Preferences) -> Sums:
    """Return preferences as sums over the parts around a package."""
    table = _Table(around)
    first, groups = [], []
    for a, ranking in enumerate(preferences.ranking):
        first.append(len(table.base))
        if ranking is None:
            groups.append(-1)
            table.points(preferences, a)
        else:
            groups.append(len(ranking))
            for group in range(len(ranking) + 1):
                better = [pattern for each in ranking[:group] for pattern in each]
                table.goal([(pattern, 1) for pattern in better])
    return table.sums(np.array(first), np.array(groups))


class _Table:
    """Goals as they are written, one after the other."""

    def __init__(self, around: Around) -> None:
        self.around = around
        self.base: list[int] = []
        self.term: list[np.ndarray] = []
        self.add: list[dict[int, int]] = []
        self.patterns: dict[IndexPattern, int] = {}
        self.demands: list[tuple[tuple[int, np.ndarray], ...]] = []

    def points(self, preferences: Preferences, actor: int) -> None:
        """Write the utility of an actor with points or statements."""
        adds = [
            (pattern, int(points))
            for pattern, points in zip(preferences.pattern, preferences.add[actor], strict=True)
            if points
        ]
        self.goal(adds)
        around, offsets = self.around, preferences.structure.offsets
        own = preferences.term[actor]
        moving = {issue for part in around.parts for issue in part.issues}
        self.base[-1] += sum(
            int(own[offsets[i] + code]) for i, code in enumerate(around.codes) if i not in moving
        )
        for g, part in enumerate(around.parts):
            columns = offsets[list(part.issues)] + part.codes
            self.term[-1][around.first[g] : around.first[g + 1]] += own[columns].sum(axis=1)

    def goal(self, adds: Iterable[tuple[IndexPattern, int]]) -> None:
        """Write a goal to which patterns add."""
        base, term = 0, np.zeros(self.around.first[-1], dtype=np.int64)
        across: dict[int, int] = {}
        for pattern, points in adds:
            demands = self.around.pattern(pattern)
            if demands is None:
                continue
            if not demands:
                base += points
            elif len(demands) == 1:
                g, fits = demands[0]
                term[self.around.first[g] : self.around.first[g + 1]] += points * fits
            else:
                if pattern not in self.patterns:
                    self.patterns[pattern] = len(self.demands)
                    self.demands.append(demands)
                number = self.patterns[pattern]
                across[number] = across.get(number, 0) + points
        self.base.append(base)
        self.term.append(term)
        self.add.append(across)

    def sums(self, first: np.ndarray, groups: np.ndarray) -> Sums:
        """Return what was written as arrays, with the opposite of every goal."""
        add = np.zeros((len(self.base), len(self.demands)), dtype=np.int64)
        for q, across in enumerate(self.add):
            for number, points in across.items():
                add[q, number] = points
        base = np.array(self.base, dtype=np.int64)
        term = np.array(self.term, dtype=np.int64).reshape(len(base), -1)
        shape, member = self._shape()
        goals = Goals(
            np.concatenate((base, -base)),
            np.concatenate((term, -term)),
            np.concatenate((add, -add)),
            np.zeros(2 * len(base), dtype=np.int64),
            member[None],
        )
        return Sums(self.around, shape, goals, len(base), first, groups)

    def _shape(self) -> tuple[Shape, np.ndarray]:
        parts = len(self.around.parts)
        by_part: list[list[tuple[int, np.ndarray]]] = [[] for _ in range(parts)]
        for number, demands in enumerate(self.demands):
            for g, fits in demands:
                by_part[g].append((number, fits))
        entries = [entry for each in by_part for entry in each]
        lengths = [len(fits) for _, fits in entries]
        shape = Shape(
            self.around.first,
            np.array(sorted(range(parts), key=lambda g: -len(by_part[g])), dtype=np.int64),
            np.concatenate(([0], np.cumsum([len(each) for each in by_part]))).astype(np.int64),
            np.array([number for number, _ in entries], dtype=np.int64),
            np.concatenate(([0], np.cumsum(lengths)))[: len(entries)].astype(np.int64),
            np.array([len(demands) for demands in self.demands], dtype=np.int64),
        )
        member = np.concatenate([np.zeros(0, dtype=bool)] + [fits for _, fits in entries])
        return shape, member
