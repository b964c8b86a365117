"""Closed forms of trust are the points where play flips; bundles against listing all of them."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grandbargain.stability.trust import TrustPayoffs, find_bundles, first_step, trust_needed
from grandbargain.stability.united import front_discount

POINTS = st.integers(-6, 12)
PAYOFFS = st.builds(TrustPayoffs, POINTS, POINTS, POINTS, POINTS)
BELIEF = st.sampled_from((0.0, 0.25, 0.5, 0.75, 1.0))
SLIGHT = Fraction(1, 10**6)


def cooperates(own: TrustPayoffs, t: Fraction) -> bool:
    """Whether keeping the package is worth at least as much as leaving it."""
    keeps = t * own.reward + (1 - t) * own.sucker
    return keeps >= t * own.temptation + (1 - t) * own.failure


@given(PAYOFFS)
def test_the_trust_needed_is_where_cooperation_begins(own):
    needed = trust_needed(own)
    if needed is None:
        assert not cooperates(own, Fraction(1))
        return
    assert cooperates(own, needed)
    assert cooperates(own, Fraction(1))
    assert needed == 0 or not cooperates(own, needed - SLIGHT)


def separates(good: TrustPayoffs, bad: TrustPayoffs, t: Fraction, w: Fraction) -> bool:
    """The two conditions on a first step, as they are written."""
    early = t * (bad.temptation - bad.reward) + (1 - t) * (bad.failure - bad.sucker)
    risk = (1 - t) * (good.failure - good.sucker) - t * (good.reward - good.temptation)
    return w * early >= (1 - w) * t * (bad.temptation - bad.failure) and w * risk <= (1 - w) * t * (
        good.reward - good.failure
    )


@given(PAYOFFS, PAYOFFS, BELIEF)
def test_a_first_step_separates_inside_its_interval_only(good, bad, belief):
    t = Fraction(belief)
    found = first_step([good], [bad], belief)
    grid = [Fraction(k, 24) for k in range(25)]
    ends = [] if found is None else list(found)
    for w in grid + ends:
        inside = found is not None and found[0] <= w <= found[1]
        assert separates(good, bad, t, w) == inside


@given(st.integers(-3, 9), st.lists(st.integers(-4, 9), min_size=1, max_size=4))
def test_a_front_holds_from_its_discount_on(loss, benefits):
    def does_its_part(d: Fraction) -> bool:
        # Every year the part of the others is worth their benefits if it did its own part the
        # year before: the part costs its loss now and brings d times the benefits next year.
        return loss <= 0 or d * sum(benefits) >= loss

    found = front_discount(loss, benefits)
    if found is None:
        assert not does_its_part(1 - SLIGHT)
        return
    assert does_its_part(found)
    assert found == 0 or not does_its_part(found - SLIGHT)


YEARS = 4_000


@pytest.mark.parametrize(("cost", "good", "members"), [(3, 2, 2), (6, 5, 3), (7, 2, 6)])
def test_a_front_played_year_by_year_flips_at_its_discount(cost, good, members):
    """All do their part until one does not, and nobody ever after: sums over the years decide."""
    flip = front_discount(cost - good, [good] * (members - 1))

    def does_its_part(d: float) -> bool:
        weights = [d**year for year in range(YEARS)]
        stays = sum(weight * (members * good - cost) for weight in weights)
        leaves = weights[0] * (members - 1) * good
        return stays >= leaves

    assert flip is not None
    assert flip == Fraction(cost - good, (members - 1) * good)
    assert does_its_part(float(flip) + 0.001)
    assert not does_its_part(float(flip) - 0.001)


@given(st.lists(st.integers(0, 9), max_size=7), st.integers(0, 8), st.integers(0, 8), st.integers())
def test_bundles_are_those_of_the_list_of_all(stakes, one, other, salt):
    low, high = sorted((Fraction(one, 8), Fraction(other, 8)))
    total = max(sum(stakes), 1)

    def fits(chosen):
        return (sum(chosen) + salt) % 3 > 0

    wanted = [
        chosen
        for size in range(1, len(stakes) + 1)
        for chosen in itertools.combinations(range(len(stakes)), size)
        if low <= Fraction(sum(stakes[p] for p in chosen), total) <= high and fits(chosen)
    ]
    found = find_bundles(stakes, total, (low, high), fits, most=1000)
    assert found.complete
    assert list(found.found) == wanted
    few = find_bundles(stakes, total, (low, high), fits, most=2)
    assert list(few.found) == wanted[:2]
    assert few.complete == (len(wanted) <= 2)
    short = find_bundles(stakes, total, (low, high), fits, most=1000, budget=3)
    assert list(short.found) == wanted[: len(short.found)]
