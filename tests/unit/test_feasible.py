"""The search for a feasible package against trying every package."""

from __future__ import annotations

import itertools
import time

from hypothesis import given
from hypothesis import strategies as st

from grandbargain.dispute import Constraint, Issue, Option, Pattern
from grandbargain.dispute.checks import check_constraints, forbidden_patterns
from grandbargain.dispute.feasible import find_conflict, find_feasible


def make_issues(sizes):
    return tuple(
        Issue(f"i{k}", "", tuple(Option(f"o{n}", "") for n in range(size)), "o0")
        for k, size in enumerate(sizes)
    )


@st.composite
def disputes(draw):
    issues = make_issues(draw(st.lists(st.integers(1, 3), min_size=1, max_size=4)))

    def pattern():
        chosen = draw(st.lists(st.sampled_from(issues), min_size=1, unique_by=lambda i: i.id))
        chosen.sort(key=lambda issue: issue.id)
        return Pattern(
            tuple(
                (issue.id, tuple(draw(st.sets(st.sampled_from(issue.option_ids), min_size=1))))
                for issue in chosen
            )
        )

    constraints = []
    for n in range(draw(st.integers(1, 6))):
        parts = (None, None, pattern()) if draw(st.booleans()) else (pattern(), pattern(), None)
        forbidden = forbidden_patterns(*parts, issues)
        constraints.append(Constraint("logical", *parts, forbidden, f"constraints.{n + 1}"))
    return issues, tuple(constraints)


def packages(issues):
    names = [issue.id for issue in issues]
    for choice in itertools.product(*(issue.option_ids for issue in issues)):
        yield dict(zip(names, choice, strict=True))


def meets(package, constraint):
    """The rule read aloud, not through its forbidden patterns."""
    if constraint.never is not None:
        return not constraint.never.matches(package)
    return not constraint.condition.matches(package) or constraint.consequence.matches(package)


@given(disputes())
def test_the_search_agrees_with_trying_every_package(dispute):
    issues, constraints = dispute
    feasible = [p for p in packages(issues) if all(meets(p, c) for c in constraints)]
    by_patterns = [
        p
        for p in packages(issues)
        if not any(pattern.matches(p) for c in constraints for pattern in c.forbidden)
    ]
    assert feasible == by_patterns
    assert find_feasible(issues, constraints) == ("found" if feasible else "none")
    if feasible:
        return
    conflict = find_conflict(issues, constraints)
    assert not any(all(meets(p, c) for c in conflict) for p in packages(issues))
    for left_out in conflict:
        rest = [c for c in conflict if c is not left_out]
        assert any(all(meets(p, c) for c in rest) for p in packages(issues))


def test_a_hard_puzzle_ends_with_the_budget():
    holes, pigeons = 9, 10
    issues = make_issues([holes] * pigeons)
    constraints = []
    for a, b in itertools.combinations(range(pigeons), 2):
        for hole in range(holes):
            never = Pattern(((f"i{a}", (f"o{hole}",)), (f"i{b}", (f"o{hole}",))))
            path = f"constraints.{len(constraints) + 1}"
            constraints.append(Constraint("logical", None, None, never, (never,), path))
    started = time.perf_counter()
    codes = [finding.code for finding in check_constraints(issues, constraints, budget=500)]
    assert time.perf_counter() - started < 5
    assert "GB709" in codes
