"""What the file writes is what the dispute holds: numbers, values, types, evidence, paths."""

from __future__ import annotations

import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grandbargain.dispute import Choice, Disagreement, Known, Normal, Pattern, Pert, Uniform
from grandbargain.dispute.expression import Action, ActionTest, Constant, Name, Operation
from grandbargain.modelfile import check_text, parse_dispute
from grandbargain.modelfile.numbers import CHANCE, DISCOUNT, VALUE, NumberError, parse_simple

from .files import BASE, DYNAMICS, swap


def number_of(written):
    """What the file holds where ``adds`` is written this way."""
    dispute = parse_dispute(swap("adds: 3}", f"adds: {written}}}", BASE))
    return dispute.interests["north"].linkages[0].adds


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("30", Known(30.0)),
        ("-3.5", Known(-3.5)),
        ("+3", Known(3.0)),
        ("'7'", Known(7.0)),
        ("1e2", Known(100.0)),
        ("0", Known(0.0)),
        ("20..40", Uniform(20.0, 40.0)),
        ("-5..-3", Uniform(-5.0, -3.0)),
        ("-5 .. 3.5", Uniform(-5.0, 3.5)),
        ("20..20", Known(20.0)),
        ("20/30/40", Pert(20.0, 30.0, 40.0)),
        ("-1/-1/4", Pert(-1.0, -1.0, 4.0)),
        ("30 +- 5", Normal(30.0, 5.0, -1e6, 1e6)),
        ("30+-5", Normal(30.0, 5.0, -1e6, 1e6)),
        ("30 ± 5", Normal(30.0, 5.0, -1e6, 1e6)),
        ("{either: {30: 0.7, 50..60: 0.3}}",
         Choice(((Known(30.0), 0.7), (Uniform(50.0, 60.0), 0.3)))),
        ("{value: {either: {1: 0.5, 2 +- 1: 0.5}}, source: survey}",
         Choice(((Known(1.0), 0.5), (Normal(2.0, 1.0, -1e6, 1e6), 0.5)))),
        ("{value: 20..40}", Uniform(20.0, 40.0)),
    ],
)  # fmt: skip
def test_every_form_of_a_number(written, form):
    number = number_of(written)
    assert number.distribution == form
    assert number.path == "interests.north.linkages.1.adds"


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_numbers_survive_the_way_through_text(a, b, c):
    low, mode, high = sorted((a, b, c))
    text = f"{low!r}..{high!r}"
    form = parse_simple(text, VALUE_ANY)
    assert (form.low, form.high) == (low, high)
    form = parse_simple(f"{low!r}/{mode!r}/{high!r}", VALUE_ANY)
    assert form.low == low
    assert form.high == high
    assert parse_simple(repr(a), VALUE_ANY) == Known(a)


VALUE_ANY = type(VALUE)("a number", -1e7, 1e7)


def test_a_normal_is_cut_at_the_range_of_its_place():
    assert parse_simple("0.9 +- 0.2", CHANCE) == Normal(0.9, 0.2, 0.0, 1.0)
    assert parse_simple("0.9 +- 0.2", DISCOUNT).high == math.nextafter(1, 0)


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("007", "Write 7"),
        ("-05.5", "Write -5.5"),
        ("1,000", "Write 1000"),
        ("0,5", "Write 0.5"),
        ("30%", "Write 30"),
        (".5", "Write 0.5"),
        ("5.", "Write 5."),
        ("20-40", "Write 20..40"),
        ("20 to 40", "Write 20..40"),
        ("20...40", "Write 20..40"),
        ("40..20", "Write 20..40"),
        ("1/2", "20/30/40"),
    ],
)
def test_the_remedy_says_what_to_write(written, remedy):
    with pytest.raises(NumberError) as caught:
        parse_simple(written, VALUE_ANY)
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("bounds", "remedy"),
    [(VALUE, "Write 20."), (CHANCE, "Write 0.2."), (DISCOUNT, "Write 0.2.")],
)
def test_a_percentage_is_written_on_the_scale_of_its_place(bounds, remedy):
    for written in ("20%", "20 %..30 %"):
        with pytest.raises(NumberError) as caught:
            parse_simple(written, bounds)
        assert caught.value.code == "GB304"
        assert caught.value.remedy == remedy


def test_evidence_from_the_nearest_place_wins():
    text = swap("    disagreement: {stalemate_cost: 0..5}", """\
    source: s1
    because: a hunch
    sources: {pay: [s2, judgement]}
    weights_source: s3
    disagreement: {stalemate_cost: 0..5, source: s4, because: cheap}""", BASE)  # fmt: skip
    text = text.replace("{low: 100, mid: 40..60, high: 0}",
                        "{low: 100, mid: {value: 40..60, source: s5, because: b},"
                        " high: 0}")  # fmt: skip
    text = text.replace("sources:\n", "sources: {s1: A, s2: B, s3: C, s4: D, s5: E,\n", 1)
    text = text.replace("river\nactors", "river}\nactors")
    north = parse_dispute(text).interests["north"]
    low, mid, _ = north.values["water"].tables[0].values
    assert (low.sources, low.because) == (("s1",), "a hunch")
    assert (mid.sources, mid.because) == (("s5",), "b")
    assert [n.sources for n in north.values["pay"].tables[0].values] == [("s2", "judgement")] * 2
    assert north.weights["pay"].sources == ("s3",)
    cost = north.disagreement.number
    assert (cost.sources, cost.because) == (("s4",), "cheap")
    assert north.linkages[0].adds.sources == ("s1",)


def test_up_down_flat_and_either():
    dispute = parse_dispute(BASE)
    south = dispute.interests["south"].values["water"]
    assert [n.distribution for n in south.tables[0].values] == [Known(0.0), Known(50.0), Known(100)]
    assert [n.path for n in south.tables[0].values][1] == "interests.south.values.water.mid"
    either = dispute.interests["people"].values["pay"]
    assert either.path == "interests.people.values.pay"
    assert [(t.name, t.chance, len(t.values)) for t in either.tables] == [
        ("up", 0.5, 2), ("flat", 0.5, 0)
    ]  # fmt: skip
    paths = [number.path for number in dispute.numbers()]
    assert len(set(paths)) == len(paths)
    assert "interests.people.values.pay.either.up.some" in paths
    assert "actors.north.discount" in paths
    assert "parameters.rain" in paths


def test_an_issue_with_one_option_is_flat_for_everybody():
    text = swap("issues:\n", "issues:\n  fixed: {options: {only: O}, status_quo: only}\n", BASE)
    text = text.replace("{water: up, pay: down}", "{water: up, pay: down, fixed: {only: 50}}")
    dispute, problems = check_text(text)
    assert [p.code for p in problems] == ["GB701"]
    assert dispute.interests["south"].values["fixed"].tables[0].is_flat


TYPES = """\
    types:
      soft:
        chance: 0.2..0.6
        weights: {pay: 5}
        values: {pay: flat}
      hard:
        title: Hard
        disagreement: play
        order: [pay, water]
        linkages: []
        refuses: []
"""


def test_a_type_replaces_leaf_by_leaf_and_shares_the_rest():
    dispute = parse_dispute(swap("    refuses:\n", TYPES + "    refuses:\n", BASE))
    base = dispute.interests["north"]
    soft, hard = base.types
    assert base.types_path == "interests.north.types"
    assert soft.chance.path == "interests.north.types.soft.chance"
    assert hard.chance is None
    assert soft.interests.weights["water"] is base.weights["water"]
    assert soft.interests.weights["pay"].path == "interests.north.types.soft.weights.pay"
    assert soft.interests.values["water"] is base.values["water"]
    assert soft.interests.values["pay"].path == "interests.north.types.soft.values.pay"
    assert soft.interests.linkages is base.linkages
    assert soft.interests.refuses is base.refuses
    assert soft.interests.disagreement is base.disagreement
    assert hard.interests.weights is None
    assert hard.interests.order == (("pay",), ("water",))
    assert hard.interests.order_path == "interests.north.types.hard.order"
    assert hard.interests.disagreement == Disagreement("play", None)
    assert hard.interests.linkages == hard.interests.refuses == ()
    assert not soft.interests.types


def test_weights_of_a_type_replace_the_order_of_the_base():
    types = "    types: {a: {weights: {water: 3}}}\n"
    text = swap("    order: [water, pay]\n", "    order: [water, pay]\n" + types, BASE)
    kind = parse_dispute(text.replace("pay: {either: {up: 0.5, flat: 0.5}}", "pay: flat"))
    interests = kind.interests["people"].types[0].interests
    assert interests.order is None
    assert list(interests.weights) == ["water"]


def test_moves_constraints_and_refusals():
    dispute = parse_dispute(BASE)
    water, pay = dispute.issues
    (move,) = water.moves
    every = ("low", "mid", "high")
    assert (move.kind, move.by, move.from_options, move.to_options) == (
        "one", ("north",), every, every
    )  # fmt: skip
    assert [(m.kind, m.by, m.from_options, m.to_options) for m in pay.moves] == [
        ("all", ("north", "south"), ("none", "some"), ("some",)),
        ("any", ("north", "south"), ("some",), ("none",)),
    ]
    first, second = dispute.constraints
    assert first.forbidden == (Pattern((("water", ("low",)), ("pay", ("some",)))),)
    assert (first.kind, first.path) == ("agreed", "constraints.1")
    assert second.never == second.forbidden[0]
    (refusal,) = dispute.interests["north"].refuses
    assert refusal.path == "interests.north.refuses.1"
    assert refusal.because == "fields would be lost"


def test_words_stay_words():
    text = BASE.replace("none", "NO").replace("some", "on").replace("low", "y").replace("mid", "n")
    dispute = parse_dispute(text)
    assert dispute.issue("pay").option_ids == ("NO", "on")
    assert dispute.issue("water").option_ids == ("y", "n", "high")
    assert parse_dispute(swap("2020-05", "2020-05-17", BASE)).as_of == "2020-05-17"


def test_ordinal_forms():
    text = BASE[: BASE.index("  south:\n    weights")] + """\
  south:
    ranking: [{water: high}, [{water: mid}, {pay: some}]]
  people:
    statements: [{pay: some, water: [mid, high]}, {if: {water: high}, then: {pay: some}}]
"""  # fmt: skip
    dispute = parse_dispute(text)
    south, people = dispute.interests["south"], dispute.interests["people"]
    assert not south.has_points
    assert [len(group) for group in south.ranking] == [1, 2]
    plain, conditional = people.statements
    assert plain[0] == Pattern(())
    assert plain[1] == Pattern((("water", ("mid", "high")), ("pay", ("some",))))
    assert conditional == (Pattern((("water", ("high",)),)), Pattern((("pay", ("some",)),)))


def test_the_sections_of_later_questions_are_kept():
    dispute = parse_dispute(BASE + DYNAMICS, "river")
    assert list(dispute.sections) == ["enforcement", "robustness", "history"]
    dynamics = dispute.dynamics
    assert dynamics is not None
    assert dynamics.stocks[0].levels == tuple(float(k) for k in range(11))
    assert dynamics.strategy("stern").rules["south"].tree == Operation(
        "if", (ActionTest("north", "take"), Action("protest"), Action("wait"))
    )
    assert dynamics.hazards[0].chance.tree == Operation(
        "*", (Constant(0.01), Operation("exp", (Operation("neg", (Name("fish"),)),)))
    )
    assert dynamics.strategy("joint").united == ("north", "south")
    assert dispute.sections["history"][1]["stocks"]["fish"].distribution == Uniform(4.0, 5.0)
    assert pickle.loads(pickle.dumps(dispute)) == dispute


def test_levels_by_step_end_where_they_say():
    dispute = parse_dispute(swap("levels: 0..10 by 1, now: 5", "levels: 0..1 by 0.1, now: 0.3"))
    assert dispute.dynamics is not None
    levels = dispute.dynamics.stocks[0].levels
    assert len(levels) == 11
    assert levels[0] == 0
    assert levels[-1] == 1


def test_the_digest_is_that_of_the_bytes():
    assert parse_dispute(BASE).sha256 == parse_dispute(BASE.encode()).sha256
    assert parse_dispute(BASE).sha256 != parse_dispute(BASE + "# remark\n").sha256


def test_detection_inherits_the_evidence_of_its_section():
    text = swap("enforcement:\n", "enforcement:\n  source: judgement\n")
    section = parse_dispute(text, "river").sections["enforcement"]
    chances = [number for row in section["detection"].values() for number in row.values()]
    assert len(chances) == 3
    assert all(number.sources == ("judgement",) for number in chances)
