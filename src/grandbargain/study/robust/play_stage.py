"""What strategies bring in every world, and what there is without a deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...tables.workers import limited_threads
from ..no_deal import with_play
from ..play_worlds import PlayedWorld, PlayTask

if TYPE_CHECKING:
    from ...dispute import Dispute
    from ...tables.draws import Seed
    from ...tables.sources import Sources

Codes = tuple[int, ...]


@dataclass(frozen=True)
class PlayStage:
    """Strategies played in every world.

    Attributes
    ----------
    dispute, packages, closed
        The dispute, packages of endings, endings that cannot come.
    strategies
        Names.
    worlds
        Where the worlds come from.
    threads
        Cores for one process; 0: as many as there are.
    """

    dispute: Dispute
    packages: Mapping[str, Codes]
    closed: frozenset[str]
    strategies: tuple[str, ...]
    worlds: Seed | Sources
    threads: int = 0

    def answer(self, first: int, count: int) -> dict[str, np.ndarray]:
        """Return columns (W,) about worlds ``first .. first + count - 1``.

        ``play.no_deal.usa`` and ``strategy.wait.value.usa`` hold points per year;
        ``strategy.wait.survival``, ``.ending.war``, ``.stock.arsenal`` and ``.rent`` are of the
        last of the years told.
        """
        with limited_threads(self.threads):
            return self._answer(first, count)

    def _answer(self, first: int, count: int) -> dict[str, np.ndarray]:
        dispute = with_play(self.dispute, worlds=count, seed=self.worlds, first=first)
        task = PlayTask(
            dispute, self.packages, self.closed, self.strategies, self.worlds, first, count
        )
        return as_columns(dispute, self.strategies, task.run())


def as_columns(
    dispute: Dispute, strategies: Sequence[str], worlds: Sequence[PlayedWorld]
) -> dict[str, np.ndarray]:
    """Return what was played in some worlds as columns (W,); see :meth:`PlayStage.answer`."""
    play = dispute.dynamics
    assert play is not None
    found: dict[str, np.ndarray] = {}
    stated = [a for a, actor in enumerate(dispute.actors) if actor.discount is not None]
    ids = [actor.id for actor in dispute.actors]
    for a in stated:
        found[f"play.no_deal.{ids[a]}"] = np.array([one.no_deal[a] for one in worlds])
    for n, strategy in enumerate(strategies):
        name = f"strategy.{strategy}"
        for a in stated:
            found[f"{name}.value.{ids[a]}"] = np.array([one.value[n, a] for one in worlds])
        found[f"{name}.survival"] = np.array([one.survival[n] for one in worlds])
        for k, ending in enumerate(play.endings):
            column = np.array([one.ending[n, k] for one in worlds])
            found[f"{name}.ending.{ending.id}"] = column
        for k, stock in enumerate(play.stocks):
            found[f"{name}.stock.{stock.id}"] = np.array([one.stock[n, k] for one in worlds])
        if play.rents:
            found[f"{name}.rent"] = np.array([one.rent[n] for one in worlds])
    return found
