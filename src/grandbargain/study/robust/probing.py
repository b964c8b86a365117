"""What a test hangs on: numbers moved one at a time, and Sobol indices of those that matter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ...dispute import Choice
from ...robustness.design import Crossed
from ...robustness.sensitivity import indices, ranked, settings_bar, tornado
from ...tables.draws import quantile
from ...tables.sources import Move, Moved
from .judge import judge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...dispute import Number
    from ...robustness.answer import Tested
    from ...robustness.boxes import Discovery
    from ...robustness.runner import Stage
    from ...robustness.sensitive import Bar, Tornado
    from ...tables.inputs import Column, Input
    from .asked import Asked
    from .calling import Call
    from .judge import Columns, Subject, Verdicts

LOW, HIGH = 0.05, 0.95
"""Where a number is put when it is moved: at these quantiles."""

FINE = 1000
"""Points that stand for each alternative of a number that is one of several."""

OTHERS = "everything else"
"""The factor of all numbers that have none of their own."""


@dataclass
class Probe:
    """A test, its worlds with their uncertain numbers, and the boxes found for it."""

    call: Call
    asked: Asked
    inputs: Mapping[str, Column]
    name: str
    subject: Subject
    verdicts: Verdicts
    failures: Discovery
    conditions: Discovery

    def add_to(self, tested: Tested, rows: int) -> Tested:
        """Return the test with boxes, tornado and indices."""
        call = self.call
        found = replace(tested, failures=self.failures, conditions=self.conditions)
        chosen = self._associated(call.settings.inputs)
        settings = call.settings
        is_wanted = settings.probe_play or self.subject.stage == "packages"
        if chosen and is_wanted and self.subject.stage != "anew":
            bars = self._tornado(chosen)
            found = replace(found, tornado=bars)
            if rows:
                found = self._sobol(found, bars, rows)
        return found

    def _boxed(self) -> list[str]:
        """Return the inputs that boxes name."""
        boxes = (*self.failures.boxes, *self.conditions.boxes)
        return [limit.number for box in boxes for limit in box.limits]

    def _associated(self, most: int) -> list[Input]:
        """Return the inputs that go most with the score, and those that boxes name."""
        columns = self.inputs
        score = _ranks(self.verdicts.score) if self.verdicts.score.size else self.verdicts.score
        strength = {name: _strength(column, score) for name, column in columns.items()}
        named = set(self._boxed())
        order = sorted(columns, key=lambda name: (name not in named, -strength[name]))
        owner = {
            column: item
            for item in self.call.inputs
            for column in ([f"{item.name}.{issue}" for issue in item.issues] or [item.name])
        }
        found: dict[str, Input] = {}
        for name in order:
            if strength[name] > 0 or name in named:
                found.setdefault(owner[name].name, owner[name])
            if len(found) >= most:
                break
        return list(found.values())

    def _stage(self, worlds: object) -> Stage:
        call, asked, subject = self.call, self.asked, self.subject
        if subject.stage == "packages":
            codes = {name: asked.codes[name] for name in subject.alternatives}
            return call.package_stage(asked, codes, worlds)
        return call.play_stage(asked, subject.alternatives, worlds)

    def _ask(self, kind: str, worlds: object, count: int) -> Columns:
        return self.call.run_other(f"{kind}.{self.name}", self._stage(worlds), count)

    def _tornado(self, chosen: list[Input]) -> Tornado:
        """Move each input from the central world to its low and its high end, or through its ways.

        Orders of weights are not moved: there is no one number to move.
        """
        moves, places = [Move()], {}
        for item in chosen:
            if item.issues:
                continue
            values = _ends(item)
            places[item.name] = (len(moves), values)
            moves += [Move(item.name, value) for value in values]
        columns = self._ask("tornado", Moved(tuple(moves)), len(moves))
        score = judge(self.subject, columns).score
        centre = float(score[0])
        bars: list[Bar] = []
        for item in chosen:
            if item.name not in places:
                continue
            start, values = places[item.name]
            outcomes = [float(score[start + n]) for n in range(len(values))]
            if not np.isfinite([centre, *outcomes]).all():
                continue
            if item.categories:
                bars.append(settings_bar(centre, item.name, item.categories, outcomes))
            else:
                low, high = np.array(outcomes)[:, None]
                bars += tornado(centre, [item.name], values[:1], values[1:], low, high).bars
        return ranked(centre, bars)

    def _sobol(self, tested: Tested, bars: Tornado, rows: int) -> Tested:
        """Return the test with Sobol indices of what matters most, all else together."""
        call = self.call
        factors = self._factors(bars)
        worlds = Crossed(
            call.design.method, call.design.seed, call.columns, rows, tuple(factors.values())
        )
        columns = self._ask("sobol", worlds, worlds.worlds)
        verdicts = judge(self.subject, columns)
        shape = (rows, len(factors) + 2)
        names, seed = list(factors), call.settings.seed
        passes = verdicts.passes.reshape(shape).T
        score = verdicts.score.reshape(shape).T
        return replace(
            tested,
            factors=factors,
            sobol=indices(passes, names, seed=seed),
            sobol_score=indices(score, names, seed=seed) if np.isfinite(score).all() else None,
        )

    def _factors(self, bars: Tornado) -> Mapping[str, tuple[str, ...]]:
        """Return the factors: what boxes name, then what moves the score most alone, then all else.

        Numbers that go together in the file are one factor.
        """
        call = self.call
        orders = {
            f"{item.name}.{issue}": item.name for item in call.inputs for issue in item.issues
        }
        wanted = [orders.get(name, name) for name in self._boxed()]
        wanted += [bar.number for bar in bars.bars if bar.swing > 0]
        wanted = list(dict.fromkeys(wanted))[: call.settings.factors]
        tied: dict[str, tuple[str, ...]] = {}
        for item in call.dispute.correlations:
            together = tuple(
                dict.fromkeys(path for name in item.between for path in tied.get(name, (name,)))
            )
            tied |= dict.fromkeys(together, together)
        found: dict[str, tuple[str, ...]] = {}
        taken: set[str] = set()
        for name in wanted:
            if name not in taken:
                group = tied.get(name, (name,))
                found[" + ".join(group)] = group
                taken.update(group)
        rest = tuple(item.name for item in call.inputs if item.name not in taken)
        return {**found, OTHERS: rest} if rest else found


def _ends(item: Input) -> list[float]:
    """Return what an input is moved to: its low and its high end, or every way in turn."""
    if item.categories:
        return [float(n) for n in range(len(item.categories))]
    assert item.number is not None
    return [_quantile(item.number, LOW), _quantile(item.number, HIGH)]


def _quantile(number: Number, share: float) -> float:
    form = number.distribution
    if not isinstance(form, Choice):
        return float(quantile(form, np.array([share]))[0])
    units = (np.arange(FINE) + 0.5) / FINE
    values = np.concatenate([quantile(one, units) for one, _ in form.alternatives])
    weights = np.repeat([chance for _, chance in form.alternatives], FINE)
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][np.searchsorted(below, share)])


def _ranks(values: np.ndarray) -> np.ndarray:
    """Return mean ranks; what is no number comes first."""
    from scipy.stats import rankdata

    return rankdata(np.where(np.isfinite(values), values, -np.inf))


def _strength(column: Column, score: np.ndarray) -> float:
    """Return how much an input goes with the ranks of a score, from 0 to 1."""
    values, categories = column.values, column.categories
    if len(score) < 2 or np.ptp(score) == 0:
        return 0.0
    centred = score - score.mean()
    if categories:
        between = sum(
            float((values == k).sum()) * float(centred[values == k].mean()) ** 2
            for k in range(len(categories))
            if (values == k).any()
        )
        return float(np.sqrt(between / float((centred**2).sum())))
    if np.ptp(values) == 0:
        return 0.0
    own = _ranks(values)
    own -= own.mean()
    return abs(float(own @ centred) / float(np.sqrt((own @ own) * (centred @ centred))))
