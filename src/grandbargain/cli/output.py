"""Where words go: data to standard output or a file, everything else to standard error."""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from ..study.progress import Progress

JSON_FLAG = "grandbargain.json"
"""Key of the context in which ``--json`` leaves its mark for messages about failures."""

FILE_WIDTH = 100
"""Columns of a text that goes to a file."""


_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of text and can hide what it says."""


def clean(text: str) -> str:
    r"""Return a text without the characters that could steer a terminal.

    A title of a model file may hold any text; a terminal must show it, not obey it.

    Examples
    --------
    >>> clean("Peace\x1b[31m treaty\n")
    'Peace�[31m treaty\n'
    """
    if text.isprintable():
        return text
    return "".join(
        letter
        if letter in "\n\t"
        or (unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in _BIDI)
        else "�"
        for letter in text
    )


def asked_for_json(ctx: click.Context) -> bool:
    """Return whether the verb that ran was asked for JSON."""
    return bool(ctx.find_root().meta.get(JSON_FLAG))


def print_json(data: Mapping[str, Any]) -> None:
    """Print one JSON object on standard output."""
    write_out(json_text(data))


def json_text(data: Mapping[str, Any]) -> str:
    """Return the JSON text of an answer."""
    from ..study.bundle import as_json

    return as_json(data)


def write_out(text: str) -> None:
    """Write to standard output; letters that its encoding lacks are replaced, never fatal."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Output:
    """What a verb was asked to print, and where.

    ``path`` None: standard output. ``as_json``: one JSON object instead of text for people.
    """

    as_json: bool = False
    quiet: bool = False
    path: Path | None = None

    def show(self, data: Mapping[str, Any], draw: Callable[[Console], None]) -> None:
        """Print an answer, as JSON or as ``draw`` lays it out for people."""
        if self.as_json:
            self.text(json_text(data))
        else:
            self.draw(draw)

    def draw(self, draw: Callable[[Console], None]) -> None:
        """Print what ``draw`` lays out; outside of a terminal without trailing blanks."""
        if self.path is None and sys.stdout.isatty():
            draw(paper())
            return
        page = io.StringIO()
        draw(paper(page, FILE_WIDTH if self.path else None))
        self.text("".join(f"{line.rstrip()}\n" for line in page.getvalue().splitlines()))

    def text(self, text: str) -> None:
        """Print a text as it is."""
        if self.path is None:
            write_out(text)
            return
        from ..study.files import write_whole

        write_whole(self.path, text)
        self.note(f"wrote {self.path}")

    def refuse_early(self) -> None:
        """Refuse before the work what could not be written after it.

        Raises
        ------
        UsageError
            The path is a folder, or its folder does not exist.
        """
        if self.path is not None:
            refuse_path(self.path)

    def note(self, text: str) -> None:
        """Say something on standard error, unless told to be quiet."""
        if not self.quiet:
            click.echo(clean(text), err=True)

    @contextmanager
    def progress(self, title: str) -> Iterator[Progress | None]:
        """Show a bar with an estimate on standard error while work goes on.

        Yields None where nobody would see it: standard error is no terminal, or ``--quiet``.
        """
        if self.quiet or not sys.stderr.isatty():
            yield None
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        with bar:
            task = bar.add_task(title, total=None)
            current = title

            def hear(step: str, done: float, total: float) -> None:
                nonlocal current
                if step != current:  # a new step has a speed of its own
                    current = step
                    bar.reset(task, description=clean(step), total=total)
                bar.update(task, completed=done, total=total)

            yield hear


def refuse_path(path: Path) -> None:
    """Raise :class:`UsageError` where nothing can be written: a folder, or in no folder."""
    from ..errors import UsageError

    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file to write")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"cannot write {path}: there is no folder {path.parent}")


def paper(file: io.StringIO | None = None, width: int | None = None) -> Console:
    """Return a console that shows texts of a model file as they are: no markup, no control codes.

    Without ``file`` it writes to standard output, with the colours and the width of the terminal
    (``NO_COLOR``, ``FORCE_COLOR`` and ``COLUMNS`` are honoured); with ``width`` it never colours.
    """
    from rich.console import Console
    from rich.text import Text

    class Paper(Console):
        def render_str(self, text: str, **options: Any) -> Text:
            return super().render_str(clean(text), **options)

        def print(self, *objects: RenderableType, **options: Any) -> None:
            shown = [clean(item) if isinstance(item, str) else item for item in objects]
            super().print(*shown, **options)

    options: dict[str, Any] = {"markup": False, "emoji": False, "highlight": False}
    if width is not None:
        return Paper(file=file, width=width, color_system=None, force_terminal=False, **options)
    if file is not None:
        return Paper(file=file, **options)
    errors = getattr(sys.stdout, "errors", None)
    if errors == "strict" and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return Paper(**options)


def cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
