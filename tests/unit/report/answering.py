"""Answers for the tests of the page, found by listing packages one by one.

The page is tested without the engines: what it shows must follow from the answer alone.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from tests.unit.report.samples import number

from grandbargain.bargain.result import (
    Ablated,
    Acceptance,
    BargainAnswer,
    Blockers,
    Frontier,
    Judged,
    Ledger,
    LinkageEffect,
    Membership,
    Outline,
    Procedure,
    Proposal,
    Solution,
    Swap,
)
from grandbargain.bargain.settings import BargainSettings
from grandbargain.dispute import (
    Disagreement,
    Dispute,
    Number,
    Package,
    Pattern,
)

Points = dict[str, float]


@dataclass(frozen=True)
class World:
    """Utilities and disagreement points of one draw."""

    utility: Callable[[Package, str], float]
    disagreement: Points


def world_of(dispute: Dispute, draw: Callable[[Number], float]) -> World:
    """Return the world in which every number is what ``draw`` says."""
    part: dict[tuple[str, str, str], float] = {}
    adds: dict[str, list[tuple[Pattern, float]]] = {}
    for who in dispute.actors:
        interests = dispute.interests[who.id]
        raw = {key: draw(item) for key, item in (interests.weights or {}).items()}
        total = sum(raw.values())
        for item in dispute.issues:
            table = interests.values.get(item.id)
            for k, option in enumerate(item.option_ids):
                value = draw(table.tables[0].values[k]) if table else 0.0
                part[who.id, item.id, option] = raw.get(item.id, 0.0) / total * value
        adds[who.id] = [(link.when, draw(link.adds)) for link in interests.linkages]

    def utility(package: Package, who: str) -> float:
        points = sum(part[who, key, option] for key, option in package.items())
        return points + sum(extra for when, extra in adds[who] if when.matches(package))

    today = dispute.status_quo
    disagreement = {
        who.id: utility(today, who.id)
        - (draw(item) if (item := dispute.interests[who.id].disagreement.number) else 0.0)
        for who in dispute.actors
    }
    return World(utility, disagreement)


def sampled_worlds(dispute: Dispute, worlds: int, seed: int = 1) -> list[World]:
    """Return worlds in which every number lies anywhere between its ends."""
    rng = random.Random(seed)
    return [
        world_of(dispute, lambda item: rng.uniform(item.distribution.low, item.distribution.high))
        for _ in range(worlds)
    ]


class Twin:
    """Answers of the bargaining question over a list of packages."""

    def __init__(
        self, dispute: Dispute, packages: Iterable[Package], worlds: int, *, exact: bool
    ) -> None:
        self.dispute = dispute
        self.parties = [who.id for who in dispute.parties]
        self.centre = world_of(dispute, lambda item: item.mean)
        self.worlds = sampled_worlds(dispute, worlds)
        self.exact = exact
        self.feasible = [package for package in packages if not dispute.broken(package)]
        self.zone = [package for package in self.feasible if self.accepted(package)]

    def refused(self, package: Package, parties: Sequence[str]) -> bool:
        return any(
            refusal.pattern.matches(package)
            for party in parties
            for refusal in self.dispute.interests[party].refuses
        )

    def accepted(self, package: Package, parties: Sequence[str] | None = None) -> bool:
        parties = self.parties if parties is None else parties
        return not self.refused(package, parties) and all(
            self.gain(package, party) >= 0 for party in parties
        )

    def gain(self, package: Package, who: str) -> float:
        return self.centre.utility(package, who) - self.centre.disagreement[who]

    def acceptance(self, package: Package) -> Acceptance | None:
        if not self.worlds:
            return None
        yes = [
            {
                party: world.utility(package, party) >= world.disagreement[party]
                and not self.refused(package, [party])
                for party in self.parties
            }
            for world in self.worlds
        ]
        n = len(yes)
        return Acceptance(
            sum(all(row.values()) for row in yes) / n,
            {party: sum(row[party] for row in yes) / n for party in self.parties},
            n,
        )

    def proposal(self, package: Package, ties: int = 1) -> Proposal:
        names = [who.id for who in self.dispute.actors]
        return Proposal(
            package,
            {name: self.centre.utility(package, name) for name in names},
            {name: self.gain(package, name) for name in names},
            self.acceptance(package),
            ties,
        )

    def score(self, rule: str, package: Package, parties: Sequence[str]) -> float:
        gains = [self.gain(package, party) for party in parties]
        if rule == "nash":
            return math.prod(max(g, 0) for g in gains) ** (1 / len(gains))
        if rule == "kalai_smorodinsky":
            ideal = self.ideal()
            return min(
                g / (ideal[p] - self.centre.disagreement[p])
                for p, g in zip(parties, gains, strict=True)
            )
        if rule == "egalitarian":
            return min(gains)
        if rule == "utilitarian":
            return sum(self.centre.utility(package, party) for party in parties)
        accepted = self.acceptance(package)
        return accepted.joint if accepted else 0.0

    def ideal(self) -> Points:
        return {
            party: max(self.centre.utility(package, party) for package in self.zone)
            for party in self.parties
        }

    def solution(
        self, rule: str, zone: list[Package] | None = None, parties: Sequence[str] | None = None
    ) -> Solution:
        zone = self.zone if zone is None else zone
        parties = self.parties if parties is None else parties
        if not zone:
            return Solution(rule, None, None, None, self.exact, 0, 1, ())
        scores = [(self.score(rule, package, parties), package) for package in zone]
        best = max(score for score, _ in scores)
        ties = [package for score, package in scores if score >= best - 1e-9]
        proved = self.exact and rule != "safest"
        bound = best if proved else best * 1.07
        return Solution(
            rule,
            best,
            bound,
            bound - best,
            proved,
            len(ties),
            len(zone),
            tuple(self.proposal(package) for package in ties[:3]),
        )

    def ledger(self, package: Package) -> Ledger:
        today = self.dispute.status_quo
        names = [who.id for who in self.dispute.actors]
        points: dict[str, Points] = {}
        for item in self.dispute.issues:
            alone = {**today, item.id: package[item.id]}
            points[item.id] = {
                name: self.centre.utility(alone, name) - self.centre.utility(today, name)
                for name in names
            }
        total = {
            name: self.centre.utility(package, name) - self.centre.utility(today, name)
            for name in names
        }
        rest = {name: total[name] - sum(row[name] for row in points.values()) for name in names}
        linked = {name: value for name, value in rest.items() if abs(value) > 1e-9}
        gains = {party: self.gain(package, party) for party in self.parties}
        rates = {party: 1 / gains[party] for party in self.parties if gains[party] > 0}
        if len(rates) < len(self.parties):
            rates = {}
        mean = sum(rates.values()) / len(rates) if rates else 1
        rates = {party: value / mean for party, value in rates.items()}
        return Ledger(
            "nash",
            package,
            points,
            (LinkageEffect("data = b and drought in {b, c}", linked),) if linked else (),
            total,
            tuple(self.swaps(points)),
            rates,
            {
                key: sum(rates.get(p, 0) * row[p] for p in self.parties)
                for key, row in points.items()
            },
        )

    def swaps(self, points: dict[str, Points]) -> Iterable[Swap]:
        for a, b in itertools.combinations(self.parties, 2):
            found = [
                (points[k][a] + points[m][a] + points[k][b] + points[m][b], k, m)
                for k, m in itertools.permutations(points, 2)
                if points[k][a] < 0 < points[k][b] and points[m][b] < 0 < points[m][a]
            ]
            if found:
                joint, k, m = max(found)
                gain = {who: points[k][who] + points[m][who] for who in (a, b)}
                yield Swap((a, b), (k, m), gain, joint)

    def ablation(self) -> Iterable[Ablated]:
        full = self.solution("nash").objective or 0.0
        for item in self.dispute.issues:
            zone = [package for package in self.zone if package[item.id] == item.status_quo]
            best = self.solution("nash", zone)
            joint = best.packages[0].acceptance.joint if best.packages and self.worlds else None
            yield Ablated(
                item.id,
                bool(zone) if self.exact or zone else None,
                best.objective,
                full - best.objective if best.objective is not None else None,
                joint,
                self.exact,
            )

    def outline(self, a: str, b: str) -> Outline:
        found: list[Package] = []
        for k in range(11):
            best = max(
                self.zone,
                key=lambda p: k * self.centre.utility(p, a) + (10 - k) * self.centre.utility(p, b),
            )
            if best not in found:
                found.append(best)
        return Outline((a, b), tuple(self.proposal(package) for package in found), self.exact)

    def frontier(self) -> Frontier:
        points = {
            tuple(round(self.centre.utility(package, party), 6) for party in self.parties): package
            for package in self.zone
        }
        best = [
            package
            for point, package in points.items()
            if not any(
                other != point and all(y >= x for x, y in zip(point, other, strict=True))
                for other in points
            )
        ]
        return Frontier("exact", len(best), 0.0, tuple(self.proposal(item) for item in best))

    def judged(self, package: Package) -> Judged:
        better = [
            other
            for other in self.feasible
            if all(self.gain(other, party) >= self.gain(package, party) for party in self.parties)
            and any(self.gain(other, party) > self.gain(package, party) for party in self.parties)
        ]
        return Judged(
            self.proposal(package),
            not better,
            better[0] if better else None,
            {party: "it loses by it" for party in self.parties if self.gain(package, party) < 0},
        )

    def procedure(self, first: tuple[str, ...]) -> Procedure:
        controlled = tuple(
            item.id
            for item in self.dispute.issues
            if all(set(move.by) <= set(first) for move in item.moves)
        )
        stage = [
            package
            for package in self.feasible
            if all(
                package[item.id] == item.status_quo
                for item in self.dispute.issues
                if item.id not in controlled
            )
            and self.accepted(package, first)
        ]
        settled: Package = {}
        if stage:
            best = max(stage, key=lambda package: self.score("nash", package, first))
            today = self.dispute.status_quo
            settled = {key: best[key] for key in controlled if best[key] != today[key]}
        zone = [p for p in self.zone if all(p[key] == option for key, option in settled.items())]
        outcome = "settled" if settled else "as_today" if stage else "no_agreement"
        return Procedure(
            first,
            controlled,
            settled,
            self.solution("nash", zone),
            self.solution("nash"),
            first_outcome=outcome,
            first_proved=self.exact,
        )

    def membership(self, parties: tuple[str, ...], label: str) -> Membership:
        zone = [package for package in self.feasible if self.accepted(package, parties)]
        found = self.solution("nash", zone, parties)
        away = [party for party in self.parties if party not in parties]
        outvoted = tuple(
            party for party in away if found.packages and found.packages[0].gain[party] < 0
        )
        return Membership(parties, label, bool(zone), found, outvoted)

    def blockers(self) -> Blockers:
        groups = (
            group
            for size in range(1, len(self.parties) + 1)
            for group in itertools.combinations(self.parties, size)
        )
        smallest = next(
            group for group in groups if not any(self.accepted(p, group) for p in self.feasible)
        )
        falls = {}
        for party in self.parties:
            others = [name for name in self.parties if name != party]
            short = [
                -self.gain(package, party)
                for package in self.feasible
                if self.accepted(package, others) and not self.refused(package, [party])
            ]
            falls[party] = min(short, default=None)
        return Blockers(smallest, falls, proved=True)

    def answer(self, settings: BargainSettings) -> BargainAnswer:
        names = [who.id for who in self.dispute.actors]
        base = {
            "packages": len(self.feasible) if self.exact else None,
            "packages_bound": self.dispute.size,
            "parties": tuple(self.parties),
            "disagreement": self.centre.disagreement,
            "status_quo": {
                name: self.centre.utility(self.dispute.status_quo, name) for name in names
            },
            "provenance": {
                "dispute": {"title": self.dispute.title, "sha256": self.dispute.sha256},
                "settings": settings.to_dict(),
                "version": "0.1.0",
                "seconds": 1.0,
            },
        }
        if not self.zone:
            return BargainAnswer(
                **base, ideal={}, zopa=False, blockers=self.blockers(), solutions={}
            )
        rules = [rule for rule in settings.rules if rule != "safest" or self.worlds]
        solutions = {rule: self.solution(rule) for rule in rules}
        return BargainAnswer(
            **base,
            ideal=self.ideal(),
            zopa=True,
            blockers=None,
            solutions=solutions,
            frontier=self.frontier() if settings.frontier else None,
            outlines=tuple(self.outline(a, b) for a, b in settings.outlines),
            ledger=self.ledger(dict(solutions["nash"].packages[0].package)),
            ablation=tuple(self.ablation()) if settings.ablation else (),
            procedures=tuple(self.procedure(tuple(group)) for group in settings.first),
            memberships=tuple(
                self.membership(tuple(group), ", ".join(group)) for group in settings.memberships
            ),
            judged=(
                self.judged(self.dispute.package(settings.package))
                if settings.package is not None
                else None
            ),
        )


ALL_RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "safest")


def small_settings() -> BargainSettings:
    """Return settings that ask for everything."""
    return BargainSettings(
        worlds=200,
        rules=ALL_RULES,
        package={"fill": "b", "drought": "b"},
        first=(("up", "down"),),
        memberships=(("up", "down"),),
        frontier=True,
        ablation=True,
        outlines=(("up", "down"), ("mid", "people")),
    )


def every_package(dispute: Dispute) -> list[Package]:
    """Return all combinations of options."""
    ids = [item.id for item in dispute.issues]
    return [
        dict(zip(ids, options, strict=True))
        for options in itertools.product(*(item.option_ids for item in dispute.issues))
    ]


def small_answer(dispute: Dispute, settings: BargainSettings | None = None) -> BargainAnswer:
    """Answer everything about a small dispute by listing its packages."""
    settings = settings or small_settings()
    return Twin(dispute, every_package(dispute), settings.worlds, exact=True).answer(settings)


def small_answer_without_zone(dispute: Dispute) -> BargainAnswer:
    """Answer for the same dispute where failed talks leave every party better off than today."""
    interests = {
        name: replace(
            item,
            disagreement=Disagreement(
                "stalemate_cost", number(-45, f"interests.{name}.disagreement.stalemate_cost")
            ),
        )
        for name, item in dispute.interests.items()
    }
    return small_answer(replace(dispute, interests=interests))
