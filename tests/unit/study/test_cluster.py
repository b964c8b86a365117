"""Workers of a cluster: the same tables, also where one of them is killed; and clear refusals."""

from __future__ import annotations

import builtins
import os
import signal
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from distributed import Client, KilledWorker, LocalCluster
from tests.unit.study.test_runs import ask, tables, told

from grandbargain.errors import UsageError
from grandbargain.robustness.runner import Crew, run_stage
from grandbargain.study.robust import cluster
from grandbargain.study.robust.ask import Workers
from grandbargain.study.robust.cluster import connected

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def threads() -> Iterator[LocalCluster]:
    """A cluster of two workers inside this process."""
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        dashboard_address=None,
        protocol="tcp://",
    ) as found:
        yield found


class Doubling:
    """A stage that answers at once."""

    def answer(self, first: int, count: int) -> dict[str, Any]:
        if first <= 13 < first + count:
            raise LookupError("no world of this number")
        return {"double": [2 * world for world in range(first, first + count)]}


def test_a_cluster_answers_every_world_once(threads: LocalCluster) -> None:
    with connected(threads.scheduler_address) as (make, count):
        assert count == 2
        crew = Crew(make, count)
        found = list(run_stage(Doubling(), [(0, 13), (14, 20)], crew, chunk=3))
        crew.stop()
    worlds = {first + k: value for first, one in ((c.first, c) for c in found)
              for k, value in enumerate(one.columns["double"])}  # fmt: skip
    assert worlds == {w: 2 * w for w in (*range(13), *range(14, 34))}
    assert sum(one.count for one in found) == 33


def test_an_error_of_a_stage_comes_back_as_it_is(threads: LocalCluster) -> None:
    with (
        connected(threads.scheduler_address) as (make, count),
        pytest.raises(LookupError, match="no world of this number"),
    ):
        list(run_stage(Doubling(), [(0, 20)], Crew(make, count), chunk=3))


def test_the_tables_are_those_of_one_process(threads: LocalCluster, tmp_path: Path) -> None:
    with connected(threads.scheduler_address) as (make, count):
        spread = ask(tmp_path / "spread", workers=Workers(executor=make, count=count, chunk=9))
    alone = ask(tmp_path / "alone")
    assert told(spread) == told(alone)
    assert tables(tmp_path / "spread") == tables(tmp_path / "alone")


@pytest.mark.slow
def test_a_killed_worker_of_a_cluster_makes_no_difference(tmp_path: Path) -> None:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as local:
        pids = [worker.process.pid for worker in local.workers.values()]
        killed: list[int] = []

        def listen(step: str, done: float, total: float) -> None:
            if step.startswith("packages") and done > 20 and not killed:
                os.kill(pids[0], signal.SIGKILL)
                killed.append(pids[0])

        with connected(local.scheduler_address) as (make, count):
            assert count == 2
            workers = Workers(executor=make, count=count, chunk=5)
            spread = ask(tmp_path / "spread", listen, workers, worlds=256)
    assert killed
    alone = ask(tmp_path / "alone", worlds=256)
    assert told(spread) == told(alone)
    assert tables(tmp_path / "spread") == tables(tmp_path / "alone")


# --- what is refused ------------------------------------------------------------------------------


def refused(address: str, words: str) -> None:
    with pytest.raises(UsageError, match=words), connected(address):
        pass


def test_nobody_at_an_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "TIMEOUT", 1)
    for address in ("tcp://127.0.0.1:9", "127.0.0.1:9"):
        refused(address, f"no cluster answers at {address}")


@pytest.mark.parametrize("address", ["", "nonsense://x", "tcp://", "tcp://127.0.0.1:port"])
def test_what_is_no_address_is_told(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(cluster, "TIMEOUT", 1)
    with pytest.raises(UsageError, match="no cluster answers at"), connected(address):
        pass


def test_a_cluster_without_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "TIMEOUT", 1)
    with LocalCluster(
        n_workers=0, processes=False, dashboard_address=None, protocol="tcp://"
    ) as empty:
        refused(empty.scheduler_address, "has no worker")


@pytest.mark.parametrize(
    ("there", "words"), [("0.0.1", "has version 0.0.1"), (None, "cannot import it")]
)
def test_workers_with_another_program_are_refused(
    threads: LocalCluster, monkeypatch: pytest.MonkeyPatch, there: str | None, words: str
) -> None:
    run = Client.run
    monkeypatch.setattr(Client, "run", lambda self, fn: dict.fromkeys(run(self, fn), there))
    refused(threads.scheduler_address, rf"the worker tcp://\S+ of the cluster .* {words}")


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "distributed":
            raise ModuleNotFoundError(f"No module named {name!r}")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    refused("tcp://127.0.0.1:8786", r"grandbargain\[cluster\]")


# --- what a lost worker looks like ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (CancelledError(), BrokenProcessPool),
        (KilledWorker("task", SimpleNamespace(address="tcp://x"), 3), BrokenProcessPool),  # type: ignore[arg-type]
        (ValueError("of the stage"), ValueError),
    ],
)
def test_lost_workers_are_a_broken_pool(error: BaseException, kind: type[Exception]) -> None:
    inner, outer = Future(), Future()
    inner.set_exception(error)
    cluster._hand_on(inner, outer)
    with pytest.raises(kind):
        outer.result(timeout=1)
    good, outer = Future(), Future()
    good.set_result(3)
    cluster._hand_on(good, outer)
    assert outer.result(timeout=1) == 3
