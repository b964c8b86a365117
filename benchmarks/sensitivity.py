"""Sobol indices of one outcome with intervals, against SALib on the same worlds."""

from __future__ import annotations

import warnings

import numpy as np

from grandbargain.robustness.sensitivity import indices

from .measuring import Row, fastest, options, peak, processor_note, processors, show_table

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from SALib.analyze import sobol

NUMBERS, ROWS = 20, 1024
"""One row is 22 worlds: 22,528 worlds in all, as without second-order indices."""
REPEATS = 5
AGREED = 1e-9
"""By how much the shares may differ: both add up the same numbers in their own order."""


def main() -> None:
    """Measure in this process: imports are over, and the kernel has run once."""
    asked = options(main.__doc__ or "").parse_args()
    outcome, names = worlds(), [f"x{i}" for i in range(NUMBERS)]
    indices(outcome, names, resamples=1)
    repeats = 2 if asked.quick else REPEATS
    rows = [_analysed(outcome, names, resamples, repeats) for resamples in (100, 1000)]
    show_table(f"Sensitivity to {NUMBERS} numbers, {outcome.size:,} worlds", rows)


def worlds() -> np.ndarray:
    """Return an outcome of the design: some numbers matter much, most hardly, two together."""
    a, b = np.random.default_rng(1).random((2, NUMBERS, ROWS))
    mixed = [np.where(np.arange(NUMBERS)[:, None] == i, b, a) for i in range(NUMBERS)]
    weight = 0.7 ** np.arange(NUMBERS)
    return np.array([weight @ x + x[1] * x[2] for x in (a, b, *mixed)])


def _analysed(outcome: np.ndarray, names: list[str], resamples: int, repeats: int) -> Row:
    before = processors()
    seconds, found = fastest(lambda: indices(outcome, names, resamples=resamples), repeats)
    note = processor_note((processors() - before) / repeats)
    # SALib wants the worlds row by row: A, AB_1, ..., AB_k, B.
    flat = np.concatenate([outcome[:1], outcome[2:], outcome[1:2]]).T.ravel()
    problem = {"num_vars": NUMBERS, "names": names, "bounds": [[0, 1]] * NUMBERS}
    other_seconds, expected = fastest(
        lambda: sobol.analyze(problem, flat, calc_second_order=False, num_resamples=resamples),
        repeats,
    )
    for index in found.indices:
        at = names.index(index.number)
        for share, theirs in ((index.first, expected["S1"]), (index.total, expected["ST"])):
            if abs(share - theirs[at]) > AGREED:
                raise AssertionError(f"SALib differs by {share - theirs[at]} on {index.number}")
    return Row(
        f"indices, intervals from {resamples:,} resamples",
        seconds,
        other="SALib analyze",
        other_seconds=other_seconds,
        least_ratio=1.0,
        memory=peak(),
        note=note,
    )


if __name__ == "__main__":
    main()
