"""Bounds of the smallest share made sharper below one node of the search.

The weight vectors of a search are good at the root. Deeper down, with half of the issues settled,
others would bound better. :func:`sharpen` looks for them by the steps of Polyak (1969, USSR
Computational Mathematics and Mathematical Physics 9:14-29): sweep the issues that are left, look
which parties the best completion serves badly, give them more weight, sweep again. Every weight
vector proves a bound, and every completion is a package that may be the best one yet.

Shares are floats here: a bound cuts only with a margin far above their rounding errors.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from .buckets import Buckets

NOTHING = -1e200
"""The share of no package."""

ROUNDS = 8
"""Sweeps at one node."""

LEAST_LEFT = 15
"""Fewer issues left than this are searched at once."""

MOST_ENTRIES = 20_000
"""Table entries up to which sweeping at nodes pays."""

MARGIN = 1e-9
"""Share of the largest sum by which a bound must stay below the best objective."""


class Sharp(NamedTuple):
    """What sharpening needs: shares of the counted actors as floats, and room to work.

    ``option`` (K, C), ``group`` (G, C): gains over scales; ``bad`` (G,); ``buckets``, ``groups``
    (I + 1,): how many buckets and groups belong to the issues that are open at a depth; ``roots``
    (B,): the first depth at which all parents of a bucket are settled; ``weight`` (I + 1, C):
    weights at every depth; the rest is scratch.
    """

    is_on: bool
    margin: float
    option: np.ndarray
    group: np.ndarray
    bad: np.ndarray
    buckets: np.ndarray
    groups: np.ndarray
    roots: np.ndarray
    weight: np.ndarray
    term: np.ndarray
    sums: np.ndarray
    message: np.ndarray
    choice: np.ndarray


def prepare(
    buckets: Buckets,
    point: np.ndarray,
    group_point: np.ndarray,
    scale: np.ndarray,
    counted: int,
    weight: np.ndarray,
    *,
    is_on: bool,
) -> Sharp:
    """Return the arrays for :func:`sharpen`.

    Parameters
    ----------
    buckets, point, group_point
        Tables and exact utilities of an engine.
    scale : array (A,); counted : int
        Gains of the first ``counted`` actors are divided by these.
    weight : array (C,)
        Weights on shares to begin with; any that are not negative.
    is_on
        Whether sharpening is wanted at all.
    """
    layout = buckets.layout
    issues = len(layout.issue_order)
    is_on = is_on and buckets.entries <= MOST_ENTRIES and counted > 1
    size = int(layout.message_start[-1]) if is_on else 0
    option = point[:, :counted] / scale[:counted]
    group = group_point[:, :counted] / scale[:counted]
    depth_of = np.empty(issues, dtype=np.int64)
    depth_of[layout.issue_order] = np.arange(issues)
    left = np.array([np.count_nonzero(depth_of[layout.issue] >= t) for t in range(issues + 1)])
    last = np.maximum.accumulate(
        [layout.group_of_entry[a:b].max() + 1 for a, b in _spans(layout.entry_start)]
    )
    roots = np.array(
        [
            depth_of[layout.parent_issue[a:b]].max() + 1 if b > a else 0
            for a, b in _spans(layout.parent_start)
        ]
    )
    start = np.maximum(weight, 0.0) + 1e-12
    weights = np.tile(start / start.sum(), (issues + 1, 1))
    most = sum(np.abs(option[a:b]).max(axis=0).max() for a, b in _spans(layout.term_start))
    most += np.abs(group).max(axis=1).sum()
    return Sharp(
        is_on=is_on,
        margin=MARGIN * max(1.0, float(most)),
        option=np.ascontiguousarray(option),
        group=np.ascontiguousarray(group),
        bad=buckets.group_bad,
        buckets=left,
        groups=np.concatenate((last, [0]))[left - 1],
        roots=roots,
        weight=weights,
        term=np.zeros(len(option)),
        sums=np.zeros(len(group)),
        message=np.zeros(size),
        choice=np.zeros(size, dtype=np.int64),
    )


def _spans(starts: np.ndarray) -> list[tuple[int, int]]:
    return list(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True))


@njit(cache=True)
def sharpen(layout, sharp, depth, codes, share, best, proposal):
    """Bound the smallest share below a node; return sweeps used, if it is cut, and the best found.

    Parameters
    ----------
    layout, sharp : Layout, Sharp
    depth : int, issues settled; their options are in ``codes``
    share : array (C,), gains over scales of what is settled, constants included
    best : float, objective to beat
    proposal : array (I,), out: the completion with the largest smallest share

    Returns
    -------
    sweeps, is_cut, value
    """
    counted = share.shape[0]
    weight = sharp.weight[depth - 1].copy()
    served = np.empty(counted)
    place = codes.copy()
    lowest = np.inf
    value = -np.inf
    sweeps = 0
    while sweeps < ROUNDS:
        sweeps += 1
        top = 0.0
        for c in range(counted):
            top += weight[c] * share[c]
        top += _sweep_below(layout, sharp, depth, codes, weight)
        if top < best - sharp.margin:
            return sweeps, True, value
        if top < lowest:
            lowest = top
            sharp.weight[depth] = weight
        for c in range(counted):
            served[c] = share[c]
        if _trace_below(layout, sharp, depth, place, served):
            least = served.min()
            if least > value:
                value = least
                proposal[:] = place
        mean = served.mean()
        square = 0.0
        for c in range(counted):
            square += (served[c] - mean) ** 2
        if square < 1e-12 or top == np.inf:
            break
        step = max(top - best, sharp.margin) / square
        total = 0.0
        for c in range(counted):
            weight[c] = max(0.0, weight[c] - step * (served[c] - mean))
            total += weight[c]
        if total <= 0.0:
            break
        for c in range(counted):
            weight[c] /= total
    return sweeps, False, value


@njit(cache=True, fastmath={"reassoc", "contract"})
def _sweep_below(layout, sharp, depth, codes, weight):
    """Return the largest weighted share that the open issues can add."""
    counted = weight.shape[0]
    for t in range(depth, layout.issue_order.shape[0]):
        issue = layout.issue_order[t]
        for k in range(layout.term_start[issue], layout.term_start[issue + 1]):
            value = 0.0
            for c in range(counted):
                value += weight[c] * sharp.option[k, c]
            sharp.term[k] = value
    for g in range(sharp.groups[depth]):
        value = 0.0
        for c in range(counted):
            value += weight[c] * sharp.group[g, c]
        sharp.sums[g] = NOTHING if sharp.bad[g] else value
    total = 0.0
    for b in range(sharp.buckets[depth]):
        if sharp.roots[b] <= depth:
            row = 0
            for p in range(layout.parent_start[b], layout.parent_start[b + 1]):
                row += codes[layout.parent_issue[p]] * layout.parent_stride[p]
            total += _best_option(layout, sharp, b, row)
        else:
            for row in range(layout.parents[b]):
                _best_option(layout, sharp, b, row)
    return total


@njit(cache=True)
def _best_option(layout, sharp, b, parent):
    """Write the best option of a bucket for one combination of its parents; return its worth."""
    options = layout.options[b]
    start = layout.term_start[layout.issue[b]]
    first = layout.entry_start[b]
    best = 2 * NOTHING
    choice = 0
    for option in range(options):
        local = parent * options + option
        value = sharp.sums[layout.group_of_entry[first + local]]
        if layout.has_terms[b]:
            value += sharp.term[start + option]
        for c in range(layout.child_start[b], layout.child_start[b + 1]):
            row = layout.child_map[layout.child_map_start[c] + local]
            value += sharp.message[layout.message_start[layout.child[c]] + row]
        if value > best:
            best = value
            choice = option
    sharp.message[layout.message_start[b] + parent] = max(best, NOTHING)
    sharp.choice[layout.message_start[b] + parent] = choice
    return max(best, NOTHING)


@njit(cache=True)
def _trace_below(layout, sharp, depth, place, served):
    """Write the completion that a sweep found and add its shares; return if it is feasible."""
    for t in range(depth, layout.issue_order.shape[0]):
        issue = layout.issue_order[t]
        is_first = True
        for q in range(layout.bucket_start[t], layout.bucket_start[t + 1]):
            b = layout.bucket[q]
            row = 0
            for p in range(layout.parent_start[b], layout.parent_start[b + 1]):
                row += place[layout.parent_issue[p]] * layout.parent_stride[p]
            if is_first:
                place[issue] = sharp.choice[layout.message_start[b] + row]
                is_first = False
            g = layout.group_of_entry[
                layout.entry_start[b] + row * layout.options[b] + place[issue]
            ]
            if sharp.bad[g]:
                return False
            for c in range(served.shape[0]):
                served[c] += sharp.group[g, c]
        k = layout.term_start[issue] + place[issue]
        for c in range(served.shape[0]):
            served[c] += sharp.option[k, c]
    return True
