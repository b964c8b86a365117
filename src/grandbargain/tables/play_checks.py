"""What the expressions of play come to, wherever play can come: chances, actions and levels."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ..dispute import Strategy
from ..dispute.checks import Finding
from .formulas import evaluate, evaluate_rule
from .play import Names, PlayGrid
from .reach import iterate_reached

MOST_POINTS, MOST_PAID = 1e6, 1e12
"""Largest payoff, in points, and largest payment of a year; either sign."""

ROUNDING = 1e-9
"""By how much a chance may leave [0, 1], or a stock its grid, for the rounding of sums alone."""


def check_play(grid: PlayGrid) -> list[Finding]:
    """Return what is wrong in the states that can come about, the first year in which it is.

    Parameters
    ----------
    grid
        The play of one world.

    Returns
    -------
    list of Finding
        At most one for every expression: a chance outside [0, 1], a value that is not finite, an
        actor without an action, a rule that names an action which the actor does not have there,
        and, as a warning, a stock whose change leaves its grid.
    """
    found: dict[tuple[str, str], Finding] = {}
    for t, reached in iterate_reached(grid):
        for finding in _Year(grid, grid.play.start + t, reached).findings():
            found.setdefault((finding.code, finding.path), finding)
    return list(found.values())


class _Year:
    """The checks of one calendar year."""

    def __init__(self, grid: PlayGrid, year: int, reached: np.ndarray) -> None:
        self.grid, self.year, self.reached = grid, year, reached
        self.names = grid.names(year)
        self.usable = grid.usable(year)[reached]

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong."""
        yield from self._actions()
        yield from self._chances()
        yield from self._numbers()
        yield from self._stocks()
        for strategy in self.grid.play.strategies:
            yield from self._rules(strategy)

    def _actions(self) -> Iterator[Finding]:
        grid = self.grid
        for actor, open_ones in zip(grid.play.order, grid.available(self.year), strict=True):
            stuck = np.logical_not(open_ones[self.reached].any(axis=1))
            if stuck.any():
                path = f"dynamics.available.{actor}.{next(iter(grid.play.actions[actor]))}"
                yield Finding("GB624", path, f"{actor} has no action {self._states(stuck)}")

    def _chances(self) -> Iterator[Finding]:
        for hazard in self.grid.play.hazards:
            written = {"": hazard.chance, **hazard.believed}
            for believer, expression in written.items():
                values = self._full(evaluate(expression.tree, self.names))
                whose = f"the chance of {hazard.id}"
                if believer:
                    whose = f"the chance of {hazard.id} in which {believer} believes"
                yield from self._finite(expression.path, whose, values)
                far = np.where(np.isfinite(values), np.maximum(-values, values - 1), 0.0)
                if far.max(initial=0.0) > ROUNDING:
                    worst = values.flat[int(np.argmax(far))]
                    yield Finding(
                        "GB622",
                        expression.path,
                        f"{whose} is {worst:.6g} {self._points(far, ROUNDING)}",
                    )

    def _numbers(self) -> Iterator[Finding]:
        play = self.grid.play
        for actor, written in play.payoffs.items():
            own = self.grid.numbers.status_quo[self.grid.actors.index(actor)]
            names = Names(self.grid, self.year, own, self.names.signals)
            values = self._full(evaluate(written.tree, names))
            yield from self._finite(written.path, f"the payoff of {actor}", values, MOST_POINTS)
        for payer, written in (play.rents.payers if play.rents else {}).items():
            values = self._full(evaluate(written.tree, self.names))
            yield from self._finite(written.path, f"what {payer} pays", values, MOST_PAID)

    def _stocks(self) -> Iterator[Finding]:
        for k, stock in enumerate(self.grid.play.stocks):
            now = self.names.value(stock.id)
            values = self._full(now + evaluate(stock.change.tree, self.names))
            yield from self._finite(stock.change.path, f"the change of {stock.id}", values)
            levels = self.grid.levels[k]
            slack = ROUNDING * max(1.0, float(np.abs(levels).max()))
            far = np.maximum(levels[0] - values, values - levels[-1])
            far = np.where(np.isfinite(values), far, 0.0)
            if far.max(initial=0.0) > slack:
                worst = values.flat[int(np.argmax(far))]
                yield Finding(
                    "GB712",
                    stock.change.path,
                    f"{stock.id} would go to {worst:.6g}, beyond its levels {levels[0]:g} to "
                    f"{levels[-1]:g}, {self._points(far, slack)}; it is held at the end",
                )

    def _rules(self, strategy: Strategy) -> Iterator[Finding]:
        grid = self.grid
        available = grid.available(self.year)
        for actor, rule in strategy.rules.items():
            m = grid.play.order.index(actor)
            picked = self._full(evaluate_rule(rule.tree, self.names, grid.actions[m].index))
            is_open = np.take_along_axis(available[m][self.reached], picked.astype(np.int64), 1)
            closed = ~is_open & self.usable
            if closed.any():
                s, j = (int(place[0]) for place in np.nonzero(closed))
                action = grid.actions[m][int(picked[s, j])]
                yield Finding(
                    "GB625",
                    rule.path,
                    f"the rule of {actor} names {action}, which it does not have "
                    f"{self._points(closed)}",
                )

    def _finite(
        self, path: str, what: str, values: np.ndarray, most: float = math.inf
    ) -> Iterator[Finding]:
        endless = ~np.isfinite(values)
        if endless.any():
            yield Finding("GB623", path, f"{what} is no finite number {self._points(endless)}")
        elif np.abs(values).max(initial=0.0) > most:
            worst = values.flat[int(np.argmax(np.abs(values)))]
            yield Finding(
                "GB623",
                path,
                f"{what} is {worst:.6g}, beyond {most:,.0f}, {self._points(np.abs(values), most)}",
            )

    def _full(self, values: np.ndarray) -> np.ndarray:
        """Return values where play can come; what nobody can do does not count."""
        found = self.grid.full(values)[self.reached]
        usable = found[self.usable]
        return np.where(self.usable, found, usable[0] if len(usable) else 0.0)

    def _states(self, where: np.ndarray) -> str:
        return f"at {self._state(int(np.argmax(where)))}{_more(int(where.sum()), 'state')}"

    def _points(self, how_far: np.ndarray, allowed: float = 0.0) -> str:
        """Tell where something is furthest from what it may be, and in how many states it is."""
        row, joint = divmod(int(np.argmax(how_far)), how_far.shape[1])
        doing = np.unravel_index(joint, self.grid.counts) if self.grid.counts else ()
        moves = ", ".join(
            f"{actor}: {self.grid.actions[m][int(n)]}"
            for m, (actor, n) in enumerate(zip(self.grid.play.order, doing, strict=True))
        )
        states = int((how_far > allowed).any(axis=1).sum())
        return f"at {self._state(row)} ({moves}){_more(states, 'state')}"

    def _state(self, row: int) -> str:
        places = dict(enumerate(np.unravel_index(int(self.reached[row]), self.grid.sizes or (1,))))
        text = ", ".join(
            f"{stock.id} {self.grid.levels[k][int(places[k])]:g}"
            for k, stock in enumerate(self.grid.play.stocks)
        )
        text = text or "the only state"
        return f"{text} in {self.year}" if self.grid.uses_year else text


def _more(count: int, noun: str) -> str:
    if count <= 1:
        return ""
    return f" and in {count - 1} more {noun}{'s' if count > 2 else ''}"
