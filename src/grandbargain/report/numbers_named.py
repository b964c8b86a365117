"""Uncertain numbers by name: a path of the file becomes words that a reader knows."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cached_property

from ..dispute import Choice, Dispute, Interests, Normal, Number
from .formats import listing, plain, plural
from .names import Names

OTHERS = "everything else"
"""The factor of all numbers that have none of their own, as the answer writes it."""

LEANS = re.compile(r"\bthe same\b|\b(?:of|with|to) that\b|\bthat (?:chance|rent|gain)\b", re.I)
"""What a title says that leans on the title before it in the file."""

MIDDLE = 1.645
"""Standard deviations on either side of the mean that hold nine draws of ten."""

WAYS = {
    "up": "the further an option from the first, the better",
    "down": "the nearer an option to the first, the better",
    "flat": "it does not care",
    "stated": "as the file states it",
}
"""The ways in which an actor may see an issue."""


class NumberNames:
    """Names, ranges and units of the uncertain numbers of one dispute."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._actors = [actor.id for actor in names.dispute.actors]

    def told(self, path: str) -> str:
        """Return a number, a type, a way or a factor of several in words; all words differ."""
        if path == OTHERS:
            return "all other uncertain numbers together"
        if " + " in path:
            return listing(self.told(part) for part in path.split(" + ")) + " together"
        words = self._words(path)
        twins = self._twins.get(words, ())
        if len(twins) < 2 or path not in twins:
            return words
        return f"{words} (number {twins.index(path) + 1} of {len(twins)} so described)"

    def headed(self, path: str) -> str:
        """Return the words with a capital letter, as they start a row or a sentence."""
        words = self.told(path)
        return words[:1].upper() + words[1:]

    def unit(self, path: str) -> str:
        """Return the unit of a number; empty where it has none or the words say it."""
        match path.split("."):
            case ["parameters", name]:
                return "" if name in self._units and not self._titles[name] else self._own(name)
            case ["dynamics", "stocks", name, _]:
                unit = self.names.unit(name)
                return "" if unit == "share" else unit
            case ["dynamics", "endings", *_]:
                return "points a year"
            case [*_, "linkages", _, "adds"] | [*_, "disagreement", _]:
                return "points"
            case [*_, "values", _, _]:
                return "of 100 points"
            case _:
                return ""

    def measured(self, path: str, value: float) -> str:
        """Return a value with its unit."""
        return f"{plain(value)} {self.unit(path)}".strip()

    def setting(self, path: str, value: float | str | None) -> str:
        """Return what a number is set to: a value, or the name of a type or way."""
        if value is None:
            return "–"
        if isinstance(value, str):
            return self.category(path, value)
        return plain(value)

    def category(self, path: str, name: str) -> str:
        """Return the name of a type, or of a way to see an issue."""
        if path.endswith(".types"):
            return spelled(name)
        return WAYS.get(name, spelled(name))

    def ends(self, path: str) -> str:
        """Return between which ends a number lies in the worlds; empty where nothing says.

        Of a number that has a middle and a deviation, ends that hold nine draws of ten.
        """
        number = self._numbers.get(path)
        if number is None:
            return ""
        low, high = number.distribution.low, number.distribution.high
        lead = ""
        if isinstance(number.distribution, Normal):
            form, lead = number.distribution, "mostly "
            low = max(low, form.centre - MIDDLE * form.deviation)
            high = min(high, form.centre + MIDDLE * form.deviation)
        if not (math.isfinite(low) and math.isfinite(high)):
            return ""
        if isinstance(number.distribution, Choice):
            lead = "one of several, from "
        return f"{lead}{plain(low)} to {plain(high)}"

    def actor_of(self, path: str) -> str:
        """Return whose type, way or order a path names."""
        parts = path.split(".")
        return parts[1] if parts[0] == "interests" and len(parts) > 1 else ""

    @property
    def _dispute(self) -> Dispute:
        return self.names.dispute

    @cached_property
    def _numbers(self) -> dict[str, Number]:
        return {number.path: number for number in self._dispute.numbers()}

    @cached_property
    def _twins(self) -> dict[str, tuple[str, ...]]:
        """Paths that the same words would name, by these words."""
        found: dict[str, list[str]] = {}
        for path, number in self._numbers.items():
            if not number.is_known:
                found.setdefault(self._words(path), []).append(path)
        return {words: tuple(paths) for words, paths in found.items() if len(paths) > 1}

    def _words(self, path: str) -> str:
        match path.split("."):
            case ["parameters", name]:
                return self._parameter(name)
            case ["actors", actor, "discount"]:
                return f"how much the next year counts for {self.names.actor(actor)}"
            case ["actors", actor, "power"]:
                return f"the weight of {self.names.actor(actor)} at the table"
            case ["interests", actor, *rest]:
                return self._interest(path, actor, rest)
            case ["enforcement", *rest]:
                return self._enforcement(rest) or spelled(path)
            case ["dynamics", *rest]:
                return self._play(rest) or spelled(path)
            case _:
                return spelled(path)

    def _parameter(self, name: str) -> str:
        title = self._titles.get(name, "")
        words = self._spelled_with_actor(name)
        if not title:
            unit = self._own(name)
            return f"“{words}” ({unit})" if unit else f"“{words}”"
        if self._shared[title] > 1 or LEANS.search(title):
            return f"“{title}” ({words})"
        return f"“{title}”"

    def _own(self, name: str) -> str:
        """Return the unit of a parameter; a share has none."""
        unit = self._units.get(name, "")
        return "" if unit == "share" else unit

    @cached_property
    def _units(self) -> dict[str, str]:
        return {item.id: item.unit for item in self._dispute.parameters}

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {item.id: item.title for item in self._dispute.parameters}

    @cached_property
    def _shared(self) -> Counter[str]:
        return Counter(self._titles.values())

    def _spelled_with_actor(self, name: str) -> str:
        """Return an identifier in words; an actor that it starts with gets its title."""
        for actor in self._actors:
            if name.startswith(f"{actor}_"):
                return f"{self.names.actor(actor)}: {spelled(name.removeprefix(actor))}"
        return spelled(name)

    def _interest(self, path: str, actor: str, rest: list[str]) -> str:
        who, kind = self.names.actor(actor), ""
        if rest == ["types"]:
            return f"the type of {who} ({listing(self._kinds(actor), 'or')})"
        if rest[0] == "types":
            kind, rest = rest[1], rest[2:]
            if rest == ["chance"]:
                return f"how likely it is that {who} is of the type “{spelled(kind)}”"
        who += self._if(actor, kind, path)
        match rest:
            case ["weights", issue]:
                return f"how much {who} cares about “{self.names.issue(issue)}”"
            case ["order", issue]:
                return f"how much {who} cares about “{self.names.issue(issue)}” (order known)"
            case ["order"]:
                return f"how {who} weighs its issues"
            case ["values", issue]:
                return f"how {who} sees “{self.names.issue(issue)}”"
            case ["values", issue, option]:
                title = self.names.option(issue, option)
                return f"what “{title}” on “{self.names.issue(issue)}” is worth to {who}"
            case ["linkages", *_]:
                return f"what it adds for {who} to have {self._combined(path)}"
            case ["disagreement", "stalemate_cost"]:
                return f"what failed talks cost {who}"
            case ["disagreement", *_]:
                return f"what {who} has if talks fail"
            case _:
                return f"{spelled(' '.join(rest))} of {who}"

    def _kinds(self, actor: str) -> list[str]:
        interests = self._dispute.interests.get(actor)
        return [spelled(kind.id) for kind in interests.types] if interests else []

    def _if(self, actor: str, kind: str, path: str) -> str:
        """Return of which type an actor has to be for a number to count; empty for all."""
        if kind:
            return f", if {spelled(kind)},"
        interests = self._dispute.interests.get(actor)
        types = interests.types if interests else ()
        using = [one.id for one in types if path in set(_paths(one.interests))]
        if not using or len(using) == len(types):
            return ""
        return f", if {listing(map(spelled, using), 'or')},"

    def _combined(self, path: str) -> str:
        for interests in self._dispute.interests.values():
            for part in (interests, *(kind.interests for kind in interests.types)):
                for linkage in part.linkages:
                    if linkage.adds.path == path:
                        return listing(
                            f"“{self.names.issue(issue)}” at {self._any_of(issue, options)}"
                            for issue, options in linkage.when.terms
                        )
        return f"combination {path.split('.')[-2]}"

    def _any_of(self, issue: str, options: Collection[str]) -> str:
        """Return options of an issue, beyond two the first and the number of the others."""
        titles = [f"“{self.names.option(issue, option)}”" for option in options]
        if len(titles) > 2:
            titles = [titles[0], plural(len(titles) - 1, "other")]
        return listing(titles, "or")

    def _enforcement(self, rest: list[str]) -> str:
        match rest:
            case ["detection", issue, option]:
                title = self.names.option(issue, option)
                return (
                    "the chance that a breach is detected with "
                    f"“{title}” on “{self.names.issue(issue)}”"
                )
            case ["false_alarm"]:
                return "the chance of a false alarm"
            case ["belief", actor, other]:
                return (
                    f"how far {self.names.actor(actor)} believes that {self.names.actor(other)} "
                    "keeps its word"
                )
            case _:
                return ""

    def _play(self, rest: list[str]) -> str:
        match rest:
            case ["endings", ending, "points", actor]:
                worth = f"is worth to {self.names.actor(actor)}"
                return f"what {self.names.ended(ending)} {worth}"
            case ["stocks", stock, "now"]:
                return f"“{self.names.stock(stock)}” at the start"
            case ["rationality"]:
                return "how surely everybody takes the better act"
            case ["rationality", actor]:
                return f"how surely {self.names.actor(actor)} takes the better act"
            case _:
                return ""


def spelled(name: str) -> str:
    """Return an identifier as words.

    Examples
    --------
    >>> spelled("survival_first"), spelled("types.trader")
    ('survival first', 'types trader')
    """
    return re.sub(r"[_.\s]+", " ", name).strip()


def _paths(interests: Interests) -> Iterator[str]:
    """Return the paths of all uncertain things in one set of interests."""
    if interests.disagreement.number is not None:
        yield interests.disagreement.number.path
    yield from (number.path for number in (interests.weights or {}).values())
    if interests.order is not None:
        yield interests.order_path
        yield from (f"{interests.order_path}.{i}" for group in interests.order for i in group)
    for values in interests.values.values():
        yield values.path
        yield from (number.path for table in values.tables for number in table.values)
    yield from (linkage.adds.path for linkage in interests.linkages)
