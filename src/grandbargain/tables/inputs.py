"""Every uncertain thing of a dispute as an input: its name, its draws, its value in each world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..dispute import Choice, Computed, Dispute, Interests, Number
from .draws import WHICH
from .sources import Source
from .structure import Structure
from .utilities import chances_of_types, weigh_issues


@dataclass(frozen=True)
class Input:
    """One uncertain thing.

    Attributes
    ----------
    name
        Its path in the file.
    slots
        Which draws it takes in a world.
    number
        The number; None for a type, a way to see an issue, or an order of weights.
    categories
        Names of the types or ways; empty for numbers and orders.
    issues
        For an order of weights the issues in it.
    actor
        Whose type or order it is.
    """

    name: str
    slots: tuple[int, ...]
    number: Number | None = None
    categories: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    actor: str = ""


@dataclass(frozen=True)
class Column:
    """The values of one input over worlds.

    ``values`` has shape (W,); where there are ``categories`` it holds their places.
    """

    name: str
    values: np.ndarray
    categories: tuple[str, ...] = ()


def inputs_of(dispute: Dispute) -> tuple[Input, ...]:
    r"""Return the uncertain things of a dispute, each once: numbers, types, ways, orders.

    Examples
    --------
    >>> from grandbargain.modelfile import parse_dispute
    >>> dispute = parse_dispute(
    ...     "actors: {a: {title: A, power: 1..2}}\n"
    ...     "issues: {x: {title: X, options: {no: No, yes: Yes}, status_quo: no,\n"
    ...     "             moves: [{by: a}]}}\n"
    ...     "interests: {a: {order: [x], values: {x: {either: {up: 0.7, flat: 0.3}}}}}\n"
    ... )
    >>> [(item.name, item.slots) for item in inputs_of(dispute)]
    [('actors.a.power', (0,)), ('interests.a.values.x', (1,)), ('interests.a.order', (0,))]
    """
    found: dict[str, Input] = {}
    for number in dispute.numbers():
        if not number.is_known and not isinstance(number.distribution, Computed):
            slots = (0, WHICH) if isinstance(number.distribution, Choice) else (0,)
            found[number.path] = Input(number.path, slots, number)
    for interests, actor in _every(dispute):
        for item in _of_interests(interests, actor):
            found.setdefault(item.name, item)
    return tuple(found.values())


def _every(dispute: Dispute) -> Iterator[tuple[Interests, str]]:
    for actor, interests in dispute.interests.items():
        yield interests, actor
        for kind in interests.types:
            yield kind.interests, actor


def _of_interests(interests: Interests, actor: str) -> Iterator[Input]:
    if interests.types and not _is_settled(interests):
        names = tuple(kind.id for kind in interests.types)
        yield Input(interests.types_path, (WHICH,), categories=names, actor=actor)
    for values in interests.values.values():
        if len(values.tables) > 1:
            names = tuple(table.name for table in values.tables)
            yield Input(values.path, (WHICH,), categories=names, actor=actor)
    groups = interests.order
    if groups is not None:
        issues = tuple(issue for group in groups for issue in group)
        slots, place = list(range(len(issues))), len(issues)
        for group in groups:
            slots += range(place, place + len(group)) if len(group) > 1 else ()
            place += len(group)
        yield Input(interests.order_path, tuple(slots), issues=issues, actor=actor)


def _is_settled(interests: Interests) -> bool:
    """Return whether the file says for certain which type an actor is."""
    stated = [kind.chance for kind in interests.types if kind.chance is not None]
    return any(chance.is_known and chance.mean == 1 for chance in stated)


def values_of(structure: Structure, inputs: Sequence[Input], source: Source) -> list[Column]:
    """Return what every input is in every world; an order gives one column per issue.

    The columns of an order are named ``interests.china.order.forces``.
    """
    numbers = [item for item in inputs if item.number is not None]
    drawn = source.numbers([item.number for item in numbers if item.number is not None])
    found = {item.name: Column(item.name, row) for item, row in zip(numbers, drawn, strict=True)}
    out: list[Column] = []
    for item in inputs:
        if item.name in found:
            out.append(found[item.name])
        elif item.issues:
            out += _weights(structure, item, source)
        else:
            out.append(Column(item.name, _category(structure, item, source), item.categories))
    return out


def column_names(inputs: Sequence[Input]) -> tuple[str, ...]:
    """Return the names of the columns of :func:`values_of`."""
    return tuple(
        name
        for item in inputs
        for name in ([f"{item.name}.{issue}" for issue in item.issues] or [item.name])
    )


def _weights(structure: Structure, item: Input, source: Source) -> list[Column]:
    interests = next(
        one
        for one in (
            structure.dispute.interests[item.actor],
            *structure.variants(item.actor),
        )
        if one.order_path == item.name and one.order is not None
    )
    weights, _ = weigh_issues(structure, source, interests)
    places = {issue: i for i, issue in enumerate(structure.issue_ids)}
    return [Column(f"{item.name}.{issue}", weights[places[issue]]) for issue in item.issues]


def _category(structure: Structure, item: Input, source: Source) -> np.ndarray:
    interests = structure.dispute.interests[item.actor]
    if item.name == interests.types_path:
        return source.kind(item.name, chances_of_types(structure, item.actor, source))
    for one in (interests, *structure.variants(item.actor)):
        for values in one.values.values():
            if values.path == item.name and len(values.tables) > 1:
                return np.argmax(source.table(values), axis=0)
    raise KeyError(item.name)
