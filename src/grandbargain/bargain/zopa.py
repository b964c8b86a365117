"""Why there is no agreement, and whether a named package is efficient."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from ..tables.utilities import MICRO
from .goals import SUM, Goal
from .result import Blockers
from .search import maximise
from .talks import Talks

Codes = tuple[int, ...]


def find_blockers(talks: Talks) -> Blockers:
    """Return the proof that no package suits all, for talks without a zone of agreement."""
    talks = talks.part()
    parties, parties_proved = _smallest_conflict(talks)
    concessions: dict[str, float | None] = {}
    proved = parties_proved
    for place, actor in enumerate(talks.parties):
        fall, is_proved = _concession(talks, place)
        concessions[talks.name(actor)] = None if fall is None else fall / MICRO
        proved = proved and is_proved
    return Blockers(tuple(talks.name(actor) for actor in parties), concessions, proved)


def _linear(talks: Talks, power: np.ndarray) -> Goal:
    rows = talks.width
    scale = np.full(rows, MICRO, dtype=np.int64)
    return Goal(SUM, talks.disagreement, scale, power, len(talks.parties))


def _smallest_conflict(talks: Talks) -> tuple[tuple[int, ...], bool]:
    """Return the smallest set of parties that no package satisfies; file order breaks ties."""
    known: list[frozenset[int]] = []
    proved = True
    for size in range(len(talks.parties) + 1):
        for group in itertools.combinations(talks.parties, size):
            if any(happy.issuperset(group) for happy in known):
                continue
            if talks.budget.start().is_over(0):
                return talks.parties, False
            codes, is_complete = satisfy(talks, group)
            if codes is not None:
                known.append(talks.accepting(codes))
            elif is_complete:
                return group, proved
            else:
                proved = False
    return talks.parties, False


def satisfy(talks: Talks, group: tuple[int, ...]) -> tuple[Codes | None, bool]:
    """Find some feasible package above the floors that no party of a group refuses.

    Returns the package, or None and whether it is proved that there is none.
    """
    if group:
        some, power = talks.change(parties=group), 1.0
        floor = some.floor
    else:
        some, power = talks.change(parties=talks.parties[:1], with_refusals=False), 0.0
        floor = some.stated_floor
    goal = _linear(some, np.full(some.width, power))
    outcome = maximise(some.engine, goal, floor, budget=talks.budget, first_only=True)
    if outcome.leaves:
        return some.engine.reduced.first(outcome.leaves[0]), True
    return None, outcome.is_complete


def _concession(talks: Talks, place: int) -> tuple[int | None, bool]:
    """Return how far one party's disagreement point must fall, micro-points; None: in vain."""
    floor = talks.floor.copy()
    floor[place] = talks.stated_floor[place]
    goal = _linear(talks, np.eye(talks.width)[place])
    outcome = maximise(talks.engine, goal, floor, budget=talks.budget)
    if not outcome.leaves:
        return None, outcome.is_complete
    best = talks.engine.utility(outcome.leaves[0])[place]
    return int(talks.disagreement[place] - best), outcome.is_complete


@dataclass(frozen=True)
class Efficiency:
    """Whether a package is efficient; None: not decided. ``better``: a package that beats it."""

    is_efficient: bool | None
    better: Codes | None


def judge_efficiency(talks: Talks, codes: Codes) -> Efficiency:
    """Look among all feasible packages for one that dominates a package, for the parties."""
    free = talks.change(with_refusals=False, floors={})
    goal = _linear(free, np.ones(free.width))
    utility = free.problem.utility(codes)
    outcome = maximise(free.engine, goal, utility, budget=talks.budget, hints=[codes])
    if outcome.leaves:
        better = free.engine.expand(outcome.leaves, 1)[0]
        if free.problem.utility(better).sum() > utility.sum():
            return Efficiency(False, better)
    return Efficiency(True if outcome.is_complete else None, None)
