"""Clocks, memory and tables. The standard library only: a parent that holds no arrays.

Linux counts the memory of the process that starts a command as the command's own until it runs,
so commands are measured from a process in which nothing large was imported yet.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TypeVar

Result = TypeVar("Result")

UNIT = 1024 * 1024 if sys.platform == "darwin" else 1024
"""What the operating system counts memory in, per mebibyte."""


@dataclass(frozen=True)
class Row:
    """One line of a table.

    Attributes
    ----------
    work
        What was done.
    seconds
        How long it took.
    target
        How long it may take; None: no target is set.
    is_failed
        Whether something was left unproved, so that no time could meet the target.
    other
        What one would use instead; ``""``: nothing was measured beside it.
    other_seconds
        How long that took; with ``other_is_open`` it had not finished by then.
    least_ratio
        How many times faster than the other it has to be; None: no target is set.
    memory
        Peak memory in MiB; None: not measured.
    note
        Anything else.
    """

    work: str
    seconds: float
    target: float | None = None
    _: KW_ONLY
    is_failed: bool = False
    other: str = ""
    other_seconds: float | None = None
    other_is_open: bool = False
    least_ratio: float | None = None
    memory: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times as long the other took."""
        return None if self.other_seconds is None else self.other_seconds / self.seconds

    @property
    def verdict(self) -> str:
        """Whether the targets were met."""
        if self.target is None and self.least_ratio is None:
            return ""
        slow = self.target is not None and self.seconds >= self.target
        ratio = self.ratio
        behind = self.least_ratio is not None and ratio is not None and ratio < self.least_ratio
        return "MISSED" if slow or behind or self.is_failed else "met"

    def cells(self) -> tuple[str, ...]:
        """Return the line as texts."""
        open_sign = ">" if self.other_is_open else ""
        ratio = "" if self.ratio is None else f"{open_sign}{self.ratio:,.3g} x"
        return (
            self.work,
            seconds_text(self.seconds),
            self._target(),
            self.verdict,
            self.other,
            "" if self.other_seconds is None else open_sign + seconds_text(self.other_seconds),
            ratio,
            "" if self.memory is None else f"{self.memory:,.0f}",
            self.note,
        )

    def _target(self) -> str:
        parts = []
        if self.target is not None:
            parts.append(f"< {self.target:g} s")
        if self.least_ratio is not None:
            parts.append(f">= {self.least_ratio:g} x")
        return ", ".join(parts)


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, seconds of processors, peak MiB of the largest process."""

    seconds: float
    processor: float
    memory: float

    @property
    def note(self) -> str:
        """What was computed, however busy the machine was."""
        return processor_note(self.processor)


HEADS = ("work", "time", "target", "", "instead", "its time", "ratio", "peak MiB", "note")


def seconds_text(seconds: float) -> str:
    """Return a time for people."""
    return f"{seconds * 1000:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def show_table(title: str, rows: Sequence[Row]) -> None:
    """Print a table; columns without content are left out."""
    lines = [HEADS, *(row.cells() for row in rows)]
    columns = [c for c in range(len(HEADS)) if any(line[c] for line in lines[1:])]
    widths = {c: max(len(line[c]) for line in lines) for c in columns}
    print(f"\n{title}")
    for number, line in enumerate(lines):
        print("  " + "  ".join(line[c].ljust(widths[c]) for c in columns).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * widths[c] for c in columns))
    sys.stdout.flush()


def processor_note(seconds: float) -> str:
    """Return the time of processors for people."""
    return f"{seconds_text(seconds)} of processors"


def processors() -> float:
    """Return the seconds of processors of this process and its children that have ended."""
    return sum(os.times()[:4])


def machine() -> str:
    """Return one line about the machine and how busy it is."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores; load {load} (1, 5, 15 minutes)"
    )


def clocked(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return how long some work took, and its result."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def fastest(work: Callable[[], Result], repeats: int) -> tuple[float, Result]:
    """Return the shortest of several times (the one that others disturbed least)."""
    runs = [clocked(work) for _ in range(repeats)]
    return min(seconds for seconds, _ in runs), runs[-1][1]


def peak(who: int = resource.RUSAGE_SELF) -> float:
    """Return the peak memory so far in MiB: of this process, or of the largest of its children."""
    return resource.getrusage(who).ru_maxrss / UNIT


def run_command(command: Sequence[str], extra: Mapping[str, str] | None = None) -> Spent:
    """Run a command without output; return what it spent."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **(extra or {})},
    )
    if process.stderr is None:
        raise AssertionError("the pipe was asked for")
    complaint = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        text = complaint.decode(errors="replace")
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {text}")
    return Spent(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / UNIT)


def options(description: str) -> argparse.ArgumentParser:
    """Return the options that every benchmark has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter measurements")
    parser.add_argument(
        "--limit",
        type=float,
        default=None,
        metavar="SECONDS",
        help="most seconds for one search, ours or of HiGHS (60; with --quick: 5)",
    )
    return parser


def limit_of(asked: argparse.Namespace) -> float:
    """Return how many seconds one search may take."""
    return asked.limit or (5.0 if asked.quick else 60.0)
