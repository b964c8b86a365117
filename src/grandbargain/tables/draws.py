"""From uncertain numbers to worlds: one draw of every number per world.

Every draw is addressed by the number's path, the seed and the world, so it depends on nothing else:
neither on the other numbers of the file, nor on chunks, nor on cores. A design (:class:`Worlds`)
may stand in place of a seed: it hands out the uniform draws instead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..dispute import (
    Choice,
    Computed,
    Correlation,
    Distribution,
    Interests,
    Known,
    Normal,
    Number,
    Pert,
    Uniform,
)

SMALLEST = 2.0**-54
"""Half the finest step of a uniform draw: nearer to 0 or 1 a mixed one never comes."""

WHICH = 1
"""Slot of the draw that picks among alternatives; slot 0 draws the number itself."""


class Worlds(Protocol):
    """Where worlds come from in place of a seed; equal ones give the same worlds."""

    def units(
        self, paths: Sequence[str], first_world: int, worlds: int, slot: int = 0
    ) -> np.ndarray:
        """Return uniform draws in (0, 1), shape (paths, W)."""
        ...


Seed = int | Worlds
"""What worlds are drawn from."""


def key_of(path: str, seed: int) -> int:
    """Return the 64-bit key of a path under a seed."""
    text = f"{seed}\n{path}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def draw_units(
    paths: Sequence[str], seed: Seed, first_world: int, worlds: int, slot: int = 0
) -> np.ndarray:
    """Return uniform draws in (0, 1), shape (paths, W)."""
    if not isinstance(seed, int):
        return seed.units(paths, first_world, worlds, slot)
    from ..kernels.philox import uniforms  # noqa: PLC0415 - a check of a file draws nothing

    keys = np.array([key_of(path, seed) for path in paths], dtype=np.uint64)
    return uniforms(keys, slot, first_world, worlds)


def draw_numbers(
    numbers: Sequence[Number],
    seed: Seed,
    first_world: int,
    worlds: int,
    tied: Ties | None = None,
) -> np.ndarray:
    """Draw numbers in worlds.

    Parameters
    ----------
    numbers : sequence of Number
        What to draw.
    seed, first_world, worlds
        The worlds ``first_world .. first_world + worlds - 1`` of a seed or a design.
    tied
        Numbers that go together.

    Returns
    -------
    array, shape (numbers, W)
        Known numbers are the same in every world.
    """
    out = np.empty((len(numbers), worlds))
    uncertain = [
        n
        for n, number in enumerate(numbers)
        if not (number.is_known or isinstance(number.distribution, Computed))
    ]
    for n, number in enumerate(numbers):
        if number.is_known:
            out[n] = number.mean
        elif isinstance(number.distribution, Computed):
            out[n] = _computed(number.distribution, seed, first_world, worlds)
    if not uncertain:
        return out
    paths = [numbers[n].path for n in uncertain]
    units = draw_units(paths, seed, first_world, worlds)
    if tied is not None:
        units = tied.tie(paths, units, seed, first_world, worlds)
    ranges = [
        (row, n) for row, n in enumerate(uncertain) if isinstance(numbers[n].distribution, Uniform)
    ]
    if ranges:
        rows, targets = (np.array(side) for side in zip(*ranges, strict=True))
        low = np.array([numbers[n].distribution.low for n in targets])[:, None]
        high = np.array([numbers[n].distribution.high for n in targets])[:, None]
        out[targets] = low + (high - low) * units[rows]
    for row, n in enumerate(uncertain):
        form = numbers[n].distribution
        if isinstance(form, Choice):
            which = draw_units([numbers[n].path], seed, first_world, worlds, WHICH)[0]
            out[n] = _choice(form, which, units[row])
        elif not isinstance(form, Uniform):
            out[n] = quantile(form, units[row])
    return out


@dataclass(frozen=True)
class Ties:
    """Numbers of which the file says that they go together, by rank correlation.

    A Gaussian copula: uniform draws become normal ones, are mixed by the Cholesky factor of the
    correlations 2 sin(pi r / 6) that belong to rank correlations r (Pearson 1907, "On further
    methods of determining correlation", Drapers' Company Research Memoirs 4), and become uniform
    again. What a number is by itself does not change.

    Attributes
    ----------
    paths
        The numbers.
    factor : array, shape (paths, paths)
        The lower Cholesky factor.
    """

    paths: tuple[str, ...]
    factor: np.ndarray

    def tie(
        self, paths: Sequence[str], units: np.ndarray, seed: Seed, first_world: int, worlds: int
    ) -> np.ndarray:
        """Return uniform draws (paths, W) with those of tied numbers mixed."""
        rows = [n for n, path in enumerate(paths) if path in self.paths]
        if not rows:
            return units
        from scipy import special  # noqa: PLC0415

        places = [self.paths.index(paths[n]) for n in rows]
        needed = self.paths[: max(places) + 1]
        normal = special.ndtri(draw_units(needed, seed, first_world, worlds))
        out = units.copy()
        for n, place in zip(rows, places, strict=True):
            mixed = np.zeros(worlds)
            for k in range(place + 1):
                if self.factor[place, k] != 0:
                    mixed += self.factor[place, k] * normal[k]
            out[n] = np.clip(special.ndtr(mixed), SMALLEST, 1 - SMALLEST)
        return out


def ties_of(correlations: Sequence[Correlation]) -> Ties | None:
    """Return how numbers go together; None where nothing is stated.

    Raises
    ------
    ValueError
        No numbers can go together like that: the correlations contradict each other.

    Examples
    --------
    >>> from grandbargain.dispute import Correlation
    >>> ties = ties_of([Correlation("a", "b", 0.5)])
    >>> ties.paths, [round(float(x), 4) for x in ties.factor[1]]
    (('a', 'b'), [0.5176, 0.8556])
    >>> ties_of([]) is None
    True
    """
    if not correlations:
        return None
    paths = tuple(dict.fromkeys(name for item in correlations for name in item.between))
    matrix = np.eye(len(paths))
    for item in correlations:
        i, j = (paths.index(name) for name in item.between)
        matrix[i, j] = matrix[j, i] = 2 * np.sin(np.pi * item.rank / 6)
    try:
        return Ties(paths, np.linalg.cholesky(matrix))
    except np.linalg.LinAlgError as error:
        raise ValueError("the rank correlations contradict each other") from error


def _computed(form: Computed, seed: Seed, first_world: int, worlds: int) -> np.ndarray:
    start = first_world - form.first
    found = form.values[start : start + worlds] if start >= 0 else ()
    if form.seed != seed or len(found) != worlds:
        raise ValueError(
            f"worlds {first_world} to {first_world + worlds - 1} of seed {seed} were not computed"
        )
    return np.array(found)


def quantile(form: Distribution, unit: np.ndarray) -> np.ndarray:
    """Return the quantiles of a distribution at points of (0, 1), same shape."""
    if isinstance(form, Known):
        return np.full_like(unit, form.value)
    if isinstance(form, Uniform):
        return form.low + (form.high - form.low) * unit
    from scipy import special  # noqa: PLC0415

    if isinstance(form, Pert):
        width = form.high - form.low
        if width == 0:
            return np.full_like(unit, form.mode)
        a = 1 + 4 * (form.mode - form.low) / width
        b = 1 + 4 * (form.high - form.mode) / width
        return form.low + width * special.betaincinv(a, b, unit)
    if isinstance(form, Normal):
        start = special.ndtr((form.low - form.centre) / form.deviation)
        end = special.ndtr((form.high - form.centre) / form.deviation)
        z = special.ndtri(start + (end - start) * unit)
        return np.clip(form.centre + form.deviation * z, form.low, form.high)
    raise TypeError(f"{form} needs two draws; see draw_numbers")


def _choice(form: Choice, which: np.ndarray, unit: np.ndarray) -> np.ndarray:
    picked = pick(np.array([chance for _, chance in form.alternatives]), which)
    drawn = np.array([quantile(alternative, unit) for alternative, _ in form.alternatives])
    return drawn[picked, np.arange(len(unit))]


def pick(chances: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Return the index of the alternative that a uniform draw picks.

    ``chances`` has shape (alternatives,) or (alternatives, W) and sums to 1 over alternatives.
    """
    cumulative = np.cumsum(chances, axis=0)
    if cumulative.ndim == 1:
        cumulative = cumulative[:, None]
    return np.minimum((unit[None, :] >= cumulative).sum(axis=0), len(chances) - 1)


def draw_order(
    interests: Interests,
    cares: Mapping[str, np.ndarray],
    seed: Seed,
    first_world: int,
    worlds: int,
) -> dict[str, np.ndarray]:
    """Draw weights of which only the order is known.

    Uniform on the simplex of weights that respect the order: sorted exponentials, handed out from
    the largest; within a group of unknown order in a random sequence. Issues that the actor does
    not care about in a world are left out of the order there and weigh nothing.

    Parameters
    ----------
    interests
        With an ``order``.
    cares
        Per issue whether the actor cares, shape (W,).
    seed, first_world, worlds
        The worlds.

    Returns
    -------
    dict
        Per issue the weight in every world, shape (W,); the weights of a world sum to 1, or to 0
        where the actor cares about nothing.
    """
    groups = interests.order or ()
    issues = [issue for group in groups for issue in group]
    path, count = interests.order_path, len(issues)
    size = np.empty((count, worlds))
    for n, issue in enumerate(issues):
        drawn = -np.log(draw_units([path], seed, first_world, worlds, n)[0])
        size[n] = np.where(cares[issue], drawn, 0.0)
    size = -np.sort(-size, axis=0)
    total = sum(size)  # issue by issue, so that it is the same for one world and for many
    size /= np.maximum(total, np.finfo(float).tiny)
    out: dict[str, np.ndarray] = {}
    settled = np.zeros(worlds, dtype=np.int64)
    slot = count
    for group in groups:
        shuffle = np.zeros((len(group), worlds))
        for n, issue in enumerate(group if len(group) > 1 else ()):
            drawn = draw_units([path], seed, first_world, worlds, slot + n)[0]
            shuffle[n] = np.where(cares[issue], drawn, 2.0)
        rank = np.argsort(np.argsort(shuffle, axis=0), axis=0)
        for n, issue in enumerate(group):
            place = np.minimum(settled + rank[n], count - 1)
            out[issue] = np.where(cares[issue], size[place, np.arange(worlds)], 0.0)
        settled = settled + sum(cares[issue].astype(np.int64) for issue in group)
        slot += len(group)
    return out


def central_order(interests: Interests, cares: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Return the mean weights of an order: the rank-order centroid, shared within groups.

    Issues that the actor does not care about are left out first. Barron and Barrett (1996),
    "Decision quality using ranked attribute weights", Management Science 42:1515-1523.
    """
    groups = [[issue for issue in group if cares[issue].any()] for group in interests.order or ()]
    count = sum(len(group) for group in groups)
    centroid = [sum(1 / k for k in range(n, count + 1)) / count for n in range(1, count + 1)]
    out: dict[str, float] = {}
    place = 0
    for group in groups:
        if group:
            share = sum(centroid[place : place + len(group)]) / len(group)
            out.update(dict.fromkeys(group, share))
            place += len(group)
    return out
