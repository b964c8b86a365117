"""Answers on play for the tests of the page, made by hand: no engine is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.unit.report.samples import number, small_dispute

from grandbargain.dispute import (
    Delay,
    Dispute,
    Dynamics,
    Ending,
    Expression,
    Hazard,
    Hope,
    Rents,
    Stock,
    Strategy,
)
from grandbargain.dispute.expression import Constant
from grandbargain.dynamics.answer import (
    Case,
    Compared,
    Delayed,
    DynamicsAnswer,
    Flip,
    Leaving,
    OverWorlds,
    Settlement,
    Size,
    StationaryPlay,
    Waiting,
)
from grandbargain.dynamics.result import (
    AgreementYears,
    Exploitability,
    History,
    HistoryYear,
    Played,
    PlayedWorlds,
    Spread,
    StockYears,
)

WHO = ("up", "down", "mid", "people")
YEARS = 10


def formula(text: str) -> Expression:
    """Return an expression that nobody will compute."""
    return Expression(text, Constant(0.0), "dynamics")


def playing_dispute(title: str = "", word: str = "") -> Dispute:
    """Return the dam with years of play; ``word`` stands in place of every title of play."""
    dispute = small_dispute(title) if title else small_dispute()
    play = Dynamics(
        start=2020,
        years=YEARS,
        tail=5,
        order=("up", "down"),
        actions={
            "up": {"fill": word or "Fill the lake", "stop": word or "Stop filling"},
            "down": {"wait": word or "Wait", "threaten": word or "Threaten"},
        },
        stocks=(
            Stock("lake", word or "Water in the lake", "km³", (0, 20, 40, 74), number(20, "n"),
                  formula("inflow")),
            Stock("trust", word or "Trust", "share", (0, 0.5, 1), number(0.5, "t"),
                  formula("0.1")),
        ),
        hazards=(Hazard("war", word or "War", formula("0.02"), "war"),),
        endings=(
            Ending("war", word or "War over water", {"up": number(5, "w")}),
            Ending("drought", word or "A great drought"),
            Ending("deal", word or "The deal", package="nash"),
        ),
        payoffs={"up": formula("status_quo")},
        strategies=(
            Strategy("patience", word or "Patience: wait and see", {"down": formula("wait")}),
            Strategy("union", word or "Union", united=("up", "down")),
        ),
        principals=("up", "down"),
        adversary="mid",
        rents=Rents("USD bn", {"down": formula("1")}),
        hopes=(Hope("dry", word or "It rains", "drought", "patience", "union"),),
        delays=(Delay("later", word or "Wait, then unite", "patience", "union"),),
    )  # fmt: skip
    return replace(dispute, dynamics=play)


def spread(middle: float, off: float) -> Spread:
    """Return a number over worlds."""
    return Spread(middle, middle - off, middle, middle + off)


def falling(last: float, years: int = YEARS) -> tuple[float, ...]:
    """Return a chance that falls from one."""
    return tuple(1 - (1 - last) * t / years for t in range(years + 1))


def rising(last: float, years: int = YEARS) -> tuple[float, ...]:
    """Return a chance that rises from nothing."""
    return tuple(last * t / years for t in range(years + 1))


def strategy(
    name: str,
    title: str,
    values: Mapping[str, float],
    *,
    fixed: tuple[str, ...] = (),
    united: tuple[str, ...] = (),
    signed: float = 0.2,
    worlds: bool = True,
    histories: int = 5,
) -> Played:
    """Return one strategy: war 20 %, a drought 10 %, the deal ``signed``, the rest still open."""
    past = tuple(
        History(
            tuple(
                HistoryYear({"lake": 20.0 + 10 * (k % 3), "trust": 0.5},
                            {"up": "fill", "down": "wait"})
                for _ in range(2 + k)
            ),
            "war" if k % 2 else None,
            2021 + k if k % 2 else None,
        )
        for k in range(histories)
    )  # fmt: skip
    over = PlayedWorlds(
        value_per_year={who: spread(value, 3) for who, value in values.items()},
        survival=spread(0.7, 0.1),
        ending={"war": spread(0.2, 0.15), "drought": spread(0.1, 0.05), "deal": spread(0.2, 0.1)},
        stock={"lake": spread(30, 5), "trust": None},
        rent_per_year=spread(0.9, 0.2),
    )
    return Played(
        id=name,
        title=title,
        fixed=fixed,
        united=united,
        value_per_year=dict(values),
        survival=falling(0.7),
        in_play=falling(0.7 - signed),
        ending={"war": rising(0.2), "drought": rising(0.1), "deal": rising(signed)},
        stock={
            "lake": StockYears((20.0,) + (30.0,) * YEARS, (20.0,) * 11, (20.0,) * 11, (40.0,) * 11),
            "trust": StockYears((0.5,) * 10 + (None,), (0.0,) * 10 + (None,),
                                (0.5,) * 10 + (None,), (1.0,) * 10 + (None,)),
        },
        action={"up": {"fill": (1.0,) * YEARS}, "down": {"wait": (1.0,) * YEARS}},
        rent={"down": tuple(1.0 - 0.05 * t for t in range(YEARS))},
        rent_per_year=0.775,
        exploitability={
            "up": None if "up" in united else Exploitability(0.01, 0.3),
            "down": None if "down" in united else Exploitability(1.5, 2.5),
        },
        worst={who: value - 8 for who, value in values.items()},
        worst_error=dict.fromkeys(values, 0.2),
        agreements={
            "deal": AgreementYears(
                in_force=rising(0.6 * signed),
                broken={"up": rising(0.3 * signed), "down": rising(0.0)},
                failed=rising(0.4 * signed),
                if_kept=min(1.0, 1.5 * signed),
            )
        },
        by_start={
            "deal": {
                "lake": [(0.0, signed), (20.0, signed), (40.0, signed), (74.0, signed)],
                "trust": [(0.0, 0.02), (0.5, signed), (1.0, 0.9 * signed + 0.2)],
            }
        },
        histories=past,
        worlds=over if worlds else None,
    )  # fmt: skip


VALUES = {
    "default": {"up": 40.0, "down": 30.0, "mid": 50.0, "people": 10.0},
    "patience": {"up": 42.0, "down": 29.0, "mid": 51.0, "people": 9.0},
    "union": {"up": 45.0, "down": 36.0, "mid": 47.0, "people": 20.0},
}
"""Points per year by strategy."""


def playing_answer(*, worlds: bool = True) -> DynamicsAnswer:
    """Return a whole answer on play."""
    played = {
        "default": strategy("default", "Everybody answers", VALUES["default"], worlds=worlds),
        "patience": strategy("patience", "Patience: wait and see", VALUES["patience"],
                             fixed=("down",), signed=0.0, worlds=worlds),
        "union": strategy("union", "Union", VALUES["union"], united=("up", "down"), signed=0.5,
                          worlds=worlds),
    }  # fmt: skip
    turned = {**VALUES, "patience": {**VALUES["patience"], "up": 39.0}}
    return DynamicsAnswer(
        start=2020,
        years=YEARS,
        tail=5,
        size=Size(12, 12, 4, 4, 1000),
        order=("up", "down"),
        principals=("up", "down"),
        adversary="mid",
        rents_unit="USD bn",
        strategies=played,
        status_quo={"up": 20.0, "down": 25.0, "mid": 30.0, "people": 5.0},
        no_deal_value={"up": 38.0, "down": 29.0, "mid": 50.0, "people": 9.0},
        extortion_rent=0.775,
        playing_off_rent=3.0,
        price_of_division=11.0,
        united=VALUES["union"],
        hopes={
            "dry": Waiting(
                "It rains", "drought", "patience", "union", 0.1,
                {"up": -3.0, "down": -7.0, "mid": 4.0, "people": -11.0},
                {"up": 0.25, "down": 0.6, "mid": None, "people": None},
                spread(0.1, 0.05) if worlds else None,
                {"up": 0.3, "down": 0.0, "mid": 1.0, "people": 0.02} if worlds else {},
            )
        },
        delays={
            "later": Delayed(
                "Wait, then unite", "patience", "union",
                {who: tuple(VALUES["union"][who] - step * t for t in range(21))
                 for who, step in {"up": 0.1, "down": 0.3, "mid": -0.2, "people": 0.5}.items()},
            )
        },
        sensitivity={
            "horizon": Compared((Case("+1", "16 years in place of 15", VALUES),), ()),
            "order": Compared(
                (Case("down,up", "down, then up", turned),),
                (Flip("down,up", "up", "patience", "default", 2.0, -1.0),),
            ),
            "rationality": Compared(
                (Case("half", "half the rationality", {**VALUES, "patience": None}),), ()
            ),
        },
        settlements={
            "deal": Settlement(
                package={**small_dispute().status_quo, "fill": "b"},
                rule="nash",
                utility={"up": 60.0, "down": 55.0, "mid": 52.0, "people": 40.0},
                detection=0.8,
                false_alarm=0.02,
                leavers=(Leaving("up", small_dispute().status_quo, 4.0),),
            )
        },
        worlds=OverWorlds(
            50,
            {who: {"default": 0.1, "patience": 0.2, "union": 0.7} for who in WHO},
            {who: spread(30, 4) for who in WHO},
        )
        if worlds
        else None,
        notes=("A note of the answer.",),
        warnings=("the lake may run dry",),
        provenance={
            "dispute": {"title": "The dam", "sha256": "0f" * 32},
            "settings": {"worlds": 50 if worlds else 0, "seed": 0, "histories": 10_000,
                         "strategies": [], "order": []},
            "version": "0.1.0",
            "seconds": 1.0,
        },
    )  # fmt: skip


def bare_answer() -> DynamicsAnswer:
    """Return an answer of a file that has little: no rents, no endings, no stocks, no hopes."""
    one = Played(
        id="default",
        title="Everybody answers",
        fixed=(),
        united=(),
        value_per_year=VALUES["default"],
        survival=(1.0,) * (YEARS + 1),
        in_play=(1.0,) * (YEARS + 1),
        ending={},
        stock={},
        action={"up": {"fill": (1.0,) * YEARS}},
        rent=None,
        rent_per_year=None,
        exploitability={"up": Exploitability(0.0, 0.0)},
    )
    return replace(
        playing_answer(worlds=False),
        order=("up",),
        principals=(),
        adversary=None,
        rents_unit=None,
        strategies={"default": one},
        extortion_rent=None,
        playing_off_rent=None,
        price_of_division=None,
        united={},
        hopes={},
        delays={},
        sensitivity={},
        settlements={},
        notes=(),
        warnings=(),
    )


def interrupted_answer() -> DynamicsAnswer:
    """Return an answer that was stopped before any strategy was played."""
    return replace(
        bare_answer(), strategies={}, no_deal_value={}, extortion_rent=None, interrupted=True
    )


def steady_answer() -> dict[str, Any]:
    """Return an answer that was asked for its stationary solution."""
    found = StationaryPlay(True, 1e-9, 40, {**VALUES["default"], "up": 41.0}, {"up": 0.0})
    lost = StationaryPlay(False, 0.25, 2000, None, None)
    answer = replace(playing_answer(), stationary={"default": found, "union": lost})
    return answer.to_dict()
