"""Checks of a dispute that concern what it says, not how its file is written.

Every function returns findings with a path; who reads a file turns paths into lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .actor import Actor
from .feasible import find_conflict, find_feasible
from .interest import Interests, IssueValues, ValueTable
from .issue import Constraint, Issue
from .package import Pattern


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about a dispute: code, path in the file, message, remedy (or empty)."""

    code: str
    path: str
    message: str
    remedy: str = ""


def forbidden_patterns(
    condition: Pattern | None,
    consequence: Pattern | None,
    never: Pattern | None,
    issues: Iterable[Issue],
) -> tuple[Pattern, ...]:
    """Return a rule as patterns none of which a feasible package matches.

    ``if X then Y`` forbids X together with every other option of each issue of Y. A pattern that
    can never match is left out, so a rule that rules nothing out gives an empty tuple.
    """
    if never is not None:
        return (never,)
    if condition is None or consequence is None:
        return ()
    options = {issue.id: issue.option_ids for issue in issues}
    rank = {issue: index for index, issue in enumerate(options)}
    found: list[Pattern] = []
    for issue, allowed in consequence.terms:
        terms = dict(condition.terms)
        others = terms.get(issue, options[issue])
        terms[issue] = tuple(option for option in others if option not in allowed)
        if terms[issue]:
            ordered = sorted(terms.items(), key=lambda term: rank[term[0]])
            found.append(Pattern(tuple(ordered)))
    return tuple(found)


def check_issues(issues: Sequence[Issue]) -> Iterator[Finding]:
    """Find issues with one option, and options that no chain of moves reaches."""
    for issue in issues:
        if len(issue.options) == 1:
            message = f"the issue '{issue.id}' has one option, so it weighs nothing for anybody"
            yield Finding("GB701", f"issues.{issue.id}", message)
    if issues and not any(issue.moves for issue in issues):
        message = "no issue has moves: stability and paths cannot be asked"
        yield Finding("GB710", f"issues.{issues[0].id}", message)
        return
    for issue in issues:
        missing = _out_of_reach(issue)
        if missing:
            noun = "the options" if len(missing) > 1 else "the option"
            message = (
                f"no move leads from the status quo of '{issue.id}' to {noun} {', '.join(missing)}"
            )
            path = f"issues.{issue.id}.options.{missing[0]}"
            yield Finding("GB702", path, message)


def _out_of_reach(issue: Issue) -> list[str]:
    reached = {issue.status_quo}
    growing = True
    while growing:
        before = len(reached)
        for move in issue.moves:
            if reached.intersection(move.from_options):
                reached.update(move.to_options)
        growing = len(reached) > before
    return [option for option in issue.option_ids if option not in reached]


def check_constraints(
    issues: Sequence[Issue], constraints: Sequence[Constraint], budget: int = 20_000
) -> Iterator[Finding]:
    """Find a status quo that a logical constraint rules out, and constraints that contradict.

    ``budget`` bounds the nodes of each search for a feasible package.
    """
    status_quo = {issue.id: issue.status_quo for issue in issues}
    for constraint in constraints:
        broken = any(pattern.matches(status_quo) for pattern in constraint.forbidden)
        if broken and constraint.kind == "logical":
            message = f"the status quo breaks the constraint '{constraint}'"
            yield Finding("GB408", constraint.path, message)
    found = find_feasible(issues, constraints, budget)
    if found == "undecided":
        message = "the search for a package that meets all constraints ran out of its budget"
        yield Finding("GB709", constraints[0].path, message)
    elif found == "none":
        conflict = find_conflict(issues, constraints, budget)
        last = conflict[-1]
        others = "; ".join(f"'{item}' ({item.path})" for item in conflict[:-1][:5])
        message = f"no package meets the constraint '{last}'"
        if others:
            message += f" together with {others}"
        yield Finding("GB409", last.path, message)


def check_interests(
    actors: Sequence[Actor], issues: Sequence[Issue], interests: Mapping[str, Interests]
) -> Iterator[Finding]:
    """Find weights that count for nothing, values off their scale, and issues nobody values."""
    valued: set[str] = set()
    ordinal = False
    for actor in actors:
        mine = interests.get(actor.id)
        if mine is None:
            continue
        ordinal = ordinal or not mine.has_points
        variants = [(mine, f"interests.{actor.id}", f"'{actor.id}'")]
        variants += [
            (kind.interests, f"interests.{actor.id}.types.{kind.id}", f"type '{kind.id}'")
            for kind in mine.types
        ]
        seen: set[int] = set()
        for variant, path, name in variants:
            if variant.has_points:
                valued.update(_valued(variant))
                yield from _check_weights(variant, path, name, issues)
                yield from _check_scale(variant, path, name, issues, seen)
    if ordinal:
        return
    for issue in issues:
        if issue.id not in valued and len(issue.options) > 1:
            message = f"no actor gives '{issue.id}' both a weight and values"
            yield Finding("GB703", f"issues.{issue.id}", message)


def weighed_issues(interests: Interests) -> tuple[str, ...]:
    """Return the issues to which the weights or their order give a weight that can be above 0."""
    if interests.order is not None:
        return tuple(issue for group in interests.order for issue in group)
    weights = interests.weights or {}
    return tuple(issue for issue, number in weights.items() if number.distribution.high > 0)


def _is_flat(values: IssueValues | None) -> bool:
    return values is None or all(table.is_flat for table in values.tables)


def _valued(interests: Interests) -> set[str]:
    weighed = weighed_issues(interests)
    return {issue for issue in weighed if not _is_flat(interests.values.get(issue))}


def _check_weights(
    interests: Interests, path: str, name: str, issues: Sequence[Issue]
) -> Iterator[Finding]:
    single = {issue.id for issue in issues if len(issue.options) == 1}
    weighed = weighed_issues(interests)
    in_vain = [issue for issue in weighed if issue not in interests.values and issue not in single]
    if in_vain:
        message = f"{name} weighs {', '.join(in_vain)} without values for it"
        where = "order" if interests.order is not None else f"weights.{in_vain[0]}"
        yield Finding("GB706", f"{path}.{where}", message)
    stated = set(interests.weights or ()) | set(weighed)
    idle = [
        issue
        for issue, values in interests.values.items()
        if issue not in stated and issue not in single and not _is_flat(values)
    ]
    if idle:
        message = f"{name} values {', '.join(idle)} without a weight for it"
        yield Finding("GB707", f"{path}.values.{idle[0]}", message)
    if not _valued(interests) and not single.issuperset(interests.values):
        message = f"no issue that {name} values has a weight above 0"
        yield Finding("GB505", f"{path}.weights", message)


def _check_scale(
    interests: Interests, path: str, name: str, issues: Sequence[Issue], seen: set[int]
) -> Iterator[Finding]:
    """Find valued issues that do not touch 0 and 100; tables shared with the base said once."""
    single = {issue.id for issue in issues if len(issue.options) == 1}
    short: list[str] = []
    for issue in weighed_issues(interests):
        values = interests.values.get(issue)
        if values is None or issue in single or id(values) in seen:
            continue
        seen.add(id(values))
        if any(_is_short(table) for table in values.tables):
            short.append(issue)
    if short:
        message = f"the values of {name} do not touch 0 and 100 on {', '.join(short)}"
        yield Finding("GB704", f"{path}.values.{short[0]}", message)


def _is_short(table: ValueTable) -> bool:
    if table.is_flat:
        return False
    lows = min(number.distribution.low for number in table.values)
    highs = max(number.distribution.high for number in table.values)
    return lows > 0 or highs < 100
