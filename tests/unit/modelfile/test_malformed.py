"""Malformed files: exactly the mistakes that are there are reported, each at its place."""

from __future__ import annotations

import pytest

from grandbargain.errors import InvalidModelError
from grandbargain.modelfile import CODES, check_text, parse_dispute

from .files import BASE, DYNAMICS, expected_places
from .malformed import CASES


def test_the_sound_file_has_no_problem():
    for text in (BASE, BASE + DYNAMICS):
        dispute, problems = check_text(text, "sound")
        assert problems == ()
        assert dispute is not None


@pytest.mark.parametrize(("marked", "codes"), [row[1:] for row in CASES], ids=[r[0] for r in CASES])
def test_each_mistake_is_reported_once_at_its_place(marked, codes):
    text, places = expected_places(marked)
    dispute, problems = check_text(text, "file.yaml")
    found = [(p.code, p.line, p.column) for p in problems]
    assert found == [(c, *place) for c, place in zip(codes.split(), places, strict=True)]
    for problem in problems:
        assert problem.severity == CODES[problem.code].severity
        assert problem.message
        assert problem.remedy
        assert problem.file == "file.yaml"
        if problem.line <= len(text.split("\n")) and problem.column <= 400:
            assert len(problem.source) <= 400
    errors = [p for p in problems if p.severity == "error"]
    assert (dispute is None) == bool(errors)
    if errors:
        with pytest.raises(InvalidModelError) as caught:
            parse_dispute(text, "file.yaml")
        assert caught.value.problems == tuple(errors)


def test_every_code_of_the_table_is_met_by_some_file():
    met = {code for row in CASES for code in row[2].split()}
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
