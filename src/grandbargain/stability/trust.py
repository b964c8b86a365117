"""How much trust a package takes, and first steps that create it.

Between a and others: R is what a gets per year if all keep the package, T after its own best
departure, S after theirs, P if talks fail. It cooperates iff its belief t that they are
trustworthy satisfies t R + (1 - t) S >= t T + (1 - t) P. A first step of a share w of the stakes
reassures if the untrustworthy would rather not take it and the trustworthy can bear it (Kydd 2000,
International Organization 54:325-357).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..tables.enforcement import exactly

MOST_TRIED = 200_000
"""Partial bundles that a search for first steps looks at."""

Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class TrustPayoffs:
    """R, S, T and P of an actor in micro-points per year."""

    reward: int
    sucker: int
    temptation: int
    failure: int


def trust_needed(payoffs: TrustPayoffs) -> Fraction | None:
    """Return the least belief with which an actor cooperates; None where none suffices.

    None wherever T > R: then it would leave even those of whom it is sure.

    Examples
    --------
    >>> trust_needed(TrustPayoffs(10, 1, 8, 5))
    Fraction(2, 3)
    """
    care = payoffs.reward - payoffs.temptation
    fear = payoffs.failure - payoffs.sucker
    if care < 0:
        return None
    return Fraction(fear, fear + care) if fear > 0 else Fraction(0)


def first_step(
    trustworthy: Sequence[TrustPayoffs], untrustworthy: Sequence[TrustPayoffs], belief: float
) -> Interval | None:
    """Return the stakes of a first step that only the trustworthy take; None where none does.

    Every untrustworthy type must rather defect at once, every trustworthy one be able to bear it.

    Examples
    --------
    >>> patient, greedy = TrustPayoffs(10, 1, 8, 5), TrustPayoffs(10, 1, 14, 5)
    >>> first_step([patient], [greedy], 0.5)
    (Fraction(9, 17), Fraction(5, 7))
    """
    t = exactly(belief)
    low, high = Fraction(0), Fraction(1)
    # Each condition is linear in the share: at_zero (1 - w) + at_one w >= 0.
    ends = []
    for u in untrustworthy:
        gain = t * (u.temptation - u.reward) + (1 - t) * (u.failure - u.sucker)
        ends.append((-t * (u.temptation - u.failure), gain))
    for v in trustworthy:
        cost = (1 - t) * (v.failure - v.sucker) - t * (v.reward - v.temptation)
        ends.append((t * (v.reward - v.failure), -cost))
    for at_zero, at_one in ends:
        if at_zero < 0 and at_one < 0:
            return None
        if at_zero < 0:
            low = max(low, at_zero / (at_zero - at_one))
        elif at_one < 0:
            high = min(high, at_zero / (at_zero - at_one))
    return (low, high) if low <= high else None


@dataclass(frozen=True)
class Bundles:
    """Sets of places whose stakes sum into an interval, fewest first; ``complete``: all of them."""

    found: tuple[tuple[int, ...], ...]
    complete: bool


def find_bundles(
    stakes: Sequence[int],
    total: int,
    interval: Interval,
    fits: Callable[[tuple[int, ...]], bool],
    *,
    most: int = 20,
    budget: int = MOST_TRIED,
) -> Bundles:
    """Return sets of places with ``low <= sum / total <= high`` that fit, fewest places first.

    Parameters
    ----------
    stakes
        What is at stake at every place, none below 0.
    total
        The whole stake, above 0.
    fits
        Whether a set may be taken at all.
    most, budget
        How many sets to return, and how many partial sets to look at.

    Examples
    --------
    >>> half = (Fraction(1, 2), Fraction(3, 5))
    >>> find_bundles([5, 3, 2], 10, half, lambda chosen: True)
    Bundles(found=((0,), (1, 2)), complete=True)
    """
    search = _Search(stakes, (interval[0] * total, interval[1] * total), fits, most, budget)
    for size in range(1, len(stakes) + 1):
        if not search.extend((), 0, size):
            return Bundles(tuple(search.found), complete=False)
    return Bundles(tuple(search.found), complete=True)


class _Search:
    """Bundles of one size in the order of their places, cut off where no sum can fit."""

    def __init__(
        self,
        stakes: Sequence[int],
        ends: Interval,
        fits: Callable[[tuple[int, ...]], bool],
        most: int,
        budget: int,
    ) -> None:
        self.stakes, self.ends, self.fits = stakes, ends, fits
        self.most, self.budget = most, budget
        self.found: list[tuple[int, ...]] = []
        # least[p][k], largest[p][k]: sums of the k smallest and largest stakes from place p on.
        self.least, self.largest = [], []
        for place in range(len(stakes) + 1):
            rising = sorted(stakes[place:])
            self.least.append([sum(rising[:k]) for k in range(len(rising) + 1)])
            self.largest.append([sum(rising[len(rising) - k :]) for k in range(len(rising) + 1)])

    def extend(self, chosen: tuple[int, ...], stake: int, left: int) -> bool:
        """Add ``left`` more places; return False where the search had to stop."""
        place = chosen[-1] + 1 if chosen else 0
        if self.budget <= 0:
            return False
        self.budget -= 1
        if len(self.stakes) - place < left:
            return True
        low, high = self.ends
        if stake + self.largest[place][left] < low or stake + self.least[place][left] > high:
            return True
        if left == 0:
            if self.fits(chosen):
                if len(self.found) == self.most:
                    return False
                self.found.append(chosen)
            return True
        return all(
            self.extend((*chosen, p), stake + self.stakes[p], left - 1)
            for p in range(place, len(self.stakes) - left + 1)
        )
