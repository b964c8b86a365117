"""The verb ``stability``: does anyone walk away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .bargain_verb import announce_compilation
from .failures import BUDGET
from .options import Names, dispute_argument, jobs_option, printing, seed_option, worlds_option
from .output import Output

if TYPE_CHECKING:
    from ..dispute import Dispute
    from ..stability.answer import StabilityAnswer, StabilitySettings

ALL = "all"
"""The word for every set of parties."""

EXAMPLES = """\b
Examples:
  grandbargain stability korea --package nash
  grandbargain stability korea --package status_quo --worlds 1000 --json
  grandbargain stability elmira --coalitions all
"""


@click.command(epilog=EXAMPLES, short_help="Who would walk away, and what deters it.")
@dispute_argument
@click.option(
    "--package",
    metavar="PACKAGE",
    help="Judge this package: issue=option,… (issues left out stay as they are), status_quo, or "
    "a solution's name.  [default: the whole graph]",
)
@click.option(
    "--coalitions",
    "coalitions",
    type=Names(),
    multiple=True,
    help="Also judge coalitions: all, or groups of parties; may be repeated.",
)
@click.option(
    "--what-must-change",
    is_flag=True,
    help="Say how little would have to change for the package to be stable (needs --package).",
)
@worlds_option("Worlds in which to ask who keeps the package.")
@click.option(
    "--budget-packages",
    type=click.IntRange(0),
    metavar="N",
    default=0,
    show_default="20,000,000",
    help="Packages to look at for each actor and concept.",
)
@click.option(
    "--budget-seconds",
    type=click.FloatRange(0),
    metavar="S",
    default=0.0,
    show_default="no limit",
    help="Seconds for all verdicts; what is not proved by then stays open.",
)
@seed_option
@jobs_option
@printing
@click.pass_context
def stability(
    ctx: click.Context,
    dispute: str,
    as_json: bool,
    quiet: bool,
    path: Path | None,
    package: str | None,
    jobs: int,
    **asked: Any,
) -> None:
    """Say who would walk away from a package, what deters it, and who keeps it by its own sums.

    Without --package every package is judged, and the equilibria are listed.
    """
    from ..study.finding import find_dispute
    from ..study.walks import ask_stability

    found = find_dispute(dispute)
    output = Output(as_json, quiet, path)
    output.refuse_early()
    settings = _settings(package, asked)
    announce_compilation(output)
    with output.progress("stability") as progress:
        answer = ask_stability(found, settings, package=package, jobs=jobs, progress=progress)
    _show(output, found, answer)
    ctx.exit(0 if answer.decided else BUDGET)


def _settings(package: str | None, asked: dict[str, Any]) -> StabilitySettings:
    """Return what is asked for.

    Raises
    ------
    UsageError
        Something needs a package and none is named.
    """
    from ..errors import UsageError
    from ..stability.answer import StabilitySettings

    if package is None:
        for name in ("what_must_change", "worlds"):
            if asked[name]:
                raise UsageError(
                    f"--{name.replace('_', '-')} is about one package; name it with --package"
                )
    groups = asked.pop("coalitions")
    wanted = None if not groups else ALL if (ALL,) in groups else tuple(groups)
    return StabilitySettings(coalitions=wanted, **asked)


def _show(output: Output, dispute: Dispute, answer: StabilityAnswer) -> None:
    from .show_stability import draw

    data = answer.to_dict()
    output.show(data, lambda console: draw(console, dispute, data))
