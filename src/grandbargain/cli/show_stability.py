"""Verdicts on a package, or the equilibria of the whole graph, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..report import stories
from ..report.formats import count, frequency, plural
from ..report.names import RULES, Names
from .layout import bullets, heading, paragraph, table

if TYPE_CHECKING:
    from rich.console import Console

    from ..dispute import Dispute

MOST_LISTED = 20
"""Equilibria listed in a terminal before the rest is counted; ``--json`` has all."""


def draw(console: Console, dispute: Dispute, data: dict[str, Any]) -> None:
    """Lay an answer out; ``data`` is what ``--json`` prints."""
    names = Names(dispute)
    paragraph(console, dispute.title, style="bold")
    if "equilibria" in data:
        draw_graph(console, names, data)
    if "verdicts" in data:
        draw_package(console, names, data)
    draw_changes(console, names, data)
    if data["notes"]:
        heading(console, "What is not answered")
        bullets(console, data["notes"])


def draw_package(console: Console, names: Names, data: dict[str, Any]) -> None:
    """Print the verdicts on one package and the story of every actor."""
    heading(console, "The package judged")
    changed = stories.changes(names.dispute.status_quo, data["package"])
    rule = data["settings"].get("rule")
    picked = f"The first package of the rule {RULES[rule]}. " if rule else ""
    if changed:
        paragraph(console, f"{picked}It changes {plural(len(changed), 'issue')}:")
        bullets(console, [stories.change_list(names, [item]) for item in changed])
    else:
        paragraph(console, f"{picked}It is the package in force today.")
    heading(console, "Does anyone walk away")
    bullets(console, stories.equilibrium(data, names))
    console.print()
    concepts = list(stories.CONCEPTS)
    rows = table("Actor", *(stories.CONCEPTS[c] for c in concepts))
    for actor, row in data["verdicts"].items():
        title = names.actor(actor)
        if actor not in data["parties"]:
            title += " (no vote)"
        rows.add_row(title, *(stories.verdict_word(row[c]["stable"]) for c in concepts))
    console.print(rows)
    paragraph(
        console,
        "An actor stays: Nash, if "
        + "; ".join(
            f"{'' if c == 'nash' else stories.CONCEPTS[c] + ', if '}{stories.CONCEPT_MEANINGS[c]}"
            for c in concepts
        )
        + ".",
        "dim",
    )
    heading(console, "What each would do, and what the others would answer")
    for actor in data["verdicts"]:
        bullets(console, [" ".join(stories.story(data, names, actor))])
    draw_coalitions(console, names, data)
    draw_enforcement(console, names, data)


def draw_coalitions(console: Console, names: Names, data: dict[str, Any]) -> None:
    """Print which groups could leave together."""
    if "coalitions" not in data:
        return
    heading(console, "Does a coalition walk away")
    bullets(console, stories.coalitions(data, names))


def draw_enforcement(console: Console, names: Names, data: dict[str, Any]) -> None:
    """Print who keeps the package by its own sums."""
    found = data["enforcement"]
    if found is None:
        return
    heading(console, "Does it hold, year after year")
    lines = []
    worlds = data["settings"]["worlds"]
    for actor, item in found.items():
        line = stories.holding(data, names, actor)
        if "hold_share" in item:
            line += f" It keeps the package in {frequency(item['hold_share'], worlds)}."
        lines.append(line)
    if "hold_share_all" in data:
        lines.append(stories.all_keep(data, names))
    bullets(console, lines)


def draw_changes(console: Console, names: Names, data: dict[str, Any]) -> None:
    """Print what would have to change, and the counts of rankings of an ordinal model."""
    if data.get("changes"):
        heading(console, "What would have to change")
        bullets(console, stories.needed_changes(data, names))
    if data.get("inverse"):
        heading(console, "Which rankings make it stable")
        bullets(console, stories.inverse(data, names))


def draw_graph(console: Console, names: Names, data: dict[str, Any]) -> None:
    """Print the equilibria of the whole graph."""
    heading(console, "Equilibria")
    concepts = list(data["equilibria"])
    bullets(
        console,
        [
            f"{stories.concept_name(c)}: "
            f"{plural(len(data['equilibria'][c]), 'package')} of {count(data['packages'])}"
            for c in concepts
        ],
    )
    sets = {c: {tuple(p.items()) for p in data["equilibria"][c]} for c in concepts}
    listed = list(
        dict.fromkeys(pairs for c in concepts for pairs in map(_pairs, data["equilibria"][c]))
    )
    if not listed:
        return
    listed.sort(key=lambda pairs: -sum(pairs in sets[c] for c in concepts))
    console.print()
    rows = table("Package", *(stories.concept_name(c) for c in concepts))
    for pairs in listed[:MOST_LISTED]:
        changed = stories.changes(names.dispute.status_quo, dict(pairs))
        title = "; ".join(
            f"{names.issue(issue)}: {names.option(issue, option)}" for issue, _, option in changed
        )
        rows.add_row(title or "as today", *("yes" if pairs in sets[c] else "" for c in concepts))
    console.print(rows)
    if len(listed) > MOST_LISTED:
        paragraph(console, f"{count(len(listed) - MOST_LISTED)} more: --json lists all.", "dim")


def _pairs(package: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(package.items())
