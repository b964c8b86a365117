"""Compiled years of play: what a year is worth, who does what in it, where it leads.

Within a state deciders move one after the other. Joint actions are numbered in the order of the
deciders, the first counting most, so what a later decider sees is a block of neighbours. Only what
can come about is worked out: options that are open, or that a rule picks. Nothing is checked here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from .kernels_mixing import mixing_of

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
    _solve(
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
    _spread(year.end, year.rent, mixing, rules.place, states, mass, choice, sums)
    total = sums.sum(axis=0)
    parts = np.split(total, np.cumsum((len(mass), len(ended), len(doing))))
    following[:] = parts[0]
    ended += parts[1]
    doing += parts[2]
    paying += parts[3]


@njit(cache=True, parallel=True)
def _solve(discount, belief, payoff, end, mixing, rules, states, after, paid, now, choice):
    deciders, joint = len(rules.kind), len(rules.place)
    actors, columns = len(discount), after.shape[1]
    keeps = choice.shape[0] > 0
    for part in prange((len(states) + CHUNK - 1) // CHUNK):
        node = np.empty((columns, mixing.largest[0]))
        gain = np.empty((actors, joint))
        on = np.empty((actors, joint))
        worth = np.zeros((columns, joint))
        value = np.empty(joint)
        chance = np.zeros((deciders, joint))
        whole = np.empty((deciders + 1, joint))
        live = np.empty((deciders + 1, joint), dtype=np.int64)
        until = np.empty((deciders + 1, joint), dtype=np.int64)
        many = np.zeros(deciders + 1, dtype=np.int64)
        for m in range(part * CHUNK, min((part + 1) * CHUNK, len(states))):
            s = states[m]
            _find_live(rules, s, columns > actors, live, many, until)
            _expect(mixing, s, after, node)
            _pay(discount, belief, payoff, end, paid, s, gain, on)
            for c in range(columns):
                a = c % actors
                for i in range(many[deciders]):
                    n = live[deciders, i]
                    j = rules.place[n]
                    worth[c, n] = gain[a, j] + on[a, j] * node[c, mixing.root[s, j]]
            _decide(rules, s, actors, live, many, until, worth, value, chance)
            for c in range(columns):
                now[s, c] = worth[c, 0]
            if keeps:
                _multiply(rules, live, many, chance, whole)
                choice[s, :] = 0.0
                for i in range(many[deciders]):
                    n = live[deciders, i]
                    choice[s, n] = whole[deciders, n]


@njit(cache=True)
def _find_live(rules, s, is_response, live, many, until):
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
def _expect(mixing, s, after, node):
    """Write the mean of ``after`` at every node of a state, ``node`` of shape (columns, nodes)."""
    first_row, first_mix = mixing.first_row[s], mixing.first_mix[s]
    rows = mixing.first_row[s + 1] - first_row
    mixes = mixing.first_mix[s + 1] - first_mix
    for c in range(node.shape[0]):
        for n in range(rows):
            node[c, n] = after[mixing.row[first_row + n], c]
        for n in range(mixes):
            low = node[c, mixing.low[first_mix + n]]
            high = node[c, mixing.high[first_mix + n]]
            node[c, rows + n] = low + mixing.share[first_mix + n] * (high - low)


@njit(cache=True)
def _pay(discount, belief, payoff, end, paid, s, gain, on):
    """Write what each joint action pays if nothing follows, and what play that goes on weighs."""
    actors, joint = gain.shape
    for a in range(actors):
        b = belief[a]
        for j in range(joint):
            gain[a, j] = payoff[a, s, j]
            on[a, j] = discount[a]
        for e in range(end.shape[1]):
            worth = discount[a] * paid[e, a]
            for j in range(joint):
                chance = end[b, e, s, j]
                gain[a, j] += chance * worth
                on[a, j] -= discount[a] * chance


@njit(cache=True)
def _decide(rules, s, actors, live, many, until, worth, value, chance):
    """Let deciders choose, the last one first: ``worth[:, 0]`` is then what the year is worth.

    ``chance`` (D, J) holds, for every decider, the chance of each option after what came before.
    """
    deciders, columns = len(rules.kind), worth.shape[0]
    joint = rules.ways[deciders]
    for d in range(deciders - 1, -1, -1):
        kind, alone, rationality = rules.kind[d], rules.alone[d], rules.rationality[d]
        options = rules.ways[d + 1] // rules.ways[d]
        below = joint // rules.ways[d]
        found = many[d + 1]
        for x in range(found):
            value[x] = 0.0
        for a in range(actors):
            weight = rules.weight[d, a]
            if weight != 0.0 and kind != RULE:
                for x in range(found):
                    value[x] += weight * worth[a, live[d + 1, x]]
        first = 0
        for i in range(many[d]):
            last = until[d, i]
            if kind == RULE:
                before = live[d, i]
                picked = before * options + rules.rule[rules.rule_of[d], s, before * below]
                for x in range(first, last):
                    chance[d, live[d + 1, x]] = 1.0 if live[d + 1, x] == picked else 0.0
            else:
                best = value[first]
                for x in range(first + 1, last):
                    best = max(best, value[x])
                total = 0.0
                for x in range(first, last):
                    behind = value[x] - best
                    if kind == BEST:
                        value[x] = 1.0 if behind >= -TIE else 0.0
                    else:
                        value[x] = np.exp(rationality * behind)
                    total += value[x]
                share = 1.0 / total
                for x in range(first, last):
                    chance[d, live[d + 1, x]] = value[x] * share
            first = last
        for c in range(columns):
            is_best = c >= actors and c - actors == alone
            first = 0
            for i in range(many[d]):
                last = until[d, i]
                total = worth[c, live[d + 1, first]] if is_best else 0.0
                for x in range(first, last):
                    n = live[d + 1, x]
                    if not is_best:
                        total += chance[d, n] * worth[c, n]
                    elif worth[c, n] > total:
                        total = worth[c, n]
                worth[c, live[d, i]] = total
                first = last


@njit(cache=True)
def _multiply(rules, live, many, chance, whole):
    """Write the chance of what deciders do together, ``whole[D]`` of each joint action."""
    deciders = len(rules.kind)
    whole[0, 0] = 1.0
    for d in range(deciders):
        options = rules.ways[d + 1] // rules.ways[d]
        for i in range(many[d + 1]):
            n = live[d + 1, i]
            whole[d + 1, n] = whole[d, n // options] * chance[d, n]


@njit(cache=True, parallel=True)
def _spread(end, rent, mixing, place, states, mass, choice, sums):
    """Spread the mass of some states; ``sums`` (PARTS, S + endings + J + payers)."""
    everywhere, joint = choice.shape
    endings, payers = end.shape[1], rent.shape[0]
    for part in prange(PARTS):
        node = np.empty(mixing.largest[0])
        following = sums[part, :everywhere]
        ended = sums[part, everywhere : everywhere + endings]
        doing = sums[part, everywhere + endings : everywhere + endings + joint]
        paying = sums[part, everywhere + endings + joint :]
        for m in range(len(states) * part // PARTS, len(states) * (part + 1) // PARTS):
            s = states[m]
            node[:] = 0.0
            for n in range(joint):
                share = mass[s] * choice[s, n]
                if share == 0.0:
                    continue
                j = place[n]
                doing[n] += share
                for p in range(payers):
                    paying[p] += share * rent[p, s, j]
                none = 1.0
                for e in range(endings):
                    none -= end[0, e, s, j]
                    ended[e] += share * end[0, e, s, j]
                node[mixing.root[s, j]] += share * none
            _scatter(mixing, s, node, following)


@njit(cache=True)
def _scatter(mixing, s, node, following):
    """Add the chances of the nodes of a state to the states that they lead to."""
    first_row, first_mix = mixing.first_row[s], mixing.first_mix[s]
    rows = mixing.first_row[s + 1] - first_row
    for n in range(mixing.first_mix[s + 1] - first_mix - 1, -1, -1):
        whole = node[rows + n]
        if whole != 0.0:
            up = whole * mixing.share[first_mix + n]
            node[mixing.high[first_mix + n]] += up
            node[mixing.low[first_mix + n]] += whole - up
    for n in range(rows):
        if node[n] != 0.0:
            following[mixing.row[first_row + n]] += node[n]
