"""The whole graph at once says of every package what the literal definitions say."""

from __future__ import annotations

from itertools import islice, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grandbargain.dispute import Dispute
from grandbargain.errors import TooLargeError
from grandbargain.stability.graph import analyse_graph, analyse_utilities
from grandbargain.stability.listing import find_slack, tabulate
from grandbargain.tables.moves import moves_of
from grandbargain.tables.preferences import preferences_of
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import central_utilities
from tests.building import dispute
from tests.disputes import zoo
from tests.games import games
from tests.reference.stability import Game, Solved, combined, solve
from tests.stability_comparing import solve_graph


def check(game: Dispute, coalitions: str | None) -> Solved:
    """Compare engine and twin, and return what both found."""
    found = solve_graph(game, coalitions)
    assert found == solve(game, coalitions)
    return found


@settings(max_examples=120)
@given(games())
def test_graph_is_the_twin(game):
    check_inclusions(check(game, "all"))


@pytest.mark.slow
@settings(max_examples=1800)
@given(games())
def test_graph_is_the_twin_on_many_games(game):
    check_inclusions(check(game, "all"))


@pytest.mark.slow
@settings(max_examples=150)
@given(games(limit=250, actors=(2, 3)))
def test_graph_is_the_twin_on_larger_games(game):
    check_inclusions(check(game, None))


@settings(max_examples=30)
@given(games(points=True))
def test_graph_is_the_twin_for_points(game):
    check_inclusions(check(game, None))


@settings(max_examples=30)
@given(games(), st.data())
def test_coalitions_that_are_listed(game, data):
    parties = [actor.id for actor in game.parties]
    group = tuple(p for p in parties if data.draw(st.booleans())) or (parties[0],)
    found = solve_graph(game, [group, group[::-1]])
    assert found == solve(game, [group])
    every = solve_graph(game, "all")
    assert every.coalition_stable[group] == found.coalition_stable[group]
    assert set(every.equilibria["coalition"]) <= set(found.equilibria["coalition"])


@pytest.mark.parametrize("name", sorted(zoo()))
def test_zoo(name):
    game = zoo()[name]
    check_inclusions(check(game, "all"))


def check_inclusions(found: Solved) -> None:
    """Fang, Hipel and Kilgour (1993): Nash in SEQ in GMR, Nash in SMR in GMR, Nash in SIM.

    Stability against a coalition of one is SEQ.
    """
    for inner, outer in (
        ("nash", "seq"),
        ("seq", "gmr"),
        ("nash", "smr"),
        ("smr", "gmr"),
        ("nash", "sim"),
    ):
        for actor, stable in found.stable[inner].items():
            assert set(stable) <= set(found.stable[outer][actor])
        assert set(found.equilibria[inner]) <= set(found.equilibria[outer])
    for group, stable in found.coalition_stable.items():
        if len(group) == 1:
            assert stable == found.stable["seq"][group[0]]


@settings(max_examples=40)
@given(games())
def test_who_cannot_move_never_leaves(game):
    found = solve_graph(game)
    moving = {by for issue in game.issues for move in issue.moves for by in move.by}
    for verdicts in found.stable.values():
        for actor, stable in verdicts.items():
            if actor not in moving:
                assert stable == found.packages


@settings(max_examples=60)
@given(games(limit=600, actors=(3, 5), points=True))
def test_bounds_on_sums_change_nothing(game):
    """Simultaneous answers are searched in full where no bound is known, in larger games too."""
    structure = Structure(game)
    moves = moves_of(structure)
    preferences = preferences_of(structure, central_utilities(structure))
    nogoods = structure.nogoods(agreed=False)
    parties = range(len(game.actors))
    bounded = analyse_graph(moves, preferences, nogoods, parties, concepts=("sim",))
    feasible, utility = tabulate(structure.sizes, preferences, nogoods)
    searched = analyse_utilities(moves, utility, feasible, parties, concepts=("sim",))
    assert (searched.stable["sim"] == bounded.stable["sim"]).all()
    huge = analyse_utilities(
        moves,
        utility * 1_000_000,
        feasible,
        parties,
        slack=find_slack(moves, preferences),
        concepts=("sim",),
    )
    assert (huge.stable["sim"] == bounded.stable["sim"]).all()


@settings(max_examples=60)
@given(games(actors=(3, 5), points=True))
def test_sums_lie_within_their_bounds(game):
    """What changes give together is at least what they give alone, less the slack."""
    literal = Game(game)
    structure = Structure(game)
    slack = find_slack(moves_of(structure), preferences_of(structure, central_utilities(structure)))
    for x in literal.packages:
        number = int(np.ravel_multi_index(structure.codes(literal.named(x)), structure.sizes))
        for a, i in enumerate(literal.actors):
            choices = [(x, *literal.improvements(j, x)) for j in literal.actors]
            for ends in islice(product(*choices), 200):
                together = combined(x, ends)
                if together is not None:
                    base = literal.utility(i, x)
                    alone = sum(literal.utility(i, end) - base for end in ends)
                    assert literal.utility(i, together) - base >= alone - int(slack[a, number])


def test_a_listener_hears_every_step():
    heard = []
    game = dispute({"a": ["a0", "a1"]}, {"p": {"a": "up"}, "q": {}}, moves={"a": [{"by": "p"}]})
    whole(
        game,
        concepts=("nash", "sim"),
        coalitions="all",
        progress=lambda step, done, total: heard.append((step, done, total)),
    )
    assert [(done, total) for _, done, total in heard] == [(k, 5) for k in range(5)]
    assert heard[1][0] == "all packages under sim"


def test_numbers_and_options_are_the_same_thing():
    answer = whole(dispute({"a": ["a0", "a1", "a2"], "b": ["b0", "b1"]}, {"p": {"a": "up"}}))
    assert [answer.codes(p) for p in range(6)] == [(a, b) for a in range(3) for b in range(2)]
    assert [answer.number(answer.codes(p)) for p in range(6)] == list(range(6))


def test_one_package():
    found = check(dispute({"a": ["only"]}, {"p": {}, "q": {}}), "all")
    assert found.equilibria == dict.fromkeys(found.equilibria, (("only",),))


def test_only_what_is_asked_for():
    game = dispute({"a": ["a0", "a1"]}, {"p": {"a": "up"}}, moves={"a": [{"by": "p"}]})
    assert set(whole(game, concepts=("seq", "nash")).stable) == {"nash", "seq"}


def test_step_by_step_through_a_gap():
    """Where steps do not merge, an infeasible package bars the way; where they merge it does not.

    p may raise a by one level at a time, and level 1 is infeasible together with b0.
    """
    levels = ["a0", "a1", "a2"]
    one_by_one = [
        {"by": "p", "from": ["a0"], "to": ["a1"]},
        {"by": "p", "from": ["a1"], "to": ["a2"]},
    ]
    at_once = [{"by": "p", "from": ["a0"], "to": ["a1", "a2"]}, one_by_one[1]]
    for moves, stable in ((one_by_one, True), (at_once, False)):
        game = dispute(
            {"a": levels, "b": ["b0", "b1"]},
            {"p": {"a": "up"}, "q": {"b": "up"}},
            moves={"a": moves},
            logical=[{"never": {"a": "a1", "b": "b0"}}],
        )
        found = check(game, "all")
        assert (("a0", "b0") in found.stable["nash"]["p"]) == stable
        assert ("a0", "b1") not in found.stable["nash"]["p"]


@pytest.mark.parametrize("movers", [("q", "r"), ("q",), ("r",)])
def test_one_pays_for_what_two_do_at_once(movers):
    """Under SIM two changes may deter together where neither does alone."""
    game = dispute(
        {"mine": ["no", "yes"], "a": ["no", "yes"], "b": ["no", "yes"]},
        {"p": {"mine": "up"}, "q": {"a": "up"}, "r": {"b": "up"}},
        linkages={"p": [({"a": "yes", "b": "yes"}, -200)]},
        moves={"mine": [{"by": "p"}]}
        | {issue: [{"by": by}] for issue, by in (("a", "q"), ("b", "r")) if by in movers},
    )
    found = check(game, None)
    assert (("no", "no", "no") in found.stable["sim"]["p"]) == (len(movers) == 2)


def test_a_joint_move_is_for_coalitions_only():
    game = dispute(
        {"treaty": ["none", "signed"]},
        {"p": {"treaty": "up"}, "q": {"treaty": "up"}},
        moves={
            "treaty": [{"by": ["p", "q"], "kind": "all"}],
        },
    )
    found = check(game, "all")
    assert ("none",) in found.equilibria["nash"]
    assert found.coalition_stable["p", "q"] == (("signed",),)


def test_too_many_packages_are_refused_with_a_way_out():
    issues = {f"i{k}": ["no", "yes"] for k in range(21)}
    with pytest.raises(TooLargeError, match=r"2,097,152.*1,048,576.*one package"):
        whole(dispute(issues, {"p": {}}))


def whole(game: Dispute, **more):
    """Everything about a dispute with moves of its own."""
    structure = Structure(game)
    return analyse_graph(
        moves_of(structure),
        preferences_of(structure, central_utilities(structure)),
        structure.nogoods(agreed=False),
        range(len(game.actors)),
        **more,
    )


def test_twin_moves_literally():
    """The twin itself on a case small enough to read: p raises a, never lowers it."""
    game = Game(
        dispute(
            {"a": ["low", "high"], "b": ["low", "high"]},
            {"p": {"a": "up"}, "q": {"b": "up"}},
            moves={"a": [{"by": "p", "from": ["low"]}], "b": [{"by": ["p", "q"], "kind": "any"}]},
        )
    )
    x = ("low", "low")
    assert game.reach("p", x) == {("low", "high"), ("high", "low"), ("high", "high")}
    assert game.improvements("p", x) == {("high", "low"), ("high", "high")}
    assert game.reach("q", x) == {("low", "high")}
    assert game.answers(("q",), ("high", "high"), False) == {("high", "low")}
    assert game.answers(("q",), ("high", "high"), True) == set()
