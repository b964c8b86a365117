"""Compiled years of play: what a year is worth, who does what in it, where it leads.

Within a state deciders move one after the other. Joint actions are numbered in the order of the
deciders, the first counting most, so what a later decider sees is a block of neighbours. Nothing is
checked here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange

LOGIT, BEST, RULE = 0, 1, 2
"""How a decider chooses."""

TIE = 1e-9
"""Points per year up to which choices of the best are tied: far above the rounding of sums over a
century, far below what a reader could care about."""

CHUNK = 64
"""States that one thread takes at a time."""


class Year(NamedTuple):
    """A year on the grid: the arrays of :class:`~grandbargain.tables.play.YearTables`."""

    payoff: np.ndarray
    end: np.ndarray
    low: np.ndarray
    up: np.ndarray
    rent: np.ndarray


class Rules(NamedTuple):
    """Who decides how.

    ``place[n]`` is the joint action of the grid that is number n in the order of the deciders;
    ``ways[d]`` the number of things that deciders before d can do together, ``ways[D]`` of all;
    ``usable`` (S, J) whether everybody can; ``open`` (D, S, most options) whether a decider can;
    ``rule`` (rules, S, J) the option that a rule picks, ``rule_of`` (D,) which rule is whose;
    ``weight`` (D, A) what points per year of an actor count to a decider, ``alone`` (D,) the actor
    who decides by itself, -1 for a group.
    """

    place: np.ndarray
    ways: np.ndarray
    usable: np.ndarray
    open: np.ndarray
    kind: np.ndarray
    rationality: np.ndarray
    weight: np.ndarray
    alone: np.ndarray
    rule: np.ndarray
    rule_of: np.ndarray


class Grid(NamedTuple):
    """``strides`` (stocks,) of levels among states; ``discount`` and ``belief`` (A,)."""

    strides: np.ndarray
    discount: np.ndarray
    belief: np.ndarray


@njit(cache=True)
def _fill(grid, year, rules, state, after, paid, worth):
    """Write what every joint action is worth, ``worth`` of shape (J, columns).

    Columns are actors, and once more actors where ``after`` holds best responses too.
    """
    actors = len(grid.discount)
    stocks = len(grid.strides)
    endings = year.end.shape[1]
    columns = after.shape[1]
    for n in range(len(rules.place)):
        if not rules.usable[state, n]:
            continue
        j = rules.place[n]
        for c in range(columns):
            worth[n, c] = 0.0
        for corner in range(1 << stocks):
            weight = 1.0
            target = 0
            for k in range(stocks):
                share = year.up[k, state, j]
                bit = (corner >> k) & 1
                weight *= share if bit else 1.0 - share
                if weight == 0.0:
                    break
                target += (year.low[k, state, j] + bit) * grid.strides[k]
            if weight == 0.0:
                continue
            for c in range(columns):
                worth[n, c] += weight * after[target, c]
        for c in range(columns):
            a = c % actors
            b = grid.belief[a]
            none = 1.0
            follow = 0.0
            for e in range(endings):
                chance = year.end[b, e, state, j]
                none -= chance
                follow += chance * paid[e, a]
            follow += none * worth[n, c]
            worth[n, c] = year.payoff[a, state, j] + grid.discount[a] * follow


@njit(cache=True)
def _decide(rules, state, actors, worth, chance):
    """Let deciders choose, the last one first: ``worth[0]`` is then what the year is worth.

    ``chance`` (D, J) holds, for every decider, the chance of each option after what came before.
    """
    deciders = len(rules.kind)
    columns = worth.shape[1]
    joint = rules.ways[deciders]
    for d in range(deciders - 1, -1, -1):
        options = rules.ways[d + 1] // rules.ways[d]
        below = joint // rules.ways[d]
        for before in range(rules.ways[d]):
            first = before * options
            _choose(rules, state, d, before * below, first, options, actors, worth, chance)
            alone = rules.alone[d]
            for c in range(columns):
                total = 0.0
                if c >= actors and c - actors == alone:
                    total = -np.inf
                    for o in range(options):
                        if rules.open[d, state, o] and worth[first + o, c] > total:
                            total = worth[first + o, c]
                else:
                    for o in range(options):
                        if chance[d, first + o] > 0.0:
                            total += chance[d, first + o] * worth[first + o, c]
                worth[before, c] = total


@njit(cache=True)
def _choose(rules, state, d, block, first, options, actors, worth, chance):
    """Write the chances of one decider's options, after what was done before."""
    for o in range(options):
        chance[d, first + o] = 0.0
    if rules.kind[d] == RULE:
        chance[d, first + rules.rule[rules.rule_of[d], state, block]] = 1.0
        return
    best = -np.inf
    for o in range(options):
        if rules.open[d, state, o]:
            value = 0.0
            for a in range(actors):
                if rules.weight[d, a] != 0.0:
                    value += rules.weight[d, a] * worth[first + o, a]
            chance[d, first + o] = value
            best = max(best, value)
    total = 0.0
    for o in range(options):
        if rules.open[d, state, o]:
            behind = chance[d, first + o] - best
            if rules.kind[d] == BEST:
                chance[d, first + o] = 1.0 if behind >= -TIE else 0.0
            else:
                chance[d, first + o] = np.exp(rules.rationality[d] * behind)
            total += chance[d, first + o]
    for o in range(options):
        chance[d, first + o] /= total


@njit(cache=True, parallel=True)
def solve_year(grid, year, rules, states, after, paid, now):
    """Write what a year and all that follows is worth, ``now`` of the shape of ``after``.

    Parameters
    ----------
    states : array of int64
        The states in question.
    after : array, shape (S, A) or (S, 2 A)
        Values at the start of the next year; the second half, if any, those of best responses.
    paid : array, shape (endings, A)
        What every ending is worth from the next year on.
    """
    chunks = (len(states) + CHUNK - 1) // CHUNK
    for n in prange(chunks):
        worth = np.empty((len(rules.place), after.shape[1]))
        chance = np.empty((len(rules.kind), len(rules.place)))
        for m in range(n * CHUNK, min((n + 1) * CHUNK, len(states))):
            _fill(grid, year, rules, states[m], after, paid, worth)
            _decide(rules, states[m], len(grid.discount), worth, chance)
            for c in range(after.shape[1]):
                now[states[m], c] = worth[0, c]


@njit(cache=True)
def play_year(grid, year, rules, after, paid, mass, following, ended, doing, paying):
    """Move the distribution over states by one year.

    Writes the next distribution (S,), adds to the chances of the endings (endings,), to those of
    the joint actions in the order of the deciders (J,), and to what payers pay (payers,).
    """
    stocks = len(grid.strides)
    deciders = len(rules.kind)
    joint = len(rules.place)
    worth = np.empty((joint, after.shape[1]))
    chance = np.empty((deciders, joint))
    following[:] = 0.0
    for state in range(len(mass)):
        if mass[state] == 0.0:
            continue
        _fill(grid, year, rules, state, after, paid, worth)
        _decide(rules, state, len(grid.discount), worth, chance)
        for n in range(joint):
            share = mass[state]
            for d in range(deciders):
                share *= chance[d, n // (joint // rules.ways[d + 1])]
                if share == 0.0:
                    break
            if share == 0.0:
                continue
            j = rules.place[n]
            doing[n] += share
            for p in range(len(paying)):
                paying[p] += share * year.rent[p, state, j]
            none = 1.0
            for e in range(len(ended)):
                none -= year.end[0, e, state, j]
                ended[e] += share * year.end[0, e, state, j]
            for corner in range(1 << stocks):
                weight = share * none
                target = 0
                for k in range(stocks):
                    bit = (corner >> k) & 1
                    up = year.up[k, state, j]
                    weight *= up if bit else 1.0 - up
                    if weight == 0.0:
                        break
                    target += (year.low[k, state, j] + bit) * grid.strides[k]
                if weight != 0.0:
                    following[target] += weight


@njit(cache=True)
def find_reached(strides, low, up, end, usable, reached):
    """Mark what is reached in one more year from the marked states; return how many are new."""
    stocks = len(strides)
    new = 0
    fresh = reached.copy()
    for state in range(len(reached)):
        if not fresh[state]:
            continue
        for j in range(usable.shape[1]):
            if not usable[state, j]:
                continue
            none = 1.0
            for e in range(end.shape[1]):
                none -= end[0, e, state, j]
            if none <= 0.0 and end.shape[0] == 1:
                continue
            for corner in range(1 << stocks):
                target = 0
                is_real = True
                for k in range(stocks):
                    bit = (corner >> k) & 1
                    share = up[k, state, j]
                    if (share if bit else 1.0 - share) == 0.0:
                        is_real = False
                        break
                    target += (low[k, state, j] + bit) * strides[k]
                if is_real and not reached[target]:
                    reached[target] = True
                    new += 1
    return new
