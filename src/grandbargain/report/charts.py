"""The pictures of the page. Each takes plain values and returns SVG; words are added elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
from markupsafe import Markup

from .draw import Rows, data, svg
from .formats import clipped, dots, points
from .labels import place
from .palette import BAR, DEAD, INK, RULE, SOFT, hue, shape
from .parts import Brief, Deal

PANEL = (232, 226)
"""Width and height of one frontier panel, in pixels."""

MOST_POINTS = 2000
"""Frontier points drawn in one panel; beyond that every k-th."""

MOST_BARS = 40
"""Issues drawn in the picture of what each is worth; the table has all."""

_NO_AXIS = alt.Axis(labels=False, ticks=False, domain=False, grid=False, title=None)
_LINE = alt.Y("line:O", axis=_NO_AXIS)


def _line_titles(titles: Sequence[str]) -> alt.Chart:
    """Write one title before each line; equal titles stay apart, unlike labels of an axis."""
    rows = [{"line": k, "text": title} for k, title in enumerate(titles)]
    return (
        alt.Chart(data(rows))
        .mark_text(align="right", fontSize=12.5)
        .encode(y=_LINE, x=alt.value(-10), text="text:N")
    )


def _identity(values: Sequence[str]) -> alt.Color:
    """Take colours as the data gives them."""
    return alt.Color("colour:N", scale=alt.Scale(domain=list(values), range=list(values)),
                     legend=None)  # fmt: skip


def _fill(rows: Rows) -> alt.Color:
    return _identity(sorted({row["colour"] for row in rows}))


def _deal_shapes(deals: Sequence[Deal], *, legend: bool) -> alt.Shape:
    titles = [f"{deal.letter}  {deal.rule_names}" for deal in deals]
    return alt.Shape(
        "deal:N",
        scale=alt.Scale(domain=titles, range=[shape(k) for k in range(len(deals))]),
        legend=(
            alt.Legend(
                title=None,
                orient="top",
                direction="vertical" if len(titles) > 3 else "horizontal",
                columns=2,
                symbolFillColor=SOFT,
                symbolStrokeColor=SOFT,
            )
            if legend
            else None
        ),
    )


def gains(brief: Brief) -> Markup:
    """Draw what every actor gains under every package, one row per actor."""
    rows: Rows = []
    spans: Rows = []
    today: Rows = []
    for line, name in enumerate(brief.actors):
        found = [deal.gain[name] for deal in brief.deals]
        now = brief.answer["status_quo"][name] - brief.answer["disagreement"][name]
        colour = hue(brief.colour(name))
        spans.append({"line": line, "low": min(0.0, *found), "high": max(0.0, *found)})
        today.append({"line": line, "gain": now})
        rows.extend(
            {
                "line": line,
                "gain": deal.gain[name],
                "deal": f"{deal.letter}  {deal.rule_names}",
                "colour": colour,
            }
            for deal in brief.deals
        )
    titles = [clipped(_role(brief, name), 44) for name in brief.actors]
    axis = alt.Axis(
        title="Points above (right) or below (left) what is left if talks fail", tickCount=8
    )
    band = alt.Chart(data(spans)).mark_rule(strokeWidth=5, color=RULE, strokeCap="round")
    zero = alt.Chart(data([{"gain": 0}])).mark_rule(color=SOFT, strokeWidth=1.2)
    ticks = alt.Chart(data(today)).mark_tick(color=INK, thickness=2, size=16)
    marks = alt.Chart(data(rows)).mark_point(filled=True, size=110, opacity=0.9, stroke="white",
                                             strokeWidth=0.8)  # fmt: skip
    chart = alt.layer(
        zero.encode(x=alt.X("gain:Q", axis=axis)),
        _line_titles(titles),
        band.encode(y=_LINE, x=alt.X("low:Q", axis=axis), x2="high:Q"),
        ticks.encode(y=_LINE, x=alt.X("gain:Q", axis=axis)),
        marks.encode(
            y=_LINE,
            x=alt.X("gain:Q", axis=axis),
            shape=_deal_shapes(brief.deals, legend=True),
            color=_fill(rows),
        ),
    ).properties(width=500, height=34 * len(titles))
    return svg(chart, "gains")


def _role(brief: Brief, name: str) -> str:
    title = brief.names.actor(name)
    return title if name in brief.answer["parties"] else f"{title} (no vote)"


def outline(brief: Brief, found: Mapping[str, Any], name: str) -> Markup:
    """Draw the edge of the zone of agreement for two actors, with packages and reference points."""
    a, b = found["actors"]
    edge = sorted(
        ((item["utility"][a], item["utility"][b]) for item in found["points"]),
        key=lambda point: (point[0], -point[1]),
    )
    answer = brief.answer
    today = (answer["status_quo"][a], answer["status_quo"][b])
    failing = (answer["disagreement"][a], answer["disagreement"][b])
    deals = [(deal.utility[a], deal.utility[b]) for deal in brief.deals]
    cloud = _cloud(answer.get("frontier"), a, b)
    every = [*edge, today, failing, *deals, *cloud]
    xs, ys = _limits([x for x, _ in every]), _limits([y for _, y in every])
    x = alt.X("x:Q", scale=alt.Scale(domain=xs, nice=False), axis=_panel_axis(brief, a))
    y = alt.Y("y:Q", scale=alt.Scale(domain=ys, nice=False), axis=_panel_axis(brief, b))

    def at(points: Sequence[tuple[float, float]]) -> alt.Data:
        return data([{"x": px, "y": py, "k": k} for k, (px, py) in enumerate(points)])

    layers: list[Any] = [
        alt.Chart(data([{"x": failing[0], "y": failing[1], "x2": xs[1], "y2": ys[1]}]))
        .mark_rect(color="#eef2f6", opacity=0.8)
        .encode(x=x, y=y, x2="x2:Q", y2="y2:Q"),
        alt.Chart(at(cloud)).mark_circle(size=16, color=SOFT, opacity=0.35).encode(x=x, y=y),
        alt.Chart(at(edge))
        .mark_line(color=BAR, strokeWidth=1.6, point={"color": BAR, "size": 18})
        .encode(x=x, y=y, order="k:Q"),
        alt.Chart(at([failing]))
        .mark_point(shape="cross", size=80, color=INK, filled=True)
        .encode(x=x, y=y),
        alt.Chart(at([today]))
        .mark_point(shape="circle", size=70, color=INK, filled=False, strokeWidth=2)
        .encode(x=x, y=y),
    ]
    deal_rows = [
        {"x": px, "y": py, "deal": f"{deal.letter}  {deal.rule_names}"}
        for deal, (px, py) in zip(brief.deals, deals, strict=True)
    ]
    layers.append(
        alt.Chart(data(deal_rows))
        .mark_point(filled=True, size=100, color=DEAD, stroke="white", strokeWidth=0.8)
        .encode(x=x, y=y, shape=_deal_shapes(brief.deals, legend=False))
    )
    named = [(*point, deal.letter) for point, deal in zip(deals, brief.deals, strict=True)]
    named += [(*today, "today"), (*failing, "if talks fail")]
    layers += _named_points(named, edge, xs, ys, x, y)
    return svg(alt.layer(*layers).properties(width=PANEL[0], height=PANEL[1]), name)


def _cloud(frontier: Mapping[str, Any] | None, a: str, b: str) -> list[tuple[float, float]]:
    if not frontier or not frontier["packages"]:
        return []
    step = -(-len(frontier["packages"]) // MOST_POINTS)
    return [(item["utility"][a], item["utility"][b]) for item in frontier["packages"][::step]]


def _limits(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    margin = 0.08 * (high - low) or 1.0
    return low - margin, high + margin


def _panel_axis(brief: Brief, actor: str) -> alt.Axis:
    return alt.Axis(
        title=clipped(f"{_role(brief, actor)}, points", 36),
        titleColor=hue(brief.colour(actor)),
        titleFontWeight="bold",
        labelFontSize=11,
        labelColor=SOFT,
        tickCount=5,
    )


def _named_points(
    named: Sequence[tuple[float, float, str]],
    edge: Sequence[tuple[float, float]],
    xs: tuple[float, float],
    ys: tuple[float, float],
    x: alt.X,
    y: alt.Y,
) -> list[alt.Chart]:
    wide, high = PANEL[0] / (xs[1] - xs[0]), PANEL[1] / (ys[1] - ys[0])

    def pixels(px: float, py: float) -> tuple[float, float]:
        return (px - xs[0]) * wide, (py - ys[0]) * high

    placed = place(
        [(*pixels(px, py), text) for px, py, text in named],
        PANEL,
        [pixels(*point) for point in edge],
    )
    charts: list[alt.Chart] = []
    for align in ("left", "right", "center"):
        rows = [
            {"x": item.x / wide + xs[0], "y": item.y / high + ys[0], "text": item.text}
            for item in placed
            if item.align == align
        ]
        if rows:
            charts.append(
                alt.Chart(data(rows))
                .mark_text(align=align, baseline="middle", fontSize=12, fontWeight="bold")
                .encode(x=x, y=y, text="text:N")
            )
    return charts


def acceptance(brief: Brief, deals: Sequence[Deal]) -> Markup:
    """Draw a grid of up to 50 dots per party and package: a full dot is a world that accepts."""
    across, gap_x, gap_y = 10, 13, 7.6
    rows: Rows = []
    titles: Rows = []
    who = [("joint", "All parties together", 7), *_party_rows(brief)]
    for line, (name, title, colour) in enumerate(who):
        y = line * gap_y + (1.4 if line else 0)
        titles.append({"x": -1.4, "y": y + 2, "text": clipped(title, 32), "bold": line == 0})
        for k, deal in enumerate(deals):
            found = deal.acceptance
            if found is None:
                continue
            share = found["joint"] if name == "joint" else found["by_party"][name]
            yes, total = dots(share, found["worlds"])
            rows.extend(
                {
                    "x": k * gap_x + n % across,
                    "y": y + n // across,
                    "colour": (INK if line == 0 else hue(colour)) if n < yes else "#ffffff",
                    "edge": INK if line == 0 else hue(colour),
                }
                for n in range(total)
            )
    heads = [
        {"x": k * gap_x + (across - 1) / 2, "y": -2.2, "text": f"Package {deal.letter}"}
        for k, deal in enumerate(deals)
    ]
    xs = (-17.0, len(deals) * gap_x - 2.5)
    ys = (-3.4, len(who) * gap_y + 0.4)
    x = alt.X("x:Q", axis=_NO_AXIS, scale=alt.Scale(domain=xs, nice=False))
    y_scale = alt.Scale(domain=ys, nice=False, reverse=True)
    y_axis = alt.Y("y:Q", axis=_NO_AXIS, scale=y_scale)
    edges = sorted({row["edge"] for row in rows})
    layers: list[Any] = [
        alt.Chart(data(rows))
        .mark_point(shape="circle", size=62, filled=True, strokeWidth=1.1, opacity=1)
        .encode(
            x=x,
            y=y_axis,
            fill=alt.Fill(
                "colour:N",
                scale=alt.Scale(
                    domain=(fills := sorted({row["colour"] for row in rows})), range=fills
                ),
                legend=None,
            ),
            stroke=alt.Stroke("edge:N", scale=alt.Scale(domain=edges, range=edges), legend=None),
        ),
        alt.Chart(data(heads))
        .mark_text(fontWeight="bold", fontSize=12.5)
        .encode(x=x, y=y_axis, text="text:N"),
    ]
    layers += [
        alt.Chart(data([row for row in titles if row["bold"] is bold]))
        .mark_text(align="right", fontSize=12.5, fontWeight="bold" if bold else "normal")
        .encode(x=x, y=y_axis, text="text:N")
        for bold in (True, False)
    ]
    per = 10.2
    return svg(
        alt.layer(*layers).properties(width=per * (xs[1] - xs[0]), height=per * (ys[1] - ys[0])),
        "acceptance",
    )


def _party_rows(brief: Brief) -> list[tuple[str, str, int]]:
    return [(name, brief.names.actor(name), brief.colour(name)) for name in brief.parties]


def ablation(brief: Brief, ordered: Sequence[Mapping[str, Any]]) -> Markup:
    """Draw what each issue is worth to the agreement, dearest first."""
    shown = [row for row in ordered if row["zopa"] is not None][:MOST_BARS]
    full = max(
        (row["objective"] + row["loss"] for row in shown if row["loss"] is not None), default=1.0
    )
    mixed = any(row["proved"] for row in shown)
    rows: Rows = []
    for k, row in enumerate(shown):
        dead = row["loss"] is None
        loss = full if dead else max(row["loss"], 0.0)
        rows.append(
            {
                "line": k,
                "loss": loss,
                "text": "no agreement left" if dead else _loss(loss, row["proved"] or not mixed),
                "colour": DEAD if dead else BAR,
            }
        )
    titles = [clipped(brief.names.issue(row["issue"]), 44) for row in shown]
    x = alt.X(
        "loss:Q",
        scale=alt.Scale(domain=(0, 1.3 * max((row["loss"] for row in rows), default=1.0) or 1.0)),
        axis=alt.Axis(title="Points of value lost without this issue", tickCount=6),
    )
    base = alt.Chart(data(rows))
    chart = alt.layer(
        _line_titles(titles),
        base.mark_bar(height=11).encode(y=_LINE, x=x, color=_fill(rows)),
        base.mark_text(align="left", dx=6, fontSize=11.5).encode(y=_LINE, x=x, text="text:N"),
    ).properties(width=430, height=21 * len(rows))
    return svg(chart, "ablation")


def _loss(loss: float, proved: bool) -> str:
    text = points(loss)
    return text if proved else f"{text} (not proved)"
