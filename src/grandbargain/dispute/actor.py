"""Who has interests, and who must consent."""

from __future__ import annotations

from dataclasses import dataclass

from .uncertain import Number


@dataclass(frozen=True, slots=True)
class Actor:
    """Anyone with interests.

    Attributes
    ----------
    id, title
        Identifier and text for people.
    is_party
        Whether a package needs this actor's consent.
    power
        Weight in the Nash and utilitarian solutions; known 1 if not stated, always above 0.
    discount
        Weight of the next year, in [0, 1), or None where the file states none.
    sources
        Keys of ``sources`` stated for the actor as a whole.
    note
        Free text of the file.
    """

    id: str
    title: str
    is_party: bool
    power: Number
    discount: Number | None = None
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of actors."""

    id: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named unknown, usable in any expression."""

    id: str
    number: Number
    unit: str = ""
    title: str = ""
