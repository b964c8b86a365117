"""The answer to the question "does anyone walk away": verdicts, enforcement, what must change.

No numpy and no numba here: the report and other readers open answers without the engines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..dispute import Package
from .result import CONCEPTS, Holding, Verdict

if TYPE_CHECKING:
    from .paths import Way

COALITION = "coalition"
"""The concept of coalition stability, beside those of single actors."""


@dataclass(frozen=True, slots=True)
class StabilitySettings:
    """Everything that changes the answer.

    Attributes
    ----------
    package
        The package to judge (issues left out stay as they are); None: the whole graph.
    rule
        The rule whose first package is judged; ``""`` where the package was named.
    coalitions
        ``"all"`` sets of parties, groups of them, or None.
    what_must_change
        Whether to say which smallest changes would make the package stable.
    worlds, seed
        Worlds for the share in which the package holds, and their seed.
    budget_packages, budget_seconds
        What the verdicts on one package may look at and take; 0: the engine's own limits.
    """

    package: Mapping[str, str] | None = None
    rule: str = ""
    coalitions: str | tuple[tuple[str, ...], ...] | None = None
    what_must_change: bool = False
    worlds: int = 0
    seed: int = 0
    budget_packages: int = 0
    budget_seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for provenance."""
        groups = self.coalitions
        return {
            "package": None if self.package is None else dict(self.package),
            "rule": self.rule,
            "coalitions": groups if groups is None or isinstance(groups, str)
            else [list(group) for group in groups],
            "what_must_change": self.what_must_change,
            "worlds": self.worlds,
            "seed": self.seed,
            "budget_packages": self.budget_packages,
            "budget_seconds": self.budget_seconds,
        }  # fmt: skip


@dataclass(frozen=True)
class StabilityAnswer:
    """Everything that one call of the question answers.

    Attributes
    ----------
    parties
        Actors whose verdicts count for an equilibrium.
    package
        The package judged; None for the whole graph.
    utility
        Utility of every actor in the package judged: points, or ranks where ``kinds`` says so.
    kinds
        Per actor ``points``, ``ranking`` or ``statements``.
    verdicts
        ``{actor: {concept: verdict}}`` of the package judged.
    coalitions
        Verdicts of coalitions on the package judged, by the names of the members joined by ``+``.
    equilibria
        ``{concept: packages}`` of the whole graph.
    packages
        Number of packages of the whole graph; None for one package.
    enforcement, hold_share_all
        Who keeps the package by its own sums, and the share of worlds in which all parties do;
        None where a part of the file is missing, with the reason in ``notes``.
    changes, inverse
        What would have to change: per actor the smallest change in points, with None where none is
        found within the budget; counts of rankings where only orders are known.
    notes
        What could not be answered and why, in sentences.
    """

    parties: tuple[str, ...]
    package: Package | None = None
    utility: Mapping[str, float] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, Mapping[str, Verdict]] = field(default_factory=dict)
    coalitions: Mapping[str, Verdict] = field(default_factory=dict)
    equilibria: Mapping[str, tuple[Package, ...]] | None = None
    packages: int | None = None
    enforcement: Mapping[str, Holding] | None = None
    hold_share_all: float | None = None
    changes: Mapping[str, Mapping[str, Any]] | None = None
    inverse: Mapping[str, Any] | None = None
    notes: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_equilibrium(self) -> dict[str, bool | None]:
        """Whether the package judged is stable for every party, by concept; None where open."""
        found: dict[str, bool | None] = {}
        for concept in CONCEPTS:
            stable = [self.verdicts[party][concept].stable for party in self.parties]
            found[concept] = False if False in stable else None if None in stable else True
        return found

    @property
    def decided(self) -> bool:
        """Whether no verdict was left open by the budget."""
        every = [verdict for row in self.verdicts.values() for verdict in row.values()]
        return all(item.stable is not None for item in (*every, *self.coalitions.values()))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of the command line."""
        out: dict[str, Any] = dict(self.provenance)
        out["parties"] = list(self.parties)
        if self.equilibria is not None:
            out["packages"] = self.packages
            out["equilibria"] = {
                concept: [dict(package) for package in packages]
                for concept, packages in self.equilibria.items()
            }
        if self.package is not None:
            out["package"] = dict(self.package)
            out["utility"] = dict(self.utility)
            out["kinds"] = dict(self.kinds)
            out["equilibrium"] = self.is_equilibrium
            out["verdicts"] = {
                actor: {concept: verdict.to_dict() for concept, verdict in row.items()}
                for actor, row in self.verdicts.items()
            }
            if self.coalitions:
                out["coalitions"] = {
                    name: verdict.to_dict() for name, verdict in self.coalitions.items()
                }
            out["enforcement"] = (
                None
                if self.enforcement is None
                else {actor: item.to_dict() for actor, item in self.enforcement.items()}
            )
            if self.hold_share_all is not None:
                out["hold_share_all"] = self.hold_share_all
        if self.changes is not None:
            out["changes"] = {actor: dict(item) for actor, item in self.changes.items()}
        if self.inverse is not None:
            out["inverse"] = dict(self.inverse)
        out["notes"] = list(self.notes)
        return out

    def rows(self) -> list[dict[str, Any]]:
        """Return one row per actor with its verdicts, or one per equilibrium of the whole graph."""
        if self.equilibria is None:
            return [
                {"actor": actor, **{concept: item.stable for concept, item in row.items()}}
                for actor, row in self.verdicts.items()
            ]
        concepts = list(self.equilibria)
        sets = {concept: {_pairs(p) for p in found} for concept, found in self.equilibria.items()}
        distinct = dict.fromkeys(_pairs(p) for found in self.equilibria.values() for p in found)
        return [
            {**dict(pairs), **{concept: pairs in sets[concept] for concept in concepts}}
            for pairs in distinct
        ]


def _pairs(package: Package) -> tuple[tuple[str, str], ...]:
    return tuple(package.items())


@dataclass(frozen=True, slots=True)
class PathSettings:
    """Everything that changes the answer about a way.

    Attributes
    ----------
    package, rule
        The package to reach, and the rule that picked it (``""``: named).
    coalition
        Who makes the steps of a way of the kind ``coalition``; empty: all parties.
    first
        Who goes first, for comparison; empty: nobody.
    budget_packages
        Packages looked at for each kind of way; 0: the engine's own limit.
    """

    package: Mapping[str, str] | None = None
    rule: str = ""
    coalition: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    budget_packages: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for provenance."""
        return {
            "package": None if self.package is None else dict(self.package),
            "rule": self.rule,
            "coalition": list(self.coalition),
            "first": list(self.first),
            "budget_packages": self.budget_packages,
        }


@dataclass(frozen=True)
class PathAnswer:
    """The way from the status quo to a package.

    Attributes
    ----------
    package
        The package to reach.
    status_quo
        Utility of every party today: points, or ranks where ``kinds`` says so.
    kinds
        Per party ``points``, ``ranking`` or ``statements``.
    way
        The :class:`~grandbargain.stability.paths.Way`, with the way on which some go first.
    provenance
        ``dispute``, ``settings``, ``version`` and ``seconds``.
    """

    package: Package
    status_quo: Mapping[str, float]
    kinds: Mapping[str, str]
    way: Way
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def found(self) -> bool | None:
        """Whether there is a way; None where the budget ended first."""
        return self.way.found

    @property
    def decided(self) -> bool:
        """Whether no better kind of way was left open by the budget."""
        return self.found is not None and not self.way.undecided

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of the command line."""
        return {
            **self.provenance,
            "package": dict(self.package),
            "status_quo": dict(self.status_quo),
            "kinds": dict(self.kinds),
            **self.way.to_dict(),
        }
