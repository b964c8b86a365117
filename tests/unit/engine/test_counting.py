"""How many packages are feasible, against enumeration and against arithmetic."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.building import dispute
from tests.unit.engine.problems import fits, patterns

from grandbargain.tables import counting
from grandbargain.tables.counting import count_feasible, count_packages


@st.composite
def spaces(draw):
    sizes = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=5)))
    return sizes, tuple(draw(st.lists(patterns(sizes), max_size=6)))


@settings(max_examples=200)
@given(spaces())
def test_random_spaces(space):
    sizes, nogoods = space
    every = itertools.product(*(range(size) for size in sizes))
    truth = sum(not any(fits(pattern, codes) for pattern in nogoods) for codes in every)
    assert count_feasible(sizes, nogoods) == (truth, truth)


@given(spaces(), st.integers(1, 30))
def test_a_space_too_tied_to_count_is_bounded(space, limit):
    """With small tables the answer is the number or none at all, never another number."""
    sizes, nogoods = space
    truth, _ = count_feasible(sizes, nogoods)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "TABLE_LIMIT", limit)
        count, bound = count_feasible(sizes, nogoods)
    assert count in {None, truth}
    assert bound == (math.prod(sizes) if count is None else truth)
    if limit < max(sizes):
        assert count is None


def test_more_packages_than_64_bits_hold():
    """A chain of 80 issues of 4 options in which no neighbours both pick the first."""
    nogoods = tuple(((k, frozenset({0})), (k + 1, frozenset({0}))) for k in range(79))
    free, first = 3, 1
    for _ in range(79):
        free, first = 3 * (free + first), free
    assert free + first > 2**100
    assert count_feasible((4,) * 80, nogoods) == (free + first,) * 2


def test_both_kinds_of_constraints_count():
    of = dispute(
        {"a": ["0", "1", "2"], "b": ["0", "1"], "c": ["0", "1"]},
        {"p": {"a": "up"}},
        refuses={"p": [{"c": "1"}]},
        logical=[{"never": {"a": "0", "b": "0"}}],
        agreed=[{"if": {"a": "2"}, "then": {"b": "1"}}],
    )
    # a and b: six less (0, 0) and (2, 0); a refusal takes nothing away
    assert count_packages(of) == (8, 8)
