"""Who keeps a package: the tables against the definition, in the central world and over worlds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grandbargain import MissingSectionError
from grandbargain.stability.holding import judge_holding, share_of_worlds
from grandbargain.tables.enforcement import central_enforcement, drawn_enforcement
from grandbargain.tables.moves import moves_of
from grandbargain.tables.preferences import preferences_of
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import central_utilities, drawn_utilities
from tests.building import dispute, number
from tests.disputes import disputes, zoo
from tests.games import games
from tests.reference.stability import Game
from tests.reference.utilities import central_tables

CHANCES = st.sampled_from((0.0, 0.05, 0.5, 0.8, 1.0))


@st.composite
def enforced(draw: st.DrawFn, *, certain: bool = True):
    """A dispute with discounts and perhaps a section ``enforcement``."""
    of = draw(st.one_of(disputes(), games(points=True)))
    assume(Game(of).packages)
    forms = st.sampled_from((0.0, 0.3, 0.5, 0.9)) if certain else st.sampled_from(((0.2, 0.9), 0.5))
    actors = tuple(
        replace(actor, discount=number(draw(forms), f"actors.{actor.id}.discount"))
        for actor in of.actors
    )
    sections = {}
    if draw(st.booleans()):
        issue = draw(st.sampled_from(of.issues))
        path = f"enforcement.detection.{issue.id}"
        chances = {o: number(draw(CHANCES), f"{path}.{o}") for o in issue.option_ids}
        sections["enforcement"] = {
            "detection": {issue.id: chances},
            "false_alarm": number(draw(CHANCES), "enforcement.false_alarm"),
            "belief": {},
            "sources": (),
        }
    return replace(of, actors=actors, sections=sections)


def arrays(of):
    structure = Structure(of)
    world = central_utilities(structure)
    return structure, moves_of(structure), world, preferences_of(structure, world)


@settings(max_examples=150)
@given(enforced(), st.data())
def test_the_central_world(of, data):
    structure, moves, world, preferences = arrays(of)
    game, tables = Game(of), central_tables(of)
    x = data.draw(st.sampled_from(game.packages))
    numbers, nogoods = central_enforcement(structure), structure.nogoods(agreed=False)
    codes = structure.codes(game.named(x))
    found = judge_holding(moves, preferences, world, numbers, nogoods, codes)
    section = of.sections.get("enforcement")
    q, f = Fraction(1), Fraction(0)
    if section:
        ((issue, chances),) = section["detection"].items()
        q = Fraction(str(chances[game.named(x)[issue]].mean))
        f = Fraction(str(section["false_alarm"].mean))
    assert set(found) == set(range(len(of.actors)))
    for a, actor in enumerate(of.actors):
        item, reach = found[a], game.reach(actor.id, x)
        stay, fail = game.utility(actor.id, x), tables[actor.id].disagreement
        leave = max((game.utility(actor.id, y) for y in reach), default=stay)
        assert item.temptation == pytest.approx((leave - stay) / 1e6)
        if leave <= stay:
            assert item.holds
            assert item.critical_discount == 0
            assert item.leaves_to is None
            continue
        to = tuple(item.leaves_to.values())
        assert to in reach
        assert game.utility(actor.id, to) == leave
        bottom = (leave - stay) * (1 - f) + (q - f) * (stay - fail)
        if (q - f) * (stay - fail) <= f * (leave - stay):
            assert item.critical_discount is None
            assert item.margin is None
            assert not item.holds
        else:
            critical = (leave - stay) / bottom
            assert item.critical_discount == pytest.approx(float(critical))
            assert item.margin == pytest.approx(actor.discount.mean - float(critical))
            assert item.holds is (Fraction(str(actor.discount.mean)) >= critical)


@settings(max_examples=40)
@given(enforced(certain=False), st.integers(0, 3), st.data())
def test_over_worlds_as_world_by_world(of, seed, data):
    structure, moves, _, _ = arrays(of)
    nogoods, worlds = structure.nogoods(agreed=False), 7
    game = Game(of)
    codes = structure.codes(game.named(data.draw(st.sampled_from(game.packages))))
    parties = [a for a, actor in enumerate(of.actors) if actor.is_party]
    kept = []
    for w in range(worlds):
        world = drawn_utilities(structure, seed, w, 1)
        numbers = drawn_enforcement(structure, seed, w, 1)
        preferences = preferences_of(structure, world)
        one = judge_holding(moves, preferences, world, numbers, nogoods, codes)
        kept.append({a: item.holds for a, item in one.items()})
    shares, together = share_of_worlds(moves, nogoods, codes, parties, seed, worlds)
    assert shares == {a: sum(row[a] for row in kept) / worlds for a in shares}
    assert together == sum(all(row[p] for p in parties) for row in kept) / worlds


def test_what_is_missing_is_named():
    of = zoo()["powers"]
    structure, moves, world, preferences = arrays(of)
    with pytest.raises(MissingSectionError, match=r"discount.*north, south"):
        judge_holding(moves, preferences, world, central_enforcement(structure), (), (0, 0))


@pytest.mark.parametrize(
    ("weight", "holds"), [(0.6, True), ((0.5, 0.7), True), (0.599999, False), (0.600001, True)]
)
def test_a_tie_of_stated_decimals_is_a_tie(weight, holds):
    """T - R = 60 and R - P = 40, so 0.6 just suffices, though no binary fraction is 0.6."""
    of = dispute(
        {"a": ["keep", "grab"], "b": ["u", "v"]},
        {"p": {"a": [40, 100], "b": [0, 100]}, "q": {"a": [100, 0], "b": [0, 100]}},
        weights={"p": {"a": 1, "b": 0}, "q": {"a": 1, "b": 1}},
        value={"p": 0, "q": 0},
        moves={"a": [{"kind": "one", "by": ["p"]}]},
    )
    of = replace(
        of,
        actors=tuple(
            replace(a, discount=number(weight, f"actors.{a.id}.discount")) for a in of.actors
        ),
    )
    structure, moves, world, preferences = arrays(of)
    enforcement = central_enforcement(structure)
    found = judge_holding(moves, preferences, world, enforcement, (), (0, 0))
    assert found[0].holds is holds
    if not isinstance(weight, tuple):
        shares, _ = share_of_worlds(moves, (), (0, 0), (0, 1), seed=1, worlds=5)
        assert shares[0] == float(holds)
