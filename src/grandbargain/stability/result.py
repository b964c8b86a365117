"""Answers of the question of stability, with names: dataclasses only, nothing is computed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..dispute import Package

CONCEPTS = ("nash", "gmr", "smr", "seq", "sim")
"""The concepts of stability, as mathematics and glossary define them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One step by which somebody answers an improvement.

    ``by`` are the actors who move, ``to`` the package that they move to; in ``sim`` ``to`` is the
    opponent's own improvement from the package judged.
    """

    by: tuple[str, ...]
    to: Package

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {"by": list(self.by), "to": dict(self.to)}


@dataclass(frozen=True, slots=True)
class Improvement:
    """A package to which somebody would leave, and what deters it.

    Attributes
    ----------
    to
        The package that the one who leaves reaches and prefers.
    answers
        The chain of answers that deters it; None if nothing does. May be empty in ``sim``.
    end
        Where a simultaneous answer ends (``sim`` only).
    to_worth, end_worth
        Utility of ``to``, and of where the answers end, less that of the package judged, to the
        one who leaves: points, or ranks. None where it is not told.
    """

    to: Package
    answers: tuple[Answer, ...] | None
    end: Package | None = None
    to_worth: float | None = None
    end_worth: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        answers = None if self.answers is None else [answer.to_dict() for answer in self.answers]
        more: dict[str, Any] = {} if self.end is None else {"end": dict(self.end)}
        worths = {"to_worth": self.to_worth, "end_worth": self.end_worth}
        more |= {name: worth for name, worth in worths.items() if worth is not None}
        return {"to": dict(self.to), "answers": answers} | more


@dataclass(frozen=True, slots=True)
class Witness:
    """What shows that a verdict is right; :func:`grandbargain.replay` checks it.

    Attributes
    ----------
    package, by, concept, stable
        The package judged, for whom (several actors: a coalition), under which concept, and the
        verdict that this shows.
    improvements
        Unstable: one, with ``answers`` None. Stable: all of them, or some.
    complete
        Whether all improvements are listed.
    """

    package: Package
    by: tuple[str, ...]
    concept: str
    stable: bool
    improvements: tuple[Improvement, ...]
    complete: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the keys that others rely on."""
        return {
            "improvements": [item.to_dict() for item in self.improvements],
            "complete": self.complete,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a package is stable for somebody under a concept.

    ``stable`` is None where the budget ended first; ``witness`` is then None too. ``looked_at``
    counts the packages that were looked at.
    """

    stable: bool | None
    witness: Witness | None
    looked_at: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        witness = None if self.witness is None else self.witness.to_dict()
        return {"stable": self.stable, "witness": witness}


@dataclass(frozen=True, slots=True)
class Holding:
    """Whether an actor keeps a settled package, from its own sums (mathematics 2a).

    Attributes
    ----------
    leaves_to
        The best package that it reaches by its own moves; None where it reaches none that is
        better.
    temptation
        What leaving gives in the first year, points per year; 0 without an exit.
    discount, critical_discount, margin
        Its weight of the next year, the least weight with which it stays, and their difference;
        ``critical_discount`` and ``margin`` are None where no weight suffices.
    holds
        Whether it stays.
    hold_share
        Share of worlds in which it stays; None without worlds.
    """

    leaves_to: Package | None
    temptation: float
    discount: float
    critical_discount: float | None
    margin: float | None
    holds: bool
    hold_share: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        share = {} if self.hold_share is None else {"hold_share": self.hold_share}
        return {
            "leaves_to": None if self.leaves_to is None else dict(self.leaves_to),
            "temptation": self.temptation,
            "discount": self.discount,
            "critical_discount": self.critical_discount,
            "margin": self.margin,
            "holds": self.holds,
        } | share


@dataclass(frozen=True, slots=True)
class Change:
    """One issue that a step changes."""

    issue: str
    from_option: str
    to_option: str

    def to_dict(self) -> dict[str, str]:
        """Return plain data."""
        return {"issue": self.issue, "from": self.from_option, "to": self.to_option}


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way: who moves, what changes, where it leads, what it gives each party."""

    by: tuple[str, ...]
    changes: tuple[Change, ...]
    to: Package
    gain: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "by": list(self.by),
            "changes": [change.to_dict() for change in self.changes],
            "to": dict(self.to),
            "gain": dict(self.gain),
        }
