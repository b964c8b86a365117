"""What a performance table says about its alternatives: dataclasses only.

An alternative is a package or a strategy, a world is one draw of every uncertain number, and a
larger number is always the better one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

Names = tuple[str, ...]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Metrics:
    """One alternative over all worlds, in the unit of the outcome.

    Attributes
    ----------
    mean
        Laplace's criterion: every world counts by its weight.
    sd
        Standard deviation as of a sample; None where there is but one world.
    minimum, maximum
        Wald's maximin criterion looks at the minimum, maximax at the maximum.
    q05, q10, q25, q50, q75, q90, q95
        Quantiles.
    hurwicz
        Minimum and maximum, mixed; the stated weight is on the minimum.
    undesirable_deviations
        Mean of the shortfalls below the median over the worse half of the worlds; 0 or negative.
    """

    mean: float
    sd: float | None
    minimum: float
    maximum: float
    q05: float
    q10: float
    q25: float
    q50: float
    q75: float
    q90: float
    q95: float
    hurwicz: float
    undesirable_deviations: float

    def to_dict(self) -> dict[str, float | None]:
        """Return plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Regret:
    """What is lost by one alternative against the best of the stated ones in each world.

    Attributes
    ----------
    maximum, p90, mean
        Largest, 90th percentile and mean over the worlds, in the unit of the outcome; never
        negative, and 0 in a world in which the alternative is a best one.
    best_share
        Share of worlds in which the alternative is a best one; ties count for each of the tied.
    """

    maximum: float
    p90: float
    mean: float
    best_share: float

    def to_dict(self) -> dict[str, float]:
        """Return plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Domain:
    """In which share of worlds a test passes.

    Attributes
    ----------
    share
        Starr's domain criterion: weight of the worlds that pass, by the weight of all.
    error
        Standard error of the share, worlds taken as independent draws.
    low, high
        Wilson interval of 95 %; unlike ``share`` plus and minus two errors it has a width where
        every world passes.
    worlds
        How many equally weighted worlds would tell as much.
    """

    share: float
    error: float
    low: float
    high: float
    worlds: float

    def to_dict(self) -> dict[str, float]:
        """Return plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Dominance:
    """Which alternatives no reasonable reader of the table would pick: pairs (better, worse).

    Attributes
    ----------
    statewise
        In every world at least as good, in some better.
    first
        First-order stochastic dominance: whatever level one asks for, it is reached at least as
        often, some level oftener. So says everybody to whom more is better.
    second
        Second-order: the worst share of worlds, however large a share, is at least as good on
        average, some share better. So says everybody who shuns risk besides.
    """

    statewise: Pairs
    first: Pairs
    second: Pairs

    def dominated(self, kind: str = "second") -> Names:
        """Return the alternatives that some other one dominates, each once.

        Examples
        --------
        >>> Dominance((), (("a", "b"),), (("a", "b"), ("a", "c"))).dominated("second")
        ('b', 'c')
        """
        return tuple(dict.fromkeys(worse for _, worse in getattr(self, kind)))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            kind: {
                "pairs": [list(pair) for pair in getattr(self, kind)],
                "dominated": list(self.dominated(kind)),
            }
            for kind in ("statewise", "first", "second")
        }


@dataclass(frozen=True, slots=True)
class Ranking:
    """Per metric the alternatives, best first; those that are equal stand in one group."""

    groups: Mapping[str, tuple[Names, ...]]

    def ranks(self, metric: str) -> dict[str, int]:
        """Return the rank of every alternative under a metric, from 1; equals share the better one.

        Examples
        --------
        >>> Ranking({"mean": (("a", "b"), ("c",))}).ranks("mean")
        {'a': 1, 'b': 1, 'c': 3}
        """
        out: dict[str, int] = {}
        for group in self.groups[metric]:
            out |= dict.fromkeys(group, len(out) + 1)
        return out

    def to_dict(self) -> dict[str, list[list[str]]]:
        """Return plain data."""
        return {metric: [list(group) for group in groups] for metric, groups in self.groups.items()}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where metrics rank the same alternatives in different ways.

    Attributes
    ----------
    tau
        Per pair of metrics Kendall's tau-b of their rankings: 1 the same, -1 the reverse; None
        where one of the two finds all alternatives equal.
    opposed
        Pairs of metrics that put some two alternatives in opposite order. A metric that finds two
        alternatives equal contradicts nobody.
    winners
        Per metric the alternatives that come first.
    """

    tau: Mapping[tuple[str, str], float | None]
    opposed: Pairs
    winners: Mapping[str, Names]

    @property
    def always_first(self) -> Names:
        """The alternatives that come first under every metric."""
        groups = list(self.winners.values())
        return tuple(name for name in groups[0] if all(name in group for group in groups))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "tau": [[one, other, tau] for (one, other), tau in self.tau.items()],
            "opposed": [list(pair) for pair in self.opposed],
            "winners": {metric: list(names) for metric, names in self.winners.items()},
            "always_first": list(self.always_first),
        }


@dataclass(frozen=True, slots=True)
class Acceptability:
    """How often somebody would pick an alternative, and what one must value to pick it (SMAA).

    Attributes
    ----------
    alternative
        Its name.
    rank
        Rank acceptability: share of worlds in which it takes each rank, best first; the ranks that
        tied alternatives take are shared equally among them.
    central
        Central weights: per issue the mean weight over the worlds in which it is first, a tie of k
        counting 1/k. None where it is never first, or where no weights were given.
    confidence
        Confidence factor: share of worlds in which it is first if the issue weights are the central
        ones and all else is as drawn. None where there are no central weights, or no judge.
    wins
        Pairwise winning index: per other alternative the share of worlds in which this one is
        better; a tie counts half.
    """

    alternative: str
    rank: tuple[float, ...]
    central: Mapping[str, float] | None
    confidence: float | None
    wins: Mapping[str, float]

    @property
    def first(self) -> float:
        """Share of worlds in which the alternative is first."""
        return self.rank[0]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "alternative": self.alternative,
            "rank": list(self.rank),
            "central": None if self.central is None else dict(self.central),
            "confidence": self.confidence,
            "wins": dict(self.wins),
        }
