"""Sources with the places that cite them, and the numbers that rest on judgement."""

from __future__ import annotations

from collections.abc import Iterable

from ..dispute import Dispute, Number
from .evidence import JUDGEMENT, citations, resting_on_judgement
from .formats import count, plural, span
from .parts import Cell, Table


def sources(dispute: Dispute) -> Table:
    """Return every source with its key and the places of the file that cite it."""
    rows = []
    for key, places in citations(dispute).items():
        text = dispute.sources.get(key, "")
        default = "Judgement of the analyst" if key == JUDGEMENT else "not listed under sources"
        rows.append(
            (
                Cell(key, "key"),
                Cell(text or default, "prose"),
                Cell(count(len(places)), "number"),
                Cell(_places(key, places), "paths"),
            )
        )
    head = (Cell("Key"), Cell("Source"), Cell("Cited by", "number"), Cell("Places in the file"))
    return Table(
        "Sources, and the places of the file that cite each",
        head,
        tuple(rows),
        note="The count is of numbers, rules, issues and actors; the places name the issue once "
        "where several of its options cite the source.",
    )


def _places(key: str, places: list[str]) -> str:
    if key == JUDGEMENT and places:
        return "the uncertain ones are in the next table"
    return places_text(places) or "nothing cites it"


def places_text(paths: Iterable[str]) -> str:
    """Return paths, those of one section together; options of an issue are left out.

    Examples
    --------
    >>> places_text(["interests.a.weights.x", "interests.a.values.x.low",
    ...              "interests.a.values.x.high", "constraints.1"])
    'interests.a.weights: x; interests.a.values: x; constraints: 1'
    """
    found: dict[str, dict[str, None]] = {}
    for path in paths:
        head, tail = _split(path)
        found.setdefault(head, {})[tail.partition(".")[0]] = None
    return "; ".join(f"{head}: {', '.join(tails)}" for head, tails in found.items())


def _split(path: str) -> tuple[str, str]:
    """Split a path into its section and the rest: ``interests.a.values`` and ``x.low``.

    Examples
    --------
    >>> _split("interests.a.types.hard.weights.x"), _split("actors.a.power")
    (('interests.a.types.hard.weights', 'x'), ('actors', 'a.power'))
    """
    parts = path.split(".")
    size = 1
    if parts[0] == "interests":
        size = 5 if len(parts) > 5 and parts[2] == "types" else 3
        size = min(size, len(parts) - 1)
    return ".".join(parts[:size]), ".".join(parts[size:])


def judgement(dispute: Dispute) -> Table | None:
    """Return the uncertain numbers without a document, by section of the file."""
    numbers = resting_on_judgement(dispute)
    if not numbers:
        return None
    sections: dict[str, list[Number]] = {}
    for number in numbers:
        sections.setdefault(_split(number.path)[0], []).append(number)
    rows = []
    for head, found in sections.items():
        reasons = list(dict.fromkeys(number.because for number in found if number.because))
        rows.append(
            (
                Cell(head, "key"),
                Cell(count(len(found)), "number"),
                Cell(_numbers_text(found), "paths"),
                Cell("; ".join(reasons) or "·"),
            )
        )
    head_row = (
        Cell("Section of the file"),
        Cell("Count", "number"),
        Cell("Numbers: mean (range)"),
        Cell("Because"),
    )
    return Table(
        "Uncertain numbers that rest on judgement or name no source",
        head_row,
        tuple(rows),
        summary=f"Show {plural(len(numbers), 'number')} that rest on judgement",
    )


def _numbers_text(numbers: Iterable[Number]) -> str:
    found: dict[str, list[str]] = {}
    for number in numbers:
        item, _, option = _split(number.path)[1].partition(".")
        found.setdefault(item, []).append(f"{option} {span(number)}".strip())
    return "; ".join(f"{item}: {', '.join(texts)}" for item, texts in found.items())
