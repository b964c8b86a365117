"""Exact maxima of weighted utilities over all feasible packages, and what they are made of."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import TooLargeError
from . import kernels
from .buckets import TABLE_LIMIT, Buckets, compile_buckets
from .goals import MICRO
from .problem import Problem, lift, reduce_problem

WEIGHT_LIMIT = 1 << 20
"""Largest entry of an integer weight vector."""

SUM_LIMIT = 1 << 54
"""Weighted sums stay below this, so that they are exact and never taken for "no package"."""

LEAST_WEIGHT_LIMIT = 1 << 10
"""Weights must be able to be this large for bounds to be worth something."""

MOST_POINTS = SUM_LIMIT // LEAST_WEIGHT_LIMIT // 2
"""Micro-points of all actors together that an engine can add up."""


def largest_sum(problem: Problem) -> int:
    """Return a bound of what the actors together can be worth to each other, micro-points.

    Per actor the largest points of every issue and all points of linkages, signs left out.
    """
    most = np.abs(problem.adds).astype(object).sum()
    for start, end in itertools.pairwise(problem.offsets):
        most = most + np.abs(problem.term[:, start:end]).max(axis=1).astype(object).sum()
    return int(most)


@dataclass(frozen=True)
class Budget:
    """Seconds that a part of an answer, and nodes that a search may use; 0 means no limit.

    ``until`` is when the part that is being answered must end, on the clock ``time.monotonic``.
    """

    seconds: float = 0.0
    nodes: int = 0
    until: float = np.inf

    def part(self) -> Budget:
        """Return the budget of a part that begins now: all its searches share the seconds."""
        if not self.seconds:
            return self
        return replace(self, until=min(self.until, time.monotonic() + self.seconds))

    def start(self) -> Clock:
        """Start the clock of one search."""
        return Clock(self.part().until, self.nodes)


@dataclass
class Clock:
    """A running budget."""

    deadline: float
    nodes: int

    def is_over(self, nodes: int) -> bool:
        """Return whether the budget is used up after this many nodes."""
        return bool(self.nodes and nodes >= self.nodes) or time.monotonic() >= self.deadline

    def chunk(self, nodes: int) -> int:
        """Return how many nodes the next call of the kernel may open."""
        step = 20_000 if self.deadline < np.inf else 2_000_000
        return min(step, self.nodes - nodes) if self.nodes else step


class Engine:
    """A problem, reduced and compiled, ready to be swept and searched.

    Attributes
    ----------
    problem, reduced, buckets
        The problem, the smaller one, and its tables.
    most
        Bound of the utilities and disagreement points of all actors together, signs left out.
    point, group_point
        Exact utilities of options, shape (K', A), and of table groups, shape (G, A).
    """

    def __init__(self, problem: Problem, *, shift: int = 0, limit: int = TABLE_LIMIT) -> None:
        self.problem = problem
        self.most = largest_sum(problem) + shift
        self.reduced = reduce_problem(problem)
        if not self.reduced.feasible:
            return
        self.reduced = lift(self.reduced)
        self.weight_limit = self._weight_limit()
        self.buckets: Buckets = compile_buckets(
            self.reduced.sizes, self.reduced.links, self.reduced.nogoods, limit, self._weight()
        )
        layout = self.buckets.layout
        self.layout = layout
        self.point = np.ascontiguousarray(self.reduced.term.T)
        self.group_point = self.buckets.group_points(self.reduced.adds)
        self.message = np.empty(int(layout.message_start[-1]), dtype=np.int64)
        self.choice = np.empty(int(layout.message_start[-1]), dtype=np.int64)

    def _weight_limit(self) -> int:
        """Return how large weights may be: weighted sums must stay below :data:`SUM_LIMIT`."""
        if self.most > MOST_POINTS:
            raise TooLargeError(
                f"the points of the actors at the table add up to {self.most // MICRO:,}, more "
                f"than the {MOST_POINTS // MICRO:,} within which sums are exact; make the points "
                "of linkages and disagreement points smaller"
            )
        return min(WEIGHT_LIMIT, SUM_LIMIT // max(2 * self.most, 1))

    @property
    def actors(self) -> int:
        """Number of actors that matter."""
        return self.problem.term.shape[0]

    def _weight(self) -> list[float]:
        """Return how much is at stake on every issue: the sum of the actors' ranges."""
        offsets = self.reduced.offsets
        return [
            float(np.ptp(self.reduced.term[:, start:end], axis=1).sum())
            for start, end in itertools.pairwise(offsets)
        ]

    def weighted(self, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return weighted points of options and of table groups."""
        group = self.group_point @ weight
        group[self.buckets.group_bad] = kernels.NEVER
        return self.point @ weight, group

    def sweep(self, weight: np.ndarray) -> tuple[int, tuple[int, ...]]:
        """Return the maximum of ``weight . utility`` and the classes that reach it.

        The maximum is an upper bound of it where buckets were split; :data:`kernels.NEVER` where
        there is no package.
        """
        term, group = self.weighted(weight)
        value = int(kernels.sweep(self.layout, term, group, self.message, self.choice))
        if value == kernels.NEVER:
            return value, ()
        codes = np.zeros(len(self.reduced.sizes), dtype=np.int64)
        kernels.trace(self.layout, self.choice, codes)
        return value + int(self.reduced.constant @ weight), tuple(codes.tolist())

    def utility(self, codes: Sequence[int]) -> np.ndarray:
        """Return the exact utility of a package of classes, shape (A,)."""
        return self.problem.utility(self.reduced.first(codes))

    def is_feasible(self, codes: Sequence[int]) -> bool:
        """Return whether a package of classes matches no forbidden pattern."""
        return self.problem.is_feasible(self.reduced.first(codes))

    def expand(self, leaves: Iterable[Sequence[int]], limit: int) -> list[tuple[int, ...]]:
        """Return the packages that leaves stand for, in package order, at most ``limit``."""

        def each(codes: Sequence[int]) -> Iterator[tuple[int, ...]]:
            return itertools.product(*self.reduced.options(codes))

        merged = heapq.merge(*(each(codes) for codes in leaves))
        return list(itertools.islice(merged, limit))
