"""Play without an end: behaviour that stays the same from year to year, sought by iteration.

Such behaviour is known to exist, to be hard to find, and not to be the only one. So an answer
carries how far it is from standing still (``residual``), and what each actor would gain by its
best response to all others (``exploitability``); and one that did not settle says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..dispute import Strategy
from ..errors import UsageError
from .kernels import Rules, solve_year
from .kernels_mixing import mixing_of
from .kernels_stationary import Process, lay_out, respond
from .solve import Game

RESPONSE_ERROR = 1e-8
"""Points, over a whole life, by which the value of a best response may be off: a thousandth of a
millionth of a point per year, and far below any residual that counts as settled."""

MOST_SWEEPS = 100_000
"""Most sweeps for a best response: a discount of 0.999 takes a tenth."""


@dataclass(frozen=True)
class Stationary:
    """What iteration found.

    Attributes
    ----------
    values : array, shape (S, A)
        What play is worth from each state on; 0 where never reached.
    value_per_year : array, shape (A,)
        The same from the start, points per year.
    residual : float
        Largest change of annualised ``values`` by one more sweep, points per year.
    is_converged : bool
        Whether the residual is at most the tolerance asked for. Where it is not, the other numbers
        describe no equilibrium.
    iterations : int
        Sweeps made.
    exploitability, largest_exploitability : arrays, shape (A,)
        What each actor would gain by its best response to behaviour that stays as ``values`` say,
        points per year: from the start, and at its largest over states; not a number for actors
        who do not decide by themselves.
    """

    values: np.ndarray
    value_per_year: np.ndarray
    residual: float
    is_converged: bool
    iterations: int
    exploitability: np.ndarray
    largest_exploitability: np.ndarray


def solve_stationary(
    game: Game,
    strategy: Strategy,
    tolerance: float = 1e-6,
    max_iterations: int = 2_000,
    damping: float = 1.0,
) -> Stationary:
    """Seek behaviour that is an answer to itself, when play has no last year.

    Also known as a stationary Markov logit equilibrium, found by value iteration.

    Parameters
    ----------
    game, strategy
        As for :meth:`~grandbargain.dynamics.solve.Game.solve`. Horizon and tail do not matter.
    tolerance
        Points per year up to which values count as settled.
    max_iterations
        Most sweeps, at least 1.
    damping
        Share of the way to the new values that each sweep goes, above 0, at most 1.

    Raises
    ------
    UsageError
        The file depends on the calendar year, or an ending of the game can be left again.

    References
    ----------
    Eibelshaeuser and Poensgen (2019), "Markov quantal response equilibrium", SSRN 3316631, who
    follow a path of equilibria instead of iterating.
    """
    grid = game.grid
    _insist_on_sameness(game)
    year, rules = game.year(0), game.rules(strategy, 0)
    discount = grid.numbers.discount
    weighs = np.isfinite(discount)
    left = 1 - discount
    paid = grid.numbers.points / left
    values = np.zeros((grid.states, len(grid.actors)))
    found = np.zeros_like(values)
    reached = game.reached
    change = values[reached]
    residual, sweeps = math.inf, 0
    while residual > tolerance and sweeps < max_iterations:
        values[reached] += damping * change
        solve_year(game.compiled, year, rules, reached, values, paid, found)
        change = (found - values)[reached]
        residual = float(np.abs(change * left)[:, weighs].max(initial=0.0))
        sweeps += 1
    start = grid.start()
    gains = np.full_like(values, np.nan)
    for d, a in enumerate(rules.alone):
        if a >= 0:
            best, own = (
                response_values(game, rules, values, d, follows) for follows in (False, True)
            )
            gains[:, a] = (best - own) * left[a]
    return Stationary(
        values=values,
        value_per_year=start @ values * left,
        residual=residual,
        is_converged=residual <= tolerance,
        iterations=sweeps,
        exploitability=start @ np.where(start[:, None] > 0, gains, 0),
        largest_exploitability=gains[reached].max(axis=0),
    )


def _insist_on_sameness(game: Game) -> None:
    if game.grid.uses_year:
        raise UsageError(
            "play that depends on `year` has no stationary form: its expressions differ from year "
            "to year. Leave `year` out of them, or ask for the solution over the years"
        )
    if game.agreements:
        raise UsageError(
            f"the ending {next(iter(game.agreements))} can be left again, which stationary play "
            "does not know; ask for the solution over the years"
        )


def response_values(
    game: Game, rules: Rules, values: np.ndarray, d: int, follows: bool = False
) -> np.ndarray:
    """Return what each state is worth to the d-th decider, shape (S,), points over a life.

    Everybody else behaves as ``values`` (S, A) say, for ever; the decider itself too where it
    ``follows``, else as is best for it. 0 where never reached.
    """
    a = int(rules.alone[d])
    process, size = _process(game, rules, values, d, follows)
    found, picked = np.zeros(size), np.zeros(size, dtype=np.int64)
    found[: len(values)] = values[:, a]
    discount = float(game.compiled.discount[a])
    respond(process, discount, False, RESPONSE_ERROR, MOST_SWEEPS, found, picked)
    return found[: len(values)]


def _process(
    game: Game, rules: Rules, values: np.ndarray, d: int, follows: bool
) -> tuple[Process, int]:
    """Return the decision process of the d-th decider, and its number of states."""
    states, reached = game.grid.states, game.reached
    year, paid = game.year(0), game.grid.numbers.points / (1 - game.grid.numbers.discount)
    mixing = mixing_of(game.compiled.strides, year.low, year.up)
    blocks = len(reached) * int(rules.ways[d])
    rows = len(reached) + blocks * (1 if follows else int(rules.ways[d + 1] // rules.ways[d]))
    known = np.diff(mixing.first_row)[reached].sum()
    entries = blocks + int(known * rules.ways[d] * (rows - len(reached)) // max(blocks, 1))
    first_action = np.zeros(states + blocks + 1, dtype=np.int64)
    first_action[reached + 1] = 1
    np.cumsum(first_action[: states + 1], out=first_action[: states + 1])
    reward, first = np.zeros(rows), np.zeros(rows + 1, dtype=np.int64)
    following, weight = np.zeros(entries, dtype=np.uint32), np.zeros(entries)
    size, used = lay_out(
        game.compiled.discount, game.compiled.belief, year.payoff, year.end, mixing, rules, reached,
        values, paid, d, follows, first_action, reward, first, following, weight,
    )  # fmt: skip
    last = first[used]
    return (
        Process(
            first_action[: size + 1], reward[:used], first[: used + 1], following[:last],
            weight[:last],
        ),
        size,
    )  # fmt: skip
