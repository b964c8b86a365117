"""Hot loops of the bargaining search: one sweep over the buckets, and the branch and bound.

Nothing is checked here. Weighted sums are int64 and exact: the engine chooses weights so small
that no sum reaches 2^54, and :data:`NEVER` stands for "no package".
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from .sharpen import LEAST_LEFT, sharpen

NEVER = -(1 << 56)
"""The maximum over no package."""

HALF_NEVER = NEVER // 2
FAR = 1 << 57
"""Cost of a step that leaves no package."""

UNSET = -(1 << 55)
"""A threshold that cuts nothing but steps without a package."""

FIXED, LINEAR, LOGARITHMIC = 0, 1, 2
"""How a weight vector's threshold follows the best objective found so far."""

NASH, LEXIMIN, SUM = 0, 1, 2
"""What a search maximises."""

DONE, BUDGET, FULL = 0, 1, 2
"""Why the search kernel returned: finished, out of nodes, or the list of leaves is full."""


@njit(cache=True)
def sweep(layout, term, group, message, choice):
    """Maximise a weighted sum over all packages.

    Parameters
    ----------
    layout : Layout
    term : array of int64, shape (K,), weighted points of every option
    group : array of int64, shape (G,), weighted points of every group; NEVER where forbidden
    message : array of int64, out: best completion for every combination of a bucket's parents
    choice : array of int64, out: the option that reaches it

    Returns
    -------
    int
        The maximum (an upper bound of it where buckets were split).
    """
    total = 0
    for b in range(layout.issue.shape[0]):
        options = layout.options[b]
        start = layout.term_start[layout.issue[b]]
        e = layout.entry_start[b]
        at = layout.message_start[b]
        first_child = layout.child_start[b]
        last_child = layout.child_start[b + 1]
        for parent in range(layout.parents[b]):
            best = NEVER
            best_option = 0
            for option in range(options):
                value = group[layout.group_of_entry[e]]
                if layout.has_terms[b]:
                    value += term[start + option]
                local = e - layout.entry_start[b]
                for c in range(first_child, last_child):
                    row = layout.child_map[layout.child_map_start[c] + local]
                    value += message[layout.message_start[layout.child[c]] + row]
                    value = max(value, NEVER)
                if value > best:
                    best = value
                    best_option = option
                e += 1
            if best < HALF_NEVER:
                best = NEVER
            message[at + parent] = best
            choice[at + parent] = best_option
        if layout.parent_start[b] == layout.parent_start[b + 1]:
            total = max(total + message[at], NEVER)
    return total if total > HALF_NEVER else NEVER


@njit(cache=True)
def trace(layout, choice, codes):
    """Write the package that a sweep found (the first bucket of an issue decides)."""
    for t in range(layout.issue_order.shape[0]):
        b = layout.bucket[layout.bucket_start[t]]
        row = 0
        for p in range(layout.parent_start[b], layout.parent_start[b + 1]):
            row += codes[layout.parent_issue[p]] * layout.parent_stride[p]
        codes[layout.issue_order[t]] = choice[layout.message_start[b] + row]


@njit(cache=True)
def step_costs(layout, term, group, message, cost, column):
    """Write what every table entry gives up against the best one of its row.

    Along a path of the search the sum of costs is exactly how far the best completion has fallen.
    ``cost`` has shape (entries, M); ``message`` comes from :func:`sweep` with the same weights.
    """
    for b in range(layout.issue.shape[0]):
        options = layout.options[b]
        start = layout.term_start[layout.issue[b]]
        e = layout.entry_start[b]
        at = layout.message_start[b]
        for parent in range(layout.parents[b]):
            best = message[at + parent]
            for option in range(options):
                value = group[layout.group_of_entry[e]]
                if layout.has_terms[b]:
                    value += term[start + option]
                local = e - layout.entry_start[b]
                for c in range(layout.child_start[b], layout.child_start[b + 1]):
                    row = layout.child_map[layout.child_map_start[c] + local]
                    value += message[layout.message_start[layout.child[c]] + row]
                    value = max(value, NEVER)
                if best <= HALF_NEVER or value <= HALF_NEVER:
                    cost[e, column] = FAR
                else:
                    cost[e, column] = best - value
                e += 1


@njit(cache=True)
def lower_thresholds(kind, base, shift, slope, power, best, threshold):
    """Move the thresholds of the weight vectors to the best objective found so far."""
    for m in range(kind.shape[0]):
        if kind[m] == LINEAR:
            need = shift[m] + slope[m] * best
            threshold[m] = base[m] + np.int64(math.floor(need - abs(need) * 1e-12)) - 1
        elif kind[m] == LOGARITHMIC:
            need = 1e6 * math.exp((best - shift[m]) / power)
            threshold[m] = base[m] + np.int64(math.floor(need * (1 - 1e-12))) - 1


@njit(cache=True)
def is_below(a, b, c, d):
    """Return whether a / b < c / d, exactly; b and d are positive.

    Whole parts are compared, then the inverses of what is left, so no product can overflow.
    """
    flipped = False
    while True:
        whole, other = a // b, c // d
        if whole != other:
            return (whole < other) != flipped
        a, c = a - whole * b, c - other * d
        if a == 0 or c == 0:
            if a == c:
                return False
            return (a == 0) != flipped
        a, b, c, d = b, a, d, c
        flipped = not flipped


@njit(cache=True)
def leaf_value(mode, utility, origin, scale, power, counted, level_gain, level_scale, work):
    """Return the objective of a package, or -inf where it is out of the question.

    ``counted`` actors (the first ones) enter the objective. For LEXIMIN, ``level_gain`` and
    ``level_scale`` hold the levels settled so far as fractions; the value is the next level.
    """
    if mode == NASH:
        value = 0.0
        for a in range(counted):
            gain = utility[a] - origin[a]
            if power[a] > 0.0:
                if gain <= 0:
                    return -np.inf
                value += power[a] * math.log(gain * 1e-6)
        return value
    if mode == SUM:
        value = 0.0
        for a in range(counted):
            value += power[a] * (utility[a] - origin[a])
        return value
    levels = level_gain.shape[0]
    for j in range(levels):
        below = 0
        for a in range(counted):
            if is_below(utility[a] - origin[a], scale[a], level_gain[j], level_scale[j]):
                below += 1
        if below > j:
            return -np.inf
    for a in range(counted):
        work[a] = (utility[a] - origin[a]) / scale[a]
        k = a
        while k > 0 and work[k - 1] > work[k]:
            work[k - 1], work[k] = work[k], work[k - 1]
            k -= 1
    return work[levels]


@njit(cache=True)
def package_utility(layout, point, group_point, group_bad, constant, codes, utility):
    """Write the exact utility of a package of classes; return whether it is feasible."""
    for a in range(utility.shape[0]):
        utility[a] = constant[a]
    for b in range(layout.issue.shape[0]):
        row = 0
        for p in range(layout.parent_start[b], layout.parent_start[b + 1]):
            row += codes[layout.parent_issue[p]] * layout.parent_stride[p]
        issue = layout.issue[b]
        option = codes[issue]
        g = layout.group_of_entry[layout.entry_start[b] + row * layout.options[b] + option]
        if group_bad[g]:
            return False
        for a in range(utility.shape[0]):
            utility[a] += group_point[g, a]
            if layout.has_terms[b]:
                utility[a] += point[layout.term_start[issue] + option, a]
    return True


@njit(cache=True)
def proposal_value(
    layout,
    point,
    group_point,
    group_bad,
    constant,
    floor,
    mode,
    origin,
    scale,
    power,
    counted,
    level_gain,
    level_scale,
    codes,
    utility,
    work,
):
    """Return the objective of a package of classes, -inf where it is inadmissible."""
    if not package_utility(layout, point, group_point, group_bad, constant, codes, utility):
        return -np.inf
    for a in range(utility.shape[0]):
        if utility[a] < floor[a]:
            return -np.inf
    return leaf_value(mode, utility, origin, scale, power, counted, level_gain, level_scale, work)


@njit(cache=True)
def search(
    layout,
    cost,
    rank,
    point,
    group_point,
    floor,
    kind,
    base,
    shift,
    slope,
    threshold,
    mode,
    origin,
    scale,
    power,
    counted,
    total_power,
    level_gain,
    level_scale,
    tolerance,
    codes,
    trial,
    bound,
    utility,
    best,
    depth,
    leaf_codes,
    leaf_utility,
    leaf_value_out,
    node_limit,
    sharp,
    group_bad,
    constant,
):
    """Depth-first branch and bound, resumable.

    A child is cut where some weight vector m proves that no completion reaches ``threshold[m]``.
    Leaves whose objective comes within ``tolerance`` of the best are listed for exact comparison.

    Parameters
    ----------
    cost : array (entries, M); rank : array (entries,), options of a row from best to worst
    point : array (K, A); group_point : array (G, A), exact utilities
    floor : array (A,), least utility of every actor
    kind, base, shift, slope, threshold : arrays (M,), how thresholds follow the best objective
    mode, origin, scale, power, counted, total_power, level_gain, level_scale : the objective
    codes, trial : arrays (I,); bound : (I + 1, M); utility : (I + 1, A): the state of the search
    best : float, best objective so far; depth : int, where to go on (0 at the start)
    leaf_codes, leaf_utility, leaf_value_out : lists of leaves, filled from the start
    node_limit : int, nodes of this call; a sweep below a node counts as one
    sharp : Sharp, whether and how bounds are made sharper; group_bad, constant : of the tables

    Returns
    -------
    status, nodes, leaves, best, depth
    """
    issues = layout.issue_order.shape[0]
    vectors = kind.shape[0]
    actors = point.shape[1]
    work = np.empty(max(counted, 1))
    share = np.empty(counted)
    proposal = np.empty(issues, dtype=np.int64)
    proposed = np.empty(actors, dtype=np.int64)
    nodes = 0
    leaves = 0
    t = depth
    while t >= 0:
        if nodes >= node_limit:
            return BUDGET, nodes, leaves, best, t
        if t == issues:
            admissible = True
            for a in range(actors):
                if utility[t, a] < floor[a]:
                    admissible = False
                    break
            if admissible:
                value = leaf_value(
                    mode, utility[t], origin, scale, power, counted, level_gain, level_scale, work
                )
                margin = tolerance * max(1.0, abs(best))
                if value > -np.inf and (best == -np.inf or value >= best - margin):
                    if leaves == leaf_codes.shape[0]:
                        return FULL, nodes, leaves, best, t
                    leaf_codes[leaves] = codes
                    leaf_utility[leaves] = utility[t]
                    leaf_value_out[leaves] = value
                    leaves += 1
                    if value > best:
                        best = value
                        target = best - tolerance * max(1.0, abs(best))
                        lower_thresholds(kind, base, shift, slope, total_power, target, threshold)
            t -= 1
            continue
        issue = layout.issue_order[t]
        first = layout.bucket[layout.bucket_start[t]]
        options = layout.options[first]
        moved = False
        while trial[t] < options:
            row = 0
            for p in range(layout.parent_start[first], layout.parent_start[first + 1]):
                row += codes[layout.parent_issue[p]] * layout.parent_stride[p]
            option = rank[layout.entry_start[first] + row * options + trial[t]]
            trial[t] += 1
            nodes += 1
            for m in range(vectors):
                bound[t + 1, m] = bound[t, m]
            for a in range(actors):
                utility[t + 1, a] = utility[t, a] + point[layout.term_start[issue] + option, a]
            alive = True
            for q in range(layout.bucket_start[t], layout.bucket_start[t + 1]):
                b = layout.bucket[q]
                row = 0
                for p in range(layout.parent_start[b], layout.parent_start[b + 1]):
                    row += codes[layout.parent_issue[p]] * layout.parent_stride[p]
                e = layout.entry_start[b] + row * options + option
                for m in range(vectors):
                    bound[t + 1, m] -= cost[e, m]
                    if bound[t + 1, m] < threshold[m]:
                        alive = False
                        break
                if not alive:
                    break
                g = layout.group_of_entry[e]
                for a in range(actors):
                    utility[t + 1, a] += group_point[g, a]
            codes[issue] = option
            if alive and sharp.is_on and issues - t > LEAST_LEFT and best > -np.inf:
                for a in range(counted):
                    share[a] = (utility[t + 1, a] - origin[a]) / scale[a]
                sweeps, is_cut, value = sharpen(layout, sharp, t + 1, codes, share, best, proposal)
                nodes += sweeps
                alive = not is_cut
                if value > best and leaves < leaf_codes.shape[0]:
                    value = proposal_value(
                        layout,
                        point,
                        group_point,
                        group_bad,
                        constant,
                        floor,
                        mode,
                        origin,
                        scale,
                        power,
                        counted,
                        level_gain,
                        level_scale,
                        proposal,
                        proposed,
                        work,
                    )
                    if value > best:
                        best = value
                        leaf_codes[leaves] = proposal
                        leaf_utility[leaves] = proposed
                        leaf_value_out[leaves] = value
                        leaves += 1
                        target = best - tolerance * max(1.0, abs(best))
                        lower_thresholds(kind, base, shift, slope, total_power, target, threshold)
            if alive:
                moved = True
                break
        if moved:
            t += 1
            if t < issues:
                trial[t] = 0
        else:
            t -= 1
    return DONE, nodes, leaves, best, -1


@njit(cache=True)
def rank_options(layout, cost, rank):
    """Write the options of every row from least to largest cost under the first weight vector."""
    for b in range(layout.issue.shape[0]):
        options = layout.options[b]
        for parent in range(layout.parents[b]):
            start = layout.entry_start[b] + parent * options
            for option in range(options):
                k = option
                while k > 0 and cost[start + rank[start + k - 1], 0] > cost[start + option, 0]:
                    rank[start + k] = rank[start + k - 1]
                    k -= 1
                rank[start + k] = option


@njit(cache=True)
def climb(
    layout,
    point,
    group_point,
    group_bad,
    constant,
    floor,
    mode,
    origin,
    scale,
    power,
    counted,
    level_gain,
    level_scale,
    codes,
    evaluations,
):
    """Improve a package by changing one issue or two at once, as long as that helps.

    Returns the objective reached (-inf if the start is inadmissible); ``codes`` holds the package.
    Ties are broken by the sum of gains, so that plateaus of the smallest gain can be crossed.
    """
    issues = codes.shape[0]
    actors = point.shape[1]
    utility = np.empty(actors, dtype=np.int64)
    work = np.empty(max(counted, 1))
    best = -np.inf
    best_sum = -np.inf
    used = 0
    first, second, old_first, old_second = 0, 0, codes[0], codes[0]
    moves = 0
    for v in range(issues):
        moves += layout.term_start[v + 1] - layout.term_start[v]
    owner = np.empty(moves, dtype=np.int64)
    for v in range(issues):
        for k in range(layout.term_start[v], layout.term_start[v + 1]):
            owner[k] = v
    improved = True
    start = True
    while improved and used < evaluations:
        improved = False
        for i in range(moves):
            first = owner[i]
            old_first = codes[first]
            if codes[first] == i - layout.term_start[first] and not start:
                continue
            for j in range(i, moves):
                second = owner[j]
                if second == first and j != i:
                    continue
                old_second = codes[second]
                if not start:
                    codes[first] = i - layout.term_start[first]
                    codes[second] = j - layout.term_start[second]
                used += 1
                better = False
                total = 0.0
                value = proposal_value(
                    layout,
                    point,
                    group_point,
                    group_bad,
                    constant,
                    floor,
                    mode,
                    origin,
                    scale,
                    power,
                    counted,
                    level_gain,
                    level_scale,
                    codes,
                    utility,
                    work,
                )
                if value > -np.inf:
                    for a in range(counted):
                        total += (utility[a] - origin[a]) / scale[a]
                    better = value > best or (value == best and total > best_sum)
                if start:
                    if value == -np.inf:
                        return best
                    best, best_sum = value, total
                    start = False
                elif better and value > -np.inf:
                    best, best_sum = value, total
                    old_first, old_second = codes[first], codes[second]
                    improved = True
                else:
                    codes[second] = old_second
                    codes[first] = old_first
                if used >= evaluations:
                    return best
    return best
