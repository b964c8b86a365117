"""Exchanges of two issues: both gain, points of two are not added, linkages of both count."""

from __future__ import annotations

import itertools
import re

import pytest
from tests.building import dispute

from grandbargain.bargain.result import BargainAnswer, Ledger
from grandbargain.study import bargain, find_dispute


def best_exchange(
    ledger: Ledger, room: dict[str, float], a: str, b: str
) -> tuple[float, dict[str, float]] | None:
    """Return the best exchange of a pair, worked out anew from what the ledger books."""
    found: list[tuple[float, dict[str, float]]] = []
    for k, m in itertools.permutations(ledger.points, 2):
        give, take = ledger.points[k], ledger.points[m]
        if not (give[a] < 0 < give[b] and take[b] < 0 < take[a]):
            continue
        tied = [
            effect.points
            for effect in ledger.linkages
            if set(re.findall(r"(\w+) (?:=|in) ", effect.when)) <= {k, m}
        ]
        gain = {who: give[who] + take[who] + sum(t.get(who, 0) for t in tied) for who in (a, b)}
        if min(gain.values()) > 0:
            found.append((min(gain[who] / room[who] for who in (a, b)), gain))
    return max(found, key=lambda item: item[0]) if found else None


def ledger_of(answer: BargainAnswer) -> Ledger:
    assert answer.ledger is not None
    return answer.ledger


@pytest.mark.parametrize("name", ["camp_david", "nile", "barter", "orchard"])
def test_every_pair_has_the_exchange_whose_smaller_share_is_largest(name: str) -> None:
    answer = bargain(find_dispute(name))
    ledger = ledger_of(answer)
    room = {p: answer.ideal[p] - answer.disagreement[p] for p in answer.parties}
    listed = {swap.parties: swap for swap in ledger.swaps}
    for a, b in itertools.combinations(answer.parties, 2):
        best = best_exchange(ledger, room, a, b)
        assert ((a, b) in listed) == (best is not None)
        if best is not None:
            assert min(listed[a, b].gain.values()) > 0
            assert listed[a, b].joint_gain == pytest.approx(best[0])
            assert listed[a, b].gain == pytest.approx(best[1])
    assert len(listed) == len(ledger.swaps)


VALUES = {
    "north": {"land": "down", "water": "up", "road": "up"},
    "south": {"land": "up", "water": "down", "road": "up"},
}
WEIGHTS = {
    "north": {"land": 3, "water": 2, "road": 5},
    "south": {"land": 4, "water": 1, "road": 5},
}
ISSUES = {name: ["old", "new"] for name in ("land", "water", "road")}


def test_linkages_of_just_the_two_issues_count_and_no_others() -> None:
    """By the issues alone the north would lose 10 points; the pair of them brings it 25."""
    both = ({"land": "new", "water": "new"}, 25)
    three = ({"land": "new", "water": "new", "road": "new"}, 40)
    plain = dispute(issues=ISSUES, values=VALUES, weights=WEIGHTS)
    wide = dispute(issues=ISSUES, values=VALUES, weights=WEIGHTS, linkages={"north": [three]})
    tied = dispute(issues=ISSUES, values=VALUES, weights=WEIGHTS, linkages={"north": [both, three]})
    assert ledger_of(bargain(plain)).swaps == ()
    assert ledger_of(bargain(wide)).swaps == ()
    (swap,) = ledger_of(bargain(tied)).swaps
    assert swap.issues == ("land", "water")
    assert swap.gain == pytest.approx({"north": 15.0, "south": 30.0})
