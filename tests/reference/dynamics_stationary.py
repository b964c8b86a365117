"""The slow twin of play without an end, and of decision processes, in plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from grandbargain.dispute import Strategy

from .dynamics import Play, Solved, State, Values

Row = tuple[float, Mapping[int, float]]
"""What an action pays, and the weights of the states that follow."""


class EndlessPlay(Play):
    """Play in which an ending pays for ever."""

    def paid_in(self, ending: str, actor: str) -> float:
        return super().paid_in(ending, actor) / (1 - self.discount[actor])

    @property
    def any_year(self) -> int:
        """A year behind which one more counts, so that an ending pays what it is worth."""
        return self.it.horizon - 2

    def sweep(self, strategy: Strategy, values: Mapping[State, Values], s: State) -> Values:
        """What a year in a state is worth, and all that follows."""
        return self.decide(self.deciders(strategy), strategy, s, {}, self.any_year, values, [])

    def respond(
        self,
        strategy: Strategy,
        values: Mapping[State, Values],
        own: Mapping[State, float],
        actor: str,
        s: State,
    ) -> float:
        """The same to an actor who does its best, ``own`` following, the others as solved."""
        solved = Solved(self, strategy, cast(list, {self.any_year + 1: values}), [])
        mixed = {z: values[z] | {actor: own[z]} for z in self.states}
        deciders = self.deciders(strategy)
        return solved._respond(deciders, actor, s, {}, self.any_year, mixed)[1]


def best_values(actions: Sequence[Sequence[Row]], sweeps: int) -> list[float]:
    """What the states of a decision process are worth at best, by going through all again."""
    values = [0.0] * len(actions)
    for _ in range(sweeps):
        values = [
            max(pays + sum(w * values[z] for z, w in rest.items()) for pays, rest in rows)
            for rows in actions
        ]
    return values
