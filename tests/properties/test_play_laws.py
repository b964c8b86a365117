"""Laws of play over the years, whatever the game: no other program and no twin is asked."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import numba
import numpy as np
import pytest
import yaml
from hypothesis import given, note, settings
from hypothesis import strategies as st

from grandbargain.dynamics.solve import Game, Solution
from grandbargain.modelfile.read import parse_dispute
from grandbargain.tables.play import PlayGrid, central_numbers
from tests import plays

File = dict[str, Any]
RANDOMS = st.integers(0, 2**32 - 1).map(Random)
FEW, MANY = 25, 50


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Games of a few states: threads would wait more than they work."""
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    yield
    numba.set_num_threads(before)


class Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def dumped(file: File) -> str:
    return yaml.dump(file, Dumper=Plain, sort_keys=False)


def drawn(random: Random) -> File:
    """A random file whose parts may be changed."""
    return copy.deepcopy(plays._file(random))


def solve(
    file: File | str, strategy: str = "default", rationality: float | None = None
) -> Solution:
    text = file if isinstance(file, str) else dumped(file)
    note(text)
    dispute = parse_dispute(text, "play")
    numbers = central_numbers(dispute, np.zeros(len(dispute.actors)), {})
    if rationality is not None:
        numbers = replace(numbers, rationality=dict.fromkeys(numbers.rationality, rationality))
    game = Game(PlayGrid(dispute, numbers))
    return game.solve(game.grid.play.strategy(strategy))


def strategies(file: File) -> list[str]:
    return ["default", *file["dynamics"]["strategies"]]


def movers(file: File) -> list[str]:
    return list(file["dynamics"]["order"])


def values(solution: Solution) -> dict[str, float]:
    """What play is worth to every actor from the start, in points of today."""
    worth = solution.game.grid.start() @ solution.values[0]
    return dict(zip(solution.game.grid.actors, worth.tolist(), strict=True))


def gains(solution: Solution) -> dict[str, float]:
    """What everyone who decides alone gains by its best response, points per year."""
    start, _ = solution.exploitability()
    found = dict(zip(solution.game.grid.actors, start.tolist(), strict=True))
    return {actor: gain for actor, gain in found.items() if actor not in solution.strategy.united}


def course(solution: Solution) -> dict[str, float]:
    """What happens, by name: stocks, actions, endings and rents of every year."""
    grid = solution.game.grid
    out: dict[str, float] = {}
    for t, year in enumerate(solution.forward()):
        mass = year.mass.reshape(grid.sizes or (1,))
        for k, stock in enumerate(grid.play.stocks):
            at = mass.sum(axis=tuple(n for n in range(mass.ndim) if n != k))
            out |= {f"{t} {stock.id} {v}": m for v, m in zip(stock.levels, at, strict=True)}
        for ending, chance in zip(grid.play.endings, year.ended, strict=True):
            out[f"{t} {ending.id}"] = chance
        if len(year.action) == 0:
            continue
        doing = year.action.reshape(grid.counts)
        for m, actor in enumerate(grid.play.order):
            shares = doing.sum(axis=tuple(n for n in range(doing.ndim) if n != m))
            names = grid.actions[m]
            out |= {f"{t} {actor} {a}": s for a, s in zip(names, shares, strict=True)}
        payers = grid.play.rents.payers if grid.play.rents else {}
        out |= {f"{t} rent {p}": v for p, v in zip(payers, year.rent, strict=True)}
    return {name: float(value) for name, value in out.items()}


def everything(solution: Solution) -> dict[str, float]:
    out = course(solution)
    out |= {f"value {actor}": v for actor, v in values(solution).items()}
    return out | {f"gain {actor}": v for actor, v in gains(solution).items()}


def survival(solution: Solution) -> np.ndarray:
    """The chance that no ending has come, year by year."""
    return np.array([1 - year.ended.sum() for year in solution.forward()])


def same(found: Mapping[str, float]) -> object:
    return pytest.approx(found, abs=1e-9, rel=1e-9)


# -- the same game, and how it may be changed ------------------------------------------------------


def without_beliefs(file: File) -> None:
    for hazard in file["dynamics"]["hazards"].values():
        hazard.pop("believed", None)


def all_are(file: File, rationality: Any) -> None:
    file["dynamics"]["rationality"] = rationality


def all_discount(file: File, discount: float) -> None:
    for actor in file["actors"].values():
        actor["discount"] = discount


def add_actor(file: File, actor: str, actions: dict[str, str], place: int) -> None:
    """Add an actor on which nothing depends yet, at a place in the order of moves."""
    file["actors"][actor] = {"title": actor, "discount": 0.5}
    file["interests"][actor] = file["interests"]["p"]
    file["dynamics"]["actions"][actor] = actions
    file["dynamics"]["order"].insert(place, actor)


def fix(file: File, random: Random, name: str, actors: list[str]) -> None:
    """Add a strategy in which some actors follow rules on stocks and on earlier moves."""
    dynamics = file["dynamics"]
    dynamics.pop("available", None)
    dynamics["strategies"][name] = {"rules": {a: rule(file, random, a) for a in actors}}


def rule(file: File, random: Random, actor: str) -> str:
    """A random rule of an actor whose actions are always available."""
    order, actions = file["dynamics"]["order"], file["dynamics"]["actions"]
    tests = [f"{o} == {a}" for o in order[: order.index(actor)] for a in actions[o]]
    number = plays._Numbers(random, [*file["dynamics"]["stocks"], "k"], tests)
    own = list(actions[actor])
    return f"if({number.draw(1)}, {random.choice(own)}, {random.choice(own)})"


# -- chances ---------------------------------------------------------------------------------------


@given(RANDOMS)
@settings(max_examples=MANY)
def test_chances_sum_to_1_and_endings_stay(random: Random) -> None:
    file = drawn(random)
    solution = solve(file, random.choice(strategies(file)))
    grid = solution.game.grid
    before = np.zeros(len(grid.play.endings))
    years = list(solution.forward())
    assert len(years) == file["dynamics"]["years"] + 1
    for year in years:
        assert year.mass.min() >= -1e-15  # a rest of rounding where an ending is sure
        assert year.mass.sum() + year.ended.sum() == pytest.approx(1, abs=1e-12)
        assert (year.ended >= before - 1e-12).all()
        before = year.ended
    for year in years[:-1]:
        assert year.action.min() >= 0
        assert year.action.sum() == pytest.approx(year.mass.sum(), abs=1e-12)


@given(RANDOMS, st.sampled_from((0.05, 0.3, 1.0)))
@settings(max_examples=FEW)
def test_a_constant_hazard_more_thins_out_survival_by_its_chance(
    random: Random, chance: float
) -> None:
    """Play is fixed, or nobody looks ahead: else people answer a danger, perhaps with care."""
    file = drawn(random)
    if random.random() < 0.5:
        all_discount(file, 0.0)
        name = random.choice(strategies(file))
    else:
        fix(file, random, name := "fixed", movers(file))
    without = solve(file, name)
    file["dynamics"]["hazards"]["more"] = {
        "chance": chance,
        "ending": random.choice(("war", "fall")),
    }
    found = solve(file, name)
    years = np.arange(file["dynamics"]["years"] + 1)
    expected = survival(without) * (1 - chance) ** years
    assert survival(found) == pytest.approx(expected, abs=1e-12)


@given(RANDOMS)
@settings(max_examples=FEW)
def test_survival_does_not_rise_when_a_hazard_rises_somewhere(random: Random) -> None:
    file = drawn(random)
    fix(file, random, "fixed", movers(file))
    before = survival(solve(file, "fixed"))
    hazard = random.choice(list(file["dynamics"]["hazards"].values()))
    number = plays._Numbers(random, list(file["dynamics"]["stocks"]), [])
    hazard["chance"] = f"min(1, {hazard['chance']} + abs({number.draw(1)}) / 8)"
    after = survival(solve(file, "fixed"))
    assert (after <= before + 1e-12).all()
    assert (np.diff(after) <= 1e-12).all()


@given(RANDOMS)
@settings(max_examples=FEW)
def test_hazards_of_one_ending_are_as_one(random: Random) -> None:
    file = drawn(random)
    without_beliefs(file)
    dynamics = file["dynamics"]
    dynamics["hazards"] = {
        "clash": {"chance": "clip(k, 0, 0.4)", "ending": "war"},
        "ruin": {"chance": f"if({random.choice(list(dynamics['stocks']) or ['k'])} > 0, 0.3, 0)",
                 "ending": "war"},
    }  # fmt: skip
    name = random.choice(strategies(file))
    two = everything(solve(file, name))
    first, second = (hazard["chance"] for hazard in dynamics["hazards"].values())
    dynamics["hazards"] = {
        "both": {"chance": f"1 - (1 - {first}) * (1 - {second})", "ending": "war"}
    }
    assert everything(solve(file, name)) == same(two)


@given(RANDOMS)
@settings(max_examples=FEW)
def test_odds_believed_that_are_those_of_the_model_change_nothing(random: Random) -> None:
    file = drawn(random)
    name = random.choice(strategies(file))
    without_beliefs(file)
    plain = everything(solve(file, name))
    for hazard in file["dynamics"]["hazards"].values():
        who = random.sample(plays.ACTORS, random.randint(1, 3))
        hazard["believed"] = dict.fromkeys(who, hazard["chance"])
    assert everything(solve(file, name)) == same(plain)


# -- values ----------------------------------------------------------------------------------------


@given(RANDOMS)
@settings(max_examples=MANY)
def test_values_are_what_the_years_pay(random: Random) -> None:
    """Backward induction against the years forward, which meet nowhere else.

    Rents are made to be payoffs, so that the expected payoff of every year is known; nobody has
    odds of its own, and the world ends with the last year reported.
    """
    file = drawn(random)
    without_beliefs(file)
    dynamics = file["dynamics"]
    dynamics["tail"] = 0
    dynamics["rents"] = {"unit": "points"} | dynamics["payoffs"]
    solution = solve(file, random.choice(strategies(file)))
    years = list(solution.forward())
    n = len(years) - 1
    for actor, value in values(solution).items():
        d = file["actors"][actor]["discount"]
        total = 0.0
        for t in range(n):
            if actor in dynamics["payoffs"]:
                total += d**t * years[t].rent[list(dynamics["payoffs"]).index(actor)]
            for e, ending in enumerate(dynamics["endings"].values()):
                comes = years[t + 1].ended[e] - years[t].ended[e]
                for later in range(t + 1, n):
                    total += d**later * comes * ending["points"].get(actor, 0)
        assert value == pytest.approx(total, abs=1e-9)


@given(RANDOMS, st.sampled_from((-7.0, 0.5, 30.0)))
@settings(max_examples=FEW)
def test_points_for_nothing_are_worth_themselves_per_year(random: Random, more: float) -> None:
    file = drawn(random)
    name, actor = random.choice(strategies(file)), random.choice(plays.ACTORS)
    before = solve(file, name)
    dynamics = file["dynamics"]
    dynamics["payoffs"][actor] = f"({dynamics['payoffs'].get(actor, 0)}) + {more}"
    for ending in dynamics["endings"].values():
        ending["points"][actor] = ending["points"].get(actor, 0) + more
    after = solve(file, name)
    gained = after.value_per_year() - before.value_per_year()
    expected = [more * (a == actor) for a in after.game.grid.actors]
    assert gained == pytest.approx(expected, abs=1e-9)
    assert gains(after) == same(gains(before))
    assert course(after) == same(course(before))


@given(RANDOMS)
@settings(max_examples=FEW)
def test_rationality_is_per_point(random: Random) -> None:
    """Twice the points with half the rationality are the same play, worth twice as much."""
    file = drawn(random)
    name = random.choice(strategies(file))
    before = solve(file, name)
    dynamics = file["dynamics"]
    dynamics["payoffs"] = {a: f"2 * ({text})" for a, text in dynamics["payoffs"].items()}
    for ending in dynamics["endings"].values():
        ending["points"] = {actor: 2 * points for actor, points in ending["points"].items()}

    def half(written: Any) -> Any:
        return written if written == "best" else written / 2

    one = dynamics["rationality"]
    all_are(file, {a: half(v) for a, v in one.items()} if isinstance(one, dict) else half(one))
    after = solve(file, name)
    assert course(after) == same(course(before))
    assert values(after) == same({actor: 2 * v for actor, v in values(before).items()})
    assert gains(after) == same({actor: 2 * v for actor, v in gains(before).items()})


@given(RANDOMS, st.integers(1, 4))
@settings(max_examples=FEW)
def test_years_beyond_the_last_do_not_matter_to_those_who_do_not_look_ahead(
    random: Random, more: int
) -> None:
    file = drawn(random)
    name = random.choice(strategies(file))
    all_discount(file, 0.0)
    before = everything(solve(file, name))
    file["dynamics"]["tail"] += more
    assert everything(solve(file, name)) == same(before)


@given(RANDOMS, st.integers(1, 4))
@settings(max_examples=FEW)
def test_years_beyond_a_sure_end_do_not_matter(random: Random, more: int) -> None:
    """All ends within the years reported, and what ends pays nothing from then on."""
    file = drawn(random)
    name = random.choice(strategies(file))
    dynamics = file["dynamics"]
    last = dynamics["start"] + dynamics["years"] - 1
    dynamics["hazards"]["sure"] = {"chance": f"year >= {last}", "ending": "over"}
    dynamics["endings"] = {"war": {"points": {}}, "fall": {"points": {}}, "over": {"points": {}}}
    before = solve(file, name)
    assert survival(before)[-1] == pytest.approx(0, abs=1e-12)
    dynamics["tail"] += more
    after = solve(file, name)
    assert values(after) == same(values(before))
    assert course(after) == same(course(before))


# -- choices ---------------------------------------------------------------------------------------


@given(RANDOMS)
@settings(max_examples=MANY)
def test_nobody_loses_by_its_best_response(random: Random) -> None:
    """Those who follow a rule may gain by it too; whoever has no action gains nothing."""
    file = drawn(random)
    if random.random() < 0.5:
        fix(file, random, name := "fixed", movers(file))
    else:
        name = random.choice(strategies(file))
    solution = solve(file, name)
    start, largest = solution.exploitability()
    united = solution.strategy.united
    for a, actor in enumerate(solution.game.grid.actors):
        if actor in united:
            continue
        assert start[a] >= -1e-9
        assert largest[a] >= start[a] - 1e-9
        if actor not in movers(file):
            assert start[a] == pytest.approx(0, abs=1e-12)
        elif file["dynamics"]["rationality"] == "best" and actor not in solution.strategy.rules:
            assert largest[a] < 1e-6


@given(RANDOMS)
@settings(max_examples=FEW)
def test_no_rule_of_its_own_is_better_than_the_best_response(random: Random) -> None:
    """Everybody else follows rules, which answer what they see of the year, and nothing else."""
    file = drawn(random)
    actor = random.choice(movers(file))
    all_are(file, "best")
    fix(file, random, "others", [a for a in movers(file) if a != actor])
    for n in range(4):
        fix(file, random, f"rule{n}", [actor])
        known = file["dynamics"]["strategies"]
        known[f"rule{n}"]["rules"] |= known["others"]["rules"]
    best = values(solve(file, "others"))[actor]
    n = file["dynamics"]["years"] + file["dynamics"]["tail"]
    annuity = sum(file["actors"][actor]["discount"] ** t for t in range(n))
    for k in range(4):
        solution = solve(file, f"rule{k}")
        own = values(solution)[actor]
        assert own <= best + 1e-7
        assert own + gains(solution)[actor] * annuity == pytest.approx(best, abs=1e-7)


@given(RANDOMS)
@settings(max_examples=MANY)
def test_a_group_gets_together_at_least_what_its_members_get_alone(random: Random) -> None:
    """A theorem for a group that optimises one sum: `best`, one discount, odds of the model.

    Whoever is not in the group follows a rule. A group weighs annualised values; with different
    discounts, or with odds of its own to a member, the sum that it maximises next year is not
    that of this year, and a group without commitment may end below its members alone.
    """
    file = drawn(random)
    all_are(file, "best")
    all_discount(file, random.choice((0.0, 0.5, 0.9)))
    without_beliefs(file)
    group = random.sample(movers(file), random.randint(1, len(movers(file))))
    outside = [actor for actor in movers(file) if actor not in group]
    known = file["dynamics"]["strategies"]
    fix(file, random, "alone", outside)
    known["fixed"] = {"rules": known["alone"]["rules"] | {a: rule(file, random, a) for a in group}}
    known["together"] = {"united": group} | known["alone"]
    if not outside:
        del known["alone"]

    def total(name: str) -> float:
        found = values(solve(file, name))
        return sum(found[actor] for actor in group)

    together = total("together")
    assert together >= total("alone" if outside else "default") - 1e-6
    assert together >= total("fixed") - 1e-6


@given(RANDOMS)
@settings(max_examples=FEW)
def test_a_group_of_one_is_its_member(random: Random) -> None:
    file = drawn(random)
    file["dynamics"]["strategies"]["single"] = {"united": [random.choice(movers(file))]}
    alone, single = solve(file), solve(file, "single")
    assert course(single) == same(course(alone))
    assert values(single) == same(values(alone))


@given(RANDOMS, st.sampled_from((0, 0.3, 4)), st.sampled_from((0, 1, "best")))
@settings(max_examples=FEW)
def test_who_stands_with_one_of_the_same_mind_decides_like_it(
    random: Random, own: float, others: float | str
) -> None:
    """A partner without a choice and with the same interests lends its rationality only."""
    file = drawn(random)
    dynamics = file["dynamics"]
    actor = random.choice(movers(file))
    known = dict.fromkeys(movers(file), random.choice((0, 0.5, "best")))
    mean = "best" if isinstance(others, str) else (own + others) / 2
    all_are(file, known | {actor: mean})
    alone = solve(file)
    add_actor(file, "s", {"s0": "Stand by"}, movers(file).index(actor) + 1)
    all_are(file, known | {actor: own, "s": others})
    file["actors"]["s"]["discount"] = file["actors"][actor]["discount"]
    for part in (dynamics["payoffs"], *(e["points"] for e in dynamics["endings"].values())):
        part["s"] = part.get(actor, 0)
    for hazard in dynamics["hazards"].values():
        if actor in hazard.get("believed", {}):
            hazard["believed"]["s"] = hazard["believed"][actor]
    dynamics["strategies"]["pair"] = {"united": ["s", actor]}
    pair = solve(file, "pair")
    after = course(pair) | values(pair)
    assert after["s"] == pytest.approx(after[actor], abs=1e-9)
    expected = course(alone) | values(alone)
    assert {key: after[key] for key in expected} == same(expected)


@given(RANDOMS)
@settings(max_examples=FEW)
def test_great_rationality_picks_the_best(random: Random) -> None:
    """Every action brings its actor some points of its own, so that none are tied."""
    file = drawn(random)
    dynamics = file["dynamics"]
    for actor in movers(file):
        own = [
            f"{random.uniform(-1, 1):.6f} * ({actor} == {a})" for a in dynamics["actions"][actor]
        ]
        dynamics["payoffs"][actor] = " + ".join([f"({dynamics['payoffs'].get(actor, 0)})", *own])
    name = random.choice(strategies(file))
    all_are(file, "best")
    best = everything(solve(file, name))
    near = everything(solve(file, name, rationality=1e13))
    assert near == pytest.approx(best, abs=1e-6, rel=1e-6)


@given(RANDOMS)
@settings(max_examples=FEW)
def test_without_rationality_every_action_is_as_likely(random: Random) -> None:
    file = drawn(random)
    file["dynamics"].pop("available")
    all_are(file, 0)
    solution = solve(file)
    for year in list(solution.forward())[:-1]:
        joint = year.mass.sum() / solution.game.grid.joint_actions
        assert year.action == pytest.approx(joint, abs=1e-12)


# -- names and order -------------------------------------------------------------------------------


@given(RANDOMS)
@settings(max_examples=MANY)
def test_names_and_their_order_in_the_file_change_nothing(random: Random) -> None:
    """Actors, actions, stocks, endings and hazards are called and listed otherwise.

    The order of moves stays: it matters.
    """
    file = drawn(random)
    name = random.choice(strategies(file))
    before = everything(solve(file, name))
    dynamics = file["dynamics"]
    actions = dynamics["actions"]
    dynamics["actions"] = {actor: _shuffled(actions[actor], random) for actor in actions}
    for key in ("stocks", "actions", "endings", "hazards", "payoffs", "strategies", "available"):
        dynamics[key] = _shuffled(dynamics[key], random)
    file["actors"] = _shuffled(file["actors"], random)
    words = [*plays.ACTORS, *dynamics["stocks"], "k", "busy", "war", "fall", "clash", "ruin"]
    words += [action for owned in actions.values() for action in owned]
    called = dict(zip(words, (f"x{n}" for n in _orders(len(words), random)), strict=True))

    def renamed(text: str) -> str:
        return re.sub(r"\b[a-z]+[0-9]*\b", lambda found: called.get(found[0], found[0]), text)

    after = everything(solve(renamed(dumped(file)), name))
    assert after == same({renamed(key): value for key, value in before.items()})


def _shuffled(entries: Mapping[str, Any], random: Random) -> dict[str, Any]:
    return dict(random.sample(list(entries.items()), len(entries)))


def _orders(count: int, random: Random) -> list[int]:
    return random.sample(range(count), count)


@given(RANDOMS)
@settings(max_examples=FEW)
def test_an_onlooker_changes_nothing(random: Random) -> None:
    """Someone moves, at any place in the order, and nothing depends on it."""
    file = drawn(random)
    dynamics = file["dynamics"]
    name = random.choice(strategies(file))
    before = everything(solve(file, name))
    place = random.randint(0, len(dynamics["order"]))
    add_actor(file, "s", {"s0": "Look", "s1": "Look away"}, place)
    if isinstance(dynamics["rationality"], dict):
        dynamics["rationality"]["s"] = random.choice((0, 2, "best"))
    after = everything(solve(file, name))
    in_play = {t: after[f"{t} s s0"] + after[f"{t} s s1"] for t in range(dynamics["years"])}
    for t, share in in_play.items():
        assert after[f"{t} s s0"] == pytest.approx(share / 2)
    assert {key: after[key] for key in before} == same(before)
