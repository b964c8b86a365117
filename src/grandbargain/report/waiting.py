"""Waiting and delay in words: how likely a hope would have to be, and what each year costs."""

from __future__ import annotations

from . import wording
from .formats import count, fixed, listing, percent, plural, points, signed
from .names import Names
from .parts import Cell, Table
from .play_words import (
    NOTHING,
    Data,
    by_the_end,
    changes,
    odds,
    per_year,
    quoted,
    role,
)

TOLD_DELAYS = (1, 2, 5, 10, 20)
"""Years of delay that tables show."""

TOLD_YEARS = (1, 5, 20)
"""Years of delay that sentences tell."""

TOLD_ACTORS = 3
"""Actors told in a sentence on delay, those that change most; the table has all."""


def waiting(data: Data, names: Names) -> list[str]:
    """Say, hope by hope, how likely it is, what waiting for it costs, and what it would need."""
    texts = []
    for name in data.get("hopes") or {}:
        texts += hope(data, names, name)
    return texts


def hope(data: Data, names: Names, name: str) -> list[str]:
    """Say everything about one hope."""
    texts = (
        ends_well(data, names, name),
        _worth(data, names, name),
        break_even(data, names, name),
        _pays(data, names, name),
    )
    return [text for text in texts if text]


def ends_well(data: Data, names: Names, name: str) -> str:
    """Say how often the hope comes true while one waits."""
    one = data["hopes"][name]
    return (
        f"Hope: “{one['title']}”. While one waits ({quoted(names, one['waiting'])}), "
        f"{names.ended(one['event'])} comes first, {by_the_end(data)}, in "
        f"{odds(one['ends_well'], one['ends_well_worlds'])}."
    )


def _worth(data: Data, names: Names, name: str) -> str:
    """Say who has more and who has less by waiting."""
    one = data["hopes"][name]
    told = changes(names, one["gain"])
    against = f"Waiting against {quoted(names, one['instead'])}, points a year"
    return f"{against}: {told or 'the same for everybody'}."


def chance_in_file(data: Data, name: str) -> float | None:
    """Return the mean chance per year of the event while one waits; None if that was not played.

    It is the mean over years in which play goes on: what ended so, over all years in play.
    """
    one = data["hopes"][name]
    played = data["strategies"].get(one["waiting"])
    if played is None or one["event"] not in played["ending"]:
        return None
    years = sum(played["in_play"][:-1])
    return played["ending"][one["event"]][-1] / years if years else None


def break_even(data: Data, names: Names, name: str) -> str:
    """Say at which chance per year waiting would be worth as much, for whom."""
    one, found = data["hopes"][name], data["break_even"][name]
    has = [(actor, chance) for actor, chance in found.items() if chance is not None]
    has.sort(key=lambda pair: pair[1])
    never = [actor for actor, chance in found.items() if chance is None]
    own = chance_in_file(data, name)
    against = f"; in the file it comes with {per_year(own)}" if own is not None else ""
    texts = []
    if has:
        told = listing(f"{names.actor(actor)} {per_year(chance)}" for actor, chance in has)
        texts.append(
            f"Chance at which waiting and {quoted(names, one['instead'])} are worth the same: "
            f"{told}{against}."
        )
    if never:
        gains = [actor for actor in never if one["gain"].get(actor, 0.0) > 0]
        loses = [actor for actor in never if actor not in gains]
        who = names.actors(loses)
        if loses:
            texts.append(
                f"For {who} no chance from 0 to 100 % makes both worth the same: waiting is worth "
                f"less{'' if has else against}."
            )
        if gains:
            texts.append(
                f"For {names.actors(gains)} no chance from 0 to 100 % makes both worth the same: "
                f"waiting is worth more{'' if has or loses else against}."
            )
    return " ".join(texts)


def _pays(data: Data, names: Names, name: str) -> str:
    """Say in how many worlds waiting is worth at least as much; empty without worlds."""
    pays, drawn = data["hopes"][name]["pays"], data.get("worlds")
    if not pays or not drawn:
        return ""
    n = drawn["finished"]
    told = listing(
        f"{names.actor(actor)} in {count(round(share * n))} ({percent(share)})"
        for actor, share in sorted(pays.items(), key=lambda pair: -pair[1])
    )
    return f"Of {count(n)} worlds, waiting is worth at least as much to {told}."


def waiting_table(data: Data, names: Names, name: str) -> Table:
    """Return what waiting brings every actor, and the chance at which it pays."""
    one, found = data["hopes"][name], data["break_even"][name]
    drawn = bool(one["pays"]) and bool(data.get("worlds"))
    rows = []
    for actor, gain in one["gain"].items():
        chance = found.get(actor)
        cells = [
            Cell(role(names, actor)),
            Cell(signed(gain), "number"),
            Cell("none" if chance is None else per_year(chance), "number"),
        ]
        if drawn:
            n = data["worlds"]["finished"]
            cells.append(Cell(wording.with_range(one["pays"][actor], n), "number"))
        rows.append(tuple(cells))
    heads = ["Waiting adds, points a year", "Worth the same at a chance of"]
    heads += ["Worlds in which waiting pays"] if drawn else []
    return Table(
        f"{one['title']}: {quoted(names, one['waiting'])} against {quoted(names, one['instead'])}",
        (Cell("Actor"), *(Cell(head, "number") for head in heads)),
        tuple(rows),
        note="The chance stands, for everybody, in place of every hazard that leads to the event, "
        "and is the same each year. “None”: at no chance from 0 to 100 % are both worth the same.",
        style="slim",
    )


# Delay


def delay(data: Data, names: Names) -> list[str]:
    """Say, delay by delay, what years of one strategy before another cost and bring."""
    return [
        text for name in data.get("cost_of_delay") or {} for text in one_delay(data, names, name)
    ]


def against_now(data: Data, name: str, actor: str) -> list[float]:
    """Return what 0, 1, ... years of delay add for an actor, points a year."""
    row = data["cost_of_delay"][name][actor]
    return [value - row[0] for value in row]


def one_delay(data: Data, names: Names, name: str) -> list[str]:
    """Say what one delay costs and brings."""
    about, rows = data["delays"][name], data["cost_of_delay"][name]
    last = max(len(row) for row in rows.values()) - 1
    gaps = {actor: against_now(data, name, actor) for actor in rows}
    lead = (
        f"“{about['title']}”: {quoted(names, about['first'])} for some years, then "
        f"{quoted(names, about['then'])}."
    )
    largest = ", the largest changes" if len(gaps) > TOLD_ACTORS else ""
    texts = []
    for years in TOLD_YEARS:
        if years <= last:
            told = changes(
                names, {actor: row[years] for actor, row in gaps.items()}, most=TOLD_ACTORS
            )
            after = "One year of it" if years == 1 else f"{years} years of it"
            texts.append(
                f"{after}, points a year{largest}: {told}." if told else f"{after} changes nothing."
            )
    return [lead, *dict.fromkeys(texts)]


def hurt(data: Data, names: Names, name: str) -> str:
    """Say in one sentence whom the delay costs most, and whom it serves."""
    gaps = {actor: against_now(data, name, actor)[-1] for actor in data["cost_of_delay"][name]}
    years = len(next(iter(data["cost_of_delay"][name].values()))) - 1
    about = data["delays"][name]
    lead = f"{years} years of {quoted(names, about['first'])} before {quoted(names, about['then'])}"
    low, high = (pick(gaps, key=lambda actor: gaps[actor]) for pick in (min, max))
    parts = []
    if gaps[low] <= -NOTHING:
        parts.append(f"cost {names.actor(low)} most, {points(-gaps[low])} points a year")
    if gaps[high] >= NOTHING:
        parts.append(f"serve {names.actor(high)} best, {points(gaps[high])} points a year")
    if not parts:
        return f"{lead} cost nobody anything."
    tail = " Nobody gains by it." if gaps[high] < NOTHING else ""
    tail = " Nobody loses by it." if gaps[low] > -NOTHING else tail
    return f"{lead} {' and '.join(parts)}.{tail}"


def delays_table(data: Data, names: Names) -> Table:
    """Return what years of delay add for every actor, points a year, delay by delay."""
    last = max(len(row) - 1 for rows in data["cost_of_delay"].values() for row in rows.values())
    shown = [years for years in TOLD_DELAYS if years <= last]
    several = len(data["cost_of_delay"]) > 1
    cells = []
    for name, rows in data["cost_of_delay"].items():
        for actor, row in rows.items():
            gaps = against_now(data, name, actor)
            lead = f"{data['delays'][name]['title']}: " if several else ""
            cells.append(
                (
                    Cell(f"{lead}{role(names, actor)}"),
                    Cell(fixed(row[0]), "number"),
                    *(Cell(signed(gaps[years]), "number") for years in shown),
                )
            )
    heads = ["No delay", *(plural(years, "year") for years in shown)]
    return Table(
        "Points a year without delay, and what years of delay add",
        (Cell("Actor"), *(Cell(head, "number") for head in heads)),
        tuple(cells),
        summary="Show the points",
    )
