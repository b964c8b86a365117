"""The verb ``report``: everything that the file allows, as one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .bargain_verb import announce_compilation, exit_code
from .failures import INTERRUPTED
from .options import (
    DisputeName,
    Pair,
    budgeted,
    floor_option,
    jobs_option,
    no_deal_option,
    package_option,
    parties_option,
    quiet_option,
    read_floors,
    seed_option,
    settling,
    worlds_option,
)
from .output import Output, clean, refuse_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..bargain.result import BargainAnswer
    from ..dispute import Dispute
    from ..study.progress import Told


EXAMPLES = """\b
Examples:
  grandbargain report korea
  grandbargain report korea -o page.html --bundle korea-run
  grandbargain report --from korea-run
  grandbargain report korea --run runs/korea
"""


@click.command(epilog=EXAMPLES, short_help="Every answer on one HTML page.")
@click.argument("dispute", type=DisputeName(), required=False)
@click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path),
    help="The page to write.  [default: NAME.html here]",
)
@worlds_option("Worlds to draw for acceptance.", 1000)
@package_option
@parties_option
@floor_option
@settling("  [default: groups of the file]")
@click.option(
    "--outline",
    "outlines",
    type=Pair(),
    multiple=True,
    help="Pair of actors whose edge of the zone of agreement is drawn; up to three.  "
    "[default: the principals, and each with whoever gets the smallest share]",
)
@click.option("--resolve", is_flag=True, help="Seek the Nash package anew in every world.")
@click.option(
    "--frontier-limit",
    type=click.IntRange(1),
    metavar="N",
    default=4000,
    show_default=True,
    help="Most points of a frontier to show.",
)
@no_deal_option
@click.option(
    "--bundle",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Keep model, answers and settings in this new folder too.",
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write the page of a bundle made before, here or elsewhere.",
)
@click.option(
    "--run",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Take what would break it from this run of grandbargain robustness.  "
    "[default: as far as that takes seconds]",
)
@budgeted
@seed_option
@jobs_option
@quiet_option
@click.pass_context
def report(
    ctx: click.Context,
    dispute: str | None,
    path: Path | None,
    bundle: Path | None,
    source: Path | None,
    quiet: bool,
    **asked: Any,
) -> None:
    """Write one self-contained HTML page: every answer that the file allows."""
    from ..errors import UsageError

    output = Output(quiet=quiet)
    if source is not None:
        if dispute is not None or bundle is not None or asked["run"] is not None:
            raise UsageError("--from takes dispute and answers from the bundle; leave out the rest")
        from ..study.bundle import read_bundle

        kept = read_bundle(source)
        _publish(ctx, kept.dispute, kept.answers, path)
        return
    if dispute is None:
        raise UsageError("name a dispute, or a bundle with --from; see grandbargain list")
    _ask_and_publish(ctx, dispute, path, bundle, asked, output)


def _ask_and_publish(
    ctx: click.Context,
    name: str,
    path: Path | None,
    bundle: Path | None,
    asked: dict[str, Any],
    output: Output,
) -> None:
    """Ask all questions, keep the bundle if wanted, write the page."""
    from ..errors import UsageError
    from ..face import default_page
    from ..study.ask import judged_package
    from ..study.finding import dispute_path, find_dispute
    from ..study.plan import answers_for_page, page_settings
    from ..study.progress import Interrupted

    model = dispute_path(name)
    text = model.read_bytes()
    found = find_dispute(name)
    _refuse_early(path or default_page(found), bundle)
    run = asked.pop("run")
    if run is not None and (asked["floors"] or asked["parties"] or asked["no_deal"] != "file"):
        raise UsageError(
            "--run is about the file as it is: without floors, --parties and --no-deal"
        )
    answered = None if run is None else _run_of(run, found)
    outlines, jobs = _pairs(found, asked.pop("outlines")), asked.pop("jobs")
    package, judge = judged_package(asked.pop("package"))
    asked["floors"] = read_floors(found, asked["floors"])
    settings = page_settings(found, package=package, **asked)
    announce_compilation(output)
    stopped = False
    with output.progress("asking") as progress:
        try:
            answers, missing = answers_for_page(
                found,
                settings,
                outlines=outlines,
                judge=judge,
                run=answered,
                jobs=jobs,
                progress=progress,
            )
        except Interrupted as stop:
            answers, missing, stopped = {"bargain": stop.answer}, (), True
    for sentence in missing:
        output.note(f"left out: {sentence}")
    if bundle is not None:
        from ..study.bundle import write_bundle

        write_bundle(bundle, found, text, answers)
        output.note(f"kept the answers in {bundle}")
    if stopped:
        output.note("Interrupted: the page shows what was finished.")
    _publish(ctx, found, answers, path, stopped=stopped)


def _run_of(folder: Path, dispute: Dispute) -> Told:
    from ..study.robust.runs import read_answer

    return read_answer(folder, dispute)


def _publish(
    ctx: click.Context,
    dispute: Dispute,
    answers: Mapping[str, Told],
    path: Path | None,
    *,
    stopped: bool = False,
) -> None:
    """Write the page; print its path and the bottom line."""
    from ..bargain.result import BargainAnswer
    from ..face import default_page, write_page

    target = path or default_page(dispute)
    write_page(target, dispute, answers)
    click.echo(clean(str(target)))
    answer = answers.get("bargain")
    if not isinstance(answer, BargainAnswer):
        return
    _print_bottom_line(dispute, answer)
    if stopped:
        ctx.exit(INTERRUPTED)
    ctx.exit(exit_code(answer))


def _print_bottom_line(dispute: Dispute, answer: BargainAnswer) -> None:
    from ..report.names import Names
    from ..report.parts import brief
    from .layout import bullets
    from .show_bargain import bottom_line

    lines = bottom_line(brief(Names(dispute), answer.to_dict()))
    Output().draw(lambda console: bullets(console, lines))


def _pairs(dispute: Dispute, outlines: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the pairs that the user chose, checked before any work starts."""
    from ..errors import UsageError
    from ..study.ask import bargain_settings

    if len(outlines) > 3:
        raise UsageError(f"a page draws three outlines at most, not {len(outlines)}")
    return bargain_settings(dispute, outlines=outlines).outlines


def _refuse_early(page: Path, bundle: Path | None) -> None:
    """Refuse before the work what could not be written after it."""
    from ..errors import UsageError

    refuse_path(page)
    if bundle is not None and bundle.exists() and (not bundle.is_dir() or any(bundle.iterdir())):
        raise UsageError(f"{bundle} exists already; name a new folder, or remove that one first")
