"""One question, two ways to answer it: the slow twin and the engine, in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grandbargain.bargain.settings import BargainSettings
from grandbargain.dispute import Dispute, Package
from tests.reference import bargain as twin

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
