"""What an importer gives: the text of a model file, and what it could not carry over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Imported:
    """A model file made from a file of another program.

    Attributes
    ----------
    text
        The model file.
    notes
        What was left out or chosen, in sentences; they stand as comments in the text too.
    """

    text: str
    notes: tuple[str, ...]
