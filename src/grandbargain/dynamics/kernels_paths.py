"""Compiled sampling of histories: one year of many of them, and what they add up to.

A history's draws of a year are a pure function of seed, history and year, so history 17 is the same
history however many are sampled and on however many cores. Nothing is checked here.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from ..kernels.philox import philox

CHUNK = 1024
"""Histories that one thread takes at a time."""

PLAY, START, STOCKS = 0, 1, 2
"""What draws of a history and year are for; stocks take as many counters as they need."""

_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)


@njit(cache=True)
def _words(seed, history, year, purpose):
    """Return four random words of 32 bits."""
    h = np.uint64(history)
    return philox(
        h & _MASK, h >> _SHIFT, np.uint64(year), np.uint64(purpose), seed & _MASK, seed >> _SHIFT
    )


@njit(cache=True)
def _unit(first, second):
    """Return a uniform number in (0, 1) from two words."""
    bits = ((first << _SHIFT) | second) >> np.uint64(11)
    return (np.float64(bits) + 0.5) / 9007199254740992.0


@njit(cache=True)
def _find(cumulative, value):
    """Return the first place at which a rising row exceeds a value, by halving."""
    low, high = 0, len(cumulative) - 1
    while low < high:
        middle = (low + high) // 2
        if cumulative[middle] > value:
            high = middle
        else:
            low = middle + 1
    return low


@njit(cache=True, parallel=True)
def draw_starts(seed, states, cumulative, state):
    """Draw where histories start: among ``states``, whose chances add up to ``cumulative``."""
    for part in prange((len(state) + CHUNK - 1) // CHUNK):
        for h in range(part * CHUNK, min((part + 1) * CHUNK, len(state))):
            first, second, _, _ = _words(seed, h, 0, START)
            state[h] = states[_find(cumulative, _unit(first, second) * cumulative[-1])]


@njit(cache=True)
def add_up(states, choice, acting):
    """Write cumulative chances of the joint actions of some states, ``acting`` (states, J)."""
    for row in range(len(states)):
        total = 0.0
        for n in range(acting.shape[1]):
            total += choice[states[row], n]
            acting[row, n] = total


@njit(cache=True, parallel=True)
def step(
    seed, year, strides, low, up, payoff, end, discount, paid, place, row_of, acting,
    state, action, ending, ended_in, weight, gained,
):  # fmt: skip
    """Move every history by one year; those that have ended stay where they are.

    What is done and what ends is drawn to 53 bits, the level of a stock to 32.

    Parameters
    ----------
    seed, year
        Key of the draws; the year counts from 0.
    strides, low, up, payoff, end
        Tables of the year.
    discount : array, shape (A,)
        Weight of the next year.
    paid : array, shape (endings, A)
        What an ending of the year is worth from the next year on.
    place, row_of, acting
        Joint actions of the grid in the order of the deciders; which row is a state's, and its
        cumulative chances, as :func:`add_up` writes them.
    state, action, ending, ended_in : arrays, shape (histories,)
        Where histories are, what was done this year (of the grid; -1: not in play), which ending
        has come (-1: none) and in which year.
    weight : array, shape (A,)
        What a point of this year counts.
    gained : array, shape (histories, A)
        Discounted points so far.
    """
    stocks, actors = len(strides), len(discount)
    endings = end.shape[1]
    for part in prange((len(state) + CHUNK - 1) // CHUNK):
        for h in range(part * CHUNK, min((part + 1) * CHUNK, len(state))):
            action[h] = -1
            if ending[h] >= 0:
                continue
            s = state[h]
            row = row_of[s]
            w0, w1, w2, w3 = _words(seed, h, year, PLAY)
            n = _find(acting[row], _unit(w0, w1) * acting[row, -1])
            v = _unit(w2, w3)
            j = place[n]
            action[h] = j
            for a in range(actors):
                gained[h, a] += weight[a] * payoff[a, s, j]
            for e in range(endings):
                v -= end[0, e, s, j]
                if v < 0.0:
                    ending[h] = e
                    ended_in[h] = year
                    for a in range(actors):
                        gained[h, a] += weight[a] * discount[a] * paid[e, a]
                    break
            if ending[h] >= 0:
                continue
            target = 0
            drawn = 0
            for k in range(stocks):
                share = up[k, s, j]
                level = low[k, s, j]
                if share > 0.0:
                    if drawn % 4 == 0:
                        w0, w1, w2, w3 = _words(seed, h, year, STOCKS + drawn // 4)
                    if np.float64(w0) + 0.5 < share * 4294967296.0:
                        level += 1
                    w0, w1, w2 = w1, w2, w3
                    drawn += 1
                target += level * strides[k]
            state[h] = target
