"""Compiled decisions without an end: one actor against others whose behaviour stays the same.

A decision process is a list of states; a state has some actions, each with a reward and the states
that follow, whose weights are chances times the discount. Nothing is checked here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from .kernels import decide, expect, find_live, multiply, pay, scatter, weigh

FOLLOWED_WHOLE, FOLLOWED = 4, 30
"""Sweeps that only follow the rows picked, between two that pick: few where all values move alike
and soon by the same, many where they settle at the pace of the discount. Measured."""


class Process(NamedTuple):
    """A decision process.

    The actions of a state s are the rows ``first_action[s]:first_action[s + 1]``; row r pays
    ``reward[r]`` and leads to the states ``following[first[r]:first[r + 1]]`` with ``weight``.
    """

    first_action: np.ndarray
    reward: np.ndarray
    first: np.ndarray
    following: np.ndarray
    weight: np.ndarray


class Picked(NamedTuple):
    """The rows picked: what they pay, the states that follow and their weights."""

    reward: np.ndarray
    following: np.ndarray
    weight: np.ndarray


@njit(cache=True)
def respond(process, discount, is_whole, tolerance, most, value, picked):
    """Write what each state is worth at best, and which row is picked there.

    Modified policy iteration (Puterman and Shin 1978, Management Science 24, 1127-1137). States
    are gone through from the last to the first. Returns the number of sweeps that picked, and how
    far values can be from the best: they end in the middle of MacQueen's bounds, which also tell
    which rows need not be looked at again.

    Parameters
    ----------
    process : Process
        Weights of a row sum to ``discount`` or less; or to 1 in states that only pass on, which
        then come before the states that they lead to.
    discount : float
        Below 1.
    is_whole : bool
        Whether the weights of every row sum to ``discount``: all values may then move alike, and
        are settled once they move by the same.
    tolerance : float
        How far values may be from the best.
    most : int
        Most sweeps that pick.
    value, picked : arrays, shape (S,)
        A guess of the values, overwritten; the rows picked.
    """
    first_action, first = process.first_action, process.first
    following, weight, reward = process.following, process.weight, process.reward
    reach = discount / (1.0 - discount)
    error = np.inf
    before = value.copy() if is_whole else value
    rows, worth = np.arange(len(reward)).astype(np.uint32), np.empty(len(reward))
    until = first_action[1:].copy()
    starts = np.zeros(len(value) + 1, dtype=np.int64)
    own = Picked(np.zeros(len(value)), np.empty_like(following), np.empty_like(weight))
    for sweep in range(most):
        if is_whole:
            before[:] = value
        lower, upper = (np.inf, -np.inf) if is_whole else (0.0, 0.0)
        for s in range(len(value) - 1, -1, -1):
            best = -np.inf
            for x in range(first_action[s], until[s]):
                r = rows[x]
                total = reward[r]
                for n in range(first[r], first[r + 1]):
                    total += weight[n] * before[following[n]]
                worth[x] = total
                if total > best:
                    best = total
                    picked[s] = r
            if best > -np.inf:
                lower, upper = min(lower, best - value[s]), max(upper, best - value[s])
                value[s] = best
        error = reach * (upper - lower) / 2.0
        if error <= tolerance or sweep + 1 == most:
            shift = reach * (upper + lower) / 2.0
            for s in range(len(value)):
                if first_action[s] < first_action[s + 1]:
                    value[s] += shift
            return sweep + 1, error
        _drop(first_action, until, rows, worth, 2.0 * error)
        _gather(process, picked, starts, own)
        for _ in range(FOLLOWED_WHOLE if is_whole else FOLLOWED):
            if is_whole:
                before[:] = value
                _follow_apart(starts, own.reward, own.following, own.weight, before, value)
            else:
                _follow(starts, own.reward, own.following, own.weight, value)
    return most, error


@njit(cache=True)
def _drop(first_action, until, rows, worth, margin):
    """Leave out the rows that no values within the bounds can make the best of their state."""
    for s in range(len(until)):
        start, last = first_action[s], until[s]
        best = -np.inf
        for x in range(start, last):
            best = max(best, worth[x])
        kept = start
        for x in range(start, last):
            if best - worth[x] <= margin:
                rows[kept] = rows[x]
                kept += 1
        until[s] = kept


@njit(cache=True)
def _gather(process, picked, starts, own):
    """Put the rows picked side by side; state s gets ``starts[s]:starts[s + 1]``."""
    count = 0
    for s in range(len(picked)):
        starts[s] = count
        if process.first_action[s] < process.first_action[s + 1]:
            r = picked[s]
            own.reward[s] = process.reward[r]
            for n in range(process.first[r], process.first[r + 1]):
                own.following[count] = process.following[n]
                own.weight[count] = process.weight[n]
                count += 1
    starts[len(picked)] = count


@njit(cache=True)
def _follow(starts, reward, following, weight, value):
    """Follow the rows picked once more, each state with what was just found behind it."""
    for s in range(len(value) - 1, -1, -1):
        total = reward[s]
        for n in range(starts[s], starts[s + 1]):
            total += weight[n] * value[following[n]]
        value[s] = total


@njit(cache=True)
def _follow_apart(starts, reward, following, weight, before, value):
    """Follow the rows picked once more, all states at the same time."""
    for s in range(len(value)):
        total = reward[s]
        for n in range(starts[s], starts[s + 1]):
            total += weight[n] * before[following[n]]
        value[s] = total


@njit(cache=True)
def lay_out(
    discount, belief, payoff, end, mixing, rules, states, after, paid, d, follows,
    first_action, reward, first, following, weight,
):  # fmt: skip
    """Write the decision process of the d-th decider; return its numbers of states and rows.

    The first S states stand for those of play, before anybody has moved; behind them follow what
    the decider can find done when it moves. With ``follows`` it does as solved, and nothing is
    left to decide. Arrays have to be long enough, ``first_action`` to be filled for the first S.
    """
    deciders, joint = len(rules.kind), len(rules.place)
    actors, columns = len(discount), after.shape[1]
    actor = rules.alone[d]
    everywhere = mixing.root.shape[0]
    node, spread = np.empty((columns, mixing.largest[0])), np.empty(mixing.largest[0])
    gain, on = np.empty((actors, joint)), np.empty((actors, joint))
    worth, value = np.empty((columns, joint)), np.empty(joint)
    chance, whole = np.empty((deciders, joint)), np.empty((deciders + 1, joint))
    live = np.empty((deciders + 1, joint), dtype=np.uint32)
    until = np.empty((deciders, joint), dtype=np.uint32)
    many = np.empty(deciders + 1, dtype=np.int64)
    rows, entries = len(states), 0
    for is_behind in (False, True):
        blocks = everywhere
        for s in states:
            find_live(rules, s, True, live, many, until)
            expect(mixing, s, after, node)
            pay(discount, belief, payoff, end, paid, s, gain, on)
            weigh(
                mixing.root[s], rules.place, live[deciders, : many[deciders]], gain, on, node, worth
            )
            decide(rules, s, actors, live, many, until, worth, value, chance)
            multiply(0, many, until, chance, whole)
            if not is_behind:
                reward[first_action[s]] = 0.0
                first[first_action[s]] = entries
                for i in range(many[d]):
                    if whole[d, i] > 0.0:
                        following[entries] = blocks
                        weight[entries] = whole[d, i]
                        entries += 1
                        blocks += 1
                continue
            found = whole[d, : many[d]].copy()
            multiply(d + 1, many, until, chance, whole)
            option, leaf = 0, 0
            for i in range(many[d]):
                if found[i] > 0.0:
                    first_action[blocks] = rows
                    blocks += 1
                is_new = True
                for y in range(option, until[d, i]):
                    last = y + 1
                    for e in range(d + 1, deciders):
                        last = until[e, last - 1]
                    if found[i] > 0.0:
                        if is_new:
                            first[rows] = entries
                            reward[rows] = 0.0
                            spread[:] = 0.0
                        own = chance[d, y] if follows else 1.0
                        for x in range(leaf, last):
                            share = own * whole[deciders, x]
                            if share > 0.0:
                                j = rules.place[live[deciders, x]]
                                reward[rows] += share * gain[actor, j]
                                spread[mixing.root[s, j]] += share * on[actor, j]
                        is_new = not follows
                        if not follows or y + 1 == until[d, i]:
                            entries = _enter(mixing, s, spread, following, weight, entries)
                            rows += 1
                    leaf = last
                option = until[d, i]
    first_action[blocks] = rows
    first[rows] = entries
    return blocks, rows


@njit(cache=True)
def _enter(mixing, s, spread, following, weight, entries):
    """Append the states that the nodes of a state lead to."""
    scatter(mixing, s, spread)
    first_row = mixing.first_row[s]
    for n in range(mixing.first_row[s + 1] - first_row):
        if spread[n] != 0.0:
            following[entries] = mixing.row[first_row + n]
            weight[entries] = spread[n]
            entries += 1
    return entries
