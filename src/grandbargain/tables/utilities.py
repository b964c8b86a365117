"""Integer utilities: what every option and every linkage is worth to every actor, per world.

Utilities are whole numbers of micro-points (10^-6 of a point): every term is rounded once, sums are
exact, so dominance and ties are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..dispute import Dispute, Interests, IssueValues
from ..errors import MissingSectionError
from .draws import Seed
from .sources import Cares, Central, Source, Sources, source_of
from .structure import Structure, matches

MICRO = 1_000_000
"""Micro-points per point."""


@dataclass(frozen=True)
class Utilities:
    """Utilities in W worlds (one for the central world), in micro-points.

    Attributes
    ----------
    term : array of int64, shape (W, A, K)
        Points of every option of every issue, options counted through all issues.
    link : array of int64, shape (W, A, L)
        Points of every linkage pattern.
    disagreement : array of int64, shape (W, A)
        Utility if talks fail.
    power : array of float64, shape (W, A)
        Weights in the Nash and utilitarian solutions.
    variant : array of int64, shape (W, A)
        Which type each actor is; 0 for actors without types.
    """

    term: np.ndarray
    link: np.ndarray
    disagreement: np.ndarray
    power: np.ndarray
    variant: np.ndarray

    @property
    def worlds(self) -> int:
        """Number of worlds W."""
        return self.term.shape[0]

    def world(self, number: int) -> Utilities:
        """Return one of the worlds alone."""
        return self.part(slice(number, number + 1))

    def part(self, worlds: slice) -> Utilities:
        """Return some of the worlds, without copying them."""
        return Utilities(
            self.term[worlds],
            self.link[worlds],
            self.disagreement[worlds],
            self.power[worlds],
            self.variant[worlds],
        )

    def of(self, structure: Structure, codes: Sequence[int]) -> np.ndarray:
        """Return the utility of one package, shape (W, A)."""
        columns = structure.offsets[:-1] + np.asarray(codes)
        total = self.term[:, :, columns].sum(axis=2)
        for number, pattern in enumerate(structure.linkages):
            if matches(pattern, tuple(codes)):
                total = total + self.link[:, :, number]
        return total


def require_points(dispute: Dispute, actors: Iterable[str] | None = None) -> None:
    """Raise :class:`MissingSectionError` naming every actor without points."""
    wanted = tuple(actors) if actors is not None else tuple(dispute.interests)
    missing = [actor for actor in wanted if not dispute.interests[actor].has_points]
    if missing:
        raise MissingSectionError(
            "bargaining compares points, and these actors state only a ranking or statements: "
            f"{', '.join(missing)}. Give each of them `weights` (or `order`) and `values` under "
            "`interests`; where only the order of packages is known, ask about stability instead."
        )


def central_utilities(structure: Structure) -> Utilities:
    """Return the utilities of the central world: every written number at its mean."""
    return utilities_from(structure, Central())


def drawn_utilities(
    structure: Structure, seed: Seed | Sources, first_world: int, worlds: int
) -> Utilities:
    """Return the utilities of worlds ``first_world .. first_world + worlds - 1`` of a seed."""
    return utilities_from(structure, source_of(structure.dispute, seed, first_world, worlds))


def utilities_from(structure: Structure, source: Source) -> Utilities:
    """Return the utilities in the worlds of a source."""
    worlds, actors = source.worlds, len(structure.actor_ids)
    options, linkages = int(structure.offsets[-1]), len(structure.linkages)
    out = Utilities(
        term=np.zeros((worlds, actors, options), dtype=np.int64),
        link=np.zeros((worlds, actors, linkages), dtype=np.int64),
        disagreement=np.zeros((worlds, actors), dtype=np.int64),
        power=source.numbers([actor.power for actor in structure.dispute.actors]).T.copy(),
        variant=np.zeros((worlds, actors), dtype=np.int64),
    )
    for a, actor in enumerate(structure.actor_ids):
        variants = structure.variants(actor)
        kinds = structure.dispute.interests[actor].types
        if kinds:
            chances = chances_of_types(structure, actor, source)
            out.variant[:, a] = source.kind(structure.dispute.interests[actor].types_path, chances)
        for v, interests in enumerate(variants):
            chosen = out.variant[:, a] == v
            if chosen.any():
                _fill(structure, source, interests, a, chosen, out)
    return out


def chances_of_types(structure: Structure, actor: str, source: Source) -> np.ndarray:
    """Return the chance of every type, shape (types, W); the unstated one takes the rest."""
    kinds = structure.dispute.interests[actor].types
    stated = [kind.chance for kind in kinds if kind.chance is not None]
    drawn = iter(source.numbers(stated))
    rows = [next(drawn) if kind.chance is not None else None for kind in kinds]
    total = sum((row for row in rows if row is not None), np.zeros(source.worlds))
    rest = np.maximum(0.0, 1 - total)
    return np.array([rest if row is None else row for row in rows])


def _fill(
    structure: Structure,
    source: Source,
    interests: Interests,
    a: int,
    chosen: np.ndarray,
    out: Utilities,
) -> None:
    """Write the terms of one actor in the worlds where it has these interests."""
    if not interests.has_points:
        return
    weights, values = weigh_issues(structure, source, interests)
    for i, table in enumerate(values):
        if table is not None:
            start, end = structure.offsets[i], structure.offsets[i + 1]
            points = np.rint((weights[i] * table) * MICRO).astype(np.int64)
            out.term[chosen, a, start:end] = points[:, chosen].T
    adds = source.numbers([linkage.adds for linkage in interests.linkages])
    for linkage, row in zip(interests.linkages, adds, strict=True):
        column = structure.linkage(linkage.when)
        out.link[chosen, a, column] += np.rint(row * MICRO).astype(np.int64)[chosen]
    if interests.disagreement.number is not None:
        stated_points = np.rint(source.numbers([interests.disagreement.number])[0] * MICRO)
        points = stated_points.astype(np.int64)
        if interests.disagreement.kind == "stalemate_cost":
            points = out.of(structure, structure.status_quo)[:, a] - points
        out.disagreement[chosen, a] = points[chosen]


def weigh_issues(
    structure: Structure, source: Source, interests: Interests
) -> tuple[np.ndarray, list[np.ndarray | None]]:
    """Return how interests weigh every issue, and what they make of its options.

    The weights have shape (I, W); those of a world sum to 1, or to 0 where nothing is cared about.
    Per issue there are values of the options, shape (options, W), None where the actor is flat.
    """
    worlds = source.worlds
    weights = np.zeros((len(structure.issue_ids), worlds))
    seen = {
        issue: _values(source, interests.values[issue])
        if issue in interests.values and size > 1
        else (np.zeros(worlds), None)
        for issue, size in zip(structure.issue_ids, structure.sizes, strict=True)
    }
    stated = _weights(source, interests, {issue: share > 0 for issue, (share, _) in seen.items()})
    for i, (issue, (share, _)) in enumerate(seen.items()):
        if issue in stated:
            weights[i] = stated[issue] * share
    total = sum(weights, np.zeros(worlds))  # one by one: the same for one world and for many
    weights /= np.where(total > 0, total, 1.0)
    return weights, [table for _, table in seen.values()]


def _weights(source: Source, interests: Interests, cares: Cares) -> dict[str, np.ndarray]:
    if interests.order is not None:
        return source.order(interests, cares)
    stated = interests.weights or {}
    return dict(zip(stated, source.numbers(list(stated.values())), strict=True))


def _values(source: Source, issue_values: IssueValues) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the chance of caring, shape (W,), and the values if so, shape (options, W)."""
    counts = source.table(issue_values)
    share = np.zeros(source.worlds)
    total: np.ndarray | None = None
    for count, table in zip(counts, issue_values.tables, strict=True):
        if not table.is_flat:
            drawn = count * source.numbers(table.values)
            total = drawn if total is None else total + drawn
            share = share + count
    if total is None:
        return share, None
    return share, total / np.where(share > 0, share, 1.0)
