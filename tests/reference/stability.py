"""Slow twin of the question of stability: the definitions read literally, in plain Python.

A package is a tuple of options, one per issue in file order. Nothing here knows of tables: moves,
constraints and preferences are read from the dispute. Chains of answers are found by the search
over pairs of a package and its last mover, in which nobody moves twice running. Where an engine
and this page disagree, this page is right.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from grandbargain.dispute import Dispute, Interests, Issue, Move, Pattern

from .utilities import likeliest, table

Package = tuple[str, ...]
Group = tuple[str, ...]

CONCEPTS = ("nash", "gmr", "smr", "seq", "sim")


@dataclass(frozen=True)
class Solved:
    """All verdicts about a game.

    ``stable[concept][actor]`` and ``coalition_stable[group]`` are the packages that are stable,
    ``equilibria[concept]`` those that are stable for every party; ``coalition`` is among its keys
    if coalitions were asked for. Everything is in package order.
    """

    packages: tuple[Package, ...]
    stable: dict[str, dict[str, tuple[Package, ...]]]
    equilibria: dict[str, tuple[Package, ...]]
    coalition_stable: dict[Group, tuple[Package, ...]] = field(default_factory=dict)


def solve(dispute: Dispute, coalitions: Iterable[Group] | str | None = None) -> Solved:
    """Judge every package; ``coalitions``: ``"all"``, groups of parties, or None."""
    game = Game(dispute)
    stable = {
        concept: {
            actor: tuple(x for x in game.packages if game.is_stable(concept, actor, x))
            for actor in game.actors
        }
        for concept in CONCEPTS
    }
    equilibria = {
        concept: tuple(
            x for x in game.packages if all(x in stable[concept][party] for party in game.parties)
        )
        for concept in CONCEPTS
    }
    groups = game.all_coalitions() if isinstance(coalitions, str) else tuple(coalitions or ())
    together = {
        group: tuple(x for x in game.packages if game.is_coalition_stable(group, x))
        for group in groups
    }
    if coalitions is not None:
        equilibria["coalition"] = tuple(
            x for x in game.packages if all(x in each for each in together.values())
        )
    return Solved(game.packages, stable, equilibria, together)


class Game:
    """A dispute as a game of moves between packages that meet the logical constraints."""

    def __init__(self, dispute: Dispute) -> None:
        self.dispute = dispute
        self.actors = tuple(actor.id for actor in dispute.actors)
        self.parties = tuple(actor.id for actor in dispute.actors if actor.is_party)
        self.improvements = cache(self._improvements)
        self.reach = cache(self._reach)
        self.utility = cache(self._utility)
        self.answers = cache(self._answers)
        self.single_moves = cache(self._single_moves)
        self.coalition_steps = cache(self._coalition_steps)
        self._worth = {actor: worth(dispute, dispute.interests[actor]) for actor in self.actors}

    @cached_property
    def packages(self) -> tuple[Package, ...]:
        """All packages that meet the logical constraints, in package order."""
        options = [issue.option_ids for issue in self.dispute.issues]
        return tuple(x for x in itertools.product(*options) if self.is_feasible(x))

    def named(self, x: Package) -> dict[str, str]:
        """The package by issue."""
        return {issue.id: o for issue, o in zip(self.dispute.issues, x, strict=True)}

    def is_feasible(self, x: Package) -> bool:
        """Whether no logical constraint is broken; agreed ones bind only packages on offer."""
        return not self.dispute.broken(self.named(x), agreed=False)

    def _utility(self, actor: str, x: Package) -> int:
        return self._worth[actor](self.named(x))

    # --- moves ----------------------------------------------------------------------------------

    def _single_moves(self, actor: str, x: Package) -> set[Package]:
        """Where one move leads: any set of issues at once, each by a step of the actor alone."""
        return self._steps(x, lambda move: may_alone(move, actor))

    def _steps(self, x: Package, may: Callable[[Move], bool]) -> set[Package]:
        options = [
            [
                o
                for o in issue.option_ids
                if o == at or any(may(move) and allows(move, at, o) for move in issue.moves)
            ]
            for issue, at in zip(self.dispute.issues, x, strict=True)
        ]
        return {y for y in itertools.product(*options) if y != x and self.is_feasible(y)}

    def _reach(self, actor: str, x: Package) -> frozenset[Package]:
        """R_i: every package other than x after one or more moves of the actor."""
        return frozenset(flood(x, lambda y: self.single_moves(actor, y)) - {x})

    def _improvements(self, actor: str, x: Package) -> frozenset[Package]:
        """R_i+: those of R_i that the actor prefers to x."""
        better = (
            y for y in self.reach(actor, x) if self.utility(actor, y) > self.utility(actor, x)
        )
        return frozenset(better)

    def others(self, group: Collection[str]) -> tuple[str, ...]:
        """Everybody else, with a vote or without."""
        return tuple(actor for actor in self.actors if actor not in group)

    def _answers(self, movers: Group, start: Package, improving: bool) -> frozenset[Package]:
        """R_H or R_H+: where chains of the movers lead, nobody moving twice running."""
        arcs = self.improvements if improving else self.reach
        pairs: set[tuple[Package, str]] = set()
        fresh = [(y, j) for j in movers for y in arcs(j, start)]
        while fresh:
            pairs.update(fresh)
            fresh = [
                (z, j)
                for z, j in {
                    (z, j) for y, last in fresh for j in movers if j != last for z in arcs(j, y)
                }
                if (z, j) not in pairs
            ]
        return frozenset(y for y, _ in pairs)

    # --- stability for one actor ----------------------------------------------------------------

    def is_stable(self, concept: str, actor: str, x: Package) -> bool:
        """Whether every improvement of the actor is deterred under the concept."""
        return all(self.is_deterred(concept, actor, x, y) for y in self.improvements(actor, x))

    def is_deterred(self, concept: str, actor: str, x: Package, y: Package) -> bool:
        """Whether the others answer the improvement from x to y."""
        if concept == "nash":
            return False
        if concept == "sim":
            return any(
                self.utility(actor, z) <= self.utility(actor, x)
                for z in self.simultaneous(actor, x, y)
            )
        ends = self.answers(self.others((actor,)), y, concept == "seq")
        sanctions = (z for z in ends if self.utility(actor, z) <= self.utility(actor, x))
        if concept == "smr":
            return any(
                all(self.utility(actor, w) <= self.utility(actor, x) for w in self.reach(actor, z))
                for z in sanctions
            )
        return next(sanctions, None) is not None

    def simultaneous(self, actor: str, x: Package, y: Package) -> Iterator[Package]:
        """Where it ends if the actor goes to y while each other improves from x or stays."""
        choices = [(x, *self.improvements(j, x)) for j in self.others((actor,))]
        for ends in itertools.product([y], *choices):
            z = combined(x, ends)
            if z is not None and self.is_feasible(z):
                yield z

    # --- coalitions -----------------------------------------------------------------------------

    def all_coalitions(self) -> tuple[Group, ...]:
        """Every set of parties, the small ones first."""
        sizes = range(1, len(self.parties) + 1)
        return tuple(itertools.chain(*(itertools.combinations(self.parties, n) for n in sizes)))

    def _coalition_steps(self, group: Group, x: Package) -> set[Package]:
        """One link: a move of one member, or of the full set of an ``all of`` move within."""
        found = set().union(*(self.single_moves(actor, x) for actor in group))
        together = {
            move.by
            for issue in self.dispute.issues
            for move in issue.moves
            if move.kind == "all" and set(move.by) <= set(group)
        }
        for members in together:
            found |= self._steps(x, lambda move, m=members: may_together(move, m))
        return found

    def is_coalition_stable(self, group: Group, x: Package) -> bool:
        """Whether the rest deters everything that all members want and reach together."""
        for y in flood(x, lambda z: self.coalition_steps(group, z)):
            if all(self.utility(i, y) > self.utility(i, x) for i in group):
                ends = self.answers(self.others(group), y, True)
                if not any(self.utility(i, z) <= self.utility(i, x) for z in ends for i in group):
                    return False
        return True


def flood(start: Package, moves: Callable[[Package], Iterable[Package]]) -> set[Package]:
    """Where repeated moves lead, the start included."""
    found, fresh = {start}, [start]
    while fresh:
        fresh = [y for x in fresh for y in moves(x) if y not in found]
        fresh = list(dict.fromkeys(fresh))
        found.update(fresh)
    return found


def allows(move: Move, start: str, end: str) -> bool:
    """Whether the move takes its issue from one option to another one."""
    return start in move.from_options and end in move.to_options


def may_alone(move: Move, actor: str) -> bool:
    """Whether the actor needs nobody else for the move."""
    if move.kind == "all":
        return set(move.by) == {actor}
    return actor in move.by


def may_together(move: Move, members: Collection[str]) -> bool:
    """Whether the members can make the move in one step: it takes all of them, or one of them."""
    if move.kind == "all":
        return set(move.by) == set(members) or any(may_alone(move, a) for a in members)
    return bool(set(move.by) & set(members))


def combined(x: Package, ends: Iterable[Package]) -> Package | None:
    """All changes from x at once, or None where two change one issue."""
    out = list(x)
    for y in ends:
        for k, (before, after) in enumerate(zip(x, y, strict=True)):
            if after != before:
                if out[k] != before:
                    return None
                out[k] = after
    return tuple(out)


def worth(dispute: Dispute, interests: Interests) -> Callable[[dict[str, str]], int]:
    """What packages are worth to an actor: larger is better, equal is tied."""
    if interests.ranking is not None:
        return _by_ranking(interests.ranking)
    if interests.statements is not None:
        return _by_statements(interests.statements)
    return table(dispute, likeliest(interests)).utility


def _by_ranking(ranking: Sequence[Sequence[Pattern]]) -> Callable[[dict[str, str]], int]:
    """The first group that matches counts; what no group matches comes last, tied."""

    def rank(package: dict[str, str]) -> int:
        for place, group in enumerate(ranking):
            if any(pattern.matches(package) for pattern in group):
                return -place
        return -len(ranking)

    return rank


def _by_statements(
    statements: Sequence[tuple[Pattern, Pattern]],
) -> Callable[[dict[str, str]], int]:
    """Statement k of m counts 2^(m-k) where it is true; if/then is material implication."""

    def score(package: dict[str, str]) -> int:
        return sum(
            2 ** (len(statements) - place)
            for place, (condition, consequence) in enumerate(statements, start=1)
            if consequence.matches(package) or not condition.matches(package)
        )

    return score


def package_of(issues: Sequence[Issue], named: dict[str, str]) -> Package:
    """A package of the program as a tuple of options."""
    return tuple(named[issue.id] for issue in issues)
