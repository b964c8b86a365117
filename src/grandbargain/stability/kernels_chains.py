"""Hot loops of answers: chains of opponents' improvements, and answers at the same time.

Nothing is checked here.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np
from numba import njit

from .kernels_lazy import BUDGET, DONE, FULL, Rows, search, value_of

OPEN, GOOD, DEAD = 0, 1, 2
"""What is known of a package: nothing, a chain leads to a sanction, or no chain does."""

Book = namedtuple("Book", "count slot state known seen parent by after heap key")
"""Packages that were met.

``count`` (1); ``slot``: hash table of numbers, -1 where empty; per package its ``state``, what is
``known``, the search that has ``seen`` it last, its ``parent`` there and ``by`` whom it was
reached; for GOOD ones ``after``: the next package of the chain, -1 at its end. ``heap`` and ``key``
hold the packages that are still to be looked at.
"""

Movers = namedtuple("Movers", "actor first groups opposite start end state")
"""Opponents: their goals as in ``Sums``, where opposites start, and rows per opponent."""


@njit(cache=True)
def find_package(book, state):
    """Return the number of a package, or -1 and the empty slot where it belongs."""
    mask = book.slot.shape[0] - 1
    code = np.uint64(1469598103934665603)
    for g in range(state.shape[0]):
        code = (code ^ np.uint64(state[g] + 1)) * np.uint64(1099511628211)
    code ^= code >> np.uint64(29)
    at = np.int64(code & np.uint64(mask))
    while book.slot[at] >= 0:
        number = book.slot[at]
        same = True
        for g in range(state.shape[0]):
            if book.state[number, g] != state[g]:
                same = False
                break
        if same:
            return number, at
        at = (at + 1) & mask
    return -1, at


@njit(cache=True)
def add_package(book, state):
    """Return the number of a package, which is written down if it is new."""
    number, at = find_package(book, state)
    if number < 0:
        number = book.count[0]
        book.count[0] += 1
        book.slot[at] = number
        book.state[number] = state
        book.known[number] = OPEN
        book.seen[number] = -1
        book.after[number] = -1
    return number


@njit(cache=True)
def refill(book):
    """Enter all packages of a book into its empty hash table."""
    for number in range(book.count[0]):
        book.slot[find_package(book, book.state[number])[1]] = number


@njit(cache=True)
def _push(book, size, number, key):
    at = size
    while at > 0 and book.key[(at - 1) >> 1] > key:
        book.heap[at] = book.heap[(at - 1) >> 1]
        book.key[at] = book.key[(at - 1) >> 1]
        at = (at - 1) >> 1
    book.heap[at] = number
    book.key[at] = key


@njit(cache=True)
def _pop(book, size):
    top = book.heap[0]
    number, key = book.heap[size - 1], book.key[size - 1]
    at = 0
    while True:
        child = 2 * at + 1
        if child >= size - 1:
            break
        if child + 1 < size - 1 and book.key[child + 1] < book.key[child]:
            child += 1
        if book.key[child] >= key:
            break
        book.heap[at] = book.heap[child]
        book.key[at] = book.key[child]
        at = child
    book.heap[at] = number
    book.key[at] = key
    return top


@njit(cache=True)
def _better(shape, goals, movers, m, state):
    """Return the goal and the target that improvements of an opponent meet."""
    first = movers.first[m]
    if movers.groups[m] < 0:
        return movers.opposite + first, -value_of(shape, goals, first, state) - 1
    for group in range(movers.groups[m], 0, -1):
        if value_of(shape, goals, first + group, state) == 0:
            return movers.opposite + first + group, -1
    return movers.opposite + first, -1


@njit(cache=True)
def _link(book, number, after):
    """Write down the chain that leads through a package, back to where the search began."""
    while True:
        book.known[number] = GOOD
        book.after[number] = after
        after = number
        if book.parent[number] < 0:
            return
        number = book.parent[number]


@njit(cache=True)
def seek(shape, goals, own, target, rows, movers, start, book, room, stamp, limit):
    """Is there a chain of the opponents' improvements from a package to a sanction.

    Best first: the package that the one who left likes least is looked at next. A package from
    which not even any moves of the opponents lead to a sanction is given up at once; what earlier
    searches found holds.

    Parameters
    ----------
    own, target : int
        A package is a sanction iff the sum of the goal ``own`` does not exceed the target.
    rows : Rows
        What chains of any moves of the opponents reach.
    movers : Movers
    start : array of int64, shape (G,)
    book : Book
    room : array of int64, shape (R, G), out
        Improvements of one opponent from one package.
    stamp, limit : int
        Number of this search, and most choices to try.

    Returns
    -------
    tuple of int
        GOOD, DEAD or OPEN; choices tried; why it stopped: DONE, FULL (of packages) or BUDGET.
    """
    tried = 0
    one = np.zeros((1, start.shape[0]), dtype=np.int64)
    alone = np.array([own])
    top = np.array([target])
    both = np.zeros(2, dtype=np.int64)
    tops = np.zeros(2, dtype=np.int64)
    root = add_package(book, start)
    if book.known[root] != OPEN:
        return book.known[root], 1, DONE
    touched = [root]
    book.seen[root], book.parent[root], book.by[root] = stamp, -1, -1
    _push(book, 0, root, 0)
    size = 1
    while size:
        number = _pop(book, size)
        size -= 1
        state = book.state[number].copy()
        count, more, why = search(shape, goals, alone, top, rows, state, one, limit - tried)
        tried += more
        if why == BUDGET:
            return OPEN, tried, BUDGET
        if count == 0:
            continue
        for step in range(2):
            for m in range(movers.actor.shape[0]):
                # What the last mover improves on further it reached at once as well.
                if m == book.by[number]:
                    continue
                goal, most = _better(shape, goals, movers, m, state)
                mine = Rows(movers.start[m], movers.end[m], movers.state)
                both[0], tops[0] = own, target
                both[1], tops[1] = goal, most
                if step == 0:
                    count, more, why = search(
                        shape, goals, both, tops, mine, state, one, limit - tried
                    )
                    tried += more
                    if count:
                        if book.count[0] == book.state.shape[0]:
                            return OPEN, tried, FULL
                        end = add_package(book, one[0])
                        book.known[end] = GOOD
                        _link(book, number, end)
                        return GOOD, tried, DONE
                    if why == BUDGET:
                        return OPEN, tried, BUDGET
                    continue
                count, more, why = search(
                    shape, goals, both[1:], tops[1:], mine, state, room, limit - tried
                )
                tried += more
                if why != DONE:
                    return OPEN, tried, BUDGET
                for n in range(count):
                    if book.count[0] == book.state.shape[0]:
                        return OPEN, tried, FULL
                    child = add_package(book, room[n])
                    if book.known[child] == GOOD:
                        _link(book, number, child)
                        return GOOD, tried, DONE
                    if book.known[child] == DEAD or book.seen[child] == stamp:
                        continue
                    book.seen[child], book.parent[child], book.by[child] = stamp, number, m
                    touched.append(child)
                    _push(book, size, child, value_of(shape, goals, own, room[n]))
                    size += 1
                    tried += 1
    for number in touched:
        book.known[number] = DEAD
    return DEAD, tried, DONE


Answers = namedtuple("Answers", "start package delta change_start change")
"""What opponents may do at the same time, one list after the other, staying included.

``package`` (T, I): where each ends if it is alone; ``delta`` (T): what it adds to the sum, in
ascending order within a list; ``change[change_start[t] : change_start[t + 1]]``: the issues it
changes.
"""

Patterns = namedtuple("Patterns", "start issue option_start option add")
"""Patterns: terms ``start[l] .. start[l + 1]``, their issues, which options meet them, points."""


@njit(cache=True)
def _matches(patterns, k, codes):
    for e in range(patterns.start[k], patterns.start[k + 1]):
        if not patterns.option[patterns.option_start[e] + codes[patterns.issue[e]]]:
            return False
    return True


@njit(cache=True)
def meet(origin, leave, total, target, answers, rest, late, points, bad, chosen, end, limit):
    """Find what opponents do at the same time so that leaving does not pay.

    Parameters
    ----------
    origin, leave : arrays of int64, shape (I,)
        The package judged, and the improvement.
    total, target : int
        What options add at the improvement, and what the sum must not exceed.
    answers : Answers
    rest : array of int64, shape (opponents + 1,)
        The least that all opponents from this one on add.
    late : array of bool, shape (opponents + 1, L)
        Whether they can still change an issue of a pattern.
    points, bad : Patterns
        Patterns that add to the sum, and patterns that no package may match.
    chosen : array of int64, shape (opponents,), out
    end : array of int64, shape (I,), out

    Returns
    -------
    tuple of int
        1 if found, 0 if there is nothing, -1 if the budget ended; and choices tried.
    """
    people = answers.start.shape[0] - 1
    end[:] = leave
    taken = origin != leave
    floor = 0
    for k in range(points.add.shape[0]):
        floor += min(points.add[k], 0)
    sums = np.zeros(people + 1, dtype=np.int64)
    sums[0] = total
    depth, tried, forward = 0, 0, True
    while True:
        if forward:
            low = sums[depth] + rest[depth]
            for k in range(points.add.shape[0]):
                if late[depth, k]:
                    low += min(points.add[k], 0)
                elif _matches(points, k, end):
                    low += points.add[k]
            is_possible = low <= target
            if is_possible and depth == people:
                is_feasible = True
                for k in range(bad.add.shape[0]):
                    if _matches(bad, k, end):
                        is_feasible = False
                        break
                if is_feasible:
                    return 1, tried
                is_possible = False
            if is_possible:
                chosen[depth] = answers.start[depth] - 1
            else:
                depth -= 1
        forward = False
        if depth < 0:
            return 0, tried
        t = chosen[depth]
        if t >= answers.start[depth]:
            for c in range(answers.change_start[t], answers.change_start[t + 1]):
                k = answers.change[c]
                end[k] = origin[k]
                taken[k] = False
        while True:
            t += 1
            if t == answers.start[depth + 1]:
                break
            tried += 1
            if sums[depth] + answers.delta[t] + rest[depth + 1] + floor > target:
                t = answers.start[depth + 1]
                break
            is_free = True
            for c in range(answers.change_start[t], answers.change_start[t + 1]):
                if taken[answers.change[c]]:
                    is_free = False
                    break
            if is_free:
                break
        if tried > limit:
            return -1, tried
        if t == answers.start[depth + 1]:
            depth -= 1
            continue
        chosen[depth] = t
        for c in range(answers.change_start[t], answers.change_start[t + 1]):
            k = answers.change[c]
            end[k] = answers.package[t, k]
            taken[k] = True
        sums[depth + 1] = sums[depth] + answers.delta[t]
        depth += 1
        forward = True
