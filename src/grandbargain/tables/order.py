"""In which order to eliminate issues that patterns tie together."""

from __future__ import annotations

import heapq
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
    for scope in set(scopes):
        for issue in scope:
            neighbours[issue].update(other for other in scope if other != issue)
    logs = [math.log(max(size, 1)) for size in sizes]

    def entry(v: int) -> tuple[float, float, int]:
        return math.fsum(logs[n] for n in neighbours[v]), weight[v], -v

    current = {v: entry(v) for v in range(len(sizes))}
    waiting = list(current.values())
    heapq.heapify(waiting)
    order: list[int] = []
    while waiting:
        least = heapq.heappop(waiting)
        chosen = -least[2]
        if current.get(chosen) != least:
            continue
        del current[chosen]
        order.append(chosen)
        for one in neighbours[chosen]:
            neighbours[one].discard(chosen)
            neighbours[one].update(other for other in neighbours[chosen] if other != one)
        for one in neighbours[chosen]:
            current[one] = entry(one)
            heapq.heappush(waiting, current[one])
    return order
