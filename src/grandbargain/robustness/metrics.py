"""Robustness metrics, regret, and the share of worlds in which a test passes.

Every table is ``performance``, shape (alternatives, worlds), a larger number being better, and
every metric takes a weight per world, of any scale; None weighs all worlds the same. A world of
weight 0 is left out.

Some formulas need to know how many worlds there are: the standard deviation divides by n - 1, a
quantile lies at q (n - 1) of the sorted worlds, and half of an odd number of worlds is rounded up.
With weights, n is the effective number (sum of weights)² / (sum of squared weights) of Kish (1965),
"Survey Sampling". Equal weights then give what no weights give, whatever their scale. Hence a
weight of 2 cannot also be the same as a world that occurs twice: 2, 2, 2 would be six worlds.
Whoever has such counts says ``count=weights.sum()``, and everything is as with repeated worlds.
What needs no n (mean, minimum, maximum, Hurwicz, largest and mean regret, best share, dominance) is
so in any case.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..errors import UsageError
from .measured import Domain, Metrics, Names, Regret

QUANTILES = {
    "q05": 0.05,
    "q10": 0.1,
    "q25": 0.25,
    "q50": 0.5,
    "q75": 0.75,
    "q90": 0.9,
    "q95": 0.95,
}

WILSON = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


class Table(NamedTuple):
    """A checked performance table.

    ``values`` (alternatives, W) without worlds of weight 0; ``weights`` (W,) summing to 1, or None
    where all are equal; ``worlds`` the number of equally weighted worlds that they stand for.
    """

    values: np.ndarray
    weights: np.ndarray | None
    worlds: float


def checked(performance: np.ndarray, weights: np.ndarray | None, count: float | None) -> Table:
    """Return a performance table that can be trusted, or say what is wrong with it."""
    values = np.asarray(performance, dtype=np.float64)
    if values.ndim != 2 or not values.size:
        raise UsageError(
            f"performance has shape {values.shape}; give one row per alternative and one column "
            "per world, at least one of each"
        )
    worlds = values.shape[1]
    shares = checked_weights(weights, worlds)
    wrong = ~np.isfinite(values)
    if shares is not None:
        wrong[:, shares == 0] = False
    if wrong.any():
        row, world = (int(n) for n in np.argwhere(wrong)[0])
        raise UsageError(
            f"performance of alternative {row} in world {world} is {values[row, world]}; leave out "
            "worlds without a number, or give them one"
        )
    if count is not None and not 1 <= count < math.inf:
        raise UsageError(f"count is {count}; a table stands for at least one world")
    if shares is None:
        return _counted(values, worlds, count)
    if not shares.all():
        values, shares = values[:, shares > 0], shares[shares > 0]
    if (shares == shares[0]).all():
        return _counted(values, len(shares), count)
    effective = max(1 / float(shares @ shares), 1.0)
    return Table(values, shares, effective if count is None else float(count))


def _counted(values: np.ndarray, worlds: int, count: float | None) -> Table:
    """Return a table of equal weights: written out only where they stand for another number."""
    if count is None or count == worlds:
        return Table(values, None, float(worlds))
    return Table(values, np.full(worlds, 1 / worlds), float(count))


def checked_weights(weights: np.ndarray | None, worlds: int) -> np.ndarray | None:
    """Return weights that sum to 1, shape (worlds,), or None as given."""
    if weights is None:
        return None
    found = np.asarray(weights, dtype=np.float64)
    if found.shape != (worlds,):
        raise UsageError(f"weights have shape {found.shape}; give one for each of {worlds} worlds")
    if not np.isfinite(found).all() or (found < 0).any() or not found.any():
        raise UsageError("weights must be 0 or more, finite, and not all 0")
    found = found / found.max()  # sums of very large or very small weights stay in range
    return found / found.sum()


def checked_names(names: Sequence[str], alternatives: int) -> Names:
    """Return the names of alternatives: one each, no two the same."""
    if len(names) != alternatives or len(set(names)) != len(names):
        raise UsageError(
            f"{len(names)} names for {alternatives} alternatives: {', '.join(names)}; give every "
            "alternative a name of its own"
        )
    return tuple(names)


def partial_sums(values: np.ndarray) -> np.ndarray:
    """Return the sums of the first 1, 2, ... values, shape (n,), little rounded.

    Summed in sqrt(n) blocks of sqrt(n): no number goes through more than 2 sqrt(n) additions.

    Examples
    --------
    >>> import numpy as np
    >>> partial_sums(np.array([1.0, 2.0, 4.0, 8.0, 16.0]))
    array([ 1.,  3.,  7., 15., 31.])
    """
    side = math.isqrt(len(values) - 1) + 1
    blocks = np.zeros((side, side))
    blocks.reshape(-1)[: len(values)] = values
    np.cumsum(blocks, axis=1, out=blocks)
    blocks[1:] += np.cumsum(blocks[:-1, -1])[:, None]
    return blocks.reshape(-1)[: len(values)]


def measure(
    performance: np.ndarray,
    weights: np.ndarray | None = None,
    hurwicz: float = 0.75,
    count: float | None = None,
) -> list[Metrics]:
    """Measure every alternative by itself.

    The weighted forms, with n worlds (see the head of this module):

    - the standard deviation is the root of n / (n - 1) times the weighted mean square
    - the quantile q is the mean of the sorted values over the stretch of weight 1/n that begins at
      q (n - 1) / n; with equal weights this is numpy's linear quantile
    - undesirable deviations look at the worse half of the weight, and at half a world more where n
      is odd; with equal weights these are the ceil(n/2) worst worlds

    Parameters
    ----------
    performance : array, shape (alternatives, W)
        Any unit, larger is better.
    weights : array, shape (W,), optional
        Weight of each world, 0 or more.
    hurwicz : float
        Weight of the minimum in Hurwicz' criterion, 0 to 1. Some authors weigh the maximum.
    count : float, optional
        How many worlds the weights stand for, where they are counts.

    Returns
    -------
    list of Metrics
        One per alternative, in the unit of the performance.

    Raises
    ------
    UsageError
        For a shape, number or weight that does not fit.

    Notes
    -----
    McPhail, Maier, Kwakkel, Giuliani, Castelletti and Westra (2018), "Robustness metrics: how are
    they calculated, when should they be used and why do they give different results?", Earth's
    Future 6(2):169-191. Quantiles: Akinshin (2023), "Weighted quantile estimators",
    arXiv:2304.07265, for the linear estimator.

    Examples
    --------
    >>> import numpy as np
    >>> one, other = measure(np.array([[0.99, 1.0, 0.5], [0.69, 0.6, 0.6]]))
    >>> one.minimum, one.hurwicz, round(one.mean, 2), round(one.undesirable_deviations, 3)
    (0.5, 0.625, 0.83, -0.245)
    >>> other.minimum, round(other.mean, 2), other.undesirable_deviations
    (0.6, 0.63, 0.0)
    """
    if not 0 <= hurwicz <= 1:
        raise UsageError(f"hurwicz is {hurwicz}; the weight of the worst lies between 0 and 1")
    table = checked(performance, weights, count)
    return [_measure(*by_size(row, table.weights), table.worlds, hurwicz) for row in table.values]


def by_size(row: np.ndarray, weights: np.ndarray | None) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the values of an alternative, worst first, and their weights."""
    if weights is None:
        return np.sort(row), None
    order = np.argsort(row, kind="stable")
    return row[order], weights[order]


def _measure(
    values: np.ndarray, weights: np.ndarray | None, count: float, hurwicz: float
) -> Metrics:
    low, high = float(values[0]), float(values[-1])
    mean = min(max(_mean(values, weights), low), high)
    square = _mean((values - mean) ** 2, weights)
    found = _quantiles(values, weights, count, list(QUANTILES.values()))
    quantiles = dict(zip(QUANTILES, found, strict=True))
    return Metrics(
        mean=mean,
        sd=math.sqrt(square * count / (count - 1)) if count > 1 else None,
        minimum=low,
        maximum=high,
        hurwicz=hurwicz * low + (1 - hurwicz) * high,
        undesirable_deviations=_shortfall(values, weights, count, quantiles["q50"]),
        **quantiles,
    )


def _mean(values: np.ndarray, weights: np.ndarray | None) -> float:
    return float(values.mean() if weights is None else values @ weights)


def _quantiles(
    values: np.ndarray, weights: np.ndarray | None, count: float, wanted: Sequence[float]
) -> list[float]:
    """Return quantiles of sorted values."""
    if weights is None:
        return [float(found) for found in np.quantile(values, wanted)]
    reached = partial_sums(weights)
    reached /= reached[-1]
    out = []
    for share in wanted:
        start = share * (count - 1) / count
        first = min(int(np.searchsorted(reached, start, side="right")), len(values) - 1)
        last = min(int(np.searchsorted(reached, start + 1 / count)), len(values) - 1)
        ends = np.clip(reached[first : last + 1], start, start + 1 / count)
        part = np.diff(ends, prepend=start)
        # Measured from the lowest, so that equal values give themselves to the last digit.
        above = values[first : last + 1] - values[first]
        total = float(part.sum())
        out.append(float(values[first]) + (float(part @ above) / total if total > 0 else 0.0))
    return out


def _shortfall(
    values: np.ndarray, weights: np.ndarray | None, count: float, median: float
) -> float:
    """Return the mean of what sorted values lack to the median, over the worse half."""
    if weights is None:
        half = math.ceil(len(values) / 2)
        return float(np.minimum(values[:half] - median, 0.0).mean())
    odd = abs(count - 2 * round(count / 2))
    share = 0.5 + odd / (2 * count)
    part = np.diff(np.minimum(partial_sums(weights), share), prepend=0.0)
    return float(part @ np.minimum(values - median, 0.0)) / share


def regret(
    performance: np.ndarray, weights: np.ndarray | None = None, count: float | None = None
) -> list[Regret]:
    """Measure what is lost by every alternative against the best of these in each world.

    Regret depends on what it is compared with: name the alternatives wherever it is shown, and
    expect it to change when one is added.

    Parameters
    ----------
    performance, weights, count
        As in `measure`; `count` matters to the percentile only.

    Returns
    -------
    list of Regret
        One per alternative, in the unit of the performance, smaller is better.

    Raises
    ------
    UsageError
        For a shape, number or weight that does not fit.

    Notes
    -----
    Savage (1951), "The theory of statistical decision", Journal of the American Statistical
    Association 46:55-67.

    Examples
    --------
    >>> import numpy as np
    >>> stocks, bonds, money = regret(np.array([[-4, 4, 12], [-2, 3, 8], [3, 2, 1]]))
    >>> stocks.maximum, bonds.maximum, money.maximum
    (7.0, 5.0, 11.0)
    >>> round(stocks.best_share, 3)
    0.667
    """
    table = checked(performance, weights, count)
    best = table.values.max(axis=0)
    out = []
    for row in table.values:
        values, shares = by_size(best - row, table.weights)
        share = _mean(row == best, table.weights)
        mean = min(_mean(values, shares), float(values[-1]))
        p90 = _quantiles(values, shares, table.worlds, [0.9])[0]
        out.append(Regret(float(values[-1]), p90, mean, min(share, 1.0)))
    return out


def domain(passes: np.ndarray, weights: np.ndarray | None = None) -> Domain:
    """Return the share of worlds in which a test passes, and how sure that share is.

    Parameters
    ----------
    passes : array of bool, shape (W,)
        Whether the test passes in each world.
    weights : array, shape (W,), optional
        Weight of each world.

    Returns
    -------
    Domain
        With standard error and 95 % interval for worlds drawn independently. A design that covers
        the ranges evenly does better than they say.

    Raises
    ------
    UsageError
        For a shape, type or weight that does not fit.

    Notes
    -----
    Starr (1963), "Product design and decision theory"; Wilson (1927), "Probable inference, the law
    of succession, and statistical inference", Journal of the American Statistical Association
    22:209-212. With weights, n is the effective number of worlds.

    Examples
    --------
    >>> import numpy as np
    >>> found = domain(np.array([True] * 10))
    >>> found.share, found.error, round(found.low, 3), found.high
    (1.0, 0.0, 0.722, 1.0)
    """
    found = np.asarray(passes)
    if found.ndim != 1 or found.dtype != np.bool_:
        raise UsageError(
            f"a test gives {found.dtype} of shape {found.shape}; give true or false for each world"
        )
    table = checked(found[None, :], weights, None)
    share = min(_mean(table.values[0], table.weights), 1.0)
    n, spread = table.worlds, share * (1 - share)
    middle = share + WILSON**2 / (2 * n)
    width = WILSON * math.sqrt(spread / n + (WILSON / (2 * n)) ** 2)
    scale = 1 + WILSON**2 / n
    return Domain(
        share=share,
        error=math.sqrt(spread / n),
        low=max((middle - width) / scale, 0.0) if share > 0 else 0.0,
        high=min((middle + width) / scale, 1.0) if share < 1 else 1.0,
        worlds=n,
    )
