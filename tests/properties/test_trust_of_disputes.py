"""Trust asked about random disputes: the answer equals the definitions, package by package."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grandbargain.dispute.uncertain import Known
from grandbargain.errors import UsageError
from grandbargain.stability.reassurance import Setting, shares_of_worlds
from grandbargain.stability.trust import TrustPayoffs, trust_needed
from grandbargain.stability.trust_answer import TrustSettings
from grandbargain.study.standing import Standing
from grandbargain.study.trusting import ask_trust
from grandbargain.study.walks import Ground
from grandbargain.tables.utilities import MICRO, drawn_utilities
from tests.disputes import disputes, zoo
from tests.games import games
from tests.reference.trust import Trusting


@settings(max_examples=150)
@given(games(points=True, limit=30), st.integers(0, 10**6))
def test_trust_is_what_the_definitions_say(found, salt):
    between = [actor.id for actor in found.actors]
    literal = Trusting(found, ())
    packages = literal.game.packages
    literal.x = packages[salt % len(packages)]
    standing = Standing(literal.game.named(literal.x))
    answer = ask_trust(found, TrustSettings(between=tuple(between)), package=standing)
    for actor, item in answer.trust.items():
        others = [name for name in between if name != actor]
        reward, sucker, temptation = literal.payoffs(actor, others)
        own = item.points
        assert (own.reward, own.sucker, own.temptation) == (
            reward / MICRO, sucker / MICRO, temptation / MICRO,
        )  # fmt: skip
        failure = round(own.failure * MICRO)
        needed = trust_needed(TrustPayoffs(reward, sucker, temptation, failure))
        assert item.needed == (None if needed is None else float(needed))
        front = literal.front(actor, others)
        if front == "stuck":
            assert item.front.reason
            assert item.front.critical is None
        else:
            assert item.front.critical == (None if front is None else float(front))
        assert [change.issue for change in item.front.changes] == [
            found.issues[place].id for place in literal.own_part(actor)
        ]


@settings(max_examples=60)
@given(disputes(), st.integers(0, 10**6))
def test_shares_are_those_of_every_world_taken_alone(found, salt):
    assume(not found.broken(found.status_quo, agreed=False))
    ground = Ground(found)
    actors = tuple(range(len(found.actors)))
    if len(actors) < 2:
        return
    chances = {one: {two: 0.5 for two in ground.structure.actor_ids if two != one}
               for one in ground.structure.actor_ids}  # fmt: skip
    section = {"detection": {}, "false_alarm": None, "belief": _numbers(found, chances)}
    found = replace(found, sections={**found.sections, "enforcement": section})
    ground = Ground(found)
    codes = ground.structure.status_quo
    setting = Setting(ground.moves, ground.nogoods, codes)
    worlds = 7
    shares = shares_of_worlds(setting, actors, salt, worlds)
    drawn = drawn_utilities(ground.structure, salt, 0, worlds)
    count = dict.fromkeys(actors, 0)
    for w in range(worlds):
        world = drawn.world(w)

        def worth(actor, y, world=world):
            return int(world.of(ground.structure, y)[0, actor])

        best = {}
        for a in actors:
            rows = [tuple(int(c) for c in row) for row in setting.departures(a).codes]
            best[a] = max(sorted(rows), key=lambda y, a=a: worth(a, y), default=None)
        for a in actors:
            reward = worth(a, codes)
            harms = [worth(a, best[b]) for b in actors if b != a and best[b] is not None]
            own = TrustPayoffs(
                reward,
                min(harms, default=reward),
                reward if best[a] is None else worth(a, best[a]),
                int(world.disagreement[0, a]),
            )
            needed = trust_needed(own)
            count[a] += needed is not None and needed <= 0.5
    assert {a: round(share * worlds) for a, share in shares.items()} == count


def _numbers(found, chances):
    power = found.actors[0].power

    def belief(one, two, value):
        path = f"enforcement.belief.{one}.{two}"
        return replace(power, path=path, distribution=Known(value))

    return {
        one: {two: belief(one, two, value) for two, value in row.items()}
        for one, row in chances.items()
    }


def test_trust_takes_two():
    found = next(iter(zoo().values()))
    with pytest.raises(UsageError, match="two actors"):
        ask_trust(found, TrustSettings(between=(found.actors[0].id,)), package="status_quo")
