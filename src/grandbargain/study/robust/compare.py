"""Packages or strategies side by side on the same worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...robustness.answer import Comparison
from ...robustness.dominance import dominance
from ...robustness.metrics import domain, measure, regret
from ...robustness.ranking import disagreement, rank, scores
from .judge import Columns, all_of, asked_of, least_gain

if TYPE_CHECKING:
    from ...dispute import Dispute, Package

LEAST_GAIN = "least_gain"
"""The outcome of packages that is nobody's: the smallest gain of any party over no deal."""

SHARES = {"accepted": "accepts", "holds": "holds", "trusted": "trusts"}
"""What packages are counted by, and the columns that say so."""


@dataclass(frozen=True)
class Alternatives:
    """What is compared: titles by name, and for packages what they are."""

    titles: Mapping[str, str]
    packages: Mapping[str, Package]


def compare_packages(
    found: Alternatives, columns: Columns, actors: Sequence[str], parties: tuple[str, ...], h: float
) -> Comparison:
    """Return packages side by side."""
    names = list(found.titles)
    outcomes = {
        actor: np.array([columns[f"package.{name}.utility.{actor}"] for name in names])
        for actor in actors
    }
    outcomes[LEAST_GAIN] = np.array([least_gain(columns, name, parties) for name in names])
    shares = {}
    for name in names:
        shares[name] = {
            word: domain(all_of(columns, f"package.{name}.{column}", asked))
            for word, column in SHARES.items()
            if (asked := asked_of(columns, f"package.{name}.{column}"))
        }
    return _compared("packages", columns, found, outcomes, "points of a package", shares, h)


def compare_strategies(
    found: Alternatives, columns: Columns, actors: Sequence[str], h: float
) -> Comparison:
    """Return strategies side by side."""
    names = list(found.titles)
    outcomes = {
        actor: np.array([columns[f"strategy.{name}.value.{actor}"] for name in names])
        for actor in actors
    }
    return _compared("strategies", columns, found, outcomes, "points per year of play", {}, h)


def _compared(
    kind: str,
    columns: Columns,
    found: Alternatives,
    outcomes: Mapping[str, np.ndarray],
    unit: str,
    shares: Mapping,
    h: float,
) -> Comparison:
    names = list(found.titles)
    metrics, regrets, rankings = {}, {}, {}
    for outcome, table in outcomes.items():
        metrics[outcome] = dict(zip(names, measure(table, hurwicz=h), strict=True))
        regrets[outcome] = dict(zip(names, regret(table), strict=True))
        numbers = scores(list(metrics[outcome].values()), list(regrets[outcome].values()))
        rankings[outcome] = rank(numbers, names)
    return Comparison(
        kind=kind,
        worlds=len(columns["world"]),
        titles=dict(found.titles),
        packages=dict(found.packages),
        unit=unit,
        metrics=metrics,
        regret=regrets,
        dominance={outcome: dominance(table, names) for outcome, table in outcomes.items()},
        ranking=rankings,
        disagreement={outcome: disagreement(item) for outcome, item in rankings.items()},
        shares=shares,
    )


def actors_of_play(dispute: Dispute) -> tuple[str, ...]:
    """Return the actors to whom play is worth something: those with a discount."""
    return tuple(actor.id for actor in dispute.actors if actor.discount is not None)
