"""Weight vectors that bound an objective: column generation over the hull of all packages.

The master problem maximises the objective over mixtures of the packages found so far (a small
linear programme; for Nash the logarithms are approached by tangents). Its multipliers are a weight
vector; the package that maximises the weighted sum of utilities is the next column. Every weight
vector that occurs proves a bound, whatever the precision of the linear programme:

- NASH: ``sum p_i log g_i <= P log L + sum p_i log(p_i / (P l_i))`` for ``l > 0``, L = max l.g;
- LEXIMIN: ``l.g >= sum_j w_j theta_j`` for weights y_ij <= w_j, sum_i y_ij = j w_j,
  theta_j the sum of the j smallest (Ogryczak and Sliwinski 2003, EJOR 148:80-91);
- SUM: itself; floors enter with multipliers of their own (Everett 1963, Operations Research
  11:399-417).

Weights are whole numbers, rounded up: right because gains of parties are never negative in the
zone of agreement.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import linprog

from .engine import Clock, Engine
from .goals import LEXIMIN, MICRO, NASH, SUM, Goal
from .kernels import FIXED, LINEAR, LOGARITHMIC, NEVER

NO_FLOOR = -(1 << 54)
"""Floor of an actor that has none."""

TANGENTS = (0.01, 0.1, 1.0, 3.0, 10.0, 30.0, 100.0)
"""Where the logarithm is approached at the start, points."""

PENALTY = 1e5
"""Price of a missed floor in the master problem, per point; above any sensible multiplier."""

SLACK = 1e-7
"""How far settled levels may be missed in the master problem: room for its rounding."""

KEEP = 16
"""Weight vectors of the rule that a search carries."""


@dataclass(frozen=True)
class Vector:
    """An integer weight vector with what it proves.

    A package with objective V has ``weight.utility >= base + threshold(V)``; FIXED: no V.
    LINEAR: ``shift + slope V``; LOGARITHMIC: ``10^6 exp((V - shift) / P)``.
    ``top`` is the maximum of ``weight.utility`` over all packages; ``rule`` is the part of the
    weights that belongs to the objective, not to floors.
    """

    weight: np.ndarray
    rule: np.ndarray
    kind: int
    base: int
    shift: float
    slope: float
    top: int

    def bound(self, total_power: float, top: int | None = None) -> float:
        """Return the largest objective that packages below ``top`` can have."""
        room = (self.top if top is None else top) - self.base
        if self.kind == FIXED:
            return math.inf if room >= 0 else -math.inf
        if self.kind == LINEAR:
            return (room - self.shift) / self.slope
        return total_power * math.log(room * 1e-6) + self.shift if room > 0 else -math.inf


@dataclass
class Pool:
    """Bounds and packages that column generation leaves behind."""

    vectors: list[Vector] = field(default_factory=list)
    columns: list[tuple[int, ...]] = field(default_factory=list)
    is_infeasible: bool = False


def build_pool(
    engine: Engine,
    goal: Goal,
    floor: np.ndarray,
    starts: Iterable[tuple[int, ...]],
    rounds: int,
    clock: Clock | None = None,
) -> Pool:
    """Return weight vectors and packages for a goal above floors.

    Parameters
    ----------
    engine, goal
        Problem and objective.
    floor : array of int64, shape (A,)
        Least utilities; :data:`NO_FLOOR` for none.
    starts
        Feasible packages of classes to begin with.
    rounds : int
        Most rounds of column generation.
    clock
        When it is over, one round is all there is.
    """
    pool = Pool()
    columns = _Columns(engine, goal.origin)
    for actor, weight in enumerate(np.eye(engine.actors, dtype=np.int64)):
        top, _ = columns.add(weight)
        has_floor = floor[actor] != NO_FLOOR
        if top == NEVER or (has_floor and top < floor[actor]):
            pool.is_infeasible = True
            return pool
        if has_floor:
            pool.vectors.append(_single(goal, actor, weight, int(floor[actor]), top))
    for codes in starts:
        columns.put(codes)
    rule_vectors = _generate(_Master(engine, goal, floor), columns, rounds, clock)
    if columns.missed > 1e-9:
        fixed = _generate(_Master(engine, goal, floor, only_floors=True), columns, rounds, clock)
        if any(vector.top < vector.base for vector in fixed):
            pool.is_infeasible = True
            return pool
        pool.vectors += fixed[-2:]
    total = float(goal.power[: goal.counted].sum())
    rule_vectors.sort(key=lambda vector: vector.bound(total))
    pool.vectors = _distinct(rule_vectors)[:KEEP] + pool.vectors
    pool.columns = columns.codes
    return pool


def _distinct(vectors: list[Vector]) -> list[Vector]:
    """Return the vectors that point in different directions, in their order."""
    kept: list[Vector] = []
    directions: list[np.ndarray] = []
    for vector in vectors:
        direction = vector.weight / max(float(np.linalg.norm(vector.weight)), 1.0)
        if all(float(direction @ other) < 1 - 1e-7 for other in directions):
            kept.append(vector)
            directions.append(direction)
    return kept


def _single(goal: Goal, actor: int, weight: np.ndarray, floor: int, top: int) -> Vector:
    """Return what the utility of one actor alone proves: its floor, or more by the rule."""
    if goal.mode == LEXIMIN and actor < goal.counted:
        origin = int(goal.origin[actor])
        if not goal.levels and floor <= origin:
            return Vector(weight, weight, LINEAR, origin, 0.0, float(goal.scale[actor]), top)
        if goal.levels:
            gain, scale = goal.levels[0]
            floor = max(floor, origin - (-gain * int(goal.scale[actor]) // scale))
    return Vector(weight, weight * 0, FIXED, floor, 0.0, 0.0, top)


class _Columns:
    """Packages found so far, each once per utility point."""

    def __init__(self, engine: Engine, origin: np.ndarray) -> None:
        self.engine, self.origin = engine, origin
        self.codes: list[tuple[int, ...]] = []
        self.points: list[np.ndarray] = []
        self.seen: set[tuple[int, ...]] = set()
        self.missed = 0.0

    def add(self, weight: np.ndarray) -> tuple[int, bool]:
        """Add the package that maximises a weighted sum; return the maximum and if it is new."""
        top, codes = self.engine.sweep(weight)
        if top == NEVER or not (self.engine.buckets.is_exact or self.engine.is_feasible(codes)):
            return top, False
        return top, self.put(codes)

    def put(self, codes: tuple[int, ...]) -> bool:
        """Add a feasible package; return if its point is new.

        Where tables were split, helpers may contradict the issues that they stand for: they are
        set anew, so that a package has one name only.
        """
        reduced = self.engine.reduced
        if reduced.helpers:
            codes = reduced.encode(reduced.first(codes)) or codes
        utility = self.engine.utility(codes)
        key = tuple(utility.tolist())
        if key in self.seen:
            return False
        self.seen.add(key)
        self.codes.append(codes)
        self.points.append((utility - self.origin) / MICRO)
        return True


def _generate(master: _Master, columns: _Columns, rounds: int, clock: Clock | None) -> list[Vector]:
    """Alternate between the master problem and the sweep until no package improves it."""
    vectors: list[Vector] = []
    for _ in range(rounds):
        if not columns.points or (vectors and clock is not None and clock.is_over(0)):
            break
        answer = master.solve(np.array(columns.points))
        columns.missed = answer.missed
        if master.only_floors and answer.missed < 1e-9:
            break
        vector = master.vector(answer)
        top, is_new = columns.add(vector.weight)
        vectors.append(replace(vector, top=top))
        if master.only_floors and top < vector.base:
            break
        if not is_new and answer.is_settled:
            break
    return vectors


@dataclass(frozen=True)
class _Answer:
    """Multipliers of a master problem, per point: of the rule and of the floors, shape (A,)."""

    rule: np.ndarray
    floors: np.ndarray
    shift: float
    slope: float
    missed: float
    is_settled: bool


class _Master:
    """The linear programme over mixtures of packages."""

    def __init__(
        self, engine: Engine, goal: Goal, floor: np.ndarray, *, only_floors: bool = False
    ) -> None:
        self.limit, self.most = engine.weight_limit, engine.most
        self.goal, self.floor, self.only_floors = goal, floor, only_floors
        self.actors = len(floor)
        self.floored = np.flatnonzero(floor != NO_FLOOR)
        self.least = (floor[self.floored] - goal.origin[self.floored]) / MICRO
        self.tangents = [list(TANGENTS) for _ in range(goal.counted)]

    def solve(self, gain: np.ndarray) -> _Answer:
        """Return the multipliers for packages with these gains, shape (C, A), in points."""
        rule = self._rule_rows()
        count, rows = len(gain), len(rule.limit)
        extra, slack = rule.extra.shape[1], len(self.floored)
        width = count + extra + slack
        matrix = np.zeros((rows + slack, width))
        matrix[:rows, :count] = rule.gain @ gain.T
        matrix[:rows, count : count + extra] = rule.extra
        matrix[rows:, :count] = -gain[:, self.floored].T
        matrix[rows:, count + extra :] = -np.eye(slack)
        cost = np.concatenate((np.zeros(count), -rule.reward, np.full(slack, PENALTY)))
        mixture = np.zeros((1, width))
        mixture[0, :count] = 1
        bounds = [(0, None)] * count + list(rule.bounds) + [(0, None)] * slack
        result = linprog(
            cost,
            A_ub=matrix,
            b_ub=np.concatenate((rule.limit, -self.least)),
            A_eq=mixture,
            b_eq=[1.0],
            bounds=bounds,
            method="highs",
        )
        if result.x is None:  # rounding left no mixture: any multipliers are right, only weaker
            dual, point = np.zeros(rows + slack), np.zeros(width)
        else:
            dual, point = np.maximum(0.0, -result.ineqlin.marginals), result.x
        floors = np.zeros(self.actors)
        floors[self.floored] = dual[rows:]
        shift, slope, multipliers = self._read(dual[:rows], rule)
        settled = self._add_tangents(point[:count] @ gain)
        return _Answer(
            rule=multipliers,
            floors=floors,
            shift=shift,
            slope=slope,
            missed=float(point[count + extra :].sum()),
            is_settled=settled,
        )

    def _rule_rows(self) -> _Rows:
        goal, counted = self.goal, self.goal.counted
        if self.only_floors:
            return _Rows.empty(self.actors)
        if goal.mode == SUM:
            row = np.zeros((1, self.actors))
            row[0, :counted] = -goal.power[:counted]
            return _Rows(row, np.ones((1, 1)), np.zeros(1), np.ones(1), [(None, None)])
        if goal.mode == NASH:
            return self._nash_rows()
        return self._leximin_rows()

    def _nash_rows(self) -> _Rows:
        used = [a for a in range(self.goal.counted) if self.goal.power[a] > 0]
        gains, extras, limits = [], [], []
        for n, a in enumerate(used):
            for at in self.tangents[a]:
                row, extra = np.zeros(self.actors), np.zeros(len(used))
                row[a], extra[n] = -1 / at, 1
                gains.append(row)
                extras.append(extra)
                limits.append(math.log(at) - 1)
        reward = self.goal.power[used]
        free = [(None, None)] * len(used)
        return _Rows(np.array(gains), np.array(extras), np.array(limits), reward, free)

    def _leximin_rows(self) -> _Rows:
        """Rows of theta_j = j r_j - sum_i s_ij, j = 1..k; all but the last have a least value."""
        goal, n = self.goal, self.goal.counted
        k = len(goal.levels) + 1
        extra = k * (1 + n)
        gains, extras, limits = [], [], []
        for j in range(k):
            for i in range(n):
                row, more = np.zeros(self.actors), np.zeros(extra)
                row[i] = -MICRO / goal.scale[i]
                more[j * (1 + n)], more[j * (1 + n) + 1 + i] = 1, -1
                gains.append(row)
                extras.append(more)
                limits.append(0.0)
        settled = np.cumsum([gain / scale for gain, scale in goal.levels])
        for j in range(k - 1):
            more = np.zeros(extra)
            more[j * (1 + n)] = -(j + 1)
            more[j * (1 + n) + 1 : (j + 1) * (1 + n)] = 1
            gains.append(np.zeros(self.actors))
            extras.append(more)
            limits.append(SLACK - float(settled[j]))
        reward = np.zeros(extra)
        reward[(k - 1) * (1 + n)] = k
        reward[(k - 1) * (1 + n) + 1 :] = -1
        bounds = ([(None, None)] + [(0, None)] * n) * k
        return _Rows(np.array(gains), np.array(extras), np.array(limits), reward, bounds)

    def _read(self, dual: np.ndarray, rule: _Rows) -> tuple[float, float, np.ndarray]:
        """Return shift, slope and multipliers of the rule, made exactly valid."""
        goal, n = self.goal, self.goal.counted
        if self.only_floors or goal.mode == NASH:
            return 0.0, 0.0, -(dual @ rule.gain)
        if goal.mode == SUM:
            multipliers = np.zeros(self.actors)
            multipliers[:n] = goal.power[:n]
            return 0.0, 1.0, multipliers
        k = len(goal.levels) + 1
        share = dual[: k * n].reshape(k, n)
        shift, slope = 0.0, 1.0
        total = np.zeros(n)
        settled = np.cumsum([0.0, *(gain / scale for gain, scale in goal.levels)])
        for j in range(k):
            row, weight = _level_weights(share[j], j + 1, 1.0 if j == k - 1 else None)
            total += row
            shift += weight * settled[min(j + 1, k - 1)]
            slope = weight
        multipliers = np.zeros(self.actors)
        multipliers[:n] = total * MICRO / goal.scale[:n]
        return shift, slope, multipliers

    def _add_tangents(self, gain: np.ndarray) -> bool:
        """Add a tangent at the master's point; return whether all logarithms are close already."""
        if self.goal.mode != NASH or self.only_floors:
            return True
        settled = True
        for a in range(self.goal.counted):
            at = max(float(gain[a]), 1e-6)
            near = min(abs(math.log(at / other)) for other in self.tangents[a])
            if self.goal.power[a] > 0 and near > 0.01:
                self.tangents[a].append(at)
                settled = False
        return settled

    def vector(self, answer: _Answer) -> Vector:
        """Return the multipliers as whole numbers with the bound that they prove."""
        goal, n = self.goal, self.goal.counted
        largest = max(float((answer.rule + answer.floors).max()), 1e-12)
        factor = self.limit / largest
        if goal.mode == SUM and not self.only_floors and factor >= 1:
            factor = float(math.floor(factor))
        rule = np.ceil(answer.rule * factor - 1e-9 * (goal.mode == SUM)).astype(np.int64)
        floors = np.ceil(answer.floors * factor).astype(np.int64)
        weight = rule + floors
        base = int(floors[self.floored] @ self.floor[self.floored])
        if self.only_floors:
            return Vector(weight, rule, FIXED, base, 0.0, 0.0, 0)
        if goal.mode == NASH:
            used = goal.power[:n] > 0
            rule[:n][used] = np.maximum(rule[:n][used], 1)
            power, total = goal.power[:n][used], float(goal.power[:n].sum())
            shift = float((power * np.log(power / (total * rule[:n][used]))).sum())
            base += int(rule @ goal.origin)
            return Vector(rule + floors, rule, LOGARITHMIC, base, shift, 0.0, 0)
        base += int(rule @ goal.origin)
        scale = factor * MICRO if goal.mode == LEXIMIN else factor
        shift, slope = answer.shift * scale, answer.slope * scale
        if goal.mode == SUM:
            shift += self._lost_by_rounding(rule[:n] - answer.rule[:n] * factor)
        return Vector(weight, rule, LINEAR, base, shift, slope, 0)

    def _lost_by_rounding(self, excess: np.ndarray) -> float:
        """Return the least that rounded weights can add to a sum: below 0 where somebody loses.

        ``excess`` has shape (C,): whole weights less the exact ones. Nobody's gain leaves the
        range from its floor, or the least there is, to the most there is.
        """
        origin = self.goal.origin[: len(excess)].astype(float)
        floor = self.floor[: len(excess)].astype(float)
        lowest = np.maximum(floor - origin, -float(self.most))
        reach = np.where(excess > 0, np.minimum(lowest, 0.0), float(self.most))
        return float(excess @ reach)


@dataclass(frozen=True)
class _Rows:
    """Rows of the rule: ``gain . mixture + extra . variables <= limit``; rewards of variables."""

    gain: np.ndarray
    extra: np.ndarray
    limit: np.ndarray
    reward: np.ndarray
    bounds: Sequence[tuple[float | None, float | None]]

    @classmethod
    def empty(cls, actors: int) -> _Rows:
        """Return no rows at all."""
        return cls(np.zeros((0, actors)), np.zeros((0, 0)), np.zeros(0), np.zeros(0), [])


def _level_weights(share: np.ndarray, level: int, weight: float | None) -> tuple[np.ndarray, float]:
    """Return shares with ``0 <= share <= w`` and ``sum = level w``, near the given ones, and w."""
    w = weight if weight is not None else float(share.sum()) / level
    row = np.minimum(share, w)
    missing = level * w - float(row.sum())
    for i in np.argsort(-row):
        step = min(w - row[i], missing)
        row[i] += max(step, 0.0)
        missing -= max(step, 0.0)
    return row, w
