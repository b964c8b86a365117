"""What would break it among the key judgements."""

from __future__ import annotations

from dataclasses import replace

from ..study.description import Evidence
from . import breaking, made
from .breaking import Data
from .decades_page import told
from .hanging import hanging
from .judgements import BottomLine, Judgement, rests_on
from .names import Names
from .numbers_named import NumberNames


def judged(data: Data, names: Names) -> tuple[str, ...]:
    """Return the key judgements on what would break it: in how many worlds, and what it hangs on.

    The first test of the file is told with the limits within which it fails; of the others those
    that pass least and most often.
    """
    tests = breaking.asked_tests(data)
    if not tests:
        return ()
    named = NumberNames(names)
    main, *others = tests
    text = f"{breaking.title(data, main)}: {_lower(breaking.passes(tests[main]))}"
    found = breaking.failing(tests[main], named)[:1] if tests[main]["boxes"] else []
    return told([" ".join([text, *found]), _others(data, others), hanging(data, named)])


def _others(data: Data, others: list[str]) -> str:
    """Say which of the other tests pass least and most often; empty where there are none."""
    if not others:
        return ""
    tests = data["tests"]
    order = sorted(others, key=lambda name: tests[name]["domain"]["share"])
    least = f"{breaking.title(data, order[0])} passes in {breaking.passing(tests[order[0]])}"
    if len(order) == 1:
        return f"{least}."
    most = f"{breaking.title(data, order[-1])} in {breaking.passing(tests[order[-1]])}"
    return f"Of the other tests, {least}, the fewest, and {most}, the most."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def with_breaking(
    first: BottomLine | None, data: Data, names: Names, tally: Evidence
) -> BottomLine | None:
    """Return section 1 with what would break it behind the other judgements."""
    texts = told([made.stopped(data), *judged(data, names)])
    if not texts:
        return first
    caveat = f"Of what would break it: {made.made(data)}"
    if first is None:
        lead, *rest = texts
        items = (Judgement("What would break it?", tuple(rest)),) if rest else ()
        return BottomLine(lead, items, (caveat, *rests_on(tally)))
    return replace(
        first,
        judgements=(*first.judgements, Judgement("What would break it?", texts)),
        caveats=(*first.caveats, caveat),
    )
