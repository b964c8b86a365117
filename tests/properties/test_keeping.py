"""The best package among those that hold, against listing every package."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from grandbargain.bargain.talks import Talks
from grandbargain.study.keeping_centrally import KeepingCentrally
from grandbargain.tables.enforcement import central_enforcement
from tests.building import dispute, number
from tests.comparing import RULES, as_found, found
from tests.properties.test_holding import arrays, enforced
from tests.reference import bargain as twin
from tests.reference.stability import Game


def stated(number) -> Fraction:
    """The decimal in the file."""
    return Fraction(str(number.mean))


def keeps(of, game: Game, package: dict[str, str], party: str, failure: int) -> bool:
    """The definition of 2a, in the central world, with the numbers as they stand in the file."""
    x = tuple(package.values())
    reach = game.reach(party, x)
    stay = game.utility(party, x)
    leave = max((game.utility(party, y) for y in reach), default=stay)
    q, f = Fraction(1), Fraction(0)
    section = of.sections.get("enforcement")
    if section:
        ((issue, chances),) = section["detection"].items()
        q, f = stated(chances[package[issue]]), stated(section["false_alarm"])
    d = stated(of.actor(party).discount)
    loss = (q - f) * (stay - failure)
    if leave <= stay:
        return True
    return loss > f * (leave - stay) and (leave - stay) * (1 - d * (1 - f)) <= d * loss


@settings(max_examples=120)
@given(enforced(), st.sampled_from(RULES))
def test_the_best_of_those_that_hold(of, rule):
    structure, moves, world, preferences = arrays(of)
    parties = [actor.id for actor in of.parties]
    among = twin.zone(twin.offers(of), parties)
    assume(among)
    game = Game(of)
    failure = {a: int(d) for a, d in zip(structure.actor_ids, world.disagreement[0], strict=True)}
    kept = [
        offer for offer in among
        if all(keeps(of, game, offer.package, party, failure[party]) for party in parties)
    ]  # fmt: skip
    event(f"kept: {'all' if len(kept) == len(among) else 'some' if kept else 'none'}")
    seats = tuple(a for a, actor in enumerate(of.actors) if actor.is_party)
    keeping = KeepingCentrally(
        Talks(structure, world, seats), moves, preferences, central_enforcement(structure),
        structure.nogoods(agreed=False),
    )  # fmt: skip
    answer = keeping.solve(rule, ties=1_000)
    assert answer.solution.proved
    if not kept:
        assert answer.solution.packages == ()
        return
    expected = as_found(twin.solutions(kept, twin.powers(of, parties)))[rule]
    got = found(answer.solution)
    assert got.packages == expected.packages
    assert got.gains == expected.gains


def test_ideals_are_sought_among_the_packages_that_hold():
    """All packages: ideals 100 and 100, so (50, 50). Those kept: 100 and 50, so (90, 30)."""
    of = dispute(
        {"a": ["none", "cut"], "b": ["x", "y", "z"]},
        {"p": {"a": [100, 0], "b": [100, 80, 0]}, "q": {"a": [0, 100], "b": [0, 60, 100]}},
        value={"p": 0, "q": 0},
        moves={"a": [{"kind": "one", "by": ["p"], "from": ["cut"], "to": ["none"]}]},
    )
    of = replace(
        of,
        actors=tuple(
            replace(a, discount=number(0.55, f"actors.{a.id}.discount")) for a in of.actors
        ),
    )
    structure, moves, world, preferences = arrays(of)
    keeping = KeepingCentrally(
        Talks(structure, world, (0, 1)), moves, preferences, central_enforcement(structure), ()
    )
    solution = keeping.solve("kalai_smorodinsky", ties=10).solution
    assert solution.proved
    assert found(solution).packages == [{"a": "none", "b": "y"}]
