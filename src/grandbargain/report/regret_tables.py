"""Tables of alternatives over all worlds: regret, spread, who comes first by which way to rank."""

from __future__ import annotations

from .alternatives import Compared
from .breaking import interval
from .formats import count, fixed, percent
from .options_compared import head_of
from .parts import Cell, Table
from .regrets import METRICS, SHARES, STEADINESS, always_first, dominated, worlds_of

HEADS = {"accepted": "Accepted", "holds": "Kept", "stable": "Not left", "trusted": "Trusted"}
"""What a package can be in a world, as the head of a column."""

FIRST_COLUMN = {True: "Package", False: "Strategy"}


def _heads(compared: Compared) -> tuple[Cell, ...]:
    return tuple(
        Cell(compared.outcome(outcome), "number")
        if outcome == "least_gain"
        else head_of(compared.names, outcome)
        for outcome in compared.outcomes
    )


def _first(compared: Compared) -> Cell:
    return Cell(FIRST_COLUMN[compared.is_of_packages])


def regret_table(compared: Compared) -> Table:
    """Return the regret of every alternative for every actor; the smallest is marked."""
    regret = compared.data["regret"]
    least = {
        outcome: min(item["maximum"] for item in regret[outcome].values())
        for outcome in compared.outcomes
    }
    rows = []
    for name in compared.all:
        cells = []
        for outcome in compared.outcomes:
            item = regret[outcome][name]
            best = item["maximum"] <= least[outcome] + 1e-9 and len(compared.all) > 1
            mark = "†" if dominated(compared, outcome, name) else ""
            cells.append(
                Cell(
                    f"{mark}{fixed(item['maximum'])}",
                    "number best" if best else "number",
                    sub=f"{fixed(item['p90'])} · {fixed(item['mean'])}",
                )
            )
        rows.append((Cell(compared.lettered(name)), *cells))
    what = "packages" if compared.is_of_packages else "strategies"
    return Table(
        f"Regret of {what} over {count(compared.worlds)} worlds, {compared.data['unit']}",
        (_first(compared), *_heads(compared)),
        tuple(rows),
        note="First line: the largest regret of all worlds. Second line: the regret passed in a "
        "tenth of the worlds, and the mean. Bold: the smallest largest regret of the column. †: "
        "some other alternative reaches whatever level the actor asks for at least as often "
        "(first-order dominance). Points of different actors do not compare.",
    )


def best_table(compared: Compared) -> Table | None:
    """Return in how many worlds every alternative is best for every actor."""
    if len(compared.all) < 2:
        return None
    regret = compared.data["regret"]
    rows = [
        (
            Cell(compared.lettered(name)),
            *(
                _of(regret[outcome][name]["best_share"], compared.worlds)
                for outcome in compared.outcomes
            ),
        )
        for name in compared.all
    ]
    return Table(
        f"Share of {count(compared.worlds)} worlds in which an alternative is a best one",
        (_first(compared), *_heads(compared)),
        tuple(rows),
        summary="Show in how many worlds each is best",
        note="Those that tie in a world count each, so a column may add up to more than 100 %.",
    )


def _of(share: float, worlds: int) -> Cell:
    return Cell(percent(share), "number", sub=worlds_of(share, worlds))


def spread_table(compared: Compared, hurwicz: float) -> Table:
    """Return worst, best, mean and quantiles of every alternative for every actor."""
    keys = ("minimum", "q05", "q25", "q50", "q75", "q95", "maximum", "mean", "hurwicz")
    heads = ("Worst world", "5 %", "25 %", "Middle", "75 %", "95 %", "Best world", "Mean", "Mix")
    known = [actor.id for actor in compared.names.dispute.actors]
    rows = []
    for outcome in compared.outcomes:
        metrics = compared.data["metrics"][outcome]
        top = {key: max(item[key] for item in metrics.values()) for key in keys}
        for name in compared.all:
            cells = (
                Cell(
                    fixed(metrics[name][key]),
                    "number best"
                    if metrics[name][key] >= top[key] - 1e-9 and len(compared.all) > 1
                    else "number",
                )
                for key in keys
            )
            rows.append(
                (
                    Cell(
                        compared.outcome(outcome),
                        sub=compared.label(name),
                        actor=known.index(outcome) if outcome in known else None,
                    ),
                    *cells,
                )
            )
    return Table(
        f"Worst, middle and best worlds, {compared.data['unit']}",
        (Cell("For whom, under what"), *(Cell(head, "number") for head in heads)),
        tuple(rows),
        summary="Show worst, middle and best worlds",
        note="“5 %”: one world of twenty is worse. Bold: the best of its column for that actor. "
        f"“Mix”: {percent(hurwicz)} of the worst and {percent(1 - hurwicz)} of the best world "
        "(Hurwicz).",
    )


def winners_table(compared: Compared) -> Table | None:
    """Return which alternative comes first, by way to rank and actor; None where all agree."""
    found = compared.data["disagreement"]
    if len(compared.all) < 2 or all(always_first(found[key]["winners"]) for key in found):
        return None
    rows = []
    for metric, words in (METRICS | STEADINESS).items():
        cells = [
            Cell(", ".join(compared.label(name) for name in found[outcome]["winners"][metric]))
            for outcome in compared.outcomes
            if metric in found[outcome]["winners"]
        ]
        if len(cells) == len(compared.outcomes):
            rows.append((Cell(words[:1].upper() + words[1:]), *cells))
    heads = (
        Cell(cell.text, cell.style.replace("number", "").strip(), actor=cell.actor)
        for cell in _heads(compared)
    )
    return Table(
        "Which comes first, by how one ranks",
        (Cell("Ranked by"), *heads),
        tuple(rows),
        summary="Show which comes first by which way to rank",
        note="The last row looks only at how far the worse half of worlds falls below the middle "
        "one: what is evenly bad does well by it.",
    )


def shares_table(compared: Compared) -> Table | None:
    """Return in how many worlds every package is accepted, kept, and so on."""
    found = compared.data["shares"]
    kinds = [kind for kind in SHARES if any(kind in shares for shares in found.values())]
    if not kinds:
        return None
    rows = []
    for name in compared.all:
        cells: list[Cell] = []
        for kind in kinds:
            share = found.get(name, {}).get(kind)
            if share is None:
                cells += [Cell("–", "number"), Cell("–", "number")]
                continue
            cells += [
                _of(share["share"], compared.worlds),
                Cell(interval(share["low"], share["high"]), "number"),
            ]
        rows.append((Cell(compared.lettered(name)), *cells))
    heads: list[Cell] = []
    for kind in kinds:
        heads += [Cell(HEADS[kind], "number"), Cell("95 % interval", "number")]
    meanings = "; ".join(f"“{HEADS[kind]}”: {SHARES[kind]}" for kind in kinds)
    return Table(
        f"Packages over {count(compared.worlds)} worlds",
        (_first(compared), *heads),
        tuple(rows),
        style="slim",
        note=f"{meanings}.",
    )
