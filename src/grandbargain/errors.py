"""The errors that a user can cause and mend.

::

    GrandbargainError
    ├── UsageError                      exit 2: asks for something that is not there
    │   ├── InfeasiblePackageError      exit 2: the package breaks a constraint
    │   └── TooLargeError               exit 2: would not fit; says the size and what to do
    ├── InvalidModelError               exit 3: the file has problems; carries all of them
    ├── MissingSectionError             exit 3: the question needs a part that is not in the file
    └── WorkersLostError                exit 2: what works on a world is ended from outside

"No agreement exists" and "not proved in time" are answers, not errors: see the results.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class GrandbargainError(Exception):
    """Something that the user can mend; the message says where, what and how."""

    exit_code = 2


class UsageError(GrandbargainError):
    """The request names something that does not exist or does not fit the dispute."""


class InfeasiblePackageError(UsageError):
    """A package breaks a constraint of the dispute; the message names the constraint."""


class TooLargeError(UsageError):
    """The work asked for is larger than the stated limit; the message says its size."""


class MissingSectionError(GrandbargainError):
    """A question needs a section or a number that the file does not have."""

    exit_code = 3


class WorkersLostError(GrandbargainError):
    """The processes that work on a world are ended from outside, again and again."""

    def __init__(self, world: int) -> None:
        self.world = world
        super().__init__(
            f"whatever works on world {world} is ended each time, perhaps for want of memory; what "
            "is finished is kept: start the same command again with fewer --jobs"
        )

    def __reduce__(self) -> tuple[type[WorkersLostError], tuple[int]]:
        """Survive the way back from a worker process."""
        return type(self), (self.world,)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a model file, at its place.

    Attributes
    ----------
    file, line, column
        Place; lines and columns count from 1. 0 where the problem has no place in the text.
    code
        Stable code, ``GB`` and three digits; listed in the reference of error codes.
    severity
        ``"error"`` or ``"warning"``. Warnings do not stop any question.
    message
        What is wrong, with the nearest known name where one is near.
    remedy
        What to do about it.
    source
        The line of the file, for the caret.
    """

    file: str
    line: int
    column: int
    code: str
    severity: str
    message: str
    remedy: str
    source: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the keys that ``check --json`` prints."""
        keys = ("file", "line", "column", "code", "severity", "message", "remedy")
        return {key: getattr(self, key) for key in keys}

    def __str__(self) -> str:
        """Return ``file:line:column: CODE message`` with source line, caret and remedy."""
        place = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: "
        lines = [f"{place}{self.code} {self.message}"]
        if self.source:
            lines += [f"    {self.source}", "    " + " " * max(self.column - 1, 0) + "^"]
        if self.remedy:
            lines.append(f"    {self.remedy}")
        return "\n".join(lines)


class InvalidModelError(GrandbargainError):
    """The model file has problems; ``problems`` lists all of them, in file order."""

    exit_code = 3

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    def __reduce__(self) -> tuple[type[InvalidModelError], tuple[tuple[Problem, ...]]]:
        """Survive the way back from a worker process."""
        return type(self), (self.problems,)
