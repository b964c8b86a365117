"""Real files: the catalogue, the starter, the schema that describes them, and speed."""

from __future__ import annotations

import time
from pathlib import Path

import jsonschema
import pytest
import yaml

import grandbargain
from grandbargain.modelfile import check_file, check_text, parse_dispute, schema, starter
from grandbargain.modelfile.keys import TABLES, TOP

from .files import BASE, DYNAMICS, swap

CATALOGUE = sorted((Path(grandbargain.__file__).parent / "catalogue").glob("*/*.yaml"))


@pytest.mark.parametrize("path", CATALOGUE, ids=[path.stem for path in CATALOGUE])
def test_the_catalogue_has_no_errors_and_fits_the_schema(path):
    dispute, problems = check_file(path)
    assert [str(p) for p in problems if p.severity == "error"] == []
    assert dispute is not None
    assert dispute.name == path.stem
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert list(jsonschema.Draft7Validator(schema()).iter_errors(data)) == []


@pytest.mark.parametrize("name", ["two_valleys", 'a "x" <b>: # y', "", "$TITLE"])
def test_the_starter_passes_without_a_warning(name):
    dispute, problems = check_text(starter(name))
    assert problems == ()
    assert dispute is not None
    data = yaml.safe_load(starter(name))
    assert list(jsonschema.Draft7Validator(schema()).iter_errors(data)) == []


def test_the_schema_is_valid_and_describes_every_key():
    written = schema()
    jsonschema.Draft7Validator.check_schema(written)
    tables = {"": written} | {name: written["definitions"][f"keys_{name}"] for name in TABLES}
    for name, keys in {"": TOP, **TABLES}.items():
        assert list(tables[name]["properties"]) == list(keys.table)
        for key in tables[name]["properties"].values():
            assert key["description"]


@pytest.mark.parametrize(
    "spoiled",
    [
        swap("title: Two", "titel: Two"),
        swap("party: false", "party: perhaps"),
        swap("grandbargain/1", "grandbargain/9"),
        swap("{pay: some}, then: {water: [mid, high]}", "{pay: some}, than: {water: [mid, high]}"),
        swap("{by: north}", "{by: north, from: []}"),
        swap("{stalemate_cost: 0..5}", "7"),
    ],
)
def test_the_schema_refuses_what_the_check_refuses(spoiled):
    data = yaml.safe_load(spoiled)
    assert list(jsonschema.Draft7Validator(schema()).iter_errors(data))
    assert check_text(spoiled)[0] is None


def test_the_schema_takes_the_sound_file():
    data = yaml.safe_load(BASE + DYNAMICS)
    assert list(jsonschema.Draft7Validator(schema()).iter_errors(data)) == []


def large(lines: int) -> str:
    """A file of at least so many lines, with ranges on every line of the interests."""
    issues = [f"issue_{n}" for n in range(40)]
    actors = [f"actor_{n}" for n in range(lines // 205 + 1)]
    text = ["actors:"] + [f"  {actor}: {{title: Actor}}" for actor in actors] + ["issues:"]
    for issue in issues:
        text += [f"  {issue}:", "    options: {a: A, b: B, c: C}", "    status_quo: a",
                 "    moves: [{by: actor_0}]"]  # fmt: skip
    text.append("interests:")
    for actor in actors:
        text += [f"  {actor}:", "    weights:"]
        text += [f"      {issue}: {{value: 1..5, source: judgement}}" for issue in issues]
        text.append("    values:")
        for issue in issues:
            text += [f"      {issue}:", "        a: 0", "        b: 20/40/60", "        c: 100"]
    return "\n".join(text) + "\n"


def test_six_thousand_lines_are_read_in_half_a_second():
    text = large(6000)
    assert text.count("\n") >= 6000
    seconds = []
    for _ in range(3):
        started = time.process_time()
        parse_dispute(text)
        seconds.append(time.process_time() - started)
    assert min(seconds) < 0.5
