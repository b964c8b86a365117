"""Which alternatives are dominated over worlds, whatever one thinks of risk."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .measured import Dominance
from .metrics import by_size, checked, checked_names, partial_sums

ROUNDING = 2 * float(np.finfo(np.float64).eps)
"""Times the root of the number of summands and the sum of their sizes: the bound on the rounding of
a sum by blocks, see `partial_sums`. Two sums that differ by no more are equal."""


class _Row(NamedTuple):
    """An alternative for comparison.

    ``values`` by world, ``ordered`` worst first; ``reached`` the weight up to each ordered value
    (None where weights are equal) and ``partial`` the weighted sum up to it, both with a leading 0;
    ``slack`` the rounding of ``partial``.
    """

    values: np.ndarray
    ordered: np.ndarray
    reached: np.ndarray | None
    partial: np.ndarray
    slack: float


def _row(values: np.ndarray, weights: np.ndarray | None) -> _Row:
    ordered, shares = by_size(values, weights)
    unit = ROUNDING * math.sqrt(len(values))
    if shares is None:
        sums = partial_sums(ordered)
        return _Row(values, ordered, None, sums, unit * float(np.abs(ordered).sum()))
    reached = partial_sums(shares)
    reached = np.concatenate(([0.0], reached / reached[-1]))
    sums = np.concatenate(([0.0], partial_sums(shares * ordered)))
    # The largest size in place of the mean one: a sum is read off at a weight that is rounded too.
    return _Row(values, ordered, reached, sums, unit * float(np.abs(ordered).max()))


def dominance(
    performance: np.ndarray, names: Sequence[str], weights: np.ndarray | None = None
) -> Dominance:
    """Find the pairs of alternatives of which one dominates the other.

    Statewise dominance implies first-order, and that implies second-order. Values are compared as
    they are; sums of weights or of values that differ by rounding only are equal.

    Parameters
    ----------
    performance, weights
        As in `measure`.
    names : sequence of str
        The alternatives.

    Returns
    -------
    Dominance
        Pairs (better, worse), in the order of the names.

    Raises
    ------
    UsageError
        For a shape, number, weight or name that does not fit.

    Notes
    -----
    Hadar and Russell (1969), "Rules for ordering uncertain prospects", American Economic Review
    59:25-34; second order by partial sums of sorted values, which is Hanoch and Levy (1969), "The
    efficiency analysis of choices involving risk", Review of Economic Studies 36:335-346.

    Examples
    --------
    >>> import numpy as np
    >>> found = dominance(np.array([[1, 3], [3, 2], [1, 2]]), ["a", "b", "c"])
    >>> found.statewise
    (('a', 'c'), ('b', 'c'))
    >>> found.first
    (('a', 'c'), ('b', 'a'), ('b', 'c'))
    """
    table = checked(performance, weights, None)
    known = checked_names(names, len(table.values))
    rows = [_row(values, table.weights) for values in table.values]
    found: dict[str, list[tuple[str, str]]] = {"statewise": [], "first": [], "second": []}
    for a, b in itertools.permutations(range(len(rows)), 2):
        one, other = rows[a], rows[b]
        if one.ordered[0] < other.ordered[0] or _is_less(one, other):
            continue  # worse at worst, or on average: no kind can hold
        statewise = bool((one.values >= other.values).all() and (one.values > other.values).any())
        first = statewise or (_as_often(one, other) and not _as_often(other, one))
        second = first or (_as_good(one, other) and not _as_good(other, one))
        for kind, holds in (("statewise", statewise), ("first", first), ("second", second)):
            if holds:
                found[kind].append((known[a], known[b]))
    return Dominance(**{kind: tuple(pairs) for kind, pairs in found.items()})


def _is_less(one: _Row, other: _Row) -> bool:
    """Return whether the mean is less."""
    return bool(one.partial[-1] < other.partial[-1] - one.slack - other.slack)


def _as_often(one: _Row, other: _Row) -> bool:
    """Return whether every level is reached at least as often."""
    if one.reached is None or other.reached is None:
        return bool((one.ordered >= other.ordered).all())
    # The share that stays at or below a level jumps at an alternative's own values only.
    below = other.reached[np.searchsorted(other.ordered, one.ordered, side="right")]
    return bool((one.reached[1:] <= below + 2 * ROUNDING * math.sqrt(len(below))).all())


def _as_good(one: _Row, other: _Row) -> bool:
    """Return whether the worst share of worlds is at least as good, however large a share."""
    slack = one.slack + other.slack
    if one.reached is None or other.reached is None:
        return bool((one.partial >= other.partial - slack).all())
    # Between two kinks of its own a partial sum is straight and the other's bends upwards, so the
    # difference is least at a kink of its own.
    facing = np.interp(one.reached, other.reached, other.partial)
    return bool((one.partial >= facing - slack).all())
