"""What must change: the smallest raise of a package that makes it stable for an actor.

The package alone is raised for the actor; all other packages, and what others prefer, stay as they
are. An improvement to y is then no more one as soon as the package is worth what y is, and is
deterred as soon as it is worth what the mildest sanction leaves. So the smallest raise follows
from one number per y: the lesser of the two.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from ..errors import TooLargeError
from ..tables.moves import Moves
from ..tables.preferences import Preferences
from ..tables.structure import IndexPattern, matches
from .reach import Reach, reach_alone, reach_of_others

LIMIT = 100_000
"""Packages that are looked at for one actor and concept."""

Codes = tuple[int, ...]


class Surroundings:
    """What an actor can leave to from a package, and how the others can answer.

    ``left`` counts down the packages that may still be looked at.

    Raises
    ------
    TooLargeError
        From every method, where more packages would have to be looked at than are left.
    """

    def __init__(
        self,
        moves: Moves,
        preferences: Preferences,
        nogoods: Sequence[IndexPattern],
        actor: int,
        codes: Sequence[int],
        limit: int = LIMIT,
    ) -> None:
        self.moves, self.preferences, self.nogoods = moves, preferences, nogoods
        self.actor, self.codes = actor, tuple(map(int, codes))
        self.others = [a for a in moves.movers if a != actor]
        self.left = limit
        self._own: dict[tuple[int, Codes], list[Codes]] = {}

    def utility(self, actor: int, packages: Sequence[Codes]) -> list[int]:
        """Return what packages are worth to an actor."""
        if not packages:
            return []
        return [int(u) for u in self.preferences.of_actor(actor, np.array(packages))]

    def own(self, actor: int, start: Codes) -> list[Codes]:
        """Return what an actor reaches by its own moves, without the start."""
        key = (actor, start)
        if key not in self._own:
            reach = reach_alone(self.moves, self.nogoods, actor, start)
            self._own[key] = self._listed(reach)
        return self._own[key]

    def better(self, actor: int, start: Codes) -> list[Codes]:
        """Return those of them that it prefers to the start."""
        found = self.own(actor, start)
        least = self.utility(actor, [start])[0]
        worth = self.utility(actor, found)
        return [y for y, u in zip(found, worth, strict=True) if u > least]

    def answers(self, concept: str, y: Codes) -> list[Codes]:
        """Return where the others can take an improvement to y, under a concept."""
        if concept == "nash":
            return []
        if concept == "sim":
            return list(self._simultaneous(y))
        if concept == "seq":
            return self._improving(y)
        return self._listed(reach_of_others(self.moves, self.nogoods, self.others, y))

    def _listed(self, reach: Reach) -> list[Codes]:
        self.spend(reach.size + 1)
        return [tuple(map(int, row)) for row in reach.listed()]

    def spend(self, packages: int) -> None:
        """Count packages that are looked at."""
        if packages > self.left:
            raise TooLargeError("more packages would have to be looked at than the budget allows")
        self.left -= packages

    def _improving(self, start: Codes) -> list[Codes]:
        found, fresh = {start}, [start]
        while fresh:
            new = {z for y in fresh for j in self.others for z in self.better(j, y)} - found
            self.spend(len(new))
            found |= new
            fresh = sorted(new)
        return sorted(found - {start})

    def _simultaneous(self, y: Codes) -> Iterator[Codes]:
        x = self.codes
        choices = [[x, *self.better(j, x)] for j in self.others]
        for ends in itertools.product([y], *choices):
            self.spend(1)
            changed = [[e[i] for e in ends if e[i] != x[i]] for i in range(len(x))]
            if any(len(each) > 1 for each in changed):
                continue
            z = tuple(each[0] if each else at for each, at in zip(changed, x, strict=True))
            if not any(matches(pattern, z) for pattern in self.nogoods):
                yield z


def smallest_raise(
    moves: Moves,
    preferences: Preferences,
    nogoods: Sequence[IndexPattern],
    actor: int,
    codes: Sequence[int],
    concept: str,
    *,
    limit: int = LIMIT,
) -> int | None:
    """Return by how much a package must be worth more to an actor to be stable for it.

    Every package other than this one, and everybody else's preferences, stay as they are.

    Returns
    -------
    int or None
        In the units of the preferences (micro-points for points, ranks otherwise); 0 where it is
        stable already; None where more than ``limit`` packages would have to be looked at.
    """
    near = Surroundings(moves, preferences, nogoods, actor, codes, limit)
    x = near.codes
    try:
        need = near.utility(actor, [x])[0]
        now = need
        found = near.own(actor, x)
        worth = near.utility(actor, found)
        for u, y in sorted(zip(worth, found, strict=True), reverse=True):
            if u <= need:
                break
            need = max(need, _needed(near, concept, y, u, need))
    except TooLargeError:
        return None
    return need - now


def _needed(near: Surroundings, concept: str, y: Codes, worth: int, enough: int) -> int:
    """Return from which worth of the package on an improvement to y is none, or is deterred."""
    least = worth
    answers = near.answers(concept, y)
    if near.codes in answers and concept != "smr":
        return enough
    for z, u in zip(answers, near.utility(near.actor, answers), strict=True):
        level = enough if z == near.codes else u
        if concept == "smr" and level < least:
            escapes = [w for w in near.own(near.actor, z) if w != near.codes]
            level = max([level, *near.utility(near.actor, escapes)])
        least = min(least, level)
        if least <= enough:
            break
    return least
