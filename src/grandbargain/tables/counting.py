"""How many packages are feasible, exactly."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from ..dispute import Dispute
from .chains import chain_patterns
from .order import elimination_order
from .structure import IndexPattern, Structure

TABLE_LIMIT = 4_000_000
"""Most entries of one table of counts."""


def count_packages(dispute: Dispute) -> tuple[int | None, int]:
    """Return the number of feasible packages, and an upper bound of it.

    Issues are summed out one by one over the constraints that tie them, so the packages are never
    listed. Where a table would exceed :data:`TABLE_LIMIT` entries the number is None and the bound
    is the number of combinations of options.
    """
    structure = Structure(dispute)
    return count_feasible(structure.sizes, structure.nogoods())


def count_feasible(
    sizes: tuple[int, ...], nogoods: tuple[IndexPattern, ...]
) -> tuple[int | None, int]:
    """Return the number of packages that match no forbidden pattern, and an upper bound of it."""
    bound = math.prod(sizes)
    short = chain_patterns(sizes, tuple(_without_idle(sizes, pattern) for pattern in nogoods))
    sizes = short.sizes
    dtype: Any = np.int64 if math.prod(sizes) < 1 << 62 else object
    factors: dict[int, tuple[tuple[int, ...], np.ndarray]] = {}
    touching: list[set[int]] = [set() for _ in sizes]
    numbers = itertools.count()
    total = 1

    def add(scope: tuple[int, ...], table: np.ndarray) -> None:
        number = next(numbers)
        factors[number] = (scope, table)
        for issue in scope:
            touching[issue].add(number)

    patterns = dict.fromkeys(short.patterns + short.definitions)
    for pattern in patterns:
        add(tuple(issue for issue, _ in pattern), _allowed(sizes, pattern, dtype))
    scopes = [scope for scope, _ in factors.values() if scope]
    for issue in elimination_order(sizes, scopes):
        gone = sorted(touching[issue])
        used = [factors.pop(number) for number in gone]
        for scope, _ in used:
            for other in scope:
                touching[other].difference_update(gone)
        axes = tuple(sorted({v for scope, _ in used for v in scope} | {issue}))
        if math.prod(sizes[v] for v in axes) > TABLE_LIMIT:
            return None, bound
        table = np.ones(tuple(sizes[v] for v in axes), dtype=dtype)
        for scope, factor in used:
            table = table * _spread(scope, factor, axes)
        rest = tuple(v for v in axes if v != issue)
        left = table.sum(axis=axes.index(issue))
        if rest:
            add(rest, left)
        else:
            total *= int(left)
    for _, factor in factors.values():
        total *= int(factor)
    return total, total


def _without_idle(sizes: tuple[int, ...], pattern: IndexPattern) -> IndexPattern:
    """Return a pattern without the terms that every option meets."""
    return tuple((issue, options) for issue, options in pattern if len(options) < sizes[issue])


def _allowed(sizes: tuple[int, ...], pattern: IndexPattern, dtype: Any) -> np.ndarray:
    """Return 1 for combinations of the pattern's issues that it leaves, else 0."""
    hit = np.ones(tuple(sizes[issue] for issue, _ in pattern), dtype=bool)
    for axis, (issue, options) in enumerate(pattern):
        inside = np.array([option in options for option in range(sizes[issue])])
        shape = [1] * len(pattern)
        shape[axis] = sizes[issue]
        hit &= inside.reshape(shape)
    return (~hit).astype(np.int64).astype(dtype)


def _spread(scope: tuple[int, ...], table: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    """Return a table over ``scope`` shaped to multiply one over ``axes``."""
    order = sorted(range(len(scope)), key=lambda place: axes.index(scope[place]))
    moved = np.transpose(table, order)
    sizes = dict(zip((scope[place] for place in order), moved.shape, strict=True))
    return moved.reshape([sizes.get(v, 1) for v in axes])
