"""The patient rule induction method from its definition, in exact fractions.

A box is a bound or none on both sides of every number and the categories kept of every other
input. Nothing is remembered from step to step but the box itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction


@dataclass(frozen=True)
class State:
    """A box: ``kept`` is None for a number."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    kept: tuple[frozenset[int] | None, ...]

    def holds(self, j: int, value: float) -> bool:
        kept = self.kept[j]
        return self.low[j] <= value <= self.high[j] if kept is None else int(value) in kept

    def with_side(self, j: int, side: int, bound: float) -> State:
        name = ("low", "high")[side]
        bounds = list(getattr(self, name))
        bounds[j] = bound
        return replace(self, **{name: tuple(bounds)})

    def with_kept(self, j: int, kept: frozenset[int]) -> State:
        return replace(self, kept=(*self.kept[:j], kept, *self.kept[j + 1 :]))


@dataclass(frozen=True)
class Table:
    """Worlds: one column of values per input; ``kinds`` counts categories, 0 for numbers."""

    columns: Sequence[Sequence[float]]
    kinds: Sequence[int]
    cases: Sequence[bool]
    weights: Sequence[float]

    def start(self) -> State:
        inputs = len(self.kinds)
        kept = tuple(frozenset(range(kind)) if kind else None for kind in self.kinds)
        return State((-math.inf,) * inputs, (math.inf,) * inputs, kept)

    def misses(self, state: State, row: int) -> list[int]:
        """Return the inputs on which a world is outside."""
        return [j for j, column in enumerate(self.columns) if not state.holds(j, column[row])]

    def inside(self, state: State) -> list[int]:
        return [row for row in range(len(self.cases)) if not self.misses(state, row)]

    def near(self, state: State, j: int) -> list[int]:
        """Return the worlds that input j alone keeps out."""
        return [row for row in range(len(self.cases)) if self.misses(state, row) == [j]]

    def weight(self, rows: Sequence[int]) -> Fraction:
        return sum((Fraction(self.weights[row]) for row in rows), Fraction(0))

    def hit(self, rows: Sequence[int]) -> Fraction:
        return self.weight([row for row in rows if self.cases[row]])

    def density(self, rows: Sequence[int]) -> Fraction:
        return self.hit(rows) / self.weight(rows)


Change = tuple[int, State]


def way(table: Table, peel: Fraction, paste: Fraction, least: Fraction) -> list[State]:
    """Return the box after every step."""
    peeled = followed(table, table.start(), lambda state: peels(table, state, peel, least))
    return peeled + pasted(table, peeled[-1], paste)[1:]


def pasted(table: Table, state: State, share: Fraction) -> list[State]:
    """Return a box and what pasting makes of it, step by step."""
    return followed(table, state, lambda state: pastes(table, state, share))


def followed(
    table: Table, state: State, changes: Callable[[State], Iterator[Change]]
) -> list[State]:
    """Return a box and every following one, each by the best change, until none gains."""
    states = [state]
    while (following := best(table, states[-1], changes)) is not None:
        states.append(following)
    return states


def best(table: Table, state: State, changes: Callable[[State], Iterator[Change]]) -> State | None:
    """Return the change that gains most in density per weight that it changes.

    Of equals that one comes first which restricts no new input, then the first; None: none gains.
    """
    before = table.inside(state)
    found: tuple[tuple[Fraction, bool], State] | None = None
    for j, following in changes(state):
        after = table.inside(following)
        moved = abs(table.weight(after) - table.weight(before))
        gain = table.density(after) - table.density(before)
        if not moved or gain <= 0:
            continue
        key = (gain / moved, is_restricted(table, state, j))
        if found is None or key > found[0]:
            found = key, following
    return None if found is None else found[1]


def is_restricted(table: Table, state: State, j: int) -> bool:
    start = table.start()
    now = (state.low[j], state.high[j], state.kept[j])
    return now != (start.low[j], start.high[j], start.kept[j])


def peels(table: Table, state: State, share: Fraction, least: Fraction) -> Iterator[Change]:
    """Yield every box with one end, or one category, taken off, that weighs enough."""
    rows = table.inside(state)
    for j, column in enumerate(table.columns):
        kept = state.kept[j]
        if kept is not None:
            candidates = [state.with_kept(j, kept - {c}) for c in sorted(kept)]
        else:
            candidates = []
            for side in (0, 1):
                taken, rest = strip(table, rows, column, share * table.weight(rows), side == 0)
                if rest is not None:
                    candidates.append(state.with_side(j, side, (taken + rest) / 2))
        for candidate in candidates:
            weight = table.weight(table.inside(candidate))
            if weight >= least and weight > 0:
                yield j, candidate


def pastes(table: Table, state: State, share: Fraction) -> Iterator[Change]:
    """Yield every box with one strip, or one category, put back."""
    need = share * table.weight(table.inside(state))
    for j, column in enumerate(table.columns):
        near = table.near(state, j)
        kept = state.kept[j]
        if kept is not None:
            yield from (
                (j, state.with_kept(j, kept | {c}))
                for c in sorted(set(range(table.kinds[j])) - kept)
            )
            continue
        for side in (0, 1):
            below = side == 0
            rows = [
                r
                for r in near
                if (column[r] < state.low[j] if below else column[r] > state.high[j])
            ]
            if rows:
                taken, rest = strip(table, rows, column, need, not below)
                end = -math.inf if below else math.inf
                yield j, state.with_side(j, side, end if rest is None else (taken + rest) / 2)


def strip(
    table: Table, rows: Sequence[int], column: Sequence[float], need: Fraction, upwards: bool
) -> tuple[float, float | None]:
    """Return the last value taken from one end, and the first one left; equal values together."""
    values = sorted({column[row] for row in rows}, reverse=not upwards)
    for count, value in enumerate(values, 1):
        taken = [row for row in rows if column[row] in values[:count]]
        if table.weight(taken) >= need:
            return value, values[count] if count < len(values) else None
    return values[-1], None
