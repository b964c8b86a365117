"""Trust about one package of a dispute: from moves and utilities to R, S, T, P and bundles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..tables.enforcement import CLOSE, drawn_enforcement, exactly
from ..tables.moves import Moves, closure
from ..tables.preferences import Preferences
from ..tables.structure import IndexPattern
from ..tables.utilities import Utilities, drawn_utilities
from .departures import Departures, chunks, departures_of, gains_of
from .reach import Reach, reach_alone
from .trust import TrustPayoffs

Codes = tuple[int, ...]


@dataclass(frozen=True)
class Setting:
    """The moves of a dispute around the package that some actors would keep.

    Attributes
    ----------
    moves, nogoods
        Who moves what, and the patterns that no move may lead to (the logical constraints).
    codes
        The package in indices.
    """

    moves: Moves
    nogoods: tuple[IndexPattern, ...]
    codes: Codes

    @cached_property
    def _departures(self) -> dict[int, Departures]:
        return {}

    def departures(self, actor: int) -> Departures:
        """Return what an actor reaches from the package by its own moves, in package order."""
        if actor not in self._departures:
            found = departures_of(self.moves, self.nogoods, actor, self.codes)
            codes = found.codes[np.lexsort(found.codes.T[::-1])]
            self._departures[actor] = Departures(actor, found.start, codes)
        return self._departures[actor]

    def best_departure(self, preferences: Preferences, actor: int) -> Codes | None:
        """Return the best that an actor reaches alone, the first of equals; None: no move."""
        found = self.departures(actor)
        best = found.best(preferences)
        return None if best is None else tuple(int(code) for code in found.codes[best])

    def own_part(self, actor: int) -> tuple[int, ...]:
        """Return the issues that the package changes and that an actor can settle by itself."""
        start = self.moves.structure.status_quo
        return tuple(
            issue
            for issue, (now, then) in enumerate(zip(start, self.codes, strict=True))
            if now != then and closure(self.moves.alone[actor][issue])[now, then]
        )

    def with_part(self, issues: Sequence[int]) -> Codes:
        """Return today's package with some issues as in the package."""
        found = list(self.moves.structure.status_quo)
        for issue in issues:
            found[issue] = self.codes[issue]
        return tuple(found)

    def reach_today(self, actor: int) -> Reach:
        """Return what an actor reaches from today's package by its own moves."""
        return reach_alone(self.moves, self.nogoods, actor, self.moves.structure.status_quo)


def payoffs_of(
    setting: Setting,
    preferences: Preferences,
    utilities: Utilities,
    actor: int,
    departures: Mapping[int, Codes | None],
) -> tuple[TrustPayoffs, int | None]:
    """Return R, S, T and P of an actor, and whose departure S is about.

    Parameters
    ----------
    preferences, utilities
        In the central world, or with one actor of a stated type.
    departures
        The best departures of the others; None where one has no move.
    """

    def worth(codes: Codes) -> int:
        return int(preferences.of_actor(actor, np.array([codes], dtype=np.int64))[0])

    reward = worth(setting.codes)
    own = setting.best_departure(preferences, actor)
    harms = {b: worth(to) for b, to in departures.items() if to is not None}
    by = min(harms, key=lambda b: (harms[b], b), default=None)
    found = TrustPayoffs(
        reward=reward,
        sucker=reward if by is None else harms[by],
        temptation=reward if own is None else worth(own),
        failure=int(utilities.disagreement[0, actor]),
    )
    return found, by


def stakes_of(setting: Setting, utilities: Utilities, actor: int) -> list[int]:
    """Return per issue how much an actor gains or gives on it in the package, micro-points."""
    structure = setting.moves.structure
    offsets = structure.offsets[:-1]
    term = utilities.term[0, actor]
    now, then = np.array(structure.status_quo), np.array(setting.codes)
    return [int(value) for value in np.abs(term[offsets + then] - term[offsets + now])]


def shares_of_worlds(
    setting: Setting, actors: Sequence[int], seed: int, worlds: int
) -> dict[int, float]:
    """Return in which share of worlds each actor's lowest stated belief suffices.

    Actors about whom the file states no belief are left out.
    """
    structure = setting.moves.structure
    departures = [setting.departures(actor) for actor in actors]
    counts: dict[int, int] = {}
    for first, count in chunks(max((len(item.codes) for item in departures), default=1), worlds):
        utilities = drawn_utilities(structure, seed, first, count)
        beliefs = drawn_enforcement(structure, seed, first, count).belief
        for actor, (enough, _) in trusts(setting, actors, utilities, beliefs).items():
            counts[actor] = counts.get(actor, 0) + int(enough.sum())
    return {actor: number / worlds for actor, number in counts.items()}


def trusts(
    setting: Setting,
    actors: Sequence[int],
    utilities: Utilities,
    beliefs: Mapping[tuple[int, int], np.ndarray],
) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Return in which worlds each actor's lowest stated belief suffices, and by how much, (W,).

    By how much is in micro-points: what keeping is worth more than leaving at that belief. Actors
    about whom the file states no belief are left out.
    """
    structure, count = setting.moves.structure, utilities.worlds
    gains, best = {}, {}
    for actor in actors:
        codes = setting.departures(actor).codes
        if len(codes):
            table = gains_of(structure, utilities, actor, setting.codes, codes)
            best[actor] = table.argmax(axis=1)
            gains[actor] = table.max(axis=1)
    found: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    for actor in actors:
        stated = [beliefs[actor, b] for b in actors if (actor, b) in beliefs]
        if not stated:
            continue
        reward = utilities.of(structure, setting.codes)[:, actor]
        zero = np.zeros(count, dtype=np.int64)
        care = -gains.get(actor, zero)
        harms = [
            _harm(setting, utilities, actor, b, best[b]) for b in actors if b != actor and b in best
        ]
        lost = np.minimum.reduce(harms) if harms else zero
        fear = utilities.disagreement[:, actor] - (reward + lost)
        t = np.minimum.reduce(stated)
        spare = t * care - (1 - t) * fear
        keeps = (care >= 0) & (spare >= 0)
        close = np.abs(spare) <= CLOSE * (np.abs(care) + np.abs(fear))
        for w in np.flatnonzero(close & (care >= 0)):
            chance = exactly(float(t[w]))
            keeps[w] = chance * int(care[w]) >= (1 - chance) * int(fear[w])
        found[actor] = keeps, np.minimum(spare, care)
    return found


def _harm(
    setting: Setting, utilities: Utilities, actor: int, other: int, rows: np.ndarray
) -> np.ndarray:
    """Return what another's departure, row by world, adds to an actor's utility, shape (W,)."""
    distinct, place = np.unique(rows, return_inverse=True)
    codes = setting.departures(other).codes[distinct]
    table = gains_of(setting.moves.structure, utilities, actor, setting.codes, codes)
    return table[np.arange(len(rows)), place]
