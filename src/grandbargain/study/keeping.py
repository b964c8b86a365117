"""The best package among those that everybody keeps (question ``bargain``, ``that_holds``).

A package that is kept has to be found among 10^16, so what rules a package out is made to rule out
many: a cut, a condition that all packages meet which are kept. The best package that meets the cuts
known so far is asked whether it is kept; if not, the reason gives the next cut (cutting planes,
Kelley 1960, Journal of SIAM 8:703-712). When the best package is kept, it is proved best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..bargain.result import Solution
from ..bargain.rules import Zone, explore, solve
from ..bargain.talks import Condition, Talks
from ..stability.holding import require_repeated
from ..tables.enforcement import Enforcement
from ..tables.moves import Moves, closure
from ..tables.structure import IndexPattern

MOST_ROUNDS = 1_000
"""Most rounds of cuts before the search is left undecided."""

Codes = tuple[int, ...]
Way = tuple[np.ndarray, ...]
"""A way of leaving: per issue to which option each of its options is taken."""


@dataclass(frozen=True)
class Kept:
    """The solution among the packages that are kept, and the cuts it took.

    Where ``solution.proved`` is False its package is the best one met on the way, if any, and its
    bound that of all packages which meet the cuts.
    """

    solution: Solution
    cuts: int


class Keeping:
    """Searches among the packages that every party at the table keeps.

    Which packages these are, and what rules one out, is for the kinds of it to say.

    Raises
    ------
    MissingSectionError
        Somebody at the table has no discount.
    """

    def __init__(
        self,
        talks: Talks,
        moves: Moves,
        enforcement: Enforcement,
        nogoods: Sequence[IndexPattern],
    ) -> None:
        require_repeated(moves.structure, enforcement)
        self.talks, self.moves, self.nogoods = talks, moves, tuple(nogoods)
        self.structure = moves.structure
        self.bound = {issue for pattern in self.nogoods for issue, _ in pattern}
        self.cuts: list[Condition] = []

    def broken(self, codes: Codes) -> list[Condition]:
        """Return conditions that a package breaks and all packages meet that are kept.

        Empty for a package that is kept.
        """
        raise NotImplementedError

    def solve(self, rule: str, ties: int = 100) -> Kept:
        """Return the solution of a rule among the packages that are kept.

        Kalai-Smorodinsky compares with the best that each party can get among these packages.
        """
        start = self.talks.change(budget=self.talks.budget.part())
        met: list[Codes] = []
        rounds = 0
        while True:
            rounds += 1
            talks = start.change(conditions=tuple(self.cuts))
            zone = explore(talks)
            solution = solve(talks, rule, zone, ties=ties)
            asked = [self.structure.codes(item.package) for item in solution.packages]
            ideals = self._ideals(zone) if rule == "kalai_smorodinsky" else ()
            found = {codes: self.broken(codes) for codes in dict.fromkeys((*asked, *ideals))}
            met += [codes for codes in asked if not found[codes]]
            new = [cut for cuts in found.values() for cut in cuts]
            if not new:
                if solution.ties is not None and solution.ties > len(solution.packages):
                    solution = replace(solution, ties=None)
                return Kept(solution, len(self.cuts))
            if not solution.proved or rounds == MOST_ROUNDS:
                break
            self.cuts += new
        return Kept(self._best_met(rule, met, solution.bound, talks), len(self.cuts))

    def _ideals(self, zone: Zone) -> tuple[Codes, ...]:
        return zone.packages if zone.exists else ()

    def _best_met(
        self, rule: str, met: Sequence[Codes], bound: float | None, talks: Talks
    ) -> Solution:
        """Return the best package met that is kept, as far as a rule can rate one by itself."""
        best = Solution(rule, None, bound, None, False, None, 0, ())
        if rule == "kalai_smorodinsky":
            return best
        for codes in met:
            alone = talks.change(domains=tuple((code,) for code in codes), conditions=())
            found = solve(alone, rule, explore(alone))
            if found.objective is None or (
                best.objective is not None and found.objective <= best.objective
            ):
                continue
            gap = None if bound is None else max(bound - found.objective, 0.0)
            best = replace(found, bound=bound, gap=gap, proved=False, ties=None)
        return best

    def way(self, actor: int, codes: Codes, to: Sequence[int] | np.ndarray) -> Way:
        """Return a departure as a map that can be followed from other packages too.

        Issues that constraints speak of are changed by single steps only, others by any number.
        """
        way = []
        for issue, size in enumerate(self.structure.sizes):
            options = np.arange(size)
            if codes[issue] != to[issue]:
                step = self.moves.alone[actor][issue]
                reached = step if issue in self.bound else closure(step)
                options = np.where(reached[:, to[issue]], to[issue], options)
            way.append(options)
        return tuple(way)


def before(pattern: IndexPattern, way: Way) -> IndexPattern | None:
    """Return which packages a way takes to one that matches a pattern; None: none."""
    out = []
    for issue, options in pattern:
        start = frozenset(np.flatnonzero(np.isin(way[issue], sorted(options))).tolist())
        if not start:
            return None
        if len(start) < len(way[issue]):
            out.append((issue, start))
    return tuple(out)
