"""The safest package: among equals the largest sum of gains, and always above floors."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grandbargain.dispute import Dispute
from tests.building import dispute
from tests.cli.running import ask_json
from tests.comparing import ask, micro, tables_of
from tests.disputes import disputes
from tests.reference import bargain as twin

WORLDS = 24


def same(of: Dispute, seed: int, floors: dict[str, float] | None = None) -> None:
    """Share, ties and pick of a space that is listed are those of the twin."""
    parties = [actor.id for actor in of.parties]
    floors = floors or {}
    answer = ask(of, worlds=WORLDS, seed=seed, rules=("safest",), floors=floors, ledger=False)
    safest = answer.solutions["safest"]
    if not twin.offers(of):
        assert not safest.packages
        return
    least = {actor: micro(points) for actor, points in floors.items()}
    share, best = twin.safest(of, parties, tables_of(of, seed, WORLDS), least)
    assert safest.proved
    assert safest.bound == safest.objective == pytest.approx(float(share), abs=1e-12)
    if share == 0 and not safest.packages:
        return
    assert dict(safest.packages[0].package) == best[0]
    assert all(dict(item.package) in best for item in safest.packages)
    assert safest.ties in {len(best), None}


@settings(max_examples=60)
@given(disputes(limit=60, worlds=True), st.integers(0, 3))
def test_the_pick_is_that_of_the_twin(of, seed):
    same(of, seed)


@settings(max_examples=60)
@given(disputes(limit=60, worlds=True), st.data())
def test_above_floors(of, data):
    actors = st.sampled_from([actor.id for actor in of.actors])
    floors = data.draw(st.dictionaries(actors, st.sampled_from((10.0, 40.0, 50.0, 70.0))))
    same(of, 1, floors)


def test_of_equally_safe_packages_none_is_dominated():
    """Everybody always signs: without the second key the status quo would be picked."""
    of = dispute(
        {"a": ["a0", "a1"], "b": ["b0", "b1"]},
        {"p": {"a": [0, (90, 100)], "b": "up"}, "q": {"a": "up", "b": "up"}},
        value={"p": -10, "q": -10},
    )
    answer = ask(of, worlds=WORLDS, rules=("safest",), ledger=False)
    (first, *_) = answer.solutions["safest"].packages
    assert dict(first.package) == {"a": "a1", "b": "b1"}
    assert answer.solutions["safest"].objective == 1


def test_floors_on_the_command_line():
    """A floor for those without a seat costs safety, and the package keeps it."""
    words = ("bargain", "camp_david", "--worlds", "100", "--rule", "nash", "--rule", "safest")
    free = ask_json(*words)["solutions"]["safest"]
    package = free["packages"][0]
    floor = round(package["utility"]["palestinians"] + 5, 3)
    bound = ask_json(*words, "--floor", f"palestinians={floor}")["solutions"]["safest"]
    assert bound["objective"] <= free["objective"]
    assert bound["packages"][0]["package"] != package["package"]
    assert bound["packages"][0]["utility"]["palestinians"] > package["utility"]["palestinians"]
