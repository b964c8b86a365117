"""Slow twin: shares of variance, one row at a time; and the exact ones of a small table.

Plain Python throughout.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from tests.reference.draws import philox

Block = Sequence[float]
"""The outcome in every row."""


def estimates(outcome: Sequence[Block]) -> list[tuple[float, float]] | None:
    """First-order (Saltelli and others 2010) and total (Jansen 1999) index of each number.

    None where the outcome does not vary over A and B.
    """
    centre = math.fsum(y for block in outcome for y in block) / sum(len(b) for b in outcome)
    return _shares(outcome, centre, range(len(outcome[0])))


def _shares(outcome, centre, rows) -> list[tuple[float, float]] | None:
    a, b, *mixed = [[block[n] - centre for n in rows] for block in outcome]
    mean = math.fsum(a + b) / (2 * len(a))
    variance = math.fsum((y - mean) ** 2 for y in a + b) / (2 * len(a))
    # Exactly 0 but for rounding: resamples draw the same outcome again and again.
    if variance <= 1e-12 * math.fsum(y * y for y in a + b) / (2 * len(a)):
        return None
    found = []
    for ab in mixed:
        first = [y * (x - z) for y, x, z in zip(b, ab, a, strict=True)]
        total = [(z - x) ** 2 / 2 for x, z in zip(ab, a, strict=True)]
        found.append((math.fsum(first) / len(a) / variance, math.fsum(total) / len(a) / variance))
    return found


def drawn_rows(seed: int, resample: int, rows: int) -> list[int]:
    """The rows of one resample, as the engine draws them: (upper word) x N of 32-bit draws."""
    key = (seed % 2**32, (seed >> 32) % 2**32)
    words = [w for block in range(-(-rows // 4)) for w in philox((block, 0, resample, 0x5E45), key)]
    return [word * rows >> 32 for word in words[:rows]]


def intervals(
    outcome: Sequence[Block], resamples: int, confidence: float, seed: int
) -> list[tuple[float, ...]]:
    """Ends of the first-order and of the total interval of each number."""
    count = len(outcome[0])
    centre = math.fsum(y for block in outcome for y in block) / (count * len(outcome))
    drawn = [_shares(outcome, centre, drawn_rows(seed, r, count)) for r in range(resamples)]
    kept = [shares for shares in drawn if shares is not None]
    return [
        tuple(
            quantile([shares[i][which] for shares in kept], end)
            for which in (0, 1)
            for end in (0.5 - confidence / 2, 0.5 + confidence / 2)
        )
        for i in range(len(outcome) - 2)
    ]


def quantile(values: Sequence[float], share: float) -> float:
    """The quantile by straight lines between the ordered values (Hyndman and Fan 1996, no. 7)."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


Point = tuple[int, ...]
Table = Callable[[Point], int]


def exact(sizes: Sequence[int], table: Table) -> list[tuple[Fraction, Fraction]]:
    """First-order and total indices of a table over equally likely, independent settings.

    By the definition: V(E(Y | X_i)) / V(Y) and E(V(Y | all but X_i)) / V(Y).
    """
    points = list(itertools.product(*(range(size) for size in sizes)))
    variance = _variance([table(p) for p in points])
    found = []
    for i, size in enumerate(sizes):
        own = [_mean([table(p) for p in points if p[i] == x]) for x in range(size)]
        rest = {p[:i] + p[i + 1 :] for p in points}
        alone = [_variance([table((*q[:i], x, *q[i:])) for x in range(size)]) for q in sorted(rest)]
        found.append((_variance(own) / variance, _mean(alone) / variance))
    return found


def _mean(values: Sequence[int] | Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _variance(values: Sequence[int] | Sequence[Fraction]) -> Fraction:
    mean = _mean(values)
    return _mean([(value - mean) ** 2 for value in values])


def all_pairs(sizes: Sequence[int], table: Table) -> list[list[int]]:
    """The outcome in the design whose rows are all pairs of points: it estimates without error."""
    points = list(itertools.product(*(range(size) for size in sizes)))
    pairs = list(itertools.product(points, points))
    mixed = [[table((*a[:i], b[i], *a[i + 1 :])) for a, b in pairs] for i in range(len(sizes))]
    return [[table(a) for a, _ in pairs], [table(b) for _, b in pairs], *mixed]
