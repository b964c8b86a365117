"""Arguments and options that several verbs share, and how their text is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .output import JSON_FLAG, cores

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_Verb = TypeVar("_Verb", bound=Callable[..., Any])


class DisputeName(click.ParamType):
    """A path or a name of the catalogue; completes both."""

    name = "dispute"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return names of the catalogue that begin so, and let the shell add files."""
        from click.shell_completion import CompletionItem

        from ..study.finding import catalogue_names

        names = [name for name in catalogue_names() if name.startswith(incomplete)]
        return [*(CompletionItem(name) for name in names), CompletionItem(incomplete, type="file")]


class Names(click.ParamType):
    """Several names: ``a,b`` or a group."""

    name = "a,b|group"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the names, at least one."""
        if isinstance(value, tuple):
            return value
        found = tuple(part.strip() for part in str(value).split(","))
        if not all(found):
            self.fail(f"{value!r} has an empty name; write names with commas between", param, ctx)
        return found


class Pair(Names):
    """Two names: ``a,b``."""

    name = "a,b"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the two names."""
        found = super().convert(value, param, ctx)
        if len(found) != 2 or found[0] == found[1]:
            self.fail(f"{value!r} names no pair; write two actors as a,b", param, ctx)
        return found


class Floor(click.ParamType):
    """The least points of an actor: ``people=40``."""

    name = "actor=points"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        """Return the actor and its points."""
        if isinstance(value, tuple):
            return value
        actor, equals, points = (part.strip() for part in str(value).partition("="))
        try:
            number = float(points)
        except ValueError:
            number = None
        if not (actor and equals) or number is None:
            self.fail(
                f"{value!r} is no floor; write actor=points, for example people=40", param, ctx
            )
        return actor, number


def _mark_json(ctx: click.Context, _: click.Parameter, wanted: bool) -> bool:
    ctx.find_root().meta[JSON_FLAG] = wanted
    return wanted


dispute_argument = click.argument("dispute", type=DisputeName())

json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    is_eager=True,
    callback=_mark_json,
    help="Print one JSON object.",
)
quiet_option = click.option("--quiet", "-q", is_flag=True, help="No progress and no notes.")
output_option = click.option(
    "-o",
    "--output",
    "path",
    type=click.Path(path_type=Path),
    help="Write to this file instead, whole or not at all.",
)
seed_option = click.option(
    "--seed",
    type=click.IntRange(0),
    metavar="N",
    default=0,
    show_default=True,
    help="Seed of the worlds.",
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    default=cores,
    show_default="all cores",
    help="Cores to use; the answer is the same for any number.",
)


def printing(verb: _Verb) -> _Verb:
    """Give a verb ``--json``, ``--quiet`` and ``-o``."""
    for option in (output_option, quiet_option, json_option):
        verb = option(verb)
    return verb
