"""What surrounds an answer: interruption, first stages, acceptance at other tables, outlines."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.building import dispute
from tests.cli.running import write

from grandbargain.bargain.parts import Procedure, Solution
from grandbargain.bargain.result import BargainAnswer
from grandbargain.cli.bargain_verb import exit_code
from grandbargain.report import circumstances, wording
from grandbargain.report.names import Names
from grandbargain.report.parts import Brief, brief
from grandbargain.study import (
    Interrupted,
    ask_for_page,
    bargain,
    bargain_settings,
    find_dispute,
    page_settings,
)

NILE = find_dispute("nile")

STAGES = """\
format: grandbargain/1
title: Two stages
actors: {a: {title: The mills}, b: {title: The town}, c: {title: The crown}}
issues:
  x: {title: The weir, options: {old: Old, new: New}, status_quo: old,
      moves: [{by: {all: [a, b]}}]}
  y: {title: The toll, options: {old: Old, new: New}, status_quo: old, moves: [{by: c}]}
interests:
  a: {source: judgement, weights: {x: 1, y: 1}, values: {x: down, y: up}}
  b: {source: judgement, disagreement: {value: 40}, weights: {x: 1, y: 1}, values: {x: up, y: up}}
  c: {source: judgement, weights: {x: 1}, values: {x: up}}
"""
"""The weir alone suits no two of the mills and the town; with the toll it suits all."""


def stop_at(word: str) -> Callable[[str, float, float], None]:
    """Return a listener that stops the work, as Ctrl-C does, at the step that holds a word."""

    def hear(step: str, done: float, total: float) -> None:
        if word in step:
            raise KeyboardInterrupt

    return hear


def read(answer: BargainAnswer) -> Brief:
    """Return an answer as the page reads it."""
    return brief(Names(NILE), answer.to_dict())


def test_an_interruption_is_not_called_a_spent_budget() -> None:
    settings = bargain_settings(NILE, worlds=5, ablation=True)
    with pytest.raises(Interrupted) as caught:
        bargain(NILE, settings, progress=stop_at("looking for a zone"))
    found = read(caught.value.answer)
    assert caught.value.answer.interrupted
    assert "budget" not in wording.zone(found)
    assert "interrupted before a package or a proof was found" in wording.zone(found)
    told = circumstances.interrupted(found)
    assert "whether there is a zone of agreement" in told
    assert "Nash" in told
    assert "acceptance over worlds" in told


def test_what_was_finished_before_an_interruption_is_kept() -> None:
    settings = bargain_settings(NILE, ablation=True)
    with pytest.raises(Interrupted) as caught:
        bargain(NILE, settings, progress=stop_at("egalitarian"))
    answer = caught.value.answer
    assert list(answer.solutions) == ["nash", "kalai_smorodinsky"]
    assert circumstances.unfinished(read(answer)) == [
        "Egalitarian", "Utilitarian", "leaving out one issue at a time",
    ]  # fmt: skip


def test_a_page_interrupted_at_its_edges_keeps_all_before_them() -> None:
    with pytest.raises(Interrupted) as caught:
        ask_for_page(NILE, page_settings(NILE, worlds=5), progress=stop_at("tracing the edge"))
    answer = caught.value.answer
    assert answer.interrupted
    assert answer.solutions["nash"].packages
    assert circumstances.unfinished(read(answer)) == ["the edge of agreement"]


def test_an_answer_that_ran_to_its_end_is_not_called_interrupted() -> None:
    answer = bargain(NILE, bargain_settings(NILE))
    assert not answer.interrupted
    assert circumstances.interrupted(read(answer)) == ""


def test_insiders_who_find_no_agreement_settle_nothing(tmp_path: Path) -> None:
    stages = find_dispute(write(tmp_path, STAGES))
    (item,) = bargain(stages, bargain_settings(stages, first=["a,b"])).procedures
    assert (item.first_outcome, item.first_proved, dict(item.settled)) == ("no_agreement", True, {})
    assert dict(item.solution.packages[0].package) == {"x": "new", "y": "new"}
    text = circumstances.first_stage(Names(stages), item.to_dict())
    assert text.startswith("Settled first by The mills and The town: they settle nothing.")
    (alone,) = bargain(stages, bargain_settings(stages, first=["c"])).procedures
    assert alone.first_outcome == "as_today"
    assert "they leave what they control (one issue) as it is today" in circumstances.first_stage(
        Names(stages), alone.to_dict()
    )
    (idle,) = bargain(stages, bargain_settings(stages, first=["a"])).procedures
    assert idle.first_outcome == "no_control"


def test_an_unproved_first_stage_makes_the_procedure_unproved() -> None:
    solved = Solution("nash", 1.0, 1.0, 0.0, True, 1, 1, ())
    whole = Procedure(("a",), ("x",), {}, solved, solved)
    open_ = dataclasses.replace(whole, first_proved=False)
    assert whole.proved
    assert not open_.proved
    assert open_.to_dict()["proved"] is False
    answer = bargain(NILE, bargain_settings(NILE, rules=["nash"]))
    assert exit_code(dataclasses.replace(answer, procedures=(whole,))) == 0
    assert exit_code(dataclasses.replace(answer, procedures=(open_,))) == 5


def test_other_tables_are_accepted_by_those_who_sit_there_and_by_all() -> None:
    settings = bargain_settings(
        NILE, worlds=40, rules=["nash"], first=["ethiopia,sudan"], memberships=["ethiopia,egypt"]
    )
    answer = bargain(NILE, settings)
    (table,) = answer.memberships
    package = table.solution.packages[0]
    assert package.acceptance is not None
    assert package.acceptance_all is not None
    for parties, measured in (
        (("ethiopia", "egypt"), package.acceptance),
        (("ethiopia", "sudan", "egypt"), package.acceptance_all),
    ):
        alone = bargain_settings(
            NILE, worlds=40, rules=["nash"], parties=parties, package=package.package
        )
        judged = bargain(NILE, alone).judged
        assert judged is not None
        assert judged.proposal.acceptance == measured
        assert set(measured.by_party) == set(parties)
    (procedure,) = answer.procedures
    nash = answer.solutions["nash"].packages[0]
    assert procedure.together.packages[0].acceptance == nash.acceptance
    assert procedure.solution.packages[0].acceptance is not None


def test_an_outline_reaches_a_package_however_bad_for_who_has_no_seat() -> None:
    harsh = dispute(
        issues={"land": ["keep", "share"], "water": ["old", "new"]},
        values={
            "north": {"land": "up", "water": "up"},
            "south": {"land": "up", "water": "up"},
            "people": {"land": "down", "water": "down"},
        },
        outsiders=["people"],
        linkages={"people": [({"land": "share"}, -3000)]},
    )
    settings = bargain_settings(harsh, rules=["nash"], outlines=["north,people"])
    (outline,) = bargain(harsh, settings).outlines
    best = max(outline.points, key=lambda point: point.utility["north"])
    assert dict(best.package) == {"land": "share", "water": "new"}
    assert best.utility["people"] == -3000


def test_ideals_left_unproved_are_marked() -> None:
    answer = bargain(NILE, bargain_settings(NILE, rules=["nash"]))
    assert dict(answer.ideal) == dict(answer.ideal_bound)
    found = read(answer)
    assert not wording.best_text(found.answer, "egypt").startswith("at least")
    loose = {**answer.ideal_bound, "egypt": answer.ideal_bound["egypt"] + 1}
    found = read(dataclasses.replace(answer, ideal_bound=loose))
    assert wording.best_text(found.answer, "egypt").startswith("at least ")
    assert "Egypt, at most" in wording.least_gain(found, found.deals[0])


def test_a_budget_leaves_ideals_with_a_bound_above_what_was_found() -> None:
    korea = find_dispute("korea")
    answer = bargain(korea, bargain_settings(korea, rules=["nash"], budget_nodes=1))
    assert all(answer.ideal_bound[party] >= answer.ideal[party] for party in answer.ideal)
    assert dict(answer.ideal_bound) != dict(answer.ideal)
