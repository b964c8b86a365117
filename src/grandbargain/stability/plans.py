"""Ways on which everyone who has to move moves once: short, and often provably shortest.

Where an issue can reach its target by a joint move of one set of actors only, that set has to make
a step. So the number of such sets, and of the single actors whom issues need that none of these
sets can carry, is a least number of steps. A plan has exactly one step for each of them: what is
left to find is an order, and who carries what single members can change. The order is searched
depth first, and what failed once is not tried again.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..tables.preferences import Preferences
from ..tables.structure import IndexPattern, matches

MOST_STATES = 600
"""States of a plan that are looked at before it is given up."""

MOST_CARRIED = 6
"""Issues whose carrier is chosen freely in one step; of more, all or none are carried."""

Codes = tuple[int, ...]
Steps = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Carrier:
    """Who makes one step of a plan: ``members``, what they can change, and what only they can."""

    members: tuple[int, ...]
    steps: Steps
    own: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """The packages of a plan, from start to target; ``is_shortest``: no way has fewer steps."""

    packages: list[Codes]
    is_shortest: bool


class Planner:
    """Looks for plans from a start to a target.

    Parameters
    ----------
    movers
        Everybody who may make a step: members and what they can change per issue in one step.
    preferences, nogoods
        What packages are worth, and patterns that no package on the way may match.
    """

    def __init__(
        self,
        movers: Sequence[tuple[tuple[int, ...], Steps]],
        preferences: Preferences,
        nogoods: Sequence[IndexPattern],
        start: Codes,
        target: Codes,
    ) -> None:
        self.preferences, self.nogoods = preferences, nogoods
        self.start, self.target = start, target
        self.needed = [i for i, (a, b) in enumerate(zip(start, target, strict=True)) if a != b]
        self.carriers, self.least = self._carriers(movers)
        joint = {i for carrier in self.carriers for i in carrier.own}
        self.loose = [i for i in self.needed if i not in joint]

    def _carriers(
        self, movers: Sequence[tuple[tuple[int, ...], Steps]]
    ) -> tuple[list[Carrier], int]:
        """Return who makes the steps, and the least number of steps; nobody where none can."""
        direct = {
            i: [m for m in movers if m[1][i][self.start[i], self.target[i]]] for i in self.needed
        }
        last = {i: [m for m in movers if m[1][i][:, self.target[i]].any()] for i in self.needed}
        if not all(direct.values()):
            return [], 0
        own: dict[tuple[int, ...], list[int]] = {}
        for i in self.needed:
            if all(len(members) > 1 for members, _ in direct[i]):
                own.setdefault(direct[i][0][0], []).append(i)
        by_members = dict(movers)
        carried = {i for i in self.needed for members in own if self._can(by_members[members], i)}
        left = [i for i in self.needed if i not in carried]
        for alone in _fewest([{m for m, _ in direct[i] if len(m) == 1} for i in left]):
            own.setdefault(alone, [])
        forced = {
            last[i][0][0] for i in self.needed if len(last[i]) == 1 and len(last[i][0][0]) > 1
        }
        free = [
            {m for m, _ in last[i]} for i in self.needed if not forced & {m for m, _ in last[i]}
        ]
        least = len(forced) + (1 if free else 0)
        if forced == {members for members in own if len(members) > 1} and len(free) == len(left):
            alone = [{m for m in each if len(m) == 1} for each in free]
            if all(len(a) == len(b) for a, b in zip(alone, free, strict=True)):
                least = len(forced) + len(list(_fewest(alone)))
        carriers = [Carrier(m, by_members[m], tuple(issues)) for m, issues in own.items()]
        return sorted(carriers, key=lambda c: (len(c.members), c.members)), least

    def _can(self, steps: Steps, issue: int) -> bool:
        return bool(steps[issue][self.start[issue], self.target[issue]])

    def find(
        self,
        *,
        interest: bool,
        leaders: Collection[int] | None = None,
        share: Collection[int] = (),
    ) -> Plan | None:
        """Return a plan, or None where none was found.

        Parameters
        ----------
        interest
            Whether every mover has to gain in its step.
        leaders
            A group whose steps come first; None: any order.
        share
            Issues that have to be as in the target before anybody but the leaders moves.
        """
        if not self.carriers or not self.needed:
            return None
        self.visited, self.share = 0, tuple(share)
        self.failed: set[tuple[int, ...]] = set()
        group = None if leaders is None else frozenset(leaders)
        if group is not None and not any(group.issuperset(c.members) for c in self.carriers):
            return None
        found = self._from(self.start, tuple(range(len(self.carriers))), interest, group)
        if found is None:
            return None
        return Plan([self.start, *found], len(found) <= self.least)

    def _from(
        self, x: Codes, left: tuple[int, ...], interest: bool, leaders: frozenset[int] | None
    ) -> list[Codes] | None:
        """Return the packages that follow, or None where the rest cannot be ordered."""
        if not left:
            return [] if x == self.target else None
        key = (*left, -1, *(i for i in self.loose if x[i] != self.target[i]))
        if key in self.failed or self.visited >= MOST_STATES:
            return None
        self.visited += 1
        for place, y in self._ordered(x, left, interest, leaders):
            rest = tuple(each for each in left if each != place)
            found = self._from(y, rest, interest, leaders)
            if found is not None:
                return [y, *found]
        self.failed.add(key)
        return None

    def _ordered(
        self, x: Codes, left: tuple[int, ...], interest: bool, leaders: frozenset[int] | None
    ) -> list[tuple[int, Codes]]:
        """Return the steps that may come next, the most promising first."""
        allowed: Sequence[int] = left
        if leaders is not None:
            ahead = [p for p in left if leaders.issuperset(self.carriers[p].members)]
            if not ahead and any(x[i] != self.target[i] for i in self.share):
                return []
            allowed = ahead or left
        steps = [(p, y) for p in allowed for y in self._steps(x, p, allowed) if self._is_open(y)]
        if not interest or not steps:
            return steps
        utility = self.preferences.of(np.array([x, *(y for _, y in steps)], dtype=np.int64))
        gain = utility[1:] - utility[0]
        least = [
            int(row[list(self.carriers[p].members)].min())
            for (p, _), row in zip(steps, gain, strict=True)
        ]
        order = sorted((k for k, g in enumerate(least) if g > 0), key=lambda k: (-least[k], k))
        return [steps[k] for k in order]

    def _steps(self, x: Codes, place: int, left: Sequence[int]) -> Iterator[Codes]:
        """Iterate over what one carrier can do: all of its own, and some of what it can carry."""
        carrier = self.carriers[place]
        later = [self.carriers[p] for p in left if p != place]
        may, must = [], []
        for i in self.loose:
            if x[i] != self.target[i] and self._can(carrier.steps, i):
                is_last = not any(self._can(other.steps, i) for other in later)
                (must if is_last else may).append(i)
        sizes: Sequence[int] = range(len(may), -1, -1)
        if len(may) > MOST_CARRIED:
            sizes = (len(may), 0)
        for size in sizes:
            for some in itertools.combinations(may, size):
                changed = {*carrier.own, *must, *some}
                if changed:
                    yield tuple(self.target[i] if i in changed else at for i, at in enumerate(x))

    def _is_open(self, codes: Codes) -> bool:
        return not any(matches(pattern, codes) for pattern in self.nogoods)


def _fewest(sets: Sequence[set[tuple[int, ...]]]) -> tuple[tuple[int, ...], ...]:
    """Return the fewest single movers of whom every set holds one, the first of equals."""
    names = sorted(set().union(*sets)) if sets else []
    for size in range(len(names) + 1):
        for some in itertools.combinations(names, size):
            if all(each.intersection(some) for each in sets):
                return some
    return ()
