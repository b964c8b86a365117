"""Closed forms of a repeated agreement, and that each is the point where play flips."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grandbargain.stability.holding import Payoffs, critical_discount, stays

DILEMMA = Payoffs(reward=3, temptation=5, failure=1)
"""The Prisoner's Dilemma with 5, 3, 1, 0 points (Axelrod 1984, The Evolution of Cooperation)."""


def test_grim_trigger():
    """(T - R) / (T - P) = 1/2 (Friedman 1971, Review of Economic Studies 38:1-12)."""
    assert critical_discount(DILEMMA, 1.0, 0.0) == 0.5


def test_imperfect_detection_and_false_alarms():
    assert critical_discount(DILEMMA, 0.8, 0.05) == pytest.approx(2 / (2 * 0.95 + 0.75 * 2))
    assert critical_discount(DILEMMA, 0.8, 0.05) == pytest.approx(0.588, abs=5e-4)


def value(first: float, caught_first: float, discount: float, alarm: float, years: int) -> float:
    """Value of one year at ``first`` points and cooperation after it, year by year.

    ``caught_first``: chance that the first year ends the agreement; ``alarm``: that a later one
    does. An agreement that has ended pays P in every year.
    """
    total, alive, weight = first, 1.0 - caught_first, discount
    for _ in range(years):
        total += weight * (alive * DILEMMA.reward + (1 - alive) * DILEMMA.failure)
        alive *= 1 - alarm
        weight *= discount
    return total


@given(st.floats(0.2, 1.0), st.floats(0.0, 0.15), st.sampled_from((-0.02, 0.02)))
def test_play_flips_at_the_critical_discount(detection, alarm, step):
    critical = critical_discount(DILEMMA, detection, alarm)
    if critical is None or not 0 < critical + step < 0.97:
        return
    discount = critical + step
    years = math.ceil(math.log(1e-12) / math.log(discount))
    keep = value(DILEMMA.reward, alarm, discount, alarm, years)
    leave = value(DILEMMA.temptation, detection, discount, alarm, years)
    assert (keep >= leave) is (step > 0)
    assert stays(DILEMMA, discount, detection, alarm) is (step > 0)


@pytest.mark.parametrize(("detection", "alarm"), [(0.0, 0.0), (0.05, 0.05), (0.1, 0.2)])
def test_a_breach_found_no_oftener_than_a_false_alarm_is_never_deterred(detection, alarm):
    assert critical_discount(DILEMMA, detection, alarm) is None
    assert not stays(DILEMMA, 0.999, detection, alarm)


def test_nothing_to_gain():
    for payoffs in (Payoffs(3, 3, 9), Payoffs(3, 2, 9), Payoffs(3, None, 9)):
        assert critical_discount(payoffs, 0.0, 0.9) == 0.0
        assert stays(payoffs, 0.0, 0.0, 0.9)
