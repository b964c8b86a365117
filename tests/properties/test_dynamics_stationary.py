"""Play without an end and decision processes, against their definitions and QuantEcon."""

from __future__ import annotations

import itertools
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grandbargain.dispute import Dispute
from grandbargain.dynamics.kernels_stationary import Process, respond
from grandbargain.dynamics.solve import Game
from grandbargain.dynamics.stationary import response_values, solve_stationary
from grandbargain.errors import UsageError
from grandbargain.tables.play import PlayGrid, central_numbers
from tests.plays import plays
from tests.reference.dynamics_stationary import EndlessPlay, Row, best_values


def game_of(dispute: Dispute) -> Game:
    return Game(PlayGrid(dispute, central_numbers(dispute, np.zeros(len(dispute.actors)), {})))


def by_state(game: Game) -> dict[int, tuple[int, ...]]:
    return dict(enumerate(itertools.product(*(range(n) for n in game.grid.sizes))))


@given(plays(), st.data())
@settings(max_examples=60)
def test_residuals_and_best_responses_are_those_of_the_definition(
    dispute: Dispute, data: st.DataObject
) -> None:
    assert dispute.dynamics is not None
    assume(not dispute.dynamics.uses_year)
    names = ["default", *(item.id for item in dispute.dynamics.strategies)]
    strategy = dispute.dynamics.strategy(data.draw(st.sampled_from(names)))
    game, slow = game_of(dispute), EndlessPlay(dispute)
    found = solve_stationary(game, strategy, 1e-7, data.draw(st.sampled_from((3, 300))))
    assert found.is_converged == (found.residual <= 1e-7)
    states, actors = by_state(game), game.grid.actors
    values = {s: dict(zip(actors, found.values[n], strict=True)) for n, s in states.items()}
    largest = 0.0
    for n in game.reached:
        now = slow.sweep(strategy, values, states[n])
        largest = max(
            largest, *(abs(now[a] - values[states[n]][a]) * (1 - slow.discount[a]) for a in actors)
        )
    assert found.residual == pytest.approx(largest, abs=1e-9, rel=1e-9)
    rules = game.rules(strategy, 0)
    for d, a in enumerate(rules.alone):
        if a < 0:
            continue
        best = response_values(game, rules, found.values, d)
        own = {s: float(best[n]) for n, s in states.items()}
        for n in game.reached:
            again = slow.respond(strategy, values, own, actors[a], states[n])
            assert best[n] == pytest.approx(again, abs=1e-7, rel=1e-7)
        follows = response_values(game, rules, found.values, d, follows=True)
        assert (best - follows)[game.reached].min() >= -1e-7
        if found.is_converged:
            error = 1e-7 / (1 - slow.discount[actors[a]]) ** 2
            assert np.abs(follows - found.values[:, a])[game.reached].max() <= error + 1e-7
        gain = (best - follows)[game.reached] * (1 - slow.discount[actors[a]])
        assert found.largest_exploitability[a] == pytest.approx(gain.max(), abs=1e-8)
    assert np.isnan(found.exploitability[[actors.index(a) for a in strategy.united]]).all()


@given(plays(years=True))
def test_a_file_that_counts_years_has_no_stationary_play(dispute: Dispute) -> None:
    assert dispute.dynamics is not None
    with pytest.raises(UsageError, match="year"):
        solve_stationary(game_of(dispute), dispute.dynamics.strategy("default"))


def process_of(actions: list[list[Row]]) -> Process:
    rows = [row for each in actions for row in each]
    return Process(
        np.cumsum([0, *(len(each) for each in actions)]),
        np.array([pays for pays, _ in rows]),
        np.cumsum([0, *(len(rest) for _, rest in rows)]),
        np.array([z for _, rest in rows for z in rest], dtype=np.uint32),
        np.array([w for _, rest in rows for w in rest.values()]),
    )


def random_process(random: Random, states: int, discount: float) -> list[list[Row]]:
    def row() -> Row:
        following = random.sample(range(states), random.randint(1, min(states, 3)))
        shares = [random.random() + 0.01 for _ in following]
        weights = {z: discount * w / sum(shares) for z, w in zip(following, shares, strict=True)}
        return random.choice((0.0, 1.0, random.uniform(-1, 1))), weights

    return [[row() for _ in range(random.randint(1, 3))] for _ in range(states)]


@given(
    st.randoms(use_true_random=False),
    st.integers(1, 6),
    st.sampled_from((0.0, 0.5, 0.9)),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=100)
def test_values_at_best_are_those_of_the_definition(
    random: Random, states: int, discount: float, is_whole: bool, can_end: bool
) -> None:
    actions = random_process(random, states, discount)
    if can_end and not is_whole:
        lost = {id(row): random.random() for each in actions for row in each}
        actions = [
            [(row[0], {z: w * lost[id(row)] for z, w in row[1].items()}) for row in each]
            for each in actions
        ]
    value, picked = np.zeros(states), np.zeros(states, dtype=np.int64)
    _, error = respond(process_of(actions), discount, is_whole, 1e-8, 10_000, value, picked)
    assert error <= 1e-8
    assert list(value) == pytest.approx(best_values(actions, 300), abs=1e-7)


@pytest.mark.parametrize("is_whole", [False, True])
def test_values_at_best_are_those_of_quantecon(is_whole: bool) -> None:
    from quantecon.markov import DiscreteDP
    from scipy.sparse import csr_matrix

    actions = random_process(Random(5), 300, 0.95)
    process = process_of(actions)
    value, picked = np.zeros(300), np.zeros(300, dtype=np.int64)
    respond(process, 0.95, is_whole, 1e-8, 10_000, value, picked)
    chances = csr_matrix(
        (process.weight / 0.95, process.following.astype(np.int32), process.first),
        shape=(len(process.reward), 300),
    )
    whose = np.repeat(np.arange(300), np.diff(process.first_action))
    which = np.concatenate([np.arange(n) for n in np.diff(process.first_action)])
    other = DiscreteDP(process.reward, chances, 0.95, whose, which)
    expected = other.solve(method="policy_iteration").v
    assert value == pytest.approx(expected, abs=1e-7)
