"""Peeling against ema_workbench, the program that scenario discovery is mostly done with."""

from __future__ import annotations

import logging
import warnings
from typing import Any

import numpy as np
import pytest

from grandbargain.robustness.boxes import BoxSettings
from grandbargain.robustness.discovery import Input, arrange, find_way, quasi_p

pytestmark = pytest.mark.slow
"""Importing the other program takes several seconds."""

ROWS, INPUTS = 2000, 6


def planted(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A box of three inputs that holds 0.19 of the worlds; 3 % of the labels are wrong."""
    rng = np.random.default_rng(seed)
    values = rng.random((INPUTS, ROWS))
    width = 0.189 ** (1 / 3)
    cases = (values[0] > 1 - width) & (values[1] < width)
    cases &= (values[2] > 0.2) & (values[2] < 0.2 + width)
    return values, cases ^ (rng.random(ROWS) < 0.03)


def searched(values: np.ndarray, cases: np.ndarray) -> tuple[Any, list[str]]:
    """Return the box of the other program with all its steps, and the names of the inputs."""
    names = [f"x{j}" for j in range(len(values))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pd = pytest.importorskip("pandas")
        prim = pytest.importorskip("ema_workbench.analysis.prim")
        logging.disable(logging.CRITICAL)
        try:
            frame = pd.DataFrame(values.T, columns=names)
            return prim.Prim(frame, cases.astype(int), threshold=0.1).find_box(), names
        finally:
            logging.disable(logging.NOTSET)


@pytest.mark.parametrize("seed", [1, 2])
def test_at_equal_mass_coverage_and_density_are_those_of_ema_workbench(seed: int) -> None:
    values, cases = planted(seed)
    found, names = searched(values, cases)
    theirs = found.peeling_trajectory
    peels = int(theirs["mass"].to_numpy().argmin()) + 1

    inputs = [Input(name, column) for name, column in zip(names, values, strict=True)]
    rows = arrange(inputs, cases, np.ones(ROWS))
    way = find_way(rows, BoxSettings(), 0.05 * ROWS)
    ours = int(way.weight.argmin()) + 1
    mass = way.weight[:ours][::-1] / ROWS
    coverage = (way.hit / way.hit[0])[:ours][::-1]
    density = (way.hit / way.weight)[:ours][::-1]

    at = theirs["mass"].to_numpy()[:peels]
    shared = at >= mass[0]
    assert shared.sum() > 25
    for name, mine in (("coverage", coverage), ("density", density)):
        other = theirs[name].to_numpy()[:peels][shared]
        miss = np.abs(np.interp(at[shared], mass, mine) - other)
        assert miss.max() < 0.015, name
        assert miss.mean() < 0.005, name


def test_quasi_p_is_that_of_ema_workbench() -> None:
    """Of all sides of its box at a mass of about 0.3, from its own limits."""
    values, cases = planted(1)
    found, names = searched(values, cases)
    step = int((found.peeling_trajectory["mass"] - 0.3).abs().to_numpy().argmin())
    limits = {name: list(found.box_lims[step][name]) for name in names}

    def inside(bounds: dict[str, list[float]]) -> np.ndarray:
        held = np.ones(ROWS, dtype=bool)
        for name, column in zip(names, values, strict=True):
            held &= (column >= bounds[name][0]) & (column <= bounds[name][1])
        return held

    within = inside(limits)
    sides = [
        (name, side, chance)
        for name, chances in found.qp[step].items()
        for side, chance in enumerate(chances)
        if chance != -1
    ]
    assert len(sides) >= 3
    for name, side, expected in sides:
        wider = limits | {name: list(limits[name])}
        wider[name][side] = (-np.inf, np.inf)[side]
        density = np.array([cases[inside(wider)].mean()])
        (chance,) = quasi_p(cases[within].sum(), within.sum(), density)
        assert chance == pytest.approx(expected, rel=1e-6, abs=1e-300)
