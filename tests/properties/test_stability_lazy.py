"""One package judged lazily against the literal definitions, on random games."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grandbargain import replay
from grandbargain.dispute import Dispute
from grandbargain.stability.lazy import Budget, judge, named
from grandbargain.stability.result import CONCEPTS, Verdict, Witness
from grandbargain.tables.moves import moves_of
from grandbargain.tables.preferences import preferences_of
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import central_utilities
from tests.building import dispute
from tests.games import games
from tests.reference.stability import Game, Package


def verdicts(
    game: Dispute, x: Sequence[str], budget: Budget | None = None, show: int = 20
) -> dict[str, dict[str, Verdict]]:
    structure = Structure(game)
    codes = structure.codes({i.id: o for i, o in zip(game.issues, x, strict=True)})
    found = judge(
        moves_of(structure),
        preferences_of(structure, central_utilities(structure)),
        structure.nogoods(agreed=False),
        codes,
        budget=budget,
        show=show,
    )
    return named(structure, codes, found)


def pick(data: st.DataObject, game: Dispute) -> tuple[Game, Package]:
    twin = Game(game)
    return twin, data.draw(st.sampled_from(twin.packages))


@pytest.mark.slow
@given(games(), st.data())
@settings(max_examples=1000)
def test_lazy_is_literal_and_every_witness_replays(game: Dispute, data: st.DataObject) -> None:
    twin, x = pick(data, game)
    show = data.draw(st.sampled_from((1, 3, 20)))
    for actor, each in verdicts(game, x, show=show).items():
        for concept in CONCEPTS:
            verdict = each[concept]
            assert verdict.stable == twin.is_stable(concept, actor, x), (actor, concept, x)
            assert verdict.witness is not None
            assert replay(game, verdict.witness), (actor, concept, x)
            count = len(twin.improvements(actor, x))
            if verdict.stable:
                assert len(verdict.witness.improvements) == min(count, show)
                assert verdict.witness.complete == (count <= show)


@given(games(), st.data())
@settings(max_examples=100)
def test_lazy_is_literal_on_some_games(game: Dispute, data: st.DataObject) -> None:
    test_lazy_is_literal_and_every_witness_replays.hypothesis.inner_test(game, data)


@given(games(), st.data(), st.sampled_from((0, 1, 3, 10, 30, 100)))
@settings(max_examples=300)
def test_a_small_budget_gives_the_verdict_or_none(
    game: Dispute, data: st.DataObject, packages: int
) -> None:
    twin, x = pick(data, game)
    for actor, each in verdicts(game, x, Budget(packages)).items():
        for concept, verdict in each.items():
            assert verdict.stable in (None, twin.is_stable(concept, actor, x))
            assert (verdict.witness is None) == (verdict.stable is None)


@given(games(), st.data())
@settings(max_examples=300)
def test_a_tampered_witness_does_not_replay(game: Dispute, data: st.DataObject) -> None:
    _, x = pick(data, game)
    for each in verdicts(game, x).values():
        for verdict in each.values():
            assert verdict.witness is not None
            for wrong in tampered(verdict.witness):
                assert not replay(game, wrong)


def tampered(witness: Witness) -> list[Witness]:
    """The opposite verdict on the same grounds, and grounds that say less or something else."""
    out = [dataclasses.replace(witness, stable=not witness.stable)]
    if not witness.improvements:
        return out
    first, *rest = witness.improvements
    stay = dataclasses.replace(first, to=witness.package)
    out.append(dataclasses.replace(witness, improvements=(stay, *rest)))
    if first.answers:
        unanswered = dataclasses.replace(first, answers=None)
        nobody = dataclasses.replace(first, answers=())
        own = dataclasses.replace(
            first,
            answers=tuple(dataclasses.replace(answer, by=witness.by) for answer in first.answers),
        )
        out.extend(
            dataclasses.replace(witness, improvements=(changed, *rest))
            for changed in (unanswered, nobody, own)
        )
    if witness.complete:
        out.append(dataclasses.replace(witness, improvements=tuple(rest)))
    return out


def test_a_budget_that_is_too_small_is_said() -> None:
    game = dispute(
        {f"i{k}": ("no", "yes") for k in range(12)},
        {"a": {f"i{k}": (0, 100) for k in range(12)}, "b": {f"i{k}": (100, 0) for k in range(12)}},
        moves={f"i{k}": [{"by": ("a", "b"), "kind": "any"}] for k in range(12)},
    )
    x = ("no",) * 12
    few = verdicts(game, x, Budget(20))
    assert few["a"]["nash"].stable is False
    assert few["a"]["gmr"].stable is None
    assert few["a"]["gmr"].witness is None
    plenty = verdicts(game, x)
    assert plenty["a"]["gmr"].stable is True
    assert plenty["a"]["smr"].stable is False
    assert plenty["a"]["seq"].stable is True
    assert all(verdict.stable for verdict in plenty["b"].values())


def test_no_time_left_is_said() -> None:
    game = dispute({"i": ("no", "yes")}, {"a": {"i": (0, 100)}}, moves={"i": [{"by": "a"}]})
    assert verdicts(game, ("no",), Budget(seconds=1e-9))["a"]["gmr"].stable is None


@pytest.mark.parametrize("options", [("only",), ("no", "yes")])
def test_who_cannot_move_stays(options: tuple[str, ...]) -> None:
    game = dispute({"i": options}, {"a": {"i": "up"}, "b": {"i": "down"}})
    for each in verdicts(game, options[:1]).values():
        for verdict in each.values():
            assert verdict.stable is True
            assert verdict.witness is not None
            assert verdict.witness.complete
            assert verdict.witness.improvements == ()
            assert replay(game, verdict.witness)


def test_constraints_that_tie_everything_are_not_guessed_at() -> None:
    issues = {f"i{k}": ("no", "yes") for k in range(14)}
    game = dispute(
        issues,
        {"a": {"i0": (0, 100)}, "b": {"i1": (0, 100)}},
        moves={name: [{"by": "a"}] for name in issues},
        logical=[{"never": dict.fromkeys(issues, "yes")}],
    )
    found = verdicts(game, ("no",) * 14)
    assert all(verdict.stable is None for verdict in found["a"].values())
    assert all(verdict.stable for verdict in found["b"].values())


def test_a_replayed_package_must_be_feasible() -> None:
    game = dispute({"i": ("no", "yes")}, {"a": {"i": (0, 100)}}, logical=[{"never": {"i": "yes"}}])
    witness = verdicts(game, ("no",))["a"]["nash"].witness
    assert witness is not None
    assert replay(game, witness)
    assert not replay(game, dataclasses.replace(witness, package={"i": "yes"}))
