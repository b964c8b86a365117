"""What is asked about play: other endings, agreements, chances, delay; the fast, and the twin."""

from __future__ import annotations

import itertools
import math
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grandbargain.dispute import Delay, Dispute, Hope
from grandbargain.dynamics.agreement import Agreement, Leaver, follow, keeping
from grandbargain.dynamics.compare import break_even, compare, delayed, fits, other_orders
from grandbargain.dynamics.measures import by_actor
from grandbargain.dynamics.roots import first_roots
from grandbargain.dynamics.solve import Game
from grandbargain.tables.play import Circumstances, PlayGrid, central_numbers
from tests.plays import plays
from tests.reference.dynamics import Play
from tests.reference.dynamics_otherwise import Deal, PlayIf, chance_of, fate


def game(dispute: Dispute, **changed: object) -> Game:
    numbers = central_numbers(dispute, np.zeros(len(dispute.actors)), {})
    return Game(PlayGrid(dispute, numbers), **changed)  # pyright: ignore[reportArgumentType]


def close(value: float) -> object:
    return pytest.approx(value, abs=1e-9, rel=1e-9)


def names_of(dispute: Dispute) -> list[str]:
    assert dispute.dynamics is not None
    return ["default", *(item.id for item in dispute.dynamics.strategies)]


@given(plays(), st.data())
@settings(max_examples=40)
def test_closed_and_forced_endings(dispute: Dispute, data: st.DataObject) -> None:
    closed = data.draw(st.sampled_from([(), ("war",), ("fall",)]))
    chance = data.draw(st.sampled_from([None, 0.0, 0.25, 1.0]))
    forced = None if chance is None else ("war" if "fall" in closed else "fall", chance)
    if forced is not None and forced[0] in closed:
        forced = None
    name = data.draw(st.sampled_from(names_of(dispute)))
    slow = PlayIf(dispute, closed=closed, forced=forced).solve(name)
    fast = game(dispute, circumstances=Circumstances(frozenset(closed), forced))
    found = by_actor(fast.grid, fast.solve(fast.grid.play.strategy(name)).value_per_year())
    assert found == {actor: close(value) for actor, value in slow.value_per_year().items()}


@given(plays(), st.data())
@settings(max_examples=40)
def test_years_of_one_strategy_before_another(dispute: Dispute, data: st.DataObject) -> None:
    play = game(dispute)
    first, then = (data.draw(st.sampled_from(names_of(dispute))) for _ in range(2))
    strategies = [play.grid.play.strategy(name) for name in (first, then)]
    found = delayed(play, Delay("d", "Delay", first, then), *strategies, play.solve(strategies[1]))
    for years in range(play.horizon + 1):
        slow = Play(dispute).solve(then, until=years, first=first).value_per_year()
        for actor, row in found.value_per_year.items():
            assert row[years] == close(slow[actor])


@given(plays(), st.data())
@settings(max_examples=25)
def test_the_chance_of_an_ending_from_every_start(dispute: Dispute, data: st.DataObject) -> None:
    play = game(dispute)
    name = data.draw(st.sampled_from(names_of(dispute)))
    slow, fast = Play(dispute).solve(name), play.solve(play.grid.play.strategy(name))
    for e, ending in enumerate(play.grid.play.endings):
        found = fast.chance_of(e)
        for s in play.reached:
            state = tuple(int(n) for n in np.unravel_index(s, play.grid.sizes or (1,)))
            at = state if play.grid.sizes else ()
            assert found[s] == close(chance_of(slow, ending.id, at))


@st.composite
def deals(draw: st.DrawFn) -> tuple[Deal, dict[str, float]]:
    random = draw(st.integers(0, 2**32 - 1).map(Random))
    actors = ["p", "q", "r"]
    points = lambda: {a: random.choice((0.0, 1.0, 5.0, 30.0)) for a in actors}  # noqa: E731
    leavers = random.sample(actors, random.randint(0, 3))
    deal = Deal(
        kept=points(),
        left={actor: points() for actor in leavers},
        rationality={actor: random.choice((0.0, 0.5, 10.0, math.inf)) for actor in leavers},
        found_out=random.choice((0.0, 0.3, 1.0)),
        alarm=random.choice((0.0, 0.1)),
        failed=points(),
    )
    return deal, {actor: random.choice((0.0, 0.5, 0.9)) for actor in actors}


def as_agreement(deal: Deal) -> Agreement:
    actors = list(deal.kept)
    array = lambda points: np.array([points[a] for a in actors])  # noqa: E731
    return Agreement(
        payoff=array(deal.kept),
        leavers=tuple(
            Leaver(actors.index(actor), deal.rationality[actor], array(points))
            for actor, points in deal.left.items()
        ),
        detection=deal.found_out,
        false_alarm=deal.alarm,
        failure=array(deal.failed),
    )


@given(deals(), st.integers(1, 6), st.integers(1, 6), st.integers(0, 2**32 - 1))
@settings(max_examples=200)
def test_an_agreement_that_can_be_broken(
    drawn: tuple[Deal, dict[str, float]], years: int, tail: int, seed: int
) -> None:
    deal, discount = drawn
    agreement, horizon = as_agreement(deal), years + tail
    solved = keeping(agreement, np.array(list(discount.values())), horizon)
    for left in range(horizon + 1):
        worth = deal.worth(discount, left)
        assert dict(zip(worth, solved.values[left], strict=True)) == {
            actor: close(value) for actor, value in worth.items()
        }
    random = Random(seed)
    signed = [random.random() / years for _ in range(years)]
    found = follow(agreement, solved, np.concatenate(([0.0], np.cumsum(signed))))
    slow = fate(deal, discount, horizon, signed)
    assert found.in_force[-1] == close(slow["in_force"])
    assert found.failed[-1] == close(slow["failed"])
    for row, actor in zip(found.broken, deal.left, strict=True):
        assert row[-1] == close(slow[actor])
    assert found.in_force[-1] + found.failed[-1] == close(sum(signed))


@given(plays(), deals())
@settings(max_examples=25)
def test_play_foresees_that_an_agreement_is_broken(
    dispute: Dispute, drawn: tuple[Deal, dict[str, float]]
) -> None:
    deal, _ = drawn
    slow = PlayIf(dispute, deals={"fall": deal}).solve("default").value_per_year()
    fast = game(dispute, agreements={"fall": as_agreement(deal)})
    found = fast.solve(fast.grid.play.strategy("default")).value_per_year()
    assert by_actor(fast.grid, found) == {actor: close(value) for actor, value in slow.items()}


def test_nobody_breaks_what_pays_and_the_critical_discount_decides() -> None:
    """T, R, P = 5, 3, 1: kept from a weight of 0.5 on (Friedman 1971), away from the last years."""
    for weight, breaks in ((0.45, 1.0), (0.55, 0.0)):
        agreement = Agreement(
            payoff=np.array([3.0]),
            leavers=(Leaver(0, math.inf, np.array([5.0])),),
            detection=1.0,
            false_alarm=0.0,
            failure=np.array([1.0]),
        )
        solved = keeping(agreement, np.array([weight]), 200)
        assert solved.breaks[1, 0] == 1.0  # nothing is to come after the last year
        assert (solved.breaks[2:, 0] == breaks).all()


@given(plays(), st.data())
@settings(max_examples=12)
def test_break_even_is_the_least_chance_at_which_waiting_pays(
    dispute: Dispute, data: st.DataObject
) -> None:
    play = game(dispute)
    names = names_of(dispute)
    waiting, instead = data.draw(st.permutations(names))[:2]
    strategies = {name: play.grid.play.strategy(name) for name in (waiting, instead)}
    found = break_even(play, Hope("h", "Hope", "fall", waiting, instead), strategies)

    def gain(chance: float, actor: str) -> float:
        values = [
            PlayIf(dispute, forced=("fall", chance)).solve(name).value_per_year()[actor]
            for name in (waiting, instead)
        ]
        return values[0] - values[1]

    for actor, chance in found.items():
        if chance is None:
            signs = {np.sign(round(gain(c, actor), 7)) for c in (0.0, 0.5, 1.0)}
            assert len(signs - {0.0}) <= 1
        else:
            assert abs(gain(chance, actor)) < 1e-3 or (
                gain(max(chance - 1e-4, 0), actor) * gain(min(chance + 1e-4, 1), actor) <= 0
            )


def test_roots_are_found_and_the_least_of_several() -> None:
    seen: list[float] = []

    def several(c: float) -> np.ndarray:
        seen.append(c)
        late = (c - 0.3) * (c - 0.8)
        return np.array([c - 0.02, late, c + 1, 0.0, 1e-3 * (c - 0.7) ** 3, c * (c - 0.5)])

    found = first_roots(several, 6)
    assert found[0] == pytest.approx(0.02, abs=1e-5)
    assert found[1] == pytest.approx(0.3, abs=1e-5)
    assert found[2] is None
    assert found[3] == 0.0
    assert found[4] == pytest.approx(0.7, abs=0.02)  # a millionth of a point is nothing there
    assert found[5] == 0.0
    assert len(seen) < 60


@given(plays())
@settings(max_examples=10)
def test_other_assumptions_are_those_of_a_changed_file(dispute: Dispute) -> None:
    import dataclasses

    play = game(dispute)
    it = play.grid.play
    strategies = [it.strategy(name) for name in names_of(dispute)]
    base = {item.id: by_actor(play.grid, play.solve(item).value_per_year()) for item in strategies}
    found = compare(play, strategies, base)
    for more, case in zip((1, 5), found["horizon"].cases, strict=True):
        longer = dataclasses.replace(it, tail=it.tail + more)
        slow = Play(dataclasses.replace(dispute, dynamics=longer))
        for item in strategies:
            expected = slow.solve(item.id).value_per_year()
            assert case.value_per_year[item.id] == {a: close(v) for a, v in expected.items()}
    for order, case in zip(other_orders(it.order), found["order"].cases, strict=True):
        slow = Play(dataclasses.replace(dispute, dynamics=dataclasses.replace(it, order=order)))
        for item in strategies:
            values = case.value_per_year[item.id]
            assert (values is not None) == fits(it, item, order)
            if values is not None:
                expected = slow.solve(item.id).value_per_year()
                assert values == {a: close(v) for a, v in expected.items()}
    best = next((c for c in found["rationality"].cases if c.id == "best"), None)
    if best is not None:
        changed = dataclasses.replace(it, rationality=dict.fromkeys(it.order, "best"))
        slow = Play(dataclasses.replace(dispute, dynamics=changed))
        expected = slow.solve("default").value_per_year()
        assert best.value_per_year["default"] == {a: close(v) for a, v in expected.items()}
    for kind in found.values():
        for case, actor in itertools.product(kind.cases, base["default"]):
            for one, other in itertools.permutations(base, 2):
                a, b = case.value_per_year[one], case.value_per_year[other]
                if a is None or b is None:
                    continue
                before, after = base[one][actor] - base[other][actor], a[actor] - b[actor]
                changes = before > 1e-6 and after < -1e-6
                told = any(
                    f.case == case.id and (f.actor, f.better, f.worse) == (actor, one, other)
                    for f in kind.flipped
                )
                assert told == changes


def test_a_jump_is_no_crossing_and_close_roots_are_told_apart() -> None:
    def several(c: float) -> np.ndarray:
        jump = 3.0 if c < 0.47 else -1.0
        later = 3.0 if c < 0.2 else (0.6 - c)
        return np.array([jump, (c - 0.011) * (c - 0.03) * (c - 0.5), later])

    found = first_roots(several, 3)
    assert found[0] is None
    assert found[1] == pytest.approx(0.011, abs=1e-5)
    assert found[2] == pytest.approx(0.6, abs=1e-5)
