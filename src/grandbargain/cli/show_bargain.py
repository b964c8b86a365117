"""An answer to the bargaining question as a mediator reads it in a terminal.

The words are those of the page (``report.wording``); here they are only laid out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..report import circumstances, wording
from ..report.formats import plural
from ..report.names import RULES, Names
from ..report.parts import Brief, brief
from .layout import bullets, heading, paragraph
from .show_books import draw_ablation, draw_ledger
from .show_held import draw_held
from .show_packages import draw_acceptance, draw_certificates, draw_gains, draw_packages
from .show_variants import (
    draw_frontier,
    draw_judged,
    draw_memberships,
    draw_outlines,
    draw_procedures,
    draw_resolved,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from ..bargain.result import BargainAnswer
    from ..dispute import Dispute


def draw(console: Console, dispute: Dispute, answer: BargainAnswer) -> None:
    """Lay an answer out; parts that were not asked for are left out."""
    data = answer.to_dict()
    read = brief(Names(dispute), data)
    paragraph(console, dispute.title, style="bold")
    draw_judged(console, read)
    heading(console, "Bottom line")
    bullets(console, bottom_line(read))
    if answer.blockers is not None and circumstances.concessions_help(read):
        heading(console, "What would open a zone of agreement")
        bullets(
            console,
            [
                wording.concession(read.names, party, fall)
                for party, fall in answer.blockers.concessions.items()
            ],
        )
    if read.deals:
        draw_packages(console, read)
        draw_gains(console, read)
        draw_certificates(console, read)
        draw_acceptance(console, read)
    draw_held(console, read)
    draw_ledger(console, read)
    draw_ablation(console, read)
    draw_procedures(console, read)
    draw_memberships(console, read)
    draw_resolved(console, read)
    draw_frontier(console, read)
    draw_outlines(console, read)
    console.print()
    paragraph(console, _colophon(read), style="dim")


def bottom_line(read: Brief) -> list[str]:
    """Return the sentences that a reader takes away."""
    lines = [circumstances.interrupted(read), wording.zone(read)]
    lines += [text for text in [wording.from_play(read)] if text]
    lines.append(wording.package_count(read.answer))
    if not read.deals:
        lines.append(wording.never_accepted(read))
        return [line for line in lines if line]
    main = read.deals[0]
    lines.append(wording.recommendation(read, main))
    lines.append(wording.least_gain(read, main))
    lines += wording.others(read, main)
    if main.acceptance is not None:
        lines += [wording.acceptance(read, main), wording.safest(read, main)]
        lines.append(wording.types(read.names))
    lines.append(wording.killers(read))
    return [line for line in lines if line]


def _has_acceptance(data: Mapping[str, Any]) -> bool:
    """Return whether any package of an answer carries how often it is accepted."""
    tables = [item[key] for part in ("procedures", "memberships") for item in data.get(part, ())
              for key in ("solution", "together") if key in item]  # fmt: skip
    solutions = [*data["solutions"].values(), *tables]
    packages = [package for solution in solutions for package in solution["packages"]]
    return any(item.get("acceptance") for item in [*packages, data.get("judged") or {}])


def _colophon(read: Brief) -> str:
    """Say for which worlds the answer holds and how to make it again."""
    data = read.answer
    settings = data.get("settings", {})
    worlds = settings.get("worlds", 0)
    text = "Answer for the central world: every number of the file at its mean."
    if _has_acceptance(data):
        drawn = plural(worlds, "world")
        text += f" Acceptance from {drawn} with seed {settings.get('seed', 0)}."
    elif not worlds:
        text += " With --worlds 1000 it also tells how often each party would accept."
    asked = settings.get("rules", RULES)
    missing = [RULES[rule] for rule in RULES if rule not in asked and rule != "safest"]
    if missing and data["zopa"]:
        text += f" Rules not asked for: {', '.join(missing)}."
    made = f" Version {data.get('version', '?')}, {data.get('seconds', 0):.1f} s"
    digest = data.get("dispute", {}).get("sha256", "")
    return f"{text}{made}{f', file {digest[:12]}' if digest else ''}."
