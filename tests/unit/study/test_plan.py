"""What a page asks: groups that could settle first or sit alone, and the edges it draws."""

from __future__ import annotations

import dataclasses

from grandbargain.bargain.result import RULES, BargainAnswer, Proposal, Solution
from grandbargain.dispute import Dispute, Group
from grandbargain.study import ask_for_page, find_dispute, page_settings
from grandbargain.study.plan import first_movers, outline_pairs, tables_without

NILE = find_dispute("nile")
KOREA = find_dispute("korea")


def with_groups(dispute: Dispute, **groups: tuple[str, ...]) -> Dispute:
    found = tuple(Group(name, members) for name, members in groups.items())
    return dataclasses.replace(dispute, groups=found)


def answer_of(dispute: Dispute, **ideal: float) -> BargainAnswer:
    """An answer whose parties could gain so much."""
    nothing = {actor.id: 0.0 for actor in dispute.actors}
    return BargainAnswer(
        packages=1, packages_bound=1, parties=tuple(ideal), disagreement=nothing,
        status_quo=nothing, ideal=ideal, zopa=True, blockers=None, solutions={},
    )  # fmt: skip


def test_principals_settle_first_and_each_set_counts_once() -> None:
    grouped = with_groups(
        NILE,
        all=("ethiopia", "sudan", "egypt"),
        one=("egypt",),
        banks=("sudan", "egypt"),
        downstream=("egypt", "sudan"),
        principals=("egypt", "ethiopia"),
        rest=("ethiopia", "sudan"),
    )
    assert first_movers(grouped) == (("principals",), ("banks",))
    assert tables_without(grouped) == (("banks",), ("principals",), ("rest",))


def test_members_without_a_seat_do_not_count() -> None:
    grouped = with_groups(KOREA, half=("dprk", "people"), pair=("usa", "china", "people"))
    assert first_movers(grouped) == (("pair",),)


def test_edges_of_the_principals_and_of_who_gains_least() -> None:
    answer = answer_of(NILE, ethiopia=9.0, sudan=30.0, egypt=20.0)
    grouped = with_groups(NILE, principals=("egypt", "sudan"))
    assert outline_pairs(grouped, answer) == (
        ("egypt", "sudan"),
        ("egypt", "ethiopia"),
        ("sudan", "ethiopia"),
    )
    nash = Solution("nash", 1.0, 1.0, 0.0, True, 1, 1, (
        Proposal({}, {}, {"ethiopia": 8.0, "sudan": 29.0, "egypt": 19.0}),))  # fmt: skip
    by_share = dataclasses.replace(answer, solutions={"nash": nash})
    assert outline_pairs(with_groups(NILE, principals=("sudan",)), by_share)[1:] == (
        ("sudan", "egypt"),
        ("ethiopia", "egypt"),
    )
    assert outline_pairs(NILE, answer)[0] == ("ethiopia", "sudan")
    assert outline_pairs(NILE, answer_of(NILE, sudan=1.0, egypt=1.0)) == (("sudan", "egypt"),)
    assert outline_pairs(NILE, answer_of(NILE, sudan=1.0)) == ()


def test_a_page_asks_everything_once() -> None:
    settings = page_settings(NILE, worlds=10)
    assert settings.rules == RULES
    assert settings.ledger
    assert settings.ablation
    assert settings.frontier
    answer = ask_for_page(NILE, settings)
    assert [item.actors for item in answer.outlines] == [
        ("ethiopia", "sudan"),
        ("ethiopia", "egypt"),
        ("sudan", "egypt"),
    ]
    made = answer.provenance["settings"]
    assert made["outlines"] == [list(item.actors) for item in answer.outlines]
    assert {**made, "outlines": []} == settings.to_dict()


def test_where_nothing_can_be_signed_no_edge_is_drawn() -> None:
    settings = dataclasses.replace(
        page_settings(NILE, worlds=0), floors={"egypt": 100.0, "sudan": 100.0}
    )
    answer = ask_for_page(NILE, settings)
    assert answer.zopa is False
    assert answer.outlines == ()
