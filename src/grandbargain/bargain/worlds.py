"""The bargaining question anew in every world, over several cores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ..dispute import Dispute
from ..tables.draws import Seed
from ..tables.sources import Sources
from ..tables.structure import Structure
from ..tables.utilities import Utilities, drawn_utilities
from ..tables.workers import finished
from .engine import Budget
from .result import Resolved
from .talks import Talks
from .variants import nash_solution
from .zopa import satisfy

CHUNK = 25
"""Worlds of one task: long enough to be worth sending, short enough to show progress."""

Codes = tuple[int, ...]
Progress = Callable[[str, float, float], None]


@dataclass(frozen=True)
class WorldAnswer:
    """What one world says.

    ``zopa`` is None where the budget ended first; ``package`` is the first Nash package, None if
    there is none or if it was not asked for.
    """

    world: int
    zopa: bool | None
    package: Codes | None = None


@dataclass(frozen=True)
class WorldTask:
    """Some worlds of a dispute to bargain in.

    Attributes
    ----------
    dispute, seed, worlds
        The dispute, and the numbers of its worlds.
    parties, floors
        Indices of the parties at the table, and ``(actor index, micro-points)``.
    hints
        Packages that may be good.
    budget
        Limits of each search.
    only_zone
        Only decide whether there is a zone of agreement.
    """

    dispute: Dispute
    seed: Seed | Sources
    worlds: tuple[int, ...]
    parties: tuple[int, ...]
    floors: tuple[tuple[int, int], ...]
    hints: tuple[Codes, ...]
    budget: Budget
    only_zone: bool

    def chunks(self) -> list[WorldTask]:
        """Return the task in pieces of :data:`CHUNK` worlds."""
        starts = range(0, len(self.worlds), CHUNK)
        return [replace(self, worlds=self.worlds[n : n + CHUNK]) for n in starts]

    def run(self) -> list[WorldAnswer]:
        """Answer every world."""
        structure = Structure(self.dispute)
        first, count = min(self.worlds), max(self.worlds) - min(self.worlds) + 1
        if count > CHUNK:
            drawn = [drawn_utilities(structure, self.seed, world, 1) for world in self.worlds]
        else:
            together = drawn_utilities(structure, self.seed, first, count)
            drawn = [together.world(world - first) for world in self.worlds]
        return [
            self._answer(structure, utilities, world)
            for utilities, world in zip(drawn, self.worlds, strict=True)
        ]

    def _answer(self, structure: Structure, utilities: Utilities, world: int) -> WorldAnswer:
        floors = dict(self.floors)
        talks = Talks(structure, utilities, self.parties, floors=floors, budget=self.budget)
        if self.only_zone:
            return WorldAnswer(world, find_zone(talks, self.hints))
        solution = nash_solution(talks, hints=self.hints)
        if solution.packages:
            return WorldAnswer(world, True, structure.codes(solution.packages[0].package))
        return WorldAnswer(world, False if solution.proved else None)


def find_zone(talks: Talks, hints: Iterable[Codes]) -> bool | None:
    """Return whether there is a package that no party refuses; None: not decided in time."""
    for codes in hints:
        if talks.problem.is_feasible(codes):
            utility = talks.problem.utility(codes)
            if (utility >= talks.floor).all():
                return True
    found, is_complete = satisfy(talks, talks.parties)
    return found is not None if found is not None or is_complete else None


def run_task(task: WorldTask, jobs: int, progress: Progress | None, step: str) -> list[WorldAnswer]:
    """Answer all worlds of a task, on several cores; the same answers for any number of them."""
    pieces = task.chunks()
    answers: list[WorldAnswer] = []
    if progress is not None:
        progress(step, 0, len(task.worlds))
    for piece in finished(pieces, min(jobs, len(pieces))):
        answers += piece
        if progress is not None:
            progress(step, len(answers), len(task.worlds))
    return sorted(answers, key=lambda answer: answer.world)


def resolve(
    talks: Talks,
    seed: int,
    worlds: int,
    *,
    jobs: int,
    hints: Iterable[Codes],
    progress: Progress | None,
) -> Resolved:
    """Return how the Nash package changes over worlds."""
    structure = talks.structure
    task = WorldTask(
        dispute=structure.dispute,
        seed=seed,
        worlds=tuple(range(worlds)),
        parties=talks.parties,
        floors=tuple(sorted(talks.floors.items())),
        hints=tuple(hints),
        budget=talks.budget,
        only_zone=False,
    )
    answers = run_task(task, jobs, progress, "bargaining anew in every world")
    return summarise(structure, answers)


def summarise(structure: Structure, answers: Sequence[WorldAnswer]) -> Resolved:
    """Return the shares of worlds with a zone of agreement, per package and per option."""
    decided = [answer for answer in answers if answer.zopa is not None]
    found = [answer.package for answer in decided if answer.package is not None]
    counts = Counter(found)
    order = sorted(counts, key=lambda codes: (-counts[codes], codes))
    total = max(len(found), 1)
    options: dict[str, dict[str, float]] = {}
    for k, issue in enumerate(structure.dispute.issues):
        picked = Counter(codes[k] for codes in found)
        options[issue.id] = {option: picked[n] / total for n, option in enumerate(issue.option_ids)}
    return Resolved(
        worlds=len(answers),
        decided=len(decided),
        zopa_share=sum(bool(answer.zopa) for answer in decided) / max(len(decided), 1),
        packages=tuple((structure.package(codes), counts[codes] / total) for codes in order[:20]),
        distinct=len(counts),
        options=options,
    )
