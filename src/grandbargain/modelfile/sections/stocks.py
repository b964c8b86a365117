"""Stocks of the dynamics section, and their grids of levels."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from ..fields import Reader
from ..keys import STOCK
from ..locate import Node, Scalar, Sequence
from ..numbers import ANY, Bounds, NumberError, float_text, parse_decimal
from ..problems import quote
from .formulas import Draft, draft

MOST_LEVELS = 10_000
_STEPS = re.compile(r"(.+?)\.\.(.+?)\s+by\s+(.+)")


@dataclass(slots=True)
class StockDraft:
    """A stock whose change waits for its names to be resolved."""

    entry: dict[str, Any]
    change: Draft | None


def read_stock(reader: Reader, name: str, node: Node, path: str) -> StockDraft:
    """Return a stock: title, unit, levels, now, and the draft of its change."""
    what = f"the stock {quote(name)}"
    mapping = reader.mapping(node, what)
    found = {} if mapping is None else reader.keys(mapping, STOCK, what)
    evidence = reader.evidence(found)
    levels = read_levels(reader, found.get("levels"))
    now = reader.number(found.get("now"), f"{path}.now", ANY, evidence)
    if now is not None and levels:
        form = now.distribution
        if form.low < levels[0] or form.high > levels[-1]:
            bounds = Bounds("now", levels[0], levels[-1])
            message = f"now is outside the levels of {what}, which run {bounds}"
            reader.error("GB611", found["now"], message)
    entry = {
        "title": reader.title(found.get("title"), "the title") or name,
        "unit": reader.title(found.get("unit"), "the unit"),
        "levels": levels,
        "now": now,
        "sources": evidence.sources,
    }
    return StockDraft(entry, draft(reader, found.get("change"), f"{path}.change", "the change"))


def read_levels(reader: Reader, node: Node | None) -> tuple[float, ...]:
    """Return a rising grid; its size is known to be bounded before any of it is made."""
    if node is None:
        return ()
    try:
        if isinstance(node, Scalar):
            return _stepped(reader, node)
        return _listed(reader, node)
    except NumberError as error:
        reader.error(error.code, node, error.message, error.remedy)
        return ()


def _stepped(reader: Reader, node: Scalar) -> tuple[float, ...]:
    match = _STEPS.fullmatch(node.text.strip())
    if match is None:
        reader.error("GB609", node, f"{quote(node.text)} is no grid of levels")
        return ()
    low, high, step = (parse_decimal(part) for part in match.groups())
    if step <= 0 or high <= low or max(abs(low), abs(high)) > 1e12:
        reader.error("GB609", node, f"{quote(node.text)} does not rise in steps above 0")
        return ()
    steps = (high - low) / step
    if steps + 1 > MOST_LEVELS:
        message = f"{quote(node.text)} has {steps + 1:,.0f} levels; at most {MOST_LEVELS:,}"
        reader.error("GB610", node, message)
        return ()
    count = round(steps)
    if not math.isclose(steps, count, rel_tol=1e-9):
        last = float_text(low + math.floor(steps) * step)
        message = f"the steps of {quote(node.text)} do not end at the upper end but at {last}"
        reader.error("GB609", node, message, "Choose a step that divides the range.")
        return ()
    return tuple(low + (high - low) * k / count for k in range(count + 1))


def _listed(reader: Reader, node: Node) -> tuple[float, ...]:
    sequence = reader.list(node, "levels")
    if sequence is None:
        return ()
    if len(sequence.items) > MOST_LEVELS:
        message = f"there are {len(sequence.items):,} levels; at most {MOST_LEVELS:,}"
        reader.error("GB610", sequence, message)
        return ()
    return _rising(reader, sequence)


def _rising(reader: Reader, sequence: Sequence) -> tuple[float, ...]:
    levels: list[float] = []
    for item in sequence.items:
        word = reader.text(item, "a level")
        if word is None:
            return ()
        try:
            level = parse_decimal(word)
        except NumberError as error:
            reader.error(error.code, item, error.message, error.remedy)
            return ()
        if levels and level <= levels[-1]:
            message = f"the levels do not rise: {float_text(level)} comes after "
            reader.error("GB609", item, message + float_text(levels[-1]))
            return ()
        levels.append(level)
    if len(levels) < 2:
        reader.error("GB609", sequence, "a stock needs at least two levels")
        return ()
    return tuple(levels)
