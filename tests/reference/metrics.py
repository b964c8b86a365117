"""Slow twin of robustness metrics: the definitions read literally, one world at a time.

Exact fractions throughout; only the standard deviation and Kendall's tau take a root at the end.
A row is the performance of one alternative, a table a list of rows, and ``weights`` one number per
world. ``count`` is how many worlds the weights stand for.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

Row = Sequence[float]
Table = Sequence[Row]
Weights = Sequence[float]


def exact(numbers: Sequence[float]) -> list[Fraction]:
    return [Fraction(number) for number in numbers]


def worlds_of(row: Row, weights: Weights) -> list[tuple[Fraction, Fraction]]:
    """Value and share of every world that counts, worst first."""
    total = sum(exact(weights))
    return sorted(
        (value, weight / total)
        for value, weight in zip(exact(row), exact(weights), strict=True)
        if weight > 0
    )


def kish(weights: Weights) -> Fraction:
    return sum(exact(weights)) ** 2 / sum(weight**2 for weight in exact(weights))


def mean(row: Row, weights: Weights) -> Fraction:
    return sum((value * share for value, share in worlds_of(row, weights)), Fraction(0))


def mean_between(row: Row, weights: Weights, low: Fraction, high: Fraction) -> Fraction:
    """Mean of the sorted values over a stretch of the weight, worst first."""
    total, before = Fraction(0), Fraction(0)
    for value, share in worlds_of(row, weights):
        inside = min(before + share, high) - max(before, low)
        total += value * max(inside, Fraction(0))
        before += share
    return total / (high - low)


def quantile(row: Row, weights: Weights, count: Fraction, q: float) -> Fraction:
    start = Fraction(q) * (count - 1) / count
    return mean_between(row, weights, start, start + 1 / count)


def sd(row: Row, weights: Weights, count: Fraction) -> float | None:
    if count == 1:
        return None
    centre = mean(row, weights)
    square = sum(share * (value - centre) ** 2 for value, share in worlds_of(row, weights))
    return math.sqrt(square * count / (count - 1))


def hurwicz(row: Row, weights: Weights, on_worst: float) -> Fraction:
    values = [value for value, _ in worlds_of(row, weights)]
    return Fraction(on_worst) * values[0] + (1 - Fraction(on_worst)) * values[-1]


def undesirable_deviations(row: Row, weights: Weights, count: Fraction) -> Fraction:
    median = quantile(row, weights, count, 0.5)
    nearest_even = 2 * round(count / 2)
    half = Fraction(1, 2) + abs(count - nearest_even) / (2 * count)
    lacking = [min(value - median, Fraction(0)) for value in exact(row)]
    return mean_between([float(value) for value in lacking], weights, Fraction(0), half)


def repeated(row: Row, times: Sequence[int]) -> list[float]:
    """Every world as often as its whole-number weight says."""
    return [value for value, often in zip(row, times, strict=True) for _ in range(often)]


def simple_quantile(row: Row, q: float) -> Fraction:
    """Quantile of equally weighted worlds: between the two neighbours of place q (n - 1)."""
    values = sorted(exact(row))
    place = Fraction(q) * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])


def simple_undesirable_deviations(row: Row) -> Fraction:
    """Mean shortfall below the median over the ceil(n/2) worst of equally weighted worlds."""
    values, median = sorted(exact(row)), simple_quantile(row, 0.5)
    half = math.ceil(len(values) / 2)
    return sum((value - median for value in values[:half]), Fraction(0)) / half


def regrets(table: Table) -> list[list[Fraction]]:
    best = [max(exact(column)) for column in zip(*table, strict=True)]
    return [[top - value for top, value in zip(best, exact(row), strict=True)] for row in table]


def best_share(table: Table, weights: Weights, alternative: int) -> Fraction:
    lost = regrets(table)[alternative]
    good = [weight for value, weight in zip(lost, exact(weights), strict=True) if value == 0]
    return sum(good, Fraction(0)) / sum(exact(weights))


def statewise(one: Row, other: Row, weights: Weights) -> bool:
    pairs = [(a, b) for a, b, weight in zip(one, other, weights, strict=True) if weight > 0]
    return all(a >= b for a, b in pairs) and any(a > b for a, b in pairs)


def reaches(row: Row, weights: Weights, level: Fraction) -> Fraction:
    """Share of worlds at or below a level."""
    return sum((w for value, w in worlds_of(row, weights) if value <= level), Fraction(0))


def lacks(row: Row, weights: Weights, level: Fraction) -> Fraction:
    """Mean shortfall below a level: the area under the distribution function up to it."""
    return sum((w * max(level - v, Fraction(0)) for v, w in worlds_of(row, weights)), Fraction(0))


def first_order(one: Row, other: Row, weights: Weights) -> bool:
    levels = exact([*one, *other])
    pairs = [(reaches(one, weights, v), reaches(other, weights, v)) for v in levels]
    return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)


def second_order(one: Row, other: Row, weights: Weights) -> bool:
    levels = exact([*one, *other])
    levels.append(max(levels) + 1)
    pairs = [(lacks(one, weights, v), lacks(other, weights, v)) for v in levels]
    return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)


def tau_b(one: Row, other: Row) -> float | None:
    """Kendall's tau-b of two columns of scores."""
    concordant = discordant = ordered_one = ordered_other = 0
    for a, b in itertools.combinations(range(len(one)), 2):
        here = (one[a] > one[b]) - (one[a] < one[b])
        there = (other[a] > other[b]) - (other[a] < other[b])
        concordant += here * there > 0
        discordant += here * there < 0
        ordered_one += here != 0
        ordered_other += there != 0
    if not ordered_one * ordered_other:
        return None
    return (concordant - discordant) / math.sqrt(ordered_one * ordered_other)


def rank_acceptability(table: Table, weights: Weights) -> list[list[Fraction]]:
    """Share of worlds in which each alternative takes each rank, ties shared equally."""
    out = [[Fraction(0)] * len(table) for _ in table]
    total = sum(exact(weights))
    for column, weight in zip(zip(*table, strict=True), exact(weights), strict=True):
        for a, value in enumerate(column):
            ahead = sum(other > value for other in column)
            tied = sum(other == value for other in column)
            for place in range(ahead, ahead + tied):
                out[a][place] += weight / total / tied
    return out


def wins(table: Table, weights: Weights, one: int, other: int) -> Fraction:
    """Share of worlds in which one alternative is better than another, a tie counting half."""
    won = Fraction(0)
    for a, b, weight in zip(table[one], table[other], exact(weights), strict=True):
        won += weight * (Fraction(a > b) + Fraction(a == b) / 2)
    return won / sum(exact(weights))


def central(
    table: Table, issue_weights: Sequence[Row], weights: Weights, alternative: int
) -> list[Fraction] | None:
    """Mean issue weights over the worlds in which an alternative is first."""
    total, sums = Fraction(0), [Fraction(0)] * len(issue_weights[0])
    for column, drawn, weight in zip(
        zip(*table, strict=True), issue_weights, exact(weights), strict=True
    ):
        if column[alternative] == max(column):
            part = weight / column.count(max(column))
            total += part
            sums = [so_far + part * one for so_far, one in zip(sums, exact(drawn), strict=True)]
    return [one / total for one in sums] if total else None
