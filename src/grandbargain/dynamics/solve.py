"""Play solved exactly: backward through the years, then forward."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..dispute import Strategy
from ..tables.formulas import evaluate_rule
from ..tables.play import AS_WRITTEN, Circumstances, PlayGrid
from ..tables.reach import find_reached
from .agreement import Agreement, keeping
from .annuity import annuity
from .kernels import BEST, LOGIT, RULE, Grid, Rules, Year, play_year, solve_year

KEPT_CHOICES = 2**23
"""Most chances of joint actions that a solution keeps, over all years: 64 MiB."""


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
    """A dispute's play in one world: what its strategies share.

    Parameters
    ----------
    grid
        States and joint actions of the world.
    circumstances
        Endings that are closed or forced.
    horizon
        Years solved; years and tail of the file if left out.
    order
        Who moves when within a year; the order of the file if left out.
    rationality
        Per actor, in place of that of the world.
    agreements
        Per ending an agreement that can be left; without one an ending pays ever after.
    """

    def __init__(
        self,
        grid: PlayGrid,
        *,
        circumstances: Circumstances = AS_WRITTEN,
        horizon: int | None = None,
        order: tuple[str, ...] | None = None,
        rationality: Mapping[str, float] | None = None,
        agreements: Mapping[str, Agreement] | None = None,
    ) -> None:
        self.grid, self.circumstances = grid, circumstances
        self.horizon = grid.play.horizon if horizon is None else horizon
        self.order = grid.play.order if order is None else order
        self.rationality = dict(rationality or grid.numbers.rationality)
        self.agreements = dict(agreements or {})
        self.compiled = Grid(grid.strides, grid.numbers.discount, grid.belief)

    def year(self, t: int) -> Year:
        """Return the tables of the t-th year."""
        return self._tables(t) if self.grid.uses_year else self._every_year

    @cached_property
    def _every_year(self) -> Year:
        return self._tables(0)

    def _tables(self, t: int) -> Year:
        found = self.grid.tables(self.grid.play.start + t, self.circumstances)
        return Year(found.payoff, found.end, found.low, found.up, found.rent)

    @cached_property
    def ending_values(self) -> np.ndarray:
        """What every ending is worth by years left, shape (years + 1, endings, A)."""
        discount = self.grid.numbers.discount
        left = np.arange(self.horizon + 1)[:, None]
        worth = annuity(discount[None, :], left)[:, None, :] * self.grid.numbers.points[None]
        for e, ending in enumerate(self.grid.play.endings):
            if ending.id in self.agreements:
                worth[:, e] = keeping(self.agreements[ending.id], discount, self.horizon).values
        return worth

    def paid(self, t: int) -> np.ndarray:
        """Return what endings of the t-th year are worth at its end, shape (endings, A)."""
        return self.ending_values[self.horizon - t - 1]

    @cached_property
    def reached(self) -> np.ndarray:
        """States that available actions lead to sooner or later, in any year, ascending."""
        return find_reached(self.grid)

    def rules(self, strategy: Strategy, t: int) -> Rules:
        """Return who decides how in the t-th year."""
        grid = self.grid
        year = grid.play.start + t
        deciders = deciders_of(self.order, strategy)
        axes = [tuple(grid.play.order.index(actor) for actor in group) for group in deciders]
        place = _places(grid.counts, axes)
        open_alone = grid.available(year)
        sizes = [math.prod(grid.counts[m] for m in members) for members in axes]
        opens = np.zeros((len(deciders), grid.states, max(sizes, default=1)), dtype=np.bool_)
        weight = np.zeros((len(deciders), len(grid.actors)))
        kind = np.zeros(len(deciders), dtype=np.int64)
        rationality = np.zeros(len(deciders))
        alone = np.full(len(deciders), -1, dtype=np.int64)
        rule_of = np.zeros(len(deciders), dtype=np.int64)
        found: list[np.ndarray] = []
        for d, members in enumerate(deciders):
            together = np.ones((grid.states, 1), dtype=np.bool_)
            for actor, m in zip(members, axes[d], strict=True):
                both = together[:, :, None] & open_alone[m][:, None, :]
                together = both.reshape(grid.states, -1)
                rationality[d] += self.rationality[actor] / len(members)
            valued = strategy.united if members[0] in strategy.united else members
            for actor in valued:
                a = grid.actors.index(actor)
                weight[d, a] = (1 - grid.numbers.discount[a]) / len(valued)
            opens[d, :, : together.shape[1]] = together
            kind[d] = BEST if math.isinf(rationality[d]) else LOGIT
            if len(valued) == 1:
                alone[d] = grid.actors.index(members[0])
                if members[0] in strategy.rules:
                    kind[d], rule_of[d] = RULE, len(found)
                    found.append(self._rule(strategy, members[0], year)[:, place])
        rule = np.array(found, dtype=np.int16).reshape(len(found), grid.states, len(place))
        ways = np.concatenate(([1], np.cumprod(sizes))).astype(np.int64)
        return Rules(place, ways, opens, kind, rationality, weight, alone, rule, rule_of)

    def _rule(self, strategy: Strategy, actor: str, year: int) -> np.ndarray:
        grid = self.grid
        number = grid.actions[grid.play.order.index(actor)].index
        return grid.full(evaluate_rule(strategy.rules[actor].tree, grid.names(year), number))

    def solve(
        self,
        strategy: Strategy,
        years: int | None = None,
        then: np.ndarray | None = None,
        *,
        keep: bool = False,
    ) -> Solution:
        """Return values of every year under a strategy, the others answering it.

        Parameters
        ----------
        strategy
            Who follows which rule, and who stands together.
        years, then
            The strategy is followed for so many years only, and what is worth ``then`` (S, A) at
            their end follows; values of later years are left 0.
        keep
            Keep what is chosen, where that fits: years forward are then found faster.
        """
        values = np.zeros((self.horizon + 1, self.grid.states, len(self.grid.actors)))
        last = self.horizon if years is None else years
        if then is not None:
            values[last] = then
        shape = (self.horizon, self.grid.states, self.grid.joint_actions)
        is_kept = keep and last == self.horizon and math.prod(shape) <= KEPT_CHOICES
        choices = np.zeros(shape) if is_kept else None
        rules = None
        for t in range(last - 1, -1, -1):
            if rules is None or self.grid.uses_year:
                rules = self.rules(strategy, t)
            solve_year(
                self.compiled, self.year(t), rules, self.reached, values[t + 1], self.paid(t),
                values[t], None if choices is None else choices[t],
            )  # fmt: skip
        return Solution(self, strategy, values, choices)


@dataclass(frozen=True)
class Solution:
    """A strategy solved.

    Attributes
    ----------
    values : array, shape (years + 1, S, A)
        What play is worth to every actor from the start of each year on; 0 where never reached.
    choices : array, shape (years, S, J), or None
        Chances of the joint actions in the order of the deciders; None where they are too many to
        be kept, and are worked out again from the values.
    """

    game: Game
    strategy: Strategy
    values: np.ndarray
    choices: np.ndarray | None = None

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
            if rules is None or game.grid.uses_year:
                rules = game.rules(self.strategy, t)
            after[:, :actors] = self.values[t + 1]
            now = np.zeros_like(after)
            solve_year(game.compiled, game.year(t), rules, game.reached, after, game.paid(t), now)
            after = now
        gain = self.per_year(after[:, actors:] - self.values[0])
        return game.grid.start() @ gain, gain[game.reached].max(axis=0)

    def chance_of(self, ending: int) -> np.ndarray:
        """Return the chance that an ending comes within the reported years, by state, shape (S,).

        It is worked out as what the ending would be worth to somebody who does not decide, gets 1
        once when it comes and nothing else, and weighs all years alike.
        """
        game, play = self.game, self.game.grid.play
        compiled = Grid(
            game.compiled.strides,
            np.append(game.compiled.discount, 1.0),
            np.append(game.compiled.belief, 0),
        )
        paid = np.zeros((len(play.endings), len(compiled.discount)))
        paid[ending, -1] = 1.0
        chance = np.zeros(game.grid.states)
        rules, year = None, game.year(0)
        for t in range(play.years - 1, -1, -1):
            if rules is None or game.grid.uses_year:
                rules, year = game.rules(self.strategy, t), game.year(t)
                nothing = np.zeros((1, *year.payoff.shape[1:]))
                year = year._replace(payoff=np.concatenate((year.payoff, nothing)))
                weight = np.column_stack((rules.weight, np.zeros(len(rules.weight))))
                rules = rules._replace(weight=weight)
            paid[:, :-1] = game.paid(t)
            after = np.column_stack((self.values[t + 1], chance))
            now = np.zeros_like(after)
            solve_year(compiled, year, rules, game.reached, after, paid, now)
            chance = now[:, -1].copy()
        return chance

    def forward(self) -> Iterator[YearOfPlay]:
        """Iterate over the reported years, and the moment after the last of them."""
        game, play = self.game, self.game.grid.play
        mass = game.grid.start()
        ended = np.zeros(len(play.endings))
        payers = len(play.rents.payers) if play.rents else 0
        rules = None
        for t in range(play.years):
            if rules is None or game.grid.uses_year:
                rules = game.rules(self.strategy, t)
            before, following = ended.copy(), np.empty_like(mass)
            doing, paying = np.zeros(game.grid.joint_actions), np.zeros(payers)
            play_year(
                game.compiled, game.year(t), rules, self.values[t + 1], game.paid(t), mass,
                following, ended, doing, paying, None if self.choices is None else self.choices[t],
            )  # fmt: skip
            action = np.zeros_like(doing)
            action[rules.place] = doing
            yield YearOfPlay(mass, before, action, paying)
            mass = following
        yield YearOfPlay(mass, ended, np.empty(0), np.empty(0))


def deciders_of(order: tuple[str, ...], strategy: Strategy) -> list[tuple[str, ...]]:
    """Return who decides, in order: actors, and a united group as one.

    The group stands where its first member would.
    """
    group = tuple(actor for actor in order if actor in strategy.united)
    out: list[tuple[str, ...]] = []
    for actor in order:
        if actor not in group:
            out.append((actor,))
        elif actor == group[0]:
            out.append(group)
    return out


def _places(counts: tuple[int, ...], deciders: list[tuple[int, ...]]) -> np.ndarray:
    """Return the joint actions in the order of the deciders."""
    axes = [m for members in deciders for m in members]
    grid = np.arange(math.prod(counts), dtype=np.int64).reshape(counts or (1,))
    return np.ascontiguousarray(grid.transpose(axes).ravel() if axes else grid.ravel())
