"""Exchanges of two issues between two parties in sentences, like ``wording``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .formats import signed, small_count
from .names import Names
from .parts import Brief


def swap(names: Names, found: Mapping[str, Any]) -> str:
    """Say who gives what to whom in an exchange of two issues."""
    a, b = found["parties"]
    first, second = (names.issue(key) for key in found["issues"])
    gains = found["gain"]
    return (
        f"Way given by {names.actor(a)} on “{first}” and by {names.actor(b)} on “{second}”: "
        f"{signed(gains[a])} points for {names.actor(a)}, "
        f"{signed(gains[b])} for {names.actor(b)}."
    )


def pairs_without_swap(brief: Brief) -> str:
    """Say how many pairs of parties have no exchange of two issues from which both gain."""
    found = brief.answer["ledger"]["swaps"]
    seats = len(brief.parties)
    pairs = seats * (seats - 1) // 2
    missing = pairs - len(found)
    if not missing:
        return ""
    what = "no exchange of two issues from which both gain"
    if pairs == 1:
        return f"Between the two parties there is {what}."
    if not found:
        return "Between no two parties is there an exchange of two issues from which both gain."
    has = "has" if missing == 1 else "have"
    number = small_count(missing).capitalize()
    return f"{number} of the {small_count(pairs)} pairs of parties {has} {what}."
