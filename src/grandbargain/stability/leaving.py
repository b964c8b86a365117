"""One actor who may leave a package: where to, and what moves of the others make of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..tables.preferences import Preferences
from .around import Around, Sums
from .kernels_lazy import BUDGET, DONE, Goals, Rows, search, search_each

MOST_IMPROVEMENTS = 1 << 18
"""Most improvements of one actor that are listed at once."""

CHOICES_PER_SECOND = 3_000_000
"""A cautious guess, by which a search without a clock keeps to a budget of seconds."""


@dataclass
class Purse:
    """What is left of a budget."""

    choices: int
    deadline: float | None
    spent: int = 0

    @property
    def left(self) -> int:
        """Choices that may still be tried."""
        left = self.choices - self.spent
        if self.deadline is not None:
            seconds = max(self.deadline - time.monotonic(), 0.0)
            left = min(left, int(seconds * CHOICES_PER_SECOND))
        return left

    def spend(self, choices: int) -> None:
        """Count choices that were tried."""
        self.spent += int(choices)


@dataclass
class Leaver:
    """One actor who may leave the package: what all concepts share."""

    around: Around
    sums: Sums
    preferences: Preferences
    actor: int
    movers: tuple[int, ...]

    @cached_property
    def goal(self) -> tuple[int, int]:
        """Its goal, and the sum at the package: a sanction does not exceed it."""
        return self.sums.threshold(self.actor, np.zeros(len(self.around.parts), dtype=np.int64))

    @property
    def opposite(self) -> int:
        """The opposite of its goal."""
        return self.goal[0] + self.sums.count

    @cached_property
    def others(self) -> tuple[int, ...]:
        """Who can answer."""
        return tuple(a for a in self.movers if a != self.actor)

    @cached_property
    def own_rows(self) -> Rows:
        """What it reaches by its own moves, the best first."""
        return self.rows(self.around.reach[self.actor], best_first=True)

    @cached_property
    def others_reach(self) -> tuple[np.ndarray, ...]:
        """What chains of moves of the others change."""
        return self.around.reach_of(self.others)

    @cached_property
    def others_rows(self) -> Rows:
        """What chains of moves of the others reach, the worst first."""
        return self.rows(self.others_reach)

    def rows(self, relation: Sequence[np.ndarray], best_first: bool = False) -> Rows:
        """Return a relation as rows in the order of what its states are worth to the actor."""
        goal = self.opposite if best_first else self.goal[0]
        return self.around.rows(tuple(relation), self.sums.goals.term[goal])

    def improvements(self, purse: Purse) -> tuple[np.ndarray, bool]:
        """Return R_i+ as states, the best for the actor first, and whether these are all."""
        room = np.zeros((1024, len(self.around.parts)), dtype=np.int64)
        while True:
            count, tried, why = search(
                self.sums.shape,
                self.sums.goals,
                np.array([self.opposite]),
                np.array([-self.goal[1] - 1]),
                self.own_rows,
                np.zeros(room.shape[1], dtype=np.int64),
                room,
                max(purse.left, 0),
            )
            purse.spend(tried)
            if why in (DONE, BUDGET) or len(room) == MOST_IMPROVEMENTS:
                break
            room = np.zeros((min(len(room) * 16, MOST_IMPROVEMENTS), room.shape[1]), dtype=np.int64)
        found = room[:count]
        key = self.preferences.of_actor(self.actor, self.around.listed(found))
        return found[np.argsort(-key, kind="stable")], why == DONE

    def answer(
        self, starts: np.ndarray, plans: Plans | None, purse: Purse
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return where moves of the others lead from each start, and 1, 0 or -1 (not known).

        It stops at the first start without an answer. With plans no plan may pay there either.
        """
        goals = self.sums.goals if plans is None else plans.goals
        which = [self.goal[0]] if plans is None else plans.which
        ends, status = np.zeros_like(starts), np.full(len(starts), -1)
        _, tried = search_each(
            self.sums.shape,
            goals,
            np.array(which),
            np.full(len(which), self.goal[1]),
            self.others_rows,
            starts,
            ends,
            status,
            True,
            max(purse.left, 0),
        )
        purse.spend(tried)
        return ends, status

    def escapes(self, starts: np.ndarray, purse: Purse) -> tuple[np.ndarray, np.ndarray]:
        """Return where the actor does better again from each start, and 1, 0 or -1."""
        ends, status = np.zeros_like(starts), np.full(len(starts), -1)
        _, tried = search_each(
            self.sums.shape,
            self.sums.goals,
            np.array([self.opposite]),
            np.array([-self.goal[1] - 1]),
            self.own_rows,
            starts,
            ends,
            status,
            False,
            max(purse.left, 0),
        )
        purse.spend(tried)
        return ends, status


class Plans:
    """Ways in which the one who left would answer a sanction: to each state of a part, a change.

    What a plan leads to is reached from wherever it starts, so no package from which it does better
    than the package judged can hold the actor.
    """

    def __init__(self, leaver: Leaver) -> None:
        self.leaver = leaver
        self.goals: Goals = leaver.sums.goals
        self.which = [leaver.goal[0]]
        rows, first = leaver.own_rows, leaver.around.first
        best = [rows.state[start] for start in rows.start]
        self.best = [
            np.array(best[first[g] : first[g + 1]], dtype=np.int64) for g in range(len(first) - 1)
        ]
        self._write(self.best)

    def learn(self, escape: np.ndarray) -> None:
        """Add the plan to go to the states of an escape wherever they can be reached."""
        reach = self.leaver.around.reach[self.leaver.actor]
        self._write(
            [
                np.where(reach[g][:, state], state, self.best[g])
                for g, state in enumerate(escape.tolist())
            ]
        )

    def _write(self, change: Sequence[np.ndarray]) -> None:
        goals, shape, own = self.goals, self.leaver.sums.shape, self.leaver.goal[0]
        term, member = goals.term[own].copy(), goals.member[0].copy()
        for g, to in enumerate(change):
            first = shape.first[g]
            term[first : first + len(to)] = goals.term[own][first + to]
            for e in range(shape.entry_start[g], shape.entry_start[g + 1]):
                place = shape.entry_place[e]
                member[place : place + len(to)] = goals.member[0][place + to]
        self.which.append(len(goals.base))
        self.goals = Goals(
            np.append(goals.base, goals.base[own]),
            np.concatenate((goals.term, term[None])),
            np.concatenate((goals.add, goals.add[own][None])),
            np.append(goals.face, len(goals.member)),
            np.concatenate((goals.member, member[None])),
        )


@dataclass(frozen=True)
class Fate:
    """What becomes of improvements: ``stable``, ends of answers, and the one without an answer."""

    stable: bool | None
    ends: np.ndarray | None = None
    unanswered: int | None = None


def sanctioned(leaver: Leaver, found: np.ndarray, purse: Purse) -> Fate:
    """GMR: is every improvement answered by moves of the others."""
    ends, status = leaver.answer(found, None, purse)
    return _fate(status, ends)


def held(leaver: Leaver, found: np.ndarray, purse: Purse) -> Fate:
    """SMR: is every improvement answered so that the actor cannot escape again.

    A sanction that is left by an escape teaches a plan; the next one must stand against all plans
    learnt, until one stands against everything or none is left.
    """
    plans = Plans(leaver)
    ends, status = np.zeros_like(found), np.full(len(found), -1)
    todo = np.arange(len(found))
    while len(todo):
        ends[todo], status[todo] = leaver.answer(found[todo], plans, purse)
        if (status[todo] != 1).any():
            return _fate(status, ends)
        out, escaped = leaver.escapes(ends[todo], purse)
        if (escaped == -1).any():
            return Fate(None)
        for escape in np.unique(out[escaped == 1], axis=0)[:8]:
            plans.learn(escape)
        todo = todo[escaped == 1]
    return Fate(True, ends)


def _fate(status: np.ndarray, ends: np.ndarray) -> Fate:
    none = np.flatnonzero(status == 0)
    if len(none):
        return Fate(False, unanswered=int(none[0]))
    return Fate(True, ends) if (status == 1).all() else Fate(None)
