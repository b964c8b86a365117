"""Headings, paragraphs and tables of the terminal, in one style and never wider than it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDEST_TEXT = 100
"""Columns after which a paragraph wraps even if the terminal is wider: long lines read badly."""


def heading(console: Console, text: str) -> None:
    """Print the heading of a part, with a free line above it."""
    console.print()
    console.print(text, style="bold cyan")


def paragraph(console: Console, text: str, style: str = "") -> None:
    """Print a paragraph."""
    console.print(text, style=style, width=min(console.width, WIDEST_TEXT))


def bullets(console: Console, lines: Sequence[str]) -> None:
    """Print sentences as a list."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column(overflow="fold", max_width=WIDEST_TEXT - 2)
    for line in lines:
        grid.add_row("·", line)
    console.print(grid)


def table(*heads: str, numbers: Sequence[str] = ()) -> Table:
    """Return an empty table; the columns named in ``numbers`` are set flush right."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for head in heads:
        made.add_column(
            head,
            justify="right" if head in numbers else "left",
            overflow="fold",
            vertical="bottom" if head in numbers else "top",
        )
    return made
