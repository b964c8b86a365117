"""What a search maximises, and the exact comparison of what it found."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np

from . import kernels
from .kernels import LEXIMIN, NASH, SUM

MICRO = 1_000_000
MAX_EXPONENT = 10_000
"""Largest whole-number power for which Nash products are compared as whole numbers."""


@dataclass(frozen=True)
class Goal:
    """An objective over the first ``counted`` actors of a problem.

    Attributes
    ----------
    mode
        ``NASH`` (sum of power times log of gain, over actors with power above 0), ``LEXIMIN``
        (next level of the sorted gains over scales), ``SUM`` (sum of power times gain).
    origin : array of int64, shape (A,)
        Gains are utilities minus this.
    scale : array of int64, shape (A,)
        LEXIMIN: gains are divided by this.
    power : array of float64, shape (A,)
        Powers.
    counted : int
        Actors in the objective.
    levels : tuple of (gain, scale)
        LEXIMIN: the levels settled so far, as exact fractions.
    """

    mode: int
    origin: np.ndarray
    scale: np.ndarray
    power: np.ndarray
    counted: int
    levels: tuple[tuple[int, int], ...] = ()

    def value(self, utility: np.ndarray) -> float:
        """Return the objective of a package as the kernel computes it."""
        return float(
            kernels.leaf_value(
                self.mode,
                utility,
                self.origin,
                self.scale,
                self.power,
                self.counted,
                *self.level_arrays(),
                np.empty(max(self.counted, 1)),
            )
        )

    def level_arrays(self) -> tuple[np.ndarray, np.ndarray]:
        """Return gains and scales of the settled levels as arrays."""
        levels = np.array(self.levels, dtype=np.int64).reshape(len(self.levels), 2)
        return np.ascontiguousarray(levels[:, 0]), np.ascontiguousarray(levels[:, 1])

    def key(self, utility: np.ndarray) -> Any:
        """Return the exact objective: keys compare and tie without rounding."""
        gains = [int(utility[a]) - int(self.origin[a]) for a in range(self.counted)]
        if self.mode == LEXIMIN:
            levels = sorted(
                Fraction(gain, int(scale)) for gain, scale in zip(gains, self.scale, strict=False)
            )
            return levels[len(self.levels)]
        powers = [rational(power) for power in self.power[: self.counted]]
        if self.mode == SUM:
            return sum(
                (power * gain for power, gain in zip(powers, gains, strict=True)), Fraction(0)
            )
        return _nash_key(gains, powers)

    def full_key(self, utility: np.ndarray) -> tuple[Fraction, ...]:
        """Return all levels of LEXIMIN, sorted."""
        return tuple(
            sorted(
                Fraction(int(utility[a]) - int(self.origin[a]), int(self.scale[a]))
                for a in range(self.counted)
            )
        )


def degenerate_key(goal: Goal, utility: np.ndarray) -> tuple[int, Any]:
    """Return how many parties gain, and the Nash product over these."""
    gains = [int(utility[a]) - int(goal.origin[a]) for a in range(goal.counted)]
    powers = [rational(power) for power in goal.power[: goal.counted]]
    return sum(gain > 0 for gain in gains), _nash_key([max(gain, 1) for gain in gains], powers)


def rational(power: float) -> Fraction:
    """Return a power as the short decimal number that was written."""
    return Fraction(str(float(power)))


def exponents(powers: list[Fraction]) -> list[int]:
    """Return the smallest whole numbers in the proportions of powers."""
    common = math.lcm(*(power.denominator for power in powers))
    whole = [int(power * common) for power in powers]
    shared = max(math.gcd(*whole), 1)
    return [exponent // shared for exponent in whole]


def _nash_key(gains: list[int], powers: list[Fraction]) -> Any:
    """Return a number that orders Nash products exactly (60 digits where powers are not round)."""
    used = [(gain, power) for gain, power in zip(gains, powers, strict=True) if power > 0]
    whole = exponents([power for _, power in used])
    if max(whole, default=0) <= MAX_EXPONENT:
        product = 1
        for (gain, _), exponent in zip(used, whole, strict=True):
            product *= gain**exponent
        return product
    with localcontext() as context:
        context.prec = 80
        total = sum(
            (
                Decimal(gain).ln() * Decimal(power.numerator) / Decimal(power.denominator)
                for gain, power in used
            ),
            Decimal(0),
        )
        return round(total, 60)


__all__ = ["LEXIMIN", "MICRO", "NASH", "SUM", "Goal", "degenerate_key", "exponents", "rational"]
