"""A part of an answer in a terminal: its heading, its sentences, and tables that fit the width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .layout import bullets, heading, paragraph, table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

    from ..report.parts import Cell, Table


def show_part(console: Console, title: str, lines: Sequence[str], *tables: Table | None) -> None:
    """Print a part with its sentences and tables; nothing where it has neither."""
    found = [line for line in lines if line]
    shown = [item for item in tables if item is not None and item.rows]
    if not found and not shown:
        return
    heading(console, title)
    if found:
        bullets(console, found)
    for item in shown:
        console.print()
        paragraph(console, item.caption, style="dim")
        for part in fitted(item, console.width):
            console.print(part)


NARROWEST = 8
"""Columns that a word of a table needs at least."""

WIDEST_NAME = 28
"""Columns that the first column takes at most while others wait for room."""


GAP = 2
"""Columns that rich puts between two columns of a table: its padding, and the line of the box."""


def _rows(item: Table) -> tuple[tuple[Cell, ...], ...]:
    return (*item.rows, *item.foot)


def fitted(item: Table, width: int) -> list[RichTable]:
    """Return a table in as many parts as the width asks for, each with the first column."""
    least = [_needed(cells) for cells in zip(item.head, *_rows(item), strict=True)]
    whole = [_whole(cells) for cells in zip(item.head, *_rows(item), strict=True)]
    # Rich counts the padding of the last column, though it does not print it.
    free = width - 1
    first = max(least[0], min(whole[0], WIDEST_NAME))
    first = max(NARROWEST, min(first, free - GAP - max(least[1:], default=0)))
    groups: list[list[int]] = [[]]
    room = free - first
    for column in range(1, len(item.head)):
        if groups[-1] and least[column] + GAP > room:
            groups.append([])
            room = free - first
        groups[-1].append(column)
        room -= least[column] + GAP
    return [_drawn(item, group, first, least, whole, free) for group in groups]


def _needed(cells: Sequence[Cell]) -> int:
    """Return the width of a column in which no word is broken."""
    words = [word for cell in cells for word in f"{cell.text} {cell.sub}".split()]
    return max([NARROWEST, *(len(word) for word in words)])


def _whole(cells: Sequence[Cell]) -> int:
    """Return the width of a column in which nothing is wrapped; heads always may be."""
    return max([_needed(cells), *(len(text) for c in cells[1:] for text in (c.text, c.sub))])


def _drawn(
    item: Table,
    group: Sequence[int],
    first: int,
    least: Sequence[int],
    whole: Sequence[int],
    free: int,
) -> RichTable:
    """Return the first column and a group of others, each with a width of its own."""
    columns = [0, *group]
    widths = [first, *(max(1, min(least[column], free - first - GAP)) for column in group)]
    room = free - sum(widths) - GAP * len(group)
    for place, column in enumerate(columns):
        more = max(0, min(room, whole[column] - widths[place]))
        widths[place] += more
        room -= more
    heads = [item.head[column] for column in columns]
    numbers = [cell.text for cell in heads if "num" in cell.style]
    rows = table(*(cell.text for cell in heads), numbers=numbers)
    for column, wide in zip(rows.columns, widths, strict=True):
        column.width = wide
    for place, row in enumerate(_rows(item)):
        last = place == len(item.rows) - 1 and bool(item.foot)
        rows.add_row(*(_text(row[column]) for column in columns), end_section=last)
    return rows


def _text(cell: Cell) -> str:
    return f"{cell.text}\n{cell.sub}" if cell.sub else cell.text
