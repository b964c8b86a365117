"""Section 3 in words: what happens if nobody redesigns it, over decades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .formats import listing, percent, plain, plural, points
from .names import Names
from .play_words import (
    NOTHING,
    Data,
    at_the_end,
    by_the_end,
    centrally,
    is_dated,
    level,
    odds,
    quoted,
    share_range,
    span_of_years,
    told_unit,
    year_text,
)

OPEN = ":open"
"""Key of play that has come to no ending."""

FAILED = "failed since"
"""Of a settlement that was signed and has failed, by a breach found out or a false alarm."""

TOLD_ENDINGS = 4
"""Endings named in one sentence."""


def played(data: Data, names: Names) -> list[str]:
    """Say what is played: how long, by whom, in which order, and what is not decided."""
    order = [names.actor(name) for name in data["order"]]
    moving = f"{', then '.join(order)} move in this order, see what was moved before, and weigh"
    if len(order) == 1:
        moving = f"{order[0]} moves alone and weighs"
    years = data["years"]
    texts = [
        f"Play runs over {plural(years, 'year')} ({span_of_years(data)}). "
        if is_dated(data)
        else f"Play runs over {plural(years, 'year')}. "
    ]
    texts[0] += f"In each year {moving} all the years that follow."
    stocks = [names.stock(name) for name in _stocks(data)]
    if stocks:
        texts.append(f"What they do moves: {'; '.join(stocks)}.")
    free = data["strategies"].get("default")
    if free is not None:
        texts.append(
            "Under “Everybody answers” nobody is bound: each does what is best for it, most of the "
            "time. A named strategy binds some; all others answer it."
        )
    return texts


def stopped(data: Data) -> str:
    """Say that the work was interrupted; empty if it ran to its end."""
    if not data.get("interrupted"):
        return ""
    done = plural(len(data["strategies"]), "strategy", "strategies")
    return f"The work was interrupted: of play only what was finished is told ({done} played)."


def survival(data: Data, names: Names, strategy: str) -> str:
    """Say how likely it is that nothing has ended by the last year, under one strategy."""
    one = data["strategies"][strategy]
    spread = one["worlds"]["survival"] if one.get("worlds") else None
    what = "play still goes on"
    if data["settlements"]:
        what = "play goes on, or has been settled (settlements, also those that failed, counted),"
    if not one["ending"]:
        return f"Under {quoted(names, strategy)} nothing can end play: it goes on to the last year."
    return (
        f"Under {quoted(names, strategy)} {what} {at_the_end(data)} in "
        f"{odds(one['survival'][-1], spread)}."
    )


def half_gone(data: Data, names: Names, strategy: str) -> str:
    """Say in which year the chance of survival falls below one half; empty if it never does."""
    one = data["strategies"][strategy]
    for k, share in enumerate(one["survival"]):
        if share < 0.5:
            year = year_text(data, data["start"] + k - 1)
            where = centrally(data)
            return f"In half of all histories{where} an ending has come by the end of {year}."
    return ""


def endings(data: Data, names: Names, strategy: str) -> str:
    """Say which endings come how often under one strategy, likeliest first."""
    one = data["strategies"][strategy]
    last = {name: years[-1] for name, years in one["ending"].items()}
    ordered = sorted((name for name in last if last[name] >= 0.005), key=lambda name: -last[name])
    if not ordered:
        return f"No ending comes in as many as 1 of 200 histories {by_the_end(data)}."
    over = one["worlds"]["ending"] if one.get("worlds") else {}
    told = [
        f"{names.ended(name)}, {odds(last[name], over.get(name))}"
        for name in ordered[:TOLD_ENDINGS]
    ]
    rest = len(ordered) - len(told)
    tail = f" The table has {plural(rest, 'other')}." if rest else ""
    return f"How it ends {by_the_end(data)}: {'; '.join(told)}.{tail}"


def compared_survival(data: Data, names: Names) -> str:
    """Say under which strategies play lasts most and least often; empty with one strategy."""
    last = {name: one["survival"][-1] for name, one in data["strategies"].items()}
    if len(last) < 2:
        return ""
    most, least = (pick(last, key=lambda name: last[name]) for pick in (max, min))
    if last[most] - last[least] < 0.01:
        return f"How often play lasts {by_the_end(data)} hardly depends on the strategy."
    return (
        f"It lasts most often under {quoted(names, most)} ({_odds(data, most)}), least often under "
        f"{quoted(names, least)} ({_odds(data, least)})."
    )


def _odds(data: Data, strategy: str) -> str:
    one = data["strategies"][strategy]
    spread = one["worlds"]["survival"] if one.get("worlds") else None
    text = percent(one["survival"][-1])
    return text if spread is None else f"{text}, range {share_range(spread)}"


def outcomes(data: Data, strategy: str) -> dict[str, float]:
    """Return what stands at the end of the reported years, and its chance; all sum to one.

    Endings in file order; a settlement that can be left is split into one that is in force and one
    that has failed; last what is still open. :func:`outcome` gives each key its title.
    """
    one = data["strategies"][strategy]
    found: dict[str, float] = {}
    for name, years in one["ending"].items():
        agreement = one["agreements"].get(name)
        if agreement is None:
            found[name] = years[-1]
            continue
        found[f"{name}:in force"] = agreement["in_force"][-1]
        found[f"{name}:{FAILED}"] = agreement["failed"][-1]
    found[OPEN] = one["in_play"][-1]
    return found


def standing(data: Data, strategy: str) -> tuple[float, float]:
    """Return the chance of what is open, or settled and in force, and of settlements that failed.

    Both are those at the end of the reported years, under one strategy.
    """
    open_, failed = 0.0, 0.0
    for key, share in outcomes(data, strategy).items():
        ending, _, state = key.partition(":")
        if state == FAILED:
            failed += share
        elif key == OPEN or ending in data["settlements"]:
            open_ += share
    return open_, failed


def outcome(names: Names, key: str) -> str:
    """Return the title of what stands at the end."""
    if key == OPEN:
        return "Still open"
    ending, _, state = key.partition(":")
    return f"{names.ending(ending)}: {state}" if state else names.ending(ending)


def _stocks(data: Data) -> list[str]:
    return list(next(iter(data["strategies"].values()))["stock"]) if data["strategies"] else []


def stocks(data: Data, names: Names, strategy: str) -> list[str]:
    """Say where each stock stands now and at the end, among histories still in play."""
    return [stock(data, names, strategy, name) for name in data["strategies"][strategy]["stock"]]


def stock(data: Data, names: Names, strategy: str, name: str) -> str:
    """Say where one stock stands now and at the end, among histories still in play."""
    found = data["strategies"][strategy]["stock"][name]
    title, unit = names.stock(name), told_unit(names, name)
    now, last = found["mean"][0], last_known(found["mean"])
    if last is None or now is None:
        return f"{title}: nobody is in play any more."
    place, mean = last
    middle = f"{level(names, name, mean)} {unit}".strip()
    text = f"{title}: {level(names, name, now)} now, on average {middle} {_at(data, place)}"
    low, high = found["q10"][place], found["q90"][place]
    if low != high:
        text += f" (between {plain(low)} and {plain(high)} in eight histories of ten)"
    return f"{text}, where play still goes on."


def _at(data: Data, place: int) -> str:
    if place == data["years"]:
        return at_the_end(data)
    return f"before {year_text(data, data['start'] + place)}"


def last_known(values: Sequence[float | None]) -> tuple[int, float] | None:
    """Return the last place that holds a number, and the number."""
    for place in range(len(values) - 1, -1, -1):
        value = values[place]
        if value is not None:
            return place, value
    return None


def most_moved(data: Data, names: Names) -> list[str]:
    """Return stocks by how far strategies move them apart, against the range of their grids."""
    apart: dict[str, float] = {}
    for name in _stocks(data):
        grid = names.levels(name)
        rows = [one["stock"][name]["mean"] for one in data["strategies"].values()]
        values = [value for row in rows for value in row if value is not None]
        wide = (max(grid) - min(grid)) if grid else max(values, default=0) - min(values, default=0)
        gaps = [
            max(known) - min(known)
            for column in zip(*rows, strict=True)
            if (known := [value for value in column if value is not None])
        ]
        apart[name] = max(gaps, default=0.0) / wide if wide else 0.0
    return sorted(apart, key=lambda name: -apart[name])


def middle_history(histories: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the history of middle length among those sampled; None where there are none."""
    ordered = sorted(histories, key=lambda one: len(one["years"]))
    return ordered[len(ordered) // 2] if ordered else None


def rents_over_time(data: Data, names: Names, strategy: str) -> str:
    """Say who pays how much in the first and in the last year, and on average."""
    one = data["strategies"][strategy]
    if one["rent"] is None:
        return ""
    unit = data["rents_unit"] or "units"
    told = []
    for payer, years in one["rent"].items():
        if not any(years):
            told.append(f"{names.actor(payer)} pays nothing")
            continue
        mean = sum(years) / len(years)
        told.append(
            f"{names.actor(payer)} pays {plain(years[0])} {unit} in the first year, "
            f"{plain(mean)} a year on average"
        )
    return (
        f"Under {quoted(names, strategy)} {'; '.join(told)}. Counted are all histories: after an "
        "ending nobody pays."
    )


def worst(data: Data, names: Names, strategy: str = "default") -> str:
    """Say what the worst twentieth of histories brings; empty where none was sampled."""
    one = data["strategies"].get(strategy)
    if one is None or not one["worst"]:
        return ""
    falls = {name: one["value_per_year"][name] - low for name, low in one["worst"].items()}
    ordered = sorted((pair for pair in falls.items() if pair[1] >= NOTHING), key=lambda p: -p[1])
    told = listing(f"{names.actor(name)} {points(fall)}" for name, fall in ordered)
    drawn = data.get("settings", {}).get("histories")
    sampled = f"{drawn:,} sampled" if drawn else "the sampled"
    lead = f"In its own worst 5 % of {sampled} histories under {quoted(names, strategy)}"
    if not told:
        return f"{lead} nobody fares worse than it expects."
    return f"{lead} an actor has less than it expects, by points a year: {told}."


def of_which_world(data: Data) -> str:
    """Say of what world the numbers are."""
    finished = (data.get("worlds") or {}).get("finished")
    if not finished:
        return (
            "All numbers are those of the central world, in which every uncertain number takes its "
            "mean: no other worlds were drawn, so they carry no range."
        )
    return (
        "Numbers are those of the central world, in which every uncertain number takes its mean; "
        f"ranges are those in nine of ten of the {finished:,} worlds drawn."
    )


def assumptions(data: Data, names: Names) -> list[str]:
    """Say what the numbers of play take for granted."""
    solved = (
        f"Solved are {data['years'] + data['tail']} years, reported the first {data['years']}, so "
        "that the end of the world stays out of sight. What falls later counts less, by each "
        "actor’s own discount."
    )
    return [
        of_which_world(data),
        solved,
        "Who is not bound answers what it foresees; the dearer an act, the rarer it is.",
        *data["notes"],
        *(f"Look at this: {text}" for text in data["warnings"]),
    ]
