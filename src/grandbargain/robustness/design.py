"""Designs of worlds: which uniform draws every uncertain number takes in every world.

World w depends on the design and on w alone: neither on chunks, nor on cores, nor (but for Latin
hypercubes) on how many worlds there are. So a run can be cut, resumed and made longer.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal

import numpy as np
from scipy.stats import qmc

from ..errors import UsageError
from ..tables.draws import SMALLEST, draw_units

Method = Literal["sobol", "latin", "random"]
METHODS: tuple[Method, ...] = ("sobol", "latin", "random")

MOST_CELLS = 250_000_000
"""Most uniform draws held at a time: 2 GB of them."""

BLOCK_CELLS = 4_194_304
"""Uniform draws of a Sobol sequence made at a time."""


@dataclass(frozen=True)
class Design:
    """Worlds of a method and a seed over some uncertain numbers.

    Attributes
    ----------
    method
        ``sobol``: a scrambled Sobol sequence (Owen 1998, Journal of Complexity 14:466-489; evenest
        where the number of worlds is a power of two); ``latin``: a Latin hypercube (McKay, Beckman
        and Conover 1979, Technometrics 21:239-245), which has to know how many worlds there are;
        ``random``: independent draws, the very worlds of ``--worlds`` of other questions.
    seed
        Of the scrambling, the permutations or the draws.
    columns
        ``(path, slot)`` of every draw that a world takes.
    worlds
        How many there are; for ``latin`` a part of the design.

    Examples
    --------
    >>> design = Design("sobol", 1, (("a", 0), ("b", 0)), 4)
    >>> sorted((design.units(["a"], 0, 4)[0] * 4).astype(int).tolist())
    [0, 1, 2, 3]
    >>> bool((design.units(["b"], 2, 2) == design.units(["b"], 0, 4)[:, 2:]).all())
    True
    """

    method: Method
    seed: int
    columns: tuple[tuple[str, int], ...]
    worlds: int

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise UsageError(
                f"there is no design {self.method!r}; take one of {', '.join(METHODS)}"
            )
        if self.worlds < 1:
            raise UsageError(f"worlds is {self.worlds}; it must be 1 or more")
        if self.method == "latin" and self.worlds * len(self.columns) > MOST_CELLS:
            raise UsageError(
                f"a Latin hypercube of {self.worlds:,} worlds over {len(self.columns):,} draws is "
                f"held whole, and {self.worlds * len(self.columns):,} numbers are more than the "
                f"{MOST_CELLS:,} that are held; take a Sobol design, or fewer worlds"
            )
        if self.method == "sobol" and len(self.columns) > qmc.Sobol.MAXDIM:
            raise UsageError(
                f"a Sobol sequence has at most {qmc.Sobol.MAXDIM:,} dimensions and this file takes "
                f"{len(self.columns):,} draws; take a Latin hypercube or independent draws"
            )

    @cached_property
    def places(self) -> dict[tuple[str, int], int]:
        """Where each draw stands among the columns."""
        return {column: n for n, column in enumerate(self.columns)}

    def units(
        self, paths: Sequence[str], first_world: int, worlds: int, slot: int = 0
    ) -> np.ndarray:
        """Return uniform draws in (0, 1), shape (paths, W).

        Raises
        ------
        KeyError
            A draw that is no column of the design.
        """
        if self.method == "random":
            return draw_units(paths, self.seed, first_world, worlds, slot)
        table = self.table(first_world, worlds)
        return table[:, [self.places[path, slot] for path in paths]].T.copy()

    def table(self, first_world: int, worlds: int) -> np.ndarray:
        """Return all draws of some worlds, shape (W, columns)."""
        return _table(self.method, self.seed, len(self.columns), self.worlds, first_world, worlds)

    def fingerprint(self) -> str:
        """Return the digest of the first worlds: another library may make other ones."""
        if self.method == "random" or not self.columns:
            return ""
        return hashlib.sha256(self.table(0, 16).tobytes()).hexdigest()[:16]

    def described(self) -> dict[str, Any]:
        """Return what makes the design what it is, as plain data."""
        return {
            "method": self.method,
            "seed": self.seed,
            "columns": [list(column) for column in self.columns],
            "worlds": self.worlds if self.method == "latin" else None,
        }


@dataclass(frozen=True)
class Crossed:
    """Worlds for Sobol indices: two independent sets of worlds, and crosses of the two.

    Saltelli and others (2010), "Variance based sensitivity analysis of model output", Computer
    Physics Communications 181:259-270. World ``row * (factors + 2) + block`` takes the draws of a
    row of set A (block 0), of set B (block 1), or of A with the numbers of one factor from B.

    Attributes
    ----------
    method, seed, columns
        As in :class:`Design`; both sets come from one design over twice the columns.
    rows
        Rows N of each set.
    factors
        Per factor the paths that it moves together.
    """

    method: Method
    seed: int
    columns: tuple[tuple[str, int], ...]
    rows: int
    factors: tuple[tuple[str, ...], ...]
    both: Design = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        twice = (*self.columns, *((f"{path}\nB", slot) for path, slot in self.columns))
        object.__setattr__(self, "both", Design(self.method, self.seed, twice, self.rows))

    @property
    def worlds(self) -> int:
        """How many worlds there are: rows times (factors + 2)."""
        return self.rows * (len(self.factors) + 2)

    @cached_property
    def _factor(self) -> dict[str, int]:
        return {path: n for n, paths in enumerate(self.factors) for path in paths}

    def units(
        self, paths: Sequence[str], first_world: int, worlds: int, slot: int = 0
    ) -> np.ndarray:
        """Return uniform draws in (0, 1), shape (paths, W)."""
        row, block = np.divmod(np.arange(first_world, first_world + worlds), len(self.factors) + 2)
        start, count = int(row[0]), int(row[-1] - row[0]) + 1
        own = self.both.units(paths, start, count, slot)
        other = self.both.units([f"{path}\nB" for path in paths], start, count, slot)
        out = own[:, row - start]
        for n, path in enumerate(paths):
            crossed = (block == 1) | (block == 2 + self._factor.get(path, -3))
            out[n, crossed] = other[n, (row - start)[crossed]]
        return out


def digest(described: dict[str, Any]) -> str:
    """Return the SHA-256 of plain data, the same on every machine.

    Examples
    --------
    >>> digest({"b": 1, "a": [2]}) == digest({"a": [2], "b": 1})
    True
    """
    text = json.dumps(described, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=4)
def _table(
    method: Method, seed: int, columns: int, worlds: int, first: int, count: int
) -> np.ndarray:
    if method == "latin":
        return _latin(seed, columns, worlds)[first : first + count]
    if method == "random":
        raise ValueError("independent draws are made number by number")
    parts = []
    size = _block_size(columns)
    block = first // size
    while block * size < first + count:
        made = _sobol(seed, columns, block)
        low = max(first - block * size, 0)
        parts.append(made[low : first + count - block * size])
        block += 1
    return np.concatenate(parts) if len(parts) > 1 else parts[0]


@lru_cache(maxsize=2)
def _latin(seed: int, columns: int, worlds: int) -> np.ndarray:
    made = qmc.LatinHypercube(columns, rng=np.random.default_rng(seed)).random(worlds)
    return np.clip(made, SMALLEST, 1 - SMALLEST)


def _block_size(columns: int) -> int:
    """Return how many worlds are made at a time: a power of two."""
    return 1 << max(BLOCK_CELLS // max(columns, 1), 1).bit_length() - 1


@lru_cache(maxsize=2)
def _sobol(seed: int, columns: int, block: int) -> np.ndarray:
    """Return one block of a sequence; half of the finest step keeps 0 away."""
    bits = 30
    engine = qmc.Sobol(columns, scramble=True, bits=bits, rng=np.random.default_rng(seed))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # balance is told by the number of worlds, not per block
        if block:
            engine.fast_forward(block * _block_size(columns))
        made = engine.random(_block_size(columns))
    return made + 2.0 ** -(bits + 1)
