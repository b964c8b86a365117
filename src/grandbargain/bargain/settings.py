"""What a call of the bargaining question asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class BargainSettings:
    """Everything that changes the answer (and nothing that does not, such as cores).

    Attributes
    ----------
    seed, worlds
        Seed of the worlds and their number; 0 worlds: central world only, no acceptance.
    ties
        How many exact ties to list per solution.
    rules
        Solutions wanted, of ``nash kalai_smorodinsky egalitarian utilitarian safest``;
        ``safest`` needs worlds.
    parties
        Who sits at the table: identifiers or groups; empty: every party of the file.
    floors
        ``{actor: points}``: least utility, for parties or non-parties (welfare floors), on top of
        the disagreement points.
    package
        A package to judge: options of the issues named, others at the status quo; None: none.
    first
        Sets of parties that settle first (one procedure each).
    memberships
        Sets of parties that sit alone at the table (one variant each).
    frontier, ledger, ablation
        Whether to answer these.
    frontier_limit
        Most points to hold before a frontier counts as too large.
    outlines
        Pairs of actors for whom to trace the edge of the zone of agreement.
    that_holds
        Whether to seek the solutions among the packages that every party keeps, too.
    hold_share
        Least share of worlds in which every party has to keep these; None: the central world.
    resolve
        Whether to seek the Nash solution anew in every world.
    no_deal
        What actors have if talks fail: ``file``, as each states it, or ``play``, the value of play
        for everybody.
    budget_seconds, budget_nodes
        Budget of each optimisation; 0: none.
    """

    seed: int = 0
    worlds: int = 0
    ties: int = 100
    rules: tuple[str, ...] = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
    parties: tuple[str, ...] = ()
    floors: Mapping[str, float] = field(default_factory=dict)
    package: Mapping[str, str] | None = None
    first: tuple[tuple[str, ...], ...] = ()
    memberships: tuple[tuple[str, ...], ...] = ()
    frontier: bool = False
    ledger: bool = True
    ablation: bool = False
    frontier_limit: int = 100_000
    outlines: tuple[tuple[str, str], ...] = ()
    that_holds: bool = False
    hold_share: float | None = None
    resolve: bool = False
    no_deal: str = "file"
    budget_seconds: float = 0.0
    budget_nodes: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for provenance."""
        return {
            "seed": self.seed,
            "worlds": self.worlds,
            "ties": self.ties,
            "rules": list(self.rules),
            "parties": list(self.parties),
            "floors": dict(self.floors),
            "package": dict(self.package) if self.package is not None else None,
            "first": [list(group) for group in self.first],
            "memberships": [list(group) for group in self.memberships],
            "frontier": self.frontier,
            "ledger": self.ledger,
            "ablation": self.ablation,
            "frontier_limit": self.frontier_limit,
            "outlines": [list(pair) for pair in self.outlines],
            "that_holds": self.that_holds,
            "hold_share": self.hold_share,
            "resolve": self.resolve,
            "no_deal": self.no_deal,
            "budget_seconds": self.budget_seconds,
            "budget_nodes": self.budget_nodes,
        }
