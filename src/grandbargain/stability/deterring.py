"""What opponents do who only improve: chains of their improvements, or all at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..tables.preferences import Preferences
from ..tables.structure import IndexPattern
from .kernels_chains import DEAD, FULL, GOOD, Answers, Book, Movers, Patterns, meet, refill, seek
from .leaving import MOST_IMPROVEMENTS, Fate, Leaver, Purse

FIRST_ROOM = 1 << 14
"""Packages for which there is room at first."""

Chain = list[tuple[int, np.ndarray]]
"""Who moves, and the states to which: one improvement after the other."""


class Chains:
    """SEQ: chains of improvements by the opponents of one actor; all searches share what is met."""

    def __init__(self, leaver: Leaver) -> None:
        self.leaver = leaver
        rows = [leaver.rows(leaver.around.reach[j]) for j in leaver.others]
        starts = np.concatenate(([0], np.cumsum([len(each.state) for each in rows])))[:-1].astype(
            np.int64
        )
        states = int(leaver.around.first[-1])
        start = [each.start + at for each, at in zip(rows, starts, strict=True)]
        end = [each.end + at for each, at in zip(rows, starts, strict=True)]
        self.movers = Movers(
            np.array(leaver.others, dtype=np.int64),
            leaver.sums.first[list(leaver.others)].astype(np.int64),
            leaver.sums.groups[list(leaver.others)].astype(np.int64),
            leaver.sums.count,
            np.array(start, dtype=np.int64).reshape(len(rows), states),
            np.array(end, dtype=np.int64).reshape(len(rows), states),
            np.concatenate([np.zeros(0, dtype=np.int64)] + [each.state for each in rows]),
        )
        parts = len(leaver.around.parts)
        self.room = np.zeros((MOST_IMPROVEMENTS // 4, parts), dtype=np.int64)
        self.book = _book(FIRST_ROOM, parts)
        self.searches = 0

    def seek(self, start: np.ndarray, purse: Purse) -> bool | None:
        """Return whether a chain leads from a package to a sanction; None: not known."""
        while True:
            if self.book.count[0] + 2 > len(self.book.state):
                self._grow()
            self.searches += 1
            known, tried, why = seek(
                self.leaver.sums.shape,
                self.leaver.sums.goals,
                *self.leaver.goal,
                self.leaver.others_rows,
                self.movers,
                start,
                self.book,
                self.room,
                self.searches,
                max(purse.left, 0),
            )
            purse.spend(tried)
            if why != FULL:
                return {GOOD: True, DEAD: False}.get(known)
            self._grow()

    def chain(self, start: np.ndarray) -> Chain:
        """Return a chain that was found, without links that can be left out."""
        number = int(
            np.flatnonzero((self.book.state[: self.book.count[0]] == start).all(axis=1))[0]
        )
        path = [start]
        while self.book.after[number] >= 0:
            number = int(self.book.after[number])
            path.append(self.book.state[number].copy())
        links: Chain = []
        at = 0
        while at < len(path) - 1:
            for to in range(len(path) - 1, at, -1):
                mover = self._mover(path[at], path[to])
                if mover is not None:
                    links.append((mover, path[to]))
                    at = to
                    break
        return links

    def _mover(self, start: np.ndarray, end: np.ndarray) -> int | None:
        """Return who improves by going from one package to another."""
        for j in self.leaver.others:
            reach = self.leaver.around.reach[j]
            if all(reach[g][a, b] for g, (a, b) in enumerate(zip(start, end, strict=True))):
                goal, most = self.leaver.sums.threshold(j, start)
                if self.leaver.sums.values(goal, end[None])[0] > most:
                    return j
        return None

    def _grow(self) -> None:
        """Make room for four times as many packages."""
        old = self.book
        count = int(old.count[0])
        book = _book(4 * len(old.state), old.state.shape[1])
        book.count[0] = count
        for new, was in zip(book[2:], old[2:], strict=True):
            new[: len(was)] = was
        # The table of places is made anew: every package is entered again, in order.
        refill(book)
        self.book = book


def _book(room: int, parts: int) -> Book:
    def blank(value: int = 0) -> np.ndarray:
        return np.full(room, value, dtype=np.int64)

    return Book(
        np.zeros(1, dtype=np.int64),
        np.full(2 * room, -1, dtype=np.int64),
        np.zeros((room, parts), dtype=np.int64),
        blank(),
        blank(-1),
        blank(-1),
        blank(-1),
        blank(-1),
        blank(),
        blank(),
    )


def answered_in_turn(leaver: Leaver, found: np.ndarray, purse: Purse) -> tuple[Fate, Chains]:
    """SEQ: does a chain of the others' improvements answer every improvement."""
    chains = Chains(leaver)
    is_known = True
    for n, start in enumerate(found):
        answer = chains.seek(start, purse)
        if answer is False:
            return Fate(False, unanswered=n), chains
        if answer is None:
            is_known = False
            if purse.left <= 0:
                break
    return Fate(True if is_known else None, found), chains


@dataclass(frozen=True)
class Meeting:
    """What opponents do at the same time: each who moves with its package, and where it ends."""

    moves: tuple[tuple[int, np.ndarray], ...]
    end: np.ndarray


class Meetings:
    """SIM: what the opponents of one actor can do at the same time, issue by issue."""

    def __init__(
        self,
        leaver: Leaver,
        nogoods: Sequence[IndexPattern],
        improvements: Sequence[tuple[int, np.ndarray]],
    ) -> None:
        self.leaver = leaver
        self.origin = leaver.around.codes
        preferences = leaver.preferences
        self.offsets = preferences.structure.offsets[:-1]
        sizes = preferences.structure.sizes
        self.term, self.base, adds = _sum_of(preferences, leaver)
        self.points = _patterns([p for p, _ in adds], [v for _, v in adds], sizes)
        self.bad = _patterns(nogoods, [0] * len(nogoods), sizes)
        self.people = sorted(improvements, key=lambda item: len(item[1]))
        lists = [self._answers(codes) for _, codes in self.people]
        self.answers = _joined(self.origin, lists)
        rest, late = [0], [np.zeros(len(adds), dtype=bool)]
        for codes, delta in reversed(lists):
            changed = set(np.flatnonzero((codes != self.origin).any(axis=0)).tolist())
            rest.append(rest[-1] + int(delta.min()))
            touched = [any(issue in changed for issue, _ in pattern) for pattern, _ in adds]
            late.append(late[-1] | np.array(touched, dtype=bool))
        self.rest, self.late = np.array(rest[::-1], dtype=np.int64), np.array(late[::-1])

    def find(self, leave: np.ndarray, purse: Purse) -> Meeting | bool | None:
        """Return what answers an improvement; False: nothing; None: not known."""
        chosen = np.zeros(len(self.people), dtype=np.int64)
        end = np.zeros_like(self.origin)
        status, tried = meet(
            self.origin,
            leave,
            self.base + int(self.term[self.offsets + leave].sum()),
            self.leaver.goal[1],
            self.answers,
            self.rest,
            self.late,
            self.points,
            self.bad,
            chosen,
            end,
            max(purse.left, 0),
        )
        purse.spend(tried + 1)
        if status < 1:
            return False if status == 0 else None
        moves = [
            (actor, self.answers.package[t])
            for (actor, _), t in zip(self.people, chosen, strict=True)
            if (self.answers.package[t] != self.origin).any()
        ]
        return Meeting(tuple(sorted(moves, key=lambda move: move[0])), end)

    def _answers(self, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what one opponent may do, staying included, with what it adds, ascending."""
        codes = np.concatenate((self.origin[None], codes))
        delta = self.term[self.offsets + codes].sum(axis=1)
        delta -= self.term[self.offsets + self.origin].sum()
        order = np.argsort(delta, kind="stable")
        return codes[order], delta[order]


def _sum_of(
    preferences: Preferences, leaver: Leaver
) -> tuple[np.ndarray, int, list[tuple[IndexPattern, int]]]:
    """Return the actor's goal by option, its constant, and the patterns that add to it."""
    ranking = preferences.ranking[leaver.actor]
    if ranking is None:
        added = zip(preferences.pattern, preferences.add[leaver.actor].tolist(), strict=True)
        adds = [(pattern, points) for pattern, points in added if points]
        term = preferences.term[leaver.actor]
    else:
        group = leaver.goal[0] - int(leaver.sums.first[leaver.actor])
        adds = [(pattern, 1) for each in ranking[:group] for pattern in each]
        term = np.zeros_like(preferences.term[leaver.actor])
    return term, sum(v for p, v in adds if not p), [(p, v) for p, v in adds if p]


def _patterns(
    patterns: Sequence[IndexPattern], adds: Sequence[int], sizes: Sequence[int]
) -> Patterns:
    terms = [term for pattern in patterns for term in pattern]
    tables = [np.isin(np.arange(sizes[issue]), sorted(options)) for issue, options in terms]
    return Patterns(
        np.concatenate(([0], np.cumsum([len(p) for p in patterns]))).astype(np.int64),
        np.array([issue for issue, _ in terms], dtype=np.int64),
        np.concatenate(([0], np.cumsum([len(t) for t in tables])))[: len(terms)].astype(np.int64),
        np.concatenate([np.zeros(0, dtype=bool), *tables]),
        np.array(adds, dtype=np.int64),
    )


def _joined(origin: np.ndarray, lists: Sequence[tuple[np.ndarray, np.ndarray]]) -> Answers:
    package = np.concatenate([np.zeros((0, len(origin)), dtype=np.int64)] + [c for c, _ in lists])
    changes = package != origin
    return Answers(
        np.concatenate(([0], np.cumsum([len(codes) for codes, _ in lists]))).astype(np.int64),
        package,
        np.concatenate([np.zeros(0, dtype=np.int64)] + [delta for _, delta in lists]),
        np.concatenate(([0], np.cumsum(changes.sum(axis=1)))).astype(np.int64),
        np.nonzero(changes)[1].astype(np.int64),
    )
