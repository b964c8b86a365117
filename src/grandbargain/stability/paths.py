"""How to get there: shortest sequences of steps from one package to another.

A step is made by one actor, or by the full set of an ``all of`` move, which changes whatever its
members can, alone or together. The space is never listed. Ignoring preferences and constraints,
the steps that can still lead to the target within r steps are known for every issue; a package is
followed only if it can still arrive. That bound proves the first length that succeeds shortest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np

from ..tables.moves import Moves
from ..tables.preferences import POINTS, Preferences, matching
from ..tables.structure import IndexPattern
from ..tables.utilities import MICRO
from .plans import Plan, Planner
from .reach import Steps
from .result import Change, Step

INTEREST, COALITION, ANY = "interest", "coalition", "any"
KINDS = (INTEREST, COALITION, ANY)
"""Kinds of ways, the best first."""

BUDGET = 300_000
"""Packages that are looked at for each kind before it is left undecided."""

MOST_BOUNDS = 512
"""Most sets of options per number of steps in the lower bound; beyond, the bound is loosened."""

Codes = tuple[int, ...]
Progress = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Mover:
    """Who can make a step together, and what it can change per issue in one step."""

    members: tuple[int, ...]
    steps: Steps


@dataclass(frozen=True)
class Way:
    """A way to a package, or that none was found.

    Attributes
    ----------
    found
        Whether there is one; None where the budget ended first.
    kind
        ``interest``, ``coalition`` or ``any``; None where there is none.
    steps
        The steps, in order.
    broken_at
        For ``any`` the first step, counted from 0, at which a mover loses; None if none does.
    worst
        Per party the package on the way, counted from 0, where its utility is lowest, and that
        utility (points, or ranks); the earliest of equals.
    proved
        Whether no shorter way of this kind exists.
    undecided
        Better kinds of ways that the budget could not exclude.
    first
        The same with a group that goes first; None if nobody was asked to.
    """

    found: bool | None
    kind: str | None = None
    steps: tuple[Step, ...] = ()
    broken_at: int | None = None
    worst: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    proved: bool = False
    undecided: tuple[str, ...] = ()
    first: Way | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the keys that others rely on."""
        return {
            "found": self.found,
            "kind": self.kind,
            "steps": [step.to_dict() for step in self.steps],
            "broken_at": self.broken_at,
            "worst": {
                party: {"step": step, "points": points}
                for party, (step, points) in self.worst.items()
            },
            "proved": self.proved,
            "undecided": list(self.undecided),
            "first": None if self.first is None else self.first.to_dict(),
        }


def find_path(
    moves: Moves,
    preferences: Preferences,
    nogoods: Sequence[IndexPattern],
    start: Sequence[int],
    target: Sequence[int],
    *,
    coalition: Collection[int] | None = None,
    first: Collection[int] | None = None,
    budget: int = BUDGET,
    progress: Progress | None = None,
) -> Way:
    """Return a shortest way of the best kind that exists.

    Among the shortest it is the first in package order of the sequence. A step that several could
    make is told of those whom it does not cost anything, then of the fewest, in file order.

    Parameters
    ----------
    nogoods
        Patterns that no package may match, start and target included.
    start, target
        Packages in indices.
    coalition
        Who makes the steps of a way of the kind ``coalition``, each of whom ends better than it
        began; all parties if left out.
    first
        Who goes first, for comparison. Of the issues that have to change, those which this group
        can bring to the target by its own steps (constraints apart) are its share. Only the group
        moves until its whole share is as in the target, then anybody; without a share there is no
        such way.
    budget
        Packages that are looked at for each kind.
    """
    begin, end = tuple(map(int, start)), tuple(map(int, target))
    search = _Search(moves, preferences, tuple(nogoods), begin, end, coalition, budget, progress)
    found = search.best(None)
    if first is None:
        return found
    return replace(found, first=search.best(frozenset(first)))


def movers_of(moves: Moves, members: Iterable[int]) -> tuple[Mover, ...]:
    """Return who can make a step within a set of actors, the fewest first, in file order."""
    group = frozenset(members)
    sets = {frozenset((a,)) for a in group if moves.controlled[a]}
    sets |= {move.members for move in moves.joint if move.members <= group}
    ordered = sorted((len(each), tuple(sorted(each))) for each in sets)
    return tuple(Mover(each, moves.of_group(each)) for _, each in ordered)


class _BudgetError(Exception):
    """The budget ended."""


class _Bound:
    """From which options of every issue the target can be reached within r steps."""

    def __init__(self, movers: Sequence[Mover], sizes: Sequence[int], target: Codes) -> None:
        width = max(sizes)
        at = np.zeros((len(sizes), width), dtype=bool)
        at[np.arange(len(sizes)), target] = True
        self.back = []
        for mover in movers:
            table = np.zeros((len(sizes), width, width), dtype=bool)
            for i, step in enumerate(mover.steps):
                table[i, : sizes[i], : sizes[i]] = step
            self.back.append(table)
        self.levels = [at[None]]
        self.last: int | None = None

    def level(self, r: int) -> np.ndarray:
        """Return sets of options, shape (sets, I, options): within one of them lies any start."""
        while len(self.levels) <= r and self.last is None:
            now = self.levels[-1]
            found = [now] + [
                now | (np.einsum("iab,sib->sia", table.astype(np.int8), now.astype(np.int8)) > 0)
                for table in self.back
            ]
            new = _maximal(np.concatenate(found))
            if new.shape == now.shape and (new == now).all():
                self.last = len(self.levels) - 1
            else:
                self.levels.append(new)
        return self.levels[min(r, len(self.levels) - 1)]

    def near(self, r: int, codes: np.ndarray) -> np.ndarray:
        """Return which packages, shape (P, I), may be within r steps of the target."""
        level = self.level(r)
        found = np.zeros(len(codes), dtype=bool)
        issues = np.arange(codes.shape[1])
        for options in level:
            found |= options[issues, codes].all(axis=1)
        return found

    def ever(self) -> int:
        """Return a number of steps beyond which more do not help the bound."""
        while self.last is None:
            self.level(len(self.levels))
        return self.last


def _maximal(sets: np.ndarray) -> np.ndarray:
    """Return the sets that lie within no other one, in a fixed order; one for all if too many."""
    flat = np.unique(sets.reshape(len(sets), -1), axis=0)
    flat = flat[np.argsort(-flat.sum(axis=1), kind="stable")]
    kept: list[np.ndarray] = []
    for row in flat:
        if not any((row <= other).all() for other in kept):
            kept.append(row)
            if len(kept) > MOST_BOUNDS:
                kept = [np.asarray(flat.any(axis=0))]
                break
    return np.stack(kept).reshape(-1, *sets.shape[1:])


class _Search:
    def __init__(
        self,
        moves: Moves,
        preferences: Preferences,
        nogoods: tuple[IndexPattern, ...],
        start: Codes,
        target: Codes,
        coalition: Collection[int] | None,
        budget: int,
        progress: Progress | None,
    ) -> None:
        self.moves, self.preferences, self.nogoods = moves, preferences, nogoods
        self.start, self.target = start, target
        self.budget, self.progress = budget, progress
        self.is_large = False
        self.structure = moves.structure
        actors = self.structure.dispute.actors
        self.parties = [a for a, actor in enumerate(actors) if actor.is_party]
        self.coalition = frozenset(self.parties if coalition is None else coalition)

    def best(self, first: frozenset[int] | None) -> Way:
        """Return the way of the best kind."""
        undecided = []
        for kind in KINDS:
            if kind == COALITION and self.start != self.target and not self.is_worth_it():
                continue
            proved = True
            try:
                found = None if self.is_large else self.kind(kind, first)
                if found is None and self.is_large:
                    raise _BudgetError
            except _BudgetError:
                self.is_large = True
                plan = self.plan(kind, first)
                if plan is None:
                    undecided.append(kind)
                    continue
                found, proved = plan.packages, plan.is_shortest and first is None
            if found is not None:
                return self.told(found, kind, tuple(undecided), proved)
        return Way(None if undecided else False, undecided=tuple(undecided))

    def plan(self, kind: str, first: frozenset[int] | None) -> Plan | None:
        """Return a way on which everyone needed moves once, for spaces too large to search."""
        group = self.coalition if kind == COALITION else range(len(self.structure.actor_ids))
        movers = [(mover.members, mover.steps) for mover in movers_of(self.moves, group)]
        planner = Planner(movers, self.preferences, self.nogoods, self.start, self.target)
        if first is None:
            return planner.find(interest=kind == INTEREST)
        share = self.share(movers_of(self.moves, first & frozenset(group)))
        if not share:
            return None
        return planner.find(interest=kind == INTEREST, leaders=first, share=share)

    def is_worth_it(self) -> bool:
        """Return whether every member of the coalition ends better than it began."""
        ends = np.array([self.start, self.target])
        before, after = self.preferences.of(ends, sorted(self.coalition))
        return bool((after > before).all())

    def kind(self, kind: str, first: frozenset[int] | None) -> list[Codes] | None:
        """Return the packages of the first shortest way of a kind; None where there is none."""
        group = self.coalition if kind == COALITION else range(len(self.structure.actor_ids))
        ends = np.array([self.start, self.target])
        if not self.feasible(ends).all():
            return None
        movers = movers_of(self.moves, group)
        leaders, share = (), None
        if first is not None:
            leaders = movers_of(self.moves, first & frozenset(group))
            share = self.share(leaders)
            if not share:
                return None
        elif self.start == self.target:
            return [self.start]
        bound = _Bound(movers, self.structure.sizes, self.target)
        self.left = self.budget
        length = 0
        while True:
            length += 1
            found, cut = self.layers(length, bound, movers, leaders, share, kind == INTEREST)
            if found is not None or not cut:
                return found

    def share(self, leaders: Sequence[Mover]) -> list[int]:
        """Return the issues that have to change and that leaders can bring to the target."""
        out = []
        for i, (at, to) in enumerate(zip(self.start, self.target, strict=True)):
            able, fresh = {at}, [at]
            while fresh:
                steps = {
                    int(o) for m in leaders for a in fresh for o in np.flatnonzero(m.steps[i][a])
                }
                fresh = list(steps - able)
                able |= steps
            if at != to and to in able:
                out.append(i)
        return out

    def layers(
        self,
        length: int,
        bound: _Bound,
        movers: Sequence[Mover],
        leaders: Sequence[Mover],
        share: list[int] | None,
        interest: bool,
    ) -> tuple[list[Codes] | None, bool]:
        """Search ways of at most a length; return one, and whether the bound cut some off."""
        free = share is None
        seen: dict[tuple[bool, Codes], tuple[bool, Codes] | None] = {(free, self.start): None}
        layer, cut = [(free, self.start)], False
        for depth in range(length):
            fresh = []
            for node in layer:
                phase, x = node
                phase = phase or all(x[i] == self.target[i] for i in share or ())
                found, more = self.after(
                    x, movers if phase else leaders, length - depth - 1, bound, interest
                )
                cut |= more
                for y in found:
                    new = (phase, y)
                    if new not in seen:
                        seen[new] = node
                        fresh.append(new)
            for phase in (True, False):
                if (phase, self.target) in fresh:
                    return _traced(seen, (phase, self.target)), cut
            if self.progress is not None:
                self.progress("ways", self.budget - self.left, self.budget)
            layer = fresh
        return None, cut or bool(layer)

    def after(
        self, x: Codes, movers: Sequence[Mover], rest: int, bound: _Bound, interest: bool
    ) -> tuple[list[Codes], bool]:
        """Return where a step leads from which the target may be near, in package order."""
        rows = []
        for mover in movers:
            may = [
                np.asarray(step[at] | (np.arange(len(step)) == at))
                for step, at in zip(mover.steps, x, strict=True)
            ]
            rows.extend(self.product(mover, may, each, x, interest) for each in bound.level(rest))
        codes = np.concatenate(rows) if rows else np.zeros((0, len(x)), dtype=np.int64)
        return [tuple(map(int, row)) for row in np.unique(codes, axis=0)], rest < bound.ever()

    def product(
        self, mover: Mover, may: list[np.ndarray], within: np.ndarray, x: Codes, interest: bool
    ) -> np.ndarray:
        lists = [np.flatnonzero(m & w[: len(m)]) for m, w in zip(may, within, strict=True)]
        size = 1
        for each in lists:
            size *= len(each)
        if size > self.left:
            raise _BudgetError
        self.left -= max(size, 1)
        if self.left <= 0:
            raise _BudgetError
        if not size:
            return np.zeros((0, len(x)), dtype=np.int64)
        grid = (
            np.indices([len(each) for each in lists if len(each) > 1]).reshape(-1, size)
            if (any(len(each) > 1 for each in lists))
            else np.zeros((0, 1), dtype=np.int64)
        )
        codes = np.empty((size, len(x)), dtype=np.int64)
        row = 0
        for i, each in enumerate(lists):
            if len(each) > 1:
                codes[:, i] = each[grid[row]]
                row += 1
            else:
                codes[:, i] = each[0]
        good = self.feasible(codes) & (codes != np.array(x)).any(axis=1)
        codes = codes[good]
        if interest and len(codes):
            here = self.preferences.of(np.array([x]), mover.members)
            codes = codes[(self.preferences.of(codes, mover.members) > here).all(axis=1)]
        return codes

    def feasible(self, codes: np.ndarray) -> np.ndarray:
        """Return which packages match no pattern that is forbidden."""
        good = np.ones(len(codes), dtype=bool)
        for pattern in self.nogoods:
            good &= ~matching(pattern, codes)
        return good

    def told(
        self, packages: list[Codes], kind: str, undecided: tuple[str, ...], proved: bool
    ) -> Way:
        """Return a way with names and points."""
        names, structure = self.structure.actor_ids, self.structure
        group = self.coalition if kind == COALITION else range(len(names))
        movers = movers_of(self.moves, group)
        utility = self.preferences.of(np.array(packages))
        scale = [MICRO if kind_ == POINTS else 1 for kind_ in self.preferences.kind]
        steps, broken = [], None
        for k, (x, y) in enumerate(pairwise(packages)):
            gain = utility[k + 1] - utility[k]
            able = [m.members for m in movers if _can(m, x, y)]
            if kind == INTEREST:
                able = [m for m in able if all(gain[a] > 0 for a in m)]
            by = min(able, key=lambda m: any(gain[a] < 0 for a in m))
            if kind == ANY and broken is None and any(gain[a] < 0 for a in by):
                broken = k
            before, after = structure.package(x), structure.package(y)
            steps.append(
                Step(
                    tuple(names[a] for a in by),
                    tuple(Change(i, before[i], after[i]) for i in before if before[i] != after[i]),
                    after,
                    {names[a]: _shown(gain[a], scale[a]) for a in self.parties},
                )
            )
        low = utility.argmin(axis=0)
        worst = {
            names[a]: (int(low[a]), _shown(utility[low[a], a], scale[a])) for a in self.parties
        }
        return Way(True, kind, tuple(steps), broken, worst, proved, undecided)


def _shown(value: int, scale: int) -> float:
    return int(value) / scale if scale != 1 else int(value)


def _can(mover: Mover, x: Codes, y: Codes) -> bool:
    return all(a == b or step[a, b] for step, a, b in zip(mover.steps, x, y, strict=True))


def _traced(
    seen: Mapping[tuple[bool, Codes], tuple[bool, Codes] | None], node: tuple[bool, Codes]
) -> list[Codes]:
    out = []
    at: tuple[bool, Codes] | None = node
    while at is not None:
        out.append(at[1])
        at = seen[at]
    return out[::-1]
