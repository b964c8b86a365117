"""On which numbers an outcome hangs: shares of its variance, and one number at a time.

The design has N rows. A and B are two draws of everything, row by row; in AB_i the i-th number
comes from B and all others from A. Two worlds of a row that differ in one number only tell what
this number does there:

- the total index of i is E[(f(A) - f(AB_i))²] / (2 V) (Jansen 1999, "Analysis of variance designs
  for model output", Computer Physics Communications 117, 35-43),
- the first-order index of i is E[f(B) (f(AB_i) - f(A))] / V (Saltelli, Annoni, Azzini, Campolongo,
  Ratto and Tarantola 2010, "Variance based sensitivity analysis of model output", Computer Physics
  Communications 181, 259-270),

with V the variance over A and B together. Outcomes are taken from their mean over all worlds
first: the first-order estimate is poor where the mean is large against the spread. Intervals come
from drawing rows anew with replacement (Archer, Saltelli and Sobol 1997, "Sensitivity measures,
ANOVA-like techniques and the use of bootstrap", Journal of Statistical Computation and Simulation
58, 99-120).

The numbers have to be independent of each other; those that are not belong into one group. So
worlds cannot be weighted here: weights that do not factor make numbers dependent. An outcome with
chance in it has to see the same chance all along a row, or every total index counts the chance too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit

from ..errors import UsageError
from ..kernels.philox import philox
from .sensitive import Bar, Index, Indices, Setting, Tornado

ROUNDING = 1e-12
"""Differences below this share of what they are taken between are the rounding of some thousand
additions, each of about 1e-16: they tell nothing about a number."""

CHUNK = 8
"""Resamples counted together: one pass over the rows serves all of them."""

PURPOSE = 0x5E45
"""Keeps these draws apart from others under the same seed; see ``dynamics.kernels_paths``."""

_MASK = (1 << 32) - 1


def indices(
    outcome: np.ndarray,
    numbers: Sequence[str],
    *,
    resamples: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Indices:
    """Return the share of an outcome's variance that hangs on each number.

    Parameters
    ----------
    outcome : array, shape (2 + k, N)
        The outcome in every world of the design, in any unit or as truth values; the blocks
        A, B, AB_1, ..., AB_k.
    numbers
        Names of the k numbers or groups of numbers, in the order of the blocks.
    resamples
        How often the rows are drawn anew for the intervals.
    confidence
        Nominal share of intervals that cover the index, in (0, 1). Rows of a low-discrepancy design
        are not independent; there the intervals are wider than they would have to be.
    seed
        Of the resampling. Same seed, same bytes.

    Returns
    -------
    Indices
        The largest total index first. An outcome that does not vary has indices of 0 and a note.
        Total indices are never estimated below 0, and any number that changes the outcome in more
        than a few rows can be told from 0 by its own.

    Raises
    ------
    UsageError
        If an outcome is not a number, or fewer than two rows, no resample or no possible confidence
        is asked for.
    ValueError
        If the blocks do not fit the names.

    Examples
    --------
    The outcome 2 x + y, with a third number that does nothing:

    >>> rng = np.random.default_rng(1)
    >>> a, b = rng.random((3, 2000)), rng.random((3, 2000))
    >>> blocks = [a, b, *([b[0], a[1], a[2]], [a[0], b[1], a[2]], [a[0], a[1], b[2]])]
    >>> outcome = np.array([2 * x + y for x, y, _ in blocks])
    >>> found = indices(outcome, ["x", "y", "idle"])
    >>> [(i.number, round(i.total, 1)) for i in found.indices]
    [('x', 0.8), ('y', 0.2), ('idle', 0.0)]
    >>> found.indices[2].total_is_distinguishable
    False
    """
    values = _checked(outcome, numbers, resamples, confidence)
    rows, drawn = values.shape[1], values[:2]
    tiny = ROUNDING * float(np.abs(values).max())
    if float(np.ptp(drawn)) <= tiny:
        return _nothing(values, tiny, confidence, numbers)
    products = _products(values, tiny)
    sums = np.zeros((resamples, products.shape[1]))
    draw_sums(np.uint64(seed & _MASK), np.uint64(seed >> 32 & _MASK), products, sums)
    again, kept = _shares(sums / rows)
    if not kept.any():
        return _nothing(values, tiny, confidence, numbers)
    ends = (0.5 - confidence / 2, 0.5 + confidence / 2)
    low, high = np.quantile(again[kept], ends, axis=0).tolist()
    shares = _shares(products.mean(axis=0)[None])[0][0].tolist()
    found = _indices(numbers, shares, low, high)
    note = _note(found, rows, resamples, int(resamples - kept.sum()))
    return Indices(rows, float(np.var(drawn)), confidence, found, note)


def _checked(
    outcome: np.ndarray, numbers: Sequence[str], resamples: int, confidence: float
) -> np.ndarray:
    """Return the outcome as numbers, or say what is wrong."""
    values = np.asarray(outcome, dtype=np.float64)
    if values.ndim != 2 or len(values) != 2 + len(numbers):
        raise ValueError(
            f"{len(numbers)} numbers need an outcome of {2 + len(numbers)} blocks of rows "
            f"(A, B and one for each), not of the shape {values.shape}"
        )
    if len(set(numbers)) < len(numbers):
        raise ValueError(f"two numbers have the same name: {', '.join(numbers)}")
    if values.shape[1] < 2:
        raise UsageError(f"sensitivity needs two rows or more, not {values.shape[1]}")
    if resamples < 1:
        raise UsageError(f"intervals need at least one resample, not {resamples}")
    if not 0 < confidence < 1:
        raise UsageError(f"the confidence has to lie between 0 and 1, not at {confidence:g}")
    missing = int(np.count_nonzero(~np.isfinite(values)))
    if missing:
        raise UsageError(
            f"the outcome is not a number in {missing:,} of {values.size:,} worlds; "
            "sensitivity needs an outcome that every world has"
        )
    return values


def _products(values: np.ndarray, tiny: float) -> np.ndarray:
    """Return what is averaged over rows, shape (N, 2 k + 2).

    First-order products of the k numbers, halved squares of the k numbers, then the mean of A and B
    and the mean of their squares; all of outcomes from the mean over all worlds.
    """
    a, b = values[:2] - values.mean()
    change = values[2:] - values[0]
    change[np.abs(change) <= tiny] = 0.0
    return np.ascontiguousarray(
        np.vstack([b * change, change**2 / 2, [(a + b) / 2], [(a**2 + b**2) / 2]]).T
    )


def _shares(means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices, shape (R, 2 k), and in which of the R samples the outcome varies."""
    square = means[:, -1]
    variance = square - means[:, -2] ** 2
    varies = variance > ROUNDING * square
    return means[:, :-2] / np.where(varies, variance, np.inf)[:, None], varies


def _indices(
    numbers: Sequence[str], shares: list[float], low: list[float], high: list[float]
) -> tuple[Index, ...]:
    """Return the indices by name: k first-order ones come first, then k totals."""
    found = []
    for i, number in enumerate(numbers):
        t = len(numbers) + i
        index = Index(
            number=number,
            first=shares[i],
            first_low=low[i],
            first_high=high[i],
            total=shares[t],
            total_low=low[t],
            total_high=high[t],
            first_is_distinguishable=not low[i] <= 0 <= high[i],
            total_is_distinguishable=not low[t] <= 0 <= high[t],
        )
        found.append(index)
    return tuple(sorted(found, key=lambda index: -index.total))


def _nothing(values: np.ndarray, tiny: float, confidence: float, numbers: Sequence[str]) -> Indices:
    """Return indices of 0, and why no others can be told."""
    rows = values.shape[1]
    note = (
        f"The outcome is the same in all {values.size:,} worlds: it hangs on no number."
        if float(np.ptp(values)) <= tiny
        else f"The outcome hardly varies over {rows:,} rows, so no share of its variance can be "
        "told; take more rows."
    )
    zeros = [0.0] * (2 * len(numbers))
    found = _indices(numbers, zeros, zeros, zeros)
    drawn = values[:2]
    variance = 0.0 if float(np.ptp(drawn)) <= tiny else float(np.var(drawn))
    return Indices(rows, variance, confidence, found, note)


def _note(found: tuple[Index, ...], rows: int, resamples: int, lost: int) -> str:
    notes = []
    if lost:
        notes.append(
            f"In {lost:,} of {resamples:,} resamples the outcome did not vary; "
            "the intervals leave them out."
        )
    if found and not any(i.first_is_distinguishable or i.total_is_distinguishable for i in found):
        notes.append(f"With {rows:,} rows no index can be told from 0; take more rows.")
    return " ".join(notes)


@njit(cache=True, nogil=True)
def draw_sums(key_low, key_high, products, sums):
    """Draw rows with replacement and add up their products; nothing is checked.

    The n-th draw of a resample is a pure function of the seed, the resample and n, and sums run in
    the order of the rows, so the bytes are the same everywhere.

    Parameters
    ----------
    key_low, key_high : uint64
        The lower and upper 32 bits of the seed.
    products : array of float64, shape (N, C), C-contiguous
        What is added up, with N below 2^32.
    sums : array of float64, shape (R, C)
        Zeros; takes the sums over N drawn rows, one line per resample.
    """
    rows, columns = products.shape
    counts = np.empty((rows, CHUNK), dtype=np.int64)
    for first in range(0, len(sums), CHUNK):
        many = min(CHUNK, len(sums) - first)
        counts[:] = 0
        for r in range(many):
            _count(key_low, key_high, first + r, counts[:, r])
        for n in range(rows):
            for r in range(many):
                times = counts[n, r]
                if times:
                    for c in range(columns):
                        sums[first + r, c] += times * products[n, c]


@njit(cache=True, nogil=True)
def _count(key_low, key_high, resample, counts):
    """Count how often each row is drawn.

    A row is the upper word of a 32-bit draw times N: chances differ by less than N / 2^32.
    """
    rows, shift = np.uint64(len(counts)), np.uint64(32)
    zero, purpose, which = np.uint64(0), np.uint64(PURPOSE), np.uint64(resample)
    for block in range((len(counts) + 3) // 4):
        words = philox(np.uint64(block), zero, which, purpose, key_low, key_high)
        left = len(counts) - 4 * block
        for place, word in enumerate(words):
            if place < left:
                counts[np.int64((word * rows) >> shift)] += 1


def tornado(
    centre: float,
    numbers: Sequence[str],
    low_values: Sequence[Setting],
    high_values: Sequence[Setting],
    low: np.ndarray,
    high: np.ndarray,
) -> Tornado:
    """Return what each number does alone, the longest bar first.

    The bars say nothing about what numbers do together: for that see :func:`indices`. Eschenbach
    (1992), "Spiderplots versus tornado diagrams for sensitivity analysis", Interfaces 22(6), 40-46.

    Parameters
    ----------
    centre
        The outcome with every number at its central value.
    numbers
        Names of the k numbers.
    low_values, high_values
        What each is set to, its two ends; k of each.
    low, high : arrays, shape (k,)
        The outcome with that number at its low end, at its high end, and all others central; in
        the unit of ``centre``.

    Raises
    ------
    UsageError
        If an outcome is not a number.
    ValueError
        If there are not k of everything.

    Examples
    --------
    >>> found = tornado(5.0, ["wage", "jobs"], [1, 0], [3, 9], [4.5, 8.0], [5.5, 2.0])
    >>> [(bar.number, bar.swing) for bar in found.bars]
    [('jobs', 6.0), ('wage', 1.0)]
    """
    rows = zip(numbers, low_values, high_values, low, high, strict=True)
    return ranked(centre, [_bar(centre, *row) for row in rows])


def settings_bar(
    centre: float, number: str, settings: Sequence[Setting], outcomes: Sequence[float] | np.ndarray
) -> Bar:
    """Return the bar of a number with named settings, between its lowest and highest outcome.

    Parameters
    ----------
    centre
        The outcome with every number at its central value.
    number
        Name of the number.
    settings, outcomes
        What it can be set to, and the outcome with each of them; of equal outcomes the setting that
        is listed first.

    Raises
    ------
    UsageError
        If an outcome is not a number, or there is no setting.
    ValueError
        If there are not as many outcomes as settings.

    Examples
    --------
    >>> settings_bar(5.0, "mood", ["calm", "angry", "tired"], [5.0, 1.0, 6.0])
    Bar(number='mood', low_value='angry', high_value='tired', low=1.0, high=6.0, swing=5.0)
    """
    pairs = list(zip(settings, outcomes, strict=True))
    if not pairs:
        raise UsageError(f"{number} has no setting to compare")
    if not np.isfinite(outcomes).all():
        raise UsageError(f"the outcome is not a number with every setting of {number}")
    low_value, low = min(pairs, key=lambda pair: pair[1])
    high_value, high = max(pairs, key=lambda pair: pair[1])
    return _bar(centre, number, low_value, high_value, low, high)


def ranked(centre: float, bars: Sequence[Bar]) -> Tornado:
    """Return a tornado of bars in any order: the longest first, equals as they came.

    Examples
    --------
    >>> mood = settings_bar(5.0, "mood", ["calm", "angry", "tired"], [5.0, 1.0, 6.0])
    >>> wage = tornado(5.0, ["wage"], [1], [3], [2.0], [8.0]).bars
    >>> [bar.number for bar in ranked(5.0, [mood, *wage]).bars]
    ['wage', 'mood']
    """
    return Tornado(float(centre), tuple(sorted(bars, key=lambda bar: -bar.swing)))


def _bar(
    centre: float, number: str, low_value: Setting, high_value: Setting, low: float, high: float
) -> Bar:
    met = [float(low), float(high), float(centre)]
    if not np.isfinite(met).all():
        raise UsageError(f"the outcome is not a number at an end of {number} or in the centre")
    return Bar(number, low_value, high_value, met[0], met[1], max(met) - min(met))
