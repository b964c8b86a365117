"""Compiled decisions without an end: one actor against others whose behaviour stays the same.

A decision process is a list of states; a state has some actions, each with a reward and the states
that follow, whose weights are chances times the discount. Nothing is checked here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from .kernels import _decide, _expect, _find_live, _multiply, _pay

EVALUATIONS = 20
"""Sweeps that only follow the actions picked, between two that pick: a sweep that picks looks at
every action."""


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


@njit(cache=True)
def respond(process, discount, tolerance, most, value, picked):
    """Write what each state is worth at best, and which row is picked there.

    Modified policy iteration (Puterman and Shin 1978, Management Science 24, 1127-1137). States
    are gone through from the last to the first, each with what was just found for those behind it.
    Returns the number of sweeps that picked, and how far values can be from the best: a sweep
    takes them closer by the factor ``discount``.

    Parameters
    ----------
    process : Process
        Weights of the rows sum to ``discount`` or less; where a state passes on all of its weight,
        it comes before the states that it leads to.
    discount : float
        Below 1.
    tolerance : float
        How far values may be from the best.
    most : int
        Most sweeps that pick.
    value, picked : arrays, shape (S,)
        A guess of the values, overwritten; the rows picked.
    """
    states = len(value)
    error = np.inf
    for sweep in range(most):
        change = 0.0
        for s in range(states - 1, -1, -1):
            best = -np.inf
            for r in range(process.first_action[s], process.first_action[s + 1]):
                total = process.reward[r]
                for n in range(process.first[r], process.first[r + 1]):
                    total += process.weight[n] * value[process.following[n]]
                if total > best:
                    best = total
                    picked[s] = r
            if best > -np.inf:
                change = max(change, abs(best - value[s]))
                value[s] = best
        error = change * discount / (1.0 - discount)
        if error <= tolerance:
            return sweep + 1, error
        for _ in range(EVALUATIONS):
            moved = 0.0
            for s in range(states - 1, -1, -1):
                if process.first_action[s] == process.first_action[s + 1]:
                    continue
                r = picked[s]
                total = process.reward[r]
                for n in range(process.first[r], process.first[r + 1]):
                    total += process.weight[n] * value[process.following[n]]
                moved = max(moved, abs(total - value[s]))
                value[s] = total
            if moved * discount <= 0.5 * tolerance * (1.0 - discount):
                break
    return most, error


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
    later = joint // rules.ways[d + 1]
    node = np.empty((columns, mixing.largest[0]))
    spread = np.zeros(mixing.largest[0])
    gain, on = np.empty((actors, joint)), np.empty((actors, joint))
    worth, value = np.zeros((columns, joint)), np.empty(joint)
    chance, whole = np.zeros((deciders, joint)), np.empty((deciders + 1, joint))
    live = np.empty((deciders + 1, joint), dtype=np.int64)
    until = np.empty((deciders + 1, joint), dtype=np.int64)
    many = np.zeros(deciders + 1, dtype=np.int64)
    blocks, entries = everywhere, 0
    rows = len(states)
    for m in range(2):
        for i in range(len(states)):
            s = states[i]
            _find_live(rules, s, True, live, many, until)
            _expect(mixing, s, after, node)
            _pay(discount, belief, payoff, end, paid, s, gain, on)
            for c in range(columns):
                for x in range(many[deciders]):
                    n = live[deciders, x]
                    j = rules.place[n]
                    worth[c, n] = gain[c, j] + on[c, j] * node[c, mixing.root[s, j]]
            _decide(rules, s, actors, live, many, until, worth, value, chance)
            _multiply(rules, live, many, chance, whole)
            if m == 0:
                reward[first_action[s]] = 0.0
                first[first_action[s]] = entries
            for x in range(many[d]):
                before = live[d, x]
                if whole[d, before] == 0.0:
                    continue
                if m == 0:
                    following[entries] = blocks
                    weight[entries] = whole[d, before]
                    entries += 1
                    blocks += 1
                    continue
                first_action[blocks] = rows
                for y in range(until[d, x - 1] if x > 0 else 0, until[d, x]):
                    option = live[d + 1, y]
                    own = chance[d, option] if follows else 1.0
                    is_new = not follows or y == (until[d, x - 1] if x > 0 else 0)
                    if is_new:
                        first[rows] = entries
                        reward[rows] = 0.0
                        rows += 1
                        spread[:] = 0.0
                    for z in range(many[deciders]):
                        n = live[deciders, z]
                        if n // later != option:
                            continue
                        share = own
                        for e in range(d + 1, deciders):
                            share *= chance[e, n // (joint // rules.ways[e + 1])]
                        if share == 0.0:
                            continue
                        j = rules.place[n]
                        reward[rows - 1] += share * gain[actor, j]
                        spread[mixing.root[s, j]] += share * on[actor, j]
                    if follows and y + 1 < until[d, x]:
                        continue
                    entries = _enter(mixing, s, spread, following, weight, entries)
                blocks += 1
        if m == 0:
            blocks = everywhere
    first_action[blocks] = rows
    first[rows] = entries
    return blocks, rows


@njit(cache=True)
def _enter(mixing, s, spread, following, weight, entries):
    """Append the states that the nodes of a state lead to."""
    first_row, first_mix = mixing.first_row[s], mixing.first_mix[s]
    known = mixing.first_row[s + 1] - first_row
    for n in range(mixing.first_mix[s + 1] - first_mix - 1, -1, -1):
        total = spread[known + n]
        if total != 0.0:
            up = total * mixing.share[first_mix + n]
            spread[mixing.high[first_mix + n]] += up
            spread[mixing.low[first_mix + n]] += total - up
    for n in range(known):
        if spread[n] != 0.0:
            following[entries] = mixing.row[first_row + n]
            weight[entries] = spread[n]
            entries += 1
    return entries
