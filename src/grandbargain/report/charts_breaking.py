"""Pictures of section 8: shares that pass, coverage against density, one number at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
from markupsafe import Markup

from .breaking import Data, asked_tests, crosses, drawn_bars, interval, scored
from .charts_play import Panel, colours, panels, titled
from .draw import Rows, data, svg
from .formats import clipped, percent
from .numbers_named import NumberNames
from .palette import BAR, DEAD, INK, RULE, SOFT

DEPTHS = ("#9aa7b5", "#7fb0dc", "#3f82c4", "#1f5a9e", "#123a6b")
"""Colours of boxes that limit none, one, two, three, and four numbers or more."""

LIGHT = "#a9c3de"
"""Colour of the half of a bar that a number's high end makes."""

HALO: Mapping[str, Any] = {"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}
"""What keeps the lines of the grid away from a text."""

NAME = 96
"""Letters of a number's name over its bar."""


def passing(answer: Data) -> Markup:
    """Draw the share of worlds in which each test passes, with its interval."""
    rows: Rows = []
    for line, test in enumerate(asked_tests(answer).values()):
        share = test["domain"]
        rows.append(
            {"line": line, "share": share["share"], "low": share["low"], "high": share["high"],
             "title": clipped(test["title"], 64), "at": 0.0, "end": 1.02,
             "text": f"{percent(share['share'])} ({interval(share['low'], share['high'])})"}
        )  # fmt: skip
    x = alt.X(
        "share:Q",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(format="%", tickCount=5, title="Share of worlds in which it passes"),
    )
    y = alt.Y("line:O", axis=None, scale=alt.Scale(paddingInner=0.4))
    base = alt.Chart(data(rows))
    chart = alt.layer(
        base.mark_rule(color=RULE, strokeWidth=9).encode(x=alt.X("low:Q"), x2="high:Q", y=y),
        base.mark_point(shape="diamond", size=95, filled=True, color=BAR, opacity=1).encode(
            x=x, y=y
        ),
        *(
            base.mark_text(align="left", dy=-17, fontSize=12.5, **halo).encode(
                x=alt.X("at:Q"), y=y, text="title:N"
            )
            for halo in (HALO, {})
        ),
        base.mark_text(align="left", dx=6, fontSize=11.5, color=SOFT).encode(
            x=alt.value(510), y=y, text="text:N"
        ),
    )
    return svg(chart.properties(width=500, height=46 * len(rows)), "breaks-passing")


def curves(test: Data, name: str) -> Markup:
    """Draw coverage against density on the way to a box, coloured by how much it limits."""
    conditions = test["conditions"] or {"trajectory": (), "boxes": ()}
    charts = [
        titled(_curve(steps, boxes[:1]), text, 50)
        for text, steps, boxes in (
            ("Where it fails", test["trajectory"], test["boxes"]),
            ("Where it passes", conditions["trajectory"], conditions["boxes"]),
        )
        if len(steps) > 1
    ]
    return svg(panels(charts, 2, _depth_key()), name)


def _depth_key() -> Panel:
    """Draw which colour limits how many numbers."""
    texts = ("limits none", "one number", "two", "three", "four or more", "chosen", "the box told")
    rows: Rows = []
    x = 4.0
    for k, text in enumerate(texts):
        rows.append({"x": x, "t": x + 10, "y": 0, "text": text,
                     "colour": DEPTHS[k] if k < len(DEPTHS) else "#ffffff"})  # fmt: skip
        x += 34 + 6.9 * len(text)
    across = alt.Scale(domain=[0, 700], nice=False)
    place = alt.X("x:Q", axis=None, scale=across)
    down = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1, 1]))
    base = alt.Chart(data(rows))
    return alt.layer(
        base.mark_point(size=60, filled=True, opacity=1).encode(x=place, y=down, color=colours()),
        alt.Chart(data(rows[-2:-1]))
        .mark_point(size=110, filled=False, strokeWidth=1.6, color=INK, opacity=1)
        .encode(x=place, y=down),
        alt.Chart(data(rows[-1:]))
        .mark_point(shape="diamond", size=150, filled=False, strokeWidth=2, color=DEAD, opacity=1)
        .encode(x=place, y=down),
        base.mark_text(align="left", fontSize=12).encode(
            x=alt.X("t:Q", axis=None, scale=across), y=down, text="text:N"
        ),
    ).properties(width=700, height=24)


def _curve(steps: Sequence[Data], boxes: Sequence[Data]) -> Panel:
    rows: Rows = [
        {
            "coverage": step["coverage"],
            "density": step["density"],
            "order": k,
            "colour": DEPTHS[min(step["restricted"], len(DEPTHS) - 1)],
            "chosen": step["is_chosen"],
        }
        for k, step in enumerate(steps)
    ]
    axis = alt.Axis(format="%", tickCount=5, labelFontSize=11, labelColor=SOFT)
    told = [{"coverage": box["coverage"], "density": box["density"]} for box in boxes]
    low = min(row["density"] for row in (*rows, *told))
    floor = max(0.0, min(0.5, low - 0.1))
    left = max(0.0, min(0.5, min(row["coverage"] for row in (*rows, *told)) - 0.1))
    x = alt.X(
        "coverage:Q",
        scale=alt.Scale(domain=[left, 1.03], nice=False),
        axis=axis,
        title="Coverage",
    )
    y = alt.Y(
        "density:Q",
        scale=alt.Scale(domain=[floor, 1.03], nice=False),
        axis=axis,
        title="Density",
    )
    base = alt.Chart(data(rows))
    chosen = [row for row in rows if row["chosen"]]
    return alt.layer(
        base.mark_line(color=RULE, strokeWidth=1.3).encode(x=x, y=y, order="order:Q"),
        base.mark_point(size=52, filled=True, opacity=1).encode(x=x, y=y, color=colours()),
        alt.Chart(data(chosen))
        .mark_point(size=170, filled=False, strokeWidth=1.6, color=INK, opacity=1)
        .encode(x=x, y=y),
        alt.Chart(data(told))
        .mark_point(shape="diamond", size=300, filled=False, strokeWidth=2, color=DEAD, opacity=1)
        .encode(x=x, y=y),
    ).properties(width=290, height=230)


def tornado(test: Data, named: NumberNames, name: str) -> Markup:
    """Draw what the numbers that move the score most do to it, a bar each around the centre."""
    unit, centre = test["score_unit"], test["tornado"]["centre"]
    bars = drawn_bars(test)
    halves: Rows = []
    texts: Rows = []
    names: Rows = []
    for line, (path, bar) in enumerate(bars):
        ends = sorted(
            ((bar[end], bar[f"{end}_value"], end) for end in ("low", "high")), key=lambda e: e[0]
        )
        for end in ("low", "high"):
            halves.append({"line": line, "a": min(bar[end], centre), "b": max(bar[end], centre),
                           "colour": BAR if end == "low" else LIGHT,
                           "size": abs(bar[end] - centre)})  # fmt: skip
        for (value, setting, _), side in zip(ends, ("left", "right"), strict=True):
            at = min(value, centre) if side == "left" else max(value, centre)
            text = clipped(named.setting(path, setting), 30)
            texts.append({"line": line, "at": at, "text": text, "side": side})
        names.append({"line": line, "text": clipped(named.headed(path), NAME),
                      "turns": crosses(bar, centre)})  # fmt: skip
    low = min(0.0, centre, *(row["a"] for row in halves))
    high = max(0.0, centre, *(row["b"] for row in halves))
    room = 0.2 * (high - low) or 1.0
    scale = alt.Scale(domain=[low - room, high + room], nice=False)
    axis = alt.Axis(title=f"Score: {clipped(unit, 70)}", tickCount=6)
    x = alt.X("a:Q", scale=scale, axis=axis)
    y = alt.Y("line:O", axis=None)
    halves.sort(key=lambda row: -row["size"])
    layers: list[alt.Chart] = [
        alt.Chart(data([{"a": 0.0}]))
        .mark_rule(color=DEAD, strokeDash=[4, 3], strokeWidth=1.3)
        .encode(x=x),
        alt.Chart(data(halves))
        .mark_bar(size=13, opacity=1, yOffset=9)
        .encode(x=x, x2="b:Q", y=y, color=colours()),
        alt.Chart(data([{"a": centre}])).mark_rule(color=INK, strokeWidth=1.4).encode(x=x),
    ]
    for turns in (False, True):
        shown = alt.Chart(data([row for row in names if row["turns"] is turns]))
        look: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": 12.5, "dy": -9,
                                "fontWeight": "bold" if turns else "normal"}  # fmt: skip
        layers += [
            shown.mark_text(**look, **halo).encode(x=alt.value(0), y=y, text="text:N")
            for halo in (HALO, {})
        ]
    for side, dx in (("left", -5), ("right", 5)):
        layers.append(
            alt.Chart(data([row for row in texts if row["side"] == side]))
            .mark_text(
                align="right" if side == "left" else "left", dx=dx, dy=9, fontSize=11.5, color=SOFT
            )
            .encode(x=alt.X("at:Q", scale=scale), y=y, text="text:N")
        )
    return svg(alt.layer(*layers).properties(width=640, height=40 * len(bars)), name)


def tornado_reading(test: Data) -> str:
    """Say what the marks in the picture of swings are."""
    unit, centre = test["score_unit"], test["tornado"]["centre"]
    return (
        f"Each bar runs from the score with the number at its low end (dark) to that at its high "
        f"end (light); the solid line is the central world ({scored(centre, unit)}), the dashed "
        "line the edge at 0: right of it is the good side. Bold: numbers that, moved alone, carry "
        "the score over the edge."
    )
