"""Play solved anew in every world, over several cores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ..dynamics.measures import rent_per_year
from ..dynamics.solve import Game, Solution
from ..dynamics.together import cores_for
from ..tables.draws import Seed
from ..tables.play import Circumstances, PlayGrid
from ..tables.play_checks import check_play
from ..tables.sources import Sources
from ..tables.workers import finished, limited_threads
from .play_faults import refuse_faults
from .play_ground import Codes, PlayGround, WorldOfPlay
from .stopping import heard

if TYPE_CHECKING:
    from ..dispute import Dispute
    from .progress import Progress

CHUNK = 4
"""Worlds of one task."""


@dataclass(frozen=True)
class PlayedWorld:
    """What one world says, by place: strategies, actors, endings and stocks in file order.

    Attributes
    ----------
    world
        Its number.
    no_deal : array, shape (A,)
        Value per year of play without a deal.
    value : array, shape (strategies, A)
        Value per year.
    survival : array, shape (strategies,)
        Chance that no ending but a settlement has come by the end of the reported years.
    ending : array, shape (strategies, endings)
        Chance of every ending by then.
    stock : array, shape (strategies, stocks)
        Mean of every stock then, among histories in play; not a number where there are none.
    rent : array, shape (strategies,)
        Rent per year; not a number without rents.
    """

    world: int
    no_deal: np.ndarray
    value: np.ndarray
    survival: np.ndarray
    ending: np.ndarray
    stock: np.ndarray
    rent: np.ndarray


@dataclass(frozen=True)
class PlayTask:
    """Some worlds of a dispute to play in.

    Attributes
    ----------
    dispute, packages, closed
        The dispute, packages of endings (see :class:`PlayGround`), endings that cannot come.
    strategies
        Names; empty where only play without a deal is asked about.
    seed, first, count
        Worlds ``first .. first + count - 1`` of a seed.
    threads
        Cores for one world; 1 where several processes share them.
    """

    dispute: Dispute
    packages: Mapping[str, Codes]
    closed: frozenset[str]
    strategies: tuple[str, ...]
    seed: Seed | Sources
    first: int
    count: int
    threads: int = 0

    def run(self) -> list[PlayedWorld]:
        """Play in every world."""
        with limited_threads(self.threads):
            return self._played_worlds()

    def _played_worlds(self) -> list[PlayedWorld]:
        ground = PlayGround(self.dispute, self.packages)
        drawn = ground.drawn(self.seed, self.first, self.count)
        return [self._world(self.first + n, world) for n, world in enumerate(drawn)]

    def _world(self, number: int, world: WorldOfPlay) -> PlayedWorld:
        grid = PlayGrid(self.dispute, world.numbers)
        refuse_faults(self.dispute, check_play(grid), number)
        open_ones = Circumstances(self.closed)
        game = Game(grid, circumstances=open_ones, agreements=world.agreements)
        with cores_for(game):
            return self._played(number, game)

    def _played(self, number: int, game: Game) -> PlayedWorld:
        grid, play = game.grid, game.grid.play
        solved = [game.solve(play.strategy(name), keep=True) for name in self.strategies]
        ends = [self._end(solution) for solution in solved]
        no_deal = Game(grid, circumstances=no_settlement(self.dispute))
        shape = (len(solved), len(play.endings))
        return PlayedWorld(
            world=number,
            no_deal=no_deal.solve(play.strategy("default")).value_per_year(),
            value=np.array([one.value_per_year() for one in solved]),
            survival=np.array([survival for survival, _, _, _ in ends]),
            ending=np.array([ended for _, ended, _, _ in ends]).reshape(shape),
            stock=np.array([stock for _, _, stock, _ in ends]),
            rent=np.array([rent for _, _, _, rent in ends]),
        )

    def _end(self, solution: Solution) -> tuple[float, np.ndarray, np.ndarray, float]:
        grid = solution.game.grid
        years = list(solution.forward())
        last = years[-1]
        lost = [ending.package is None for ending in grid.play.endings]
        total = last.mass.sum()
        shares = last.mass.reshape(grid.sizes) / total if total > 0 else None
        stock = np.full(len(grid.sizes), np.nan)
        for k, levels in enumerate(grid.levels):
            if shares is not None:
                others = tuple(n for n in range(len(grid.sizes)) if n != k)
                stock[k] = shares.sum(axis=others) @ levels
        rent = rent_per_year(solution, years) if grid.play.rents else np.nan
        return 1 - float(last.ended[lost].sum()), last.ended, stock, float(rent)


def no_settlement(dispute: Dispute) -> Circumstances:
    """Return play in which no ending that pays a package can come."""
    play = dispute.dynamics
    endings = () if play is None else play.endings
    return Circumstances(frozenset(e.id for e in endings if e.package is not None))


def play_worlds(
    task: PlayTask, worlds: int, jobs: int, progress: Progress | None, step: str
) -> tuple[list[PlayedWorld], bool]:
    """Play in ``worlds`` worlds from the task's first on.

    Returns what is finished, and whether the user stopped it.
    """
    jobs = max(1, min(jobs, worlds // CHUNK))
    threads = 1 if jobs > 1 else 0
    pieces = [
        replace(task, first=task.first + n, count=min(CHUNK, worlds - n), threads=threads)
        for n in range(0, worlds, CHUNK)
    ]
    found: list[PlayedWorld] = []
    stopped = False
    try:
        if progress is not None:
            progress(step, 0, worlds)
        for piece in finished(pieces, jobs):
            found += piece
            if progress is not None:
                progress(step, len(found), worlds)
    except KeyboardInterrupt:
        heard()
        stopped = True
    return sorted(found, key=lambda one: one.world), stopped
