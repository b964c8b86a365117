"""Pictures of moves: who would leave a package and what follows, and the way that leads there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import altair as alt
from markupsafe import Markup

from .draw import Rows, data, svg
from .formats import clipped, listing
from .names import Names
from .palette import DEAD, INK, RULE, SOFT, hue
from .stories import told_concept, worth

WIDTH = 800
"""Width of a picture, in pixels."""

LANE = 40
"""Height of an actor's lane."""

PACKAGE, LEAVES, ENDS = 0.40, 0.56, 0.74
"""Where a lane starts, and where leaving and its answer lead; 0 is left, 1 right."""

MOST_MARKS = 14
"""Steps drawn one by one on the way; a longer way is drawn as a line with its number of steps."""


def around(names: Names, answer: Mapping[str, Any], way: Mapping[str, Any] | None) -> Markup:
    """Draw the moves around a package: the way to it on top, below it who would leave it.

    ``answer`` and ``way`` are the plain data of stability and path; without ``way`` the package
    stands alone.
    """
    layers = [*_way(names, way), *_lanes(names, answer)]
    chart = alt.layer(*layers).properties(width=WIDTH, height=70 + LANE * len(answer["verdicts"]))
    return svg(chart, "moves")


def _x(field: str = "x") -> alt.X:
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))


def _y(field: str = "y") -> alt.Y:
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(reverse=True, nice=False, zero=False))


def _text(
    rows: Rows,
    *,
    align: Literal["left", "center", "right"] = "left",
    size: int = 12,
    dy: int = 0,
    **more: Any,
) -> alt.Chart:
    mark = alt.Chart(data(rows)).mark_text(
        align=align, baseline="middle", fontSize=size, dy=dy, **more
    )
    return mark.encode(x=_x(), y=_y(), text="text:N", color=_colour())


def _colour() -> alt.Color:
    return alt.Color("colour:N", scale=None, legend=None)


def _lines(rows: Rows, *, dashed: bool = False, width: float = 2) -> alt.Chart:
    mark = alt.Chart(data(rows)).mark_rule(
        strokeWidth=width, strokeDash=[5, 4] if dashed else [1, 0]
    )
    return mark.encode(x=_x(), x2="x2:Q", y=_y(), y2="y2:Q", color=_colour())


def _points(rows: Rows, size: int, shape: str = "circle") -> alt.Chart:
    mark = alt.Chart(data(rows)).mark_point(
        filled=True, size=size, shape=shape, opacity=1, stroke="white", strokeWidth=1
    )
    return mark.encode(x=_x(), y=_y(), color=_colour())


def _way(names: Names, way: Mapping[str, Any] | None) -> list[alt.Chart]:
    """Return the top of the picture: today on the left, the package where the lanes begin."""
    package = [{"x": PACKAGE, "y": 0, "colour": INK, "text": "The package"}]
    drawn = [_points(package, 210, "diamond")]
    labels = [{"x": PACKAGE, "y": -0.62, "colour": INK, "text": "The package"}]
    if way is None or not way["found"] or not way["steps"]:
        return [*drawn, _text(labels, align="center", fontWeight="bold")]
    count = len(way["steps"])
    start = 0.04
    labels.append({"x": start, "y": -0.62, "colour": INK, "text": "Today"})
    line = [{"x": start, "x2": PACKAGE, "y": 0, "y2": 0, "colour": SOFT}]
    marks: Rows = [{"x": start, "y": 0, "colour": SOFT}]
    words: Rows = []
    for k, step in enumerate(way["steps"] if count <= MOST_MARKS else ()):
        at = start + (PACKAGE - start) * (k + 1) / count
        if k + 1 < count:
            marks.append({"x": at, "y": 0, "colour": SOFT})
        middle = start + (PACKAGE - start) * (k + 0.5) / count
        losing = k == way["broken_at"]
        words.append({
            "x": middle, "y": 0.36, "colour": DEAD if losing else SOFT,
            "text": f"{k + 1}", "who": names.actors(step["by"]),
        })  # fmt: skip
    if count > MOST_MARKS:
        middle = (start + PACKAGE) / 2
        words.append({"x": middle, "y": 0.36, "colour": SOFT, "text": f"{count} steps"})
    return [
        _lines(line, width=2.5),
        _points(marks, 90),
        *drawn,
        _text(labels, align="center", fontWeight="bold"),
        _text(words, align="center", size=11),
    ]


@dataclass
class _Lanes:
    """The marks of all lanes, collected by kind before they are drawn in layers."""

    titles: Rows = field(default_factory=list)
    solid: Rows = field(default_factory=list)
    dashed: Rows = field(default_factory=list)
    marks: Rows = field(default_factory=list)
    words: Rows = field(default_factory=list)
    values: Rows = field(default_factory=list)

    def layers(self, lanes: int) -> list[alt.Chart]:
        """Return the layers, lines below points below words."""
        trunk = [{"x": PACKAGE, "x2": PACKAGE, "y": 0, "y2": lanes, "colour": RULE}]
        heads = [
            {"x": LEAVES, "y": 0, "colour": SOFT, "text": "if it leaves"},
            {"x": ENDS, "y": 0, "colour": SOFT, "text": "after the answer"},
        ]
        return [
            _lines(trunk, width=1.2),
            *([_lines(self.dashed, dashed=True)] if self.dashed else []),
            *([_lines(self.solid, width=2.5)] if self.solid else []),
            *([_points(self.marks, 100)] if self.marks else []),
            _text(self.titles, align="right"),
            *([_text(heads, align="center", size=11)] if self.marks else []),
            *([_text(self.words, size=11)] if self.words else []),
            *([_text(self.values, align="center", size=11)] if self.values else []),
        ]

    def say(self, x: float, y: float, text: str, colour: str = SOFT) -> None:
        """Write words after a mark."""
        self.words.append({"x": x + 0.02, "y": y, "colour": colour, "text": text})

    def value(self, x: float, y: float, kind: str, worths: float | None) -> None:
        """Write what a mark is worth above it, if it is known."""
        if worths is not None:
            text = worth(kind, worths)
            self.values.append({"x": x, "y": y - 0.33, "colour": INK, "text": text})


def _lanes(names: Names, answer: Mapping[str, Any]) -> list[alt.Chart]:
    """Return one lane per actor: stays, or leaves and what the others make of it."""
    order = [actor.id for actor in names.dispute.actors]
    lanes = _Lanes()
    for lane, (actor, row) in enumerate(answer["verdicts"].items(), start=1):
        title = clipped(names.actor(actor), 30)
        if actor not in answer["parties"]:
            title += " (no vote)"
        lanes.titles.append({"x": PACKAGE - 0.02, "y": lane, "colour": INK, "text": title})
        _lane(lanes, lane, row, names, answer["kinds"][actor], hue(order.index(actor)))
    return lanes.layers(len(answer["verdicts"]))


def _lane(
    lanes: _Lanes, lane: int, row: Mapping[str, Any], names: Names, kind: str, colour: str
) -> None:
    """Add one actor's departure and its answer."""
    best = _best(row)
    if best is None:
        told = "stays: nothing to gain" if row["nash"]["stable"] else "not decided"
        lanes.say(PACKAGE, lane, told)
        return
    lanes.solid.append({"x": PACKAGE, "x2": LEAVES, "y": lane, "y2": lane, "colour": colour})
    lanes.marks.append({"x": LEAVES, "y": lane, "colour": colour})
    lanes.value(LEAVES, lane, kind, best.get("to_worth"))
    if best["answers"] is None:
        is_free = row[told_concept(row)]["stable"] is False
        told = "nothing deters it" if is_free else "answer not decided"
        lanes.say(LEAVES, lane, told, DEAD if is_free else SOFT)
        return
    lanes.dashed.append({"x": LEAVES, "x2": ENDS, "y": lane, "y2": lane, "colour": SOFT})
    lanes.marks.append({"x": ENDS, "y": lane, "colour": SOFT})
    lanes.value(ENDS, lane, kind, best.get("end_worth"))
    lanes.say(ENDS, lane, clipped(_answerers(names, best["answers"]), 34), INK)


def _best(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the improvement that the story tells; None where there is none."""
    if row["nash"]["stable"] is not False:
        return None
    for source in (row[told_concept(row)], row["nash"]):
        witness = source["witness"]
        if witness and witness["improvements"]:
            return witness["improvements"][0]
    return None


def _answerers(names: Names, answers: Sequence[Mapping[str, Any]]) -> str:
    who = dict.fromkeys(name for answer in answers for name in answer["by"])
    return listing(names.actor(name) for name in who) or "by itself"


def way(names: Names, found: Mapping[str, Any], today: Mapping[str, float]) -> Markup:
    """Draw what every party has on the way: points against today, step by step.

    ``today`` is the utility of every party in the package in force.
    """
    order = [actor.id for actor in names.dispute.actors]
    rows: Rows = []
    ends: Rows = []
    low: Rows = []
    for party in found["worst"]:
        total = 0.0
        rows.append({"party": party, "step": 0, "points": 0.0, "colour": hue(order.index(party))})
        for place, step in enumerate(found["steps"], start=1):
            total += step["gain"][party]
            rows.append({
                "party": party, "step": place, "points": total,
                "colour": hue(order.index(party)),
            })  # fmt: skip
        ends.append(
            {
                "step": len(found["steps"]),
                "points": total,
                "text": clipped(names.actor(party), 24),
                "colour": hue(order.index(party)),
            }
        )
        worst = found["worst"][party]
        low.append({"step": worst["step"], "points": worst["points"] - today[party],
                    "colour": hue(order.index(party))})  # fmt: skip
    steps = list(range(len(found["steps"]) + 1))
    x = alt.X("step:Q", title="Steps taken", scale=alt.Scale(nice=False),
              axis=alt.Axis(values=steps, format="d", grid=False))  # fmt: skip
    y = alt.Y("points:Q", title="Points above (up) or below (down) today")
    zero = alt.Chart(data([{"points": 0}])).mark_rule(color=SOFT, strokeWidth=1.2).encode(y=y)
    line = (
        alt.Chart(data(rows))
        .mark_line(strokeWidth=2.2)
        .encode(x=x, y=y, detail="party:N", color=_colour())
    )
    label = (
        alt.Chart(data(_apart(ends)))
        .mark_text(align="left", dx=8, fontSize=11.5)
        .encode(x=x, y=alt.Y("place:Q"), text="text:N", color=_colour())
    )
    triangle = alt.Chart(data(low)).mark_point(
        shape="triangle-down", size=70, filled=True, opacity=1
    )
    worst = triangle.encode(x=x, y=y, color=_colour())
    chart = alt.layer(zero, line, worst, label).properties(width=520, height=300)
    return svg(chart, "way")


def _apart(ends: Rows) -> Rows:
    """Move labels apart that would lie on each other."""
    if not ends:
        return ends
    values = [row["points"] for row in ends]
    gap = max(max(values) - min(*values, 0.0), 1.0) / 18
    placed: Rows = []
    last = float("-inf")
    for row in sorted(ends, key=lambda item: item["points"]):
        last = max(row["points"], last + gap)
        placed.append({**row, "place": last})
    return placed
