"""The answer to the question "how much trust does it take": payoffs, first steps, united front.

No numpy and no numba here: the report and other readers open answers without the engines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..dispute import Package
from .result import Change


@dataclass(frozen=True, slots=True)
class TrustSettings:
    """Everything that changes the answer about trust.

    Attributes
    ----------
    between
        The actors between whom trust is asked, two or more.
    package, rule
        The package that they would keep, and the rule that picked it (``""``: named).
    worlds, seed
        Worlds for the share in which the stated belief suffices, and their seed.
    """

    between: tuple[str, ...] = ()
    package: Mapping[str, str] | None = None
    rule: str = ""
    worlds: int = 0
    seed: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for provenance."""
        return {
            "between": list(self.between),
            "package": None if self.package is None else dict(self.package),
            "rule": self.rule,
            "worlds": self.worlds,
            "seed": self.seed,
        }


@dataclass(frozen=True, slots=True)
class YearlyPoints:
    """What an actor gets per year, in points.

    Attributes
    ----------
    reward
        R: all keep the package.
    sucker
        S: another one leaves it by its best departure, the worst such case for this actor.
    temptation
        T: this actor leaves it by its own best departure; R where it has no move.
    failure
        P: talks fail.
    """

    reward: float
    sucker: float
    temptation: float
    failure: float

    def to_dict(self) -> dict[str, float]:
        """Return the four numbers under their letters."""
        return {"R": self.reward, "S": self.sucker, "T": self.temptation, "P": self.failure}


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A bundle of issues that an actor settles ahead by its own moves, and what is at stake in it.

    Attributes
    ----------
    changes
        What changes, from today to the package.
    stake
        Share of all that the actor gains or gives in the package, issue by issue.
    """

    changes: tuple[Change, ...]
    stake: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {"changes": [change.to_dict() for change in self.changes], "stake": self.stake}


@dataclass(frozen=True, slots=True)
class FrontPart:
    """One actor's part of a united front.

    Attributes
    ----------
    changes
        Its own part: what it can change by itself of what the package changes.
    loss
        What it loses by doing its part alone, in points; below 0 where it gains.
    benefits
        ``{other: points}``: what it gets from the part of each other one alone.
    critical
        Least weight of the next year with which it does its part because the others do theirs;
        None where none suffices, or where it cannot be said.
    discount
        The weight of the next year that the file states.
    holds
        Whether that weight suffices; None where the file states none.
    reason
        Why nothing can be said; ``""`` otherwise.
    """

    changes: tuple[Change, ...]
    loss: float | None
    benefits: Mapping[str, float]
    critical: float | None
    discount: float | None
    holds: bool | None
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "changes": [change.to_dict() for change in self.changes],
            "loss": self.loss,
            "benefits": dict(self.benefits),
            "discount": self.discount,
            "holds": self.holds,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Trust:
    """How much one actor has to trust the others, and what would create that trust.

    Attributes
    ----------
    points
        R, S, T and P in the central world.
    betrayed_by
        The other whose best departure leaves this actor worst off; None where nobody can leave.
    needed
        Least belief that the others are trustworthy with which it cooperates; None: none suffices.
    stated
        Its lowest belief about one of the others; None where the file states none.
    cooperates
        Whether the stated belief suffices; None without one.
    share
        Share of worlds in which it suffices; None where no worlds were asked for, or no belief.
    types
        Points of every type of the actor; empty where it has none.
    interval
        Least and largest stake of a first step of this actor that only its trustworthy types take;
        None where there is none, with ``interval_reason``.
    steps
        Bundles with such a stake, fewest issues first; ``steps_reason`` says why there is none.
    all_steps
        Whether ``steps`` lists all bundles of that kind.
    front
        Its part in a united front with the others.
    """

    points: YearlyPoints
    betrayed_by: str | None
    needed: float | None
    stated: float | None
    cooperates: bool | None
    share: float | None
    types: Mapping[str, YearlyPoints]
    interval: tuple[float, float] | None
    interval_reason: str
    steps: tuple[FirstStep, ...]
    steps_reason: str
    all_steps: bool
    front: FrontPart


@dataclass(frozen=True)
class TrustAnswer:
    """Everything that one call of the question answers.

    Attributes
    ----------
    package
        The package that the actors would keep.
    trust
        Per actor among those asked about.
    notes
        What could not be answered and why, in sentences.
    provenance
        ``dispute``, ``settings``, ``version`` and ``seconds``.
    """

    package: Package
    trust: Mapping[str, Trust]
    notes: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of the command line."""
        rows = self.trust.items()
        return {
            **self.provenance,
            "package": dict(self.package),
            "payoffs": {name: item.points.to_dict() for name, item in rows},
            "betrayed_by": {name: item.betrayed_by for name, item in rows},
            "needed": {name: item.needed for name, item in rows},
            "stated": {name: item.stated for name, item in rows},
            "cooperates": {name: item.cooperates for name, item in rows},
            "share": {name: item.share for name, item in rows},
            "types": {
                name: {kind: points.to_dict() for kind, points in item.types.items()}
                for name, item in rows
            },
            "first_step": {
                name: None if item.interval is None else list(item.interval) for name, item in rows
            },
            "steps": {name: [step.to_dict() for step in item.steps] for name, item in rows},
            "all_steps": {name: item.all_steps for name, item in rows},
            "reasons": {
                name: {"first_step": item.interval_reason, "steps": item.steps_reason}
                for name, item in rows
            },
            "united_front": {name: item.front.critical for name, item in rows},
            "front": {name: item.front.to_dict() for name, item in rows},
            "notes": list(self.notes),
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return one row per actor."""
        return [
            {
                "actor": name,
                **item.points.to_dict(),
                "needed": item.needed,
                "stated": item.stated,
                "cooperates": item.cooperates,
                "united_front": item.front.critical,
            }
            for name, item in self.trust.items()
        ]
