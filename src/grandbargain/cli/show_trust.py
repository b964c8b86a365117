"""Trust needed and trust stated, first steps and a united front, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..report import stories, trusting
from ..report.formats import plural, points
from ..report.names import RULES, Names
from .layout import bullets, heading, paragraph, table

if TYPE_CHECKING:
    from rich.console import Console

    from ..dispute import Dispute


def draw(console: Console, dispute: Dispute, data: dict[str, Any]) -> None:
    """Lay an answer out; ``data`` is what ``--json`` prints."""
    names = Names(dispute)
    actors = list(data["payoffs"])
    paragraph(console, dispute.title, style="bold")
    heading(console, "The package to keep")
    changed = stories.changes(dispute.status_quo, data["package"])
    rule = data["settings"]["rule"]
    picked = f"The first package of the rule {RULES[rule]}. " if rule else ""
    paragraph(console, f"{picked}It changes {plural(len(changed), 'issue')}.")
    heading(console, "How much trust it takes")
    bullets(console, [trusting.needed(data, names, actor) for actor in actors])
    console.print()
    heads = list(trusting.LETTERS.values())
    rows = table("Points per year", *heads, numbers=heads)
    for actor in actors:
        own = data["payoffs"][actor]
        rows.add_row(names.actor(actor), *(points(own[letter]) for letter in trusting.LETTERS))
        for kind, own_type in data["types"][actor].items():
            title = f"  as type {kind}"
            rows.add_row(title, *(points(own_type[letter]) for letter in trusting.LETTERS))
    console.print(rows)
    heading(console, "First steps that create trust")
    bullets(console, [line for a in actors for line in trusting.first_step(data, names, a)])
    heading(console, "Does a united front hold")
    bullets(console, [trusting.front(data, names, actor) for actor in actors])
    if data["notes"]:
        heading(console, "Note")
        bullets(console, data["notes"])
