"""The verbs ``runs`` and ``query``: what is kept of robustness, and questions about it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .layout import bullets, table
from .options import printing
from .output import Output

if TYPE_CHECKING:
    from rich.console import Console

    from ..study.robust.runs import Rows, Run

QUERY_EXAMPLES = """\b
Examples:
  grandbargain query runs/korea "SELECT test, avg(passes::int) FROM tests GROUP BY test"
  grandbargain query runs/korea "SELECT \\"interests.dprk.types\\", count(*) FROM inputs GROUP BY 1"
  grandbargain query runs/korea "DESCRIBE packages"
"""

MOST_SHOWN = 200
"""Rows that a terminal is shown."""


@click.command(short_help="Runs of robustness that are kept.")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("runs"))
@printing
def runs(folder: Path, as_json: bool, quiet: bool, path: Path | None) -> None:
    """List the runs in FOLDER (runs, if left out): what they are about and how far they are."""
    from ..study.robust.runs import list_runs

    found = list_runs(folder)
    data = {"runs": [run.to_dict() for run in found]}
    Output(as_json, quiet, path).show(data, lambda console: _draw_runs(console, folder, found))


def _draw_runs(console: Console, folder: Path, found: list[Run]) -> None:
    if not found:
        console.print(f"There are no runs in {folder}.")
        return
    for run in found:
        main = {name: count for name, count in run.stages.items() if "." not in name}
        worlds = ", ".join(f"{name} {count:,}" for name, count in main.items())
        state = "answered" if run.is_finished else "can be taken up again"
        console.print(str(run.folder), style="bold", soft_wrap=True)
        bullets(
            console,
            [
                run.title,
                f"{run.method}, seed {run.seed}; worlds finished: {worlds or 'none'}",
                f"{state}; {run.megabytes:.1f} MB",
            ],
        )


@click.command(epilog=QUERY_EXAMPLES, short_help="Ask a run in SQL.")
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("sql")
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values.")
@printing
def query(run: Path, sql: str, as_csv: bool, as_json: bool, quiet: bool, path: Path | None) -> None:
    """Ask the tables of RUN in SQL: inputs, packages, strategies, anew, tests, worlds.

    Columns have the names that the model file gives: write them in double quotes. DESCRIBE TABLE
    lists the columns of a table.
    """
    from ..errors import UsageError
    from ..study.robust.runs import query as ask

    if as_csv and as_json:
        raise UsageError("--csv and --json are two forms of the same; name one")
    found = ask(run, sql)
    output = Output(as_json, quiet, path)
    if as_csv:
        output.text(_csv(found))
        return
    output.show(found.to_dict(), lambda console: _draw_rows(console, found))


def _csv(found: Rows) -> str:
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(found.columns)
    writer.writerows(found.rows)
    return page.getvalue()


def _draw_rows(console: Console, found: Rows) -> None:
    rows = table(*found.columns)
    for row in found.rows[:MOST_SHOWN]:
        rows.add_row(*(_cell(value) for value in row))
    console.print(rows)
    if len(found.rows) > MOST_SHOWN:
        console.print(f"{len(found.rows) - MOST_SHOWN:,} more rows; --csv prints all of them.")


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
