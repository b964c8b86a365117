"""Worlds of play summed up: what strategies bring over all, and who fares best with which."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..dynamics.answer import OverWorlds
from ..dynamics.measures import shown_actors
from ..dynamics.result import PlayedWorlds, Spread

if TYPE_CHECKING:
    from ..dispute import Dynamics
    from ..tables.play import PlayGrid
    from .play_worlds import PlayedWorld

SAME = 1e-6
"""Points per year up to which several strategies are worth most."""


def spread(values: np.ndarray) -> Spread:
    """Return the mean and quantiles of a number over worlds."""
    low, middle, high = (float(value) for value in np.quantile(values, (0.05, 0.5, 0.95)))
    return Spread(float(values.mean()), low, middle, high)


def _known(values: np.ndarray) -> Spread | None:
    """Return the spread over the worlds in which there is a number; None where there is none."""
    found = values[np.isfinite(values)]
    return spread(found) if len(found) else None


def spread_over_worlds(
    play: Dynamics,
    grid: PlayGrid,
    strategies: Sequence[str],
    worlds: Sequence[PlayedWorld],
    fields: Mapping[str, Any],
) -> dict[str, Any]:
    """Return ``strategies``, ``hopes`` and ``worlds`` of an answer with what worlds add.

    ``fields`` are those of the answer so far.
    """
    value = np.array([one.value for one in worlds])
    ending = np.array([one.ending for one in worlds])
    no_deal = np.array([one.no_deal for one in worlds])
    actors, places = shown_actors(grid), {name: n for n, name in enumerate(strategies)}
    ids = [item.id for item in play.endings]
    played = {}
    for name, one in fields["strategies"].items():
        n = places[name]
        over = PlayedWorlds(
            value_per_year={actor: spread(value[:, n, a]) for a, actor in actors},
            survival=spread(np.array([world.survival[n] for world in worlds])),
            ending={e: spread(ending[:, n, k]) for k, e in enumerate(ids)},
            stock={
                stock.id: _known(np.array([world.stock[n, k] for world in worlds]))
                for k, stock in enumerate(play.stocks)
            },
            rent_per_year=_known(np.array([world.rent[n] for world in worlds])),
        )
        played[name] = dataclasses.replace(one, worlds=over)
    hopes = {}
    for name, hope in fields.get("hopes", {}).items():
        waits, acts = places[hope.waiting], places[hope.instead]
        pays = (value[:, waits] >= value[:, acts] - SAME).mean(axis=0)
        hopes[name] = dataclasses.replace(
            hope,
            ends_well_worlds=spread(ending[:, waits, ids.index(hope.event)]),
            pays={actor: float(pays[a]) for a, actor in actors},
        )
    asked = value[:, [places[name] for name in fields["strategies"]]]
    asked = asked[:, :, [a for a, _ in actors]]
    first = asked >= asked.max(axis=1, keepdims=True) - SAME
    share = first.mean(axis=0)
    best = {
        actor: {name: float(share[n, a]) for n, name in enumerate(fields["strategies"])}
        for a, (_, actor) in enumerate(actors)
    }
    return {
        "strategies": played,
        "hopes": hopes,
        "worlds": OverWorlds(
            len(worlds), best, {actor: spread(no_deal[:, a]) for a, actor in actors}
        ),
    }
