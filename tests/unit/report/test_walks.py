"""Sections 6 and 7 of the page: who walks away, and the way there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.report.test_page import BARE, NILE, Reader

from grandbargain import Study
from grandbargain.dispute import Dispute
from grandbargain.report import render, stories
from grandbargain.report.names import Names


def page_of(dispute: Dispute, name: str, package: str, **more: object) -> str:
    """Return the page of a dispute of the catalogue with both answers about a package."""
    study = Study(name)
    answers = {
        "stability": study.stability(package).to_dict(),
        "path": study.path(package).to_dict(),
    }
    return render(dispute, {**more, **answers})


@pytest.fixture(scope="module")
def nile() -> str:
    return page_of(NILE, "nile", "nash", bargain=BARE)


def test_both_sections_stand_in_order(nile: str) -> None:
    text = Reader(nile).text
    heads = ["5 The bargains", "6 Does it hold", "7 The way there", "10 Assumptions and sources"]
    places = [text.rindex(head) for head in heads]
    assert places == sorted(places)
    assert "3, 4, 8, 9 What this file and this version do not answer yet" in text


def test_the_page_tells_who_leaves_and_which_steps_lead_there(nile: str) -> None:
    text = Reader(nile).text
    assert "Ethiopia walks away in the sense of Nash, GMR, SMR, SEQ and SIM." in text
    assert "Nothing that the others can do would make it regret that." in text
    assert "Sudan stays: nothing that it can move alone is better for it." in text
    assert "The shortest way has one step." in text


def test_a_package_that_nobody_leaves() -> None:
    text = Reader(page_of(NILE, "nile", "status_quo", bargain=BARE)).text
    assert "Nobody can do better alone by leaving." in text
    assert "there is nothing to do" in text


def test_titles_of_strangers_stay_text() -> None:
    first = replace(NILE.actors[0], title="<script>alert(1)</script>")
    hostile = replace(NILE, actors=(first, *NILE.actors[1:]))
    page = page_of(hostile, "nile", "nash", bargain=BARE)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "script" not in Reader(page).tags


def test_a_threat_that_was_not_decided_is_not_told_as_none() -> None:
    data = Study("elmira").stability("status_quo").to_dict()
    row = data["verdicts"]["local"]
    for concept in ("gmr", "smr", "sim"):
        row[concept] = {"stable": None, "witness": None}
    told = stories.story(data, Names(Study("elmira").dispute), "local")
    assert told[-1] == "Whether the others can deter it was not decided within the budget."
