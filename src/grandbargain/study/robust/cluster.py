"""Workers of a Dask cluster, for runs that are too long for one computer."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

from ...errors import UsageError

if TYPE_CHECKING:
    from distributed import Client

TIMEOUT = 15
"""Seconds to wait for a cluster to answer."""


@contextlib.contextmanager
def connected(address: str) -> Iterator[tuple[Callable[[], Executor], int]]:
    """Yield what makes executors on a cluster, and how many workers it has.

    Parameters
    ----------
    address
        Of the scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    UsageError
        The package for clusters is not installed, nobody answers, there are no workers, or they
        run another version of the program.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            "a cluster takes the package `distributed`: install grandbargain with its extra, "
            "grandbargain[cluster]"
        ) from error
    with _client(Client, address) as client:
        _check(client, address)
        yield (lambda: _OnCluster(client)), max(1, len(dict(_now(client.nthreads()))))


def _client(make: type[Client], address: str) -> Client:
    try:
        return make(address, timeout=TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        reason = str(error)
    # What came to nothing is closed now: left over, it may be closed while the next one is started,
    # and wait forever for the lock of that start.
    gc.collect()
    raise UsageError(f"no cluster answers at {address}: {reason}")


def _check(client: Client, address: str) -> None:
    """Refuse workers without this program, or with another version: other worlds might come out."""
    from ..provenance import program_version

    try:
        client.wait_for_workers(1, timeout=TIMEOUT)
    except TimeoutError as error:
        raise UsageError(f"the cluster at {address} has no worker; start some") from error
    here = program_version()
    for worker, there in dict(_now(client.run(_version))).items():
        if there != here:
            found = "cannot import it" if there is None else f"has version {there}"
            raise UsageError(
                f"the worker {worker} of the cluster at {address} {found}, and this is version "
                f"{here} of grandbargain; install the same on all"
            )


def _now(answer: Any) -> Any:
    """Return an answer of a client that does not work in the background."""
    return answer


def _version() -> str | None:
    try:
        from grandbargain.study.provenance import program_version
    except ImportError:
        return None
    return program_version()


class _OnCluster(Executor):
    """The workers of a cluster, as any others: a lost one is a broken pool."""

    def __init__(self, client: Client) -> None:
        self.inner: Any = client.get_executor(pure=False, retries=2)

    def submit(self, fn, /, *args, **kwargs):
        """Submit; the future fails as that of a broken pool where its worker is lost for good."""
        outer: Future = Future()
        outer.set_running_or_notify_cancel()
        inner = self.inner.submit(fn, *args, **kwargs)
        inner.add_done_callback(lambda done: _hand_on(done, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of what is under way."""
        self.inner.shutdown(wait=wait)


def _hand_on(done: Future, outer: Future) -> None:
    try:
        outer.set_result(done.result())
    except CancelledError:
        outer.set_exception(BrokenProcessPool("the cluster dropped the work"))
    except Exception as error:
        lost = type(error).__name__ in {"KilledWorker", "CommClosedError", "FutureCancelledError"}
        outer.set_exception(BrokenProcessPool(str(error)) if lost else error)
