"""What a strategy brings, told by name: the years forward, rents, who would leave it, and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..dispute import Strategy
from ..tables.play import PlayGrid
from .agreement import follow, keeping
from .answer import StationaryPlay
from .result import AgreementYears, Exploitability, Played, StockYears, YearsInPlay
from .solve import Game, Solution, YearOfPlay
from .stationary import Stationary

QUANTILES = {"q10": 0.1, "q50": 0.5, "q90": 0.9}

ROUNDING = 1e-12
"""Share of histories that rounding alone may leave, or keep from a quantile."""


def shown_actors(grid: PlayGrid) -> list[tuple[int, str]]:
    """Return the actors for whom play is worth something: those with a weight of the next year."""
    return [
        (a, actor) for a, actor in enumerate(grid.actors) if np.isfinite(grid.numbers.discount[a])
    ]


def by_actor(grid: PlayGrid, values: np.ndarray) -> dict[str, float]:
    """Return numbers (A,) by name, for the actors that are shown."""
    return {actor: float(values[a]) for a, actor in shown_actors(grid)}


def as_played(solution: Solution) -> Played:
    """Return what a solved strategy brings, but for what histories and worlds add."""
    game, strategy = solution.game, solution.strategy
    grid, play = game.grid, game.grid.play
    years = list(solution.forward())
    ended = np.array([year.ended for year in years]).T.reshape(len(play.endings), len(years))
    paying = [ending.package is not None for ending in play.endings]
    lost = ended[[not pays for pays in paying]].sum(axis=0)
    rent = np.array([year.rent for year in years[:-1]]).T
    payers = list(play.rents.payers) if play.rents else []
    return Played(
        id=strategy.id,
        title=strategy.title,
        fixed=tuple(actor for actor in play.order if actor in strategy.rules),
        united=tuple(actor for actor in play.order if actor in strategy.united),
        value_per_year=by_actor(grid, solution.value_per_year()),
        survival=_numbers(1 - lost),
        in_play=_numbers([float(year.mass.sum()) for year in years]),
        ending={ending.id: _numbers(row) for ending, row in zip(play.endings, ended, strict=True)},
        stock={stock.id: _stock_years(grid, k, years) for k, stock in enumerate(play.stocks)},
        action=_actions(grid, years[:-1]),
        rent=(
            {payer: _numbers(row) for payer, row in zip(payers, rent, strict=True)}
            if play.rents
            else None
        ),
        rent_per_year=rent_per_year(solution, years) if play.rents else None,
        exploitability=_exploitability(solution),
        agreements=_agreements(game, ended),
        by_start=_by_start(solution),
    )


def rent_per_year(solution: Solution, years: Sequence[YearOfPlay]) -> float:
    """Return what all payers pay together, mean over the reported years."""
    return float(sum(year.rent.sum() for year in years[:-1]) / solution.game.grid.play.years)


def _numbers(values: Sequence[float] | np.ndarray) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _stock_years(grid: PlayGrid, k: int, years: Sequence[YearOfPlay]) -> StockYears:
    others = tuple(n for n in range(len(grid.sizes)) if n != k)
    found: dict[str, list[float | None]] = {name: [] for name in ("mean", *QUANTILES)}
    for year in years:
        shares = year.mass.reshape(grid.sizes).sum(axis=others)
        total = shares.sum()
        if total <= ROUNDING:
            for row in found.values():
                row.append(None)
            continue
        shares = shares / total
        found["mean"].append(float(shares @ grid.levels[k]))
        reached = np.cumsum(shares)
        for name, share in QUANTILES.items():
            place = int(np.searchsorted(reached, share - ROUNDING))
            found[name].append(float(grid.levels[k][min(place, len(shares) - 1)]))
    return StockYears(**{name: tuple(row) for name, row in found.items()})


def _actions(grid: PlayGrid, years: Sequence[YearOfPlay]) -> dict[str, dict[str, YearsInPlay]]:
    out: dict[str, dict[str, YearsInPlay]] = {}
    totals = [float(year.action.sum()) for year in years]
    for m, actor in enumerate(grid.play.order):
        others = tuple(n for n in range(len(grid.counts)) if n != m)
        rows = [year.action.reshape(grid.counts).sum(axis=others) for year in years]
        out[actor] = {
            action: tuple(
                float(row[n] / total) if total > ROUNDING else None
                for row, total in zip(rows, totals, strict=True)
            )
            for n, action in enumerate(grid.actions[m])
        }
    return out


def _exploitability(solution: Solution) -> dict[str, Exploitability | None]:
    start, largest = solution.exploitability()
    grid, united = solution.game.grid, solution.strategy.united
    return {
        actor: None
        if actor in united
        else Exploitability(max(float(start[a]), 0.0), max(float(largest[a]), 0.0))
        for a, actor in shown_actors(grid)
        if actor in grid.play.order
    }


def _agreements(game: Game, ended: np.ndarray) -> dict[str, AgreementYears]:
    """Return what becomes of settlements that can be broken; ``if_kept`` is filled in later."""
    grid = game.grid
    out: dict[str, AgreementYears] = {}
    for e, ending in enumerate(grid.play.endings):
        agreement = game.agreements.get(ending.id)
        if agreement is None:
            continue
        solved = keeping(agreement, grid.numbers.discount, game.horizon)
        fate = follow(agreement, solved, ended[e])
        names = [grid.actors[leaver.actor] for leaver in agreement.leavers]
        out[ending.id] = AgreementYears(
            in_force=_numbers(fate.in_force),
            broken={actor: _numbers(row) for actor, row in zip(names, fate.broken, strict=True)},
            failed=_numbers(fate.failed),
            if_kept=float("nan"),
        )
    return out


def _by_start(
    solution: Solution,
) -> dict[str, dict[str, tuple[tuple[float, float], ...]]]:
    """Return, per ending that pays a package, its chance by where each stock starts."""
    grid = solution.game.grid
    known = np.zeros(grid.states, dtype=np.bool_)
    known[solution.game.reached] = True
    out: dict[str, dict[str, tuple[tuple[float, float], ...]]] = {}
    for e, ending in enumerate(grid.play.endings):
        if ending.package is None or ending.id in solution.game.circumstances.closed:
            continue
        chance = solution.chance_of(e)
        rows: dict[str, tuple[tuple[float, float], ...]] = {}
        for k, stock in enumerate(grid.play.stocks):
            pairs = []
            for level in grid.levels[k]:
                start = grid.start({k: float(level)})
                if known[start > 0].all():
                    pairs.append((float(level), float(start @ chance)))
            rows[stock.id] = tuple(pairs)
        out[ending.id] = rows
    return out


def as_stationary(game: Game, found: Stationary) -> StationaryPlay:
    """Return the stationary solution by name; without values where it did not converge."""
    grid = game.grid
    if not found.is_converged:
        return StationaryPlay(False, float(found.residual), found.iterations, None, None)
    gains = {
        actor: float(found.exploitability[a]) if np.isfinite(found.exploitability[a]) else None
        for a, actor in shown_actors(grid)
        if actor in grid.play.order
    }
    values = by_actor(grid, found.value_per_year)
    return StationaryPlay(True, float(found.residual), found.iterations, values, gains)


def united_strategy(grid: PlayGrid) -> Strategy:
    """Return the strategy in which the principals decide as one and everybody else answers."""
    return Strategy("united", "Principals united", united=tuple(grid.play.principals))
