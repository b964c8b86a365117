"""Compiled loops over whole graphs of packages; nothing is checked here.

What one mover can reach from a package depends on its slice (the options of all issues that the
mover cannot change) and, within the slice, on the class of the package: packages of one class
reach each other. A group is a class within a slice. Every list is over groups, so that a mover
that can go anywhere costs no more than one that can hardly move.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

LARGEST = np.iinfo(np.int32).max
"""No package has this rank."""


class Tables(NamedTuple):
    """The movers of a graph, in flat arrays.

    Attributes
    ----------
    actor : array of int64, shape (J,)
        Which actor a mover is; -1 for a set of actors that move together.
    group : array of int32, shape (J, P)
        Group of every package, counted through all movers; -1 where a package is not feasible.
    order, start : arrays of int32
        The feasible packages by mover, group and rank; where each group starts in them.
    first : array of int64, shape (J,)
        First group of every mover.
    width : array of int64, shape (J,)
        Classes per slice.
    kind, kind_at : arrays of int32 and int64
        The kind of every slice: slices of one kind have the same classes. Where each mover starts.
    row_at : array of int64, shape (J,)
        First row of every mover in what follows; a row is a kind and a class.
    before_at, before, after_at, after : arrays of int64 and int32
        Per row the classes from which this class is reached and which it reaches, itself among
        both.
    """

    actor: np.ndarray
    group: np.ndarray
    order: np.ndarray
    start: np.ndarray
    first: np.ndarray
    width: np.ndarray
    kind: np.ndarray
    kind_at: np.ndarray
    row_at: np.ndarray
    before_at: np.ndarray
    before: np.ndarray
    after_at: np.ndarray
    after: np.ndarray


@njit(cache=True)
def row_of(tables, mover, group):
    """Return the row of a group, and the first group of its slice."""
    local = group - tables.first[mover]
    width = tables.width[mover]
    place = local // width
    row = tables.row_at[mover] + tables.kind[tables.kind_at[mover] + place] * width
    return row + local - place * width, tables.first[mover] + place * width


@njit(cache=True)
def sorted_by(value, chosen, largest):
    """Return the chosen packages by ascending value (0 .. largest), stable; shape (P,)."""
    place = np.zeros(largest + 2, dtype=np.int64)
    for p in chosen:
        place[value[p] + 1] += 1
    for v in range(largest + 1):
        place[v + 1] += place[v]
    out = np.empty(len(chosen), dtype=np.int32)
    for p in chosen:
        v = value[p]
        out[place[v]] = p
        place[v] += 1
    return out


@njit(cache=True)
def lowest_reached(tables, movers, improving, rank, value, by_value):
    """Return the lowest value that chains of the movers reach from every package, itself counted.

    Backwards from the packages of lowest value; every package is settled once, and every group is
    left behind once its members are settled.

    Parameters
    ----------
    movers : array of int64
        Who moves.
    improving
        Whether everybody moves only to packages of higher ``rank`` for itself.
    rank : array of int32, shape (A, P)
        Preferences.
    value : array of int32, shape (P,)
        Any number.
    by_value : array of int32
        The feasible packages by ascending value.

    Returns
    -------
    array of int32, shape (P,)
        Without meaning where a package is not feasible.
    """
    low = value.copy()
    done = np.zeros(len(value), dtype=np.bool_)
    stack = np.empty(len(by_value), dtype=np.int32)
    at = tables.start[:-1].copy()
    top = np.full(len(at), -1, dtype=np.int32)
    for root in by_value:
        if done[root]:
            continue
        done[root] = True
        stack[0] = root
        height = 1
        while height:
            height -= 1
            end = stack[height]
            for mover in movers:
                group = tables.group[mover, end]
                level = rank[tables.actor[mover], end] if improving else 0
                if level <= top[group]:
                    continue
                top[group] = level
                row, slice_start = row_of(tables, mover, group)
                for k in range(tables.before_at[row], tables.before_at[row + 1]):
                    source = slice_start + tables.before[k]
                    place = at[source]
                    while place < tables.start[source + 1]:
                        package = tables.order[place]
                        if improving and rank[tables.actor[mover], package] >= level:
                            break
                        place += 1
                        if not done[package]:
                            done[package] = True
                            low[package] = value[root]
                            stack[height] = package
                            height += 1
                    at[source] = place
    return low


@njit(cache=True)
def highest_of_own(tables, mover, value):
    """Return the highest value among a package and what one mover reaches from it, shape (P,)."""
    groups = len(tables.start) - 1
    if mover + 1 < len(tables.first):
        groups = tables.first[mover + 1]
    first = tables.first[mover]
    own = np.full(groups - first, -1, dtype=np.int32)
    for p in range(len(value)):
        group = tables.group[mover, p]
        if group >= 0 and value[p] > own[group - first]:
            own[group - first] = value[p]
    best = own.copy()
    for group in range(first, groups):
        row, slice_start = row_of(tables, mover, group)
        for k in range(tables.before_at[row], tables.before_at[row + 1]):
            source = slice_start + tables.before[k] - first
            best[source] = max(best[source], own[group - first])
    out = np.full(len(value), -1, dtype=np.int32)
    for p in range(len(value)):
        group = tables.group[mover, p]
        if group >= 0:
            out[p] = best[group - first]
    return out


@njit(cache=True)
def product_rows(left_at, left, right_at, right):
    """Return the lists of pairs: pair (a, b) lists all (i, j) with i listed by a and j by b."""
    lefts, rights = len(left_at) - 1, len(right_at) - 1
    at = np.zeros(lefts * rights + 1, dtype=np.int64)
    for a in range(lefts):
        for b in range(rights):
            count = (left_at[a + 1] - left_at[a]) * (right_at[b + 1] - right_at[b])
            at[a * rights + b + 1] = at[a * rights + b] + count
    out = np.empty(at[-1], dtype=np.int32)
    place = 0
    for a in range(lefts):
        for b in range(rights):
            for k in range(left_at[a], left_at[a + 1]):
                for m in range(right_at[b], right_at[b + 1]):
                    out[place] = left[k] * rights + right[m]
                    place += 1
    return at, out


@njit(cache=True)
def transposed_rows(at, listed):
    """Return who lists every row instead of whom it lists."""
    rows = len(at) - 1
    out_at = np.zeros(rows + 1, dtype=np.int64)
    for row in listed:
        out_at[row + 1] += 1
    for row in range(rows):
        out_at[row + 1] += out_at[row]
    place = out_at[:-1].copy()
    out = np.empty(len(listed), dtype=np.int32)
    for row in range(rows):
        for k in range(at[row], at[row + 1]):
            out[place[listed[k]]] = row
            place[listed[k]] += 1
    return out_at, out


@njit(cache=True)
def flooded(at, listed, allowed):
    """Return what repeated steps reach through allowed places, shape (n, n), each start counted."""
    size = len(allowed)
    out = np.zeros((size, size), dtype=np.bool_)
    stack = np.empty(size, dtype=np.int32)
    for start in range(size):
        if not allowed[start]:
            continue
        reached = out[start]
        reached[start] = True
        stack[0] = start
        height = 1
        while height:
            height -= 1
            here = stack[height]
            for k in range(at[here], at[here + 1]):
                there = listed[k]
                if allowed[there] and not reached[there]:
                    reached[there] = True
                    stack[height] = there
                    height += 1
    return out
