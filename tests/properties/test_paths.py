"""The way there is what breadth first over all packages finds."""

from __future__ import annotations

from collections.abc import Collection
from random import Random
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from grandbargain.dispute import Dispute
from grandbargain.stability.paths import Way, find_path
from grandbargain.tables.moves import moves_of
from grandbargain.tables.preferences import preferences_of
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import central_utilities
from tests.building import dispute
from tests.games import games
from tests.reference.paths import Found, _sets, _shortest, _steps, find
from tests.reference.stability import Game, Package


def engine(
    game: Dispute,
    start: Package,
    target: Package,
    coalition: Collection[str] | None = None,
    first: Collection[str] | None = None,
    budget: int = 10**7,
) -> Way:
    """What the program finds."""
    structure = Structure(game)
    names = [issue.id for issue in game.issues]

    def numbers(group: Collection[str] | None) -> list[int] | None:
        return None if group is None else [structure.actor_ids.index(a) for a in group]

    return find_path(
        moves_of(structure),
        preferences_of(structure, central_utilities(structure)),
        structure.nogoods(agreed=False),
        structure.codes(dict(zip(names, start, strict=True))),
        structure.codes(dict(zip(names, target, strict=True))),
        coalition=numbers(coalition),
        first=numbers(first),
        budget=budget,
    )


def same(way: Way, found: Found, start: Package) -> None:
    """Compare an answer with the twin's, steps, movers and losses included."""
    assert not way.undecided
    assert way.found == (found.kind is not None)
    assert way.kind == found.kind
    if found.kind is None:
        return
    packages = (start, *(tuple(step.to.values()) for step in way.steps))
    assert packages == found.packages
    assert tuple(step.by for step in way.steps) == found.by
    assert way.broken_at == found.broken_at
    assert {p: s for p, (s, _) in way.worst.items()} == {p: s for p, s, _ in found.worst}
    assert way.proved


@settings(max_examples=150)
@given(games(limit=30), st.data())
def test_way_is_the_twin(game, data):
    known = Game(game)
    random = Random(data.draw(st.integers(0, 2**32 - 1)))
    start, target = (random.choice(known.packages) for _ in range(2))
    parties = st.lists(st.sampled_from(known.parties), min_size=1, unique=True)
    coalition = data.draw(st.none() | parties)
    first = data.draw(st.lists(st.sampled_from(known.actors), min_size=1, unique=True))
    way = engine(game, start, target, coalition=coalition, first=first)
    same(way, find(game, start, target, coalition), start)
    assert way.first is not None
    same(way.first, find(game, start, target, coalition, first), start)


def _two(**spec: Any) -> Dispute:
    given_spec: dict[str, Any] = {"moves": {"a": [{"by": "p"}], "b": [{"by": "q"}]}} | spec
    return dispute(
        {"a": ["a0", "a1"], "b": ["b0", "b1"]},
        {"p": {"a": "down", "b": "up"}, "q": {"a": "up", "b": "down"}},
        **given_spec,
    )


def test_already_there():
    way = engine(_two(), ("a0", "b0"), ("a0", "b0"))
    assert (way.found, way.kind, way.steps) == (True, "interest", ())


def test_nobody_moves():
    way = engine(_two(moves={}), ("a0", "b0"), ("a1", "b0"))
    assert (way.found, way.undecided) == (False, ())


def test_two_losing_steps_and_the_first_in_package_order():
    way = engine(_two(), ("a0", "b0"), ("a1", "b1"), first=["p"])
    assert (way.kind, way.broken_at, [step.by for step in way.steps]) == (
        "any",
        0,
        [("q",), ("p",)],
    )
    assert way.first is not None
    assert [step.by for step in way.first.steps] == [("p",), ("q",)]


def test_constraint_bars_one_order():
    game = _two(logical=[{"never": {"a": "a0", "b": "b1"}}])
    way = engine(game, ("a0", "b0"), ("a1", "b1"))
    assert [step.by for step in way.steps] == [("p",), ("q",)]


def test_infeasible_target():
    game = _two(logical=[{"never": {"a": "a1", "b": "b1"}}])
    assert engine(game, ("a0", "b0"), ("a1", "b1")).found is False


def test_budget_is_told():
    way = engine(_two(), ("a0", "b0"), ("a1", "b1"), budget=1)
    assert way.found
    assert way.kind == "any"
    assert way.undecided == ("interest",)
    assert way.proved


@settings(max_examples=300)
@given(games(limit=40), st.data())
def test_a_plan_is_a_way_and_no_longer_than_it_says(game, data):
    """Without room to search, everyone needed moves once; what is called shortest is."""
    known = Game(game)
    random = Random(data.draw(st.integers(0, 2**32 - 1)))
    start, target = (random.choice(known.packages) for _ in range(2))
    first = data.draw(st.none() | st.lists(st.sampled_from(known.actors), min_size=1, unique=True))
    way = engine(game, start, target, first=first, budget=1)
    for each in (way, way.first):
        if each is None or not each.found:
            continue
        event("plan" if each.undecided or each is way.first else "found")
        packages = [start, *(tuple(step.to.values()) for step in each.steps)]
        assert packages[-1] == target
        for step, x, y in zip(each.steps, packages, packages[1:], strict=False):
            assert y in _steps(known, tuple(step.by), x)
            if each.kind == "interest":
                assert all(known.utility(a, y) > known.utility(a, x) for a in step.by)
        if each.kind == "coalition":
            assert all(known.utility(a, target) > known.utility(a, start) for a in known.parties)
        group = known.parties if each.kind == "coalition" else known.actors
        leaders = None if each is way else first
        shortest = _shortest(known, each.kind, _sets(known, group), start, target, leaders)
        assert shortest is not None
        assert len(packages) >= len(shortest)
        if each.proved:
            assert len(packages) == len(shortest)
