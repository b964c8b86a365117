"""Middle way between twin and engine: every package in arrays, for disputes of 10^5 packages.

Whole numbers throughout; where a rule needs products or fractions, floats only make a short list
with room to spare, and the twin decides among the few that are left.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from grandbargain.dispute import Dispute, Pattern
from tests.reference import bargain as twin
from tests.reference.utilities import central_tables

_ROOM = 1e-9
"""Relative room of a short list: a hundred thousand times the error of the floats behind it."""


class Listing:
    """All feasible packages of a dispute, in package order, with gains as arrays."""

    def __init__(self, dispute: Dispute) -> None:
        self.dispute = dispute
        self.tables = central_tables(dispute)
        self.parties = [actor.id for actor in dispute.parties]
        sizes = [len(issue.options) for issue in dispute.issues]
        codes = np.indices(sizes).reshape(len(sizes), -1)
        self.column = {issue.id: row for issue, row in zip(dispute.issues, codes, strict=True)}
        keep = np.ones(codes.shape[1], dtype=bool)
        for rule in dispute.constraints:
            if rule.never is not None:
                keep &= ~self.matches(rule.never)
            else:
                assert rule.condition is not None
                assert rule.consequence is not None
                keep &= ~self.matches(rule.condition) | self.matches(rule.consequence)
        self.column = {name: row[keep] for name, row in self.column.items()}
        self.size = int(keep.sum())
        self.utility = {actor: self._utility(actor) for actor in self.parties}
        self.gain = {i: u - self.tables[i].disagreement for i, u in self.utility.items()}

    def matches(self, pattern: Pattern) -> np.ndarray:
        """Which packages match."""
        out = np.ones(len(next(iter(self.column.values()))), dtype=bool)
        for name, options in pattern.terms:
            known = self.dispute.issue(name).option_ids
            out &= np.isin(self.column[name], [known.index(option) for option in options])
        return out

    def _utility(self, actor: str) -> np.ndarray:
        own = self.tables[actor]
        total = np.zeros(self.size, dtype=np.int64)
        for name, row in self.column.items():
            total += np.array(list(own.points[name].values()), dtype=np.int64)[row]
        for when, adds in own.linkages:
            total += adds * self.matches(when)
        return total

    def zone(self, parties: Sequence[str]) -> np.ndarray:
        """Positions of the packages that none of these parties refuses."""
        keep = np.ones(self.size, dtype=bool)
        for party in parties:
            keep &= self.gain[party] >= 0
            for pattern in self.tables[party].refuses:
                keep &= ~self.matches(pattern)
        return np.flatnonzero(keep)

    def offer(self, position: int) -> twin.Offer:
        """One package as the twin knows it."""
        package = {
            issue.id: issue.option_ids[int(self.column[issue.id][position])]
            for issue in self.dispute.issues
        }
        utility = {actor: table.utility(package) for actor, table in self.tables.items()}
        gain = {actor: u - self.tables[actor].disagreement for actor, u in utility.items()}
        refused = frozenset(a for a, table in self.tables.items() if table.is_refused(package))
        return twin.Offer(package, utility, gain, refused)

    def solutions(self, among: np.ndarray) -> dict[str, twin.Solution]:
        """The four solutions of a zone that is not empty."""
        power = twin.powers(self.dispute, self.parties)
        weight = np.array([[float(power[party])] for party in self.parties])
        gain = np.array([self.gain[party][among] for party in self.parties])
        winners = (gain > 0).sum(axis=0)
        logs = (weight * np.log(np.maximum(gain, 1))).sum(axis=0)
        shares = gain / np.maximum(gain.max(axis=1, keepdims=True), 1)
        shares[gain.max(axis=1) == 0] = 1
        sums = (weight * gain).sum(axis=0)
        ideals = [int(row.argmax()) for row in gain]
        short = {
            "nash": self._short(among, np.where(winners == winners.max(), logs, -1.0)),
            "kalai_smorodinsky": self._short(among, shares.min(axis=0), ideals),
            "egalitarian": self._short(among, gain.min(axis=0).astype(float)),
            "utilitarian": self._short(among, sums),
        }
        return {rule: twin.solutions(offers, power)[rule] for rule, offers in short.items()}

    def _short(
        self, among: np.ndarray, score: np.ndarray, besides: Sequence[int] = ()
    ) -> list[twin.Offer]:
        best = score.max()
        kept = {*np.flatnonzero(score >= best - _ROOM * max(1.0, abs(best))).tolist(), *besides}
        return [self.offer(int(among[position])) for position in sorted(kept)]

    def frontier(self, among: np.ndarray) -> dict[tuple[int, ...], int]:
        """Undominated points with the number of packages at each."""
        rows = np.array([self.utility[party][among] for party in self.parties]).T
        points, counts = np.unique(rows, axis=0, return_counts=True)
        order = np.argsort(-points.sum(axis=1), kind="stable")
        front = np.empty((0, len(self.parties)), dtype=np.int64)
        kept: dict[tuple[int, ...], int] = {}
        for k in order:
            # who dominates a point has a larger sum, so it was looked at before
            if not (front >= points[k]).all(axis=1).any():
                front = np.vstack([front, points[k]])
                kept[tuple(points[k].tolist())] = int(counts[k])
        return kept

    def blockers(self) -> tuple[str, ...] | None:
        """The smallest set of parties with an empty zone."""
        for size in range(len(self.parties) + 1):
            for group in itertools.combinations(self.parties, size):
                if not len(self.zone(group)):
                    return group
        return None

    def concessions(self) -> dict[str, int | None]:
        """How far each party's own disagreement point must fall, alone."""
        answer: dict[str, int | None] = {}
        for party in self.parties:
            left = self.zone([other for other in self.parties if other != party])
            refused = np.zeros(self.size, dtype=bool)
            for pattern in self.tables[party].refuses:
                refused |= self.matches(pattern)
            left = left[~refused[left]]
            answer[party] = -int(self.gain[party][left].max()) if len(left) else None
        return answer

    def frozen(self, among: np.ndarray, fixed: Mapping[str, str]) -> np.ndarray:
        """The packages of a zone with these options."""
        keep = np.ones(len(among), dtype=bool)
        for name, option in fixed.items():
            known = self.dispute.issue(name).option_ids
            keep &= self.column[name][among] == known.index(option)
        return among[keep]
