"""Worlds of a design, what a run costs beside the model, Korea, and two processes against one."""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grandbargain import Study
from grandbargain.robustness.answer import RobustnessSettings
from grandbargain.robustness.design import Design
from grandbargain.robustness.runner import Crew, InProcess, run_stage
from grandbargain.study.robust.ask import ask_robustness
from grandbargain.study.robust.calling import Workers
from grandbargain.study.robust.store import Parts
from grandbargain.tables.workers import QuietPool

from .measuring import Row, fastest, options, peak, show_table

NUMBERS = 20
EMA_WORLDS = 2_000
OUR_WORLDS = 500_000
KOREA_WORLDS = 1_000
COLUMNS = tuple((f"x{k}", 0) for k in range(100))


@dataclass(frozen=True)
class Nothing:
    """An empty question about worlds with twenty inputs, all of which are drawn and kept."""

    design: Design

    def answer(self, first: int, count: int) -> Mapping[str, np.ndarray]:
        """Return the inputs of some worlds, and an outcome of 0."""
        names = [name for name, _ in self.design.columns]
        units = self.design.units(names, first, count)
        return {**dict(zip(names, units, strict=True)), "outcome": np.zeros(count)}


@dataclass(frozen=True)
class Busy:
    """A question that takes a processor about two milliseconds for each world."""

    seconds: float

    def answer(self, first: int, count: int) -> Mapping[str, np.ndarray]:
        """Return how often the processor went round."""
        turns = np.zeros(count)
        for n in range(count):
            end = time.process_time() + self.seconds
            while time.process_time() < end:
                turns[n] += 1
        return {"turns": turns * 0}


def main() -> None:
    """Measure; a run in a folder of its own each time."""
    asked = options(main.__doc__ or "").parse_args()
    quick = asked.quick
    rows = [_designed(method, 2**14 if quick else 2**17) for method in ("sobol", "latin")]
    show_table("Designs of worlds over 100 numbers", rows)
    show_table("What a run costs beside the model", [_overhead(quick)])
    show_table("Two processes against one", [_scaled(0.5 if quick else 4.0)])
    show_table("Korea", _korea(100 if quick else KOREA_WORLDS))


def _designed(method: str, worlds: int) -> Row:
    def draw() -> None:
        design = Design(method, 0, COLUMNS, worlds)  # type: ignore[arg-type]
        for first in range(0, worlds, 4096):
            design.table(first, 4096)

    seconds, _ = fastest(draw, 1)
    return Row(f"{method}, {worlds:,} worlds", seconds, target=2.0, memory=peak())


def _overhead(quick: bool) -> Row:
    """Compare with the sequential evaluator of the EMA Workbench, a world of each."""
    design = Design("sobol", 0, COLUMNS[:NUMBERS], OUR_WORLDS)
    worlds = OUR_WORLDS // 10 if quick else OUR_WORLDS
    folder = Path(tempfile.mkdtemp())
    try:
        started = time.perf_counter()
        parts = Parts(folder / "parts", [])
        for chunk in run_stage(Nothing(design), parts.missing(worlds), Crew(InProcess, 1)):
            parts.add(chunk.first, chunk.count, chunk.columns)
        ours = (time.perf_counter() - started) / worlds
    finally:
        shutil.rmtree(folder)
    theirs = _ema(EMA_WORLDS // 4 if quick else EMA_WORLDS)
    return Row(
        f"a world of an empty question, {NUMBERS} inputs, drawn and kept",
        ours,
        other="EMA Workbench, sequential",
        other_seconds=theirs,
        least_ratio=50.0,
        note=f"{worlds:,} worlds; the other {EMA_WORLDS:,}; in memory",
    )


def _ema(worlds: int) -> float:
    """Return seconds per world of an empty model."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench import (  # noqa: PLC0415
            Model,
            RealParameter,
            ScalarOutcome,
            SequentialEvaluator,
        )

        logging.disable(logging.WARNING)
        names = [f"x{k}" for k in range(NUMBERS)]
        model = Model("empty", function=lambda **_: {"outcome": 0.0})
        model.uncertainties = [RealParameter(name, 0, 1) for name in names]
        model.outcomes = [ScalarOutcome("outcome")]
        with SequentialEvaluator(model) as evaluator:
            evaluator.perform_experiments(scenarios=10)
            started = time.perf_counter()
            evaluator.perform_experiments(scenarios=worlds)
            return (time.perf_counter() - started) / worlds


def _scaled(seconds: float) -> Row:
    """Measure the same work with one process and with two, once both are there."""
    worlds = int(seconds * 2 / 0.002)
    alone, together = (_worked(Crew(_pool(jobs), jobs), worlds) for jobs in (1, 2))
    return Row(
        f"{worlds:,} worlds of 2 ms of a processor, two processes",
        together,
        other="one process",
        other_seconds=alone,
        least_ratio=1.8,
    )


def _pool(jobs: int) -> Callable[[], Executor]:
    return lambda: QuietPool(jobs)


def _worked(crew: Crew, worlds: int) -> float:
    warm = list(run_stage(Busy(0.2), [(0, 8)], crew, chunk=1))
    assert len(warm) == 8
    started = time.perf_counter()
    done = sum(chunk.count for chunk in run_stage(Busy(0.002), [(0, worlds)], crew))
    seconds = time.perf_counter() - started
    crew.close()
    assert done == worlds
    return seconds


def _korea(worlds: int) -> list[Row]:
    """Ask about the deal, kept and sought anew, over worlds; then about one strategy of each."""
    dispute = Study("korea").dispute
    asked = RobustnessSettings(worlds=worlds, tests=("deal", "some_deal"))
    ask_robustness(dispute, RobustnessSettings(worlds=8, tests=("deal",)), workers=Workers(1))
    started = time.perf_counter()
    ask_robustness(dispute, asked, workers=Workers(2))
    deal = time.perf_counter() - started
    return [
        Row(
            f"bargain anew, holds and acceptance of six packages, {worlds:,} worlds, 2 processes",
            deal,
            target=120.0,
            memory=peak(),
            note="boxes, tornado, Sobol indices and SMAA included",
        )
    ]


if __name__ == "__main__":
    main()
