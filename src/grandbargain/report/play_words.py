"""Chances, years and strategies of play as a reader expects them: what all its sentences share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .formats import DOTS, clipped, count, listing, percent, plain, points, signed
from .names import Names

Data = Mapping[str, Any]

NOTHING = 0.05
"""Points per year that are not told as a difference: they print as zero."""

NINE_OF_TEN = "in nine worlds of ten"
"""What a range over worlds means: its ends are the quantiles at 5 and 95 per cent."""


def strategies(data: Data) -> dict[str, Any]:
    """Return what was played, by strategy; empty where the work stopped before the first."""
    return dict(data["strategies"])


def actors(data: Data) -> list[str]:
    """Return the actors with values, in the order of the answer."""
    return (
        list(next(iter(data["strategies"].values()))["value_per_year"])
        if data["strategies"]
        else []
    )


def was_drawn(data: Data) -> bool:
    """Return whether strategies were played in other worlds than the central one."""
    return any(one.get("worlds") for one in data["strategies"].values())


def centrally(data: Data) -> str:
    """Return the words for a number without a range where others have one."""
    return " in the central world" if was_drawn(data) else ""


def without_vote(names: Names, names_of: Sequence[str]) -> list[str]:
    """Return the actors whose consent no package needs."""
    known = {actor.id: actor.is_party for actor in names.dispute.actors}
    return [name for name in names_of if not known.get(name, True)]


def role(names: Names, actor: str) -> str:
    """Return an actor's title, marked where it has no vote."""
    title = names.actor(actor)
    return f"{title} (no vote)" if without_vote(names, [actor]) else title


def quoted(names: Names, strategy: str) -> str:
    """Return a strategy as a sentence mentions it."""
    return f"“{names.short(strategy)}”"


def label(names: Names, strategy: str, width: int = 34) -> str:
    """Return a strategy as a label of a picture."""
    return clipped(names.short(strategy), width)


def is_dated(data: Data) -> bool:
    """Return whether the years of play are calendar years."""
    return data["start"] > 1000


def year_text(data: Data, year: int) -> str:
    """Return a year as the reader counts: 2031, or year 14."""
    return str(year) if is_dated(data) else f"year {year}"


def by_the_end(data: Data) -> str:
    """Return up to when is reported: by the end of 2046, or within 20 years."""
    if is_dated(data):
        return f"by the end of {data['start'] + data['years'] - 1}"
    return f"within {data['years']} years"


def at_the_end(data: Data) -> str:
    """Return the end of what is reported: at the end of 2046, or after 20 years."""
    if is_dated(data):
        return f"at the end of {data['start'] + data['years'] - 1}"
    return f"after {data['years']} years"


def span_of_years(data: Data) -> str:
    """Return the years reported: 2017 to 2046, or 20 years."""
    if is_dated(data):
        return f"{data['start']} to {data['start'] + data['years'] - 1}"
    return f"{data['years']} years"


def of_histories(share: float) -> str:
    """Return a chance as histories and per cent; rare ones and near certainties of a thousand.

    Examples
    --------
    >>> of_histories(0.184), of_histories(0.004), of_histories(0.0), of_histories(0.9999)
    ('9 of 50 histories (18 %)', '4 of 1,000 histories (under 1 %)', 'none of 50 histories (0 %)', 'nearly all of 1,000 histories (over 99 %)')
    """  # noqa: E501
    share = _clean(share)
    if share in {0.0, 1.0}:
        return f"{'all' if share else 'none'} of {DOTS} histories ({percent(share)})"
    total = DOTS if 0.015 <= share <= 0.985 else 1000
    found = round(share * total)
    lead = count(found)
    if not found:
        lead = "fewer than one"
    elif found == total:
        lead = "nearly all"
    return f"{lead} of {count(total)} histories ({percent(share)})"


def odds(share: float, spread: Data | None = None) -> str:
    """Return a chance as histories and per cent, with its range where worlds were drawn.

    Examples
    --------
    >>> odds(0.184, {"q05": 0.052, "q95": 0.391})
    '9 of 50 histories (18 %; 5 to 40 % in nine worlds of ten)'
    """
    text = of_histories(share)
    return text if spread is None else f"{text[:-1]}; {share_range(spread)} {NINE_OF_TEN})"


def share_range(spread: Data) -> str:
    """Return the range of a share over worlds in per cent, rounded outwards.

    Examples
    --------
    >>> share_range({"q05": 0.052, "q95": 0.391}), share_range({"q05": 0.0, "q95": 0.0})
    ('5 to 40 %', '0 %')
    """
    low = math.floor(100 * _clean(spread["q05"]) + 1e-9)
    high = math.ceil(100 * _clean(spread["q95"]) - 1e-9)
    return f"{low} %" if low == high else f"{low} to {high} %"


def points_range(spread: Data, write: Any = points) -> str:
    """Return the range of points over worlds.

    Examples
    --------
    >>> points_range({"q05": 34.3, "q95": 42.0}), points_range({"q05": 3.0, "q95": 3.0})
    ('34.3 to 42', '3')
    """
    low, high = write(spread["q05"]), write(spread["q95"])
    return low if low == high else f"{low} to {high}"


def per_year(chance: float) -> str:
    """Return a chance per year.

    Examples
    --------
    >>> per_year(0.4163), per_year(0.0104), per_year(0.0002), per_year(0.0)
    ('42 % a year', '1 % a year', 'under 0.1 % a year', '0 % a year')
    """
    share = 100 * _clean(chance)
    if 0 < share < 0.1:
        return "under 0.1 % a year"
    text = f"{share:.0f}" if share >= 9.95 else f"{share:.1f}".removesuffix(".0")
    return f"{text} % a year"


def more_or_less(value: float) -> str:
    """Return a difference in points with its direction.

    Examples
    --------
    >>> more_or_less(1.24), more_or_less(-2.0), more_or_less(0.01)
    ('1.2 points a year more', '2 points a year less', 'as much')
    """
    if abs(value) < NOTHING:
        return "as much"
    unit = "point" if points(abs(value)) == "1" else "points"
    return f"{points(abs(value))} {unit} a year {'more' if value > 0 else 'less'}"


def changes(
    names: Names, values: Mapping[str, float], least: float = NOTHING, most: int | None = None
) -> str:
    """Return who gains and who loses how much, largest first; empty where nobody does.

    ``most`` is the number of actors told.

    Examples
    --------
    >>> from grandbargain.dispute import Dispute
    >>> changes(Names(Dispute("", (), (), {})), {"a": 1.0, "b": -2.5, "c": 0.01})
    'b −2.5, a +1.0'
    """
    told = [(name, value) for name, value in values.items() if abs(value) >= least]
    told.sort(key=lambda item: -abs(item[1]))
    return ", ".join(f"{names.actor(name)} {signed(value)}" for name, value in told[:most])


def best(data: Data, actor: str, within: float = NOTHING) -> list[str]:
    """Return the strategies that are worth most to an actor, those within a hair together."""
    values = {name: one["value_per_year"][actor] for name, one in data["strategies"].items()}
    top = max(values.values(), default=0.0)
    return [name for name, value in values.items() if value >= top - within]


def by_best(
    data: Data, names_of: Sequence[str], within: float = NOTHING
) -> dict[tuple[str, ...], list[str]]:
    """Return actors grouped by the strategies that are worth most to them."""
    found: dict[tuple[str, ...], list[str]] = {}
    for actor in names_of:
        found.setdefault(tuple(best(data, actor, within)), []).append(actor)
    return found


def told_unit(names: Names, stock: str) -> str:
    """Return the unit of a stock as a sentence says it: shares have none."""
    unit = names.unit(stock)
    return "" if unit == "share" else unit


def level(names: Names, stock: str, value: float) -> str:
    """Return the level of a stock, to about a hundredth of the span of its grid."""
    grid = names.levels(stock)
    wide = max(grid) - min(grid) if grid else 1.0
    digits = max(0, 2 - math.floor(math.log10(wide))) if wide > 0 else 2
    rounded = round(value, digits) + 0.0
    return "nearly 0" if not rounded and abs(value) > 1e-9 else plain(rounded)


def any_of(names: Names, strategies_of: Sequence[str]) -> str:
    """Return strategies as a list of mentions."""
    return listing(quoted(names, name) for name in strategies_of)


def _clean(share: float) -> float:
    """Return a chance without what arithmetic left beside 0 and 1."""
    if share < 1e-9:
        return 0.0
    return 1.0 if share > 1 - 1e-9 else share
