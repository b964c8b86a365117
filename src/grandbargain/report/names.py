"""Identifiers of an answer turned into the titles of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ..dispute import Dispute, Move, Pattern
from .formats import listing

RULES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
    "safest": "Safest",
}
"""Names of the rules for people."""

RULE_MEANINGS = {
    "nash": "the largest product of gains: what counts is by which share the gain of a party "
    "grows or shrinks",
    "kalai_smorodinsky": "every party gets an equal share, as large as possible, of the most that "
    "it could get",
    "egalitarian": "the party that gains least gains as much as possible",
    "utilitarian": "the largest sum of points, however it is spread; it adds points of "
    "different actors, which needs a judgement that they compare",
    "safest": "accepted by all parties in as many worlds as possible",
}
"""What each rule asks for, as the end of a sentence."""

EVERYBODY = "Everybody answers"
"""Title of the strategy ``default``, in which nobody follows a rule."""


class Names:
    """Titles of one dispute by identifier."""

    def __init__(self, dispute: Dispute) -> None:
        self.dispute = dispute
        self._actor = {actor.id: actor.title for actor in dispute.actors}
        self._issue = {issue.id: issue.title for issue in dispute.issues}
        self._option = {
            (issue.id, option.id): option.title
            for issue in dispute.issues
            for option in issue.options
        }
        self._patterns = {
            str(linkage.when): linkage.when
            for interests in dispute.interests.values()
            for part in (interests, *(kind.interests for kind in interests.types))
            for linkage in part.linkages
        }
        self._short = self._short_strategies()

    def _short_strategies(self) -> dict[str, str]:
        play = self.dispute.dynamics
        names = ["default", *(item.id for item in play.strategies)] if play else []
        heads = {name: self.strategy(name).partition(":")[0].strip() for name in names}
        found = Counter(heads.values())
        return {name: head for name, head in heads.items() if head and found[head] == 1}

    def actor(self, name: str) -> str:
        """Return the title of an actor."""
        return self._actor.get(name, name)

    def actors(self, names: Iterable[str]) -> str:
        """Return titles of actors as a list in a sentence."""
        return listing(self.actor(name) for name in names)

    def issue(self, name: str) -> str:
        """Return the title of an issue."""
        return self._issue.get(name, name)

    def option(self, issue: str, option: str) -> str:
        """Return the title of an option."""
        return self._option.get((issue, option), option)

    def pattern(self, pattern: Pattern) -> str:
        """Return a condition in titles."""
        parts = (
            f"{self.issue(issue)}: {listing((self.option(issue, o) for o in options), 'or')}"
            for issue, options in pattern.terms
        )
        return "; ".join(parts) or "any package"

    def combination(self, text: str) -> str:
        """Return the issues that a linkage, given as the answer writes it, ties together."""
        pattern = self._patterns.get(text)
        return " with ".join(map(self.issue, pattern.issues)) if pattern is not None else text

    def changes(self, package: Mapping[str, str]) -> list[str]:
        """Return the issues on which a package leaves the status quo, in file order."""
        return [
            issue.id
            for issue in self.dispute.issues
            if package.get(issue.id, issue.status_quo) != issue.status_quo
        ]

    def move(self, issue: str, move: Move) -> str:
        """Return who may make a move, and from where to where if that is limited."""
        every = set(self.dispute.issue(issue).option_ids)
        if move.kind == "all" and len(move.by) > 1:
            who = f"{self.actors(move.by)} together"
        else:
            titles = [self.actor(name) for name in move.by]
            who = f"{listing(titles, 'or')} alone"
        limits: list[str] = []
        if set(move.from_options) != every:
            limits.append("from " + self._options(issue, move.from_options))
        if set(move.to_options) != every:
            limits.append("to " + self._options(issue, move.to_options))
        return f"{who}, {' '.join(limits)}" if limits else who

    def stock(self, name: str) -> str:
        """Return the title of a stock."""
        play = self.dispute.dynamics
        found = (stock.title for stock in play.stocks if stock.id == name) if play else ()
        return next(iter(found), name) or name

    def unit(self, name: str) -> str:
        """Return the unit of a stock; empty where the file has none."""
        play = self.dispute.dynamics
        found = (stock.unit for stock in play.stocks if stock.id == name) if play else ()
        return next(iter(found), "")

    def levels(self, name: str) -> tuple[float, ...]:
        """Return the grid of a stock."""
        play = self.dispute.dynamics
        found = (stock.levels for stock in play.stocks if stock.id == name) if play else ()
        return next(iter(found), ())

    def ending(self, name: str) -> str:
        """Return the title of an ending of play."""
        play = self.dispute.dynamics
        found = (ending.title for ending in play.endings if ending.id == name) if play else ()
        return next(iter(found), name) or name

    def ended(self, name: str) -> str:
        """Return an ending as a sentence mentions it."""
        return f"“{self.ending(name)}”"

    def action(self, actor: str, name: str) -> str:
        """Return the title of what an actor does."""
        play = self.dispute.dynamics
        return (play.actions.get(actor, {}).get(name, name) if play else name) or name

    def strategy(self, name: str) -> str:
        """Return the title of a strategy."""
        if name == "default":
            return EVERYBODY
        play = self.dispute.dynamics
        found = (item.title for item in play.strategies if item.id == name) if play else ()
        return next(iter(found), name) or name

    def short(self, name: str) -> str:
        """Return the title of a strategy up to its colon, where that tells it apart.

        A mention of “Regional order: talks until trust allows the offer” is “Regional order”.
        """
        return self._short.get(name) or self.strategy(name)

    def _options(self, issue: str, options: Iterable[str]) -> str:
        return listing((f"“{self.option(issue, option)}”" for option in options), "or")
