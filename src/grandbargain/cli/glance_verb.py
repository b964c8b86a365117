"""The verb ``describe``: a dispute at a glance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import dispute_argument, printing
from .output import Output

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from ..study.description import Description


@click.command(short_help="The dispute at a glance.")
@dispute_argument
@printing
def describe(dispute: str, as_json: bool, quiet: bool, path: Path | None) -> None:
    """Show the dispute at a glance: actors, issues, size, status quo, who moves what."""
    from ..study.description import describe as describe_dispute
    from ..study.finding import find_dispute

    answer = describe_dispute(find_dispute(dispute))
    Output(as_json, quiet, path).show(answer.to_dict(), lambda console: draw(console, answer))


def draw(console: Console, answer: Description) -> None:
    """Lay a description out for people."""
    from ..report.names import Names
    from .layout import heading, paragraph

    data = answer.to_dict()
    names = Names(answer.dispute)
    paragraph(console, answer.dispute.title, style="bold")
    for line in _facts(data):
        paragraph(console, line)
    heading(console, "Actors")
    _draw_actors(console, data)
    heading(console, "Issues")
    _draw_issues(console, answer, names)
    if answer.dispute.constraints:
        heading(console, "What cannot go together")
        _draw_constraints(console, answer, names)


def _facts(data: dict[str, Any]) -> Iterator[str]:
    """Yield what a reader wants to know first, a line each."""
    from ..report.formats import count, plural, small_count

    if data["as_of"]:
        yield f"As of {data['as_of']}."
    parties = sum(actor["party"] for actor in data["actors"])
    seats = plural(parties, "party whose consent is needed", "parties whose consent is needed")
    others = len(data["actors"]) - parties
    yield f"{seats.capitalize()}" + (f"; {small_count(others)} without a seat." if others else ".")
    found = (
        f"{count(data['packages'])} feasible packages"
        if data["packages"] is not None
        else f"at most {count(data['packages_bound'])} feasible packages (not counted exactly)"
    )
    yield f"{plural(len(data['issues']), 'issue').capitalize()}, {found}."
    numbers = data["numbers"]
    total = numbers["known"] + numbers["uncertain"]
    if total:
        yield (
            f"{count(total)} {'number' if total == 1 else 'numbers'}, "
            f"{count(numbers['uncertain'])} of them uncertain: "
            f"{count(numbers['sourced'])} with a source, {count(numbers['judgement'])} marked as "
            f"judgement, {count(numbers['unsourced'])} without either."
        )
    if data["without_points"]:
        yield (
            f"Only an order of packages is known for {', '.join(data['without_points'])}: enough "
            "for stability, not for bargaining."
        )
    if data["sections"]:
        yield f"Also in the file: {', '.join(data['sections'])}."


def _draw_actors(console: Console, data: dict[str, Any]) -> None:
    from .layout import paragraph, table

    rows = table("Actor", "Name", "Consent", "Linkages", "Never signs", "Types")
    for actor in data["actors"]:
        name = actor["id"]
        rows.add_row(
            actor["title"],
            name,
            "needed" if actor["party"] else "no",
            _number(data["linkages"].get(name, 0)),
            _number(data["refusals"].get(name, 0)),
            ", ".join(data["types"].get(name, ())),
        )
    console.print(rows)
    for group, members in data["groups"].items():
        titles = {actor["id"]: actor["title"] for actor in data["actors"]}
        paragraph(console, f"Group {group}: {', '.join(titles[name] for name in members)}", "dim")


def _draw_issues(console: Console, answer: Description, names: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    from .layout import table
    from .output import clean

    rows = table("Issue", "Options (today's in bold)", "Who moves it")
    for issue in answer.dispute.issues:
        options = Table.grid(padding=(0, 1, 0, 0))
        for option in issue.options:
            today = option.id == issue.status_quo
            options.add_row("•" if today else "·", option.title, style="bold" if today else "")
        title = Text(clean(issue.title))
        title.append(f"\n{issue.id}", style="dim")
        moves = "\n".join(names.move(issue.id, move) for move in issue.moves)
        rows.add_row(title, options, moves or "nobody")
    console.print(rows)


def _draw_constraints(console: Console, answer: Description, names: Any) -> None:
    from .layout import table

    rows = table("Rule", "Kind", "Because")
    for constraint in answer.dispute.constraints:
        if constraint.never is not None:
            rule = f"never {names.pattern(constraint.never)}"
        else:
            rule = f"if {names.pattern(constraint.condition)} – then "
            rule += names.pattern(constraint.consequence)
        rows.add_row(rule, constraint.kind, constraint.because)
    console.print(rows)


def _number(value: int) -> str:
    return str(value) if value else ""
