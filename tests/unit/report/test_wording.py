"""Numbers turn into the sentences that a diplomat reads aloud."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.unit.report.answering import small_answer, small_answer_without_zone
from tests.unit.report.samples import number, small_dispute

from grandbargain.dispute import ActorType, Uniform
from grandbargain.report import circumstances, render, wording
from grandbargain.report.formats import clipped, dots, frequency, percent, points, sampling_range
from grandbargain.report.names import Names
from grandbargain.report.parts import Brief, brief


@pytest.fixture(scope="module")
def dam() -> Brief:
    dispute = small_dispute()
    return brief(Names(dispute), small_answer(dispute).to_dict())


def changed(read: Brief, **keys: Any) -> Brief:
    return brief(read.names, {**read.answer, **keys})


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.0, "almost no chance"),
        (0.0499, "almost no chance"),
        (0.05, "very unlikely"),
        (0.2, "unlikely"),
        (0.45, "roughly even chance"),
        (0.55, "likely"),
        (0.8, "very likely"),
        (0.95, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_every_share_has_the_word_of_its_range(share: float, word: str) -> None:
    assert wording.chance_word(share) == word


def test_a_share_that_is_not_whole_is_never_drawn_as_all_or_none() -> None:
    for worlds in (3, 50, 1000):
        for k in range(worlds + 1):
            found, total = dots(k / worlds, worlds)
            assert (found == 0) == (k == 0)
            assert (found == total) == (k == worlds)


def test_frequencies_of_few_worlds_keep_their_number() -> None:
    assert frequency(7 / 20, 20) == "7 of 20 worlds (35 %)"
    assert frequency(0.744, 1000) == "744 of 1,000 worlds (74 %)"
    assert percent(1e-9) == "under 1 %"


def test_the_sampling_range_holds_the_share_and_narrows_with_worlds() -> None:
    wide, narrow = sampling_range(0.7, 50), sampling_range(0.7, 5000)
    assert wide[0] < narrow[0] < 0.7 < narrow[1] < wide[1]
    assert sampling_range(1.0, 100)[1] == 1.0
    assert sampling_range(0.0, 100)[0] == 0.0


def test_points_show_one_decimal_at_most_and_never_minus_zero() -> None:
    assert [points(x) for x in (-0.0, 3.14159, -3.96)] == ["0", "3.1", "−4"]


def test_labels_count_wide_letters_twice() -> None:
    assert clipped("한반도의 평화 체제", 8) == "한반도…"
    assert clipped("short", 8) == "short"


def test_the_zone_is_said_to_exist_or_not_or_to_be_undecided(dam: Brief) -> None:
    assert wording.zone(dam).startswith("There is a zone of agreement.")
    assert "not decided" in wording.zone(changed(dam, zopa=None))
    closed = brief(dam.names, small_answer_without_zone(dam.names.dispute).to_dict())
    assert "No package satisfies Upstream state. This is proved" in wording.zone(closed)
    two = {"parties": ["up", "mid"], "concessions": {}, "proved": False}
    text = wording.zone(changed(closed, blockers=two))
    assert "Upstream state and Middle state together. This much is proved" in text


def test_a_recommendation_says_proved_or_names_the_gap(dam: Brief) -> None:
    first = wording.recommendation(dam, dam.deals[0])
    assert first == (
        "Package A, picked by Nash and Kalai–Smorodinsky, changes three of the six issues. "
        "Proved: by these rules no package does better."
    )
    loose = dict(dam.answer["solutions"])
    loose["nash"] = {**loose["nash"], "proved": False, "gap": 2.5, "bound": 40.0}
    read = changed(dam, solutions=loose)
    assert "Not proved: the best found, gap 2.5 points by Nash." in wording.recommendation(
        read, read.deals[0]
    )


def test_a_certificate_never_calls_an_open_search_proved() -> None:
    found = {"objective": 10.0, "bound": 12.0, "gap": 2.0, "proved": False, "nodes": 5}
    text = wording.certificate("nash", found)
    assert text == "Not proved: no package exceeds 12 points (gap 2 points; five search nodes)."
    assert wording.certificate("nash", {**found, "proved": True}).startswith("Proved")
    assert "a later level" in wording.certificate("egalitarian", {**found, "gap": 0.0})
    share = {**found, "objective": 0.6, "bound": 0.8, "gap": 0.2}
    assert "more than 160 of 200 worlds (80 %)" in wording.certificate("safest", share, 200)
    assert wording.certificate("nash", {**found, "objective": None}) == "No package found."


def test_ties_name_the_issues_on_which_packages_differ(dam: Brief) -> None:
    text = wording.ties(dam.names, dam.answer["solutions"]["nash"])
    assert text == (
        "Two packages tie exactly; shown is the first in package order (on the first issue of the "
        "file on which they differ, the option that the file names first); "
        "they differ on Name of the lake."
    )
    safest = wording.ties(dam.names, dam.answer["solutions"]["nash"], "safest")
    assert "shown is the one with the largest sum of utilities in the central world" in safest


def test_acceptance_gives_word_frequency_and_range(dam: Brief) -> None:
    deal = replace(
        dam.deals[0],
        proposal={
            **dam.deals[0].proposal,
            "acceptance": {
                "joint": 0.62,
                "by_party": {"up": 0.7, "down": 0.9, "mid": 1.0},
                "worlds": 200,
            },
        },
    )
    assert wording.acceptance(dam, deal) == (
        "It is likely that all parties accept Package A: they do in 124 of 200 worlds (62 %; range "
        "55 to 69 %). Least sure: Upstream state, 140 of 200 worlds (70 %)."
    )


def test_issues_that_kill_and_issues_that_hardly_matter_are_named(dam: Brief) -> None:
    rows = [dict(row) for row in dam.answer["ablation"]]
    rows[0] = {**rows[0], "zopa": False, "objective": None, "loss": None}
    read = changed(dam, ablation=rows)
    assert wording.killers(read).startswith("Without Years to fill the lake no agreement is left.")
    assert "Price of electricity (21.4 points)" in wording.killers(read)
    assert "River data and Name of the lake" in wording.spares(read)
    assert "Years to fill the lake" not in wording.spares(read)


def test_actors_without_a_seat_are_reported(dam: Brief) -> None:
    (text,) = wording.others(dam, dam.deals[0])
    assert text == (
        "No seat and no vote: People of the delta. Package A brings +36.0 points against the "
        "status quo (0 today, 36 then) and +41.0 against failed talks."
    )


def test_those_away_from_the_table_lose_or_would_never_sign(dam: Brief) -> None:
    (item,) = dam.answer["memberships"]
    assert circumstances.membership(dam.names, item) == (
        "At the table only Upstream state and Downstream state: the best package hurts no party "
        "away from the table."
    )
    solution = item["solution"]
    proposal = {**solution["packages"][0], "gain": {"up": 1.0, "down": 2.0, "mid": -3.0}}
    losing = {"solution": {**solution, "packages": [proposal]}, "outvoted": ["down", "mid"]}
    text = circumstances.membership(dam.names, {**item, **losing})
    assert "leaves Middle state worse off than if talks fail" in text
    assert "holds what Downstream state would never sign" in text
    empty = {**item, "zopa": False, "solution": {**solution, "packages": []}}
    assert circumstances.membership(dam.names, empty).endswith("no agreement exists.")


def test_the_type_of_the_central_world_is_named_with_its_chance(dam: Brief) -> None:
    assert wording.types(dam.names) == ""
    dispute = small_dispute()
    mid = dispute.interests["mid"]
    kinds = (
        ActorType("calm", number(Uniform(0.2, 0.6), "interests.mid.types.calm.chance"), mid),
        ActorType("hard", None, mid),
    )
    typed = replace(dispute, interests={**dispute.interests, "mid": replace(mid, types=kinds)})
    assert "Middle state as “hard” (chance 60 %; else “calm”)" in wording.types(Names(typed))
    page = render(typed, {"bargain": small_answer(dispute).to_dict()})
    assert "Who are the actors taken to be?" in page
    assert "Middle state, type hard" in page


def test_concessions_are_said_for_each_party_or_ruled_out(dam: Brief) -> None:
    assert wording.concession(dam.names, "up", 43.75) == (
        "A concession of 43.8 points by Upstream state alone, below what is left there if talks "
        "fail, opens a zone of agreement."
    )
    assert wording.concession(dam.names, "mid", None) == (
        "No concession by Middle state alone opens a zone of agreement."
    )


def test_parties_are_compared_by_shares_of_their_best_gains_not_by_points(dam: Brief) -> None:
    deal = replace(dam.deals[0], proposal={**dam.deals[0].proposal,
                   "gain": {"up": 9.0, "down": 20.0, "mid": 30.0, "people": 0.0}})  # fmt: skip
    read = changed(
        dam,
        disagreement={"up": 50.0, "down": 10.0, "mid": 0.0, "people": 0.0},
        ideal={"up": 60.0, "down": 60.0, "mid": 50.0},
        ideal_bound={"up": 60.0, "down": 60.0, "mid": 50.0},
    )
    assert wording.least_gain(read, deal) == (
        "Smallest share of its best possible gain under Package A: Downstream state, 40 % (20 of "
        "50 points). Largest: Upstream state, 90 % (9 of 10 points)."
    )
    nothing = changed(read, ideal=read.answer["disagreement"])
    assert wording.least_gain(nothing, deal) == "No party can gain anything against failed talks."


def test_an_issue_without_which_nothing_is_left_to_gain_is_named(dam: Brief) -> None:
    rows = [dict(row) for row in dam.answer["ablation"]]
    assert "No single issue, left out, kills" in wording.killers(dam)
    rows[0] = {**rows[0], "zopa": True, "objective": 0.0, "loss": 30.0}
    text = wording.killers(changed(dam, ablation=rows))
    assert "Without Years to fill the lake no package is left from which all gain." in text
    assert "No single issue" not in text
    rows[1] = {**rows[1], "zopa": True, "objective": 0.0, "loss": 30.0}
    text = wording.killers(changed(dam, ablation=rows))
    assert "With any one of these left out (Years to fill the lake and Release in a" in text
    rows[0] = {**rows[0], "zopa": None, "objective": None, "loss": None, "proved": False}
    text = wording.killers(changed(dam, ablation=rows))
    assert "without Years to fill the lake is not decided" in text
    assert "No single issue" not in text
    assert "No single issue" not in wording.killers(changed(dam, ablation=rows[1:]))


def test_a_loss_that_is_not_proved_is_marked(dam: Brief) -> None:
    rows = [{**row, "proved": False} for row in dam.answer["ablation"]]
    assert "points, not proved)" in wording.killers(changed(dam, ablation=rows))


def test_refusals_are_told_in_titles_and_rounded_points(dam: Brief) -> None:
    judged = {
        "package": {"fill": "b", "drought": "a", "data": "a", "court": "a", "power": "a",
                    "name": "a"},
        "gain": {"up": -5 / 3, "down": 3.0, "mid": 1.0, "people": 0.0},
        "refused_by": {"up": "gets 1.66667 points less", "down": "never signs drought = a"},
    }  # fmt: skip
    assert circumstances.refusals(dam.names, judged) == [
        "Refused by Upstream state: 1.7 points less than if talks fail.",
        (
            "Refused by Downstream state: never signs Release in a drought: None; Disputes go to: "
            "Nobody (no government could sign away both)."
        ),
    ]


def test_a_first_stage_names_what_moved_and_counts_the_rest(dam: Brief) -> None:
    item = {**dam.answer["procedures"][0], "controlled": ["fill", "drought", "name"],
            "settled": {"fill": "b"}, "first_outcome": "settled", "first_proved": True}  # fmt: skip
    assert circumstances.first_stage(dam.names, item) == (
        "Settled first by Upstream state and Downstream state: Years to fill the lake: “Five "
        "years”. The other two that they control stay as today."
    )
    open_ = circumstances.first_stage(dam.names, {**item, "first_proved": False})
    assert open_.endswith("That this is their best package is not proved.")
    none = circumstances.first_stage(dam.names, {**item, "first_outcome": "not_decided"})
    assert "The budget ended" in none


def test_a_package_that_was_named_is_judged_in_the_bottom_line(dam: Brief) -> None:
    texts = circumstances.verdict(dam)
    assert texts[0].startswith("It changes: Years to fill the lake: Five")
    page = render(dam.names.dispute, {"bargain": dam.answer})
    assert page.index("And the package that you named?") < page.index("Is there a zone")
    assert page.index('id="judged"') < page.index('id="packages"')
    open_ = {**dam.answer["judged"], "efficient": None, "dominated_by": None, "refused_by": {}}
    texts = circumstances.verdict(changed(dam, judged=open_))
    assert "No party refuses it in the central world." in texts
    assert "Whether it is efficient was not decided: the budget ended first." in texts
    assert circumstances.verdict(changed(dam, judged=None)) == []
