"""Section 8 and the regret of section 4, for whole, stopped, empty and hostile answers."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console
from tests.unit.report.answering import small_answer
from tests.unit.report.breaking_samples import (
    STRATEGIES,
    breaking_answer,
    breaking_dispute,
    comparison,
    empty_answer,
    share,
    stopped_answer,
)
from tests.unit.report.playing import playing_answer, playing_dispute
from tests.unit.report.samples import small_dispute
from tests.unit.report.test_page import BARE, NILE, Reader

from grandbargain.cli.show_robustness import draw
from grandbargain.report import render

EVIL = "</title></style></svg><script>alert(1)</script>\"'&"
DAM = breaking_dispute(playing_dispute())
WHOLE = breaking_answer().to_dict()

OF_TESTS = """
“The deal is signed”: it passes in 456 of 1,000 worlds (46 %; 95 % interval 42 to 49 %).

It fails where Downstream state is of the type “proud”: this covers 90 % of the failures; in 100
% of such worlds it fails (all 250 held out), against 54 % of all. 90 % of half samples found
the limit again.

Outside of that, failing is likelier where “Rain in a dry year” is from 0.4 to 0.8 km³ (of 0.1
to 0.9) and how much Upstream state cares about “Years to fill the lake” is below 33 (of 30 to
40): this covers a further 10 % of the failures; in 30 % of such worlds it fails (75 of 250 held
out), against 54 % of all. Half samples found again the limit on “Rain in a dry year” in 50 %
and on how much Upstream state cares about “Years to fill the lake” in 90 %.

It passes where Downstream state is of the type “patient” and “Rain in a dry year” is above 0.3
km³ (of 0.1 to 0.9)

It passes in a world where “Patience” is worth at least as much to Upstream state as “Union”.

It passes in 388 of 400 worlds (97 %; 95 % interval 94 to 100 %).

Too few failures to look for limits: 4 of 400 worlds, and 10 needed.

This test could not be asked: no points are stated for mid.

Moved alone, the type of Downstream state (patient or proud) moves it most: −9 with “proud”, 4
with “patient”. No other number, moved alone, carries it over the edge at 0.

the type of Downstream state (patient or proud) (70 %; 95 % interval 60 to 80 %); all other
uncertain numbers together (30 %; 95 % interval 20 to 40 %).

the other two uncertain numbers, drawn together

What is tested hangs above all on two assumptions: the type of Downstream state (patient or
proud) and “Rain in a dry year”.
"""

OF_COMPARISONS = """
against the best, there, of these two strategies: “Everybody answers” and “Patience”. It is
taken over 400 worlds

of these three packages: Nash and Utilitarian; Safest; As today. It is taken over 1,000
worlds, in points of a package

The Nash and utilitarian package is most often accepted by all parties (600 of 1,000 worlds, 60
%), today’s package least often (200 of 1,000, 20 %).

In every world the Nash and utilitarian package is at least as good as the safest package for
everybody.

For Downstream state it matters how one ranks: the Nash and utilitarian package by mean; today’s
package by worst world. Least alike are the rankings by mean and by worst world (Kendall’s tau
−1.00; 1: the same order, −1: the reverse).

Downstream state would pick the Nash and utilitarian package in 700 of 1,000 worlds (70 %) and
the safest package in 300 of 1,000 worlds (30 %). Where it picks the Nash and utilitarian
package it cares more about “Years to fill the lake” (60.0 % of all weight, on average 54.0 %),
and less about “River data” (40.0 %, 46.0 %).

Upstream state (in all 1,000 worlds), Middle state (in all 1,000 worlds) and People of the delta
(in 960 of 1,000, 96 %) would pick the Nash and utilitarian package.

1,000 worlds were drawn by a scrambled Sobol sequence with seed 7; each sets all 42 uncertain
numbers of the file anew. Strategies, which take longest, were played in 400 of them.

A note of the answer.

grandbargain robustness dam.yaml --worlds 1000 --seed 7 --pin parameters.rain=0.5
"""


def read(block: str) -> list[str]:
    """Return the paragraphs of a block, each on one line."""
    return [" ".join(text.split()) for text in block.split("\n\n")]


@pytest.fixture(scope="module")
def page() -> str:
    return render(DAM, {"robustness": WHOLE})


@pytest.fixture(scope="module")
def text(page: str) -> str:
    return Reader(page).text


def test_the_sections_stand_in_order_and_need_no_other_answer(text: str) -> None:
    heads = [
        "1 Bottom line",
        "4 The options compared",
        "8 What would have to be true, what breaks it",
        "10 Assumptions and sources",
    ]
    places = [text.rindex(head) for head in heads]
    assert places == sorted(places)
    assert "Not answered yet (3, 5–7, 9)" in text


def test_links_lead_somewhere_and_pictures_have_readings_and_tables(page: str) -> None:
    reader = Reader(page)
    assert len(reader.ids) == len(set(reader.ids))
    assert {link[1:] for link in reader.links} <= set(reader.ids)
    for name in ("breaks-passing", "breaks-curve-deal", "breaks-swings-deal"):
        (figure,) = re.findall(rf'<figure id="{name}".*?</figure>', page, re.S)
        assert "<svg" in figure
        assert "<table" in figure
        assert len(re.findall(r'<p class="reading">[^<]{30,}</p>', figure)) == 1


@pytest.mark.parametrize("sentence", read(OF_TESTS))
def test_sentences_of_the_tests(text: str, sentence: str) -> None:
    assert sentence in text.replace("\u00a0", " ")


@pytest.mark.parametrize("sentence", read(OF_COMPARISONS))
def test_sentences_of_what_is_compared(text: str, sentence: str) -> None:
    assert sentence in text.replace("\u00a0", " ")


def test_indices_that_cannot_be_told_from_nothing_are_grey_and_said_so(page: str) -> None:
    assert re.search(r'class="number none">2\u00a0%<span class="sub">not told from 0', page)


def test_the_same_answer_gives_the_same_bytes_and_no_folder(page: str) -> None:
    again = replace(breaking_answer(), run="/another/place")
    assert render(DAM, {"robustness": again.to_dict()}) == page
    assert "/somewhere" not in page


def test_packages_have_the_letters_of_the_section_on_bargains() -> None:
    dispute = breaking_dispute()
    bargain = small_answer(small_dispute()).to_dict()
    tested = breaking_answer().to_dict()
    package = bargain["solutions"]["nash"]["packages"][0]["package"]
    tested["packages"]["packages"]["nash"] = package
    text = Reader(render(dispute, {"bargain": bargain, "robustness": tested})).text
    assert "Nash and Utilitarian (Package A)" in text
    assert text.index("Is there a zone of agreement?") < text.index("What would break it?")


def test_regret_stands_among_the_other_parts_of_section_4() -> None:
    answers = {"dynamics": playing_answer().to_dict(), "robustness": WHOLE}
    text = Reader(render(DAM, answers)).text
    parts = ["Strategies side by side", "Regret: what each option risks", "What everybody does"]
    places = [text.rindex(part) for part in parts]
    assert places == sorted(places)
    assert "Not answered yet (5–7, 9)" in text


def test_a_stopped_answer_says_so_and_shows_what_there_is() -> None:
    text = Reader(render(DAM, {"robustness": stopped_answer().to_dict()})).text
    assert "The work was stopped: all this is about 40 of the 1,000 worlds asked for" in text
    assert "It passes in 16 of 40 worlds" in text
    assert "40 worlds are few" in text
    assert "Show the swings" not in text
    assert "Not answered yet (3–7, 9)" in text


def test_an_answer_without_anything_asked_is_still_a_page() -> None:
    text = Reader(render(breaking_dispute(), {"robustness": empty_answer().to_dict()})).text
    assert "This test could not be asked: no points are stated for mid." in text
    assert "What would break it?" not in text


def test_tests_without_failures_hang_on_nothing() -> None:
    tested = breaking_answer()
    sure = replace(tested.tests["patience"], domain=share(1.0), failures=None, conditions=None)
    text = Reader(render(DAM, {"robustness": replace(tested, tests={"a": sure}).to_dict()})).text
    assert (
        "Every test passes in all of these 1,000 worlds or in none: what it hangs on did not show."
    ) in text
    assert "It fails in no world: there are no limits to find." in text


def test_a_number_that_only_moves_a_score_does_not_decide() -> None:
    tested = breaking_answer()
    only = {"patience": tested.tests["patience"]}
    text = Reader(render(DAM, {"robustness": replace(tested, tests=only).to_dict()})).text
    assert (
        "No single assumption decides what is tested; what moves it most is “Rain in a dry year”."
        in text
    )


def test_a_file_without_play_says_what_regret_of_strategies_takes() -> None:
    tested = replace(breaking_answer(), strategies=None).to_dict()
    text = Reader(render(breaking_dispute(), {"robustness": tested})).text
    assert "4. The options compared: regret" in text
    assert "8. What would have to be true" not in text


def test_without_the_answer_the_page_says_which_commands_make_it() -> None:
    text = Reader(render(NILE, {"bargain": BARE})).text
    assert (
        "This page was made without it; ask grandbargain robustness nile, then grandbargain report "
        "nile --run FOLDER" in text
    )
    assert "8 What would have to be true" not in text.replace("8. What", "")


def test_hostile_titles_stay_text() -> None:
    dispute = breaking_dispute(playing_dispute(EVIL, EVIL), EVIL)
    tested = breaking_answer()
    tests = {name: replace(test, title=EVIL) for name, test in tested.tests.items()}
    named = dict.fromkeys(STRATEGIES, EVIL)
    hostile = replace(
        tested,
        tests=tests,
        strategies=comparison("strategies", named, ("up", "down", "mid", "people")),
        packages=comparison("packages", {"nash": EVIL, "package_2": EVIL}, ("up", "down")),
        notes=(EVIL,),
        smaa={},
    )
    page = render(dispute, {"robustness": hostile.to_dict()})
    assert "<script" not in page
    assert EVIL in Reader(page).text


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("answer", [breaking_answer, stopped_answer, empty_answer])
def test_the_terminal_shows_the_same_within_its_width(answer: object, width: int) -> None:
    out = StringIO()
    data = answer().to_dict()  # type: ignore[operator]
    draw(Console(file=out, width=width), DAM, data)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    text = " ".join(out.getvalue().split())
    assert "How the worlds were made" in text
    assert ("of the type “proud”" in text) is bool(data["tests"].get("patience"))
