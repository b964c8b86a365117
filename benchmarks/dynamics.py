"""Decades of play: exact solutions, best responses and sampled histories."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import numpy as np
from quantecon.markov import DiscreteDP
from scipy.sparse import csr_matrix

from grandbargain import Study
from grandbargain.dispute import Dispute
from grandbargain.dynamics.kernels_stationary import Process, respond
from grandbargain.dynamics.paths import sample_histories
from grandbargain.dynamics.solve import Game, Solution
from grandbargain.tables.play import PlayGrid, central_numbers

from .dynamics_games import LARGE, SMALL, game
from .measuring import (
    Row,
    clocked,
    fastest,
    options,
    peak,
    processor_note,
    processors,
    seconds_text,
    show_table,
)

REPEATS = 5
YEARS = 50
HISTORIES = 100_000
LOOPED = 1_000
"""Histories that the plain Python loop samples; its time is scaled up."""
TOLERANCE = 1e-9
"""Points per year by which ours and the array program may differ: both add in their own order."""


def main() -> None:
    """Measure in this process: imports are over, and every kernel has run once."""
    asked = options(main.__doc__ or "").parse_args()
    warm = solve(game((3, 3, 3, 3, 2), years=2))
    sample_histories(warm, 10, seed=1)
    answer(*decision_process(10, 2, 2))
    rows = [_solved(), _forward(), _sampled()]
    show_table(f"Play of 36 joint actions over {YEARS} years, tables included", rows)
    show_table("A best response without an end", [_response(asked.quick)])
    if not asked.quick:
        show_table("The same play of 100,000 states", _large())
    show_table("The flagship case", _flagship(asked.quick))


def solve(dispute: Dispute) -> Solution:
    """Solve the default strategy from the dispute itself, tables and all."""
    numbers = central_numbers(dispute, np.zeros(len(dispute.actors)), {})
    play = Game(PlayGrid(dispute, numbers))
    return play.solve(play.grid.play.strategy("default"), keep=True)


def _solved() -> Row:
    dispute = game(SMALL, YEARS)
    solve(dispute)
    before = processors()
    seconds, solution = fastest(lambda: solve(dispute), REPEATS)
    note = processor_note((processors() - before) / REPEATS)
    other, expected = fastest(lambda: by_arrays(dispute), 1)
    miss = np.abs(solution.per_year(expected - solution.values[0])).max()
    if miss > TOLERANCE:
        raise AssertionError(f"the two programs differ by {miss} points per year")
    return Row(
        "2,400 states, all values",
        seconds,
        0.5,
        other="numpy",
        other_seconds=other,
        memory=peak(),
        note=note,
    )


def _forward() -> Row:
    solution = solve(game(SMALL, YEARS))
    before = processors()
    seconds, _ = fastest(lambda: list(solution.forward()), REPEATS)
    note = processor_note((processors() - before) / REPEATS)
    return Row("the years forward", seconds, 0.5, memory=peak(), note=note)


def _sampled() -> Row:
    solution = solve(game(SMALL, YEARS))
    seconds, found = fastest(lambda: sample_histories(solution, HISTORIES, seed=1), REPEATS)
    arrays, gained = clocked(lambda: sampled_by_arrays(solution, HISTORIES))
    loop = plain_sampler(solution)
    looped, _ = clocked(lambda: loop(LOOPED))
    value = solution.value_per_year()
    for what, sample in (("ours", found.gained_per_year), ("numpy", gained)):
        if (np.abs(sample.mean(axis=0) - value) > 6 * sample.std(axis=0) / HISTORIES**0.5).any():
            raise AssertionError(f"the histories of {what} are not worth {value}")
    return Row(
        f"{HISTORIES:,} histories",
        seconds,
        2.0,
        other="a Python loop, scaled up",
        other_seconds=looped * HISTORIES / LOOPED,
        memory=peak(),
        note=f"numpy {seconds_text(arrays)}",
    )


def _large() -> list[Row]:
    dispute = game(LARGE, YEARS)
    before = processors()
    seconds, solution = clocked(lambda: solve(dispute))
    note = processor_note(processors() - before)
    held = peak()
    before = processors()
    forward, _ = clocked(lambda: list(solution.forward()))
    return [
        Row(
            "100,000 states, all values",
            seconds,
            15.0,
            is_failed=held > 2_000_000_000 / 2**20,
            memory=held,
            note=note,
        ),
        Row(
            "the years forward, choices worked out again",
            forward,
            15.0,
            memory=peak(),
            note=processor_note(processors() - before),
        ),
    ]


def _response(is_quick: bool) -> Row:
    states, actions, successors = (10_000 if is_quick else 100_000), 5, 4
    process, discount = decision_process(states, actions, successors)
    seconds, value = fastest(lambda: answer(process, discount), 3)
    chances = csr_matrix(
        (process.weight / discount, process.following.astype(np.int32), process.first),
        shape=(len(process.reward), states),
    )
    whose = np.repeat(np.arange(states), actions)
    which = np.tile(np.arange(actions), states)
    other = DiscreteDP(process.reward, chances, discount, whose, which)
    other_seconds, expected = fastest(
        lambda: other.solve(method="modified_policy_iteration", epsilon=1e-8).v, 3
    )
    miss = np.abs(value - expected).max()
    if miss > 1e-6:
        raise AssertionError(f"QuantEcon differs by {miss}")
    return Row(
        f"{states:,} states x {actions} actions x {successors} successors, to 1e-8",
        seconds,
        other="QuantEcon, modified policy iteration",
        other_seconds=other_seconds,
        least_ratio=1.0,
        memory=peak(),
    )


def _flagship(is_quick: bool) -> list[Row]:
    """The public question, all strategies with all measures, and worlds of one."""
    cores = os.cpu_count() or 1
    Study("korea").dynamics(jobs=cores)
    seconds, found = clocked(lambda: Study("korea").dynamics(jobs=cores))
    rows = [
        Row("all strategies, all measures", seconds, 10.0, memory=peak()),
    ]
    del found
    if not is_quick:
        worlds, _ = clocked(
            lambda: Study("korea").dynamics(
                ["strategic_patience"], worlds=200, compare=False, jobs=cores
            )
        )
        rows.append(Row("200 worlds of one strategy", worlds, 60.0, memory=peak()))
    return rows


def decision_process(states: int, actions: int, successors: int) -> tuple[Process, float]:
    """Return a random decision process and its discount."""
    rng = np.random.default_rng(states)
    rows, discount = states * actions, 0.95
    share = rng.random((rows, successors))
    return Process(
        np.arange(states + 1) * actions,
        rng.random(rows),
        np.arange(rows + 1) * successors,
        rng.integers(states, size=rows * successors).astype(np.uint32),
        (discount * share / share.sum(axis=1, keepdims=True)).ravel(),
    ), discount


def answer(process: Process, discount: float) -> np.ndarray:
    """Return the values of a decision process at best."""
    states = len(process.first_action) - 1
    value, picked = np.zeros(states), np.zeros(states, dtype=np.int64)
    respond(process, discount, True, 1e-8, 10_000, value, picked)
    return value


def by_arrays(dispute: Dispute) -> np.ndarray:
    """Solve with whole arrays, as a programmer would without a compiler; values of the first year.

    For games in which everybody decides alone, by logit, and has every action.
    """
    numbers = central_numbers(dispute, np.zeros(len(dispute.actors)), {})
    play = Game(PlayGrid(dispute, numbers))
    grid, year = play.grid, play.year(0)
    discount = numbers.discount[:, None, None]
    none = 1 - year.end[0].sum(axis=0)
    values = np.zeros((len(grid.actors), grid.states))
    axes = [grid.play.order.index(actor) for actor in grid.play.order]
    for t in range(play.horizon - 1, -1, -1):
        mean = np.zeros_like(year.payoff)
        for corner in range(1 << len(grid.sizes)):
            weight, target = np.ones_like(none), np.zeros(none.shape, dtype=np.int64)
            for k, stride in enumerate(grid.strides):
                bit = corner >> k & 1
                weight = weight * (year.up[k] if bit else 1 - year.up[k])
                target += (year.low[k] + bit) * stride
            mean += weight * values[:, target]
        ends = np.einsum("esj,ea->asj", year.end[0], play.paid(t))
        worth = year.payoff + discount * (ends + none * mean)
        worth = worth.reshape(len(grid.actors), grid.states, *grid.counts)
        for m in reversed(axes):
            a = grid.actors.index(grid.play.order[m])
            own = grid.numbers.rationality[grid.play.order[m]] * (1 - numbers.discount[a])
            behind = own * (worth[a] - worth[a].max(axis=-1, keepdims=True))
            chance = np.exp(behind)
            chance /= chance.sum(axis=-1, keepdims=True)
            worth = (chance * worth).sum(axis=-1)
        values = worth
    return values.T


def sampled_by_arrays(solution: Solution, histories: int) -> np.ndarray:
    """Sample with whole arrays; points per year that each actor got."""
    play, rng = solution.game, np.random.default_rng(1)
    grid, year = play.grid, play.year(0)
    discount = grid.numbers.discount
    start = grid.start()
    here = rng.choice(len(start), size=histories, p=start)
    gained = np.zeros((histories, len(discount)))
    going = np.arange(histories)
    for t in range(play.horizon):
        choice = np.cumsum(solution.choices[t], axis=1)
        s = here[going]
        j = (rng.random(len(going))[:, None] * choice[s, -1:] > choice[s]).sum(axis=1)
        gained[going] += discount**t * year.payoff[:, s, j].T
        ends = np.cumsum(year.end[0][:, s, j], axis=0)
        ending = (rng.random(len(going)) >= ends).sum(axis=0)
        over = ending < len(ends)
        gained[going[over]] += discount ** (t + 1) * play.paid(t)[ending[over]]
        going, s, j = going[~over], s[~over], j[~over]
        here[going] = 0
        for k, stride in enumerate(grid.strides):
            up = rng.random(len(going)) < year.up[k, s, j]
            here[going] += (year.low[k, s, j] + up) * stride
    return solution.per_year(gained)


def plain_sampler(solution: Solution) -> Callable[[int], list[list[float]]]:
    """Return what samples one history after the other, in plain Python; points of each."""
    play, rng = solution.game, random.Random(1)
    grid, year = play.grid, play.year(0)
    payoff, end = year.payoff.tolist(), year.end[0].tolist()
    low, up = year.low.tolist(), year.up.tolist()
    discount = grid.numbers.discount.tolist()
    strides = grid.strides.tolist()
    paid = [play.paid(t).tolist() for t in range(play.horizon)]
    joint, choices = range(grid.joint_actions), solution.choices.tolist()
    states, start = range(grid.states), grid.start().tolist()

    def sample(histories: int) -> list[list[float]]:
        return [history(rng.choices(states, weights=start)[0]) for _ in range(histories)]

    def history(s: int) -> list[float]:
        gained = [0.0] * len(discount)
        for t in range(play.horizon):
            j = rng.choices(joint, weights=choices[t][s])[0]
            for a, d in enumerate(discount):
                gained[a] += d**t * payoff[a][s][j]
            u = rng.random()
            for e, chance in enumerate(end):
                u -= chance[s][j]
                if u < 0:
                    return [
                        g + d ** (t + 1) * paid[t][e][a]
                        for a, (g, d) in enumerate(zip(gained, discount, strict=True))
                    ]
            s = sum(
                (low[k][s][j] + (rng.random() < up[k][s][j])) * stride
                for k, stride in enumerate(strides)
            )
        return gained

    return sample


if __name__ == "__main__":
    main()
