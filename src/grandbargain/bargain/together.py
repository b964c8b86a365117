"""Which parties can gain together, where no package lets all of them gain.

Sets of parties that cannot are learnt one by one, each as small as it can be made; what is left are
the largest sets that contain none of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from ..tables.utilities import MICRO
from .goals import SUM, Goal
from .search import maximise
from .talks import Talks

Group = tuple[int, ...]
"""Parties by their place at the table, in order."""


class Together:
    """Sets of parties that can gain together, as far as is known.

    Attributes
    ----------
    is_proved
        Whether every test so far was settled within the budget.
    """

    def __init__(self, talks: Talks, able: Sequence[int]) -> None:
        self.talks, self.able = talks, tuple(able)
        self.gaining: list[frozenset[int]] = []
        self.excluded: list[frozenset[int]] = []
        self.is_proved = True
        for pair in itertools.combinations(self.able, 2):
            if self.can_gain(pair) is False:
                self.excluded.append(frozenset(pair))

    def _gaining(self, utility: np.ndarray) -> frozenset[int]:
        return frozenset(i for i in self.able if utility[i] > self.talks.disagreement[i])

    def can_gain(self, group: Group) -> bool | None:
        """Return whether some package lets all of a group gain; None: not decided in time."""
        if any(known.issuperset(group) for known in self.gaining):
            return True
        talks = self.talks
        floor = talks.floor.copy()
        members = list(group)
        floor[members] = np.maximum(floor[members], talks.disagreement[members] + 1)
        rows = talks.width
        power = np.zeros(rows)
        power[members] = 1.0
        goal = Goal(
            SUM,
            talks.disagreement,
            np.full(rows, MICRO, dtype=np.int64),
            power,
            len(talks.parties),
        )
        outcome = maximise(talks.engine, goal, floor, budget=talks.budget, first_only=True)
        if outcome.leaves:
            self.gaining.append(self._gaining(talks.engine.utility(outcome.leaves[0])))
            return True
        if outcome.is_complete:
            return False
        self.is_proved = False
        return None

    def exclude(self, group: Group) -> None:
        """Learn that a group cannot gain together, and which of its members that takes."""
        left = list(group)
        for member in group:
            rest = tuple(i for i in left if i != member)
            if rest and self.can_gain(rest) is False:
                left = list(rest)
        self.excluded.append(frozenset(left))

    def largest(self) -> list[Group]:
        """Return the largest sets that contain no set known to be unable, in order."""
        found: list[Group] = [()]
        stack: list[tuple[Group, int]] = [((), 0)]
        while stack:
            group, place = stack.pop()
            if len(group) + len(self.able) - place < len(found[0]):
                continue
            if place == len(self.able):
                if len(group) > len(found[0]):
                    found = []
                found.append(group)
                continue
            stack.append((group, place + 1))
            more = (*group, self.able[place])
            if not any(bad.issubset(more) for bad in self.excluded if self.able[place] in bad):
                stack.append((more, place + 1))
        return sorted(set(found))
