"""A builder of disputes for tests that reads well.

::

    dispute(
        issues={"land": ["keep", "share"], "water": ["old", "new"]},
        values={"north": {"land": [0, 100], "water": "down"},
                "south": {"land": "down", "water": [0, 100]}},
        weights={"north": {"land": 3, "water": 1}},          # 1 each where left out
    )

A number may be written as it is (known), as a pair (uniform), as a triple (PERT) or as a
distribution. An actor's values may be ``up``, ``down``, ``flat``, a list of numbers, or
``{alternative: chance}`` with the alternatives ``up``, ``down``, ``flat`` or tuples of numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from grandbargain.dispute import (
    Actor,
    ActorType,
    Constraint,
    Disagreement,
    Dispute,
    Distribution,
    Group,
    Interests,
    Issue,
    IssueValues,
    Known,
    Linkage,
    Move,
    Normal,
    Number,
    Option,
    Pattern,
    Pert,
    Refusal,
    Uniform,
    ValueTable,
)

Spec = Mapping[str, Any]


def number(written: Any, path: str) -> Number:
    """A number as written above, with its path."""
    if isinstance(written, Distribution):
        form = written
    elif isinstance(written, tuple) and len(written) == 3:
        form = Pert(*(float(part) for part in written))
    elif isinstance(written, tuple):
        form = Uniform(*(float(part) for part in written))
    else:
        form = Known(float(written))
    return Number(form, path)


def percent(centre: float, deviation: float) -> Normal:
    """A normal cut at 0 and 100."""
    return Normal(centre, deviation, 0.0, 100.0)


def pattern(written: Mapping[str, str | Sequence[str]], issues: Sequence[Issue]) -> Pattern:
    """``{issue: option or options}``, terms and options in file order."""
    terms = []
    for issue in issues:
        if issue.id in written:
            wanted = written[issue.id]
            wanted = [wanted] if isinstance(wanted, str) else wanted
            terms.append((issue.id, tuple(o for o in issue.option_ids if o in wanted)))
    assert len(terms) == len(written), f"unknown issue in {written}"
    return Pattern(tuple(terms))


def constraint(written: Spec, issues: Sequence[Issue], kind: str, place: int) -> Constraint:
    """``{"never": pattern}`` or ``{"if": pattern, "then": pattern}``."""
    path = f"constraints.{place}"
    if "never" in written:
        never = pattern(written["never"], issues)
        return Constraint(kind, None, None, never, (never,), path)
    condition, consequence = (pattern(written[key], issues) for key in ("if", "then"))
    forbidden = []
    for name, allowed in consequence.terms:
        terms = dict(condition.terms)
        issue = next(issue for issue in issues if issue.id == name)
        left = tuple(o for o in terms.get(name, issue.option_ids) if o not in allowed)
        if left:
            forbidden.append(pattern({**terms, name: left}, issues))
    return Constraint(kind, condition, consequence, None, tuple(forbidden), path)


def value_table(written: Any, chance: float, options: int, path: str, names: Sequence[str]) -> Any:
    """One way of seeing an issue."""
    if written == "flat":
        return ValueTable("flat", chance, ())
    if written in ("up", "down"):
        steps = [100.0 * k / (options - 1) if options > 1 else 0.0 for k in range(options)]
        levels: Sequence[Any] = steps if written == "up" else steps[::-1]
        name = written
    else:
        levels, name = written, "stated"
    assert len(levels) == options, f"{path}: {levels} for {options} options"
    numbers = (number(level, f"{path}.{o}") for level, o in zip(levels, names, strict=True))
    return ValueTable(name, chance, tuple(numbers))


def _issue_values(written: Any, issue: Issue, path: str) -> IssueValues:
    ways = written if isinstance(written, Mapping) else {None: 1.0}
    tables = []
    for way, chance in ways.items():
        place = path if way is None else f"{path}.either.{len(tables) + 1}"
        stated = written if way is None else way
        tables.append(value_table(stated, chance, len(issue.options), place, issue.option_ids))
    return IssueValues(issue.id, path, tuple(tables))


def _interests(actor: str, spec: Spec, issues: Sequence[Issue], path: str) -> Interests:
    """Interests of a spec with the keys of :func:`dispute`."""
    values = spec.get("values", {})
    order = spec.get("order")
    is_ordinal = "ranking" in spec or "statements" in spec
    weights = None
    if order is None and not is_ordinal:
        stated = spec.get("weights") or {issue.id: 1 for issue in issues}
        weights = {name: number(w, f"{path}.weights.{name}") for name, w in stated.items()}
    value = spec.get("value")
    kind, stake = ("stalemate_cost", spec.get("cost") or 0) if value is None else ("value", value)
    return Interests(
        actor=actor,
        disagreement=Disagreement(kind, number(stake, f"{path}.disagreement.{kind}")),
        weights=weights,
        order=tuple((item,) if isinstance(item, str) else tuple(item) for item in order)
        if order is not None
        else None,
        order_path=f"{path}.order",
        values={
            issue.id: _issue_values(values[issue.id], issue, f"{path}.values.{issue.id}")
            for issue in issues
            if issue.id in values
        },
        linkages=tuple(
            Linkage(pattern(when, issues), number(adds, f"{path}.linkages.{k}.adds"))
            for k, (when, adds) in enumerate(spec.get("linkages") or (), start=1)
        ),
        refuses=tuple(
            Refusal(pattern(refused, issues), f"{path}.refuses.{k}")
            for k, refused in enumerate(spec.get("refuses") or (), start=1)
        ),
        ranking=_ranking(spec.get("ranking"), issues),
        statements=_statements(spec.get("statements"), issues),
    )


def _ranking(
    written: Sequence[Any] | None, issues: Sequence[Issue]
) -> tuple[tuple[Pattern, ...], ...] | None:
    """Best first; an entry is a pattern, or a list of patterns that tie."""
    if written is None:
        return None
    groups = [[entry] if isinstance(entry, Mapping) else entry for entry in written]
    return tuple(tuple(pattern(each, issues) for each in group) for group in groups)


def _statements(
    written: Sequence[Any] | None, issues: Sequence[Issue]
) -> tuple[tuple[Pattern, Pattern], ...] | None:
    """Most important first; an entry is a pattern, or a pair of condition and consequence."""
    if written is None:
        return None
    pairs: list[Any] = [({}, each) if isinstance(each, Mapping) else each for each in written]
    return tuple((pattern(if_, issues), pattern(then, issues)) for if_, then in pairs)


def _with_types(actor: str, spec: Spec, issues: Sequence[Issue], types: Spec | None) -> Interests:
    """Add types; each replaces what it states and shares the rest."""
    path = f"interests.{actor}"
    plain = _interests(actor, spec, issues, path)
    kinds = []
    for name, changes in (types or {}).items():
        stated = {key: value for key, value in changes.items() if key != "chance"}
        own = _interests(actor, stated, issues, f"{path}.types.{name}")
        fields = {field for key in stated for field in _FIELDS[key]}
        interests = replace(plain, **{field: getattr(own, field) for field in fields})
        chance = changes.get("chance")
        drawn = None if chance is None else number(chance, f"{path}.types.{name}.chance")
        kinds.append(ActorType(name, drawn, interests))
    return replace(plain, types=tuple(kinds), types_path=f"{path}.types") if kinds else plain


_FIELDS = {
    "weights": ("weights", "order"),
    "order": ("weights", "order", "order_path"),
    "value": ("disagreement",),
    "cost": ("disagreement",),
    "values": ("values",),
    "linkages": ("linkages",),
    "refuses": ("refuses",),
}


def dispute(
    issues: Mapping[str, Sequence[str]],
    values: Mapping[str, Mapping[str, Any]],
    *,
    weights: Spec | None = None,
    order: Spec | None = None,
    linkages: Spec | None = None,
    refuses: Spec | None = None,
    value: Spec | None = None,
    cost: Spec | None = None,
    types: Mapping[str, Spec] | None = None,
    ranking: Spec | None = None,
    statements: Spec | None = None,
    powers: Spec | None = None,
    outsiders: Sequence[str] = (),
    status_quo: Mapping[str, str] | None = None,
    moves: Mapping[str, Sequence[Spec]] | None = None,
    logical: Sequence[Spec] = (),
    agreed: Sequence[Spec] = (),
    groups: Mapping[str, Sequence[str]] | None = None,
    title: str = "A dispute",
) -> Dispute:
    """A dispute by actor and issue.

    ``values`` names the actors, parties unless they are among ``outsiders``; ``linkages`` holds
    ``(pattern, points)`` pairs, ``value`` and ``cost`` state the disagreement; an issue's status
    quo is its first option unless stated; ``ranking`` and ``statements`` give an actor an order
    instead of points (its values are then ``{}``); moves are ``{"by": actor or list, "kind":
    "one", "all" or "any", "from": [...], "to": [...]}``.
    """
    built = tuple(
        Issue(
            name,
            name,
            tuple(Option(option, option) for option in options),
            (status_quo or {}).get(name, options[0]),
            tuple(_move(move, options) for move in (moves or {}).get(name, ())),
        )
        for name, options in issues.items()
    )
    stated = {
        "values": values,
        "weights": weights,
        "order": order,
        "linkages": linkages,
        "refuses": refuses,
        "value": value,
        "cost": cost,
        "ranking": ranking,
        "statements": statements,
    }
    rules = [(rule, "logical") for rule in logical] + [(rule, "agreed") for rule in agreed]
    return Dispute(
        title=title,
        actors=tuple(
            Actor(
                name,
                name,
                name not in outsiders,
                number((powers or {}).get(name, 1), f"actors.{name}.power"),
            )
            for name in values
        ),
        issues=built,
        interests={
            name: _with_types(
                name,
                {key: spec[name] for key, spec in stated.items() if spec and name in spec},
                built,
                (types or {}).get(name),
            )
            for name in values
        },
        groups=tuple(Group(name, tuple(members)) for name, members in (groups or {}).items()),
        constraints=tuple(
            constraint(rule, built, kind, place)
            for place, (rule, kind) in enumerate(rules, start=1)
        ),
        name="test",
        sha256="0" * 64,
    )


def _move(written: Spec, options: Sequence[str]) -> Move:
    by = written["by"]
    actors = (by,) if isinstance(by, str) else tuple(by)
    kind = written.get("kind", "one")
    return Move(
        kind, actors, tuple(written.get("from", options)), tuple(written.get("to", options))
    )
