"""How often a package is accepted over worlds, and the package that is accepted most often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numba import njit

from ..tables.structure import Structure, matches
from ..tables.utilities import Utilities, drawn_utilities
from .result import Acceptance
from .talks import Talks

CHUNK = 2_000
"""Most worlds held at a time."""

CHUNK_BYTES = 64_000_000
"""Most memory for the worlds held at a time."""

Codes = tuple[int, ...]


def iterate_worlds(structure: Structure, seed: int, worlds: int) -> Iterator[Utilities]:
    """Iterate over the utilities of all worlds, in chunks."""
    entries = int(structure.offsets[-1]) + len(structure.linkages)
    room = CHUNK_BYTES // max(8 * len(structure.actor_ids) * entries, 1)
    chunk = max(1, min(CHUNK, room))
    for first in range(0, worlds, chunk):
        yield drawn_utilities(structure, seed, first, min(chunk, worlds - first))


def find_accepting(
    structure: Structure, utilities: Utilities, parties: Sequence[int], codes: Codes
) -> np.ndarray:
    """Return whether a party would sign a package, shape (W, parties)."""
    utility = utilities.of(structure, codes)
    accepts = utility[:, list(parties)] >= utilities.disagreement[:, list(parties)]
    for column, actor in enumerate(parties):
        variants = structure.variants(structure.actor_ids[actor])
        for number, interests in enumerate(variants):
            if any(matches(pattern, codes) for pattern in structure.refusals(interests)):
                accepts[:, column] &= utilities.variant[:, actor] != number
    return accepts


def measure_acceptance(
    talks: Talks, packages: Sequence[Codes], seed: int, worlds: int
) -> list[Acceptance]:
    """Return the share of worlds in which packages are accepted, jointly and by each party."""
    structure, parties = talks.structure, talks.parties
    joint = np.zeros(len(packages), dtype=np.int64)
    single = np.zeros((len(packages), len(parties)), dtype=np.int64)
    for utilities in iterate_worlds(structure, seed, worlds):
        for row, codes in enumerate(packages):
            accepts = find_accepting(structure, utilities, parties, codes)
            joint[row] += int(accepts.all(axis=1).sum())
            single[row] += accepts.sum(axis=0)
    names = [talks.name(actor) for actor in parties]
    return [
        Acceptance(
            joint=int(joint[row]) / worlds,
            by_party={
                name: int(count) / worlds for name, count in zip(names, single[row], strict=True)
            },
            worlds=worlds,
        )
        for row in range(len(packages))
    ]


@njit(cache=True)
def count_accepting(term, link, need, refuse, offsets, pattern_of_option, pattern_size, codes):
    """Count the worlds in which every party accepts a package.

    Parameters
    ----------
    term : array of int64, shape (W, A, K); link : array of int64, shape (W, A, L)
    need : array of int64, shape (W, A), disagreement points
    refuse : array of bool, shape (W, R), which refusal patterns bind in a world
    offsets : array (I + 1,)
    pattern_of_option : array of bool, shape (L + R, K), terms met by an option
    pattern_size : array (L + R,), terms of a pattern
    codes : array (I,)
    """
    worlds, actors = need.shape
    patterns = pattern_size.shape[0]
    links = link.shape[2]
    issues = codes.shape[0]
    hit = np.zeros(patterns, dtype=np.bool_)
    for p in range(patterns):
        met = 0
        for i in range(issues):
            if pattern_of_option[p, offsets[i] + codes[i]]:
                met += 1
        hit[p] = met == pattern_size[p]
    accepted = 0
    for w in range(worlds):
        good = True
        for r in range(refuse.shape[1]):
            if refuse[w, r] and hit[links + r]:
                good = False
                break
        a = 0
        while good and a < actors:
            utility = 0
            for i in range(issues):
                utility += term[w, a, offsets[i] + codes[i]]
            for p in range(links):
                if hit[p]:
                    utility += link[w, a, p]
            good = utility >= need[w, a]
            a += 1
        if good:
            accepted += 1
    return accepted
