"""The largest least gain by mixed-integer programming: what one would use instead.

HiGHS through ``scipy.optimize.milp``; one binary per option, one variable per linkage, one for the
least gain. It finds the first level of the egalitarian solution only, not the ties.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from scipy.optimize import milp
from scipy.sparse import lil_matrix

from grandbargain.bargain.result import Solution
from grandbargain.bargain.talks import Talks
from grandbargain.tables.utilities import MICRO

TOLERANCE = 1e-5
"""Points by which HiGHS may be off: it works with rounded numbers, and rows are met to 1e-6."""

PROVED = 0
"""The status with which ``milp`` says that it has proved its answer."""

Line = tuple[dict[int, float], float, float]
"""Coefficients by column, and the ends between which their sum lies."""


@dataclass(frozen=True)
class Found:
    """What HiGHS found: seconds, whether proved, least gain in points, gap in points."""

    seconds: float
    is_proved: bool
    gain: float
    gap: float

    def require_agreement(self, egalitarian: Solution) -> None:
        """Raise where this and an egalitarian solution cannot both be right."""
        best, bound = egalitarian.objective, egalitarian.bound
        above = bound is not None and self.gain > bound + TOLERANCE
        below = self.is_proved and best is not None and self.gain < best - TOLERANCE
        if above or below:
            raise AssertionError(f"the least gain is {best} of {bound}, but HiGHS: {self.gain}")

    @property
    def note(self) -> str:
        """How far it came, where it did not finish."""
        if self.is_proved:
            return ""
        return f"HiGHS: {self.gain:.3f} found, {self.gain + self.gap:.3f} not excluded"


def largest_least_gain(talks: Talks, limit: float) -> Found:
    """Maximise the least gain over the parties, within some seconds."""
    lines = _lines(talks)
    binaries = int(sum(talks.problem.sizes))
    count = binaries + len(talks.problem.links) + 1
    rows = lil_matrix((len(lines), count))
    for number, (line, _, _) in enumerate(lines):
        rows[number, list(line)] = list(line.values())
    ends = np.array([(low, high) for _, low, high in lines])
    started = time.perf_counter()
    with _silence():
        answer = milp(
            np.concatenate((np.zeros(count - 1), [-1.0])),
            integrality=(np.arange(count) < binaries).astype(int),
            bounds=(np.zeros(count), np.concatenate((np.ones(count - 1), [np.inf]))),
            constraints=(rows.tocsr(), ends[:, 0], ends[:, 1]),
            options={"time_limit": limit, "mip_rel_gap": 0.0},
        )
    seconds = time.perf_counter() - started
    if answer.x is None:
        return Found(seconds, answer.status == PROVED, float("nan"), float("inf"))
    gain = float(-answer.fun)
    return Found(seconds, answer.status == PROVED, gain, float(-answer.mip_dual_bound) - gain)


def _lines(talks: Talks) -> list[Line]:
    """Return one option per issue, linkages, forbidden patterns, and gains above the least."""
    problem = talks.problem
    offsets = [0, *itertools.accumulate(problem.sizes)]
    options, least = offsets[-1], offsets[-1] + len(problem.links)
    lines: list[Line] = [
        (dict.fromkeys(range(first, last), 1.0), 1.0, 1.0)
        for first, last in itertools.pairwise(offsets)
    ]
    for number, pattern in enumerate(problem.links):
        whole = {options + number: 1.0}
        for issue, chosen in pattern:
            term = {offsets[issue] + option: -1.0 for option in chosen}
            lines.append(({options + number: 1.0, **term}, -np.inf, 0.0))
            whole |= term
        lines.append((whole, 1.0 - len(pattern), np.inf))
    for pattern in problem.nogoods:
        terms = {offsets[issue] + option: 1.0 for issue, chosen in pattern for option in chosen}
        lines.append((terms, -np.inf, len(pattern) - 1.0))
    for party in range(len(talks.parties)):
        points = np.concatenate((problem.term[party], problem.adds[party])) / MICRO
        line = {column: float(value) for column, value in enumerate(points) if value}
        lines.append(({**line, least: -1.0}, float(talks.disagreement[party]) / MICRO, np.inf))
    return lines


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what compiled code prints by itself out of the tables."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
