"""Which states of play can come about, whoever does what it is able to do."""

from __future__ import annotations

import numpy as np

from .play import AS_WRITTEN, Circumstances, PlayGrid, YearTables

AT_ONCE = 2048
"""States looked at together, so that a large grid needs little memory."""


def find_reached(grid: PlayGrid, circumstances: Circumstances = AS_WRITTEN) -> np.ndarray:
    """Return the states that actions lead to sooner or later, in any year, ascending.

    Parameters
    ----------
    grid
        The play of one world.
    circumstances
        Endings that are closed or forced.
    """
    reached = grid.start() > 0
    years = range(grid.play.horizon if grid.uses_year else 1)
    fresh = np.flatnonzero(reached)
    while len(fresh):
        before = reached.copy()
        for t in years:
            tables = grid.tables(grid.play.start + t, circumstances)
            usable = grid.usable(grid.play.start + t)
            for first in range(0, len(fresh), AT_ONCE):
                _follow(grid, tables, usable, fresh[first : first + AT_ONCE], reached)
        fresh = np.flatnonzero(reached & ~before)
    return np.flatnonzero(reached)


def _follow(
    grid: PlayGrid, tables: YearTables, usable: np.ndarray, states: np.ndarray, reached: np.ndarray
) -> None:
    """Mark the successors of some states."""
    goes_on = usable[states]
    if tables.end.shape[0] == 1:
        goes_on = goes_on & (tables.end[0][:, states].sum(axis=0) < 1)
    at, joint = np.nonzero(goes_on)
    places = states[at]
    targets = np.zeros((1, len(places)), dtype=np.int64)
    real = np.ones((1, len(places)), dtype=np.bool_)
    for k, stride in enumerate(grid.strides):
        low = tables.low[k, places, joint] * stride
        up = tables.up[k, places, joint]
        targets = np.concatenate((targets + low, targets + low + stride))
        real = np.concatenate((real & (up < 1), real & (up > 0)))
    reached[targets[real]] = True
