"""Section 3: if nobody redesigns it, play over decades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import charts_play, decades, decades_tables
from .formats import listing, plural
from .names import Names
from .parts import Picture, Table
from .play_words import Data, at_the_end, level, quoted, told_unit

MOST_MOVED = 2
"""Stocks drawn under each strategy, those that the strategies move furthest apart."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to read: sentences, a picture, a table; what there is not is empty."""

    texts: tuple[str, ...] = ()
    picture: Picture | None = None
    table: Table | None = None
    heading: str = ""
    listed: bool = False
    """Whether the sentences are a list."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a section: its place, heading and items."""

    id: str
    title: str
    nav: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Played:
    """A section about play: what it starts with, its parts, and what it takes for granted."""

    texts: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures of the section, in order."""
        return tuple(
            item.picture for part in self.parts for item in part.items if item.picture is not None
        )


def told(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences that there are."""
    return tuple(text for text in texts if text)


def part(id: str, title: str, nav: str, *items: Item) -> tuple[Part, ...]:  # noqa: A002
    """Return a part with the items that hold something; nothing if none does."""
    kept = tuple(item for item in items if item.texts or item.picture or item.table)
    return (Part(id, title, nav, kept),) if kept else ()


def decades_section(names: Names, data: Data) -> Played:
    """Return section 3 from the plain data of ``dynamics``."""
    stopped = told([decades.stopped(data)])
    if not data["strategies"]:
        return Played(texts=stopped, notes=told(decades.assumptions(data, names)))
    return Played(
        texts=(*stopped, *decades.played(data, names)),
        parts=(
            *part("lasting", "How long it lasts, and how it ends", "How long it lasts",
                  _survival(names, data), _endings(names, data)),
            *part("years", "What the years look like", "What the years look like",
                  *_stocks(names, data)),
            *part("paying", "Who pays", "Who pays", _rents(names, data)),
            *part("tail", "The worst twentieth", "The worst twentieth", Item(
                texts=told([decades.worst(data, names, _first(data))]),
                table=decades_tables.worst_table(data, names))),
        ),
        notes=told(decades.assumptions(data, names)),
    )  # fmt: skip


def _first(data: Data) -> str:
    return next(iter(data["strategies"]))


def _survival(names: Names, data: Data) -> Item:
    first = _first(data)
    reading = told([decades.survival(data, names, first), decades.compared_survival(data, names)])
    if not data["strategies"][first]["ending"]:
        return Item(texts=reading[:1])
    return Item(
        texts=told([decades.half_gone(data, names, first)]),
        picture=Picture(
            "survival",
            "Chance that no ending has come yet; settlements, also those that failed, counted as "
            "survival",
            " ".join(reading),
            charts_play.survival(names, data),
            decades_tables.survival_table(data, names),
        ),
    )


def _endings(names: Names, data: Data) -> Item:
    first = _first(data)
    if not data["strategies"][first]["ending"]:
        return Item()
    reading = (
        f"Each block is 50 histories; a full dot is one that stands so {at_the_end(data)}. Counts "
        f"are rounded. {decades.endings(data, names, first)}"
    )
    return Item(
        picture=Picture(
            "endings",
            f"How 50 histories stand {at_the_end(data)}",
            reading,
            charts_play.endings(names, data),
            decades_tables.outcomes_table(data, names),
        )
    )


def _stocks(names: Names, data: Data) -> tuple[Item, ...]:
    first = _first(data)
    one = data["strategies"][first]
    if not one["stock"]:
        return (Item(table=decades_tables.history_table(data, names, first)),)
    found = Item(
        texts=tuple(decades.stocks(data, names, first)),
        listed=True,
        picture=Picture(
            "stocks",
            f"Stocks under {quoted(names, first)}",
            how_to_read(data, first),
            charts_play.stocks(names, data, first),
            decades_tables.stocks_table(data, names, first),
        ),
    )
    items = [found]
    if len(data["strategies"]) > 1:
        moved = decades.most_moved(data, names)[:MOST_MOVED]
        items += [Item(picture=_apart(names, data, k, stock)) for k, stock in enumerate(moved)]
    items.append(Item(table=decades_tables.history_table(data, names, first)))
    return tuple(items)


def how_to_read(data: Data, strategy: str) -> str:
    """Say what the marks in a picture of a stock are."""
    drawn = len(data["strategies"][strategy]["histories"])
    text = "The dark line is the mean, the band the middle 80 %, of histories still in play."
    if not drawn:
        return text
    return (
        f"{text} Thin lines are {plural(drawn, 'sampled history', 'sampled histories')}, moved "
        "apart a little where they would cover each other; a dot marks where an ending cut one off."
    )


def _apart(names: Names, data: Data, rank: int, stock: str) -> Picture:
    last: dict[str, float] = {}
    for name, one in data["strategies"].items():
        value = one["stock"][stock]["mean"][-1]
        if value is not None:
            last[name] = value
    unit = told_unit(names, stock)
    rest = "Of all stocks" if not rank else "Of the other stocks"
    reading = f"{rest}, this is the one that the strategies move furthest apart on its grid."
    if len(next(iter(data["strategies"].values()))["stock"]) == 1:
        reading = "The marks are those of the picture before."
    if len(last) > 1:
        high, low = (pick(last, key=lambda name: last[name]) for pick in (max, min))
        ends = listing(
            f"{level(names, stock, last[name])} {unit}".strip() + f" under {quoted(names, name)}"
            for name in dict.fromkeys((high, low))
        )
        reading += f" Where play still goes on {at_the_end(data)} it is on average {ends}."
    return Picture(
        f"stock-{stock}",
        f"{names.stock(stock)} under each strategy",
        reading,
        charts_play.stock_by_strategy(names, data, stock),
        decades_tables.stock_table(data, names, stock),
    )


def _rents(names: Names, data: Data) -> Item:
    table = decades_tables.rents_table(data, names)
    if table is None:
        return Item()
    return Item(
        picture=Picture(
            "rents",
            f"What is paid per year, {data['rents_unit'] or 'units'}",
            decades.rents_over_time(data, names, _first(data)),
            charts_play.rents(names, data),
            table,
        )
    )
