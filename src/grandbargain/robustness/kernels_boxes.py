"""Compiled loops of the patient rule induction method (PRIM); nothing is checked here.

Friedman and Fisher (1999), "Bump hunting in high-dimensional data", Statistics and Computing 9,
with the lenient objective of Kwakkel and Jaxa-Rozen (2016), "Improving scenario discovery for
handling heterogeneous uncertainties and multinomial classified outcomes", Environmental Modelling
& Software 79: the gain in the share of cases, per weight taken off or put back.

The order of every column is worked out once. A peel looks at the two ends of every column, so it
costs about the peeled share of all values; the columns are made shorter whenever half their rows
have left the box.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

LOW, HIGH, CATEGORY = 0, 1, 2
"""What a move changes: the lower bound, the upper bound, or whether one category is in the box."""

SLACK = 1e-9
"""Relative size below which weights count as equal: shares of sums are not exact."""

NO_GAIN = 1e-14
"""Relative size below which a gain is rounding."""


class Rows(NamedTuple):
    """Worlds of d inputs, each world of a positive weight.

    Attributes
    ----------
    values : array of float64, shape (d, n)
        Numbers, or codes of categories.
    order : array of int32, shape (d, n)
        The worlds by rising value; not looked at for categories.
    kinds : array of int64, shape (d,)
        How many categories an input has; 0 for numbers.
    weight, hit : arrays of float64, shape (n,)
        Weight of each world, and the same or 0 where it is no case.
    """

    values: np.ndarray
    order: np.ndarray
    kinds: np.ndarray
    weight: np.ndarray
    hit: np.ndarray


class Moves(NamedTuple):
    """The way to a box, one entry per step; the first step is the start, without a limit.

    Attributes
    ----------
    column, side : arrays of int64, shape (S,)
        Which input (-1 at the start), and which of LOW, HIGH and CATEGORY.
    bound : array of float64, shape (S,)
        The new bound, infinite where the side is opened; or the category that leaves the box, or
        comes back to it if it is outside.
    weight, hit : arrays of float64, shape (S,)
        Weight of all worlds and of the cases in the box after the step.
    """

    column: np.ndarray
    side: np.ndarray
    bound: np.ndarray
    weight: np.ndarray
    hit: np.ndarray


class Bounds(NamedTuple):
    """A box: ``low`` and ``high`` (d,), both inside; ``kept`` (d, C) says which categories are."""

    low: np.ndarray
    high: np.ndarray
    kept: np.ndarray


@njit(cache=True)
def between(removed, kept):
    """Return a bound that leaves ``kept`` inside and ``removed`` outside, midway if it can be."""
    middle = 0.5 * removed + 0.5 * kept
    if kept > removed:
        return middle if removed < middle <= kept else kept
    return middle if kept <= middle < removed else kept


@njit(cache=True)
def take(order, ranked, out, wanted, weight, hit, at, step, need):
    """Gather whole groups of equal values from one end until they weigh enough.

    Parameters
    ----------
    order, ranked : arrays, shape (n,)
        The worlds of a column by value, and their values.
    out, wanted
        Only worlds with ``out[world] == wanted`` count.
    at, step
        Where to begin, and 1 upwards or -1 downwards.
    need
        Weight that is enough.

    Returns
    -------
    tuple
        Weight and weight of cases gathered, the last value gathered, the next one, and whether
        there is a next one.
    """
    gathered, hits, last = 0.0, 0.0, np.nan
    while 0 <= at < order.shape[0]:
        row = order[at]
        if out[row] == wanted:
            value = ranked[at]
            if gathered >= need and value != last:
                return gathered, hits, last, value, True
            gathered += weight[row]
            hits += hit[row]
            last = value
        at += step
    return gathered, hits, last, last, False


@njit(cache=True)
def record(moves, step, column, side, bound, weight, hit):
    """Write one step down."""
    moves.column[step] = column
    moves.side[step] = side
    moves.bound[step] = bound
    moves.weight[step] = weight
    moves.hit[step] = hit


@njit(cache=True)
def find(rows, peel_share, paste_share, least, moves):
    """Peel from all worlds down to a small box, and paste back as long as its density rises.

    Of equal gains a peel on an input that is restricted already goes first, then the first input,
    the lower end before the upper one, the first category.

    Parameters
    ----------
    rows : Rows
        The worlds.
    peel_share, paste_share
        Share of the weight in the box that one step takes off at least, or puts back.
    least
        Least weight of a box.
    moves : Moves
        Filled here; long enough for all steps.

    Returns
    -------
    int
        How many steps there are, the start among them.
    """
    inputs, n = rows.values.shape
    ranked = np.empty((inputs, n))
    for j in range(inputs):
        if rows.kinds[j] == 0:
            for i in range(n):
                ranked[j, i] = rows.values[j, rows.order[j, i]]
    most = max(1, rows.kinds.max()) if inputs else 1
    box = Bounds(
        np.full(inputs, -np.inf), np.full(inputs, np.inf), np.ones((inputs, most), dtype=np.bool_)
    )
    steps = peel(rows, rows.order.copy(), ranked.copy(), box, peel_share, least, moves)
    return paste(rows, ranked, box, paste_share, moves, steps)


@njit(cache=True)
def peel(rows, order, ranked, box, share, least, moves):
    """Take off the end or the category that gains most per weight, until none gains."""
    inputs, n = rows.values.shape
    kinds, weight, hit = rows.kinds, rows.weight, rows.hit
    out = np.zeros(n, dtype=np.int8)
    total, hits, alive, length = weight.sum(), hit.sum(), n, n
    floor = least * (1.0 - SLACK)
    left = np.zeros(inputs, dtype=np.int64)
    right = np.full(inputs, n - 1, dtype=np.int64)
    is_restricted = np.zeros(inputs, dtype=np.bool_)
    members = np.zeros(box.kept.shape, dtype=np.int64)
    heavy = np.zeros(box.kept.shape)
    struck = np.zeros(box.kept.shape)
    for j in range(inputs):
        for row in range(n if kinds[j] > 0 else 0):
            c = int(rows.values[j, row])
            members[j, c] += 1
            heavy[j, c] += weight[row]
            struck[j, c] += hit[row]
    record(moves, 0, -1, LOW, 0.0, total, hits)
    steps = 1
    while True:
        need = share * total * (1.0 - SLACK)
        best, best_column, best_side, best_last, best_bound = 0.0, -1, LOW, 0.0, 0.0
        for j in range(inputs):
            for k in range(kinds[j] if kinds[j] > 0 else 2):
                last, bound, side = float(k), float(k), CATEGORY
                if kinds[j] > 0:
                    if members[j, k] == 0:
                        continue
                    gone, struck_gone = heavy[j, k], struck[j, k]
                else:
                    at, step = (left[j], 1) if k == LOW else (right[j], -1)
                    gone, struck_gone, last, following, goes_on = take(
                        order[j, :length], ranked[j], out, 0, weight, hit, at, step, need
                    )
                    if not goes_on:
                        continue
                    bound, side = between(last, following), k
                rest = total - gone
                gain = hits * gone - struck_gone * total
                if rest < floor or rest <= 0.0 or gain <= NO_GAIN * hits * gone:
                    continue
                score = gain / (rest * gone)
                is_better = score > best or (
                    score == best and is_restricted[j] and not is_restricted[best_column]
                )
                if is_better:
                    best, best_column, best_side = score, j, side
                    best_last, best_bound = last, bound
        if best_column < 0:
            return steps
        j = best_column
        is_restricted[j] = True
        first, end, step = 0, n, 1
        if best_side == LOW:
            first, end = left[j], length
            box.low[j] = best_bound
        elif best_side == HIGH:
            first, end, step = right[j], -1, -1
            box.high[j] = best_bound
        else:
            box.kept[j, int(best_bound)] = False
        at = first
        while at != end:
            row = at if best_side == CATEGORY else order[j, at]
            if best_side == CATEGORY:
                goes = rows.values[j, row] == best_bound
            else:
                goes = True
                if best_side == LOW and ranked[j, at] > best_last:
                    break
                if best_side == HIGH and ranked[j, at] < best_last:
                    break
            if goes and out[row] == 0:
                out[row] = 1
                alive -= 1
                total -= weight[row]
                hits -= hit[row]
                for other in range(inputs):
                    if kinds[other] > 0:
                        c = int(rows.values[other, row])
                        members[other, c] -= 1
                        heavy[other, c] -= weight[row]
                        struck[other, c] -= hit[row]
            at += step
        if best_side == LOW:
            left[j] = at
        elif best_side == HIGH:
            right[j] = at
        record(moves, steps, j, best_side, best_bound, total, hits)
        steps += 1
        if 2 * alive < length:
            for other in range(inputs):
                if kinds[other] == 0:
                    count = 0
                    for i in range(length):
                        if out[order[other, i]] == 0:
                            order[other, count] = order[other, i]
                            ranked[other, count] = ranked[other, i]
                            count += 1
                    left[other], right[other] = 0, count - 1
            length = alive


@njit(cache=True)
def paste(rows, ranked, box, share, moves, steps):
    """Put back the strip or the category that gains most per weight, until none gains.

    A strip holds worlds that only one bound keeps out. Where all of them are put back the side is
    opened.
    """
    inputs, n = rows.values.shape
    kinds, weight, hit = rows.kinds, rows.weight, rows.hit
    total, hits = moves.weight[steps - 1], moves.hit[steps - 1]
    out = np.zeros(n, dtype=np.int32)
    for j in range(inputs):
        for row in range(n):
            value = rows.values[j, row]
            if kinds[j] > 0:
                out[row] += not box.kept[j, int(value)]
            else:
                out[row] += value < box.low[j] or value > box.high[j]
    heavy = np.zeros(box.kept.shape[1])
    struck = np.zeros(box.kept.shape[1])
    while True:
        need = share * total * (1.0 - SLACK)
        best, best_column, best_side, best_bound = 0.0, -1, LOW, 0.0
        for j in range(inputs):
            if kinds[j] > 0:
                heavy[:] = 0.0
                struck[:] = 0.0
                if not box.kept[j, : kinds[j]].all():
                    for row in range(n):
                        c = int(rows.values[j, row])
                        if out[row] == 1 and not box.kept[j, c]:
                            heavy[c] += weight[row]
                            struck[c] += hit[row]
            for k in range(kinds[j] if kinds[j] > 0 else 2):
                bound, side = float(k), CATEGORY
                if kinds[j] > 0:
                    gained, struck_gained = heavy[k], struck[k]
                else:
                    if k == LOW:
                        at, step, end = np.searchsorted(ranked[j], box.low[j]) - 1, -1, -np.inf
                    else:
                        at, step, end = np.searchsorted(ranked[j], box.high[j], "right"), 1, np.inf
                    gained, struck_gained, last, following, goes_on = take(
                        rows.order[j], ranked[j], out, 1, weight, hit, at, step, need
                    )
                    bound, side = (between(following, last) if goes_on else end), k
                gain = struck_gained * total - hits * gained
                if gained <= 0.0 or gain <= NO_GAIN * hits * gained:
                    continue
                score = gain / ((total + gained) * gained)
                if score > best:
                    best, best_column, best_side, best_bound = score, j, side, bound
        if best_column < 0:
            return steps
        j = best_column
        for row in range(n):
            value = rows.values[j, row]
            if best_side == LOW:
                comes = best_bound <= value < box.low[j]
            elif best_side == HIGH:
                comes = box.high[j] < value <= best_bound
            else:
                comes = value == best_bound
            if comes:
                out[row] -= 1
                if out[row] == 0:
                    total += weight[row]
                    hits += hit[row]
        if best_side == LOW:
            box.low[j] = best_bound
        elif best_side == HIGH:
            box.high[j] = best_bound
        else:
            box.kept[j, int(best_bound)] = True
        record(moves, steps, j, best_side, best_bound, total, hits)
        steps += 1


@njit(cache=True)
def count(rows, box):
    """Count what lies in a box, and what one of its sides alone keeps out.

    Parameters
    ----------
    rows : Rows
        The worlds; their order is not looked at.
    box : Bounds
        The box.

    Returns
    -------
    tuple of arrays
        Weight and weight of cases in the box, shape (2,); the same as counts; and, shape
        (d, 2, 2), the weights of what one side of one input alone keeps out (categories: side 0).
    """
    inputs, n = rows.values.shape
    weights, counts = np.zeros(2), np.zeros(2, dtype=np.int64)
    near = np.zeros((inputs, 2, 2))
    looked = np.empty(inputs, dtype=np.int64)
    some = 0
    for j in range(inputs):
        if box.low[j] > -np.inf or box.high[j] < np.inf or not box.kept[j].all():
            looked[some] = j
            some += 1
    for row in range(n):
        missed, column, at = 0, 0, 0
        for i in range(some):
            j = looked[i]
            value = rows.values[j, row]
            if rows.kinds[j] > 0:
                is_out, side = not box.kept[j, int(value)], 0
            else:
                is_above = value > box.high[j]
                is_out, side = is_above or value < box.low[j], int(is_above)
            if is_out:
                missed, column, at = missed + 1, j, side
                if missed > 1:
                    break
        if missed == 0:
            weights[0] += rows.weight[row]
            weights[1] += rows.hit[row]
            counts[0] += 1
            counts[1] += rows.hit[row] > 0.0
        elif missed == 1:
            near[column, at, 0] += rows.weight[row]
            near[column, at, 1] += rows.hit[row]
    return weights, counts, near
