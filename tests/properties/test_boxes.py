"""Scenario discovery: the compiled loops against the definition, and laws of the whole."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grandbargain.robustness.boxes import BoxSettings, Limit
from grandbargain.robustness.discovery import (
    Input,
    arrange,
    boxes_of,
    find_boxes,
    find_way,
)
from grandbargain.robustness.kernels_boxes import HIGH, Bounds, Moves, Rows, count, paste
from tests.reference.boxes import State, Table, pasted, way

SHARES = ("0.05", "0.1", "0.25")


@st.composite
def tables(draw: st.DrawFn, most: int = 30) -> Table:
    """Draw small tables with many ties; weights are binary fractions, so that sums are exact."""
    rows = draw(st.integers(2, most))
    kinds = draw(st.lists(st.sampled_from((0, 0, 0, 1, 2, 4)), min_size=1, max_size=4))
    columns = []
    for kind in kinds:
        largest = kind - 1 if kind else draw(st.sampled_from((0, 1, 3, 8, 1000)))
        scale = 1.0 if kind else draw(st.sampled_from((1.0, 0.25)))
        values = st.integers(0 if kind else -largest, largest)
        column = draw(st.lists(values, min_size=rows, max_size=rows))
        columns.append([value * scale for value in column])
    cases = draw(st.lists(st.booleans(), min_size=rows, max_size=rows))
    sizes = draw(st.sampled_from(((1.0,), (1.0, 2.0, 3.0), (0.125, 1.0, 6.5))))
    weights = draw(st.lists(st.sampled_from(sizes), min_size=rows, max_size=rows))
    return Table(columns, kinds, cases, weights)


def rows_of(table: Table) -> Rows:
    inputs = [
        Input(f"x{j}", np.array(column), tuple(f"c{c}" for c in range(kind)))
        for j, (column, kind) in enumerate(zip(table.columns, table.kinds, strict=True))
    ]
    return arrange(inputs, np.array(table.cases, dtype=bool), np.array(table.weights))


def states_of(moves: Moves, kinds: np.ndarray) -> list[State]:
    return [
        State(
            tuple(box.low.tolist()),
            tuple(box.high.tolist()),
            tuple(
                frozenset(c for c in range(kind) if box.kept[j, c]) if kind else None
                for j, kind in enumerate(kinds)
            ),
        )
        for box in boxes_of(moves, kinds)
    ]


def searched(table: Table, peel: str, back: str, least: float) -> tuple[Rows, Moves]:
    rows = rows_of(table)
    return rows, find_way(rows, BoxSettings(peel=float(peel), paste=float(back)), least)


@given(tables(), st.sampled_from(SHARES), st.sampled_from(SHARES), st.sampled_from((1.0, 3.5)))
@settings(max_examples=300)
def test_every_step_is_that_of_the_definition(
    table: Table, peel: str, back: str, least: float
) -> None:
    rows, moves = searched(table, peel, back, least)
    expected = way(table, Fraction(peel), Fraction(back), Fraction(least))
    assert states_of(moves, rows.kinds) == expected
    for step, state in enumerate(expected):
        inside = table.inside(state)
        assert (moves.weight[step], moves.hit[step]) == (table.weight(inside), table.hit(inside))


@given(tables(), st.sampled_from(SHARES), st.data())
@settings(max_examples=300)
def test_pasting_from_any_box_is_that_of_the_definition(
    table: Table, share: str, data: st.DataObject
) -> None:
    """The way to a box seldom ends where much can be pasted back; other boxes do."""
    rows = rows_of(table)
    state = table.start()
    for j, column in enumerate(table.columns):
        if table.kinds[j]:
            some = st.sets(st.integers(0, table.kinds[j] - 1), min_size=1)
            state = state.with_kept(j, frozenset(data.draw(some)))
        else:
            for side, end in enumerate((-math.inf, math.inf)):
                bound = data.draw(st.sampled_from((end, *(value + 0.125 for value in column))))
                state = state.with_side(j, side, bound)
    inside = table.inside(state)
    assume(inside)
    expected = pasted(table, state, Fraction(share))
    kept = np.array(
        [[c in held if held is not None else True for c in range(4)] for held in state.kept]
    )
    box = Bounds(np.array(state.low), np.array(state.high), kept)
    ranked = np.sort(rows.values, axis=1)
    room = 200
    moves = Moves(
        np.zeros(room, dtype=np.int64),
        np.zeros(room, dtype=np.int64),
        *(np.zeros(room) for _ in range(3)),
    )
    moves.weight[0], moves.hit[0] = table.weight(inside), table.hit(inside)
    steps = paste(rows, ranked, box, float(share), moves, 1)
    assert steps == len(expected)
    for step, following in enumerate(expected):
        after = table.inside(following)
        assert (moves.weight[step], moves.hit[step]) == (table.weight(after), table.hit(after))
    last = expected[-1]
    assert (tuple(box.low), tuple(box.high)) == (last.low, last.high)
    for j, held in enumerate(last.kept):
        assert held is None or held == {c for c in range(table.kinds[j]) if box.kept[j, c]}


@given(tables(), tables(12), st.sampled_from(SHARES))
def test_other_worlds_are_counted_as_they_lie(table: Table, other: Table, peel: str) -> None:
    """The way through one table, measured on another one of the same inputs."""
    rows, moves = searched(table, peel, peel, 1.0)
    worlds = min(len(other.cases), len(table.cases))
    held = Table(
        [column[::-1][:worlds] for column in table.columns],
        table.kinds,
        other.cases[:worlds],
        other.weights[:worlds],
    )
    steps = zip(boxes_of(moves, rows.kinds), states_of(moves, rows.kinds), strict=True)
    for box, state in steps:
        weights, counts, near = count(rows_of(held), box)
        inside = held.inside(state)
        assert weights.tolist() == [held.weight(inside), held.hit(inside)]
        assert counts.tolist() == [len(inside), sum(held.cases[row] for row in inside)]
        for j, column in enumerate(held.columns):
            out = held.near(state, j)
            above = [] if held.kinds[j] else [row for row in out if column[row] > state.high[j]]
            below = [row for row in out if row not in above]
            for side, group in enumerate((below, above)):
                expected = [held.weight(group), held.hit(group)]
                assert near[j, int(side == HIGH)].tolist() == expected


@given(tables(), st.sampled_from(SHARES))
def test_a_weight_is_as_good_as_so_many_equal_worlds(table: Table, peel: str) -> None:
    times = [max(1, int(weight)) for weight in table.weights]
    again = [row for row, n in enumerate(times) for _ in range(n)]
    repeated = Table(
        [[column[row] for row in again] for column in table.columns],
        table.kinds,
        [table.cases[row] for row in again],
        [1.0] * len(again),
    )
    weighed = Table(table.columns, table.kinds, table.cases, [float(n) for n in times])
    _, one = searched(weighed, peel, peel, 2.0)
    _, other = searched(repeated, peel, peel, 2.0)
    for mine, theirs in zip(one, other, strict=True):
        assert np.array_equal(mine, theirs)


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_worlds_does_not_matter(table: Table, random: object) -> None:
    order = list(range(len(table.cases)))
    random.shuffle(order)  # pyright: ignore[reportAttributeAccessIssue]
    shuffled = Table(
        [[column[row] for row in order] for column in table.columns],
        table.kinds,
        [table.cases[row] for row in order],
        [table.weights[row] for row in order],
    )
    one, other = searched(table, "0.1", "0.1", 1.0)[1], searched(shuffled, "0.1", "0.1", 1.0)[1]
    for mine, theirs in zip(one, other, strict=True):
        assert np.array_equal(mine, theirs)


def is_in(limits: tuple[Limit, ...], inputs: dict[str, Input]) -> np.ndarray:
    """Count with the limits as they are shown."""
    found = np.ones(len(next(iter(inputs.values())).values), dtype=bool)
    for limit in limits:
        item = inputs[limit.number]
        if limit.among is not None:
            names = np.array(item.categories)[item.values.astype(int)]
            found &= np.isin(names, limit.among)
        if limit.low is not None:
            found &= item.values >= limit.low
        if limit.high is not None:
            found &= item.values <= limit.high
    return found


@given(st.integers(0, 2**32), st.sampled_from((60, 200, 600)), st.sampled_from((0.0, 0.1)))
@settings(max_examples=40)
def test_boxes_hold_what_their_limits_say(seed: int, worlds: int, noise: float) -> None:
    """All worlds with the limits as shown are those of both halves together."""
    rng = np.random.default_rng(seed)
    inputs = {
        "smooth": Input("smooth", rng.random(worlds)),
        "tied": Input("tied", rng.integers(0, 5, worlds).astype(float)),
        "named": Input("named", rng.integers(0, 3, worlds), ("a", "b", "c")),
        "still": Input("still", np.full(worlds, 7.0)),
    }
    cases = (inputs["tied"].values >= 2) & (inputs["named"].values != 1)
    cases |= inputs["smooth"].values > 0.9
    cases ^= rng.random(worlds) < noise
    weights = rng.integers(0, 4, worlds) / 2 if seed % 2 else None
    found = find_boxes(list(inputs.values()), cases, weights=weights, seed=seed)
    assert found == find_boxes(list(inputs.values()), cases, weights=weights, seed=seed)
    weight = np.ones(worlds) if weights is None else weights
    free = weight > 0
    for box in found.boxes:
        assert all(limit.number != "still" for limit in box.limits)
        assert all(limit.quasi_p < 0.05 for limit in box.limits)
        inside = is_in(box.limits, inputs) & free
        share = weight[inside & cases].sum() / weight[inside].sum()
        assert min(box.density, box.training_density) <= share + 1e-9
        assert max(box.density, box.training_density) >= share - 1e-9
        coverage = weight[inside & cases].sum() / weight[cases].sum()
        assert min(box.coverage, box.training_coverage) <= coverage + 1e-9
        assert max(box.coverage, box.training_coverage) >= coverage - 1e-9
        free &= ~inside
    sizes = [len(step.limits) for step in found.trajectory]
    assert sizes == [step.restricted for step in found.trajectory]
    assert sum(step.is_chosen for step in found.trajectory) == (1 if found.trajectory else 0)
    masses = [step.training_mass for step in found.trajectory]
    if masses:
        lowest = masses.index(min(masses))
        assert masses == sorted(masses[: lowest + 1], reverse=True) + sorted(masses[lowest + 1 :])
        densities = [step.training_density for step in found.trajectory]
        assert densities == pytest.approx(sorted(densities))
