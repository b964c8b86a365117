"""Section 2: the dispute at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..dispute import Actor, Dispute, Interests, Issue, Move
from ..study.description import Evidence
from .evidence import central_interests
from .formats import count, listing, plural, small_count, span, verb
from .names import Names
from .parts import Cell, Table

MOST_ISSUES = 12
"""Issues listed open; a longer list lies in a fold."""


@dataclass(frozen=True, slots=True)
class Glance:
    """Sentences and tables of the section."""

    texts: tuple[str, ...]
    actors: Table
    issues: Table


def glance(names: Names, counts: Evidence, answer: dict[str, Any] | None) -> Glance:
    """Return section 2; the answer, if there is one, adds the number of packages."""
    dispute = names.dispute
    return Glance(_texts(dispute, counts, answer), _actors(names), _issues(names))


def _texts(dispute: Dispute, counts: Evidence, answer: dict[str, Any] | None) -> tuple[str, ...]:
    parties = len(dispute.parties)
    others = len(dispute.actors) - parties
    who = f"{plural(parties, 'party', 'parties').capitalize()} must consent"
    if others:
        has = "has" if others == 1 else "have"
        who += f"; {plural(others, 'other actor')} {has} interests but no vote"
    combos = f"{plural(len(dispute.issues), 'issue')} with {count(dispute.size)} combinations"
    size = f"There are {combos} of options"
    if answer and answer.get("packages") is not None:
        size += f", of which {count(answer['packages'])} meet all constraints and are packages"
    logical = sum(rule.kind == "logical" for rule in dispute.constraints)
    agreed = len(dispute.constraints) - logical
    rules = "The file states no constraint: every combination is a package."
    if dispute.constraints:
        rules = (
            f"The file states {plural(len(dispute.constraints), 'constraint')}"
            f"{_kinds(logical, agreed)}."
        )
    loose = f"{count(counts.uncertain)} of them uncertain" if counts.uncertain else "all known"
    numbers = (
        f"The file states {plural(counts.total, 'number')}, {loose}: "
        f"{verb(counts.sourced, 'cites', 'cite')} a document, "
        f"{verb(counts.judgement, 'is', 'are')} marked as judgement and "
        f"{verb(counts.unsourced, 'lacks', 'lack')} any source."
    )
    return (f"{who}. {size}.", rules, numbers)


def _kinds(logical: int, agreed: int) -> str:
    """Say of which kind the constraints are, after their number."""
    if logical and agreed:
        return f": {small_count(logical)} of logic and {small_count(agreed)} of agreed policy"
    kind = "of logic" if logical else "of agreed policy"
    return f", {'all ' if logical + agreed > 1 else ''}{kind}"


def _actors(names: Names) -> Table:
    dispute = names.dispute
    rows = [
        (
            Cell(actor.title, "actor", _powers(actor), actor=k),
            Cell("Party" if actor.is_party else "No vote"),
            Cell(_cares(names, dispute.interests.get(actor.id))),
            Cell(_failing(dispute.interests.get(actor.id)), "number"),
        )
        for k, actor in enumerate(dispute.actors)
    ]
    return Table(
        "Actors, what weighs most with them, and what failed talks cost",
        (
            Cell("Actor"),
            Cell("Consent"),
            Cell("Weighs most (share of all weight)"),
            Cell("Cost of failed talks, points", "number"),
        ),
        tuple(rows),
        note="Mean of the file, its range in brackets. The first three issues by weight, those of "
        "the likeliest type where an actor has several.",
    )


def _powers(actor: Actor) -> str:
    known_one = actor.power.is_known and actor.power.mean == 1
    return "" if known_one else f"power {span(actor.power)}"


def _cares(names: Names, interests: Interests | None) -> str:
    if interests is None:
        return "not stated"
    interests = central_interests(interests)
    if interests.order is not None:
        first = [issue for group in interests.order for issue in group][:3]
        return f"{listing(names.issue(issue) for issue in first)} (order known, not size)"
    shares = weight_shares(interests)
    top = sorted(shares, key=lambda issue: -shares[issue])[:3]
    if not top:
        return "stated as an order of packages, without points"
    return listing(f"{names.issue(issue)} ({100 * shares[issue]:.0f} %)" for issue in top)


def weight_shares(interests: Interests) -> dict[str, float]:
    """Return each issue's share of all weight at the means; empty without stated weights.

    Issues that the actor sees as flat count for nothing.
    """
    means = {
        issue: number.mean
        for issue, number in (interests.weights or {}).items()
        if issue in interests.values
        and not all(table.is_flat for table in interests.values[issue].tables)
    }
    total = sum(means.values())
    return {issue: mean / total for issue, mean in means.items()} if total else {}


def _failing(interests: Interests | None) -> str:
    if interests is None or not interests.has_points:
        return "not stated"
    found = central_interests(interests).disagreement
    if found.kind == "play":
        return "value of play"
    if found.number is None:
        return "0"
    text = span(found.number)
    return text if found.kind == "stalemate_cost" else f"left with {text}"


def _issues(names: Names) -> Table:
    rows = [
        (
            Cell(f"{k}. {issue.title}"),
            Cell("", "options", items=tuple(_options(issue))),
            Cell("", "moves", items=tuple(dict.fromkeys(_moves(names, issue)))),
        )
        for k, issue in enumerate(names.dispute.issues, start=1)
    ]
    return Table(
        "Issues, their options, and who can move them",
        (
            Cell("Issue"),
            Cell("Options (in force today: bold)"),
            Cell("Who can move it, from and to which option"),
        ),
        tuple(rows),
        style="issues",
        summary=(
            f"Show the {len(rows)} issues with their options and who can move them"
            if len(rows) > MOST_ISSUES
            else ""
        ),
    )


def _options(issue: Issue) -> list[tuple[str, bool]]:
    return [
        (f"{k} {option.title}", option.id == issue.status_quo)
        for k, option in enumerate(issue.options, start=1)
    ]


def _moves(names: Names, issue: Issue) -> list[tuple[str, bool]]:
    if not issue.moves:
        return [("Only as part of a settlement", False)]
    found: dict[str, list[str]] = {}
    for move in issue.moves:
        titles = [names.actor(name) for name in move.by]
        together = move.kind == "all" and len(titles) > 1
        who = f"{listing(titles)} together" if together else f"{listing(titles, 'or')} alone"
        found.setdefault(who, []).append(_limits(issue, move))
    return [(f"{who}: {'; '.join(limits)}", False) for who, limits in found.items()]


def _limits(issue: Issue, move: Move) -> str:
    """Return from and to which options, by number, a move goes."""

    def numbers(options: Iterable[str]) -> str:
        chosen = set(options)
        return listing(
            (str(k) for k, name in enumerate(issue.option_ids, start=1) if name in chosen), "or"
        )

    every = set(issue.option_ids)
    start, end = set(move.from_options) == every, set(move.to_options) == every
    if start and end:
        return "any change"
    if start:
        return f"to {numbers(move.to_options)}"
    if end:
        return f"from {numbers(move.from_options)}"
    return f"from {numbers(move.from_options)} to {numbers(move.to_options)}"
