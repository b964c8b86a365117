"""Shares of variance against the slow twin, against exact ones, and what must not change them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grandbargain.robustness.sensitivity import draw_sums, indices
from tests.reference import sensitivity as slow

NEAR = {"rel": 1e-9, "abs": 1e-9}
"""Shares are sums of products of outcomes that differ by up to a thousandfold from their spread."""


def names(outcome):
    return [f"x{i}" for i in range(len(outcome) - 2)]


def shares(found):
    """First-order and total index of each number, in the order of the names."""
    return [(i.first, i.total) for i in sorted(found.indices, key=lambda i: i.number)]


def ends(found):
    return [
        (i.first_low, i.first_high, i.total_low, i.total_high)
        for i in sorted(found.indices, key=lambda i: i.number)
    ]


@st.composite
def outcomes(draw, values=None, largest=12):
    """Blocks of outcomes of no function at all: the estimators do not ask for one."""
    blocks, rows = draw(st.integers(3, 6)), draw(st.integers(2, largest))
    value = st.integers(-20, 20) if values is None else values
    flat = draw(st.lists(value, min_size=blocks * rows, max_size=blocks * rows))
    return np.array(flat, dtype=float).reshape(blocks, rows)


def varies(outcome):
    return np.ptp(outcome[:2]) > 0


@given(outcomes(), st.integers(0, 2**64 - 1))
def test_the_engine_gives_what_the_twin_gives(outcome, seed):
    assume(varies(outcome))
    found = indices(outcome, names(outcome), resamples=19, confidence=0.8, seed=seed)
    expected = slow.intervals(outcome.tolist(), 19, 0.8, seed)
    if "no share" in found.note:  # no resample varied
        return
    assert np.array(shares(found)) == pytest.approx(
        np.array(slow.estimates(outcome.tolist())), **NEAR
    )
    assert np.array(ends(found)) == pytest.approx(np.array(expected), **NEAR)
    assert found.variance == pytest.approx(np.var(outcome[:2]))


@given(st.integers(0, 2**64 - 1), st.integers(2, 40))
def test_rows_are_drawn_as_the_twin_draws_them(seed, rows):
    """Each row has a column of its own, so that sums tell how often it was drawn."""
    words = np.uint64(seed % 2**32), np.uint64(seed >> 32)
    sums = np.zeros((11, rows))
    draw_sums(*words, np.eye(rows), sums)
    for r, counts in enumerate(sums):
        drawn = slow.drawn_rows(seed, r, rows)
        assert counts.tolist() == [drawn.count(n) for n in range(rows)]


@st.composite
def tables(draw):
    """A table over up to 24 points."""
    sizes = draw(st.sampled_from([(2, 2), (3, 2), (4, 1), (2, 2, 2), (3, 2, 2), (2, 2, 2, 2)]))
    count = int(np.prod(sizes))
    values = draw(st.lists(st.integers(-9, 9), min_size=count, max_size=count))
    assume(len(set(values)) > 1)
    array = np.array(values).reshape(sizes)
    return sizes, lambda point: int(array[point])


@settings(max_examples=50)
@given(tables())
def test_over_all_pairs_of_points_the_estimates_are_exact(drawn):
    sizes, table = drawn
    found = indices(np.array(slow.all_pairs(sizes, table)), [f"x{i}" for i in range(len(sizes))])
    for (first, total), exactly in zip(shares(found), slow.exact(sizes, table), strict=True):
        assert first == pytest.approx(float(exactly[0]), **NEAR)
        assert total == pytest.approx(float(exactly[1]), **NEAR)


@settings(max_examples=50)
@given(st.lists(st.lists(st.integers(-9, 9), min_size=2, max_size=2), min_size=2, max_size=3))
def test_numbers_that_only_add_up_have_the_same_index_twice(parts):
    assume(any(len(set(part)) > 1 for part in parts))

    def table(point):
        return sum(part[x] for part, x in zip(parts, point, strict=True))

    outcome = np.array(slow.all_pairs([2] * len(parts), table))
    found = indices(outcome, names(outcome))
    for first, total in shares(found):
        assert first == pytest.approx(total, **NEAR)
    assert sum(total for _, total in shares(found)) == pytest.approx(1)


@given(outcomes(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(outcome, random):
    assume(varies(outcome))
    order = list(range(outcome.shape[1]))
    random.shuffle(order)
    one, two = (indices(y, names(y)) for y in (outcome, outcome[:, order]))
    assume("no share" not in one.note + two.note)
    assert np.array(shares(one)) == pytest.approx(np.array(shares(two)), **NEAR)


@given(outcomes(), st.sampled_from([1e-9, 0.3, -1.0, 1e9, 1e100]), st.floats(-1e4, 1e4))
def test_neither_unit_nor_zero_of_the_outcome_matters(outcome, unit, zero):
    assume(varies(outcome))
    one, two = (indices(y, names(y)) for y in (outcome, (outcome + zero) * unit))
    assert np.array(shares(one)) == pytest.approx(np.array(shares(two)), **NEAR)
    assert np.array(ends(one)) == pytest.approx(np.array(ends(two)), rel=1e-6, abs=1e-6)
    assert two.variance == pytest.approx(one.variance * unit**2)


@given(outcomes(st.floats(-1e6, 1e6, allow_subnormal=False)), st.integers(0, 3))
def test_a_number_that_changes_nothing_has_indices_of_0_exactly(outcome, which):
    assume(varies(outcome))
    idle = 2 + which % (len(outcome) - 2)
    outcome[idle] = outcome[0]
    found = {i.number: i for i in indices(outcome, names(outcome)).indices}[f"x{idle - 2}"]
    assert (found.first, found.first_low, found.first_high) == (0, 0, 0)
    assert (found.total, found.total_low, found.total_high) == (0, 0, 0)
    assert not found.first_is_distinguishable
    assert not found.total_is_distinguishable


@given(outcomes())
def test_the_largest_total_comes_first_and_equals_in_order(outcome):
    found = indices(outcome, names(outcome)).indices
    assert [i.number for i in found] == [
        i.number for i in sorted(found, key=lambda i: (-i.total, i.number))
    ]


@given(outcomes(st.booleans()))
def test_truth_values_are_0_and_1(outcome):
    assert indices(outcome.astype(bool), names(outcome)) == indices(outcome, names(outcome))
