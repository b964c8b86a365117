"""What every mover reaches by its own moves, as classes of packages that reach each other.

If the steps of a mover can be merged on every issue (from a to b and from b to c: also from a to
c), or if all combinations are feasible, what it reaches is a product over issues. Otherwise
infeasible packages may bar its way, and every kind of slice is flooded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import TooLargeError
from ..tables.moves import closure
from . import kernels

MOST_PAIRS = 1 << 28
"""Most pairs of classes, one of which reaches the other, that are held for one mover."""

Rows = tuple[np.ndarray, np.ndarray]
"""Lists of numbers: row r lists ``numbers[at[r] : at[r + 1]]``, held as ``(at, numbers)``."""

TOO_LARGE = "ask about one package instead (--package), or merge or freeze issues"


@dataclass(frozen=True)
class Classes:
    """The classes of one mover.

    Attributes
    ----------
    group : array of int32, shape (P,)
        Group of every feasible package, a class within a slice; -1 elsewhere.
    width
        Classes per slice.
    kind : array of int32, shape (slices,)
        Slices of one kind have the same classes.
    after
        Per kind and class (rows ``kind * width + class``) the classes that it reaches, itself
        among them.
    """

    group: np.ndarray
    width: int
    kind: np.ndarray
    after: Rows

    @property
    def groups(self) -> int:
        """Number of groups."""
        return self.width * len(self.kind)


def classes_of(steps: Sequence[np.ndarray], feasible: np.ndarray) -> Classes:
    """Return the classes of a mover.

    Parameters
    ----------
    steps
        Per issue which option it may take to which, shape (options, options).
    feasible : array of bool, shape (P,)
        Which packages exist, numbered over all combinations, the first issue counting most.

    Raises
    ------
    TooLargeError
        More than :data:`MOST_PAIRS` pairs of classes.
    """
    sizes = [len(step) for step in steps]
    own = [i for i, step in enumerate(steps) if step.any()]
    rest = [i for i in range(len(sizes)) if i not in own]
    # numbers[slice, place] is a package; a place is a combination of the mover's own issues.
    numbers = np.arange(len(feasible), dtype=np.int32).reshape(sizes)
    numbers = numbers.transpose(rest + own).reshape(math.prod(sizes[i] for i in rest), -1)
    direct = [steps[i] | np.eye(sizes[i], dtype=bool) for i in own]
    closed = [closure(step) for step in direct]
    merges = all((a == b).all() for a, b in zip(direct, closed, strict=True))
    if merges or feasible.all():
        label, width, after = _product(closed)
        kind = np.zeros(len(numbers), dtype=np.int32)
        labels = label[None, :]
    else:
        kind, labels, width, after = _by_kind(direct, feasible[numbers])
    group = np.full(len(feasible), -1, dtype=np.int32)
    group[numbers] = np.arange(len(numbers), dtype=np.int32)[:, None] * width + labels[kind]
    group[~feasible] = -1
    return Classes(group, width, kind, after)


def _product(closed: Sequence[np.ndarray]) -> tuple[np.ndarray, int, Rows]:
    """Return the class of every place, the number of classes, and what classes reach."""
    label, width = np.zeros(1, dtype=np.int32), 1
    after: Rows = (np.array([0, 1], dtype=np.int64), np.zeros(1, dtype=np.int32))
    pairs = 1
    for step in closed:
        names, reach = _grouped(step)
        pairs *= int(reach.sum())
        if pairs > MOST_PAIRS:
            raise TooLargeError(
                f"one actor controls so many moves without a way back that more than "
                f"{MOST_PAIRS:,} pairs of situations would have to be held; {TOO_LARGE}"
            )
        label = (label[:, None] * len(reach) + names[None, :]).reshape(-1)
        after = kernels.product_rows(*after, *_rows(reach))
        width *= len(reach)
    return label.astype(np.int32), width, after


def _by_kind(
    direct: Sequence[np.ndarray], feasible: np.ndarray
) -> tuple[np.ndarray, np.ndarray, int, Rows]:
    """Return the kind of every slice, classes by kind and place, their number, what they reach."""
    packed, first, kind = np.unique(
        np.packbits(feasible, axis=1), axis=0, return_index=True, return_inverse=True
    )
    places = feasible.shape[1]
    if max(places**2, len(packed) * places) > MOST_PAIRS:
        raise TooLargeError(
            f"constraints bar the way of one actor among {places:,} combinations in "
            f"{len(packed):,} different manners, which would not fit; {TOO_LARGE}"
        )
    steps: Rows = (np.array([0, 1], dtype=np.int64), np.zeros(1, dtype=np.int32))
    for step in direct:
        steps = kernels.product_rows(*steps, *_rows(step))
    found = []
    pairs = 0
    for slice_number in first:
        names, reach = _grouped(kernels.flooded(*steps, feasible[slice_number]))
        pairs += int(reach.sum())
        if pairs > MOST_PAIRS:
            raise TooLargeError(
                f"constraints bar the way of one actor so that more than {MOST_PAIRS:,} pairs of "
                f"situations would have to be held; {TOO_LARGE}"
            )
        found.append((names, _rows(reach)))
    width = max(1, *(len(at) - 1 for _, (at, _) in found))
    counts = [np.diff(at, append=[at[-1]] * (width - len(at) + 1)) for _, (at, _) in found]
    at = np.concatenate(([0], np.cumsum(np.concatenate(counts)))).astype(np.int64)
    after = np.concatenate([listed for _, (_, listed) in found]).astype(np.int32)
    labels = np.stack([names for names, _ in found]).astype(np.int32)
    return kind.reshape(-1).astype(np.int32), labels, width, (at, after)


def _grouped(reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the class of every place (-1: reaches not even itself), and what classes reach."""
    mutual = reach & reach.T
    exists = np.diagonal(reach)
    leader = mutual.argmax(axis=1)
    leaders = np.flatnonzero(exists & (leader == np.arange(len(reach))))
    names = np.where(exists, np.searchsorted(leaders, leader), -1)
    return names.astype(np.int32), reach[np.ix_(leaders, leaders)]


def _rows(reach: np.ndarray) -> Rows:
    """Return a matrix as lists."""
    at = np.concatenate(([0], np.cumsum(reach.sum(axis=1)))).astype(np.int64)
    return at, np.nonzero(reach)[1].astype(np.int32)


def tables_of(
    classes: Sequence[Classes], actors: Sequence[int], rank: np.ndarray, feasible: np.ndarray
) -> kernels.Tables:
    """Return all movers in flat arrays.

    Parameters
    ----------
    classes
        Of every mover.
    actors
        Which actor it is, -1 for a set of actors.
    rank : array of int32, shape (A, P)
        Preferences, for the order within groups.
    feasible : array of bool, shape (P,)
        Which packages exist.
    """
    first = _starts([each.groups for each in classes])
    rows_at = _starts([len(each.after[0]) - 1 for each in classes])
    pairs_at = _starts([len(each.after[1]) for each in classes])
    existing = np.flatnonzero(feasible).astype(np.int32)
    orders, starts, befores = [], [], []
    for n, each in enumerate(classes):
        order = existing
        if actors[n] >= 0:
            mine = rank[actors[n]]
            order = kernels.sorted_by(mine, order, int(mine.max()))
        orders.append(kernels.sorted_by(each.group, order, each.groups - 1))
        counts = np.bincount(each.group[existing], minlength=each.groups)
        starts.append(n * len(existing) + np.cumsum(counts) - counts)
        befores.append(_turned(each))
    return kernels.Tables(
        actor=np.array(actors, dtype=np.int64),
        group=_counted_on([each.group for each in classes], first),
        order=np.concatenate(orders),
        start=np.concatenate([*starts, [len(classes) * len(existing)]]).astype(np.int32),
        first=first[:-1],
        width=np.array([each.width for each in classes], dtype=np.int64),
        kind=np.concatenate([each.kind for each in classes]),
        kind_at=_starts([len(each.kind) for each in classes])[:-1],
        row_at=rows_at[:-1],
        before_at=_joined([at for at, _ in befores], pairs_at),
        before=np.concatenate([listed for _, listed in befores]),
        after_at=_joined([each.after[0] for each in classes], pairs_at),
        after=np.concatenate([each.after[1] for each in classes]),
    )


def _turned(classes: Classes) -> Rows:
    """Return per kind and class the classes from which it is reached."""
    at, listed = classes.after
    # Rows are counted through kinds, classes within one: turn in rows, then count back.
    kind = np.repeat(np.arange(len(at) - 1) // classes.width * classes.width, np.diff(at))
    out_at, rows = kernels.transposed_rows(at, (listed + kind).astype(np.int32))
    return out_at, rows % np.int32(classes.width)


def _counted_on(groups: Sequence[np.ndarray], first: np.ndarray) -> np.ndarray:
    """Return the groups of all movers, counted through, shape (J, P)."""
    out = np.stack(groups)
    out += np.where(out >= 0, first[:-1, None].astype(np.int32), np.int32(0))
    return out


def _starts(counts: Sequence[int]) -> np.ndarray:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


def _joined(ats: Sequence[np.ndarray], starts: np.ndarray) -> np.ndarray:
    parts = [at[:-1] + start for at, start in zip(ats, starts, strict=False)]
    return np.concatenate([*parts, starts[-1:]]).astype(np.int64)
