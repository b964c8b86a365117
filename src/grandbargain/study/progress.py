"""How long work tells how far it is, and how it hands over what was finished when stopped."""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar


class Told(Protocol):
    """An answer of any question."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of the command line."""
        ...


class Progress(Protocol):
    """A listener: called with the step in words and how much of the work is done."""

    def __call__(self, step: str, done: float, total: float) -> None:
        """Hear that ``done`` of ``total`` units of work are finished, and what comes next."""


Answer_co = TypeVar("Answer_co", bound=Told, covariant=True)


class Interrupted(KeyboardInterrupt, Generic[Answer_co]):
    """The user stopped the work; ``answer`` holds what was finished."""

    def __init__(self, answer: Answer_co) -> None:
        super().__init__("interrupted")
        self.answer = answer
