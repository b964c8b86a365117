"""Packages side by side, what they are worth to whom, what was proved, who accepts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..report import wording
from ..report.formats import count, fixed, listing, percent, plural, signed
from ..report.names import RULES
from .layout import bullets, heading, paragraph, table

if TYPE_CHECKING:
    from rich.console import Console

    from ..dispute import Issue
    from ..report.parts import Brief, Deal

ISSUE_WIDTH = 24
OPTION_WIDTH = 17
"""Least columns that an issue's title and an option's title need to read well."""

MOST_BESIDE = 4
"""Packages beside each other where only differences are shown."""


def draw_packages(console: Console, read: Brief) -> None:
    """Print the issues that some package changes: side by side, or the others against the first."""
    deals = read.deals
    changed = _changed(read, deals)
    heading(console, "Packages")
    bullets(console, [f"{deal.title}: {deal.rule_names}" for deal in deals])
    if not changed:
        paragraph(console, "No package changes anything: all issues stay as they are today.")
        return
    if _fits(len(deals) + 1, console.width):
        _draw_columns(console, read, deals, changed)
    else:
        main, others = deals[0], deals[1:]
        _draw_columns(console, read, [main], _changed(read, [main]))
        _draw_differences(console, read, main, others)
    kept = len(read.names.dispute.issues) - len(changed)
    if kept:
        noun = "issue stays" if kept == 1 else "issues stay"
        paragraph(console, f"{kept} more {noun} as today in every package.", "dim")


def _changed(read: Brief, deals: Sequence[Deal]) -> list[Issue]:
    """Return the issues that some of these packages change, in file order."""
    return [
        issue
        for issue in read.names.dispute.issues
        if any(deal.package[issue.id] != issue.status_quo for deal in deals)
    ]


def _draw_columns(
    console: Console, read: Brief, deals: Sequence[Deal], issues: Sequence[Issue]
) -> None:
    """Print packages side by side with what is in force today."""
    console.print()
    words = " ".join(issue.title for issue in issues)
    rows = table("Issue", "Today", *(deal.title for deal in deals), longest=words)
    for issue in issues:
        today = read.names.option(issue.id, issue.status_quo)
        cells = (
            "as today"
            if deal.package[issue.id] == issue.status_quo
            else read.names.option(issue.id, deal.package[issue.id])
            for deal in deals
        )
        rows.add_row(issue.title, today, *cells)
    console.print(rows)


def _draw_differences(console: Console, read: Brief, main: Deal, others: Sequence[Deal]) -> None:
    """Print where other packages differ from the main one, as many at once as fit."""
    for start in range(0, len(others), MOST_BESIDE):
        deals = others[start : start + MOST_BESIDE]
        console.print()
        paragraph(console, f"Where {_titles(deals)} from {main.title}:")
        words = " ".join(issue.title for issue in read.names.dispute.issues)
        rows = table("Issue", *(deal.title for deal in deals), longest=words)
        for issue in read.names.dispute.issues:
            options = [deal.package[issue.id] for deal in deals]
            first = main.package[issue.id]
            if all(option == first for option in options):
                continue
            cells = (
                f"as {main.letter}"
                if option == first
                else "as today"
                if option == issue.status_quo
                else read.names.option(issue.id, option)
                for option in options
            )
            rows.add_row(issue.title, *cells)
        console.print(rows)


def _titles(deals: Sequence[Deal]) -> str:
    if len(deals) == 1:
        return f"{deals[0].title} differs"
    return f"packages {listing(deal.letter for deal in deals)} differ"


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
            fixed(disagreement),
            fixed(answer["status_quo"][actor]),
            "" if best is None else _best(answer, actor, best - disagreement),
            *(signed(deal.gain[actor]) for deal in read.deals),
        )
    console.print(rows)
    paragraph(
        console,
        "Talks fail, Today: points of 100. Best: the most a party could gain within the zone of "
        "agreement. Points of different actors do not compare; shares of their best gains do.",
        "dim",
    )


def _best(answer: dict[str, Any], actor: str, gain: float) -> str:
    """Return a party's best gain, marked where it is only the best found."""
    mark = "at least " if wording.is_ideal_open(answer, actor) else ""
    return f"{mark}{signed(gain)}"


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
    drawn = (deals[0].acceptance or {})["worlds"]
    heading(console, f"In how many of {plural(drawn, 'world')} each would accept")
    columns = [deal.title for deal in deals]
    rows = table("Party", *columns, numbers=columns)
    joint = (f"{_share(deal, None)}\n{percent(_joint(deal))}" for deal in deals)
    rows.add_row("All parties together", *joint, style="bold")
    for party in read.parties:
        rows.add_row(read.names.actor(party), *(_share(deal, party) for deal in deals))
    console.print(rows)


def _share(deal: Deal, party: str | None) -> str:
    """Return a share of worlds as their number; the joint one without a party."""
    found = deal.acceptance or {}
    share = found["joint"] if party is None else found["by_party"][party]
    return count(round(share * found["worlds"]))


def _joint(deal: Deal) -> float:
    return (deal.acceptance or {})["joint"]


def _fits(columns: int, width: int) -> bool:
    """Return whether so many columns of options fit beside the issues."""
    return ISSUE_WIDTH + columns * (OPTION_WIDTH + 3) <= width
