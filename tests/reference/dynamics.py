"""The slow twin of dynamics: play over the years from its definition, in plain dictionaries."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from grandbargain.dispute import Dispute, Number, Strategy
from grandbargain.dispute.expression import Action, ActionTest, Constant, Name, Operation, Tree

State = tuple[int, ...]
"""One level per stock."""
Taken = dict[str, str]
"""What actors do this year."""
Values = dict[str, float]
"""A number per actor."""
Chances = dict[str, float]

TIE = 1e-9
"""Differences in points per year up to which choices of the best are tied."""


class Play:
    """A dispute's dynamics in the central world."""

    def __init__(self, dispute: Dispute, paid: Mapping[str, Values] | None = None) -> None:
        assert dispute.dynamics is not None
        self.it = dispute.dynamics
        self.actors = [actor.id for actor in dispute.actors]
        self.discount = {a.id: a.discount.mean if a.discount else 0.0 for a in dispute.actors}
        self.parameters = {item.id: item.number.mean for item in dispute.parameters}
        self.paid = paid or {}
        self.status_quo = dict.fromkeys(self.actors, 0.0)
        self.states = list(itertools.product(*(range(len(s.levels)) for s in self.it.stocks)))

    def level(self, s: State) -> dict[str, float]:
        return {stock.id: stock.levels[n] for stock, n in zip(self.it.stocks, s, strict=True)}

    def number(self, tree: Tree, s: State, taken: Taken, year: int, own: float = 0.0) -> float:
        """The value of an expression."""
        if isinstance(tree, Constant):
            return tree.value
        if isinstance(tree, ActionTest):
            return float(taken[tree.actor] == tree.action)
        if isinstance(tree, Name):
            known = self.parameters | self.level(s) | {"year": float(year), "status_quo": own}
            if tree.id in self.it.signals:
                return self.number(self.it.signals[tree.id].tree, s, taken, year)
            return known[tree.id]
        assert isinstance(tree, Operation)
        if tree.operator == "if":
            condition, first, second = tree.operands
            chosen = first if self.number(condition, s, taken, year, own) else second
            return self.number(chosen, s, taken, year, own)
        return COMPUTE[tree.operator](
            *(self.number(item, s, taken, year, own) for item in tree.operands)
        )

    def rule(self, tree: Tree, s: State, taken: Taken, year: int) -> str:
        """The action that a rule names."""
        if isinstance(tree, Action):
            return tree.id
        assert isinstance(tree, Operation)
        condition, first, second = tree.operands
        return self.rule(
            first if self.number(condition, s, taken, year) else second, s, taken, year
        )

    def deciders(self, strategy: Strategy) -> list[tuple[str, ...]]:
        """Who decides, in order: actors, and the united group where its first member would."""
        out: list[tuple[str, ...]] = []
        group = tuple(actor for actor in self.it.order if actor in strategy.united)
        for actor in self.it.order:
            if actor not in group:
                out.append((actor,))
            elif actor == group[0]:
                out.append(group)
        return out

    def options(self, members: Sequence[str], s: State, year: int) -> list[Taken]:
        """What some actors can do together."""
        open_ones = []
        for actor in members:
            when = self.it.available.get(actor, {})
            open_ones.append(
                [
                    action
                    for action in self.it.actions[actor]
                    if action not in when or self.number(when[action].tree, s, {}, year)
                ]
            )
        return [dict(zip(members, chosen, strict=True)) for chosen in itertools.product(*open_ones)]

    def rationality(self, members: Sequence[str]) -> float:
        """Mean rationality; infinite if one picks the best."""
        found = []
        for actor in members:
            written = self.it.rationality[actor]
            found.append(written.mean if isinstance(written, Number) else math.inf)
        return sum(found) / len(found)

    def ends(self, s: State, taken: Taken, year: int, believer: str | None) -> Chances:
        """Chances of the endings, as the model has them or as an actor believes."""
        chances: list[tuple[str, float]] = []
        for hazard in self.it.hazards:
            tree = hazard.believed.get(believer or "", hazard.chance).tree
            chances.append((hazard.ending, self.number(tree, s, taken, year)))
        return self.competing(chances)

    def competing(self, chances: Sequence[tuple[str, float]]) -> Chances:
        """Chances of the endings from those of hazards that compete."""
        none = math.prod(1 - h for _, h in chances)
        total = sum(h for _, h in chances)
        out = {ending.id: 0.0 for ending in self.it.endings}
        for ending, h in chances:
            if total:
                out[ending] += (1 - none) * h / total
        return out

    def spread(self, stock: int, value: float) -> list[tuple[int, float]]:
        """A value on the two neighbouring levels, its mean kept."""
        levels = self.it.stocks[stock].levels
        value = min(max(value, levels[0]), levels[-1])
        for n in range(len(levels) - 1):
            if value <= levels[n + 1]:
                up = (value - levels[n]) / (levels[n + 1] - levels[n])
                return [(m, w) for m, w in ((n, 1 - up), (n + 1, up)) if w]
        return [(len(levels) - 1, 1.0)]

    def start(self) -> dict[State, float]:
        """The distribution at the start."""
        parts = [self.spread(k, stock.now.mean) for k, stock in enumerate(self.it.stocks)]
        return _joint(parts)

    def successors(self, s: State, taken: Taken, year: int) -> dict[State, float]:
        """Where stocks go if play goes on."""
        parts = []
        for k, stock in enumerate(self.it.stocks):
            change = self.number(stock.change.tree, s, taken, year)
            parts.append(self.spread(k, stock.levels[s[k]] + change))
        return _joint(parts)

    def paid_in(self, ending: str, actor: str) -> float:
        """Points per year of an ending."""
        found = next(item for item in self.it.endings if item.id == ending)
        if found.package is not None:
            return self.paid[ending][actor]
        return found.points[actor].mean if actor in found.points else 0.0

    def ending_worth(self, ending: str, actor: str, left: int) -> float:
        """What an ending is worth with so many years left."""
        return self.paid_in(ending, actor) * _annuity(self.discount[actor], left)

    def payoff(self, actor: str, s: State, taken: Taken, year: int) -> float:
        """Points of a year of play."""
        written = self.it.payoffs.get(actor)
        own = self.status_quo[actor]
        return own if written is None else self.number(written.tree, s, taken, year, own)

    def quality(
        self, actor: str, s: State, taken: Taken, t: int, after: Mapping[State, Values]
    ) -> float:
        """Q of one actor: the payoff of the year and what follows."""
        year, d = self.it.start + t, self.discount[actor]
        ends = self.ends(s, taken, year, actor)
        follow = (1 - sum(ends.values())) * sum(
            w * after[z][actor] for z, w in self.successors(s, taken, year).items()
        )
        for ending, chance in ends.items():
            follow += chance * self.ending_worth(ending, actor, self.it.horizon - t - 1)
        return self.payoff(actor, s, taken, year) + d * follow

    def decide(
        self,
        deciders: Sequence[Sequence[str]],
        strategy: Strategy,
        s: State,
        taken: Taken,
        t: int,
        after: Mapping[State, Values],
        paths: list[tuple[Taken, float]],
        chance: float = 1.0,
    ) -> Values:
        """What the year is worth to everyone after some have moved; fills who does what."""
        if not deciders:
            paths.append((dict(taken), chance))
            return {a: self.quality(a, s, taken, t, after) for a in self.actors}
        members, rest = deciders[0], deciders[1:]
        found: list[tuple[Values, list[tuple[Taken, float]]]] = []
        for option in self.options(members, s, self.it.start + t):
            below: list[tuple[Taken, float]] = []
            value = self.decide(rest, strategy, s, taken | option, t, after, below)
            found.append((value, below))
        options = self.options(members, s, self.it.start + t)
        chosen = self.choice(members, strategy, s, taken, t, options, [v for v, _ in found])
        for p, (_, below) in zip(chosen, found, strict=True):
            paths.extend((path, chance * p * q) for path, q in below)
        return {
            a: sum(p * value[a] for p, (value, _) in zip(chosen, found, strict=True))
            for a in self.actors
        }

    def choice(
        self,
        members: Sequence[str],
        strategy: Strategy,
        s: State,
        taken: Taken,
        t: int,
        options: Sequence[Taken],
        values: Sequence[Values],
    ) -> list[float]:
        """With which chances the options are taken."""
        if members[0] in strategy.rules and members[0] not in strategy.united:
            tree = strategy.rules[members[0]].tree
            wanted = self.rule(tree, s, taken, self.it.start + t)
            return [float(option[members[0]] == wanted) for option in options]
        valued = strategy.united if members[0] in strategy.united else members
        worth = [
            sum((1 - self.discount[a]) * value[a] for a in valued) / len(valued) for value in values
        ]
        best = max(worth)
        rationality = self.rationality(members)
        if rationality == math.inf:
            weights = [float(best - w <= TIE) for w in worth]
        else:
            weights = [math.exp(rationality * (w - best)) for w in worth]
        return [w / sum(weights) for w in weights]

    def solve(self, name: str, until: int = 0, first: str = "") -> Solved:
        """Values and choices of every year, by backward induction.

        In years before ``until`` the strategy ``first`` is followed.
        """
        later = self.it.strategy(name)
        values = [{s: dict.fromkeys(self.actors, 0.0) for s in self.states}]
        choices: list[dict[State, list[tuple[Taken, float]]]] = []
        for t in reversed(range(self.it.horizon)):
            now: dict[State, Values] = {}
            chosen: dict[State, list[tuple[Taken, float]]] = {}
            strategy = self.it.strategy(first) if t < until else later
            deciders = self.deciders(strategy)
            for s in self.states:
                chosen[s] = []
                now[s] = self.decide(deciders, strategy, s, {}, t, values[-1], chosen[s])
            values.append(now)
            choices.append(chosen)
        return Solved(self, later, values[::-1], choices[::-1])


class Solved:
    """A strategy solved: ``values[t][s][actor]`` and who does what, with chances."""

    def __init__(
        self,
        play: Play,
        strategy: Strategy,
        values: list[dict[State, Values]],
        choices: list[dict[State, list[tuple[Taken, float]]]],
    ) -> None:
        self.play, self.strategy, self.values, self.choices = play, strategy, values, choices

    def per_year(self, values: Mapping[State, Values], actor: str) -> float:
        """A value at the start, per year."""
        d, n = self.play.discount[actor], self.play.it.horizon
        total = sum(w * values[s][actor] for s, w in self.play.start().items())
        return total / _annuity(d, n)

    def value_per_year(self) -> Values:
        """What play is worth."""
        return {a: self.per_year(self.values[0], a) for a in self.play.actors}

    def best_response(self, actor: str) -> list[dict[State, float]]:
        """Values of an actor who deviates as well as it can while the others stay as solved."""
        play, n = self.play, self.play.it.horizon
        deciders = play.deciders(self.strategy)
        after = dict.fromkeys(play.states, 0.0)
        out = [after]
        for t in reversed(range(n)):
            now = {}
            for s in play.states:
                mixed = {z: self.values[t + 1][z] | {actor: after[z]} for z in play.states}
                now[s] = self._respond(deciders, actor, s, {}, t, mixed)[1]
            after = now
            out.append(after)
        return out[::-1]

    def _respond(
        self,
        deciders: Sequence[Sequence[str]],
        actor: str,
        s: State,
        taken: Taken,
        t: int,
        mixed: Mapping[State, Values],
    ) -> tuple[Values, float]:
        play = self.play
        if not deciders:
            solved = {a: play.quality(a, s, taken, t, self.values[t + 1]) for a in play.actors}
            return solved, play.quality(actor, s, taken, t, mixed)
        members, rest = deciders[0], deciders[1:]
        options = play.options(members, s, play.it.start + t)
        found = [self._respond(rest, actor, s, taken | o, t, mixed) for o in options]
        chosen = play.choice(members, self.strategy, s, taken, t, options, [v for v, _ in found])
        solved = {
            a: sum(p * value[a] for p, (value, _) in zip(chosen, found, strict=True))
            for a in play.actors
        }
        if tuple(members) == (actor,) and actor not in self.strategy.united:
            return solved, max(own for _, own in found)
        return solved, sum(p * own for p, (_, own) in zip(chosen, found, strict=True))

    def exploitability(self, actor: str) -> tuple[float, float]:
        """The gain of the best response per year: from the start, and at its largest."""
        found = self.best_response(actor)[0]
        d, n = self.play.discount[actor], self.play.it.horizon
        start = sum(w * (found[s] - self.values[0][s][actor]) for s, w in self.play.start().items())
        largest = max(found[s] - self.values[0][s][actor] for s in self.play.states)
        return start / _annuity(d, n), largest / _annuity(d, n)

    def forward(self) -> Iterator[tuple[dict[State, float], Chances, Chances, Values]]:
        """Every year: who is where at its start, endings so far, actions, and rents of the year.

        The last item holds the end of the last reported year, without actions and rents.
        """
        play = self.play
        mass = play.start()
        ended = {ending.id: 0.0 for ending in play.it.endings}
        for t in range(play.it.years):
            year = play.it.start + t
            after: dict[State, float] = {}
            doing: Chances = {}
            paid: Values = {}
            before = dict(ended)
            for s, here in mass.items():
                for taken, p in self.choices[t][s]:
                    share = here * p
                    for actor, action in taken.items():
                        key = f"{actor}.{action}"
                        doing[key] = doing.get(key, 0.0) + share
                    for payer, rent in (play.it.rents.payers if play.it.rents else {}).items():
                        amount = play.number(rent.tree, s, taken, year)
                        paid[payer] = paid.get(payer, 0.0) + share * amount
                    ends = play.ends(s, taken, year, None)
                    for ending, chance in ends.items():
                        ended[ending] += share * chance
                    on = share * (1 - sum(ends.values()))
                    for z, w in play.successors(s, taken, year).items():
                        after[z] = after.get(z, 0.0) + on * w
            yield mass, before, doing, paid
            mass = after
        yield mass, dict(ended), {}, {}


def _joint(parts: Sequence[Sequence[tuple[int, float]]]) -> dict[State, float]:
    out: dict[State, float] = {}
    for chosen in itertools.product(*parts):
        state = tuple(n for n, _ in chosen)
        out[state] = out.get(state, 0.0) + math.prod(w for _, w in chosen)
    return out


def _annuity(discount: float, years: int) -> float:
    """What a point in each of so many years is worth, the first at once."""
    return sum(discount**n for n in range(years))


COMPUTE = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "neg": lambda a: -a,
    "==": lambda a, b: float(a == b),
    "!=": lambda a, b: float(a != b),
    "<": lambda a, b: float(a < b),
    "<=": lambda a, b: float(a <= b),
    ">": lambda a, b: float(a > b),
    ">=": lambda a, b: float(a >= b),
    "and": lambda *found: float(all(found)),
    "or": lambda *found: float(any(found)),
    "not": lambda a: float(not a),
    "min": min,
    "max": max,
    "abs": abs,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "clip": lambda x, low, high: min(max(x, low), high),
}
