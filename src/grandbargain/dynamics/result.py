"""What one strategy brings, year by year, with names: dataclasses only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Years = tuple[float, ...]
"""A number per year."""
YearsInPlay = tuple[float | None, ...]
"""A number per year; None where nobody is in play any more."""


@dataclass(frozen=True, slots=True)
class StockYears:
    """A stock over the years, among histories still in play.

    ``mean`` and the quantiles ``q10``, ``q50``, ``q90`` have one entry more than there are years:
    the first is now. A quantile is the lowest level at which the cumulative share reaches it.
    """

    mean: YearsInPlay
    q10: YearsInPlay
    q50: YearsInPlay
    q90: YearsInPlay

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {name: list(getattr(self, name)) for name in ("mean", "q10", "q50", "q90")}


@dataclass(frozen=True, slots=True)
class Exploitability:
    """What an actor would gain by its best response to all others, points per year.

    ``start`` from where play starts, ``largest`` over all states of the first year.
    """

    start: float
    largest: float

    def to_dict(self) -> dict[str, float]:
        """Return plain data."""
        return {"start": self.start, "max": self.largest}


@dataclass(frozen=True, slots=True)
class AgreementYears:
    """What becomes of a settlement, by year; the first entry is now.

    Attributes
    ----------
    in_force
        Chance that it is in force.
    broken
        Per actor the chance that it has been the first to break it.
    failed
        Chance that it was signed and has failed, by a breach found out or a false alarm.
    if_kept
        Chance that it is signed within the reported years if nobody could leave it.
    """

    in_force: Years
    broken: Mapping[str, Years]
    failed: Years
    if_kept: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "in_force": list(self.in_force),
            "broken": {actor: list(years) for actor, years in self.broken.items()},
            "failed": list(self.failed),
            "if_kept": self.if_kept,
        }


@dataclass(frozen=True, slots=True)
class HistoryYear:
    """One year of a sampled history: stocks at its start, and what everybody did."""

    stock: Mapping[str, float]
    action: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class History:
    """A sampled history: its years, and the ending with the calendar year in which it came."""

    years: tuple[HistoryYear, ...]
    ending: str | None
    ended: int | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "years": [{"stock": dict(y.stock), "action": dict(y.action)} for y in self.years],
            "ending": self.ending,
            "ended": self.ended,
        }


@dataclass(frozen=True, slots=True)
class Spread:
    """A number over worlds: its mean, and the quantiles at 5, 50 and 95 per cent."""

    mean: float
    q05: float
    q50: float
    q95: float

    def to_dict(self) -> dict[str, float]:
        """Return plain data."""
        return {"mean": self.mean, "q05": self.q05, "q50": self.q50, "q95": self.q95}


@dataclass(frozen=True, slots=True)
class PlayedWorlds:
    """A strategy over worlds: values, and what stands at the end of the reported years."""

    value_per_year: Mapping[str, Spread]
    survival: Spread
    ending: Mapping[str, Spread]
    stock: Mapping[str, Spread | None]
    rent_per_year: Spread | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        rent = self.rent_per_year
        return {
            "value_per_year": {name: one.to_dict() for name, one in self.value_per_year.items()},
            "survival": self.survival.to_dict(),
            "ending": {name: one.to_dict() for name, one in self.ending.items()},
            "stock": {
                name: None if one is None else one.to_dict() for name, one in self.stock.items()
            },
            "rent_per_year": None if rent is None else rent.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Played:
    """What a strategy brings.

    Attributes
    ----------
    id, title
        Its name in the file, and its text.
    fixed, united
        Actors who follow a rule, and those who decide as one; everybody else answers.
    value_per_year
        Points per year to every actor, as it sees the odds.
    survival
        Chance that no ending has come before each year, endings that pay a package counted as
        survival; one entry more than there are years, the first is now.
    in_play
        Chance that play still goes on, nothing settled.
    ending
        Cumulative chance by ending, likewise.
    stock
        Stocks among histories in play.
    action
        Per actor and action its share among histories in play, one entry per year.
    rent
        Per payer what it pays each year, over all histories; None without ``rents`` in the file.
    rent_per_year
        Mean over the reported years of what all pay together; None likewise.
    exploitability
        Per actor; None for members of a united group, who do not decide alone.
    worst, worst_error
        Per actor mean points per year over the worst 5 % of histories, and its standard error; None
        with fewer than 400 histories.
    agreements
        By ending that pays a package which can be left.
    by_start
        Per ending that pays a package, per stock: ``(level, chance)`` pairs, the chance that it is
        signed within the reported years where that stock starts at the level.
    histories
        Sampled histories.
    worlds
        The same over worlds; None where none were drawn.
    """

    id: str
    title: str
    fixed: tuple[str, ...]
    united: tuple[str, ...]
    value_per_year: Mapping[str, float]
    survival: Years
    in_play: Years
    ending: Mapping[str, Years]
    stock: Mapping[str, StockYears]
    action: Mapping[str, Mapping[str, YearsInPlay]]
    rent: Mapping[str, Years] | None
    rent_per_year: float | None
    exploitability: Mapping[str, Exploitability | None]
    worst: Mapping[str, float] = field(default_factory=dict)
    worst_error: Mapping[str, float | None] = field(default_factory=dict)
    agreements: Mapping[str, AgreementYears] = field(default_factory=dict)
    by_start: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]] = field(
        default_factory=dict
    )
    histories: tuple[History, ...] = ()
    worlds: PlayedWorlds | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "title": self.title,
            "fixed": list(self.fixed),
            "united": list(self.united),
            "value_per_year": dict(self.value_per_year),
            "survival": list(self.survival),
            "in_play": list(self.in_play),
            "ending": {name: list(years) for name, years in self.ending.items()},
            "stock": {name: years.to_dict() for name, years in self.stock.items()},
            "rent": _by_payer(self.rent),
            "action": {
                actor: {action: list(years) for action, years in shares.items()}
                for actor, shares in self.action.items()
            },
            "rent_per_year": self.rent_per_year,
            "exploitability": {
                actor: None if gain is None else gain.to_dict()
                for actor, gain in self.exploitability.items()
            },
            "worst": dict(self.worst),
            "worst_error": dict(self.worst_error),
            "agreements": {name: item.to_dict() for name, item in self.agreements.items()},
            "by_start": {
                ending: {stock: [list(pair) for pair in pairs] for stock, pairs in rows.items()}
                for ending, rows in self.by_start.items()
            },
            "histories": [history.to_dict() for history in self.histories],
            "worlds": None if self.worlds is None else self.worlds.to_dict(),
        }


def _by_payer(rent: Mapping[str, Years] | None) -> dict[str, list[float]] | None:
    return None if rent is None else {payer: list(years) for payer, years in rent.items()}
