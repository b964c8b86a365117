"""Sampled histories of play: for statistics of whole paths, where the exact years do not tell.

What a single year brings is worked out exactly in :mod:`.solve`. How a history goes on as a whole,
and what it brings to an actor by the end, takes sampling.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .kernels import solve_year
from .kernels_paths import add_up, draw_starts, step
from .solve import Solution


@dataclass(frozen=True)
class Histories:
    """Sampled histories of a strategy.

    Attributes
    ----------
    state : array of int32, shape (histories, years + 1)
        The state at the start of every reported year and behind the last; after an ending the
        state of the year in which it came.
    action : array of int32, shape (histories, years)
        The joint action of the grid in every reported year; -1 where play is over.
    ending, ended_in : arrays of int64, shape (histories,)
        Which ending came within the horizon, -1 for none, and in which year, counted from 0.
    gained_per_year : array, shape (histories, A)
        Points per year that each actor got over the whole horizon, annualised as the values of a
        :class:`~grandbargain.dynamics.solve.Solution` are.
    """

    state: np.ndarray
    action: np.ndarray
    ending: np.ndarray
    ended_in: np.ndarray
    gained_per_year: np.ndarray


def sample_histories(solution: Solution, histories: int, seed: int) -> Histories:
    """Sample histories of a solved strategy under the odds of the model.

    History n of a seed is the same however many are sampled, and on however many cores.

    Parameters
    ----------
    solution
        The strategy, solved over the whole horizon.
    histories
        How many.
    seed
        Key of the draws, 0 or more.
    """
    game, play = solution.game, solution.game.grid.play
    grid = game.grid
    discount = game.compiled.discount
    key = np.uint64(seed)
    reported = min(play.years, game.horizon)
    state = np.empty((reported + 1, histories), dtype=np.int32)
    action = np.empty((reported, histories), dtype=np.int32)
    ending = np.full(histories, -1, dtype=np.int64)
    ended_in = np.full(histories, -1, dtype=np.int64)
    gained = np.zeros((histories, len(grid.actors)))
    here, doing = np.empty(histories, dtype=np.int64), np.empty(histories, dtype=np.int64)
    start = grid.start()
    first = np.flatnonzero(start)
    draw_starts(key, first, np.cumsum(start[first]), here)
    rules = None
    for t in range(game.horizon):
        if rules is None or game.grid.uses_year:
            rules = game.rules(solution.strategy, t)
        if t <= reported:
            state[t] = here
        year, place = game.year(t), rules.place
        seen = np.zeros(grid.states, dtype=np.bool_)
        seen[here[ending < 0]] = True
        visited = np.flatnonzero(seen)
        row_of = np.full(grid.states, -1, dtype=np.int64)
        row_of[visited] = np.arange(len(visited))
        acting = np.empty((len(visited), len(place)))
        add_up(visited, _choice(solution, t, rules, visited), acting)
        step(
            key, t, game.compiled.strides, year.low, year.up, year.payoff, year.end, discount,
            game.paid(t), place, row_of, acting, here, doing, ending, ended_in, discount**t, gained,
        )  # fmt: skip
        if t < reported:
            action[t] = doing
    if reported == game.horizon:
        state[reported] = here
    return Histories(state.T, action.T, ending, ended_in, solution.per_year(gained))


def _choice(solution: Solution, t: int, rules, visited: np.ndarray) -> np.ndarray:
    """Return the chances of the joint actions in some states of a year, shape (S, J)."""
    if solution.choices is not None:
        return solution.choices[t]
    game = solution.game
    after = solution.values[t + 1]
    choice = np.zeros((game.grid.states, len(rules.place)))
    solve_year(
        game.compiled, game.year(t), rules, visited, after, game.paid(t), np.empty_like(after),
        choice,
    )  # fmt: skip
    return choice


def worst_share(values: np.ndarray, share: float) -> np.ndarray:
    """Return the mean of the lowest share of values, along the first axis.

    Also known as conditional value at risk, or expected shortfall. Where the share is no whole
    number of values the last one counts in part.

    Examples
    --------
    >>> worst_share(np.array([5.0, 1.0, 2.0, 9.0]), 0.5)
    np.float64(1.5)
    >>> worst_share(np.array([5.0, 1.0, 2.0, 9.0]), 0.375)
    np.float64(1.3333333333333333)
    """
    ordered = np.sort(values, axis=0)
    counted = np.clip(share * len(ordered) - np.arange(len(ordered)), 0, 1)
    return np.tensordot(counted, ordered, axes=(0, 0))[()] / counted.sum()
