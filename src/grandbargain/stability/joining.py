"""Does a coalition walk away from one package, in a space of any size: with a witness, a budget."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..errors import TooLargeError
from ..tables.moves import Moves
from ..tables.preferences import Preferences
from ..tables.structure import IndexPattern
from .lazy import Codes, Deterred, Judged
from .leaving import Purse
from .reach import coalition_movers, find_reach

MOST_PACKAGES = 1_000_000
"""Packages that are looked at for one coalition, unless a budget says otherwise."""

LEAST = 500
"""What one list costs at least, however short."""


def judge_coalition(
    moves: Moves,
    preferences: Preferences,
    nogoods: Sequence[IndexPattern],
    members: Sequence[int],
    codes: Sequence[int],
    *,
    packages: int = MOST_PACKAGES,
    deadline: float | None = None,
    show: int = 20,
) -> Judged:
    """Return whether parties would leave one package together, in indices.

    They leave if their moves, joint moves among them included, lead to a package that is better for
    each of them, from which no chain of improvements by the others ends no better than the package
    judged for at least one member (the literature's CSEQ).

    Parameters
    ----------
    moves, preferences, nogoods, codes
        As in :func:`~grandbargain.stability.lazy.judge`.
    members
        The coalition.
    packages
        How many packages to look at; what is not proved by then is None.
    deadline
        When to stop, by the monotonic clock.
    show
        How many improvements a stable verdict lists at most; those come first that give the member
        who gains least the most.
    """
    search = _Search(moves, preferences, tuple(nogoods), tuple(sorted(members)), tuple(codes))
    purse = Purse(packages, deadline)
    try:
        leaves = search.leaves(purse)
    except TooLargeError:
        return Judged(None, looked_at=purse.spent)
    shown: list[Deterred] = []
    is_known = True
    for leave in leaves:
        answered = search.answer(leave, purse)
        if answered is False:
            return Judged(False, (Deterred(leave, None),), False, purse.spent)
        if answered is None:
            is_known = False
            if purse.left <= 0:
                break
        elif len(shown) < show:
            shown.append(Deterred(leave, tuple(search.chain(leave))))
    if not is_known:
        return Judged(None, looked_at=purse.spent)
    return Judged(True, tuple(shown), len(leaves) <= show, purse.spent)


@dataclass(frozen=True)
class _List:
    """Packages in the order of their keys, with who comes to them and from where."""

    packages: np.ndarray
    keys: np.ndarray
    origin: tuple[int, Codes] | None


@dataclass
class _Search:
    """What a coalition could leave to, and how the others would answer."""

    moves: Moves
    preferences: Preferences
    nogoods: tuple[IndexPattern, ...]
    members: tuple[int, ...]
    origin: Codes
    after: dict[Codes, tuple[int, Codes] | None] = field(default_factory=dict)
    """Packages from which a sanction is reached, with the next step to it; None: is one."""
    lost: set[Codes] = field(default_factory=set)
    """Packages from which none is."""

    def __post_init__(self) -> None:
        self.others = tuple(a for a in self.moves.movers if a not in self.members)
        self.today = self.worth(np.array([self.origin]))[:, 0]

    def worth(self, packages: np.ndarray) -> np.ndarray:
        """Return what packages are worth to the members, shape (members, packages)."""
        return np.stack([self.preferences.of_actor(a, packages) for a in self.members])

    def reach(self, purse: Purse, actors: tuple[int, ...], at: Codes) -> np.ndarray:
        """Return what a coalition, or a single actor, reaches from a package."""
        found = find_reach(coalition_movers(self.moves, actors), self.nogoods, at)
        cost = max(found.size, LEAST)
        if cost > purse.left:
            raise TooLargeError(f"{found.size:,} packages would have to be listed")
        purse.spend(cost)
        return found.listed(max(found.size, 1))

    def leaves(self, purse: Purse) -> list[Codes]:
        """Return what is better for every member, the best for who gains least first."""
        packages = self.reach(purse, self.members, self.origin)
        gains = self.worth(packages) - self.today[:, None]
        is_better = (gains > 0).all(axis=0)
        found, least = packages[is_better], gains[:, is_better].min(axis=0)
        return [tuple(row) for row in found[np.argsort(-least, kind="stable")].tolist()]

    def answer(self, leave: Codes, purse: Purse) -> bool | None:
        """Return whether improvements of the others lead to a sanction; None: not known.

        Packages are taken up by how little is left to the member who would lose first.
        """
        before: dict[Codes, tuple[int, Codes] | None] = {}
        numbers = itertools.count()
        # A list of packages is sorted and taken up one by one: (key, number, place, list).
        start = _List(np.array([leave]), self._keys(np.array([leave])), None)
        waiting = [(int(start.keys[0]), next(numbers), 0, start)]
        while waiting:
            key, number, place, found = heapq.heappop(waiting)
            at = tuple(found.packages[place].tolist())
            if place + 1 < len(found.keys):
                entry = (int(found.keys[place + 1]), number, place + 1, found)
                heapq.heappush(waiting, entry)
            if at in before or at in self.lost:
                continue
            before[at] = found.origin
            if key <= 0 or at in self.after:
                self._remember(before, at)
                return True
            if purse.left < LEAST:
                return None
            for j in self.others:
                try:
                    after = self._improvements(purse, j, at)
                except TooLargeError:
                    return None
                if len(after.keys):
                    heapq.heappush(waiting, (int(after.keys[0]), next(numbers), 0, after))
        self.lost.update(before)
        return False

    def _keys(self, packages: np.ndarray) -> np.ndarray:
        """Return the smallest gain of a member: a sanction is a package where it is 0 or less."""
        return (self.worth(packages) - self.today[:, None]).min(axis=0)

    def _improvements(self, purse: Purse, actor: int, at: Codes) -> _List:
        """Return what one of the others improves to, the worst for a member first."""
        packages = self.reach(purse, (actor,), at)
        own = self.preferences.of_actor(actor, packages)
        now = self.preferences.of_actor(actor, np.array([at]))[0]
        packages = packages[own > now]
        keys = self._keys(packages)
        order = np.argsort(keys, kind="stable")
        return _List(packages[order], keys[order], (actor, at))

    def _remember(self, before: dict[Codes, tuple[int, Codes] | None], at: Codes) -> None:
        """Write down the way that led to a sanction, or to a package known to lead to one."""
        self.after.setdefault(at, None)
        while (step := before[at]) is not None:
            self.after[step[1]] = (step[0], at)
            at = step[1]

    def chain(self, leave: Codes) -> list[tuple[int, Codes]]:
        """Return the answers to an improvement that were found."""
        steps, at = [], leave
        while (step := self.after[at]) is not None:
            steps.append(step)
            at = step[1]
        return steps
