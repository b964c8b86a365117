"""Play as arrays: states times joint actions, for one world and one year."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..dispute import Dispute, Dynamics, Number
from ..dispute.expression import Expression
from ..errors import MissingSectionError
from .draws import Seed
from .formulas import evaluate
from .sources import Sources, source_of


@dataclass(frozen=True)
class PlayNumbers:
    """The numbers of one world.

    Attributes
    ----------
    parameters
        By name.
    discount, status_quo : arrays, shape (A,)
        Weight of the next year; points of the package in force.
    now : array, shape (stocks,)
        Stocks at the start.
    points : array, shape (endings, A)
        Points per year of every ending.
    rationality
        Per actor that moves; infinite for one that picks the best.
    """

    parameters: Mapping[str, float]
    discount: np.ndarray
    status_quo: np.ndarray
    now: np.ndarray
    points: np.ndarray
    rationality: Mapping[str, float]


def dynamics_of(dispute: Dispute) -> Dynamics:
    """Return the section of a file that has one; raise :class:`MissingSectionError` else."""
    if dispute.dynamics is None:
        raise MissingSectionError(
            "what decades of play do takes the section `dynamics`, which the file does not have"
        )
    return dispute.dynamics


def central_numbers(
    dispute: Dispute, status_quo: np.ndarray, paid: Mapping[str, np.ndarray]
) -> PlayNumbers:
    """Return the numbers of the central world: every written number at its mean.

    ``status_quo`` holds points, shape (A,); ``paid``, by ending, the points of its package. An
    ending whose package nobody found pays nothing and has to be closed.
    """
    return _numbers(
        dispute,
        lambda numbers: np.array([number.mean for number in numbers]),
        np.asarray(status_quo, dtype=np.float64),
        paid,
    )


def drawn_numbers(
    dispute: Dispute,
    seed: Seed | Sources,
    first_world: int,
    status_quo: np.ndarray,
    paid: Mapping[str, np.ndarray],
) -> list[PlayNumbers]:
    """Return the numbers of some worlds of a seed, the first of which is ``first_world``.

    ``status_quo`` holds points, shape (W, A); ``paid``, by ending, those of its package, of the
    same shape.
    """
    written = _written(dispute)
    worlds = len(status_quo)
    drawn = source_of(dispute, seed, first_world, worlds).numbers(written)
    places = {id(number): n for n, number in enumerate(written)}

    def source(world: int) -> Callable[[Sequence[Number]], np.ndarray]:
        return lambda numbers: np.array([drawn[places[id(item)], world] for item in numbers])

    return [
        _numbers(
            dispute,
            source(world),
            status_quo[world].astype(np.float64),
            {ending: points[world] for ending, points in paid.items()},
        )
        for world in range(worlds)
    ]


def _written(dispute: Dispute) -> list[Number]:
    """Return every number that play depends on."""
    discounts = [actor.discount for actor in dispute.actors if actor.discount is not None]
    parameters = [item.number for item in dispute.parameters]
    return [*parameters, *discounts, *dynamics_of(dispute).numbers()]


def _numbers(
    dispute: Dispute,
    source: Callable[[Sequence[Number]], np.ndarray],
    status_quo: np.ndarray,
    paid: Mapping[str, np.ndarray],
) -> PlayNumbers:
    play = dynamics_of(dispute)
    actors = [actor.id for actor in dispute.actors]
    points = np.zeros((len(play.endings), len(actors)))
    for e, ending in enumerate(play.endings):
        if ending.id in paid:
            points[e] = paid[ending.id]
        places = [actors.index(actor) for actor in ending.points]
        points[e, places] = source(list(ending.points.values()))
    discount = np.full(len(actors), math.nan)
    stated = [a for a, actor in enumerate(dispute.actors) if actor.discount is not None]
    discount[stated] = source([a.discount for a in dispute.actors if a.discount is not None])
    rationality = {
        actor: float(source([written])[0]) if isinstance(written, Number) else math.inf
        for actor, written in play.rationality.items()
    }
    return PlayNumbers(
        parameters={
            item.id: float(value)
            for item, value in zip(
                dispute.parameters, source([p.number for p in dispute.parameters]), strict=True
            )
        },
        discount=discount,
        status_quo=status_quo,
        now=source([stock.now for stock in play.stocks]),
        points=points,
        rationality=rationality,
    )


@dataclass(frozen=True)
class Circumstances:
    """What is otherwise than the file says about endings.

    Attributes
    ----------
    closed
        Endings that cannot come.
    forced
        An ending, and its chance per year in place of every hazard that leads there, believed ones
        too; None: as the file says.
    """

    closed: frozenset[str] = frozenset()
    forced: tuple[str, float] | None = None


AS_WRITTEN = Circumstances()


@dataclass(frozen=True)
class YearTables:
    """One year on the whole grid.

    Attributes
    ----------
    payoff : array, shape (A, S, J)
        Points of the year.
    end : array, shape (1 + believers, endings, S, J)
        Chance of every ending: the model's first, then each believer's.
    low : array of int32, shape (stocks, S, J)
        The level at or below the next value of every stock, the last but one at most.
    up : array, shape (stocks, S, J)
        The share that goes to the level above.
    rent : array, shape (payers, S, J)
        What each pays.
    """

    payoff: np.ndarray
    end: np.ndarray
    low: np.ndarray
    up: np.ndarray
    rent: np.ndarray


class PlayGrid:
    """States and joint actions of a dispute, in one world.

    States are numbered over levels, the first stock counting most; joint actions over the actions
    of the actors in their order, the first mover counting most. ``reached`` holds the states that
    can come about, once :func:`~grandbargain.tables.reach.find_reached` was asked.
    """

    def __init__(self, dispute: Dispute, numbers: PlayNumbers) -> None:
        self.dispute, self.numbers = dispute, numbers
        self.play = dynamics_of(dispute)
        self.actors = [actor.id for actor in dispute.actors]
        self.levels = [np.array(stock.levels) for stock in self.play.stocks]
        self.actions = [list(self.play.actions[actor]) for actor in self.play.order]
        self.sizes = tuple(len(levels) for levels in self.levels)
        self.counts = tuple(len(names) for names in self.actions)
        self.states = math.prod(self.sizes)
        self.joint_actions = math.prod(self.counts)
        believers = {actor for hazard in self.play.hazards for actor in hazard.believed}
        self.uses_year = self.play.uses_year
        self.believers = [actor for actor in self.actors if actor in believers]
        self._tables: dict[tuple[int, Circumstances], YearTables] = {}
        self._available: tuple[int, list[np.ndarray]] | None = None
        self.reached: np.ndarray | None = None

    @cached_property
    def strides(self) -> np.ndarray:
        """How far apart the levels of each stock are among states, shape (stocks,)."""
        sizes = self.sizes
        return np.array([math.prod(sizes[k + 1 :]) for k in range(len(sizes))], dtype=np.int64)

    @cached_property
    def belief(self) -> np.ndarray:
        """Whose odds each actor believes, an index into ``YearTables.end``, shape (A,)."""
        places = {actor: 1 + n for n, actor in enumerate(self.believers)}
        return np.array([places.get(actor, 0) for actor in self.actors], dtype=np.int64)

    def full(self, found: np.ndarray) -> np.ndarray:
        """Return a value at every point, shape (S, J)."""
        whole = np.broadcast_to(found, (*self.sizes, *self.counts))
        return whole.reshape(self.states, self.joint_actions)

    def of_states(self, found: np.ndarray) -> np.ndarray:
        """Return a value that no action changes, shape (S,)."""
        whole = np.broadcast_to(found, (*self.sizes, *(1 for _ in self.counts)))
        return whole.reshape(self.states)

    def available(self, year: int) -> list[np.ndarray]:
        """Return per mover which actions it has in a calendar year, shape (S, actions)."""
        key = year if self.uses_year else 0
        found = self._available
        if found is None or found[0] != key:
            found = self._available = (key, self._open(year))
        return found[1]

    def _open(self, year: int) -> list[np.ndarray]:
        names = self.names(year)
        out = []
        for actor, actions in zip(self.play.order, self.actions, strict=True):
            when = self.play.available.get(actor, {})
            open_ones = np.ones((self.states, len(actions)), dtype=np.bool_)
            for n, action in enumerate(actions):
                if action in when:
                    open_ones[:, n] = self.of_states(evaluate(when[action].tree, names) != 0)
            out.append(open_ones)
        return out

    def usable(self, year: int) -> np.ndarray:
        """Return which joint actions everybody has in a calendar year, shape (S, J)."""
        out = np.ones((self.states, 1), dtype=np.bool_)
        for open_ones in self.available(year):
            out = (out[:, :, None] & open_ones[:, None, :]).reshape(self.states, -1)
        return out

    def names(self, year: int, status_quo: float = 0.0) -> Names:
        """Return what names stand for in a year."""
        return Names(self, year, status_quo)

    def tables(self, year: int, circumstances: Circumstances = AS_WRITTEN) -> YearTables:
        """Return the tables of a calendar year; the same object where no year differs."""
        key = year if self.uses_year else 0
        found = self._tables.get((key, circumstances))
        if found is None:
            names = self.names(year)
            known = self._tables.get((key, AS_WRITTEN))
            if known is None:
                known = self._make(year, names)
                self._tables = {(key, AS_WRITTEN): known}
            found = known
            if circumstances != AS_WRITTEN:
                found = replace(known, end=self._ends(names, circumstances))
                self._tables = {(key, AS_WRITTEN): known, (key, circumstances): found}
        return found

    def _make(self, year: int, names: Names) -> YearTables:
        shape = (self.states, self.joint_actions)
        payoff = np.empty((len(self.actors), *shape))
        for a, actor in enumerate(self.actors):
            own, written = self.numbers.status_quo[a], self.play.payoffs.get(actor)
            with_own = Names(self, year, own, names.signals)
            payoff[a] = own if written is None else self._full(written, with_own)
        low = np.empty((len(self.levels), *shape), dtype=np.int32)
        up = np.empty((len(self.levels), *shape))
        for k, stock in enumerate(self.play.stocks):
            value = names.value(stock.id) + evaluate(stock.change.tree, names)
            found, share = spread(self.levels[k], value)
            low[k], up[k] = self.full(found), self.full(share)
        payers = self.play.rents.payers if self.play.rents else {}
        rent = np.empty((len(payers), *shape))
        for p, written in enumerate(payers.values()):
            rent[p] = self._full(written, names)
        return YearTables(payoff, self._ends(names, AS_WRITTEN), low, up, rent)

    def _full(self, written: Expression, names: Names) -> np.ndarray:
        return self.full(evaluate(written.tree, names))

    def chances(self, names: Names, believer: str | None) -> list[np.ndarray]:
        """Return the chance of every hazard, of the smallest shape."""
        return [
            evaluate(hazard.believed.get(believer or "", hazard.chance).tree, names)
            for hazard in self.play.hazards
        ]

    def _ends(self, names: Names, circumstances: Circumstances) -> np.ndarray:
        """Return the chances of the endings, competing hazards taken together."""
        ids = [ending.id for ending in self.play.endings]
        out = np.zeros((1 + len(self.believers), len(ids), self.states, self.joint_actions))
        forced = circumstances.forced
        for b, believer in enumerate([None, *self.believers]):
            found = [
                (ids.index(hazard.ending), chance)
                for hazard, chance in zip(
                    self.play.hazards, self.chances(names, believer), strict=True
                )
                if hazard.ending not in circumstances.closed
                and (forced is None or hazard.ending != forced[0])
            ]
            if forced is not None:
                found.append((ids.index(forced[0]), np.array(forced[1])))
            none, total = np.float64(1.0), np.float64(0.0)
            with np.errstate(all="ignore"):  # what is no chance is told by the checks of play
                for _, chance in found:
                    none = none * (1 - chance)
                    total = total + chance
                share = np.where(total > 0, (1 - none) / np.where(total > 0, total, 1), 0)
                for ending, chance in found:
                    out[b, ending] += self.full(share * chance)
        return out

    def start(self, instead: Mapping[int, float] | None = None) -> np.ndarray:
        """Return the distribution over states at the start, shape (S,).

        ``instead`` holds, by the place of a stock, where it starts in place of its stated value.
        """
        out = np.ones(1)
        for k, levels in enumerate(self.levels):
            found, share = spread(levels, np.array((instead or {}).get(k, self.numbers.now[k])))
            part = np.zeros(len(levels))
            part[found] = 1 - share
            part[found + 1] += share
            out = np.outer(out, part).ravel()
        return out


class Names:
    """What names stand for on a grid in one year; signals are computed once."""

    def __init__(
        self,
        grid: PlayGrid,
        year: int,
        status_quo: float,
        signals: dict[str, np.ndarray] | None = None,
    ) -> None:
        self.grid, self.year, self.status_quo = grid, year, status_quo
        self.signals = {} if signals is None else signals
        self._stocks = [stock.id for stock in grid.play.stocks]

    def value(self, name: str) -> np.ndarray:
        """Return a stock, parameter, signal, ``year`` or ``status_quo``."""
        grid = self.grid
        if name in self._stocks:
            k = self._stocks.index(name)
            return grid.levels[k].reshape(self._along(k))
        if name in grid.play.signals:
            if name not in self.signals:
                self._fill(name)
            return self.signals[name]
        if name == "year":
            return np.array(float(self.year))
        if name == "status_quo":
            return np.array(self.status_quo)
        return np.array(grid.numbers.parameters[name])

    def _fill(self, name: str) -> None:
        """Compute a signal, and those before it that it may use, one after the other."""
        for signal, expression in self.grid.play.signals.items():
            if signal not in self.signals:
                self.signals[signal] = evaluate(expression.tree, self)
            if signal == name:
                return

    def test(self, actor: str, action: str) -> np.ndarray:
        """Return 1 where an actor takes an action, else 0."""
        grid = self.grid
        m = grid.play.order.index(actor)
        taken = np.zeros(grid.counts[m])
        taken[grid.actions[m].index(action)] = 1.0
        return taken.reshape(self._along(len(grid.sizes) + m))

    def _along(self, axis: int) -> tuple[int, ...]:
        dims = len(self.grid.sizes) + len(self.grid.counts)
        return tuple(-1 if n == axis else 1 for n in range(dims))


def spread(levels: np.ndarray, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the level below a value, and the share of the level above that keeps the mean.

    Values beyond the ends are taken to the ends. The level is the last but one at most.
    """
    value = np.clip(value, levels[0], levels[-1])
    low = np.clip(np.searchsorted(levels, value, side="right") - 1, 0, len(levels) - 2)
    return low, (value - levels[low]) / (levels[low + 1] - levels[low])
