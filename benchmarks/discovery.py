"""Where the cases lie: PRIM on many worlds, against ema_workbench."""

from __future__ import annotations

import logging
import warnings

import numpy as np

from grandbargain.robustness.boxes import BoxSettings
from grandbargain.robustness.discovery import Input, arrange, find_boxes, find_way
from grandbargain.robustness.kernels_boxes import Moves

from .measuring import Row, clocked, fastest, options, peak, processor_note, processors, show_table

REPEATS = 5
INPUTS = 20
TOLERANCE = 0.015
"""By how much coverage and density at equal mass may differ from those of the other program: the
two take strips of slightly different size."""


def main() -> None:
    """Measure in this process: imports are over, and every kernel has run once."""
    asked = options(main.__doc__ or "").parse_args()
    ours(*planted(2_000))
    find_boxes(*planted(2_000))
    rows = [_against(10_000), *([] if asked.quick else [_against(100_000)])]
    show_table(f"Peeling and pasting of one box, {INPUTS} inputs, sorting included", rows)
    counts = (2_000, 10_000) if asked.quick else (2_000, 10_000, 100_000)
    show_table("All boxes, with 10 half samples for each", [_whole(count) for count in counts])


def planted(worlds: int) -> tuple[list[Input], np.ndarray]:
    """Return a box of three inputs that holds 0.19 of the worlds; 3 % of the labels are wrong."""
    rng = np.random.default_rng(1)
    values = rng.random((INPUTS, worlds))
    width = 0.189 ** (1 / 3)
    cases = (values[2] > 1 - width) & (values[7] < width)
    cases &= (values[11] > 0.2) & (values[11] < 0.2 + width)
    cases ^= rng.random(worlds) < 0.03
    return [Input(f"x{j}", column) for j, column in enumerate(values)], cases


def ours(inputs: list[Input], cases: np.ndarray) -> Moves:
    """Return the way to one box."""
    rows = arrange(inputs, cases, np.ones(len(cases)))
    settings = BoxSettings()
    return find_way(rows, settings, settings.least_mass * len(cases))


def _against(worlds: int) -> Row:
    inputs, cases = planted(worlds)
    before = processors()
    seconds, way = fastest(lambda: ours(inputs, cases), REPEATS)
    note = processor_note((processors() - before) / REPEATS)
    work = f"{worlds:,} worlds"
    target = 0.5 if worlds == 100_000 else None
    try:
        other, curve = theirs(inputs, cases)
    except ImportError:
        without = f"{note}; ema_workbench is not installed"
        return Row(work, seconds, target, memory=peak(), note=without)
    _compare(way, curve)
    return Row(
        work,
        seconds,
        target,
        other="ema_workbench",
        other_seconds=other,
        least_ratio=15.0,
        memory=peak(),
        note=note,
    )


def theirs(inputs: list[Input], cases: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the time of the other program, and mass, coverage and density of its peels."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd  # noqa: PLC0415 - comes with the other program
        from ema_workbench.analysis.prim import Prim  # noqa: PLC0415 - not among what is needed

        logging.disable(logging.CRITICAL)
        frame = pd.DataFrame({item.number: item.values for item in inputs})
        labels = cases.astype(int)
        seconds, box = clocked(lambda: Prim(frame, labels, threshold=0.1).find_box())
        logging.disable(logging.NOTSET)
    if box is None:
        raise AssertionError("the other program found no worlds")
    curve = box.peeling_trajectory[["mass", "coverage", "density"]].to_numpy().T
    return seconds, curve[:, : int(curve[0].argmin()) + 1]


def _compare(way: Moves, curve: np.ndarray) -> None:
    peels = int(way.weight.argmin()) + 1
    weight, hit = way.weight[:peels][::-1], way.hit[:peels][::-1]
    mass = weight / way.weight[0]
    at = curve[0][curve[0] >= mass[0]]
    for name, mine, other in (
        ("coverage", hit / way.hit[0], curve[1]),
        ("density", hit / weight, curve[2]),
    ):
        miss = np.abs(np.interp(at, mass, mine) - other[: len(at)]).max()
        if miss > TOLERANCE:
            raise AssertionError(f"at equal mass the {name} of the two programs differs by {miss}")


def _whole(worlds: int) -> Row:
    inputs, cases = planted(worlds)
    before = processors()
    seconds, found = clocked(lambda: find_boxes(inputs, cases))
    note = processor_note(processors() - before)
    limits = [limit.number for limit in found.boxes[0].limits]
    return Row(
        f"{worlds:,} worlds",
        seconds,
        is_failed=limits != ["x2", "x7", "x11"],
        memory=peak(),
        note=f"{note}; boxes found: {len(found.boxes)}, the first limits {', '.join(limits)}",
    )


if __name__ == "__main__":
    main()
