"""Headings, paragraphs and tables of the terminal, in one style and never wider than it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDEST_TEXT = 100
"""Columns after which a paragraph wraps even if the terminal is wider: long lines read badly."""

LONGEST_WORD = 24
"""Columns that a first column gives to a word before it breaks it."""


def heading(console: Console, text: str) -> None:
    """Print the heading of a part, with a free line above it."""
    console.print()
    console.print(text, style="bold cyan")


def paragraph(console: Console, text: str, style: str = "") -> None:
    """Print a paragraph."""
    console.print(_tied(text), style=style, width=min(console.width, WIDEST_TEXT))


def bullets(console: Console, lines: Sequence[str]) -> None:
    """Print sentences as a list."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column(overflow="fold", max_width=WIDEST_TEXT - 2)
    for line in lines:
        grid.add_row("·", _tied(line))
    console.print(grid)


def table(*heads: str, numbers: Sequence[str] = (), longest: str = "") -> Table:
    """Return an empty table; the columns named in ``numbers`` are set flush right.

    The first column is never narrower than the longest word of ``longest``, within reason.
    """
    from rich import box
    from rich.table import Table

    made = Table(
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        header_style="bold",
        show_edge=False,
    )
    word = max((len(part) for part in longest.split()), default=0)
    for place, head in enumerate(heads):
        made.add_column(
            head,
            justify="right" if head in numbers else "left",
            overflow="fold",
            min_width=min(word, LONGEST_WORD) if place == 0 and word else None,
        )
    return made


def _tied(text: str) -> str:
    """Keep a number with its sign of per cent on one line."""
    return re.sub(r"(?<=\d) (?=%)", "\u00a0", text)
