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
        return f"{name}: not decided within the budget{_bound(rule, found)}."
    best = found["packages"][0]
    plain = brief.answer["solutions"][rule]["packages"][0]
    proof = "" if found["proved"] else " (not proved)"
    kept = _kept(least, found.get("share"))
    if best["package"] == plain["package"]:
        return f"{name}: the same package as above; {kept.format(' it')}{proof}."
    moved = change_list(brief.names, changes(plain["package"], best["package"]), short=True)
    other = {p: best["utility"][p] - plain["utility"][p] for p in brief.parties}
    costs = [f"{signed(v)} for {brief.names.actor(p)}" for p, v in other.items() if v]
    against = f" Against the package above, in points: {listing(costs)}." if costs else ""
    return f"{name}: a package that {kept.format('')}{proof}. It differs in {moved}.{against}"


def _kept(least: float | None, share: float | None) -> str:
    """Return by whom and how often a package is kept, with a place for "it"."""
    if least is not None and share is not None:
        asked = f"at least {percent(least)} were asked for"
        return f"all parties keep{{}} in {percent(share)} of worlds, {asked}"
    if share is not None:
        return f"every party keeps{{}}, in {percent(share)} of worlds at once"
    return "every party keeps{}"


def _bound(rule: str, found: Mapping[str, Any]) -> str:
    """Return what is proved of a solution that was not found, if anything."""
    if found["bound"] is None or rule == "kalai_smorodinsky":
        return ""
    return f"; no such package reaches more than {found['bound']:.2f} points by this rule"
