"""Charts into SVG text that may stand inside a page: no script, no network, ids of its own."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import altair as alt
import vl_convert
from altair.utils import schemapi
from markupsafe import Markup

from .palette import FONT, INK, RULE, SOFT

Rows = list[dict[str, Any]]
Drawn = alt.LayerChart | alt.Chart | alt.FacetChart | alt.ConcatChart | alt.VConcatChart


_KNOWN: OrderedDict[str, Rows] = OrderedDict()
"""Rows of the charts in the making, by name: a chart that holds them itself is copied with them."""

_MOST_KNOWN = 1_000


def data(rows: Rows) -> alt.NamedData:
    """Return rows as the data of a chart."""
    text = json.dumps(rows, ensure_ascii=False, default=str)
    name = f"rows-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
    _KNOWN[name] = rows
    _KNOWN.move_to_end(name)
    while len(_KNOWN) > _MOST_KNOWN:
        _KNOWN.popitem(last=False)
    return alt.NamedData(name=name)


@contextlib.contextmanager
def unchecked() -> Iterator[None]:
    """Draw without checking every part of a chart against the grammar: the tests do that."""
    with schemapi.debug_mode(False):
        yield


def _named(part: Any) -> Iterator[str]:
    """Yield the names of data that a chart uses."""
    if isinstance(part, dict):
        found = part.get("data")
        if isinstance(found, dict) and "name" in found:
            yield found["name"]
        part = list(part.values())
    if isinstance(part, list):
        for item in part:
            yield from _named(item)


def svg(chart: Drawn, name: str) -> Markup:
    """Return a chart as SVG, the same bytes for the same chart, with ids that start with ``name``.

    Titles of a file are data of the chart: the converter escapes them, and it may load nothing.
    """
    spec = chart.configure(**_look()).to_dict(validate=schemapi.DEBUG_MODE)
    spec["datasets"] = {name: _KNOWN[name] for name in _named(spec)}
    text = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return Markup(_slim(_own_ids(text, name)))


def _look() -> dict[str, Any]:
    return {
        "aria": False,
        "background": "transparent",
        "font": FONT,
        "padding": 4,
        "view": {"stroke": None},
        "axis": {
            "labelColor": SOFT,
            "labelFontSize": 11.5,
            "titleColor": SOFT,
            "titleFontSize": 11.5,
            "titleFontWeight": "normal",
            "titlePadding": 8,
            "gridColor": RULE,
            "gridOpacity": 0.6,
            "domainColor": RULE,
            "tickColor": RULE,
        },
        "axisY": {"labelColor": INK, "labelFontSize": 12.5},
        "legend": {
            "labelColor": INK,
            "labelFontSize": 12,
            "labelLimit": 420,
            "symbolSize": 85,
            "titleFontSize": 12,
        },
        "text": {"fontSize": 12, "fill": INK},
    }


def _slim(text: str) -> str:
    """Leave out of every tag what it repeats and what nobody hears: readers skip the drawing."""
    text = re.sub(r"<[^<>]*>", lambda hit: _SPARE.sub("", hit[0]), text)
    return text.replace("<svg ", f'<svg font-family="{FONT}" ', 1)


_SPARE = re.compile(
    rf' (?:font-family="{re.escape(FONT)}"|role="[^"]*"|aria-roledescription="[^"]*"'
    r'|pointer-events="[^"]*"|opacity="1")'
)


def _own_ids(text: str, name: str) -> str:
    """Rename the ids of a drawing: the converter numbers them over the life of the process."""
    found = dict.fromkeys(re.findall(r'\bid="([^"]*)"', text))
    new = {old: f"{name}-{k}" for k, old in enumerate(found, start=1)}
    text = re.sub(r'\bid="([^"]*)"', lambda hit: f'id="{new[hit[1]]}"', text)
    text = re.sub(r"url\(#([^)]*)\)", lambda hit: f"url(#{new.get(hit[1], hit[1])})", text)
    text = re.sub(r'href="#([^"]*)"', lambda hit: f'href="#{new.get(hit[1], hit[1])}"', text)
    return text.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
