"""Section 4 in words: the options side by side, who would deviate, what division costs."""

from __future__ import annotations

from . import wording
from .decades import OPEN, outcome, outcomes
from .formats import count, fixed, listing, percent, plain, plural, points
from .names import Names
from .parts import Cell, Table
from .play_words import (
    NOTHING,
    Data,
    actors,
    any_of,
    at_the_end,
    by_best,
    by_the_end,
    changes,
    points_range,
    quoted,
    role,
    share_range,
    without_vote,
)

CLOSE = 0.2
"""Lead in points per year below which strategies are about equally good."""

RANGES = "The smaller line is the range in nine worlds of ten."


def strategies_table(data: Data, names: Names) -> Table:
    """Return one row per strategy: points to every actor, survival, endings, rents."""
    value, chance = values_table(data, names), odds_table(data, names)
    rows = tuple((*one, *other[1:]) for one, other in zip(value.rows, chance.rows, strict=True))
    return Table(
        f"Strategies side by side: points a year, and how histories end {by_the_end(data)}",
        (*value.head, *chance.head[1:]),
        rows,
        note=value.note,
    )


def values_table(data: Data, names: Names) -> Table:
    """Return points per year to every actor, a row per strategy; the best of a column is marked."""
    who = actors(data)
    top = {actor: max(_values(data, actor).values()) for actor in who}
    rows = []
    for name, one in data["strategies"].items():
        over = (one.get("worlds") or {}).get("value_per_year", {})
        cells = []
        for actor in who:
            value = one["value_per_year"][actor]
            sub = points_range(over[actor], fixed) if actor in over else ""
            best = value >= top[actor] - NOTHING and len(data["strategies"]) > 1
            cells.append(Cell(fixed(value), "number best" if best else "number", sub=sub))
        rows.append((Cell(names.short(name)), *cells))
    note = "Points a year, discounted, as each actor sees the odds. Bold: the most in its column, "
    note += f"within {NOTHING} points."
    return Table(
        "Points a year to every actor under each strategy",
        (Cell("Strategy"), *(head_of(names, actor) for actor in who)),
        tuple(rows),
        foot=_packages(data, names, who),
        note=f"{note} {RANGES}" if data.get("worlds") else note,
    )


def _packages(data: Data, names: Names, who: list[str]) -> tuple[tuple[Cell, ...], ...]:
    """Return what today's package and every settlement in force are worth, a row each."""
    found = {"Today’s package": data.get("status_quo") or {}}
    for name, one in data["settlements"].items():
        if one["package"] is not None:
            found[f"{names.ending(name)}: in force"] = one["utility"]
    return tuple(
        (
            Cell(title),
            *(Cell(fixed(worth[a]) if a in worth else "–", "number") for a in who),
        )
        for title, worth in found.items()
        if worth
    )


def head_of(names: Names, actor: str) -> Cell:
    """Return the head of an actor's column, with its colour."""
    known = [item.id for item in names.dispute.actors]
    return Cell(
        role(names, actor), "number actor", actor=known.index(actor) if actor in known else None
    )


def odds_table(data: Data, names: Names) -> Table:
    """Return how histories stand at the end, and rents, a row per strategy."""
    shares = {name: outcomes(data, name) for name in data["strategies"]}
    heads = _standing_last(data, list(next(iter(shares.values()), {})))
    paid = any(one["rent_per_year"] is not None for one in data["strategies"].values())
    rows = []
    for name, one in data["strategies"].items():
        over = one.get("worlds") or {}
        ranges = over.get("ending", {})
        cells = [_share(shares[name].get(key, 0.0), ranges.get(key)) for key in heads]
        if paid:
            spread, rent = over.get("rent_per_year"), one["rent_per_year"]
            sub = f"{plain(spread['q05'])} to {plain(spread['q95'])}" if spread else ""
            cells.append(Cell("–" if rent is None else plain(rent), "number", sub=sub))
        rows.append((Cell(names.short(name)), *cells))
    titles = [outcome(names, key) for key in heads]
    titles += [f"Rents, {data['rents_unit'] or 'units'} a year"] if paid else []
    note = "The shares of a row add up to 100 %, but for rounding."
    if data.get("worlds"):
        note += f" {RANGES} What is open, in force or failed has none."
    return Table(
        f"How histories stand {at_the_end(data)}, per cent of all{', and rents' if paid else ''}",
        (Cell("Strategy"), *(Cell(title, "number") for title in titles)),
        tuple(rows),
        note=note,
    )


def _standing_last(data: Data, keys: list[str]) -> list[str]:
    """Return what is open first, then ordinary endings, then what became of settlements."""
    return sorted(keys, key=lambda key: (key != OPEN, key.partition(":")[0] in data["settlements"]))


def _share(share: float, spread: Data | None) -> Cell:
    return Cell(percent(share), "number", sub=share_range(spread) if spread else "")


def _values(data: Data, actor: str) -> dict[str, float]:
    return {name: one["value_per_year"][actor] for name, one in data["strategies"].items()}


def favourites(data: Data, names: Names) -> list[str]:
    """Say which strategy is worth most to whom; empty where only one was played."""
    if len(data["strategies"]) < 2:
        return []
    voting = [actor for actor in actors(data) if not without_vote(names, [actor])]
    found = by_best(data, voting, CLOSE)
    everybody = len(found) == 1 and len(voting) > 1
    return [
        _best(data, names, tops, who, everybody=everybody)
        for tops, who in sorted(found.items(), key=lambda item: -len(item[1]))
    ]


def _best(
    data: Data, names: Names, tops: tuple[str, ...], who: list[str], *, everybody: bool
) -> str:
    """Return the sentence on those for whom the same strategies come first."""
    told = listing(_ahead(data, names, actor, tops, first=k == 0) for k, actor in enumerate(who))
    if len(tops) > 1:
        return f"For {told}, {any_of(names, tops)} are about equally good."
    lead = "everybody with a vote: " if everybody else ""
    return f"{any_of(names, tops)} is worth most to {lead}{told}."


def _ahead(data: Data, names: Names, actor: str, tops: tuple[str, ...], *, first: bool) -> str:
    """Return an actor with how far its best is ahead of the next, and in how many worlds."""
    values = _values(data, actor)
    rest = [value for name, value in values.items() if name not in tops]
    notes = []
    if rest and len(tops) == 1:
        gap = points(values[tops[0]] - max(rest))
        unit = f" {'point' if gap == '1' else 'points'} a year ahead of the next" if first else ""
        notes.append(f"{gap}{unit}")
    if data.get("worlds") and actor in data["worlds"]["best"]:
        notes.append(_in_worlds(data, names, actor, tops))
    return f"{names.actor(actor)} ({'; '.join(notes)})" if notes else names.actor(actor)


def _in_worlds(data: Data, names: Names, actor: str, tops: tuple[str, ...]) -> str:
    """Say in how many worlds they are worth most, and which other strategy is in more."""
    drawn = data["worlds"]
    n, shares = drawn["finished"], drawn["best"][actor]
    found = {name: round(shares.get(name, 0.0) * n) for name in data["strategies"]}

    def worlds(number: int) -> str:
        return f"{count(number)} of {count(n)} worlds, {percent(number / n)}"

    if len(tops) == 1:
        text = f"most in {worlds(found[tops[0]])}"
    else:
        text = ", ".join(f"{quoted(names, top)} most in {worlds(found[top])}" for top in tops)
    most = max(found, key=lambda name: found[name])
    if found[most] > max(found[top] for top in tops):
        text += f", but in {worlds(found[most])}, {quoted(names, most)} is"
    return text


def people(data: Data, names: Names) -> list[str]:
    """Say what the strategies bring to those who have no vote; empty where all have one."""
    return [_person(data, names, actor) for actor in without_vote(names, actors(data))]


def _person(data: Data, names: Names, actor: str) -> str:
    values, title = _values(data, actor), names.actor(actor)
    high = max(values, key=lambda name: values[name])
    low = min(values, key=lambda name: values[name])
    if values[high] - values[low] < NOTHING:
        return f"{title} (no vote): {points(values[high])} points a year, whatever the others do."
    return (
        f"{title} (no vote): most under {quoted(names, high)}, "
        f"{_ranged(data, high, actor)}; least under {quoted(names, low)}, "
        f"{_ranged(data, low, actor)}."
    )


def _ranged(data: Data, strategy: str, actor: str) -> str:
    one = data["strategies"][strategy]
    text = f"{points(one['value_per_year'][actor])} points a year"
    if not one.get("worlds"):
        return text
    return f"{text} (range {points_range(one['worlds']['value_per_year'][actor])})"


def no_deal(data: Data, names: Names) -> str:
    """Say what play is worth where nothing can be settled."""
    told = [f"{names.actor(a)} {points(value)}" for a, value in data["no_deal_value"].items()]
    if not told:
        return ""
    return (
        f"Play without a deal brings, in points a year: {listing(told)}. Bargains take "
        "what the file states for failed talks, unless it says “play” or “--no-deal play” was "
        "asked."
    )


def gains_of_leaving(data: Data, names: Names) -> list[str]:
    """Say whom a strategy binds against its interest, by how much, and what the others leave."""
    texts = [text for name in data["strategies"] if (text := _bound(data, names, name))]
    slips = [
        item["start"]
        for one in data["strategies"].values()
        for actor, item in one["exploitability"].items()
        if item is not None and actor not in one["fixed"]
    ]
    if slips:
        most = max(slips)
        texts.append(
            "Nobody who is not bound could gain a tenth of a point a year by answering better."
            if most < 2 * NOTHING
            else "Who is not bound answers well, not always best: a perfect answer would add "
            f"{points(most)} points a year at most."
        )
    return texts


def _bound(data: Data, names: Names, strategy: str) -> str:
    """Say what those whom a strategy binds, or makes one, would gain by leaving it."""
    one = data["strategies"][strategy]
    lead = f"Under {quoted(names, strategy)}"
    gains = {actor: item for actor in one["fixed"] if (item := one["exploitability"].get(actor))}
    told = [
        _gain(names, actor, item)
        for actor, item in sorted(gains.items(), key=lambda pair: -pair[1]["start"])
        if item["start"] >= NOTHING
    ]
    kept = [actor for actor, item in gains.items() if item["start"] < NOTHING]
    parts = []
    if told:
        parts.append(f"{lead}, by leaving it for its best answer, {'; '.join(told)}.")
    if kept:
        parts.append(
            f"{'' if told else lead + ' '}{names.actors(kept)} would gain nothing by leaving it."
        )
    if one["united"]:
        parts.append(
            f"{lead} {names.actors(one['united'])} decide as one; what each would gain by leaving "
            "the others is not computed."
        )
    return " ".join(parts)


def _gain(names: Names, actor: str, item: Data) -> str:
    start, most = points(item["start"]), points(item["max"])
    text = f"{names.actor(actor)} would gain {start} points a year"
    return text if start == most else f"{text} (in another state up to {most})"


def leaving_table(data: Data, names: Names) -> Table | None:
    """Return what every actor would gain by its best answer; None where nobody acts."""
    movers = list(data["order"])
    rows = []
    for name, one in data["strategies"].items():
        cells = []
        for actor in movers:
            item = one["exploitability"].get(actor)
            if item is None:
                united = actor in one["united"]
                cells.append(Cell("–", "number", sub="decides with others" if united else ""))
                continue
            bound = "bound; " if actor in one["fixed"] else ""
            start, most = points(item["start"]), points(item["max"])
            also = f"{bound}up to {most}" if most != start else bound.removesuffix("; ")
            cells.append(Cell(start, "number", sub=also))
        rows.append((Cell(names.short(name)), *cells))
    if not rows or not movers:
        return None
    return Table(
        "What a best answer would add, points a year",
        (Cell("Strategy"), *(head_of(names, actor) for actor in movers)),
        tuple(rows),
        style="slim",
        note="Everybody else stays with what the strategy or its own answer has it do. First line: "
        "from where play starts. Second line: the most in any state. “Bound”: the strategy tells "
        "this actor what to do. The others choose the better act more often, not always, so they "
        "leave a little.",
    )


def over_worlds(data: Data, names: Names) -> list[str]:
    """Say in how many worlds which strategy is worth most to whom; empty without worlds."""
    found = data.get("worlds")
    if not found or len(data["strategies"]) < 2:
        return []
    asked, n = data.get("settings", {}).get("worlds", 0), found["finished"]
    texts = [
        f"Every strategy was played in {count(n)} worlds"
        + (f" of the {count(asked)} asked for: the work was stopped." if asked > n else ".")
    ]
    for actor, shares in found["best"].items():
        most = max(shares.values(), default=0.0)
        tops = [name for name, share in shares.items() if share >= most - 1e-9]
        each = "is" if len(tops) == 1 else "are each"
        texts.append(
            f"To {role(names, actor)}, {any_of(names, tops)} {each} worth most in "
            f"{wording.with_range(round(most * n) / n, n)}."
        )
    return texts


def worlds_table(data: Data, names: Names) -> Table | None:
    """Return the share of worlds in which each strategy is worth most; None without worlds."""
    found = data.get("worlds")
    if not found or len(data["strategies"]) < 2:
        return None
    who = list(found["best"])
    rows = [
        (
            Cell(names.short(name)),
            *(_of_worlds(found["best"][actor].get(name, 0.0), found["finished"]) for actor in who),
        )
        for name in data["strategies"]
    ]
    return Table(
        f"Share of {plural(found['finished'], 'world')} in which a strategy is worth most",
        (Cell("Strategy"), *(head_of(names, actor) for actor in who)),
        tuple(rows),
        note="Strategies that tie in a world count each, so a column may add up to more than "
        "100 %. Every uncertain number is drawn anew in each world.",
    )


def _of_worlds(share: float, worlds: int) -> Cell:
    found = round(share * worlds)
    return Cell(percent(found / worlds), "number", sub=f"{count(found)} of {count(worlds)}")


def steady(data: Data, names: Names) -> list[str]:
    """Say what the search for a stationary solution found; empty where nobody asked."""
    texts = []
    for name, one in (data.get("stationary") or {}).items():
        if not one["converged"]:
            texts.append(
                f"{quoted(names, name)}: not converged after {count(one['iterations'])} rounds, "
                f"residual {one['residual']:.2g}; there is no stationary solution to show."
            )
            continue
        before = data["strategies"].get(name, {}).get("value_per_year", {})
        gaps = {a: v - before[a] for a, v in (one["value_per_year"] or {}).items() if a in before}
        told = changes(names, gaps)
        against = f"against the answer above {told}" if told else "the same points as above"
        texts.append(f"{quoted(names, name)}: a stationary solution, {against}.")
    return texts
