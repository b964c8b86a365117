"""Play over the years: the fast engine against the definition, on random games."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grandbargain.dispute import Dispute
from grandbargain.dynamics.solve import Game, Solution
from grandbargain.modelfile import parse_dispute
from grandbargain.tables.play import PlayGrid, central_numbers
from tests.plays import plays
from tests.reference.dynamics import Play, Solved


def both(dispute: Dispute, name: str) -> tuple[Solved, Solution]:
    numbers = central_numbers(dispute, np.zeros(len(dispute.actors)), {})
    game = Game(PlayGrid(dispute, numbers))
    return Play(dispute).solve(name), game.solve(game.grid.play.strategy(name))


def close(value: float) -> object:
    return pytest.approx(value, abs=1e-9, rel=1e-9)


@given(plays(), st.data())
@settings(max_examples=120)
def test_values_are_those_of_the_definition(dispute: Dispute, data: st.DataObject) -> None:
    assert dispute.dynamics is not None
    names = ["default", *(item.id for item in dispute.dynamics.strategies)]
    slow, fast = both(dispute, data.draw(st.sampled_from(names)))
    expected = slow.value_per_year()
    actors = fast.game.grid.actors
    assert dict(zip(actors, fast.value_per_year(), strict=True)) == {
        actor: close(value) for actor, value in expected.items()
    }
    for s in fast.game.reached:
        state = tuple(int(n) for n in np.unravel_index(s, fast.game.grid.sizes or (1,)))
        at = state if fast.game.grid.sizes else ()
        for t, a in itertools.product(range(fast.game.horizon + 1), range(len(actors))):
            assert fast.values[t, s, a] == close(slow.values[t][at][actors[a]])


@given(plays(), st.data())
@settings(max_examples=80)
def test_the_years_forward_are_those_of_the_definition(
    dispute: Dispute, data: st.DataObject
) -> None:
    assert dispute.dynamics is not None
    play = dispute.dynamics
    names = ["default", *(item.id for item in play.strategies)]
    slow, fast = both(dispute, data.draw(st.sampled_from(names)))
    grid = fast.game.grid
    for (mass, ended, doing, paid), year in zip(slow.forward(), fast.forward(), strict=True):
        for s, state in enumerate(itertools.product(*(range(n) for n in grid.sizes))):
            assert year.mass[s] == close(mass.get(state, 0.0))
        assert list(year.ended) == [close(ended[ending.id]) for ending in play.endings]
        assert year.mass.sum() + year.ended.sum() == close(1.0)
        if not len(year.action):
            continue
        action = year.action.reshape(grid.counts)
        for m, actor in enumerate(play.order):
            others = tuple(n for n in range(len(play.order)) if n != m)
            for n, name in enumerate(grid.actions[m]):
                assert action.sum(axis=others)[n] == close(doing.get(f"{actor}.{name}", 0.0))
        assert play.rents is not None
        assert list(year.rent) == [close(paid.get(payer, 0.0)) for payer in play.rents.payers]


@given(plays(), st.data())
@settings(max_examples=60)
def test_exploitability_is_that_of_the_definition(dispute: Dispute, data: st.DataObject) -> None:
    assert dispute.dynamics is not None
    names = ["default", *(item.id for item in dispute.dynamics.strategies)]
    slow, fast = both(dispute, data.draw(st.sampled_from(names)))
    start, _ = fast.exploitability()
    united = fast.strategy.united
    for a, actor in enumerate(fast.game.grid.actors):
        if actor in fast.game.grid.play.order and actor not in united:
            assert start[a] == close(slow.exploitability(actor)[0])
            assert start[a] >= -1e-9


YEARS_DIFFER = """\
title: Years that differ
actors: {p: {title: P, discount: 0.9}}
issues: {land: {title: Land, options: {old: Old, new: New}, status_quo: old, moves: [{by: p}]}}
interests: {p: {weights: {land: 1}, values: {land: up}}}
dynamics:
  start: 2000
  years: 3
  tail: 1
  order: [p]
  rationality: best
  stocks:
    arms: {unit: units, levels: [0, 1, 3, 4], now: 0, change: "(year / 2000) ** 2"}
    gold: {unit: units, levels: [0, 1, 2], now: 0, change: "1"}
  actions: {p: {wait: Wait}}
  endings: {fall: {points: {p: 10}}}
  hazards: {ruin: {chance: "0.5", ending: fall}}
  payoffs: {p: "arms"}
"""


def test_what_a_state_leads_to_in_another_year_has_its_value() -> None:
    # from (0, 0) in 2001 play would come to (3, 1), to which it never comes from its start in 2000
    dispute = parse_dispute(YEARS_DIFFER, "years")
    slow, fast = both(dispute, "default")
    for s in fast.game.reached:
        state = tuple(int(n) for n in np.unravel_index(s, fast.game.grid.sizes))
        for t in range(fast.game.horizon + 1):
            assert fast.values[t, s, 0] == close(slow.values[t][state]["p"])
