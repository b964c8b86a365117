"""Shares of variance and tornados at the edges: nothing varies, too few rows, wrong shapes."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from grandbargain.errors import UsageError
from grandbargain.robustness.sensitive import Bar, Tornado
from grandbargain.robustness.sensitivity import indices, ranked, settings_bar, tornado

SOME = np.random.default_rng(0).normal(size=(4, 50))
PAIR = ["cost", "hope"]


def test_an_outcome_that_never_varies_hangs_on_nothing():
    found = indices(np.full((4, 10), 0.1), PAIR)
    assert found.note == "The outcome is the same in all 40 worlds: it hangs on no number."
    assert found.variance == 0
    assert [i.number for i in found.indices] == PAIR
    for index in found.indices:
        assert (index.first, index.total, index.first_high, index.total_high) == (0, 0, 0, 0)
        assert not index.first_is_distinguishable
        assert not index.total_is_distinguishable


def test_rounding_is_no_variance():
    worlds = 0.3 + np.random.default_rng(0).choice([0, 1e-16, -1e-16], size=(4, 10))
    assert "same in all" in indices(worlds, PAIR).note


def test_a_number_that_changes_the_rounding_only_has_no_total():
    outcome = SOME.copy()
    outcome[3] = outcome[0] + np.random.default_rng(0).choice([0, 1e-15], size=50)
    idle = {i.number: i for i in indices(outcome, PAIR).indices}["hope"]
    assert idle.total == 0
    assert not idle.total_is_distinguishable


def test_an_outcome_that_varies_outside_of_a_and_b_only_needs_more_rows():
    outcome = np.zeros((4, 10))
    outcome[2, 3] = 1
    assert "take more rows" in indices(outcome, PAIR).note


def test_resamples_that_do_not_vary_are_left_out_and_told():
    """One row of 20 stands out: (19/20)^20 = 36 % of resamples miss it."""
    outcome = np.zeros((3, 20), dtype=bool)
    outcome[0, 7] = True
    found = indices(outcome, ["cost"])
    lost = re.match(r"In (\d+) of 1,000 resamples the outcome did not vary; the ", found.note)
    assert lost is not None
    assert 310 < int(lost[1]) < 410
    assert found.indices[0].total_low > 0


def test_where_no_resample_varies_there_is_no_interval():
    outcome = np.zeros((3, 1000), dtype=bool)
    outcome[0, 7] = True
    tries = [indices(outcome, ["cost"], resamples=1, seed=seed) for seed in range(20)]
    failed = [found for found in tries if "no share of its variance" in found.note]
    assert 0 < len(failed) < 20
    assert failed[0].variance == pytest.approx(np.var(outcome[:2]))
    assert failed[0].indices[0].total == 0


def test_noise_alone_is_told_from_0_by_its_totals_only():
    """Draws that differ along a row count as if every number did it: hence common draws."""
    found = indices(np.random.default_rng(3).normal(size=(5, 2000)), ["x", "y", "z"])
    assert not any(i.first_is_distinguishable for i in found.indices)
    assert all(0.9 < i.total < 1.1 for i in found.indices)


def test_nothing_distinguishable_is_told():
    outcome = np.tile([0.0, 1.0], (3, 10))
    found = indices(outcome, ["idle"])
    assert found.note == "With 20 rows no index can be told from 0; take more rows."


def test_no_numbers_no_indices():
    found = indices(SOME[:2], [])
    assert found.indices == ()
    assert found.note == ""
    assert found.variance == pytest.approx(np.var(SOME[:2]))


def test_two_rows_suffice():
    assert len(indices(SOME[:, :2], PAIR).indices) == 2


def test_same_seed_same_numbers_other_seed_others():
    one, two, other = (indices(SOME, PAIR, seed=seed) for seed in (7, 7, 8))
    assert one == two
    assert one != other
    assert [i.total for i in one.indices] == [i.total for i in other.indices]


def test_the_first_resamples_are_the_same_however_many_there_are():
    """Chunks of 8: 9 resamples and 8 share eight."""
    few, more = (indices(SOME, PAIR, resamples=r, confidence=0.999999) for r in (8, 9))
    for one, two in zip(few.indices, more.indices, strict=True):
        assert two.first_low <= one.first_low + 1e-5
        assert two.first_high >= one.first_high - 1e-5


def test_a_seed_may_be_any_whole_number():
    assert indices(SOME, PAIR, seed=-1) == indices(SOME, PAIR, seed=2**64 - 1)
    assert indices(SOME, PAIR, seed=1 << 32) != indices(SOME, PAIR, seed=0)


def test_more_confidence_wider_intervals():
    wide, narrow = (indices(SOME, PAIR, confidence=c).indices[0] for c in (0.99, 0.5))
    assert wide.first_low < narrow.first_low <= narrow.first_high < wide.first_high


def test_a_large_mean_costs_no_accuracy():
    """With outcomes around 10^9 the first-order products would be off by 10^9 without centring."""
    shares = [[i.first for i in indices(SOME + far, PAIR).indices] for far in (0, 1e9)]
    assert shares[1] == pytest.approx(shares[0], abs=1e-6)


def test_the_outcome_stays_as_it_was():
    outcome = SOME.copy()
    indices(outcome, PAIR)
    assert (outcome == SOME).all()


def test_the_answer_as_plain_data():
    found = indices(SOME, PAIR)
    data = json.loads(json.dumps(found.to_dict()))
    assert list(data) == ["rows", "variance", "confidence", "numbers", "note"]
    assert list(data["numbers"]) == [i.number for i in found.indices]
    first = found.indices[0]
    assert data["numbers"][first.number] == {
        "first": first.first,
        "first_interval": [first.first_low, first.first_high],
        "total": first.total,
        "total_interval": [first.total_low, first.total_high],
        "distinguishable": {
            "first": first.first_is_distinguishable,
            "total": first.total_is_distinguishable,
        },
    }


@pytest.mark.parametrize(
    ("outcome", "how", "error", "says"),
    [
        (SOME[:3], {}, ValueError, "2 numbers need an outcome of 4 blocks"),
        (SOME[0], {}, ValueError, "not of the shape (50,)"),
        (SOME[:, :1], {}, UsageError, "two rows or more, not 1"),
        (SOME, {"resamples": 0}, UsageError, "at least one resample, not 0"),
        (SOME, {"confidence": 1}, UsageError, "between 0 and 1, not at 1"),
        (SOME, {"confidence": 95}, UsageError, "between 0 and 1, not at 95"),
        (np.where(SOME > 2, np.nan, SOME), {}, UsageError, "not a number in"),
        (np.where(SOME > 2, np.inf, SOME), {}, UsageError, "of 200 worlds"),
    ],
)
def test_what_is_asked_wrongly(outcome, how, error, says):
    with pytest.raises(error, match=re.escape(says)):
        indices(outcome, PAIR, **how)


def test_names_are_unique():
    with pytest.raises(ValueError, match="same name: cost, cost"):
        indices(SOME, ["cost", "cost"])


def test_a_tornado_is_sorted_by_swing_and_equals_stay_in_order():
    low, high = np.array([1.0, 4.0, 2.0, 5.5]), np.array([5.0, 8.0, 0.0, 4.5])
    found = tornado(4, ["a", "b", "c", "d"], [1, 2, 3, 4], [5, 6, 7, 8], low, high)
    assert [(bar.number, bar.swing) for bar in found.bars] == [
        ("a", 4.0),
        ("b", 4.0),
        ("c", 4.0),
        ("d", 1.5),
    ]
    assert found.bars[2] == Bar("c", 3, 7, 2.0, 0.0, 4.0)


def test_a_bar_reaches_to_the_centre_where_both_ends_lie_on_one_side():
    assert tornado(5, ["peak"], [0], [1], [3], [3]).bars[0].swing == 2


def test_a_number_that_does_nothing_has_no_swing():
    assert tornado(5, ["idle"], [0], [1], [5], [5]).bars[0].swing == 0


def test_settings_are_compared_by_their_outcomes():
    bar = settings_bar(0.0, "mood", ["calm", "angry", "tired", "gone"], [0.0, -1.0, 2.0, 2.0])
    assert bar == Bar("mood", "angry", "tired", -1.0, 2.0, 3.0)
    assert ranked(0.0, [bar]) == Tornado(0.0, (bar,))


def test_truth_values_in_a_tornado():
    data = tornado(True, ["x"], [None], ["high"], np.array([False]), np.array([True])).to_dict()
    assert json.loads(json.dumps(data)) == {
        "centre": 1.0,
        "numbers": {
            "x": {"low_value": None, "high_value": "high", "low": 0.0, "high": 1.0, "swing": 1.0}
        },
    }


def test_tornados_asked_wrongly():
    with pytest.raises(ValueError, match="argument"):
        tornado(0, ["x"], [0], [1], [1, 2], [1])
    with pytest.raises(UsageError, match="at an end of x"):
        tornado(0, ["x"], [0], [1], [np.nan], [1])
    with pytest.raises(UsageError, match="every setting of x"):
        settings_bar(0, "x", ["a", "b", "c"], [1, np.nan, 2])
    with pytest.raises(UsageError, match="no setting"):
        settings_bar(0, "x", [], [])
    with pytest.raises(ValueError, match="argument"):
        settings_bar(0, "x", ["a"], [])
