"""Compiled search for answers at the same time as a move (SIM); nothing is checked here.

From a package every opponent goes to one of its own improvements or stays. What that costs the one
who moves is, but for patterns over issues of several movers, the sum of what each opponent's
change costs alone. So the sum of the worst changes, less what such patterns can take at most, is a
bound; where bound and the combination of the worst changes leave a gap, combinations are searched.
The search is exact and may be long: from one package up to one step for every improvement of the
mover and every combination of what the others would do, which are as many as there are packages
where nobody controls an issue with somebody else. Random rankings need about a hundred of these.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from .kernels import row_of


class Space(NamedTuple):
    """The packages.

    Attributes
    ----------
    feasible : array of bool, shape (P,)
        Which packages exist.
    stride, size : arrays of int64, shape (I,)
        How an issue counts in the number of a package, and its options.
    shared
        Whether several movers can change one issue.
    """

    feasible: np.ndarray
    stride: np.ndarray
    size: np.ndarray
    shared: bool


class Choices(NamedTuple):
    """What every mover would do at once from the package judged.

    Attributes
    ----------
    package
        The package judged.
    better : array of int32, shape (J, most + 1)
        Where each mover would go; the package judged itself is among them.
    number : array of int64, shape (J,)
        Number of its improvements; it has one entry more.
    cost : array of int64, shape (J, most + 1)
        What each change alone gives the one who moves.
    picked : array of int64, shape (J,)
        The entry picked by each.
    at, partial, rest : arrays of int64, shape (J + 1,)
        Where the entries picked so far lead, what they give alone, and the least that those who
        follow give.
    """

    package: int
    better: np.ndarray
    number: np.ndarray
    cost: np.ndarray
    picked: np.ndarray
    at: np.ndarray
    partial: np.ndarray
    rest: np.ndarray


@njit(cache=True, nogil=True)
def simultaneous(tables, space, rank, points, slack, stable, start, end):
    """Write for every mover from which packages no improvement is left unanswered.

    Parameters
    ----------
    tables : Tables
        Of single actors only.
    space : Space
    rank : array of int32, shape (A, P)
        Preferences.
    points : array of int32, shape (A, P)
        Utilities; any increasing numbers where ``slack`` is negative.
    slack : array of int32, shape (A, P)
        The most by which the utility of a combination of changes may lie below what they give
        alone, summed; -1: not known.
    stable : array of bool, shape (A, P), out
        True where nothing is written.
    start, end
        The packages judged: from ``start`` to before ``end``.
    """
    movers = len(tables.actor)
    most = _most_choices(tables)
    better = np.empty((movers, most + 1), dtype=np.int32)
    cost = np.empty((movers, most + 1), dtype=np.int64)
    number = np.zeros(movers, dtype=np.int64)
    picked = np.zeros(movers, dtype=np.int64)
    at, partial = np.zeros(movers + 1, dtype=np.int64), np.zeros(movers + 1, dtype=np.int64)
    rest = np.zeros(movers + 1, dtype=np.int64)
    for p in range(start, end):
        if not space.feasible[p]:
            continue
        for mover in range(movers):
            mine = rank[tables.actor[mover]]
            number[mover] = _improvements(tables, mover, mine, p, better[mover])
        choices = Choices(p, better, number, cost, picked, at, partial, rest)
        for mover in range(movers):
            if number[mover]:
                actor = tables.actor[mover]
                stable[actor, p] = _is_answered(
                    mover, space, points[actor], slack[actor, p], choices
                )


@njit(cache=True)
def _most_choices(tables):
    """Return the most feasible packages in a slice."""
    most = 0
    for mover in range(len(tables.actor)):
        groups = len(tables.start) - 1
        if mover + 1 < len(tables.actor):
            groups = tables.first[mover + 1]
        width = tables.width[mover]
        for group in range(tables.first[mover], groups, width):
            most = max(most, tables.start[group + width] - tables.start[group])
    return most


@njit(cache=True)
def _improvements(tables, mover, rank, p, out):
    """Write where a mover would go from a package, then the package itself; return the number."""
    found = 0
    row, slice_start = row_of(tables, mover, tables.group[mover, p])
    for k in range(tables.after_at[row], tables.after_at[row + 1]):
        group = slice_start + tables.after[k]
        place = tables.start[group + 1] - 1
        while place >= tables.start[group] and rank[tables.order[place]] > rank[p]:
            out[found] = tables.order[place]
            found += 1
            place -= 1
    out[found] = p
    return found


@njit(cache=True)
def _is_answered(mover, space, points, slack, choices):
    """Return whether every improvement of a mover is answered."""
    p, better, number, cost, picked = choices[:5]
    least = np.int64(0)
    for other in range(len(number)):
        if other != mover:
            picked[other] = 0
            for k in range(number[other] + 1):
                cost[other, k] = np.int64(points[better[other, k]]) - points[p]
                if cost[other, k] < cost[other, picked[other]]:
                    picked[other] = k
            least += cost[other, picked[other]]
    is_sorted = False
    for k in range(number[mover] + 1):
        end = better[mover, k]
        if end == p:
            continue
        if slack >= 0 and least + points[end] - points[p] - slack > 0:
            return False
        if _deters(mover, end, space, points, choices):
            continue
        if slack >= 0 and not is_sorted:
            is_sorted = True
            for other in range(len(number)):
                if other != mover:
                    _sort(cost[other], better[other], number[other] + 1)
        if not _search(mover, end, space, points, slack, choices):
            return False
    return True


@njit(cache=True)
def _deters(mover, end, space, points, choices):
    """Return whether the changes picked, made together with the move to ``end``, deter it."""
    p, better, number, _, picked = choices[:5]
    package = end
    for other in range(len(number)):
        if other != mover:
            package += better[other, picked[other]] - p
    if space.shared and _collide(mover, end, space, choices):
        return False
    return space.feasible[package] and points[package] <= points[p]


@njit(cache=True)
def _collide(mover, end, space, choices):
    """Return whether two of the changes picked, or one and the move, are of one issue."""
    p, better, number, _, picked = choices[:5]
    for issue in range(len(space.stride)):
        stride, size = space.stride[issue], space.size[issue]
        at = (p // stride) % size
        changes = (end // stride) % size != at
        for other in range(len(number)):
            if other != mover and (better[other, picked[other]] // stride) % size != at:
                if changes:
                    return True
                changes = True
    return False


@njit(cache=True)
def _sort(cost, better, number):
    """Sort the changes of an opponent by what they give, the worst first."""
    for k in range(1, number):
        gives, end = cost[k], better[k]
        place = k
        while place > 0 and cost[place - 1] > gives:
            cost[place] = cost[place - 1]
            better[place] = better[place - 1]
            place -= 1
        cost[place] = gives
        better[place] = end


@njit(cache=True)
def _search(mover, end, space, points, slack, choices):
    """Return whether some combination of changes deters the move to ``end``, and pick it.

    With a known slack every opponent's changes are sorted by what they give alone: where the sum
    with the worst changes of those who follow is too high, so it is with every later one.
    Otherwise all combinations are tried: at most one per package that the opponents reach
    together.
    """
    p, better, number, cost, picked, at, partial, rest = choices
    feasible, shared = space.feasible, space.shared
    movers = len(number)
    # The opponent with the most changes is tried innermost, in a loop of its own.
    inner = -1
    for other in range(movers):
        if other != mover and (inner < 0 or number[other] > number[inner]):
            inner = other
    if inner < 0:
        return False
    rest[movers] = cost[inner, 0]
    for other in range(movers - 1, -1, -1):
        rest[other] = rest[other + 1]
        if other not in (mover, inner):
            rest[other] += cost[other, 0]
    most = np.int64(points[p])
    at[0] = end
    partial[0] = points[end] - most
    depth = 0
    picked[0] = -1
    while depth >= 0:
        spent, package = partial[depth], at[depth]
        if depth == movers:
            for k in range(number[inner] + 1):
                if slack >= 0 and spent + cost[inner, k] - slack > 0:
                    break
                result = package + better[inner, k] - p
                if feasible[result] and points[result] <= most:
                    picked[inner] = k
                    if not (shared and _collide(mover, end, space, choices)):
                        return True
            depth -= 1
            continue
        picked[depth] += 1
        if depth in (mover, inner):
            if picked[depth] > 0:
                depth -= 1
                continue
        elif picked[depth] > number[depth]:
            depth -= 1
            continue
        else:
            spent += cost[depth, picked[depth]]
            package += better[depth, picked[depth]] - p
        if slack >= 0 and spent + rest[depth + 1] - slack > 0:
            depth -= 1
            continue
        depth += 1
        partial[depth] = spent
        at[depth] = package
        if depth < movers:
            picked[depth] = -1
    return False
