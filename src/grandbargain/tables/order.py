"""In which order to eliminate issues that patterns tie together."""

from __future__ import annotations

import math
from collections.abc import Sequence


def elimination_order(
    sizes: tuple[int, ...], scopes: list[tuple[int, ...]], weight: Sequence[float] = ()
) -> list[int]:
    """Return the issues in order of elimination.

    Fewest combinations of neighbours first; among equals the issue of least weight, so that a
    search, which goes the other way, settles the weighty issues first.
    """
    weight = weight or [0.0] * len(sizes)
    neighbours: list[set[int]] = [set() for _ in sizes]
    for scope in scopes:
        for issue in scope:
            neighbours[issue].update(other for other in scope if other != issue)
    logs = [math.log(max(size, 1)) for size in sizes]
    left = set(range(len(sizes)))
    order = []
    while left:
        chosen = min(left, key=lambda v: (sum(logs[n] for n in neighbours[v]), weight[v], -v))
        left.remove(chosen)
        order.append(chosen)
        for one in neighbours[chosen]:
            neighbours[one].discard(chosen)
            neighbours[one].update(other for other in neighbours[chosen] if other != one)
    return order
