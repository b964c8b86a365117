"""Pictures of decades of play: how long it lasts, how it ends, what its years look like."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
from markupsafe import Markup

from .decades import OPEN, outcome, outcomes
from .draw import Drawn, Rows, data, svg
from .formats import DOTS, clipped
from .names import Names
from .palette import BAR, DEAD, INK, SOFT, hue, stroke
from .play_words import Data, is_dated, label, told_unit

MOST_PANELS = 9
"""Strategies, or stocks, drawn side by side; the tables have all."""

BAND = "#dbe4ee"
"""Colour of the middle 80 per cent."""

NO_AXIS = alt.Axis(labels=False, ticks=False, domain=False, grid=False, title=None)


Panel = alt.LayerChart | alt.FacetChart
"""One of several drawings side by side."""


def colours() -> alt.Color:
    """Take colours as the data gives them."""
    return alt.Color("colour:N", scale=None, legend=None)


def titled(chart: Panel, text: str, width: int = 38) -> Panel:
    """Give a panel its head."""
    head = alt.TitleParams(
        clipped(text, width), anchor="start", fontSize=12.5, color=INK, offset=8, frame="group"
    )
    return chart.properties(title=head)


def panels(charts: Sequence[Panel], columns: int, *above: Panel) -> Drawn:
    """Lay panels out in rows, with a key above."""
    grid = alt.concat(*charts, columns=columns, spacing=26).resolve_scale(
        x="independent", y="independent", color="independent"
    )
    return alt.vconcat(*above, grid, spacing=10) if above else grid


def key(entries: Sequence[tuple[str, str, Sequence[int]]], width: int = 800) -> Panel:
    """Draw a key: texts with a stroke of their colour and dashes, in rows.

    ``entries`` are texts, colours and dashes.
    """
    rows: Rows = []
    x, y = 0.0, 0
    for text, colour, dash in entries:
        wide = 40 + 6.9 * len(text)
        if x and x + wide > width:
            x, y = 0.0, y + 1
        rows.append({"x": x, "x2": x + 26, "t": x + 32, "y": y, "text": text, "colour": colour,
                     "dash": list(dash)})  # fmt: skip
        x += wide + 14
    across = alt.Scale(domain=[0, width], nice=False)
    down = alt.Scale(domain=[-0.5, y + 0.5], reverse=True, nice=False)
    place = alt.Y("y:Q", axis=None, scale=down)
    layers: list[alt.Chart] = []
    for row in rows:
        base = alt.Chart(data([row]))
        layers += [
            base.mark_rule(strokeWidth=3, strokeDash=row["dash"]).encode(
                x=alt.X("x:Q", axis=None, scale=across), x2="x2:Q", y=place, color=colours()
            ),
            base.mark_text(align="left", fontSize=12).encode(
                x=alt.X("t:Q", axis=None, scale=across), y=place, text="text:N"
            ),
        ]
    return alt.layer(*layers).properties(width=width, height=22 * (y + 1))


def apart(rows: Rows, field: str, gap: float, low: float, high: float) -> Rows:
    """Return rows with a ``place`` for their labels, none nearer than ``gap`` to the next.

    Labels stay between ``low`` and ``high`` as far as they all fit.
    """
    ordered = sorted(rows, key=lambda row: row[field])
    places: list[float] = []
    for row in ordered:
        places.append(max(row[field], places[-1] + gap) if places else max(row[field], low))
    top = high
    for k in range(len(places) - 1, -1, -1):
        places[k] = min(places[k], top)
        top = places[k] - gap
    return [{**row, "place": place} for row, place in zip(ordered, places, strict=True)]


def year_axis(answer: Data, *, most: int = 7) -> alt.Axis:
    """Return the axis of years: round numbers between the first and the last."""
    title = None if is_dated(answer) else "Year"
    first, last = answer["start"], answer["start"] + answer["years"]
    step = next((s for s in (1, 2, 5, 10, 20, 50) if (last - first) / s <= most), 100)
    values = [year for year in range(first, last + 1) if year % step == 0]
    return alt.Axis(values=values, format="d", grid=False, title=title)


def survival(names: Names, answer: Data) -> Markup:
    """Draw the chance that no ending has come yet, a line per strategy."""
    first, last = answer["start"], answer["start"] + answer["years"]
    pad = 0.035 * answer["years"]
    x = alt.X("year:Q", axis=year_axis(answer, most=10),
              scale=alt.Scale(domain=[first, last + pad], nice=False))  # fmt: skip
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=5, labelFontSize=11.5, labelColor=SOFT, title=None),
    )
    layers: list[alt.Chart] = []
    ends: Rows = []
    for k, (name, one) in enumerate(answer["strategies"].items()):
        colour = INK if k == 0 else BAR
        rows = [{"year": first + t, "share": share} for t, share in enumerate(one["survival"])]
        layers.append(
            alt.Chart(data(rows))
            .mark_line(strokeWidth=2.8 if k == 0 else 1.7, strokeDash=list(stroke(k)), color=colour)
            .encode(x=x, y=y)
        )
        text = f"{label(names, name)}  {round(100 * rows[-1]['share'])} %"
        ends.append({**rows[-1], "text": text, "colour": colour, "far": last + pad})
    placed = apart(ends, "share", 0.058, 0.02, 0.98)
    leader = alt.Chart(data(placed)).mark_rule(color=SOFT, strokeWidth=0.8)
    layers += [
        leader.encode(x=x, x2="far:Q", y=y, y2="place:Q"),
        alt.Chart(data(placed))
        .mark_text(align="left", dx=5, fontSize=12)
        .encode(x=alt.X("far:Q"), y=alt.Y("place:Q"), text="text:N", color=colours()),
    ]
    return svg(alt.layer(*layers).properties(width=500, height=300), "survival")


def wrapped(text: str, width: int, lines: int) -> list[str]:
    """Return a head in up to so many lines of about so many letters.

    Examples
    --------
    >>> wrapped("Collapse, and what comes after it", 13, 2)
    ['Collapse, and', 'what comes…']
    """
    found = [""]
    for word in text.split():
        if found[-1] and len(found[-1]) + len(word) + 1 > width:
            found.append("")
        found[-1] = f"{found[-1]} {word}".strip()
    kept = [clipped(line, width + 2) for line in found[:lines]]
    if len(found) > lines:
        kept[-1] = kept[-1].rstrip("…") + "…"
    return kept


def counted(share: float) -> tuple[int, str]:
    """Return how many of fifty histories a chance is, and the words for it.

    Examples
    --------
    >>> counted(0.184), counted(0.004), counted(0.0)
    ((9, '9'), (0, 'under 1'), (0, '0'))
    """
    number = round(DOTS * share)
    if not number and share > 1e-9:
        return number, "under 1"
    return number, str(number)


def endings(names: Names, answer: Data) -> Markup:
    """Draw fifty histories per strategy: how many stand where at the end, ten dots in a row."""
    table = {name: outcomes(answer, name) for name in answer["strategies"]}
    heads = list(next(iter(table.values())))
    pitch, wide, high = 6.4, 86, 56
    rows: Rows = []
    empty: Rows = []
    counts: Rows = []
    for line, shares in enumerate(table.values()):
        for column, head in enumerate(heads):
            number, text = counted(shares.get(head, 0.0))
            x, y = column * wide, line * high
            empty += [{"x": x, "x2": x + 9 * pitch + 0.5, "y": y + r * pitch} for r in range(5)]
            for r in range(5):
                full = min(10, number - 10 * r)
                if full > 0:
                    tint = SOFT if head == OPEN else BAR
                    rows.append({"x": x, "x2": x + (full - 1) * pitch + 0.5, "y": y + r * pitch,
                                 "colour": tint})  # fmt: skip
            counts.append({"x": x + 4.5 * pitch, "y": y + 5.6 * pitch, "text": text})
    titles = [
        {"x": -26, "y": line * high + 2 * pitch, "text": label(names, name, 32)}
        for line, name in enumerate(table)
    ]
    tops: Rows = []
    for k, head in enumerate(heads):
        lines = wrapped(outcome(names, head), 13, 4)
        tops += [
            {"x": k * wide - 3, "y": -16 - 14 * (len(lines) - 1 - n), "text": text}
            for n, text in enumerate(lines)
        ]
    left, right = -236, len(heads) * wide - 16
    top, bottom = -74, len(table) * high
    sx = alt.Scale(domain=[left, right], nice=False)
    sy = alt.Scale(domain=[top, bottom], nice=False, reverse=True)
    x, y = alt.X("x:Q", axis=None, scale=sx), alt.Y("y:Q", axis=None, scale=sy)
    dots = {"strokeCap": "round", "strokeDash": [0.01, pitch - 0.01], "opacity": 1}
    chart = alt.layer(
        alt.Chart(data(empty)).mark_rule(strokeWidth=4.6, color="#dfe4ea", **dots)
        .encode(x=x, x2="x2:Q", y=y),
        alt.Chart(data(rows)).mark_rule(strokeWidth=4.9, **dots)
        .encode(x=x, x2="x2:Q", y=y, color=colours()),
        alt.Chart(data(counts)).mark_text(fontSize=11, color=SOFT, baseline="middle")
        .encode(x=x, y=y, text="text:N"),
        alt.Chart(data(titles)).mark_text(align="right", fontSize=12.5, baseline="middle")
        .encode(x=x, y=y, text="text:N"),
        alt.Chart(data(tops))
        .mark_text(align="left", fontSize=11.5, baseline="bottom")
        .encode(x=x, y=y, text="text:N"),
    )  # fmt: skip
    return svg(chart.properties(width=right - left, height=bottom - top), "endings")


def stocks(names: Names, answer: Data, strategy: str) -> Markup:
    """Draw every stock under one strategy: sampled histories over the middle 80 per cent."""
    shown = list(answer["strategies"][strategy]["stock"])[:MOST_PANELS]
    columns = columns_of(len(shown))
    charts = [
        titled(_stock(names, answer, strategy, name, None, columns), _stock_head(names, name), 56)
        for name in shown
    ]
    return svg(panels(charts, columns), "stocks")


def columns_of(charts: int) -> int:
    """Return how many panels stand side by side."""
    return charts if charts < 3 else 2 if charts == 4 else 3


def wide_of(columns: int) -> int:
    """Return the width of a panel, in pixels."""
    return {1: 460, 2: 350}.get(columns, 226)


def _stock_head(names: Names, name: str) -> str:
    unit = told_unit(names, name)
    title = clipped(names.stock(name), 50 - min(len(unit), 14))
    return f"{title}, {clipped(unit, 14)}" if unit else title


def stock_by_strategy(names: Names, answer: Data, stock: str) -> Markup:
    """Draw one stock under several strategies, on one scale."""
    shown = list(answer["strategies"])[:MOST_PANELS]
    limits = _limits(names, answer, stock, shown)
    columns = columns_of(len(shown))
    charts = [
        titled(_stock(names, answer, name, stock, limits, columns), names.short(name), 34)
        for name in shown
    ]
    return svg(panels(charts, columns), f"stock-{stock}")


def _limits(names: Names, answer: Data, stock: str, shown: Sequence[str]) -> tuple[float, float]:
    """Return the span of a stock over strategies."""
    values: list[float] = list(names.levels(stock)[:1])
    for name in shown:
        one = answer["strategies"][name]
        for row in one["stock"][stock].values():
            values += [value for value in row if value is not None]
        values += [year["stock"][stock] for past in one["histories"] for year in past["years"]]
    low, high = min(values), max(values)
    return (low, high) if high > low else (low, low + 1)


def _stock(
    names: Names,
    answer: Data,
    strategy: str,
    stock: str,
    limits: tuple[float, float] | None,
    columns: int,
) -> Panel:
    one, first = answer["strategies"][strategy], answer["start"]
    found = one["stock"][stock]
    low, high = limits or _limits(names, answer, stock, [strategy])
    band = [
        {"year": first + t, "low": found["q10"][t], "high": found["q90"][t], "mean": mean}
        for t, mean in enumerate(found["mean"])
        if mean is not None
    ]
    paths, stops = _paths(answer, one["histories"], stock, 0.012 * (high - low))
    last = first + answer["years"]
    x = alt.X("year:Q", axis=year_axis(answer, most=4),
              scale=alt.Scale(domain=[first, last], nice=False))  # fmt: skip
    axis = alt.Axis(tickCount=4, labelFontSize=11, labelColor=SOFT, title=None)
    scale = alt.Scale(domain=[low - 0.04 * (high - low), high + 0.04 * (high - low)], nice=False)
    y = alt.Y("value:Q", axis=axis, scale=scale)
    base = alt.Chart(data(band))
    return alt.layer(
        base.mark_area(color=BAND).encode(
            x=x, y=alt.Y("low:Q", axis=axis, scale=scale), y2="high:Q"
        ),
        alt.Chart(data(paths))
        .mark_line(strokeWidth=0.9, color=BAR, opacity=0.55, strokeJoin="round")
        .encode(x=x, y=y, detail="path:N"),
        alt.Chart(data(stops))
        .mark_point(shape="circle", size=13, filled=True, color=DEAD, opacity=0.9)
        .encode(x=x, y=y),
        base.mark_line(strokeWidth=2.4, color=INK).encode(
            x=x, y=alt.Y("mean:Q", axis=axis, scale=scale)
        ),
    ).properties(width=wide_of(columns), height=150)


def _paths(
    answer: Data, histories: Sequence[Mapping[str, Any]], stock: str, shake: float
) -> tuple[Rows, Rows]:
    """Return sampled histories as lines, moved apart a little, and where an ending cut them."""
    paths: Rows = []
    stops: Rows = []
    shaken = random.Random(0)
    for k, past in enumerate(histories):
        off = shaken.uniform(-shake, shake)
        rows = [
            {"path": k, "year": answer["start"] + t, "value": year["stock"][stock] + off}
            for t, year in enumerate(past["years"])
        ]
        paths += turns(rows)
        if rows and past["ending"] is not None:
            stops.append(rows[-1])
    return paths, stops


def turns(rows: Rows) -> Rows:
    """Return the points of a line without those that lie between two others of the same value."""
    return [
        row
        for k, row in enumerate(rows)
        if not 0 < k < len(rows) - 1
        or rows[k - 1]["value"] != row["value"]
        or rows[k + 1]["value"] != row["value"]
    ]


def rents(names: Names, answer: Data) -> Markup:
    """Draw what each payer pays per year under several strategies, one on the other."""
    paid = {k: one["rent"] for k, one in answer["strategies"].items() if one["rent"]}
    shown = list(paid)[:MOST_PANELS]
    payers = list(paid[shown[0]])
    known = [actor.id for actor in names.dispute.actors]
    tints = {p: hue(known.index(p)) if p in known else SOFT for p in payers}
    sums = [sum(column) for name in shown for column in zip(*paid[name].values(), strict=True)]
    low = min(0.0, *(min(row) for name in shown for row in paid[name].values()))
    top = max(*sums, 0.0) or 1.0
    charts = []
    columns = columns_of(len(shown))
    for name in shown:
        rows: Rows = []
        below = [0.0] * answer["years"]
        for payer in payers:
            for t, value in enumerate(paid[name][payer]):
                rows.append({"year": answer["start"] + t, "low": below[t],
                             "high": below[t] + value, "payer": payer,
                             "colour": tints[payer]})  # fmt: skip
                below[t] += value
        x = alt.X(
            "year:Q",
            axis=year_axis(answer, most=4),
            scale=alt.Scale(
                domain=[answer["start"], answer["start"] + max(answer["years"] - 1, 1)], nice=False
            ),
        )
        y = alt.Y(
            "low:Q",
            scale=alt.Scale(domain=[low, 1.04 * top], nice=False),
            axis=alt.Axis(tickCount=4, labelFontSize=11, labelColor=SOFT, title=None),
        )
        area = alt.Chart(data(rows)).mark_area(opacity=0.85, stroke="white", strokeWidth=0.6)
        drawn = area.encode(x=x, y=y, y2="high:Q", detail="payer:N", color=colours())
        charts.append(
            titled(
                alt.layer(drawn).properties(width=wide_of(columns), height=120),
                names.short(name),
                34,
            )
        )
    entries = [(clipped(names.actor(p), 40), tints[p], (1, 0)) for p in payers]
    return svg(panels(charts, columns, key(entries)), "rents")
