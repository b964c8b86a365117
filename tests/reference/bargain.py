"""Slow twin: the bargaining question by writing down every package.

The definitions read literally, with Python's whole numbers and fractions. Where the engine and
this page disagree, this page is right. Utilities are millionths of a point.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from grandbargain.dispute import Constraint, Dispute, Issue, Package
from tests.reference.utilities import UNIT, Table, central_tables, mean


@dataclass(frozen=True)
class Offer:
    """A feasible package with what every actor makes of it."""

    package: Package
    utility: Mapping[str, int]
    gain: Mapping[str, int]
    refused_by: frozenset[str]


@dataclass(frozen=True)
class Solution:
    """The offers that a rule picks, in package order, and the value that they reach."""

    objective: float
    offers: list[Offer]


# --- which packages there are -------------------------------------------------------------------


def every_package(dispute: Dispute) -> list[Package]:
    """All combinations of options; the first issue counts most."""
    names = [issue.id for issue in dispute.issues]
    options = [issue.option_ids for issue in dispute.issues]
    return [dict(zip(names, choice, strict=True)) for choice in itertools.product(*options)]


def breaks(package: Package, rule: Constraint) -> bool:
    """Whether a package breaks a constraint, read from ``if``/``then`` or ``never``."""
    if rule.never is not None:
        return rule.never.matches(package)
    assert rule.condition is not None
    assert rule.consequence is not None
    return rule.condition.matches(package) and not rule.consequence.matches(package)


def offers(dispute: Dispute, tables: Mapping[str, Table] | None = None) -> list[Offer]:
    """X: the packages that meet all constraints, logical and agreed, in package order."""
    tables = tables or central_tables(dispute)
    return [
        Offer(
            package,
            {actor: item.utility(package) for actor, item in tables.items()},
            {actor: item.utility(package) - item.disagreement for actor, item in tables.items()},
            frozenset(actor for actor, item in tables.items() if item.is_refused(package)),
        )
        for package in every_package(dispute)
        if not any(breaks(package, rule) for rule in dispute.constraints)
    ]


def zone(
    space: list[Offer], parties: Sequence[str], floors: Mapping[str, int] | None = None
) -> list[Offer]:
    """Z: no party loses, no party refuses, and every actor with a floor stands on it."""
    return [
        offer
        for offer in space
        if all(offer.gain[party] >= 0 for party in parties)
        and not offer.refused_by.intersection(parties)
        and all(offer.utility[actor] >= floor for actor, floor in (floors or {}).items())
    ]


# --- solutions ----------------------------------------------------------------------------------


def _best(among: list[Offer], key: Callable[[Offer], Any]) -> list[Offer]:
    keys = [key(offer) for offer in among]
    top = max(keys)
    return [offer for offer, reached in zip(among, keys, strict=True) if reached == top]


def nash(among: list[Offer], power: Mapping[str, Fraction]) -> Solution:
    """Most parties that gain, then the largest product of their gains to the power of each.

    The powers are brought to whole numbers first: products keep their order when all powers are
    multiplied by one number. Where these numbers are too large to raise anything to, logarithms of
    150 digits take their place; equal products agree in the first 120.
    """
    scale = math.lcm(*(weight.denominator for weight in power.values()))
    whole = {party: int(weight * scale) for party, weight in power.items()}

    def key(offer: Offer) -> tuple[int, int | Decimal]:
        winners = [party for party in power if offer.gain[party] > 0]
        if max(whole.values()) <= 10_000:
            return len(winners), math.prod(offer.gain[i] ** whole[i] for i in winners)
        with localcontext() as context:
            context.prec = 150
            logs = (Decimal(offer.gain[i]).ln() * whole[i] / scale for i in winners)
            return len(winners), round(sum(logs, Decimal(0)), 120)

    ties = _best(among, key)
    logs = [
        float(weight) * math.log(gain / UNIT) if gain > 0 else -math.inf
        for weight, gain in ((power[party], ties[0].gain[party]) for party in power)
    ]
    return Solution(math.exp(sum(logs) / float(sum(power.values()))), ties)


def ideal(among: list[Offer], parties: Sequence[str]) -> dict[str, int]:
    """b: the best utility of each party within Z."""
    return {party: max(offer.utility[party] for offer in among) for party in parties}


def kalai_smorodinsky(among: list[Offer], parties: Sequence[str]) -> Solution:
    """Raise the smallest share of the largest gain that can be, then the second smallest, ..."""
    largest = {party: max(offer.gain[party] for offer in among) for party in parties}

    def shares(offer: Offer) -> list[Fraction]:
        return sorted(
            Fraction(offer.gain[party], largest[party]) if largest[party] else Fraction(1)
            for party in parties
        )

    ties = _best(among, shares)
    return Solution(float(shares(ties[0])[0]), ties)


def egalitarian(among: list[Offer], parties: Sequence[str]) -> Solution:
    """Raise the smallest gain in points, then the second smallest, and so on."""

    def gains(offer: Offer) -> list[int]:
        return sorted(offer.gain[party] for party in parties)

    ties = _best(among, gains)
    return Solution(gains(ties[0])[0] / UNIT, ties)


def utilitarian(among: list[Offer], power: Mapping[str, Fraction]) -> Solution:
    """Largest sum of utilities, each times its power."""

    def total(offer: Offer) -> Fraction:
        return sum((power[party] * offer.utility[party] for party in power), Fraction(0))

    ties = _best(among, total)
    return Solution(float(total(ties[0]) / UNIT), ties)


def solutions(among: list[Offer], power: Mapping[str, Fraction]) -> dict[str, Solution]:
    """All four, of a zone that is not empty; ``power`` names the parties."""
    parties = list(power)
    return {
        "nash": nash(among, power),
        "kalai_smorodinsky": kalai_smorodinsky(among, parties),
        "egalitarian": egalitarian(among, parties),
        "utilitarian": utilitarian(among, power),
    }


def powers(dispute: Dispute, parties: Iterable[str]) -> dict[str, Fraction]:
    """Power of each party as the exact fraction that its decimal digits say."""
    return {party: Fraction(repr(mean(dispute.actor(party).power))) for party in parties}


# --- efficiency ---------------------------------------------------------------------------------


def dominates(better: Offer, worse: Offer, parties: Sequence[str]) -> bool:
    """Nobody gets less and somebody gets more."""
    pairs = [(better.utility[party], worse.utility[party]) for party in parties]
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def dominating(offer: Offer, space: list[Offer], parties: Sequence[str]) -> list[Offer]:
    """Every feasible package that dominates it; empty: it is efficient."""
    return [other for other in space if dominates(other, offer, parties)]


def frontier(among: list[Offer], parties: Sequence[str]) -> dict[tuple[int, ...], int]:
    """Undominated points of Z, each with the number of packages at it."""
    points = Counter(tuple(offer.utility[party] for party in parties) for offer in among)
    return {
        point: count
        for point, count in points.items()
        if not any(
            other != point and all(a >= b for a, b in zip(other, point, strict=True))
            for other in points
        )
    }


# --- no agreement -------------------------------------------------------------------------------


def blockers(
    space: list[Offer], parties: Sequence[str], floors: Mapping[str, int] | None = None
) -> tuple[str, ...] | None:
    """The smallest set of parties with an empty zone, the first in file order; None: none has."""
    for size in range(len(parties) + 1):
        for group in itertools.combinations(parties, size):
            if not zone(space, group, floors):
                return group
    return None


def concessions(
    space: list[Offer], parties: Sequence[str], floors: Mapping[str, int] | None = None
) -> dict[str, int | None]:
    """How far each party's own disagreement point must fall, alone, to open a zone for all."""
    answer: dict[str, int | None] = {}
    for party in parties:
        others = [other for other in parties if other != party]
        left = [
            -offer.gain[party]
            for offer in zone(space, others, floors)
            if party not in offer.refused_by
        ]
        answer[party] = min(left, default=None)
    return answer


# --- variants -----------------------------------------------------------------------------------


def frozen(space: list[Offer], fixed: Mapping[str, str]) -> list[Offer]:
    """The packages with these options."""
    return [o for o in space if all(o.package[issue] == option for issue, option in fixed.items())]


def reach(issue: Issue, group: Sequence[str]) -> set[str]:
    """Options of an issue that the group can bring about from the status quo, move by move."""

    def may(move: Any) -> bool:
        if move.kind == "all":
            return set(move.by) <= set(group)
        return bool(set(move.by) & set(group))

    reached = {issue.status_quo}
    while True:
        more = {
            option
            for move in issue.moves
            if may(move) and reached & set(move.from_options)
            for option in move.to_options
        }
        if more <= reached:
            return reached
        reached |= more


@dataclass(frozen=True)
class Procedure:
    """Two stages: what a group controls, what it settled of that, and what all agree on then."""

    controlled: list[str]
    settled: dict[str, str]
    solution: Solution | None


def procedure(
    dispute: Dispute,
    space: list[Offer],
    parties: Sequence[str],
    group: Sequence[str],
    floors: Mapping[str, int] | None = None,
) -> Procedure:
    """The group's parties settle what the group controls; then all complete the package."""
    options = {issue.id: reach(issue, group) for issue in dispute.issues}
    controlled = [issue for issue, reached in options.items() if len(reached) > 1]
    insiders = [party for party in parties if party in group]
    first = zone(
        [o for o in space if all(o.package[issue] in options[issue] for issue in options)], insiders
    )
    fixed: dict[str, str] = {}
    if controlled and insiders and first:
        agreed = nash(first, powers(dispute, insiders)).offers[0].package
        fixed = {issue: agreed[issue] for issue in controlled}
    second = zone(frozen(space, fixed), parties, floors)
    solution = nash(second, powers(dispute, parties)) if second else None
    settled = {i: o for i, o in fixed.items() if o != dispute.status_quo[i]}
    return Procedure(controlled, settled, solution)


# --- worlds -------------------------------------------------------------------------------------


def accepts(
    package: Package, party: str, world: Mapping[str, Table], floor: int | None = None
) -> bool:
    """Whether a party of a world neither loses by a package nor refuses it, nor misses a floor."""
    own = world[party]
    reached = own.utility(package)
    stands = floor is None or reached >= floor
    return reached >= own.disagreement and stands and not own.is_refused(package)


def acceptance(
    package: Package, parties: Sequence[str], worlds: Sequence[Mapping[str, Table]]
) -> tuple[Fraction, dict[str, Fraction]]:
    """Share of worlds in which every party, and each, would sign a package."""
    verdicts = [{i: accepts(package, i, world) for i in parties} for world in worlds]
    joint = Fraction(sum(all(verdict.values()) for verdict in verdicts), len(worlds))
    by_party = {i: Fraction(sum(v[i] for v in verdicts), len(worlds)) for i in parties}
    return joint, by_party


def keeping(
    package: Package,
    parties: Sequence[str],
    worlds: Sequence[Mapping[str, Table]],
    floors: Mapping[str, int] | None = None,
) -> Fraction:
    """Share of worlds in which all parties would sign and every actor stands on its floor."""
    floors = floors or {}
    outside = [actor for actor in floors if actor not in parties]
    good = sum(
        all(accepts(package, party, world, floors.get(party)) for party in parties)
        and all(world[actor].utility(package) >= floors[actor] for actor in outside)
        for world in worlds
    )
    return Fraction(good, len(worlds))


def safest(
    dispute: Dispute,
    parties: Sequence[str],
    worlds: Sequence[Mapping[str, Table]],
    floors: Mapping[str, int] | None = None,
) -> tuple[Fraction, list[Package]]:
    """The feasible packages that are accepted by all in the most worlds, the one to pick first.

    Among equals the larger sum of gains in the central world comes first, each gain times the
    party's power; then the package order. So the pick is undominated among its equals.
    """
    power = powers(dispute, parties)

    def total(offer: Offer) -> Fraction:
        return sum((power[party] * offer.gain[party] for party in parties), Fraction(0))

    space = offers(dispute)
    chances = [keeping(offer.package, parties, worlds, floors) for offer in space]
    top = max(chances)
    best = [offer for offer, chance in zip(space, chances, strict=True) if chance == top]
    return top, [offer.package for offer in sorted(best, key=total, reverse=True)]
