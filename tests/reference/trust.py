"""Trust between actors about one package, from the definitions, package by package."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from grandbargain.dispute import Dispute
from tests.reference.stability import Game, Package, allows, flood, may_alone


class Trusting:
    """R, S, T, P, first steps and the united front about a package x."""

    def __init__(self, dispute: Dispute, x: Package) -> None:
        self.game, self.x, self.dispute = Game(dispute), x, dispute
        self.today = tuple(issue.status_quo for issue in dispute.issues)

    def departure(self, actor: str) -> Package | None:
        """The best that an actor reaches alone, the first of equals in package order."""
        reached = [y for y in self.game.packages if y in self.game.reach(actor, self.x)]
        return max(reached, key=lambda y: self.game.utility(actor, y), default=None)

    def payoffs(self, actor: str, others: Sequence[str]) -> tuple[int, int, int]:
        """R, S and T of an actor."""

        def worth(y: Package) -> int:
            return self.game.utility(actor, y)

        reward = worth(self.x)
        own = self.departure(actor)
        harms = [worth(y) for b in others if (y := self.departure(b)) is not None]
        return reward, min(harms, default=reward), reward if own is None else worth(own)

    def own_part(self, actor: str) -> list[int]:
        """The issues that x changes and that the actor can settle by steps of its own."""
        found = []
        for place, issue in enumerate(self.dispute.issues):
            now, then = self.today[place], self.x[place]

            def steps(option: str, issue=issue):
                moves = [move for move in issue.moves if may_alone(move, actor)]
                return [o for o in issue.option_ids if any(allows(m, option, o) for m in moves)]

            if now != then and then in flood(now, steps):
                found.append(place)
        return found

    def with_part(self, places: Sequence[int]) -> Package:
        """Today's package with some issues as in x."""
        return tuple(
            then if place in places else now
            for place, (now, then) in enumerate(zip(self.today, self.x, strict=True))
        )

    def can_settle(self, actor: str, places: Sequence[int]) -> bool:
        """Whether the actor alone can bring today's package there."""
        to = self.with_part(places)
        return to == self.today or to in self.game.reach(actor, self.today)

    def front(self, actor: str, others: Sequence[str]) -> Fraction | str | None:
        """The least weight of the next year; None where none suffices, "stuck" if unreachable."""
        everyone = [actor, *others]
        if not all(self.can_settle(a, self.own_part(a)) for a in everyone):
            return "stuck"
        today = self.game.utility(actor, self.today)
        worth = [self.game.utility(actor, self.with_part(self.own_part(a))) for a in everyone]
        loss, gains = today - worth[0], sum(value - today for value in worth[1:])
        if loss <= 0:
            return Fraction(0)
        return Fraction(loss, gains) if gains > loss else None
