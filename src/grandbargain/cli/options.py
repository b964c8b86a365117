"""Arguments and options that several verbs share, and how their text is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .output import JSON_FLAG, cores

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ..dispute import Dispute

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
    """The least points of an actor: ``people=40``; read when the dispute is known."""

    name = "actor=points"


def read_floors(dispute: Dispute, words: Iterable[str]) -> dict[str, float]:
    """Return floors from the words of ``--floor``.

    Raises
    ------
    UsageError
        Some are no floors, or an actor has two; the message has all, with an actor of the dispute.
    """
    from ..errors import UsageError

    wrong: list[str] = []
    found: dict[str, float] = {}
    for word in words:
        actor, equals, points = (part.strip() for part in word.partition("="))
        try:
            number = float(points)
        except ValueError:
            number = None
        if not (actor and equals) or number is None:
            names = [item.id for item in dispute.actors]
            example = actor if actor in names else names[-1]
            wrong.append(
                f"{word!r} is no floor; write actor=points, for example --floor {example}=40"
            )
        elif actor in found:
            wrong.append(f"--floor names {actor} twice; give one floor for each actor")
        else:
            found[actor] = number
    if wrong:
        raise UsageError("\n".join(wrong))
    return found


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


def worlds_option(text: str, default: int = 0) -> Callable[[_Verb], _Verb]:
    """Return ``--worlds`` with what the worlds are for."""
    return click.option(
        "--worlds",
        type=click.IntRange(0),
        metavar="N",
        default=default,
        show_default=True,
        help=text,
    )


no_deal_option = click.option(
    "--no-deal",
    type=click.Choice(["file", "play"]),
    default="file",
    show_default=True,
    help="What there is if talks fail: as the file states it, or what decades of play bring.",
)
package_option = click.option(
    "--package",
    metavar="PACKAGE",
    help="Judge this package: issue=option,… (issues left out stay as they are), "
    "status_quo, or a solution's name.",
)
parties_option = click.option(
    "--parties", type=Names(), help="Who sits at the table.  [default: all parties]"
)
floor_option = click.option(
    "--floor",
    "floors",
    type=Floor(),
    multiple=True,
    help="Least points of an actor, with or without a seat; may be repeated.",
)
budget_options = (
    click.option(
        "--budget-nodes",
        type=click.IntRange(0),
        metavar="N",
        default=0,
        show_default="no limit",
        help="Nodes of each search; the same answer on every machine.",
    ),
    click.option(
        "--budget-seconds",
        type=click.FloatRange(0),
        metavar="S",
        default=0.0,
        show_default="no limit",
        help="Seconds for each part (zone, solution, frontier …); then the best found, not proved.",
    ),
)


def budgeted(verb: _Verb) -> _Verb:
    """Give a verb ``--budget-seconds`` and ``--budget-nodes``."""
    for option in budget_options:
        verb = option(verb)
    return verb


def settling(default: str) -> Callable[[_Verb], _Verb]:
    """Give a verb ``--first`` and ``--membership``; ``default`` ends their help."""

    def give(verb: _Verb) -> _Verb:
        verb = click.option(
            "--membership",
            "memberships",
            type=Names(),
            multiple=True,
            help=f"Compare a table at which only these sit; may be repeated.{default}",
        )(verb)
        return click.option(
            "--first",
            type=Names(),
            multiple=True,
            help=f"These settle first what they control; may be repeated.{default}",
        )(verb)

    return give


def printing(verb: _Verb) -> _Verb:
    """Give a verb ``--json``, ``--quiet`` and ``-o``."""
    for option in (output_option, quiet_option, json_option):
        verb = option(verb)
    return verb
