"""The parts of an answer to "which packages reconcile the interests", as frozen objects.

No numpy and no numba here: the report and other readers open answers without the engines.
All points are on the scale of utilities (0..100 without linkages), shares are in [0, 1].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "safest")
"""Names of the solutions, in the order in which they are shown."""

UNITS = {
    "nash": "weighted geometric mean of gains, points",
    "kalai_smorodinsky": "smallest gain as a share of the party's largest possible gain",
    "egalitarian": "smallest gain, points",
    "utilitarian": "power-weighted sum of utilities, points",
    "safest": "share of worlds in which every party accepts",
}
"""The unit of a rule's ``objective``, ``bound`` and ``gap``."""

FIRST_OUTCOMES = ("settled", "as_today", "no_agreement", "not_decided", "no_control")
"""Ends of the stage of those who settle first.

They move something; their best package leaves all as it is; no package among what they control
suits them all; the budget ended before a package was found; they control no issue.
"""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Share of worlds in which a package is accepted: by all parties, and by each."""

    joint: float
    by_party: Mapping[str, float]
    worlds: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {"joint": self.joint, "by_party": dict(self.by_party), "worlds": self.worlds}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A package with what it is worth.

    ``utility`` and ``gain`` (utility minus disagreement point) speak of all actors, in points.
    ``acceptance`` is by the parties at the table; ``acceptance_all``, where other tables are
    compared, by all parties of the dispute. ``ties`` counts the packages at the same point where
    that is meant (frontier), else 1.
    """

    package: Mapping[str, str]
    utility: Mapping[str, float]
    gain: Mapping[str, float]
    acceptance: Acceptance | None = None
    ties: int = 1
    acceptance_all: Acceptance | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        out: dict[str, Any] = {
            "package": dict(self.package),
            "utility": dict(self.utility),
            "gain": dict(self.gain),
        }
        if self.acceptance is not None:
            out["acceptance"] = self.acceptance.to_dict()
        if self.acceptance_all is not None:
            out["acceptance_all"] = self.acceptance_all.to_dict()
        return out


@dataclass(frozen=True, slots=True)
class Solution:
    """A solution with its certificate.

    Attributes
    ----------
    rule
        One of :data:`RULES`.
    objective, bound, gap
        Value reached, proved upper bound, and their difference, in the rule's own unit
        (:data:`UNITS`). None where no package was found.
    proved
        Gap 0 and, for lexicographic rules, every level settled.
    ties
        Number of packages with exactly this value; None if not counted within the budget.
    nodes
        Nodes of the search.
    packages
        The ties in package order, up to the number asked for.
    """

    rule: str
    objective: float | None
    bound: float | None
    gap: float | None
    proved: bool
    ties: int | None
    nodes: int
    packages: tuple[Proposal, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "proved": self.proved,
            "ties": self.ties,
            "nodes": self.nodes,
            "unit": UNITS[self.rule],
            "packages": [proposal.to_dict() for proposal in self.packages],
        }


@dataclass(frozen=True, slots=True)
class Blockers:
    """Why no agreement exists.

    Attributes
    ----------
    parties
        A set of parties, smallest in number, that cannot be satisfied together.
    concessions
        Per party the smallest fall of its own disagreement point, in points, that alone opens a
        zone of agreement for all; None if no fall of that party does.
    proved
        Whether both were settled within the budget.
    """

    parties: tuple[str, ...]
    concessions: Mapping[str, float | None]
    proved: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "parties": list(self.parties),
            "concessions": dict(self.concessions),
            "proved": self.proved,
        }


@dataclass(frozen=True, slots=True)
class Held:
    """A solution among the packages that every party at the table keeps by its own sums.

    ``solution`` is that of a rule of :data:`RULES` over these packages; ``cuts`` counts the
    departures that it took to prove it; ``share`` is the share of worlds in which every party keeps
    its first package, None without worlds.
    """

    solution: Solution
    cuts: int
    share: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return self.solution.to_dict() | {"cuts": self.cuts, "share": self.share}


@dataclass(frozen=True, slots=True)
class Floors:
    """The floors that were asked for, and what they change.

    Attributes
    ----------
    held
        ``{actor: points}``: the least utility that every package had to give.
    most
        ``{actor: points}``: a proved upper bound of what any feasible package gives this actor;
        None where the budget ended first. Empty where the floors leave an agreement.
    zopa_without
        Whether there is a zone of agreement without the floors; None: not decided.
    """

    held: Mapping[str, float]
    most: Mapping[str, float | None]
    zopa_without: bool | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "held": dict(self.held),
            "most": dict(self.most),
            "zopa_without": self.zopa_without,
        }


@dataclass(frozen=True, slots=True)
class Frontier:
    """The Pareto frontier of the zone of agreement, over parties.

    ``mode`` is ``"exact"``, ``"floor"`` (exact above the stated floors) or ``"too_large"``: then
    ``packages`` is empty and ``size`` is None, because a frontier is never silently cut.
    ``size`` counts points; every entry is one package with the number of packages that share its
    point. ``epsilon`` is 0 where exact.
    """

    mode: str
    size: int | None
    epsilon: float
    packages: tuple[Proposal, ...]
    message: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "size": self.size,
            "mode": self.mode,
            "epsilon": self.epsilon,
            "message": self.message,
            "packages": [{**item.to_dict(), "ties": item.ties} for item in self.packages],
        }


@dataclass(frozen=True, slots=True)
class Outline:
    """The edge of the zone of agreement as two actors see it.

    Every point is a package that is best for some weighting of the two actors' utilities among the
    packages that no party refuses: the corners of the frontier's convex hull, each proved.
    """

    actors: tuple[str, str]
    points: tuple[Proposal, ...]
    proved: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "actors": list(self.actors),
            "proved": self.proved,
            "points": [item.to_dict() for item in self.points],
        }


@dataclass(frozen=True, slots=True)
class LinkageEffect:
    """Points that a linkage adds in a package and not in the status quo (negative: the reverse)."""

    when: str
    points: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Swap:
    """The exchange of two issues between two parties with the largest joint gain; both gain.

    ``parties`` (a, b): a gives way on ``issues[0]``, b on ``issues[1]``; ``gain`` is what the two
    exchanges together bring to each, in points, against the status quo, linkages of just these two
    issues included. ``joint_gain`` is the smaller of the two gains as shares of what each party
    could gain at most in the zone of agreement: points of two actors do not add.
    """

    parties: tuple[str, str]
    issues: tuple[str, str]
    gain: Mapping[str, float]
    joint_gain: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "parties": list(self.parties),
            "issues": list(self.issues),
            "gain": dict(self.gain),
            "joint_gain": self.joint_gain,
        }


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who gains and who gives in a package, per issue, against the status quo.

    Attributes
    ----------
    rule
        The solution whose first package is booked (or ``"judged"``).
    package
        The package.
    points
        ``{issue: {actor: points}}``: value change of the issue alone, all actors.
    linkages
        What combinations add or take away.
    total
        ``{actor: points}``: sum of both; utility minus utility of the status quo.
    swaps
        For each pair of parties, their best exchange of two issues, where both gain by one.
    exchange_rates
        ``{party: weight}``: what a point of this party is worth at the package (power over gain,
        scaled to mean 1): the multipliers of the bound. Empty where some party gains nothing.
    prices
        ``{issue: points}``: the points of the issue summed over parties at these exchange rates.
    """

    rule: str
    package: Mapping[str, str]
    points: Mapping[str, Mapping[str, float]]
    linkages: tuple[LinkageEffect, ...]
    total: Mapping[str, float]
    swaps: tuple[Swap, ...]
    exchange_rates: Mapping[str, float]
    prices: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "rule": self.rule,
            "package": dict(self.package),
            "points": {issue: dict(row) for issue, row in self.points.items()},
            "linkages": [
                {"when": item.when, "points": dict(item.points)} for item in self.linkages
            ],
            "total": dict(self.total),
            "swaps": [swap.to_dict() for swap in self.swaps],
            "exchange_rates": dict(self.exchange_rates),
            "prices": dict(self.prices),
        }


@dataclass(frozen=True, slots=True)
class Ablated:
    """The best agreement with one issue frozen at its status quo.

    ``objective`` is the Nash objective (points) and ``loss`` its fall against the full talks; both
    None where no agreement is left. ``joint_acceptance`` needs worlds.
    """

    issue: str
    zopa: bool | None
    objective: float | None
    loss: float | None
    joint_acceptance: float | None
    proved: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "issue": self.issue,
            "zopa": self.zopa,
            "objective": self.objective,
            "loss": self.loss,
            "joint_acceptance": self.joint_acceptance,
            "proved": self.proved,
        }


@dataclass(frozen=True, slots=True)
class Procedure:
    """Some parties settle first what they control, all then complete the package.

    ``settled`` holds the issues that the first stage moved off the status quo, ``controlled`` all
    that it could move; ``solution`` is the Nash solution of the second stage and ``together`` that
    of simultaneous talks. ``solution`` without packages: the second stage found no agreement, and
    ``blockers`` is a smallest set of parties that it cannot satisfy together.

    ``first_outcome`` tells how the first stage ended: one of :data:`FIRST_OUTCOMES`. Where it
    settled nothing because no package suited them all, or they control nothing, the second stage is
    open on every issue. ``first_proved`` says whether that was settled within the budget.
    """

    first: tuple[str, ...]
    controlled: tuple[str, ...]
    settled: Mapping[str, str]
    solution: Solution
    together: Solution
    blockers: tuple[str, ...] = ()
    first_outcome: str = "settled"
    first_proved: bool = True

    @property
    def proved(self) -> bool:
        """Whether both stages are settled; an unproved first one leaves all of it unproved."""
        return self.first_proved and self.solution.proved

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "first": list(self.first),
            "controlled": list(self.controlled),
            "first_outcome": self.first_outcome,
            "first_proved": self.first_proved,
            "settled": dict(self.settled),
            "proved": self.proved,
            "solution": self.solution.to_dict(),
            "together": self.together.to_dict(),
            "blockers": list(self.blockers),
        }


@dataclass(frozen=True, slots=True)
class Membership:
    """The Nash solution when only some parties sit at the table (the others cannot refuse)."""

    parties: tuple[str, ...]
    label: str
    zopa: bool | None
    solution: Solution
    outvoted: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; ``outvoted``: parties away from the table that it leaves worse off."""
        return {
            "parties": list(self.parties),
            "label": self.label,
            "zopa": self.zopa,
            "solution": self.solution.to_dict(),
            "outvoted": list(self.outvoted),
        }


@dataclass(frozen=True, slots=True)
class Resolved:
    """The Nash solution sought anew in every world.

    Attributes
    ----------
    worlds, decided
        Worlds asked, and those in which the budget sufficed.
    zopa_share
        Share of the decided worlds that have a zone of agreement.
    packages, distinct
        The packages that are the Nash solution most often, each with its share of the worlds that
        have one (twenty at most), and how many different ones there are.
    options
        ``{issue: {option: share}}``: how often each option is part of it.
    """

    worlds: int
    decided: int
    zopa_share: float
    packages: tuple[tuple[Mapping[str, str], float], ...]
    distinct: int
    options: Mapping[str, Mapping[str, float]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "worlds": self.worlds,
            "decided": self.decided,
            "zopa_share": self.zopa_share,
            "packages": [
                {"package": dict(package), "share": share} for package, share in self.packages
            ],
            "distinct": self.distinct,
            "options": {issue: dict(row) for issue, row in self.options.items()},
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """A package that the user names.

    ``refused_by`` lists parties that lose by it or never sign a combination in it. ``efficient`` is
    None and ``dominated_by`` None where the budget ended first. ``dominated_by_refused`` names the
    parties that would not sign the package of ``dominated_by``.
    """

    proposal: Proposal
    efficient: bool | None
    dominated_by: Mapping[str, str] | None
    refused_by: Mapping[str, str]
    dominated_by_refused: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            **self.proposal.to_dict(),
            "acceptance": self.proposal.acceptance.to_dict() if self.proposal.acceptance else None,
            "efficient": self.efficient,
            "dominated_by": dict(self.dominated_by) if self.dominated_by is not None else None,
            "refused_by": dict(self.refused_by),
            "dominated_by_refused": list(self.dominated_by_refused),
        }
