"""The verb ``bargain``: which packages reconcile the interests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .failures import BUDGET, INTERRUPTED, NO_AGREEMENT
from .options import (
    Pair,
    budgeted,
    dispute_argument,
    floor_option,
    jobs_option,
    no_deal_option,
    package_option,
    parties_option,
    printing,
    read_floors,
    seed_option,
    settling,
    worlds_option,
)
from .output import Output

if TYPE_CHECKING:
    from ..bargain.result import BargainAnswer
    from ..bargain.settings import BargainSettings
    from ..dispute import Dispute

RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "safest")


EXAMPLES = """\b
Examples:
  grandbargain bargain korea --worlds 1000
  grandbargain bargain korea --package peace=end_of_war --json
  grandbargain bargain korea --first usa,china --floor people=40
  grandbargain bargain korea --no-deal play
"""


@click.command(epilog=EXAMPLES, short_help="Packages that every party could sign, with proof.")
@dispute_argument
@click.option(
    "--rule",
    "rules",
    type=click.Choice(RULES),
    metavar="RULE",
    multiple=True,
    help=f"Solution wanted, may be repeated: {', '.join(RULES)}.  [default: all]",
)
@worlds_option("Worlds to draw for acceptance; adds the rule safest.")
@package_option
@parties_option
@floor_option
@settling("")
@click.option("--frontier", is_flag=True, help="List the Pareto frontier.")
@click.option(
    "--frontier-limit",
    type=click.IntRange(1),
    metavar="N",
    default=100_000,
    show_default=True,
    help="Most points to hold before the frontier counts as too large.",
)
@click.option(
    "--outline",
    "outlines",
    type=Pair(),
    multiple=True,
    help="Edge of the zone of agreement as two actors see it; may be repeated.",
)
@click.option(
    "--that-holds",
    is_flag=True,
    help="Also seek the best packages among those that every party keeps by its own sums.",
)
@click.option(
    "--hold-share",
    type=float,
    metavar="SHARE",
    default=None,
    help="The same, kept in at least this share of worlds, such as 0.8 (needs --worlds).",
)
@click.option("--ablation", is_flag=True, help="Leave out each issue in turn: which one kills it.")
@click.option(
    "--resolve", is_flag=True, help="Seek the Nash solution anew in every world (needs --worlds)."
)
@click.option(
    "--ties",
    type=click.IntRange(1),
    metavar="N",
    default=100,
    show_default=True,
    help="How many exact ties to list.",
)
@no_deal_option
@budgeted
@seed_option
@jobs_option
@printing
@click.pass_context
def bargain(
    ctx: click.Context,
    dispute: str,
    as_json: bool,
    quiet: bool,
    path: Path | None,
    package: str | None,
    jobs: int,
    **asked: Any,
) -> None:
    """Find the packages that every party could sign, with the proof that nothing is better."""
    from ..study.finding import find_dispute
    from ..study.progress import Interrupted

    found = find_dispute(dispute)
    output = Output(as_json, quiet, path)
    output.refuse_early()
    settings, judge = _settings(found, package, asked)
    announce_compilation(output)
    try:
        answer = _ask(found, settings, judge, jobs, output)
    except Interrupted as stop:
        output.note("Interrupted: this is what was finished.")
        show(output, found, stop.answer)
        ctx.exit(INTERRUPTED)
    show(output, found, answer)
    ctx.exit(exit_code(answer))


def show(output: Output, dispute: Dispute, answer: BargainAnswer) -> None:
    """Print an answer as the user asked for it."""
    from .show_bargain import draw

    output.show(answer.to_dict(), lambda console: draw(console, dispute, answer))


def announce_compilation(output: Output) -> None:
    """Say once why the first answer takes longer than all later ones."""
    from .firstrun import MESSAGE, engines_are_compiled

    if not output.quiet and not engines_are_compiled():
        output.note(MESSAGE)


def exit_code(answer: BargainAnswer) -> int:
    """Return 0, 4 where no agreement exists, or 5 where a budget ended before the proof."""
    if answer.zopa is False:
        return NO_AGREEMENT
    settled = answer.proved and (answer.judged is None or answer.judged.efficient is not None)
    parts = (*answer.outlines, *answer.ablation, *(h.solution for h in answer.that_holds.values()))
    variants = [*answer.procedures, *(item.solution for item in answer.memberships)]
    if settled and all(part.proved for part in (*parts, *variants)):
        return 0
    return BUDGET


def _settings(
    dispute: Dispute, package: str | None, asked: dict[str, Any]
) -> tuple[BargainSettings, str]:
    """Return checked settings, and the name of the solution to judge, if it is one."""
    from ..study.ask import bargain_settings, judged_package

    wanted, judge = judged_package(package)
    floors = read_floors(dispute, asked["floors"])
    asked = dict(asked, parties=asked["parties"] or (), floors=floors)
    return bargain_settings(dispute, package=wanted, **asked), judge


def _ask(
    dispute: Dispute, settings: BargainSettings, judge: str, jobs: int, output: Output
) -> BargainAnswer:
    from ..study.ask import ask_bargain

    with output.progress("bargaining") as progress:
        return ask_bargain(dispute, settings, judge=judge, jobs=jobs, progress=progress)
