"""One question, two ways to answer it: the slow twin and the engine, in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grandbargain.bargain.settings import BargainSettings
from grandbargain.dispute import Dispute, Package
from tests.reference import bargain as twin
from tests.reference.utilities import Table

RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
EVERY_TIE = 10**6


@dataclass(frozen=True)
class Found:
    """What a rule picks: its value and every package that reaches it, in package order."""

    objective: float
    packages: list[Package]
    gains: list[dict[str, int]]


def micro(points: float) -> int:
    """Points as whole millionths, refusing anything that is not one."""
    whole = round(points * 1_000_000)
    assert abs(points * 1_000_000 - whole) < 1e-3, f"{points} is no whole number of millionths"
    return whole


def ask(dispute: Dispute, **settings: Any) -> Any:
    """Ask the engine, with every tie listed."""
    from grandbargain.study import bargain

    jobs = settings.pop("jobs", 1)
    return bargain(dispute, BargainSettings(**{"ties": EVERY_TIE, **settings}), jobs=jobs)


def found(solution: Any) -> Found:
    """An engine's solution in the words of this page; it must be proved."""
    assert solution.proved
    assert solution.gap == 0
    assert solution.bound == solution.objective
    assert solution.ties == len(solution.packages)
    return Found(
        solution.objective,
        [dict(item.package) for item in solution.packages],
        [{actor: micro(points) for actor, points in p.gain.items()} for p in solution.packages],
    )


def by_engine(dispute: Dispute) -> dict[str, Found]:
    """All four solutions by the engine; empty: no agreement exists."""
    answer = ask(dispute, ledger=False)
    if not answer.zopa:
        assert not any(item.packages for item in answer.solutions.values())
        return {}
    return {rule: found(answer.solutions[rule]) for rule in RULES}


def by_twin(dispute: Dispute) -> dict[str, Found]:
    """All four solutions by the twin; empty: no agreement exists."""
    parties = [actor.id for actor in dispute.parties]
    among = twin.zone(twin.offers(dispute), parties)
    if not among:
        return {}
    return as_found(twin.solutions(among, twin.powers(dispute, parties)))


def as_found(solutions: Mapping[str, twin.Solution]) -> dict[str, Found]:
    """The twin's solutions in the words of this page."""
    return {
        rule: Found(
            item.objective, [o.package for o in item.offers], [dict(o.gain) for o in item.offers]
        )
        for rule, item in solutions.items()
    }


WAYS = {"twin": by_twin, "engine": by_engine}


def tables_of(dispute: Dispute, seed: int, worlds: int) -> list[dict[str, Table]]:
    """The integer tables of the engine's worlds, as the twin reads them."""
    from grandbargain.tables.structure import Structure
    from grandbargain.tables.utilities import drawn_utilities

    structure = Structure(dispute)
    drawn = drawn_utilities(structure, seed, 0, worlds)
    return [
        {actor: _table(structure, drawn, world, a) for a, actor in enumerate(structure.actor_ids)}
        for world in range(worlds)
    ]


def _table(structure: Any, drawn: Any, world: int, a: int) -> Table:
    dispute, actor = structure.dispute, structure.actor_ids[a]
    terms = iter(drawn.term[world, a].tolist())
    linked = {
        linkage.when: int(drawn.link[world, a, structure.linkage(linkage.when)])
        for linkage in _linkages(dispute, actor)
    }
    interests = structure.variants(actor)[int(drawn.variant[world, a])]
    return Table(
        {issue.id: {o: next(terms) for o in issue.option_ids} for issue in dispute.issues},
        tuple(linked.items()),
        tuple(refusal.pattern for refusal in interests.refuses),
        int(drawn.disagreement[world, a]),
    )


def _linkages(dispute: Dispute, actor: str) -> list[Any]:
    interests = dispute.interests[actor]
    every = [kind.interests for kind in interests.types] or [interests]
    return [linkage for own in every for linkage in own.linkages]
