"""The smallest raise makes a package stable, and nothing smaller does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from grandbargain.stability.change import smallest_raise
from grandbargain.tables.moves import moves_of
from grandbargain.tables.preferences import preferences_of
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import central_utilities
from tests.games import games
from tests.reference.stability import CONCEPTS, Game


def raised(game, actor, package, by):
    """The game in which the package alone is worth more to the actor."""
    fresh = Game(game)
    before = fresh.utility
    vars(fresh)["utility"] = lambda a, x: before(a, x) + (by if (a, x) == (actor, package) else 0)
    return fresh


def asked(game, actor, package, concept, **options):
    structure = Structure(game)
    return smallest_raise(
        moves_of(structure),
        preferences_of(structure, central_utilities(structure)),
        structure.nogoods(agreed=False),
        structure.actor_ids.index(actor),
        structure.codes(Game(game).named(package)),
        concept,
        **options,
    )


@settings(max_examples=150)
@given(games(limit=30, points=True), st.data())
def test_smallest_raise(game, data):
    known = Game(game)
    package = data.draw(st.sampled_from(known.packages))
    for actor in known.actors:
        for concept in CONCEPTS:
            found = asked(game, actor, package, concept)
            assert raised(game, actor, package, found).is_stable(concept, actor, package)
            if found:
                less = raised(game, actor, package, found - 1)
                assert not less.is_stable(concept, actor, package)


@given(games(limit=30), st.data())
def test_budget_is_told(game, data):
    known = Game(game)
    package = data.draw(st.sampled_from(known.packages))
    assert asked(game, known.actors[0], package, "nash", limit=0) is None
