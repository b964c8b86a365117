"""Names that collide, folders with odd names, and refusals before any work."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.running import write

from grandbargain import Study, UsageError
from grandbargain.dispute import Choice, Known, Number, Uniform
from grandbargain.study.robust.parquet import read_columns
from grandbargain.study.robust.probing import _quantile

SMALL = """\
title: Two farms
actors: {a: {title: A}, b: {title: B}}
groups: {principals: [a, b]}
issues:
  x: {title: X, options: {lo: Low, mid: Middle, hi: High}, status_quo: lo,
      moves: [{by: a}, {by: b}]}
interests:
  a: {disagreement: {stalemate_cost: 5..10}, weights: {x: 1}, values: {x: up}}
  b: {disagreement: {value: 40..60}, weights: {x: 1}, values: {x: {lo: 0, mid: 80..100, hi: 100}}}
"""


def study(folder: Path, text: str) -> Study:
    return Study(write(folder, text, "farms.yaml"))


@pytest.mark.parametrize("name", ["safest", "nash", "status_quo", "package_1", "today"])
def test_a_stated_package_is_the_one_that_is_tested(tmp_path: Path, name: str) -> None:
    tests = f"robustness: {{tests: {{{name}: {{title: Today, package: {{x: lo}}}}}}}}\n"
    answer = study(tmp_path, SMALL + tests).robustness(worlds=32, sobol=0)
    tested = answer.tests[name]
    assert tested.domain is not None
    assert tested.domain.share == 0.0  # b gets 0 and has 40 at least without a deal
    assert answer.packages is not None
    (alternative,) = tested.alternatives
    assert answer.packages.packages[alternative] == {"x": "lo"}


def test_trust_is_asked_of_principals_without_a_vote(tmp_path: Path) -> None:
    text = SMALL.replace("b: {title: B}", "b: {title: B, party: false}")
    text += (
        "enforcement: {false_alarm: 0.01, belief: {a: {b: 0.9}, b: {a: 0.001..0.002}}}\n"
        "robustness: {tests: {sure: {package: {x: mid}, passes: [trusted]}}}\n"
    )
    answer = study(tmp_path, text).robustness(worlds=32, sobol=0)
    assert answer.tests["sure"].domain is not None
    assert answer.tests["sure"].domain.share == 0.0


@pytest.mark.parametrize("name", ["seed=3", "world=3"])
def test_the_name_of_a_folder_adds_nothing_to_its_tables(tmp_path: Path, name: str) -> None:
    whole = [study(tmp_path, SMALL), study(tmp_path, SMALL)]
    for one, folder in zip(whole, (tmp_path / "plain", tmp_path / name), strict=True):
        one.robustness(worlds=32, sobol=4, folder=folder)
    for path in (tmp_path / "plain" / "tables").iterdir():
        assert path.read_bytes() == (tmp_path / name / "tables" / path.name).read_bytes()
    world = read_columns([tmp_path / name / "tables" / "packages.parquet"])["world"]
    assert world.tolist() == list(range(32))


def test_names_that_differ_by_capitals_are_refused_before_any_work(tmp_path: Path) -> None:
    text = SMALL.replace("b: {title: B}", "A: {title: B}").replace("[a, b]", "[a, A]")
    text = text.replace("{by: b}", "{by: A}").replace("  b: {dis", "  A: {dis")
    with pytest.raises(UsageError, match="'a' and 'A' differ by capital letters only"):
        study(tmp_path, text).robustness(worlds=8, sobol=0, folder=tmp_path / "run")
    assert not (tmp_path / "run").exists()
    assert study(tmp_path, text).robustness(worlds=8, sobol=0).worlds == 8


def test_one_row_of_indices_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two rows or more"):
        study(tmp_path, SMALL).robustness(worlds=8, sobol=1, folder=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_ends_of_one_of_several_are_quantiles_of_all() -> None:
    number = Number(Choice(((Uniform(0, 1), 0.98), (Known(50.0), 0.02))), "skew")
    assert _quantile(number, 0.05) == pytest.approx(0.05 / 0.98, abs=2e-3)
    assert _quantile(number, 0.95) == pytest.approx(0.95 / 0.98, abs=2e-3)
    assert _quantile(number, 0.99) == 50
