"""What else might have been assumed, in words: which rankings change places, and which never do."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from .formats import count, listing, points, small_count
from .names import Names
from .parts import Cell, Table
from .play_words import NOTHING, Data, any_of, best, quoted, role

KINDS = {
    "horizon": "With a longer horizon",
    "order": "With another order of moves",
    "rationality": "With another rationality",
}
"""What else is assumed, as the start of a sentence."""

SAME = 1e-6
"""Points per year up to which two strategies are worth the same, as in the answer."""

LARGEST = 2
"""Changes of place told by name for each kind."""


def robust(data: Data, names: Names) -> list[str]:
    """Say what changes places under each kind of assumption, and what holds in every case."""
    if not data.get("sensitivity") or len(data["strategies"]) < 2:
        return []
    texts = [kind(data, names, name) for name in data["sensitivity"]]
    return [text for text in (*texts, holds(data, names)) if text]


def pairs(data: Data) -> int:
    """Return how many comparisons of two strategies by one actor there are, ties left out."""
    return sum(len(_ordered(data, actor)) for actor in _actors(data))


def _actors(data: Data) -> list[str]:
    return list(next(iter(data["strategies"].values()))["value_per_year"])


def _ordered(data: Data, actor: str) -> list[tuple[str, str]]:
    """Return pairs of strategies, the one worth more to an actor first."""
    values = {name: one["value_per_year"][actor] for name, one in data["strategies"].items()}
    found = []
    for one, other in combinations(values, 2):
        if values[one] > values[other] + SAME:
            found.append((one, other))
        elif values[other] > values[one] + SAME:
            found.append((other, one))
    return found


def kind(data: Data, names: Names, name: str) -> str:
    """Say how many comparisons change places under one kind of assumption, and the largest."""
    found = data["sensitivity"][name]
    tried = len(found["cases"])
    if not tried:
        return ""
    lead = f"{KINDS.get(name, name)} ({_tried(tried)})"
    flipped = {(flip["actor"], flip["better"], flip["worse"]) for flip in found["flipped"]}
    total = pairs(data)
    if not flipped:
        return (
            f"{lead} no comparison changes places, of {count(total)} (two strategies, one actor)."
        )
    verb = "changes" if len(flipped) == 1 else "change"
    text = f"{lead} {small_count(len(flipped))} of {count(total)} comparisons {verb} places"
    large = largest(found["flipped"])
    weighty = [flip for flip in large if _size(flip) >= NOTHING]
    if not weighty:
        return f"{text}, all by less than a tenth of a point a year."
    told = "; ".join(_flip(names, name, found, flip) for flip in weighty[:LARGEST])
    return f"{text}. The largest: {told}."


def _tried(number: int) -> str:
    return "one other tried" if number == 1 else f"{small_count(number)} others tried"


def _size(flip: Mapping[str, Any]) -> float:
    """Return by how much two strategies change places: what holds on both sides."""
    return min(flip["before"], -flip["after"])


def largest(flipped: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the changes of place, largest first, each comparison once."""
    seen: dict[tuple[str, str, str], dict[str, Any]] = {}
    for flip in sorted(flipped, key=lambda item: -_size(item)):
        seen.setdefault((flip["actor"], flip["better"], flip["worse"]), flip)
    return list(seen.values())


def turns(data: Data, names: Names) -> str:
    """Say which change of place is the largest of all; empty where nothing else was assumed."""
    if len(data["strategies"]) < 2 or not cases(data):
        return ""
    found = [
        (flip, name, one)
        for name, one in data["sensitivity"].items()
        for flip in largest(one["flipped"])[:1]
        if _size(flip) >= NOTHING
    ]
    if not found:
        return (
            "No two strategies change places for anybody by a tenth of a point a year, whatever "
            "else was assumed."
        )
    flip, name, one = max(found, key=lambda item: _size(item[0]))
    return f"What changes most with the assumptions: {_flip(names, name, one, flip)}."


def _flip(names: Names, name: str, found: Data, flip: Mapping[str, Any]) -> str:
    return (
        f"to {names.actor(flip['actor'])}, {quoted(names, flip['better'])} is worth "
        f"{points(flip['before'])} more than {quoted(names, flip['worse'])} as played here, "
        f"and {points(-flip['after'])} less with {_case(names, name, found, flip['case'])}"
    )


def _case(names: Names, name: str, found: Data, case: str) -> str:
    if name == "order":
        movers = [names.actor(actor) for actor in case.split(",")]
        return f"the order {', '.join(movers)}"
    titles = {item["id"]: item["title"] for item in found["cases"]}
    title = titles.get(case, case)
    return "choices that are always the best" if case == "best" else title


def cases(data: Data) -> list[Data]:
    """Return every other case, with what the strategies are worth in it."""
    return [case for found in (data.get("sensitivity") or {}).values() for case in found["cases"]]


def kept(data: Data, actor: str) -> tuple[int, int]:
    """Return how many of an actor's comparisons hold in every case, and how many there are."""
    ordered = _ordered(data, actor)
    held = 0
    for better, worse in ordered:
        gaps = [
            case["value_per_year"][better][actor] - case["value_per_year"][worse][actor]
            for case in cases(data)
            if case["value_per_year"].get(better) and case["value_per_year"].get(worse)
        ]
        held += all(gap >= -SAME for gap in gaps)
    return held, len(ordered)


def always_best(data: Data, actor: str) -> str | None:
    """Return the strategy that is worth most to an actor in every case; None if there is none."""
    for name in best(data, actor, SAME):
        if all(_is_best(case["value_per_year"], name, actor) for case in cases(data)):
            return name
    return None


def _is_left_out(data: Data) -> bool:
    return any(row is None for case in cases(data) for row in case["value_per_year"].values())


def _is_best(values: Mapping[str, Any], name: str, actor: str) -> bool:
    known = {key: row[actor] for key, row in values.items() if row is not None}
    return name not in known or known[name] >= max(known.values()) - SAME


def holds(data: Data, names: Names) -> str:
    """Say what is best for whom in every case; empty where nothing else was assumed."""
    if len(data["strategies"]) < 2 or not cases(data):
        return ""
    found: dict[str, list[str]] = {}
    loose = []
    for actor in _actors(data):
        name = always_best(data, actor)
        if name is None:
            loose.append(actor)
        else:
            found.setdefault(name, []).append(actor)
    total = len(cases(data)) + 1
    parts = [
        f"{quoted(names, name)} is worth most to {names.actors(who)}" for name, who in found.items()
    ]
    where = f"In every one of {count(total)} cases" if total > 1 else "As played here"
    text = f"{where} {'; '.join(parts)}." if parts else ""
    if loose:
        text += f" For {names.actors(loose)} the best strategy depends on the case."
    if _is_left_out(data):
        text += " A strategy is left out of cases in which its rules cannot be followed."
    return text.strip()


def robust_table(data: Data, names: Names) -> Table | None:
    """Return, per actor, its best strategy and what holds in every case; None if nobody asked."""
    if not data.get("sensitivity") or len(data["strategies"]) < 2 or not cases(data):
        return None
    rows = []
    for actor in _actors(data):
        held, total = kept(data, actor)
        name = always_best(data, actor)
        others = _bests(data, actor)
        verdict = "yes" if name is not None else f"no: {any_of(names, others)}"
        rows.append(
            (
                Cell(role(names, actor)),
                Cell(any_of(names, best(data, actor))),
                Cell(verdict),
                Cell(f"{held} of {total}", "number"),
            )
        )
    return Table(
        f"What holds in all {count(len(cases(data)) + 1)} cases",
        (
            Cell("Actor"),
            Cell("Worth most as played here"),
            Cell("In every case"),
            Cell("Comparisons that never change places", "number"),
        ),
        tuple(rows),
        note=f"Cases: as played here; {listing(_kinds(data))}.",
    )


def _kinds(data: Data) -> list[str]:
    return [
        f"{small_count(len(found['cases']))} with another {name}"
        for name, found in data["sensitivity"].items()
        if found["cases"]
    ]


def _bests(data: Data, actor: str) -> list[str]:
    """Return the strategies that are worth most in some other case and not as the file has it."""
    central, found = set(best(data, actor)), []
    for case in cases(data):
        known = {k: row[actor] for k, row in case["value_per_year"].items() if row is not None}
        top = max(known.values(), default=0.0)
        found += [k for k, value in known.items() if value >= top - SAME and k not in central]
    return list(dict.fromkeys(found))
