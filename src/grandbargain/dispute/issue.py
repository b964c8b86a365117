"""Questions to settle, their answers, who can move them, and what cannot go together."""

from __future__ import annotations

from dataclasses import dataclass

from .package import Pattern


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to an issue."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Move:
    """Who may take an issue from some options to others.

    Attributes
    ----------
    kind
        ``"one"`` (a single actor), ``"all"`` (the full set together), ``"any"`` (each alone).
    by
        The actors.
    from_options, to_options
        Option identifiers; every option of the issue where the file leaves them out.
    """

    kind: str
    by: tuple[str, ...]
    from_options: tuple[str, ...]
    to_options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """A question to settle.

    Attributes
    ----------
    id, title, options, status_quo
        Identifier, text, answers in file order, and the answer in force today.
    moves
        Who can change it; a move that is not listed does not exist.
    sources, note
        Evidence stated for the issue as a whole, and free text.
    """

    id: str
    title: str
    options: tuple[Option, ...]
    status_quo: str
    moves: tuple[Move, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""

    @property
    def option_ids(self) -> tuple[str, ...]:
        """Identifiers of the options, in file order."""
        return tuple(option.id for option in self.options)

    def option_title(self, option: str) -> str:
        """Return the text of an option."""
        return next(item.title for item in self.options if item.id == option)


@dataclass(frozen=True, slots=True)
class Constraint:
    """A combination that the dispute rules out.

    Attributes
    ----------
    kind
        ``"logical"``: holds for every package; ``"agreed"``: policy, binds only packages on offer.
    condition, consequence
        ``if`` and ``then`` of the file; both None for ``never``.
    never
        The pattern that no package may match; None for ``if``/``then``.
    forbidden
        The same as patterns none of which a feasible package matches.
    because, sources
        Evidence.
    path
        Place in the file, for example ``constraints.3`` (counted from 1).
    """

    kind: str
    condition: Pattern | None
    consequence: Pattern | None
    never: Pattern | None
    forbidden: tuple[Pattern, ...]
    path: str
    because: str = ""
    sources: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the rule as a reader says it."""
        if self.never is not None:
            return f"never {self.never}"
        return f"if {self.condition} then {self.consequence}"
