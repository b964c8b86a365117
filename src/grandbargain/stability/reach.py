"""Which packages somebody can reach by moves of its own, or several by chains of their moves.

Issues that no constraint ties are independent: what is reached is a product of parts. A part is
found by flooding a table of its combinations; nothing that has no move is ever in a table.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import TooLargeError
from ..tables.moves import Moves
from ..tables.structure import IndexPattern

MOST_COMBINATIONS = 1 << 22
"""Largest table of one part."""

MOST_LISTED = 1 << 20
"""Most packages that are listed one by one."""

Steps = tuple[np.ndarray, ...]
"""What one mover can change in one move: per issue an array of bool, shape (options, options)."""


@dataclass(frozen=True)
class Part:
    """Issues that constraints tie, and the combinations of their options that are reached.

    ``codes`` has shape (combinations, issues of the part); the first row is the start.
    """

    issues: tuple[int, ...]
    codes: np.ndarray


@dataclass(frozen=True)
class Reach:
    """All packages that chains of moves reach from a start, the start included.

    Attributes
    ----------
    start
        The package from which moves begin, in indices.
    parts
        Independent parts; a package is reached iff in every part its combination is. Issues that
        nobody here can change belong to no part.
    """

    start: tuple[int, ...]
    parts: tuple[Part, ...]

    @property
    def size(self) -> int:
        """Number of packages reached, the start not counted."""
        return math.prod(len(part.codes) for part in self.parts) - 1

    def listed(self, limit: int = MOST_LISTED) -> np.ndarray:
        """Return the packages reached, shape (P, I), without the start, in package order.

        Raises
        ------
        TooLargeError
            There are more than ``limit``.
        """
        if self.size > limit:
            raise TooLargeError(
                f"{self.size:,} packages can be reached from here, more than the {limit:,} that "
                "are listed one by one"
            )
        codes = np.tile(np.array(self.start, dtype=np.int64), (self.size + 1, 1))
        places = np.arange(self.size + 1)
        for part in self.parts:
            places, rows = np.divmod(places, len(part.codes))
            codes[:, part.issues] = part.codes[rows]
        # Row 0 is the start of every part, hence the start itself.
        others = codes[1:]
        return others[np.lexsort(others.T[::-1])]

    def contains(self, codes: Sequence[int]) -> bool:
        """Return whether a package is reached (the start is)."""
        moving = {issue for part in self.parts for issue in part.issues}
        if any(codes[i] != at for i, at in enumerate(self.start) if i not in moving):
            return False
        return all(
            bool((part.codes == [codes[i] for i in part.issues]).all(axis=1).any())
            for part in self.parts
        )


def reach_alone(
    moves: Moves, nogoods: Sequence[IndexPattern], actor: int, start: Sequence[int]
) -> Reach:
    """Return R_i: what an actor reaches by one or more moves of its own."""
    return find_reach([moves.alone[actor]], nogoods, start)


def reach_of_others(
    moves: Moves, nogoods: Sequence[IndexPattern], actors: Iterable[int], start: Sequence[int]
) -> Reach:
    """Return R_H: what several actors reach by chains of single moves, each its own."""
    return find_reach([moves.alone[a] for a in actors], nogoods, start)


def coalition_movers(moves: Moves, members: Iterable[int]) -> list[Steps]:
    """Return who can make one step within a coalition: each member, and sets of joint moves.

    The full set of an ``all of`` move changes in one step whatever its members can, alone or
    together.
    """
    group = frozenset(members)
    sets = dict.fromkeys(move.members for move in moves.joint if move.members <= group)
    return [moves.alone[a] for a in sorted(group)] + [moves.of_group(each) for each in sets]


def find_reach(
    movers: Sequence[Steps],
    nogoods: Sequence[IndexPattern],
    start: Sequence[int],
    limit: int = MOST_COMBINATIONS,
) -> Reach:
    """Return what chains of moves reach; each mover changes any set of issues in one move.

    Parameters
    ----------
    movers
        Per mover what it can change in one move.
    nogoods
        Patterns that no package on the way may match.
    start
        A package in indices that matches no pattern.
    limit
        Largest table of one part.

    Raises
    ------
    TooLargeError
        The table of a part would be larger than ``limit``.
    """
    options = [_options(movers, issue, at) for issue, at in enumerate(start)]
    open_issues = [i for i, found in enumerate(options) if len(found) > 1]
    patterns = [
        rest for pattern in nogoods if (rest := _restricted(pattern, options, start)) is not None
    ]
    parts = []
    for issues, mine in _parts(open_issues, patterns):
        table = [options[i] for i in issues]
        size = math.prod(len(found) for found in table)
        if size > limit:
            raise TooLargeError(
                f"{size:,} combinations of {len(issues)} issues that constraints tie would have to "
                f"be looked at, more than the {limit:,} that fit"
            )
        steps = [
            tuple(mover[i][np.ix_(o, o)] for i, o in zip(issues, table, strict=True))
            for mover in movers
        ]
        bad = _forbidden(issues, table, mine)
        reached = _flood(steps, bad, tuple(table[n].index(start[i]) for n, i in enumerate(issues)))
        parts.append(Part(tuple(issues), _rows(reached, table, [start[i] for i in issues])))
    return Reach(tuple(int(at) for at in start), tuple(parts))


def _options(movers: Sequence[Steps], issue: int, start: int) -> list[int]:
    """Return the options of an issue that steps of all movers together could ever reach."""
    step = np.logical_or.reduce([mover[issue] for mover in movers]) if movers else None
    found = {int(start)}
    fresh = set(found)
    while fresh and step is not None:
        fresh = {int(o) for at in fresh for o in np.flatnonzero(step[at])} - found
        found |= fresh
    return sorted(found)


def _restricted(
    pattern: IndexPattern, options: Sequence[Sequence[int]], start: Sequence[int]
) -> IndexPattern | None:
    """Return a pattern without the issues that cannot move; None where it cannot match."""
    rest = []
    for issue, wanted in pattern:
        able = wanted.intersection(options[issue])
        if not able:
            return None
        if len(able) < len(options[issue]):
            rest.append((issue, frozenset(able)))
    return tuple(rest)


def _parts(
    issues: Sequence[int], patterns: Sequence[IndexPattern]
) -> list[tuple[list[int], list[IndexPattern]]]:
    """Return groups of issues that patterns tie, each with its patterns."""
    group = {issue: [issue] for issue in issues}
    for pattern in patterns:
        for issue, _ in pattern[1:]:
            mine, other = group[pattern[0][0]], group[issue]
            if mine is not other:
                mine.extend(other)
                for each in other:
                    group[each] = mine
    distinct = {id(members): sorted(members) for members in group.values()}
    out = []
    for members in sorted(distinct.values()):
        inside = [p for p in patterns if p[0][0] in members]
        out.append((members, inside))
    return out


def _forbidden(
    issues: Sequence[int], table: Sequence[Sequence[int]], patterns: Iterable[IndexPattern]
) -> np.ndarray:
    """Return which combinations match a pattern, one axis per issue."""
    bad = np.zeros([len(found) for found in table], dtype=bool)
    for pattern in patterns:
        wanted = dict(pattern)
        places = [
            [n for n, option in enumerate(found) if issue not in wanted or option in wanted[issue]]
            for issue, found in zip(issues, table, strict=True)
        ]
        bad[np.ix_(*places)] = True
    return bad


def _flood(
    movers: Sequence[Sequence[np.ndarray]], bad: np.ndarray, start: tuple[int, ...]
) -> np.ndarray:
    """Return which combinations chains of moves reach, the start included."""
    reached = np.zeros_like(bad)
    reached[start] = True
    fresh = reached.copy()
    while fresh.any():
        found = np.zeros_like(bad)
        for steps in movers:
            after = fresh
            for axis, step in enumerate(steps):
                if step.any():
                    moved = np.tensordot(after.astype(np.uint8), step.astype(np.uint8), (axis, 0))
                    after = after | (np.moveaxis(moved, -1, axis) > 0)
            found |= after
        fresh = found & ~bad & ~reached
        reached |= fresh
    return reached


def _rows(reached: np.ndarray, table: Sequence[Sequence[int]], start: Sequence[int]) -> np.ndarray:
    """Return the combinations reached, the start first, then in package order."""
    places = np.argwhere(reached)
    codes = np.stack(
        [np.array(found)[places[:, n]] for n, found in enumerate(table)], axis=1
    ).astype(np.int64)
    is_start = (codes == np.array(start)).all(axis=1)
    return np.concatenate((codes[is_start], codes[~is_start]))
