"""The best packages among those that every party keeps, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .formats import listing, percent, signed
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
    least = (brief.answer.get("settings") or {}).get("hold_share")
    often = "" if least is None else f" in at least {percent(least)} of worlds"
    if not found["packages"]:
        if found["proved"]:
            return f"{name}: no package that suits all parties is kept by all of them{often}."
        return f"{name}: not decided within the budget."
    best = found["packages"][0]
    plain = brief.answer["solutions"][rule]["packages"][0]
    proof = "" if found["proved"] else " (not proved)"
    kept = "every party keeps" if least is None else f"all parties keep{often}"
    share = found.get("share")
    counted = "" if share is None else f" All parties keep it in {percent(share)} of worlds."
    if best["package"] == plain["package"]:
        return f"{name}: the same package as above; {kept} it{proof}.{counted}"
    moved = change_list(brief.names, changes(plain["package"], best["package"]), short=True)
    other = {p: best["utility"][p] - plain["utility"][p] for p in brief.parties}
    costs = [f"{signed(v)} for {brief.names.actor(p)}" for p, v in other.items() if v]
    against = f" Against the package above, in points: {listing(costs)}." if costs else ""
    return f"{name}: a package that {kept}{proof} differs in {moved}.{counted}{against}"
