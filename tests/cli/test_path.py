"""``path``: its JSON, exit codes, and what people read."""

from __future__ import annotations

from pathlib import Path

from .running import STANDOFF, ask, ask_json, write

ACCORD = "control_order=modified,response=accept,insistence=insists"
KEYS = [
    "dispute", "settings", "version", "seconds", "package", "status_quo", "kinds", "found", "kind",
    "steps", "broken_at", "worst", "proved", "undecided", "first",
]  # fmt: skip
ONE_WAY = STANDOFF.replace("moves: [{by: a}]", "moves: [{by: a, from: share, to: keep}]")
"""A file in which nobody can leave the status quo."""


def test_json_has_the_keys_that_others_rely_on() -> None:
    data = ask_json("path", "elmira", "--package", ACCORD)
    assert list(data) == KEYS
    assert (data["found"], data["kind"], data["broken_at"], data["proved"]) == (
        True,
        "any",
        1,
        True,
    )
    assert [step["by"] for step in data["steps"]] == [["local"], ["uniroyal"], ["ministry"]]
    assert data["steps"][-1]["to"] == data["package"]
    for step in data["steps"]:
        assert list(step) == ["by", "changes", "to", "gain"]
        assert all(list(change) == ["issue", "from", "to"] for change in step["changes"])
    assert set(data["worst"]["uniroyal"]) == {"step", "points"}
    for party, start in data["status_quo"].items():
        held, at = [start], start
        for step in data["steps"]:
            at += step["gain"][party]
            held.append(at)
        worst = data["worst"][party]
        assert held.index(min(held)) == worst["step"]
        assert min(held) == worst["points"]


def test_ranks_are_not_called_points() -> None:
    ordinal = ask("path", "elmira", "--package", ACCORD).stdout
    assert "in ranks" in ordinal
    assert "in points" not in ordinal
    assert "in points" in ask("path", "orchard", "--package", "nash").stdout


def test_a_way_in_everybodys_interest() -> None:
    data = ask_json("path", "orchard", "--package", "nash", "--first", "upper")
    assert (data["found"], data["kind"], data["broken_at"]) == (True, "interest", None)
    assert all(step["gain"][mover] > 0 for step in data["steps"] for mover in step["by"])
    assert set(data["first"]) == set(KEYS[7:])


def test_no_way_is_an_answer(tmp_path: Path) -> None:
    path = write(tmp_path, ONE_WAY)
    data = ask_json("path", path, "--package", "land=share", code=4)
    assert (data["found"], data["kind"], data["steps"]) == (False, None, [])
    assert "this is proved" in " ".join(ask("path", path, "--package", "land=share").stdout.split())


def test_a_small_budget_ends_the_search() -> None:
    package = "control_order=modified,response=accept,insistence=insists"
    data = ask_json("path", "elmira", "--package", package, "--budget-packages", "1", code=5)
    assert data["found"] is True
    assert data["undecided"] == ["interest"]


def test_today_is_no_way_off() -> None:
    data = ask_json("path", "elmira", "--package", "status_quo")
    assert (data["found"], data["steps"]) == (True, [])
    assert "nothing to do" in ask("path", "elmira", "--package", "status_quo").stdout
