"""Slow twin: the worlds of a dispute, one number and one world at a time.

Plain Python throughout. Terms are floats in millionths of a point, before they are rounded: the
engine's whole numbers must lie within half of one.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from statistics import NormalDist

from scipy.special import betainc

from grandbargain.dispute import (
    Choice,
    Dispute,
    Distribution,
    Interests,
    IssueValues,
    Known,
    Normal,
    Number,
    Pattern,
    Pert,
    Uniform,
)
from tests.reference.utilities import UNIT

WORD = 1 << 32


def philox(counter: tuple[int, ...], key: tuple[int, int]) -> tuple[int, ...]:
    """Philox4x32-10 (Salmon and others 2011, SC'11), in whole numbers."""
    c, (k0, k1) = counter, key
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * c[0], WORD)
        high1, low1 = divmod(0xCD9E8D57 * c[2], WORD)
        c = (high1 ^ c[1] ^ k0, low1, high0 ^ c[3] ^ k1, low0)
        k0, k1 = (k0 + 0x9E3779B9) % WORD, (k1 + 0xBB67AE85) % WORD
    return c


@dataclass(frozen=True)
class Worker:
    """The interests of one actor in one world, in millionths of a point, not rounded."""

    terms: dict[str, list[float]]
    linkages: list[tuple[Pattern, float]]
    kind: int
    has_cost: bool
    stake: float


@dataclass(frozen=True)
class Draw:
    """One world of a seed."""

    seed: int
    world: int

    def unit(self, path: str, slot: int = 0) -> float:
        """A uniform number in (0, 1): the middle of one of 2^53 cells."""
        digest = hashlib.blake2b(f"{self.seed}\n{path}".encode(), digest_size=8).digest()
        high, low = divmod(int.from_bytes(digest, "little"), WORD)
        above, below = divmod(self.world, WORD)
        words = philox((below, above, slot, 0), (low, high))
        return ((words[0] * WORD + words[1]) // 2**11 + 0.5) / 2.0**53

    def number(self, number: Number) -> float:
        """A number of the file; a choice takes a second draw that picks the alternative."""
        form, unit = number.distribution, self.unit(number.path)
        if isinstance(form, Choice):
            chances = [chance for _, chance in form.alternatives]
            form = form.alternatives[pick(chances, self.unit(number.path, 1))][0]
        return quantile(form, unit)

    def actor(self, dispute: Dispute, name: str) -> Worker:
        """What an actor wants in this world."""
        own, kind = dispute.interests[name], 0
        if own.types:
            known = [t.chance and self.number(t.chance) for t in own.types]
            rest = max(0.0, 1 - sum(chance for chance in known if chance is not None))
            chances = [rest if chance is None else chance for chance in known]
            kind = pick(chances, self.unit(own.types_path, 1))
            own = own.types[kind].interests
        values = {
            issue.id: self.values(own.values.get(issue.id), len(issue.options))
            for issue in dispute.issues
        }
        weights = self.weights(own, {issue for issue, seen in values.items() if seen is not None})
        total = sum(weights.values()) or 1.0
        stake = own.disagreement.number
        assert stake is not None
        return Worker(
            terms={
                issue.id: [
                    weights.get(issue.id, 0.0) / total * value * UNIT
                    for value in values[issue.id] or [0.0] * len(issue.options)
                ]
                for issue in dispute.issues
            },
            linkages=[(item.when, self.number(item.adds) * UNIT) for item in own.linkages],
            kind=kind,
            has_cost=own.disagreement.kind == "stalemate_cost",
            stake=self.number(stake) * UNIT,
        )

    def values(self, stated: IssueValues | None, options: int) -> list[float] | None:
        """Values of an issue's options; None where the actor does not care in this world."""
        if stated is None or options == 1:
            return None
        way = 0
        if len(stated.tables) > 1:
            way = pick([table.chance for table in stated.tables], self.unit(stated.path, 1))
        table = stated.tables[way]
        return None if table.is_flat else [self.number(value) for value in table.values]

    def weights(self, own: Interests, cared: set[str]) -> dict[str, float]:
        """Weights of the issues that the actor cares about, not normalised."""
        if own.order is None:
            stated = own.weights or {}
            return {issue: self.number(w) for issue, w in stated.items() if issue in cared}
        issues = [issue for group in own.order for issue in group]
        sizes = [
            -math.log(self.unit(own.order_path, place))
            for place, issue in enumerate(issues)
            if issue in cared
        ]
        shuffled = []
        slot = len(issues)
        for group in own.order:
            lots = {i: self.unit(own.order_path, slot + k) for k, i in enumerate(group)}
            shuffled += sorted((issue for issue in group if issue in cared), key=lots.__getitem__)
            slot += len(group)
        return dict(zip(shuffled, sorted(sizes, reverse=True), strict=True))


def pick(chances: list[float], unit: float) -> int:
    """The alternative in whose share of (0, 1) the draw falls."""
    upto = 0.0
    for place, chance in enumerate(chances):
        upto += chance
        if unit < upto:
            return place
    return len(chances) - 1


def quantile(form: Distribution, unit: float) -> float:
    """The point below which a share ``unit`` of a distribution lies."""
    match form:
        case Known(value):
            return value
        case Uniform(low, high):
            return low + (high - low) * unit
        case Normal(centre, deviation, low, high):
            standard = NormalDist()
            below, above = (standard.cdf((end - centre) / deviation) for end in (low, high))
            return centre + deviation * standard.inv_cdf(below + (above - below) * unit)
        case Pert(low, mode, high):
            return _pert(low, mode, high, unit)
    raise AssertionError(f"{form} needs two draws")


def _pert(low: float, mode: float, high: float, unit: float) -> float:
    """Bisect the distribution function of a beta distribution stretched over the range."""
    width = high - low
    a, b = 1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width
    start, end = 0.0, 1.0
    for _ in range(60):
        middle = (start + end) / 2
        start, end = (middle, end) if betainc(a, b, middle) < unit else (start, middle)
    return low + width * (start + end) / 2
