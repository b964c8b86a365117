"""Pieces of work over several cores: the same results for any number of them."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Protocol, TypeVar

Result_co = TypeVar("Result_co", covariant=True)


class Piece(Protocol[Result_co]):
    """A piece of work that can be sent to another process."""

    def run(self) -> Result_co:
        """Do it."""
        ...


class QuietPool(ProcessPoolExecutor):
    """A pool whose processes do not hear a stop: it is this process that hears it."""

    def __init__(self, jobs: int) -> None:
        super().__init__(jobs, mp_context=get_context("spawn"))
        self.started: set[BaseProcess] = set()

    def submit(self, fn, /, *args, **kwargs):
        """Submit; a process that is started for it hears no stop."""
        before = set(multiprocessing.active_children())
        with _stops_held():
            future = super().submit(fn, *args, **kwargs)
        self.started |= set(multiprocessing.active_children()) - before
        return future

    def stop(self) -> None:
        """End the processes at once."""
        self.shutdown(wait=False, cancel_futures=True)
        for worker in self.started:
            worker.terminate()


def finished(pieces: Sequence[Piece[Result_co]], jobs: int) -> Iterator[Result_co]:
    """Yield the results of all pieces as they are finished, in no particular order.

    Where a worker is killed, what it and its like had not finished is done here. A stop ends the
    workers at once.
    """
    if jobs <= 1:
        for piece in pieces:
            yield piece.run()
        return
    done: set[int] = set()
    pool = QuietPool(jobs)
    try:
        futures: dict[Future[Result_co], int] = {
            pool.submit(piece.run): n for n, piece in enumerate(pieces)
        }
        for future in as_completed(futures):
            result = future.result()
            done.add(futures[future])
            yield result
    except BrokenProcessPool:
        for n, piece in enumerate(pieces):
            if n not in done:
                yield piece.run()
    finally:
        if len(done) < len(pieces):
            pool.stop()
        else:
            pool.shutdown(wait=False)


@contextlib.contextmanager
def _stops_held() -> Iterator[None]:
    """Start processes that do not hear a stop: it is this one that hears it and ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def limited_threads(threads: int) -> Iterator[None]:
    """Use this many cores in this process for a while; 0: as many as before."""
    if not threads:
        yield
        return
    import numba  # noqa: PLC0415 - who starts processes may need no loops

    before = numba.get_num_threads()
    numba.set_num_threads(threads)
    try:
        yield
    finally:
        numba.set_num_threads(before)
