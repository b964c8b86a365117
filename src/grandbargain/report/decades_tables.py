"""Tables of section 3: what decades of play do, year by year and at their end."""

from __future__ import annotations

from .decades import middle_history, outcome, outcomes
from .formats import fixed, percent, plain, plural, points
from .names import Names
from .parts import Cell, Table
from .play_words import (
    NOTHING,
    Data,
    actors,
    at_the_end,
    is_dated,
    level,
    quoted,
    role,
    share_range,
    span_of_years,
    was_drawn,
    year_text,
)

TOLD_YEARS = 5
"""Years between two columns of a table over the years."""


def survival_table(data: Data, names: Names) -> Table:
    """Return the chance of survival every few years, a row per strategy."""
    shown = told_years(data)
    rows = [
        (
            Cell(names.short(name)),
            *(Cell(percent(one["survival"][k]), "number") for k in shown),
            *((_ranged(one),) if was_drawn(data) else ()),
        )
        for name, one in data["strategies"].items()
    ]
    heads = [year_head(data, k) for k in shown]
    heads += ["Range over worlds"] if was_drawn(data) else []
    return Table(
        "Chance that no ending has come yet; settlements, also those that failed, counted as "
        "survival",
        (Cell("Strategy"), *(Cell(head, "number") for head in heads)),
        tuple(rows),
        summary="Show the chances",
    )


def _ranged(one: Data) -> Cell:
    return Cell(share_range(one["worlds"]["survival"]) if one.get("worlds") else "–", "number")


def _middle(names: Names, stock: str, found: Data, place: int) -> str:
    low, high = (level(names, stock, found[key][place]) for key in ("q10", "q90"))
    return low if low == high else f"{low} to {high}"


def told_years(data: Data) -> list[int]:
    """Return the places of the years that tables show: now, every few years, and the last."""
    years = data["years"]
    shown = list(range(0, years + 1, TOLD_YEARS))
    return shown if shown[-1] == years else [*shown, years]


def year_head(data: Data, place: int) -> str:
    """Return the head of a column of a year: its start, or the end of the last year."""
    if place == 0:
        return "now"
    if not is_dated(data):
        return f"after {place} {'year' if place == 1 else 'years'}"
    if place == data["years"]:
        return f"end of {data['start'] + place - 1}"
    return f"start of {data['start'] + place}"


def outcomes_table(data: Data, names: Names) -> Table:
    """Return how histories stand at the end, a row per strategy."""
    shares = {name: outcomes(data, name) for name in data["strategies"]}
    heads = list(next(iter(shares.values()), {}))
    rows = []
    for name, row in shares.items():
        over = (data["strategies"][name].get("worlds") or {}).get("ending", {})
        cells = [
            Cell(
                percent(row.get(key, 0.0)),
                "number",
                sub=share_range(over[key]) if key in over else "",
            )
            for key in heads
        ]
        rows.append((Cell(names.short(name)), *cells))
    note = "The smaller line is the range in nine worlds of ten." if was_drawn(data) else ""
    return Table(
        f"How histories stand {at_the_end(data)}, per cent of all",
        (Cell("Strategy"), *(Cell(outcome(names, key), "number") for key in heads)),
        tuple(rows),
        note=note,
        summary="Show the shares",
    )


def stock_table(data: Data, names: Names, name: str) -> Table:
    """Return a stock every few years under every strategy: its mean, and its middle 80 per cent."""
    shown = told_years(data)
    rows = []
    for strategy, one in data["strategies"].items():
        found = one["stock"][name]
        cells = [
            Cell("–", "number")
            if found["mean"][k] is None
            else Cell(
                level(names, name, found["mean"][k]),
                "number",
                sub=_middle(names, name, found, k),
            )
            for k in shown
        ]
        rows.append((Cell(names.short(strategy)), *cells))
    unit = names.unit(name)
    return Table(
        f"{names.stock(name)}{', ' + unit if unit else ''}: mean, and middle 80 % of histories "
        "still in play",
        (Cell("Strategy"), *(Cell(year_head(data, k), "number") for k in shown)),
        tuple(rows),
        summary="Show the numbers",
    )


def stocks_table(data: Data, names: Names, strategy: str) -> Table:
    """Return every stock every few years under one strategy."""
    shown = told_years(data)
    rows = []
    for name, found in data["strategies"][strategy]["stock"].items():
        cells = [
            Cell("–", "number")
            if found["mean"][k] is None
            else Cell(
                level(names, name, found["mean"][k]),
                "number",
                sub=_middle(names, name, found, k),
            )
            for k in shown
        ]
        rows.append((Cell(names.stock(name), sub=names.unit(name)), *cells))
    return Table(
        f"Stocks under {quoted(names, strategy)}: mean, and middle 80 % of histories still in play",
        (Cell("Stock"), *(Cell(year_head(data, k), "number") for k in shown)),
        tuple(rows),
        summary="Show the numbers",
    )


def history_table(data: Data, names: Names, strategy: str) -> Table | None:
    """Return one sampled history year by year; None where none was sampled."""
    one = middle_history(data["strategies"][strategy]["histories"])
    if one is None or not one["years"]:
        return None
    held, acting = list(one["years"][0]["stock"]), list(one["years"][0]["action"])
    rows = [
        (
            Cell(str(data["start"] + k)),
            *(Cell(level(names, name, year["stock"][name]), "number") for name in held),
            *(Cell(names.action(actor, year["action"].get(actor, "–"))) for actor in acting),
        )
        for k, year in enumerate(one["years"])
    ]
    heads = [Cell("Year")]
    heads += [Cell(names.stock(name), "number", sub=names.unit(name)) for name in held]
    heads += [Cell(names.actor(actor)) for actor in acting]
    how = "It goes on after the last year shown."
    if one["ending"] is not None:
        year = f" in {year_text(data, one['ended'])}" if one["ended"] is not None else ""
        how = f"It ends{year}: {names.ending(one['ending'])}."
    total = plural(len(data["strategies"][strategy]["histories"]), "history", "histories")
    return Table(
        f"One sampled history under {quoted(names, strategy)}, year by year",
        tuple(heads),
        tuple(rows),
        style="history",
        note=f"{how} Stocks are those at the start of the year. Of {total} drawn, this one has the "
        "middle length; another draw would go another way.",
        summary="Read one history year by year",
    )


def rents_table(data: Data, names: Names) -> Table | None:
    """Return what each payer pays per year on average, a row per strategy; None without rents."""
    rents = {name: one["rent"] for name, one in data["strategies"].items() if one["rent"]}
    if not rents:
        return None
    payers = list(next(iter(rents.values())))
    rows = []
    for name, by_payer in rents.items():
        one = data["strategies"][name]
        spread = (one.get("worlds") or {}).get("rent_per_year")
        sub = f"{plain(spread['q05'])} to {plain(spread['q95'])}" if spread else ""
        cells = [Cell(plain(sum(by_payer[p]) / len(by_payer[p])), "number") for p in payers]
        rows.append(
            (Cell(names.short(name)), *cells, Cell(plain(one["rent_per_year"]), "number", sub=sub))
        )
    return Table(
        f"Rents, {data['rents_unit'] or 'units'} a year: mean over {span_of_years(data)} and all "
        "histories",
        (
            Cell("Strategy"),
            *(Cell(names.actor(p), "number") for p in payers),
            Cell("Together", "number"),
        ),
        tuple(rows),
        note="The smaller line is the range in nine worlds of ten." if was_drawn(data) else "",
        summary="Show the rents",
    )


def worst_table(data: Data, names: Names) -> Table | None:
    """Return points in the worst twentieth of histories, a row per strategy; None without any."""
    shown = [name for name, one in data["strategies"].items() if one["worst"]]
    if not shown:
        return None
    who = actors(data)
    rows = []
    for name in shown:
        one = data["strategies"][name]
        cells = []
        for actor in who:
            low, error = one["worst"].get(actor), one["worst_error"].get(actor)
            sub = f"± {points(2 * error)}" if error is not None and error >= NOTHING / 2 else ""
            cells.append(Cell("–" if low is None else fixed(low), "number", sub=sub))
        rows.append((Cell(names.short(name)), *cells))
    return Table(
        "Points a year in the worst 5 % of histories, each actor’s own worst",
        (Cell("Strategy"), *(Cell(role(names, actor), "number") for actor in who)),
        tuple(rows),
        note="Behind “±”: how far sampling may be off, 95 times of 100.",
    )
