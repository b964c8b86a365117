"""Which worlds pass a test, and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ...dispute import Dispute, WorldTest

Columns = Mapping[str, np.ndarray]

SMALLEST_MARGIN = 1e-6
"""The score of a world that fails for a reason that is no matter of points: one micro-point."""


@dataclass(frozen=True)
class Subject:
    """A test, and what it is about in this run.

    Attributes
    ----------
    test
        The test, with what it takes to pass filled in.
    stage
        Which question answers it: ``packages``, ``anew`` or ``strategies``.
    alternatives
        Names of the package or the strategies among those compared; empty for ``anew``.
    says
        What passing means, in a sentence.
    unit
        What the score is.
    parties
        Identifiers of those whose consent counts.
    """

    test: WorldTest
    stage: str
    alternatives: tuple[str, ...]
    says: str
    unit: str
    parties: tuple[str, ...]


@dataclass(frozen=True)
class Verdicts:
    """Per world whether a test passes, shape (W,), and the score: 0 or more on the good side."""

    passes: np.ndarray
    score: np.ndarray


def judge(subject: Subject, columns: Columns) -> Verdicts:
    """Return which worlds pass."""
    if subject.stage == "anew":
        passes = columns["anew.zopa"] == 1
        return Verdicts(passes, np.where(passes, 1.0, -1.0))
    if subject.stage == "packages":
        return _of_package(subject, columns)
    return _of_strategy(subject, columns)


def _of_package(subject: Subject, columns: Columns) -> Verdicts:
    """Return which worlds pass, and the smallest margin of anybody in anything demanded."""
    name, parties = f"package.{subject.alternatives[0]}", subject.parties
    passes = np.ones(len(columns["world"]), dtype=bool)
    margins = []
    for word in subject.test.passes:
        if word == "accepted":
            passes &= all_of(columns, f"{name}.accepts", parties)
            margins.append(least_gain(columns, subject.alternatives[0], parties))
        elif word == "stable":
            margins.append(-_extreme(columns, f"{name}.leaving", parties, np.maximum))
            passes &= margins[-1] >= 0
        else:
            truth, margin = ("holds", "keeping") if word == "holds" else ("trusts", "trusting")
            asked = asked_of(columns, f"{name}.{truth}")
            passes &= all_of(columns, f"{name}.{truth}", asked)
            margins.append(_extreme(columns, f"{name}.{margin}", asked, np.minimum))
    score = np.minimum.reduce(margins)
    return Verdicts(passes, np.where(passes, np.maximum(score, 0.0), _below(score)))


def _below(score: np.ndarray) -> np.ndarray:
    """Return scores of worlds that fail: below 0, however narrowly or for whatever reason.

    A refusal is no matter of points: where it alone decides, the margin says nothing.
    """
    return np.where(score < 0, score, -SMALLEST_MARGIN)


def _of_strategy(subject: Subject, columns: Columns) -> Verdicts:
    test = subject.test
    name = f"strategy.{test.strategy}"
    if test.against is not None:
        other = columns[f"strategy.{test.against}.value.{test.actor}"]
        score = columns[f"{name}.value.{test.actor}"] - other
        return Verdicts(score >= 0, score)
    value = columns[outcome_column(test, columns)]
    above = np.full_like(value, np.inf) if test.above is None else value - test.above
    below = np.full_like(value, np.inf) if test.below is None else test.below - value
    score = np.minimum(above, below)
    return Verdicts(score >= 0, score)  # an outcome that is no number passes nothing


def outcome_column(test: WorldTest, columns: Columns) -> str:
    """Return the column that a test with bounds is about."""
    name = f"strategy.{test.strategy}"
    if test.outcome is None:
        return f"{name}.value.{test.actor}"
    places = ("", "ending.", "stock.")
    return next(
        f"{name}.{place}{test.outcome}"
        for place in places
        if f"{name}.{place}{test.outcome}" in columns
    )


def asked_of(columns: Columns, prefix: str) -> tuple[str, ...]:
    """Return the actors about whom there are columns."""
    start = f"{prefix}."
    return tuple(name.removeprefix(start) for name in columns if name.startswith(start))


def all_of(columns: Columns, prefix: str, names: tuple[str, ...]) -> np.ndarray:
    """Return in which worlds all columns that there are for these names hold."""
    found = np.ones(len(columns["world"]), dtype=bool)
    for name in names:
        if f"{prefix}.{name}" in columns:
            found &= columns[f"{prefix}.{name}"]
    return found


def least_gain(columns: Columns, package: str, parties: tuple[str, ...]) -> np.ndarray:
    """Return the smallest gain of any party over no deal, points."""
    gains = [
        columns[f"package.{package}.utility.{name}"] - columns[f"no_deal.{name}"]
        for name in parties
    ]
    return np.minimum.reduce(gains)


def _extreme(columns: Columns, prefix: str, names: tuple[str, ...], of: np.ufunc) -> np.ndarray:
    """Return the smallest or largest of the columns that there are for these names, else 0."""
    found = [columns[f"{prefix}.{name}"] for name in names if f"{prefix}.{name}" in columns]
    return of.reduce(found) if found else np.zeros(len(columns["world"]))


_WORDS = {
    "accepted": "no party refuses it",
    "holds": "every party keeps it year after year",
    "stable": "no party gains by leaving it at once",
    "trusted": "every belief that the file states is high enough to cooperate",
}


def sentence(dispute: Dispute, test: WorldTest) -> str:
    """Return what passing means."""
    if test.is_of_package:
        if test.resolve:
            return "there is some package that no party refuses"
        return " and ".join(_WORDS[word] for word in test.passes)
    play = dispute.dynamics
    assert play is not None
    title = play.strategy(test.strategy or "default").title
    if test.against is not None:
        other = play.strategy(test.against).title
        who = dispute.actor(test.actor or "").title
        return f"{title} is worth at least as much to {who} as {other}"
    bounds = [
        f"{words} {bound:g}"
        for words, bound in (("at least", test.above), ("at most", test.below))
        if bound is not None
    ]
    what = _outcome(dispute, test)
    return f"under {title} {what} is {' and '.join(bounds)}"


def package_unit(test: WorldTest) -> str:
    """Return what the score of a test of a package is counted in."""
    if tuple(test.passes) == ("accepted",):
        return "smallest gain of any party over no deal, points"
    return "smallest margin of any party, points"


def score_unit(dispute: Dispute, test: WorldTest) -> str:
    """Return what the score of a test of a strategy is counted in."""
    play = dispute.dynamics
    assert play is not None
    if test.against is not None:
        return "points per year more than the other"
    if test.outcome is None:
        return "points per year from the bound"
    units = {stock.id: stock.unit for stock in play.stocks}
    if test.outcome == "rent":
        return f"{play.rents.unit if play.rents else ''} per year from the bound".strip()
    if test.outcome in units:
        return f"{units[test.outcome]} from the bound".strip()
    return "from the bound, as a chance"


def _outcome(dispute: Dispute, test: WorldTest) -> str:
    play = dispute.dynamics
    assert play is not None
    if test.outcome is None:
        return f"the value per year to {dispute.actor(test.actor or '').title}"
    if test.outcome == "survival":
        return f"the chance that nothing has ended within {play.years} years"
    if test.outcome == "rent":
        return "the rent per year"
    for ending in play.endings:
        if ending.id == test.outcome:
            return f"the chance of {ending.title} within {play.years} years"
    stock = next(item for item in play.stocks if item.id == test.outcome)
    return f"{stock.title} after {play.years} years"
