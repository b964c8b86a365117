"""The verb ``trust``: how much trust a package takes, and what would create it."""

from __future__ import annotations

from pathlib import Path

import click

from .bargain_verb import announce_compilation
from .options import Names, dispute_argument, jobs_option, printing, seed_option, worlds_option
from .output import Output

EXAMPLES = """\b
Examples:
  grandbargain trust korea --between usa,china
  grandbargain trust korea --between principals,dprk --worlds 1000
  grandbargain trust korea --between usa,dprk --package nuclear=freeze
"""


@click.command(epilog=EXAMPLES, short_help="How much trust a package takes, and what creates it.")
@dispute_argument
@click.option(
    "--between",
    type=Names(),
    required=True,
    help="Between whom: two actors or more, or a group.",
)
@click.option(
    "--package",
    metavar="PACKAGE",
    default="nash",
    show_default=True,
    help="What they would keep: issue=option,… (issues left out stay as they are), or a "
    "solution's name.",
)
@worlds_option("Worlds for the share in which the belief stated is enough.")
@seed_option
@jobs_option
@printing
@click.pass_context
def trust(
    ctx: click.Context,
    dispute: str,
    as_json: bool,
    quiet: bool,
    path: Path | None,
    between: tuple[str, ...],
    package: str,
    worlds: int,
    seed: int,
    jobs: int,
) -> None:
    """Say how sure actors must be of each other to keep a package, and how sure they are.

    Then which first steps would show who can be trusted, and whether a united front holds because
    each does its part as long as the others do theirs.
    """
    from ..stability.trust_answer import TrustSettings
    from ..study.finding import find_dispute
    from ..study.trusting import ask_trust

    found = find_dispute(dispute)
    output = Output(as_json, quiet, path)
    output.refuse_early()
    announce_compilation(output)
    asked = TrustSettings(between=between, worlds=worlds, seed=seed)
    with output.progress("trust") as progress:
        answer = ask_trust(found, asked, package=package, jobs=jobs, progress=progress)
    data = answer.to_dict()

    from .show_trust import draw

    output.show(data, lambda console: draw(console, found, data))
    ctx.exit(0)
