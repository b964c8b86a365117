"""The maximum of a weighted sum and its parts, against every package."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from tests.unit.engine.problems import (
    Space,
    above,
    aims,
    listing,
    patterns,
    problems,
    tied_problems,
    weights,
)

from grandbargain.bargain import kernels
from grandbargain.bargain.engine import Engine
from grandbargain.bargain.search import maximise
from grandbargain.tables.chains import chain_patterns

FEW = settings(max_examples=100)


def beats(one: tuple[int, ...], other: tuple[int, ...], parties: int) -> bool:
    """Whether a package gives every actor at least as much as another, and some party more."""
    pairs = list(zip(one, other, strict=True))
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs[:parties])


def best(space: Space, weight: np.ndarray) -> int | None:
    """Largest weighted sum, in Python's whole numbers; None without a package."""
    row = weight.tolist()
    sums = [sum(w * u for w, u in zip(row, each, strict=True)) for each in space.utility]
    return max(sums, default=None)


@FEW
@given(problems(), st.data())
def test_a_sweep_finds_the_maximum_over_all_packages(problem, data):
    space, engine = listing(problem), Engine(problem)
    if not engine.reduced.feasible:
        assert not space.packages
        return
    weight = data.draw(weights(problem))
    top, codes = engine.sweep(weight)
    if not space.packages:
        assert top == kernels.NEVER
        return
    assert top == best(space, weight)
    assert engine.is_feasible(codes)
    assert int(engine.utility(codes) @ weight) == top


def path_cost(engine: Engine, cost: np.ndarray, codes: tuple[int, ...]) -> int:
    """Sum of the costs of the entries that a package of classes picks, one per bucket."""
    layout, total = engine.layout, 0
    for b, issue in enumerate(layout.issue):
        entry = 0
        for p in range(layout.parent_start[b], layout.parent_start[b + 1]):
            parent = layout.parent_issue[p]
            entry = entry * engine.reduced.sizes[parent] + codes[parent]
        entry = entry * engine.reduced.sizes[issue] + codes[issue]
        total += int(cost[layout.entry_start[b] + entry, 0])
    return total


def costs_sum_to_the_gap(engine: Engine, weight: np.ndarray) -> None:
    top, _ = engine.sweep(weight)
    if top == kernels.NEVER:
        return
    cost = np.empty((engine.buckets.entries, 1), dtype=np.int64)
    term, group = engine.weighted(weight)
    kernels.step_costs(engine.layout, term, group, engine.message, cost, 0)
    assert (cost >= 0).all()
    for codes in itertools.product(*(range(size) for size in engine.reduced.sizes)):
        found = path_cost(engine, cost, codes)
        if engine.is_feasible(codes):
            assert found == top - int(engine.utility(codes) @ weight)
        else:
            assert found >= kernels.FAR


@FEW
@given(problems(), st.data())
def test_costs_along_a_path_sum_to_the_gap(problem, data):
    engine = Engine(problem)
    assume(engine.reduced.feasible)
    costs_sum_to_the_gap(engine, data.draw(weights(problem)))


@FEW
@given(problems(), st.data())
def test_exact_utilities_of_the_tables(problem, data):
    """The points that a search adds up and the utility that the problem states."""
    engine = Engine(problem)
    assume(engine.reduced.feasible)
    codes = tuple(data.draw(st.integers(0, size - 1)) for size in engine.reduced.sizes)
    utility = np.empty(engine.actors, dtype=np.int64)
    is_feasible = kernels.package_utility(
        engine.layout,
        engine.point,
        engine.group_point,
        engine.buckets.group_bad,
        engine.reduced.constant,
        np.array(codes, dtype=np.int64),
        utility,
    )
    assert is_feasible == engine.is_feasible(codes)
    if is_feasible:
        assert utility.tolist() == engine.utility(codes).tolist()


# --- tables that are too large are split ---------------------------------------------------------


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
@given(tied_problems(), st.integers(2, 9), st.data())
def test_split_tables_bound_from_above(problem, limit, data):
    engine = Engine(problem, limit=limit)
    assume(engine.reduced.feasible and not engine.buckets.is_exact)
    space, weight = listing(problem), data.draw(weights(problem))
    top, _ = engine.sweep(weight)
    truth = best(space, weight)
    assert truth is None or top >= truth
    costs_sum_to_the_gap(engine, weight)


@settings(max_examples=80)
@given(st.one_of(problems(), tied_problems()), st.sampled_from((2, 4, 9, 1_000_000)), st.data())
def test_searches_are_exact_with_any_tables(problem, limit, data):
    space = listing(problem)
    assume(space.packages)
    goal, floor = data.draw(aims(problem, space))
    outcome = maximise(Engine(problem, limit=limit), goal, floor)
    among = [np.array(u) for u in above(space, floor)]
    allowed = [u for u in among if goal.value(u) > -np.inf]
    assert outcome.is_complete
    if not allowed:
        assert not outcome.leaves
        return
    assert outcome.key == max(goal.key(u) for u in allowed)


def test_a_table_is_split_only_above_the_limit():
    """Four issues of three options in one pattern: 27 packages of parents for the first issue."""
    from grandbargain.bargain.buckets import compile_buckets

    pattern = tuple((issue, frozenset({0})) for issue in range(4))
    pairs = tuple(((a, frozenset({1})), (b, frozenset({1}))) for a in range(4) for b in range(a))
    assert compile_buckets((3,) * 4, (), (pattern, *pairs), 81).is_exact
    split = compile_buckets((3,) * 4, (), (pattern, *pairs), 26)
    assert not split.is_exact


@st.composite
def long_problems(draw: st.DrawFn):
    """Problems with patterns over four issues or more."""
    problem = draw(problems(issues=(4, 5), ties=4))
    rows = draw(st.lists(patterns(problem.sizes, most=5), min_size=1, max_size=3))
    adds = draw(st.lists(st.sampled_from((-10, 1, 4, 20_000_000)), min_size=3, max_size=3))
    more = np.array([adds[: len(rows)]] * problem.term.shape[0], dtype=np.int64)
    return replace(
        problem,
        links=(*problem.links, *rows),
        adds=np.hstack((problem.adds, more)),
    )


@settings(max_examples=150, suppress_health_check=[HealthCheck.filter_too_much])
@given(long_problems(), st.sampled_from((4, 9, 40)), st.data())
def test_a_package_is_found_once_however_patterns_and_tables_are_split(problem, limit, data):
    """Helpers of a split table may contradict the issues; the package must not be found twice."""
    space = listing(problem)
    assume(space.packages)
    goal, floor = data.draw(aims(problem, space))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "grandbargain.bargain.problem.chain_patterns", partial(chain_patterns, limit=6)
        )
        engine = Engine(problem, limit=limit)
    outcome = maximise(engine, goal, floor)
    among = [
        (goal.key(np.array(u)), codes)
        for codes, u in zip(space.packages, space.utility, strict=True)
        if all(x >= f for x, f in zip(u, floor, strict=True)) and goal.value(np.array(u)) > -np.inf
    ]
    event(f"helpers: {bool(engine.reduced.feasible and engine.reduced.helpers)}")
    best = max((key for key, _ in among), default=None)
    found = engine.expand(outcome.leaves, 1_000) if outcome.leaves else []
    tied = {codes for key, codes in among if key == best}
    assert set(found) <= tied
    assert len(set(found)) == len(found)
    # A first level alone also ties packages that another beats; options that always lose are gone.
    utility = dict(zip(space.packages, space.utility, strict=True))
    for codes in tied - set(found):
        assert any(beats(utility[other], utility[codes], problem.parties) for other in found)
    assert len(set(outcome.leaves)) == len(outcome.leaves)
