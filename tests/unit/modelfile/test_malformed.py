"""Malformed files: exactly the mistakes that are there are reported, each at its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from grandbargain.dynamics.answer import DynamicsSettings
from grandbargain.errors import InvalidModelError, Problem
from grandbargain.modelfile import CODES, check_file, check_text, parse_dispute
from grandbargain.study.play_faults import faults_of_play
from grandbargain.study.playing import ask_dynamics

from .files import BASE, DYNAMICS, PLAY, expected_places, swap
from .malformed import CASES, PLAYED


def test_the_sound_file_has_no_problem():
    for text in (BASE, BASE + DYNAMICS):
        dispute, problems = check_text(text, "sound")
        assert problems == ()
        assert dispute is not None


@pytest.mark.parametrize(("marked", "codes"), [row[1:] for row in CASES], ids=[r[0] for r in CASES])
def test_each_mistake_is_reported_once_at_its_place(marked, codes):
    text, places = expected_places(marked)
    dispute, problems = check_text(text, "file.yaml")
    assert_told(problems, text, codes, places, "file.yaml")
    errors = [p for p in problems if p.severity == "error"]
    assert (dispute is None) == bool(errors)
    if errors:
        with pytest.raises(InvalidModelError) as caught:
            parse_dispute(text, "file.yaml")
        assert caught.value.problems == tuple(errors)


def assert_told(
    problems: Sequence[Problem],
    text: str,
    codes: str,
    places: Sequence[tuple[int, int]],
    file: str,
) -> None:
    """Each problem has its code, place, severity, message and remedy."""
    found = [(p.code, p.line, p.column) for p in problems]
    assert found == [(c, *place) for c, place in zip(codes.split(), places, strict=True)]
    for problem in problems:
        assert problem.severity == CODES[problem.code].severity
        assert problem.message
        assert problem.remedy
        assert problem.file == file
        if problem.line <= len(text.split("\n")) and problem.column <= 400:
            assert len(problem.source) <= 400


def checked_with_play(text: str, folder: Path) -> tuple[Path, tuple[Problem, ...]]:
    """Return the path of a file, and its problems, those of play among them."""
    path = folder / "file.yaml"
    path.write_text(text, encoding="utf-8")
    dispute, problems = check_file(path, faults_of_play)
    assert (dispute is None) == any(p.severity == "error" for p in problems)
    return path, problems


def test_sound_play_has_no_problem(tmp_path: Path) -> None:
    assert checked_with_play(PLAY, tmp_path)[1] == ()


@pytest.mark.parametrize(("marked", "codes"), [r[1:] for r in PLAYED], ids=[r[0] for r in PLAYED])
def test_mistakes_of_play_are_told_at_their_place(marked: str, codes: str, tmp_path: Path) -> None:
    text, places = expected_places(marked)
    path, problems = checked_with_play(text, tmp_path)
    assert_told(problems, text, codes, places, str(path))
    assert check_text(text)[1] == ()  # they take playing to see


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "chance above 1 in one state",
            "the chance of ruin is 1.5 at fish 3 (north: take, south: wait)",
        ),
        ("logarithm of an empty stock", "the payoff of north is no finite number at fish 0"),
        ("nothing to do", "south has no action at fish 0"),
        (
            "rule out of reach",
            "the rule of south names protest, which it does not have at fish 0 (north: take",
        ),
        ("rule out of reach in a year", "which it does not have at fish 2 in 2023 (north: take"),
        ("stock beyond its levels", "fish would go to 11, beyond its levels 0 to 10, at fish 10"),
    ],
)
def test_mistakes_of_play_name_the_state(name: str, said: str, tmp_path: Path) -> None:
    marked = next(row[1] for row in PLAYED if row[0] == name)
    _, problems = checked_with_play(expected_places(marked)[0], tmp_path)
    assert said in problems[0].message


def test_a_state_that_play_cannot_come_to_is_no_problem(tmp_path: Path) -> None:
    text = swap("now: 5", "now: 9", PLAY)
    text = swap('"clip(fish + 1 - if(north == take, rain, 0), 0, 10) - fish"', '"10 - fish"', text)
    text = swap('"0.01 * exp(-fish)"', '"if(fish == 3, 1.5, 0.1)"', text)
    assert checked_with_play(text, tmp_path)[1] == ()


def test_a_mistake_of_one_drawn_world_is_told_with_its_number(tmp_path: Path) -> None:
    text = swap('"0.01 * exp(-fish)"', '"rain / 3"', PLAY)  # 0.72 in the central world
    assert checked_with_play(text, tmp_path)[1] == ()
    dispute = parse_dispute(text, "river")
    asked = DynamicsSettings(worlds=24, histories=0, shown=0, compare=False)
    with pytest.raises(InvalidModelError) as caught:
        ask_dynamics(dispute, asked)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("GB622", 0)
    assert problem.message.startswith("dynamics.hazards.ruin.chance: the chance of ruin is 1.")
    assert problem.remedy == CODES["GB622"].remedy
    world = int(problem.message.rpartition(" in world ")[2])
    ask_dynamics(dispute, DynamicsSettings(worlds=world, histories=0, shown=0, compare=False))


def test_every_code_of_the_table_is_met_by_some_file():
    met = {code for row in CASES + PLAYED for code in row[2].split()}
    elsewhere = {"GB101", "GB102", "GB113", "GB709"}  # too large, not UTF-8, too many, undecided
    assert met | elsewhere == set(CODES)


@pytest.mark.parametrize(
    ("actors", "interests", "said"),
    [
        ("{9a: {}, b: {}}", "{}", "'9a' cannot be the name of an actor"),
        ("{a: {}, b: {}}", "{a: {colour: red}}", "the interests of 'a' have no key 'colour'"),
    ],
)
def test_messages_are_sentences(actors: str, interests: str, said: str) -> None:
    text = (
        f"format: grandbargain/1\ntitle: Talks\nactors: {actors}\n"
        "issues: {x: {options: {old: Old, new: New}, status_quo: old}}\n"
        f"interests: {interests}\n"
    )
    _, problems = check_text(text, "file.yaml")
    assert any(problem.message.startswith(said) for problem in problems)
