"""Which states of play can come about, whoever does what it is able to do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .play import PlayGrid, YearTables

MOST_TARGETS = 4_000_000
"""Successors looked at together, so that a large grid needs little memory."""

FURTHER = 5
"""Years beyond the horizon that are looked at where years differ: longer horizons are compared."""


def find_reached(grid: PlayGrid) -> np.ndarray:
    """Return the states that actions lead to sooner or later, in any year, ascending.

    Play is taken to go on from all of them: an ending that is sure somewhere may be closed in
    another question about the same play. Where years differ, each of these states may be looked at
    in any year, so what they lead to in any year is among them.
    """
    if grid.reached is None:
        reached = np.zeros(grid.states, dtype=np.bool_)
        for _, states in iterate_reached(grid):
            reached[states] = True
        if grid.uses_year:
            _close(grid, reached)
        grid.reached = np.flatnonzero(reached)
    return grid.reached


def _close(grid: PlayGrid, reached: np.ndarray) -> None:
    """Mark also what the marked states lead to in any year."""
    fresh = np.flatnonzero(reached)
    while len(fresh):
        before = reached.copy()
        for t in range(grid.play.horizon + FURTHER):
            _follow(grid, t, fresh, reached)
        fresh = np.flatnonzero(reached & ~before)


def iterate_reached(grid: PlayGrid) -> Iterator[tuple[int, np.ndarray]]:
    """Yield years from 0 on with the states in which they can begin, ascending.

    One pair, with the states of all years, where no year differs from another.
    """
    reached = grid.start() > 0
    if grid.uses_year:
        for t in range(grid.play.horizon + FURTHER):
            yield t, np.flatnonzero(reached)
            here, reached = reached, np.zeros(grid.states, dtype=np.bool_)
            _follow(grid, t, np.flatnonzero(here), reached)
        return
    fresh = np.flatnonzero(reached)
    while len(fresh):
        before = reached.copy()
        _follow(grid, 0, fresh, reached)
        fresh = np.flatnonzero(reached & ~before)
    yield 0, np.flatnonzero(reached)


def _follow(grid: PlayGrid, t: int, states: np.ndarray, reached: np.ndarray) -> None:
    """Mark where some states lead in a year."""
    tables = grid.tables(grid.play.start + t)
    usable = grid.usable(grid.play.start + t)
    step = max(1, MOST_TARGETS // (grid.joint_actions << len(grid.strides)))
    for first in range(0, len(states), step):
        _mark(grid, tables, usable, states[first : first + step], reached)


def _mark(
    grid: PlayGrid, tables: YearTables, usable: np.ndarray, states: np.ndarray, reached: np.ndarray
) -> None:
    at, joint = np.nonzero(usable[states])
    places = states[at]
    targets = np.zeros((1, len(places)), dtype=np.int64)
    real = np.ones((1, len(places)), dtype=np.bool_)
    for k, stride in enumerate(grid.strides):
        low = tables.low[k, places, joint] * stride
        up = tables.up[k, places, joint]
        targets = np.concatenate((targets + low, targets + low + stride))
        real = np.concatenate((real & (up < 1), real & (up > 0)))
    reached[targets[real]] = True
