"""The best package among those that everybody keeps in the central world.

With a fixed option of the issue that sets detection, "party i keeps x" reads, for packages in which
i gets at least P,

    a (T - R) <= b (R - P),   a = 1 - discount (1 - f),   b = max(0, discount (q - f)),

with R = u_i(x) and T the best that i reaches by its own moves. For a fixed way of leaving (a map
from options to options) what i gets is again a sum over the options of x, and T is at least that.
So every way of leaving gives a condition that all packages meet which hold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..bargain.talks import Condition, Talks
from ..stability.departures import Departures, departures_of
from ..stability.holding import Payoffs, stays
from ..tables.enforcement import Enforcement
from ..tables.moves import Moves
from ..tables.preferences import Preferences
from ..tables.structure import IndexPattern
from .keeping import Codes, Keeping, Way, before


class KeepingCentrally(Keeping):
    """Searches among the packages that every party at the table keeps, in the central world."""

    def __init__(
        self,
        talks: Talks,
        moves: Moves,
        preferences: Preferences,
        enforcement: Enforcement,
        nogoods: Sequence[IndexPattern],
    ) -> None:
        super().__init__(talks, moves, enforcement, nogoods)
        self.preferences, self.enforcement = preferences, enforcement

    def broken(self, codes: Codes) -> list[Condition]:
        """Return a cut for every party that would not keep a package."""
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
        way = self.way(actor, codes, to)
        condition = self._condition(actor, codes, way, a, b)
        if _sum_of(condition, self.structure.offsets, codes) >= condition.floor:
            whole = tuple((issue, frozenset({code})) for issue, code in enumerate(codes))
            none = np.zeros(int(self.structure.offsets[-1]), dtype=np.int64)
            return Condition(none, ((whole, -1),), 0)
        return condition

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
                start = before(pattern, way)
                if start is not None:
                    links.append((start, round(-a * int(add[number]))))
        failure = Fraction(b) * int(world.disagreement[0, actor])
        rounding = len(structure.sizes) + len(links) + 1
        floor = math.floor(failure) - rounding
        away = int((2 * a + abs(b)) * (np.abs(term).sum() + np.abs(add).sum())) + abs(floor) + 1
        for pattern in self.nogoods:
            start = before(pattern, way)
            if start is not None:
                links.append((start, away))
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


def _sum_of(condition: Condition, offsets: np.ndarray, codes: Codes) -> int:
    total = int(condition.term[offsets[:-1] + np.array(codes)].sum())
    return total + sum(
        add
        for pattern, add in condition.links
        if all(codes[issue] in options for issue, options in pattern)
    )
