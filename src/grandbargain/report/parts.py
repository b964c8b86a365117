"""What a section is made of: tables, pictures and packages with a letter. No numerics."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from .names import RULES, Names

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    ``style`` is a class of the style sheet; ``sub`` a smaller second line; ``actor`` the index of
    the actor whose colour marks the cell, or None; ``items`` a list shown instead of the text.
    """

    text: str
    style: str = ""
    sub: str = ""
    actor: int | None = None
    items: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names its rows."""

    caption: str
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    style: str = ""
    foot: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""
    summary: str = ""
    """Label of the fold in which the table lies; empty: the table is shown open."""


@dataclass(frozen=True, slots=True)
class Block:
    """A finding with its sentences and its table."""

    texts: tuple[str, ...]
    table: Table | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its title, the sentence that reads it, and its table."""

    name: str
    title: str
    reading: str
    svg: Markup
    table: Table | None = None

    @property
    def width(self) -> int:
        """Width of the drawing, in pixels, rounded up."""
        found = re.search(r'<svg [^>]*\bwidth="([0-9.]+)"', self.svg)
        return math.ceil(float(found[1])) if found else 0


@dataclass(frozen=True, slots=True)
class Deal:
    """A package on offer with a letter, and the rules that pick it.

    ``proposal`` is the plain data of the answer: ``package``, ``utility``, ``gain`` and perhaps
    ``acceptance``.
    """

    letter: str
    rules: tuple[str, ...]
    proposal: dict[str, Any]

    @property
    def package(self) -> dict[str, str]:
        """The package itself."""
        return self.proposal["package"]

    @property
    def gain(self) -> dict[str, float]:
        """Points above the disagreement point, by actor."""
        return self.proposal["gain"]

    @property
    def utility(self) -> dict[str, float]:
        """Points, by actor."""
        return self.proposal["utility"]

    @property
    def acceptance(self) -> dict[str, Any] | None:
        """Shares of worlds, if worlds were drawn."""
        return self.proposal.get("acceptance")

    @property
    def title(self) -> str:
        """Package A."""
        return f"Package {self.letter}"

    @property
    def rule_names(self) -> str:
        """Nash, Kalai–Smorodinsky."""
        return ", ".join(RULES.get(rule, rule) for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Brief:
    """The bargaining answer as the sections read it."""

    names: Names
    answer: dict[str, Any]
    deals: tuple[Deal, ...] = field(default=())

    @property
    def parties(self) -> list[str]:
        """Who sits at the table."""
        return list(self.answer["parties"])

    @property
    def others(self) -> list[str]:
        """Actors without a seat."""
        seated = set(self.answer["parties"])
        return [actor.id for actor in self.names.dispute.actors if actor.id not in seated]

    @property
    def actors(self) -> list[str]:
        """Everyone: parties first, then the others, in file order."""
        seated = set(self.answer["parties"])
        found = [actor.id for actor in self.names.dispute.actors]
        return sorted(found, key=lambda name: name not in seated)

    def colour(self, actor: str) -> int:
        """Return the index of the actor's colour."""
        return [item.id for item in self.names.dispute.actors].index(actor)

    def deal(self, rule: str) -> Deal | None:
        """Return the package that a rule picks."""
        return next((deal for deal in self.deals if rule in deal.rules), None)


def brief(names: Names, answer: dict[str, Any]) -> Brief:
    """Read a bargaining answer: rules that pick the same package share a letter."""
    found: dict[tuple[str, ...], tuple[list[str], dict[str, Any]]] = {}
    for rule in RULES:
        packages = answer["solutions"].get(rule, {}).get("packages", [])
        if packages:
            key = tuple(packages[0]["package"].values())
            found.setdefault(key, ([], packages[0]))[0].append(rule)
    deals = tuple(
        Deal(LETTERS[k], tuple(rules), proposal)
        for k, (rules, proposal) in enumerate(found.values())
    )
    return Brief(names, answer, deals)
