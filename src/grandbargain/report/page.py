"""The page: sections from answers, laid out by templates, as one document without a script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from itertools import count
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..dispute import Dispute
from ..study.description import weigh_evidence, written_numbers
from .assumptions import assumptions
from .bargains import Bargains, bargains
from .breaking_judgements import with_breaking
from .breaking_page import breaking_section
from .decades_page import decades_section
from .draw import unchecked
from .gaps import gaps, open_sections
from .glance import glance
from .judgements import BottomLine, bottom_line
from .names import Names
from .options_page import options_section
from .palette import HUES
from .parts import brief
from .play_judgements import with_play
from .walks import walks

MARGINS = 37
"""Pixels beside a drawing on a narrow screen: the margins of the page and a hairline."""


def render(dispute: Dispute, answers: Mapping[str, dict[str, Any]]) -> str:
    """Return the report as one self-contained HTML document.

    Parameters
    ----------
    dispute
        The dispute that the answers speak of; its titles are escaped.
    answers
        Plain data by question: ``bargain``, ``stability``, ``path``, ``trust``, ``dynamics`` and
        ``robustness`` are what these verbs print with ``--json``. Questions that are missing are
        named on the page with what to add to the file.

    Returns
    -------
    str
        HTML with its style and its charts inside. It holds no script and loads nothing. The same
        input gives the same bytes; clock times of the answer are not shown.
    """
    with unchecked():
        return _rendered(dispute, answers)


def _rendered(dispute: Dispute, answers: Mapping[str, dict[str, Any]]) -> str:
    names = Names(dispute)
    answer = answers.get("bargain")
    version = next((str(item["version"]) for item in answers.values() if "version" in item), "")
    counts = weigh_evidence(written_numbers(dispute))
    found = brief(names, answer) if answer is not None else None
    template = _environment().get_template("page.html.j2")
    figures, tables = count(1), count(1)
    section = bargains(found) if found else Bargains()
    moves = walks(names, answers, found)
    play = answers.get("dynamics")
    decades = decades_section(names, play) if play is not None else None
    tested = answers.get("robustness")
    options = options_section(names, play, tested)
    deals = found.deals if found else ()
    breaks = breaking_section(names, tested, deals) if tested is not None else None
    first: BottomLine | None = bottom_line(found, counts) if found else None
    if play is not None:
        first = with_play(first, play, names, counts)
    if tested is not None:
        first = with_breaking(first, tested, names, counts)
    played = tuple(item for part in (decades, options) if part for item in part.pictures)
    broken = breaks.pictures if breaks else ()
    return template.render(
        dispute=dispute,
        version=version,
        style=Markup(_style()),
        pictures=(*played, *section.pictures, *moves.pictures, *broken),
        margins=MARGINS,
        bottom=first,
        glance=glance(names, counts, answer),
        decades=decades,
        options=options,
        bargains=section,
        walks=moves,
        breaks=breaks,
        open_sections=open_sections(answers),
        answered=answer is not None,
        gaps=gaps(dispute, version, answers),
        basis=assumptions(names, answer, play),
        figure=lambda: next(figures),
        number=lambda: next(tables),
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("grandbargain.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_tied,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _tied(value: Any) -> Any:
    """Keep a number with its sign of per cent, and a package with its letter, on one line."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _TIE.sub("\u00a0", value)
    return value


_TIE = re.compile(r"(?<=\d) (?=%)|(?<=Package) (?=[A-Z]\b)|(?<=\d) (?=of \d)|(?<=\d of) (?=\d)")


@cache
def _style() -> str:
    text = (resources.files("grandbargain.report") / "templates" / "style.css").read_text("utf-8")
    hues = "".join(f".a{k}{{--hue:{hue}}}\n" for k, hue in enumerate(HUES))
    return text + hues
