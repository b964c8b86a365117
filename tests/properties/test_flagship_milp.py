"""The flagship case by mixed-integer programming, from the tables of the twin alone.

One binary per option, one column per linkage, rows for constraints and refusals; HiGHS through
scipy. It shares neither code nor method with the engine: only the file.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.optimize import milp

from grandbargain.dispute import Pattern
from grandbargain.study.finding import find_dispute
from tests.comparing import ask, micro
from tests.reference.bargain import breaks, powers
from tests.reference.utilities import UNIT, central_tables

ROOM = 2e-5
"""Points: HiGHS meets rows to 1e-6, with rounded numbers."""


class Programme:
    """Rows over the columns: options, linkages of every party, and one free column at the end."""

    def __init__(self, name: str) -> None:
        self.dispute = find_dispute(name)
        self.parties = [actor.id for actor in self.dispute.parties]
        self.tables = central_tables(self.dispute)
        self.options = [(i.id, option) for i in self.dispute.issues for option in i.option_ids]
        self.at = {pair: column for column, pair in enumerate(self.options)}
        self.linked = [
            (party, when, adds) for party in self.parties for when, adds in self.own(party).linkages
        ]
        self.free = len(self.options) + len(self.linked)
        self.rows: list[tuple[dict[int, float], float, float]] = []
        for issue in self.dispute.issues:
            self.row(dict.fromkeys(self.columns(issue.id, issue.option_ids), 1.0), 1, 1)
        for number, (_, when, _) in enumerate(self.linked):
            self.tie(len(self.options) + number, when)
        for rule in self.dispute.constraints:
            self.constraint(rule)
        for party in self.parties:
            for pattern in self.own(party).refuses:
                self.forbid([self.columns(*term) for term in pattern.terms])
            self.row(self.worth(party), self.own(party).disagreement / UNIT, np.inf)

    def own(self, party: str) -> Any:
        return self.tables[party]

    def columns(self, issue: str, options: Any) -> list[int]:
        return [self.at[issue, option] for option in options]

    def row(self, line: dict[int, float], low: float, high: float) -> None:
        self.rows.append((line, low, high))

    def tie(self, column: int, when: Pattern) -> None:
        """The column is 1 if the pattern matches, else 0."""
        both: dict[int, float] = {column: 1.0}
        for term in when.terms:
            chosen = dict.fromkeys(self.columns(*term), -1.0)
            self.row({column: 1.0, **chosen}, -np.inf, 0)
            both |= chosen
        self.row(both, 1 - len(when.terms), np.inf)

    def forbid(self, terms: list[list[int]]) -> None:
        """Not all of these at once."""
        self.row({c: 1.0 for term in terms for c in term}, -np.inf, len(terms) - 1)

    def constraint(self, rule: Any) -> None:
        """Never a pattern; or, if a condition holds, then each part of its consequence."""
        if rule.never is not None:
            self.forbid([self.columns(*term) for term in rule.never.terms])
            return
        condition = dict.fromkeys((c for t in rule.condition.terms for c in self.columns(*t)), -1.0)
        for issue, options in rule.consequence.terms:
            held = dict.fromkeys(self.columns(issue, options), 1.0)
            line = {c: condition.get(c, 0) + held.get(c, 0) for c in condition | held}
            self.row(line, 1 - len(rule.condition.terms), np.inf)

    def worth(self, party: str) -> dict[int, float]:
        """The utility of a party as a sum over columns, points."""
        own = self.own(party)
        line = {self.at[pair]: own.points[pair[0]][pair[1]] / UNIT for pair in self.options}
        for number, (who, _, adds) in enumerate(self.linked):
            if who == party:
                line[len(self.options) + number] = adds / UNIT
        return line

    def solve(
        self, goal: dict[int, float], besides: list[tuple[dict[int, float], float, float]]
    ) -> tuple[float, dict[str, str]]:
        """Maximise; return the value that HiGHS proves and its package."""
        rows = [*self.rows, *besides]
        matrix = np.zeros((len(rows), self.free + 1))
        for number, (line, _, _) in enumerate(rows):
            matrix[number, list(line)] = list(line.values())
        cost = np.zeros(self.free + 1)
        cost[list(goal)] = [-value for value in goal.values()]
        high = np.ones(self.free + 1)
        high[self.free] = np.inf
        answer = milp(
            cost,
            integrality=(np.arange(self.free + 1) < len(self.options)).astype(int),
            bounds=(np.zeros(self.free + 1), high),
            constraints=(matrix, [low for _, low, _ in rows], [top for _, _, top in rows]),
            options={"time_limit": 60.0, "mip_rel_gap": 0.0},
        )
        assert answer.status == 0, answer.message
        picked = np.flatnonzero(answer.x[: len(self.options)] > 0.5)
        package = dict(self.options[int(column)] for column in picked)
        assert list(package) == [issue.id for issue in self.dispute.issues]
        assert not any(breaks(package, rule) for rule in self.dispute.constraints)
        return -float(answer.fun), package

    def gains(self, package: Any) -> dict[str, int]:
        """Exact gains, millionths of a point."""
        return {p: self.own(p).utility(package) - self.own(p).disagreement for p in self.parties}


@cache
def programme(name: str) -> Programme:
    return Programme(name)


@cache
def answer_of(name: str) -> Any:
    return ask(find_dispute(name), ledger=False, ties=3)


CASES = ("korea", "camp_david", "nile")


@pytest.mark.parametrize("name", CASES)
def test_the_largest_least_gain(name):
    found, solution = programme(name), answer_of(name).solutions["egalitarian"]
    line = [
        ({**found.worth(p), found.free: -1.0}, found.own(p).disagreement / UNIT, np.inf)
        for p in found.parties
    ]
    value, package = found.solve({found.free: 1.0}, line)
    exact = min(found.gains(package).values())
    assert solution.proved
    assert solution.objective == pytest.approx(value, abs=ROOM)
    assert micro(solution.objective) >= exact
    for item in solution.packages:
        assert min(found.gains(item.package).values()) == micro(solution.objective)


@pytest.mark.parametrize("name", CASES)
def test_the_largest_sum(name):
    found, solution = programme(name), answer_of(name).solutions["utilitarian"]
    power = powers(found.dispute, found.parties)
    goal: dict[int, float] = {}
    for party in found.parties:
        for column, points in found.worth(party).items():
            goal[column] = goal.get(column, 0.0) + float(power[party]) * points
    value, package = found.solve(goal, [])

    def total(chosen: Any) -> float:
        return float(sum(power[p] * found.own(p).utility(chosen) for p in found.parties) / UNIT)

    assert solution.proved
    assert solution.objective == pytest.approx(value, abs=ROOM)
    assert solution.objective >= total(package) - 1e-9
    for item in solution.packages:
        assert total(item.package) == pytest.approx(solution.objective, abs=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_the_most_for_each_and_the_largest_least_share(name):
    found, answer = programme(name), answer_of(name)
    lines = []
    for party in found.parties:
        best, package = found.solve(found.worth(party), [])
        assert answer.ideal[party] == pytest.approx(best, abs=ROOM)
        assert micro(answer.ideal[party]) >= found.own(party).utility(package)
        against = found.own(party).disagreement
        largest = micro(answer.ideal[party]) - against
        if largest:
            lines.append(
                ({**found.worth(party), found.free: -largest / UNIT}, against / UNIT, np.inf)
            )
    value, _ = found.solve({found.free: 1.0}, lines)
    solution = answer.solutions["kalai_smorodinsky"]
    assert solution.proved
    assert solution.objective == pytest.approx(value, abs=1e-6)
