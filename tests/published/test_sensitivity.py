"""Shares of variance with known answers: two functions with closed forms, and another program."""

from __future__ import annotations

import math
import warnings

import numba
import numpy as np
import pytest
from scipy.stats import norm, qmc

from grandbargain.robustness.sensitivity import indices

RESAMPLES = 20 if numba.config.DISABLE_JIT else 1000
"""Plain Python draws four million rows in minutes."""

compiled = pytest.mark.skipif(
    bool(numba.config.DISABLE_JIT), reason="intervals from a few resamples miss too often"
)


def design(numbers: int, rows: int, seed: int) -> list[np.ndarray]:
    """The points of A, B, AB_1, ... in the unit cube, each of shape (numbers, rows)."""
    points = qmc.Sobol(2 * numbers, rng=np.random.default_rng(seed)).random(rows).T
    a, b = points[:numbers], points[numbers:]
    mixed = []
    for i in range(numbers):
        mixed.append(a.copy())
        mixed[-1][i] = b[i]
    return [a, b, *mixed]


def ishigami(unit: np.ndarray) -> np.ndarray:
    """Ishigami and Homma (1990), ISUMA '90, 398-403; numbers uniform in (-pi, pi)."""
    x, y, z = math.pi * (2 * unit - 1)
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def ishigami_exact() -> tuple[list[float], list[float], float]:
    """First-order and total indices and the variance, by integrating the function's square."""
    a, b, pi = 7, 0.1, math.pi
    first = [(1 + b * pi**4 / 5) ** 2 / 2, a**2 / 8, 0.0]
    together = b**2 * pi**8 * (1 / 18 - 1 / 50)
    variance = sum(first) + together
    total = [first[0] + together, first[1], together]
    return [v / variance for v in first], [v / variance for v in total], variance


WEIGHTS = (0.0, 0.5, 3.0, 9.0, 99.0, 99.0)
"""Of the g-function: the larger, the less a number matters."""


def g_function(unit: np.ndarray) -> np.ndarray:
    """Saltelli and Sobol (1995), Matematicheskoe Modelirovanie 7(11), 16-28; uniform in (0, 1)."""
    a = np.array(WEIGHTS)[:, None]
    return ((np.abs(4 * unit - 2) + a) / (1 + a)).prod(axis=0)


def g_exact() -> tuple[list[float], list[float], float]:
    """Every factor has the mean 1, and the variance 1/3 / (1 + a)^2."""
    parts = [1 / 3 / (1 + a) ** 2 for a in WEIGHTS]
    product = math.prod(1 + v for v in parts)
    variance = product - 1
    return (
        [v / variance for v in parts],
        [v * product / (1 + v) / variance for v in parts],
        variance,
    )


CASES = [(ishigami, ishigami_exact(), 3), (g_function, g_exact(), len(WEIGHTS))]


def found_by_name(outcome, **how):
    names = [f"x{i}" for i in range(len(outcome) - 2)]
    found = indices(outcome, names, **{"resamples": RESAMPLES} | how)
    return found, sorted(found.indices, key=lambda i: i.number)


def test_the_closed_form_of_ishigami_is_the_published_one():
    first, total, variance = ishigami_exact()
    assert first == pytest.approx([0.3139, 0.4424, 0], abs=5e-5)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=5e-5)
    assert variance == pytest.approx(13.8446, abs=5e-5)


@pytest.mark.parametrize(("function", "exact", "numbers"), CASES)
def test_estimates_come_close_to_the_exact_shares(function, exact, numbers):
    outcome = np.array([function(points) for points in design(numbers, 4096, seed=1)])
    found, by_name = found_by_name(outcome)
    first, total, variance = exact
    # Over scrambled designs of 4,096 rows estimates deviate by up to 0.006; three of those.
    assert [i.first for i in by_name] == pytest.approx(first, abs=0.018)
    assert [i.total for i in by_name] == pytest.approx(total, abs=0.018)
    assert found.variance == pytest.approx(variance, rel=0.01)


@compiled
@pytest.mark.parametrize(("function", "exact", "numbers"), CASES)
def test_intervals_contain_the_exact_shares(function, exact, numbers):
    outcome = np.array([function(points) for points in design(numbers, 4096, seed=1)])
    _, by_name = found_by_name(outcome)
    for index, first, total in zip(by_name, *exact[:2], strict=True):
        assert index.first_low <= first <= index.first_high
        assert index.total_low <= total <= index.total_high


@compiled
def test_what_cannot_be_told_from_0_is_marked():
    """Of Ishigami's third number alone nothing hangs; together with the first it matters."""
    outcome = np.array([ishigami(points) for points in design(3, 4096, seed=1)])
    _, by_name = found_by_name(outcome)
    assert [i.first_is_distinguishable for i in by_name] == [True, True, False]
    assert all(i.total_is_distinguishable for i in by_name)


@compiled
def test_intervals_of_independent_rows_cover_as_often_as_they_say():
    """200 designs of plain draws: 95 % intervals miss in 5 % of them, give or take."""
    first, total, _ = ishigami_exact()
    missed = np.zeros((200, 3, 2))
    for seed in range(len(missed)):
        a, b = np.random.default_rng(seed).random((2, 3, 500))
        mixed = [np.where(np.arange(3)[:, None] == i, b, a) for i in range(3)]
        outcome = np.array([ishigami(points) for points in (a, b, *mixed)])
        for i, index in enumerate(found_by_name(outcome, resamples=400)[1]):
            missed[seed, i, 0] = not index.first_low <= first[i] <= index.first_high
            missed[seed, i, 1] = not index.total_low <= total[i] <= index.total_high
    # 5 % of 200 with a deviation of 1.5 %: three of them, and 2 % for what percentiles are off.
    assert missed.mean(axis=0).max() < 0.05 + 3 * 0.0154 + 0.02
    assert missed.mean(axis=0).min() > 0.0


def salib(outcome: np.ndarray, **how):
    """SALib's answer about the same worlds, which it wants row by row as A, AB_1, ..., B."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = pytest.importorskip("SALib.analyze.sobol")
        k = len(outcome) - 2
        problem = {"num_vars": k, "names": [f"x{i}" for i in range(k)], "bounds": [[0, 1]] * k}
        rows = np.concatenate([outcome[:1], outcome[2:], outcome[1:2]]).T.ravel()
        return program.analyze(problem, rows, calc_second_order=False, seed=1, **how)


@pytest.mark.parametrize(("function", "_exact", "numbers"), CASES)
@pytest.mark.parametrize("rows", [64, 1024])
def test_salib_finds_the_same_shares(function, _exact, numbers, rows):
    """SALib takes outcomes from the mean of all worlds and V from A and B too: same estimators."""
    outcome = 1000 + np.array([function(points) for points in design(numbers, rows, seed=2)])
    _, by_name = found_by_name(outcome, resamples=2)
    expected = salib(outcome, num_resamples=2)
    assert [i.first for i in by_name] == pytest.approx(expected["S1"].tolist(), abs=1e-9)
    assert [i.total for i in by_name] == pytest.approx(expected["ST"].tolist(), abs=1e-9)


@compiled
@pytest.mark.parametrize(("function", "_exact", "numbers"), CASES)
def test_salib_finds_intervals_of_the_same_width(function, _exact, numbers):
    """Its intervals are 1.96 deviations of the same resampling to either side: near, not equal."""
    outcome = np.array([function(points) for points in design(numbers, 1024, seed=2)])
    _, by_name = found_by_name(outcome, resamples=4000)
    expected = salib(outcome, num_resamples=4000)
    for i, index in enumerate(by_name):
        # Two deviations from 4,000 resamples each are within 3 %; the rest is skewness.
        widths = index.first_high - index.first_low, index.total_high - index.total_low
        assert widths[0] == pytest.approx(2 * expected["S1_conf"][i], rel=0.1)
        assert widths[1] == pytest.approx(2 * expected["ST_conf"][i], rel=0.1)
    assert norm.ppf(0.975) == pytest.approx(1.96, abs=1e-3)
