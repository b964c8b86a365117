"""Pictures of options compared: points to each actor, the cost of delay, what a deal hangs on."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
from markupsafe import Markup

from .charts_play import (
    MOST_PANELS,
    Panel,
    apart,
    colours,
    columns_of,
    key,
    panels,
    titled,
    wide_of,
)
from .draw import Rows, data, svg
from .formats import clipped
from .names import Names
from .palette import BAR, INK, RULE, SOFT, hue, stroke
from .play_words import Data, actors, label, told_unit, without_vote
from .waiting import against_now

LINE = 19
"""Height of a strategy's line, in pixels."""

MOST_DRAWN = 12
"""Strategies drawn in one panel; the table has all."""


def _hue(names: Names, actor: str) -> str:
    known = [item.id for item in names.dispute.actors]
    return hue(known.index(actor)) if actor in known else SOFT


def values(names: Names, answer: Data) -> Markup:
    """Draw points per year of every strategy, a panel per actor, each on a scale of its own."""
    shown = list(answer["strategies"])[:MOST_DRAWN]
    charts = [
        titled(_values(names, answer, actor, shown, first=k % 3 == 0), _head(names, actor))
        for k, actor in enumerate(actors(answer))
    ]
    return svg(panels(charts, 3), "values")


def _head(names: Names, actor: str) -> str:
    title = names.actor(actor)
    return f"{clipped(title, 24)} (no vote)" if without_vote(names, [actor]) else clipped(title, 34)


def _values(names: Names, answer: Data, actor: str, shown: Sequence[str], *, first: bool) -> Panel:
    tint = _hue(names, actor)
    rows: Rows = []
    for line, name in enumerate(shown):
        one = answer["strategies"][name]
        over = (one.get("worlds") or {}).get("value_per_year", {}).get(actor)
        value = one["value_per_year"][actor]
        low, high = (over["q05"], over["q95"]) if over else (value, value)
        rows.append({"line": line, "value": value, "low": low, "high": high,
                     "text": label(names, name)})  # fmt: skip
    low, high = min(row["low"] for row in rows), max(row["high"] for row in rows)
    low, high = min(low, *(r["value"] for r in rows)), max(high, *(r["value"] for r in rows))
    margin = 0.08 * (high - low) or 1.0
    scale = alt.Scale(domain=[low - margin, high + margin], nice=False)
    axis = alt.Axis(tickCount=4, title=None, labelFontSize=11, gridOpacity=0.45)
    x = alt.X("value:Q", scale=scale, axis=axis)
    y = alt.Y("line:O", axis=alt.Axis(labels=False, ticks=False, domain=False, grid=False,
                                      title=None))  # fmt: skip
    top = max(row["value"] for row in rows)
    best = [row for row in rows if row["value"] >= top - 1e-6]
    rest = [row for row in rows if row["value"] < top - 1e-6]
    base = alt.Chart(data(rows))
    layers: list[alt.Chart] = [
        alt.Chart(data([{"value": rows[0]["value"]}]))
        .mark_rule(color=INK, strokeDash=[3, 3], strokeWidth=1)
        .encode(x=x),
        base.mark_rule(strokeWidth=4, strokeCap="round", color=tint, opacity=0.3).encode(
            x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q", y=y
        ),
        alt.Chart(data(rest))
        .mark_point(size=58, filled=True, fill="white", stroke=tint, strokeWidth=2, opacity=1)
        .encode(x=x, y=y),
        alt.Chart(data(best))
        .mark_point(shape="diamond", size=105, filled=True, color=tint, opacity=1)
        .encode(x=x, y=y),
    ]
    if first:
        layers.append(
            base.mark_text(align="right", fontSize=12).encode(y=y, x=alt.value(-10), text="text:N")
        )
    return alt.layer(*layers).properties(width=200, height=LINE * len(rows))


def delays(names: Names, answer: Data) -> Markup:
    """Draw what years of delay add or take, a panel per delay and a line per actor."""
    charts = [
        titled(_delay(names, answer, name), answer["delays"][name]["title"], 52)
        for name in list(answer["cost_of_delay"])[:MOST_PANELS]
    ]
    return svg(panels(charts, 2), "delays")


def _delay(names: Names, answer: Data, name: str) -> Panel:
    rows: Rows = []
    ends: Rows = []
    last = 0
    for actor in answer["cost_of_delay"][name]:
        tint = _hue(names, actor)
        for years, value in enumerate(against_now(answer, name, actor)):
            rows.append({"years": years, "points": value, "actor": actor, "colour": tint})
            last = max(last, years)
        ends.append({**rows[-1], "text": clipped(names.actor(actor), 20)})
    values = [row["points"] for row in rows]
    low, high = min(*values, 0.0), max(*values, 0.0)
    margin = 0.06 * (high - low) or 1.0
    low, high = low - margin, high + margin
    pad = 0.06 * last or 1.0
    x = alt.X("years:Q", scale=alt.Scale(domain=[0, last + pad], nice=False),
              axis=alt.Axis(values=list(range(0, last + 1, 5)), format="d", grid=False,
                            title="Years of delay"))  # fmt: skip
    y = alt.Y("points:Q", scale=alt.Scale(domain=[low, high], nice=False),
              axis=alt.Axis(title="Points a year against no delay", tickCount=6,
                            labelFontSize=11, labelColor=SOFT))  # fmt: skip
    inside = (low + margin / 2, high - margin / 2)
    ends = apart(ends, "points", (high - low) / 17, *inside)
    placed = [{**row, "far": last + pad} for row in ends]
    return alt.layer(
        alt.Chart(data([{"points": 0}])).mark_rule(color=SOFT, strokeWidth=1.2).encode(y=y),
        alt.Chart(data(rows))
        .mark_line(strokeWidth=2.1)
        .encode(x=x, y=y, detail="actor:N", color=colours()),
        alt.Chart(data(placed))
        .mark_rule(color=RULE, strokeWidth=1)
        .encode(x=x, x2="far:Q", y=y, y2="place:Q"),
        alt.Chart(data(placed))
        .mark_text(align="left", dx=4, fontSize=11.5)
        .encode(x="far:Q", y="place:Q", text="text:N", color=colours()),
    ).properties(width=250, height=260)


def starts(names: Names, answer: Data, ending: str, shown: Sequence[str]) -> Markup:
    """Draw the chance of a settlement by where each stock starts, a line per strategy."""
    every = list(answer["strategies"])
    rows_of = {name: answer["strategies"][name]["by_start"].get(ending, {}) for name in shown}
    top = max(
        (pair[1] for rows in rows_of.values() for pairs in rows.values() for pair in pairs),
        default=0.0,
    )
    charts = []
    stocks = list(rows_of[shown[0]])[:MOST_PANELS]
    columns = columns_of(len(stocks))
    for stock in stocks:
        unit = told_unit(names, stock)
        x = alt.X("level:Q", scale=alt.Scale(nice=False, zero=False),
                  axis=alt.Axis(tickCount=4, grid=False,
                                title=clipped(unit, 24) if unit else None))  # fmt: skip
        y = alt.Y("chance:Q", scale=alt.Scale(domain=[0, 1.08 * top or 1], nice=False),
                  axis=alt.Axis(format=".0%", tickCount=4, labelFontSize=11, labelColor=SOFT,
                                title=None))  # fmt: skip
        layers: list[alt.Chart] = []
        now = answer["strategies"][shown[0]]["stock"].get(stock, {}).get("mean", [None])[0]
        if now is not None:
            layers.append(
                alt.Chart(data([{"level": now}]))
                .mark_rule(color=SOFT, strokeDash=[2, 3])
                .encode(x=x)
            )
        for name in shown:
            pairs = rows_of[name].get(stock, [])
            line = alt.Chart(data([{"level": a, "chance": b} for a, b in pairs])).mark_line(
                color=INK if name == every[0] else BAR,
                strokeWidth=2.2,
                strokeDash=list(stroke(every.index(name))),
                point={"size": 26, "color": INK if name == every[0] else BAR},
            )
            layers.append(line.encode(x=x, y=y))
        panel = alt.layer(*layers).properties(width=wide_of(columns), height=140)
        charts.append(titled(panel, names.stock(stock), 34 if columns > 2 else 52))
    entries = [
        (
            clipped(names.short(name), 44),
            INK if name == every[0] else BAR,
            stroke(every.index(name)),
        )
        for name in shown
    ]
    return svg(panels(charts, columns, key(entries)), f"starts-{ending}")
