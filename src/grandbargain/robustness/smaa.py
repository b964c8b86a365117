"""How often an actor would pick each alternative, and what it would have to value to do so (SMAA).

Stochastic multicriteria acceptability analysis turns the question round: not which package is best
for given weights, but for which weights a package is best. Here the alternatives are packages, and
the weights of criteria are the issue weights that an actor has in each world.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..errors import UsageError
from .measured import Acceptability
from .metrics import checked, checked_names, checked_weights

Judge = Callable[[np.ndarray], np.ndarray]
"""Given issue weights (K,), the utility of every alternative in every world (alternatives, W) with
these weights and all else as drawn."""

BLOCK = 1 << 16
"""Worlds looked at together; a matter of memory only."""


def acceptability(
    utility: np.ndarray,
    alternatives: Sequence[str],
    issue_weights: np.ndarray | None = None,
    issues: Sequence[str] = (),
    judge: Judge | None = None,
    weights: np.ndarray | None = None,
) -> list[Acceptability]:
    """Measure how acceptable alternatives are to one actor over worlds.

    Alternatives of exactly equal utility share the ranks that they take, 1/k of each to each of k.

    Parameters
    ----------
    utility : array, shape (alternatives, W)
        What the actor makes of each alternative in each world; larger is better.
    alternatives : sequence of str
        Their names.
    issue_weights : array, shape (W, K), optional
        The issue weights that the actor has in each world. Without them there are no central ones.
    issues : sequence of str
        Names of the K issues.
    judge : callable, optional
        From issue weights (K,) to the utilities (alternatives, W) with these weights and all else
        as drawn. Asked once per alternative that is ever first. Without it there is no confidence.
    weights : array, shape (W,), optional
        Weight of each world; None weighs all the same.

    Returns
    -------
    list of Acceptability
        One per alternative. Shares of worlds; central weights in the scale of `issue_weights`.

    Raises
    ------
    UsageError
        For a shape, number, weight or name that does not fit.

    Notes
    -----
    Lahdelma, Hokkanen and Salminen (1998), "SMAA - Stochastic multiobjective acceptability
    analysis", European Journal of Operational Research 106:137-143; Lahdelma and Salminen (2001),
    "SMAA-2: Stochastic multicriteria acceptability analysis for group decision making", Operations
    Research 49:444-454. An alternative that is never first has neither central weights nor a
    confidence: a dominated one is such.

    Examples
    --------
    >>> import numpy as np
    >>> pay = np.array([0.2, 0.4, 0.6, 0.8])  # the weight of pay in four worlds
    >>> one, other = acceptability(
    ...     np.array([pay, 1 - pay]) * [[1.0], [0.6]],
    ...     ["raise", "jobs"],
    ...     np.column_stack((pay, 1 - pay)),
    ...     ["pay", "jobs"],
    ... )
    >>> one.rank, other.rank
    ((0.75, 0.25), (0.25, 0.75))
    >>> {issue: round(weight, 3) for issue, weight in one.central.items()}
    {'pay': 0.6, 'jobs': 0.4}
    """
    values = checked(utility, None, None).values
    names = checked_names(alternatives, len(values))
    shares = checked_weights(weights, values.shape[1])
    # Ones in place of shares: sums of ones are exact.
    counts = np.ones(values.shape[1]) if shares is None else shares
    drawn = None if issue_weights is None else _checked_issues(issue_weights, issues, len(counts))
    rank, wins = _ranks_and_wins(values, counts)
    central = [None] * len(names) if drawn is None else _central(values, counts, drawn, rank)
    total = counts.sum()
    out = []
    for a, name in enumerate(names):
        middle = central[a]
        out.append(
            Acceptability(
                alternative=name,
                rank=tuple(float(share) for share in rank[a] / total),
                central=None if middle is None else _by_name(issues, middle),
                confidence=None
                if middle is None or judge is None
                else _confidence(judge(middle), values.shape, a, counts),
                wins={other: float(wins[a, b] / total) for b, other in enumerate(names) if b != a},
            )
        )
    return out


def smaa(
    scores: np.ndarray,
    issue_weights: np.ndarray,
    alternatives: Sequence[str] | None = None,
    issues: Sequence[str] | None = None,
) -> list[Acceptability]:
    """Measure acceptability where utility is the sum of weights times scores.

    Parameters
    ----------
    scores : array, shape (W, alternatives, K)
        How well each alternative does by each criterion in each world; larger is better.
    issue_weights : array, shape (W, K)
        The weight of each criterion in each world.
    alternatives, issues : sequence of str, optional
        Names; numbers from 0 where none are given.

    Returns
    -------
    list of Acceptability
        With central weights and confidence; see `acceptability`.

    Raises
    ------
    UsageError
        For a shape, number or name that does not fit.

    Examples
    --------
    >>> import numpy as np
    >>> first = (np.arange(1000) + 0.5) / 1000
    >>> scores = np.broadcast_to([[1.0, 0.0], [0.0, 1.0], [0.2, 0.2]], (1000, 3, 2))
    >>> found = smaa(scores, np.column_stack((first, 1 - first)), ["a", "b", "c"])
    >>> [item.first for item in found]
    [0.5, 0.5, 0.0]
    >>> round(found[0].central["0"], 3), found[0].confidence, found[2].central
    (0.75, 1.0, None)
    """
    table = np.asarray(scores, dtype=np.float64)
    drawn = np.asarray(issue_weights, dtype=np.float64)
    if table.ndim != 3 or drawn.shape != (table.shape[0], table.shape[2]):
        raise UsageError(
            f"scores of shape {table.shape} and weights of shape {drawn.shape} do not go together; "
            "give (worlds, alternatives, criteria) and (worlds, criteria)"
        )
    by_criterion = table.transpose(2, 1, 0)

    def judge(weights: np.ndarray) -> np.ndarray:
        # Term by term, so that equal scores give equal sums to the last digit.
        out = np.zeros(by_criterion.shape[1:])
        for k, column in enumerate(by_criterion):
            out += column * weights[..., k]
        return out

    return acceptability(
        judge(drawn),
        _numbered(table.shape[1]) if alternatives is None else alternatives,
        drawn,
        _numbered(table.shape[2]) if issues is None else issues,
        judge,
    )


def _numbered(count: int) -> list[str]:
    return [str(n) for n in range(count)]


def _by_name(issues: Sequence[str], weights: np.ndarray) -> dict[str, float]:
    return {issue: float(weight) for issue, weight in zip(issues, weights, strict=True)}


def _checked_issues(issue_weights: np.ndarray, issues: Sequence[str], worlds: int) -> np.ndarray:
    found = np.asarray(issue_weights, dtype=np.float64)
    if found.shape != (worlds, len(issues)) or len(set(issues)) != len(issues):
        raise UsageError(
            f"issue weights have shape {found.shape}; give a row for each of {worlds} worlds and a "
            f"column for each of {len(issues)} issues, no two of one name"
        )
    if not np.isfinite(found).all():
        raise UsageError("an issue weight is not a number; give one for every issue and world")
    return found


def _ranks_and_wins(utility: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the weight with which each takes each rank, and with which each beats each other."""
    size, worlds = utility.shape
    rank, wins = np.zeros((size, size)), np.zeros((size, size))
    for start in range(0, worlds, BLOCK):
        part = utility[:, start : start + BLOCK]
        weight = counts[start : start + BLOCK]
        for a, own in enumerate(part):
            better, equal = part > own, part == own
            wins[:, a] += better @ weight + equal @ weight / 2
            _share_ranks(rank[a], better.sum(axis=0), equal.sum(axis=0), weight)
    return rank, wins


def _share_ranks(rank: np.ndarray, ahead: np.ndarray, tied: np.ndarray, weight: np.ndarray) -> None:
    """Add to ``rank`` (alternatives,) the weight of worlds, spread over the ranks of a tie."""
    for size in np.unique(tied):
        chosen = tied == size
        found = np.bincount(ahead[chosen], weight[chosen], len(rank)) / size
        for behind in range(size):
            rank[behind:] += found[: len(rank) - behind]


def _central(
    utility: np.ndarray, counts: np.ndarray, drawn: np.ndarray, rank: np.ndarray
) -> list[np.ndarray | None]:
    """Return the mean issue weights over the worlds in which each is first, None where never."""
    total = np.zeros((len(utility), drawn.shape[1]))
    for start in range(0, len(counts), BLOCK):
        block = slice(start, start + BLOCK)
        total += (_first(utility[:, block]) * counts[block]) @ drawn[block]
    return [total[a] / rank[a, 0] if rank[a, 0] > 0 else None for a in range(len(utility))]


def _first(utility: np.ndarray) -> np.ndarray:
    """Return to which part each alternative is first in each world, same shape."""
    best = utility == utility.max(axis=0)
    return best / best.sum(axis=0)


def _confidence(
    utility: np.ndarray, shape: tuple[int, ...], alternative: int, counts: np.ndarray
) -> float:
    values = checked(utility, None, None).values
    if values.shape != shape:
        raise UsageError(f"the judge gives utilities of shape {values.shape} in place of {shape}")
    best = values.max(axis=0)
    part = np.where(values[alternative] == best, counts / (values == best).sum(axis=0), 0.0)
    return min(float(part.sum() / counts.sum()), 1.0)
