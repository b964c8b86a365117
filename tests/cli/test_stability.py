"""``stability``: its JSON, exit codes, and what people read."""

from __future__ import annotations

import re

import pytest

from grandbargain.report import stories
from grandbargain.report.names import Names
from grandbargain.stability.result import CONCEPTS
from grandbargain.study import find_dispute

from .running import ask, ask_json

HEAD = ["dispute", "settings", "version", "seconds"]
JUDGED = ["parties", "package", "utility", "kinds", "equilibrium", "verdicts"]


def words(text: str) -> str:
    """Return a text without the breaks of its lines."""
    return " ".join(text.split())


def test_one_package_has_the_keys_that_others_rely_on() -> None:
    data = ask_json("stability", "elmira", "--package", "status_quo")
    assert list(data) == [*HEAD, *JUDGED, "enforcement", "notes"]
    assert set(data["verdicts"]) == {"ministry", "uniroyal", "local"}
    for row in data["verdicts"].values():
        assert list(row) == list(CONCEPTS)
    left = data["verdicts"]["local"]["nash"]
    assert left["stable"] is False
    assert [item["answers"] for item in left["witness"]["improvements"]] == [None]
    assert left["witness"]["complete"] is False
    stays = data["verdicts"]["local"]["gmr"]["witness"]
    assert stays["complete"] is True
    assert stays["improvements"][0]["answers"][0]["by"] == ["uniroyal"]
    assert data["equilibrium"] == {
        "nash": False, "gmr": True, "smr": True, "seq": False, "sim": False,
    }  # fmt: skip
    assert data["enforcement"] is None
    assert len(data["notes"]) == 1


def test_the_whole_graph_lists_its_equilibria() -> None:
    data = ask_json("stability", "elmira", "--coalitions", "all")
    assert list(data) == [*HEAD, "parties", "packages", "equilibria", "notes"]
    assert data["packages"] == 12
    counted = {concept: len(found) for concept, found in data["equilibria"].items()}
    assert counted == {"nash": 6, "gmr": 8, "smr": 8, "seq": 6, "sim": 6, "coalition": 5}


def test_groups_are_judged_one_by_one() -> None:
    data = ask_json(
        "stability", "elmira", "--package", "status_quo",
        "--coalitions", "local", "--coalitions", "ministry,uniroyal",
    )  # fmt: skip
    stable = {name: verdict["stable"] for name, verdict in data["coalitions"].items()}
    assert stable == {"local": False, "ministry+uniroyal": True}
    text = words(
        ask("stability", "elmira", "--package", "status_quo", "--coalitions", "local").stdout
    )
    assert "Local governments could leave: " in text


def test_what_must_change_is_told_with_counts_of_rankings() -> None:
    data = ask_json("stability", "elmira", "--package", "status_quo", "--what-must-change")
    assert data["changes"]["local"] == {"nash": 1, "gmr": 0, "smr": 0, "seq": 1}
    counted = data["inverse"]["local"]["nash"]
    assert set(counted) == {"rankings", "of", "above", "share"}
    assert 2 * counted["rankings"] == counted["of"]


def test_worlds_say_how_often_a_package_is_kept() -> None:
    data = ask_json("stability", "korea", "--package", "status_quo", "--worlds", "5")
    assert (
        0
        <= data["hold_share_all"]
        <= min(data["enforcement"][party]["hold_share"] for party in data["parties"])
    )


def test_a_small_budget_leaves_verdicts_open() -> None:
    asked = ("stability", "elmira", "--package", "status_quo", "--budget-packages", "1")
    data = ask_json(*asked, code=5)
    assert data["verdicts"]["local"]["nash"] == {"stable": None, "witness": None}
    assert data["equilibrium"]["nash"] is None
    assert "Local governments: not decided within the budget." in words(ask(*asked).stdout)


@pytest.mark.parametrize("name", ["elmira", "orchard", "nile"])
def test_the_terminal_tells_the_stories_of_the_page(name: str) -> None:
    asked = ("stability", name, "--package", "status_quo")
    data, text = ask_json(*asked), words(ask(*asked).stdout)
    names = Names(find_dispute(name))
    for line in stories.equilibrium(data, names):
        assert words(line) in text
    for actor in data["verdicts"]:
        assert words(" ".join(stories.story(data, names, actor))) in text
    assert not re.search(r"[.:] [a-z]+ groups? would", text)
