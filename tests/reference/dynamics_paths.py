"""What is said about sampled histories, from its definition."""

from __future__ import annotations

from collections.abc import Sequence


def worst_share(values: Sequence[float], share: float) -> float:
    """The mean of the lowest share of values; the last counts in part."""
    left, total = share * len(values), 0.0
    for value in sorted(values):
        counted = min(1.0, left)
        total += counted * value
        left -= counted
        if left <= 0:
            break
    return total / (share * len(values))
