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

import numpy as np

from ..tables.moves import Moves
from ..tables.preferences import Preferences, matching
from ..tables.structure import IndexPattern
from .change import LIMIT, Codes, Surroundings

MOST_FREE = 20
"""Most packages in conditions with alternatives: their subsets are counted."""

MOST_CONDITIONS = 20_000
"""Most conditions before alike ones are merged."""


@dataclass(frozen=True)
class Inverse:
    """Which strict orders of all feasible packages make a package stable for one actor.

    Attributes
    ----------
    rankings, of
        How many, of how many orders; ``rankings`` is None where too many packages matter.
    conditions
        All must be met: the package is ranked above at least one package of each, in indices.
    """

    rankings: int | None
    of: int
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
        More than ``limit`` packages would have to be looked at.
    """
    near = Surroundings(moves, preferences, nogoods, actor, codes, limit)
    packages = _feasible(near)
    sets: set[frozenset[Codes]] = set()
    for y in near.own(actor, near.codes):
        sets |= _undeterred(near, concept, y)
    conditions = _smallest(sets)
    listed = tuple(tuple(sorted(each)) for each in conditions)
    return Inverse(_count(conditions, packages), math.factorial(packages), tuple(sorted(listed)))


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
        found = set(_smallest(each | {z} for each in found for z in ways))
        near.spend(len(found))
    return found


def _smallest(sets: Iterable[frozenset[Codes]]) -> list[frozenset[Codes]]:
    """Return the sets that contain no other one."""
    kept: list[frozenset[Codes]] = []
    for each in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        if not any(other <= each for other in kept):
            kept.append(each)
    return kept


def _count(conditions: Sequence[frozenset[Codes]], packages: int) -> int | None:
    """Return how many orders put not all of any set above the package."""
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
    return math.factorial(packages) // math.factorial(matter + 1) * orders
