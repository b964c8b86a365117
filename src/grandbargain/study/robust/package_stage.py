"""What packages are worth in every world, who accepts them, and who keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ...bargain.acceptance import find_accepting
from ...robustness.design import digest
from ...stability.departures import Ways, chunks, ways_of
from ...stability.holding import keeping_margin, keeps
from ...stability.reassurance import Setting, trusts
from ...tables.enforcement import drawn_enforcement
from ...tables.moves import Moves, moves_of
from ...tables.structure import IndexPattern, Structure
from ...tables.utilities import MICRO, Utilities, drawn_utilities
from ...tables.workers import limited_threads
from ..no_deal import with_play

if TYPE_CHECKING:
    from ...dispute import Dispute
    from ...tables.draws import Seed
    from ...tables.sources import Sources

Codes = tuple[int, ...]

WHOLE_SCALE = 100.0
"""Points that stand for what leaving costs somebody who has no move of its own."""

GROUNDS: dict[str, _Ground] = {}
"""What a process found out about the dispute it works on; of one dispute at a time."""


@dataclass(frozen=True)
class PackageStage:
    """Packages asked about in every world.

    Attributes
    ----------
    key
        The same for the same dispute and packages: what a process may keep between two calls.
    dispute, packages
        The dispute, and packages in indices by name.
    parties
        Whose consent counts.
    holds, trust
        Who is asked whether it keeps the packages year after year (those with points and a
        discount), and between whom trust is asked about.
    stays
        Whether to ask what everybody gains by leaving at once.
    worlds
        Where the worlds come from.
    threads
        Cores for one process; 0: as many as there are.
    """

    key: str
    dispute: Dispute
    packages: Mapping[str, Codes]
    parties: tuple[int, ...]
    holds: tuple[int, ...]
    trust: tuple[int, ...]
    stays: bool
    worlds: Seed | Sources
    threads: int = 0

    def answer(self, first: int, count: int) -> dict[str, np.ndarray]:
        """Return columns (W,) about worlds ``first .. first + count - 1``.

        ``no_deal.usa`` holds points, as do ``package.nash.utility.usa``, ``.leaving.usa`` (what the
        best own departure adds), ``.keeping.usa`` and ``.trusting.usa`` (by how much staying beats
        leaving, year after year and by what it believes); ``.accepts``, ``.holds`` and ``.trusts``
        hold truth.
        """
        with limited_threads(self.threads):
            return self._answer(first, count)

    def _answer(self, first: int, count: int) -> dict[str, np.ndarray]:
        ground = _ground(self.key, self.dispute)
        step = max((way.most for ways in ground.ways_of(self) for way in ways.values()), default=1)
        parts = [self._some(ground, first + start, here) for start, here in chunks(step, count)]
        if len(parts) == 1:
            return parts[0]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

    def _some(self, ground: _Ground, first: int, count: int) -> dict[str, np.ndarray]:
        dispute = with_play(self.dispute, worlds=count, seed=self.worlds, first=first)
        structure = ground.structure if dispute is self.dispute else Structure(dispute)
        utilities = drawn_utilities(structure, self.worlds, first, count)
        names = structure.actor_ids
        found: dict[str, np.ndarray] = {
            f"no_deal.{name}": utilities.disagreement[:, a] / MICRO for a, name in enumerate(names)
        }
        for package, codes in self.packages.items():
            utility = utilities.of(structure, codes)
            for a, name in enumerate(names):
                found[f"package.{package}.utility.{name}"] = utility[:, a] / MICRO
            accepts = find_accepting(structure, utilities, self.parties, codes)
            for column, a in enumerate(self.parties):
                found[f"package.{package}.accepts.{names[a]}"] = accepts[:, column]
        found |= self._staying(ground, structure, utilities, first)
        return found

    def _staying(
        self, ground: _Ground, structure: Structure, utilities: Utilities, first: int
    ) -> dict[str, np.ndarray]:
        """Return who gains by leaving, who keeps the packages, and whose trust suffices."""
        names, found = structure.actor_ids, {}
        enforcement = drawn_enforcement(structure, self.worlds, first, utilities.worlds)
        for (package, codes), ways in zip(self.packages.items(), ground.ways_of(self), strict=True):
            for a, way in ways.items():
                gain = way.best(structure, utilities)[0]
                leaving = way.leaving(structure, utilities) if self.stays else gain
                leaving = np.maximum(leaving / MICRO, -WHOLE_SCALE)
                found[f"package.{package}.leaving.{names[a]}"] = leaving
                if a in self.holds:
                    sides = (structure, utilities, enforcement, a, codes, gain)
                    found[f"package.{package}.holds.{names[a]}"] = keeps(*sides)
                    margin = keeping_margin(*sides) / MICRO
                    found[f"package.{package}.keeping.{names[a]}"] = margin
            if self.trust:
                setting = ground.setting(codes)
                enough = trusts(setting, self.trust, utilities, enforcement.belief)
                for a, (trusting, margin) in enough.items():
                    found[f"package.{package}.trusts.{names[a]}"] = trusting
                    found[f"package.{package}.trusting.{names[a]}"] = margin / MICRO
        return found


class _Ground:
    """What is the same in every world: indices, moves, and the ways out of packages."""

    def __init__(self, dispute: Dispute) -> None:
        self.structure = Structure(dispute)
        self._ways: dict[tuple[Codes, int], Ways] = {}
        self._settings: dict[Codes, Setting] = {}

    @cached_property
    def moves(self) -> Moves:
        return moves_of(self.structure)

    @cached_property
    def nogoods(self) -> tuple[IndexPattern, ...]:
        return self.structure.nogoods(agreed=False)

    def ways_of(self, stage: PackageStage) -> list[dict[int, Ways]]:
        """Return per package the ways out of everybody who is asked."""
        interests, names = self.structure.dispute.interests, self.structure.actor_ids
        asked = stage.holds
        if stage.stays:
            asked = tuple(a for a, name in enumerate(names) if interests[name].has_points)
        return [{a: self._way(a, codes) for a in asked} for codes in stage.packages.values()]

    def _way(self, actor: int, codes: Codes) -> Ways:
        key = (codes, actor)
        if key not in self._ways:
            self._ways[key] = ways_of(self.moves, self.nogoods, actor, codes)
        return self._ways[key]

    def setting(self, codes: Codes) -> Setting:
        if codes not in self._settings:
            self._settings[codes] = Setting(self.moves, self.nogoods, codes)
        return self._settings[codes]


def _ground(key: str, dispute: Dispute) -> _Ground:
    if key not in GROUNDS:
        GROUNDS.clear()
        GROUNDS[key] = _Ground(dispute)
    return GROUNDS[key]


def key_of(dispute: Dispute, pinned: Mapping[str, object]) -> str:
    """Return what tells disputes apart: the digest of the file, and what is pinned."""
    return digest({"dispute": dispute.sha256, "pinned": dict(pinned)})
