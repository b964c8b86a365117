"""Tests of worlds, each against the share that another question tells of the same worlds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.port import PORT

from grandbargain import Study
from grandbargain.dispute import Dispute, WorldTest
from grandbargain.modelfile import parse_dispute
from grandbargain.robustness.answer import RobustnessAnswer, RobustnessSettings
from grandbargain.study.robust.ask import ask_robustness
from grandbargain.study.robust.judge import Subject, judge
from grandbargain.study.robust.parquet import read_columns
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import drawn_utilities

WORLDS, SEED = 300, 3
PACKAGE = {"tolls": "joint", "quay": "open"}

TESTS = """
robustness:
  tests:
    signed: {title: Signed, package: {tolls: joint, quay: open}, passes: [accepted]}
    kept: {title: Kept, package: {tolls: joint, quay: open}, passes: [holds]}
    stays: {title: Stays, package: {tolls: joint, quay: open}, passes: [stable]}
    trusted: {title: Trusted, package: {tolls: joint, quay: open}, passes: [trusted]}
    all: {title: All, package: {tolls: joint, quay: open},
          passes: [accepted, holds, stable, trusted]}
    plain: {title: As usual, package: {tolls: joint, quay: open}}
    some: {title: Some deal, package: nash, resolve: true}
"""

TEXT = (
    PORT[: PORT.index("dynamics:")]
    .replace("disagreement: play", "disagreement: {value: 60..80}")
    .replace("{stalemate_cost: 0}", "{value: 80..120}")
    .replace("a: {title: North, discount: 0.9}", "a: {title: North, discount: 0.3..0.9}")
    .replace(
        "values: {tolls: up, quay: down}",
        "values: {tolls: up, quay: {either: {up: 0.6, down: 0.4}}}",
    )
    .replace(
        "  false_alarm: 0.05\n",
        "  false_alarm: 0.05\n  belief: {a: {b: 0.1..0.9}, b: {a: 0.2..0.8}}\n",
    )
    + TESTS
)


@pytest.fixture(scope="module")
def port() -> Dispute:
    return parse_dispute(TEXT, "port")


Asked = tuple[RobustnessAnswer, dict[str, np.ndarray], dict[str, np.ndarray]]


@pytest.fixture(scope="module")
def asked(port: Dispute, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The answer, the columns about packages, and the verdicts, of the worlds of a seed."""
    folder: Path = tmp_path_factory.mktemp("runs") / "run"
    settings = RobustnessSettings(
        worlds=WORLDS, seed=SEED, design="random", sobol=0, packages=("status_quo",), inputs=1
    )
    answer = ask_robustness(port, settings, model=TEXT.encode(), folder=folder)
    return answer, table(folder, "packages"), verdicts_of(folder)


def table(folder: Path, name: str) -> dict[str, np.ndarray]:
    return read_columns([folder / "tables" / f"{name}.parquet"])


def verdicts_of(folder: Path) -> dict[str, np.ndarray]:
    """The table of verdicts with a column for each test."""
    found = table(folder, "tests")
    out = {}
    for name in dict.fromkeys(found["test"]):
        rows = found["test"] == name
        order = np.argsort(found["world"][rows])
        out[f"{name}.passes"] = found["passes"][rows][order]
        out[f"{name}.score"] = found["score"][rows][order]
    return out


def share(answer: RobustnessAnswer, name: str) -> float:
    domain = answer.tests[name].domain
    assert domain is not None
    return domain.share


def is_telling(value: float | None) -> float:
    """A share of some worlds but not of all: one that a wrong verdict would change."""
    assert value is not None
    assert 0.02 < value < 0.98
    return value


def test_accepted_is_what_bargaining_counts(port: Dispute, asked: Asked) -> None:
    judged = Study(port, seed=SEED).bargain(PACKAGE, worlds=WORLDS, rules=["nash"]).judged
    assert judged is not None
    acceptance = judged.proposal.acceptance
    assert acceptance is not None
    assert share(asked[0], "signed") == is_telling(acceptance.joint)
    for party, expected in acceptance.by_party.items():
        assert asked[1][f"package.signed.accepts.{party}"].mean() == is_telling(expected)


def test_holds_is_what_stability_counts(port: Dispute, asked: Asked) -> None:
    found = Study(port, seed=SEED).stability(PACKAGE, worlds=WORLDS)
    assert share(asked[0], "kept") == is_telling(found.hold_share_all)
    assert found.enforcement is not None
    for party in ("a", "b"):
        expected = found.enforcement[party].hold_share
        assert asked[1][f"package.signed.holds.{party}"].mean() == expected


def test_trusted_is_what_trust_counts(port: Dispute, asked: Asked) -> None:
    found = Study(port, seed=SEED).trust(["a", "b"], PACKAGE, worlds=WORLDS)
    both = np.ones(WORLDS, dtype=bool)
    for party, trust in found.trust.items():
        column = asked[1][f"package.signed.trusts.{party}"]
        assert column.mean() == is_telling(trust.share)
        both &= column
    assert share(asked[0], "trusted") == is_telling(float(both.mean()))


def test_stable_is_that_no_departure_pays(port: Dispute, asked: Asked) -> None:
    """A may shut the quay, either may set the tolls apart; B has no other way."""
    structure = Structure(port)
    utilities = drawn_utilities(structure, SEED, 0, WORLDS)
    here = utilities.of(structure, structure.codes(PACKAGE))
    gain = np.full((WORLDS, 2), -np.inf, dtype=float)
    for tolls, quay, leavers in (
        ("apart", "open", (0, 1)),
        ("joint", "shut", (0,)),
        ("apart", "shut", (0,)),
    ):
        there = utilities.of(structure, structure.codes({"tolls": tolls, "quay": quay}))
        for a in leavers:
            gain[:, a] = np.maximum(gain[:, a], there[:, a] - here[:, a])
    stays = (gain <= 0).all(axis=1)
    assert (asked[2]["stays.passes"] == stays).all()
    assert share(asked[0], "stays") == is_telling(float(stays.mean()))
    assert asked[2]["stays.score"] == pytest.approx(-gain.max(axis=1) / 1e6)
    assert len(np.unique(asked[2]["stays.score"][stays])) > 1


def test_several_conditions_are_all_to_be_met(asked: Asked) -> None:
    verdicts = asked[2]
    parts = [verdicts[f"{name}.passes"] for name in ("signed", "kept", "stays", "trusted")]
    assert (verdicts["all.passes"] == np.logical_and.reduce(parts)).all()
    assert 0 < verdicts["all.passes"].sum() < min(part.sum() for part in parts)
    usual = verdicts["signed.passes"] & verdicts["kept.passes"]
    assert (verdicts["plain.passes"] == usual).all()


def test_the_score_of_consent_is_the_smallest_gain(asked: Asked) -> None:
    _, packages, verdicts = asked
    gains = [
        packages[f"package.signed.utility.{party}"] - packages[f"no_deal.{party}"]
        for party in ("a", "b")
    ]
    assert (verdicts["signed.score"] == np.minimum(*gains)).all()
    assert (verdicts["signed.passes"] == (verdicts["signed.score"] >= 0)).all()


def test_resolve_is_what_bargaining_anew_counts(port: Dispute, asked: Asked) -> None:
    resolved = Study(port, seed=SEED).bargain(worlds=WORLDS, resolve=True, rules=["nash"]).resolved
    assert resolved is not None
    assert share(asked[0], "some") == is_telling(resolved.zopa_share)
    assert set(asked[2]["some.score"]) == {-1.0, 1.0}
    assert (asked[2]["some.passes"] >= asked[2]["signed.passes"]).all()


def test_what_passing_means_is_said(asked: Asked) -> None:
    says = {name: test.says for name, test in asked[0].tests.items()}
    assert says == {
        "signed": "no party refuses it",
        "kept": "every party keeps it year after year",
        "stays": "no party gains by leaving it at once",
        "trusted": "every belief that the file states is high enough to cooperate",
        "all": "no party refuses it and every party keeps it year after year and no party gains by "
        "leaving it at once and every belief that the file states is high enough to cooperate",
        "plain": "no party refuses it and every party keeps it year after year",
        "some": "there is some package that no party refuses",
    }


# --- a dispute of the catalogue -----------------------------------------------------------------


def test_the_catalogue_agrees_with_bargaining() -> None:
    """Nash of the central world, as the file is: no tests of its own."""
    dispute = Study("orchard").dispute
    settings = RobustnessSettings(
        worlds=WORLDS, seed=SEED, design="random", sobol=0, packages=("safest",), tests=("deal",)
    )
    answer = ask_robustness(dispute, settings)
    found = Study(dispute, seed=SEED).bargain("nash", worlds=WORLDS).judged
    assert found is not None
    assert found.proposal.acceptance is not None
    assert share(answer, "deal") == found.proposal.acceptance.joint
    assert answer.packages is not None
    refused = {"water": "most"}
    settings = replace(settings, packages=("status_quo", "water=most"))
    packages = ask_robustness(dispute, settings).packages
    assert packages is not None
    (name,) = [key for key, package in packages.packages.items() if package["water"] == "most"]
    assert packages.shares[name]["accepted"].share == 0  # the upper farm refuses, whatever it pays
    judged = Study(dispute, seed=SEED).bargain(refused, worlds=WORLDS, rules=["nash"]).judged
    assert judged is not None
    assert judged.proposal.acceptance is not None
    assert judged.proposal.acceptance.joint == 0


# --- strategies ---------------------------------------------------------------------------------


def subject(**fields: Any) -> Subject:
    test = WorldTest("t", "T", strategy="slow", **fields)
    return Subject(test, "strategies", ("slow",), "", "", ())


COLUMNS = {
    "world": np.arange(4),
    "strategy.slow.value.a": np.array([1.0, 2.0, 3.0, np.nan]),
    "strategy.fast.value.a": np.array([2.0, 2.0, 1.0, 0.0]),
    "strategy.slow.survival": np.array([0.1, 0.5, 0.9, 0.7]),
    "strategy.slow.ending.war": np.array([0.5, 0.2, 0.1, 0.0]),
    "strategy.slow.stock.arms": np.array([7.0, 8.0, 9.0, np.nan]),
    "strategy.slow.rent": np.array([-1.0, 0.0, 1.0, 2.0]),
}


@pytest.mark.parametrize(
    ("fields", "passes", "score"),
    [
        ({"against": "fast", "actor": "a"}, [0, 1, 1, 0], [-1, 0, 2, np.nan]),
        ({"actor": "a", "above": 2.0}, [0, 1, 1, 0], [-1, 0, 1, np.nan]),
        ({"outcome": "survival", "below": 0.5}, [1, 1, 0, 0], [0.4, 0, -0.4, -0.2]),
        ({"outcome": "survival", "above": 0.5, "below": 0.8}, [0, 1, 0, 1], [-0.4, 0, -0.1, 0.1]),
        ({"outcome": "war", "below": 0.2}, [0, 1, 1, 1], [-0.3, 0, 0.1, 0.2]),
        ({"outcome": "arms", "above": 8.0}, [0, 1, 1, 0], [-1, 0, 1, np.nan]),
        ({"outcome": "rent", "below": 0.0}, [1, 1, 0, 0], [1, 0, -1, -2]),
    ],
)
def test_strategies_pass_within_bounds(fields: dict, passes: list, score: list) -> None:
    """Bounds are met by what equals them; what is no number meets none."""
    found = judge(subject(**fields), COLUMNS)
    assert found.passes.tolist() == [bool(p) for p in passes]
    assert found.score == pytest.approx(np.array(score), nan_ok=True)


STRATEGIES = """
robustness:
  tests:
    steps_pay: {title: Steps pay, strategy: steps, against: patience, actor: a}
    front_pays: {title: A front pays, strategy: union, against: patience, actor: b}
    no_war: {title: No war, strategy: steps, outcome: war, below: 0.0245}
    lives: {title: It lives, strategy: patience, outcome: survival, above: 0.55, below: 0.63}
    worth: {title: Worth it, strategy: patience, actor: b, above: 0}
    calm: {title: Few boats, strategy: union, outcome: arms, below: 0.58}
    cheap: {title: Little rent, strategy: steps, outcome: rent, below: 0.41}
"""


def test_strategies_are_those_of_dynamics(tmp_path: Path) -> None:
    """Means over worlds are those that dynamics tells, and verdicts follow from the columns."""
    text = PORT + STRATEGIES
    dispute = parse_dispute(text, "port")
    tests = tuple(dispute.tests)
    settings = RobustnessSettings(worlds=8, seed=SEED, design="random", tests=tests, inputs=1)
    answer = ask_robustness(dispute, settings, model=text.encode(), folder=tmp_path / "run")
    found, verdicts = table(tmp_path / "run", "strategies"), verdicts_of(tmp_path / "run")
    told = Study(dispute, seed=SEED).dynamics(worlds=8)
    assert told.worlds is not None
    for actor in ("a", "b"):
        spread = told.worlds.no_deal_value[actor]
        assert found[f"play.no_deal.{actor}"].mean() == pytest.approx(spread.mean)
        names = [item.id for item in dispute.dynamics.strategies] if dispute.dynamics else []
        best = np.argmax([found[f"strategy.{name}.value.{actor}"] for name in names], axis=0)
        for n, name in enumerate(names):
            assert (best == n).mean() == told.worlds.best[actor][name]
    value = {name: found[f"strategy.{name}.value.a"] for name in ("steps", "patience")}
    expected = {
        "steps_pay": value["steps"] >= value["patience"],
        "front_pays": found["strategy.union.value.b"] >= found["strategy.patience.value.b"],
        "no_war": found["strategy.steps.ending.war"] <= 0.0245,
        "lives": (found["strategy.patience.survival"] >= 0.55)
        & (found["strategy.patience.survival"] <= 0.63),
        "worth": found["strategy.patience.value.b"] >= 0,
        "calm": found["strategy.union.stock.arms"] <= 0.58,
        "cheap": found["strategy.steps.rent"] <= 0.41,
    }
    for name, passes in expected.items():
        assert verdicts[f"{name}.passes"].tolist() == passes.tolist(), name
        assert share(answer, name) == passes.mean()
    assert len({tuple(passes) for passes in expected.values()}) > 3
