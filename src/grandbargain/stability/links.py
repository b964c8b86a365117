"""Short chains of moves: who has to move, one after the other, from one package to another."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from .around import Around

MOST_ORDERS = 4000
"""Orders of movers that are tried before any chain will do."""


def find_links(
    around: Around, movers: Sequence[int], start: np.ndarray, end: np.ndarray
) -> list[tuple[int, np.ndarray]]:
    """Return a chain of moves between packages given by states, a shortest one if it is short.

    ``end`` must be reached from ``start`` by chains of moves of these actors.
    """
    changed = [g for g in range(len(start)) if start[g] != end[g]]
    useful = [j for j in movers if any(_changes(around, j, g) for g in changed)]
    tried = 0
    for length in itertools.count(1):
        tried += len(useful) * max(len(useful) - 1, 1) ** (length - 1)
        if tried > MOST_ORDERS:
            break
        for order in itertools.product(useful, repeat=length):
            if all(a != b for a, b in itertools.pairwise(order)):
                paths = [_along(around, order, g, int(start[g]), int(end[g])) for g in changed]
                known = [path for path in paths if path is not None]
                if len(known) == len(paths):
                    return _stitched(start, order, changed, known)
        if len(useful) == 1 and length > 1:
            break
    return _part_by_part(around, useful, start, end)


def _changes(around: Around, actor: int, g: int) -> bool:
    table = around.reach[actor][g]
    return int(table.sum()) > len(table)


def _along(around: Around, order: Sequence[int], g: int, start: int, end: int) -> list[int] | None:
    """Return the states of one part after each mover of an order, changing as late as it can."""
    sets = [np.zeros(len(around.parts[g].codes), dtype=bool)]
    sets[0][start] = True
    for j in order:
        sets.append(np.logical_or.reduce(around.reach[j][g][sets[-1]], axis=0))
    if not sets[-1][end]:
        return None
    path = [end]
    for n in range(len(order) - 1, 0, -1):
        before = sets[n] & around.reach[order[n]][g][:, path[-1]]
        path.append(path[-1] if before[path[-1]] else int(np.flatnonzero(before)[0]))
    return path[::-1]


def _stitched(
    start: np.ndarray, order: Sequence[int], changed: Sequence[int], paths: Sequence[list[int]]
) -> list[tuple[int, np.ndarray]]:
    links, at = [], start
    for n, j in enumerate(order):
        after = at.copy()
        for g, path in zip(changed, paths, strict=True):
            after[g] = path[n]
        if (after != at).any():
            links.append((j, after))
        at = after
    return links


def _part_by_part(
    around: Around, movers: Sequence[int], start: np.ndarray, end: np.ndarray
) -> list[tuple[int, np.ndarray]]:
    """Return a chain that settles one part after the other, steps of one mover in a row as one."""
    links: list[tuple[int, np.ndarray]] = []
    at = start
    for g in range(len(start)):
        before: dict[int, tuple[int, int] | None] = {int(start[g]): None}
        fresh = [int(start[g])]
        while int(end[g]) not in before:
            found = []
            for a in fresh:
                for j in movers:
                    for b in np.flatnonzero(around.reach[j][g][a]).tolist():
                        if b not in before:
                            before[b] = (j, a)
                            found.append(b)
            fresh = found
        steps, state = [], int(end[g])
        while (last := before[state]) is not None:
            steps.append((last[0], state))
            state = last[1]
        for j, state in reversed(steps):
            at = at.copy()
            at[g] = state
            if links and links[-1][0] == j:
                links.pop()
            links.append((j, at))
    return links
