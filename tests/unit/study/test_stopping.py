"""A stop that is lost in foreign code comes again, until it is heard."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from grandbargain.study import stopping


@pytest.fixture(autouse=True)
def stops_are_not_ignored() -> Iterator[None]:
    """Where the tests run in the background, stops are ignored unless somebody asks for them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def swallow_a_stop() -> None:
    with stopping.listening():
        with contextlib.suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        time.sleep(1)


def test_a_stop_that_was_swallowed_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "AGAIN", 0.05)
    with pytest.raises(KeyboardInterrupt):
        swallow_a_stop()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_stop_that_was_heard_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "AGAIN", 0.05)
    with stopping.listening():
        with contextlib.suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
        stopping.heard()
        time.sleep(0.2)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_a_stop_waits_until_a_call_back_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    called: dict[str, list[int]] = {"done": []}
    source = "def back(stop, done):\n    stop()\n    for n in range(100):\n        done.append(n)\n"
    exec(compile(source, "site-packages/llvmlite/binding/x.py", "exec"), called)
    back = called["back"]
    with pytest.raises(KeyboardInterrupt):
        interrupted_in(back, called["done"])
    assert len(called["done"]) == 100


def interrupted_in(back: Any, done: list[int]) -> None:
    with stopping.listening():
        back(lambda: os.kill(os.getpid(), signal.SIGINT), done)
        time.sleep(1)
