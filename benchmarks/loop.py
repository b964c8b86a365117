"""A plain compiled loop over all packages: what a programmer would write for a small dispute."""

from __future__ import annotations

import numpy as np
from numba import njit

NASH, KALAI_SMORODINSKY, EGALITARIAN, UTILITARIAN = range(4)
"""Rows of the answer, in the order of the rules."""


@njit(cache=True)
def solve_by_listing(values, disagreement):
    """List all packages; return the best gains by each rule, and the frontier.

    ``values`` (A, I, n) are points of options as whole numbers, ``disagreement`` (A,) what the
    parties get without a deal. Returns gains of the best packages, shape (4, A) in the order Nash,
    Kalai-Smorodinsky, egalitarian, utilitarian, and the gains on the frontier, shape (N, A).
    """
    actors, issues, options = values.shape
    total = options**issues
    held = np.empty((total, actors), dtype=np.int64)
    ideal = np.zeros(actors, dtype=np.int64)
    codes = np.zeros(issues, dtype=np.int64)
    size = 0
    for _ in range(total):
        good = True
        for a in range(actors):
            gain = -disagreement[a]
            for i in range(issues):
                gain += values[a, i, codes[i]]
            if gain < 0:
                good = False
                break
            held[size, a] = gain
        if good:
            for a in range(actors):
                ideal[a] = max(ideal[a], held[size, a])
            size += 1
        i = issues - 1
        while i >= 0:
            codes[i] += 1
            if codes[i] < options:
                break
            codes[i] = 0
            i -= 1
    best = choose(held[:size], ideal)
    return best, frontier_of(held[:size])


@njit(cache=True)
def choose(gains, ideal):
    """Return the gains that each rule likes best, shape (4, A)."""
    count, actors = gains.shape
    best = np.zeros((4, actors), dtype=np.int64)
    top_product, top_sum = -1.0, np.int64(-1)
    top_shares = np.full(actors, -1.0)
    top_gains = np.full(actors, -1.0)
    shares = np.empty(actors)
    equal = np.empty(actors)
    for n in range(count):
        product, total = 1.0, np.int64(0)
        for a in range(actors):
            product *= gains[n, a]
            total += gains[n, a]
            shares[a] = gains[n, a] / ideal[a] if ideal[a] > 0 else 1.0
            equal[a] = gains[n, a]
        if product > top_product:
            top_product, best[0] = product, gains[n]
        if comes_before(shares, top_shares):
            best[1] = gains[n]
        if comes_before(equal, top_gains):
            best[2] = gains[n]
        if total > top_sum:
            top_sum, best[3] = total, gains[n]
    return best


@njit(cache=True)
def comes_before(levels, top):
    """Sort levels; where they are above the top from the least upwards, make them the top."""
    for a in range(1, levels.shape[0]):
        value, b = levels[a], a
        while b > 0 and levels[b - 1] > value:
            levels[b] = levels[b - 1]
            b -= 1
        levels[b] = value
    for a in range(levels.shape[0]):
        if levels[a] > top[a]:
            top[:] = levels
            return True
        if levels[a] < top[a]:
            return False
    return False


@njit(cache=True)
def frontier_of(gains):
    """Return the distinct gains that no other package dominates, by falling sum."""
    count, actors = gains.shape
    order = np.argsort(-gains.sum(axis=1))
    front = np.empty((count, actors), dtype=np.int64)
    size = 0
    for n in order:
        kept = True
        for k in range(size):
            covered = True
            for a in range(actors):
                if front[k, a] < gains[n, a]:
                    covered = False
                    break
            if covered:
                kept = False
                break
        if kept:
            front[size] = gains[n]
            size += 1
    return front[:size].copy()
