"""Chunks over workers: sized by time, asked again where workers are lost, each world once.

The workers here are a list of what is under way; a test says what is finished next, so every order
of events can be had without a process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grandbargain.errors import WorkersLostError
from grandbargain.robustness import runner
from grandbargain.robustness.runner import Chunk, Crew, InProcess, run_stage
from grandbargain.tables.workers import QuietPool


class KilledError(BaseException):
    """The end of a worker."""


@dataclass
class Clock:
    """A clock that goes only when somebody works."""

    now: float = 0.0

    def perf_counter(self) -> float:
        return self.now


@dataclass
class Asking:
    """A stage that takes time, and ends its worker over some worlds, some number of times."""

    clock: Clock = field(default_factory=Clock)
    cost: Callable[[int], float] = lambda count: 0.001 * count
    kills: dict[int, float] = field(default_factory=dict)

    def answer(self, first: int, count: int) -> Mapping[str, np.ndarray]:
        for world in range(first, first + count):
            if self.kills.get(world, 0) > 0:
                self.kills[world] -= 1
                raise KilledError
        self.clock.now += self.cost(count)
        return {"double": 2 * np.arange(first, first + count)}


class Later(Future):
    """A future that its pool finishes when somebody waits for it alone."""

    def __init__(self, pool: Pool, work: Callable[[], Chunk]) -> None:
        super().__init__()
        self.pool, self.work = pool, work

    def result(self, timeout: float | None = None) -> Chunk:
        if not self.done():
            self.pool.finish(self)
        return super().result(timeout)


class Pool(Executor):
    """Workers of which nothing is finished before somebody waits."""

    def __init__(self, made: list[Pool], pick: Callable[[int], int], breaks_whole: bool) -> None:
        made.append(self)
        self.pick, self.breaks_whole = pick, breaks_whole
        self.under_way: list[Later] = []
        self.most, self.is_broken, self.is_shut = 0, False, False

    def submit(self, fn, /, *args, **kwargs) -> Future:
        assert not self.is_shut
        if self.is_broken:
            raise BrokenExecutor("no worker is left")
        self.under_way.append(Later(self, fn))
        self.most = max(self.most, len(self.under_way))
        return self.under_way[-1]

    def finish(self, future: Later) -> None:
        self.under_way.remove(future)
        try:
            future.set_result(future.work())
        except KilledError:
            future.set_exception(BrokenExecutor("a worker was killed"))
            if self.breaks_whole:
                self.is_broken = True
                for lost in self.under_way:
                    lost.set_exception(BrokenExecutor("its like was killed"))
                self.under_way.clear()
        except Exception as error:
            future.set_exception(error)

    def step(self) -> None:
        self.finish(self.under_way[self.pick(len(self.under_way))])

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.is_shut = True


@dataclass
class Yard:
    """Makes pools, and lets one piece of work be finished whenever the runner waits."""

    pick: Callable[[int], int] = lambda count: 0
    breaks_whole: bool = True
    made: list[Pool] = field(default_factory=list)

    def __call__(self) -> Executor:
        return Pool(self.made, self.pick, self.breaks_whole)

    def wait(self, futures, return_when: str):
        if futures and not any(future.done() for future in futures):
            self.made[-1].step()
        return SimpleNamespace(done=[future for future in futures if future.done()])


@pytest.fixture(scope="module")
def run() -> Iterator[Callable]:
    """Run a stage over a yard, with its own clock."""
    patch = pytest.MonkeyPatch()

    def go(stage: Asking, missing, yard: Yard, workers: int, chunk: int | None = None):
        patch.setattr(runner, "wait", yard.wait)
        patch.setattr(runner, "time", stage.clock)
        return run_stage(stage, missing, Crew(yard, workers), chunk=chunk)

    yield go
    patch.undo()


def worlds_of(chunks: list[Chunk]) -> list[int]:
    return [world for one in chunks for world in range(one.first, one.first + one.count)]


def sizes(run, cost: Callable[[int], float], worlds: int, chunk: int | None = None) -> list[int]:
    found = list(run(Asking(cost=cost), [(0, worlds)], Yard(), 1, chunk))
    assert worlds_of(found) == list(range(worlds))
    return [one.count for one in found]


# --- how large chunks are -----------------------------------------------------------------------


def test_chunks_grow_while_they_are_short(run) -> None:
    """Four times as large below a quarter of a second, twice below one, then as they are."""
    found = sizes(run, lambda count: 0.001 * count, 4_000)
    assert found == [1, 4, 16, 64, 256, 512, 1024, 1024, 1024, 75]


def test_chunks_grow_while_a_world_gets_much_cheaper(run) -> None:
    """What takes a second and a half for any number of worlds is worth asking for many."""
    found = sizes(run, lambda count: 1.5 + 0.001 * count, 4_000)
    assert found == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1953]


def test_slow_worlds_go_one_by_one_and_long_chunks_are_halved(run) -> None:
    assert sizes(run, lambda count: 5.0 * count, 4) == [1, 1, 1, 1]
    assert sizes(run, lambda count: 3.0 * count, 5) == [1, 2, 1, 1]
    slow_later = iter([0.1, 0.4, 5.0, 2.5, 1.5, 1.5])
    assert sizes(run, lambda _: next(slow_later), 21) == [1, 4, 8, 4, 2, 2]


def test_chunks_have_a_largest_size(run) -> None:
    found = sizes(run, lambda _: 0.0, 250_000)
    assert max(found) == runner.MOST_CHUNK == 65_536
    assert found[:9] == [4**k for k in range(9)]


def test_a_stated_size_is_kept_to(run) -> None:
    assert sizes(run, lambda _: 0.0, 20, chunk=7) == [7, 7, 6]
    assert sizes(run, lambda _: 100.0, 3, chunk=1) == [1, 1, 1]


def test_only_missing_worlds_are_asked(run) -> None:
    missing = [(3, 4), (20, 0), (30, 9)]
    for chunk in (None, 1, 5, 100):
        found = list(run(Asking(), missing, Yard(), 1, chunk))
        assert worlds_of(found) == [*range(3, 7), *range(30, 39)]
        for one in found:
            assert one.columns["double"].tolist() == [
                2 * w for w in range(one.first, one.first + one.count)
            ]
    assert list(run(Asking(), [], Yard(), 1)) == []


def test_twice_as_many_chunks_are_under_way_as_there_are_workers(run) -> None:
    for workers, most in ((1, 1), (2, 4), (5, 10)):
        yard = Yard()
        list(run(Asking(), [(0, 100)], yard, workers, 3))
        assert [pool.most for pool in yard.made] == [most]
        assert not yard.made[0].is_shut  # for the next stage


# --- workers that are lost ----------------------------------------------------------------------


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_every_world_is_answered_once_whatever_is_lost(run, data: st.DataObject) -> None:
    lengths = data.draw(st.lists(st.integers(1, 12), min_size=1, max_size=4))
    missing, first = [], 0
    for length in lengths:
        first += data.draw(st.integers(0, 3))
        missing.append((first, length))
        first += length
    kills = data.draw(st.dictionaries(st.integers(0, first), st.integers(1, 2), max_size=4))
    yard = Yard(
        pick=lambda count: data.draw(st.integers(0, count - 1)),
        breaks_whole=data.draw(st.booleans()),
    )
    chunk, workers = data.draw(st.sampled_from((None, 1, 3, 50))), data.draw(st.integers(1, 3))
    found = list(run(Asking(kills=dict(kills)), missing, yard, workers, chunk))
    expected = [w for start, length in missing for w in range(start, start + length)]
    assert sorted(worlds_of(found)) == expected
    assert all(pool.is_shut for pool in yard.made[:-1])
    lost = sum(times for world, times in kills.items() if world in expected)
    assert len(yard.made) <= lost + 1


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_world_that_always_kills_is_named(run, data: st.DataObject) -> None:
    """Not one of those that were under way beside it; and these are answered before."""
    worlds = data.draw(st.integers(1, 20))
    killer = data.draw(st.integers(0, worlds - 1))
    yard = Yard(
        pick=lambda count: data.draw(st.integers(0, count - 1)),
        breaks_whole=data.draw(st.booleans()),
    )
    chunk, workers = data.draw(st.sampled_from((None, 1, 4, 50))), data.draw(st.integers(1, 3))
    found: list[Chunk] = []
    stage = Asking(kills={killer: float("inf")})
    with pytest.raises(WorkersLostError, match=f"world {killer} ") as caught:
        found.extend(run(stage, [(0, worlds)], yard, workers, chunk))
    assert caught.value.world == killer
    answered = worlds_of(found)
    assert killer not in answered
    assert len(set(answered)) == len(answered)


def test_what_is_lost_is_halved_until_one_world_is_left(run) -> None:
    stage, asked = Asking(kills={5: 2}), []
    answer = stage.answer
    stage.answer = lambda first, count: (asked.append((first, count)), answer(first, count))[1]  # type: ignore[method-assign]
    list(run(stage, [(0, 8)], Yard(), 1, 8))
    assert asked == [(0, 8), (0, 4), (4, 4), (4, 2), (6, 2)]


def test_chunks_are_smaller_after_a_loss_and_grow_again(run) -> None:
    found = list(run(Asking(cost=lambda _: 0.5, kills={90: 1}), [(0, 300)], Yard(), 1))
    assert [one.count for one in found] == [1, 2, 4, 8, 16, 32, 32, 32, 64, 109]
    assert worlds_of(found) == list(range(300))
    slower = iter([0.5] * 6 + [1.5] * 9)
    stage = Asking(cost=lambda _: next(slower), kills={90: 1})
    found = list(run(stage, [(0, 167)], Yard(), 1))
    assert [one.count for one in found] == [1, 2, 4, 8, 16, 32, 32, 32, 32, 8]


def test_what_was_finished_beside_a_loss_is_not_asked_again(run) -> None:
    """On a cluster one piece of work is lost, and its like go on."""
    yard = Yard(breaks_whole=False)
    stage, asked = Asking(kills={0: 1}), []
    answer = stage.answer
    stage.answer = lambda first, count: (asked.append((first, count)), answer(first, count))[1]  # type: ignore[method-assign]
    list(run(stage, [(0, 8)], yard, 2, 2))
    assert asked == [(0, 2), (2, 2), (4, 2), (6, 2), (0, 1), (1, 1)]


def test_workers_last_from_stage_to_stage(run) -> None:
    yard = Yard()
    crew = Crew(yard, 2)
    run(Asking(), [], yard, 2)
    for _ in range(3):
        assert len(list(run_stage(Asking(), [(0, 6)], crew, chunk=2))) == 3
    assert len(yard.made) == 1
    crew.stop()
    assert yard.made[0].is_shut
    assert len(list(run_stage(Asking(), [(0, 6)], crew, chunk=2))) == 3
    assert len(yard.made) == 2


def test_workers_that_take_no_work_at_all_are_an_error(run) -> None:
    class Shut(Pool):
        def submit(self, fn, /, *args, **kwargs):
            raise BrokenExecutor("nobody is there")

    yard = Yard()
    made: list[Pool] = []
    with pytest.raises(WorkersLostError):
        list(run_stage(Asking(), [(4, 4)], Crew(lambda: Shut(made, yard.pick, True), 2)))
    assert len(made) < 20


def test_another_error_of_a_stage_ends_the_run(run) -> None:
    class Wrong(Asking):
        def answer(self, first: int, count: int):
            raise ValueError("no such thing")

    yard = Yard()
    with pytest.raises(ValueError, match="no such thing"):
        list(run(Wrong(), [(0, 8)], yard, 2))
    assert yard.made[0].is_shut


def test_a_reader_that_leaves_shuts_the_workers(run) -> None:
    yard = Yard()
    chunks = run(Asking(), [(0, 8)], yard, 2, 1)
    next(chunks)
    chunks.close()
    assert yard.made[0].is_shut


# --- without other processes --------------------------------------------------------------------


class Unstartable(QuietPool):
    """Processes that end before they do anything, as in a script without a guard."""

    def __init__(self) -> None:
        self.is_stopped = False

    def submit(self, fn, /, *args, **kwargs):
        future: Future = Future()
        future.set_exception(BrokenExecutor("a child ended"))
        return future

    def stop(self) -> None:
        self.is_stopped = True

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        raise AssertionError("a pool that was stopped is left alone")


def test_where_no_process_starts_the_work_is_done_here() -> None:
    made: list[Unstartable] = []

    def make() -> Executor:
        made.append(Unstartable())
        return made[-1]

    crew = Crew(make, 2)
    for _ in range(2):
        found = list(run_stage(Asking(), [(0, 10)], crew, chunk=3))
        assert sorted(worlds_of(found)) == list(range(10))
    assert len(made) == 1
    assert made[0].is_stopped


def test_work_in_this_process_hands_errors_on() -> None:
    def wrong() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        InProcess().submit(wrong).result()
    assert InProcess().submit(divmod, 7, 2).result() == (3, 1)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):  # a stop ends this process, not a piece of work
        InProcess().submit(stop)
