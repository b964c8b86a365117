"""What extortion pays, and what it costs the principals to stand apart, in words."""

from __future__ import annotations

from .formats import fixed, plain, points, signed
from .names import Names
from .options_compared import head_of
from .parts import Cell, Table
from .play_words import NOTHING, Data, changes, quoted, role, span_of_years


def rents(data: Data, names: Names) -> list[str]:
    """Say what extortion, playing off and division are worth."""
    texts = [extortion(data, names)] if data["extortion_rent"] is not None else []
    if data["adversary"] and data["playing_off_rent"] is not None:
        texts.append(playing_off(data, names))
    if data["price_of_division"] is not None:
        texts.append(division(data, names))
    return texts


def extortion(data: Data, names: Names) -> str:
    """Say what the payers pay if everybody answers, and under which strategies least and most."""
    unit = data["rents_unit"] or "units"
    to = names.actor(data["adversary"]) if data["adversary"] else "the receiver"
    text = (
        f"If everybody answers, {to} is paid {plain(data['extortion_rent'])} {unit} a year, on "
        f"average over {span_of_years(data)} and all histories"
    )
    default = data["strategies"].get("default", {})
    spread = (default.get("worlds") or {}).get("rent_per_year")
    if spread:
        text += f" (range {plain(spread['q05'])} to {plain(spread['q95'])})"
    paid = {
        name: one["rent_per_year"]
        for name, one in data["strategies"].items()
        if one["rent_per_year"] is not None
    }
    high, low = (pick(paid, key=lambda name: paid[name]) for pick in (max, min))
    if plain(paid[high]) == plain(paid[low]):
        return f"{text}."
    return (
        f"{text}. It is paid most under {quoted(names, high)} ({plain(paid[high])}) and least "
        f"under {quoted(names, low)} ({plain(paid[low])})."
    )


def playing_off(data: Data, names: Names) -> str:
    """Say what the adversary has because the principals are divided."""
    who, them = names.actor(data["adversary"]), names.actors(data["principals"] or ())
    rent = data["playing_off_rent"]
    if rent >= NOTHING:
        return (
            f"Playing {them} off against each other is worth {points(rent)} points a year to "
            f"{who}: it would have that much less if they decided as one."
        )
    if rent > -NOTHING:
        return f"{who} would have as much if {them} decided as one: playing them off pays nothing."
    return (
        f"{who} gains nothing by the division of {them}: if they decided as one, it would have "
        f"{points(-rent)} points a year more."
    )


def division(data: Data, names: Names) -> str:
    """Say what the principals lose by deciding apart."""
    price, them = data["price_of_division"], names.actors(data["principals"] or ())
    before = data["strategies"]["default"]["value_per_year"]
    gaps = {a: data["united"][a] - before[a] for a in data["principals"] or () if data["united"]}
    told = changes(names, gaps)
    each = f" What deciding as one adds: {told}." if told else ""
    if price >= NOTHING:
        lead = f"Division costs {them} {points(price)} points a year, added up"
    elif price > -NOTHING:
        lead = f"Division costs {them} nothing, added up"
    else:
        lead = f"Deciding as one would cost {them} {points(-price)} points a year, added up"
    return (
        f"{lead}, against deciding as one.{each} The sum takes a point of each for equal, which is "
        "a judgement."
    )


def division_table(data: Data, names: Names) -> Table | None:
    """Return every actor's points with the principals divided and as one; None without them."""
    if not data["united"] or "default" not in data["strategies"]:
        return None
    apart = data["strategies"]["default"]["value_per_year"]
    rows = [
        (
            Cell(role(names, actor), "actor", actor=head_of(names, actor).actor),
            Cell(fixed(apart[actor]), "number"),
            Cell(fixed(value), "number"),
            Cell(signed(value - apart[actor]), "number"),
        )
        for actor, value in data["united"].items()
    ]
    return Table(
        f"Points a year with {names.actors(data['principals'] or ())} apart, and as one",
        (Cell("Actor"), *(Cell(h, "number") for h in ("Apart", "As one", "Change"))),
        tuple(rows),
        style="slim",
        summary="Show the points",
    )
