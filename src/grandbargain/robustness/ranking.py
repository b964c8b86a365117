"""How alternatives rank under each metric, and which metrics contradict each other."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields

import numpy as np

from ..errors import UsageError
from .measured import Disagreement, Domain, Metrics, Names, Ranking, Regret
from .metrics import checked_names

RANKED = (
    "domain",
    "regret_maximum",
    "regret_p90",
    "regret_mean",
    "minimum",
    "hurwicz",
    "mean",
    "undesirable_deviations",
    "q10",
    "q50",
)
"""The metrics by which alternatives are ranked if nobody says otherwise."""

OF_REGRET = {"regret_maximum": "maximum", "regret_p90": "p90", "regret_mean": "mean"}

OF_METRICS = tuple(item.name for item in fields(Metrics) if item.name != "sd")
"""What can be ranked by; a standard deviation is neither good nor bad."""


def scores(
    metrics: Sequence[Metrics] = (),
    regrets: Sequence[Regret] = (),
    domains: Sequence[Domain] = (),
    by: Sequence[str] = RANKED,
) -> dict[str, tuple[float, ...]]:
    """Collect what alternatives are ranked by, larger being better throughout.

    Parameters
    ----------
    metrics, regrets, domains
        One per alternative and in the same order, or nothing.
    by : sequence of str
        Names of the numbers of `Metrics`; ``domain`` for the share of worlds that pass;
        ``regret_maximum``, ``regret_p90``, ``regret_mean``, which are turned round; ``best_share``.
        What nothing was given for is left out.

    Returns
    -------
    dict
        Per metric a number per alternative, in the order of `by`.

    Raises
    ------
    UsageError
        For a name that is none of these, or lists of different lengths.

    Examples
    --------
    >>> import numpy as np
    >>> from grandbargain.robustness.metrics import measure, regret
    >>> table = np.array([[-4, 4, 12], [-2, 3, 8], [3, 2, 1]])
    >>> scores(measure(table), regret(table), by=("minimum", "regret_maximum"))
    {'minimum': (-4.0, -2.0, 1.0), 'regret_maximum': (-7.0, -5.0, -11.0)}
    """
    if len({len(given) for given in (metrics, regrets, domains) if given}) > 1:
        raise UsageError("metrics, regrets and domains are of different numbers of alternatives")
    found: dict[str, tuple[float, ...]] = {}
    for name in by:
        if name == "domain":
            column = [item.share for item in domains]
        elif name == "best_share":
            column = [item.best_share for item in regrets]
        elif name in OF_REGRET:
            column = [-getattr(item, OF_REGRET[name]) for item in regrets]
        elif name in OF_METRICS:
            column = [getattr(item, name) for item in metrics]
        else:
            known = ", ".join(["domain", *OF_REGRET, "best_share", *OF_METRICS])
            raise UsageError(f"nothing is ranked by {name}; known are {known}")
        if column:
            found[name] = tuple(column)
    return found


def rank(found: Mapping[str, Sequence[float]], names: Sequence[str]) -> Ranking:
    """Rank alternatives under each metric; those with exactly equal numbers are tied.

    Parameters
    ----------
    found : mapping
        Per metric a number per alternative, larger is better; see `scores`.
    names : sequence of str
        The alternatives. Within a tie they keep this order.

    Raises
    ------
    UsageError
        For names that do not fit, or a number that is none.

    Examples
    --------
    >>> rank({"mean": (4, 3, 4)}, ["stocks", "bonds", "money"]).groups["mean"]
    (('stocks', 'money'), ('bonds',))
    """
    groups: dict[str, tuple[Names, ...]] = {}
    for metric, numbers in found.items():
        known = checked_names(names, len(numbers))
        if any(math.isnan(number) for number in numbers):
            raise UsageError(f"{metric} is not a number for some alternative")
        tied: dict[float, list[str]] = {}
        for name, number in zip(known, numbers, strict=True):
            tied.setdefault(float(number), []).append(name)
        groups[metric] = tuple(tuple(tied[number]) for number in sorted(tied, reverse=True))
    return Ranking(groups)


def disagreement(ranking: Ranking) -> Disagreement:
    """Compare the rankings that different metrics give.

    Parameters
    ----------
    ranking : Ranking
        Of at least one metric.

    Returns
    -------
    Disagreement
        Kendall's tau-b of each pair of metrics, the pairs that contradict each other, and who wins
        under each.

    Raises
    ------
    UsageError
        Where there is no metric.

    Notes
    -----
    Kendall (1945), "The treatment of ties in ranking problems", Biometrika 33:239-251.

    Examples
    --------
    >>> import numpy as np
    >>> from grandbargain.robustness.metrics import measure, regret
    >>> table = np.array([[-4, 4, 12], [-2, 3, 8], [3, 2, 1]])
    >>> found = scores(measure(table), regret(table), by=("minimum", "regret_maximum", "mean"))
    >>> savage = disagreement(rank(found, ["stocks", "bonds", "money"]))
    >>> savage.winners
    {'minimum': ('money',), 'regret_maximum': ('bonds',), 'mean': ('stocks',)}
    >>> savage.tau["minimum", "mean"]
    -1.0
    """
    if not ranking.groups:
        raise UsageError("no metric to compare; rank by at least one")
    signs: dict[str, np.ndarray] = {}
    for metric in ranking.groups:
        by_name = ranking.ranks(metric)
        places = np.array([by_name[name] for name in sorted(by_name)])
        signs[metric] = np.sign(places[:, None] - places[None, :]).ravel()
    tau: dict[tuple[str, str], float | None] = {}
    opposed: list[tuple[str, str]] = []
    for one, other in itertools.combinations(signs, 2):
        agreeing = signs[one] * signs[other]
        ordered = math.sqrt(int((signs[one] != 0).sum()) * int((signs[other] != 0).sum()))
        tau[one, other] = float(agreeing.sum()) / ordered if ordered else None
        if (agreeing < 0).any():
            opposed.append((one, other))
    winners = {metric: groups[0] for metric, groups in ranking.groups.items()}
    return Disagreement(tau, tuple(opposed), winners)
