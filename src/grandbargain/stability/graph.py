"""Stability of every package at once: the whole graph, up to a million packages.

With g(y) = u_i(y) and m(y) the best that i reaches from y, i's improvement from x to y is deterred

- under GMR iff the lowest g that chains of the others reach from y is at most u_i(x),
- under SMR iff the lowest m is, under SEQ iff the lowest g that chains of their improvements reach
  is (Fang, Hipel and Kilgour 1993 define the concepts; reachability is transitive here).

So x is stable iff no y that i reaches has both u_i(y) and that lowest number above u_i(x): one
backward pass over the graph and one maximum per actor and concept.
"""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..errors import TooLargeError
from ..tables.moves import Moves
from ..tables.preferences import Preferences
from ..tables.structure import IndexPattern
from . import kernels
from . import kernels_coalition as coalition_kernels
from .kernels_sim import Space, simultaneous
from .listing import MOST, UNKNOWN, find_slack, tabulate
from .movers import TOO_LARGE, classes_of, tables_of
from .result import CONCEPTS

MOST_PACKAGES = 1 << 20
"""Most combinations of options, feasible or not, in a whole graph."""

THREADS = os.cpu_count() or 1
"""Threads that look for simultaneous answers."""

Progress = Callable[[str, float, float], None]
"""Called with the step in words, what is done and the total."""


@dataclass(frozen=True)
class GraphAnswer:
    """Which packages are stable for whom.

    Packages are numbered over all combinations of options, the first issue counting most.

    Attributes
    ----------
    sizes
        Options per issue.
    feasible : array of bool, shape (P,)
        Which combinations meet the constraints.
    stable : per concept an array of bool, shape (A, P)
        Verdicts for every actor, with a vote or without; False where not feasible.
    coalition_stable : per set of parties an array of bool, shape (P,)
        Verdicts for coalitions; empty if none were asked for.
    equilibria : per concept an array of int64
        Packages that are stable for every party (``coalition``: for every set asked for),
        ascending.
    """

    sizes: tuple[int, ...]
    feasible: np.ndarray
    stable: Mapping[str, np.ndarray]
    equilibria: Mapping[str, np.ndarray]
    coalition_stable: Mapping[frozenset[int], np.ndarray] = field(default_factory=dict)

    def codes(self, package: int) -> tuple[int, ...]:
        """Return a package as one option per issue."""
        return tuple(int(code) for code in np.unravel_index(package, self.sizes))

    def number(self, codes: Sequence[int]) -> int:
        """Return the number of a package."""
        return int(np.ravel_multi_index(tuple(codes), self.sizes))


def analyse_graph(
    moves: Moves,
    preferences: Preferences,
    nogoods: Sequence[IndexPattern],
    parties: Sequence[int],
    *,
    concepts: Collection[str] = CONCEPTS,
    coalitions: str | Sequence[Collection[int]] | None = None,
    progress: Progress | None = None,
) -> GraphAnswer:
    """Return all verdicts about all packages.

    Parameters
    ----------
    moves, preferences
        Who moves what, and what packages are worth.
    nogoods
        Patterns that no package matches (the logical constraints).
    parties
        Indices of the actors whose stability makes an equilibrium.
    concepts
        Among ``nash``, ``gmr``, ``smr``, ``seq``, ``sim``.
    coalitions
        ``"all"``: every set of parties; or the sets wanted.
    progress
        Hears of every step.

    Raises
    ------
    TooLargeError
        More than :data:`MOST_PACKAGES` combinations, or the reach of some actor would not fit.
    """
    sizes = moves.structure.sizes
    count = math.prod(sizes)
    if count > MOST_PACKAGES:
        raise TooLargeError(
            f"the whole graph has {count:,} combinations of options, more than the "
            f"{MOST_PACKAGES:,} that fit; {TOO_LARGE}"
        )
    feasible, utility = tabulate(sizes, preferences, nogoods)
    slack = find_slack(moves, preferences) if "sim" in concepts else None
    return analyse_utilities(
        moves,
        utility,
        feasible,
        parties,
        slack=slack,
        concepts=concepts,
        coalitions=coalitions,
        progress=progress,
    )


def analyse_utilities(
    moves: Moves,
    utility: np.ndarray,
    feasible: np.ndarray,
    parties: Sequence[int],
    *,
    slack: np.ndarray | None = None,
    concepts: Collection[str] = CONCEPTS,
    coalitions: str | Sequence[Collection[int]] | None = None,
    progress: Progress | None = None,
) -> GraphAnswer:
    """Return all verdicts from the utility of every package, shape (A, P), int64.

    ``feasible`` has shape (P,). ``slack``, int32 of shape (A, P), bounds how far utilities are
    from sums over movers (see :func:`grandbargain.stability.listing.find_slack`); None: no bound
    is known. The rest is as in :func:`analyse_graph`.
    """
    asked = [concept for concept in CONCEPTS if concept in concepts]
    groups = groups_of(parties, coalitions)
    hear = progress or _unheard
    total = len(asked) + len(groups)
    graph = _Graph(moves, utility, feasible)
    stable, together = {}, {}
    for done, concept in enumerate(asked):
        hear(f"all packages under {concept}", done, total)
        stable[concept] = graph.sim(slack) if concept == "sim" else graph.by_chains(concept)
    for done, group in enumerate(groups, start=len(asked)):
        hear(f"all packages for coalitions of {len(group)}", done, total)
        together[frozenset(group)] = graph.coalition(group)
    equilibria = {
        concept: np.flatnonzero(verdict[list(parties)].all(axis=0) & feasible)
        for concept, verdict in stable.items()
    }
    if coalitions is not None:
        holds = feasible.copy()
        for verdict in together.values():
            holds &= verdict
        equilibria["coalition"] = np.flatnonzero(holds)
    return GraphAnswer(moves.structure.sizes, feasible, stable, equilibria, together)


def _unheard(step: str, done: float, total: float) -> None:
    """Tell nobody."""


def groups_of(
    parties: Sequence[int], coalitions: str | Sequence[Collection[int]] | None
) -> list[tuple[int, ...]]:
    """Return the coalitions asked for, each once, members ascending; the small ones first."""
    if isinstance(coalitions, str):
        sizes = range(1, len(parties) + 1)
        return list(itertools.chain(*(itertools.combinations(sorted(parties), n) for n in sizes)))
    return list(dict.fromkeys(tuple(sorted(set(group))) for group in coalitions or ()))


class _Graph:
    """All packages of a dispute, and who gets from where to where."""

    def __init__(self, moves: Moves, utility: np.ndarray, feasible: np.ndarray) -> None:
        self.moves = moves
        self.utility = utility
        self.feasible = feasible
        self.existing = np.flatnonzero(feasible).astype(np.int32)
        self.movers = moves.movers
        self.rank, self.by_rank = self._ranked()
        self.tables = self._tables([moves.alone[a] for a in self.movers], self.movers)

    def _ranked(self) -> tuple[np.ndarray, list[np.ndarray]]:
        """Return ranks from 0 up, shape (A, P), and per actor the feasible packages by rank."""
        rank = np.zeros(self.utility.shape, dtype=np.int32)
        orders = []
        for a, utility in enumerate(self.utility):
            order = self.existing[np.argsort(utility[self.existing], kind="stable")]
            rises = np.diff(utility[order]) > 0
            rank[a, order] = np.concatenate(([0], np.cumsum(rises)))[: len(order)]
            orders.append(order)
        return rank, orders

    def _tables(
        self, steps: Sequence[Sequence[np.ndarray]], actors: Sequence[int]
    ) -> kernels.Tables | None:
        if not steps or not len(self.existing):
            return None
        classes = [classes_of(each, self.feasible) for each in steps]
        return tables_of(classes, actors, self.rank, self.feasible)

    @cached_property
    def _joint(self) -> tuple[list[frozenset[int]], kernels.Tables | None]:
        """Return the sets that move jointly, and tables in which they follow the single movers."""
        sets = list(dict.fromkeys(move.members for move in self.moves.joint))
        if not sets:
            return [], self.tables
        steps = [self.moves.alone[a] for a in self.movers]
        steps += [self.moves.of_group(members) for members in sets]
        return sets, self._tables(steps, [*self.movers, *(-1 for _ in sets)])

    def _all_stable(self) -> np.ndarray:
        return np.tile(self.feasible, (len(self.utility), 1))

    def by_chains(self, concept: str) -> np.ndarray:
        """Return verdicts under Nash, GMR, SMR or SEQ, shape (A, P)."""
        stable = self._all_stable()
        for n, actor in enumerate(self.movers if self.tables else ()):
            own = self.rank[actor]
            answered = own if concept == "nash" else self._lowest(concept, n)
            left = kernels.highest_of_own(self.tables, n, np.minimum(own, answered))
            stable[actor] &= left <= own
        return stable

    def _lowest(self, concept: str, mover: int) -> np.ndarray:
        """Return the number to which chains of a mover's opponents take every package."""
        actor = self.movers[mover]
        others = np.array([n for n in range(len(self.movers)) if n != mover], dtype=np.int64)
        value, by_value = self.rank[actor], self.by_rank[actor]
        if concept == "smr":
            value = kernels.highest_of_own(self.tables, mover, value)
            by_value = kernels.sorted_by(value, self.existing, len(self.existing))
        return kernels.lowest_reached(
            self.tables, others, concept == "seq", self.rank, value, by_value
        )

    def sim(self, slack: np.ndarray | None) -> np.ndarray:
        """Return verdicts under SIM, shape (A, P)."""
        stable = self._all_stable()
        if self.tables is None:
            return stable
        sizes = self.moves.structure.sizes
        controlled = list(itertools.chain(*self.moves.controlled))
        space = Space(
            self.feasible,
            np.array([math.prod(sizes[i + 1 :]) for i in range(len(sizes))], dtype=np.int64),
            np.array(sizes, dtype=np.int64),
            len(controlled) > len(set(controlled)),
        )
        points, slack = self._searchable(slack)
        # Threads write to different packages: how many there are changes nothing but the time.
        ends = np.linspace(0, len(self.feasible), THREADS * 8 + 1).astype(np.int64)
        with ThreadPoolExecutor(THREADS) as pool:
            jobs = [
                pool.submit(
                    simultaneous, self.tables, space, self.rank, points, slack, stable, start, end
                )
                for start, end in itertools.pairwise(ends)
            ]
            for job in jobs:
                job.result()
        return stable

    def _searchable(self, slack: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Return utilities, or ranks where no bound is known or they are large, and slacks."""
        if slack is None:
            return self.rank, np.full(self.rank.shape, UNKNOWN, dtype=np.int32)
        known = (slack[:, 0] != UNKNOWN) & (np.abs(self.utility).max(axis=1) <= MOST)
        points = np.where(known[:, None], self.utility, self.rank).astype(np.int32)
        return points, np.where(known[:, None], slack, UNKNOWN).astype(np.int32)

    def coalition(self, members: Sequence[int]) -> np.ndarray:
        """Return which packages are stable for a coalition, shape (P,)."""
        sets, tables = self._joint
        group = frozenset(members)
        inside = [n for n, a in enumerate(self.movers) if a in group]
        inside += [len(self.movers) + n for n, each in enumerate(sets) if each <= group]
        if tables is None or not inside:
            return self.feasible.copy()
        movers = np.array(inside, dtype=np.int64)
        others = np.array([n for n, a in enumerate(self.movers) if a not in group], dtype=np.int64)
        low = np.stack(
            [
                kernels.lowest_reached(
                    tables, others, True, self.rank, self.rank[a], self.by_rank[a]
                )
                for a in members
            ]
        )
        rank = self.rank[list(members)]
        wanted = self.feasible.copy()
        for own, lowest in zip(rank, low, strict=True):
            wanted &= self._highest(tables, movers, lowest) > own
        candidates = np.flatnonzero(wanted).astype(np.int32)
        if len(members) > 1 and len(candidates):
            candidates = candidates[self._tempted(tables, movers, low, rank, candidates)]
        stable = self.feasible.copy()
        stable[candidates] = False
        return stable

    def _highest(self, tables: kernels.Tables, movers: np.ndarray, value: np.ndarray) -> np.ndarray:
        """Return the highest value that chains of the movers reach."""
        largest = int(value.max())
        turned = largest - value
        by_value = kernels.sorted_by(turned, self.existing, largest)
        return largest - kernels.lowest_reached(tables, movers, False, self.rank, turned, by_value)

    def _tempted(
        self,
        tables: kernels.Tables,
        movers: np.ndarray,
        low: np.ndarray,
        rank: np.ndarray,
        candidates: np.ndarray,
    ) -> np.ndarray:
        """Return which candidates the members would leave together."""
        component, count = coalition_kernels.components_of(tables, movers, self.existing)
        none = np.empty(0, dtype=np.int64)
        arcs = np.empty(coalition_kernels.arcs_between(tables, component, none), dtype=np.int64)
        coalition_kernels.arcs_between(tables, component, arcs)
        arcs = np.unique(arcs)
        at = np.searchsorted(arcs >> 32, np.arange(count + 1))
        sums = low[:, self.existing].sum(axis=0, dtype=np.int64)
        order = self.existing[np.argsort(-sums, kind="stable")]
        return coalition_kernels.is_tempted(
            component, at, arcs & 0xFFFFFFFF, low, order, rank, candidates
        )
