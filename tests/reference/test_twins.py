"""The twins themselves, against numbers worked out by hand."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from grandbargain.dispute import Choice, Known, Normal, Pert, Uniform
from tests.building import dispute
from tests.disputes import zoo
from tests.reference import bargain as twin
from tests.reference.utilities import (
    central_tables,
    likeliest,
    mean_of,
    rank_order_centroid,
    swing_weights,
)

ZOO = zoo()


def space_of(name):
    parties = [actor.id for actor in ZOO[name].parties]
    return twin.offers(ZOO[name]), parties


def test_means():
    assert mean_of(Uniform(20, 40)) == 30
    assert mean_of(Pert(20, 30, 100)) == 40  # (20 + 120 + 100) / 6
    assert mean_of(Choice(((Known(10), 0.75), (Uniform(20, 40), 0.25)))) == 15
    assert mean_of(Normal(50, 5, 0, 100)) == pytest.approx(50, abs=1e-12)
    # cut at its own centre: the mean of a half normal, sqrt(2 / pi) deviations above
    assert mean_of(Normal(30, 5, 30, math.inf)) == pytest.approx(30 + 5 * math.sqrt(2 / math.pi))


def test_rank_order_centroid():
    # of three: 11/18, 5/18, 2/18; b and c share 7/18
    weights = rank_order_centroid([["a"], ["b", "c"]])
    assert weights == pytest.approx({"a": 11 / 18, "b": 7 / 36, "c": 7 / 36})


def test_flat_issues_leave_the_order_before_it_is_turned_into_weights():
    found = dispute(
        {"a": ["0", "1"], "b": ["0", "1"], "one": ["0"], "c": ["0", "1"]},
        {"p": {"a": "flat", "b": "up", "one": "up", "c": {"up": 0.5, "flat": 0.5}}},
        order={"p": ["a", "one", "b", "c"]},
    )
    # two are left: 3/4 and 1/4; the second counts half: 6 to 1
    assert swing_weights(found, found.interests["p"]) == pytest.approx(
        {"a": 0, "b": 6 / 7, "one": 0, "c": 1 / 7}
    )


def test_perhaps_indifferent():
    # north: land 1 (rank 2) at half chance of caring, water 3 (rank 1): 1/8 to 6/8
    tables = central_tables(ZOO["perhaps indifferent"])
    assert dict(tables["north"].points["land"]) == {"keep": 0, "share": round(1e8 / 7)}
    # up and down at 1 to 3: 75 and 25
    assert dict(tables["north"].points["water"]) == {
        "old": round(75e6 * 6 / 7),
        "new": round(25e6 * 6 / 7),
    }
    # south: weights 1 and 1, land cared for at 0.4: 2/7 and 5/7; the values stay as stated
    assert dict(tables["south"].points["land"]) == {
        "keep": round(1e8 * 2 / 7),
        "share": round(2e7 * 2 / 7),
    }


def test_an_issue_with_one_option_weighs_nothing():
    tables = central_tables(ZOO["an issue with one option"])
    assert dict(tables["north"].points["land"]) == {"keep": 0, "share": 50_000_000}
    assert dict(tables["south"].points["rain"]) == {"falls": 0}


def test_likeliest_type_is_the_first_among_equals():
    interests = ZOO["types of equal chance"].interests
    assert likeliest(interests["north"]) is interests["north"].types[0].interests
    assert likeliest(interests["south"]) is interests["south"].types[1].interests
    tables = central_tables(ZOO["types of equal chance"])
    assert tables["south"].disagreement == 50_000_000 - 7_000_000
    assert not tables["south"].refuses


def test_linkages_and_a_linkage_in_the_status_quo():
    tables = central_tables(ZOO["linkages over three issues"])
    assert tables["p"].utility({"a": "a2", "b": "b1", "c": "c1"}) == 3 * 33_333_333 - 86_000_000
    assert tables["q"].utility({"a": "a2", "b": "b1", "c": "c0"}) == 2 * 33_333_333 + 20_000_000
    held = dispute({"a": ["0", "1"]}, {"p": {"a": "up"}}, linkages={"p": [({"a": "0"}, 7)]})
    assert central_tables(held)["p"].disagreement == 7_000_000


def test_a_constraint_may_speak_twice_of_one_issue():
    space, _ = space_of("constraint speaks twice of one issue")
    # forbidden: a0 with b1 (c free), 2 of 12
    assert len(space) == 10
    assert not any(o.package["a"] == "a0" and o.package["b"] == "b1" for o in space)


def test_constraints_and_their_forbidden_patterns_agree():
    for name, found in ZOO.items():
        for package in twin.every_package(found):
            broken = [rule for rule in found.constraints if twin.breaks(package, rule)]
            assert tuple(broken) == found.broken(package), name


def test_no_agreement_one_against_one():
    space, parties = space_of("asking for too much")
    assert twin.blockers(space, parties) == ("p", "q")
    # left gives q 100 and p 0: 60 short; right the other way round
    assert twin.concessions(space, parties) == {"p": 60_000_000, "q": 60_000_000}


def test_no_agreement_and_whose_concession_helps():
    # left 0/100/0 (r refuses), middle 50/50/100, right 100/0/0 against 10/60/100
    space, parties = space_of("two of three block")
    assert twin.blockers(space, parties) == ("p", "q")
    assert twin.concessions(space, parties) == {"p": None, "q": 10_000_000, "r": None}


def test_one_party_blocks_alone_and_refusals_cannot_be_bought():
    space, parties = space_of("one party asks for the impossible")
    assert twin.blockers(space, parties) == ("p",)
    assert twin.concessions(space, parties) == {"p": 1_000_000, "q": None}
    space, parties = space_of("everything is refused")
    assert twin.blockers(space, parties) == ("p", "q")
    assert twin.concessions(space, parties) == {"p": None, "q": None}


def test_no_feasible_package_blocks_before_anybody_does():
    space, parties = space_of("constraints leave no package")
    assert space == []
    assert twin.blockers(space, parties) == ()


def test_frontier_counts_packages_that_share_a_point():
    space, parties = space_of("status quo in the middle")
    # In thirds of a point scale: a gives p 0, 1/2, 1 and q 1, 1/2, 0; b1 gives both 1; c1 gives p
    # and c0 gives q 1. d = (1/2, 3/2). With b1: c0 (1, 3), (3/2, 5/2), (2, 2) for a0, a1, a2, and
    # c1 (2, 2), (5/2, 3/2), (3, 1), the last below d of q.
    third, half = 33_333_333, 16_666_667
    assert twin.frontier(twin.zone(space, parties), parties) == {
        (third, 3 * third): 1,
        (half + third, half + 2 * third): 1,
        (2 * third, 2 * third): 2,
        (half + 2 * third, half + third): 1,
    }


def test_efficient_over_all_feasible_packages_refused_or_not():
    space, parties = space_of("the best package is refused")
    worst = next(o for o in space if o.package == {"land": "keep", "water": "old"})
    assert twin.dominating(worst, space, parties) == []
    best = max(space, key=lambda o: sum(o.utility.values()))
    assert twin.dominating(best, space, parties) == []


def test_who_controls_what():
    found = ZOO["status quo in the middle"]
    a, b, c = found.issues
    assert twin.reach(a, ["p"]) == {"a1", "a2"}
    assert twin.reach(a, ["q"]) == {"a1"}
    assert twin.reach(a, ["q", "p"]) == {"a0", "a1", "a2"}  # a1 to a2 alone, then a0 together
    assert twin.reach(b, ["q"]) == {"b0", "b1"}
    assert twin.reach(c, ["p", "q"]) == {"c0"}  # only the way back is open


def test_first_settles_what_it_controls():
    found = ZOO["status quo in the middle"]
    space, parties = space_of("status quo in the middle")
    alone = twin.procedure(found, space, parties, ["p"])
    assert alone.controlled == ["a", "b"]
    assert alone.settled == {"a": "a2", "b": "b1"}
    assert alone.solution is not None
    assert [o.package for o in alone.solution.offers] == [{"a": "a2", "b": "b1", "c": "c0"}]


def test_acceptance_counts_worlds():
    calm = dispute({"a": ["0", "1"]}, {"p": {"a": "up"}, "q": {"a": "down"}}, cost={"q": 100})
    angry = dispute(
        {"a": ["0", "1"]},
        {"p": {"a": "up"}, "q": {"a": "down"}},
        cost={"q": 100},
        refuses={"q": [{"a": "1"}]},
    )
    worlds = [central_tables(calm), central_tables(calm), central_tables(angry)]
    joint, by_party = twin.acceptance({"a": "1"}, ["p", "q"], worlds)
    assert joint == Fraction(2, 3)
    assert by_party == {"p": 1, "q": Fraction(2, 3)}
    assert twin.safest(calm, ["p", "q"], worlds) == (1, [{"a": "0"}])


def test_the_safest_of_equals_is_the_one_with_the_largest_sum_of_gains():
    """Nobody ever refuses: all four tie; both like a1, p b0 and q b1 half as much."""
    spec = {
        "issues": {"a": ["a0", "a1"], "b": ["b0", "b1"]},
        "values": {"p": {"a": "up", "b": "down"}, "q": {"a": "up", "b": "up"}},
        "weights": {"p": {"a": 1, "b": 1}, "q": {"a": 3, "b": 1}},
        "value": {"p": 0, "q": 0},
    }
    found = dispute(**spec)
    worlds = [central_tables(found)]
    # p: b0 50, q: b1 25
    expected = [("a1", "b0"), ("a1", "b1"), ("a0", "b0"), ("a0", "b1")]
    share, packages = twin.safest(found, ["p", "q"], worlds)
    assert share == 1
    assert [tuple(package.values()) for package in packages] == expected
    # twice the power makes them equal: package order
    even = dispute(**spec, powers={"q": 2})
    assert twin.safest(even, ["p", "q"], worlds)[1][0] == {"a": "a1", "b": "b0"}
    strong = dispute(**spec, powers={"q": 2.0000001})
    assert twin.safest(strong, ["p", "q"], worlds)[1][0] == {"a": "a1", "b": "b1"}


def test_the_safest_package_stands_on_the_floors():
    found = dispute(
        {"a": ["a0", "a1", "a2"]},
        {"p": {"a": "up"}, "people": {"a": [100, 60, 0]}},
        outsiders=["people"],
        value={"p": 0},
    )
    worlds = [central_tables(found)]
    for floors, share, option in (
        ({}, 1, "a2"),
        ({"people": 60_000_000}, 1, "a1"),
        ({"people": 60_000_001}, 1, "a0"),
        ({"p": 50_000_000, "people": 60_000_000}, 1, "a1"),
        ({"p": 50_000_001, "people": 60_000_000}, 0, "a2"),
    ):
        reached, packages = twin.safest(found, ["p"], worlds, floors)
        assert reached == share
        assert packages[0] == {"a": option}, floors
