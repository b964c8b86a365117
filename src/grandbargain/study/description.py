"""The dispute at a glance: who, what, how much, who moves what, and how the numbers are known."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .provenance import make_provenance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..dispute import Dispute, Issue, Move, Number

JUDGEMENT = "judgement"
"""The source key that marks a number as the analyst's judgement."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How the numbers of a file are known; every number counts once, by its path.

    ``known`` + ``uncertain`` is their count, and so is ``sourced`` (a source other than judgement)
    + ``judgement`` (only marked as judgement) + ``unsourced`` (no source at all).
    """

    known: int
    uncertain: int
    sourced: int
    judgement: int
    unsourced: int

    @property
    def total(self) -> int:
        """Return the count of all numbers."""
        return self.known + self.uncertain

    def to_dict(self) -> dict[str, int]:
        """Return plain data."""
        return {
            "known": self.known,
            "uncertain": self.uncertain,
            "sourced": self.sourced,
            "judgement": self.judgement,
            "unsourced": self.unsourced,
        }


@dataclass(frozen=True)
class Description:
    """A dispute at a glance.

    Attributes
    ----------
    dispute
        The dispute described.
    packages, packages_bound
        Number of feasible packages (None if not counted) and an upper bound of it.
    evidence
        How its numbers are known.
    provenance
        ``dispute``, ``settings``, ``version`` and ``seconds``.
    """

    dispute: Dispute
    packages: int | None
    packages_bound: int
    evidence: Evidence
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of the command line."""
        dispute = self.dispute
        kinds = [constraint.kind for constraint in dispute.constraints]
        interests = dispute.interests
        return {
            **self.provenance,
            "name": dispute.name,
            "as_of": dispute.as_of,
            "actors": [
                {"id": actor.id, "title": actor.title, "party": actor.is_party}
                for actor in dispute.actors
            ],
            "groups": {group.id: list(group.members) for group in dispute.groups},
            "issues": [_issue_data(issue) for issue in dispute.issues],
            "packages": self.packages,
            "packages_bound": self.packages_bound,
            "combinations": dispute.size,
            "constraints": {kind: kinds.count(kind) for kind in ("logical", "agreed")},
            "linkages": {name: len(item.linkages) for name, item in interests.items()},
            "refusals": {name: len(item.refuses) for name, item in interests.items()},
            "types": {
                name: [kind.id for kind in item.types]
                for name, item in interests.items()
                if item.types
            },
            "without_points": [name for name, item in interests.items() if not item.has_points],
            "parameters": [
                {"id": item.id, "title": item.title, "unit": item.unit, "mean": item.number.mean}
                for item in dispute.parameters
            ],
            "sections": list(dispute.sections),
            "sources": dict(dispute.sources),
            "numbers": self.evidence.to_dict(),
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return one row per issue: identifier, title, number of options, status quo."""
        return [
            {
                "issue": issue.id,
                "title": issue.title,
                "options": len(issue.options),
                "status_quo": issue.option_title(issue.status_quo),
            }
            for issue in self.dispute.issues
        ]

    def to_frame(self) -> Any:
        """Return :meth:`rows` as a pandas or polars data frame, whichever is installed.

        Raises
        ------
        ModuleNotFoundError
            Neither is installed.
        """
        from .show import frame

        return frame(self.rows())

    def __str__(self) -> str:
        """Return a short table."""
        from .show import text_table

        return f"{self.dispute.title}\n{text_table(self.rows())}"

    def _repr_html_(self) -> str:
        from .show import html_table

        return html_table(self.rows(), self.dispute.title)


def describe(dispute: Dispute) -> Description:
    """Return a dispute at a glance.

    The count of feasible packages is exact unless the constraints tie too many issues together;
    then only its upper bound is known.
    """
    from ..tables.counting import count_packages

    start = time.perf_counter()
    packages, bound = count_packages(dispute)
    evidence = weigh_evidence(written_numbers(dispute))
    seconds = time.perf_counter() - start
    return Description(dispute, packages, bound, evidence, make_provenance(dispute, {}, seconds))


def written_numbers(dispute: Dispute) -> Iterator[Number]:
    """Iterate over the numbers that a file writes, each path once.

    What a file leaves out has a value (power 1, stalemate cost 0), and ``up`` or ``down`` spreads
    values over the options of an issue: none of these is written, so none counts.
    """
    spread = {
        number.path
        for interests in dispute.interests.values()
        for part in (interests, *(kind.interests for kind in interests.types))
        for values in part.values.values()
        for table in values.tables
        if table.name != "stated"
        for number in table.values
    }
    for number in dispute.numbers():
        if number.path not in spread and not _is_left_out(number):
            yield number


def weigh_evidence(numbers: Iterable[Number]) -> Evidence:
    """Count numbers by how they are known and where they come from, each path once.

    Examples
    --------
    >>> from grandbargain.dispute import Known, Number, Uniform
    >>> weigh_evidence(
    ...     [
    ...         Number(Known(1), "a", ("un1991",)),
    ...         Number(Uniform(1, 2), "b", ("judgement",)),
    ...         Number(Known(1), "a", ("un1991",)),
    ...     ]
    ... ).to_dict()
    {'known': 1, 'uncertain': 1, 'sourced': 1, 'judgement': 1, 'unsourced': 0}
    """
    by_path = {number.path: number for number in numbers}
    known = sum(number.is_known for number in by_path.values())
    sourced = sum(any(key != JUDGEMENT for key in item.sources) for item in by_path.values())
    unsourced = sum(not item.sources for item in by_path.values())
    return Evidence(
        known=known,
        uncertain=len(by_path) - known,
        sourced=sourced,
        judgement=len(by_path) - sourced - unsourced,
        unsourced=unsourced,
    )


def _is_left_out(number: Number) -> bool:
    """Return whether a number is what a file says by saying nothing."""
    if number.sources or number.because or not number.is_known:
        return False
    _, _, key = number.path.rpartition(".")
    return {"power": 1.0, "stalemate_cost": 0.0}.get(key) == number.mean


def _issue_data(issue: Issue) -> dict[str, Any]:
    return {
        "id": issue.id,
        "title": issue.title,
        "options": [{"id": option.id, "title": option.title} for option in issue.options],
        "status_quo": issue.status_quo,
        "moves": [_move_data(move) for move in issue.moves],
    }


def _move_data(move: Move) -> dict[str, Any]:
    return {
        "kind": move.kind,
        "by": list(move.by),
        "from": list(move.from_options),
        "to": list(move.to_options),
    }
