"""The best package among those that everybody keeps (question ``bargain``, ``that_holds``).

With a fixed option of the issue that sets detection, "party i keeps x" reads, for packages in which
i gets at least P,

    a (T - R) <= b (R - P),   a = 1 - discount (1 - f),   b = max(0, discount (q - f)),

with R = u_i(x) and T the best that i reaches by its own moves. For a fixed way of leaving (a map
from options to options) what i gets is again a sum over the options of x, and T is at least that.
So every way of leaving gives a condition that all packages meet which hold: a cut. The best package
that meets the cuts known so far is asked whether it holds; if not, the departure that breaks it
gives the next cut (cutting planes, Kelley 1960, Journal of SIAM 8:703-712). When the best package
holds, it is proved best.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ..bargain.result import Solution
from ..bargain.rules import explore, solve
from ..bargain.talks import Condition, Talks
from ..stability.holding import Departures, Payoffs, departures_of, require_repeated, stays
from ..tables.enforcement import Enforcement
from ..tables.moves import Moves, closure
from ..tables.preferences import Preferences
from ..tables.structure import IndexPattern

MOST_ROUNDS = 200
"""Most rounds of cuts before the search is left undecided."""

Codes = tuple[int, ...]
Way = tuple[np.ndarray, ...]
"""A way of leaving: per issue to which option each of its options is taken."""


@dataclass(frozen=True)
class Kept:
    """The solution among the packages that hold, the cuts it took, and whether that is settled."""

    solution: Solution
    cuts: int
    proved: bool


class Keeping:
    """Searches among the packages that every party at the table keeps, in the central world.

    Raises
    ------
    MissingSectionError
        Somebody at the table has no discount.
    """

    def __init__(
        self,
        talks: Talks,
        moves: Moves,
        preferences: Preferences,
        enforcement: Enforcement,
        nogoods: Sequence[IndexPattern],
    ) -> None:
        require_repeated(moves.structure, enforcement)
        self.talks, self.moves, self.preferences = talks, moves, preferences
        self.enforcement, self.nogoods = enforcement, tuple(nogoods)
        self.structure = moves.structure
        self.bound = {issue for pattern in self.nogoods for issue, _ in pattern}
        self.cuts: list[Condition] = []

    def solve(self, rule: str, ties: int = 100) -> Kept:
        """Return the solution of a rule among the packages that hold.

        Kalai-Smorodinsky compares with the best that each party can get among these packages.
        """
        for _ in range(MOST_ROUNDS):
            talks = self.talks.change(conditions=tuple(self.cuts))
            zone = explore(talks)
            solution = solve(talks, rule, zone, ties=ties)
            broken = [self._broken(proposal.package) for proposal in solution.packages]
            if not any(broken):
                if solution.ties is not None and solution.ties > len(solution.packages):
                    solution = replace(solution, ties=None)
                return Kept(solution, len(self.cuts), solution.proved)
            for package in broken:
                self.cuts += package
        nothing = Solution(rule, None, None, None, False, None, 0, ())
        return Kept(nothing, len(self.cuts), proved=False)

    def _broken(self, package: Mapping[str, str]) -> list[Condition]:
        """Return a cut for every party that would not keep a package."""
        codes = self.structure.codes(package)
        q = float(self.enforcement.detection_of(codes)[0])
        f = float(self.enforcement.false_alarm[0])
        cuts = []
        for actor in self.talks.parties:
            departures = departures_of(self.moves, self.nogoods, actor, codes)
            best = departures.best(self.preferences)
            if best is None:
                continue
            reward, temptation = (
                int(self.preferences.of_actor(actor, np.array([each]))[0])
                for each in (codes, departures.codes[best])
            )
            failure = int(self.talks.utilities.disagreement[0, actor])
            discount = self._discount(actor)
            if not stays(Payoffs(reward, temptation, failure), discount, q, f):
                cuts.append(self._cut(departures, departures.codes[best], q, f))
        return cuts

    def _discount(self, actor: int) -> float:
        chances = self.enforcement.discount[actor]
        return 0.0 if chances is None else float(chances[0])

    def _cut(self, departures: Departures, to: np.ndarray, q: float, f: float) -> Condition:
        """Return the condition that a departure gives, or one that excludes the package alone."""
        actor, codes = departures.actor, departures.start
        d = self._discount(actor)
        a, b = 1 - d * (1 - f), max(d * (q - f), 0.0)
        way = self._way(actor, codes, to)
        condition = self._condition(actor, codes, way, a, b)
        if _sum_of(condition, self.structure.offsets, codes) >= condition.floor:
            whole = tuple((issue, frozenset({code})) for issue, code in enumerate(codes))
            none = np.zeros(int(self.structure.offsets[-1]), dtype=np.int64)
            return Condition(none, ((whole, -1),), 0)
        return condition

    def _way(self, actor: int, codes: Codes, to: np.ndarray) -> Way:
        """Return the departure as a map that can be followed from other packages too.

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

    def _condition(self, actor: int, codes: Codes, way: Way, a: float, b: float) -> Condition:
        """Return (a + b) u(x) - a u(way(x)) >= b P, rounded so that nothing that holds is lost."""
        structure, world = self.structure, self.talks.utilities
        term, add = world.term[0, actor], world.link[0, actor]
        whole = np.concatenate([term[at + options] for at, options in self._placed(way)])
        row = np.rint((a + b) * term - a * whole).astype(np.int64)
        links: list[tuple[IndexPattern, int]] = []
        for number, pattern in enumerate(structure.linkages):
            if add[number]:
                links.append((pattern, round((a + b) * int(add[number]))))
                before = _before(pattern, way)
                if before is not None:
                    links.append((before, round(-a * int(add[number]))))
        failure = Fraction(b) * int(world.disagreement[0, actor])
        rounding = len(structure.sizes) + len(links) + 1
        floor = math.floor(failure) - rounding
        away = int((2 * a + abs(b)) * (np.abs(term).sum() + np.abs(add).sum())) + abs(floor) + 1
        for pattern in self.nogoods:
            before = _before(pattern, way)
            if before is not None:
                links.append((before, away))
        if self.enforcement.issue is not None:
            issue = self.enforcement.issue
            others = frozenset(range(structure.sizes[issue])) - {codes[issue]}
            if others:
                links.append((((issue, others),), away))
        return Condition(row, tuple(links), floor)

    def _placed(self, way: Way) -> list[tuple[int, np.ndarray]]:
        return [
            (int(at), options) for at, options in zip(self.structure.offsets, way, strict=False)
        ]


def _before(pattern: IndexPattern, way: Way) -> IndexPattern | None:
    """Return which packages a way takes to one that matches a pattern; None: none."""
    out = []
    for issue, options in pattern:
        before = frozenset(np.flatnonzero(np.isin(way[issue], sorted(options))).tolist())
        if not before:
            return None
        if len(before) < len(way[issue]):
            out.append((issue, before))
    return tuple(out)


def _sum_of(condition: Condition, offsets: np.ndarray, codes: Codes) -> int:
    total = int(condition.term[offsets[:-1] + np.array(codes)].sum())
    return total + sum(
        add
        for pattern, add in condition.links
        if all(codes[issue] in options for issue, options in pattern)
    )
