"""The package that most worlds accept, and how far a better one can be away."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from ..errors import TooLargeError
from ..tables.structure import Structure, matches
from ..tables.utilities import Utilities, drawn_utilities
from .acceptance import count_accepting
from .goals import exponents, rational
from .result import Solution
from .talks import Talks
from .zopa import satisfy

MAX_BYTES = 600_000_000
"""Most memory for the worlds of one search."""

MAX_LISTED = 20_000
"""Combinations of options up to which all packages are tried."""

MAX_TRIALS = 12_000
"""Packages that the local search may try."""

Codes = tuple[int, ...]
Rating = tuple[int, int]
"""Worlds in which all accept, and the sum of powers times utilities in the central world."""

Progress = Callable[[str, float, float], None]


def find_safest(
    talks: Talks,
    seed: int,
    worlds: int,
    *,
    ties: int,
    hints: Iterable[Codes],
    has_zone: Callable[[Sequence[int]], int],
) -> Solution:
    """Return the feasible package that is accepted by all in the most worlds.

    Among equals the larger sum of gains in the central world, each times the party's power, comes
    first, then package order. Where no world accepts any package, none is named. Small spaces are
    listed. Larger ones are climbed from the hints; the bound is then the share of worlds that have
    a zone of agreement at all, which no package can beat.

    Parameters
    ----------
    talks, seed, worlds
        Talks of the central world, and the worlds.
    ties
        How many tied packages to list (small spaces).
    hints
        Packages to start from.
    has_zone
        Given the numbers of worlds, how many of them have a zone of agreement (or may have one,
        where a search did not end).
    """
    game = _Game(talks, drawn_worlds(talks.structure, seed, worlds))
    if math.prod(talks.structure.sizes) <= MAX_LISTED:
        return _list_all(talks, game, worlds, ties)
    starts = [codes for codes in (*hints, talks.structure.status_quo) if game.is_feasible(codes)]
    if not starts:
        some, is_complete = satisfy(talks.change(floors={}), ())
        if some is None:
            share = 0.0 if is_complete else 1.0
            return Solution("safest", None, share, None, is_complete, 0, game.trials, ())
        starts = [some]
    best, count = _climb(talks, game, starts)
    accepted = game.accepted_by(best)
    doubtful = [int(w) for w in np.flatnonzero(~accepted.any(axis=0))]
    bound = (worlds - len(doubtful) + has_zone(doubtful)) / worlds
    share = count / worlds
    if not count:
        nothing = bound == 0
        return Solution("safest", 0.0, bound, bound, nothing, 0, game.trials, ())
    return Solution(
        rule="safest",
        objective=share,
        bound=bound,
        gap=bound - share,
        proved=bound == share,
        ties=None,
        nodes=game.trials,
        packages=(talks.proposal(best[0]),),
    )


def drawn_worlds(structure: Structure, seed: int, worlds: int) -> Utilities:
    """Return all worlds at once, or say that they would not fit."""
    actors, options = len(structure.actor_ids), int(structure.offsets[-1])
    size = worlds * actors * (options + len(structure.linkages)) * 8
    if size > MAX_BYTES:
        raise TooLargeError(
            f"{worlds:,} worlds need {size / 1e6:,.0f} MB to look for the safest package, more "
            f"than {MAX_BYTES / 1e6:,.0f} MB; ask with fewer worlds or leave out the rule safest"
        )
    return drawn_utilities(structure, seed, 0, worlds)


class _Game:
    """Acceptance of any package over all worlds, quickly."""

    def __init__(self, talks: Talks, utilities: Utilities) -> None:
        structure, rows = talks.structure, list(talks.rows)
        self.talks = talks
        self.term = np.ascontiguousarray(utilities.term[:, rows])
        self.link = np.ascontiguousarray(utilities.link[:, rows])
        self.need = np.ascontiguousarray(utilities.disagreement[:, rows])
        for column, actor in enumerate(rows):
            floor = talks.floors.get(actor)
            if floor is not None and actor in talks.parties:
                self.need[:, column] = np.maximum(self.need[:, column], floor)
            elif floor is not None:
                self.need[:, column] = floor
        refusals, binding = [], []
        for actor in talks.parties:
            variants = structure.variants(structure.actor_ids[actor])
            for number, interests in enumerate(variants):
                for pattern in structure.refusals(interests):
                    refusals.append(pattern)
                    binding.append(utilities.variant[:, actor] == number)
        self.refuse = (
            np.array(binding, dtype=bool).reshape(len(refusals), utilities.worlds).T.copy()
        )
        patterns = (*structure.linkages, *refusals)
        self.of_option = np.zeros((len(patterns), int(structure.offsets[-1])), dtype=bool)
        for p, pattern in enumerate(patterns):
            for issue, options in pattern:
                self.of_option[p, structure.offsets[issue] + np.array(sorted(options))] = True
        self.size = np.array([len(pattern) for pattern in patterns], dtype=np.int64)
        self.offsets = structure.offsets
        self.nogoods = structure.nogoods()
        self.trials = 0
        self.parties = list(talks.parties)
        powers = [rational(power) for power in talks.power[: len(self.parties)]]
        self.powers = exponents(powers)

    def is_feasible(self, codes: Codes) -> bool:
        """Return whether a package meets the constraints."""
        return not any(matches(pattern, codes) for pattern in self.nogoods)

    def rate(self, codes: Codes) -> Rating:
        """Return in how many worlds all accept, and the sum of powers times central utilities."""
        utility = self.talks.all_utilities(codes)[self.parties]
        total = sum(power * int(one) for power, one in zip(self.powers, utility, strict=True))
        return self.count(codes), total

    def count(self, codes: Codes, only: slice = slice(None)) -> int:
        """Return the number of worlds in which all accept."""
        self.trials += 1
        return int(
            count_accepting(
                self.term[only],
                self.link[only],
                self.need[only],
                self.refuse[only],
                self.offsets,
                self.of_option,
                self.size,
                np.array(codes, dtype=np.int64),
            )
        )

    def accepted_by(self, packages: Sequence[Codes]) -> np.ndarray:
        """Return in which worlds packages are accepted by all, shape (packages, W)."""
        worlds = self.need.shape[0]
        rows = [[self.count(codes, slice(w, w + 1)) for w in range(worlds)] for codes in packages]
        return np.array(rows, dtype=bool).reshape(len(packages), worlds)


def _list_all(talks: Talks, game: _Game, worlds: int, ties: int) -> Solution:
    best: list[Codes] = []
    top = 0
    for codes in itertools.product(*(range(size) for size in talks.structure.sizes)):
        if not game.is_feasible(codes):
            continue
        count = game.count(codes)
        if count > top:
            best, top = [codes], count
        elif count == top and count:
            best.append(codes)
    if not best:
        return Solution("safest", 0.0, 0.0, 0.0, True, 0, game.trials, ())
    share = top / worlds
    order = sorted(best, key=lambda codes: (-game.rate(codes)[1], codes))
    packages = tuple(talks.proposal(codes) for codes in order[:ties])
    return Solution("safest", share, share, 0.0, True, len(best), game.trials, packages)


def _climb(talks: Talks, game: _Game, starts: Sequence[Codes]) -> tuple[list[Codes], int]:
    """Improve packages by changing one issue, the best one then by changing two.

    Returns the packages at which climbs ended, the best first, and its count.
    """
    sizes = talks.structure.sizes
    ends: dict[Codes, Rating] = {}
    for start in starts:
        if not ends or game.trials < MAX_TRIALS // 2:
            codes, rating = _ascend(game, start, sizes, 1)
            ends[codes] = rating
    codes = max(ends, key=lambda item: (ends[item], [-code for code in item]))
    codes, rating = _ascend(game, codes, sizes, 2)
    ends[codes] = rating
    order = sorted(ends, key=lambda item: ([-part for part in ends[item]], item))
    return order, ends[order[0]][0]


def _ascend(game: _Game, start: Codes, sizes: tuple[int, ...], depth: int) -> tuple[Codes, Rating]:
    best, top = start, game.rate(start)
    improved = True
    while improved and game.trials < MAX_TRIALS:
        improved = False
        for codes in _neighbours(best, sizes, depth):
            if game.trials >= MAX_TRIALS:
                break
            if game.is_feasible(codes):
                rating = game.rate(codes)
                if rating > top:
                    best, top, improved = codes, rating, True
                    break
    return best, top


def _neighbours(codes: Codes, sizes: tuple[int, ...], depth: int) -> Iterable[Codes]:
    for issues in itertools.combinations(range(len(codes)), depth):
        choices = [[o for o in range(sizes[i]) if o != codes[i]] for i in issues]
        for options in itertools.product(*choices):
            changed = list(codes)
            for issue, option in zip(issues, options, strict=True):
                changed[issue] = option
            yield tuple(changed)
