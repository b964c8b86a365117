"""Section 4: the options compared."""

from __future__ import annotations

from dataclasses import replace

from . import charts_options, division, doing, options_compared, robust, settling, waiting
from .compared_page import regret_parts
from .decades_page import Item, Played, part, told
from .names import Names
from .parts import Picture
from .play_words import NINE_OF_TEN, Data, quoted, was_drawn

MOST_LINES = 4
"""Strategies drawn in the picture of what a settlement hangs on."""

SEEN = 0.005
"""Chance of a settlement below which a strategy is not drawn there."""


def options_section(names: Names, data: Data | None, tested: Data | None = None) -> Played:
    """Return section 4 from the plain data of ``dynamics`` and of ``robustness``."""
    regret = regret_parts(names, tested)
    if data is None or not data["strategies"]:
        return Played(parts=regret)
    return Played(
        texts=tuple(doing.strategies_told(data, names)),
        parts=(
            *part("side-by-side", "Strategies side by side", "Side by side", *_values(names, data)),
            *regret,
            *part("doing", "What everybody does", "What everybody does", *_doing(names, data)),
            *part("people", "Those without a vote", "Those without a vote", Item(
                texts=told(options_compared.people(data, names)))),
            *part("deviating", "Who would deviate", "Who would deviate", Item(
                texts=told(options_compared.gains_of_leaving(data, names)), listed=True,
                table=options_compared.leaving_table(data, names))),
            *part("dividing", "What rents and division cost", "Rents and division", Item(
                texts=told(division.rents(data, names)),
                table=division.division_table(data, names))),
            *part("waiting", "Does waiting pay", "Does waiting pay", *_hopes(names, data)),
            *part("delaying", "What delay costs", "What delay costs", _delays(names, data)),
            *part("settling", "The settlement inside play", "The settlement inside play",
                  *_settlements(names, data)),
            *part("in-worlds", "In other worlds", "In other worlds", Item(
                texts=told(options_compared.over_worlds(data, names)), listed=True,
                table=options_compared.worlds_table(data, names))),
            *part("assumed", "If something else is assumed", "If something else is assumed", Item(
                texts=told(robust.robust(data, names)),
                table=robust.robust_table(data, names))),
            *part("steady", "The stationary solution", "The stationary solution", Item(
                texts=told(options_compared.steady(data, names)), listed=True)),
        ),
    )  # fmt: skip


def _values(names: Names, data: Data) -> tuple[Item, ...]:
    several = len(data["strategies"]) > 1
    reading = "Each panel has its own scale: points of different actors do not compare."
    if several:
        first = quoted(names, next(iter(data["strategies"])))
        reading = (
            f"A mark right of the dashed line is better for that actor than {first}; the filled "
            f"diamond is the best. {reading}"
        )
    if was_drawn(data):
        reading += f" The bar behind a mark is its range {NINE_OF_TEN}."
    picture = Picture(
        "values",
        "Points a year of every strategy, by actor",
        reading,
        charts_options.values(names, data),
        None,
    )
    return (
        Item(texts=told(options_compared.favourites(data, names)), picture=picture),
        Item(table=options_compared.values_table(data, names)),
        Item(table=options_compared.odds_table(data, names)),
        Item(texts=told([options_compared.no_deal(data, names)])),
    )


def _doing(names: Names, data: Data) -> tuple[Item, ...]:
    """Return what every mover does: the first open, the others folded."""
    found = [
        (actor, table)
        for actor in doing.movers(data)
        if (table := doing.actions_table(data, names, actor)) is not None
    ]
    return tuple(
        Item(table=replace(table, summary=f"Show what {names.actor(actor)} does") if k else table)
        for k, (actor, table) in enumerate(found)
    )


def _hopes(names: Names, data: Data) -> tuple[Item, ...]:
    return tuple(
        Item(
            texts=tuple(waiting.hope(data, names, name)),
            table=waiting.waiting_table(data, names, name),
        )
        for name in data["hopes"] or {}
    )


def _delays(names: Names, data: Data) -> Item:
    if not data["cost_of_delay"]:
        return Item()
    reading = [waiting.hurt(data, names, name) for name in data["cost_of_delay"]]
    return Item(
        texts=tuple(" ".join(waiting.one_delay(data, names, n)) for n in data["cost_of_delay"]),
        picture=Picture(
            "delays",
            "Points a year gained or lost by years of delay",
            " ".join(reading),
            charts_options.delays(names, data),
            waiting.delays_table(data, names),
        ),
    )


def _settlements(names: Names, data: Data) -> tuple[Item, ...]:
    return tuple(item for name in data["settlements"] for item in _settlement(names, data, name))


def _settlement(names: Names, data: Data, name: str) -> tuple[Item, ...]:
    texts = tuple(settling.one_settlement(data, names, name))
    found = Item(texts=texts, table=settling.settlement_table(data, names, name))
    shown = shown_starts(data, name)
    if data["settlements"][name]["package"] is None or not shown:
        return (found,)
    hangs = settling.hangs_on(data, names, name, settling.likeliest(data, name))
    reading = (
        f"Under {quoted(names, settling.likeliest(data, name))}: {hangs[0][0].lower()}"
        f"{hangs[0][1:]}"
        if hangs
        else "Where the stocks start hardly matters."
    )
    picture = Picture(
        f"starts-{name}",
        f"Chance of {names.ended(name)} by where each stock starts",
        f"{reading} The dotted line is where the stock stands today.",
        charts_options.starts(names, data, name, shown),
        settling.starts_table(data, names, name, shown),
    )
    return found, Item(picture=picture)


def shown_starts(data: Data, name: str) -> list[str]:
    """Return the strategies under which a settlement is signed often enough to be drawn."""
    chance = {
        key: max((pair[1] for pairs in one["by_start"].get(name, {}).values() for pair in pairs),
                 default=0.0)
        for key, one in data["strategies"].items()
    }  # fmt: skip
    likely = sorted((key for key in chance if chance[key] >= SEEN), key=lambda key: -chance[key])
    kept = set(likely[:MOST_LINES])
    return [key for key in data["strategies"] if key in kept]
