"""What packages are worth to every actor: points, or ranks where only an order is known.

Both are whole numbers, larger is better, and only comparisons within one actor have a meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import TooLargeError
from .structure import IndexPattern, Structure
from .utilities import Utilities

MOST_STATEMENTS = 60
"""Statement k of m counts 2^(m-k): more would not fit into 64-bit whole numbers."""

POINTS, RANKING, STATEMENTS = "points", "ranking", "statements"
"""How an actor says what it prefers."""


@dataclass(frozen=True)
class Preferences:
    """The preferences of all actors in one world.

    An actor's utility is the sum of its terms and of what matching patterns add; an actor with a
    ranking gets instead the number of ranks below the first group of patterns that matches.

    Attributes
    ----------
    structure
        The indices of the dispute.
    kind
        Per actor :data:`POINTS` (utilities in micro-points), :data:`RANKING` or
        :data:`STATEMENTS` (ranks: whole numbers without a unit).
    term : array of int64, shape (A, K)
        Utility of every option of every issue, options counted through all issues.
    pattern
        Patterns that add utility: index l.
    add : array of int64, shape (A, L)
        What every pattern adds.
    ranking
        Per actor with a ranking its groups of patterns, best first; None for the others.
    """

    structure: Structure
    kind: tuple[str, ...]
    term: np.ndarray
    pattern: tuple[IndexPattern, ...]
    add: np.ndarray
    ranking: tuple[tuple[tuple[IndexPattern, ...], ...] | None, ...]

    def of(self, codes: np.ndarray, actors: Sequence[int] | None = None) -> np.ndarray:
        """Return the utility of packages.

        Parameters
        ----------
        codes : array of int, shape (P, I)
            Packages in indices.
        actors
            Whose utility; everybody's if left out.

        Returns
        -------
        array of int64, shape (P, A)
        """
        wanted = range(len(self.kind)) if actors is None else actors
        return np.stack([self.of_actor(a, codes) for a in wanted], axis=1)

    def of_actor(self, actor: int, codes: np.ndarray) -> np.ndarray:
        """Return one actor's utility of packages, shape (P,)."""
        ranking = self.ranking[actor]
        if ranking is not None:
            utility = np.zeros(len(codes), dtype=np.int64)
            for rank, group in enumerate(reversed(ranking), start=1):
                for pattern in group:
                    utility[matching(pattern, codes)] = rank
            return utility
        utility = self.term[actor][self.structure.offsets[:-1] + codes].sum(axis=1, dtype=np.int64)
        for number, pattern in enumerate(self.pattern):
            if self.add[actor, number]:
                utility[matching(pattern, codes)] += self.add[actor, number]
        return utility


def matching(pattern: IndexPattern, codes: np.ndarray) -> np.ndarray:
    """Return which packages match a pattern; ``codes`` has shape (P, I), the answer (P,)."""
    found = np.ones(len(codes), dtype=bool)
    for issue, options in pattern:
        found &= np.isin(codes[:, issue], sorted(options))
    return found


def preferences_of(structure: Structure, utilities: Utilities) -> Preferences:
    """Return the preferences in the first world of some utilities.

    Raises
    ------
    TooLargeError
        An actor states more than :data:`MOST_STATEMENTS` statements.
    """
    actors = structure.dispute.actors
    adds: dict[IndexPattern, np.ndarray] = {}

    def add(a: int, pattern: IndexPattern, points: int) -> None:
        adds.setdefault(pattern, np.zeros(len(actors), dtype=np.int64))[a] += points

    for number, pattern in enumerate(structure.linkages):
        for a in range(len(actors)):
            add(a, pattern, int(utilities.link[0, a, number]))
    kinds, rankings = [], []
    for a, actor in enumerate(actors):
        interests = structure.dispute.interests[actor.id]
        ranking = None
        if interests.ranking is not None:
            kinds.append(RANKING)
            ranking = tuple(
                tuple(structure.pattern(pattern) for pattern in group)
                for group in interests.ranking
            )
        elif interests.statements is not None:
            kinds.append(STATEMENTS)
            _add_statements(structure, a, add)
        else:
            kinds.append(POINTS)
        rankings.append(ranking)
    return Preferences(
        structure=structure,
        kind=tuple(kinds),
        term=utilities.term[0].copy(),
        pattern=tuple(adds),
        add=np.array(list(adds.values()), dtype=np.int64).reshape(-1, len(actors)).T.copy(),
        ranking=tuple(rankings),
    )


def _add_statements(
    structure: Structure, a: int, add: Callable[[int, IndexPattern, int], None]
) -> None:
    """Write statements as patterns: ``if C then D`` is true unless C holds and D does not."""
    actor = structure.dispute.actors[a]
    statements = structure.dispute.interests[actor.id].statements or ()
    if len(statements) > MOST_STATEMENTS:
        raise TooLargeError(
            f"{actor.id} makes {len(statements)} statements, more than the {MOST_STATEMENTS} whose "
            "scores fit into whole numbers of 64 bits; merge or leave out the least important ones"
        )
    for place, (condition, consequence) in enumerate(statements):
        score = 1 << (len(statements) - 1 - place)
        if_so = dict(structure.pattern(condition))
        both = dict(if_so)
        for issue, options in structure.pattern(consequence):
            both[issue] = both.get(issue, options) & options
        add(a, (), score)
        add(a, tuple(sorted(if_so.items())), -score)
        if all(both.values()):
            add(a, tuple(sorted(both.items())), score)
