"""The ledger of a package and what happens if an issue is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..report import exchanges, wording
from ..report.formats import fixed, percent, plural, signed
from ..report.names import RULES
from .layout import bullets, heading, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from ..report.parts import Brief

NUMBER_WIDTH = 8
MOST_SWAPS = 5
MOST_COMBINATIONS = 8


def draw_ledger(console: Console, read: Brief) -> None:
    """Print who gains and who gives, per issue, against the status quo."""
    ledger = read.answer.get("ledger")
    if not ledger:
        return
    rule = RULES.get(ledger["rule"], "the package judged")
    heading(console, f"Who gains and who gives, per issue, against the status quo ({rule})")
    titles = _titles(read, console.width)
    prices = bool(ledger["prices"])
    heads = ["Issue", *titles.values(), *(["Joint worth"] if prices else [])]
    booked = {issue: row for issue, row in ledger["points"].items() if any(row.values())}
    words = " ".join(read.names.issue(issue) for issue in booked)
    rows = table(*heads, numbers=heads[1:], longest=words)
    for issue, row in booked.items():
        price = [_cell(ledger["prices"].get(issue, 0))] if prices else []
        rows.add_row(read.names.issue(issue), *(_cell(row.get(a, 0)) for a in titles), *price)
    if ledger["linkages"]:
        added = (_cell(_added(ledger["linkages"], actor)) for actor in titles)
        rows.add_row("Combinations of issues", *added)
    rows.add_section()
    totals = (_cell(ledger["total"].get(actor, 0)) for actor in titles)
    rows.add_row("All", *totals, style="bold")
    console.print(rows)
    if list(titles) == list(titles.values()):
        who = (f"{actor} {read.names.actor(actor)}" for actor in titles)
        paragraph(console, f"{' · '.join(who)}.", "dim")
    if prices:
        paragraph(
            console,
            "Joint worth: the points of the parties on the issue, added, each weighed by how "
            "scarce gains are for that party in this package.",
            "dim",
        )
    _draw_combinations(console, read, ledger["linkages"])
    _draw_swaps(console, read, ledger["swaps"])


def draw_ablation(console: Console, read: Brief) -> None:
    """Print what the best agreement loses with one issue frozen, dearest first."""
    ablation = read.answer.get("ablation")
    if not ablation:
        return
    heading(console, "What is lost if one issue is left out")
    shares = any(row["joint_acceptance"] is not None for row in ablation)
    heads = ["Issue left out", "Agreement", "Value left", "Lost"]
    heads += ["All accept"] if shares else []
    rows = table(*heads, numbers=heads[2:])
    for row in sorted(ablation, key=_dearest_first):
        cells = [
            read.names.issue(row["issue"]),
            _agreement(row),
            "" if row["objective"] is None else fixed(row["objective"]),
            "" if row["loss"] is None else fixed(row["loss"]),
        ]
        if shares:
            share = row["joint_acceptance"]
            cells.append("" if share is None else percent(share))
        rows.add_row(*cells)
    console.print(rows)
    sentence = wording.spares(read)
    if sentence:
        paragraph(console, sentence)


def _draw_combinations(console: Console, read: Brief, effects: Sequence[dict[str, Any]]) -> None:
    """Print which combinations of issues add or take most points."""
    if not effects:
        return
    ordered = sorted(effects, key=lambda effect: -sum(map(abs, effect["points"].values())))
    lines = []
    for effect in ordered[:MOST_COMBINATIONS]:
        points_by_actor = ", ".join(
            f"{read.names.actor(actor)} {signed(value)}"
            for actor, value in effect["points"].items()
            if value
        )
        lines.append(f"{read.names.combination(effect['when'])}: {points_by_actor}")
    rest = len(ordered) - len(lines)
    if rest:
        lines.append(f"{plural(rest, 'smaller one').capitalize()}; --json lists all of them.")
    console.print()
    console.print("Combinations of issues that count for more (or less) than their parts:")
    bullets(console, lines)


def _added(effects: Sequence[dict[str, Any]], actor: str) -> float:
    return sum(effect["points"].get(actor, 0) for effect in effects)


def _draw_swaps(console: Console, read: Brief, swaps: Sequence[dict[str, Any]]) -> None:
    """Print the best exchanges, and how many pairs of parties have none."""
    missing = exchanges.pairs_without_swap(read)
    if not swaps and not missing:
        return
    console.print()
    if not swaps:
        paragraph(console, missing)
        return
    best = sorted(swaps, key=lambda swap: -swap["joint_gain"])[:MOST_SWAPS]
    lines = [exchanges.swap(read.names, swap) for swap in best]
    rest = len(swaps) - len(best)
    if rest:
        lines.append(f"Of {plural(rest, 'other pair')}: --json lists the exchanges.")
    console.print("Best exchanges of two issues from which both parties gain:")
    bullets(console, [*lines, missing] if missing else lines)


def _titles(read: Brief, width: int) -> dict[str, str]:
    """Return the head of every actor's column: its title where all fit, else its identifier."""
    full = {actor: read.names.actor(actor) for actor in read.actors}
    room = (width - 24) // (len(full) + 1)
    longest = max(len(word) for title in full.values() for word in title.split() or [""])
    if longest <= max(room - 2, NUMBER_WIDTH) and longest + 2 <= room:
        return _distinct(full)
    return {actor: actor for actor in full}


def _distinct(titles: dict[str, str]) -> dict[str, str]:
    """Return titles, with the identifier added where two actors share one."""
    shown = list(titles.values())
    return {
        actor: title if shown.count(title) == 1 else f"{title} ({actor})"
        for actor, title in titles.items()
    }


def _cell(value: float) -> str:
    """Return points with their sign; what rounds to nothing is a dot."""
    return signed(value) if abs(value) >= 0.05 else "·"


def _dearest_first(row: dict[str, Any]) -> tuple[int, float]:
    if row["zopa"] is False:
        return (0, 0.0)
    return (1, -row["loss"]) if row["loss"] is not None else (2, 0.0)


def _agreement(row: dict[str, Any]) -> str:
    if row["zopa"] is None:
        return "not decided"
    if not row["zopa"]:
        return "none"
    return "yes" if row["proved"] else "yes (not proved)"
