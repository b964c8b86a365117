"""A stop that is not lost: what falls into foreign code is asked for again until it is heard.

Python tells of Ctrl-C by an exception at whatever line runs. Where that is a call back from a
compiler's library, the exception ends there and the work goes on. So a stop waits until such a call
is over, and it is repeated until somebody says that it was heard.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

AGAIN = 2.0
"""Seconds after which a stop that nobody heard is repeated."""

SOON = 0.05
"""Seconds after which a stop is tried again that came while foreign code could lose it."""

FOREIGN = "llvmlite"
"""Files of the library whose calls back lose exceptions, and then miss what they were to bring."""


@contextlib.contextmanager
def listening() -> Iterator[None]:
    """Repeat a stop until it is heard, while the block runs.

    Outside the main thread, and where the system has no timer or somebody else handles stops,
    nothing is changed.
    """
    is_ours = (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    if not is_ours:
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        yield
    finally:
        heard()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGALRM, before)


def heard() -> None:
    """Say that a stop was heard: it is not repeated."""
    if signal.getsignal(signal.SIGINT) is _stop:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _stop(number: int, frame: FrameType | None) -> None:
    """Stop the work, and ask again later; not while the compiler's library calls back."""
    while frame is not None and FOREIGN not in frame.f_code.co_filename:
        frame = frame.f_back
    if frame is not None:
        signal.setitimer(signal.ITIMER_REAL, SOON)
        return
    signal.setitimer(signal.ITIMER_REAL, AGAIN)
    raise KeyboardInterrupt
