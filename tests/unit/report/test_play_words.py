"""What decades of play do, in words: plain, exact, and silent about what was not computed."""

from __future__ import annotations

import copy
import io
import json
from collections import Counter
from typing import Any

import pytest
from rich.console import Console
from tests.unit.report.playing import (
    bare_answer,
    interrupted_answer,
    playing_answer,
    playing_dispute,
    steady_answer,
)

from grandbargain.cli import fitting
from grandbargain.report import (
    decades,
    decades_tables,
    division,
    doing,
    options_compared,
    play_judgements,
    robust,
    settling,
    waiting,
)
from grandbargain.report.names import Names
from grandbargain.report.play_words import level, odds, of_histories, per_year

NAMES = Names(playing_dispute())


def whole(*, worlds: bool = True) -> dict[str, Any]:
    """Return an answer as JSON brings it back."""
    return json.loads(json.dumps(playing_answer(worlds=worlds).to_dict()))


BARE = json.loads(json.dumps(bare_answer().to_dict()))
STOPPED = json.loads(json.dumps(interrupted_answer().to_dict()))


def test_the_bottom_line_says_chances_with_histories_words_and_ranges() -> None:
    told = play_judgements.bottom_line(whole(), NAMES)
    assert told[0] == (
        "It is likely that play is still open, or settled and in force, at the end of 2029: 31 of "
        "50 histories (62 %)."
    )
    assert told[1] == (
        "A settlement was signed and has failed since in 4 of 50 histories (8 %) in the central "
        "world."
    )
    assert told[2] == (
        "With settlements that failed since counted in, it is 35 of 50 histories (70 %; 60 to 80 % "
        "in nine worlds of ten)."
    )
    assert (
        "It is unlikely that it comes to “War over water”: 10 of 50 histories (20 %; 5 to 35 % in "
        "nine worlds of ten), so anything from “very unlikely” to “unlikely”."
    ) in told
    assert (
        "“Union” is worth most to Upstream state (3 points a year ahead of the next; most in 35 of "
        "50 worlds, 70 %) and Downstream state (6; most in 35 of 50 worlds, 70 %)."
    ) in told


def test_without_worlds_no_range_is_made_up() -> None:
    data = whole(worlds=False)
    told = play_judgements.bottom_line(data, NAMES)
    told += [text for f in (waiting.waiting, settling.settlement) for text in f(data, NAMES)]
    assert not [text for text in told if "worlds" in text or "range" in text]
    assert "carry no range" in play_judgements.caveats(data)[0]
    assert options_compared.over_worlds(data, NAMES) == []
    assert options_compared.worlds_table(data, NAMES) is None


def test_play_that_hardly_lasts_is_told_from_its_likelier_side() -> None:
    data = whole()
    one = data["strategies"]["default"]
    one["survival"][-1] = 0.1
    one["in_play"][-1], one["agreements"] = 0.1, {}
    one["ending"]["deal"][-1] = 0.0
    one["worlds"]["survival"] = {"mean": 0.1, "q05": 0.04, "q50": 0.1, "q95": 0.3}
    assert play_judgements.lead(data, NAMES) == (
        "If nobody redesigns it: it is very likely that play comes to an ending by the end of "
        "2029. It is still open, or settled and in force, in 5 of 50 histories (10 %; 4 to 30 % in "
        "nine worlds of ten), so anything from “likely” to “almost certain”."
    )


def test_those_without_a_vote_are_named() -> None:
    (told,) = options_compared.people(whole(worlds=False), NAMES)
    assert told == (
        "People of the delta (no vote): most under “Union”, 20 points a year; least under "
        "“Patience”, 9 points a year."
    )
    assert "no vote" in str(options_compared.strategies_table(whole(), NAMES).head)


def test_one_row_per_strategy_holds_values_survival_endings_and_rents() -> None:
    table = options_compared.strategies_table(whole(worlds=False), NAMES)
    assert [cell.text for cell in table.head[5:]] == [
        "Still open", "War over water", "A great drought", "The deal: in force",
        "The deal: failed since", "Rents, USD bn a year",
    ]  # fmt: skip
    assert [cell.text for cell in table.rows[2]] == [
        "Union", "45.0", "36.0", "47.0", "20.0", "20 %", "20 %", "10 %", "30 %", "20 %",
        "0.78",
    ]  # fmt: skip
    assert table.rows[2][1].style == "number best"
    assert table.rows[0][1].style == "number"


def test_the_best_in_more_worlds_is_told_and_small_leads_are_no_lead() -> None:
    data = whole()
    data["worlds"]["best"]["up"] = {"default": 0.0, "patience": 0.6, "union": 0.4}
    data["strategies"]["default"]["value_per_year"]["down"] = 35.85
    told = options_compared.favourites(data, NAMES)
    assert told[0] == (
        "“Union” is worth most to Upstream state (3 points a year ahead of the next; most in 20 of "
        "50 worlds, 40 %, but in 30 of 50 worlds, 60 %, “Patience” is)."
    )
    assert told[1] == (
        "For Downstream state (“Everybody answers” most in 5 of 50 worlds, 10 %, “Union” most in "
        "35 of 50 worlds, 70 %), “Everybody answers” and “Union” are about equally good."
    )
    assert told[2].startswith("“Patience” is worth most to Middle state (1 point a year ahead")


def test_today_and_the_settlement_stand_below_the_strategies() -> None:
    table = options_compared.values_table(whole(), NAMES)
    assert [[cell.text for cell in row] for row in table.foot] == [
        ["Today’s package", "20.0", "25.0", "30.0", "5.0"],
        ["The deal: in force", "60.0", "55.0", "52.0", "40.0"],
    ]
    assert settling.worth(whole(), NAMES, "deal") == (
        "In force, “The deal” would be worth more than the best strategy of play, in points a "
        "year: People of the delta +20.0, Downstream state +19.0, Upstream state +15.0, Middle "
        "state +1.0."
    )


def test_strategies_are_told_with_whom_they_bind_and_what_everybody_does() -> None:
    assert doing.strategies_told(whole(), NAMES) == [
        "“Everybody answers”: nobody is bound; each answers what it foresees.",
        "“Patience: wait and see”. Downstream state is bound: always “Wait”; all others answer.",
        "“Union”. Upstream state and Downstream state decide as one; all others answer.",
    ]
    data = whole()
    one = data["strategies"]["default"]
    one["in_play"] = [1.0, 0.5, *[0.0] * 9]
    one["action"]["down"] = {"wait": [1.0, 0.4, *[None] * 8], "threaten": [0.0, 0.6, *[None] * 8]}
    table = doing.actions_table(data, NAMES, "down")
    assert table is not None
    assert [(cell.text, cell.sub) for cell in table.rows[0][1:]] == [
        ("80 %", "100 %"),
        ("20 %", "0 %"),
    ]
    assert doing.actions_table(data, NAMES, "mid") is None
    assert doing.movers({**data, "adversary": "down"}) == ["down", "up"]


def test_heads_say_the_start_of_a_year_and_the_end_of_the_last() -> None:
    heads = [decades_tables.year_head(whole(), place) for place in (0, 5, 10)]
    assert heads == ["now", "start of 2025", "end of 2029"]
    undated = {**whole(), "start": 1}
    assert decades_tables.year_head(undated, 10) == "after 10 years"


def test_two_hopes_alike_are_told_as_one_and_hopeless_waiting_is_said() -> None:
    data = whole()
    for actor in data["break_even"]["dry"]:
        data["break_even"]["dry"][actor] = None
    data["hopes"]["wet"] = {**data["hopes"]["dry"], "title": "It pours"}
    data["break_even"]["wet"] = data["break_even"]["dry"]
    (told,) = [text for text in play_judgements.bottom_line(data, NAMES) if "Hope: " in text]
    assert told.count("Hope: ") == 2
    assert told.endswith(
        "For each of these hopes: against “Union” waiting pays for Middle state and costs Upstream "
        "state, Downstream state and People of the delta. At no chance from 0 to 100 % a year does "
        "waiting pay for them."
    )


@pytest.mark.parametrize("width", range(60, 141))
def test_no_number_of_a_table_is_cut_in_a_terminal(width: int) -> None:
    data = whole()
    for table in (
        options_compared.values_table(data, NAMES),
        options_compared.odds_table(data, NAMES),
        decades_tables.survival_table(data, NAMES),
        decades_tables.stock_table(data, NAMES, "lake"),
        waiting.delays_table(data, NAMES),
        settling.settlement_table(data, NAMES, "deal"),
    ):
        assert table is not None
        console = Console(width=width, record=True, file=io.StringIO())
        for part in fitting.fitted(table, width):
            console.print(part)
        lines = console.export_text().splitlines()
        assert max(map(len, lines)) <= width
        words = Counter(word for line in lines for word in line.split())
        asked = Counter(
            word
            for row in (*table.rows, *table.foot)
            for cell in row[1:]
            for word in f"{cell.text} {cell.sub}".split()
            if any(map(str.isdigit, word))
        )
        assert not {word: n for word, n in asked.items() if words[word] < n}


def test_whoever_is_bound_is_told_what_leaving_brings() -> None:
    told = options_compared.gains_of_leaving(whole(), NAMES)
    assert told[0] == (
        "Under “Patience”, by leaving it for its best answer, Downstream state would gain 1.5 "
        "points a year (in another state up to 2.5)."
    )
    assert "decide as one" in told[1]
    assert "is not computed" in told[1]


def test_what_waiting_needs_stands_beside_what_the_file_has() -> None:
    told = waiting.break_even(whole(), NAMES, "dry")
    assert told.startswith(
        "Chance at which waiting and “Union” are worth the same: Upstream state 25 % a year and "
        "Downstream state 60 % a year; in the file it comes with 1.2 % a year."
    )
    assert "For People of the delta no chance from 0 to 100 % makes both worth the same" in told
    assert waiting.chance_in_file(whole(), "dry") == pytest.approx(0.1 / 8.65)
    alone = whole()
    del alone["strategies"]["patience"]
    assert waiting.chance_in_file(alone, "dry") is None
    assert "in the file" not in waiting.break_even(alone, NAMES, "dry")


def test_delay_is_told_by_whom_it_costs_and_whom_it_serves() -> None:
    assert waiting.hurt(whole(), NAMES, "later") == (
        "20 years of “Patience” before “Union” cost People of the delta most, 10 points a year and "
        "serve Middle state best, 4 points a year."
    )
    level_ = whole()
    for row in level_["cost_of_delay"]["later"].values():
        row[:] = [row[0]] * 21
    assert waiting.hurt(level_, NAMES, "later").endswith("cost nobody anything.")
    assert waiting.delay(level_, NAMES)[1] == "One year of it changes nothing."


def test_division_and_playing_off_are_told_by_their_sign() -> None:
    data = whole()
    assert "is worth 3 points a year to Middle state" in division.playing_off(data, NAMES)
    data["playing_off_rent"] = -2.5
    assert division.playing_off(data, NAMES) == (
        "Middle state gains nothing by the division of Upstream state and Downstream state: if "
        "they decided as one, it would have 2.5 points a year more."
    )
    data["playing_off_rent"] = 0.01
    assert "as much" in division.playing_off(data, NAMES)
    data["price_of_division"] = -1.0
    assert division.division(data, NAMES).startswith("Deciding as one would cost")


def test_changes_of_place_are_counted_and_the_largest_told() -> None:
    told = robust.robust(whole(), NAMES)
    assert told[0] == (
        "With a longer horizon (one other tried) no comparison changes places, of 12 (two "
        "strategies, one actor)."
    )
    assert told[1] == (
        "With another order of moves (one other tried) one of 12 comparisons changes places. The "
        "largest: to Upstream state, “Patience” is worth 2 more than “Everybody answers” as played "
        "here, and 1 less with the order Downstream state, Upstream state."
    )
    assert "In every one of 4 cases “Union” is worth most to Upstream state" in told[-1]
    assert told[-1].endswith("in which its rules cannot be followed.")
    assert robust.kept(whole(), "up") == (2, 3)
    assert robust.kept(whole(), "down") == (3, 3)


def test_the_settlement_is_told_with_what_it_hangs_on_and_who_breaks_it() -> None:
    told = settling.settlement(whole(worlds=False), NAMES)
    assert told[0].startswith("“The deal” pays the package that the rule Nash picks; it changes")
    assert "in 25 of 50 histories (50 %). If nobody could leave it" in told[3]
    assert told[4] == (
        "Where it is signed, it is still in force at the end of 2029 in 60 % of cases. Who breaks "
        "it first, in per cent of cases: Upstream state 30 %."
    )
    assert told[5].startswith("It hangs on where “Trust” starts: at 0 it is signed in 2 %")
    assert told[6] == "Where “Water in the lake” starts hardly matters."


def test_a_settlement_without_a_package_says_why() -> None:
    data = whole()
    data["settlements"]["deal"] = {
        **data["settlements"]["deal"], "package": None, "utility": {}, "detection": None,
        "false_alarm": None, "leavers": [], "reason": "there is no zone of agreement",
    }  # fmt: skip
    (told,) = settling.settlement(data, NAMES)
    assert told == (
        "“The deal” cannot come, since the rule Nash finds no package: there is no zone of "
        "agreement."
    )
    assert settling.settlement_table(data, NAMES, "deal") is None


def test_nobody_in_play_any_more_is_said() -> None:
    data = whole()
    told = decades.stocks(data, NAMES, "default")
    assert told[1].startswith("Trust: 0.5 now, on average 0.5 before 2029")
    gone = data["strategies"]["default"]["stock"]["trust"]
    for key in gone:
        gone[key] = [None] * 11
    assert decades.stock(data, NAMES, "default", "trust") == "Trust: nobody is in play any more."
    cells = decades_tables.stock_table(data, NAMES, "trust").rows[0]
    assert {cell.text for cell in cells[1:]} == {"–"}


def test_outcomes_sum_to_one_and_split_a_settlement() -> None:
    found = decades.outcomes(whole(), "union")
    assert sum(found.values()) == pytest.approx(1)
    assert [decades.outcome(NAMES, key) for key in found] == [
        "War over water", "A great drought", "The deal: in force", "The deal: failed since",
        "Still open",
    ]  # fmt: skip


def test_one_history_is_told_year_by_year() -> None:
    table = decades_tables.history_table(whole(), NAMES, "default")
    assert table is not None
    assert [cell.text for cell in table.rows[0]] == [
        "2020", "40", "0.5", "Fill the lake", "Wait",
    ]  # fmt: skip
    assert "It goes on after the last year shown." in table.note
    assert decades_tables.history_table(BARE, NAMES, "default") is None


def test_the_worst_twentieth_is_told_with_its_sampling() -> None:
    told = decades.worst(whole(), NAMES)
    assert told.startswith("In its own worst 5 % of 10,000 sampled histories")
    table = decades_tables.worst_table(whole(), NAMES)
    assert table is not None
    assert (table.rows[0][1].text, table.rows[0][1].sub) == ("32.0", "± 0.4")


def test_a_bare_file_gets_only_what_it_has() -> None:
    assert play_judgements.bottom_line(BARE, NAMES) == [
        "Under “Everybody answers” nothing can end play: it goes on to the last year."
    ]
    assert division.rents(BARE, NAMES) == []
    assert waiting.waiting(BARE, NAMES) == []
    assert waiting.delay(BARE, NAMES) == []
    assert robust.robust(BARE, NAMES) == []
    assert robust.robust_table(BARE, NAMES) is None
    assert settling.settlement(BARE, NAMES) == []
    assert division.division_table(BARE, NAMES) is None
    assert decades_tables.rents_table(BARE, NAMES) is None
    assert decades_tables.worst_table(BARE, NAMES) is None
    assert decades.most_moved(BARE, NAMES) == []
    assert options_compared.favourites(BARE, NAMES) == []
    assert options_compared.steady(BARE, NAMES) == []
    assert options_compared.strategies_table(BARE, NAMES).rows[0][-1].text == "100 %"


def test_an_answer_that_was_stopped_says_so_first() -> None:
    assert play_judgements.bottom_line(STOPPED, NAMES)[0].startswith("The work was interrupted")
    assert play_judgements.lead(STOPPED, NAMES) == (
        "The work was interrupted before any strategy was played."
    )
    for tell in (options_compared.gains_of_leaving, options_compared.people, decades.assumptions):
        assert isinstance(tell(STOPPED, NAMES), list)
    half = copy.deepcopy(whole())
    half["interrupted"] = True
    assert play_judgements.bottom_line(half, NAMES)[0] == (
        "The work was interrupted: of play only what was finished is told (three strategies "
        "played)."
    )


def test_a_search_without_end_is_never_a_number() -> None:
    told = options_compared.steady(steady_answer(), NAMES)
    assert "Upstream state +1.0" in told[0]
    assert "not converged after 2,000 rounds, residual 0.25" in told[1]


def test_small_chances_and_levels_keep_their_meaning() -> None:
    assert of_histories(0.00002) == "fewer than one of 1,000 histories (under 1 %)"
    assert of_histories(1e-12) == "none of 50 histories (0 %)"
    assert odds(0.2, {"q05": 0.2, "q95": 0.2}).endswith("(20 %; 20 % in nine worlds of ten)")
    assert per_year(1.0) == "100 % a year"
    assert level(NAMES, "lake", 0.0004) == "nearly 0"
    assert level(NAMES, "lake", 20.04) == "20"


def test_strategies_whose_heads_are_alike_keep_their_whole_titles() -> None:
    dispute = playing_dispute(word="Same: but different")
    assert Names(dispute).short("patience") == "Same: but different"
    assert NAMES.short("patience") == "Patience"
    assert NAMES.short("unknown") == "unknown"
