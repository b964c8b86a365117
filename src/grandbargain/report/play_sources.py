"""What play is made of, as the file states it: stocks, hazards, endings, strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..dispute import Dynamics
from .formats import plain, plural, span
from .names import Names
from .parts import Cell, Table
from .play_words import role

AS_IN_FILE = ("order", "rationality", "years")
"""Settings that stand for what the file says where they are empty."""


def play_tables(names: Names, answer: Mapping[str, Any] | None) -> tuple[Table, ...]:
    """Return the tables of section 10 on play; none where nothing was played."""
    play = names.dispute.dynamics
    if play is None or answer is None:
        return ()
    tables = (
        _settings(answer),
        _stocks(play),
        _hazards(names, play),
        _endings(names, play),
        _payoffs(names, play),
        _strategies(names, play),
    )
    return tuple(table for table in tables if table.rows)


def _keys(keys: Sequence[str]) -> str:
    return ", ".join(keys) or "none named"


def _folded(
    caption: str, heads: Sequence[str], rows: Sequence[tuple[Cell, ...]], what: str
) -> Table:
    return Table(caption, tuple(Cell(head) for head in heads), tuple(rows), summary=f"Show {what}")


def _settings(answer: Mapping[str, Any]) -> Table:
    rows = []
    for key, value in answer.get("settings", {}).items():
        empty = value is None or (isinstance(value, (list, tuple)) and not value)
        text = str(value)
        if empty:
            text = "as in the file" if key in AS_IN_FILE else "all"
        elif isinstance(value, bool):
            text = "yes" if value else "no"
        elif isinstance(value, (list, tuple)):
            text = ", ".join(map(str, value))
        rows.append((Cell(key.replace("_", " ").capitalize()), Cell(text, "key")))
    return Table("Settings of play", (Cell("Setting"), Cell("Value")), tuple(rows))


def _stocks(play: Dynamics) -> Table:
    rows = [
        (
            Cell(item.title, sub=item.id),
            Cell(item.unit),
            Cell(", ".join(map(plain, item.levels))),
            Cell(span(item.now)),
            Cell(str(item.change), "key"),
            Cell(_keys(item.sources), "key"),
        )
        for item in play.stocks
    ]
    heads = ("Stock", "Unit", "Levels", "Now", "Change per year", "Sources")
    return _folded("Stocks, and how a year changes them", heads, rows, plural(len(rows), "stock"))


def _hazards(names: Names, play: Dynamics) -> Table:
    rows = [
        (
            Cell(item.title, sub=item.id),
            Cell(names.ending(item.ending)),
            Cell(
                str(item.chance),
                "key",
                sub="; ".join(
                    f"{names.actor(actor)} believes {chance}"
                    for actor, chance in item.believed.items()
                ),
            ),
            Cell(_keys(item.sources), "key"),
        )
        for item in play.hazards
    ]
    heads = ("Hazard", "Leads to", "Chance per year", "Sources")
    return _folded("Hazards: what may end play in a year", heads, rows, plural(len(rows), "hazard"))


def _endings(names: Names, play: Dynamics) -> Table:
    rows = []
    for item in play.endings:
        pays = tuple(
            (f"{role(names, actor)} {span(number)}", False) for actor, number in item.points.items()
        )
        if item.package is not None:
            pays = ((_package(item.package), False),)
        rows.append(
            (
                Cell(item.title, sub=item.id),
                Cell("", items=pays) if pays else Cell("0 to everybody"),
                Cell(_keys(item.sources), "key"),
            )
        )
    heads = ("Ending", "Pays, points a year ever after", "Sources")
    return _folded("Endings, and what they pay", heads, rows, plural(len(rows), "ending"))


def _package(package: str | Mapping[str, str]) -> str:
    return f"the package of the rule {package}" if isinstance(package, str) else "a package named"


def _payoffs(names: Names, play: Dynamics) -> Table:
    rows = [
        (Cell(role(names, actor)), Cell(str(expression), "key"))
        for actor, expression in play.payoffs.items()
    ]
    caption = "Payoffs: points of a year of play"
    return _folded(caption, ("Actor", "Points"), rows, plural(len(rows), "payoff"))


def _strategies(names: Names, play: Dynamics) -> Table:
    rows = []
    for item in play.strategies:
        rules = tuple(
            (f"{names.actor(actor)}: {rule}", False) for actor, rule in item.rules.items()
        )
        if item.united:
            rules = (*rules, (f"{names.actors(item.united)} decide as one", False))
        rows.append(
            (
                Cell(item.title, sub=item.id),
                Cell("", "key", items=rules) if rules else Cell("binds nobody"),
                Cell(_keys(item.sources), "key"),
            )
        )
    heads = ("Strategy", "Binds", "Sources")
    what = plural(len(rows), "strategy", "strategies")
    return _folded("Strategies: the rules that bind", heads, rows, what)
