"""Names become indices: issues, options, patterns, constraints and refusals of a dispute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..dispute import Dispute, Interests, Package, Pattern

IndexPattern = tuple[tuple[int, frozenset[int]], ...]
"""A pattern in indices: ``((issue, options), ...)``; a package matches if every term holds."""


@dataclass(frozen=True)
class Structure:
    """The indices of a dispute.

    Attributes
    ----------
    dispute
        The dispute.
    sizes
        Options per issue, shape (I,).
    offsets
        Where the options of an issue start in arrays over all options, shape (I + 1,).
    """

    dispute: Dispute

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Number of options per issue."""
        return tuple(len(issue.options) for issue in self.dispute.issues)

    @cached_property
    def offsets(self) -> np.ndarray:
        """Start of every issue in arrays over all options; the last entry is their number."""
        return np.concatenate(([0], np.cumsum(self.sizes))).astype(np.int64)

    @cached_property
    def actor_ids(self) -> tuple[str, ...]:
        """Identifiers of the actors, in file order: index a."""
        return tuple(actor.id for actor in self.dispute.actors)

    @cached_property
    def issue_ids(self) -> tuple[str, ...]:
        """Identifiers of the issues, in file order: index i."""
        return tuple(issue.id for issue in self.dispute.issues)

    @cached_property
    def _option_index(self) -> tuple[dict[str, int], ...]:
        return tuple(
            {option: k for k, option in enumerate(issue.option_ids)}
            for issue in self.dispute.issues
        )

    @cached_property
    def _issue_index(self) -> dict[str, int]:
        return {issue: k for k, issue in enumerate(self.issue_ids)}

    def pattern(self, pattern: Pattern) -> IndexPattern:
        """Return a pattern in indices."""
        out = []
        for issue, options in pattern.terms:
            k = self._issue_index[issue]
            out.append((k, frozenset(self._option_index[k][option] for option in options)))
        return tuple(out)

    def codes(self, package: Mapping[str, str]) -> tuple[int, ...]:
        """Return a package as one option index per issue."""
        return tuple(
            self._option_index[k][package[issue]] for k, issue in enumerate(self.issue_ids)
        )

    def package(self, codes: Iterable[int]) -> Package:
        """Return a package by names."""
        return {
            issue.id: issue.options[int(code)].id
            for issue, code in zip(self.dispute.issues, codes, strict=True)
        }

    @cached_property
    def status_quo(self) -> tuple[int, ...]:
        """The package in force today, in indices."""
        return self.codes(self.dispute.status_quo)

    def nogoods(self, *, agreed: bool = True) -> tuple[IndexPattern, ...]:
        """Return the patterns that no feasible package matches."""
        return tuple(
            self.pattern(pattern)
            for constraint in self.dispute.constraints
            if agreed or constraint.kind == "logical"
            for pattern in constraint.forbidden
        )

    def refusals(self, interests: Interests) -> tuple[IndexPattern, ...]:
        """Return the patterns that an actor with these interests never signs."""
        return tuple(self.pattern(refusal.pattern) for refusal in interests.refuses)

    def variants(self, actor: str) -> tuple[Interests, ...]:
        """Return the types of an actor, or its interests where it has none."""
        interests = self.dispute.interests[actor]
        return tuple(kind.interests for kind in interests.types) or (interests,)

    @cached_property
    def linkages(self) -> tuple[IndexPattern, ...]:
        """Every distinct pattern to which some actor (of any type) attaches points: index l."""
        return tuple(self._linkage_index)

    @cached_property
    def _linkage_index(self) -> dict[IndexPattern, int]:
        index: dict[IndexPattern, int] = {}
        for actor in self.actor_ids:
            for interests in self.variants(actor):
                for linkage in interests.linkages:
                    index.setdefault(self.pattern(linkage.when), len(index))
        return index

    def linkage(self, pattern: Pattern) -> int:
        """Return the index l of a linkage's pattern."""
        return self._linkage_index[self.pattern(pattern)]


def matches(pattern: IndexPattern, codes: tuple[int, ...]) -> bool:
    """Return whether a package in indices matches a pattern."""
    return all(codes[issue] in options for issue, options in pattern)
