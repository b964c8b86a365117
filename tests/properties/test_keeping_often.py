"""The best package among those kept in a share of worlds, against looking at every package."""

from __future__ import annotations

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from grandbargain.bargain.talks import Talks
from grandbargain.stability.holding import share_of_worlds
from grandbargain.study.keeping_often import KeepingOften
from tests.comparing import RULES, as_found, found
from tests.properties.test_holding import arrays, enforced
from tests.reference import bargain as twin

WORLDS = 9


@settings(max_examples=120)
@given(
    enforced(certain=False), st.sampled_from(RULES), st.integers(0, 3),
    st.sampled_from((0.1, 0.5, 0.9, 1.0)),
)  # fmt: skip
def test_the_best_of_those_kept_often(of, rule, seed, least):
    structure, moves, world, _ = arrays(of)
    parties = [actor.id for actor in of.parties]
    seats = tuple(a for a, actor in enumerate(of.actors) if actor.is_party)
    among = twin.zone(twin.offers(of), parties)
    assume(among)
    nogoods = structure.nogoods(agreed=False)
    shares = [
        share_of_worlds(moves, nogoods, structure.codes(o.package), seats, seed, WORLDS)[1]
        for o in among
    ]
    kept = [offer for offer, share in zip(among, shares, strict=True) if share >= least]
    event(f"kept: {'all' if len(kept) == len(among) else 'some' if kept else 'none'}")
    talks = Talks(structure, world, seats)
    keeping = KeepingOften(talks, moves, nogoods, seed, WORLDS, least)
    answer = keeping.solve(rule, ties=1_000)
    assert answer.solution.proved
    assert all(
        keeping.share(structure.codes(offer.package)) == share
        for offer, share in zip(among, shares, strict=True)
    )
    if not kept:
        assert answer.solution.packages == ()
        return
    expected = as_found(twin.solutions(kept, twin.powers(of, parties)))[rule]
    got = found(answer.solution)
    assert got.packages == expected.packages
    assert got.gains == expected.gains
    event(f"cuts: {min(answer.cuts, 5)}")


@settings(max_examples=60)
@given(enforced(certain=False), st.integers(0, 3), st.sampled_from((0.5, 1.0)), st.data())
def test_a_cut_loses_nothing(of, seed, least, data):
    structure, moves, world, _ = arrays(of)
    seats = tuple(a for a, actor in enumerate(of.actors) if actor.is_party)
    nogoods = structure.nogoods(agreed=False)
    keeping = KeepingOften(
        Talks(structure, world, seats), moves, nogoods, seed, WORLDS, least
    )  # fmt: skip
    packages = [structure.codes(offer.package) for offer in twin.offers(of)]
    assume(packages)
    start = data.draw(st.sampled_from(packages))
    for cut in keeping.broken(start):
        out = [
            codes for codes in packages
            if sum(int(cut.term[at + c]) for at, c in zip(structure.offsets, codes, strict=False))
            < cut.floor
        ]  # fmt: skip
        assert start in out
        event(f"ruled out: {min(len(out), 9)}")
        assert all(keeping.share(codes) < least for codes in out)
