"""Where several functions of a chance first cross zero, from as few values of all as possible."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable

import numpy as np

LOOKS = 16
"""Intervals of [0, 1] that are looked into, finer towards 0, where chances per year live."""

CLOSE = 1e-6
"""Chance per year to which a crossing is found: a ten-thousandth of a per cent."""

EQUAL = 1e-9
"""Points per year up to which a value is zero, above the rounding of sums over decades."""

JUMP = 1e-3
"""Points per year from which values on both sides of a change of sign are a jump, no crossing."""

MOST_STEPS = 60


def first_roots(
    function: Callable[[float], np.ndarray],
    count: int,
    every: Callable[[list[float]], Iterable[np.ndarray]] | None = None,
) -> list[float | None]:
    """Return, for each of several functions on [0, 1], its least root; None where it has none.

    Parameters
    ----------
    function
        Chance to the values of all functions, shape (count,).
    count
        How many there are.
    every
        Several chances to the values at each, in order; ``function`` one by one if left out.

    Notes
    -----
    A root is a change of sign between two of the chances that are looked at, (n / 16)^2, and is
    then closed in by false position (Illinois). Two roots within one such interval are missed.
    A function that is zero wherever one looks has its root at 0.

    Examples
    --------
    >>> first_roots(lambda c: np.array([c - 0.25, c + 1]), 2)
    [0.25, None]
    """
    points = [(n / LOOKS) ** 2 for n in range(LOOKS + 1)]
    first = map(function, points) if every is None else every(points)
    known = dict(zip(points, first, strict=True))
    return [_root(function, known, n) for n in range(count)]


def _root(
    function: Callable[[float], np.ndarray], known: dict[float, np.ndarray], n: int
) -> float | None:
    points = sorted(known)
    for left, right in itertools.pairwise(points):
        low, high = float(known[left][n]), float(known[right][n])
        if abs(low) <= EQUAL:
            return left
        if low * high < 0:
            found = _close_in(function, known, n, (left, low), (right, high))
            if found is not None:
                return found
    return points[-1] if abs(float(known[points[-1]][n])) <= EQUAL else None


def _close_in(
    function: Callable[[float], np.ndarray],
    known: dict[float, np.ndarray],
    n: int,
    left: tuple[float, float],
    right: tuple[float, float],
) -> float | None:
    """Return the crossing between two chances, None for a jump over zero.

    What is looked at serves the other functions, too.
    """
    (a, at_a), (b, at_b) = left, right
    slope_a, slope_b = at_a, at_b
    for _ in range(MOST_STEPS):
        if abs(b - a) <= CLOSE:
            break
        middle = (a * slope_b - b * slope_a) / (slope_b - slope_a)
        if not min(a, b) < middle < max(a, b):
            middle = (a + b) / 2
        if middle not in known:
            known[middle] = function(middle)
        value = float(known[middle][n])
        if abs(value) <= EQUAL:
            return middle
        if value * at_b < 0:
            a, at_a, slope_a = b, at_b, slope_b
        else:
            slope_a /= 2
        b, at_b, slope_b = middle, value, value
    nearest = b if abs(at_b) <= abs(at_a) else a
    return nearest if min(abs(at_a), abs(at_b)) <= JUMP else None
