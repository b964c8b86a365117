"""Robustness metrics at their edges: what is refused, one world, ties, rounding, plain data."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest

from grandbargain.errors import UsageError
from grandbargain.robustness.dominance import dominance
from grandbargain.robustness.measured import Ranking
from grandbargain.robustness.metrics import domain, measure, partial_sums, regret
from grandbargain.robustness.ranking import RANKED, disagreement, rank, scores

TABLE = np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]])


@pytest.mark.parametrize(
    ("performance", "said"),
    [
        (np.zeros(3), r"shape \(3,\)"),
        (np.zeros((2, 0)), "at least one of each"),
        (np.zeros((0, 2)), "at least one of each"),
        (np.array([[0.0, 1.0], [np.nan, 0.0]]), "alternative 1 in world 0 is nan"),
        (np.array([[0.0, np.inf]]), "alternative 0 in world 1 is inf"),
    ],
)
def test_tables_that_are_none(performance, said):
    for ask in (measure, regret, lambda table: dominance(table, ["a", "b"])):
        with pytest.raises(UsageError, match=said):
            ask(performance)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([1.0, 2.0], r"shape \(2,\); give one for each of 3"),
        ([1.0, -1.0, 1.0], "0 or more"),
        ([0.0, 0.0, 0.0], "not all 0"),
        ([1.0, np.nan, 1.0], "finite"),
        ([1.0, np.inf, 1.0], "finite"),
    ],
)
def test_weights_that_are_none(weights, said):
    used = np.array(weights)
    for ask in (measure, regret, lambda table, w: dominance(table, ["a", "b"], w)):
        with pytest.raises(UsageError, match=said):
            ask(TABLE, used)
    with pytest.raises(UsageError, match=said):
        domain(np.array([True, False, True]), used)


@pytest.mark.parametrize("hurwicz", [-0.1, 1.1, np.nan])
def test_hurwicz_weight_is_a_share(hurwicz):
    with pytest.raises(UsageError, match="between 0 and 1"):
        measure(TABLE, hurwicz=hurwicz)


@pytest.mark.parametrize("count", [0, 0.5, -3, np.inf, np.nan])
def test_counts_that_are_none(count):
    with pytest.raises(UsageError, match="at least one world"):
        measure(TABLE, count=count)


@pytest.mark.parametrize("names", [["a"], ["a", "a"], ["a", "b", "c"]])
def test_names_that_do_not_fit(names):
    with pytest.raises(UsageError, match="name of its own"):
        dominance(TABLE, names)
    with pytest.raises(UsageError, match="name of its own"):
        rank({"mean": (1.0, 2.0)}, names)


@pytest.mark.parametrize("passes", [np.array([0.0, 1.0]), np.array([[True]]), np.array([1, 0])])
def test_a_test_passes_or_fails(passes):
    with pytest.raises(UsageError, match="true or false"):
        domain(passes)


def test_one_world():
    (found,) = measure(np.array([[2.5]]))
    numbers = found.to_dict()
    assert numbers.pop("sd") is None
    assert numbers.pop("undesirable_deviations") == 0
    assert set(numbers.values()) == {2.5}
    assert regret(np.array([[2.5]]))[0].best_share == 1


def test_a_world_without_weight_is_left_out():
    table = np.array([[1.0, np.nan, 3.0], [2.0, -9.0, 3.0]])
    weights = np.array([1.0, 0.0, 1.0])
    assert measure(table, weights) == measure(table[:, [0, 2]])
    assert regret(table, weights) == regret(table[:, [0, 2]])
    assert dominance(table, ["a", "b"], weights).statewise == (("b", "a"),)
    assert domain(np.array([True, False, True]), weights).share == 1


def test_one_world_with_nearly_all_the_weight():
    (found,) = measure(np.array([[1.0, 2.0]]), np.array([1.0, 1e-300]))
    assert found.sd is None
    assert (found.q05, found.q50, found.q95) == (1, 1, 1)
    assert found.undesirable_deviations == 0


def test_a_constant_is_itself():
    """To the last digit, weighted or not: so constants tie."""
    table = np.full((1, 1001), 0.1)
    for weights in (None, np.arange(1001.0)):
        numbers = measure(table, weights)[0].to_dict()
        assert numbers.pop("undesirable_deviations") == 0
        assert numbers.pop("sd") == 0
        assert set(numbers.values()) == {0.1}


def test_a_mean_preserving_spread():
    """0.1 + 0.2 is not 0.3 in floating point; dominance must not hang on it."""
    sure, spread = [0.15, 0.15], [0.1, 0.2]
    found = dominance(np.array([spread, sure]), ["spread", "sure"])
    assert found.first == ()
    assert found.second == (("sure", "spread"),)
    assert found.dominated("first") == ()
    assert found.dominated() == ("spread",)


@pytest.mark.parametrize("weights", [None, "by halves"])
def test_a_spread_over_many_worlds(weights):
    """A plain running sum of 200,000 tenths is off by far more than the bound that is allowed."""
    worlds = 200_000
    used = None if weights is None else np.repeat([1.0, 2.0], worlds // 2)
    table = np.array([np.tile([0.05, 0.15], worlds // 2), np.full(worlds, 0.1)])
    found = dominance(table, ["spread", "sure"], used)
    assert (found.first, found.second) == ((), (("sure", "spread"),))


def test_equal_alternatives_do_not_dominate_each_other():
    table = np.array([[0.1, 0.2, 0.7], [0.7, 0.1, 0.2], [0.1, 0.2, 0.7]])
    for weights in (None, np.full(3, 0.1)):
        found = dominance(table, ["a", "b", "c"], weights)
        assert (found.statewise, found.first, found.second) == ((), (), ())
    # The weight of the worlds with 1 is 0.1 + 0.2 here and 0.3 there.
    table = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]])
    found = dominance(table, ["a", "b"], np.array([0.1, 0.2, 0.3, 0.4]))
    assert (found.first, found.second) == ((), ())


def test_small_differences_count():
    """What is better by a millionth in one of a thousand worlds dominates."""
    table = np.random.default_rng(3).normal(100, 20, size=(1, 1000)).repeat(2, axis=0)
    table[0, 17] += 1e-6
    for weights in (None, np.linspace(1, 2, 1000)):
        found = dominance(table, ["a", "b"], weights)
        assert found.statewise == found.first == found.second == (("a", "b"),)


@pytest.mark.parametrize("weights", [None, np.linspace(1, 2, 1000)])
def test_small_differences_of_risk_count(weights):
    """Two values of equally weighted worlds brought a millionth nearer: same mean, less risk."""
    table = np.random.default_rng(4).normal(100, 20, size=(1, 1000)).repeat(2, axis=0)
    low, high = 123, 877
    table[:, low], table[:, high] = 90.0, 110.0
    table[0, low] += 1e-6
    table[0, high] -= 1e-6
    if weights is not None:
        weights = weights.copy()
        weights[[low, high]] = 1.5
    found = dominance(table, ["a", "b"], weights)
    assert (found.statewise, found.first, found.second) == ((), (), (("a", "b"),))


def test_a_world_of_next_to_no_weight():
    """Too light to show in any sum of weights, but it is there: each kind implies the next."""
    found = dominance(np.array([[1.0, 0.0], [0.0, 0.0]]), ["a", "b"], np.array([1e-17, 1.0]))
    assert found.statewise == found.first == found.second == (("a", "b"),)


def test_next_to_nothing_more():
    """A difference that is lost in every partial sum, but orders the values."""
    found = dominance(np.array([[1.0, 1e9, 1e-9], [0.0, 1.0, 1e9]]), ["a", "b"])
    assert (found.first, found.second) == ((("a", "b"),), (("a", "b"),))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 99, 100, 101, 4096, 4097])
def test_partial_sums(count):
    values = np.random.default_rng(count).normal(size=count)
    sums, size = partial_sums(values), np.abs(values).sum()
    exact = Fraction(0)
    for value, found in zip(values, sums, strict=True):
        exact += Fraction(float(value))
        assert abs(Fraction(float(found)) - exact) <= Fraction(2.0**-52 * count**0.5 * size)
    assert len(sums) == count


def test_partial_sums_of_weights_never_fall():
    weights = np.random.default_rng(1).exponential(size=10_007) ** 8
    assert (np.diff(partial_sums(weights)) >= 0).all()


def test_scores_are_larger_the_better():
    found = scores(measure(TABLE), regret(TABLE), [domain(np.array([True]))] * 2)
    assert tuple(found) == RANKED
    assert found["regret_maximum"] == (-2, -2)
    assert "domain" not in scores(measure(TABLE))
    assert scores() == {}


def test_scores_that_are_none():
    with pytest.raises(UsageError, match="nothing is ranked by sd; known are domain"):
        scores(measure(TABLE), by=("sd",))
    with pytest.raises(UsageError, match="different numbers"):
        scores(measure(TABLE), regret(TABLE[:1]))


def test_rank_takes_numbers_only():
    with pytest.raises(UsageError, match="mean is not a number"):
        rank({"mean": (1.0, float("nan"))}, ["a", "b"])


def test_a_tie_for_all_has_no_tau():
    found = disagreement(rank({"x": (1, 1), "y": (1, 2)}, ["a", "b"]))
    assert found.tau == {("x", "y"): None}
    assert found.opposed == ()
    assert found.winners == {"x": ("a", "b"), "y": ("b",)}
    assert found.always_first == ("b",)


def test_one_alternative_has_no_tau():
    assert disagreement(rank({"x": (1,), "y": (2,)}, ["a"])).tau == {("x", "y"): None}


def test_no_metric():
    with pytest.raises(UsageError, match="no metric"):
        disagreement(Ranking({}))


def test_plain_data():
    metrics, lost = measure(TABLE[:, :1]), regret(TABLE)
    ranking = rank({"x": (1, 1), "y": (1, 2)}, ["a", "b"])
    for item in (
        *metrics,
        *lost,
        domain(np.array([True])),
        dominance(np.array([[1.0], [0.0]]), ["a", "b"]),
        ranking,
        disagreement(ranking),
    ):
        plain = item.to_dict()
        assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    found = dominance(np.array([[1.0], [0.0]]), ["a", "b"]).to_dict()
    assert found["first"] == {"pairs": [["a", "b"]], "dominated": ["b"]}
    assert disagreement(ranking).to_dict()["tau"] == [["x", "y", None]]
