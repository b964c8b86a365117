"""Random disputes for the question of dynamics: small games over a few years."""

from __future__ import annotations

from random import Random
from typing import Any

import yaml
from hypothesis import note
from hypothesis import strategies as st

from grandbargain.dispute import Dispute
from grandbargain.modelfile.read import parse_dispute

ACTORS = ("p", "q", "r")
HEAD: dict[str, Any] = {
    "format": "grandbargain/1",
    "title": "Play",
    "issues": {
        "land": {
            "options": {"old": "Old", "new": "New"},
            "status_quo": "old",
            "moves": [{"by": "p"}],
        }
    },
}


@st.composite
def plays(draw: st.DrawFn, years: bool | None = None) -> Dispute:
    """Draw a game of one to three movers on zero to two stocks, with hazards, rules and a group.

    ``years`` says whether something depends on the calendar year; None: in some games.
    """
    random = draw(st.integers(0, 2**32 - 1).map(Random))
    text = yaml.safe_dump(_file(random, years), sort_keys=False)
    note(text)
    return parse_dispute(text, "play")


def _file(random: Random, by_year: bool | None = None) -> dict[str, Any]:
    movers = list(ACTORS[: random.randint(1, 3)])
    random.shuffle(movers)
    actions = {
        actor: {f"{actor}{n}": f"Action {n}" for n in range(random.randint(1, 3))}
        for actor in movers
    }
    stocks = ["arms", "gold"][: random.randint(0, 2)]
    names = [*stocks, "k", "busy"]
    tests = [f"{actor} == {action}" for actor in movers for action in actions[actor]]
    number = _Numbers(random, names, tests)
    state_only = _Numbers(random, [*stocks, "k"], [])
    years = random.random() < 0.3 if by_year is None else by_year
    if years:
        number.names.append("year / 2000")
    dynamics: dict[str, Any] = {
        "start": 2000,
        "years": random.randint(1, 3),
        "tail": random.randint(0, 2),
        "order": random.sample(movers, len(movers)),
        "rationality": _rationality(random, movers),
        "stocks": {
            name: {
                "unit": "units",
                "levels": random.choice(([0, 1, 2], [0, 1, 3, 4], [-1, 0.5])),
                "now": random.choice((0, 0.25, 0.5)),
                "change": number.draw(2),
            }
            for name in stocks
        },
        "actions": actions,
        "signals": {"busy": random.choice(tests)},
        "endings": {
            "war": {"points": {actor: random.choice((0, 5, 30)) for actor in ACTORS}},
            "fall": {"points": {"p": 10}},
        },
        "hazards": {
            "clash": {"chance": f"clip({number.draw(2)}, 0, 0.3)", "ending": "war"},
            "ruin": {
                "chance": f"clip({number.draw(1)}, 0, 1)",
                "ending": "fall",
                "believed": {random.choice(ACTORS): f"clip({number.draw(1)}, 0, 0.5)"},
            },
        },
        "payoffs": {actor: number.draw(3) for actor in random.sample(ACTORS, random.randint(1, 3))},
        "rents": {"unit": "USD", random.choice(ACTORS): number.draw(2)},
    }
    if random.random() < 0.5:
        del dynamics["hazards"][random.choice(("clash", "ruin"))]
    open_to = [(actor, action) for actor in movers for action in list(actions[actor])[1:]]
    dynamics["available"] = {
        f"{actor}.{action}": state_only.draw(1)
        for actor, action in open_to
        if random.random() < 0.3
    }
    dynamics["strategies"] = _strategies(random, dynamics["order"], actions, state_only)
    if by_year:
        dynamics["payoffs"][movers[0]] = "year / 1000"
    return HEAD | {
        "actors": {
            actor: {"title": actor, "discount": random.choice((0.0, 0.5, 0.9))} for actor in ACTORS
        },
        "parameters": {"k": {"value": random.choice((0.1, 0.5, 1))}},
        "interests": {
            actor: {"weights": {"land": 1}, "values": {"land": "up"}} for actor in ACTORS
        },
        "dynamics": dynamics,
    }


def _rationality(random: Random, movers: list[str]) -> Any:
    one = [random.choice((0, 0.3, 5, "best")) for _ in movers]
    return dict(zip(movers, one, strict=True)) if random.random() < 0.7 else one[0]


def _strategies(
    random: Random, order: list[str], actions: dict[str, dict[str, str]], number: _Numbers
) -> dict[str, Any]:
    fixed = random.choice(order)
    always = next(iter(actions[fixed]))
    rule = always
    earlier = order[: order.index(fixed)]
    if earlier and random.random() < 0.5:
        other = random.choice(earlier)
        rule = f"if({other} == {random.choice(list(actions[other]))}, {always}, {rule})"
    found: dict[str, Any] = {"firm": {"rules": {fixed: rule}}}
    if len(order) > 1:
        group = random.sample(order, random.randint(2, len(order)))
        onlookers = [actor for actor in ACTORS if actor not in order and random.random() < 0.3]
        found["front"] = {"united": [*group, *onlookers]}
    return found


class _Numbers:
    """Random expressions with small values and many ties."""

    def __init__(self, random: Random, names: list[str], tests: list[str]) -> None:
        self.random, self.names, self.tests = random, list(names), tests

    def draw(self, depth: int) -> str:
        random = self.random
        if not depth or random.random() < 0.2:
            leaves = [*self.names, *(f"({test})" for test in self.tests), "0", "1", "0.5", "2"]
            return random.choice(leaves)
        a, b, c = (self.draw(depth - 1) for _ in range(3))
        return random.choice(
            (
                f"({a} + {b})", f"({a} - {b})", f"{a} * {b}", f"if({a} > {b}, {c}, {a})",
                f"min({a}, {b})", f"max({a}, {b}, {c})", f"abs({a})", f"-({a})", f"({a}) / 4",
                f"clip({a}, -1, 2)", f"exp(-abs({a}))", f"({a} >= {b} and not {c})",
                f"({a} <= {b} or {c} == {a})", f"sqrt(abs({a}))", f"log(1 + abs({b}))",
                f"(abs({a}) ** 2)",
            )
        )  # fmt: skip
