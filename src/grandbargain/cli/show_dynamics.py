"""Decades of play in a terminal: what every strategy brings, and what that hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..report import (
    decades,
    decades_tables,
    division,
    doing,
    options_compared,
    play_judgements,
    robust,
    settling,
    waiting,
)
from ..report.names import Names
from .fitting import show_part
from .layout import paragraph

if TYPE_CHECKING:
    from rich.console import Console

    from ..dispute import Dispute


def draw(console: Console, dispute: Dispute, data: dict[str, Any]) -> None:
    """Print an answer about play."""
    names = Names(dispute)
    console.print(dispute.title, style="bold")
    if not data["strategies"]:
        paragraph(console, "The work was stopped before a strategy was played.")
        return
    show_part(console, "Bottom line", play_judgements.bottom_line(data, names))
    show_part(console, "What is played", decades.played(data, names))
    show_part(console, "The strategies", doing.strategies_told(data, names))
    show_part(
        console,
        "What the strategies bring",
        options_compared.favourites(data, names)
        + options_compared.people(data, names)
        + [options_compared.no_deal(data, names)],
        options_compared.values_table(data, names),
        options_compared.odds_table(data, names),
    )
    show_part(
        console,
        "What everybody does",
        [],
        *(doing.actions_table(data, names, actor) for actor in doing.movers(data)),
    )
    moved = decades.most_moved(data, names)
    show_part(
        console,
        "The years",
        decades.stocks(data, names, "default"),
        decades_tables.survival_table(data, names),
        *(decades_tables.stock_table(data, names, stock) for stock in moved[:1]),
    )
    show_part(
        console,
        "Who would leave a strategy",
        options_compared.gains_of_leaving(data, names),
        options_compared.leaving_table(data, names),
    )
    show_part(
        console,
        "Who pays, and what division costs",
        division.rents(data, names),
        decades_tables.rents_table(data, names),
        division.division_table(data, names),
    )
    show_part(
        console,
        "Waiting",
        waiting.waiting(data, names),
        *(waiting.waiting_table(data, names, name) for name in data["hopes"] or ()),
    )
    show_part(
        console,
        "Delay",
        waiting.delay(data, names),
        waiting.delays_table(data, names) if data["delays"] else None,
    )
    show_part(
        console,
        "Settlement inside play",
        settling.settlement(data, names),
        *(settling.settlement_table(data, names, name) for name in data["settlements"]),
    )
    show_part(
        console,
        "The worst twentieth of histories",
        [decades.worst(data, names)],
        decades_tables.worst_table(data, names),
    )
    show_part(
        console,
        "What these findings hang on",
        robust.robust(data, names),
        robust.robust_table(data, names),
    )
    show_part(
        console,
        "Over worlds",
        options_compared.over_worlds(data, names),
        options_compared.worlds_table(data, names),
    )
    show_part(console, "Play without a last year", options_compared.steady(data, names))
    show_part(console, "Taken for granted", decades.assumptions(data, names))
