"""How many packages are feasible, exactly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..dispute import Dispute
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
    dtype: Any = np.int64 if bound < 1 << 62 else object
    scopes = [tuple(issue for issue, _ in pattern) for pattern in nogoods]
    factors = [
        (scope, _allowed(sizes, pattern, dtype))
        for scope, pattern in zip(scopes, nogoods, strict=True)
    ]
    for issue in elimination_order(sizes, [scope for scope in scopes if scope]):
        used = [factor for factor in factors if issue in factor[0]]
        others = [factor for factor in factors if issue not in factor[0]]
        axes = tuple(sorted({v for scope, _ in used for v in scope} | {issue}))
        if math.prod(sizes[v] for v in axes) > TABLE_LIMIT:
            return None, bound
        table = np.ones(tuple(sizes[v] for v in axes), dtype=dtype)
        for scope, factor in used:
            table = table * _spread(scope, factor, axes)
        place = axes.index(issue)
        rest = tuple(v for v in axes if v != issue)
        factors = [*others, (rest, table.sum(axis=place))]
    total = math.prod(int(factor) for _, factor in factors)
    return total, total


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
