"""Sections 3 and 4 of the page, and their pictures, for whole, bare, odd and hostile answers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.report.playing import (
    bare_answer,
    interrupted_answer,
    playing_answer,
    playing_dispute,
    steady_answer,
)
from tests.unit.report.test_page import BARE, NILE, Reader

from grandbargain.report import charts_options, charts_play, decades_page, options_page, render
from grandbargain.report.names import Names

EVIL = "</title></style></svg><script>alert(1)</script>\"'&"
DAM = playing_dispute()


@pytest.fixture(scope="module")
def page() -> str:
    return render(DAM, {"dynamics": playing_answer().to_dict()})


def test_both_sections_stand_in_order_and_need_no_bargain(page: str) -> None:
    text = Reader(page).text
    heads = [
        "1 Bottom line",
        "2 The dispute at a glance",
        "3 If nobody redesigns it: play over decades",
        "4 The options compared",
        "What this file and this version do not answer yet",
        "10 Assumptions and sources",
    ]
    places = [text.rindex(head) for head in heads]
    assert places == sorted(places)
    assert "does not yet hold what bargaining needs" not in text
    assert "4 (regret), 5–9 What this file" in text


def test_every_picture_has_a_title_a_reading_and_links_that_lead_somewhere(page: str) -> None:
    reader = Reader(page)
    assert len(reader.ids) == len(set(reader.ids))
    assert {link[1:] for link in reader.links} <= set(reader.ids)
    for name in (
        "survival", "endings", "stocks", "stock-lake", "stock-trust", "rents", "values", "delays",
        "starts-deal",
    ):  # fmt: skip
        (figure,) = re.findall(rf'<figure id="{name}".*?</figure>', page, re.S)
        assert "<svg" in figure
        assert len(re.findall(r'<p class="reading">[^<]{30,}</p>', figure)) == 1


def test_the_same_answer_gives_the_same_bytes(page: str) -> None:
    assert render(DAM, {"dynamics": playing_answer().to_dict()}) == page


def test_with_a_bargain_the_judgements_of_play_come_behind_its_own(page: str) -> None:
    play = {"bargain": BARE, "dynamics": playing_answer().to_dict()}
    text = Reader(render(NILE, play)).text
    assert text.index("Is there a zone of agreement?") < text.index("If nobody redesigns it?")
    assert "Of play: Numbers are those of the central world" in text


def test_without_play_nothing_of_it_is_shown() -> None:
    text = Reader(render(NILE, {"bargain": BARE})).text
    assert "3 If nobody redesigns it" not in text.replace("3. If", "")
    assert "Points a year" not in text
    assert "Add “dynamics”" in text


def test_a_file_with_play_that_was_not_asked_says_how_to_ask() -> None:
    text = Reader(render(DAM, {})).text
    assert "This page was made without it; ask grandbargain bargain." in text
    assert "Has “dynamics”. This page was made without it; ask grandbargain dynamics." in text


def test_section_ten_shows_what_play_is_made_of(page: str) -> None:
    text = Reader(page).text
    assert "Hazards: what may end play in a year" in text
    assert "Settings of play" in text
    assert "the package of the rule nash" in text
    assert "Upstream state and Downstream state decide as one" in text


def odd() -> dict[str, dict[str, Any]]:
    """Return answers that lack this or that."""
    one_level = playing_answer().to_dict()
    for one in one_level["strategies"].values():
        one["by_start"] = {"deal": {"lake": [[0.0, 0.2]]}}
        one["stock"] = {"lake": one["stock"]["lake"]}
        one["histories"] = []
    no_stock = playing_answer(worlds=False).to_dict()
    for one in no_stock["strategies"].values():
        one |= {"stock": {}, "by_start": {"deal": {}}}
        one["histories"] = [
            {**past, "years": [{"stock": {}, "action": year["action"]} for year in past["years"]]}
            for past in one["histories"]
        ]
    gone = playing_answer().to_dict()
    for one in gone["strategies"].values():
        for years in one["stock"]["trust"].values():
            years[:] = [None] * len(years)
        one["in_play"] = [0.0] * len(one["in_play"])
        one["rent"] = {"down": [0.0] * 10}
        for key in ("lake", "trust"):
            one["worlds"]["stock"][key] = None
        one["worlds"]["rent_per_year"] = None
    alone = playing_answer().to_dict()
    alone["strategies"] = {"default": alone["strategies"]["default"]}
    chosen = playing_answer().to_dict()
    del chosen["strategies"]["patience"]
    brief = playing_answer().to_dict()
    brief["start"] = 1
    unsigned = playing_answer().to_dict()
    for one in unsigned["strategies"].values():
        one["by_start"]["deal"] = {key: [[0, 0.0], [1, 0.0]] for key in ("lake", "trust")}
    return {
        "bare": bare_answer().to_dict(),
        "stopped": interrupted_answer().to_dict(),
        "steady": steady_answer(),
        "one level, no histories": one_level,
        "no stock": no_stock,
        "nobody in play": gone,
        "one strategy": alone,
        "a strategy of a hope not played": chosen,
        "years counted from 1": brief,
        "never signed": unsigned,
    }


@pytest.mark.parametrize("name", odd())
def test_odd_answers_give_whole_pages(name: str) -> None:
    page = render(DAM, {"dynamics": odd()[name]})
    text = Reader(page).text
    assert "nan" not in re.findall(r"\w+", text.lower())
    assert page.count("<svg ") == page.count("</svg>")
    assert "e−0" not in text


def test_hostile_titles_are_text_everywhere() -> None:
    dispute = playing_dispute(EVIL, EVIL)
    dispute = replace(dispute, actors=tuple(replace(actor, title=EVIL) for actor in dispute.actors))
    answer = playing_answer().to_dict()
    for found in (answer["hopes"], answer["delays"]):
        for item in found.values():
            item["title"] = EVIL
    page = render(dispute, {"dynamics": {**answer, "notes": [EVIL], "rents_unit": EVIL}})
    assert "<script" not in page
    assert page.count("</title>") == 1
    assert page.count("</style>") == 1
    assert page.count("<svg ") == page.count("</svg>")
    Reader(page)


def test_long_names_are_cut_and_never_collide() -> None:
    long = "x" * 40
    answer = playing_answer().to_dict()
    answer["strategies"] = {
        f"{long[:39]}{k}": one for k, one in enumerate(answer["strategies"].values())
    }
    answer["hopes"] = answer["break_even"] = answer["delays"] = answer["cost_of_delay"] = None
    answer["sensitivity"] = answer["worlds"] = None
    answer["united"] = answer["playing_off_rent"] = answer["price_of_division"] = None
    answer["extortion_rent"] = None
    names = Names(DAM)
    for drawn in (
        charts_play.survival(names, answer),
        charts_play.endings(names, answer),
        charts_options.values(names, answer),
        charts_play.rents(names, answer),
    ):
        assert drawn.count(f"{'x' * 31}…") + drawn.count(f"{'x' * 33}…") >= 3
    assert decades_page.decades_section(names, answer).parts
    assert options_page.options_section(names, answer).parts


def test_a_drawing_repeats_no_font_and_says_nothing_to_readers(page: str) -> None:
    assert 'aria-roledescription="' not in page
    (drawing,) = re.findall(r'<figure id="survival".*?(<svg.*?</svg>)', page, re.S)
    assert drawing.count("font-family=") == 1
    assert 'aria-hidden="true"' in drawing
