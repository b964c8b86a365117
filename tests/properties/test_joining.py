"""Coalitions that may leave one package: the search outward against the literal twin."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grandbargain import Study, replay
from grandbargain.dispute import Dispute
from grandbargain.stability.answer import COALITION
from grandbargain.stability.joining import judge_coalition
from grandbargain.stability.lazy import named_verdict
from grandbargain.stability.result import Verdict
from grandbargain.study.walks import Ground
from tests.games import games
from tests.reference.stability import Group, solve


def judged(game: Dispute, group: Group, codes: tuple[int, ...], packages: int) -> Verdict:
    """The verdict of the engine for one coalition, with names."""
    ground = Ground(game)
    members = sorted(ground.structure.actor_ids.index(name) for name in group)
    found = judge_coalition(
        ground.moves, ground.preferences, ground.nogoods, members, codes, packages=packages
    )
    return named_verdict(ground.structure, codes, members, COALITION, found)


@given(games(), st.data())
@settings(max_examples=300)
def test_outward_is_literal_and_every_witness_replays(game: Dispute, data: st.DataObject) -> None:
    parties = [actor.id for actor in game.actors if actor.is_party]
    assume(parties)
    group = data.draw(st.lists(st.sampled_from(parties), min_size=1, unique=True))
    solved = solve(game, [tuple(group)])
    package = data.draw(st.sampled_from(solved.packages))
    (stable,) = solved.coalition_stable.values()
    structure = Ground(game).structure
    codes = structure.codes(dict(zip((i.id for i in game.issues), package, strict=True)))
    whole = judged(game, tuple(group), codes, 1_000_000)
    assert whole.stable is (package in stable)
    assert whole.witness is not None
    assert replay(game, whole.witness)
    small = judged(game, tuple(group), codes, data.draw(st.sampled_from((0, 1, 3, 10, 30))))
    assert small.stable in {None, whole.stable}


def test_the_flagship_is_judged_for_the_principals() -> None:
    game = Study("korea").dispute
    found = judged(game, ("usa", "china"), Ground(game).structure.status_quo, 4_000_000)
    assert found.stable is not None
    assert found.witness is not None
    assert replay(game, found.witness)
