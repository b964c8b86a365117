"""Section 8 in words: in how many worlds a test passes, and within which limits it fails."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .formats import count, listing, percent, plain, points
from .numbers_named import NumberNames

Data = Mapping[str, Any]

FEW_WORLDS = 200
"""Worlds below which limits are not to be trusted."""

EVEN = 0.5
"""Density of a box from which its limits are told as where a test fails or passes."""

LEAST_DRAWN = 0.01
"""Swing, as a share of the longest, below which a bar is not drawn."""

GROUNDLESS = 1e-12
"""Swings and indices below this are arithmetic."""


def asked_tests(data: Data) -> dict[str, Data]:
    """Return the tests that could be asked, by name."""
    return {name: test for name, test in data["tests"].items() if test["domain"] is not None}


def interval(low: float, high: float) -> str:
    """Return an interval of shares in per cent, rounded outwards.

    Examples
    --------
    >>> interval(0.4254, 0.487), interval(0.996, 1.0)
    ('42 to 49 %', '99 to 100 %')
    """
    ends = math.floor(100 * low + 1e-9), math.ceil(100 * high - 1e-9)
    return f"{ends[0]} to {ends[1]} %"


def passing(test: Data) -> str:
    """Return in how many worlds a test passes, with its interval."""
    share, worlds = test["domain"], worlds_of(test)
    found = f"{count(round(share['share'] * worlds))} of {count(worlds)} worlds"
    return (
        f"{found} ({percent(share['share'])}; 95 % interval "
        f"{interval(share['low'], share['high'])})"
    )


def worlds_of(test: Data) -> int:
    """Return in how many worlds a test was asked."""
    return round(test["domain"]["worlds"])


def title(data: Data, name: str) -> str:
    """Return the title of a test as a sentence mentions it."""
    return f"“{data['tests'][name]['title'] or name}”"


def about(test: Data, named: NumberNames) -> str:
    """Say what passing means, or why the test cannot be asked."""
    if test["reason"] is not None:
        return f"This test could not be asked: {_ended(test['reason'])}"
    says = test["says"]
    for name in test["alternatives"]:
        says = says.replace(named.names.strategy(name), f"“{named.names.short(name)}”")
    return f"It passes in a world where {says}."


def passes(test: Data) -> str:
    """Say in how many worlds a test passes."""
    share = test["domain"]["share"]
    if share in {0.0, 1.0}:
        lead = "It passes in all" if share else "It passes in none of"
        ends = interval(test["domain"]["low"], test["domain"]["high"])
        return f"{lead} {count(worlds_of(test))} worlds ({percent(share)}; 95 % interval {ends})."
    return f"It passes in {passing(test)}."


def margin(test: Data) -> str:
    """Say by how much a test is passed or missed; empty where the score says no more than that."""
    score, unit = test["score"], test["score_unit"]
    if score is None or not unit or unit.startswith("1 with"):
        return ""
    middle, low, high = (scored(score[key], unit) for key in ("q50", "q05", "q95"))
    return (
        f"Its score is the {unit}; 0 or more is the good side. Half of the worlds lie below "
        f"{middle}, and nine of ten between {low} and {high}."
    )


def scored(value: float, unit: str) -> str:
    """Return a score: points with a decimal, anything else with two digits."""
    if abs(value) < GROUNDLESS:
        return "0"
    return points(value) if "point" in unit else plain(value)


def failing(test: Data, named: NumberNames) -> list[str]:
    """Say within which limits a test fails, box by box; or why there are none."""
    if test["domain"]["share"] in {0.0, 1.0}:
        every = "fails" if test["domain"]["share"] else "passes"
        return [f"It {every} in no world: there are no limits to find."]
    if not test["boxes"]:
        return [text] if (text := _why(test["boxes_note"], fails=True)) else []
    return [_box(test, box, named, k, fails=True) for k, box in enumerate(test["boxes"])]


def holding(test: Data, named: NumberNames) -> list[str]:
    """Say within which limits a test passes, box by box; or why there are none."""
    found = test["conditions"]
    if found is None or test["domain"]["share"] in {0.0, 1.0}:
        return []
    if not found["boxes"]:
        return [_why(found["note"], fails=False)] if found["note"] and test["boxes"] else []
    return [_box(test, box, named, k, fails=False) for k, box in enumerate(found["boxes"])]


def _box(test: Data, box: Data, named: NumberNames, rank: int, *, fails: bool) -> str:
    """Say what a box demands, how much it covers and how pure it is.

    Where most worlds inside are of the other kind, limits tell only where the cases lie.
    """
    does, noun = ("fails", "failures") if fails else ("passes", "worlds that pass")
    where = " and ".join(clause(limit, named) for limit in box["limits"])
    lead = f"It {does} where {where}:"
    if box["density"] < EVEN:
        lead = f"{'Failing' if fails else 'Passing'} is likelier where {where}:"
    if rank:
        lead = f"Outside of that, {lead[:1].lower()}{lead[1:]}"
    more = "this covers a further" if rank else "this covers"
    held = f"all {count(box['worlds'])}"
    if box["density"] < 1:
        held = f"{count(box['cases'])} of {count(box['worlds'])}"
    share = test["domain"]["share"]
    base = percent(1 - share if fails else share)
    return (
        f"{lead} {more} {percent(box['coverage'])} of the {noun}; in {percent(box['density'])} of "
        f"such worlds it {does} ({held} held out), against {base} of all. "
        f"{_found_again(box['limits'], named)}"
    )


def _found_again(limits: Sequence[Data], named: NumberNames) -> str:
    """Say how often half samples found each limit again."""
    shares = {limit["number"]: limit["reproduced"] for limit in limits}
    if len(set(shares.values())) == 1:
        share = next(iter(shares.values()))
        each = "the limit" if len(shares) == 1 else "each limit"
        return f"{percent(share)} of half samples found {each} again."
    told = [f"on {named.told(path)} in {percent(share)}" for path, share in shares.items()]
    return f"Half samples found again the limit {listing(told)}."


def clause(limit: Data, named: NumberNames) -> str:
    """Return a limit as a clause: which number lies where, of which range."""
    path = limit["number"]
    if limit["among"] is not None:
        kinds = listing((f"“{named.category(path, item)}”" for item in limit["among"]), "or")
        if path.endswith(".types"):
            return f"{named.names.actor(named.actor_of(path))} is of the type {kinds}"
        return f"{named.told(path)} is {kinds}"
    return f"{named.told(path)} is {bounds(limit, named)}{_of(path, named)}"


def _of(path: str, named: NumberNames) -> str:
    ends = named.ends(path)
    return f" (of {ends})" if ends else ""


def bounds(limit: Data, named: NumberNames) -> str:
    """Return where a number has to lie."""
    path, low, high = limit["number"], limit["low"], limit["high"]
    if limit["among"] is not None:
        return listing((named.category(path, item) for item in limit["among"]), "or")
    if low is not None and high is not None:
        return f"from {plain(low)} to {named.measured(path, high)}"
    if low is not None:
        return f"above {named.measured(path, low)}"
    if high is not None:
        return f"below {named.measured(path, high)}"
    return "anywhere"


_READ = {
    True: (("cases to look", "failures to look"), ("is a case", "fails"), (" are not,", " pass,"),
           ("these cases", "the failures")),
    False: (("cases to look", "worlds that pass to look"), ("is a case", "passes"),
            (" are not,", " fail,"), ("these cases", "the worlds that pass")),
}  # fmt: skip
"""How a reader says what a search calls a case: a failure, or a world that passes."""


def _why(note: str, *, fails: bool) -> str:
    """Return why there are no limits, in the words of a reader."""
    for written, said in _READ[fails]:
        note = note.replace(written, said)
    return note


def _ended(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def swings(test: Data, named: NumberNames) -> list[str]:
    """Say which number moves the score most when moved alone, and which carry it over its edge."""
    found = test["tornado"]
    bars = drawn_bars(test)
    if found is None or not bars:
        return []
    unit, centre = test["score_unit"], found["centre"]
    (path, bar), *_ = bars
    ends = [
        f"{scored(bar[end], unit)} with {_set_to(path, bar[f'{end}_value'], named)}"
        for end in ("low", "high")
    ]
    side = "on the good side" if centre >= 0 else "on the bad side"
    text = (
        f"In the central world the score is {scored(centre, unit)}, {side}. Moved alone, "
        f"{named.told(path)} moves it most: {ends[0]}, {ends[1]}."
    )
    over = [key for key, one in bars if crosses(one, centre)]
    if not over:
        text += " No number, moved alone, carries it over the edge at 0."
    elif over != [path]:
        shown = [named.told(key) for key in over[:4]]
        rest = len(over) - len(shown)
        more = f" and {rest} more" if rest > 0 else ""
        text += f" Moved alone, these carry it over the edge at 0: {'; '.join(shown)}{more}."
    else:
        text += " No other number, moved alone, carries it over the edge at 0."
    return [text]


def _set_to(path: str, value: Any, named: NumberNames) -> str:
    told = named.setting(path, value)
    return f"“{told}”" if isinstance(value, str) else f"it at {told}"


def crosses(bar: Data, centre: float) -> bool:
    """Return whether a number, moved alone, carries the score over the edge at 0."""
    return any((bar[end] >= 0) != (centre >= 0) for end in ("low", "high"))


def drawn_bars(test: Data, most: int = 10) -> list[tuple[str, Data]]:
    """Return the numbers that move the score most, longest first; those that hardly do left out."""
    if test["tornado"] is None:
        return []
    bars = list(test["tornado"]["numbers"].items())
    top = max((bar["swing"] for _, bar in bars), default=0.0)
    least = max(LEAST_DRAWN * top, GROUNDLESS)
    return [(path, bar) for path, bar in bars if bar["swing"] > least][:most]


def indices_told(test: Data, named: NumberNames) -> list[str]:
    """Say on which numbers pass or fail hangs, by Sobol indices that can be told from 0."""
    if not test["sobol"]:
        return []
    sure = [
        (path, index) for path, index in test["sobol"].items() if index["distinguishable"]["total"]
    ]
    if not sure:
        score = test.get("sobol_score") or {}
        found = {
            path: index
            for path, index in (score.get("numbers") or {}).items()
            if index["distinguishable"]["total"]
        }
        if not found:
            return ["No Sobol index can be told from 0."]
        top = max(found, key=lambda path: found[path]["total"])
        index = found[top]
        told = (
            f"The score hangs most on {named.told(top)} (total Sobol index "
            f"{percent(min(1.0, index['total']))}; {_index_range(index['total_interval'])})."
        )
        return [f"Whether it passes varies too little for indices that can be told from 0. {told}"]
    told = [
        f"{named.told(path)} ({percent(min(1.0, index['total']))}; "
        f"{_index_range(index['total_interval'])})"
        for path, index in sorted(sure, key=lambda item: -item[1]["total"])[:3]
    ]
    overlap = " Shares overlap where numbers matter together." if len(told) > 1 else ""
    text = (
        "What pass or fail hangs on most, by the share of its variance that would be left if all "
        f"else were known (total Sobol index): {'; '.join(told)}.{overlap}"
    )
    return [text]


def _index_range(ends: Sequence[float]) -> str:
    return f"95 % interval {interval(max(0.0, ends[0]), min(1.0, ends[1]))}"
