"""What a point per year is worth."""

from __future__ import annotations

import numpy as np


def annuity(discount: np.ndarray, years: int | np.ndarray) -> np.ndarray:
    """Return what a point in each of so many years is worth, the first at once.

    Examples
    --------
    >>> annuity(np.array([0.5, 0.0]), 3)
    array([1.75, 1.  ])
    """
    return (1 - discount**years) / (1 - discount)
