"""Linkages and disagreement points far above a hundred: exact answers, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import event, given, note, settings
from hypothesis import strategies as st

from grandbargain import TooLargeError
from grandbargain.dispute import Dispute
from tests.building import dispute
from tests.comparing import RULES, as_found, ask, found, micro
from tests.disputes import patterns
from tests.reference import bargain as twin

MOST = 10**6
"""Points that a model file allows at most, for a linkage or for a disagreement."""

SCALES = (100, 3_000, 9_000, 60_000, 300_000, MOST)


def same_or_refused(of: Dispute) -> bool:
    """Compare all there is with the twin; return whether the engine answered."""
    parties = [actor.id for actor in of.parties]
    try:
        answer = ask(of, frontier=True, ablation=True)
    except TooLargeError:
        return False
    space = twin.offers(of)
    among, power = twin.zone(space, parties), twin.powers(of, parties)
    assert answer.proved
    assert answer.packages == len(space)
    assert answer.zopa is bool(among)
    if not among:
        assert tuple(answer.blockers.parties) == twin.blockers(space, parties)
        falls = answer.blockers.concessions
        got = {party: None if fall is None else micro(fall) for party, fall in falls.items()}
        assert got == twin.concessions(space, parties)
        return True
    expected = as_found(twin.solutions(among, power))
    for rule in RULES:
        got = found(answer.solutions[rule])
        assert got.packages == expected[rule].packages, rule
        assert got.gains == expected[rule].gains, rule
        assert got.objective == pytest.approx(expected[rule].objective, rel=1e-9, abs=1e-6), rule
    points = {
        tuple(micro(item.utility[party]) for party in parties): item.ties
        for item in answer.frontier.packages
    }
    assert points == twin.frontier(among, parties)
    for item in answer.ablation:
        left = twin.frozen(among, {item.issue: of.issue(item.issue).status_quo})
        assert item.zopa is bool(left)
        if left:
            best = twin.nash(left, power).objective
            assert item.objective == pytest.approx(best, rel=1e-9, abs=1e-6)
    return True


@st.composite
def far_points(draw: st.DrawFn) -> Dispute:
    """One to three parties whose linkages, most of them losses, dwarf the weights of issues."""
    options = draw(st.lists(st.integers(2, 3), min_size=2, max_size=4))
    issues = {
        name: [f"{name}{k}" for k in range(count)]
        for name, count in zip("abcd", options, strict=False)
    }
    parties = "pqr"[: draw(st.integers(1, 3))]
    scale = draw(st.sampled_from(SCALES))
    adds = st.one_of(
        st.integers(-scale, 0),
        st.integers(-scale, scale),
        st.sampled_from((-scale, -scale + 0.000001, scale / 3, -scale / 7)),
    )
    spec: dict[str, Any] = {"values": {}, "linkages": {}, "value": {}, "powers": {}}
    for party in parties:
        spec["values"][party] = {name: draw(st.sampled_from(("up", "down"))) for name in issues}
        own = draw(st.lists(st.tuples(patterns(issues, 2), adds), min_size=1, max_size=8))
        spec["linkages"][party] = own
        spec["value"][party] = draw(_disagreement(issues, own))
        spec["powers"][party] = draw(st.sampled_from((1, 1, 2, 0.5)))
    note(f"dispute({issues}, **{spec})")
    return dispute(issues, **spec)


@st.composite
def _disagreement(
    draw: st.DrawFn,
    issues: Mapping[str, Sequence[str]],
    linkages: list[tuple[dict[str, list[str]], float]],
) -> float:
    """What the linkages of some package come to, or near it, so that zones are not all empty."""
    package = {name: draw(st.sampled_from(options)) for name, options in issues.items()}
    total = sum(
        adds
        for when, adds in linkages
        if all(package[issue] in options for issue, options in when.items())
    )
    off = draw(st.sampled_from((0, 0, -1, -1000, -200_000, -MOST, 30)))
    return max(-MOST, min(MOST, round(total + off, 6)))


@settings(max_examples=120)
@given(far_points())
def test_far_points_are_exact_or_refused(of):
    event("answered" if same_or_refused(of) else "refused")


@pytest.mark.slow
@settings(max_examples=1500)
@given(far_points())
def test_many_far_points(of):
    same_or_refused(of)


def one_issue(points: Sequence[tuple[float, ...]], **more: Any) -> Dispute:
    """An option per row, and what it adds to every party; issues weigh nothing."""
    names = [f"o{k}" for k in range(len(points))]
    parties = "pqrs"[: len(points[0])]
    return dispute(
        {"split": names, "other": ["x", "y"]},
        {party: {} for party in parties},
        linkages={
            party: [({"split": name}, row[k]) for name, row in zip(names, points, strict=True)]
            for k, party in enumerate(parties)
        },
        **more,
    )


@pytest.mark.parametrize("scale", [100, 3_900, 9_000, 250_000, MOST - 1])
@pytest.mark.parametrize("more", [0.62, 0.7, 0.5])
def test_shares_of_large_gains_are_compared_without_overflow(scale, more):
    """Products of two gains in millionths leave 64 bits from 3,037 points on.

    Two packages tie on the smallest share, so that a second level has to be settled. The odd
    millionths keep shares from being shortened to small fractions.
    """
    most, half = scale + 0.000001, scale / 2 + 0.000001
    points = [(most, 0), (0, most), (scale * 0.62, half), (half, scale * more)]
    same_or_refused(one_issue(points, value={"p": 0, "q": 0}))


@pytest.mark.parametrize("scale", [1_000, 8_000])
def test_many_losses_that_cancel(scale):
    """Twelve linkages of minus ``scale`` against a disagreement as low as eleven of them."""
    issues = {name: [f"{name}0", f"{name}1"] for name in "abcdef"}
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("a", "f")]

    def losses(start: int) -> list[tuple[dict[str, str], float]]:
        return [
            ({one: f"{one}{side}", two: f"{two}{(side + start) % 2}"}, -scale)
            for one, two in pairs
            for side in (0, 1)
        ]

    of = dispute(
        issues,
        {"p": dict.fromkeys(issues, "up"), "q": dict.fromkeys(issues, "down")},
        linkages={"p": losses(0), "q": losses(1)},
        value={"p": -3 * scale, "q": -4 * scale},
    )
    same_or_refused(of)


@pytest.mark.parametrize("scale", [1_000, 2_500])
def test_thousands_of_points_are_never_refused(scale):
    """A large but sensible judgement: a loss that weighs ten times all issues together."""
    points = [(scale, -scale), (-scale, scale), (scale * 0.9, scale * 0.9)]
    assert same_or_refused(one_issue(points, value={"p": -scale / 2, "q": -scale / 2}))


def test_a_refusal_names_the_points_and_a_remedy():
    points = [(10**12, 0), (0, 10**12), (5 * 10**11, 5 * 10**11)]
    with pytest.raises(TooLargeError, match=r"points.*smaller"):
        ask(one_issue(points, value={"p": 0, "q": 0}))


def test_points_no_file_may_hold_are_refused_or_exact():
    """The reader stops at a million; a dispute built in Python may go further."""
    points = [(10**9, -(10**9)), (-(10**9), 10**9), (4.0e8, 5.0e8), (5.0e8, 4.0e8)]
    same_or_refused(one_issue(points, value={"p": 0, "q": -1}))


def test_a_fall_is_exact_where_weights_on_floors_dwarf_the_rule():
    """One party far below its floor, another just above: whole weights round the rule up.

    Found by the random disputes above: the fall of p was given as 60,000 points.
    """
    up, far = {"a": "up", "b": "up", "c": "up"}, [({"a": ["a1"]}, -29_755)]
    of = dispute(
        {"a": ["a0", "a1"], "b": ["b0", "b1"], "c": ["c0", "c1"]},
        values={"p": {**up, "b": "down"}, "q": up, "r": up},
        linkages={"p": [({"c": ["c0"]}, -60_000)], "q": [({"c": ["c1"]}, -67)], "r": far},
        value={"p": 0, "q": 0, "r": 0},
    )
    assert ask(of).blockers.concessions["p"] == pytest.approx(59_966.666667, abs=1e-9)
    assert same_or_refused(of)
