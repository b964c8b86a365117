"""Why there is no agreement, and whether a named package is efficient."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from ..tables.utilities import MICRO
from .goals import SUM, Goal
from .result import Blockers
from .search import Outcome, maximise
from .talks import Talks

Codes = tuple[int, ...]


def find_blockers(talks: Talks) -> Blockers:
    """Return the proof that no package suits all, for talks without a zone of agreement."""
    parties, parties_proved = _smallest_conflict(talks)
    concessions: dict[str, float | None] = {}
    proved = parties_proved
    for place, actor in enumerate(talks.parties):
        fall, is_proved = _concession(talks, place)
        concessions[talks.name(actor)] = None if fall is None else fall / MICRO
        proved = proved and is_proved
    return Blockers(tuple(talks.name(actor) for actor in parties), concessions, proved)


def _linear(talks: Talks, power: np.ndarray) -> Goal:
    rows = len(talks.rows)
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
            outcome = _satisfy(talks, group)
            if outcome.leaves:
                some = talks.change(parties=group)
                codes = some.engine.reduced.first(outcome.leaves[0])
                known.append(talks.accepting(codes))
            elif outcome.is_complete:
                return group, proved
            else:
                proved = False
    return talks.parties, False


def _satisfy(talks: Talks, group: tuple[int, ...]) -> Outcome:
    some = talks.change(parties=group)
    goal = _linear(some, np.ones(len(some.rows)))
    if not some.rows:
        return _any_package(talks)
    return maximise(some.engine, goal, some.floor, budget=talks.budget, first_only=True)


def satisfy_all(talks: Talks) -> Outcome:
    """Find some package that no party refuses; an outcome without leaves proves there is none."""
    return _satisfy(talks, talks.parties)


def _any_package(talks: Talks) -> Outcome:
    """Return some feasible package, for the empty set of parties."""
    one = talks.change(parties=talks.parties[:1], with_refusals=False)
    floor = one.stated_floor
    goal = _linear(one, np.zeros(len(one.rows)))
    return maximise(one.engine, goal, floor, budget=talks.budget, first_only=True)


def _concession(talks: Talks, place: int) -> tuple[int | None, bool]:
    """Return how far one party's disagreement point must fall, micro-points; None: in vain."""
    floor = talks.floor.copy()
    floor[place] = talks.stated_floor[place]
    goal = _linear(talks, np.eye(len(talks.rows))[place])
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
    goal = _linear(free, np.ones(len(free.rows)))
    utility = free.problem.utility(codes)
    outcome = maximise(free.engine, goal, utility, budget=talks.budget, hints=[codes])
    if outcome.leaves:
        better = free.engine.expand(outcome.leaves, 1)[0]
        if free.problem.utility(better).sum() > utility.sum():
            return Efficiency(False, better)
    return Efficiency(True if outcome.is_complete else None, None)
