"""The page as text: whole, still, the same bytes, and honest about what it lacks."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from tests.unit.report.answering import (
    Twin,
    every_package,
    small_answer,
    small_answer_without_zone,
    small_settings,
)
from tests.unit.report.samples import small_dispute

from grandbargain.bargain.settings import BargainSettings
from grandbargain.dispute import Interests, Pattern
from grandbargain.report import render
from grandbargain.study import bargain, bargain_settings, describe, find_dispute, page_settings

NILE = find_dispute("nile")
BARE = bargain(NILE, bargain_settings(NILE, rules=["nash"], ledger=False)).to_dict()
VOID = {"meta", "br", "hr", "img", "input", "link", "col"}


class Reader(HTMLParser):
    """Collects text, tags and ids, and checks that tags close in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if found.get("href"):
            self.links.append(str(found["href"]))
        assert not [name for name in found if name.startswith("on") or name == "src"]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).replace("\u00a0", " ").split())


@pytest.fixture(scope="module")
def page() -> str:
    dispute = small_dispute()
    return render(dispute, {"bargain": small_answer(dispute).to_dict()})


@pytest.fixture(scope="module")
def reader(page: str) -> Reader:
    return Reader(page)


def test_the_page_is_whole_and_loads_nothing(reader: Reader, page: str) -> None:
    assert page.lower().startswith("<!doctype html>")
    assert not {"script", "link", "img", "iframe", "object", "embed"} & set(reader.tags)
    assert "default-src 'none'" in page
    assert "http://" not in page.replace("http://www.w3.org/", "")
    assert "https://" not in page
    assert "@import" not in page


def test_ids_are_unique_and_every_link_has_its_place(reader: Reader) -> None:
    assert len(reader.ids) == len(set(reader.ids))
    assert {link for link in reader.links if link.startswith("#")} == set(reader.links)
    assert {link[1:] for link in reader.links} <= set(reader.ids)


def test_sections_come_in_order_with_the_numbers_of_the_report(reader: Reader) -> None:
    heads = [
        "1 Bottom line",
        "2 The dispute at a glance",
        "5 The bargains",
        "3, 4, 6–9 What this file and this version do not answer yet",
        "10 Assumptions and sources",
    ]
    places = [reader.text.rindex(head) for head in heads]
    assert places == sorted(places)


def test_the_same_answer_gives_the_same_bytes_whatever_the_clock(page: str) -> None:
    dispute = small_dispute()
    answer = {**small_answer(dispute).to_dict(), "seconds": 99.0}
    assert render(dispute, {"bargain": answer}) == page


def test_titles_stand_where_a_reader_needs_words_and_numbers_agree(reader: Reader) -> None:
    assert "Package A, picked by Nash and Kalai–Smorodinsky" in reader.text
    assert "Years to fill the lake" in reader.text
    assert "+69.7" in reader.text
    assert "grandbargain report dam --seed 0 --worlds 200" in reader.text
    assert "0f" * 32 in reader.text


def test_every_source_is_listed_with_the_places_that_cite_it(reader: Reader) -> None:
    assert "treaty Declaration of principles of the three states, 2015" in reader.text
    assert "A source that nothing cites 0 nothing cites it" in reader.text
    assert "constraints: 1" in reader.text


def test_without_a_zone_the_page_says_who_blocks_and_what_would_give() -> None:
    dispute = small_dispute()
    text = Reader(render(dispute, {"bargain": small_answer_without_zone(dispute).to_dict()})).text
    assert "No package on these issues can satisfy all three parties." in text
    assert "A concession of 43.8 points by Upstream state alone" in text
    assert "Recommended packages" not in text
    assert "−0 " not in text


def test_without_an_answer_the_page_describes_and_says_what_to_add() -> None:
    dispute = small_dispute()
    ordinal = replace(
        dispute,
        interests={
            **dispute.interests,
            "up": Interests(
                "up",
                dispute.interests["up"].disagreement,
                ranking=((Pattern((("fill", ("a",)),)),),),
            ),
        },
    )
    text = Reader(render(ordinal, {})).text
    assert "a ranking alone is not enough" in text
    assert "stated as an order of packages, without points" in text
    assert "5 The bargains" not in text


def test_without_worlds_no_share_is_shown() -> None:
    dispute = small_dispute()
    settings = replace(small_settings(), worlds=0)
    text = Reader(render(dispute, {"bargain": small_answer(dispute, settings).to_dict()})).text
    assert "was not asked for: run with --worlds" in text
    assert "of 200 worlds" not in text


def test_a_bare_answer_has_no_empty_chapter() -> None:
    dispute = small_dispute()
    settings = BargainSettings(ledger=False)
    answer = {**small_answer(dispute, settings).to_dict(), "ledger": None}
    text = Reader(render(dispute, {"bargain": answer})).text
    for head in ("The ledger", "The edge of agreement", "Who accepts", "What each issue is worth"):
        assert head not in text


def test_a_search_that_ended_early_is_called_not_proved() -> None:
    dispute = small_dispute()
    settings = small_settings()
    answer = Twin(dispute, every_package(dispute), 50, exact=False).answer(settings).to_dict()
    text = Reader(render(dispute, {"bargain": answer})).text
    assert "Not proved: the best found" in text
    assert "Proved: by" not in text
    undecided = {**answer, "zopa": None, "solutions": {}, "ledger": None, "ablation": None}
    del undecided["outlines"]
    text = Reader(render(dispute, {"bargain": undecided})).text
    assert "The search ended before it could tell" in text


def test_a_section_of_the_file_is_not_called_missing() -> None:
    dispute = replace(small_dispute(), sections={"history": [{"year": 2009}]})
    text = Reader(render(dispute, {"bargain": small_answer(dispute).to_dict()})).text
    assert "Has “history”. Version 0.1.0 does not compute this yet." in text
    assert "Has no “enforcement”. Add “enforcement”" in text


def test_packages_sought_anew_in_every_world_are_counted() -> None:
    dispute = small_dispute()
    answer = small_answer(dispute, replace(small_settings(), outlines=())).to_dict()
    package = answer["solutions"]["nash"]["packages"][0]["package"]
    answer["resolved"] = {
        "worlds": 100,
        "decided": 98,
        "zopa_share": 1.0,
        "packages": [{"package": package, "share": 0.7}],
        "distinct": 3,
        "options": {"fill": {"a": 0.7, "b": 0.3, "c": 0.0}},
    }
    text = Reader(render(dispute, {"bargain": answer})).text
    assert "a zone of agreement exists in 98 of 98 worlds (100 %)" in text
    assert "In two worlds the budget did not suffice." in text
    assert "Three different packages are the choice of Nash in some world" in text
    assert "Three years (70 %); Five years (30 %)" in text


def test_a_frontier_too_large_is_said_and_not_cut() -> None:
    dispute = small_dispute()
    settings = replace(small_settings(), outlines=())
    answer = small_answer(dispute, settings).to_dict()
    found = {**answer["frontier"], "mode": "too_large", "size": None, "packages": []}
    answer["frontier"] = {**found, "message": "it has more than 4,000 points."}
    text = Reader(render(dispute, {"bargain": answer})).text
    assert "The frontier is not listed: it has more than 4,000 points." in text


def test_hostile_titles_are_text_everywhere() -> None:
    evil = "</title></style></svg><script>alert(1)</script>\"'&"
    dispute = small_dispute(evil)
    dispute = replace(
        dispute,
        actors=tuple(replace(actor, title=evil) for actor in dispute.actors),
        issues=tuple(
            replace(
                issue,
                title=evil,
                options=tuple(replace(option, title=evil) for option in issue.options),
            )
            for issue in dispute.issues
        ),
        sources={**dispute.sources, "treaty": evil, '"><b>': evil},
        as_of=evil,
        name=evil,
    )
    page = render(dispute, {"bargain": small_answer(dispute).to_dict()})
    assert "<script" not in page
    assert "<b>" not in page
    assert page.count("</title>") == 1
    assert page.count("</style>") == 1
    assert page.count("</svg>") == page.count("<svg ")
    Reader(page)


def test_the_page_and_describe_count_the_same_numbers() -> None:
    dispute = find_dispute("orchard")
    text = Reader(render(dispute, {})).text
    found = describe(dispute).evidence
    assert f"The file states {found.total} numbers, {found.uncertain} of them uncertain" in text
    assert found.total == 25


def test_the_command_of_the_page_has_every_setting_that_was_asked_for() -> None:
    dispute = find_dispute("nile")
    settings = page_settings(
        dispute, worlds=9, seed=4, parties=("egypt", "sudan"), floors={"sudan": 2.5},
        first=[("egypt", "sudan")], memberships=["egypt"], budget_nodes=9, resolve=True,
        package={"form": "guidelines"}, frontier_limit=7,
    ).to_dict()  # fmt: skip
    settings["outlines"] = [["egypt", "sudan"]]
    (command,) = [
        line for line in Reader(render(dispute, {"bargain": {**BARE, "settings": settings}})).words
        if line.startswith("grandbargain report")
    ]  # fmt: skip
    assert command == (
        "grandbargain report nile --seed 4 --worlds 9 --frontier-limit 7 --budget-nodes 9 "
        "--parties egypt,sudan --floor sudan=2.5 --package form=guidelines --first egypt,sudan "
        "--membership egypt --outline egypt,sudan --resolve"
    )


def test_acceptance_at_other_tables_stands_beside_that_of_all() -> None:
    dispute = small_dispute()
    text = Reader(render(dispute, {"bargain": small_answer(dispute).to_dict()})).text
    assert "This table accepts All parties accept Proof" in text


def test_an_interrupted_answer_says_so_first() -> None:
    dispute = small_dispute()
    answer = {**small_answer(dispute).to_dict(), "interrupted": True}
    text = Reader(render(dispute, {"bargain": answer})).text
    assert "The work was interrupted: this answer holds only what was finished." in text
    cut = {**answer, "zopa": None, "solutions": {}, "ledger": None, "ablation": None}
    del cut["outlines"]
    text = Reader(render(dispute, {"bargain": cut})).text
    assert "The work was interrupted before it could tell whether" in text
    assert "budget" not in text.partition("What these judgements rest on")[0]
