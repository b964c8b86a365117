"""What a package must reach to be strictly better than the best one known.

Where very many packages tie, listing them all would take for ever. Once they are too many to list,
a search goes on for better packages only, with thresholds that tied packages miss.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np

from .dual import Vector
from .goals import LEXIMIN, MAX_EXPONENT, NASH, Goal, exponents, rational
from .kernels import FIXED

DIGITS = 70
NEAR = Decimal(10) ** -30
"""Closer to a whole number than this, the comparison is made with whole numbers."""


def strict_targets(goal: Goal, utility: np.ndarray, vectors: Sequence[Vector]) -> list[int]:
    """Return, per weight vector, the weighted sum that a strictly better package has at least.

    Parameters
    ----------
    goal
        What is maximised.
    utility : array of int64, shape (A,)
        Exact utilities of a best package known.
    vectors
        Weight vectors with what they prove.
    """
    if goal.mode == NASH:
        return [
            vector.base if vector.kind == FIXED else vector.base + _nash_target(goal, utility, rule)
            for vector in vectors
            for rule in [vector.rule]
        ]
    better = float(_next_value(goal, goal.key(utility)))
    out = []
    for vector in vectors:
        need = 0.0 if vector.kind == FIXED else vector.shift + vector.slope * better
        room = 0 if vector.kind == FIXED else math.floor(need - abs(need) * 1e-12) - 1
        out.append(vector.base + room)
    return out


def _next_value(goal: Goal, key: Any) -> Fraction:
    """Return the least value above a value that any package can have."""
    if goal.mode == LEXIMIN:
        scales = [int(scale) for scale in goal.scale[: goal.counted]]
        return min(Fraction(math.floor(key * scale) + 1, scale) for scale in scales)
    common = math.lcm(*(rational(power).denominator for power in goal.power[: goal.counted]))
    return key + Fraction(1, common)


def _nash_target(goal: Goal, utility: np.ndarray, rule: np.ndarray) -> int:
    """Return the least sum of weighted gains of a package with a larger Nash product.

    By the inequality of weighted means, ``prod (P l_i g_i / p_i)^p_i <= (l . g)^P``.
    """
    used = [a for a in range(goal.counted) if goal.power[a] > 0]
    powers = [rational(goal.power[a]) for a in used]
    total = sum(powers, Fraction(0))
    bases = [
        Fraction(int(utility[a]) - int(goal.origin[a])) * int(rule[a]) * total / power
        for a, power in zip(used, powers, strict=True)
    ]
    with localcontext() as context:
        context.prec = DIGITS
        logarithm = sum(
            (
                (Decimal(base.numerator).ln() - Decimal(base.denominator).ln())
                * power.numerator
                / power.denominator
                for base, power in zip(bases, powers, strict=True)
            ),
            Decimal(0),
        )
        reach = (logarithm * total.denominator / total.numerator).exp()
        nearest = int(reach.to_integral_value())
        if abs(reach - nearest) >= NEAR:
            return math.floor(reach) + 1
    whole = exponents(powers)
    if max(whole) > MAX_EXPONENT // len(whole):
        return nearest
    product = Fraction(1)
    for base, exponent in zip(bases, whole, strict=True):
        product *= base**exponent
    return nearest + 1 if product == Fraction(nearest) ** sum(whole) else nearest
