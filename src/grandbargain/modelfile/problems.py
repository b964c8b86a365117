"""Collecting every problem of a file, each at its place and said once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from ..errors import Problem
from .codes import CODES

SHOWN = 400
"""Problems kept; a file with more gets one more line that says so."""
_HINTS = 100
_LONGEST_SOURCE = 400


class Place:
    """A place in the text; lines and columns count from 1, line 0 is no place."""

    __slots__ = ("column", "line")

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column


NOWHERE = Place(0, 0)


def quote(text: str, longest: int = 60) -> str:
    """Return text of the file for a message: in quotes, shortened, without invisible characters."""
    shown = text if len(text) <= longest else text[:longest] + "..."
    return "'" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown) + "'"


class Problems:
    """The problems of one file, in the making."""

    def __init__(self, file: str, text: str = "") -> None:
        self.file = file
        self._text = text
        self._lines: list[str] | None = None
        self._found: list[Problem] = []
        self._seen: set[tuple[str, int, int, str]] = set()
        self._unknown: dict[tuple[str, str, str], tuple[int, list[int]]] = {}
        self._hidden = 0
        self._hints = 0

    @property
    def count(self) -> int:
        """Number of errors and warnings so far, hidden ones too."""
        return len(self._found) + self._hidden

    @property
    def errors(self) -> int:
        """Number of errors so far."""
        return self._hidden + sum(problem.severity == "error" for problem in self._found)

    def add(self, code: str, place: Place, message: str, remedy: str = "") -> None:
        """Record a problem; the remedy of the table serves where none is given."""
        key = (code, place.line, place.column, message)
        if key in self._seen:
            return
        self._seen.add(key)
        if len(self._found) >= SHOWN:
            self._hidden += 1
            return
        kind = CODES[code]
        self._found.append(
            Problem(
                file=self.file,
                line=place.line,
                column=place.column,
                code=code,
                severity=kind.severity,
                message=message,
                remedy=remedy or kind.remedy,
                source=self._source(place),
            )
        )

    def unknown(
        self,
        code: str,
        place: Place,
        noun: str,
        name: str,
        known: Iterable[str],
        *,
        scope: str = "",
        remedy: str = "",
    ) -> None:
        """Record an unknown name: once per name, however often the file uses it."""
        key = (code, scope, name)
        if key in self._unknown:
            self._unknown[key][1].append(place.line)
            return
        before = len(self._found)
        where = f" {scope}" if scope else ""
        message = f"there is no {noun} {quote(name)}{where}{self.nearest(name, known)}"
        self.add(code, place, message, remedy)
        self._unknown[key] = (before if len(self._found) > before else -1, [])

    def nearest(self, name: str, known: Iterable[str]) -> str:
        """Return a hint: the nearest known name, else the known names, else nothing."""
        names = [*known]
        if not names:
            return ""
        self._hints += 1
        near: list[str] = []
        if self._hints <= _HINTS and len(names) <= 500:
            near = difflib.get_close_matches(name[:60], names, n=1)
            near = near or [item for item in names if item.lower() == name.lower()][:1]
        if near:
            return f"; did you mean {quote(near[0])}?"
        listed = ", ".join(quote(item, 40)[1:-1] for item in names[:12])
        return f"; known: {listed}{', ...' if len(names) > 12 else ''}"

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems in file order."""
        found = list(self._found)
        for index, lines in self._unknown.values():
            if lines and index >= 0:
                found[index] = _with_more(found[index], lines)
        found.sort(key=lambda problem: (problem.line or 10**9, problem.column, problem.code))
        if self._hidden:
            message = f"{self._hidden} more problems are not shown"
            rest = CODES["GB113"]
            found.append(Problem(self.file, 0, 0, "GB113", rest.severity, message, rest.remedy))
        return tuple(found)

    def line(self, number: int) -> str:
        """Return a line of the text, counted from 1."""
        if self._lines is None:
            self._lines = self._text.split("\n")
        return self._lines[number - 1].rstrip("\r") if 0 < number <= len(self._lines) else ""

    def _source(self, place: Place) -> str:
        """Return the line for the caret, or nothing where the caret would stand too far out."""
        if not 0 < place.column <= _LONGEST_SOURCE:
            return ""
        shown = self.line(place.line)[:_LONGEST_SOURCE]
        return "".join(c if c.isprintable() else ("\ufffd", " ")[c == "\t"] for c in shown)


def _with_more(problem: Problem, lines: list[int]) -> Problem:
    """Say on which other lines the same unknown name stands."""
    others = sorted({line for line in lines if line != problem.line})
    if not others:
        return problem
    listed = ", ".join(str(line) for line in others[:5])
    rest = f" and {len(others) - 5} more" if len(others) > 5 else ""
    noun = "lines" if len(others) > 1 else "line"
    return Problem(
        problem.file,
        problem.line,
        problem.column,
        problem.code,
        problem.severity,
        f"{problem.message} (also on {noun} {listed}{rest})",
        problem.remedy,
        problem.source,
    )
