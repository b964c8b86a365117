"""Play over the years while nothing is settled: what the section ``dynamics`` of a file says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .expression import Expression, Name
from .uncertain import Number

Rationality = Number | str
"""Rationality per point of value, or ``"best"``."""


@dataclass(frozen=True, slots=True)
class Stock:
    """A quantity on a rising grid of levels.

    Attributes
    ----------
    levels
        The grid, in ``unit``.
    now
        The value at the start; it may lie between two levels.
    change
        Change per year.
    """

    id: str
    title: str
    unit: str
    levels: tuple[float, ...]
    now: Number
    change: Expression
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hazard:
    """What may end play: its chance per year, its ending, and the odds that actors believe in."""

    id: str
    title: str
    chance: Expression
    ending: str
    believed: Mapping[str, Expression] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """What play may end in: points per year ever after, or a package whose utility is paid."""

    id: str
    title: str
    points: Mapping[str, Number] = field(default_factory=dict)
    package: str | Mapping[str, str] | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Strategy:
    """Rules that fix some actors, and a group that decides as one; everybody else answers."""

    id: str
    title: str
    rules: Mapping[str, Expression] = field(default_factory=dict)
    united: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hope:
    """An ending waited for, the strategy that waits for it and the one instead."""

    id: str
    title: str
    event: str
    waiting: str
    instead: str


@dataclass(frozen=True, slots=True)
class Delay:
    """One strategy now, the other later."""

    id: str
    title: str
    first: str
    then: str


@dataclass(frozen=True, slots=True)
class Rents:
    """What each payer pays the adversary per year."""

    unit: str
    payers: Mapping[str, Expression]


@dataclass(frozen=True, slots=True)
class Dynamics:
    """Play over the years.

    Attributes
    ----------
    start, years, tail
        First calendar year; years reported; years solved beyond these.
    order
        Actors with actions, in the order in which they move within a year.
    actions
        Per actor its actions with their titles, in file order.
    stocks, signals, available, hazards, endings, payoffs, strategies, hopes, delays
        As in the file. A signal uses only signals before it. ``available`` holds, per actor and
        action, when it can be taken; always, where nothing is said.
    rationality
        Per actor in ``order``; None where the file says nothing.
    principals, adversary, rents
        Who could stand together, whom they face, what each pays it.
    """

    start: int
    years: int
    tail: int
    order: tuple[str, ...]
    actions: Mapping[str, Mapping[str, str]]
    stocks: tuple[Stock, ...] = ()
    signals: Mapping[str, Expression] = field(default_factory=dict)
    available: Mapping[str, Mapping[str, Expression]] = field(default_factory=dict)
    rationality: Mapping[str, Rationality | None] = field(default_factory=dict)
    payoffs: Mapping[str, Expression] = field(default_factory=dict)
    hazards: tuple[Hazard, ...] = ()
    endings: tuple[Ending, ...] = ()
    strategies: tuple[Strategy, ...] = ()
    principals: tuple[str, ...] = ()
    adversary: str | None = None
    rents: Rents | None = None
    hopes: tuple[Hope, ...] = ()
    delays: tuple[Delay, ...] = ()

    @property
    def horizon(self) -> int:
        """Years solved."""
        return self.years + self.tail

    def strategy(self, name: str) -> Strategy:
        """Return a strategy by name; ``default`` fixes nobody."""
        if name == "default":
            return Strategy("default", "Everybody answers")
        return next(item for item in self.strategies if item.id == name)

    def numbers(self) -> Iterator[Number]:
        """Iterate over the numbers of the section outside its expressions."""
        for stock in self.stocks:
            yield stock.now
        for ending in self.endings:
            yield from ending.points.values()
        for written in self.rationality.values():
            if isinstance(written, Number):
                yield written

    def expressions(self) -> Iterator[Expression]:
        """Iterate over every expression of the section."""
        yield from self.signals.values()
        yield from (stock.change for stock in self.stocks)
        for each in self.available.values():
            yield from each.values()
        for hazard in self.hazards:
            yield hazard.chance
            yield from hazard.believed.values()
        yield from self.payoffs.values()
        for strategy in self.strategies:
            yield from strategy.rules.values()
        if self.rents is not None:
            yield from self.rents.payers.values()

    @property
    def uses_year(self) -> bool:
        """Whether anything depends on the calendar year."""
        return any(
            isinstance(node, Name) and node.id == "year"
            for expression in self.expressions()
            for node in expression.nodes()
        )
