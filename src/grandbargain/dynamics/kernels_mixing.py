"""What follows a state, as a short list of mixes that its joint actions share.

The mean of the next values after a joint action takes one mix of two per stock that falls between
two levels, and of each of these two one per next stock, and so on. Joint actions that move some
stocks alike share the mixes of these stocks, so a state with its 36 joint actions and five stocks
takes 200 mixes rather than 36 x 31. Read forward the list gives means; read backward it spreads
chances over the states that follow. Nothing is checked here.
"""

from __future__ import annotations

import weakref
from typing import NamedTuple

import numpy as np
from numba import njit, prange

CHUNK = 64
"""States that one thread takes at a time."""

SMALL = 150_000
"""States times joint actions up to which one core does the work: waking others would take longer,
and several games can be worked on at once."""


class Mixing(NamedTuple):
    """Where every state leads.

    The nodes of a state s are first the states ``row[first_row[s]:first_row[s + 1]]``, then the
    mixes ``first_mix[s]:first_mix[s + 1]``: 1 - ``share`` of the node ``low``, ``share`` of the
    node ``high``, both before it. ``root`` (S, J) is the node of each joint action;
    ``largest`` (1,) the most nodes of a state.
    """

    first_row: np.ndarray
    row: np.ndarray
    first_mix: np.ndarray
    low: np.ndarray
    high: np.ndarray
    share: np.ndarray
    root: np.ndarray
    largest: np.ndarray


_KNOWN: dict[int, tuple[weakref.ref[np.ndarray], weakref.ref[np.ndarray], Mixing]] = {}


def mixing_of(strides: np.ndarray, low: np.ndarray, up: np.ndarray) -> Mixing:
    """Return the mixes of all states; worked out once for the same arrays, as long as they live."""
    known = _KNOWN.get(id(low))
    if known is None or known[0]() is not low or known[1]() is not up:
        key = id(low)
        found = mix(strides, low, up, np.arange(low.shape[1]))
        known = (weakref.ref(low, lambda _: _KNOWN.pop(key, None)), weakref.ref(up), found)
        _KNOWN[key] = known
    return known[2]


def mix(strides: np.ndarray, low: np.ndarray, up: np.ndarray, states: np.ndarray) -> Mixing:
    """Return the mixes of some states, from ``low`` and ``up`` of shape (stocks, S, J)."""
    _, everywhere, joint = low.shape
    first_row = np.zeros(everywhere + 1, dtype=np.int64)
    first_mix = np.zeros(everywhere + 1, dtype=np.int64)
    root = np.zeros((everywhere, joint), dtype=np.uint32)
    nothing = np.empty(0, dtype=np.uint32)
    count = Mixing(first_row, nothing, first_mix, nothing, nothing, np.empty(0), root, nothing)
    work = _mix_some if len(states) * joint <= SMALL else _mix_all
    work(strides, low, up, states, count, False)
    largest = np.array([(first_row + first_mix).max()], dtype=np.int64)
    np.cumsum(first_row, out=first_row)
    np.cumsum(first_mix, out=first_mix)
    found = Mixing(
        first_row,
        np.empty(first_row[-1], dtype=np.uint32),
        first_mix,
        np.empty(first_mix[-1], dtype=np.uint32),
        np.empty(first_mix[-1], dtype=np.uint32),
        np.empty(first_mix[-1]),
        root,
        largest,
    )
    work(strides, low, up, states, found, True)
    return found


@njit(cache=True, parallel=True)
def _mix_all(strides, low, up, states, mixing, is_final):
    for part in prange((len(states) + CHUNK - 1) // CHUNK):
        some = states[part * CHUNK : min((part + 1) * CHUNK, len(states))]
        _mix_some(strides, low, up, some, mixing, is_final)


@njit(cache=True, nogil=True)
def _mix_some(strides, low, up, states, mixing, is_final):
    """Count the rows and mixes of every state, or write them."""
    stocks, joint = low.shape[0], low.shape[2]
    size = joint << stocks
    slots = 16
    while slots < 2 * size:
        slots *= 2
    alike = np.empty((stocks, joint), dtype=np.int64)
    tail = np.empty((stocks + 1, joint), dtype=np.int64)
    order = np.empty(stocks, dtype=np.int64)
    kinds = np.empty(joint, dtype=np.int64)
    at = np.empty((stocks + 1, size), dtype=np.int64)
    who = np.empty((stocks + 1, size), dtype=np.int64)
    child = np.empty((stocks + 1, size, 2), dtype=np.int64)
    counts = np.zeros(stocks + 1, dtype=np.int64)
    table = np.full(slots, -1, dtype=np.int64)
    used = np.empty(size, dtype=np.int64)
    for s in states:
        _order_stocks(low, up, s, alike, order, kinds)
        _number_tails(alike, order, tail, kinds)
        _ask(strides, low, up, s, order, tail, at, who, child, counts, table, used)
        _answer(up, s, order, tail, at, who, child, counts, mixing, is_final)


@njit(cache=True)
def _order_stocks(low, up, s, alike, order, kinds):
    """Sort out what each stock can do; order stocks by how much that is, the most first."""
    stocks, joint = alike.shape
    many = np.zeros(stocks, dtype=np.int64)
    for k in range(stocks):
        for j in range(joint):
            found = -1
            for n in range(many[k]):
                i = kinds[n]
                if low[k, s, i] == low[k, s, j] and up[k, s, i] == up[k, s, j]:
                    found = i
                    break
            if found < 0:
                found = j
                kinds[many[k]] = j
                many[k] += 1
            alike[k, j] = found
        place = k
        while place > 0 and many[order[place - 1]] < many[k]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = k


@njit(cache=True)
def _number_tails(alike, order, tail, kinds):
    """Write the first joint action that does the same to a stock and all behind it in order."""
    stocks, joint = alike.shape
    tail[stocks] = 0
    for place in range(stocks - 1, -1, -1):
        k = order[place]
        many = 0
        for j in range(joint):
            found = -1
            for n in range(many):
                i = kinds[n]
                if alike[k, i] == alike[k, j] and tail[place + 1, i] == tail[place + 1, j]:
                    found = i
                    break
            if found < 0:
                found = j
                kinds[many] = j
                many += 1
            tail[place, j] = found


@njit(cache=True)
def _ask(strides, low, up, s, order, tail, at, who, child, counts, table, used):
    """List which means are needed, stock by stock: from which level on, after which action."""
    stocks, joint = tail.shape[0] - 1, tail.shape[1]
    counts[0] = 0
    for j in range(joint):
        if tail[0, j] == j or stocks == 0:
            at[0, counts[0]] = 0
            who[0, counts[0]] = j
            counts[0] += 1
        if stocks == 0:
            break
    for place in range(stocks):
        k = order[place]
        following = place + 1
        many = 0
        for n in range(counts[place]):
            j = who[place, n]
            share = up[k, s, j]
            for bit in range(2):
                if (share == 0.0 and bit == 1) or (share == 1.0 and bit == 0):
                    child[place, n, bit] = -1
                    continue
                where = at[place, n] + (low[k, s, j] + bit) * strides[k]
                whose = tail[following, j]
                slot = (where * 31 + whose * 17) & (len(table) - 1)
                while table[slot] >= 0 and (
                    at[following, table[slot]] != where or who[following, table[slot]] != whose
                ):
                    slot = (slot + 1) & (len(table) - 1)
                if table[slot] < 0:
                    table[slot] = many
                    used[many] = slot
                    at[following, many] = where
                    who[following, many] = whose
                    many += 1
                child[place, n, bit] = table[slot]
        counts[following] = many
        for n in range(many):
            table[used[n]] = -1


@njit(cache=True)
def _answer(up, s, order, tail, at, who, child, counts, mixing, is_final):
    """Lay out the nodes from the states up; count them, or write them."""
    stocks, joint = tail.shape[0] - 1, tail.shape[1]
    rows = counts[stocks]
    first_row, first_mix = mixing.first_row[s], mixing.first_mix[s]
    node = np.empty((2, at.shape[1]), dtype=np.int64)
    for n in range(rows):
        node[stocks & 1, n] = n
        if is_final:
            mixing.row[first_row + n] = at[stocks, n]
    mixes = 0
    for place in range(stocks - 1, -1, -1):
        here, below = place & 1, (place + 1) & 1
        for n in range(counts[place]):
            low, high = child[place, n, 0], child[place, n, 1]
            if low < 0 or high < 0:
                node[here, n] = node[below, max(low, high)]
                continue
            if is_final:
                mixing.low[first_mix + mixes] = node[below, low]
                mixing.high[first_mix + mixes] = node[below, high]
                mixing.share[first_mix + mixes] = up[order[place], s, who[place, n]]
            node[here, n] = rows + mixes
            mixes += 1
    if is_final:
        for n in range(counts[0]):
            mixing.root[s, who[0, n]] = node[0, n]
        for j in range(joint):
            mixing.root[s, j] = mixing.root[s, tail[0, j]]
    else:
        mixing.first_row[s + 1] = rows
        mixing.first_mix[s + 1] = mixes
