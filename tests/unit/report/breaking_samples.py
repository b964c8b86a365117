"""Answers on what would break it for the tests of the page, made by hand: no engine is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.unit.report.samples import small_dispute

from grandbargain.dispute import ActorType, Dispute, Parameter, Uniform
from grandbargain.dispute.uncertain import Number
from grandbargain.robustness.answer import (
    Comparison,
    RobustnessAnswer,
    RobustnessSettings,
    Tested,
)
from grandbargain.robustness.boxes import Box, Discovery, Limit, Step
from grandbargain.robustness.measured import (
    Acceptability,
    Disagreement,
    Domain,
    Dominance,
    Metrics,
    Ranking,
    Regret,
)
from grandbargain.robustness.sensitive import Bar, Index, Indices, Tornado

WORLDS = 1000
WHO = ("up", "down", "mid", "people")
TYPES = "interests.down.types"
RAIN = "parameters.rain"
FILL = "interests.up.weights.fill"
COST = "interests.mid.disagreement.stalemate_cost"


def breaking_dispute(dispute: Dispute | None = None, word: str = "") -> Dispute:
    """Return a dispute with a type of actor and a parameter; ``word`` stands for the title."""
    dispute = dispute or small_dispute()
    down = dispute.interests["down"]
    chance = Number(Uniform(0.2, 0.8), f"{TYPES}.proud.chance")
    kinds = (ActorType("patient", None, down), ActorType("proud", chance, down))
    rain = Parameter("rain", Number(Uniform(0.1, 0.9), RAIN), "km³", word or "Rain in a dry year")
    return replace(
        dispute,
        interests={**dispute.interests, "down": replace(down, types=kinds, types_path=TYPES)},
        parameters=(rain,),
    )


def spread(middle: float) -> Metrics:
    """Return an alternative over worlds."""
    ends = {f"q{q:02d}": middle + (q - 50) / 10 for q in (5, 10, 25, 50, 75, 90, 95)}
    return Metrics(middle, 2.0, middle - 6, middle + 6, **ends, hurwicz=middle - 3,
                   undesirable_deviations=-2.0)  # fmt: skip


def share(value: float, worlds: int = WORLDS) -> Domain:
    """Return a share of worlds with an interval."""
    return Domain(value, 0.01, max(0.0, value - 0.03), min(1.0, value + 0.03), worlds)


def limit(number: str, *, again: float = 0.9, **ends: Any) -> Limit:
    """Return a limit on a number."""
    found = {"low": None, "high": None, "among": None, **ends}
    return Limit(number, quasi_p=0.0001, reproduced=again, **found)


def discovery(*boxes: Box, note: str = "", share: float = 0.5) -> Discovery:
    """Return boxes, with a way to the first of three steps."""
    steps = (
        Step(1.0, share, 1.0, 1.0, share, 1.0, 0, is_chosen=False, limits=()),
        Step(0.9, 0.8, 0.5, 0.9, 0.85, 0.5, 1, is_chosen=True, limits=boxes[0].limits),
        Step(0.4, 0.95, 0.2, 0.5, 1.0, 0.2, 5, is_chosen=False, limits=boxes[0].limits),
    ) if boxes else ()  # fmt: skip
    return Discovery(WORLDS, round(share * WORLDS), share, boxes, steps, note)


def box(*limits: Limit, coverage: float = 0.9, density: float = 0.8) -> Box:
    """Return a box of 250 worlds held out."""
    return Box(limits, coverage, density, 0.5, 250, round(250 * density), coverage, density)


def index(name: str, first: float, total: float, *, sure: bool = True) -> Index:
    """Return indices of a number."""
    wide = 0.1 if sure else 1.0
    return Index(name, first, first - wide, first + wide, total, total - wide, total + wide,
                 sure, sure)  # fmt: skip


def deal() -> Tested:
    """Return a test of a package that fails with a proud neighbour and much rain."""
    indices = Indices(256, 0.25, 0.95, (
        index(TYPES, 0.4, 0.7), index("everything else", 0.2, 0.3),
        index(FILL, -0.01, 0.02, sure=False),
    ), "")  # fmt: skip
    return Tested(
        title="The deal is signed",
        says="no party refuses it",
        alternatives=("nash",),
        domain=share(0.456),
        score=spread(-1.0),
        score_unit="smallest gain of any party over no deal, points",
        failures=discovery(
            box(limit(TYPES, among=("proud",)), density=1.0),
            box(limit(RAIN, low=0.4, high=0.8, again=0.5), limit(FILL, high=33.0),
                coverage=0.1, density=0.3),
        ),
        conditions=discovery(box(limit(TYPES, among=("patient",)), limit(RAIN, low=0.3))),
        sobol=indices,
        sobol_score=indices,
        factors={TYPES: (TYPES,), FILL: (FILL,), "everything else": (RAIN, COST)},
        tornado=Tornado(
            4.0,
            (
                Bar(TYPES, "proud", "patient", -9.0, 4.0, 13.0),
                Bar(RAIN, 0.2, 0.8, 6.0, 2.0, 4.0),
                Bar(COST, 1.2, 4.8, 4.0, 4.0, 0.0),
            ),
        ),
    )  # fmt: skip


def patience() -> Tested:
    """Return a test of a strategy in fewer worlds, without boxes."""
    return Tested(
        title="Patience pays",
        says="Patience: wait and see is worth at least as much to Upstream state as Union",
        alternatives=("patience", "union"),
        domain=share(0.97, 400),
        score=spread(3.0),
        score_unit="points per year more than the other",
        failures=discovery(
            note="Too few cases to look for limits: 4 of 400 worlds, and 10 needed.", share=0.03
        ),
        conditions=discovery(
            note="Nearly every world is a case: only 4 of 400 are not, and 10 are needed to tell "
            "them apart.",
            share=0.97,
        ),
        tornado=Tornado(3.0, (Bar(RAIN, 0.2, 0.8, 0.5, 5.0, 4.5),)),
    )


def unasked() -> Tested:
    """Return a test that cannot be asked."""
    return Tested("It is kept", "", (), reason="no points are stated for mid")


def comparison(
    kind: str, titles: Mapping[str, str], outcomes: tuple[str, ...], worlds: int = WORLDS
) -> Comparison:
    """Return alternatives, each a point better than the next; for ``down`` metrics disagree."""
    order = list(titles)
    ranked = tuple((name,) for name in order)
    groups = {"mean": ranked, "minimum": ranked[::-1], "undesirable_deviations": ranked}
    same = dict.fromkeys(groups, (order[0],))
    split = {**same, "minimum": (order[-1],)}
    packages = {name: {"fill": "abc"[k]} for k, name in enumerate(order)}
    pairs = tuple((order[0], name) for name in order[1:])
    return Comparison(
        kind=kind,
        worlds=worlds,
        titles=titles,
        packages=packages if kind == "packages" else {},
        unit="points of a package" if kind == "packages" else "points per year of play",
        metrics={who: {n: spread(50.0 - k) for k, n in enumerate(order)} for who in outcomes},
        regret={
            who: {n: Regret(3.0 * k, 2.0 * k, 1.0 * k, 0.8 if not k else 0.1)
                  for k, n in enumerate(order)}
            for who in outcomes
        },
        dominance={who: Dominance(pairs[:1], pairs, pairs) for who in outcomes},
        ranking={who: Ranking(groups) for who in outcomes},
        disagreement={
            who: Disagreement(
                {("mean", "minimum"): -1.0 if who == "down" else 1.0},
                (),
                split if who == "down" else same,
            )
            for who in outcomes
        },
        shares={n: {"accepted": share(0.6 - 0.2 * k), "holds": share(0.5)}
                for k, n in enumerate(order)} if kind == "packages" else {},
    )  # fmt: skip


PACKAGES = {"nash": "Nash = utilitarian", "safest": "safest", "status_quo": "as today"}
STRATEGIES = {"default": "Everybody answers", "patience": "Patience: wait and see"}


def picked(shares: Mapping[str, float]) -> tuple[Acceptability, ...]:
    """Return how often packages are picked; whoever picks the first cares more about the lake."""
    return tuple(
        Acceptability(
            name,
            (first, 1 - first),
            {"fill": 0.6 if not k else 0.4, "data": 0.4 if not k else 0.6} if first else None,
            0.7 if first else None,
            {},
        )
        for k, (name, first) in enumerate(shares.items())
    )


def breaking_answer() -> RobustnessAnswer:
    """Return a whole answer: packages, strategies in fewer worlds, a test that cannot be asked."""
    sure = {"nash": 1.0, "safest": 0.0, "status_quo": 0.0}
    return RobustnessAnswer(
        worlds=WORLDS,
        design={"method": "sobol", "seed": 7, "numbers": 42, "pinned": {RAIN: 0.5},
                "correlations": [{"between": [FILL, COST], "rank": -0.5}]},
        design_sha256="ab" * 32,
        run="/somewhere/private/run",
        tests={"deal": deal(), "patience": patience(), "kept": unasked()},
        packages=comparison("packages", PACKAGES, (*WHO, "least_gain")),
        strategies=comparison("strategies", STRATEGIES, WHO, 400),
        smaa={
            "up": picked(sure),
            "down": picked({"nash": 0.7, "safest": 0.3, "status_quo": 0.0}),
            "mid": picked(sure),
            "people": picked({"nash": 0.96, "safest": 0.04, "status_quo": 0.0}),
        },
        notes=("A note of the answer.",),
        provenance={
            "dispute": {"title": "The dam", "sha256": "0f" * 32},
            "settings": RobustnessSettings(worlds=WORLDS, seed=7).to_dict(),
            "version": "0.1.0",
            "seconds": 1.0,
        },
    )  # fmt: skip


def stopped_answer() -> RobustnessAnswer:
    """Return an answer that was stopped after 40 worlds: shares and comparisons, nothing else."""
    whole = breaking_answer()
    quick = replace(
        deal(), domain=share(0.4, 40), failures=None, conditions=None, sobol=None,
        sobol_score=None, factors={}, tornado=None,
    )  # fmt: skip
    return replace(
        whole, worlds=40, tests={"deal": quick}, strategies=None, smaa={}, interrupted=True,
        packages=comparison("packages", PACKAGES, (*WHO, "least_gain"), 40),
    )  # fmt: skip


def empty_answer() -> RobustnessAnswer:
    """Return an answer in which nothing could be asked."""
    return replace(
        breaking_answer(), tests={"kept": unasked()}, packages=None, strategies=None, smaa={}
    )
