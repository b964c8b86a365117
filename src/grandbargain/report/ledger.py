"""The ledger of a package: who gains and who gives, per issue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import exchanges
from .formats import signed
from .parts import Brief, Cell, Table

MOST_SWAPS = 5
"""Exchanges shown open; the others lie in a fold."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The table, the sentence that reads it, and the best exchanges, the best first."""

    reading: str
    table: Table
    swaps: tuple[str, ...]
    more_swaps: tuple[str, ...]
    no_swap: str
    rates: Table | None


def ledger(brief: Brief) -> Ledger | None:
    """Return the ledger of the answer, if it has one."""
    found = brief.answer.get("ledger")
    if not found:
        return None
    swaps = sorted(found["swaps"], key=lambda item: -item["joint_gain"])
    sentences = tuple(exchanges.swap(brief.names, item) for item in swaps)
    return Ledger(
        _reading(brief, found),
        _table(brief, found),
        sentences[:MOST_SWAPS],
        sentences[MOST_SWAPS:],
        exchanges.pairs_without_swap(brief),
        _rates(brief, found),
    )


def _booked(brief: Brief, found: dict[str, Any]) -> str:
    deal = brief.deal(found["rule"])
    return deal.title if deal else "the package judged"


def _reading(brief: Brief, found: dict[str, Any]) -> str:
    """Say what is booked, and which issues bring and cost most by their joint worth."""
    names, prices = brief.names, found["prices"]
    text = f"Booked for {_booked(brief, found)}, in points of each actor against the status quo."
    if not prices:
        return text
    high = max(prices, key=lambda issue: prices[issue])
    low = min(prices, key=lambda issue: prices[issue])
    if prices[high] > 0:
        text += f" “{names.issue(high)}” has the largest joint worth ({signed(prices[high])})."
    if prices[low] < 0:
        text += f" “{names.issue(low)}” has the lowest ({signed(prices[low])})."
    return text


def _table(brief: Brief, found: dict[str, Any]) -> Table:
    names = brief.names
    changed = names.changes(found["package"])
    prices = found["prices"]
    top = {
        actor: max((abs(found["points"][key][actor]) for key in changed), default=1.0) or 1.0
        for actor in brief.actors
    }
    rows = [
        (
            Cell(names.issue(key), sub=names.option(key, found["package"][key])),
            *(_flow(found["points"][key][actor], top[actor]) for actor in brief.actors),
            *([Cell(signed(prices.get(key, 0.0)), "number price")] if prices else []),
        )
        for key in changed
    ]
    rows += [
        (
            Cell(names.combination(item["when"]), sub="linkage"),
            *(_flow(item["points"].get(actor, 0.0), top[actor]) for actor in brief.actors),
            *([Cell("", "number price")] if prices else []),
        )
        for item in found["linkages"]
    ]
    total = (
        Cell("Sum against the status quo"),
        *(Cell(signed(found["total"][actor]), "number") for actor in brief.actors),
        *([Cell("", "number price")] if prices else []),
    )
    head = (
        Cell("Issue and what it becomes"),
        *(
            Cell(
                names.actor(actor),
                "number actor",
                "" if actor in brief.answer["parties"] else "no vote",
                actor=brief.colour(actor),
            )
            for actor in brief.actors
        ),
        *([Cell("Joint worth", "number price")] if prices else []),
    )
    note = (
        "Plus and blue: the actor gains; minus and orange: it gives. The deeper, the more, by the "
        "actor’s own scale."
    )
    if found["linkages"]:
        note += " Linkages are points for combinations; section 10 has their conditions."
    if prices:
        note += (
            " Joint worth adds the parties’ points, each weighed by how scarce gains are for that "
            "party in this package (the exchange rates below): a negative joint worth is a change "
            "that pays only through others."
        )
    return Table(
        f"Ledger of {_booked(brief, found)}: points gained and given per issue", head, tuple(rows),
        style="ledger", foot=(total,), note=note,
    )  # fmt: skip


def _flow(value: float, top: float) -> Cell:
    if value == 0:
        return Cell("·", "number none")
    step = min(4, 1 + int(4 * abs(value) / top)) if abs(value) >= 0.05 else 0
    tint = f" {'g' if value > 0 else 'l'}{step}" if step else ""
    return Cell(signed(value), f"number{tint}")


def _rates(brief: Brief, found: dict[str, Any]) -> Table | None:
    rates = found["exchange_rates"]
    if not rates:
        return None
    rows = tuple(
        (
            Cell(brief.names.actor(party), "actor", actor=brief.colour(party)),
            Cell(f"{rate:.2f}", "number"),
        )
        for party, rate in rates.items()
    )
    return Table(
        "Exchange rates: what a point of each party counts in this package (mean 1)",
        (Cell("Party"), Cell("Weight", "number")), rows, summary="Show exchange rates",
    )  # fmt: skip
