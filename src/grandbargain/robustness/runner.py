"""Many worlds over many workers: chunks sized by time, resumed, and the same for any of them.

The workers are whatever has the interface of ``concurrent.futures.Executor``: this process, a pool
of processes, or a cluster. A stage answers any worlds it is asked about and keeps nothing between
two calls, so a chunk that is lost with its worker is simply asked for again.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass
from itertools import count as count_from
from typing import Protocol

import numpy as np

from ..errors import WorkersLostError
from ..tables.workers import QuietPool

AIM_SECONDS = 1.0
"""How long a chunk should take: long beside what sending it costs, short beside a coffee."""

MOST_CHUNK = 65_536
"""Most worlds of a chunk."""

GROWTH = 4
"""How many times larger than the last one a chunk may be."""

MOST_LOSSES = 3
"""How often the workers may be lost over one world that is asked about alone."""


class Stage(Protocol):
    """What is asked of every world. It is sent to workers, so it can be pickled."""

    def answer(self, first: int, count: int) -> Mapping[str, np.ndarray]:
        """Return columns (W,) about worlds ``first .. first + count - 1``."""
        ...


@dataclass(frozen=True)
class Chunk:
    """Finished worlds ``first .. first + count - 1``: columns, and how long they took."""

    first: int
    count: int
    columns: Mapping[str, np.ndarray]
    seconds: float


@dataclass(frozen=True)
class ChunkTask:
    """Worlds to be asked about."""

    stage: Stage
    first: int
    count: int

    def run(self) -> Chunk:
        """Ask."""
        started = time.perf_counter()
        columns = self.stage.answer(self.first, self.count)
        return Chunk(self.first, self.count, columns, time.perf_counter() - started)


class InProcess(Executor):
    """An executor that does the work here and now."""

    def submit(self, fn, /, *args, **kwargs):
        """Do it; return a future that is finished."""
        future: Future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Crew:
    """Workers that last from stage to stage, made when they are first needed.

    Parameters
    ----------
    make
        Makes workers; called again where all of them were lost.
    count
        How many there are.
    startup
        Seconds that making them takes: less work than that is done without them.
    """

    def __init__(self, make: Callable[[], Executor], count: int, startup: float = 0.0) -> None:
        self.make, self.count, self.startup = make, max(count, 1), startup
        self._pool: Executor | None = None
        self._has_worked = False

    @property
    def is_there(self) -> bool:
        """Whether the workers are made already, or take no time to make."""
        return self._pool is not None or self.startup <= 0

    def submit(self, task: ChunkTask) -> Future[Chunk]:
        """Hand over worlds to be asked about."""
        if self._pool is None:
            self._pool = self.make()
        return self._pool.submit(task.run)

    def worked(self) -> None:
        """Take note that a chunk came back."""
        self._has_worked = True

    def renew(self) -> None:
        """Make new workers in place of those lost.

        Processes of which not one has done anything cannot be started here at all, for instance
        from a script without a guard around its main part; the work is done in this process then.
        """
        if isinstance(self._pool, QuietPool) and not self._has_worked:
            self.make, self.count = InProcess, 1
        self.stop()

    def close(self) -> None:
        """Let the workers go; they have nothing left to do."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown()

    def stop(self) -> None:
        """End the workers at once."""
        pool, self._pool = self._pool, None
        if isinstance(pool, QuietPool):
            pool.stop()
        elif pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def run_stage(
    stage: Stage, missing: Sequence[tuple[int, int]], crew: Crew, *, chunk: int | None = None
) -> Iterator[Chunk]:
    """Yield the chunks of the worlds that are missing, as they are finished.

    Parameters
    ----------
    stage
        What is asked.
    missing
        ``(first, count)`` of stretches of worlds.
    crew
        Who does the work; twice as many chunks as workers are under way, so that none of several
        waits. Where the work ends early, the workers are stopped.
    chunk
        Worlds per chunk; None: sized by how long the last ones took.

    Raises
    ------
    WorkersLostError
        The workers are lost again and again over the same world.
    """
    work = _Work(missing, chunk)
    under_way: dict[Future[Chunk], ChunkTask] = {}
    try:
        if chunk is None and not crew.is_there:
            yield from _alone(work, stage, crew.startup)
        while work.is_left or under_way:
            lost = _hand_out(work, stage, crew, under_way)
            done = wait(under_way, return_when=FIRST_COMPLETED).done if not lost else set()
            for future in done:
                task = under_way.pop(future)
                try:
                    found = future.result()
                except BrokenExecutor:
                    lost.append(task)
                    continue
                work.learn(found)
                crew.worked()
                yield found
            if lost:
                yield from _rescued(under_way, lost)
                crew.renew()
                for task in lost:
                    work.lose(task.first, task.count)
    finally:
        if work.is_left or under_way:
            crew.stop()


def _alone(work: _Work, stage: Stage, startup: float) -> Iterator[Chunk]:
    """Yield chunks done in this process, until it is clear that workers are worth their start."""
    started = time.perf_counter()
    for number in count_from(1):
        if not work.is_left:
            return
        found = ChunkTask(stage, *work.take()).run()
        work.learn(found)
        yield found
        is_known = number >= 3 and time.perf_counter() - started > AIM_SECONDS
        if is_known and work.left * work.each > startup:
            return


def _hand_out(
    work: _Work, stage: Stage, crew: Crew, under_way: dict[Future[Chunk], ChunkTask]
) -> list[ChunkTask]:
    """Hand out chunks until there are enough; return those that nobody took any more."""
    most = 2 * crew.count if crew.count > 1 else 1
    while work.is_left and len(under_way) < (1 if work.is_suspecting else most):
        task = ChunkTask(stage, *work.take())
        try:
            under_way[crew.submit(task)] = task
        except BrokenExecutor:
            return [task]
    return []


def _rescued(under_way: dict[Future[Chunk], ChunkTask], lost: list[ChunkTask]) -> Iterator[Chunk]:
    """Yield what was finished before the workers were lost; the rest is lost with them."""
    for future in list(under_way):
        task = under_way.pop(future)
        try:
            yield future.result()
        except BrokenExecutor:
            lost.append(task)


class _Work:
    """Stretches of worlds that nobody has, and how large the next chunk should be."""

    def __init__(self, missing: Sequence[tuple[int, int]], chunk: int | None) -> None:
        self.stretches = deque(item for item in missing if item[1] > 0)
        self.fixed = chunk
        self.size = 1 if chunk is None else chunk
        self.each = float("inf")
        self.losses: dict[int, int] = {}
        self.suspects: deque[int] = deque()

    @property
    def left(self) -> int:
        """How many worlds nobody has."""
        return sum(count for _, count in self.stretches)

    @property
    def is_left(self) -> bool:
        return bool(self.stretches or self.suspects)

    @property
    def is_suspecting(self) -> bool:
        """Whether workers were lost over single worlds: each is asked about with nothing beside.

        Where one worker of a pool is lost, so is all that is under way in the pool.
        """
        return bool(self.losses)

    def take(self) -> tuple[int, int]:
        if self.suspects:
            return self.suspects.popleft(), 1
        first, count = self.stretches.popleft()
        size = min(count, self.size)
        if size < count:
            self.stretches.appendleft((first + size, count - size))
        return first, size

    def give_back(self, first: int, count: int) -> None:
        self.stretches.appendleft((first, count))

    def learn(self, found: Chunk) -> None:
        """Size the next chunks by how long the last one took.

        They are doubled while they are short, or while a world still becomes much cheaper by it:
        part of the time may be the same for any number of worlds.
        """
        self.losses.pop(found.first, None)
        if self.fixed is not None or found.count * 2 < self.size:
            return
        each = found.seconds / found.count
        is_cheaper = each < 0.75 * self.each and found.seconds < 4 * AIM_SECONDS
        if found.seconds < AIM_SECONDS / GROWTH:
            self.size = min(found.count * GROWTH, MOST_CHUNK)
        elif found.seconds < AIM_SECONDS or is_cheaper:
            self.size = min(found.count * 2, MOST_CHUNK)
        elif found.seconds > 2 * AIM_SECONDS:
            self.size = max(1, found.count // 2)
        self.each = each

    def lose(self, first: int, count: int) -> None:
        """Take a lost chunk back, in halves, so that a world that kills workers is found."""
        half = (count + 1) // 2
        if self.fixed is None:
            self.size = max(1, min(self.size, half))
        if count > 1:
            self.give_back(first + half, count - half)
            self.give_back(first, half)
            return
        self.suspects.append(first)
        self.losses[first] = self.losses.get(first, -1) + 1  # the first may be for another's sake
        if self.losses[first] >= MOST_LOSSES:
            raise WorkersLostError(first)
