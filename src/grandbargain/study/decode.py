"""From the JSON of the bargaining question back to its frozen answer.

The inverse of ``BargainAnswer.to_dict``: ``bargain_answer(answer.to_dict()) == answer``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..bargain.result import (
    Ablated,
    Acceptance,
    BargainAnswer,
    Blockers,
    Floors,
    Frontier,
    Held,
    Judged,
    Ledger,
    LinkageEffect,
    Membership,
    Outline,
    Procedure,
    Proposal,
    Resolved,
    Solution,
    Swap,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    Data = Mapping[str, Any]

_PROVENANCE = ("dispute", "settings", "version", "seconds")


def bargain_answer(data: Data) -> BargainAnswer:
    """Return the answer that printed this JSON object.

    Raises
    ------
    KeyError, TypeError, ValueError
        The object is not one that ``BargainAnswer.to_dict`` makes.
    """
    return BargainAnswer(
        packages=data["packages"],
        packages_bound=data["packages_bound"],
        parties=tuple(data["parties"]),
        disagreement=dict(data["disagreement"]),
        status_quo=dict(data["status_quo"]),
        ideal=dict(data["ideal"]),
        ideal_bound=dict(data["ideal_bound"]),
        zopa=data["zopa"],
        interrupted=data["interrupted"],
        floors=Floors(**data["floors"]) if data["floors"] else None,
        blockers=_blockers(data["blockers"]) if data["blockers"] else None,
        solutions={rule: _solution(rule, item) for rule, item in data["solutions"].items()},
        frontier=_frontier(data["frontier"]) if data.get("frontier") else None,
        outlines=tuple(_outline(item) for item in data.get("outlines", ())),
        ledger=_ledger(data["ledger"]) if data["ledger"] else None,
        ablation=tuple(Ablated(**item) for item in data["ablation"] or ()),
        procedures=tuple(_procedure(item) for item in data.get("procedures", ())),
        memberships=tuple(_membership(item) for item in data.get("memberships", ())),
        resolved=_resolved(data["resolved"]) if data.get("resolved") else None,
        judged=_judged(data["judged"]) if data.get("judged") else None,
        that_holds={
            rule: Held(_solution(rule, item), item["cuts"], item.get("share"))
            for rule, item in data.get("that_holds", {}).items()
        },
        provenance={key: data[key] for key in _PROVENANCE},
    )


def _proposal(data: Data) -> Proposal:
    acceptance, by_all = data.get("acceptance"), data.get("acceptance_all")
    return Proposal(
        package=dict(data["package"]),
        utility=dict(data["utility"]),
        gain=dict(data["gain"]),
        acceptance=Acceptance(**acceptance) if acceptance else None,
        ties=data.get("ties", 1),
        acceptance_all=Acceptance(**by_all) if by_all else None,
    )


def _solution(rule: str, data: Data) -> Solution:
    return Solution(
        rule=rule,
        objective=data["objective"],
        bound=data["bound"],
        gap=data["gap"],
        proved=data["proved"],
        ties=data["ties"],
        nodes=data["nodes"],
        packages=tuple(_proposal(item) for item in data["packages"]),
    )


def _blockers(data: Data) -> Blockers:
    return Blockers(tuple(data["parties"]), dict(data["concessions"]), data["proved"])


def _frontier(data: Data) -> Frontier:
    return Frontier(
        mode=data["mode"],
        size=data["size"],
        epsilon=data["epsilon"],
        packages=tuple(_proposal(item) for item in data["packages"]),
        message=data["message"],
    )


def _outline(data: Data) -> Outline:
    first, second = data["actors"]
    points = tuple(_proposal(item) for item in data["points"])
    return Outline(actors=(first, second), points=points, proved=data["proved"])


def _ledger(data: Data) -> Ledger:
    return Ledger(
        rule=data["rule"],
        package=dict(data["package"]),
        points={issue: dict(row) for issue, row in data["points"].items()},
        linkages=tuple(
            LinkageEffect(item["when"], dict(item["points"])) for item in data["linkages"]
        ),
        total=dict(data["total"]),
        swaps=tuple(_swap(item) for item in data["swaps"]),
        exchange_rates=dict(data["exchange_rates"]),
        prices=dict(data["prices"]),
    )


def _swap(data: Data) -> Swap:
    (a, b), (give, take) = data["parties"], data["issues"]
    return Swap((a, b), (give, take), dict(data["gain"]), data["joint_gain"])


def _procedure(data: Data) -> Procedure:
    return Procedure(
        first=tuple(data["first"]),
        controlled=tuple(data["controlled"]),
        settled=dict(data["settled"]),
        solution=_solution("nash", data["solution"]),
        blockers=tuple(data.get("blockers", ())),
        together=_solution("nash", data["together"]),
        first_outcome=data["first_outcome"],
        first_proved=data["first_proved"],
    )


def _membership(data: Data) -> Membership:
    return Membership(
        parties=tuple(data["parties"]),
        label=data["label"],
        zopa=data["zopa"],
        solution=_solution("nash", data["solution"]),
        outvoted=tuple(data["outvoted"]),
    )


def _resolved(data: Data) -> Resolved:
    return Resolved(
        worlds=data["worlds"],
        decided=data["decided"],
        zopa_share=data["zopa_share"],
        packages=tuple((dict(item["package"]), item["share"]) for item in data["packages"]),
        distinct=data["distinct"],
        options={issue: dict(row) for issue, row in data["options"].items()},
    )


def _judged(data: Data) -> Judged:
    dominated_by = data["dominated_by"]
    return Judged(
        proposal=_proposal(data),
        efficient=data["efficient"],
        dominated_by=dict(dominated_by) if dominated_by is not None else None,
        refused_by=dict(data["refused_by"]),
        dominated_by_refused=tuple(data.get("dominated_by_refused", ())),
    )
