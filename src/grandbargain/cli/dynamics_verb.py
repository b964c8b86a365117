"""The verb ``dynamics``: what decades of play do under every strategy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .bargain_verb import announce_compilation
from .failures import INTERRUPTED
from .options import Names, dispute_argument, jobs_option, printing, seed_option, worlds_option
from .output import Output

if TYPE_CHECKING:
    from ..dispute import Dispute
    from ..dynamics.answer import DynamicsAnswer

EXAMPLES = """\b
Examples:
  grandbargain dynamics korea
  grandbargain dynamics korea --strategy strategic_patience,regional_order --worlds 200
  grandbargain dynamics korea --rationality best --json
"""


class Rationality(click.ParamType):
    """A number per point, or ``best``."""

    name = "number|best"

    def convert(
        self, value: str | float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | str:
        """Return the number, or the word."""
        if value == "best" or isinstance(value, float):
            return value
        try:
            return float(value)
        except ValueError:
            self.fail(f"{value!r} is no rationality; write a number, or best", param, ctx)


@click.command(epilog=EXAMPLES, short_help="What decades of play do under every strategy.")
@dispute_argument
@click.option(
    "--strategy",
    "strategies",
    type=Names(),
    metavar="NAME,…",
    default=(),
    help="Strategies to play, besides the one in which everybody answers.  [default: all]",
)
@worlds_option("Worlds in which every strategy is solved, too.")
@click.option(
    "--order",
    type=Names(),
    metavar="A,B,…",
    default=(),
    help="Who moves when within a year.  [default: the file's]",
)
@click.option(
    "--rationality",
    type=Rationality(),
    help="How sharply everybody chooses, per point, or best.  [default: the file's]",
)
@click.option(
    "--years", type=click.IntRange(1, 1000), metavar="N", help="Years told.  [default: the file's]"
)
@click.option(
    "--compare/--no-compare",
    default=True,
    show_default=True,
    help="Ask what waiting has to hope for, what delay costs, and what order, horizon and "
    "rationality change.",
)
@click.option(
    "--stationary", is_flag=True, help="Also look for a solution that is the same in every year."
)
@click.option(
    "--histories",
    type=click.IntRange(0, 10_000_000),
    metavar="N",
    default=10_000,
    show_default=True,
    help="Histories to sample for the worst 5 %.",
)
@click.option(
    "--budget-gib",
    type=click.FloatRange(0.001),
    metavar="GIB",
    default=4.0,
    show_default=True,
    help="Most memory for the tables of play.",
)
@seed_option
@jobs_option
@printing
@click.pass_context
def dynamics(
    ctx: click.Context,
    dispute: str,
    as_json: bool,
    quiet: bool,
    path: Path | None,
    jobs: int,
    strategies: tuple[str, ...],
    worlds: int,
    order: tuple[str, ...],
    rationality: float | str | None,
    years: int | None,
    compare: bool,
    stationary: bool,
    histories: int,
    budget_gib: float,
    seed: int,
) -> None:
    """Play the years ahead under every strategy, with everybody else answering as well as it can.

    Survival, endings, stocks, rents and values per actor; what waiting has to hope for, what delay
    costs, who would leave a strategy, and which of these findings hang on what was assumed.
    """
    from ..dynamics.answer import DynamicsSettings
    from ..study.playing import ask_dynamics
    from ..study.progress import Interrupted

    output = Output(as_json, quiet, path)
    output.refuse_early()
    found = _read_sound(dispute)
    asked = DynamicsSettings(
        strategies=strategies,
        worlds=worlds,
        seed=seed,
        histories=histories,
        compare=compare,
        order=order,
        rationality=rationality,
        years=years,
        stationary=stationary,
        budget_gib=budget_gib,
    )
    announce_compilation(output)
    _note_size(found, asked.budget_gib, output)
    try:
        with output.progress("playing") as progress:
            answer = ask_dynamics(found, asked, jobs=jobs, progress=progress)
    except Interrupted as stop:
        output.note("Interrupted: this is what was finished.")
        _show(output, found, stop.answer)
        ctx.exit(INTERRUPTED)
    _show(output, found, answer)
    ctx.exit(0)


def _read_sound(name: str) -> Dispute:
    """Read a dispute; refuse a file whose play cannot be, with the place of every error.

    Raises
    ------
    InvalidModelError
        A chance of play leaves [0, 1] where play can come, or something like it.
    """
    from ..errors import InvalidModelError
    from ..modelfile import check_file
    from ..study.finding import dispute_path
    from ..study.play_faults import faults_of_play

    found, problems = check_file(dispute_path(name), faults_of_play)
    if found is None:
        raise InvalidModelError(tuple(item for item in problems if item.severity == "error"))
    return found


def _note_size(dispute: Dispute, budget_gib: float, output: Output) -> None:
    """Say how large the play is before it is solved."""
    from ..tables.play_size import require_size

    output.note(f"playing: {require_size(dispute, budget_gib)}")


def _show(output: Output, dispute: Dispute, answer: DynamicsAnswer) -> None:
    from .show_dynamics import draw

    data = answer.to_dict()
    output.show(data, lambda console: draw(console, dispute, data))
