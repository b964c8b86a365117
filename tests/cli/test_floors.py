"""Floors: the answer names them, says when they are in the way, and what is out of reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from .running import STANDOFF, ask, ask_json, write


def said(*words: str) -> str:
    """Return what a verb prints, on one line."""
    return " ".join(ask(*words).stdout.split())


def test_floors_that_hold_are_named() -> None:
    text = said("bargain", "nile", "--floor", "sudan=20", "--rule", "nash")
    assert "keeps the floors: at least 20 points for Sudan." in text
    floors = ask_json("bargain", "nile", "--floor", "sudan=20", "--rule", "nash")["floors"]
    assert floors == {"held": {"sudan": 20.0}, "most": {}, "zopa_without": True}


def test_a_floor_out_of_reach_is_told_and_the_talks_without_it() -> None:
    data = ask_json("bargain", "orchard", "--floor", "upper=200", code=4)
    assert data["floors"]["held"] == {"upper": 200.0}
    assert data["floors"]["most"]["upper"] == pytest.approx(250 / 3, abs=1e-5)
    assert data["floors"]["zopa_without"] is True
    text = said("bargain", "orchard", "--floor", "upper=200")
    assert "no zone of agreement with the floors asked for (at least 200 points" in text
    assert "is out of reach: no feasible package gives more than 83.3 points there." in text
    assert "Without the floors there is a zone of agreement" in text
    assert "What would open a zone" not in text


def test_floors_within_reach_can_close_the_zone_together() -> None:
    text = said("bargain", "camp_david", "--floor", "palestinians=30", "--rule", "nash")
    assert "at least 30 points for Palestinians of the West Bank and Gaza" in text
    assert "out of reach" not in text
    assert "Without the floors there is a zone of agreement: it is they that close it." in text


def test_floors_are_not_blamed_where_nobody_can_sign_anyway(tmp_path: Path) -> None:
    path = write(tmp_path, STANDOFF)
    data = ask_json("bargain", path, "--floor", "people=50", code=4)
    assert data["floors"]["zopa_without"] is False
    assert "Without the floors there is none either." in said(
        "bargain", path, "--floor", "people=50"
    )


def test_a_package_below_a_floor_is_told() -> None:
    text = said("bargain", "nile", "--floor", "sudan=20", "--package", "filling=staged")
    assert "Below the floor of Sudan: 17.5 points instead of at least 20." in text


def test_wrong_floors_are_told_all_at_once_with_an_actor_of_the_file() -> None:
    result = ask("bargain", "orchard", "--floor", "fishers=forty", "--floor", "lower=x")
    assert result.exit_code == 2
    assert "'fishers=forty' is no floor; write actor=points, for example" in result.stderr
    assert "--floor village=40" in result.stderr
    assert "'lower=x' is no floor" in result.stderr
    twice = ask("bargain", "orchard", "--floor", "upper=3", "--floor", "upper=4")
    assert "--floor names upper twice" in twice.stderr


def test_the_page_takes_floors_and_writes_them_in_its_command(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    words = ("--worlds", "0", "--floor", "palestinians=15", "--package", "nash", "-o", str(page))
    assert ask("report", "camp_david", *words).exit_code == 0
    text = page.read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "keep the floors (at least 15 points for Palestinians" in text
    assert "--floor palestinians=15.0" in text
    assert "The package judged" in text
    closed = ask("report", "camp_david", "--worlds", "0", "--floor", "palestinians=30", "-o",
                 str(page))  # fmt: skip
    assert closed.exit_code == 4
    assert "Without the floors some could." in page.read_text(encoding="utf-8")
