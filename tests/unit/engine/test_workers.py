"""Work over several processes: all of it is done, whatever happens to a worker."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from dataclasses import dataclass

from grandbargain.tables.workers import finished


@dataclass(frozen=True)
class Square:
    """A piece of work; in another process the third kills its worker."""

    number: int

    def run(self) -> int:
        if self.number == 3 and multiprocessing.parent_process() is not None:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.number**2


def test_a_killed_worker_loses_nothing() -> None:
    found = list(finished([Square(n) for n in range(8)], 2))
    assert sorted(found) == [n**2 for n in range(8)]


def test_a_reader_that_leaves_ends_the_workers() -> None:
    before = set(multiprocessing.active_children())
    results = finished([Square(n) for n in range(4, 12)], 2)
    assert next(results) >= 16
    results.close()  # pyright: ignore[reportAttributeAccessIssue]
    workers = set(multiprocessing.active_children()) - before
    deadline = time.monotonic() + 20
    while any(is_running(worker.pid) for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_running(pid: int | None) -> bool:
    """Ask the system: the object may not know of an end that another thread took note of."""
    try:
        os.kill(pid or 0, 0)
    except ProcessLookupError:
        return False
    return True
