"""The best package among those that everybody keeps in at least a stated share of worlds.

Whoever leaves x in a world by a certain way leaves other packages by it too. A package that too
many worlds break is therefore widened: options are added, issue by issue, as long as lower bounds
show that every package made of them is left in as many worlds. The bounds are sums over issues of
the least over the options at hand, per world, so that no package is looked at. What results is a
cut: a package that is kept often enough has some option outside (a learned clause, as in
Stallman and Sussman 1977, Artificial Intelligence 9:135-196).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..bargain.talks import Condition, Talks
from ..errors import TooLargeError
from ..stability.departures import chunks, ways_of
from ..stability.holding import keeps
from ..tables.enforcement import drawn_enforcement
from ..tables.moves import Moves
from ..tables.structure import IndexPattern, Structure
from ..tables.utilities import MICRO, drawn_utilities
from .keeping import Codes, Keeping, Way, before

MOST_BYTES = 2_000_000_000
"""Most bytes of the points of all worlds, which are held together."""

SLACK = 1.0
"""Micro-points by which a bound must fail: far above what rounding can do."""


class KeepingOften(Keeping):
    """Searches among the packages that every party keeps in at least a share of worlds.

    Parameters
    ----------
    talks, moves, nogoods
        Who bargains in the central world, who moves what, and the logical constraints.
    seed, worlds
        The worlds, which are drawn once.
    share
        The least share of worlds, in (0, 1].

    Raises
    ------
    MissingSectionError
        Somebody at the table has no discount.
    TooLargeError
        The points of so many worlds would not fit.
    """

    def __init__(
        self,
        talks: Talks,
        moves: Moves,
        nogoods: Sequence[IndexPattern],
        seed: int,
        worlds: int,
        share: float,
    ) -> None:
        structure = moves.structure
        size = worlds * len(structure.actor_ids) * int(structure.offsets[-1]) * 8
        if size > MOST_BYTES:
            raise TooLargeError(
                f"the points of {worlds:,} worlds take {size:,} bytes, more than the "
                f"{MOST_BYTES:,} that --hold-share may use; ask for fewer worlds"
            )
        self.enforcement = drawn_enforcement(structure, seed, 0, worlds)
        super().__init__(talks, moves, self.enforcement, nogoods)
        self.utilities = drawn_utilities(structure, seed, 0, worlds)
        self.worlds = worlds
        self.least = math.ceil(Fraction(repr(float(share))) * worlds)
        self.counts: dict[Codes, int] = {}

    def share(self, codes: Codes) -> float:
        """Return in which share of worlds every party at the table keeps a package."""
        if codes not in self.counts:
            self._leaving(codes)
        return self.counts[codes] / self.worlds

    def broken(self, codes: Codes) -> list[Condition]:
        """Return the cut that too many worlds give, if they do."""
        leaving = self._leaving(codes)
        if self.counts[codes] >= self.least:
            return []
        too_many = self.worlds - self.least + 1
        return [self._clause(self._widened(codes, leaving, too_many))]

    def _leaving(self, codes: Codes) -> list[_Leaving]:
        """Return who leaves a package by which way in which worlds; note how often all keep it."""
        kept = np.ones(self.worlds, dtype=bool)
        found: list[_Leaving] = []
        for actor in self.talks.parties:
            gain, to = self._best(actor, codes)
            stay = keeps(self.structure, self.utilities, self.enforcement, actor, codes, gain)
            kept &= stay
            for place in np.unique(to[~stay], axis=0):
                way = self.way(actor, codes, place)
                worlds = np.flatnonzero(~stay & (to == place).all(axis=1))
                found.append(_Leaving(self, actor, way, worlds, codes))
        self.counts[codes] = int(kept.sum())
        return found

    def _best(self, actor: int, codes: Codes) -> tuple[np.ndarray, np.ndarray]:
        """Return per world the most that leaving adds, micro-points, and where it leads."""
        ways = ways_of(self.moves, self.nogoods, actor, codes)
        found = [
            ways.best(self.structure, self.utilities.part(slice(first, first + count)))
            for first, count in chunks(ways.most, self.worlds)
        ]
        gains, places = zip(*found, strict=True)
        return np.concatenate(gains), np.concatenate(places)

    def _widened(
        self, codes: Codes, leaving: Sequence[_Leaving], too_many: int
    ) -> tuple[frozenset[int], ...]:
        """Return options per issue such that every package of them is left in too many worlds."""
        allowed = [{int(code)} for code in codes]
        if self._left(leaving) < too_many:
            return tuple(frozenset(options) for options in allowed)
        others = [
            (issue, option)
            for issue, size in enumerate(self.structure.sizes)
            for option in range(size)
            if option != codes[issue]
        ]
        order = sorted(others, key=lambda one: (-self._left(leaving, one), one))
        for issue, option in order:
            if self._left(leaving, (issue, option)) >= too_many:
                allowed[issue].add(option)
                for item in leaving:
                    item.widen(issue, option)
        return tuple(frozenset(options) for options in allowed)

    def _left(self, leaving: Sequence[_Leaving], wider: tuple[int, int] | None = None) -> int:
        """Return the number of worlds in which every package at hand, or wider, is surely left."""
        left = np.zeros(self.worlds, dtype=bool)
        for item in leaving:
            left[item.worlds[item.surely(wider)]] = True
        return int(left.sum())

    def _clause(self, allowed: Sequence[frozenset[int]]) -> Condition:
        """Return the condition that some option lies outside."""
        term = np.full(int(self.structure.offsets[-1]), MICRO, dtype=np.int64)
        for at, options in zip(self.structure.offsets, allowed, strict=False):
            term[[int(at) + option for option in options]] = 0
        return Condition(term, (), MICRO)


Bound = tuple[np.ndarray, np.ndarray]
"""The least of a gain - discount (q - f) R and of the gain, shapes (Z, n) and (n,)."""


class _Leaving:
    """One party that leaves by one way in n worlds, and bounds of it over many packages.

    The party leaves x surely where, whatever x is made of the options at hand, the way adds
    something, a gain > discount (q - f) (R - P), and no constraint stands in the way.
    """

    def __init__(
        self, of: KeepingOften, actor: int, way: Way, worlds: np.ndarray, codes: Codes
    ) -> None:
        self.structure: Structure = of.structure
        self.way, self.worlds = way, worlds
        enforcement, utilities = of.enforcement, of.utilities
        chances = enforcement.discount[actor]
        d = np.zeros(len(worlds)) if chances is None else chances[worlds]
        f = enforcement.false_alarm[worlds]
        self.a = 1 - d * (1 - f)
        self.c = (d[:, None] * (enforcement.detection[worlds] - f[:, None])).T
        self.detector = enforcement.issue
        self.term = utilities.term[worlds, actor].astype(float)
        self.links = [
            _Link(pattern, before(pattern, way), utilities.link[worlds, actor, n].astype(float))
            for n, pattern in enumerate(self.structure.linkages)
            if utilities.link[worlds, actor, n].any()
        ]
        self.barred = [p for nogood in of.nogoods if (p := before(nogood, way)) is not None]
        self.allowed = [{int(code)} for code in codes]
        self.by_issue = [self._adds(issue, int(code)) for issue, code in enumerate(codes)]
        self.by_link = [self._least(link, self.allowed) for link in self.links]
        failure = self.c * utilities.disagreement[worlds, actor]
        self.total = _sum([(failure, np.zeros(len(worlds))), *self.by_issue, *self.by_link])

    def _adds(self, issue: int, option: int) -> Bound:
        """Return what an option adds."""
        at = int(self.structure.offsets[issue])
        stay = self.term[:, at + option]
        gain = self.term[:, at + int(self.way[issue][option])] - stay
        return self.a * gain - self.c * stay, gain

    def _least(self, link: _Link, allowed: Sequence[set[int]]) -> Bound:
        """Return the least that a linkage can add over all packages of the options at hand."""
        untouched = all(
            self.way[issue][option] == option
            for issue, _ in link.pattern
            for option in allowed[issue]
        )
        here = _matching(link.pattern, allowed)
        there = {0} if link.before is None else _matching(link.before, allowed)
        cases = [(x, y) for x in here for y in there if not untouched or x == y]
        margins = [((y - x) * self.a - x * self.c) * link.add for x, y in cases]
        gains = [(y - x) * link.add for x, y in cases]
        return np.minimum.reduce(margins), np.minimum.reduce(gains)

    def _wider(self, issue: int, option: int) -> tuple[list[set[int]], Bound, dict[int, Bound]]:
        """Return the options at hand with one more, what its issue adds, and what linkages add."""
        margin, gain = self._adds(issue, option)
        before_margin, before_gain = self.by_issue[issue]
        allowed = [*self.allowed]
        allowed[issue] = allowed[issue] | {option}
        links = {
            n: self._least(link, allowed)
            for n, link in enumerate(self.links)
            if issue in link.issues
        }
        least = np.minimum(before_margin, margin), np.minimum(before_gain, gain)
        return allowed, least, links

    def _total(self, issue: int, least: Bound, links: dict[int, Bound]) -> Bound:
        margin = self.total[0] - self.by_issue[issue][0] + least[0]
        gain = self.total[1] - self.by_issue[issue][1] + least[1]
        for n, (more, most) in links.items():
            margin = margin - self.by_link[n][0] + more
            gain = gain - self.by_link[n][1] + most
        return margin, gain

    def widen(self, issue: int, option: int) -> None:
        """Add an option to those at hand."""
        allowed, least, links = self._wider(issue, option)
        self.total = self._total(issue, least, links)
        self.allowed, self.by_issue[issue] = allowed, least
        for n, bound in links.items():
            self.by_link[n] = bound

    def surely(self, wider: tuple[int, int] | None = None) -> np.ndarray:
        """Return in which worlds all packages at hand, with one option more, are left, (n,)."""
        allowed, (margin, gain) = self.allowed, self.total
        if wider is not None:
            allowed, least, links = self._wider(*wider)
            margin, gain = self._total(wider[0], least, links)
        if any(1 in _matching(pattern, allowed) for pattern in self.barred):
            return np.zeros(len(self.worlds), dtype=bool)
        seen = [0] if self.detector is None else sorted(allowed[self.detector])
        return (gain > SLACK) & (margin[seen] > SLACK).all(axis=0)


class _Link:
    """A linkage, the packages that a way takes to one that it matches, and its points (n,)."""

    def __init__(self, pattern: IndexPattern, start: IndexPattern | None, add: np.ndarray) -> None:
        self.pattern, self.before, self.add = pattern, start, add
        self.issues = {issue for issue, _ in (*pattern, *(start or ()))}


def _sum(bounds: Sequence[Bound]) -> Bound:
    margins, gains = zip(*bounds, strict=True)
    return np.sum(margins, axis=0), np.sum(gains, axis=0)


def _matching(pattern: IndexPattern, allowed: Sequence[set[int]]) -> set[int]:
    """Return whether packages of the options at hand match a pattern: {0}, {1} or {0, 1}."""
    if any(options.isdisjoint(allowed[issue]) for issue, options in pattern):
        return {0}
    return {1} if all(allowed[issue] <= options for issue, options in pattern) else {0, 1}
