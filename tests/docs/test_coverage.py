"""The reference covers everything: verbs, options, keys, codes, result fields, public names."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import grandbargain
from grandbargain import RobustnessAnswer, Study, errors
from grandbargain.bargain import result
from grandbargain.bargain.result import RULES, Ledger, LinkageEffect, Swap
from grandbargain.cli import failures
from grandbargain.dynamics import answer as decades
from grandbargain.dynamics import result as played
from grandbargain.dynamics.answer import DynamicsAnswer
from grandbargain.errors import Problem
from grandbargain.robustness import answer as broken
from grandbargain.robustness import boxes, measured, sensitive
from grandbargain.robustness.boxes import Step
from grandbargain.stability import result as walked
from grandbargain.stability.answer import StabilityAnswer
from grandbargain.stability.result import Improvement
from grandbargain.stability.trust_answer import FirstStep
from grandbargain.study import catalogue
from grandbargain.study.robust.runs import list_runs, query

from .pages import ROOT

DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"


def _tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_tables", DOCS / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_tables_are_what_the_code_says() -> None:
    tables = _tables()
    assert tables.names() == tables.expected_names()
    for path in tables.documents():
        text = path.read_text(encoding="utf-8")
        assert tables.render(text) == text, f"{path.name} is out of date: run 'uv run just tables'"


def test_a_table_without_words_would_show() -> None:
    tables = _tables()
    empty = [
        line
        for name in tables.expected_names()
        for line in tables.render(f"<!-- table: {name} -->\n<!-- end of table -->").splitlines()
        if line.endswith(("|  |", "| |"))
    ]
    assert empty == []


def test_every_verb_has_a_section() -> None:
    text = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    verbs = list(_tables().cli.commands)
    assert [head for head in re.findall(r"^## (\S+)$", text, re.M) if head in verbs] == verbs


def test_every_exit_code_is_explained() -> None:
    text = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    explained = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.M)}
    own = {value for value in vars(failures).values() if isinstance(value, int)}
    raised = {
        item.exit_code
        for item in vars(errors).values()
        if isinstance(item, type) and issubclass(item, errors.GrandbargainError)
    }
    assert own | raised | {0} == explained


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Mapping[str, Any]]:
    """Return an example of every object that an answer may hold, by name."""
    study = Study("orchard")
    whole = study.bargain(
        {"water": "half", "road": "daytime"},
        worlds=20,
        resolve=True,
        frontier=True,
        ablation=True,
        outlines=[("upper", "lower")],
        first=[("upper", "lower")],
        memberships=[("upper",)],
    ).to_dict()
    none = study.bargain(floors={"upper": 100, "lower": 100}).to_dict()
    table = whole["memberships"][0]["solution"]["packages"][0]
    effect = LinkageEffect("road = always", {})
    ledger = Ledger("nash", {}, {}, (effect,), {}, (), {}, {}).to_dict()
    glance = study.describe().to_dict()
    problem = Problem("a.yaml", 1, 1, "GB101", "error", "", "").to_dict()
    nash = whole["solutions"]["nash"]
    kept = Study("korea").stability("status_quo", worlds=2).to_dict()
    elmira = Study("elmira")
    graph = elmira.stability().to_dict()
    today = elmira.stability("status_quo", coalitions=[("local",)], what_must_change=True).to_dict()
    witness = today["verdicts"]["local"]["gmr"]["witness"]
    simultaneous = Improvement({}, (), {}, 1.0, 0.0).to_dict()
    way = elmira.path("response=accept").to_dict()
    front = Study("orchard").trust(["upper", "lower"]).to_dict()
    step = FirstStep((), 0.5).to_dict()
    held = Study("korea").bargain(rules=["nash"], that_holds=True).to_dict()["that_holds"]
    head = ("dispute", "settings", "version", "seconds")
    return {
        "Provenance": {key: whole[key] for key in head},
        "BargainAnswer": _without(whole | {"that_holds": held}, head),
        "Solution": nash,
        "Held": _without(held["nash"], tuple(nash)),
        "Proposal": {**nash["packages"][0], **table, **whole["frontier"]["packages"][0]},
        "Acceptance": nash["packages"][0]["acceptance"],
        "Floors": none["floors"],
        "Blockers": none["blockers"],
        "Frontier": whole["frontier"],
        "Outline": whole["outlines"][0],
        "Ledger": whole["ledger"],
        "LinkageEffect": ledger["linkages"][0],
        "Swap": Swap(("a", "b"), ("road", "water"), {"a": 2.0, "b": 1.0}, 0.1).to_dict(),
        "Ablated": whole["ablation"][0],
        "Procedure": whole["procedures"][0],
        "Membership": whole["memberships"][0],
        "Resolved": whole["resolved"],
        "Judged": whole["judged"],
        "StabilityAnswer": _without(kept | graph | today, head),
        "Verdict": today["verdicts"]["local"]["gmr"],
        "Witness": witness,
        "Improvement": simultaneous,
        "Answer": witness["improvements"][0]["answers"][0],
        "Holding": next(iter(kept["enforcement"].values())),
        "CountedRankings": today["inverse"]["local"]["nash"],
        "PathAnswer": _without(way, head),
        "TrustAnswer": _without(front, head),
        "YearlyPoints": front["payoffs"]["upper"],
        "FirstStep": step,
        "FrontPart": front["front"]["upper"],
        "Step": way["steps"][0],
        "Change": way["steps"][0]["changes"][0],
        **_answers_of_play(head),
        **_answers_of_robustness(head, tmp_path_factory.mktemp("runs")),
        "Description": _without(glance, head),
        "Evidence": glance["numbers"],
        "Problems": {"problems": [problem]},
        "Problem": problem,
        "Catalogue": {"disputes": []},
        "CatalogueEntry": catalogue()[0].to_dict(),
    }


def _answers_of_play(head: tuple[str, ...]) -> dict[str, Mapping[str, Any]]:
    """Return an example of every object that an answer about play may hold, by name."""
    whole = Study("truce").dynamics(["steps"], compare=False, histories=20, shown=1).to_dict()
    strategy = whole["strategies"]["default"]
    settled = whole["settlements"]["settled"]
    spread = played.Spread(0.5, 0.1, 0.5, 0.9)
    case = decades.Case("+1", "one year more", {"default": {"a": 1.0}})
    flip = decades.Flip("+1", "a", "default", "other", 1.0, -1.0)
    compared = decades.Compared((case,), (flip,)).to_dict()
    return {
        "DynamicsAnswer": _without(whole, head),
        "Played": strategy,
        "StockYears": strategy["stock"]["trust"],
        "Exploitability": strategy["exploitability"]["splinter"],
        "AgreementYears": strategy["agreements"]["settled"],
        "History": strategy["histories"][0],
        "HistoryYear": strategy["histories"][0]["years"][0],
        "Spread": spread.to_dict(),
        "PlayedWorlds": played.PlayedWorlds({}, spread, {}, {}, spread).to_dict(),
        "Case": compared["cases"][0],
        "Flip": compared["flipped"][0],
        "Compared": compared,
        "Waiting": decades.Waiting("a", "b", "c", "d", 0.1, {}, {}).to_dict(),
        "Leaving": settled["leavers"][0],
        "Settlement": settled,
        "StationaryPlay": decades.StationaryPlay(False, 0.1, 9, None, None).to_dict(),
        "OverWorlds": decades.OverWorlds(2, {}, {}).to_dict(),
    }


def _answers_of_robustness(head: tuple[str, ...], runs: Path) -> dict[str, Mapping[str, Any]]:
    """Return an example of every object that an answer about many worlds may hold, by name."""
    whole = Study("orchard").robustness(worlds=128, sobol=4, folder=runs / "one").to_dict()
    test, packages = whole["tests"]["deal"], whole["packages"]
    (box,) = test["boxes"]
    (run,) = list_runs(runs)
    return {
        "RobustnessAnswer": _without(whole, head),
        "Tested": test,
        "Comparison": packages,
        "Metrics": test["score"],
        "Regret": test["regret"]["nash"]["upper"],
        "Domain": test["domain"],
        "Dominance": packages["dominance"]["upper"],
        "Disagreement": packages["disagreement"]["upper"],
        "Acceptability": whole["smaa"]["upper"]["nash"],
        "Discovery": test["conditions"],
        "Box": box,
        "Limit": box["limits"][0],
        "BoxStep": Step(1.0, 0.1, 1.0, 1.0, 0.1, 1.0, 0, False, ()).to_dict(),
        "Index": next(iter(test["sobol"].values())),
        "Tornado": test["tornado"],
        "Bar": next(iter(test["tornado"]["numbers"].values())),
        "Runs": {"runs": []},
        "Run": run.to_dict(),
        "Rows": query(runs / "one", "SELECT * FROM tests").to_dict(),
    }


def test_every_field_of_an_answer_is_explained(answers: dict[str, Mapping[str, Any]]) -> None:
    explained = dict(_field_tables())
    assert set(explained) == set(answers)
    for name, fields in explained.items():
        assert sorted(fields) == sorted(answers[name]), name


def test_no_part_of_an_answer_is_left_out(answers: dict[str, Mapping[str, Any]]) -> None:
    parts = {name for name, item in vars(result).items() if dataclasses.is_dataclass(item)}
    assert parts <= set(answers)
    stated = {item.name for item in dataclasses.fields(result.BargainAnswer)} - {"provenance"}
    assert stated == set(answers["BargainAnswer"])


def test_no_part_of_a_verdict_or_a_way_is_left_out(answers: dict[str, Mapping[str, Any]]) -> None:
    parts = {name for name, item in vars(walked).items() if dataclasses.is_dataclass(item)}
    assert parts <= set(answers)
    stated = {item.name for item in dataclasses.fields(StabilityAnswer)} - {"provenance"}
    assert stated <= set(answers["StabilityAnswer"])


def test_no_part_of_an_answer_about_play_is_left_out(
    answers: dict[str, Mapping[str, Any]],
) -> None:
    parts = {
        name
        for module in (decades, played)
        for name, item in vars(module).items()
        if dataclasses.is_dataclass(item) and item.__module__ == module.__name__
    }
    told_by_whole = {"DynamicsSettings", "Size", "Delayed"}  # no objects of their own
    assert parts - told_by_whole <= set(answers)
    stated = {item.name for item in dataclasses.fields(DynamicsAnswer)} - {"provenance", "size"}
    assert stated <= set(answers["DynamicsAnswer"])


def test_no_part_of_an_answer_about_many_worlds_is_left_out(
    answers: dict[str, Mapping[str, Any]],
) -> None:
    parts = {
        name
        for module in (broken, boxes, measured, sensitive)
        for name, item in vars(module).items()
        if dataclasses.is_dataclass(item) and item.__module__ == module.__name__
    }
    no_objects = {"RobustnessSettings", "BoxSettings", "Indices", "Ranking"}
    assert parts - no_objects - {"Step"} | {"BoxStep"} <= set(answers)
    stated = {item.name for item in dataclasses.fields(RobustnessAnswer)} - {"provenance"}
    assert stated == set(answers["RobustnessAnswer"])
    tested = {item.name for item in dataclasses.fields(broken.Tested)} - {"failures"}
    assert tested <= set(answers["Tested"])


def test_every_public_name_is_in_the_python_reference() -> None:
    text = (REFERENCE / "python.md").read_text(encoding="utf-8")
    directive = r"^\.\. auto(?:class|function|exception):: grandbargain\.(\w+)$"
    documented = set(re.findall(directive, text, re.M))
    assert "`grandbargain.__version__`" in text
    assert documented | {"__version__"} == set(grandbargain.__all__)


def test_every_rule_is_in_the_glossary() -> None:
    text = (REFERENCE / "glossary.md").read_text(encoding="utf-8")
    assert [rule for rule in RULES if f"| `{rule}` |" not in text] == []


def test_the_drawing_shows_the_floors_that_the_contract_holds() -> None:
    drawing = (DOCS / "explanation" / "floors.svg").read_text(encoding="utf-8")
    shown = re.findall(r'fill="#12304d">(\w+)</text>', drawing)
    source = ROOT / "src" / "grandbargain"
    packages = {path.parent.name for path in source.glob("*/__init__.py")} | {"errors"}
    assert set(shown) == packages
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    layers = re.search(r"layers = \[\n(.*?)\n\]", contract, re.DOTALL)
    assert layers is not None
    order = re.findall(r"grandbargain\.(\w+)", layers[1])
    assert [name for name in order if name in packages] == shown


def test_one_version_everywhere() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\]", changes, re.M)
    assert newest is not None
    assert citation["version"] == newest[1] == grandbargain.__version__


def test_the_citation_file_says_what_it_must() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["license"] == "Apache-2.0"
    assert all(citation[key] for key in ("message", "title", "authors"))
    assert all(
        set(author) <= {"name", "given-names", "family-names"} for author in citation["authors"]
    )


def _without(data: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in keys}


def _field_tables() -> Iterator[tuple[str, list[str]]]:
    """Iterate over the tables of fields: their names and the keys in their first column."""
    text = (REFERENCE / "json.md").read_text(encoding="utf-8")
    for name, body in re.findall(r"<!-- fields: (\w+) -->\n\n((?:\|.*\n)+)", text):
        yield name, re.findall(r"^\| `(\w+)` \|", body, re.M)
