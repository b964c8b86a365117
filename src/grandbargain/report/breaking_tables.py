"""Tables of section 8: tests, limits, the way to a box, swings and indices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .breaking import Data, bounds, drawn_bars, interval, scored, worlds_of
from .formats import count, percent, plural
from .numbers_named import OTHERS, NumberNames
from .parts import Cell, Table

MOST_ROWS = 40
"""Points of the way to a box that a table shows; beyond that evenly chosen ones."""

LEAST_ROWS = 2


def tests_table(data: Data) -> Table | None:
    """Return in how many worlds every test passes."""
    rows = [(Cell(test["title"] or name), *_shares(test)) for name, test in data["tests"].items()]
    if not rows:
        return None
    return Table(
        "Tests, and in how many worlds each passes",
        (Cell("Test"), Cell("Passes in", "number"), Cell("95 % interval", "number")),
        tuple(rows),
        style="slim",
    )


def _shares(test: Data) -> tuple[Cell, Cell]:
    share = test["domain"]
    if share is None:
        return Cell("not asked", "number none"), Cell("–", "number")
    worlds = worlds_of(test)
    found = f"{count(round(share['share'] * worlds))} of {count(worlds)}"
    ends = interval(share["low"], share["high"])
    return Cell(percent(share["share"]), "number", sub=found), Cell(ends, "number")


def limits_table(test: Data, named: NumberNames) -> Table | None:
    """Return every limit of the boxes of failures and of passing; None without boxes."""
    conditions = test["conditions"] or {"boxes": ()}
    rows: list[tuple[Cell, ...]] = []
    for lead, boxes in (("Fails", test["boxes"]), ("Passes", conditions["boxes"])):
        for k, box in enumerate(boxes):
            label = f"{lead}, box {k + 1}" if len(boxes) > 1 else lead
            rows += [_limit(label, box, limit, named, j) for j, limit in enumerate(box["limits"])]
    if not rows:
        return None
    return Table(
        "Limits, and how well they tell the worlds apart",
        (
            Cell("It"),
            Cell("where"),
            Cell("lies"),
            Cell("Range in the file"),
            Cell("Covers", "number"),
            Cell("Of such worlds", "number"),
            Cell("Found again", "number"),
            Cell("Quasi-p", "number"),
        ),
        tuple(rows),
        note="Limits are drawn on one half of the worlds and measured on the other; where a box "
        "has several limits, all hold together. “Covers”: the share of all failures (or of all "
        "worlds that pass) inside. “Of such worlds”: the share of worlds inside that fail (or "
        "pass). “Found again”: the share of half samples in which a box of about the same coverage "
        "limits this number too. “Quasi-p”: the chance of at least as many hits if this limit did "
        "nothing; limits at 0.05 or more are left out.",
    )


def _limit(label: str, box: Data, limit: Data, named: NumberNames, place: int) -> tuple[Cell, ...]:
    path = limit["number"]
    verb = "fail" if label.startswith("Fails") else "pass"
    return (
        Cell(label if not place else "and"),
        Cell(named.told(path), "prose"),
        Cell(bounds(limit, named)),
        Cell(named.ends(path) or "–"),
        Cell("" if place else percent(box["coverage"]), "number"),
        Cell("" if place else f"{percent(box['density'])} {verb}", "number",
             sub="" if place else f"{count(box['cases'])} of {count(box['worlds'])}"),
        Cell(percent(limit["reproduced"]), "number"),
        Cell(_chance(limit["quasi_p"]), "number"),
    )  # fmt: skip


def _chance(value: float) -> str:
    return "under 0.001" if value < 0.001 else f"{value:.3f}"


def trajectory_table(test: Data) -> Table | None:
    """Return coverage against density on the way to the first box of failures and of passing."""
    conditions = test["conditions"] or {"trajectory": (), "boxes": ()}
    rows: list[tuple[Cell, ...]] = []
    for label, found in (("Fails", test), ("Passes", conditions)):
        if len(found["trajectory"]) >= LEAST_ROWS:
            rows += [_step(label, step) for step in thinned(found["trajectory"])]
            rows += [_box(label, box) for box in found["boxes"][:1]]
    if not rows:
        return None
    return Table(
        "Coverage against density, step by step",
        (
            Cell("Box of worlds in which it"),
            Cell("Coverage", "number"),
            Cell("Density", "number"),
            Cell("Share of worlds", "number"),
            Cell("Numbers limited", "number"),
        ),
        tuple(rows),
        summary="Show the steps",
        style="slim",
        note="On the half of the worlds held out. Limits of the point chosen that do nothing on "
        "that half are dropped, which gives the box told.",
    )


def _box(label: str, box: Data) -> tuple[Cell, ...]:
    return (
        Cell(f"{label.lower()}: the box told"),
        *(Cell(percent(box[key]), "number best") for key in ("coverage", "density", "mass")),
        Cell(str(len(box["limits"])), "number best"),
    )


def _step(label: str, step: Data) -> tuple[Cell, ...]:
    return (
        Cell(f"{label.lower()}: the point chosen" if step["is_chosen"] else label.lower()),
        *(Cell(percent(step[key]), "number") for key in ("coverage", "density", "mass")),
        Cell(str(step["restricted"]), "number"),
    )


def thinned(steps: Sequence[Data], most: int = MOST_ROWS) -> list[Data]:
    """Return the steps, beyond ``most`` evenly chosen ones with the first, last and chosen one."""
    if len(steps) <= most:
        return list(steps)
    kept = {round(k * (len(steps) - 1) / (most - 1)) for k in range(most)}
    return [step for k, step in enumerate(steps) if k in kept or step["is_chosen"]]


def swings_table(test: Data, named: NumberNames) -> Table | None:
    """Return what the numbers that move the score most do to it, moved alone."""
    bars = drawn_bars(test)
    if not bars:
        return None
    unit, centre = test["score_unit"], test["tornado"]["centre"]
    rows = [
        (
            Cell(named.headed(path), sub=named.unit(path)),
            Cell(named.setting(path, bar["low_value"]), "number"),
            Cell(named.setting(path, bar["high_value"]), "number"),
            *(
                Cell(scored(bar[end], unit), "number loss" if bar[end] < 0 else "number")
                for end in ("low", "high")
            ),
            Cell(scored(bar["swing"], unit), "number"),
        )
        for path, bar in bars
    ]
    hidden = len(test["tornado"]["numbers"]) - len(bars)
    note = (
        f"The score is the {unit}; in the central world it is {scored(centre, unit)}. Numbers are "
        "moved to where one world of twenty lies below, and above; types and ways go through all "
        "of theirs."
    )
    if hidden > 0:
        note += (
            f" {plural(hidden, 'other number')} moved {'it' if hidden == 1 else 'the score'} less."
        )
    return Table(
        "One number moved at a time from the central world",
        (
            Cell("Number"),
            Cell("Low", "number"),
            Cell("High", "number"),
            Cell("Score with low", "number"),
            Cell("Score with high", "number"),
            Cell("Swing", "number"),
        ),
        tuple(rows),
        summary="Show the swings",
        note=note,
    )


def indices_table(test: Data, named: NumberNames) -> Table | None:
    """Return Sobol indices of pass and fail, with those of the score; None where none were asked.

    What cannot be told from 0 is grey and said so.
    """
    if not test["sobol"]:
        return None
    score: Mapping[str, Any] = (test["sobol_score"] or {}).get("numbers", {})
    rows = [
        (
            _factor(test, path, named),
            _index(index, "first"),
            _index(index, "total"),
            *((_index(score[path], "total") if path in score else Cell("–", "number"),)
              if score else ()),
        )
        for path, index in test["sobol"].items()
    ]  # fmt: skip
    head = [
        Cell("What is known", ""),
        Cell("Pass or fail, first order", "number"),
        Cell("Pass or fail, total", "number"),
    ]
    head += [Cell("Score, total", "number")] if score else []
    note = (
        f"From {count(test['sobol_rows'])} rows of crossed worlds. First order: the share of the "
        "variance that would go if this alone were known. Total: the share that would be left if "
        "all else were known. Second lines: 95 % intervals, cut at 0 and 100 %; grey: cannot be "
        "told from 0."
    )
    if test["sobol_note"]:
        note += f" {test['sobol_note']}"
    return Table(
        "What pass or fail hangs on: Sobol indices",
        tuple(head),
        tuple(rows),
        note=note,
        summary="Show the indices",
    )


def _factor(test: Data, path: str, named: NumberNames) -> Cell:
    if path == OTHERS:
        others = len(test["factors"].get(path, ()))
        return Cell(
            "Everything else",
            sub=f"the other {plural(others, 'uncertain number')}, drawn together",
        )
    return Cell(named.headed(path), sub=named.ends(path))


def _index(index: Data, kind: str) -> Cell:
    value = percent(min(1.0, max(0.0, index[kind])))
    if not index["distinguishable"][kind]:
        return Cell(value, "number none", sub="not told from 0")
    low, high = (min(1.0, max(0.0, end)) for end in index[f"{kind}_interval"])
    return Cell(value, "number", sub=interval(low, high))
