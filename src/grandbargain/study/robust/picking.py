"""Who would pick which package how often, and what one has to value to pick it (SMAA)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ...robustness.smaa import acceptability
from ...tables.sources import source_of
from ...tables.structure import Structure, matches
from ...tables.utilities import MICRO, chances_of_types, weigh_issues

if TYPE_CHECKING:
    from ...robustness.measured import Acceptability
    from ...tables.sources import Source
    from .asked import Asked
    from .calling import Call
    from .judge import Columns

BLOCK = 4_096
"""Worlds looked at together."""

Codes = tuple[int, ...]


def pick_packages(
    call: Call, asked: Asked, columns: Columns
) -> dict[str, tuple[Acceptability, ...]]:
    """Return by actor how acceptable every package is to it over the finished worlds."""
    structure, dispute = Structure(asked.dispute), asked.dispute
    names, codes = list(asked.codes), list(asked.codes.values())
    world = columns["world"]
    found = {}
    for actor in structure.actor_ids:
        if not dispute.interests[actor].has_points:
            continue
        parts = [
            _Looking(structure, source_of(dispute, call.design, first, count), actor, codes)
            for first in range(0, call.settings.worlds, BLOCK)
            for count in [min(BLOCK, call.settings.worlds - first)]
        ]
        utility = np.array([columns[f"package.{name}.utility.{actor}"] for name in names])
        found[actor] = tuple(
            acceptability(
                np.rint(utility * MICRO),
                names,
                np.concatenate([part.weights.T for part in parts])[world],
                structure.issue_ids,
                judge=_judging(parts, world),
            )
        )
    return found


def _judging(parts: list[_Looking], world: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    return lambda weights: np.concatenate([part.judge(weights) for part in parts], axis=1)[:, world]


class _Looking:
    """What one actor makes of packages in some worlds, weights apart from values."""

    def __init__(
        self, structure: Structure, source: Source, actor: str, packages: list[Codes]
    ) -> None:
        worlds, issues = source.worlds, len(structure.issue_ids)
        self.weights = np.zeros((issues, worlds))
        self.values = np.zeros((len(packages), issues, worlds))
        self.links = np.zeros((len(packages), worlds))
        kind = np.zeros(worlds, dtype=np.int64)
        interests = structure.dispute.interests[actor]
        if interests.types:
            chances = chances_of_types(structure, actor, source)
            kind = source.kind(interests.types_path, chances)
        for v, variant in enumerate(structure.variants(actor)):
            here = kind == v
            if not here.any():
                continue
            weights, tables = weigh_issues(structure, source, variant)
            self.weights[:, here] = weights[:, here]
            for i, table in enumerate(tables):
                if table is not None:
                    for p, codes in enumerate(packages):
                        self.values[p, i, here] = table[codes[i], here]
            adds = source.numbers([linkage.adds for linkage in variant.linkages])
            for linkage, row in zip(variant.linkages, adds, strict=True):
                pattern = structure.pattern(linkage.when)
                for p, codes in enumerate(packages):
                    if matches(pattern, codes):
                        self.links[p, here] += np.rint(row[here] * MICRO)

    def judge(self, weights: np.ndarray) -> np.ndarray:
        """Return the utility (packages, W), micro-points, with these weights and all else as drawn.

        Issues that the actor does not care about in a world weigh nothing there.
        """
        here = weights[:, None] * (self.weights > 0)
        total = here.sum(axis=0)
        here /= np.where(total > 0, total, 1.0)
        return np.rint(here[None] * self.values * MICRO).sum(axis=1) + self.links
