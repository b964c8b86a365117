"""Is a witness right: every claim that it makes is checked against the dispute itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from ..dispute import Dispute, Package
from ..tables.moves import moves_of
from ..tables.preferences import preferences_of
from ..tables.structure import Structure, matches
from ..tables.utilities import central_utilities
from .reach import Reach, coalition_movers, find_reach
from .result import Improvement, Witness

IMPROVING = ("seq", "coalition")
"""Concepts in which every step of an answer improves on the one before for whoever makes it."""

MOST_CHECKED = 1 << 12
"""Packages up to which replay lists for itself what could deter an improvement."""

Codes = tuple[int, ...]


def replay(dispute: Dispute, witness: Witness) -> bool:
    """Return whether everything that a witness claims is so, in the central world.

    The package and every improvement must be real, every step of an answer a move of whoever makes
    it, an improvement for it where the concept demands that, and the end no better than the package
    for the one who left (``smr``: nor anything that it reaches from there). ``complete`` must be
    true. That nothing deters an improvement is checked by listing where at most 4,096 packages
    could do so; beyond that it is the claim of the search.

    Raises
    ------
    TooLargeError
        What an actor reaches by its own moves must be listed, and is too much.

    Examples
    --------
    >>> from grandbargain import read_dispute, replay, Study
    >>> from grandbargain.stability.result import Witness
    >>> orchard = Study("orchard").dispute
    >>> replay(orchard, Witness(orchard.status_quo, ("upper",), "nash", True, (), complete=True))
    True
    """
    world = _World(dispute)
    x, by = world.codes(witness.package), world.actors(witness.by)
    if x is None or by is None or not world.is_feasible(x):
        return False
    leaves = [world.codes(item.to) for item in witness.improvements]
    if any(y is None or not world.is_improvement(by, x, y) for y in leaves):
        return False
    if witness.complete and set(leaves) != set(world.improvements(by, x)):
        return False
    deters = [_deters(world, witness, by, x, item) for item in witness.improvements]
    if witness.stable:
        return all(deters) and (witness.complete or bool(deters))
    return len(deters) == 1 and deters[0] is None


def _deters(world: _World, witness: Witness, by: Codes, x: Codes, item: Improvement) -> bool | None:
    """Return whether the answers deter an improvement; None: rightly none are claimed."""
    y = world.known(item.to)
    if item.answers is None:
        sanctions = world.sanctions(witness.concept, by, x, y)
        return None if next(sanctions, None) is None else False
    steps = [(world.actors(answer.by), world.codes(answer.to)) for answer in item.answers]
    moves = [(j[0], z) for j, z in steps if j and len(j) == 1 and j[0] not in by and z is not None]
    if len(moves) < len(steps):
        return False
    if witness.concept == "sim":
        return _meet(world, by, x, y, moves, item.end)
    at = y
    for j, z in moves:
        is_move = z != at and world.reach((j,), at).contains(z)
        if not is_move or (witness.concept in IMPROVING and not world.is_better((j,), at, z)):
            return False
        at = z
    deters = item.end is None and witness.concept != "nash" and world.is_weak(by, x, at)
    return deters and (witness.concept != "smr" or world.holds(by, x, at))


def _meet(
    world: _World,
    by: Codes,
    x: Codes,
    y: Codes,
    moves: list[tuple[int, Codes]],
    end: Package | None,
) -> bool:
    """Return whether answers at the same time lead where they are said to, and deter."""
    if len({j for j, _ in moves}) < len(moves) or end is None:
        return False
    are_real = all(world.is_improvement((j,), x, z) for j, z in moves)
    z = world.combined(x, [y, *(z for _, z in moves)])
    return are_real and z is not None and z == world.codes(end) and world.is_weak(by, x, z)


class _World:
    """A dispute read once: moves, the logical constraints and central preferences."""

    def __init__(self, dispute: Dispute) -> None:
        self.structure = Structure(dispute)
        self.moves = moves_of(self.structure)
        self.preferences = preferences_of(self.structure, central_utilities(self.structure))
        self.nogoods = self.structure.nogoods(agreed=False)

    def known(self, package: Mapping[str, str]) -> Codes:
        """Return a package that is known to be one in indices."""
        return self.structure.codes(package)

    def codes(self, package: Mapping[str, str]) -> Codes | None:
        """Return a package in indices; None if some issue or option does not exist."""
        issues = self.structure.dispute.issues
        if set(package) != {issue.id for issue in issues}:
            return None
        is_known = all(package[issue.id] in issue.option_ids for issue in issues)
        return self.structure.codes(package) if is_known else None

    def actors(self, names: Iterable[str]) -> Codes | None:
        """Return actors by index; None if there are none, one is unknown or one comes twice."""
        ids, named = self.structure.actor_ids, tuple(names)
        is_known = named and len(set(named)) == len(named) and set(named) <= set(ids)
        return tuple(ids.index(name) for name in named) if is_known else None

    def is_feasible(self, x: Codes) -> bool:
        """Return whether no logical constraint is broken."""
        return not any(matches(pattern, x) for pattern in self.nogoods)

    def utility(self, actor: int, x: Codes) -> int:
        """Return what a package is worth to an actor."""
        return int(self.preferences.of_actor(actor, np.array([x]))[0])

    def is_better(self, by: Codes, x: Codes, y: Codes) -> bool:
        """Return whether all prefer the second package to the first."""
        return all(self.utility(a, y) > self.utility(a, x) for a in by)

    def is_weak(self, by: Codes, x: Codes, z: Codes) -> bool:
        """Return whether some do not prefer the second package to the first."""
        return any(self.utility(a, z) <= self.utility(a, x) for a in by)

    def reach(self, by: Codes, x: Codes) -> Reach:
        """Return what somebody, or several together, reach by moves of their own."""
        return find_reach(coalition_movers(self.moves, by), self.nogoods, x)

    def is_improvement(self, by: Codes, x: Codes, y: Codes) -> bool:
        """Return whether a package is reached and preferred."""
        return self.is_better(by, x, y) and self.reach(by, x).contains(y)

    def improvements(self, by: Codes, x: Codes) -> list[Codes]:
        """Return all packages that are reached and preferred."""
        found = self.reach(by, x).listed()
        is_better = np.ones(len(found), dtype=bool)
        for a in by:
            is_better &= self.preferences.of_actor(a, found) > self.utility(a, x)
        return [tuple(codes) for codes in found[is_better].tolist()]

    def holds(self, by: Codes, x: Codes, z: Codes) -> bool:
        """Return whether an actor reaches nothing from a sanction that it prefers to x."""
        found = self.reach(by, z).listed()
        return bool((self.preferences.of_actor(by[0], found) <= self.utility(by[0], x)).all())

    def combined(self, x: Codes, ends: Iterable[Codes]) -> Codes | None:
        """Return all changes from x at once; None where two change one issue or break a rule."""
        out = list(x)
        for end in ends:
            for k, option in enumerate(end):
                if option != x[k]:
                    if out[k] != x[k]:
                        return None
                    out[k] = option
        return tuple(out) if self.is_feasible(tuple(out)) else None

    def sanctions(self, concept: str, by: Codes, x: Codes, y: Codes) -> Iterator[Codes]:
        """Iterate over what deters an improvement, where few enough packages could."""
        others = [a for a in range(len(self.structure.actor_ids)) if a not in by]
        found: Iterable[Codes | None] = ()
        if concept == "sim":
            choices = [[x, *self.improvements((j,), x)] for j in others]
            if np.prod([float(len(each)) for each in choices]) <= MOST_CHECKED:
                found = (self.combined(x, [y, *ends]) for ends in itertools.product(*choices))
        elif concept in IMPROVING:
            found = self._chains(others, y)
        elif concept != "nash":
            reach = find_reach([self.moves.alone[j] for j in others], self.nogoods, y)
            if reach.size <= MOST_CHECKED:
                found = (tuple(codes) for codes in reach.listed().tolist())
        for z in found:
            if z is None or not self.is_weak(by, x, z):
                continue
            if concept != "smr" or self.holds(by, x, z):
                yield z

    def _chains(self, movers: Iterable[int], start: Codes) -> Iterator[Codes]:
        """Iterate over where chains of improvements lead, up to so many packages."""
        met, fresh = {start}, [start]
        while fresh and len(met) <= MOST_CHECKED:
            at = fresh.pop()
            for j in movers:
                for z in self.improvements((j,), at):
                    if z not in met:
                        met.add(z)
                        fresh.append(z)
                        yield z
