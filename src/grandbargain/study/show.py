"""Rows as text, as HTML for notebooks, and as a data frame if the user has one."""

from __future__ import annotations

import html
import importlib
import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]


def cell(value: Any) -> str:
    """Return a value as a reader sees it: yes/no, three decimals, a dash for nothing."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def text_table(rows: Sequence[Row]) -> str:
    """Return rows as aligned text.

    Examples
    --------
    >>> print(text_table([{"issue": "water", "options": 3}]))
    issue  options
    water  3
    """
    if not rows:
        return ""
    lines = [list(rows[0]), *([cell(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[k]) for line in lines) for k in range(len(lines[0]))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def html_table(rows: Sequence[Row], caption: str = "") -> str:
    """Return rows as an HTML table with every text escaped."""
    title = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    if not rows:
        return f"<table>{title}</table>"
    head = "".join(f"<th>{html.escape(name)}</th>" for name in rows[0])
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell(value))}</td>" for value in row.values()) + "</tr>"
        for row in rows
    )
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def frame(rows: Sequence[Row]) -> Any:
    """Return rows as a pandas or polars data frame, whichever is installed.

    Raises
    ------
    ModuleNotFoundError
        Neither is installed.
    """
    for name in ("pandas", "polars"):
        if importlib.util.find_spec(name) is not None:
            return importlib.import_module(name).DataFrame(list(rows))
    raise ModuleNotFoundError("to_frame needs pandas or polars; .rows() needs neither")
