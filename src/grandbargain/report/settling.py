"""The settlement inside play in words: is it signed, who breaks it first, what it hangs on."""

from __future__ import annotations

from collections.abc import Sequence

from .formats import listing, percent, plain, points, small_count
from .names import RULES, Names
from .parts import Cell, Table
from .play_words import (
    Data,
    at_the_end,
    by_the_end,
    centrally,
    changes,
    odds,
    of_histories,
    per_year,
    quoted,
    told_unit,
)

FAINT = 0.03
"""Difference in the chance of signing below which where a stock starts hardly matters."""

RARE = 0.005
"""Chance below which a breach is not told by name."""


def settlement(data: Data, names: Names) -> list[str]:
    """Say everything about every settlement that play can come to."""
    return [text for name in data["settlements"] for text in one_settlement(data, names, name)]


def one_settlement(data: Data, names: Names, name: str) -> list[str]:
    """Say which package an ending pays, how often it is signed and kept, and what that hangs on."""
    texts = [package(data, names, name)]
    if data["settlements"][name]["package"] is None:
        return texts
    texts += [text for text in (leavers(data, names, name), rules(data, names, name)) if text]
    if not data["strategies"]:
        return texts
    best = likeliest(data, name)
    texts += [signed(data, names, name, best), breaks(data, names, name, best)]
    texts += hangs_on(data, names, name, best)
    return [text for text in texts if text]


def package(data: Data, names: Names, name: str) -> str:
    """Say which package the ending pays, and what that is worth."""
    one = data["settlements"][name]
    rule = RULES.get(one["rule"], one["rule"])
    if one["package"] is None:
        why = f": {one['reason'].rstrip('.')}" if one["reason"] else ""
        picked = f"the rule {rule} finds no package" if rule else "there is no package"
        return f"{names.ended(name)} cannot come, since {picked}{why}."
    changed = len(names.changes(one["package"]))
    total = small_count(len(names.dispute.issues))
    picked = f"the package that the rule {rule} picks" if rule else "the package of the file"
    worth = listing(f"{names.actor(a)} {points(v)}" for a, v in one["utility"].items())
    return (
        f"{names.ended(name)} pays {picked}; it changes {small_count(changed)} of {total} issues. "
        f"Points a year: {worth}."
    )


def worth(data: Data, names: Names, name: str) -> str:
    """Say what it adds in force to the best that play brings each actor."""
    told: dict[bool, dict[str, float]] = {True: {}, False: {}}
    for actor, value in data["settlements"][name]["utility"].items():
        known = [one["value_per_year"].get(actor) for one in data["strategies"].values()]
        best = max((one for one in known if one is not None), default=None)
        if best is not None:
            told[value >= best][actor] = value - best
    lead = f"In force, {names.ended(name)} would be worth"
    against = "than the best strategy of play, in points a year"
    parts = [
        f"{word} {against if not k else ''}: {changes(names, gaps, least=0.0)}".replace(" :", ":")
        for k, (word, gaps) in enumerate(
            (word, told[more]) for more, word in ((True, "more"), (False, "less")) if told[more]
        )
    ]
    return f"{lead} {'; '.join(parts)}." if parts else ""


def leavers(data: Data, names: Names, name: str) -> str:
    """Say who gains by leaving it, and how a breach is found out."""
    one = data["settlements"][name]
    if one["detection"] is None:
        return "The file says nothing of enforcement, so play takes it that nobody leaves it."
    tempted = sorted(one["leavers"], key=lambda item: -item["gain"])
    if not tempted:
        return "Nobody can gain by leaving it alone."
    told = listing(f"{names.actor(item['actor'])} {points(item['gain'])}" for item in tempted)
    return f"What a year of breach adds to the one who leaves, in points: {told}."


def rules(data: Data, names: Names, name: str) -> str:
    """Say how likely a breach is found out, and a false alarm."""
    one = data["settlements"][name]
    if one["detection"] is None:
        return ""
    return (
        f"A breach is found out with a chance of {per_year(one['detection'])}; with "
        f"{per_year(one['false_alarm'])} one is seen where there is none. Either ends it for good."
    )


def likeliest(data: Data, name: str) -> str:
    """Return the strategy under which it is signed most often."""
    chance = {key: one["ending"][name][-1] for key, one in data["strategies"].items()}
    return max(chance, key=lambda key: chance[key])


def signed(data: Data, names: Names, name: str, strategy: str) -> str:
    """Say how often it is signed under a strategy, and how often if nobody could leave it."""
    one = data["strategies"][strategy]
    chance = one["ending"][name][-1]
    if chance < 1e-9 and strategy == likeliest(data, name):
        text = f"It is signed under no strategy {by_the_end(data)}"
    else:
        spread = one["worlds"]["ending"].get(name) if one.get("worlds") else None
        most = "most often " if len(data["strategies"]) > 1 else ""
        text = (
            f"It is signed {most}under {quoted(names, strategy)}: {by_the_end(data)} in "
            f"{odds(chance, spread)}"
        )
    agreement = one["agreements"].get(name)
    if agreement is None:
        return f"{text}."
    kept = f"{of_histories(agreement['if_kept'])}{centrally(data)}"
    return f"{text}. If nobody could leave it, it would be signed in {kept}."


def breaks(data: Data, names: Names, name: str, strategy: str) -> str:
    """Say what becomes of it: in force, failed, and who breaks it first."""
    one = data["strategies"][strategy]
    agreement, chance = one["agreements"].get(name), one["ending"][name][-1]
    if agreement is None or chance < 1e-9:
        return ""
    share = min(1.0, agreement["in_force"][-1] / chance)
    text = (
        f"Where it is signed{centrally(data)}, it is still in force {at_the_end(data)} in "
        f"{percent(share)} of cases"
    )
    first = {a: years[-1] for a, years in agreement["broken"].items() if years[-1] >= RARE * chance}
    if not first:
        failing = agreement["failed"][-1] > RARE * chance
        return f"{text}. Hardly anybody breaks it" + (
            "; where it fails, it is by a false alarm." if failing else "."
        )
    ordered = sorted(first.items(), key=lambda pair: -pair[1])
    told = listing(f"{names.actor(actor)} {percent(broken / chance)}" for actor, broken in ordered)
    return f"{text}. Who breaks it first, in per cent of cases: {told}."


def hangs_on(data: Data, names: Names, name: str, strategy: str) -> list[str]:
    """Say how the chance of signing depends on where each stock starts, strongest first."""
    rows = data["strategies"][strategy]["by_start"].get(name, {})
    found = []
    for stock, pairs in rows.items():
        if len(pairs) < 2:
            continue
        chances = [chance for _, chance in pairs]
        found.append((max(chances) - min(chances), stock, pairs))
    found.sort(key=lambda item: -item[0])
    texts = [
        _from_level(data, names, stock, pairs) for apart, stock, pairs in found if apart >= FAINT
    ]
    faint = [f"“{names.stock(stock)}”" for apart, stock, _ in found if apart < FAINT]
    if faint and texts:
        texts.append(f"Where {listing(faint)} {_starts(len(faint))} hardly matters.")
    return texts


def _starts(number: int) -> str:
    return "starts" if number == 1 else "start"


def _from_level(data: Data, names: Names, stock: str, pairs: Sequence[Sequence[float]]) -> str:
    (low, at_low), (high, at_high) = pairs[0], pairs[-1]
    unit = told_unit(names, stock)
    unit = f" {unit}" if unit else ""
    top_level, top = max(pairs, key=lambda pair: pair[1])
    text = (
        f"It hangs on where “{names.stock(stock)}” starts{centrally(data)}: "
        f"at {plain(low)}{unit} it is signed in {percent(at_low)} of histories, "
        f"at {plain(high)}{unit} in {percent(at_high)}"
    )
    if top > max(at_low, at_high) + 0.005:
        text += f", most often at {plain(top_level)}{unit} ({percent(top)})"
    return f"{text}."


def settlement_table(data: Data, names: Names, name: str) -> Table | None:
    """Return how often it is signed, kept and broken, a row per strategy."""
    if data["settlements"][name]["package"] is None or not data["strategies"]:
        return None
    rows = []
    for strategy, one in data["strategies"].items():
        agreement = one["agreements"].get(name)
        cells = [Cell(names.short(strategy)), Cell(percent(one["ending"][name][-1]), "number")]
        if agreement is None:
            cells += [Cell("–", "number")] * 3 + [Cell("–")]
        else:
            first = {a: years[-1] for a, years in agreement["broken"].items()}
            who = max(first, key=lambda actor: first[actor], default=None)
            cells += [
                Cell(percent(agreement["if_kept"]), "number"),
                Cell(percent(agreement["in_force"][-1]), "number"),
                Cell(percent(agreement["failed"][-1]), "number"),
                Cell(
                    f"{names.actor(who)}, {percent(first[who])}"
                    if who is not None and first[who] > 1e-9
                    else "nobody"
                ),
            ]
        rows.append(tuple(cells))
    heads = ["Signed", "Signed if nobody could leave", "In force at the end", "Failed since"]
    return Table(
        f"{names.ending(name)}, per cent of all histories {by_the_end(data)}",
        (Cell("Strategy"), *(Cell(head, "number") for head in heads), Cell("Broken first by")),
        tuple(rows),
        summary="Show the shares",
    )


def starts_table(data: Data, names: Names, name: str, strategies: Sequence[str]) -> Table:
    """Return the chance of signing by where a stock starts, a row per stock and level."""
    rows = []
    first = data["strategies"][strategies[0]]["by_start"].get(name, {})
    for stock, pairs in first.items():
        for k, (level, _) in enumerate(pairs):
            cells = [Cell(f"{names.stock(stock)}: {plain(level)} {names.unit(stock)}".strip())]
            for strategy in strategies:
                row = data["strategies"][strategy]["by_start"].get(name, {}).get(stock, [])
                cells.append(Cell(percent(row[k][1]) if k < len(row) else "–", "number"))
            rows.append(tuple(cells))
    return Table(
        f"Chance of {names.ended(name)}, by where a stock starts",
        (Cell("Start"), *(Cell(names.short(strategy), "number") for strategy in strategies)),
        tuple(rows),
        summary="Show the chances",
    )
