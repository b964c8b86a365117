"""The edge of the zone of agreement as two actors see it."""

from __future__ import annotations

import numpy as np

from ..tables.utilities import MICRO
from .goals import SUM, Goal
from .result import Outline
from .search import maximise
from .talks import Talks

Codes = tuple[int, ...]
Point = tuple[int, int]

STEEP = 4000
"""Largest weight of an actor against the other's 1: finer differences do not show on a chart."""


def trace_outline(talks: Talks, pair: tuple[int, int], limit: int = 16) -> Outline:
    """Return packages that are best for some weighting of two actors' utilities.

    Corners are found between known neighbours by maximising the sum that weighs both neighbours
    alike (Cohon 1978, Multiobjective Programming and Planning, chapter 6), the widest gap first,
    until no corner is left or ``limit`` are found.
    """
    return _Tracer(talks, pair).trace(limit)


class _Tracer:
    """Maxima of weighted sums of two actors' utilities over the zone of agreement."""

    def __init__(self, talks: Talks, pair: tuple[int, int]) -> None:
        free = {
            actor: below_all(talks, actor)
            for actor in pair
            if actor not in talks.parties and actor not in talks.floors
        }
        self.talks = talks.change(floors={**talks.floors, **free})
        self.pair = pair
        self.places = [self.talks.rows.index(actor) for actor in pair]
        self.is_proved = True
        self.hints: list[Codes] = []

    def best(self, weights: Point) -> Codes | None:
        """Return the package with the largest weighted sum; None: there is no agreement."""
        talks = self.talks
        rows = talks.width
        power = np.zeros(rows)
        power[self.places] = weights
        scale = np.full(rows, MICRO, dtype=np.int64)
        goal = Goal(SUM, talks.disagreement, scale, power, rows)
        outcome = maximise(talks.engine, goal, talks.floor, budget=talks.budget, hints=self.hints)
        self.is_proved = self.is_proved and outcome.is_complete
        if not outcome.leaves:
            return None
        codes = talks.engine.reduced.first(outcome.leaves[0])
        self.hints.append(codes)
        return codes

    def point(self, codes: Codes) -> Point:
        """Return the utilities of the pair, micro-points."""
        utility = self.talks.problem.utility(codes)[self.places]
        return int(utility[0]), int(utility[1])

    def trace(self, limit: int) -> Outline:
        """Find the corners."""
        ends = [self.best((STEEP, 1)), self.best((1, STEEP))]
        found = {self.point(codes): codes for codes in ends if codes is not None}
        points = sorted(found)
        waiting = [(points[0], points[1])] if len(points) == 2 else []
        while waiting and len(found) < limit:
            waiting.sort(key=lambda gap: gap[0][0] - gap[1][0])
            left, right = waiting.pop(0)
            weights = _level(left, right)
            codes = self.best(weights)
            if codes is None:
                continue
            middle = self.point(codes)
            rise = weights[0] * (middle[0] - left[0]) + weights[1] * (middle[1] - left[1])
            if rise > 0 and left[0] < middle[0] < right[0]:
                found[middle] = codes
                waiting += [(left, middle), (middle, right)]
        return Outline(
            actors=(self.talks.name(self.pair[0]), self.talks.name(self.pair[1])),
            points=tuple(self.talks.proposal(found[point]) for point in sorted(found)),
            proved=self.is_proved,
        )


def below_all(talks: Talks, actor: int) -> int:
    """Return a utility below that of every package, micro-points: no floor for this actor."""
    term, link = talks.utilities.term[0, actor], talks.utilities.link[0, actor]
    starts = talks.structure.offsets[:-1]
    return int(np.minimum.reduceat(term, starts).sum() + np.minimum(link, 0).sum()) - 1


def _level(left: Point, right: Point) -> Point:
    """Return whole weights under which two points are (nearly) alike."""
    wide, high = right[0] - left[0], left[1] - right[1]
    largest = max(wide, high, 1)
    return max(1, round(high * STEEP / largest)), max(1, round(wide * STEEP / largest))
