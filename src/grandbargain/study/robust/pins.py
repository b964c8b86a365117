"""Uncertain numbers held at one value: what if this were known."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...dispute import ActorType, Interests, IssueValues, Known, Number
from ...errors import UsageError
from ...tables.inputs import Input, inputs_of

if TYPE_CHECKING:
    from ...dispute import Dispute


def pin(dispute: Dispute, pinned: Mapping[str, float | str]) -> Dispute:
    """Return the dispute with some numbers known, types certain, or ways to see an issue settled.

    Raises
    ------
    UsageError
        No such number, one whose order alone is known, or a value outside its range. All that is
        wrong is told at once.
    """
    if not pinned:
        return dispute
    inputs = {item.name: item for item in inputs_of(dispute)}
    wrong: list[str] = []
    values: dict[str, float | str] = {}
    for name, value in pinned.items():
        if name not in inputs:
            near = difflib.get_close_matches(name, inputs, n=3)
            hint = f"; near it: {', '.join(near)}" if near else ""
            wrong.append(f"there is no uncertain number {name!r}{hint}")
            continue
        try:
            values[name] = _checked(inputs[name], value)
        except UsageError as error:
            wrong.append(str(error))
    for item in dispute.correlations:
        wrong += [
            f"{path!r} goes with {other!r} in the file, so it cannot be held alone"
            for path, other in (item.between, item.between[::-1])
            if path in values
        ]
    if wrong:
        raise UsageError("\n".join(wrong))
    return _replaced(dispute, values)


def _checked(item: Input, value: float | str) -> float | str:
    """Return the value of a pin, or raise what is wrong with it."""
    if item.categories:
        if value not in item.categories:
            known = ", ".join(item.categories)
            raise UsageError(f"{item.name!r} is one of {known}, not {value!r}")
        return value
    if item.number is None:
        raise UsageError(f"of {item.name!r} the order alone is known; it cannot be held at a value")
    try:
        number = float(value)
    except ValueError:
        raise UsageError(f"{item.name!r} is a number, and {value!r} is none") from None
    form = item.number.distribution
    if not form.low <= number <= form.high:
        raise UsageError(
            f"{item.name!r} lies between {form.low:g} and {form.high:g} in the file, not at {value}"
        )
    return number


def _replaced(found: Any, values: Mapping[str, float | str]) -> Any:
    """Return a part of a dispute with the pins put in."""
    if isinstance(found, Number):
        value = values.get(found.path)
        if value is None or found.is_known:  # the chance of a type that is held is known by now
            return found
        return dataclasses.replace(found, distribution=Known(float(value)))
    if isinstance(found, IssueValues) and found.path in values:
        chosen = next(table for table in found.tables if table.name == values[found.path])
        found = dataclasses.replace(found, tables=(dataclasses.replace(chosen, chance=1.0),))
    if isinstance(found, Interests) and found.types and found.types_path in values:
        kinds = tuple(_certain(kind, values[found.types_path]) for kind in found.types)
        found = dataclasses.replace(found, types=kinds)
    if isinstance(found, tuple):
        items = tuple(_replaced(item, values) for item in found)
        return found if all(a is b for a, b in zip(items, found, strict=True)) else items
    if isinstance(found, Mapping):
        entries = {key: _replaced(item, values) for key, item in found.items()}
        return found if all(entries[key] is found[key] for key in found) else entries
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        changed = {}
        for item in dataclasses.fields(found):
            before = getattr(found, item.name)
            after = _replaced(before, values)
            if after is not before:
                changed[item.name] = after
        return dataclasses.replace(found, **changed) if changed else found
    return found


def _certain(kind: ActorType, chosen: float | str) -> ActorType:
    path = f"{kind.id}.chance" if kind.chance is None else kind.chance.path
    return dataclasses.replace(kind, chance=Number(Known(float(kind.id == chosen)), path))
