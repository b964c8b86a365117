"""Where the numbers of worlds come from: their means, draws, or one at a time moved from the means.

A source answers the same four questions for all tables (points, enforcement, play), so that a world
is the same world for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from ..dispute import Dispute, Interests, IssueValues, Number
from .draws import (
    WHICH,
    Seed,
    Ties,
    central_order,
    draw_numbers,
    draw_order,
    draw_units,
    pick,
    ties_of,
)

Cares = Mapping[str, np.ndarray]
"""Per issue whether the actor cares about it, in every world."""


class Source(Protocol):
    """The numbers of W worlds."""

    @property
    def worlds(self) -> int:
        """How many worlds W."""
        ...

    def numbers(self, numbers: Sequence[Number]) -> np.ndarray:
        """Return the values of numbers, shape (numbers, W)."""
        ...

    def order(self, interests: Interests, cares: Cares) -> dict[str, np.ndarray]:
        """Return per issue the weight of interests of which only the order is known, shape (W,)."""
        ...

    def table(self, values: IssueValues) -> np.ndarray:
        """Return how much each way to see an issue counts, shape (ways, W)."""
        ...

    def kind(self, path: str, chances: np.ndarray) -> np.ndarray:
        """Return which type an actor is, shape (W,); chances have shape (types, W)."""
        ...


@runtime_checkable
class Sources(Protocol):
    """A design whose worlds are not drawn number by number."""

    def source(self, first_world: int, worlds: int) -> Source:
        """Return the numbers of some worlds."""
        ...


def source_of(dispute: Dispute, seed: Seed | Sources, first_world: int, worlds: int) -> Source:
    """Return the numbers of worlds ``first_world .. first_world + worlds - 1`` of a seed."""
    if isinstance(seed, Sources):
        return seed.source(first_world, worlds)
    return Drawn(seed, first_world, worlds, ties_of(dispute.correlations))


class Central:
    """The central world: every number at its mean, every actor of its likeliest type."""

    worlds = 1

    def numbers(self, numbers: Sequence[Number]) -> np.ndarray:
        """Return the means."""
        return np.array([[number.mean] for number in numbers]).reshape(len(numbers), 1)

    def order(self, interests: Interests, cares: Cares) -> dict[str, np.ndarray]:
        """Return the mean weights."""
        shares = central_order(interests, cares)
        return {issue: np.array([share]) for issue, share in shares.items()}

    def table(self, values: IssueValues) -> np.ndarray:
        """Return the chances of the ways."""
        return np.array([[table.chance] for table in values.tables])

    def kind(self, path: str, chances: np.ndarray) -> np.ndarray:
        """Return the likeliest type, the first of equally likely ones."""
        return np.argmax(chances, axis=0)


class Drawn:
    """Numbers as drawn."""

    def __init__(self, seed: Seed, first_world: int, worlds: int, tied: Ties | None = None) -> None:
        self.seed, self.first_world, self.worlds, self.tied = seed, first_world, worlds, tied

    def numbers(self, numbers: Sequence[Number]) -> np.ndarray:
        """Return the values drawn."""
        return draw_numbers(numbers, self.seed, self.first_world, self.worlds, self.tied)

    def order(self, interests: Interests, cares: Cares) -> dict[str, np.ndarray]:
        """Return the weights drawn."""
        return draw_order(interests, cares, self.seed, self.first_world, self.worlds)

    def table(self, values: IssueValues) -> np.ndarray:
        """Return 1 for the way drawn, else 0."""
        if len(values.tables) == 1:
            return np.ones((1, self.worlds))
        chances = np.array([table.chance for table in values.tables])
        picked = pick(chances, self._which(values.path))
        return (picked[None, :] == np.arange(len(chances))[:, None]).astype(np.float64)

    def kind(self, path: str, chances: np.ndarray) -> np.ndarray:
        """Return the type drawn; a certain one takes no draw."""
        if (chances.max(axis=0) == 1).all():
            return np.argmax(chances, axis=0)
        return pick(chances, self._which(path))

    def _which(self, path: str) -> np.ndarray:
        return draw_units([path], self.seed, self.first_world, self.worlds, WHICH)[0]


@dataclass(frozen=True)
class Move:
    """One number, way or type set to something; everything else stays at the central world.

    ``path`` names it; ``value`` is the number, or the place of the way or of the type. The path
    ``""`` moves nothing.
    """

    path: str = ""
    value: float = 0.0


@dataclass(frozen=True)
class Moved:
    """Worlds next to the central one: in world w the move w is made, and no other."""

    moves: tuple[Move, ...]

    def source(self, first_world: int, worlds: int) -> Source:
        """Return some of the worlds."""
        return _MovedWorlds(self.moves[first_world : first_world + worlds])


class _MovedWorlds:
    def __init__(self, moves: tuple[Move, ...]) -> None:
        self.moves, self.worlds = moves, len(moves)
        self.central = Central()
        self.places: dict[str, list[int]] = {}
        for w, move in enumerate(moves):
            self.places.setdefault(move.path, []).append(w)

    def numbers(self, numbers: Sequence[Number]) -> np.ndarray:
        out = np.repeat(self.central.numbers(numbers), self.worlds, axis=1)
        for n, number in enumerate(numbers):
            for w in self.places.get(number.path, ()):
                out[n, w] = self.moves[w].value
        return out

    def order(self, interests: Interests, cares: Cares) -> dict[str, np.ndarray]:
        out: dict[str, np.ndarray] = {
            issue: np.zeros(self.worlds) for group in interests.order or () for issue in group
        }
        seen: dict[tuple[bool, ...], dict[str, float]] = {}
        for w in range(self.worlds):
            here = {issue: found[w : w + 1] for issue, found in cares.items()}
            key = tuple(bool(found[0]) for found in here.values())
            if key not in seen:
                seen[key] = central_order(interests, here)
            for issue, share in seen[key].items():
                out[issue][w] = share
        return out

    def table(self, values: IssueValues) -> np.ndarray:
        out = np.repeat(self.central.table(values), self.worlds, axis=1)
        for w in self.places.get(values.path, ()) if len(values.tables) > 1 else ():
            out[:, w] = np.arange(len(values.tables)) == self.moves[w].value
        return out

    def kind(self, path: str, chances: np.ndarray) -> np.ndarray:
        out = np.argmax(chances, axis=0)
        for w in self.places.get(path, ()):
            out[w] = int(self.moves[w].value)
        return out
