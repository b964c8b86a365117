"""Does a united front hold: each does its own part of a package because the others do theirs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def front_discount(loss: int, benefits: Sequence[int]) -> Fraction | None:
    """Return the least weight of the next year with which a member does its part; None: none.

    Parameters
    ----------
    loss
        What it loses by doing its part alone.
    benefits
        What it gets from the part of each other member alone.

    Examples
    --------
    With a cost c to the doer and a benefit b to everybody it is (c - b) / ((n - 1) b):

    >>> front_discount(3 - 2, [2])
    Fraction(1, 2)
    >>> front_discount(6 - 5, [5, 5])
    Fraction(1, 10)
    """
    if loss <= 0:
        return Fraction(0)
    together = sum(benefits)
    return Fraction(loss, together) if together > loss else None
