"""A frontier is whole or not given: never a part of it."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.building import dispute
from tests.comparing import ask, micro
from tests.disputes import disputes
from tests.properties.enumerating import Listing
from tests.properties.test_larger import larger
from tests.reference import bargain as twin

from grandbargain.bargain.frontier import find_frontier
from grandbargain.bargain.talks import Talks
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import central_utilities


def points_of(frontier, parties) -> dict[tuple[int, ...], int]:
    found = {tuple(micro(e.utility[i]) for i in parties): e.ties for e in frontier.packages}
    assert len(found) == len(frontier.packages) == frontier.size
    return found


def whole_or_nothing(frontier, expected, parties, limit: int, mode: str = "exact") -> None:
    if len(expected) > limit:
        assert frontier.mode == "too_large"
    if frontier.mode == "too_large":
        assert frontier.size is None
        assert frontier.packages == ()
        assert f"{limit:,}" in frontier.message
        return
    assert frontier.mode == mode
    assert frontier.epsilon == 0
    assert points_of(frontier, parties) == expected


@settings(max_examples=80)
@given(disputes(), st.integers(1, 6))
def test_any_limit(of, limit):
    parties = [actor.id for actor in of.parties]
    among = twin.zone(twin.offers(of), parties)
    assume(among)
    answer = ask(of, frontier=True, frontier_limit=limit, rules=("nash",), ledger=False)
    whole_or_nothing(answer.frontier, twin.frontier(among, parties), parties, limit)


@pytest.mark.parametrize(("shape", "seed"), [("plain", 0), ("chain", 1), ("coarse", 0)])
def test_one_point_too_many_is_too_many(shape, seed):
    of = larger(shape, seed, limit=5_000)
    listing = Listing(of)
    expected = listing.frontier(listing.zone(listing.parties))
    assert len(expected) > 1
    sizes = {}
    for limit in (1, len(expected) - 1, len(expected), 5_000):
        answer = ask(of, frontier=True, frontier_limit=limit, rules=("nash",), ledger=False)
        whole_or_nothing(answer.frontier, expected, listing.parties, limit)
        sizes[limit] = answer.frontier.size
    assert sizes[5_000] == len(expected)
    assert sizes[len(expected) - 1] is None


@pytest.mark.parametrize(("shape", "seed"), [("plain", 0), ("chain", 1), ("blocs", 1)])
@pytest.mark.parametrize("share", [0.3, 0.6])
def test_above_floors(shape, seed, share):
    """Floors of one party and of all: the frontier of what is left, packages counted."""
    of = larger(shape, seed, limit=5_000)
    listing = Listing(of)
    zone = listing.zone(listing.parties)
    for raised in (listing.parties[:1], listing.parties):
        floors, keep = {}, zone
        for party in raised:
            best = int(listing.utility[party][zone].max())
            worst = listing.tables[party].disagreement
            floors[party] = round(worst / 1e6 + share * 0.7 * (best - worst) / 1e6, 1)
        for party, floor in floors.items():
            keep = keep[listing.utility[party][keep] >= micro(floor)]
        answer = ask(of, frontier=True, floors=floors, rules=("nash",), ledger=False)
        assert answer.zopa is bool(len(keep))
        if len(keep):
            expected = listing.frontier(keep)
            whole_or_nothing(answer.frontier, expected, listing.parties, 10**5, "floor")
            assert answer.frontier.mode == "floor"


def test_counts_of_packages_on_a_point_have_no_limit():
    """60 issues of four options, two for each party: 49 points, each with up to 10^34 packages."""
    issues = {f"i{k:02}": ["o0", "o1", "o2", "o3"] for k in range(60)}
    of = dispute(
        issues,
        values={
            "p": {key: [100, 100, 0, 0] for key in issues},
            "q": {key: [0, 0, 100, 100] for key in issues},
        },
        value={"p": 10, "q": 10},
    )
    structure = Structure(of)
    talks = Talks(structure, central_utilities(structure), (0, 1))
    frontier = find_frontier(talks, 1_000)
    ties = {round(item.gain["p"] * 60 / 100 + 6): item.ties for item in frontier.packages}
    assert ties == {k: math.comb(60, k) * 2**60 for k in range(6, 55)}
