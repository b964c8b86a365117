"""Branch and bound for one goal: the best packages, their ties, and the proof."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import kernels
from .dual import NO_FLOOR, Pool, build_pool
from .engine import Budget, Clock, Engine
from .goals import LEXIMIN, Goal
from .sharpen import prepare
from .strict import strict_targets

TOLERANCE = 1e-10
"""Leaves this close (relative) to the best are compared exactly; rounding errors stay below it."""

ROUNDS, FEW_ROUNDS, SMALL = 60, 1, 100_000
"""Rounds of column generation; few where the search could look at every package anyway."""

LEAVES = 4096
"""Leaves listed before the exact comparison thins them out."""

MAX_TIES = 50_000
"""Distinct tied leaves held before the count of ties is given up."""

TIES_KEPT = 1_000
"""Tied leaves held on to once their count is given up."""

CLIMBS = 4
"""Packages from which local search starts."""

CLIMB_EVALUATIONS = 60_000
"""Packages that one local search may look at."""

MAX_COST_ENTRIES = 40_000_000
"""Entries of the cost tables over all weight vectors (8 bytes each)."""


@dataclass
class Outcome:
    """What a search found.

    Attributes
    ----------
    leaves
        Packages of classes with exactly the best objective; empty if none was found.
    key
        Their exact objective.
    is_complete
        Whether the search ended by itself: the leaves are all there are.
    bound
        Proved upper bound of the objective (as the kernel computes it); -inf: no package.
    nodes
        Nodes opened.
    counted
        Whether all ties are in ``leaves``.
    """

    leaves: list[tuple[int, ...]] = field(default_factory=list)
    key: Any = None
    is_complete: bool = True
    bound: float = -math.inf
    nodes: int = 0
    counted: bool = True


def maximise(
    engine: Engine,
    goal: Goal,
    floor: np.ndarray,
    *,
    budget: Budget | None = None,
    hints: Iterable[tuple[int, ...]] = (),
    first_only: bool = False,
    enough: Any = None,
) -> Outcome:
    """Find all packages that maximise a goal above floors.

    Parameters
    ----------
    engine, goal, floor
        Problem, objective, least utilities (shape (A,), :data:`NO_FLOOR` for none).
    budget
        Limits; without one the search runs to its end.
    hints
        Original packages that may be good.
    first_only
        Stop at the first admissible package (to decide whether there is one).
    enough
        An exact objective that is known to be the largest possible: stop when it is reached, with
        ``counted`` False.
    """
    if not engine.reduced.feasible:
        return Outcome()
    floor = np.where(floor < -engine.most, NO_FLOOR, floor)
    encoded = (engine.reduced.encode(hint) for hint in dict.fromkeys(hints))
    starts = [codes for codes in encoded if codes is not None and engine.is_feasible(codes)]
    rounds = FEW_ROUNDS if math.prod(engine.reduced.sizes) <= SMALL else ROUNDS
    clock = (budget or Budget()).start()
    pool = build_pool(engine, goal, floor, starts, rounds, clock)
    if pool.is_infeasible:
        return Outcome()
    run = _Run(engine, goal, floor, pool)
    run.offer_all(pool.columns)
    return run.go(clock, first_only, enough)


class _Run:
    """One search with its arrays."""

    def __init__(self, engine: Engine, goal: Goal, floor: np.ndarray, pool: Pool) -> None:
        self.engine, self.goal = engine, goal
        self.floor = floor.astype(np.int64)
        room = max(1, MAX_COST_ENTRIES // max(engine.buckets.entries, 1))
        self.vectors = pool.vectors[:room]
        if not self.vectors:
            raise AssertionError("a search needs at least one weight vector")
        count = len(self.vectors)
        self.total_power = float(goal.power[: goal.counted].sum())
        self.cost = np.empty((engine.buckets.entries, count), dtype=np.int64)
        self.tops = np.empty(count, dtype=np.int64)
        constant = engine.reduced.constant
        for m, vector in enumerate(self.vectors):
            engine.sweep(vector.weight)
            term, group = engine.weighted(vector.weight)
            kernels.step_costs(engine.layout, term, group, engine.message, self.cost, m)
            self.tops[m] = vector.top - int(constant @ vector.weight)
        self.rank = np.zeros(engine.buckets.entries, dtype=np.int64)
        kernels.rank_options(engine.layout, self.cost, self.rank)
        self.kind = np.array([vector.kind for vector in self.vectors], dtype=np.int64)
        self.base = np.array(
            [vector.base - int(constant @ vector.weight) for vector in self.vectors],
            dtype=np.int64,
        )
        self.shift = np.array([vector.shift for vector in self.vectors])
        self.slope = np.array([vector.slope for vector in self.vectors])
        self.threshold = np.where(self.kind == kernels.FIXED, self.base, kernels.UNSET)
        first = self.vectors[0].rule[: goal.counted] * goal.scale[: goal.counted].astype(float)
        self.sharp = prepare(
            engine.buckets,
            engine.point,
            engine.group_point,
            goal.scale,
            goal.counted,
            first,
            is_on=goal.mode == LEXIMIN and not goal.levels,
        )
        self.best = -math.inf
        self.leaves: dict[tuple[int, ...], Any] = {}
        self.keys: dict[bytes, Any] = {}
        self.counted = True
        self.only_better = False
        self.nodes = 0

    def offer_all(self, candidates: list[tuple[int, ...]]) -> None:
        """Start from the best of the packages at hand."""
        rated: list[tuple[float, tuple[int, ...]]] = []
        for codes in candidates:
            utility = self.engine.utility(codes)
            if (utility >= self.floor).all():
                rated.append((self.goal.value(utility), codes))
        rated.sort(reverse=True)
        if self.goal.mode == LEXIMIN:
            rated += [self._climb(codes) for _, codes in rated[:CLIMBS]]
        if rated:
            self.best, codes = max(rated)
            if self.best > -math.inf:
                self.leaves = {codes: self.goal.key(self.engine.utility(codes))}
        self._set_thresholds()

    def _climb(self, codes: tuple[int, ...]) -> tuple[float, tuple[int, ...]]:
        """Improve a package by exchanges of one or two issues."""
        engine, goal, place = self.engine, self.goal, np.array(codes, dtype=np.int64)
        value = kernels.climb(
            engine.layout,
            engine.point,
            engine.group_point,
            engine.buckets.group_bad,
            engine.reduced.constant,
            self.floor,
            goal.mode,
            goal.origin,
            goal.scale,
            goal.power,
            goal.counted,
            *goal.level_arrays(),
            place,
            CLIMB_EVALUATIONS,
        )
        return float(value), tuple(place.tolist())

    def _set_thresholds(self) -> None:
        if self.best > -math.inf:
            kernels.lower_thresholds(
                self.kind,
                self.base,
                self.shift,
                self.slope,
                self.total_power,
                self.best - TOLERANCE * max(1.0, abs(self.best)),
                self.threshold,
            )

    def _is_enough(self, first_only: bool, enough: Any) -> bool:
        if first_only:
            return bool(self.leaves)
        return enough is not None and enough in self.leaves.values()

    def go(self, clock: Clock, first_only: bool, enough: Any) -> Outcome:
        """Search to the end or to the clock's."""
        if self._is_enough(first_only, enough):
            return self.outcome(complete=True, counted=False)
        engine, goal = self.engine, self.goal
        issues, count = len(engine.reduced.sizes), len(self.vectors)
        codes, trial = np.zeros(issues, dtype=np.int64), np.zeros(issues + 1, dtype=np.int64)
        self.bound = np.zeros((issues + 1, count), dtype=np.int64)
        self.bound[0] = self.tops
        utility = np.zeros((issues + 1, engine.actors), dtype=np.int64)
        utility[0] = engine.reduced.constant
        room = 1 if first_only else LEAVES
        leaf_codes = np.zeros((room, issues), dtype=np.int64)
        leaf_utility = np.zeros((room, engine.actors), dtype=np.int64)
        values = np.zeros(room)
        gains, scales = goal.level_arrays()
        depth, status = 0, kernels.BUDGET
        if (self.tops < self.threshold).any():
            depth, status = -1, kernels.DONE
        while status != kernels.DONE:
            status, nodes, leaves, self.best, depth = kernels.search(
                engine.layout,
                self.cost,
                self.rank,
                engine.point,
                engine.group_point,
                self.floor,
                self.kind,
                self.base,
                self.shift,
                self.slope,
                self.threshold,
                goal.mode,
                goal.origin,
                goal.scale,
                goal.power,
                goal.counted,
                self.total_power,
                gains,
                scales,
                TOLERANCE,
                codes,
                trial,
                self.bound,
                utility,
                self.best,
                depth,
                leaf_codes,
                leaf_utility,
                values,
                max(clock.chunk(self.nodes), 1),
                self.sharp,
                engine.buckets.group_bad,
                engine.reduced.constant,
            )
            self.nodes += nodes
            self._keep(leaf_codes[:leaves], leaf_utility[:leaves], values[:leaves])
            if status != kernels.DONE and self._is_enough(first_only, enough):
                return self.outcome(complete=True, counted=False)
            if status != kernels.DONE and clock.is_over(self.nodes):
                return self.outcome(
                    complete=False, open_bound=self._open_bound(codes, trial, depth)
                )
        return self.outcome(complete=True)

    def _keep(self, codes: np.ndarray, utility: np.ndarray, values: np.ndarray) -> None:
        """Hold on to leaves that may tie for best; look only for better ones if there are many."""
        least = self.best - TOLERANCE * max(1.0, abs(self.best))
        top = max(self.leaves.values(), default=None)
        for row, points, value in zip(codes, utility, values, strict=True):
            if value < least:
                continue
            key = self._key(points)
            if top is None or key > top:
                top, self.leaves = key, {}
                self.counted, self.only_better = True, False
            if key == top and (not self.only_better):
                self.leaves[tuple(row.tolist())] = key
        if len(self.leaves) > MAX_TIES:
            self.counted, self.only_better = False, True
            self.leaves = dict(sorted(self.leaves.items())[:TIES_KEPT])
        if self.only_better:
            utility = self.engine.utility(next(iter(self.leaves)))
            targets = strict_targets(self.goal, utility, self.vectors)
            for m, vector in enumerate(self.vectors):
                shift = int(self.engine.reduced.constant @ vector.weight)
                self.threshold[m] = max(int(self.threshold[m]), targets[m] - shift)

    def _key(self, points: np.ndarray) -> Any:
        """Return the exact objective of a point; many packages share one."""
        place = points.tobytes()
        if place not in self.keys:
            self.keys[place] = self.goal.key(points)
        return self.keys[place]

    def _open_bound(self, codes: np.ndarray, trial: np.ndarray, depth: int) -> float:
        """Return an upper bound of everything that the search has not looked at."""
        layout = self.engine.layout
        worst = -math.inf
        for t in range(min(depth + 1, len(codes))):
            first = layout.bucket[layout.bucket_start[t]]
            options = int(layout.options[first])
            for place in range(int(trial[t]), options):
                bound = self.bound[t].copy()
                for q in range(layout.bucket_start[t], layout.bucket_start[t + 1]):
                    b = layout.bucket[q]
                    row = _row(layout, int(b), codes)
                    option = self.rank[
                        layout.entry_start[first]
                        + _row(layout, int(first), codes) * options
                        + place
                    ]
                    bound -= self.cost[layout.entry_start[b] + row * options + option]
                if (bound >= self.threshold).all():
                    worst = max(worst, self._bound_of(bound))
        return worst

    def _bound_of(self, tops: np.ndarray) -> float:
        constants = [int(self.engine.reduced.constant @ v.weight) for v in self.vectors]
        return min(
            vector.bound(self.total_power, int(top) + constant)
            for vector, top, constant in zip(self.vectors, tops, constants, strict=True)
        )

    def outcome(
        self, *, complete: bool, counted: bool = True, open_bound: float = -math.inf
    ) -> Outcome:
        """Return what was found."""
        key = max(self.leaves.values()) if self.leaves else None
        leaves = sorted(leaf for leaf, value in self.leaves.items() if value == key)
        return Outcome(
            leaves=leaves,
            key=key,
            is_complete=complete,
            bound=max(self.best, open_bound),
            nodes=self.nodes,
            counted=self.counted and complete and counted,
        )


def _row(layout: Any, bucket: int, codes: np.ndarray) -> int:
    parents = slice(layout.parent_start[bucket], layout.parent_start[bucket + 1])
    return int(codes[layout.parent_issue[parents]] @ layout.parent_stride[parents])


ProgressHook = Callable[[str, int, int], None]
"""Called with what is being worked on, steps done and steps in all."""

__all__ = ["NO_FLOOR", "Outcome", "maximise"]
