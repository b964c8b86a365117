"""Disputes of up to 10^5 packages with chains, hubs and blocs, against full enumeration."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from grandbargain.dispute import Dispute
from tests.building import dispute
from tests.comparing import RULES, as_found, ask, found, micro
from tests.properties.enumerating import Listing
from tests.reference import bargain as twin

SHAPES = ("plain", "chain", "hub", "blocs", "coarse", "demanding")


def larger(shape: str, seed: int, limit: int = 100_000) -> Dispute:
    """A random dispute of 6 to 12 issues in one of six shapes.

    ``chain``: neighbours are tied by constraints and linkages; ``hub``: the first issue is tied to
    all others; ``blocs``: two blocs of parties with opposed interests; ``coarse``: few levels and
    equal weights, so that ties abound; ``demanding``: blocs that both want more than there is.
    """
    rng = np.random.default_rng([SHAPES.index(shape), seed])
    issues = _issues(rng, limit)
    names = list(issues)
    parties = "pqrs"[: int(rng.integers(2, 5))]
    values = {
        party: {name: _levels(rng, issues[name], shape) for name in names} for party in parties
    }
    if shape in {"blocs", "demanding"}:
        one = values[parties[0]]
        other = {name: [100 - v for v in levels] for name, levels in one.items()}
        values = {party: other if k % 2 else one for k, party in enumerate(parties)}
    weights = {
        party: {name: 1 if shape == "coarse" else int(rng.integers(1, 40)) for name in names}
        for party in parties
    }
    ties = {
        "chain": list(itertools.pairwise(names)),
        "hub": [(names[0], name) for name in names[1:]],
    }.get(shape, [])
    return dispute(
        issues,
        values,
        weights=weights,
        linkages={
            party: [
                (_pattern(rng, issues, tie), int(rng.integers(-12, 13)))
                for tie in ties
                if rng.random() < 0.5
            ]
            for party in parties
        },
        agreed=[{"never": _pattern(rng, issues, tie)} for tie in ties if rng.random() < 0.4],
        refuses={parties[0]: [_pattern(rng, issues, (names[-1],))]} if rng.random() < 0.5 else None,
        cost={party: int(rng.integers(0, 15)) for party in parties},
        powers={party: float(rng.choice([1, 1, 2, 0.5])) for party in parties},
        value=_demands(rng, parties, shape),
    )


def _demands(rng: np.random.Generator, parties: str, shape: str) -> dict[str, int] | None:
    if shape == "demanding":
        return {party: int(rng.integers(45, 70)) for party in parties}
    return {parties[-1]: int(rng.integers(40, 80))} if rng.random() < 0.3 else None


def _issues(rng: np.random.Generator, limit: int) -> dict[str, list[str]]:
    issues: dict[str, list[str]] = {}
    size = 1
    for name in "abcdefghijkl"[: int(rng.integers(6, 13))]:
        options = int(rng.integers(2, 5))
        if size * options > limit:
            break
        size *= options
        issues[name] = [f"{name}{k}" for k in range(options)]
    return issues


def _levels(rng: np.random.Generator, options: list[str], shape: str) -> list[float]:
    if shape == "coarse":
        return [float(rng.choice([0, 50, 100])) for _ in options]
    return [float(v) for v in rng.integers(0, 101, len(options))]


def _pattern(
    rng: np.random.Generator, issues: dict[str, list[str]], names: tuple[str, ...]
) -> dict[str, str]:
    return {name: str(rng.choice(issues[name])) for name in names}


def same(of: Dispute, frontier: bool) -> None:
    listing = Listing(of)
    answer = ask(of, ablation=True, frontier=frontier, ledger=False)
    among = listing.zone(listing.parties)
    assert answer.proved
    assert answer.packages == listing.size
    assert answer.zopa is bool(len(among))
    if not len(among):
        assert tuple(answer.blockers.parties) == listing.blockers()
        falls = answer.blockers.concessions
        got = {party: None if fall is None else micro(fall) for party, fall in falls.items()}
        assert got == listing.concessions()
        return
    expected = as_found(listing.solutions(among))
    for rule in RULES:
        got = found(answer.solutions[rule])
        assert got.packages == expected[rule].packages, rule
        assert got.gains == expected[rule].gains, rule
        assert got.objective == pytest.approx(expected[rule].objective, rel=1e-9), rule
    for item in answer.ablation:
        left = listing.frozen(among, {item.issue: of.issue(item.issue).status_quo})
        assert item.zopa is bool(len(left))
        if len(left):
            best = listing.solutions(left)["nash"].objective
            assert item.objective == pytest.approx(best, rel=1e-9, abs=1e-6)
    if frontier:
        got = {
            tuple(micro(item.utility[party]) for party in listing.parties): item.ties
            for item in answer.frontier.packages
        }
        assert answer.frontier.size == len(got)
        assert got == listing.frontier(among)


def test_the_listing_agrees_with_the_twin():
    of = larger("chain", 3, limit=600)
    listing, space = Listing(of), twin.offers(of)
    assert listing.size == len(space)
    among = twin.zone(space, listing.parties)
    here = listing.zone(listing.parties)
    assert [listing.offer(int(k)) for k in here] == among
    power = twin.powers(of, listing.parties)
    assert listing.solutions(here) == twin.solutions(among, power)
    assert listing.frontier(here) == twin.frontier(among, listing.parties)
    assert listing.concessions() == twin.concessions(space, listing.parties)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(3))
def test_thousands_of_packages(shape, seed):
    same(larger(shape, seed, limit=5_000), frontier=True)


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(10, 22))
def test_a_hundred_thousand_packages(shape, seed):
    same(larger(shape, seed), frontier=seed % 3 == 0)
