"""Sampled histories told by name, and what the worst of them bring."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from ..tables.play import PlayGrid
from .measures import shown_actors
from .paths import Histories, sample_histories, worst_share
from .result import History, HistoryYear, Played
from .solve import Solution

WORST = 0.05
"""Share of histories that counts as the worst."""

BATCHES = 20
"""Batches of histories whose worst shares tell how far that of all may be off."""


FEWEST = 20 * BATCHES
"""Histories from which a batch has a worst twentieth of its own; fewer tell no error."""


def with_histories(
    played: Played, solution: Solution, histories: int, shown: int, seed: int
) -> Played:
    """Return what a strategy brings with sampled histories.

    Parameters
    ----------
    played, solution
        What it brings so far, and its solution.
    histories
        How many to sample for the worst; 0: none.
    shown
        How many of them to tell year by year.
    seed
        Key of the draws.
    """
    count = max(histories, shown)
    if not count:
        return played
    sampled = sample_histories(solution, count, seed)
    grid = solution.game.grid
    told = tuple(_told(grid, sampled, h) for h in range(shown))
    if not histories:
        return dataclasses.replace(played, histories=told)
    gained = sampled.gained_per_year[:histories]
    worst = worst_share(gained, WORST)
    errors = _errors(gained) if len(gained) >= FEWEST else None
    return dataclasses.replace(
        played,
        histories=told,
        worst={actor: float(worst[a]) for a, actor in shown_actors(grid)},
        worst_error={
            actor: None if errors is None else float(errors[a]) for a, actor in shown_actors(grid)
        },
    )


def _errors(gained: np.ndarray) -> np.ndarray:
    """Return standard errors of the worst share, from batches of histories; shape (A,)."""
    size = len(gained) // BATCHES
    batches = [worst_share(gained[n * size : (n + 1) * size], WORST) for n in range(BATCHES)]
    return np.std(batches, axis=0, ddof=1) / math.sqrt(BATCHES)


def _told(grid: PlayGrid, sampled: Histories, h: int) -> History:
    play = grid.play
    years = []
    for t in range(sampled.action.shape[1]):
        joint = int(sampled.action[h, t])
        if joint < 0:
            break
        levels = np.unravel_index(int(sampled.state[h, t]), grid.sizes) if grid.sizes else ()
        moves = np.unravel_index(joint, grid.counts)
        years.append(
            HistoryYear(
                stock={
                    stock.id: float(grid.levels[k][n])
                    for k, (stock, n) in enumerate(zip(play.stocks, levels, strict=True))
                },
                action={
                    actor: grid.actions[m][int(n)]
                    for m, (actor, n) in enumerate(zip(play.order, moves, strict=True))
                },
            )
        )
    ending, came = int(sampled.ending[h]), int(sampled.ended_in[h])
    is_told = ending >= 0 and came < sampled.action.shape[1]
    return History(
        tuple(years),
        play.endings[ending].id if is_told else None,
        play.start + came if is_told else None,
    )
