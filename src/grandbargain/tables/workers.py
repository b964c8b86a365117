"""Pieces of work over several cores: the same results for any number of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Protocol, TypeVar

Result_co = TypeVar("Result_co", covariant=True)


class Piece(Protocol[Result_co]):
    """A piece of work that can be sent to another process."""

    def run(self) -> Result_co:
        """Do it."""
        ...


def finished(pieces: Sequence[Piece[Result_co]], jobs: int) -> Iterator[Result_co]:
    """Yield the results of all pieces as they are finished, in no particular order."""
    if jobs <= 1:
        for piece in pieces:
            yield piece.run()
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(piece.run) for piece in pieces]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
