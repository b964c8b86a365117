"""Packages side by side, what they are worth to whom, what was proved, who accepts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..report import wording
from ..report.formats import frequency, points, signed
from ..report.names import RULES
from .layout import bullets, heading, paragraph, table

if TYPE_CHECKING:
    from rich.console import Console

    from ..report.parts import Brief, Deal

ISSUE_WIDTH = 24
OPTION_WIDTH = 17
"""Least columns that an issue's title and an option's title need to read well."""


def draw_packages(console: Console, read: Brief) -> None:
    """Print the issues that some package changes, with the option of every package."""
    names = read.names
    changed = [
        issue
        for issue in names.dispute.issues
        if any(deal.package[issue.id] != issue.status_quo for deal in read.deals)
    ]
    kept = len(names.dispute.issues) - len(changed)
    heading(console, "Packages")
    bullets(console, [f"{deal.title}: {deal.rule_names}" for deal in read.deals])
    if not changed:
        paragraph(console, "No package changes anything: all issues stay as they are today.")
        return
    for deals in _columns(read.deals, console.width):
        console.print()
        rows = table("Issue", "Today", *(deal.title for deal in deals))
        for column in rows.columns[1:]:
            column.min_width = min(OPTION_WIDTH, console.width // (len(deals) + 2))
        for issue in changed:
            today = names.option(issue.id, issue.status_quo)
            cells = (
                "as today"
                if deal.package[issue.id] == issue.status_quo
                else names.option(issue.id, deal.package[issue.id])
                for deal in deals
            )
            rows.add_row(issue.title, today, *cells)
        console.print(rows)
    if kept:
        verb = "stays" if kept == 1 else "stay"
        paragraph(
            console, f"{kept} more {'issue' if kept == 1 else 'issues'} {verb} as today.", "dim"
        )


def draw_gains(console: Console, read: Brief) -> None:
    """Print what each actor has if talks fail, today, and gains from every package."""
    answer, names = read.answer, read.names
    heading(console, "Gains in points against what each has if talks fail")
    columns = [deal.letter for deal in read.deals]
    rows = table(
        "Actor",
        "Talks fail",
        "Today",
        "Best",
        *columns,
        numbers=("Talks fail", "Today", "Best", *columns),
    )
    for actor in read.actors:
        disagreement = answer["disagreement"][actor]
        best = answer["ideal"].get(actor)
        seat = "" if actor in read.parties else " (no seat)"
        rows.add_row(
            names.actor(actor) + seat,
            points(disagreement),
            points(answer["status_quo"][actor]),
            "" if best is None else signed(best - disagreement),
            *(signed(deal.gain[actor]) for deal in read.deals),
        )
    console.print(rows)
    paragraph(
        console,
        "Talks fail, Today: points of 100. Best: the most a party could gain within the zone of "
        "agreement.",
        "dim",
    )


def draw_certificates(console: Console, read: Brief) -> None:
    """Print what was proved about every solution."""
    heading(console, "What is proved")
    rows = table("Rule", "Package", "Reached", "Proof", "Ties", numbers=("Ties",))
    worlds = read.answer.get("settings", {}).get("worlds", 0)
    for rule, solution in read.answer["solutions"].items():
        deal = read.deal(rule)
        reached = solution["objective"]
        ties = solution["ties"]
        rows.add_row(
            RULES[rule],
            deal.letter if deal else "none",
            "nothing" if reached is None else wording.objective(rule, reached, worlds),
            wording.certificate(rule, solution, worlds),
            "?" if ties is None else str(ties),
        )
    console.print(rows)


def draw_acceptance(console: Console, read: Brief) -> None:
    """Print in how many worlds each party would accept each package."""
    deals = [deal for deal in read.deals if deal.acceptance is not None]
    if not deals:
        return
    heading(console, "In how many worlds each would accept")
    for shown in _columns(deals, console.width):
        rows = table("Party", *(deal.title for deal in shown))
        rows.add_row("All parties together", *(_share(deal, None) for deal in shown), style="bold")
        for party in read.parties:
            rows.add_row(read.names.actor(party), *(_share(deal, party) for deal in shown))
        console.print(rows)


def _share(deal: Deal, party: str | None) -> str:
    """Return a share of worlds as a frequency; the joint one without a party."""
    found = deal.acceptance or {}
    share = found["joint"] if party is None else found["by_party"][party]
    return frequency(share, found["worlds"]).replace(" worlds", "")


def _columns(deals: Sequence[Deal], width: int) -> Iterator[Sequence[Deal]]:
    """Yield as many packages at once as fit side by side."""
    fit = max(1, (width - ISSUE_WIDTH - OPTION_WIDTH) // (OPTION_WIDTH + 2))
    for start in range(0, len(deals), fit):
        yield deals[start : start + fit]
