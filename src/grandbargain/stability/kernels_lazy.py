"""Hot loops of the lazy question of stability: what is tied by nothing is searched part by part.

Nothing is checked here. A package is one state per part; what each part can change to is a row of
a table. Utilities are int64 and exact.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np
from numba import njit

DONE, FULL, BUDGET = 0, 1, 2
"""Why a search returned: nothing is left, the room for packages is full, or the budget ended."""

Shape = namedtuple("Shape", "first turn entry_start entry_pattern entry_place pattern_size")
"""Parts and patterns over several parts.

``first`` (G + 1): where the states of a part start in arrays over all states; ``turn`` (G): in
which order parts are settled; entries of part g are ``entry_start[g] .. entry_start[g + 1]``, each
one term of a pattern: its pattern, and where its table over the part's states starts.
"""

Goals = namedtuple("Goals", "base term add face member")
"""What is summed, one row per goal.

``base`` (Q), ``term`` (Q, N states), ``add`` (Q, L patterns); ``member[face[q], place + state]``:
whether the state meets the term of the pattern, as goal q sees it.
"""

Rows = namedtuple("Rows", "start end state")
"""To which states each state can change: ``state[start[s] : end[s]]``, the state itself too."""


@njit(cache=True)
def close(word):
    """Add to a relation of states, 64 to the word, what repeated steps reach; shape (n, n / 64)."""
    for k in range(word.shape[0]):
        at, bit = k >> 6, np.uint64(1) << np.uint64(k & 63)
        for a in range(word.shape[0]):
            if a != k and word[a, at] & bit:
                for w in range(word.shape[1]):
                    word[a, w] |= word[k, w]


@njit(cache=True)
def value_of(shape, goals, q, state):
    """Return the sum of one goal at a package."""
    total = goals.base[q]
    hits = np.zeros(shape.pattern_size.shape[0], dtype=np.int64)
    for g in range(state.shape[0]):
        total += goals.term[q, shape.first[g] + state[g]]
        for e in range(shape.entry_start[g], shape.entry_start[g + 1]):
            if goals.member[goals.face[q], shape.entry_place[e] + state[g]]:
                hits[shape.entry_pattern[e]] += 1
    for pattern in range(hits.shape[0]):
        if hits[pattern] == shape.pattern_size[pattern]:
            total += goals.add[q, pattern]
    return total


@njit(cache=True)
def _settle(shape, goals, which, g, s, least, hit, miss, value):
    """Give a part its state: what it costs above the least, and what patterns become."""
    for p in range(which.shape[0]):
        q = which[p]
        value[p] += goals.term[q, shape.first[g] + s] - least[p, g]
        for e in range(shape.entry_start[g], shape.entry_start[g + 1]):
            k = shape.entry_pattern[e]
            add = goals.add[q, k]
            if add == 0:
                continue
            if goals.member[goals.face[q], shape.entry_place[e] + s]:
                hit[p, k] += 1
                if add > 0 and hit[p, k] == shape.pattern_size[k]:
                    value[p] += add
            else:
                miss[p, k] += 1
                if add < 0 and miss[p, k] == 1:
                    value[p] -= add


@njit(cache=True)
def _unsettle(shape, goals, which, g, s, least, hit, miss, value):
    """Undo :func:`_settle`."""
    for p in range(which.shape[0]):
        q = which[p]
        value[p] -= goals.term[q, shape.first[g] + s] - least[p, g]
        for e in range(shape.entry_start[g], shape.entry_start[g + 1]):
            k = shape.entry_pattern[e]
            add = goals.add[q, k]
            if add == 0:
                continue
            if goals.member[goals.face[q], shape.entry_place[e] + s]:
                if add > 0 and hit[p, k] == shape.pattern_size[k]:
                    value[p] -= add
                hit[p, k] -= 1
            else:
                if add < 0 and miss[p, k] == 1:
                    value[p] += add
                miss[p, k] -= 1


@njit(cache=True)
def _fits(value, target):
    fits = True
    for p in range(target.shape[0]):
        fits = fits and value[p] <= target[p]
    return fits


@njit(cache=True)
def search(shape, goals, which, target, rows, start, out, limit):
    """Find packages that change the parts of ``start`` along rows and keep all sums low.

    Depth first; a partial package is given up where some sum must exceed its target: settled
    parts as they are, open parts at their least, patterns that may still match if they lower the
    sum, and those that match for certain if they raise it.

    Parameters
    ----------
    which, target : arrays of int64, shape (P,)
        Goals, and what the sum of each must not exceed.
    start : array of int64, shape (G,)
    out : array of int64, shape (room, G), out
        The packages found.
    limit : int
        Most choices to try.

    Returns
    -------
    tuple of int
        Packages found, choices tried, and DONE, FULL or BUDGET.
    """
    parts = start.shape[0]
    goal_count = which.shape[0]
    patterns = shape.pattern_size.shape[0]
    hit = np.zeros((goal_count, patterns), dtype=np.int64)
    miss = np.zeros((goal_count, patterns), dtype=np.int64)
    least = np.zeros((goal_count, parts), dtype=np.int64)
    value = np.zeros(goal_count, dtype=np.int64)
    order = np.zeros(parts, dtype=np.int64)
    cursor = np.zeros(parts, dtype=np.int64)
    state = np.zeros(parts, dtype=np.int64)
    count, tried, depth = 0, 0, 0
    for single in (True, False):
        for t in range(parts):
            g = shape.turn[t]
            row = shape.first[g] + start[g]
            if (rows.end[row] - rows.start[row] == 1) == single:
                order[depth] = g
                depth += 1
    for p in range(goal_count):
        q = which[p]
        value[p] = goals.base[q]
        for k in range(patterns):
            value[p] += min(goals.add[q, k], 0)
        for g in range(parts):
            row = shape.first[g] + start[g]
            lowest = goals.term[q, shape.first[g] + rows.state[rows.start[row]]]
            for c in range(rows.start[row] + 1, rows.end[row]):
                lowest = min(lowest, goals.term[q, shape.first[g] + rows.state[c]])
            least[p, g] = lowest
            value[p] += lowest
    if not _fits(value, target):
        return 0, 1, DONE
    depth = 0
    if parts:
        cursor[0] = rows.start[shape.first[order[0]] + start[order[0]]]
    while depth >= 0:
        if depth == parts:
            out[count] = state
            count += 1
            if count == out.shape[0]:
                return count, tried, FULL
        else:
            g = order[depth]
            if cursor[depth] < rows.end[shape.first[g] + start[g]]:
                state[g] = rows.state[cursor[depth]]
                cursor[depth] += 1
                tried += 1
                if tried > limit:
                    return count, tried, BUDGET
                _settle(shape, goals, which, g, state[g], least, hit, miss, value)
                if _fits(value, target):
                    depth += 1
                    if depth < parts:
                        cursor[depth] = rows.start[shape.first[order[depth]] + start[order[depth]]]
                else:
                    _unsettle(shape, goals, which, g, state[g], least, hit, miss, value)
                continue
        depth -= 1
        if depth >= 0:
            g = order[depth]
            _unsettle(shape, goals, which, g, state[g], least, hit, miss, value)
    return count, tried, DONE


@njit(cache=True)
def search_each(shape, goals, which, target, rows, starts, out, status, until_none, limit):
    """Find one package from every start.

    ``status``, out: packages found (0 or 1), or -1 if the budget ended before that was known.
    ``until_none``: return at the first start from which there is none.

    Returns
    -------
    tuple of int
        Starts looked at, and choices tried.
    """
    tried = 0
    room = np.zeros((1, starts.shape[1]), dtype=np.int64)
    for n in range(starts.shape[0]):
        count, more, why = search(shape, goals, which, target, rows, starts[n], room, limit - tried)
        tried += more
        status[n] = -1 if why == BUDGET else count
        out[n] = room[0]
        if tried > limit or (until_none and status[n] == 0):
            return n + 1, tried
    return starts.shape[0], tried
