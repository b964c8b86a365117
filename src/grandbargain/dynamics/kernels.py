"""Compiled years of play: what a year is worth, who does what in it, where it leads.

Within a state deciders move one after the other. Joint actions are numbered in the order of the
deciders, the first counting most, so what a later decider sees is a block of neighbours. Only what
can come about is worked out: options that are open, or that a rule picks. Nothing is checked here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from .kernels_mixing import SMALL, mixing_of

LOGIT, BEST, RULE = 0, 1, 2
"""How a decider chooses."""

TIE = 1e-9
"""Points per year up to which choices of the best are tied: far above the rounding of sums over a
century, far below what a reader could care about."""

CHUNK = 32
"""States that one thread takes at a time."""

PARTS = 8
"""Parts in which chances are spread, each into sums of its own which are then added in order: so
that sums are the same bytes for any number of threads."""


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
    ``open`` (D, S, most options) whether a decider can;
    ``rule`` (rules, S, J) the option that a rule picks, ``rule_of`` (D,) which rule is whose;
    ``weight`` (D, A) what points per year of an actor count to a decider, ``alone`` (D,) the actor
    who decides by itself, -1 for a group.
    """

    place: np.ndarray
    ways: np.ndarray
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


SURE = 1e-15
"""Chance that play goes on up to which its end is sure: what rounding leaves of 1 less chances that
sum to 1."""


def is_small(states: int, joint_actions: int) -> bool:
    """Return whether a year is done on one core, so that several games can be solved at once."""
    return states * joint_actions <= SMALL


def solve_year(
    grid: Grid,
    year: Year,
    rules: Rules,
    states: np.ndarray,
    after: np.ndarray,
    paid: np.ndarray,
    now: np.ndarray,
    choice: np.ndarray | None = None,
) -> None:
    """Write what a year and all that follows is worth, ``now`` of the shape of ``after``.

    Parameters
    ----------
    grid, year, rules
        The game.
    states : array of int64
        The states in question.
    after : array, shape (S, A) or (S, 2 A)
        Values at the start of the next year; the second half, if any, those of best responses.
    paid : array, shape (endings, A)
        What every ending is worth from the next year on.
    now : array, shape of ``after``
        Written in the states in question.
    choice : array, shape (S, J), optional
        Filled with the chance of every joint action, in the order of the deciders.
    """
    mixing = mixing_of(grid.strides, year.low, year.up)
    chosen = np.empty((0, 0)) if choice is None else choice
    solve = _solve_alone if is_small(len(states), len(rules.place)) else _solve
    solve(
        grid.discount, grid.belief, year.payoff, year.end, mixing, rules, states, after, paid, now,
        chosen,
    )  # fmt: skip


def play_year(
    grid: Grid,
    year: Year,
    rules: Rules,
    after: np.ndarray,
    paid: np.ndarray,
    mass: np.ndarray,
    following: np.ndarray,
    ended: np.ndarray,
    doing: np.ndarray,
    paying: np.ndarray,
    choice: np.ndarray | None = None,
) -> None:
    """Move the distribution over states by one year.

    Writes the next distribution (S,), adds to the chances of the endings (endings,), to those of
    the joint actions in the order of the deciders (J,), and to what payers pay (payers,). What is
    done comes from ``choice`` (S, J), or is worked out again from ``after`` and ``paid``.
    """
    states = np.flatnonzero(mass)
    if choice is None:
        choice = np.zeros((len(mass), len(rules.place)))
        solve_year(grid, year, rules, states, after, paid, np.empty_like(after), choice)
    mixing = mixing_of(grid.strides, year.low, year.up)
    sums = np.zeros((PARTS, len(mass) + len(ended) + len(doing) + len(paying)))
    spread = _spread_alone if is_small(len(states), len(rules.place)) else _spread
    spread(year.end, year.rent, mixing, rules.place, states, mass, choice, sums)
    total = sums.sum(axis=0)
    parts = np.split(total, np.cumsum((len(mass), len(ended), len(doing))))
    following[:] = parts[0]
    ended += parts[1]
    doing += parts[2]
    paying += parts[3]


@njit(cache=True, parallel=True)
def _solve(discount, belief, payoff, end, mixing, rules, states, after, paid, now, choice):
    for part in prange((len(states) + CHUNK - 1) // CHUNK):
        some = states[part * CHUNK : min((part + 1) * CHUNK, len(states))]
        _solve_some(discount, belief, payoff, end, mixing, rules, some, after, paid, now, choice)


@njit(cache=True, nogil=True)
def _solve_alone(discount, belief, payoff, end, mixing, rules, states, after, paid, now, choice):
    _solve_some(discount, belief, payoff, end, mixing, rules, states, after, paid, now, choice)


@njit(cache=True)
def _solve_some(discount, belief, payoff, end, mixing, rules, states, after, paid, now, choice):
    deciders, joint = len(rules.kind), len(rules.place)
    actors, columns = len(discount), after.shape[1]
    keeps = choice.shape[0] > 0
    node = np.empty((columns, mixing.largest[0]))
    gain, on = np.empty((actors, joint)), np.empty((actors, joint))
    worth, value = np.empty((columns, joint)), np.empty(joint)
    chance, whole = np.empty((deciders, joint)), np.empty((deciders + 1, joint))
    live = np.empty((deciders + 1, joint), dtype=np.uint32)
    until = np.empty((deciders, joint), dtype=np.uint32)
    many = np.empty(deciders + 1, dtype=np.int64)
    for s in states:
        find_live(rules, s, columns > actors, live, many, until)
        leaves = live[deciders, : many[deciders]]
        expect(mixing, s, after, node)
        pay(discount, belief, payoff, end, paid, s, gain, on)
        weigh(mixing.root[s], rules.place, leaves, gain, on, node, worth)
        decide(rules, s, actors, live, many, until, worth, value, chance)
        for c in range(columns):
            now[s, c] = worth[c, 0]
        if keeps:
            multiply(0, many, until, chance, whole)
            choice[s, :] = 0.0
            for i in range(len(leaves)):
                choice[s, leaves[i]] = whole[deciders, i]


@njit(cache=True)
def find_live(rules, s, is_response, live, many, until):
    """List, decider by decider, what those before can have done together.

    What follows from the i-th of ``live[d]`` stands in ``live[d + 1]`` up to ``until[d, i]``. A
    rule leaves one option, unless best responses to be found look at all.
    """
    deciders = len(rules.kind)
    joint = rules.ways[deciders]
    many[0] = 1
    live[0, 0] = 0
    for d in range(deciders):
        options = rules.ways[d + 1] // rules.ways[d]
        below = joint // rules.ways[d]
        count = 0
        for i in range(many[d]):
            before = live[d, i]
            picked = -1
            if rules.kind[d] == RULE:
                picked = rules.rule[rules.rule_of[d], s, before * below]
            for o in range(options):
                if o == picked or (rules.open[d, s, o] and (picked < 0 or is_response)):
                    live[d + 1, count] = before * options + o
                    count += 1
            until[d, i] = count
        many[d + 1] = count


@njit(cache=True)
def expect(mixing, s, after, node):
    """Write the mean of ``after`` at every node of a state, ``node`` of shape (columns, nodes)."""
    rows = mixing.row[mixing.first_row[s] : mixing.first_row[s + 1]]
    first, last = mixing.first_mix[s], mixing.first_mix[s + 1]
    below, above, share = mixing.low[first:last], mixing.high[first:last], mixing.share[first:last]
    for c in range(node.shape[0]):
        line = node[c]
        mixes = line[len(rows) :]
        for n in range(len(rows)):
            line[n] = after[rows[n], c]
        for n in range(len(share)):
            low = line[below[n]]
            mixes[n] = low + share[n] * (line[above[n]] - low)


@njit(cache=True)
def pay(discount, belief, payoff, end, paid, s, gain, on):
    """Write what each joint action pays if nothing follows, and what play that goes on weighs."""
    actors, joint = gain.shape
    for a in range(actors):
        here, goes_on = gain[a], on[a]
        own = payoff[a, s]
        for j in range(joint):
            here[j] = own[j]
            goes_on[j] = discount[a]
        for e in range(end.shape[1]):
            odds = end[belief[a], e, s]
            worth = discount[a] * paid[e, a]
            for j in range(joint):
                here[j] += odds[j] * worth
                goes_on[j] -= odds[j] * discount[a]


@njit(cache=True)
def weigh(root, place, leaves, gain, on, node, worth):
    """Write what the joint actions in question are worth, ``worth`` of shape (columns, J)."""
    actors = gain.shape[0]
    for c in range(node.shape[0]):
        here, goes_on, line, out = gain[c % actors], on[c % actors], node[c], worth[c]
        for i in range(len(leaves)):
            j = np.uint32(place[leaves[i]])
            out[i] = here[j] + goes_on[j] * line[root[j]]


@njit(cache=True)
def decide(rules, s, actors, live, many, until, worth, value, chance):
    """Let deciders choose, the last one first: ``worth[:, 0]`` is then what the year is worth.

    ``chance[d]`` holds the chance of each of ``live[d + 1]``, after what came before it.
    """
    deciders = len(rules.kind)
    joint = rules.ways[deciders]
    for d in range(deciders - 1, -1, -1):
        kind, alone, rationality = rules.kind[d], rules.alone[d], rules.rationality[d]
        options = rules.ways[d + 1] // rules.ways[d]
        below = joint // rules.ways[d]
        odds, ends = chance[d], until[d]
        value[: many[d + 1]] = 0.0
        for a in range(actors):
            weight = rules.weight[d, a]
            if weight != 0.0 and kind != RULE:
                for x in range(many[d + 1]):
                    value[x] += weight * worth[a, x]
        first = np.uint32(0)
        for i in range(many[d]):
            last = ends[i]
            if kind == RULE:
                before = live[d, i]
                picked = before * options + rules.rule[rules.rule_of[d], s, before * below]
                for x in range(first, last):
                    odds[x] = 1.0 if live[d + 1, x] == picked else 0.0
            else:
                best = value[first]
                for x in range(first, last):
                    best = max(best, value[x])
                total = 0.0
                for x in range(first, last):
                    behind = value[x] - best
                    if kind == BEST:
                        odds[x] = 1.0 if behind >= -TIE else 0.0
                    else:
                        odds[x] = np.exp(rationality * behind)
                    total += odds[x]
                share = 1.0 / total
                for x in range(first, last):
                    odds[x] *= share
            first = last
        for c in range(worth.shape[0]):
            line = worth[c]
            is_best = c >= actors and c - actors == alone
            first = np.uint32(0)
            for i in range(many[d]):
                last = ends[i]
                total = line[first] if is_best else 0.0
                for x in range(first, last):
                    if is_best:
                        total = max(total, line[x])
                    else:
                        total += odds[x] * line[x]
                line[i] = total
                first = last


@njit(cache=True)
def multiply(start, many, until, chance, whole):
    """Write the chance of what deciders from ``start`` on do, after what those before did.

    ``whole[d]`` belongs to ``live[d]``; chances are 1 at the start.
    """
    whole[start, : many[start]] = 1.0
    for d in range(start, len(chance)):
        first = np.uint32(0)
        for i in range(many[d]):
            for x in range(first, until[d, i]):
                whole[d + 1, x] = whole[d, i] * chance[d, x]
            first = until[d, i]


@njit(cache=True, parallel=True)
def _spread(end, rent, mixing, place, states, mass, choice, sums):
    for part in prange(PARTS):
        _spread_part(part, end, rent, mixing, place, states, mass, choice, sums)


@njit(cache=True, nogil=True)
def _spread_alone(end, rent, mixing, place, states, mass, choice, sums):
    for part in range(PARTS):
        _spread_part(part, end, rent, mixing, place, states, mass, choice, sums)


@njit(cache=True)
def _spread_part(part, end, rent, mixing, place, states, mass, choice, sums):
    """Spread the mass of a part of the states; ``sums`` (PARTS, S + endings + J + payers)."""
    everywhere, joint = choice.shape
    endings, payers = end.shape[1], rent.shape[0]
    node = np.empty(mixing.largest[0])
    share, none = np.empty(joint), np.empty(joint)
    following = sums[part, :everywhere]
    ended = sums[part, everywhere : everywhere + endings]
    doing = sums[part, everywhere + endings : everywhere + endings + joint]
    paying = sums[part, everywhere + endings + joint :]
    for m in range(len(states) * part // PARTS, len(states) * (part + 1) // PARTS):
        s = states[m]
        root = mixing.root[s]
        rows = mixing.row[mixing.first_row[s] : mixing.first_row[s + 1]]
        node[: len(rows) + mixing.first_mix[s + 1] - mixing.first_mix[s]] = 0.0
        for n in range(joint):
            doing[n] += mass[s] * choice[s, n]
            share[np.uint32(place[n])] = mass[s] * choice[s, n]
        none[:] = 1.0
        for e in range(endings):
            odds, total = end[0, e, s], 0.0
            for j in range(joint):
                none[j] -= odds[j]
                if share[j] != 0.0:
                    total += share[j] * odds[j]
            ended[e] += total
        for j in range(joint):
            if share[j] != 0.0:
                if none[j] > SURE:
                    node[root[j]] += share[j] * none[j]
                for p in range(payers):
                    paying[p] += share[j] * rent[p, s, j]
        scatter(mixing, s, node)
        for n in range(len(rows)):
            following[rows[n]] += node[n]


@njit(cache=True)
def scatter(mixing, s, node):
    """Pass the chances of the nodes of a state down to the states that it leads to.

    These are the first nodes, and stand in ``mixing.row``.
    """
    rows = mixing.first_row[s + 1] - mixing.first_row[s]
    first, last = mixing.first_mix[s], mixing.first_mix[s + 1]
    below, above, share = mixing.low[first:last], mixing.high[first:last], mixing.share[first:last]
    for n in range(len(share) - 1, -1, -1):
        whole = node[rows + n]
        if whole != 0.0:
            up = whole * share[n]
            node[above[n]] += up
            node[below[n]] += whole - up
