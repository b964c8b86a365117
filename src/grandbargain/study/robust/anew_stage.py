"""Bargaining anew in every world: is there a zone of agreement, and which package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...bargain.engine import Budget
from ...bargain.worlds import CHUNK, WorldTask
from ...tables.workers import limited_threads
from ..no_deal import with_play

if TYPE_CHECKING:
    from ...dispute import Dispute
    from ...tables.draws import Seed
    from ...tables.sources import Sources

Codes = tuple[int, ...]


@dataclass(frozen=True)
class AnewStage:
    """The Nash package sought in every world.

    Attributes
    ----------
    dispute, parties
        The dispute, and who is at the table.
    hints
        Packages that may be good.
    budget
        Limits of each search.
    worlds
        Where the worlds come from.
    threads
        Cores for one process; 0: as many as there are.
    """

    dispute: Dispute
    parties: tuple[int, ...]
    hints: tuple[Codes, ...]
    budget: Budget
    worlds: Seed | Sources
    threads: int = 0

    def answer(self, first: int, count: int) -> dict[str, np.ndarray]:
        """Return columns (W,) about worlds ``first .. first + count - 1``.

        ``anew.zopa`` holds 1, 0, or -1 where the budget ended first; ``anew.package`` the options
        of the first Nash package by their places, ``""`` where there is none.
        """
        with limited_threads(self.threads):
            return self._answer(first, count)

    def _answer(self, first: int, count: int) -> dict[str, np.ndarray]:
        dispute = with_play(self.dispute, worlds=count, seed=self.worlds, first=first)
        answers = []
        for start in range(first, first + count, CHUNK):
            here = tuple(range(start, min(start + CHUNK, first + count)))
            task = WorldTask(
                dispute=dispute,
                seed=self.worlds,
                worlds=here,
                parties=self.parties,
                floors=(),
                hints=self.hints,
                budget=self.budget,
                only_zone=False,
            )
            answers += task.run()
        zopa = [-1 if one.zopa is None else int(one.zopa) for one in answers]
        texts = ["" if one.package is None else ",".join(map(str, one.package)) for one in answers]
        return {"anew.zopa": np.array(zopa), "anew.package": np.array(texts, dtype=object)}
