"""A settlement that can be broken: what it is worth while it is in force, and who breaks it first.

Each year everybody who can leave by its own moves weighs whether to, the others keeping it, as it
decides in play: logit on annualised value, foreseeing what follows. These chances compete like
hazards: at most one breaks the package in a year. A breach is found out at the year's end with the
chance of detection; one that is not found out leaves the package in force. After a breach that was
found out, or a false alarm, everybody gets what is left if talks fail, to the end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .annuity import annuity


@dataclass(frozen=True)
class Leaver:
    """Somebody who can leave.

    Attributes
    ----------
    actor
        Index of the actor.
    rationality
        Per point; infinite for one that picks the best.
    payoff : array, shape (A,)
        Points of a year in which it has left.
    """

    actor: int
    rationality: float
    payoff: np.ndarray


@dataclass(frozen=True)
class Agreement:
    """A package in force, in one world.

    Attributes
    ----------
    payoff : array, shape (A,)
        Points of a year in which everybody keeps it.
    leavers
        Who can leave.
    detection, false_alarm
        Chance per year that a breach is found out, and that one is seen where there is none.
    failure : array, shape (A,)
        Points per year once it has failed.
    """

    payoff: np.ndarray
    leavers: tuple[Leaver, ...]
    detection: float
    false_alarm: float
    failure: np.ndarray


@dataclass(frozen=True)
class Keeping:
    """An agreement solved backward.

    Attributes
    ----------
    values : array, shape (years + 1, A)
        What the package in force is worth, by years left.
    breaks : array, shape (years + 1, leavers)
        Chance that each breaks it in the year.
    """

    values: np.ndarray
    breaks: np.ndarray


def keeping(agreement: Agreement, discount: np.ndarray, years: int) -> Keeping:
    """Solve an agreement backward over so many years."""
    values = np.zeros((years + 1, len(discount)))
    breaks = np.zeros((years + 1, len(agreement.leavers)))
    q, f = agreement.detection, agreement.false_alarm
    for left in range(1, years + 1):
        failed = agreement.failure * annuity(discount, left - 1)
        following = values[left - 1]
        kept = agreement.payoff + discount * (f * failed + (1 - f) * following)
        gone = [
            leaver.payoff + discount * (q * failed + (1 - q) * following)
            for leaver in agreement.leavers
        ]
        tempted = [
            _chance(leaver.rationality, (1 - discount[a]) * (worth - kept)[a])
            for leaver, worth in zip(agreement.leavers, gone, strict=True)
            for a in [leaver.actor]
        ]
        total = sum(tempted)
        some = 1 - math.prod(1 - chance for chance in tempted)
        breaks[left] = [some * chance / total if total else 0.0 for chance in tempted]
        values[left] = (1 - breaks[left].sum()) * kept
        for chance, worth in zip(breaks[left], gone, strict=True):
            values[left] += chance * worth
    return Keeping(values, breaks)


TIE = 1e-9
"""Points per year up to which keeping and leaving are tied for one that picks the best."""


def _chance(rationality: float, gain: float) -> float:
    """Return the chance that one leaves for a gain in points per year."""
    if math.isinf(rationality):
        return 0.5 if abs(gain) <= TIE else float(gain > 0)
    return 1 / (1 + math.exp(min(-rationality * gain, 700.0)))


@dataclass(frozen=True)
class Fate:
    """What becomes of an agreement, by year.

    Attributes
    ----------
    in_force : array, shape (T + 1,)
        Chance that the package is in force at the start of every year, and after the last.
    broken : array, shape (leavers, T + 1)
        Chance that each has been the first to break it.
    failed : array, shape (T + 1,)
        Chance that it was settled and has failed.
    """

    in_force: np.ndarray
    broken: np.ndarray
    failed: np.ndarray


def follow(agreement: Agreement, solved: Keeping, settled: np.ndarray) -> Fate:
    """Follow an agreement forward.

    ``settled`` (T + 1,) is the chance that it has been signed before every year; a package that is
    signed in a year is in force from the next.
    """
    years, horizon = len(settled) - 1, len(solved.values) - 1
    q, f = agreement.detection, agreement.false_alarm
    in_force, failed = np.zeros(years + 1), np.zeros(years + 1)
    broken = np.zeros((len(agreement.leavers), years + 1))
    whole = 0.0
    for t in range(years):
        breaks = solved.breaks[horizon - t]
        nobody = 1 - float(breaks.sum())
        broken[:, t + 1] = broken[:, t] + whole * breaks
        stays = nobody * (1 - f) + (1 - nobody) * (1 - q)
        fresh = settled[t + 1] - settled[t]
        failed[t + 1] = failed[t] + in_force[t] * (1 - stays)
        in_force[t + 1] = in_force[t] * stays + fresh
        whole = whole * nobody * (1 - f) + fresh
    return Fate(in_force, broken, failed)
