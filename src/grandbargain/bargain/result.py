"""The answer to the question "which packages reconcile the interests".

No numpy and no numba here: the report and other readers open answers without the engines. The
parts of an answer are in ``parts`` and can be imported from here.
"""

from __future__ import annotations

import html
import importlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .parts import (
    FIRST_OUTCOMES,
    RULES,
    UNITS,
    Ablated,
    Acceptance,
    Blockers,
    Floors,
    Frontier,
    Held,
    Judged,
    Ledger,
    LinkageEffect,
    Membership,
    Outline,
    Procedure,
    Proposal,
    Resolved,
    Solution,
    Swap,
)

__all__ = [
    "FIRST_OUTCOMES",
    "RULES",
    "UNITS",
    "Ablated",
    "Acceptance",
    "BargainAnswer",
    "Blockers",
    "Floors",
    "Frontier",
    "Held",
    "Judged",
    "Ledger",
    "LinkageEffect",
    "Membership",
    "Outline",
    "Procedure",
    "Proposal",
    "Resolved",
    "Solution",
    "Swap",
]


@dataclass(frozen=True)
class BargainAnswer:
    """Everything that one call of the question answers.

    Attributes
    ----------
    packages, packages_bound
        Number of feasible packages (None if not counted) and an upper bound of it.
    parties
        Who sits at the table.
    disagreement, status_quo, ideal
        Points of every actor if talks fail and today; best points of each party within the zone
        of agreement (empty without one).
    ideal_bound
        Proved upper bound of ``ideal``: the same points unless a budget ended first.
    zopa
        Whether a package exists that no party refuses; None: not decided within the budget.
    blockers
        The proof where there is none.
    floors
        The floors that were asked for, and whether they are what leaves no agreement; None if none.
    solutions
        By rule.
    frontier, outlines, ledger, ablation, procedures, memberships, resolved, judged
        What was asked for besides; None or empty if not.
    that_holds
        By rule the solution among the packages that every party keeps; empty if not asked for.
    interrupted
        Whether the user stopped the work: then only what was finished is here.
    provenance
        ``dispute`` (title, sha256), ``settings``, ``version`` and ``seconds``.
    """

    packages: int | None
    packages_bound: int
    parties: tuple[str, ...]
    disagreement: Mapping[str, float]
    status_quo: Mapping[str, float]
    ideal: Mapping[str, float]
    zopa: bool | None
    blockers: Blockers | None
    solutions: Mapping[str, Solution]
    frontier: Frontier | None = None
    outlines: tuple[Outline, ...] = ()
    ledger: Ledger | None = None
    ablation: tuple[Ablated, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    memberships: tuple[Membership, ...] = ()
    resolved: Resolved | None = None
    judged: Judged | None = None
    that_holds: Mapping[str, Held] = field(default_factory=dict)
    ideal_bound: Mapping[str, float] = field(default_factory=dict)
    floors: Floors | None = None
    interrupted: bool = False
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def proved(self) -> bool:
        """Whether everything in the answer is settled."""
        return self.zopa is not None and all(
            solution.proved for rule, solution in self.solutions.items() if rule != "safest"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of the command line."""
        out: dict[str, Any] = dict(self.provenance)
        out.update(
            packages=self.packages,
            packages_bound=self.packages_bound,
            parties=list(self.parties),
            disagreement=dict(self.disagreement),
            status_quo=dict(self.status_quo),
            ideal=dict(self.ideal),
            ideal_bound=dict(self.ideal_bound),
            zopa=self.zopa,
            interrupted=self.interrupted,
            floors=self.floors.to_dict() if self.floors else None,
            blockers=self.blockers.to_dict() if self.blockers else None,
            solutions={rule: item.to_dict() for rule, item in self.solutions.items()},
        )
        if self.frontier is not None:
            out["frontier"] = self.frontier.to_dict()
        if self.outlines:
            out["outlines"] = [item.to_dict() for item in self.outlines]
        out["ledger"] = self.ledger.to_dict() if self.ledger else None
        out["ablation"] = [item.to_dict() for item in self.ablation] if self.ablation else None
        if self.procedures:
            out["procedures"] = [item.to_dict() for item in self.procedures]
        if self.memberships:
            out["memberships"] = [item.to_dict() for item in self.memberships]
        if self.resolved is not None:
            out["resolved"] = self.resolved.to_dict()
        if self.that_holds:
            out["that_holds"] = {rule: item.to_dict() for rule, item in self.that_holds.items()}
        if self.judged is not None:
            out["judged"] = self.judged.to_dict()
        return out

    def rows(self) -> list[dict[str, Any]]:
        """Return one row per solution: rule, objective, proved, ties and each actor's gain."""
        out: list[dict[str, Any]] = []
        for rule, solution in self.solutions.items():
            row: dict[str, Any] = {
                "solution": rule,
                "objective": solution.objective,
                "proved": solution.proved,
                "ties": solution.ties,
            }
            gains = solution.packages[0].gain if solution.packages else {}
            row.update({f"gain_{actor}": gains.get(actor) for actor in self.disagreement})
            out.append(row)
        return out

    def to_frame(self) -> Any:
        """Return :meth:`rows` as a pandas or polars data frame, whichever is installed.

        Raises
        ------
        ModuleNotFoundError
            Neither is installed.
        """
        for name in ("pandas", "polars"):
            if importlib.util.find_spec(name) is not None:
                return importlib.import_module(name).DataFrame(self.rows())
        raise ModuleNotFoundError("to_frame needs pandas or polars; .rows() needs neither")

    def __str__(self) -> str:
        """Return a short table."""
        rows = self.rows()
        if not rows:
            if self.interrupted:
                return "interrupted before a solution was found"
            return "no agreement exists" if self.zopa is False else "no solution asked for"
        heads = list(rows[0])
        cells = [[_cell(row[head]) for head in heads] for row in rows]
        widths = [max(len(head), *(len(line[k]) for line in cells)) for k, head in enumerate(heads)]
        lines = [heads, *cells]
        return "\n".join(
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )

    def _repr_html_(self) -> str:
        rows = self.rows()
        if not rows:
            return f"<p>{html.escape(str(self))}</p>"
        head = "".join(f"<th>{html.escape(name)}</th>" for name in rows[0])
        body = "".join(
            "<tr>"
            + "".join(f"<td>{html.escape(_cell(value))}</td>" for value in row.values())
            + "</tr>"
            for row in rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
