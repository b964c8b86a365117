"""Independent games solved side by side where each takes one core."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numba

from ..tables.workers import limited_threads
from .kernels import is_small
from .solve import Game

Item = TypeVar("Item")
Result = TypeVar("Result")


def side_by_side(
    game: Game, work: Callable[[Item], Result], items: Iterable[Item], jobs: int
) -> Iterator[Result]:
    """Yield what becomes of every item, in order; on several cores where the game is small.

    The results are the same for any number of cores. ``work`` solves games of the size of ``game``.
    """
    listed: Sequence[Item] = list(items)
    reached = game.reached  # worked out once, before anybody shares it
    jobs = min(jobs, len(listed))
    if jobs <= 1 or not is_small(len(reached), game.grid.joint_actions):
        yield from map(work, listed)
        return
    pool = ThreadPoolExecutor(jobs, initializer=numba.set_num_threads, initargs=(1,))
    try:
        yield from pool.map(work, listed)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def cores_for(game: Game) -> Iterator[None]:
    """Keep to one core while the block runs where a game is small: others would only wait."""
    with limited_threads(1 if is_small(len(game.reached), game.grid.joint_actions) else 0):
        yield
