"""Compiled search for what whole coalitions want and reach; nothing is checked here.

A package is unstable for a coalition iff its members reach some y whose worst continuation, for
each member by its own count, is above what the member has now. So every package needs the frontier
of these vectors over all that the coalition reaches from it; packages that reach each other share
one.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from .kernels import row_of


@njit(cache=True)
def components_of(tables, movers, packages):
    """Return which packages chains of the movers take to each other.

    Nodes are packages and, behind them, the groups of the movers; arcs lead from a package to its
    groups, from a group to its packages and to the groups from which it is reached (Tarjan 1972,
    without recursion).

    Returns
    -------
    array of int32, shape (P + groups,)
        Component of every node, -1 where there is none.
    components
        Their number; arcs lead from higher numbers to lower ones.
    """
    size = tables.group.shape[1]
    nodes = size + len(tables.start) - 1
    component = np.full(nodes, -1, dtype=np.int32)
    seen = np.full(nodes, -1, dtype=np.int32)
    low = np.zeros(nodes, dtype=np.int32)
    edge = np.zeros(nodes, dtype=np.int32)
    path = np.empty(nodes, dtype=np.int32)
    waiting = np.empty(nodes, dtype=np.int32)
    mover_of = owners(tables)
    count = clock = held = 0
    for root in packages:
        if seen[root] >= 0:
            continue
        path[0] = root
        height = 1
        while height:
            node = path[height - 1]
            if edge[node] == 0:
                seen[node] = low[node] = clock
                clock += 1
                waiting[held] = node
                held += 1
            after = _arc(tables, movers, mover_of, node, edge[node])
            edge[node] += 1
            if after >= 0:
                if seen[after] < 0:
                    path[height] = after
                    height += 1
                elif component[after] < 0:
                    low[node] = min(low[node], seen[after])
                continue
            height -= 1
            if height:
                below = path[height - 1]
                low[below] = min(low[below], low[node])
            if low[node] == seen[node]:
                while True:
                    held -= 1
                    component[waiting[held]] = count
                    if waiting[held] == node:
                        break
                count += 1
    return component, count


@njit(cache=True)
def owners(tables):
    """Return the mover to whom every group belongs."""
    out = np.zeros(len(tables.start) - 1, dtype=np.int32)
    for mover in range(len(tables.first)):
        out[tables.first[mover] :] = mover
    return out


@njit(cache=True)
def _arc(tables, movers, mover_of, node, number):
    """Return where the arc of this number leads from a node; -1 behind the last one."""
    size = tables.group.shape[1]
    if node < size:
        return size + tables.group[movers[number], node] if number < len(movers) else -1
    group = node - size
    members = tables.start[group + 1] - tables.start[group]
    if number < members:
        return tables.order[tables.start[group] + number]
    row, slice_start = row_of(tables, mover_of[group], group)
    place = tables.before_at[row] + number - members
    if place < tables.before_at[row + 1]:
        return size + slice_start + tables.before[place]
    return -1


@njit(cache=True)
def arcs_between(tables, component, out):
    """Write arcs between components, ``from * 2^32 + to``, as far as they fit; return how many.

    Repeats are among them. ``out`` is an array of int64, which may be empty.
    """
    size = tables.group.shape[1]
    mover_of = owners(tables)
    found = 0
    for group in range(len(tables.start) - 1):
        here = component[size + group]
        if here < 0:
            continue
        row, slice_start = row_of(tables, mover_of[group], group)
        for place in range(tables.before_at[row], tables.before_at[row + 1]):
            there = component[size + slice_start + tables.before[place]]
            if there >= 0 and there != here:
                if found < len(out):
                    out[found] = np.int64(here) << 32 | np.int64(there)
                found += 1
    return found


@njit(cache=True)
def is_tempted(component, arc_at, arc_to, low, order, rank, candidates):
    """Return which candidates reach some package where every member is worst off above today.

    Parameters
    ----------
    component : array of int32
        Component of every package.
    arc_at, arc_to : arrays of int64
        Per component those from which it is reached in one step.
    low : array of int32, shape (members, P)
        The worst to which the others can take every package, for each member.
    order : array of int32
        The feasible packages in an order in which none has lows all as high as an earlier one,
        unless all are equal.
    rank : array of int32, shape (members, P)
        What packages are worth to the members.
    candidates : array of int32
        Packages in question.

    Returns
    -------
    array of bool, shape (candidates,)
    """
    components = len(arc_at) - 1
    head = np.full(components, -1, dtype=np.int32)
    tail = np.full(components, -1, dtype=np.int32)
    seen = np.full(components, -1, dtype=np.int32)
    stack = np.empty(components, dtype=np.int32)
    held = np.empty(len(order) + 16, dtype=np.int32)
    after = np.empty(len(order) + 16, dtype=np.int32)
    count = 0
    for package in order:
        stack[0] = component[package]
        seen[stack[0]] = package
        height = 1
        while height:
            height -= 1
            here = stack[height]
            if _is_matched(low, package, low, 0, head[here], held, after):
                continue
            if count == len(held):
                held = np.concatenate((held, np.empty(count, dtype=np.int32)))
                after = np.concatenate((after, np.empty(count, dtype=np.int32)))
            held[count] = package
            after[count] = -1
            if tail[here] < 0:
                head[here] = count
            else:
                after[tail[here]] = count
            tail[here] = count
            count += 1
            for k in range(arc_at[here], arc_at[here + 1]):
                there = arc_to[k]
                if seen[there] != package:
                    seen[there] = package
                    stack[height] = there
                    height += 1
    out = np.zeros(len(candidates), dtype=np.bool_)
    for n in range(len(candidates)):
        first = head[component[candidates[n]]]
        out[n] = _is_matched(low, candidates[n], rank, 1, first, held, after)
    return out


@njit(cache=True)
def _is_matched(low, package, value, margin, entry, held, after):
    """Return whether a package on a list has all lows at least a package's values and a margin."""
    while entry >= 0:
        matched = True
        for member in range(len(low)):
            if low[member, held[entry]] < value[member, package] + margin:
                matched = False
                break
        if matched:
            return True
        entry = after[entry]
    return False
