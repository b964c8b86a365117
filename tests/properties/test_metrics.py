"""Robustness metrics, dominance, rankings and SMAA against their plain twin, and their laws."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from grandbargain.robustness import metrics
from grandbargain.robustness.dominance import dominance
from grandbargain.robustness.metrics import QUANTILES, domain, measure, regret
from grandbargain.robustness.ranking import disagreement, rank, scores
from grandbargain.robustness.smaa import acceptability
from tests.reference import metrics as twin

CLOSE = {"rel": 1e-9, "abs": 1e-9}
"""Values up to some hundreds, a few additions each: rounding is below 1e-12."""


@st.composite
def tables(draw, most_worlds=7, levels=None):
    """Tables with many ties; multiples of 1/4, so that sums are exact."""
    alternatives = draw(st.integers(1, 4))
    worlds = draw(st.integers(1, most_worlds))
    size = levels or draw(st.sampled_from((1, 3, 400)))
    cell = st.integers(-size, size).map(lambda quarter: quarter / 4)
    row = st.lists(cell, min_size=worlds, max_size=worlds)
    return draw(st.lists(row, min_size=alternatives, max_size=alternatives))


@st.composite
def weighted(draw, entry=None, **options):
    """A table and weights, not all 0."""
    table = draw(tables(**options))
    if entry is None:
        entry = st.one_of(st.just(0.0), st.floats(0.01, 10))
    count = len(table[0])
    some = st.lists(entry, min_size=count, max_size=count).filter(any)
    return table, draw(some)


COUNTED = weighted(entry=st.integers(0, 4))


def close(found, expected):
    if expected is None:
        assert found is None
    else:
        assert found == pytest.approx(float(expected), **CLOSE)


@given(weighted(), st.sampled_from((0.0, 0.3, 0.75, 1.0)))
def test_metrics_as_defined(given_table, on_worst):
    table, weights = given_table
    count = twin.kish(weights)
    for row, found in zip(
        table, measure(np.array(table), np.array(weights), on_worst), strict=True
    ):
        kept = [value for value, weight in zip(row, weights, strict=True) if weight > 0]
        assert (found.minimum, found.maximum) == (min(kept), max(kept))
        close(found.mean, twin.mean(row, weights))
        close(found.hurwicz, twin.hurwicz(row, weights, on_worst))
        for name, q in QUANTILES.items():
            close(getattr(found, name), twin.quantile(row, weights, count, q))
        close(found.undesirable_deviations, twin.undesirable_deviations(row, weights, count))
        if count > 1.001:  # below, n - 1 is all rounding
            close(found.sd, twin.sd(row, weights, count))


@given(tables(), st.sampled_from((None, 1.0, 0.1, 7)))
def test_equal_weights_of_any_size_weigh_nothing(table, weight):
    values = np.array(table)
    weights = None if weight is None else np.full(values.shape[1], weight)
    for row, found in zip(table, measure(values, weights), strict=True):
        for name, q in QUANTILES.items():
            assert getattr(found, name) == np.quantile(row, q)
            close(getattr(found, name), twin.simple_quantile(row, q))
        close(found.undesirable_deviations, twin.simple_undesirable_deviations(row))
        close(found.sd, np.std(row, ddof=1) if len(row) > 1 else None)
    assert regret(values, weights) == regret(values)


@given(COUNTED)
def test_whole_weights_are_repeated_worlds_where_they_count(given_table):
    table, times = given_table
    values, weights, often = np.array(table), np.array(times), sum(times)
    longer = np.array([twin.repeated(row, times) for row in table])
    pairs = [
        *zip(measure(values, weights, count=often), measure(longer), strict=True),
        *zip(regret(values, weights, count=often), regret(longer), strict=True),
    ]
    for found, expected in pairs:
        for name, number in expected.to_dict().items():
            close(found.to_dict()[name], number)


@given(COUNTED)
def test_what_needs_no_number_of_worlds_is_as_with_repeated_worlds(given_table):
    table, times = given_table
    values, weights = np.array(table), np.array(times)
    longer = np.array([twin.repeated(row, times) for row in table])
    names = [str(n) for n in range(len(table))]
    for found, expected in zip(measure(values, weights), measure(longer), strict=True):
        for name in ("mean", "minimum", "maximum", "hurwicz"):
            close(getattr(found, name), getattr(expected, name))
    for found, expected in zip(regret(values, weights), regret(longer), strict=True):
        for name in ("maximum", "mean", "best_share"):
            close(getattr(found, name), getattr(expected, name))
    assert dominance(values, names, weights) == dominance(longer, names)


@given(weighted())
def test_regret_as_defined(given_table):
    table, weights = given_table
    found = regret(np.array(table), np.array(weights))
    count = twin.kish(weights)
    for a, lost in enumerate(twin.regrets(table)):
        row = [float(value) for value in lost]
        kept = [value for value, weight in zip(row, weights, strict=True) if weight > 0]
        assert found[a].maximum == max(kept)
        close(found[a].mean, twin.mean(row, weights))
        close(found[a].p90, twin.quantile(row, weights, count, 0.9))
        close(found[a].best_share, twin.best_share(table, weights, a))
        assert 0 <= found[a].mean <= found[a].maximum
        assert 0 <= found[a].p90 <= found[a].maximum


@given(weighted())
def test_somebody_is_best(given_table):
    table, weights = given_table
    found = regret(np.array(table), np.array(weights))
    assert sum(item.best_share for item in found) >= 1 - 1e-12
    for item in found:
        assert (item.maximum == 0) == (item.best_share == pytest.approx(1, abs=1e-12))
    if len(table) == 1:
        assert found[0].to_dict() == {
            "maximum": 0, "p90": 0, "mean": 0, "best_share": pytest.approx(1)
        }  # fmt: skip


@given(st.one_of(weighted(entry=st.integers(0, 3), levels=3), COUNTED))
def test_dominance_as_defined(given_table):
    table, weights = given_table
    names = [str(n) for n in range(len(table))]
    found = dominance(np.array(table), names, np.array(weights))
    ways = {
        "statewise": twin.statewise,
        "first": twin.first_order,
        "second": twin.second_order,
    }
    for kind, holds in ways.items():
        expected = tuple(
            (names[a], names[b])
            for a, b in itertools.permutations(range(len(table)), 2)
            if holds(table[a], table[b], weights)
        )
        assert getattr(found, kind) == expected, kind


@given(weighted(), st.integers(0, 2**32 - 1))
def test_dominance_laws(given_table, seed):
    table, weights = given_table
    names = [str(n) for n in range(len(table))]
    values = np.array(table) + np.random.default_rng(seed).normal(size=(1, len(weights)))
    found = dominance(values, names, np.array(weights))
    assert set(found.statewise) <= set(found.first) <= set(found.second)
    for better, worse in found.second:
        assert (worse, better) not in found.second
        one, other = (measure(values, np.array(weights))[int(n)] for n in (better, worse))
        assert one.minimum >= other.minimum
        assert one.mean >= other.mean - 1e-12


@given(tables(most_worlds=20, levels=2), st.randoms(use_true_random=False))
def test_the_order_of_worlds_does_not_matter(table, random):
    order = list(range(len(table[0])))
    random.shuffle(order)
    values = np.array(table)
    assert measure(values) == measure(values[:, order])
    assert regret(values) == regret(values[:, order])


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_domain(passes):
    found = domain(np.array(passes))
    share, n = sum(passes) / len(passes), len(passes)
    assert found.share == pytest.approx(share)
    assert found.worlds == n
    assert 0 <= found.low <= found.share <= found.high <= 1
    for end in (found.low, found.high):
        # Wilson: the ends are where the share lies just z standard errors away.
        off = metrics.WILSON * math.sqrt(end * (1 - end) / n)
        if share not in (0, 1):
            assert abs(share - end) == pytest.approx(off)
    assert found.error == pytest.approx(math.sqrt(share * (1 - share) / n))


@given(tables(most_worlds=3), tables(most_worlds=3))
def test_rankings_and_tau(one, other):
    size = min(len(one), len(other))
    names = [str(n) for n in range(size)]
    columns = {"x": [row[0] for row in one[:size]], "y": [row[0] for row in other[:size]]}
    ranking = rank(columns, names)
    for metric, numbers in columns.items():
        ranks = ranking.ranks(metric)
        assert [ranks[name] for name in names] == [
            1 + sum(theirs > number for theirs in numbers) for number in numbers
        ]
    found = disagreement(ranking)
    expected = twin.tau_b(columns["x"], columns["y"])
    close(found.tau["x", "y"], expected)
    if expected is not None:
        assert kendalltau(columns["x"], columns["y"]).statistic == pytest.approx(expected)
    best = max(columns["x"])
    assert found.winners["x"] == tuple(
        name for name, number in zip(names, columns["x"], strict=True) if number == best
    )
    contradict = any(
        (columns["x"][a] - columns["x"][b]) * (columns["y"][a] - columns["y"][b]) < 0
        for a, b in itertools.combinations(range(size), 2)
    )
    assert found.opposed == ((("x", "y"),) if contradict else ())
    assert found.always_first == tuple(
        name for name in found.winners["x"] if name in found.winners["y"]
    )


@given(weighted())
def test_whoever_dominates_ranks_no_lower(given_table):
    """Statewise dominance is respected by every metric but the spread below the median."""
    table, weights = given_table
    values, used = np.array(table), np.array(weights)
    names = [str(n) for n in range(len(table))]
    found = scores(
        measure(values, used),
        regret(values, used),
        by=("minimum", "maximum", "hurwicz", "mean", "q10", "q50", "regret_maximum", "best_share"),
    )
    for better, worse in dominance(values, names, used).statewise:
        for metric, numbers in found.items():
            assert numbers[int(better)] >= numbers[int(worse)] - 1e-9, metric


@given(weighted(), st.randoms(use_true_random=False), st.sampled_from((1, 2, 1 << 16)))
def test_acceptability_as_defined(given_table, random, block):
    table, weights = given_table
    drawn = [[random.randint(0, 8) / 8 for _ in range(3)] for _ in weights]
    names = [str(n) for n in range(len(table))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grandbargain.robustness.smaa.BLOCK", block)
        found = acceptability(
            np.array(table),
            names,
            np.array(drawn),
            ["x", "y", "z"],
            lambda _: np.array(table),
            np.array(weights),
        )
    ranks = twin.rank_acceptability(table, weights)
    for a, item in enumerate(found):
        assert item.alternative == names[a]
        assert item.rank == pytest.approx([float(share) for share in ranks[a]], **CLOSE)
        assert (item.first == 0) == (ranks[a][0] == 0)
        for b in range(len(table)):
            if a != b:
                close(item.wins[names[b]], twin.wins(table, weights, a, b))
        expected = twin.central(table, drawn, weights, a)
        if expected is None:
            assert item.central is None
            assert item.confidence is None
        else:
            assert list(item.central.values()) == pytest.approx(
                [float(one) for one in expected], **CLOSE
            )
            close(item.confidence, ranks[a][0])  # the judge changes nothing


@given(weighted())
def test_acceptability_laws(given_table):
    table, weights = given_table
    names = [str(n) for n in range(len(table))]
    found = acceptability(np.array(table), names, weights=np.array(weights))
    matrix = np.array([item.rank for item in found])
    assert matrix.sum(axis=0) == pytest.approx(1)
    assert matrix.sum(axis=1) == pytest.approx(1)
    for one, other in itertools.permutations(found, 2):
        assert one.wins[other.alternative] + other.wins[one.alternative] == pytest.approx(1)
    for better, worse in dominance(np.array(table), names, np.array(weights)).statewise:
        assert found[int(better)].wins[worse] >= 0.5
