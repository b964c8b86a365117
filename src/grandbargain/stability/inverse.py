"""The inverse question: which orders of preference of one actor make a package stable for it.

Under every concept only comparisons with the package asked about count. An improvement to y is
undeterred iff y and certain other packages are all preferred to it; so the condition is a list of
sets of packages, not all of any set above the package. Orders that meet it are counted exactly
without listing one: if of m packages that matter j lie above, that happens in j! (m - j)! of the
(m + 1)! orders of these and the package.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..errors import TooLargeError
from ..tables.moves import Moves
from ..tables.preferences import Preferences, matching
from ..tables.structure import IndexPattern
from .change import LIMIT, Codes, Surroundings

MOST_FREE = 20
"""Most packages in conditions with alternatives: their subsets are counted."""

MOST_CONDITIONS = 1_000
"""Most conditions held at once; each is compared with all others."""

MOST_PACKAGES = 170
"""Most packages of which orders are counted in whole numbers; 170! is the last that fits a double.
Beyond it their share alone is told."""


@dataclass(frozen=True)
class Inverse:
    """Which strict orders of all feasible packages make a package stable for one actor.

    Attributes
    ----------
    rankings, of
        How many, of how many orders; both are None above :data:`MOST_PACKAGES` packages.
    share
        ``rankings`` / ``of``, known with any number of packages; None, as is ``rankings``, where
        more than :data:`MOST_FREE` packages matter.
    conditions
        All must be met: the package is ranked above at least one package of each, in indices.
    """

    rankings: int | None
    of: int | None
    share: Fraction | None
    conditions: tuple[tuple[Codes, ...], ...]


def count_rankings(
    moves: Moves,
    preferences: Preferences,
    nogoods: Sequence[IndexPattern],
    actor: int,
    codes: Sequence[int],
    concept: str,
    *,
    limit: int = LIMIT,
) -> Inverse:
    """Count the strict orders of one actor under which a package is stable for it.

    Everybody else's preferences stay as they are.

    Raises
    ------
    TooLargeError
        More than ``limit`` packages would have to be looked at, or more than
        :data:`MOST_CONDITIONS` conditions held.
    """
    near = Surroundings(moves, preferences, nogoods, actor, codes, limit)
    packages = _feasible(near)
    sets: set[frozenset[Codes]] = set()
    for y in near.own(actor, near.codes):
        sets |= _undeterred(near, concept, y)
        _bound(len(sets))
        sets = set(_smallest(sets))
    conditions = _smallest(sets)
    listed = tuple(sorted(tuple(sorted(each)) for each in conditions))
    share = _share(conditions)
    if packages > MOST_PACKAGES:
        return Inverse(None, None, share, listed)
    of = math.factorial(packages)
    return Inverse(None if share is None else int(share * of), of, share, listed)


def _feasible(near: Surroundings) -> int:
    sizes = near.moves.structure.sizes
    near.spend(math.prod(sizes))
    codes = np.indices(sizes).reshape(len(sizes), -1).T
    good = np.ones(len(codes), dtype=bool)
    for pattern in near.nogoods:
        good &= ~matching(pattern, codes)
    return int(good.sum())


def _undeterred(near: Surroundings, concept: str, y: Codes) -> set[frozenset[Codes]]:
    """Return the sets of packages such that y is undeterred iff all of one lie above."""
    escapes = []
    for z in near.answers(concept, y):
        ways = {z}
        if concept == "smr":
            ways |= set(near.own(near.actor, z))
        escapes.append(ways - {near.codes})
    # One package of every set lies above: every answer fails.
    found = {frozenset((y,))}
    for ways in escapes:
        _bound(len(found) * len(ways))
        near.spend(len(found) * len(ways))
        found = set(_smallest(each | {z} for each in found for z in ways))
    return found


def _bound(conditions: int) -> None:
    if conditions > MOST_CONDITIONS:
        raise TooLargeError(
            f"{conditions:,} conditions would have to be compared, more than {MOST_CONDITIONS:,}"
        )


def _smallest(sets: Iterable[frozenset[Codes]]) -> list[frozenset[Codes]]:
    """Return the sets that contain no other one."""
    kept: list[frozenset[Codes]] = []
    for each in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        if not any(other <= each for other in kept):
            kept.append(each)
    return kept


def _share(conditions: Sequence[frozenset[Codes]]) -> Fraction | None:
    """Return the share of the orders that put not all of any set above the package."""
    below = sum(len(each) == 1 for each in conditions)
    choices = [each for each in conditions if len(each) > 1]
    names = sorted(frozenset(itertools.chain(*choices)))
    if len(names) > MOST_FREE:
        return None
    above = np.arange(1 << len(names), dtype=np.int64)
    good = np.ones(len(above), dtype=bool)
    for each in choices:
        mask = sum(1 << names.index(name) for name in each)
        good &= (above & mask) != mask
    counts = np.bincount(np.bitwise_count(above[good]), minlength=1)
    matter = below + len(names)
    orders = sum(
        int(number) * math.factorial(j) * math.factorial(matter - j)
        for j, number in enumerate(counts)
    )
    return Fraction(orders, math.factorial(matter + 1))
