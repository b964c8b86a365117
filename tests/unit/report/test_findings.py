"""Sentences that a first reader misread: each says what holds, for one, for two and for many."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.report.answering import small_answer
from tests.unit.report.samples import small_dispute
from tests.unit.report.test_page import Reader

from grandbargain.cli.show_bargain import _colophon
from grandbargain.report import circumstances, exchanges, render, wording
from grandbargain.report.assumptions import _setting
from grandbargain.report.bargains import bargains
from grandbargain.report.formats import fixed, signed
from grandbargain.report.glance import _kinds
from grandbargain.report.judgements import caveats
from grandbargain.report.names import Names
from grandbargain.report.parts import Brief, brief
from grandbargain.study.description import Evidence


@pytest.fixture(scope="module")
def dam() -> Brief:
    dispute = small_dispute()
    return brief(Names(dispute), small_answer(dispute).to_dict())


def changed(read: Brief, **keys: Any) -> Brief:
    return brief(read.names, {**read.answer, **keys})


def _with_share(read: Brief, deal: Any, share: float) -> Any:
    """Return a package under which every party gets this share of its best possible gain."""
    room = {p: read.answer["ideal"][p] - read.answer["disagreement"][p] for p in read.parties}
    gain = {**deal.gain, **{party: share * most for party, most in room.items()}}
    package = {**deal.package, "fill": "somewhere else"}
    return replace(deal, proposal={**deal.proposal, "gain": gain, "package": package})


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.4, "a party gets of its best possible gain is 40 % instead of 50 %."),
        (0.58, "It also gives the worst-served party more: 58 % instead of 50 %."),
        (0.5, "The worst-served party gets the same share of its best possible gain: 50 %."),
    ],
)
def test_the_safest_package_costs_only_where_a_share_falls(
    dam: Brief, share: float, said: str
) -> None:
    main = replace(_with_share(dam, dam.deals[0], 0.5), letter="A", rules=("nash",))
    safe = replace(_with_share(dam, dam.deals[0], share), letter="B", rules=("safest",))
    read = replace(dam, deals=(main, safe))
    assert wording.safest(read, main).endswith(said)
    assert ("What it costs" in wording.safest(read, main)) == (share < 0.5)


def test_a_dominating_package_that_a_party_refuses_is_said_to_be_refused(dam: Brief) -> None:
    judged = {**dam.answer["judged"], "efficient": False, "dominated_by": dam.deals[0].package}
    free = changed(dam, judged={**judged, "dominated_by_refused": []})
    kept = changed(dam, judged={**judged, "dominated_by_refused": ["up"]})
    assert " but " not in circumstances.verdict(free)[-2]
    text = " ".join(circumstances.verdict(kept))
    assert "some party more, but for Upstream state it is worse than failed talks. It" in text


def test_a_value_that_is_proved_has_one_wording_in_sentence_and_table(dam: Brief) -> None:
    nash = {**dam.answer["solutions"]["nash"], "proved": False, "gap": 0.0, "bound": 20.0}
    read = changed(dam, solutions={"nash": nash})
    sentence = wording.recommendation(read, read.deals[0])
    assert sentence.endswith(
        "Best value proved (gap 0) by Nash; a later level of the rule is not settled."
    )
    assert "Not proved" not in sentence
    assert wording.certificate("nash", nash).startswith("Best value proved (gap 0); a later level")


def test_columns_of_numbers_have_one_decimal_and_one_rounding() -> None:
    assert [fixed(x) for x in (23.8, 18, 5.0, 0)] == ["23.8", "18.0", "5.0", "0.0"]
    assert fixed(3.75) == fixed(3.7499999999) == "3.8"
    assert fixed(0.25) == "0.3"
    assert signed(-0.25) == "−0.3"


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("parties", [], "all parties"),
        ("floors", {}, "none"),
        ("budget_seconds", 0.0, "no limit"),
        ("budget_nodes", 0, "no limit"),
        ("budget_nodes", 500, "500"),
        ("outlines", [["usa", "china"], ["usa", "dprk"]], "usa,china; usa,dprk"),
        ("rules", ["nash", "safest"], "nash, safest"),
    ],
)
def test_settings_are_said_as_a_reader_says_them(key: str, value: Any, shown: str) -> None:
    assert _setting(key, value) == shown


def test_one_party_and_two_are_not_called_all(dam: Brief) -> None:
    two = changed(dam, parties=dam.parties[:2])
    one = changed(dam, parties=dam.parties[:1])
    assert "leaves all three parties no worse off" in wording.zone(dam)
    assert "leaves both parties no worse off" in wording.zone(two)
    assert "neither of them refuses it" in wording.zone(two)
    assert "leaves Upstream state no worse off" in wording.zone(one)
    assert wording.zone(changed(two, zopa=False, blockers=None)).count("None suits both parties.")


def test_counts_of_evidence_agree_with_their_verbs(dam: Brief) -> None:
    one = Evidence(known=2, uncertain=1, sourced=0, judgement=3, unsourced=0)
    assert (
        "Of three numbers in the file one is uncertain; none cites a document, and 3 (100 %)"
        in (caveats(dam, one)[1])
    )
    assert _kinds(1, 0) == ", of logic"
    assert _kinds(0, 3) == ", all of agreed policy"
    assert _kinds(2, 1) == ": two of logic and one of agreed policy"


def test_pairs_without_an_exchange_are_counted(dam: Brief) -> None:
    found = {"parties": ["up", "down"], "issues": ["fill", "data"], "gain": {}, "joint_gain": 0.1}

    def said(number: int, parties: int = 3) -> str:
        ledger = {**dam.answer["ledger"], "swaps": [found] * number}
        read = changed(dam, ledger=ledger, parties=dam.parties[:parties])
        return exchanges.pairs_without_swap(read)

    what = "no exchange of two issues from which both gain."
    assert said(3) == ""
    assert said(2) == f"One of the three pairs of parties has {what}"
    assert said(1) == f"Two of the three pairs of parties have {what}"
    assert said(0).startswith("Between no two parties is there an exchange")
    assert said(0, parties=2) == f"Between the two parties there is {what}"


def test_a_package_without_room_in_the_picture_is_named() -> None:
    dispute = small_dispute()
    answer = small_answer(dispute).to_dict()
    first = answer["solutions"]["nash"]
    options = {issue.id: issue.option_ids for issue in dispute.issues}
    issue = next(iter(options))
    for k, rule in enumerate(("kalai_smorodinsky", "egalitarian", "utilitarian", "safest")):
        other = {key: names[-1 - (k == 3)] for key, names in options.items()}
        other[issue] = options[issue][k % len(options[issue])]
        package = {**first["packages"][0], "package": other}
        answer["solutions"][rule] = {**first, "packages": [package]}
    read = brief(Names(dispute), answer)
    picture = bargains(read).acceptance
    assert picture is not None
    letters = [deal.letter for deal in read.deals]
    assert len(letters) == 5
    assert picture.reading.endswith("Package D is in the table only.")


def test_acceptance_is_named_only_where_it_was_measured(dam: Brief) -> None:
    assert "Acceptance from 200 worlds" in _colophon(dam)
    bare = changed(dam, solutions={}, procedures=[], memberships=[], judged=None, zopa=False)
    assert "Acceptance" not in _colophon(bare)
    assert "--worlds" not in _colophon(bare)


def test_a_hint_to_scroll_stands_only_where_a_picture_does_not_fit() -> None:
    dispute = small_dispute()
    page = render(dispute, {"bargain": small_answer(dispute).to_dict()})
    read = brief(Names(dispute), small_answer(dispute).to_dict())
    for picture in bargains(read).pictures:
        assert 200 < picture.width < 900
        rule = f"@media screen and (max-width:{picture.width + 37}px){{ #{picture.name}>.drawn"
        assert rule in page
    assert "Scroll the picture sideways" in Reader(page).text
