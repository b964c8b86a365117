"""The whole question of play: what is joined to the engine, against twin and definitions."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from tests.port import PORT
from tests.reference.dynamics_otherwise import Deal, PlayIf, chance_of

from grandbargain import Study
from grandbargain.dispute import Dispute
from grandbargain.dynamics.answer import DynamicsAnswer
from grandbargain.errors import (
    InvalidModelError,
    MissingSectionError,
    TooLargeError,
    UsageError,
)
from grandbargain.modelfile.read import parse_dispute
from grandbargain.study.no_deal import with_play
from grandbargain.study.play_worlds import PlayTask
from grandbargain.study.progress import Interrupted

SHORT = {"histories": 400, "shown": 3}


def port(*changes: tuple[str, str]) -> Dispute:
    text = PORT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return parse_dispute(text, "port")


@pytest.fixture(scope="module")
def answer() -> DynamicsAnswer:
    return Study(port(), seed=3).dynamics(worlds=5, **SHORT)


def close(values: Any) -> Any:
    return pytest.approx(values, abs=1e-6)


def utilities(dispute: Dispute, package: dict[str, str]) -> dict[str, float]:
    """Utilities of the central world, from the file alone."""
    share = {"a": (70, 30), "b": (30, 70), "gang": (1, 0), "people": (1, 1)}
    is_joint, is_open = package["tolls"] == "joint", package["quay"] == "open"
    likes = {"a": (1, 0), "b": (1, 1), "gang": (0, 1), "people": (1, 1)}
    return {
        actor: 100
        * (wt * (is_joint == likes[actor][0]) + wq * (is_open == likes[actor][1]))
        / (wt + wq)
        for actor, (wt, wq) in share.items()
    }


def twin(dispute: Dispute, **more: Any) -> PlayIf:
    slow = PlayIf(dispute, **more)
    slow.status_quo = utilities(dispute, dispute.status_quo)
    return slow


def test_play_without_a_deal(answer: DynamicsAnswer) -> None:
    found = twin(port(), closed=("deal",)).solve("default").value_per_year()
    assert answer.no_deal_value == close(found)


def deal(answer: DynamicsAnswer, dispute: Dispute) -> Deal:
    """The agreement of the central world, put together by hand."""
    package = dict(answer.settlements["deal"].package or {})
    assert package == {"tolls": "joint", "quay": "open"}
    left = {
        "a": utilities(dispute, {"tolls": "joint", "quay": "shut"}),
    }
    today = utilities(dispute, dispute.status_quo)
    failed = {"a": answer.no_deal_value["a"], **{x: today[x] for x in ("b", "gang", "people")}}
    return Deal(
        kept=utilities(dispute, package),
        left=left,
        rationality={"a": 1.0},
        found_out=0.6,
        alarm=0.05,
        failed=failed,
    )


def test_strategies_with_a_settlement_that_can_be_broken(answer: DynamicsAnswer) -> None:
    dispute = port()
    slow = twin(dispute, deals={"deal": deal(answer, dispute)})
    for name, played in answer.strategies.items():
        solved = slow.solve(name)
        assert played.value_per_year == close(solved.value_per_year())
        start = slow.start()
        chance = sum(p * chance_of(solved, "deal", s) for s, p in start.items())
        assert played.ending["deal"][-1] == close(chance)
        lost = sum(
            p * chance_of(solved, ending, s) for s, p in start.items() for ending in ("fall", "war")
        )
        assert played.survival[-1] == close(1 - lost)
        assert played.survival[-1] == close(played.in_play[-1] + chance)
    settlement = answer.settlements["deal"]
    assert [leaver.actor for leaver in settlement.leavers] == ["a"]
    assert settlement.leavers[0].gain == close(30.0)
    assert (settlement.detection, settlement.false_alarm) == (close(0.6), close(0.05))


def test_the_chance_of_signing_if_nobody_could_leave(answer: DynamicsAnswer) -> None:
    dispute = port()
    paid = {"deal": utilities(dispute, dict(answer.settlements["deal"].package or {}))}
    slow = twin(dispute, paid=paid)
    for name, played in answer.strategies.items():
        solved = slow.solve(name)
        chance = sum(p * chance_of(solved, "deal", s) for s, p in slow.start().items())
        assert played.agreements["deal"].if_kept == close(chance)
        years = played.agreements["deal"]
        assert years.in_force[-1] + years.failed[-1] == close(played.ending["deal"][-1])


def test_rents_and_division(answer: DynamicsAnswer) -> None:
    default, union = (answer.strategies[name] for name in ("default", "union"))
    assert default.rent is not None
    total = sum(sum(years) for years in default.rent.values())
    assert default.rent_per_year == close(total / 6)
    assert answer.extortion_rent == default.rent_per_year
    assert answer.united == close(union.value_per_year)
    values, united = default.value_per_year, union.value_per_year
    assert answer.playing_off_rent == close(values["gang"] - united["gang"])
    price = sum(united[actor] - values[actor] for actor in ("a", "b"))
    assert answer.price_of_division == close(price)


def test_the_first_entry_is_now_and_histories_are_told(answer: DynamicsAnswer) -> None:
    for played in answer.strategies.values():
        assert len(played.survival) == 7
        assert played.survival[0] == 1.0
        assert played.stock["arms"].mean[0] == 1.0
        assert len(played.action["gang"]["raid"]) == 6
        assert len(played.histories) == 3
        for history in played.histories:
            assert history.years[0].stock == {"arms": 1.0}
            assert (history.ending is None) == (len(history.years) == 6 and history.ended is None)
        for actor, worst in played.worst.items():
            if actor != "a":  # it believes in odds of its own, histories follow the model's
                assert worst <= played.value_per_year[actor] + 5 * played.worst_error[actor] + 1


def test_what_the_file_has_no_section_for_is_null() -> None:
    cut = PORT[: PORT.index("  principals:")]
    data = Study(parse_dispute(cut, "port")).dynamics(histories=0, shown=0).to_dict()
    for key in ("principals", "adversary", "rents_unit", "extortion_rent", "playing_off_rent"):
        assert data[key] is None
    for key in ("price_of_division", "break_even", "hopes", "cost_of_delay", "delays", "worlds"):
        assert data[key] is None
    assert data["strategies"]["default"]["rent"] is None
    assert data["strategies"]["default"]["worst"] == {}
    json.dumps(data, allow_nan=False)


def test_worlds_are_the_same_for_any_number_of_cores(answer: DynamicsAnswer) -> None:
    again = Study(port(), seed=3).dynamics(worlds=17, compare=False, jobs=2, **SHORT)
    alone = Study(port(), seed=3).dynamics(worlds=17, compare=False, jobs=1, **SHORT)
    one, other = again.to_dict(), alone.to_dict()
    del one["seconds"], other["seconds"]
    assert one == other
    assert answer.worlds is not None
    assert answer.worlds.finished == 5
    for shares in answer.worlds.best.values():
        assert sum(shares.values()) >= 1.0
        assert all((5 * share).is_integer() for share in shares.values())


def test_worlds_are_central_worlds_of_files_with_those_numbers(answer: DynamicsAnswer) -> None:
    """World 0 of seed 3, written as a file whose numbers are known."""
    dispute = port()
    known = with_play(dispute, worlds=5, seed=3)
    task = PlayTask(known, {}, frozenset({"deal"}), ("default", "patience"), 3, 0, 5)
    first = task.run()[0]
    from grandbargain.tables.draws import draw_numbers

    risk, discount, weight = (
        float(draw_numbers([number], 3, 0, 1)[0, 0])
        for number in (
            dispute.parameters[0].number,
            dispute.actors[1].discount,
            (dispute.interests["a"].weights or {})["tolls"],
        )
    )
    written = port(
        ("0.02..0.06", repr(risk)), ("0.8..0.9", repr(discount)), ("60..80", repr(weight)),
        ("80..90", "85"),
    )  # fmt: skip
    slow = PlayIf(written, closed=("deal",))
    slow.status_quo = utilities(written, written.status_quo) | {"a": 100 * 30 / (30 + weight)}
    found = dict(zip([a.id for a in dispute.actors], first.no_deal, strict=True))
    expected = slow.solve("default").value_per_year()
    for actor in ("a", "b", "gang"):
        assert found[actor] == close(expected[actor])
    assert answer.worlds is not None


def test_a_disagreement_point_from_play(answer: DynamicsAnswer) -> None:
    found = Study(port(), seed=3).bargain(rules=["nash"], worlds=5)
    assert found.disagreement["a"] == close(answer.no_deal_value["a"])
    assert found.disagreement["b"] == close(0.0)
    everybody = Study(port(), seed=3).bargain(rules=["nash"], no_deal="play")
    assert everybody.disagreement == close(dict(answer.no_deal_value))
    held = Study(port()).stability("nash").to_dict()
    assert held["enforcement"]["a"]["discount"] == close(0.9)
    trust = Study(port()).trust(["a", "b"])
    assert trust.trust["a"].points.failure == close(answer.no_deal_value["a"])


def test_a_disagreement_point_from_play_that_is_not_there() -> None:
    cut = parse_dispute(PORT[: PORT.index("dynamics:")], "port")
    with pytest.raises(MissingSectionError, match=r"disagreement: play` of a .* no section"):
        Study(cut).bargain()
    without = port(("{title: North, discount: 0.9}", "{title: North}"))
    with pytest.raises(MissingSectionError, match="discount"):
        Study(without).bargain()


@pytest.mark.parametrize(
    ("settings", "kind", "told"),
    [
        ({"strategies": ["patiense"]}, UsageError, "did you mean 'patience'"),
        ({"order": ["a", "b"]}, UsageError, "every mover once"),
        ({"order": ["b", "a", "gang"]}, UsageError, "steps has a rule"),
        ({"rationality": -1.0}, UsageError, "from 0 on"),
        ({"years": 0}, UsageError, "1 or more"),
        ({"budget_gib": 1e-9}, TooLargeError, "4 states x 8 joint actions x 2 successors"),
        ({"worldz": 3}, UsageError, "did you mean 'worlds'"),
    ],
)
def test_settings_that_cannot_be(
    settings: dict[str, Any], kind: type[Exception], told: str
) -> None:
    with pytest.raises(kind, match=told):
        Study(port()).dynamics(**settings)


def test_numbers_that_play_lacks() -> None:
    for old, new, told in (
        ("  rationality: 1\n", "", "rationality"),
        ("{title: The gang, discount: 0.7, party: false}", "{title: G, party: false}", "discount"),
    ):
        with pytest.raises(MissingSectionError, match=told):
            Study(port((old, new))).dynamics()
    nothing = parse_dispute(PORT[: PORT.index("dynamics:")].replace("play", "{value: 3}"), "p")
    with pytest.raises(MissingSectionError, match="section `dynamics`"):
        Study(nothing).dynamics()


def test_other_years_order_and_rationality_are_those_of_a_changed_file() -> None:
    asked = Study(port(("  years: 6", "  years: 3"), ("rationality: 1", "rationality: best")))
    expected = asked.dynamics(["patience"], compare=False, **SHORT).to_dict()
    found = Study(port()).dynamics(
        ["patience"], compare=False, years=3, rationality="best", **SHORT
    ).to_dict()  # fmt: skip
    assert found["strategies"] == expected["strategies"]
    order = port(("order: [a, b, gang]", "order: [gang, a, b]"))
    there = Study(order).dynamics(["patience"], compare=False, **SHORT).to_dict()
    here = Study(port()).dynamics(
        ["patience"], compare=False, order=("gang", "a", "b"), **SHORT
    ).to_dict()  # fmt: skip
    assert here["strategies"] == there["strategies"]


def test_a_settlement_that_nobody_finds_cannot_come() -> None:
    stuck = port(("disagreement: {stalemate_cost: 0}", "disagreement: {value: 101}"))
    found = Study(stuck).dynamics(compare=False, **SHORT)
    assert found.settlements["deal"].package is None
    assert found.strategies["steps"].ending["deal"][-1] == 0.0
    assert any("cannot come" in note for note in found.notes)


def test_a_fault_in_a_drawn_world_is_told_with_the_world() -> None:
    wild = port(("value: 0.02..0.06", "value: 0..0.8"), ('"risk * (1 + 2 * front)"', '"2 * risk"'))
    Study(wild).dynamics(compare=False, **SHORT)
    with pytest.raises(InvalidModelError, match=r"GB622 .*chance of fall.* in world \d"):
        Study(wild).dynamics(compare=False, worlds=8, **SHORT)


def test_play_without_a_last_year(answer: DynamicsAnswer) -> None:
    found = Study(port()).dynamics(["patience"], stationary=True, compare=False, **SHORT)
    assert list(found.stationary) == ["default", "patience"]
    for one in found.stationary.values():
        assert one.converged == (one.value_per_year is not None)
        assert one.residual >= 0
    assert not answer.stationary


def test_what_was_finished_is_kept_when_the_user_stops() -> None:
    def stop(step: str, done: float, total: float) -> None:
        if step.startswith("changing"):
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        Study(port()).dynamics(progress=stop, **SHORT)
    kept = caught.value.answer
    assert isinstance(kept, DynamicsAnswer)
    assert kept.interrupted
    assert list(kept.strategies) == ["default", "patience", "union", "steps"]
    assert kept.hopes
    assert not kept.sensitivity
    json.dumps(kept.to_dict(), allow_nan=False)


def test_finished_worlds_are_kept_when_the_user_stops() -> None:
    def stop(step: str, done: float, total: float) -> None:
        if step == "playing in every world" and done:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        Study(port()).dynamics(progress=stop, worlds=20, compare=False, **SHORT)
    kept = caught.value.answer
    assert isinstance(kept, DynamicsAnswer)
    assert kept.worlds is not None
    assert kept.worlds.finished == 4


def test_hopes_and_delays(answer: DynamicsAnswer) -> None:
    hope, delay = answer.hopes["luck"], answer.delays["steps"]
    patience, steps = (answer.strategies[name].value_per_year for name in ("patience", "steps"))
    assert hope.gain == close({actor: patience[actor] - steps[actor] for actor in patience})
    assert hope.ends_well == close(answer.strategies["patience"].ending["fall"][-1])
    assert {actor: row[0] for actor, row in delay.value_per_year.items()} == close(steps)
    assert {actor: row[20] for actor, row in delay.value_per_year.items()} == close(patience)
    assert all(len(row) == 21 for row in delay.value_per_year.values())
    assert set(hope.pays) == set(patience)


def test_files_without_play_are_as_before() -> None:
    dispute = port(("disagreement: play, ", ""))
    assert with_play(dispute) is dispute
    replaced = with_play(port(), worlds=4, seed=1)
    assert with_play(replaced, worlds=4, seed=1) is replaced
    assert dataclasses.replace(replaced, interests=port().interests) == port()


def test_a_settlement_that_is_sure_somewhere_does_not_hide_what_lies_behind() -> None:
    sure = port(('"if(front, 0.3, 0)"', '"if(arms >= 1, 1, 0.3 * front)"'))
    found = Study(sure, seed=3).dynamics(["patience"], worlds=2, **SHORT)
    expected = twin(sure, closed=("deal",)).solve("default").value_per_year()
    assert found.no_deal_value == close(expected)
    assert Study(sure).bargain(rules=["nash"]).disagreement["a"] == close(expected["a"])
    assert found.worlds is not None
    known = with_play(sure, worlds=2, seed=3).interests["a"].disagreement.number
    assert known is not None
    values = known.distribution.values  # pyright: ignore[reportAttributeAccessIssue]
    assert found.worlds.no_deal_value["a"].mean == close(sum(values) / 2)


def test_a_principal_without_actions_counts_in_the_group() -> None:
    silent = port(
        ("actors:\n", "actors:\n  judge: {title: Judge, discount: 0.9, party: false}\n"),
        ("ports: [a, b]", "ports: [a, judge]"),
        ("interests:\n", "interests:\n  judge: {weights: {tolls: 1}, values: {tolls: down}}\n"),
        ("  payoffs:\n", '  payoffs:\n    judge: "20 - 30 * (a == patrol)"\n'),
    )
    found = Study(silent).dynamics(["union"], compare=False, **SHORT)
    free = found.strategies["default"].action["a"]["patrol"][0]
    asked = found.strategies["union"].action["a"]["patrol"][0]
    assert free is not None
    assert asked is not None
    assert asked < free - 0.1


def test_few_histories_tell_no_error() -> None:
    for histories in (1, 19, 399):
        found = Study(port()).dynamics(["patience"], compare=False, histories=histories, shown=0)
        played = found.strategies["default"]
        assert set(played.worst_error.values()) == {None}
        json.dumps(found.to_dict(), allow_nan=False)


def test_payoffs_that_no_reader_could_print_are_refused() -> None:
    wild = port(('b: "status_quo - 4', 'b: "exp(80 * (b == wait)) - 4'))
    with pytest.raises(InvalidModelError, match=r"GB623 .*beyond 1,000,000"):
        Study(wild).dynamics(compare=False, **SHORT)


def test_years_beyond_the_horizon_are_checked_where_years_differ() -> None:
    late = port(('"0.02 * arms * (gang == raid)"', '"if(year >= 2033, 2, 0.02 * arms)"'))
    with pytest.raises(InvalidModelError, match=r"GB622 .*in 2033"):
        Study(late).dynamics(**SHORT)


def test_hopes_for_what_cannot_come_have_no_break_even() -> None:
    stuck = port(
        ("disagreement: {stalemate_cost: 0}", "disagreement: {value: 101}"),
        ("{event: fall, waiting", "{event: deal, waiting"),
    )
    found = Study(stuck).dynamics(**SHORT)
    assert set(found.hopes["luck"].break_even.values()) == {None}


def test_histories_count_in_the_size() -> None:
    with pytest.raises(TooLargeError, match="--histories"):
        Study(port()).dynamics(histories=10_000_000, budget_gib=0.5)
