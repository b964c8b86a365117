"""Is there a package that meets all constraints: a small exact search.

Backtracking with forward checking: whenever all terms of a forbidden pattern but one are bound to
match, the options of the last are struck out. Issues that no constraint ties are decided apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from .issue import Constraint, Issue

Verdict = Literal["found", "none", "undecided"]
_Clause = tuple[tuple[int, int], ...]
"""A forbidden pattern: pairs of issue and set of options (as bits)."""


def find_feasible(
    issues: Sequence[Issue], constraints: Sequence[Constraint], budget: int = 20_000
) -> Verdict:
    """Return whether some package meets all constraints, or ``undecided`` within the budget.

    ``budget`` bounds the number of options tried in each group of issues tied by constraints.
    """
    return _decide(issues, constraints, budget)[0]


def _decide(
    issues: Sequence[Issue], constraints: Sequence[Constraint], budget: int
) -> tuple[Verdict, int]:
    """Return the verdict and the number of options tried."""
    domains = [(1 << len(issue.options)) - 1 for issue in issues]
    clauses = _clauses(issues, constraints)
    verdict: Verdict = "found"
    tried = 0
    for part in _components(len(issues), clauses):
        mine = [clause for clause in clauses if clause[0][0] in part]
        found, count = _search(domains, sorted(part), mine, budget)
        tried += count
        if found == "none":
            return "none", tried
        if found == "undecided":
            verdict = "undecided"
    return verdict, tried


def find_conflict(
    issues: Sequence[Issue], constraints: Sequence[Constraint], budget: int = 20_000
) -> tuple[Constraint, ...]:
    """Return few of the constraints, in file order, that no package meets together.

    Constraints are left out by halves, quarters and so on down to single ones, the last first; in
    the end none can be left out, as far as ten times the budget allows to tell.
    """
    kept = list(constraints)
    left = 10 * budget
    size = max(len(kept) // 2, 1)
    while True:
        start = len(kept) - size
        while start > -size and left > 0:
            without = kept[: max(start, 0)] + kept[start + size :]
            verdict, tried = _decide(issues, without, min(budget, left))
            left -= tried
            if verdict == "none":
                kept = without
            start -= size
        if size == 1:
            return tuple(kept)
        size //= 2


def _clauses(issues: Sequence[Issue], constraints: Sequence[Constraint]) -> list[_Clause]:
    index = {issue.id: k for k, issue in enumerate(issues)}
    bits = [{option: 1 << n for n, option in enumerate(issue.option_ids)} for issue in issues]
    return [
        tuple(
            (index[issue], sum(bits[index[issue]][option] for option in options))
            for issue, options in pattern.terms
        )
        for constraint in constraints
        for pattern in constraint.forbidden
    ]


def _components(count: int, clauses: list[_Clause]) -> list[set[int]]:
    """Return groups of issues tied by clauses."""
    root = list(range(count))

    def find(item: int) -> int:
        while root[item] != item:
            root[item] = root[root[item]]
            item = root[item]
        return item

    for clause in clauses:
        for issue, _ in clause[1:]:
            root[find(issue)] = find(clause[0][0])
    groups: dict[int, set[int]] = {}
    for issue in {issue for clause in clauses for issue, _ in clause}:
        groups.setdefault(find(issue), set()).add(issue)
    return list(groups.values())


def _search(
    domains: list[int], part: list[int], clauses: list[_Clause], budget: int
) -> tuple[Verdict, int]:
    """Search one group of issues depth first, without recursion; count the options tried."""
    by_issue: dict[int, list[_Clause]] = {issue: [] for issue in part}
    for clause in clauses:
        for issue, _ in clause:
            by_issue[issue].append(clause)
    start = list(domains)
    if not _propagate(start, clauses, by_issue):
        return "none", 0
    stack = [start]
    tried = 0
    while stack:
        domain = stack.pop()
        open_issues = [issue for issue in part if domain[issue].bit_count() > 1]
        if not open_issues:
            return "found", tried
        if tried >= budget:
            return "undecided", tried
        tried += 1
        issue = min(open_issues, key=lambda k: (domain[k].bit_count(), -len(by_issue[k])))
        lowest = domain[issue] & -domain[issue]
        for choice in (domain[issue] ^ lowest, lowest):
            branch = list(domain)
            branch[issue] = choice
            if _propagate(branch, by_issue[issue], by_issue):
                stack.append(branch)
    return "none", tried


def _propagate(
    domain: list[int], agenda: Sequence[_Clause], by_issue: dict[int, list[_Clause]]
) -> bool:
    """Strike out options until nothing changes; False if an issue has none left."""
    queue = list(agenda)
    while queue:
        clause = queue.pop()
        loose = [(issue, options) for issue, options in clause if domain[issue] & ~options]
        if any(not domain[issue] & options for issue, options in clause):
            continue
        if not loose:
            return False
        if len(loose) == 1:
            issue, options = loose[0]
            domain[issue] &= ~options
            queue.extend(by_issue[issue])
    return True
