"""What changes the answer: horizon, order of moves and rationality; waiting and delay."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from ..dispute import Delay, Dynamics, Hope, Strategy
from ..dispute.expression import ActionTest, Expression, Name
from ..tables.play import Circumstances
from .answer import DELAYS, Case, Compared, Delayed, Flip
from .measures import by_actor, shown_actors
from .roots import first_roots
from .solve import Game, Solution
from .together import side_by_side

Progress = Callable[[str, float, float], object]

MOST_ORDERED = 3
"""Movers up to whom every order is tried; beyond, each mover once first and once last."""

LONGER = (1, 5)
"""Further years by which the horizon is longer."""

SAME = 1e-6
"""Points per year up to which two strategies are worth the same: sums over decades are exact to
some 1e-9, and nobody could tell a millionth of a point."""


def compare(
    game: Game,
    strategies: Sequence[Strategy],
    base: Mapping[str, Mapping[str, float]],
    *,
    jobs: int = 1,
    progress: Progress | None = None,
) -> dict[str, Compared]:
    """Return what the strategies are worth under other assumptions, and what changes places.

    ``base`` holds what they are worth as the file says, by name and actor.
    """
    kinds: dict[str, list[tuple[str, str, Game]]] = {
        "horizon": [
            (f"+{more}", f"{game.horizon + more} years in place of {game.horizon}", longer)
            for more in LONGER
            for longer in [_changed(game, horizon=game.horizon + more)]
        ],
        "order": [
            (",".join(order), f"{', then '.join(order)}", _changed(game, order=order))
            for order in other_orders(game.order)
        ],
        "rationality": list(_rationalities(game)),
    }
    tasks = [
        (other, item) for cases in kinds.values() for _, _, other in cases for item in strategies
    ]
    worths = side_by_side(game, lambda task: _worth(*task), tasks, jobs)
    done = itertools.count()
    out: dict[str, Compared] = {}
    for kind, cases in kinds.items():
        found = []
        for name, title, _ in cases:
            values: dict[str, dict[str, float] | None] = {}
            for item in strategies:
                if progress is not None:
                    progress("changing what is assumed", next(done), len(tasks))
                values[item.id] = next(worths)
            found.append(Case(name, title, values))
        out[kind] = Compared(tuple(found), tuple(flips(base, found)))
    return out


def _changed(
    game: Game,
    *,
    circumstances: Circumstances | None = None,
    horizon: int | None = None,
    order: tuple[str, ...] | None = None,
    rationality: Mapping[str, float] | None = None,
) -> Game:
    """Return the same game with something else assumed, on the same tables."""
    return Game(
        game.grid,
        circumstances=game.circumstances if circumstances is None else circumstances,
        horizon=game.horizon if horizon is None else horizon,
        order=game.order if order is None else order,
        rationality=game.rationality if rationality is None else rationality,
        agreements=game.agreements,
    )


def _worth(game: Game, strategy: Strategy) -> dict[str, float] | None:
    if not fits(game.grid.play, strategy, game.order):
        return None
    return by_actor(game.grid, game.solve(strategy).value_per_year())


def other_orders(order: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return orders of moves to compare with one.

    Examples
    --------
    >>> other_orders(("a", "b"))
    [('b', 'a')]
    >>> len(other_orders(("a", "b", "c", "d")))
    6
    """
    if len(order) <= MOST_ORDERED:
        return [other for other in itertools.permutations(order) if other != order]
    found = []
    for actor in order:
        rest = tuple(other for other in order if other != actor)
        found += [(actor, *rest), (*rest, actor)]
    return list(dict.fromkeys(other for other in found if other != order))


def _rationalities(game: Game) -> Iterator[tuple[str, str, Game]]:
    for name, title, factor in (("half", "half", 0.5), ("double", "double", 2.0)):
        changed = {actor: factor * value for actor, value in game.rationality.items()}
        if changed != game.rationality:
            yield name, f"{title} the rationality", _changed(game, rationality=changed)
    best = dict.fromkeys(game.rationality, math.inf)
    if best != game.rationality:
        yield "best", "everybody picks the best", _changed(game, rationality=best)


def fits(play: Dynamics, strategy: Strategy, order: Sequence[str]) -> bool:
    """Return whether no rule of a strategy looks at somebody who moves later in an order."""
    known: dict[str, set[str]] = {}
    for name, signal in play.signals.items():
        known[name] = _looks_at(signal, known)
    for actor, rule in strategy.rules.items():
        if not _looks_at(rule, known) <= set(order[: list(order).index(actor)]):
            return False
    return True


def _looks_at(expression: Expression, signals: Mapping[str, set[str]]) -> set[str]:
    """Return the actors at whose actions an expression looks, itself or through signals."""
    found: set[str] = set()
    for node in expression.nodes():
        if isinstance(node, ActionTest):
            found.add(node.actor)
        elif isinstance(node, Name):
            found |= signals.get(node.id, set())
    return found


def flips(base: Mapping[str, Mapping[str, float]], cases: Sequence[Case]) -> Iterator[Flip]:
    """Yield every pair of strategies that changes places for an actor in some case."""
    for case in cases:
        for better, worse in itertools.permutations(base, 2):
            one, other = case.value_per_year[better], case.value_per_year[worse]
            if one is None or other is None:
                continue
            for actor, value in base[better].items():
                before, after = value - base[worse][actor], one[actor] - other[actor]
                if before > SAME and after < -SAME:
                    yield Flip(case.id, actor, better, worse, before, after)


def break_even(
    game: Game, hope: Hope, strategies: Mapping[str, Strategy], *, jobs: int = 1
) -> dict[str, float | None]:
    """Return, per actor, the least constant chance of an event at which waiting is worth as much.

    The chance stands in place of every hazard that leads to the event, believed ones too, in both
    strategies.
    """
    actors = shown_actors(game.grid)
    if hope.event in game.circumstances.closed:
        return {actor: None for _, actor in actors}

    def gain(chance: float) -> np.ndarray:
        forced = Circumstances(game.circumstances.closed, (hope.event, chance))
        other = _changed(game, circumstances=forced)
        waits, acts = (
            other.solve(strategies[name]).value_per_year() for name in (hope.waiting, hope.instead)
        )
        return np.array([waits[a] - acts[a] for a, _ in actors])

    roots = first_roots(gain, len(actors), lambda chances: side_by_side(game, gain, chances, jobs))
    return {actor: root for (_, actor), root in zip(actors, roots, strict=True)}


def delayed(
    game: Game, delay: Delay, first: Strategy, then: Strategy, later: Solution, *, jobs: int = 1
) -> Delayed:
    """Return what 0, 1, ... years of one strategy before another are worth.

    ``later`` is the other strategy solved from the first year on.
    """
    rows: dict[str, list[float]] = {actor: [] for _, actor in shown_actors(game.grid)}

    def begun(years: int) -> Solution:
        return game.solve(first, years, later.values[years]) if years else later

    delays = [min(years, game.horizon) for years in range(DELAYS + 1)]
    for solved in side_by_side(game, begun, delays, jobs):
        for actor, value in by_actor(game.grid, solved.value_per_year()).items():
            rows[actor].append(value)
    values = {actor: tuple(row) for actor, row in rows.items()}
    return Delayed(delay.title, first.id, then.id, values)
