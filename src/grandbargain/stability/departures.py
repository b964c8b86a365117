"""Where an actor can go from a package by its own moves, and what that adds for it.

In one world the packages are listed. Over worlds they are not: issues that neither constraints nor
linkages of the actor tie are left independently, so the best departure is put together from the
best combination of every group of tied issues.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..errors import TooLargeError
from ..tables.moves import Moves
from ..tables.preferences import Preferences, matching
from ..tables.structure import IndexPattern, Structure
from ..tables.utilities import Utilities
from .reach import MOST_LISTED, Part, reach_alone

CHUNK_BYTES = 64_000_000
"""Most bytes of a table of utilities over worlds."""


@dataclass(frozen=True)
class Departures:
    """What an actor reaches from a package by its own moves: ``codes``, shape (P, I)."""

    actor: int
    start: tuple[int, ...]
    codes: np.ndarray

    def best(self, preferences: Preferences) -> int | None:
        """Return the row that is best for the actor, the first of equals; None: no move."""
        if not len(self.codes):
            return None
        return int(np.argmax(preferences.of_actor(self.actor, self.codes)))


def departures_of(
    moves: Moves, nogoods: Sequence[IndexPattern], actor: int, codes: Sequence[int]
) -> Departures:
    """Return what an actor reaches from a package by its own moves."""
    reach = reach_alone(moves, nogoods, actor, codes)
    return Departures(actor, tuple(codes), reach.listed())


@dataclass(frozen=True)
class Ways:
    """What an actor reaches from a package by its own moves, by groups of issues that are tied.

    ``tables`` has the combinations of each group as packages, shape (P, I), the start first.
    """

    actor: int
    start: tuple[int, ...]
    tables: tuple[np.ndarray, ...]
    _tied: dict[tuple[IndexPattern, ...], list[dict[int, np.ndarray]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def most(self) -> int:
        """Size of the largest group."""
        return max((len(table) for table in self.tables), default=1)

    def _changes(self, linkages: tuple[IndexPattern, ...]) -> list[dict[int, np.ndarray]]:
        """Return per group which linkages its packages bring about or undo, found out once."""
        if linkages not in self._tied:
            self._tied.clear()
            self._tied[linkages] = [
                changed_linkages(linkages, self.start, table) for table in self.tables
            ]
        return self._tied[linkages]

    def leaving(self, structure: Structure, utilities: Utilities) -> np.ndarray:
        """Return per world what the best departure adds, micro-points, shape (W,).

        Below 0 where every departure costs something; minus infinity where there is none.
        """
        gain = self.best(structure, utilities)[0]
        other = np.full(utilities.worlds, -np.inf)
        for table, tied in zip(self.tables, self._changes(structure.linkages), strict=True):
            if len(table) > 1:
                adds = gains_of(structure, utilities, self.actor, self.start, table, tied)
                other = np.maximum(other, adds[:, 1:].max(axis=1))
        return np.where(gain > 0, gain, other)

    def best(self, structure: Structure, utilities: Utilities) -> tuple[np.ndarray, np.ndarray]:
        """Return per world the most that leaving adds, micro-points, and where it leads.

        Shapes (W,) and (W, I); 0 and the start itself where no departure adds anything.
        """
        gain = np.zeros(utilities.worlds, dtype=np.int64)
        to = np.tile(np.array(self.start, dtype=np.int64), (utilities.worlds, 1))
        for table, tied in zip(self.tables, self._changes(structure.linkages), strict=True):
            adds = gains_of(structure, utilities, self.actor, self.start, table, tied)
            row = adds.argmax(axis=1)
            gain += adds[np.arange(len(row)), row]
            changed = (table != table[0]).any(axis=0)
            to[:, changed] = table[row][:, changed]
        return gain, to


def ways_of(
    moves: Moves, nogoods: Sequence[IndexPattern], actor: int, codes: Sequence[int]
) -> Ways:
    """Return what an actor reaches from a package by its own moves, in groups of issues.

    Raises
    ------
    TooLargeError
        A group has too many combinations.
    """
    reach = reach_alone(moves, nogoods, actor, codes)
    tied = _linkages(moves.structure, actor)
    start = np.array(reach.start, dtype=np.int64)
    tables = []
    for parts in _groups(reach.parts, tied):
        size = math.prod(len(part.codes) for part in parts)
        if size > MOST_LISTED:
            raise TooLargeError(
                f"{size:,} combinations of issues that constraints and linkages tie can be reached "
                f"from here, more than the {MOST_LISTED:,} that are listed one by one"
            )
        table = np.tile(start, (size, 1))
        places = np.arange(size)
        for part in parts:
            places, rows = np.divmod(places, len(part.codes))
            table[:, part.issues] = part.codes[rows]
        tables.append(table)
    return Ways(actor, reach.start, tuple(tables))


def _linkages(structure: Structure, actor: int) -> tuple[IndexPattern, ...]:
    """Return the patterns of the linkages of an actor, of whatever type it is."""
    columns = {
        structure.linkage(linkage.when)
        for interests in structure.variants(structure.actor_ids[actor])
        for linkage in interests.linkages
    }
    return tuple(structure.linkages[column] for column in sorted(columns))


def _groups(parts: Sequence[Part], tied: Sequence[IndexPattern]) -> list[list[Part]]:
    """Return the parts, together where a linkage ties them."""
    groups = [[part] for part in parts]
    for pattern in tied:
        issues = {issue for issue, _ in pattern}
        joined = [g for g in groups if any(issues.intersection(part.issues) for part in g)]
        if len(joined) > 1:
            groups = [g for g in groups if g not in joined]
            groups.append(list(itertools.chain.from_iterable(joined)))
    return groups


def chunks(most: int, worlds: int) -> Iterator[tuple[int, int]]:
    """Yield first worlds and their numbers, so few at a time that tables of gains fit."""
    step = max(1, min(worlds, CHUNK_BYTES // (8 * max(most, 1))))
    for first in range(0, worlds, step):
        yield first, min(step, worlds - first)


def changed_linkages(
    linkages: Sequence[IndexPattern], start: Sequence[int], codes: np.ndarray
) -> dict[int, np.ndarray]:
    """Return by linkage what packages (P, I) change of it: 1 brought about, -1 undone, shape (P,).

    Linkages that none of the packages changes are left out.
    """
    begin = np.array(start)[None, :]
    found: dict[int, np.ndarray] = {}
    moved = set(np.flatnonzero((codes != begin).any(axis=0)))
    for number, pattern in enumerate(linkages):
        if moved.isdisjoint(issue for issue, _ in pattern):
            continue
        change = matching(pattern, codes).astype(np.int64) - int(matching(pattern, begin)[0])
        if change.any():
            found[number] = change
    return found


def gains_of(
    structure: Structure,
    utilities: Utilities,
    actor: int,
    start: Sequence[int],
    codes: np.ndarray,
    tied: Mapping[int, np.ndarray] | None = None,
) -> np.ndarray:
    """Return what packages (P, I) add to an actor's utility of one, shape (W, P), micro-points.

    ``tied`` is what :func:`changed_linkages` says, where it is known already.
    """
    begin = np.array(start)
    gain = np.zeros((utilities.worlds, len(codes)), dtype=np.int64)
    for issue in np.flatnonzero((codes != begin).any(axis=0)):
        offset = structure.offsets[issue]
        term = utilities.term[:, actor]
        gain += term[:, offset + codes[:, issue]] - term[:, [offset + begin[issue]]]
    if tied is None:
        tied = changed_linkages(structure.linkages, start, codes)
    for number, change in tied.items():
        adds = utilities.link[:, actor, number]
        if adds.any():
            gain += adds[:, None] * change[None, :]
    return gain
