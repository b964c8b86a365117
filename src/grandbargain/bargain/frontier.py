"""The Pareto frontier of the zone of agreement, exactly, where it is small enough to hold.

Issues are eliminated as in a sweep, but every table cell keeps all undominated points instead of
the best sum (Villarreal and Karwan 1981, Mathematical Programming 21:204-223, for several
objectives; nonserial as in Bertele and Brioschi 1972). A point is dropped early where even the
best completion leaves some actor below its floor. What would not fit is not cut but refused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from . import kernels
from .dual import NO_FLOOR
from .engine import Engine
from .result import Frontier
from .talks import Talks

SLACK = 4
"""Points held on the way, as a multiple of the most points of an answer."""

MOST_BYTES = 300_000_000
"""Memory for points on the way."""

MOST_COMPARISONS = 4_000_000_000
"""Comparisons of two points in all; more would take minutes."""


class _TooManyError(Exception):
    """More points than the limit."""


@dataclass
class _Points:
    """Utility points with how many packages share each and one package of classes."""

    utility: np.ndarray
    count: np.ndarray
    codes: np.ndarray


def find_frontier(talks: Talks, limit: int) -> Frontier:
    """Return the frontier, or an answer that says that it has more points than the limit."""
    mode = "floor" if talks.floors else "exact"
    if not talks.engine.reduced.feasible:
        return Frontier(mode, 0, 0.0, ())
    try:
        points = _Elimination(talks, limit).run()
        if len(points.count) > limit:
            raise _TooManyError
    except _TooManyError:
        message = (
            f"it has more than {limit:,} points, or too many on the way to it. "
            "Add floors (--floor actor=points) or raise the limit (--frontier-limit)."
        )
        return Frontier("too_large", None, 0.0, (), message)
    reduced = talks.engine.reduced
    entries = sorted(
        (reduced.first(codes), int(count))
        for codes, count in zip(points.codes, points.count, strict=True)
    )
    packages = tuple(talks.proposal(codes, ties=count) for codes, count in entries)
    return Frontier(mode, len(packages), 0.0, packages)


class _Elimination:
    def __init__(self, talks: Talks, limit: int) -> None:
        self.engine: Engine = talks.engine
        self.floor = talks.floor
        self.parties = len(talks.parties)
        self.issues = len(self.engine.reduced.sizes)
        width = 8 * (self.engine.actors + 1) + self.issues
        self.room = MOST_BYTES // width
        self.hold = min(limit * SLACK, self.room)
        self.comparisons = 0
        self.clock = talks.budget.start()
        options = (sum(map(len, classes)) for classes in self.engine.reduced.members)
        self.count_type = np.int64 if math.prod(options) < 2**62 else object
        small = max(self.engine.reduced.sizes, default=1) <= np.iinfo(np.int8).max
        self.code_type = np.int8 if small else np.int64
        self.outside = _Outside(self.engine)

    def run(self) -> _Points:
        layout = self.engine.layout
        if not self.engine.buckets.is_exact:
            raise _TooManyError
        messages: dict[int, list[_Points]] = {}
        roots: list[int] = []
        for b in range(len(layout.issue)):
            messages[b] = rows = []
            held = 0
            for row in range(int(layout.parents[b])):
                rows.append(self._row(b, row, messages))
                held += len(rows[-1].count)
                if held > self.hold or self.clock.is_over(0):
                    raise _TooManyError
            for c in range(int(layout.child_start[b]), int(layout.child_start[b + 1])):
                del messages[int(layout.child[c])]
            if layout.parent_start[b] == layout.parent_start[b + 1]:
                roots.append(b)
        total = self._start()
        total.utility = total.utility + self.engine.reduced.constant
        left = self.outside.root_totals(roots)
        for place, b in enumerate(roots):
            rest = left[place + 1 :].sum(axis=0)
            total = self._filter(self._sum(total, messages[b][0]), rest)
            if len(total.count) > self.hold:
                raise _TooManyError
        return self._only_parties(total)

    def _start(self) -> _Points:
        return _Points(
            np.zeros((1, self.engine.actors), dtype=np.int64),
            np.ones(1, dtype=self.count_type),
            np.zeros((1, self.issues), dtype=self.code_type),
        )

    def _row(self, b: int, row: int, messages: dict[int, list[_Points]]) -> _Points:
        """Return the undominated points of one combination of a bucket's parents."""
        layout, engine = self.engine.layout, self.engine
        issue, options = int(layout.issue[b]), int(layout.options[b])
        parts = []
        for option in range(options):
            local = row * options + option
            group = int(layout.group_of_entry[layout.entry_start[b] + local])
            if engine.buckets.group_bad[group]:
                continue
            points = self._start()
            points.utility = points.utility + engine.group_point[group]
            points.utility = points.utility + engine.point[layout.term_start[issue] + option]
            points.count = points.count * len(engine.reduced.members[issue][option])
            points.codes[0, issue] = option
            for c in range(int(layout.child_start[b]), int(layout.child_start[b + 1])):
                at = int(layout.child_map[layout.child_map_start[c] + local])
                points = self._sum(points, messages[int(layout.child[c])][at])
                points = self._merge(points)
            parts.append(points)
        if not parts:
            empty = self._start()
            return _Points(empty.utility[:0], empty.count[:0], empty.codes[:0])
        joined = _Points(
            np.concatenate([part.utility for part in parts]),
            np.concatenate([part.count for part in parts]),
            np.concatenate([part.codes for part in parts]),
        )
        return self._filter(joined, self.outside.of(b, row))

    def _sum(self, one: _Points, other: _Points) -> _Points:
        n, m = len(one.count), len(other.count)
        if n * m > self.room:
            raise _TooManyError
        return _Points(
            (one.utility[:, None, :] + other.utility[None, :, :]).reshape(
                n * m, one.utility.shape[1]
            ),
            (one.count[:, None] * other.count[None, :]).reshape(n * m),
            np.maximum(one.codes[:, None, :], other.codes[None, :, :]).reshape(n * m, self.issues),
        )

    def _filter(self, points: _Points, rest: np.ndarray) -> _Points:
        """Drop what cannot reach the floors, then merge and drop what is dominated."""
        if len(points.count):
            floors = np.where(self.floor == NO_FLOOR, kernels.UNSET, self.floor)
            reach = ((points.utility + rest) >= floors).all(axis=1)
            points = _take(points, np.flatnonzero(reach))
        return self._merge(points)

    def _only_parties(self, points: _Points) -> _Points:
        """Forget the other actors, now that their floors are met."""
        flat = _Points(points.utility[:, : self.parties], points.count, points.codes)
        return self._merge(flat)

    def _merge(self, points: _Points) -> _Points:
        """Join equal points (their counts add up) and drop dominated ones."""
        if len(points.count) <= 1:
            return points
        keys = [*points.codes.T[::-1], *points.utility.T[::-1], -points.utility.sum(axis=1)]
        points = _take(points, np.lexsort(keys))
        new = np.ones(len(points.count), dtype=bool)
        new[1:] = (points.utility[1:] != points.utility[:-1]).any(axis=1)
        starts = np.flatnonzero(new)
        counts = np.add.reduceat(points.count, starts)
        merged = _Points(points.utility[starts], counts, points.codes[starts])
        room = MOST_COMPARISONS - self.comparisons
        kept, used = undominated(np.ascontiguousarray(merged.utility), self.parties, room)
        self.comparisons += int(used)
        if self.comparisons > MOST_COMPARISONS:
            raise _TooManyError
        return _take(merged, np.flatnonzero(kept))


def _take(points: _Points, rows: np.ndarray) -> _Points:
    return _Points(points.utility[rows], points.count[rows], points.codes[rows])


@njit(cache=True)
def undominated(utility, parties, most):
    """Return which points no other point dominates, and how many pairs were compared.

    ``utility`` (N, A) holds distinct points by falling sum. A point is dominated by one that is at
    least as good for every actor and better for some of the first ``parties``. After more than
    ``most`` comparisons the answer is not finished.
    """
    count, actors = utility.shape
    kept = np.zeros(count, dtype=np.bool_)
    front = np.empty((count, actors), dtype=np.int64)
    size = 0
    used = 0
    for n in range(count):
        if used > most:
            break
        beaten = False
        point = utility[n]
        for k in range(size):
            used += 1
            at_least = True
            for a in range(actors):
                if front[k, a] < point[a]:
                    at_least = False
                    break
            if at_least:
                for a in range(parties):
                    if front[k, a] > point[a]:
                        beaten = True
                        break
            if beaten:
                half = k // 2
                for a in range(actors):
                    front[k, a], front[half, a] = front[half, a], front[k, a]
                break
        if not beaten:
            kept[n] = True
            front[size] = point
            size += 1
    return kept, used


class _Outside:
    """Per actor, the best that the rest of the package can add to a bucket's cell."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        layout = engine.layout
        self.inside: list[np.ndarray] = []
        self.best: list[list[np.ndarray]] = []
        for actor in range(engine.actors):
            weight = np.zeros(engine.actors, dtype=np.int64)
            weight[actor] = 1
            engine.sweep(weight)
            inside = engine.message.copy()
            self.inside.append(inside)
            self.best.append(self._downward(weight, inside))
        self.message_start = layout.message_start

    def root_totals(self, roots: list[int]) -> np.ndarray:
        """Return the best of every root bucket, shape (roots, A)."""
        start = self.message_start
        return np.array([[inside[start[b]] for inside in self.inside] for b in roots]).reshape(
            len(roots), self.engine.actors
        )

    def of(self, b: int, row: int) -> np.ndarray:
        """Return the best that all other issues can add, shape (A,), constants included."""
        outside = np.array([best[b][row] for best in self.best])
        return outside + self.engine.reduced.constant

    def _downward(self, weight: np.ndarray, inside: np.ndarray) -> list[np.ndarray]:
        layout, engine = self.engine.layout, self.engine
        term, group = engine.weighted(weight)
        count = len(layout.issue)
        roots = [b for b in range(count) if layout.parent_start[b] == layout.parent_start[b + 1]]
        total = sum(int(inside[layout.message_start[b]]) for b in roots)
        best = [np.full(int(n), kernels.NEVER, dtype=np.int64) for n in layout.parents]
        for b in roots:
            best[b][0] = total - int(inside[layout.message_start[b]])
        for b in range(count - 1, -1, -1):
            first, last = int(layout.entry_start[b]), int(layout.entry_start[b + 1])
            options = int(layout.options[b])
            start = int(layout.term_start[layout.issue[b]])
            value = group[layout.group_of_entry[first:last]].copy()
            value += np.tile(term[start : start + options], int(layout.parents[b]))
            value += np.repeat(best[b], options)
            children = range(int(layout.child_start[b]), int(layout.child_start[b + 1]))
            added = {}
            for c in children:
                at = int(layout.child_map_start[c])
                rows = layout.child_map[at : at + last - first]
                child = int(layout.child[c])
                added[c] = (child, rows, inside[layout.message_start[child] + rows])
                value += added[c][2]
            for child, rows, part in added.values():
                reach = np.where(value > kernels.HALF_NEVER, value - part, kernels.NEVER)
                np.maximum.at(best[child], rows, reach)
        return best
