"""The best packages among those that every party keeps, in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..report.keeping import held
from .layout import bullets, heading

if TYPE_CHECKING:
    from rich.console import Console

    from ..report.parts import Brief


def draw_held(console: Console, read: Brief) -> None:
    """Print by rule the best package that everybody keeps, against the best one of all."""
    lines = held(read)
    if lines:
        heading(console, "The best packages that everybody keeps")
        bullets(console, lines)
