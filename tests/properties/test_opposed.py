"""Two parties that want the opposite on every issue, all issues alike: ties without end."""

from __future__ import annotations

import math

import pytest

from grandbargain.dispute import Dispute
from tests.building import dispute
from tests.comparing import RULES, as_found, ask, micro
from tests.properties.enumerating import Listing

MOST_LISTED = 5


def opposed(issues: int, low: float = 0.0) -> Dispute:
    """Binary issues of equal weight; what one party gains on an issue, the other gives."""
    spec = {f"i{k:02}": ["north", "south"] for k in range(issues)}
    return dispute(
        spec,
        {"p": dict.fromkeys(spec, "up"), "q": dict.fromkeys(spec, "down")},
        value={"p": low, "q": low},
    )


def unit(issues: int) -> int:
    """What an issue is worth, in millionths of a point."""
    return round(100_000_000 / issues)


@pytest.mark.parametrize("low", [0.0, 20.0])
def test_ties_of_twelve_issues_are_counted(low):
    """924 ways to share evenly; every package of the zone has the same sum."""
    of = opposed(12, low)
    listing = Listing(of)
    among = listing.zone(listing.parties)
    expected = as_found(listing.solutions(among))
    answer = ask(of, ledger=False)
    for rule in RULES:
        solution = answer.solutions[rule]
        assert solution.proved, rule
        assert solution.gap == 0
        assert solution.objective == pytest.approx(expected[rule].objective, rel=1e-12), rule
        assert solution.ties == len(expected[rule].packages), rule
        assert [dict(item.package) for item in solution.packages] == expected[rule].packages
    assert answer.solutions["nash"].ties == math.comb(12, 6)
    assert answer.solutions["utilitarian"].ties == len(among)


@pytest.mark.parametrize("issues", [20, 30])
@pytest.mark.parametrize("rule", RULES)
def test_large_opposed_disputes_end(issues, rule):
    """Proved with the right value; ties exactly or not at all, and the first in package order."""
    answer = ask(opposed(issues), rules=(rule,), ties=MOST_LISTED, ledger=False)
    solution = answer.solutions[rule]
    half, whole = issues // 2 * unit(issues), issues * unit(issues)
    objective, ties = {
        "nash": (half / 1e6, math.comb(issues, issues // 2)),
        "kalai_smorodinsky": (half / whole, math.comb(issues, issues // 2)),
        "egalitarian": (half / 1e6, math.comb(issues, issues // 2)),
        "utilitarian": (whole / 1e6, 2**issues),
    }[rule]
    assert answer.proved
    assert solution.proved
    assert solution.gap == 0
    assert solution.objective == pytest.approx(objective, rel=1e-12)
    assert solution.ties in {ties, None}
    assert 1 <= len(solution.packages) <= MOST_LISTED
    for item in solution.packages:
        taken = list(item.package.values()).count("south")
        assert micro(item.gain["p"]) == taken * unit(issues)
        assert micro(item.gain["q"]) == (issues - taken) * unit(issues)
        assert rule == "utilitarian" or taken == issues // 2
    listed = [tuple(item.package.values()) for item in solution.packages]
    assert listed == sorted(set(listed))
