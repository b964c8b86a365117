"""Elimination order and bucket tables of a problem.

The issues and the patterns that tie them form a graph. Eliminating issues one by one (the one whose
neighbours have the fewest combinations first) gives buckets: tables over an issue and its later
neighbours. With them the exact maximum of any weighted sum of utilities over all feasible packages
is one sweep (Dechter 1999, Artificial Intelligence 113:41-85). A bucket whose table would exceed
the limit is split (mini-buckets; Dechter and Rish 2003, Journal of the ACM 50:107-153): maxima
become upper bounds, searches stay exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..errors import TooLargeError
from ..tables.order import elimination_order
from ..tables.structure import IndexPattern

TABLE_LIMIT = 1_000_000
"""Most entries of one bucket table; 8 bytes per entry and weight vector."""

MOST_ENTRIES = 12_000_000
"""Entries of all tables together; where there would be more, tables are split further."""

WORD = 24
"""Patterns that are told apart in one go: one bit each."""

LEAST_LIMIT = 1 << 15
"""Entries that one table may always have: the pieces of long patterns need them."""


class Layout(NamedTuple):
    """Bucket tables as flat arrays for the kernels; buckets b in order of elimination.

    Entry e of bucket b is ``parent * options + option``; parents are mixed-radix numbers of the
    options of ``parent_issue[parent_start[b]:parent_start[b + 1]]``.
    """

    issue: np.ndarray
    options: np.ndarray
    parents: np.ndarray
    entry_start: np.ndarray
    message_start: np.ndarray
    has_terms: np.ndarray
    group_of_entry: np.ndarray
    child_start: np.ndarray
    child: np.ndarray
    child_map_start: np.ndarray
    child_map: np.ndarray
    parent_start: np.ndarray
    parent_issue: np.ndarray
    parent_stride: np.ndarray
    issue_order: np.ndarray
    bucket_start: np.ndarray
    bucket: np.ndarray
    term_start: np.ndarray


@dataclass(frozen=True)
class Buckets:
    """The compiled structure of a problem.

    Attributes
    ----------
    layout
        Arrays for the kernels.
    group_links
        Per bucket with linkages: its first group, which of its linkages match in its groups,
        shape (groups, linkages), 0 or 1, and the numbers of these linkages.
    group_bad
        Whether a forbidden pattern matches in a group of table entries, shape (G,).
    is_exact
        Whether no bucket was split.
    entries
        Entries of all tables.
    """

    layout: Layout
    group_links: tuple[tuple[int, np.ndarray, np.ndarray], ...]
    group_bad: np.ndarray
    is_exact: bool
    entries: int

    def group_points(self, adds: np.ndarray) -> np.ndarray:
        """Return the points of every group, shape (G, A), from those of linkages, shape (A, L)."""
        points = np.zeros((len(self.group_bad), adds.shape[0]), dtype=np.int64)
        for first, matching, numbers in self.group_links:
            points[first : first + len(matching)] = matching @ adds[:, numbers].T
        return points


def compile_buckets(
    sizes: tuple[int, ...],
    links: tuple[IndexPattern, ...],
    nogoods: tuple[IndexPattern, ...],
    limit: int = TABLE_LIMIT,
    weight: Sequence[float] = (),
) -> Buckets:
    """Return the bucket tables of a problem with these issues and patterns."""
    while True:
        compiler = _Compiler(sizes, links, nogoods, limit, weight)
        entries = compiler.plan()
        if entries <= MOST_ENTRIES:
            return compiler.compile()
        if limit <= LEAST_LIMIT:
            raise TooLargeError(
                f"the issues, linkages and constraints need tables of {entries:,} entries, more "
                f"than the {MOST_ENTRIES:,} that fit in memory; use fewer issues or linkages"
            )
        limit = max(limit // 4, LEAST_LIMIT)


@dataclass
class _Bucket:
    issue: int
    parents: tuple[int, ...]
    children: list[int]
    patterns: list[int]
    has_terms: bool


class _Compiler:
    def __init__(
        self,
        sizes: tuple[int, ...],
        links: tuple[IndexPattern, ...],
        nogoods: tuple[IndexPattern, ...],
        limit: int,
        weight: Sequence[float],
    ) -> None:
        self.sizes = sizes
        self.patterns = links + nogoods
        self.links = len(links)
        self.limit = limit
        scopes = [tuple(issue for issue, _ in pattern) for pattern in self.patterns]
        self.scopes = scopes
        self.order = elimination_order(sizes, scopes, weight)
        self.position = {issue: n for n, issue in enumerate(self.order)}
        self.buckets: list[_Bucket] = []
        self.is_exact = True

    def plan(self) -> int:
        """Decide on the buckets; return the entries of their tables."""
        waiting: list[list[tuple[str, int]]] = [[] for _ in self.sizes]
        for number, scope in enumerate(self.scopes):
            first = min(scope, key=self.position.__getitem__)
            waiting[first].append(("pattern", number))
        for issue in self.order:
            for bucket in self._split(issue, waiting[issue]):
                self.buckets.append(bucket)
                if bucket.parents:
                    heir = min(bucket.parents, key=self.position.__getitem__)
                    waiting[heir].append(("message", len(self.buckets) - 1))
        return sum(
            math.prod(self.sizes[v] for v in (bucket.issue, *bucket.parents))
            for bucket in self.buckets
        )

    def _scope(self, item: tuple[str, int]) -> set[int]:
        kind, number = item
        return set(self.scopes[number] if kind == "pattern" else self.buckets[number].parents)

    def _split(self, issue: int, items: list[tuple[str, int]]) -> list[_Bucket]:
        """Return one bucket, or several where one table would be too large."""
        parts: list[tuple[set[int], list[tuple[str, int]]]] = []
        whole = {issue}.union(*(self._scope(item) for item in items))
        if not items or math.prod(self.sizes[v] for v in whole) <= self.limit:
            parts = [(whole, items)]
        else:
            self.is_exact = False
            for item in sorted(items, key=lambda entry: (-len(self._scope(entry)), entry)):
                scope = self._scope(item) | {issue}
                for part in parts:
                    if math.prod(self.sizes[v] for v in part[0] | scope) <= self.limit:
                        part[0].update(scope)
                        part[1].append(item)
                        break
                else:
                    parts.append((scope, [item]))
        return [
            _Bucket(
                issue=issue,
                parents=tuple(sorted(scope - {issue}, key=lambda v: -self.position[v])),
                children=[number for kind, number in part if kind == "message"],
                patterns=[number for kind, number in part if kind == "pattern"],
                has_terms=n == 0,
            )
            for n, (scope, part) in enumerate(parts)
        ]

    def compile(self) -> Buckets:
        """Return the tables of the planned buckets."""
        entry_start, message_start, map_start, maps, groups = [0], [0], [], [], []
        child_start, child, parent_start, parent_issue, parent_stride = [0], [], [0], [], []
        group_links: list[tuple[int, np.ndarray, np.ndarray]] = []
        group_bad: list[np.ndarray] = []
        group_count = map_count = 0
        for bucket in self.buckets:
            axes = (*bucket.parents, bucket.issue)
            shape = tuple(self.sizes[v] for v in axes)
            rows, matching, bad = self._groups(bucket, axes, shape)
            groups.append(rows + group_count)
            numbers = [number for number in bucket.patterns if number < self.links]
            if numbers:
                group_links.append((group_count, matching, _ints(numbers)))
            group_bad.append(bad)
            group_count += len(bad)
            for number in bucket.children:
                index = _project(self.buckets[number].parents, axes, shape, self.sizes)
                child.append(number)
                map_start.append(map_count)
                maps.append(index)
                map_count += len(index)
            child_start.append(len(child))
            strides = _strides(bucket.parents, self.sizes)
            parent_issue.extend(bucket.parents)
            parent_stride.extend(strides)
            parent_start.append(len(parent_issue))
            entry_start.append(entry_start[-1] + math.prod(shape))
            message_start.append(message_start[-1] + math.prod(shape[:-1]))
        order = list(reversed(self.order))
        of_issue: list[list[int]] = [[] for _ in self.sizes]
        for number, bucket in enumerate(self.buckets):
            of_issue[bucket.issue].append(number)
        layout = Layout(
            issue=_ints([bucket.issue for bucket in self.buckets]),
            options=_ints([self.sizes[bucket.issue] for bucket in self.buckets]),
            parents=_ints(np.diff(message_start)),
            entry_start=_ints(entry_start),
            message_start=_ints(message_start),
            has_terms=np.array([bucket.has_terms for bucket in self.buckets]),
            group_of_entry=_join(groups),
            child_start=_ints(child_start),
            child=_ints(child),
            child_map_start=_ints(map_start),
            child_map=_join(maps),
            parent_start=_ints(parent_start),
            parent_issue=_ints(parent_issue),
            parent_stride=_ints(parent_stride),
            issue_order=_ints(order),
            bucket_start=_ints(np.concatenate(([0], np.cumsum([len(of_issue[v]) for v in order])))),
            bucket=_ints([number for v in order for number in of_issue[v]]),
            term_start=_ints(np.concatenate(([0], np.cumsum(self.sizes)))),
        )
        return Buckets(
            layout=layout,
            group_links=tuple(group_links),
            group_bad=np.concatenate(group_bad),
            is_exact=self.is_exact,
            entries=entry_start[-1],
        )

    def _groups(
        self, bucket: _Bucket, axes: tuple[int, ...], shape: tuple[int, ...]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the group of every entry, which linkages each group matches, and if it is bad."""
        scope = {v for number in bucket.patterns for v in self.scopes[number]}
        used = tuple(v for v in axes if v in scope)
        small = tuple(self.sizes[v] for v in used)
        group = np.zeros(math.prod(small), dtype=np.int64)
        for start in range(0, len(bucket.patterns), WORD):
            word = group << WORD
            for bit, number in enumerate(bucket.patterns[start : start + WORD]):
                word |= self._table(number, used, small) << bit
            group = np.unique(word, return_inverse=True)[1].reshape(-1)
        first = np.unique(group, return_index=True)[1]
        places = np.unravel_index(first, small) if used else ()
        where = dict(zip(used, places, strict=True))
        matching, bad = [], np.zeros(len(first), dtype=bool)
        for number in bucket.patterns:
            match = np.ones(len(first), dtype=bool)
            for issue, options in self.patterns[number]:
                match &= np.isin(where[issue], sorted(options))
            if number < self.links:
                matching.append(match.astype(np.int64))
            else:
                bad |= match
        links = np.array(matching, dtype=np.int64).reshape(len(matching), len(first)).T.copy()
        rows = group[_project(used, axes, shape, self.sizes)]
        return rows.astype(np.int32), links, bad

    def _table(self, number: int, used: tuple[int, ...], small: tuple[int, ...]) -> np.ndarray:
        """Return, for every combination of some issues, 1 where a pattern matches, else 0."""
        table = np.ones(small, dtype=np.int64)
        for issue, options in self.patterns[number]:
            inside = np.array([o in options for o in range(self.sizes[issue])], dtype=np.int64)
            table = table * inside.reshape([-1 if v == issue else 1 for v in used])
        return table.ravel()


def _strides(axes: tuple[int, ...], sizes: tuple[int, ...]) -> list[int]:
    strides = [1] * len(axes)
    for n in range(len(axes) - 2, -1, -1):
        strides[n] = strides[n + 1] * sizes[axes[n + 1]]
    return strides


def _project(
    target: tuple[int, ...], axes: tuple[int, ...], shape: tuple[int, ...], sizes: tuple[int, ...]
) -> np.ndarray:
    """Return, for every entry over ``axes``, its index in a table over ``target``."""
    index = np.zeros(shape, dtype=np.int32)
    for issue, stride in zip(target, _strides(target, sizes), strict=True):
        steps = (np.arange(sizes[issue]) * stride).astype(np.int32)
        index = index + steps.reshape([-1 if v == issue else 1 for v in axes])
    return index.ravel()


def _ints(values: object) -> np.ndarray:
    return np.asarray(values, dtype=np.int64).reshape(-1)


def _join(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts).astype(np.int32) if parts else np.zeros(0, dtype=np.int32)
