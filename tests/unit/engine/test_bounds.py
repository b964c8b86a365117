"""Soundness of the proofs: no package of the zone lies above what a weight vector proves."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from tests.unit.engine.problems import above, aims, listing, problems

from grandbargain.bargain.dual import PENALTY, build_pool
from grandbargain.bargain.engine import Engine
from grandbargain.bargain.goals import LEXIMIN, NASH, SUM, Goal

ROOM = 1e-9
"""Relative room for floats; a search allows less (it rounds thresholds down by one unit)."""

CALM = settings(suppress_health_check=list(HealthCheck))


def room(value: float) -> float:
    return ROOM * max(1.0, abs(value))


def sound(problem, data, limit: int) -> None:
    space = listing(problem)
    assume(space.packages)
    goal, floor = data.draw(aims(problem, space))
    zone = [np.array(u) for u in above(space, floor)]
    values = [(u, goal.value(u)) for u in zone]
    values = [(u, value) for u, value in values if value > -math.inf]
    engine = Engine(problem, limit=limit)
    assume(engine.reduced.feasible)
    pool = build_pool(engine, goal, floor, (), rounds=data.draw(st.sampled_from((1, 4, 60))))
    if pool.is_infeasible:
        assert not zone
        return
    total = float(goal.power[: goal.counted].sum())
    assert pool.vectors
    for vector in pool.vectors:
        assert (vector.weight >= 0).all()
        for u, value in values:
            reached = int(vector.weight @ u)
            assert reached <= vector.top
            # the bound of all packages, and the one at which a search would cut this package
            assert value <= vector.bound(total) + room(value)
            assert value <= vector.bound(total, reached) + room(value)
    event(f"mode {goal.mode}, levels {len(goal.levels)}, packages {bool(values)}")


@settings(CALM, max_examples=250)
@given(problems(), st.data())
def test_every_vector_bounds_every_package_of_the_zone(problem, data):
    sound(problem, data, 1_000_000)


@settings(CALM, max_examples=60)
@given(problems(issues=(4, 5), ties=8), st.integers(2, 9), st.data())
def test_also_where_tables_are_split(problem, limit, data):
    sound(problem, data, limit)


def best_bound(goal: Goal, problem, floor) -> float:
    pool = build_pool(Engine(problem), goal, floor, (), rounds=60)
    return min(vector.bound(float(goal.power[: goal.counted].sum())) for vector in pool.vectors)


@settings(max_examples=60)
@given(problems(), st.integers(1, 20))
def test_a_sum_is_its_own_bound(problem, power):
    """Without floors the vector of the sum is tight: the bound is the maximum.

    The master problem prices every micro-point by which a mixture misses a floor; with utilities of
    a few micro-points that price, per actor, is all by which the bound may be loose.
    """
    space = listing(problem)
    assume(space.packages)
    actors = problem.term.shape[0]
    powers = np.ones(actors)
    powers[0] = power
    goal = Goal(
        SUM, np.zeros(actors, dtype=np.int64), np.ones(actors, dtype=np.int64), powers,
        problem.parties,
    )  # fmt: skip
    lowest = np.array(space.utility).min(axis=0)
    sums = [goal.value(np.array(u)) for u in space.utility]
    bound = best_bound(goal, problem, lowest)
    assert max(sums) <= bound <= max(sums) * (1 + 1e-9) + 1 + PENALTY * actors


def test_bounds_of_a_line_are_those_of_mixtures():
    """Two parties share 100 points by lot: Nash log 50 each, smallest gain 50, sum 100."""
    from grandbargain.bargain.problem import Problem

    problem = Problem(
        sizes=(2,),
        term=np.array([[0, 100_000_000], [100_000_000, 0]], dtype=np.int64),
        links=(),
        adds=np.zeros((2, 0), dtype=np.int64),
        nogoods=(),
        parties=2,
    )
    zero, unit = np.zeros(2, dtype=np.int64), np.full(2, 1_000_000, dtype=np.int64)
    for mode, expected in ((NASH, 2 * math.log(50)), (LEXIMIN, 50), (SUM, 1e8)):
        bound = best_bound(Goal(mode, zero, unit, np.ones(2), 2), problem, zero)
        assert expected - 1e-9 <= bound
        # tangents leave the logarithms a little open; the other two are exact
        assert abs(bound - expected) <= 1e-3 * expected
