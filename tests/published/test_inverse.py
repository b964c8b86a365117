"""Which rankings make a state stable: Syria and Iraq 1975, and all orders of small games."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grandbargain.errors import TooLargeError
from grandbargain.stability.inverse import count_rankings
from grandbargain.study.finding import find_dispute
from grandbargain.tables.moves import moves_of
from grandbargain.tables.preferences import preferences_of
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import central_utilities
from tests.building import dispute
from tests.games import games
from tests.reference.stability import CONCEPTS, Game

ONE = ("held", "calm", "holds")
TWO = ("released", "calm", "holds")


def inverse(game, actor, package, concept):
    """What the program counts."""
    structure = Structure(game)
    return count_rankings(
        moves_of(structure),
        preferences_of(structure, central_utilities(structure)),
        structure.nogoods(agreed=False),
        structure.actor_ids.index(actor),
        structure.codes(Game(game).named(package)),
        concept,
    )


@pytest.mark.parametrize(
    ("actor", "package", "concept", "count"),
    [("syria", TWO, "nash", 240), ("syria", TWO, "seq", 384), ("iraq", ONE, "smr", 456)],
)
def test_syria_and_iraq(actor, package, concept, count):
    """720 (1 - 2/3 + 1/5) = 384, where GMCR+ prints 420; 456, where it prints 444."""
    found = inverse(find_dispute("euphrates"), actor, package, concept)
    assert (found.rankings, found.of) == (count, math.factorial(6))


def test_conditions_of_the_desired_state():
    """Syria leaves for 1 if 4 is better too, and for 3 if 6 is."""
    found = inverse(find_dispute("euphrates"), "syria", TWO, "seq")
    assert found.conditions == (((0, 0, 0), (0, 0, 1)), ((0, 1, 0), (0, 1, 1)))


@settings(max_examples=60)
@given(games(limit=6), st.data())
def test_every_order_is_counted(game, data):
    known = Game(game)
    assume(len(known.packages) <= 6)
    actor = data.draw(st.sampled_from(known.actors))
    package = data.draw(st.sampled_from(known.packages))
    concept = data.draw(st.sampled_from(CONCEPTS))
    found = inverse(game, actor, package, concept)
    count = 0
    for order in permutations(range(len(known.packages))):
        rank = dict(zip(known.packages, order, strict=True))
        fresh = Game(game)
        given_ = fresh.utility
        vars(fresh)["utility"] = lambda a, x, r=rank, g=given_: r[x] if a == actor else g(a, x)
        count += fresh.is_stable(concept, actor, package)
    assert (found.rankings, found.of) == (count, math.factorial(len(known.packages)))


def yes_and_no(issues: int, mover: str = "p"):
    """One actor that moves the first issue, and many issues that nobody moves."""
    names = [f"i{k}" for k in range(issues)]
    return dispute(
        {name: ["n", "y"] for name in names},
        {"p": {}, "q": {}},
        statements={"p": [{"i0": ["y"]}, {"i1": ["y"]}], "q": [{"i0": ["n"]}]},
        moves={"i0": [{"kind": "one", "by": [mover]}]},
    )


@pytest.mark.parametrize(("issues", "counted"), [(7, True), (8, False), (12, False)])
def test_with_many_packages_the_share_alone_is_told(issues, counted):
    found = inverse(yes_and_no(issues), "p", ("n",) * issues, "nash")
    assert found.share == Fraction(1, 2)
    assert (found.of is None, found.rankings is None) == (not counted, not counted)
    if counted:
        assert found.rankings * 2 == found.of == math.factorial(2**issues)
        json.dumps(found.rankings)


def test_conditions_that_multiply_are_refused_before_they_are_built():
    """Eight answers with eight escapes each would give 8^8 conditions."""
    names = [f"i{k}" for k in range(6)]
    of = dispute(
        {name: ["n", "y"] for name in names},
        {"p": {}, "q": {}},
        statements={"p": [{"i0": ["y"]}], "q": [{"i0": ["n"]}]},
        moves={n: [{"kind": "one", "by": [("p", "q")[k % 2]]}] for k, n in enumerate(names)},
    )
    with pytest.raises(TooLargeError, match="conditions"):
        inverse(of, "p", ("n",) * 6, "smr")
