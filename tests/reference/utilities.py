"""Slow twin: a dispute as integer utilities of its central world.

The definitions of the dispute read literally, in plain Python: no arrays, no speed. Where the
engine and this page disagree, this page is right. A utility is a whole number of millionths of a
point.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from grandbargain.dispute import (
    Choice,
    Dispute,
    Distribution,
    Interests,
    Issue,
    IssueValues,
    Known,
    Normal,
    Number,
    Pattern,
    Pert,
    Uniform,
)

UNIT = 1_000_000
"""Parts of a point."""


@dataclass(frozen=True)
class Table:
    """The interests of one actor in one world, in millionths of a point."""

    points: Mapping[str, Mapping[str, int]]
    linkages: tuple[tuple[Pattern, int], ...]
    refuses: tuple[Pattern, ...]
    disagreement: int

    def utility(self, package: Mapping[str, str]) -> int:
        """Sum of the points of each option and of each combination."""
        options = sum(self.points[issue][option] for issue, option in package.items())
        return options + sum(adds for when, adds in self.linkages if when.matches(package))

    def is_refused(self, package: Mapping[str, str]) -> bool:
        """Whether the actor never signs it."""
        return any(pattern.matches(package) for pattern in self.refuses)


def central_tables(dispute: Dispute) -> dict[str, Table]:
    """Every actor's table in the central world."""
    return {
        actor.id: table(dispute, likeliest(dispute.interests[actor.id])) for actor in dispute.actors
    }


def table(dispute: Dispute, interests: Interests) -> Table:
    """One actor's table, every number at its mean."""
    weights = swing_weights(dispute, interests)
    points = {
        issue.id: {
            option: round(weights[issue.id] * value * UNIT)
            for option, value in zip(
                issue.option_ids, mean_values(issue, interests.values.get(issue.id)), strict=True
            )
        }
        for issue in dispute.issues
    }
    linkages = tuple((item.when, round(mean(item.adds) * UNIT)) for item in interests.linkages)
    refuses = tuple(item.pattern for item in interests.refuses)
    without = Table(points, linkages, refuses, 0)
    stated = round(mean(interests.disagreement.number) * UNIT)
    if interests.disagreement.kind == "value":
        return Table(points, linkages, refuses, stated)
    assert interests.disagreement.kind == "stalemate_cost"
    return Table(points, linkages, refuses, without.utility(dispute.status_quo) - stated)


def likeliest(interests: Interests) -> Interests:
    """The interests of the likeliest type, the first among equals."""
    if not interests.types:
        return interests
    rest = 1 - sum(mean(kind.chance) for kind in interests.types if kind.chance is not None)
    chances = [rest if kind.chance is None else mean(kind.chance) for kind in interests.types]
    return interests.types[chances.index(max(chances))].interests


def swing_weights(dispute: Dispute, interests: Interests) -> dict[str, float]:
    """Normalised weights: flat issues weigh 0 before anything else is done."""
    cares = {
        issue.id: chance_of_caring(issue, interests.values.get(issue.id))
        for issue in dispute.issues
    }
    if interests.order is not None:
        raw = rank_order_centroid(
            [[issue for issue in group if cares[issue] > 0] for group in interests.order]
        )
    else:
        raw = {issue: mean(weight) for issue, weight in (interests.weights or {}).items()}
    counted = {issue.id: raw.get(issue.id, 0.0) * cares[issue.id] for issue in dispute.issues}
    total = sum(counted.values())
    return {issue: weight / total if total > 0 else 0.0 for issue, weight in counted.items()}


def rank_order_centroid(order: list[list[str]]) -> dict[str, float]:
    """Mean of all weights that respect the order; equals share the weights of their ranks.

    Barron and Barrett 1996, Management Science 42:1515-1523: of n issues the one on rank r has the
    weight (1/r + 1/(r+1) + ... + 1/n) / n.
    """
    n = sum(len(group) for group in order)
    weights: dict[str, float] = {}
    for group in order:
        first = len(weights) + 1
        ranks = range(first, first + len(group))
        shares = [sum(1 / j for j in range(rank, n + 1)) / n for rank in ranks]
        weights.update({issue: sum(shares) / len(group) for issue in group})
    return weights


def chance_of_caring(issue: Issue, values: IssueValues | None) -> float:
    """Chance that the actor is not indifferent: 0 for flat, missing and one-option issues."""
    if values is None or len(issue.options) == 1:
        return 0.0
    if not any(way.is_flat for way in values.tables):
        return 1.0
    return sum(way.chance for way in values.tables if not way.is_flat)


def mean_values(issue: Issue, values: IssueValues | None) -> list[float]:
    """Mean value of each option over the ways of seeing the issue that are not flat."""
    cares = chance_of_caring(issue, values)
    if values is None or cares == 0:
        return [0.0] * len(issue.options)
    ways = [way for way in values.tables if not way.is_flat]
    return [
        sum(way.chance * mean(way.values[k]) for way in ways) / sum(way.chance for way in ways)
        for k in range(len(issue.options))
    ]


def mean(number: Number | None) -> float:
    """Mean of a number of the file."""
    assert number is not None
    return mean_of(number.distribution)


def mean_of(form: Distribution) -> float:
    """Mean of a distribution, each by its textbook formula."""
    match form:
        case Known(value):
            return value
        case Uniform(low, high):
            return (low + high) / 2
        case Pert(low, mode, high):
            return (low + 4 * mode + high) / 6
        case Choice(alternatives):
            return sum(chance * mean_of(inner) for inner, chance in alternatives)
        case Normal(centre, deviation, low, high):
            standard = NormalDist()
            a, b = (low - centre) / deviation, (high - centre) / deviation
            density = [standard.pdf(z) if math.isfinite(z) else 0.0 for z in (a, b)]
            kept = standard.cdf(b) - standard.cdf(a)
            return centre + deviation * (density[0] - density[1]) / kept
