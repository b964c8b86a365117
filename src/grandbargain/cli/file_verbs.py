"""Verbs about files: start one, check one, the schema of all, the catalogue."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import dispute_argument, json_option, output_option, printing, quiet_option
from .output import Output, clean, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from ..dispute import Dispute
    from ..errors import Problem
    from ..study.finding import CatalogueEntry


EXAMPLES = """\b
Example:  grandbargain new fishery
"""


@click.command(epilog=EXAMPLES, short_help="Start a model file, with comments.")
@click.argument("name")
@output_option
@quiet_option
def new(name: str, path: Path | None, quiet: bool) -> None:
    """Start a model file: NAME.yaml, with comments, ready to be checked."""
    from ..errors import UsageError
    from ..modelfile import starter
    from ..study.files import write_whole

    stem = Path(name).name.removesuffix(".yaml").removesuffix(".yml")
    if not stem.strip() or stem.startswith(("-", ".")):
        raise UsageError(
            f"{name!r} is no name for a file; write for example: grandbargain new nile"
        )
    target = path or Path(name).with_name(f"{stem}.yaml")
    if target.exists():
        raise UsageError(f"{target} exists already and was left as it is; choose another name")
    write_whole(target, starter(stem))
    click.echo(target)
    command = shlex.join(["grandbargain", "check", str(target)])
    Output(quiet=quiet).note(f"next: edit it, then run  {command}")


@click.command(short_help="Every problem of a model file, with its place.")
@dispute_argument
@json_option
@quiet_option
@click.pass_context
def check(ctx: click.Context, dispute: str, as_json: bool, quiet: bool) -> None:
    """Tell every problem of a model file, with its place and what to do about it.

    Exit code 3 if there are errors; warnings alone leave it at 0.
    """
    from ..modelfile import check_file
    from ..study.finding import dispute_path
    from ..study.play_faults import faults_of_play

    path = dispute_path(dispute)
    found, problems = check_file(path, faults_of_play)
    errors = [problem for problem in problems if problem.severity == "error"]
    if as_json:
        print_json({"problems": [problem.to_dict() for problem in problems]})
    else:
        for problem in problems:
            click.echo(clean(str(problem)), err=True)
        if not quiet:
            click.echo(clean(_summary(path, found, problems, len(errors))))
    if errors:
        ctx.exit(3)


@click.command(short_help="JSON Schema of model files, for editors.")
@output_option
@quiet_option
def schema(path: Path | None, quiet: bool) -> None:
    """Print the JSON Schema (draft-07) of model files, for completion in editors."""
    from ..modelfile import schema as model_schema

    Output(as_json=True, quiet=quiet, path=path).show(model_schema(), lambda _: None)


@click.command("list", short_help="The disputes of the catalogue.")
@printing
def list_(as_json: bool, quiet: bool, path: Path | None) -> None:
    """List the disputes of the catalogue, ready to be asked about by name."""
    from ..study.finding import catalogue

    entries = catalogue()
    data = {"disputes": [entry.to_dict() for entry in entries]}
    Output(as_json, quiet, path).show(data, lambda console: _draw_catalogue(console, entries))


def _summary(
    path: Path, dispute: Dispute | None, problems: tuple[Problem, ...], errors: int
) -> str:
    """Return the one line that tells the outcome of a check."""
    from ..report.formats import plural

    parts = [
        plural(number, noun)
        for number, noun in ((errors, "error"), (len(problems) - errors, "warning"))
        if number
    ]
    text = f"{path}: {' and '.join(parts) or 'no problems'}"
    if dispute is None:
        return text
    actors, issues = plural(len(dispute.actors), "actor"), plural(len(dispute.issues), "issue")
    return f"{text}; {actors}, {issues}"


def _draw_catalogue(console: Console, entries: tuple[CatalogueEntry, ...]) -> None:
    from rich.padding import Padding

    from ..report.formats import count, plural

    for entry in entries:
        console.print(entry.name, style="bold", end="")
        console.print(f"  {entry.title}")
        size = (
            f"{plural(entry.parties, 'party', 'parties')}"
            f"{_others(entry.actors - entry.parties)}, {plural(entry.issues, 'issue')}, "
            f"{count(entry.size)} combinations"
        )
        console.print(Padding(size, (0, 0, 0, 2)), style="dim")
        if entry.summary:
            console.print(Padding(entry.summary, (0, 0, 0, 2)))
        console.print()


def _others(number: int) -> str:
    from ..report.formats import small_count

    return f" and {small_count(number)} without a seat" if number else ""
