"""Exact comparison of packages, where floats would tie or order them wrongly."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.building import dispute
from tests.comparing import by_engine, by_twin

from grandbargain.bargain.goals import LEXIMIN, NASH, SUM, Goal, degenerate_key, rational

POWERS = (1.0, 2.0, 0.5, 1 / 3, 2.5, 1000.001, 0.7)
GAINS = st.one_of(st.integers(1, 40), st.integers(1, 10**8))


def goal_of(mode: int, powers, scale: int | tuple[int, ...] = 1) -> Goal:
    n = len(powers)
    scales = np.full(n, scale, dtype=np.int64) if isinstance(scale, int) else np.array(scale)
    return Goal(mode, np.zeros(n, dtype=np.int64), scales, np.array(powers), n)


def key(goal: Goal, gains):
    return goal.key(np.array(gains, dtype=np.int64))


def sign(a, b) -> int:
    return (a > b) - (a < b)


def by_logarithms(powers, gains) -> Decimal:
    with localcontext() as context:
        context.prec = 150
        parts = (Decimal(repr(p)) * Decimal(g).ln() for p, g in zip(powers, gains, strict=True))
        return round(sum(parts, Decimal(0)), 120)


@given(
    st.lists(st.sampled_from(POWERS), min_size=2, max_size=4).flatmap(
        lambda powers: st.tuples(
            st.just(powers),
            *(st.lists(GAINS, min_size=len(powers), max_size=len(powers)) for _ in range(2)),
        )
    )
)
def test_nash_keys_compare_as_products_do(drawn):
    powers, one, other = drawn
    goal = goal_of(NASH, powers)
    expected = sign(by_logarithms(powers, one), by_logarithms(powers, other))
    assert sign(key(goal, one), key(goal, other)) == expected


@pytest.mark.parametrize("power", POWERS)
def test_products_that_differ_by_one_in_10_to_16(power):
    """(10^8)^2 against (10^8 + 1)(10^8 - 1): logarithms in floats tie."""
    even, odd = (10**8, 10**8), (10**8 + 1, 10**8 - 1)
    assert math.fsum(math.log(g) for g in even) == math.fsum(math.log(g) for g in odd)
    goal = goal_of(NASH, (power, power))
    assert key(goal, even) > key(goal, odd)
    assert goal.value(np.array(even)) == pytest.approx(goal.value(np.array(odd)), abs=1e-9)


@pytest.mark.parametrize("power", POWERS)
def test_products_that_tie(power):
    """2 x 18 = 4 x 9 = 6 x 6 and any order of them."""
    goal = goal_of(NASH, (power, power))
    keys = [key(goal, gains) for gains in ((2, 18), (18, 2), (4, 9), (6, 6))]
    assert len(set(keys)) == 1


def test_products_of_different_powers_that_tie():
    """2^2.5 . 32 = 8^2.5 . 1 and 1000.001 twice: 2^10 = 4^5."""
    assert key(goal_of(NASH, (2.5, 1.0)), (2, 32)) == key(goal_of(NASH, (2.5, 1.0)), (8, 1))
    tied = goal_of(NASH, (1000.001, 2000.002))
    assert key(tied, (4, 2)) == key(tied, (16, 1))
    thirds = goal_of(NASH, (1 / 3, 2 / 3))
    # the powers are the decimals written, and 2 x 0.3333333333333333 = 0.6666666666666666
    assert rational(2 / 3) == 2 * rational(1 / 3)
    assert key(thirds, (9, 5)) == key(thirds, (225, 1))


def test_a_power_is_the_decimal_that_was_written():
    assert rational(0.1) == Fraction(1, 10)
    assert rational(1000.001) == Fraction(1000001, 1000)
    assert rational(2.0) == 2


def test_sums_that_floats_tie_or_order_wrongly():
    """0.1 + 0.2 is 0.3 here; tenths of one are one tenth of ten."""
    goal = goal_of(SUM, (0.1, 0.2, 0.3))
    assert 0.1 + 0.2 != 0.3
    assert key(goal, (1, 1, 0)) == key(goal, (0, 0, 1))
    far = goal_of(SUM, (1e-6, 1e6))
    assert key(far, (1, 10**8)) > key(far, (0, 10**8))


def test_leximin_levels_are_fractions():
    """1/3 of 3 and 33333333/10^8 of 10^8 differ; 2/6 is 1/3."""
    goal = goal_of(LEXIMIN, (1.0, 1.0), (3, 10**8))
    assert key(goal, (1, 33_333_333)) == Fraction(33_333_333, 10**8)
    assert key(goal, (1, 33_333_334)) == Fraction(1, 3)
    assert goal.full_key(np.array((1, 33_333_334))) == (
        Fraction(1, 3),
        Fraction(33_333_334, 10**8),
    )
    second = Goal(LEXIMIN, goal.origin, goal.scale, goal.power, 2, ((1, 3),))
    assert key(second, (2, 33_333_334)) == Fraction(2, 3)


def test_degenerate_products_count_winners_first():
    goal = goal_of(NASH, (1.0, 1.0, 1.0))
    assert degenerate_key(goal, np.array((1, 1, 0))) > degenerate_key(goal, np.array((99, 0, 0)))
    assert degenerate_key(goal, np.array((4, 0, 9))) == degenerate_key(goal, np.array((0, 6, 6)))


def pie(points, **more):
    """One issue, an option per point, nothing if talks fail."""
    names = [f"o{k}" for k in range(len(points))]
    parties = "pqr"[: len(points[0])]
    return dispute(
        {"split": names},
        {party: {"split": [point[k] for point in points]} for k, party in enumerate(parties)},
        value=dict.fromkeys(parties, 0),
        **more,
    )


@pytest.mark.parametrize("powers", [(1, 1), (2.5, 2.5), (0.5, 0.5), (1000.001, 1000.001)])
def test_the_engine_tells_near_ties_apart(powers):
    """Gains that differ in the 15th digit of their product: one package only, and the right one."""
    points = [(50.000001, 49.999999), (50, 50), (49.999999, 50.000001)]
    of = pie(points, powers=dict(zip("pq", powers, strict=True)))
    nash = by_engine(of)["nash"]
    assert [package["split"] for package in nash.packages] == ["o1"]


def test_the_engine_lists_ties_that_floats_would_break():
    """0.1, 0.2 and 0.3: sums that tie exactly; 2 x 18 = 4 x 9 = 6 x 6 for products."""
    of = pie([(10, 10, 0), (0, 0, 10), (5, 5, 5)], powers={"p": 0.1, "q": 0.2, "r": 0.3})
    found = by_engine(of)["utilitarian"]
    assert [package["split"] for package in found.packages] == ["o0", "o1", "o2"]
    tied = pie([(2, 18), (4, 9), (6, 6), (18, 2), (5, 7)], powers={"p": 0.7, "q": 0.7})
    assert len(by_engine(tied)["nash"].packages) == 4


@pytest.mark.parametrize("powers", [(0.333, 1, 2.5), (2.5, 0.5, 1), (1, 1.5, 0.25)])
def test_odd_powers_against_the_twin(powers):
    points = [(90, 10, 40), (40, 60, 30), (60, 40, 35), (20, 70, 80), (55, 45, 33.333333)]
    of = pie(points, powers=dict(zip("pqr", powers, strict=True)))
    engine, twin = by_engine(of), by_twin(of)
    for rule, expected in twin.items():
        assert engine[rule].packages == expected.packages, rule
        assert engine[rule].objective == pytest.approx(expected.objective, rel=1e-9)
