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

_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)


@njit(cache=True)
def _draw(seed, history, year, purpose):
    """Return two uniform numbers in (0, 1)."""
    h = np.uint64(history)
    c0, c1, c2, c3 = philox(
        h & _MASK, h >> _SHIFT, np.uint64(year), np.uint64(purpose), seed & _MASK, seed >> _SHIFT
    )
    first = ((c0 << _SHIFT) | c1) >> np.uint64(11)
    second = ((c2 << _SHIFT) | c3) >> np.uint64(11)
    unit = 9007199254740992.0
    return (np.float64(first) + 0.5) / unit, (np.float64(second) + 0.5) / unit


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
            u, _ = _draw(seed, h, 0, 2)
            state[h] = states[_find(cumulative, u * cumulative[-1])]


@njit(cache=True, parallel=True)
def add_up(states, choice, end, place, acting, leaving):
    """Write cumulative chances of some states, by row.

    Parameters
    ----------
    states : array of int64
        The states.
    choice : array, shape (S, J)
        Chances of the joint actions, in the order of the deciders.
    end : array, shape (1 + believers, endings, S, J)
        Chances of the endings.
    place : array, shape (J,)
        Joint actions of the grid in the order of the deciders.
    acting : array, shape (states, J)
        Written: cumulative chances of the joint actions, in the order of the deciders.
    leaving : array, shape (states, J, endings)
        Written: cumulative chances of the endings after each.
    """
    for row in prange(len(states)):
        s = states[row]
        total = 0.0
        for n in range(len(place)):
            total += choice[s, n]
            acting[row, n] = total
            sofar = 0.0
            for e in range(leaving.shape[2]):
                sofar += end[0, e, s, place[n]]
                leaving[row, n, e] = sofar


@njit(cache=True, parallel=True)
def step(
    seed, year, strides, low, up, payoff, discount, paid, place, row_of, acting, leaving,
    state, action, ending, ended_in, weight, gained,
):  # fmt: skip
    """Move every history by one year; those that have ended stay where they are.

    Parameters
    ----------
    seed, year
        Key of the draws; the year counts from 0.
    strides, low, up, payoff
        Tables of the year.
    discount : array, shape (A,)
        Weight of the next year.
    paid : array, shape (endings, A)
        What an ending of the year is worth from the next year on.
    place, row_of, acting, leaving
        Cumulative chances by row, and which row is a state's, as :func:`add_up` writes them.
    state, action, ending, ended_in : arrays, shape (histories,)
        Where histories are, what was done this year (of the grid; -1: not in play), which ending
        has come (-1: none) and in which year.
    weight : array, shape (A,)
        What a point of this year counts.
    gained : array, shape (histories, A)
        Discounted points so far.
    """
    stocks, actors = len(strides), len(discount)
    endings = leaving.shape[2]
    for part in prange((len(state) + CHUNK - 1) // CHUNK):
        for h in range(part * CHUNK, min((part + 1) * CHUNK, len(state))):
            action[h] = -1
            if ending[h] >= 0:
                continue
            s = state[h]
            row = row_of[s]
            u, v = _draw(seed, h, year, 0)
            n = _find(acting[row], u * acting[row, -1])
            j = place[n]
            action[h] = j
            for a in range(actors):
                gained[h, a] += weight[a] * payoff[a, s, j]
            for e in range(endings):
                if v < leaving[row, n, e]:
                    ending[h] = e
                    ended_in[h] = year
                    for a in range(actors):
                        gained[h, a] += weight[a] * discount[a] * paid[e, a]
                    break
            if ending[h] >= 0:
                continue
            target = 0
            for k in range(stocks):
                if k % 2 == 0:
                    u, v = _draw(seed, h, year, 3 + k // 2)
                value = u if k % 2 == 0 else v
                level = low[k, s, j] + (1 if value < up[k, s, j] else 0)
                target += level * strides[k]
            state[h] = target
