"""Patterns over many issues, said in pieces over few.

A table over all issues of a pattern has as many entries as these have combinations of options:
fifteen issues with six options each would need 10^11. But whether a long pattern matches is a
conjunction, so parts of it can be given names: a helper of two options (no, yes) says whether a
part matches, and the pattern names the helper instead of the part. Helpers follow from the package,
so a dispute with helpers has the same packages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from .structure import IndexPattern

MOST_COMBINATIONS = 1 << 14
"""Combinations of options of one piece of a pattern."""

YES = frozenset([1])
NO = frozenset([0])


@dataclass(frozen=True)
class Chained:
    """Patterns with helpers.

    Attributes
    ----------
    sizes
        Options per issue, the helpers last.
    patterns
        The patterns in their order, each over few issues and helpers.
    helpers
        What each helper stands for: a pattern over issues and earlier helpers.
    definitions
        Patterns that no package matches in which a helper says what is not so.
    """

    sizes: tuple[int, ...]
    patterns: tuple[IndexPattern, ...]
    helpers: tuple[IndexPattern, ...]
    definitions: tuple[IndexPattern, ...]


def chain_patterns(
    sizes: tuple[int, ...], patterns: tuple[IndexPattern, ...], limit: int = MOST_COMBINATIONS
) -> Chained:
    """Return patterns of which none ties more than ``limit`` combinations of options.

    Examples
    --------
    >>> some = tuple((issue, frozenset([0])) for issue in range(4))
    >>> short = chain_patterns((3, 3, 3, 3), (some,), limit=30)
    >>> short.sizes, len(short.patterns[0]), len(short.helpers)
    ((3, 3, 3, 3, 2, 2), 2, 2)
    """
    chain = _Chain(list(sizes), limit)
    out = tuple(chain.shorten(pattern) for pattern in patterns)
    return Chained(tuple(chain.sizes), out, tuple(chain.helpers), tuple(chain.definitions))


class _Chain:
    def __init__(self, sizes: list[int], limit: int) -> None:
        self.sizes, self.limit = sizes, max(limit, 16)
        self.helpers: list[IndexPattern] = []
        self.definitions: list[IndexPattern] = []
        self.known: dict[IndexPattern, int] = {}

    def shorten(self, pattern: IndexPattern) -> IndexPattern:
        """Return a pattern over few issues and helpers that matches the same packages."""
        while math.prod(self.sizes[issue] for issue, _ in pattern) > self.limit:
            pieces: list[list[tuple[int, frozenset[int]]]] = []
            room = 0
            for term in pattern:
                size = self.sizes[term[0]]
                if not pieces or size > room:
                    pieces.append([])
                    room = self.limit // 2
                pieces[-1].append(term)
                room //= size
            are_single = all(len(piece) == 1 for piece in pieces)
            pattern = tuple(
                (self._helper(tuple(piece)), YES)
                if len(piece) > 1 or (are_single and self.sizes[piece[0][0]] > 2)
                else piece[0]
                for piece in pieces
            )
        return pattern

    def _helper(self, part: IndexPattern) -> int:
        """Return the helper that says whether a part matches; equal parts share one."""
        if part not in self.known:
            number = len(self.sizes)
            self.known[part] = number
            self.sizes.append(2)
            self.helpers.append(part)
            self.definitions.append((*part, (number, NO)))
            for issue, options in part:
                others = frozenset(range(self.sizes[issue])) - options
                if others:
                    self.definitions.append(((issue, others), (number, YES)))
        return self.known[part]
