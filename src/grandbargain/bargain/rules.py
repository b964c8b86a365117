"""The four solutions with their certificates.

Nash 1950 (Econometrica 18:155-162), with powers Kalai 1977 (International Journal of Game Theory
6:129-133); Kalai and Smorodinsky 1975 (Econometrica 43:513-518) as lexicographic max-min of
normalised gains, which is what survives where packages are finitely many; egalitarian: Kalai 1977
(Econometrica 45:1623-1630); utilitarian: the largest weighted sum.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from .goals import LEXIMIN, MICRO, NASH, SUM, Goal, degenerate_key
from .result import Solution
from .search import Outcome, maximise
from .talks import Talks
from .together import Together

Codes = tuple[int, ...]


@dataclass(frozen=True)
class Zone:
    """What is known of the zone of agreement.

    Attributes
    ----------
    exists
        Whether there is a package that no party refuses; None: not decided within the budget.
    ideal : array of int64, shape (parties,)
        Best utility found of each party within it; meaningless unless ``exists``.
    limit : array of int64, shape (parties,)
        Proved upper bound of it; the same where ``is_proved``.
    packages
        Packages found on the way, one per party.
    nodes, is_proved
        Nodes of the searches, and whether all of them ended by themselves.
    """

    exists: bool | None
    ideal: np.ndarray
    limit: np.ndarray
    packages: tuple[Codes, ...]
    nodes: int
    is_proved: bool


def explore(talks: Talks, hints: Iterable[Codes] = ()) -> Zone:
    """Decide whether there is a zone of agreement, and how good it can be for each party."""
    talks, count = talks.part(), len(talks.parties)
    ideal, limit = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    found: list[Codes] = list(hints)
    nodes, proved = 0, True
    for party in range(count):
        goal = _sum_goal(talks, np.eye(talks.width)[party])
        outcome = maximise(talks.engine, goal, talks.floor, budget=talks.budget, hints=found)
        nodes += outcome.nodes
        if not outcome.leaves:
            exists = False if outcome.is_complete else None
            return Zone(exists, ideal, limit, (), nodes, outcome.is_complete)
        proved = proved and outcome.is_complete
        first = talks.engine.reduced.first(outcome.leaves[0])
        found.append(first)
        ideal[party] = limit[party] = talks.problem.utility(first)[party]
        if not outcome.is_complete:
            limit[party] = talks.disagreement[party] + math.ceil(outcome.bound)
    return Zone(True, ideal, limit, tuple(found), nodes, proved)


def solve(
    talks: Talks, rule: str, zone: Zone | None, *, ties: int = 100, hints: Iterable[Codes] = ()
) -> Solution:
    """Return the solution of a rule other than ``safest``.

    Parameters
    ----------
    talks, zone
        The talks, and what :func:`explore` found of their zone of agreement; None: explore it if
        it is needed (the Nash solution usually does not).
    rule
        ``nash``, ``kalai_smorodinsky``, ``egalitarian`` or ``utilitarian``.
    ties
        How many tied packages to list.
    hints
        Packages that may be good.
    """
    if zone is None and rule != "nash":
        zone = explore(talks, hints)
    talks = talks.part()
    if zone is not None and zone.exists is False:
        return Solution(rule, None, None, None, True, 0, zone.nodes, ())
    starts = [*(zone.packages if zone is not None else ()), *hints]
    if rule == "nash" or zone is None:
        found = _nash(talks, zone, starts)
    else:
        found = _SOLVERS[rule](talks, zone, starts)
    outcome = found.outcome
    engine = talks.engine
    packages = tuple(talks.proposal(codes) for codes in engine.expand(outcome.leaves, ties))
    count = sum(engine.reduced.multiplicity(leaf) for leaf in outcome.leaves)
    has_package = bool(outcome.leaves)
    proved = outcome.is_complete and found.is_proved
    objective = found.objective if has_package else None
    bound = objective if proved and objective is not None else found.bound
    if objective is not None and bound is not None:
        bound = max(bound, objective)
    gap = None if objective is None or bound is None else bound - objective
    return Solution(
        rule=rule,
        objective=objective,
        bound=bound,
        gap=gap,
        proved=proved,
        ties=count if outcome.counted and has_package else (0 if not has_package else None),
        nodes=outcome.nodes,
        packages=packages,
    )


@dataclass(frozen=True)
class _Found:
    outcome: Outcome
    objective: float | None
    bound: float | None
    is_proved: bool = True


def _goal(talks: Talks, mode: int, **fields: Any) -> Goal:
    rows = talks.width
    goal = Goal(
        mode=mode,
        origin=talks.disagreement,
        scale=np.full(rows, MICRO, dtype=np.int64),
        power=talks.power,
        counted=len(talks.parties),
    )
    return replace(goal, **fields)


def _sum_goal(talks: Talks, power: np.ndarray) -> Goal:
    return _goal(talks, SUM, power=power)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _nash(talks: Talks, zone: Zone | None, hints: list[Codes]) -> _Found:
    goal = _goal(talks, NASH)
    total = float(goal.power[: goal.counted].sum())
    outcome = maximise(talks.engine, goal, talks.floor, budget=talks.budget, hints=hints)
    if outcome.leaves or not outcome.is_complete:
        objective = None
        if outcome.leaves:
            objective = _nash_objective(talks, talks.engine.utility(outcome.leaves[0]))
        bound = math.exp(outcome.bound / total) if outcome.bound > -math.inf else None
        return _Found(outcome, objective, bound)
    zone = zone or explore(talks, hints)
    if not zone.exists:
        undecided = Outcome(nodes=zone.nodes, is_complete=zone.exists is False)
        return _Found(undecided, None, None)
    return _nash_without_all(talks, zone, goal, hints)


def _nash_objective(talks: Talks, utility: np.ndarray) -> float:
    count = len(talks.parties)
    gains = (utility - talks.disagreement)[:count] / MICRO
    powers = talks.power[:count]
    if (gains <= 0).any():
        return 0.0
    return float(math.exp(float(powers @ np.log(gains)) / float(powers.sum())))


def _nash_without_all(talks: Talks, zone: Zone, goal: Goal, hints: list[Codes]) -> _Found:
    """Nash where no package lets every party gain: as many as possible, then their product."""
    count = len(talks.parties)
    able = [i for i in range(count) if zone.limit[i] > talks.disagreement[i]]
    together = Together(talks, able)
    nodes, proved, counted = 0, zone.is_proved, True
    best: dict[Codes, None] = {}
    key: Any = None
    while not best:
        cannot = []
        for group in together.largest():
            outcome = _nash_of_group(talks, goal, group, hints)
            nodes += outcome.nodes
            proved = proved and outcome.is_complete
            counted = counted and outcome.counted
            if outcome.is_complete and not outcome.leaves:
                cannot.append(group)
            for leaf in outcome.leaves:
                value = degenerate_key(goal, talks.engine.utility(leaf))
                if key is None or value > key:
                    best, key = {leaf: None}, value
                elif value == key:
                    best[leaf] = None
        if not cannot and not best:
            return _Found(Outcome(nodes=nodes, is_complete=False), None, None, is_proved=False)
        for group in cannot:
            together.exclude(group)
    proved = proved and together.is_proved
    found = Outcome(sorted(best), key, proved, nodes=nodes, counted=counted)
    return _Found(found, 0.0, 0.0, proved)


def _nash_of_group(talks: Talks, goal: Goal, group: tuple[int, ...], hints: list[Codes]) -> Outcome:
    power = np.zeros_like(goal.power)
    power[list(group)] = goal.power[list(group)]
    if group:
        limited = replace(goal, power=power)
        return maximise(talks.engine, limited, talks.floor, budget=talks.budget, hints=hints)
    flat = replace(goal, mode=SUM, power=power)
    return maximise(talks.engine, flat, talks.floor, budget=talks.budget, hints=hints)


def _utilitarian(talks: Talks, zone: Zone, hints: list[Codes]) -> _Found:
    del zone
    goal = _goal(talks, SUM)
    outcome = maximise(talks.engine, goal, talks.floor, budget=talks.budget, hints=hints)
    count = len(talks.parties)
    shift = float(talks.power[:count] @ talks.disagreement[:count]) / MICRO
    objective = None
    if outcome.leaves:
        utility = talks.engine.utility(outcome.leaves[0])[:count]
        objective = float(talks.power[:count] @ utility) / MICRO
    bound = _finite(outcome.bound / MICRO + shift)
    return _Found(outcome, objective, bound)


def _egalitarian(talks: Talks, zone: Zone, hints: list[Codes]) -> _Found:
    return _leximin(talks, _goal(talks, LEXIMIN), zone, hints)


def _kalai_smorodinsky(talks: Talks, zone: Zone, hints: list[Codes]) -> _Found:
    """Leximin of gains over largest gains; a party that cannot gain counts as 1."""
    if not zone.exists:
        return _Found(Outcome(is_complete=False), None, None, is_proved=False)
    count = len(talks.parties)
    scale = np.full(talks.width, MICRO, dtype=np.int64)
    origin = talks.disagreement.copy()
    range_ = zone.ideal - talks.disagreement[:count]
    for party in range(count):
        if range_[party] > 0:
            scale[party] = range_[party]
        else:
            origin[party] -= MICRO
    found = _leximin(talks, _goal(talks, LEXIMIN, scale=scale, origin=origin), zone, hints)
    if zone.is_proved or not found.outcome.leaves:
        return found
    return _with_uncertain_ideals(talks, zone, found)


def _with_uncertain_ideals(talks: Talks, zone: Zone, found: _Found) -> _Found:
    """Take the largest possible ideals for what is reached, the smallest for what is possible."""
    count = len(talks.parties)
    utility = talks.engine.utility(found.outcome.leaves[0])[:count]
    gain, room = utility - talks.disagreement[:count], zone.limit - talks.disagreement[:count]
    shares = [gain[i] / room[i] if room[i] > 0 else 1.0 for i in range(count)]
    bound = 1.0 if found.bound is None else min(found.bound, 1.0)
    return replace(found, objective=float(min(shares)), bound=bound, is_proved=False)


def _leximin(talks: Talks, goal: Goal, zone: Zone, hints: list[Codes]) -> _Found:
    """Raise the smallest share, then the second smallest, and so on, each level proved."""
    caps = sorted(
        Fraction(int(zone.ideal[i] - goal.origin[i]), int(goal.scale[i]))
        for i in range(goal.counted)
    )
    nodes = 0
    objective: float | None = None
    bound: float | None = None
    proved = zone.is_proved
    outcome = Outcome()
    for level in range(goal.counted):
        is_last = level == goal.counted - 1
        outcome = maximise(
            talks.engine,
            goal,
            talks.floor,
            budget=talks.budget,
            hints=hints,
            enough=caps[level] if zone.is_proved and not is_last else None,
        )
        nodes += outcome.nodes
        outcome.nodes = nodes
        if level == 0:
            objective = float(outcome.key) if outcome.leaves else None
            bound = _finite(outcome.bound)
        if not outcome.leaves or not outcome.is_complete:
            return _Found(outcome, objective, bound, is_proved=False)
        if outcome.counted or is_last:
            outcome.leaves = _best_leaves(talks, goal, outcome.leaves)
            return _Found(outcome, objective, bound, proved)
        key = outcome.key
        goal = replace(goal, levels=(*goal.levels, (key.numerator, key.denominator)))
        hints = [*hints, *(talks.engine.reduced.first(leaf) for leaf in outcome.leaves[:8])]
    return _Found(outcome, objective, bound, proved)


def _best_leaves(talks: Talks, goal: Goal, leaves: list[Codes]) -> list[Codes]:
    keys = [goal.full_key(talks.engine.utility(leaf)) for leaf in leaves]
    top = max(keys)
    return [leaf for leaf, key in zip(leaves, keys, strict=True) if key == top]


_SOLVERS = {
    "kalai_smorodinsky": _kalai_smorodinsky,
    "egalitarian": _egalitarian,
    "utilitarian": _utilitarian,
}
