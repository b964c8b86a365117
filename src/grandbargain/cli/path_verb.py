"""The verb ``path``: how to get from today's package to another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .bargain_verb import announce_compilation
from .failures import BUDGET, NO_AGREEMENT
from .options import Names, dispute_argument, jobs_option, printing
from .output import Output

EXAMPLES = """\b
Examples:
  grandbargain path korea --package nash
  grandbargain path korea --package nash --first usa,china
  grandbargain path elmira --package control_order=modified,response=accept,insistence=insists
"""


@click.command(epilog=EXAMPLES, short_help="Which steps lead to a package, and who takes them.")
@dispute_argument
@click.option(
    "--package",
    metavar="PACKAGE",
    required=True,
    help="Where to: issue=option,… (issues left out stay as they are), or a solution's name.",
)
@click.option(
    "--coalition",
    type=Names(),
    default=(),
    help="Who must take all steps of a way in a coalition's interest.  [default: all parties]",
)
@click.option(
    "--first", type=Names(), default=(), help="Compare with a way on which these go first."
)
@click.option(
    "--budget-packages",
    type=click.IntRange(0),
    metavar="N",
    default=0,
    show_default="300,000",
    help="Packages to look at for each kind of way.",
)
@jobs_option
@printing
@click.pass_context
def path(
    ctx: click.Context,
    dispute: str,
    as_json: bool,
    quiet: bool,
    path: Path | None,
    package: str,
    jobs: int,
    **asked: Any,
) -> None:
    """Find a shortest sequence of steps from today's package to another one.

    A step is made by one actor, or by all whom a joint move needs, and changes any set of issues
    at once. Looked for is a way on which every step is in the interest of those who take it; else
    one by a coalition each of whom ends better than it began; else any.
    """
    from ..stability.answer import PathSettings
    from ..study.finding import find_dispute
    from ..study.ways import ask_path

    found = find_dispute(dispute)
    output = Output(as_json, quiet, path)
    output.refuse_early()
    announce_compilation(output)
    with output.progress("path") as progress:
        answer = ask_path(
            found, PathSettings(**asked), package=package, jobs=jobs, progress=progress
        )
    data = answer.to_dict()

    from .show_path import draw

    output.show(data, lambda console: draw(console, found, data))
    if answer.found is False:
        ctx.exit(NO_AGREEMENT)
    ctx.exit(0 if answer.decided else BUDGET)
