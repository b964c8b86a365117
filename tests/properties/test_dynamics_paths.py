"""Sampled histories: the same for any number, and as often as the exact years say."""

from __future__ import annotations

import itertools

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grandbargain.dispute import Dispute
from grandbargain.dynamics.paths import sample_histories, worst_share
from grandbargain.dynamics.solve import Game, Solution
from grandbargain.tables.play import PlayGrid, central_numbers
from tests.plays import plays
from tests.reference import dynamics_paths as slow

HISTORIES = 4_000
SIGMAS = 5
"""A miss by chance in one of two million comparisons."""
RARE = 15 / HISTORIES
"""What the number of standard errors leaves out where chances are near 0 or 1 (Bernstein)."""


def solved(dispute: Dispute, data: st.DataObject) -> Solution:
    assert dispute.dynamics is not None
    numbers = central_numbers(dispute, np.zeros(len(dispute.actors)), {})
    game = Game(PlayGrid(dispute, numbers))
    names = ["default", *(item.id for item in dispute.dynamics.strategies)]
    return game.solve(game.grid.play.strategy(data.draw(st.sampled_from(names))))


@given(plays(), st.data())
@settings(max_examples=40)
def test_how_often_is_what_the_exact_years_say(dispute: Dispute, data: st.DataObject) -> None:
    solution = solved(dispute, data)
    play = solution.game.grid.play
    found = sample_histories(solution, HISTORIES, seed=7)
    for t, year in enumerate(solution.forward()):
        in_play = (found.ending < 0) | (found.ended_in >= t)
        at = np.bincount(found.state[in_play, t], minlength=len(year.mass)) / HISTORIES
        gone = [np.mean((found.ending == e) & (found.ended_in < t)) for e in range(len(year.ended))]
        pairs = [(at, year.mass), (np.array(gone), year.ended)]
        if t < play.years:
            done = found.action[found.action[:, t] >= 0, t]
            pairs.append((np.bincount(done, minlength=len(year.action)) / HISTORIES, year.action))
        for share, chance in pairs:
            spread = np.sqrt(np.clip(chance * (1 - chance), 0, None) / HISTORIES)
            assert (np.abs(share - chance) <= SIGMAS * spread + RARE).all()


@given(plays(), st.data())
@settings(max_examples=60)
def test_the_mean_of_histories_is_the_value(dispute: Dispute, data: st.DataObject) -> None:
    solution = solved(dispute, data)
    game = solution.game
    found = sample_histories(solution, HISTORIES, seed=11)
    gained, value = found.gained_per_year, solution.value_per_year()
    payoffs = [game.year(t).payoff for t in range(game.horizon)]
    for a in np.flatnonzero(game.grid.belief == 0):
        points = np.concatenate([game.grid.numbers.points[:, a], *(p[a].ravel() for p in payoffs)])
        width = np.ptp(points[np.isfinite(points)])
        error = SIGMAS * gained[:, a].std() / np.sqrt(HISTORIES)
        assert abs(gained[:, a].mean() - value[a]) <= error + width * RARE + 1e-9


@given(plays(), st.data())
@settings(max_examples=20)
def test_a_history_is_the_same_whatever_is_sampled_beside_it(
    dispute: Dispute, data: st.DataObject
) -> None:
    solution = solved(dispute, data)
    threads = numba.get_num_threads()
    few = sample_histories(solution, 10, seed=3)
    try:
        numba.set_num_threads(1)
        many = sample_histories(solution, 3_000, seed=3)
    finally:
        numba.set_num_threads(threads)
    for name in ("state", "action", "ending", "ended_in", "gained_per_year"):
        assert getattr(few, name).tobytes() == getattr(many, name)[:10].tobytes()


def test_the_forward_years_are_the_same_bytes_for_any_number_of_threads() -> None:
    from benchmarks.dynamics_games import game

    dispute = game((10, 8, 6, 5, 2), years=3)
    threads = numba.get_num_threads()
    seen = []
    try:
        for number in {1, threads}:
            numba.set_num_threads(number)
            numbers = central_numbers(dispute, np.zeros(len(dispute.actors)), {})
            play = Game(PlayGrid(dispute, numbers))
            solution = play.solve(play.grid.play.strategy("default"))
            years = list(solution.forward())
            seen.append(
                [solution.values.tobytes()]
                + [x.tobytes() for y in years for x in (y.mass, y.ended, y.action, y.rent)]
            )
    finally:
        numba.set_num_threads(threads)
    assert all(one == other for one, other in itertools.pairwise(seen))


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30), st.floats(0.01, 1))
def test_the_worst_share_is_that_of_the_definition(values: list[float], share: float) -> None:
    expected = slow.worst_share(values, share)
    assert worst_share(np.array(values), share) == pytest.approx(expected, abs=1e-9, rel=1e-9)
