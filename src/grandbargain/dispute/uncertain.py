"""Numbers that may be uncertain: what the file writes, as plain objects.

A :class:`Number` is a value with a name (its path in the file) and its evidence. Its distribution
is one of five forms, or computed by another question; every form knows its mean and its ends. How a
distribution is drawn in a world is the business of ``tables.draws``.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A number that is known: ``30``."""

    value: float

    @property
    def mean(self) -> float:
        """The number itself."""
        return self.value

    @property
    def low(self) -> float:
        """The number itself."""
        return self.value

    @property
    def high(self) -> float:
        """The number itself."""
        return self.value


@dataclass(frozen=True, slots=True)
class Uniform:
    """Anywhere between two ends: ``20..40``."""

    low: float
    high: float

    @property
    def mean(self) -> float:
        """Halfway between the ends."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Pert:
    """Low, most likely and high: ``20/30/40`` (beta-PERT with shape 4)."""

    low: float
    mode: float
    high: float

    @property
    def mean(self) -> float:
        """(low + 4 mode + high) / 6 (Malcolm and others 1959, Operations Research 7, 646-669)."""
        return (self.low + 4 * self.mode + self.high) / 6


@dataclass(frozen=True, slots=True)
class Normal:
    """Normal with mean and standard deviation, cut at the range its place allows: ``30 +- 5``."""

    centre: float
    deviation: float
    low: float
    high: float

    @property
    def mean(self) -> float:
        """Mean of the truncated normal.

        An end that is infinite, or so far away that it holds no weight, drops out.
        """
        a = (self.low - self.centre) / self.deviation
        b = (self.high - self.centre) / self.deviation
        weight = _normal_cdf(b) - _normal_cdf(a)
        return self.centre + self.deviation * (_normal_pdf(a) - _normal_pdf(b)) / weight


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several forms, with chances: ``{either: {30: 0.7, 50..60: 0.3}}``."""

    alternatives: tuple[tuple[Known | Uniform | Pert | Normal, float], ...]

    @property
    def mean(self) -> float:
        """Mean of the mixture."""
        return sum(form.mean * chance for form, chance in self.alternatives)

    @property
    def low(self) -> float:
        """Lowest end of any alternative."""
        return min(form.low for form, _ in self.alternatives)

    @property
    def high(self) -> float:
        """Highest end of any alternative."""
        return max(form.high for form, _ in self.alternatives)


@dataclass(frozen=True, slots=True)
class Computed:
    """A number that another question computed: in the central world, and in worlds of a seed.

    ``values`` holds it in worlds ``first``, ``first + 1``, ... of ``seed`` (a design of worlds may
    stand in its place).
    """

    mean: float
    seed: Hashable = 0
    values: tuple[float, ...] = ()
    first: int = 0

    @property
    def low(self) -> float:
        """The least of all worlds."""
        return min((self.mean, *self.values))

    @property
    def high(self) -> float:
        """The largest of all worlds."""
        return max((self.mean, *self.values))


Distribution = Known | Uniform | Pert | Normal | Choice | Computed


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the file with its name and its evidence.

    Attributes
    ----------
    distribution
        What is known about it.
    path
        Its name in worlds, sensitivity and scenario discovery, for example
        ``interests.usa.weights.nuclear``.
    sources
        Keys of ``sources``; empty where the file gives none. ``("judgement",)`` marks judgement.
    because
        One line of argument, or ``""``.
    """

    distribution: Distribution
    path: str
    sources: tuple[str, ...] = ()
    because: str = ""

    @property
    def mean(self) -> float:
        """The number in the central world."""
        return self.distribution.mean

    @property
    def is_known(self) -> bool:
        """Whether it is the same in every world."""
        return isinstance(self.distribution, Known)


@dataclass(frozen=True, slots=True)
class Correlation:
    """Two uncertain numbers, by path, go together: their rank correlation, between -1 and 1."""

    first: str
    second: str
    rank: float
    sources: tuple[str, ...] = ()
    because: str = ""

    @property
    def between(self) -> tuple[str, str]:
        """The two paths."""
        return self.first, self.second


def _normal_pdf(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi) if math.isfinite(z) else 0.0


def _normal_cdf(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))
