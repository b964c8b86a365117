"""Play solved exactly: backward through the years, then forward."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..dispute import Strategy
from ..tables.formulas import evaluate, evaluate_rule
from ..tables.play import PlayGrid
from .kernels import BEST, LOGIT, RULE, Grid, Rules, Year, find_reached, play_year, solve_year

Progress = Callable[[str, float, float], object]


@dataclass(frozen=True)
class YearOfPlay:
    """One year forward.

    Attributes
    ----------
    mass : array, shape (S,)
        Chance of every state at the start of the year.
    ended : array, shape (endings,)
        Chance that each ending has come before.
    action : array, shape (J,)
        Chance of every joint action, of the grid's numbering; empty behind the last year.
    rent : array, shape (payers,)
        What each pays, expected over all histories; empty behind the last year.
    """

    mass: np.ndarray
    ended: np.ndarray
    action: np.ndarray
    rent: np.ndarray


class Game:
    """A dispute's play in one world: what its strategies share."""

    def __init__(self, grid: PlayGrid) -> None:
        self.grid = grid
        numbers = grid.numbers
        self.horizon = grid.play.horizon
        self.compiled = Grid(grid.strides, numbers.discount, grid.belief)

    def year(self, t: int) -> Year:
        """Return the tables of the t-th year."""
        found = self.grid.tables(self.grid.play.start + t)
        return Year(found.payoff, found.end, found.low, found.up, found.rent)

    def paid(self, t: int) -> np.ndarray:
        """Return what endings of the t-th year are worth at its end, shape (endings, A)."""
        left = self.horizon - t - 1
        return self.grid.numbers.points * annuity(self.grid.numbers.discount, left)

    @cached_property
    def available(self) -> list[np.ndarray]:
        """Per mover which actions it has, shape (S, actions); no year differs."""
        return self.available_in(self.grid.play.start)

    def available_in(self, year: int) -> list[np.ndarray]:
        """Per mover which actions it has in a calendar year, shape (S, actions)."""
        grid = self.grid
        names = grid.names(year)
        out = []
        for actor, actions in zip(grid.play.order, grid.actions, strict=True):
            when = grid.play.available.get(actor, {})
            open_ones = np.ones((grid.states, len(actions)), dtype=np.bool_)
            for n, action in enumerate(actions):
                if action in when:
                    open_ones[:, n] = grid.of_states(evaluate(when[action].tree, names) != 0)
            out.append(open_ones)
        return out

    def available_at(self, t: int) -> list[np.ndarray]:
        """Per mover which actions it has in the t-th year."""
        year = self.grid.play.start + t
        return self.available_in(year) if self.grid.play.uses_year else self.available

    @cached_property
    def reached(self) -> np.ndarray:
        """States that available actions lead to sooner or later, in any year, ascending."""
        reached = self.grid.start() > 0
        years = range(self.horizon if self.grid.play.uses_year else 1)
        new = 1
        while new:
            new = 0
            for t in years:
                year, usable = self.year(t), _usable(self.grid.counts, self.available_at(t))
                strides = self.grid.strides
                new += find_reached(strides, year.low, year.up, year.end, usable, reached)
        return np.flatnonzero(reached)

    def rules(self, strategy: Strategy, t: int) -> Rules:
        """Return who decides how in the t-th year."""
        grid = self.grid
        year = grid.play.start + t
        deciders = deciders_of(grid.play.order, strategy)
        place = _places(grid.counts, deciders)
        open_alone = self.available_at(t)
        sizes = [math.prod(grid.counts[m] for m in members) for members in deciders]
        opens = np.zeros((len(deciders), grid.states, max(sizes, default=1)), dtype=np.bool_)
        weight = np.zeros((len(deciders), len(grid.actors)))
        kind = np.zeros(len(deciders), dtype=np.int64)
        rationality = np.zeros(len(deciders))
        alone = np.full(len(deciders), -1, dtype=np.int64)
        rule_of = np.zeros(len(deciders), dtype=np.int64)
        found: list[np.ndarray] = []
        for d, members in enumerate(deciders):
            together = np.ones((grid.states, 1), dtype=np.bool_)
            for m in members:
                both = together[:, :, None] & open_alone[m][:, None, :]
                together = both.reshape(grid.states, -1)
                actor = grid.play.order[m]
                a = grid.actors.index(actor)
                weight[d, a] = (1 - grid.numbers.discount[a]) / len(members)
                rationality[d] += grid.numbers.rationality[actor] / len(members)
            opens[d, :, : together.shape[1]] = together
            kind[d] = BEST if math.isinf(rationality[d]) else LOGIT
            if len(members) == 1:
                actor = grid.play.order[members[0]]
                alone[d] = grid.actors.index(actor)
                if actor in strategy.rules:
                    kind[d], rule_of[d] = RULE, len(found)
                    found.append(self._rule(strategy, members[0], year)[:, place])
        rule = np.array(found, dtype=np.int16).reshape(len(found), grid.states, len(place))
        usable = _usable(grid.counts, open_alone)[:, place]
        ways = np.concatenate(([1], np.cumprod(sizes))).astype(np.int64)
        return Rules(place, ways, usable, opens, kind, rationality, weight, alone, rule, rule_of)

    def _rule(self, strategy: Strategy, mover: int, year: int) -> np.ndarray:
        grid = self.grid
        actor = grid.play.order[mover]
        tree = strategy.rules[actor].tree
        return grid.full(evaluate_rule(tree, grid.names(year), grid.actions[mover].index))

    def solve(self, strategy: Strategy, progress: Progress | None = None) -> Solution:
        """Return values of every year under a strategy, the others answering it."""
        states, actors = self.grid.states, len(self.grid.actors)
        values = np.zeros((self.horizon + 1, states, actors))
        rules = None
        for t in range(self.horizon - 1, -1, -1):
            if progress is not None:
                progress(f"solving {strategy.title}", self.horizon - 1 - t, self.horizon)
            if rules is None or self.grid.play.uses_year:
                rules = self.rules(strategy, t)
            solve_year(
                self.compiled, self.year(t), rules, self.reached, values[t + 1], self.paid(t),
                values[t],
            )  # fmt: skip
        return Solution(self, strategy, values)


@dataclass(frozen=True)
class Solution:
    """A strategy solved.

    Attributes
    ----------
    values : array, shape (years + 1, S, A)
        What play is worth to every actor from the start of each year on; 0 where never reached.
    """

    game: Game
    strategy: Strategy
    values: np.ndarray

    def per_year(self, values: np.ndarray) -> np.ndarray:
        """Return values of the first year, shape (..., A), as points per year."""
        return values / annuity(self.game.grid.numbers.discount, self.game.horizon)

    def value_per_year(self) -> np.ndarray:
        """Return what play is worth from the start, points per year, shape (A,)."""
        return self.per_year(self.game.grid.start() @ self.values[0])

    def exploitability(self) -> tuple[np.ndarray, np.ndarray]:
        """Return what each actor would gain by its best response to all others, points per year.

        From the start, and at its largest over the states that can be reached; both of shape (A,).
        For actors who do not decide by themselves the numbers mean nothing.
        """
        game = self.game
        actors = len(game.grid.actors)
        after = np.zeros((game.grid.states, 2 * actors))
        rules = None
        for t in range(game.horizon - 1, -1, -1):
            if rules is None or game.grid.play.uses_year:
                rules = game.rules(self.strategy, t)
            after[:, :actors] = self.values[t + 1]
            now = np.zeros_like(after)
            solve_year(game.compiled, game.year(t), rules, game.reached, after, game.paid(t), now)
            after = now
        gain = self.per_year(after[:, actors:] - self.values[0])
        return game.grid.start() @ gain, gain[game.reached].max(axis=0)

    def forward(self) -> Iterator[YearOfPlay]:
        """Iterate over the reported years, and the moment after the last of them."""
        game, play = self.game, self.game.grid.play
        mass = game.grid.start()
        ended = np.zeros(len(play.endings))
        payers = len(play.rents.payers) if play.rents else 0
        rules = None
        for t in range(play.years):
            if rules is None or play.uses_year:
                rules = game.rules(self.strategy, t)
            before, following = ended.copy(), np.empty_like(mass)
            doing, paying = np.zeros(game.grid.joint_actions), np.zeros(payers)
            play_year(
                game.compiled, game.year(t), rules, self.values[t + 1], game.paid(t), mass,
                following, ended, doing, paying,
            )  # fmt: skip
            action = np.zeros_like(doing)
            action[rules.place] = doing
            yield YearOfPlay(mass, before, action, paying)
            mass = following
        yield YearOfPlay(mass, ended, np.empty(0), np.empty(0))


def deciders_of(order: tuple[str, ...], strategy: Strategy) -> list[tuple[int, ...]]:
    """Return who decides, as places in the order: actors, and a united group as one.

    The group stands where its first member would.
    """
    group = tuple(m for m, actor in enumerate(order) if actor in strategy.united)
    out: list[tuple[int, ...]] = []
    for m in range(len(order)):
        if m not in group:
            out.append((m,))
        elif m == group[0]:
            out.append(group)
    return out


def annuity(discount: np.ndarray, years: int) -> np.ndarray:
    """Return what a point in each of so many years is worth, the first at once.

    Examples
    --------
    >>> annuity(np.array([0.5, 0.0]), 3)
    array([1.75, 1.  ])
    """
    return (1 - discount**years) / (1 - discount)


def _places(counts: tuple[int, ...], deciders: list[tuple[int, ...]]) -> np.ndarray:
    """Return the joint actions in the order of the deciders."""
    axes = [m for members in deciders for m in members]
    grid = np.arange(math.prod(counts), dtype=np.int64).reshape(counts or (1,))
    return np.ascontiguousarray(grid.transpose(axes).ravel() if axes else grid.ravel())


def _usable(counts: tuple[int, ...], available: list[np.ndarray]) -> np.ndarray:
    """Return which joint actions everybody has, shape (S, J)."""
    out = np.ones((len(available[0]) if available else 1, 1), dtype=np.bool_)
    for open_ones in available:
        out = (out[:, :, None] & open_ones[:, None, :]).reshape(len(out), -1)
    return out
