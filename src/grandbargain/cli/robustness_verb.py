"""The verb ``robustness``: what would break it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .bargain_verb import announce_compilation
from .failures import INTERRUPTED
from .options import Names, dispute_argument, jobs_option, json_option, quiet_option, seed_option
from .output import Output, refuse_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..robustness.answer import RobustnessAnswer, RobustnessSettings
    from ..study.robust.calling import Workers

EXAMPLES = """\b
Examples:
  grandbargain robustness korea --worlds 1000
  grandbargain robustness korea --test deal --pin interests.dprk.types=trader
  grandbargain robustness korea --worlds 1000 -o runs/korea --cluster tcp://10.0.0.1:8786
  grandbargain report korea --run runs/korea
"""


@click.command(epilog=EXAMPLES, short_help="What would break it: worlds, regret, limits.")
@dispute_argument
@click.option(
    "--worlds",
    type=click.IntRange(1),
    metavar="N",
    default=1024,
    show_default=True,
    help="Worlds to draw; powers of two are evenest.",
)
@click.option(
    "--play-worlds",
    type=click.IntRange(1),
    metavar="N",
    help="Worlds in which strategies are played, which takes longest.  [default: all]",
)
@click.option(
    "--design",
    type=click.Choice(["sobol", "latin", "random"]),
    default="sobol",
    show_default=True,
    help="How worlds are spread over the uncertain numbers.",
)
@click.option(
    "--test",
    "tests",
    type=Names(),
    multiple=True,
    metavar="NAME,…",
    help="Tests of the file to ask; may be repeated.  [default: all, or deal where it has none]",
)
@click.option(
    "--package",
    "packages",
    multiple=True,
    metavar="PACKAGE",
    help="Compare this package: issue=option,…, status_quo or a solution's name; may be repeated.  "
    "[default: the solutions, and today's]",
)
@click.option(
    "--strategy",
    "strategies",
    type=Names(),
    multiple=True,
    metavar="NAME,…",
    help="Strategies to compare; may be repeated.  [default: all]",
)
@click.option(
    "--pin",
    "pins",
    multiple=True,
    metavar="NUMBER=VALUE",
    help="Hold an uncertain number, type or way at one value; may be repeated.",
)
@click.option(
    "--sobol",
    type=click.IntRange(0),
    metavar="N",
    help="Rows of the design of Sobol indices; 0: none.  [default: 256 for tests of packages, none "
    "for tests of strategies]",
)
@click.option(
    "--boxes",
    type=click.IntRange(1, 20),
    metavar="N",
    default=3,
    show_default=True,
    help="Most sets of limits for each test.",
)
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder of the run; the same command takes it up again.  [default: runs/DESIGN here]",
)
@click.option(
    "--ema",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Also write the run there for the analyses of the EMA Workbench.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Work on the Dask cluster whose scheduler is there, such as tcp://10.0.0.1:8786.",
)
@seed_option
@jobs_option
@quiet_option
@json_option
@click.pass_context
def robustness(
    ctx: click.Context,
    dispute: str,
    as_json: bool,
    quiet: bool,
    folder: Path | None,
    ema: Path | None,
    cluster: str | None,
    jobs: int,
    **asked: Any,
) -> None:
    """Say which conclusions survive not knowing the numbers, and what breaks the others.

    Every uncertain number of the file is drawn anew in every world. Tests pass or fail there;
    limits within which they fail are looked for and put into sentences; packages and strategies
    are compared on the same worlds. The run is kept in a folder: stop it at any time, and start
    the same command again to go on.
    """
    from ..study.finding import dispute_path, find_dispute
    from ..study.progress import Interrupted
    from ..study.robust.ask import ask_robustness

    output = Output(as_json, quiet)
    found = find_dispute(dispute)
    settings = _settings(asked)
    if ema is not None:
        refuse_path(ema / "packages.tar.gz") if ema.is_dir() else refuse_path(ema)
    announce_compilation(output)
    stopped = False
    with _workers(jobs, cluster) as workers, output.progress("robustness") as progress:
        try:
            answer = ask_robustness(
                found,
                settings,
                model=dispute_path(dispute).read_bytes(),
                folder=folder,
                keep=True,
                workers=workers,
                progress=progress,
            )
        except Interrupted as stop:
            answer, stopped = stop.answer, True
    _show(output, found, answer)
    if stopped:
        output.note("Interrupted: start the same command again to go on.")
        ctx.exit(INTERRUPTED)
    if ema is not None:
        _write_ema(output, answer, ema)


def _settings(asked: dict[str, Any]) -> RobustnessSettings:
    """Return what is asked for.

    Raises
    ------
    UsageError
        A pin that is none.
    """
    from ..errors import UsageError
    from ..robustness.answer import RobustnessSettings

    pinned: dict[str, str] = {}
    wrong = []
    for word in asked.pop("pins"):
        name, equals, value = (part.strip() for part in word.partition("="))
        if not (name and equals and value):
            wrong.append(f"{word!r} is no pin; write number=value")
        elif name in pinned:
            wrong.append(f"--pin names {name} twice; give one value for each number")
        else:
            pinned[name] = value
    if wrong:
        raise UsageError("\n".join(wrong))
    for key in ("tests", "strategies"):
        asked[key] = tuple(name for group in asked[key] for name in group)
    return RobustnessSettings(pinned=pinned, **asked)


@contextlib.contextmanager
def _workers(jobs: int, cluster: str | None) -> Iterator[Workers]:
    """Yield who does the work: processes here, or a cluster."""
    from ..study.robust.calling import Workers

    if cluster is None:
        yield Workers(jobs=jobs)
        return
    from ..study.robust.cluster import connected

    with connected(cluster) as (executor, count):
        yield Workers(jobs=jobs, executor=executor, count=count)


def _show(output: Output, dispute: Any, answer: RobustnessAnswer) -> None:
    from .show_robustness import draw

    data = answer.to_dict()
    output.show(data, lambda console: draw(console, dispute, data))
    output.note(f"kept the run in {answer.run}")


def _write_ema(output: Output, answer: RobustnessAnswer, folder: Path) -> None:
    from ..study.robust.ema import write_ema

    assert answer.run is not None
    for path in write_ema(Path(answer.run), folder):
        output.note(f"wrote {path}")
