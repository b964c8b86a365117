"""The best packages among those that every party keeps, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .formats import listing, signed
from .names import RULES
from .parts import Brief
from .stories import change_list, changes


def held(brief: Brief) -> list[str]:
    """Return one sentence or two per rule: which package, and what it costs whom that it holds."""
    return [
        _sentence(brief, rule, found) for rule, found in brief.answer.get("that_holds", {}).items()
    ]


def _sentence(brief: Brief, rule: str, found: Mapping[str, Any]) -> str:
    name = RULES[rule]
    if not found["packages"]:
        if found["proved"]:
            return f"{name}: no package that suits all parties is kept by all of them."
        return f"{name}: not decided within the budget."
    best = found["packages"][0]
    plain = brief.answer["solutions"][rule]["packages"][0]
    proof = "" if found["proved"] else " (not proved)"
    if best["package"] == plain["package"]:
        return f"{name}: the same package as above; every party keeps it{proof}."
    moved = change_list(brief.names, changes(plain["package"], best["package"]), short=True)
    other = {p: best["utility"][p] - plain["utility"][p] for p in brief.parties}
    costs = [f"{signed(v)} for {brief.names.actor(p)}" for p, v in other.items() if v]
    against = f" Against the package above, in points: {listing(costs)}." if costs else ""
    return f"{name}: a package that every party keeps{proof} differs in {moved}.{against}"
