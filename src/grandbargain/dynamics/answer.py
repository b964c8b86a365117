"""The answer to the question "what do decades of play do", with names.

No numpy and no numba here: the report and other readers open answers without the engines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..dispute import Package
from .result import Played, Spread

DELAYS = 20
"""Most years of delay whose cost is told."""


@dataclass(frozen=True, slots=True)
class DynamicsSettings:
    """Everything that changes the answer about play.

    Attributes
    ----------
    strategies
        Names; empty: all of the file. ``default`` is always among them.
    worlds, seed
        Worlds in which every strategy is solved too, and the seed of worlds and histories.
    histories
        Histories sampled for the worst 5 %.
    shown
        How many of them are told year by year.
    compare
        Whether to ask what horizon, order of moves and rationality change, what waiting has to
        hope for, and what delay costs.
    order
        Who moves when within a year, in place of the file's order.
    rationality
        Of everybody, per point or ``"best"``, in place of the file's.
    years
        Years reported, in place of the file's.
    stationary
        Whether to seek the stationary solution as well.
    budget_gib
        Most memory that the tables of a game may take.
    """

    strategies: tuple[str, ...] = ()
    worlds: int = 0
    seed: int = 0
    histories: int = 10_000
    shown: int = 20
    compare: bool = True
    order: tuple[str, ...] = ()
    rationality: float | str | None = None
    years: int | None = None
    stationary: bool = False
    budget_gib: float = 4.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for provenance."""
        return {
            "strategies": list(self.strategies),
            "worlds": self.worlds,
            "seed": self.seed,
            "histories": self.histories,
            "shown": self.shown,
            "compare": self.compare,
            "order": list(self.order),
            "rationality": self.rationality,
            "years": self.years,
            "stationary": self.stationary,
            "budget_gib": self.budget_gib,
        }


@dataclass(frozen=True, slots=True)
class Case:
    """Something else assumed, and what it makes of every strategy.

    ``value_per_year`` holds points per actor by strategy; None for a strategy whose rules the case
    does not allow.
    """

    id: str
    title: str
    value_per_year: Mapping[str, Mapping[str, float] | None]


@dataclass(frozen=True, slots=True)
class Flip:
    """Two strategies that change places for an actor: ``better`` no longer is, in ``case``.

    ``before`` and ``after`` are its value of the first less that of the second, points per year.
    """

    case: str
    actor: str
    better: str
    worse: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Cases of one kind, and every pair of strategies that changes places for somebody."""

    cases: tuple[Case, ...]
    flipped: tuple[Flip, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; ``flips`` says whether any pair changes places."""
        return {
            "flips": bool(self.flipped),
            "cases": [
                {
                    "id": case.id,
                    "title": case.title,
                    "value_per_year": {
                        name: None if values is None else dict(values)
                        for name, values in case.value_per_year.items()
                    },
                }
                for case in self.cases
            ],
            "flipped": [
                {
                    "case": flip.case,
                    "actor": flip.actor,
                    "better": flip.better,
                    "worse": flip.worse,
                    "before": flip.before,
                    "after": flip.after,
                }
                for flip in self.flipped
            ],
        }


@dataclass(frozen=True, slots=True)
class Waiting:
    """A hope: how likely it is, and how likely it would have to be.

    Attributes
    ----------
    title, event, waiting, instead
        As in the file.
    ends_well
        Chance that the event comes first, within the reported years, while one waits.
    gain
        Per actor what waiting is worth more than the other strategy, points per year.
    break_even
        Per actor the least constant chance per year of the event at which both are worth the same;
        None where there is none.
    ends_well_worlds
        ``ends_well`` over worlds; None where none were drawn.
    pays
        Per actor the share of worlds in which waiting is worth at least as much; empty likewise.
    """

    title: str
    event: str
    waiting: str
    instead: str
    ends_well: float
    gain: Mapping[str, float]
    break_even: Mapping[str, float | None]
    ends_well_worlds: Spread | None = None
    pays: Mapping[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, but for ``break_even``, which has a key of its own."""
        spread = self.ends_well_worlds
        return {
            "title": self.title,
            "event": self.event,
            "waiting": self.waiting,
            "instead": self.instead,
            "ends_well": self.ends_well,
            "gain": dict(self.gain),
            "ends_well_worlds": None if spread is None else spread.to_dict(),
            "pays": dict(self.pays),
        }


@dataclass(frozen=True, slots=True)
class Delayed:
    """What each further year of one strategy before another is worth.

    ``value_per_year`` holds, per actor, the value of 0, 1, ... years of ``first`` and ``then`` ever
    after, everybody foreseeing the switch.
    """

    title: str
    first: str
    then: str
    value_per_year: Mapping[str, tuple[float, ...]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, but for the values, which have a key of their own."""
        return {"title": self.title, "first": self.first, "then": self.then}


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody who can leave a settlement: where to, and what that adds in a year, in points."""

    actor: str
    to: Package
    gain: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {"actor": self.actor, "to": dict(self.to), "gain": self.gain}


@dataclass(frozen=True, slots=True)
class Settlement:
    """The package that an ending pays.

    Attributes
    ----------
    package, rule
        The package, and the rule that picked it; None where the rule finds none, with ``reason``.
    utility
        Points per actor.
    detection, false_alarm
        Chances per year; None where the file has no section ``enforcement``: nobody leaves.
    leavers
        Who gains by leaving.
    """

    package: Package | None
    rule: str
    utility: Mapping[str, float]
    detection: float | None
    false_alarm: float | None
    leavers: tuple[Leaving, ...]
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "package": None if self.package is None else dict(self.package),
            "rule": self.rule,
            "utility": dict(self.utility),
            "detection": self.detection,
            "false_alarm": self.false_alarm,
            "leavers": [leaver.to_dict() for leaver in self.leavers],
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class StationaryPlay:
    """The stationary solution of a strategy, where the iteration reaches one.

    ``value_per_year`` and ``exploitability`` are None where it did not converge.
    """

    converged: bool
    residual: float
    iterations: int
    value_per_year: Mapping[str, float] | None
    exploitability: Mapping[str, float | None] | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        values, gains = self.value_per_year, self.exploitability
        return {
            "converged": self.converged,
            "residual": self.residual,
            "iterations": self.iterations,
            "value_per_year": None if values is None else dict(values),
            "exploitability": None if gains is None else dict(gains),
        }


@dataclass(frozen=True, slots=True)
class OverWorlds:
    """How the strategies stand over worlds.

    Attributes
    ----------
    finished
        Worlds solved; fewer than were asked for where the work was stopped.
    best
        Per actor the share of worlds in which each strategy is worth most to it; where several are,
        each counts.
    no_deal_value
        Per actor the value of play without a deal.
    """

    finished: int
    best: Mapping[str, Mapping[str, float]]
    no_deal_value: Mapping[str, Spread]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "finished": self.finished,
            "best": {actor: dict(shares) for actor, shares in self.best.items()},
            "no_deal_value": {name: one.to_dict() for name, one in self.no_deal_value.items()},
        }


@dataclass(frozen=True, slots=True)
class Size:
    """How large a game is.

    ``states`` of the grid, those that can come about, joint actions, the most successors of a
    state and joint action, and the bytes of the tables.
    """

    states: int
    reached: int
    joint_actions: int
    successors: int
    table_bytes: int


@dataclass(frozen=True)
class DynamicsAnswer:
    """Everything that one call of the question answers.

    Attributes
    ----------
    start, years, tail
        First calendar year, years reported, years solved beyond these.
    size
        How large the game is.
    order
        Who moves when.
    principals, adversary, rents_unit
        As in the file; None where it has no such entry.
    strategies
        ``default`` first, then in file order.
    status_quo
        Per actor points of the package in force today.
    no_deal_value
        Per actor the value of ``default`` where nothing can be settled, points per year.
    extortion_rent
        Rent per year in ``default``; None without rents.
    playing_off_rent
        What the adversary has in ``default`` more than with the principals united; None without
        principals or adversary.
    price_of_division
        What the principals together have more when united; None without principals.
    united
        Per actor the value with the principals united; empty without principals.
    hopes, delays, sensitivity
        Waiting, delay, and what else might have been assumed; empty where nobody asked.
    settlements
        By ending that pays a package.
    worlds
        Over worlds; None where none were drawn.
    stationary
        By strategy; empty where nobody asked.
    interrupted
        Whether the user stopped the work.
    notes, warnings
        What the numbers take for granted; what the file lets happen that may not be meant.
    provenance
        ``dispute``, ``settings``, ``version`` and ``seconds``.
    """

    start: int
    years: int
    tail: int
    size: Size
    order: tuple[str, ...]
    principals: tuple[str, ...]
    adversary: str | None
    rents_unit: str | None
    strategies: Mapping[str, Played]
    status_quo: Mapping[str, float]
    no_deal_value: Mapping[str, float]
    extortion_rent: float | None
    playing_off_rent: float | None
    price_of_division: float | None
    united: Mapping[str, float]
    hopes: Mapping[str, Waiting] = field(default_factory=dict)
    delays: Mapping[str, Delayed] = field(default_factory=dict)
    sensitivity: Mapping[str, Compared] = field(default_factory=dict)
    settlements: Mapping[str, Settlement] = field(default_factory=dict)
    worlds: OverWorlds | None = None
    stationary: Mapping[str, StationaryPlay] = field(default_factory=dict)
    interrupted: bool = False
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of the command line."""
        hopes, delays = self.hopes.items(), self.delays.items()
        return {
            **self.provenance,
            "start": self.start,
            "years": self.years,
            "tail": self.tail,
            "states": self.size.states,
            "reached_states": self.size.reached,
            "joint_actions": self.size.joint_actions,
            "successors": self.size.successors,
            "table_bytes": self.size.table_bytes,
            "order": list(self.order),
            "principals": list(self.principals) or None,
            "adversary": self.adversary,
            "rents_unit": self.rents_unit,
            "strategies": {name: played.to_dict() for name, played in self.strategies.items()},
            "status_quo": dict(self.status_quo),
            "no_deal_value": dict(self.no_deal_value),
            "extortion_rent": self.extortion_rent,
            "playing_off_rent": self.playing_off_rent,
            "price_of_division": self.price_of_division,
            "united": dict(self.united) or None,
            "break_even": {name: dict(hope.break_even) for name, hope in hopes} or None,
            "hopes": {name: hope.to_dict() for name, hope in hopes} or None,
            "cost_of_delay": {
                name: {actor: list(row) for actor, row in delay.value_per_year.items()}
                for name, delay in delays
            }
            or None,
            "delays": {name: delay.to_dict() for name, delay in delays} or None,
            "sensitivity": {name: one.to_dict() for name, one in self.sensitivity.items()} or None,
            "settlements": {name: one.to_dict() for name, one in self.settlements.items()},
            "worlds": None if self.worlds is None else self.worlds.to_dict(),
            "stationary": {name: one.to_dict() for name, one in self.stationary.items()} or None,
            "interrupted": self.interrupted,
            "notes": list(self.notes),
            "warnings": list(self.warnings),
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return one row per strategy: value per actor, survival and endings at the end."""
        return [
            {
                "strategy": name,
                **{f"value {actor}": value for actor, value in played.value_per_year.items()},
                "survival": played.survival[-1],
                **{ending: chances[-1] for ending, chances in played.ending.items()},
                "rent_per_year": played.rent_per_year,
            }
            for name, played in self.strategies.items()
        ]
