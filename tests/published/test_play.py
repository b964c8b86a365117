"""Play over the years with known answers: dynamic programs, agent equilibria, repeated games, fish.

The answers come from other people's programs (quantecon, pygambit) or from closed forms that are
derived where they are used.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numba
import numpy as np
import pygambit
import pytest
import yaml
from quantecon.markov import DiscreteDP
from quantecon.markov.ddp import backward_induction

from grandbargain.dynamics.solve import Game, Solution
from grandbargain.modelfile.read import parse_dispute
from grandbargain.tables.play import PlayGrid, central_numbers


@pytest.fixture(autouse=True)
def one_thread():
    """Games of a few states over hundreds of years: threads would wait more than they work."""
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    yield
    numba.set_num_threads(before)


def solve(discounts: Mapping[str, float], strategy: str = "default", **dynamics: Any) -> Solution:
    """The section ``dynamics`` solved, with a dispute of one issue around it."""
    first = next(iter(discounts))
    issue = {"options": {"old": "Old", "new": "New"}, "status_quo": "old"}
    whole = {
        "format": "grandbargain/1",
        "title": "Play",
        "actors": {actor: {"discount": discount} for actor, discount in discounts.items()},
        "issues": {"land": issue | {"moves": [{"by": first}]}},
        "interests": {
            actor: {"weights": {"land": 1}, "values": {"land": "up"}} for actor in discounts
        },
        "dynamics": {"tail": 0, "rationality": "best"} | dynamics,
    }
    dispute = parse_dispute(yaml.safe_dump(whole, sort_keys=False), "play")
    numbers = central_numbers(dispute, np.zeros(len(discounts)), {})
    game = Game(PlayGrid(dispute, numbers))
    return game.solve(game.grid.play.strategy(strategy))


def picked(solution: Solution, actor: str) -> dict[str, float]:
    """With which chance the actor takes each of its actions in the first year."""
    grid = solution.game.grid
    year = next(iter(solution.forward()))
    m = grid.play.order.index(actor)
    others = tuple(n for n in range(len(grid.counts)) if n != m)
    shares = year.action.reshape(grid.counts).sum(axis=others)
    return dict(zip(grid.actions[m], shares.tolist(), strict=True))


def choices(actor: str, count: int) -> dict[str, str]:
    return {f"{actor}{n}": f"Choice {n}" for n in range(count)}


def table(actor: str, values: Sequence[float]) -> str:
    """An expression that gives one number for each action."""
    return " + ".join(f"({actor} == {actor}{n}) * {v!r}" for n, v in enumerate(values))


# -- one actor: Markov decision problems ------------------------------------------------------


class Decision:
    """A random problem of one actor on one to three stocks, as a file and as arrays."""

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.stocks = [f"s{k}" for k in range(random.integers(1, 4))]
        self.levels = [
            np.round(np.cumsum(random.uniform(0.3, 2, random.integers(2, 5))), 3)
            for _ in self.stocks
        ]
        self.count = int(random.integers(2, 5))
        self.now = [float(np.round(random.uniform(v[0], v[-1]), 3)) for v in self.levels]
        shape = (len(self.stocks), self.count)
        self.push, self.pull = random.uniform(-2, 2, shape), random.uniform(-0.4, 0.4, shape)
        self.reward = random.uniform(-3, 3, self.count)
        self.slope = random.uniform(-2, 2, len(self.stocks))
        self.chance = random.uniform(0, 0.5, (2, self.count))
        self.points = random.uniform(-10, 10, 2)
        self.discount = float(np.round(random.uniform(0.3, 0.95), 3))

    def solve(self, **more: Any) -> Solution:
        return solve(
            {"p": more.pop("discount", self.discount)},
            **more,
            actions={"p": choices("p", self.count)},
            stocks={
                stock: {
                    "levels": levels.tolist(),
                    "now": self.now[k],
                    "change": f"{table('p', self.push[k].tolist())}"
                    f" + ({table('p', self.pull[k].tolist())}) * {self.stocks[k - 1]}",
                }
                for k, (stock, levels) in enumerate(zip(self.stocks, self.levels, strict=True))
            },
            hazards={
                f"h{e}": {"chance": table("p", self.chance[e].tolist()), "ending": f"e{e}"}
                for e in range(2)
            },
            endings={f"e{e}": {"points": {"p": float(self.points[e])}} for e in range(2)},
            payoffs={
                "p": table("p", self.reward.tolist())
                + "".join(
                    f" + {float(b)!r} * {s}" for b, s in zip(self.slope, self.stocks, strict=True)
                )
            },
        )

    def program(self, discount: float) -> DiscreteDP:
        """The same problem in arrays; the two endings are states at the end that stay."""
        states = list(itertools.product(*self.levels))
        size = len(states) + 2
        reward, move = np.zeros((size, self.count)), np.zeros((size, self.count, size))
        for s, here in enumerate(states):
            for a in range(self.count):
                reward[s, a] = self.reward[a] + float(self.slope @ np.array(here))
                h, g = self.chance[:, a]
                any_ending = 1 - (1 - h) * (1 - g)
                move[s, a, -2:] = any_ending * h / (h + g), any_ending * g / (h + g)
                parts = [
                    self._lands(k, here[k] + self.push[k, a] + self.pull[k, a] * here[k - 1])
                    for k in range(len(self.stocks))
                ]
                joint = [math.prod(chosen) for chosen in itertools.product(*parts)]
                move[s, a, :-2] = (1 - any_ending) * np.array(joint)
        for e in (0, 1):
            reward[e - 2, :] = self.points[e]
            move[e - 2, :, e - 2] = 1
        return DiscreteDP(reward, move, discount)

    def _lands(self, k: int, value: float) -> list[float]:
        """The chance of every level: the hat functions of linear interpolation."""
        levels = self.levels[k]
        hats = np.eye(len(levels))
        return [float(np.interp(value, levels, hat)) for hat in hats]

    def start(self) -> np.ndarray:
        parts = [self._lands(k, now) for k, now in enumerate(self.now)]
        return np.array([math.prod(chosen) for chosen in itertools.product(*parts)])


@pytest.mark.parametrize("seed", range(12))
def test_one_actor_solves_a_dynamic_program(seed):
    """Backward induction over a finite horizon (Bellman 1957; Puterman 1994, section 4.5).

    The other program is `quantecon.markov.ddp.backward_induction`; stocks move by linear
    interpolation (`numpy.interp`), endings are absorbing states.
    """
    problem = Decision(seed)
    years = 1 + seed
    solution = problem.solve(years=years)
    values, policy = backward_induction(problem.program(problem.discount), years)
    reached = solution.game.reached
    assert solution.values[:, reached, 0] == pytest.approx(values[:, reached], abs=1e-10)
    annuity = sum(problem.discount**n for n in range(years))
    expected = problem.start() @ values[0, :-2] / annuity
    assert solution.value_per_year()[0] == pytest.approx(expected, abs=1e-10)
    assert solution.exploitability()[1] == pytest.approx(0, abs=1e-10)
    mass = np.concatenate((problem.start(), [0, 0]))
    move = problem.program(problem.discount).Q
    for t, year in enumerate(solution.forward()):
        assert np.concatenate((year.mass, year.ended)) == pytest.approx(mass, abs=1e-10)
        if t < years:
            mass = np.einsum("s,sz->z", mass, move[np.arange(len(mass)), policy[t]])


@pytest.mark.parametrize("seed", range(6))
def test_a_long_horizon_reaches_the_stationary_program(seed):
    """Policy iteration (Howard 1960) at discount 0.5: after 200 years 0.5^200 is left out."""
    problem = Decision(100 + seed)
    solution = problem.solve(years=120, tail=80, discount=0.5)
    values = problem.program(0.5).solve(method="policy_iteration").v
    reached = solution.game.reached
    assert solution.values[0, reached, 0] == pytest.approx(values[reached], abs=1e-10)


# -- several actors: agent quantal response equilibria -------------------------------------------


def agent_equilibrium(tree: pygambit.Game) -> list[float]:
    """The chance of every action at lambda 1, in the order of ``tree.players[...].infosets``."""
    (found,) = pygambit.qre.logit_solve_lambda(tree, [1.0])
    return [found[n] for n in range(len(found))]


@pytest.mark.parametrize("counts", [(3,), (2, 3), (3, 2), (2, 2, 3)])
@pytest.mark.parametrize("rationality", [0.3, 2.0])
def test_without_a_future_every_state_is_an_agent_equilibrium(counts, rationality):
    """Agent quantal response equilibrium (McKelvey & Palfrey 1998, Exp. Econ. 1:9-41), discount 0.

    Actors move one after the other and see what was moved, so the counterpart of a year is a game
    in extensive form with perfect information, and that of our choices is its logit equilibrium of
    agents; pygambit follows the branch to the given lambda on the tree. One stock gives every year
    payoffs of its own, so that several states are compared.
    """
    random = np.random.default_rng(sum(counts))
    movers = "pqr"[: len(counts)]
    for level in range(3):
        points = random.uniform(-1, 2, (len(counts), *counts))
        tree = pygambit.Game.new_tree(players=list(movers))
        nodes = [tree.root]
        for mover, count in zip(movers, counts, strict=True):
            for node in nodes:
                tree.append_move(node, mover, [f"{mover}{n}" for n in range(count)])
            nodes = [child for node in nodes for child in node.children]
        for n, taken in enumerate(itertools.product(*(range(c) for c in counts))):
            payoffs = [rationality * float(points[(m, *taken)]) for m in range(len(counts))]
            tree.set_outcome(nodes[n], tree.add_outcome(f"o{n}", payoffs))
        chances = agent_equilibrium(tree)
        joint = np.ones(counts)
        at = 0
        for m, count in enumerate(counts):
            before = counts[:m]
            size = math.prod(before) * count
            own = np.array(chances[at : at + size]).reshape(*before, count)
            joint = joint * own.reshape(own.shape + (1,) * (len(counts) - m - 1))
            at += size
        assert at == len(chances)

        cells = list(itertools.product(*(range(c) for c in counts)))
        payoffs = {
            mover: " + ".join(
                f"({' and '.join(f'{o} == {o}{n}' for o, n in zip(movers, cell, strict=True))})"
                f" * (level == {level}) * {float(points[(m, *cell)])!r}"
                for cell in cells
            )
            for m, mover in enumerate(movers)
        }
        solution = solve(
            dict.fromkeys(movers, 0.0),
            years=3,
            rationality=rationality,
            stocks={"level": {"levels": [0, 1, 2], "now": level, "change": 1}},
            actions={mover: choices(mover, c) for mover, c in zip(movers, counts, strict=True)},
            payoffs=payoffs,
        )
        year = next(iter(solution.forward()))
        assert year.action.reshape(counts) == pytest.approx(joint, abs=1e-8)
        expected = [(joint * points[m]).sum() for m in range(len(counts))]
        assert solution.value_per_year() == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("seed", range(6))
def test_two_years_are_an_agent_equilibrium_of_the_whole_tree(seed):
    """Hazard, stock, discounts and annualised choice against one tree in extensive form.

    p moves in the first year and q in the second, so an agent's payoffs may be scaled by what its
    choice is made on: lambda_p (1 - d_p) times what p gets in both years, and lambda_q (1 - d_q)
    times the second year of q. In between chance ends play (p's action sets how likely) or moves
    the stock, by a fraction of a level. The answer is pygambit's agent equilibrium at lambda 1.
    """
    random = np.random.default_rng(seed)
    lambdas, d = random.uniform(0.5, 3, 2), random.uniform(0.2, 0.8, 2)
    first, paid = random.uniform(-1, 1, (2, 3)), random.uniform(-1, 1, 2)
    hazard, step = random.integers(1, 11, 3) / 16, random.integers(3, 14, 3) / 16  # sums are exact
    second = random.uniform(-2, 2, (2, 2, 3))  # actor, level, action of q

    tree = pygambit.Game.new_tree(players=["p", "q"])
    tree.append_move(tree.root, "p", ["p0", "p1", "p2"])
    scale_p, scale_q = lambdas * (1 - d)
    for a, node in enumerate(list(tree.root.children)):
        tree.append_move(node, tree.players.chance, ["end", "stay", "rise"])
        on = 1 - hazard[a]
        chances = [hazard[a], on * (1 - step[a]), on * step[a]]
        tree.set_chance_probs(node.infoset, [float(c) for c in chances])
        end, *branches = list(node.children)
        total = [scale_p * (first[0, a] + d[0] * paid[0]), scale_q * paid[1]]
        tree.set_outcome(end, tree.add_outcome(f"end{a}", total))
        for level, branch in enumerate(branches):
            tree.append_move(branch, "q", ["q0", "q1", "q2"])
            for b, leaf in enumerate(list(branch.children)):
                total = [
                    scale_p * (first[0, a] + d[0] * second[0, level, b]),
                    scale_q * second[1, level, b],
                ]
                tree.set_outcome(leaf, tree.add_outcome(f"o{a}{level}{b}", total))
    chances = agent_equilibrium(tree)
    p, q = np.array(chances[:3]), np.array(chances[3:]).reshape(3, 2, 3)

    def later(actor: str, k: int) -> str:
        parts = [
            f"(year == 2) * (level == {level}) * ({table('q', second[k, level].tolist())})"
            for level in (0, 1)
        ]
        return " + ".join([f"(year == 1) * ({table('p', first[k].tolist())})", *parts])

    solution = solve(
        {"p": float(d[0]), "q": float(d[1])},
        years=2,
        rationality={"p": float(lambdas[0]), "q": float(lambdas[1])},
        stocks={
            "level": {"levels": [0, 1], "now": 0, "change": table("p", step.tolist())},
        },
        actions={"p": choices("p", 3), "q": choices("q", 3)},
        available={
            **{f"p{n}": "year == 1" for n in (1, 2)},
            **{f"q{n}": "year == 2" for n in (1, 2)},
        },
        hazards={
            "clash": {"chance": f"(year == 1) * ({table('p', hazard.tolist())})", "ending": "war"}
        },
        endings={"war": {"points": {"p": float(paid[0]), "q": float(paid[1])}}},
        payoffs={"p": later("p", 0), "q": later("q", 1)},
    )
    now, then, after = solution.forward()
    assert now.action.reshape(3, 3)[:, 0] == pytest.approx(p, abs=1e-8)
    arrive = np.einsum("a,al->al", p * (1 - hazard), np.stack((1 - step, step), axis=1))
    assert then.mass == pytest.approx(arrive.sum(axis=0), abs=1e-8)
    assert then.action.reshape(3, 3)[0] == pytest.approx(
        np.einsum("al,alb->b", arrive, q), abs=1e-8
    )
    assert after.ended == pytest.approx([p @ hazard], abs=1e-8)
    for k in (0, 1):
        follow = p @ hazard * paid[k] + np.einsum("al,alb,lb->", arrive, q, second[k])
        expected = (p @ first[k] + d[k] * follow) / (1 + d[k])
        assert solution.value_per_year()[k] == pytest.approx(expected, abs=1e-8)


# -- repeated games ------------------------------------------------------------------------------

DILEMMAS = [
    pytest.param((5, 3, 1, 0), 1 / 2, id="5-3-1-0"),
    pytest.param((10, 9, 3, 1), 1 / 7, id="10-9-3-1"),
]
"""Temptation, reward, punishment, sucker's payoff; the least discount at which a grim threat holds,
(T - R) / (T - P)."""


def dilemma(
    payoffs: tuple[float, float, float, float],
    discount: float,
    stocks: Mapping[str, Any],
    rules: Mapping[str, str],
) -> Solution:
    """The prisoner's dilemma over 300 years, both following the rules.

    Rules depend on stocks alone, so that who moves second gains nothing by seeing the first move:
    a year is one of simultaneous moves. At the end of the world defection pays, but at a discount
    of 0.52 or less that is worth less than 0.52^299 in the first year.
    """
    t, r, p, s = payoffs

    def points(own: str, other: str) -> str:
        both, alone = f"if({other} == {other}0, {r}, {s})", f"if({other} == {other}0, {t}, {p})"
        return f"if({own} == {own}0, {both}, {alone})"

    actions = {"p": choices("p", 2), "q": choices("q", 2)}
    return solve(
        {"p": discount, "q": discount},
        "rule",
        years=100,
        tail=200,
        stocks=stocks,
        actions=actions,
        payoffs={"p": points("p", "q"), "q": points("q", "p")},
        strategies={"rule": {"rules": rules}},
    )


def trust(change: str) -> dict[str, Any]:
    return {"trust": {"levels": [0, 1], "now": 1, "change": change}}


GRIM = {"p": "if(trust >= 0.5, p0, p1)", "q": "if(trust >= 0.5, q0, q1)"}


@pytest.mark.parametrize(("payoffs", "critical"), DILEMMAS)
def test_a_grim_threat_holds_from_the_critical_discount_on(payoffs, critical):
    """Friedman (1971), Rev. Econ. Stud. 38:1-12: d >= (T - R) / (T - P).

    Below, the best response is to defect at once: (1 - d) T + d P instead of R a year.
    """
    t, r, p, _ = payoffs
    assert critical == pytest.approx((t - r) / (t - p))
    for off in (-0.1, -0.01, -0.0001, 0.0001, 0.01):
        discount = critical + off
        found = dilemma(payoffs, discount, trust("if(p == p0 and q == q0, 0, -1)"), GRIM)
        gain = max(0.0, (1 - discount) * t + discount * p - r)
        assert (gain > 0) == (off < 0)
        start, largest = found.exploitability()
        assert start == pytest.approx([gain, gain], abs=1e-9)
        assert largest == pytest.approx([gain, gain], abs=1e-9)
        assert found.value_per_year() == pytest.approx([r, r])


@pytest.mark.parametrize(("payoffs", "critical"), DILEMMAS)
def test_tit_for_tat_needs_more_patience(payoffs, critical):
    """Axelrod (1984), The Evolution of Cooperation, appendix B, theorem 2.

    Tit for tat is a Nash equilibrium from d = max((T - R) / (T - P), (T - R) / (R - S)) on: the
    best deviations are to defect for ever and to defect every other year.
    """
    t, r, p, s = payoffs
    needed = max(critical, (t - r) / (r - s))
    last = {
        f"{a}_last": {"levels": [0, 1], "now": 1, "change": f"({a} == {a}0) - {a}_last"}
        for a in "pq"
    }
    rules = {"p": "if(q_last >= 0.5, p0, p1)", "q": "if(p_last >= 0.5, q0, q1)"}
    for off in (-0.03, -0.001, 0.001, 0.03):
        d = needed + off
        gain = max(0.0, (1 - d) * t + d * p - r, (t + d * s) / (1 + d) - r)
        assert (gain > 0) == (off < 0)
        start, _ = dilemma(payoffs, d, last, rules).exploitability()
        assert start == pytest.approx([gain, gain], abs=1e-9)


def test_a_threat_on_an_alarm_that_errs():
    """Public monitoring as in Green & Porter (1984), Econometrica 52:87-100; dilemma 5, 3, 1, 0.

    An alarm follows a defection with chance q and cooperation with chance f; it ends trust for
    good. By the one-shot deviation principle the threat holds from
    d = (T - R) / ((T - R)(1 - f) + (q - f)(R - P)) on, which is 2 / 3.4 at q = 0.8, f = 0.05.
    Otherwise it pays to defect as long as trust lasts.
    """
    t, r, p = 5, 3, 1
    q, f = 0.8, 0.05
    critical = 2 / 3.4
    change = f"if(p == p0 and q == q0, -{f}, -{q})"
    for off in (-0.2, -0.01, -0.0001, 0.0001):
        d = critical + off
        found = dilemma((t, r, p, 0), d, trust(change), GRIM)
        keeps = (r + d * f * p / (1 - d)) / (1 - d * (1 - f))
        breaks = (t + d * q * p / (1 - d)) / (1 - d * (1 - q))
        assert (breaks > keeps) == (off < 0)
        gain = (1 - d) * max(0.0, breaks - keeps)
        assert found.value_per_year() == pytest.approx([keeps * (1 - d)] * 2, abs=1e-9)
        assert found.exploitability()[0] == pytest.approx([gain, gain], abs=1e-9)


@pytest.mark.parametrize("members", [2, 3])
def test_a_united_front_of_many_holds_earlier(members):
    """A contribution costs c = 3 and gives 2 to each; Olson (1965), The Logic of Collective Action.

    By Friedman's argument a front that falls apart for ever when one leaves it holds from
    d = (c - b) / ((n - 1) b) on: 1/2 for two, 1/4 for three.
    """
    names = "pqr"[:members]
    critical = 1 / (2 * (members - 1))
    given = " + ".join(f"2 * ({actor} == {actor}0)" for actor in names)
    together = " and ".join(f"{actor} == {actor}0" for actor in names)
    for off in (-0.01, 0.01):
        d = critical + off
        found = solve(
            dict.fromkeys(names, d),
            "front",
            years=200,
            stocks=trust(f"if({together}, 0, -1)"),
            actions={actor: choices(actor, 2) for actor in names},
            payoffs={actor: f"{given} - 3 * ({actor} == {actor}0)" for actor in names},
            strategies={"front": {"rules": {a: f"if(trust >= 0.5, {a}0, {a}1)" for a in names}}},
        )
        gain = max(0.0, (1 - d) * 2 * (members - 1) - (2 * members - 3))
        assert (gain > 0) == (off < 0)
        assert found.exploitability()[0] == pytest.approx([gain] * members, abs=1e-9)


def test_who_commits_first_takes_half_of_the_market():
    """Von Stackelberg (1934): price 12 - Q, no cost; the leader makes 6, the follower 3."""
    quantity = {a: table(a, [float(n) for n in range(13)]) for a in "pq"}
    found = solve(
        {"p": 0.0, "q": 0.0},
        years=1,
        actions={a: choices(a, 13) for a in "pq"},
        signals={"price": f"12 - ({quantity['p']}) - ({quantity['q']})"},
        payoffs={a: f"price * ({quantity[a]})" for a in "pq"},
    )
    assert picked(found, "p")["p6"] == 1
    assert picked(found, "q")["q3"] == 1
    assert found.value_per_year() == pytest.approx([18, 9])


# -- the great fish war --------------------------------------------------------------------------

ALPHA, BETA = 0.5, 0.9
WORTH = 1 / (1 - ALPHA * BETA)
"""What a unit of log fish is worth: the slope B of V(x) = A + B log x."""
FOLLOW = ALPHA * BETA * WORTH
"""What a unit of log of the remainder is worth."""
NASH = (1 - ALPHA * BETA) / (2 - ALPHA * BETA)
TOGETHER = (1 - ALPHA * BETA) / 2


def fish_war(
    shares: Sequence[float],
    of_rest: bool,
    ends: tuple[float, float],
    levels: int,
    strategy: str = "default",
) -> Solution:
    """Two fishers, x' = (what is left)^0.5, log utility, over 150 years.

    Shares are of the stock, or the follower's of what the leader leaves. ``ends`` are such that no
    catch leads beyond them: levels are clipped nowhere, and what errs is the grid alone.
    """
    grid = np.geomspace(*ends, levels)
    p, q = table("p", shares), table("q", shares)
    return solve(
        {"p": BETA, "q": BETA},
        strategy,
        years=10,
        tail=140,
        signals={
            "catch_p": f"fish * ({p})",
            "catch_q": f"(fish - catch_p) * ({q})" if of_rest else f"fish * ({q})",
        },
        stocks={
            "fish": {
                "levels": [float(v) for v in grid],
                "now": float(grid[0] + 0.4 * (grid[-1] - grid[0])),
                "change": f"(fish - catch_p - catch_q) ** {ALPHA} - fish",
            }
        },
        actions={actor: choices(actor, len(shares)) for actor in "pq"},
        payoffs={"p": "log(catch_p)", "q": "log(catch_q)"},
        strategies={
            "nash": {"rules": {"p": f"p{shares.index(NASH)}", "q": f"q{shares.index(NASH)}"}},
            "sparing": {
                "rules": {"p": f"p{shares.index(TOGETHER)}", "q": f"q{shares.index(TOGETHER)}"}
            },
            "pair": {"united": ["p", "q"]},
        }
        if NASH in shares
        else {},
    )


def per_year(share: float, left: float, fish: float) -> float:
    """What a catch of one share of the stock a year is worth if all leave ``left`` of it.

    V(x) = log(share x) + beta V((left x)^alpha), and V(x) = A + B log x.
    """
    return math.log(share) + FOLLOW * math.log(left) + (1 - BETA) * WORTH * math.log(fish)


def now(solution: Solution) -> float:
    return float(solution.game.grid.numbers.now[0])


def test_fishers_who_move_in_turn_take_even_more_than_in_the_fish_war():
    """Levhari & Mirman (1980), Bell J. Econ. 11:322-334, with moves in turn.

    The paper's fishers move at once and take 0.3548 of the stock each. If the second sees the first
    catch, V_i = A_i + B log x with B = 1 / (1 - alpha beta) for both: the second maximises
    log c + beta B alpha log(rest - c), which gives 1 - alpha beta of the rest; the first maximises
    log c + beta B alpha log(alpha beta (x - c)), which gives 1 - alpha beta of the stock. So 0.55
    and 0.2475 are caught. The error of values is that of the grid and falls with its square.
    """
    share = 1 - ALPHA * BETA
    shares = [0.4, 0.45, 0.5, share, 0.6, 0.65, 0.7]
    errors = []
    for levels in (8, 16, 32, 64):
        found = fish_war(shares, True, (0.08, 0.37), levels)
        left = (1 - share) ** 2
        x = now(found)
        expected = [per_year(share, left, x), per_year(share * (1 - share), left, x)]
        errors.append(np.abs(found.value_per_year() - expected).max())
    assert picked(found, "p")["p3"] == 1
    assert picked(found, "q")["q3"] == 1
    assert errors[-1] < 1e-3
    assert all(after < before / 2.5 for before, after in itertools.pairwise(errors))


SHARES = [0.25, TOGETHER, 0.3, 0.33, NASH, (1 - ALPHA * BETA) * (1 - TOGETHER), 0.43, 0.45]


def test_the_shares_of_the_fish_war_are_its_equilibrium():
    """Levhari & Mirman (1980), section 2: (1 - ab) / (2 - ab) each, 0.3548 at a = 0.5, b = 0.9.

    The paper's moves are simultaneous. Both shares are fixed as rules that do not look at what the
    other catches, so that the best response of each is that of the simultaneous game; it gains
    nothing, but at the end of the world: 0.9^150 is below 2e-7.
    """
    assert pytest.approx(0.3548, abs=5e-5) == NASH
    for levels in (16, 64):
        found = fish_war(SHARES, False, (0.1, 0.5), levels, "nash")
        assert found.exploitability()[1] == pytest.approx(0, abs=1e-7)
    expected = per_year(NASH, 1 - 2 * NASH, now(found))
    assert found.value_per_year() == pytest.approx([expected] * 2, abs=1e-3)


def test_sparing_the_fish_together_tempts_each():
    """Levhari & Mirman (1980), section 3: together (1 - ab) / 2 = 0.275 each; both have more.

    Against a partner who takes the share s, the best response takes 1 - ab of what s leaves.
    """
    assert pytest.approx(0.275) == TOGETHER
    found = fish_war(SHARES, False, (0.1, 0.5), 64, "sparing")
    x = now(found)
    sparing = per_year(TOGETHER, 1 - 2 * TOGETHER, x)
    best = (1 - ALPHA * BETA) * (1 - TOGETHER)
    gain = per_year(best, 1 - TOGETHER - best, x) - sparing
    assert gain > 0.1
    assert found.value_per_year() == pytest.approx([sparing] * 2, abs=1e-3)
    assert found.exploitability()[0] == pytest.approx([gain] * 2, abs=1e-3)
    assert sparing > per_year(NASH, 1 - 2 * NASH, x) + 0.05


def test_a_united_pair_of_fishers_takes_the_cooperative_share():
    """Levhari & Mirman (1980), section 3: who decides for both takes 0.275 for each."""
    errors = []
    for levels in (8, 16, 32, 64):
        found = fish_war(SHARES, False, (0.1, 0.5), levels, "pair")
        expected = per_year(TOGETHER, 1 - 2 * TOGETHER, now(found))
        errors.append(np.abs(found.value_per_year() - expected).max())
    assert picked(found, "p")["p1"] == 1
    assert picked(found, "q")["q1"] == 1
    assert errors[-1] < 1e-3
    assert all(after < before / 2.5 for before, after in itertools.pairwise(errors))
