"""Packages and strategies that are compared over worlds, by the names that people know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .formats import listing
from .names import RULES, Names
from .parts import Deal

Data = Mapping[str, Any]

RULE_TITLES = {
    "Nash": RULES["nash"],
    "Kalai-Smorodinsky": RULES["kalai_smorodinsky"],
    "egalitarian": RULES["egalitarian"],
    "utilitarian": RULES["utilitarian"],
    "safest": RULES["safest"],
    "as today": "As today",
}
"""Titles of packages in an answer, and how people write them."""


NAMES_OF_PEOPLE = (RULES["nash"], RULES["kalai_smorodinsky"])
"""Rules that keep their capital letter inside a sentence."""


class Compared:
    """Alternatives of one comparison: what they are called in a table and in a sentence."""

    def __init__(self, names: Names, data: Data, deals: Sequence[Deal] = ()) -> None:
        self.names, self.data = names, data
        self._letters = {tuple(deal.package.items()): deal.letter for deal in deals}
        self._known = set(RULE_TITLES)

    @property
    def is_of_packages(self) -> bool:
        """Whether packages are compared, not strategies."""
        return "packages" in self.data and bool(self.data["packages"])

    @property
    def worlds(self) -> int:
        """In how many worlds they are compared."""
        return self.data["worlds"]

    @property
    def all(self) -> list[str]:
        """The alternatives, in the order of the answer."""
        return list(self.data["alternatives"])

    @property
    def outcomes(self) -> list[str]:
        """What they are measured by: actors, and perhaps the smallest gain of any party."""
        return list(self.data["metrics"])

    def label(self, name: str) -> str:
        """Return an alternative as it heads a row."""
        if not self.is_of_packages:
            return self.names.short(name)
        written: str = self.data["titles"][name]
        titles = [RULE_TITLES.get(part, part) for part in written.split(" = ")]
        return listing(titles)

    def letter(self, name: str) -> str:
        """Return the letter that a package has in the section on bargains; empty for none."""
        package = self.data["packages"].get(name, {}) if self.is_of_packages else {}
        return self._letters.get(tuple(package.items()), "")

    def lettered(self, name: str) -> str:
        """Return an alternative with its letter: Nash (Package A)."""
        letter = self.letter(name)
        return f"{self.label(name)} (Package {letter})" if letter else self.label(name)

    def told(self, name: str) -> str:
        """Return an alternative as a sentence mentions it."""
        if not self.is_of_packages:
            return f"“{self.names.short(name)}”"
        written: str = self.data["titles"][name]
        parts = written.split(" = ")
        if not self._known.issuperset(parts):
            return f"“{self.label(name)}”"
        rules = [RULE_TITLES[part] for part in parts if part != "as today"]
        if not rules:
            return "today’s package"
        told = listing(rule if rule in NAMES_OF_PEOPLE else rule.lower() for rule in rules)
        return f"the {told} package" + (", which is today’s," if len(rules) < len(parts) else "")

    def outcome(self, name: str) -> str:
        """Return what the alternatives are measured by."""
        return "Smallest gain of any party" if name == "least_gain" else self.names.actor(name)

    def for_whom(self, name: str) -> str:
        """Return the same as the start of a sentence."""
        if name == "least_gain":
            return "By the smallest gain of any party over no deal"
        return f"For {self.names.actor(name)}"
