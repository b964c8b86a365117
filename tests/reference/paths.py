"""Slow twin of the way there: breadth first over whole sequences of packages, as defined."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import dataclass

from grandbargain.dispute import Dispute

from .stability import Game, Package, may_together


@dataclass(frozen=True)
class Found:
    """The way: its kind, its packages, who moves, where it breaks, the worst points."""

    kind: str | None
    packages: tuple[Package, ...] = ()
    by: tuple[tuple[str, ...], ...] = ()
    broken_at: int | None = None
    worst: tuple[tuple[str, int, int], ...] = ()


def find(
    dispute: Dispute,
    start: Package,
    target: Package,
    coalition: Collection[str] | None = None,
    first: Collection[str] | None = None,
) -> Found:
    """A shortest way of the best kind, the first in package order."""
    game = Game(dispute)
    group = tuple(game.parties if coalition is None else coalition)
    if start not in game.packages or target not in game.packages:
        return Found(None)
    for kind in ("interest", "coalition", "any"):
        worse = any(game.utility(a, target) <= game.utility(a, start) for a in group)
        if kind == "coalition" and start != target and worse:
            continue
        sets = _sets(game, group if kind == "coalition" else game.actors)
        packages = _shortest(game, kind, sets, start, target, first)
        if packages is not None:
            return _told(game, kind, sets, packages)
    return Found(None)


def _sets(game: Game, group: Collection[str]) -> list[tuple[str, ...]]:
    """Who makes a step: each alone, or the full set of an ``all of`` move."""
    found = {(a,) for a in group} | {
        tuple(a for a in game.actors if a in move.by)
        for issue in game.dispute.issues
        for move in issue.moves
        if move.kind == "all" and set(move.by) <= set(group)
    }
    return sorted(found, key=lambda s: (len(s), [game.actors.index(a) for a in s]))


def _steps(game: Game, members: tuple[str, ...], x: Package) -> set[Package]:
    if len(members) == 1:
        return game.single_moves(members[0], x)
    return game._steps(x, lambda move: may_together(move, members))


def _allowed(game: Game, kind: str, members: tuple[str, ...], x: Package, y: Package) -> bool:
    if y not in _steps(game, members, x):
        return False
    return kind != "interest" or all(game.utility(a, y) > game.utility(a, x) for a in members)


def _share(game: Game, leaders: list[tuple[str, ...]], start: Package, target: Package) -> set[int]:
    """Issues that the leaders can bring to the target, constraints apart."""
    out = set()
    for k, issue in enumerate(game.dispute.issues):
        able = {start[k]}
        for _ in issue.option_ids:
            able |= {
                o
                for members in leaders
                for move in issue.moves
                if may_together(move, members)
                for a in able & set(move.from_options)
                for o in move.to_options
            }
        if start[k] != target[k] and target[k] in able:
            out.add(k)
    return out


def _shortest(
    game: Game,
    kind: str,
    sets: list[tuple[str, ...]],
    start: Package,
    target: Package,
    first: Collection[str] | None,
) -> tuple[Package, ...] | None:
    share: set[int] = set()
    leaders = [s for s in sets if first is not None and set(s) <= set(first)]
    if first is not None:
        share = _share(game, leaders, start, target)
        if not share:
            return None
    elif start == target:
        return (start,)
    place = {x: k for k, x in enumerate(game.packages)}
    ways = [((start,), first is None)]
    seen = {(start, first is None)}
    while ways:
        longer = []
        for way, begun in ways:
            free = begun or all(way[-1][k] == target[k] for k in share)
            found = {
                y
                for members in (sets if free else leaders)
                for y in _steps(game, members, way[-1])
                if _allowed(game, kind, members, way[-1], y)
            }
            longer += [((*way, y), free) for y in found if (y, free) not in seen]
        longer.sort(key=lambda each: [place[x] for x in each[0]])
        ways = []
        for way, free in longer:
            if way[-1] == target:
                return way
            if (way[-1], free) not in seen:
                seen.add((way[-1], free))
                ways.append((way, free))
    return None


def _told(
    game: Game, kind: str, sets: list[tuple[str, ...]], packages: tuple[Package, ...]
) -> Found:
    by, broken = [], None
    for k, (x, y) in enumerate(itertools.pairwise(packages)):
        able = [s for s in sets if _allowed(game, kind, s, x, y)]
        calm = [s for s in able if all(game.utility(a, y) >= game.utility(a, x) for a in s)]
        if kind == "any" and not calm and broken is None:
            broken = k
        by.append((calm or able)[0])
    worst = []
    for party in game.parties:
        levels = [game.utility(party, x) for x in packages]
        worst.append((party, levels.index(min(levels)), min(levels)))
    return Found(kind, packages, tuple(by), broken, tuple(worst))
