"""Lenient words become checked settings; wrong ones are told with the nearest name."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from grandbargain.bargain.settings import BargainSettings
from grandbargain.dispute import Group
from grandbargain.errors import InfeasiblePackageError, UsageError
from grandbargain.study import bargain_settings, find_dispute, package_of
from grandbargain.study.ask import parse_package

NILE = find_dispute("nile")
ORCHARD = find_dispute("orchard")


def test_nothing_asked_is_everything_of_the_central_world() -> None:
    assert bargain_settings(NILE) == BargainSettings()


def test_worlds_add_the_safest_rule_unless_rules_are_named() -> None:
    assert bargain_settings(NILE, worlds=5).rules[-1] == "safest"
    assert bargain_settings(NILE, worlds=5, rules=["nash"]).rules == ("nash",)
    assert bargain_settings(NILE, rules=["utilitarian", "nash"]).rules == ("nash", "utilitarian")


def test_names_may_be_a_list_or_text() -> None:
    text = bargain_settings(NILE, parties="egypt, sudan", first=["egypt,sudan"])
    listed = bargain_settings(NILE, parties=["egypt", "sudan"], first=[("egypt", "sudan")])
    assert text == listed


def test_an_outline_keeps_the_order_in_which_it_is_asked() -> None:
    assert bargain_settings(NILE, outlines=[("sudan", "egypt")]).outlines == (("sudan", "egypt"),)


def test_a_package_is_completed_by_the_status_quo() -> None:
    whole = {"water": "half", "road": "closed", "orchard": "nobody"}
    assert package_of(ORCHARD, "water=half") == whole
    assert package_of(ORCHARD, {"water": "half"}) == whole
    assert package_of(ORCHARD, "status_quo") == ORCHARD.status_quo


def test_an_infeasible_package_names_its_constraint() -> None:
    with pytest.raises(InfeasiblePackageError, match="without water the trees bear nothing"):
        package_of(ORCHARD, {"orchard": "upper"})


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"world": 3}, "no setting 'world'; did you mean 'worlds'"),
        ({"worlds": -1}, "worlds is -1; it must be 0 or more"),
        ({"worlds": 1.5}, "takes a whole number"),
        ({"worlds": True}, "takes a whole number"),
        ({"budget_seconds": float("inf")}, "0 or more"),
        ({"budget_seconds": "soon"}, "takes a number"),
        ({"rules": ["nsh"]}, "no rule 'nsh'; did you mean 'nash'"),
        ({"rules": ["safest"]}, "say how many"),
        ({"resolve": True}, "say how many"),
        ({"parties": ["egpt"]}, "did you mean 'egypt'"),
        ({"first": [["egypt", "moon"]]}, "no actor and no group 'moon'; known: "),
        ({"outlines": [("egypt",)]}, "two actors, not 1"),
        ({"floors": {"egpt": 3}}, "did you mean 'egypt'"),
        ({"floors": {"egypt": "3"}}, "takes points"),
        ({"floors": {"egypt": float("nan")}}, "finite"),
        ({"package": "form"}, "no part of a package"),
        ({"parties": ["egypt"], "first": [["sudan"]]}, "'sudan' does not sit at the table"),
    ],
)
def test_wrong_words_are_told(wanted: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        bargain_settings(NILE, **wanted)
    assert said in str(caught.value)


@pytest.mark.parametrize("setting", ["parties", "first", "memberships"])
def test_somebody_without_a_seat_is_never_dropped_silently(setting: str) -> None:
    names = ["upper", "village"]
    with pytest.raises(UsageError) as caught:
        bargain_settings(ORCHARD, **{setting: names if setting == "parties" else [names]})
    assert str(caught.value) == (
        f"{setting}: the actor 'village' is no party. A party is an actor whose consent a package "
        "needs; the parties are: upper, lower"
    )


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        bargain_settings(
            ORCHARD, worlds=-1, parties=["village", "moon"], first=[["village"]],
            floors={"uper": 3, "lower": float("nan")},
        )  # fmt: skip
    lines = str(caught.value).splitlines()
    assert len(lines) == 5
    for line, part in zip(
        lines, ("worlds is -1", "'moon'", "first: the actor 'village'", "'uper'", "lower is nan"),
        strict=True,
    ):  # fmt: skip
        assert part in line


def test_of_a_group_its_parties_are_meant() -> None:
    mixed = dataclasses.replace(
        ORCHARD, groups=(Group("all", ("upper", "village")), Group("rest", ("village",)))
    )
    assert bargain_settings(mixed, parties="all").parties == ("all",)
    with pytest.raises(UsageError, match="no member of the group 'rest' is a party"):
        bargain_settings(mixed, memberships=["rest"])


@pytest.mark.parametrize("text", ["", "a", "a=", "=b", "a=b,", "a=b,,c=d"])
def test_what_is_no_package_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no part of a package"):
        parse_package(text)


def test_every_setting_can_be_asked_for() -> None:
    given = BargainSettings(
        seed=1, worlds=2, ties=3, rules=("nash", "safest"), parties=("egypt", "sudan"),
        floors={"egypt": 4.0}, package=NILE.status_quo, first=(("egypt", "sudan"),),
        memberships=(("egypt", "sudan"),), frontier=True, ledger=False, ablation=True,
        frontier_limit=5, outlines=(("egypt", "sudan"),), resolve=True, budget_seconds=6.0,
        budget_nodes=7, that_holds=True, hold_share=0.5, no_deal="play",
    )  # fmt: skip
    fields = {item.name: getattr(given, item.name) for item in dataclasses.fields(given)}
    assert all(value != getattr(BargainSettings(), name) for name, value in fields.items())
    assert bargain_settings(NILE, **fields) == given
