"""Every package of a space listed: which are feasible, what they are worth, how far that is a sum.

Packages are numbered over all combinations of options, the first issue counting most.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from ..tables.moves import Moves
from ..tables.preferences import RANKING, Preferences, matching
from ..tables.structure import IndexPattern

CHUNK = 1 << 16
"""Packages whose options are written out at a time."""

MOST = np.iinfo(np.int32).max
"""Largest number of the arrays that are searched."""

UNKNOWN = -1
"""No bound is known."""


def chunks(count: int) -> Iterator[slice]:
    """Iterate over all packages, some at a time."""
    for start in range(0, count, CHUNK):
        yield slice(start, min(start + CHUNK, count))


def options_of(sizes: Sequence[int], issue: int, packages: slice) -> np.ndarray:
    """Return the options of consecutive packages on one issue."""
    numbers = np.arange(packages.start, packages.stop, dtype=np.int32)
    return numbers // math.prod(sizes[issue + 1 :]) % sizes[issue]


def tabulate(
    sizes: Sequence[int], preferences: Preferences, nogoods: Sequence[IndexPattern]
) -> tuple[np.ndarray, np.ndarray]:
    """Return which packages are feasible, shape (P,), and everybody's utility, shape (A, P)."""
    count = math.prod(sizes)
    feasible = np.ones(count, dtype=bool)
    utility = np.empty((len(preferences.kind), count), dtype=np.int64)
    for place in chunks(count):
        codes = np.stack([options_of(sizes, i, place) for i in range(len(sizes))], axis=1)
        for pattern in nogoods:
            feasible[place] &= ~matching(pattern, codes)
        for a in range(len(utility)):
            utility[a, place] = preferences.of_actor(a, codes)
    return feasible, utility


def find_slack(moves: Moves, preferences: Preferences) -> np.ndarray:
    """Return how far below a sum over movers utilities can lie, array of int32, shape (A, P).

    Take changes of different issues from a package, each within one mover's reach. What they give
    together is the sum of what they give alone, but for patterns over issues of several movers.
    Let such a pattern add a points, and let r of the changes alone make or break the match.

    - The package matches: together the match is broken iff r > 0, so the difference from the sum
      is r - 1 times a where r > 1.
    - It does not match on the issues U: a change that alone makes the match changes all of U, so
      r is at most 1, and only if some mover controls all of U. Together there may be no match
      though r = 1 (what is lost is a), or a match though r = 0 (what is added is a; not if U is a
      single issue, for then whoever changes it makes the match alone).

    -1: no bound is known, because the actor has a ranking or the numbers are too large.
    """
    sizes = moves.structure.sizes
    slack = np.zeros((len(preferences.kind), math.prod(sizes)), dtype=np.int32)
    known = np.array([kind != RANKING for kind in preferences.kind])
    known &= np.abs(preferences.add).sum(axis=1) < MOST // max(1, len(moves.movers))
    controls = [frozenset(moves.controlled[mover]) for mover in moves.movers]
    for pattern, adds in zip(preferences.pattern, preferences.add.T, strict=True):
        issues = frozenset(issue for issue, _ in pattern)
        involved = sum(1 for control in controls if control & issues)
        actors = np.flatnonzero(known & (adds != 0))
        if involved < 2 or not len(actors):
            continue
        for place in chunks(slack.shape[1]):
            gained, lost = _differences(sizes, pattern, place, controls, involved)
            for a in actors:
                counts = gained if adds[a] > 0 else lost
                slack[a, place] += counts * np.int32(abs(adds[a]))
    slack[~known] = UNKNOWN
    return slack


def _differences(
    sizes: Sequence[int],
    pattern: IndexPattern,
    packages: slice,
    controls: Sequence[frozenset[int]],
    involved: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Return how many times what a pattern adds is lost if positive, and gained if negative."""
    off = {}
    for issue, options in pattern:
        wrong = np.ones(sizes[issue], dtype=bool)
        wrong[list(options)] = False
        off[issue] = wrong[options_of(sizes, issue, packages)]
    missing = np.sum(list(off.values()), axis=0, dtype=np.int32)
    by_one = np.zeros(packages.stop - packages.start, dtype=bool)
    for control in controls:
        beyond = [wrong for issue, wrong in off.items() if issue not in control]
        by_one |= ~np.logical_or.reduce(beyond) if beyond else True
    made = ((missing > 0) & by_one).astype(np.int32)
    return made, np.where(missing == 0, involved - 1, missing > 1).astype(np.int32)
