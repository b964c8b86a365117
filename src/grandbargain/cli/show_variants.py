"""A package judged, other procedures and tables, the frontier, and its edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..report import circumstances
from ..report.formats import count, fixed, frequency, percent, plural, points, signed
from .layout import bullets, heading, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from ..report.parts import Brief

MOST_ROWS = 20
"""Rows of a frontier that a terminal shows; ``--json`` has all."""


def draw_judged(console: Console, read: Brief) -> None:
    """Print the verdict on the package that the user named."""
    judged = read.answer.get("judged")
    if not judged:
        return
    heading(console, "The package that you named")
    bullets(console, circumstances.verdict(read))
    rows = table("Actor", "Points", "Gain", numbers=("Points", "Gain"))
    for actor in read.actors:
        rows.add_row(
            read.names.actor(actor), fixed(judged["utility"][actor]), signed(judged["gain"][actor])
        )
    console.print(rows)


def draw_procedures(console: Console, read: Brief) -> None:
    """Print whether it helps that some settle first."""
    for item in read.answer.get("procedures", ()):
        first = read.names.actors(item["first"])
        heading(console, f"Settled first by {first}, then completed by all")
        lines = [circumstances.first_stage(read.names, item)]
        if item["solution"]["packages"]:
            lines.append(_objectives(item))
        else:
            lines.append(circumstances.after_that(read.names, item))
        lines += circumstances.procedure_accepted(item, len(read.parties))
        bullets(console, lines)
        _draw_comparison(console, read, item["solution"], item["together"], "First", "Together")


def draw_memberships(console: Console, read: Brief) -> None:
    """Print what happens if only some sit at the table."""
    for item in read.answer.get("memberships", ()):
        heading(console, f"Only {read.names.actors(item['parties'])} at the table")
        lines = [
            circumstances.membership(read.names, item),
            circumstances.accepted_at(item["solution"], len(item["parties"])),
        ]
        together = read.answer["solutions"].get("nash", {"packages": ()})
        lines.append(circumstances.accepted_by_all(together))
        bullets(console, [line for line in lines if line])
        if item["solution"]["packages"]:
            _draw_comparison(console, read, item["solution"], together, "This table", "All parties")


def draw_resolved(console: Console, read: Brief) -> None:
    """Print how far the Nash package hangs on the numbers: sought anew in every world."""
    found = read.answer.get("resolved")
    if not found:
        return
    heading(console, "The Nash package sought anew in every world")
    zones = frequency(found["zopa_share"], found["decided"]) if found["decided"] else "no world"
    lines = [f"There is a zone of agreement in {zones}."]
    if found["decided"] < found["worlds"]:
        lines.append(f"{found['worlds'] - found['decided']} worlds were not decided in time.")
    if found["distinct"]:
        package = plural(found["distinct"], "different package")
        lines.append(f"In the worlds that have one, the Nash package is one of {package}.")
    bullets(console, lines)
    rows = table("Issue", "Option of the Nash package, share of the worlds with a zone")
    for issue, shares in found["options"].items():
        ordered = sorted(shares.items(), key=lambda item: -item[1])
        cells = (
            f"{read.names.option(issue, option)} {percent(share)}"
            for option, share in ordered
            if share
        )
        rows.add_row(read.names.issue(issue), ", ".join(cells))
    console.print(rows)


def draw_frontier(console: Console, read: Brief) -> None:
    """Print the frontier, or why it is not shown."""
    frontier = read.answer.get("frontier")
    if not frontier:
        return
    heading(console, "Pareto frontier")
    if frontier["size"] is None:
        paragraph(console, circumstances.not_listed(frontier))
        return
    above = " above the floors" if frontier["mode"] == "floor" else ""
    exact = (
        "complete"
        if not frontier["epsilon"]
        else f"complete to within {points(frontier['epsilon'])} points"
    )
    size = count(frontier["size"])
    paragraph(console, f"{size} points{above} that no other package beats; the list is {exact}.")
    shown = frontier["packages"][:MOST_ROWS]
    heads = ["Changes", *(read.names.actor(party) for party in read.parties), "Packages"]
    rows = table(*heads, numbers=heads[1:])
    for item in shown:
        utility = (fixed(item["utility"][party]) for party in read.parties)
        rows.add_row(_change_text(read, item["package"]), *utility, str(item["ties"]))
    console.print(rows)
    if len(shown) < frontier["size"]:
        paragraph(console, f"The first {len(shown)} of {size}; --json lists all of them.", "dim")


def draw_outlines(console: Console, read: Brief) -> None:
    """Print the corners of the edge of the zone of agreement as two actors see it."""
    for outline in read.answer.get("outlines", ()):
        a, b = outline["actors"]
        first, second = read.names.actor(a), read.names.actor(b)
        heading(console, f"The edge of the zone of agreement: {first} and {second}")
        rows = table("Corner", first, second, "Changes", numbers=(first, second))
        for k, item in enumerate(outline["points"], 1):
            rows.add_row(
                str(k),
                fixed(item["utility"][a]),
                fixed(item["utility"][b]),
                _change_text(read, item["package"]),
            )
        console.print(rows)
        if not outline["proved"]:
            paragraph(console, "Not proved: the budget ended first.", "dim")


def _change_text(read: Brief, package: Mapping[str, str], most: int = 3) -> str:
    """Return what a package changes, as options of issues."""
    changed = read.names.changes(package)
    if not changed:
        return "nothing"
    names = read.names
    parts = [f"{names.issue(key)}: {names.option(key, package[key])}" for key in changed[:most]]
    rest = len(changed) - len(parts)
    if rest:
        parts.append(f"and {plural(rest, 'other change')}")
    return "; ".join(parts)


def _objectives(item: Mapping[str, Any]) -> str:
    apart, together = item["solution"]["objective"], item["together"]["objective"]
    if apart is None or together is None:
        return "The two procedures cannot be compared: one of them found no package."
    if not item["proved"]:
        text = f"The value is {points(apart)} points (not proved), against {points(together)}"
        return f"{text} together."
    text = f"The value is {points(apart)} points, against {points(together)} together"
    if apart == together:
        return f"{text}: it makes no difference."
    return f"{text}: settling first {'helps' if apart > together else 'costs'}."


def _draw_comparison(
    console: Console,
    read: Brief,
    one: Mapping[str, Any],
    other: Mapping[str, Any],
    first: str,
    second: str,
) -> None:
    """Print the gains of two solutions side by side, where both found a package."""
    found: Sequence[Mapping[str, Any]] = [*one["packages"][:1], *other["packages"][:1]]
    if len(found) < 2:
        return
    left, right = found
    rows = table("Gain in points", first, second, numbers=(first, second))
    for actor in read.actors:
        rows.add_row(
            read.names.actor(actor), signed(left["gain"][actor]), signed(right["gain"][actor])
        )
    console.print(rows)
