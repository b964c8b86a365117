"""Powers with many digits: products are compared exactly, and in no time."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.building import dispute
from tests.comparing import by_engine, by_twin

from grandbargain.bargain.goals import NASH, Goal, rational

LONG = 0.1234567890123
THIRD = 0.3333333333333333
POWERS = (LONG, THIRD, 2 / 3, 1.0, 0.1, 12345.678901234, 1e-7, 999_999.9999999)


def key(powers, gains):
    n = len(powers)
    goal = Goal(NASH, np.zeros(n, dtype=np.int64), np.ones(n, dtype=np.int64), np.array(powers), n)
    return goal.key(np.array(gains, dtype=np.int64))


def primes_of(number: int) -> dict[int, int]:
    found, prime = {}, 2
    while number > 1:
        while number % prime == 0:
            found[prime] = found.get(prime, 0) + 1
            number //= prime
        prime += 1
    return found


def signature(powers, gains) -> dict[int, Fraction]:
    """Exponent of every prime in the product: two products are equal if and only if these are."""
    out: dict[int, Fraction] = {}
    for power, gain in zip(powers, gains, strict=True):
        for prime, count in primes_of(gain).items():
            out[prime] = out.get(prime, Fraction(0)) + count * Fraction(repr(power))
    return {prime: exponent for prime, exponent in out.items() if exponent}


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(POWERS), min_size=2, max_size=4).flatmap(
        lambda powers: st.tuples(
            st.just(powers),
            *(
                st.lists(
                    st.sampled_from((1, 2, 4, 8, 16, 3, 9, 27, 6, 36, 64, 101)),
                    min_size=len(powers),
                    max_size=len(powers),
                )
                for _ in range(2)
            ),
        )
    )
)
def test_keys_tie_exactly_where_products_do(drawn):
    powers, one, other = drawn
    equal = signature(powers, one) == signature(powers, other)
    assert (key(powers, one) == key(powers, other)) is equal
    if not equal:
        logs = [
            math.fsum(p * math.log(g) for p, g in zip(powers, gains, strict=True))
            for gains in (one, other)
        ]
        if abs(logs[0] - logs[1]) > 1e-9 * max(1.0, abs(logs[0])):
            assert (key(powers, one) > key(powers, other)) is (logs[0] > logs[1])


def test_a_power_keeps_every_digit_that_was_written():
    assert rational(LONG) == Fraction(1234567890123, 10**13)
    assert rational(THIRD) == Fraction(3333333333333333, 10**16)
    # one digit in the thirteenth place decides which of two products is larger
    least = Fraction(1, 10**13)
    assert float(rational(LONG) + least) != LONG
    more = float(rational(LONG) + least)
    assert key((LONG, LONG, 1.0), (2, 3, 5)) == key((LONG, LONG, 1.0), (3, 2, 5))
    assert key((more, LONG), (3, 2)) > key((more, LONG), (2, 3))


@pytest.mark.parametrize("powers", [(LONG, 1, 1), (THIRD, LONG, 2 / 3), (LONG, LONG, LONG)])
def test_the_engine_and_the_twin(powers):
    rng = np.random.default_rng(3)
    issues = {name: [f"{name}{k}" for k in range(3)] for name in "abcd"}
    of = dispute(
        issues,
        {p: {name: [int(v) for v in rng.integers(0, 101, 3)] for name in issues} for p in "pqr"},
        weights={p: {name: int(rng.integers(1, 9)) for name in issues} for p in "pqr"},
        value={"p": 20, "q": 20, "r": 25},
        powers=dict(zip("pqr", powers, strict=True)),
    )
    engine, twin = by_engine(of), by_twin(of)
    assert twin, "a case without a zone says nothing here"
    for rule, expected in twin.items():
        assert engine[rule].packages == expected.packages, rule
        assert engine[rule].objective == pytest.approx(expected.objective, rel=1e-9), rule


def test_ties_of_long_powers_are_all_listed():
    """2 x 18 = 4 x 9 = 6 x 6, whatever power both have."""
    points = [(2, 18), (18, 2), (4, 9), (6, 6), (9, 4), (5, 7)]
    names = [f"o{k}" for k in range(len(points))]
    for power in (LONG, THIRD):
        of = dispute(
            {"split": names},
            {p: {"split": [row[k] for row in points]} for k, p in enumerate("pq")},
            value={"p": 0, "q": 0},
            powers={"p": power, "q": power},
        )
        assert [p["split"] for p in by_engine(of)["nash"].packages] == names[:5]
        assert [p["split"] for p in by_twin(of)["nash"].packages] == names[:5]


@pytest.mark.parametrize("power", [LONG, THIRD, 12345.678901234])
def test_all_factors_of_a_product_tie(power):
    """Forty-five ways to write 3,600 as a product of two: last digits of logarithms differ."""
    pairs = [(d, 3600 // d) for d in range(1, 3601) if 3600 % d == 0]
    assert len(pairs) == 45
    # a third party of power 1: else equal powers would be as good as 1 each
    powers = (power, power, 1.0)
    assert len({key(powers, (*pair, 7)) for pair in pairs}) == 1
    assert key(powers, (60, 60, 7)) > key(powers, (59, 61, 7))
