"""The way to a package, step by step, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..report import stories
from ..report.formats import points, signed
from ..report.names import Names
from .layout import bullets, heading, paragraph, table

if TYPE_CHECKING:
    from rich.console import Console

    from ..dispute import Dispute


def draw(console: Console, dispute: Dispute, data: dict[str, Any]) -> None:
    """Lay an answer out; ``data`` is what ``--json`` prints."""
    names = Names(dispute)
    paragraph(console, dispute.title, style="bold")
    heading(console, "The way there")
    bullets(console, stories.way(data, names))
    first = data["settings"]["first"]
    if data["steps"]:
        draw_steps(console, names, data)
    if data["first"]:
        heading(console, f"If {names.actors(first)} go first")
        bullets(console, stories.leaders(data, names, first))
        if data["first"]["steps"]:
            draw_steps(console, names, {**data, **data["first"]})


def draw_steps(console: Console, names: Names, data: dict[str, Any]) -> None:
    """Print every step, and what it gives each party."""
    parties = list(data["steps"][0]["gain"])
    for place, found in enumerate(data["steps"]):
        heading(console, f"Step {place + 1}: {names.actors(found['by'])}")
        moved = stories.moved(found)
        bullets(console, [stories.change_list(names, [item]) for item in moved])
    heading(console, f"What each step gives, in {stories.unit(data['kinds'], parties)}")
    titles = [names.actor(party) for party in parties]
    rows = table("Step", *titles, numbers=titles)
    for place, found in enumerate(data["steps"], start=1):
        rows.add_row(str(place), *(signed(found["gain"][party]) for party in parties))
    rows.add_section()
    rows.add_row("Lowest point", *(_lowest(data, party) for party in parties))
    console.print(rows)
    if any(data["kinds"][party] != "points" for party in parties):
        paragraph(console, "Ranks count upwards from the worst package.", "dim")


def _lowest(data: dict[str, Any], party: str) -> str:
    """Return what a party has at its lowest on the way, and when that is."""
    worst = data["worst"][party]
    value = points(worst["points"])
    if data["kinds"][party] != "points":
        value = f"rank {value}"
    return f"{value} at the start" if worst["step"] == 0 else f"{value} after {worst['step']}"
