"""What would break it among the key judgements."""

from __future__ import annotations

from dataclasses import replace

from ..study.description import Evidence
from . import breaking, made
from .breaking import Data
from .formats import count, percent
from .hanging import hanging
from .judgements import BottomLine, Judgement, rests_on
from .names import Names
from .numbers_named import NumberNames


def judged(data: Data, names: Names) -> list[str]:
    """Return the key judgements on what would break it: in how many worlds, and what it hangs on.

    The test that passes least often comes first.
    """
    tests = breaking.asked_tests(data)
    if not tests:
        return []
    named = NumberNames(names)
    worst = min(tests, key=lambda name: tests[name]["domain"]["share"])
    text = (
        f"{breaking.title(data, worst)} passes in {breaking.passing(tests[worst], data['worlds'])}"
    )
    others = [test["domain"]["share"] for name, test in tests.items() if name != worst]
    if others:
        n = data["worlds"]
        low, high = (
            f"{count(round(end * n))} ({percent(end)})" for end in (min(others), max(others))
        )
        rest = "the other test passes" if len(others) == 1 else "the other tests pass"
        span = low if low == high else f"{low} to {high}"
        text = f"Of all tests {text}, the fewest; {rest} in {span} of them"
    found = breaking.failing(tests[worst], named) if tests[worst]["boxes"] else []
    return [f"{text}.", *found[:1], *(told for told in (hanging(data, named),) if told)]


def with_breaking(
    first: BottomLine | None, data: Data, names: Names, tally: Evidence
) -> BottomLine | None:
    """Return section 1 with what would break it behind the other judgements."""
    texts = judged(data, names)
    stopped = made.stopped(data)
    texts = [stopped, *texts] if stopped else texts
    if not texts:
        return first
    caveat = f"Of what would break it: {made.made(data)}"
    if first is None:
        lead, *rest = texts
        items = (Judgement("What would break it?", tuple(rest)),) if rest else ()
        return BottomLine(lead, items, (caveat, *rests_on(tally)))
    return replace(
        first,
        judgements=(*first.judgements, Judgement("What would break it?", tuple(texts))),
        caveats=(*first.caveats, caveat),
    )
