"""What is uncertain, as inputs: held at what a world drew, the central world is that world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest, spearmanr

from grandbargain.dispute import Choice, Correlation, Dispute
from grandbargain.errors import InvalidModelError, UsageError
from grandbargain.modelfile import parse_dispute
from grandbargain.robustness.design import Design
from grandbargain.study.robust.pins import pin
from grandbargain.tables.draws import draw_numbers, quantile, ties_of
from grandbargain.tables.inputs import Column, column_names, inputs_of, values_of
from grandbargain.tables.sources import Central, Move, Moved, source_of
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import (
    Utilities,
    central_utilities,
    drawn_utilities,
    weigh_issues,
)
from tests.building import dispute
from tests.disputes import disputes, zoo
from tests.port import PORT

ZOO = zoo()
FIELDS = ("term", "link", "disagreement", "power", "variant")


def same(one: Utilities, other: Utilities, *, term: float = 0) -> None:
    """Check that utilities are the same, terms up to some millionths."""
    for name in FIELDS:
        left, right = getattr(one, name), getattr(other, name)
        if name in {"term", "disagreement"}:
            assert np.abs(left - right).max(initial=0) <= term, name
        else:
            assert (left == right).all(), name


def has_order(of: Dispute) -> bool:
    return any(item.issues for item in inputs_of(of))


def columns_of(of: Dispute, seed, first: int, worlds: int) -> list[Column]:
    return values_of(Structure(of), inputs_of(of), source_of(of, seed, first, worlds))


def pins_of(columns: list[Column], world: int) -> dict[str, float | str]:
    """What every input is in a world, as pins."""
    return {
        column.name: column.categories[int(column.values[world])]
        if column.categories
        else float(column.values[world])
        for column in columns
    }


# --- pins ---------------------------------------------------------------------------------------


def check_pinned_worlds(of: Dispute, seed: int, worlds: int = 3) -> None:
    columns = columns_of(of, seed, 5, worlds)
    drawn = drawn_utilities(Structure(of), seed, 5, worlds)
    for w in range(worlds):
        held = pin(of, pins_of(columns, w))
        assert not inputs_of(held), [item.name for item in inputs_of(held)]
        same(central_utilities(Structure(held)), drawn.world(w))


@settings(max_examples=25)
@given(disputes(worlds=True).filter(lambda of: not has_order(of)), st.integers(0, 2**40))
def test_a_dispute_held_at_a_world_is_that_world(of: Dispute, seed: int) -> None:
    check_pinned_worlds(of, seed)


@pytest.mark.parametrize("name", [name for name, of in ZOO.items() if not has_order(of)])
def test_the_zoo_held_at_a_world_is_that_world(name: str) -> None:
    check_pinned_worlds(ZOO[name], 3, 12)


def test_types_with_chances_of_their_own_are_held() -> None:
    """A type is certain when it is held, whatever its chance is held at."""
    of = ZOO["types of equal chance"]
    columns = columns_of(of, 1, 0, 40)
    chosen = {column.name: column.values for column in columns}["interests.north.types"]
    assert set(chosen) == {0.0, 1.0}
    check_pinned_worlds(of, 1, 10)
    held = pin(of, {"interests.north.types": "dove"})
    assert "interests.north.types" not in {item.name for item in inputs_of(held)}
    for seed in (1, _design(held, 20)):  # a design has no draw for what is certain
        found = drawn_utilities(Structure(held), seed, 0, 20).variant
        assert (found[:, 0] == 1).all()
        assert set(found[:, 1]) == {0, 1, 2}


@settings(max_examples=30)
@given(disputes(worlds=True), st.data())
def test_held_numbers_leave_all_others_as_they_are(of: Dispute, data: st.DataObject) -> None:
    columns = {column.name: column for column in columns_of(of, 8, 0, 6)}
    free = [item.name for item in inputs_of(of) if not item.issues]
    names = data.draw(st.lists(st.sampled_from(free), min_size=1, unique=True))
    pins = {name: pins_of([columns[name]], 2)[name] for name in names}
    held = pin(of, pins)
    left = {item.name for item in inputs_of(held)}
    assert not left & set(names)
    assert left <= {item.name for item in inputs_of(of)}
    for column in columns_of(held, 8, 0, 6):
        if column.name in left and not column.categories:
            assert (column.values == columns[column.name].values).all(), column.name
    same(drawn_utilities(Structure(held), 8, 2, 1), drawn_utilities(Structure(of), 8, 2, 1))


def test_wrong_pins_are_told_at_once() -> None:
    of = together({("interests.north.weights.land", "interests.north.weights.water"): 0.5})
    order = ZOO["perhaps indifferent"]
    with pytest.raises(UsageError) as caught:
        pin(
            of,
            {
                "interests.north.values.land.kepe": 3,
                "interests.north.values.land.keep": 11,
                "interests.north.values.water.old": "much",
                "interests.north.weights.land": 1.5,
            },
        )
    said = str(caught.value).splitlines()
    assert len(said) == 4
    assert "no uncertain number 'interests.north.values.land.kepe'; near it:" in said[0]
    assert "'interests.north.values.land.keep' lies between 0 and 10 in the file, not at 11" in said
    assert "'interests.north.values.water.old' is a number, and 'much' is none" in said
    assert "goes with 'interests.north.weights.water' in the file" in said[3]
    with pytest.raises(UsageError, match="is one of up, flat, not 'sideways'"):
        pin(order, {"interests.north.values.land": "sideways"})
    with pytest.raises(UsageError, match="the order alone is known"):
        pin(order, {"interests.north.order": 1})
    with pytest.raises(UsageError, match="lies between 0 and 10"):
        pin(of, {"interests.north.values.land.keep": float("nan")})


def test_no_pins_leave_the_dispute() -> None:
    of = ZOO["numbers of every form"]
    assert pin(of, {}) is of


# --- one at a time ------------------------------------------------------------------------------


@settings(max_examples=30)
@given(disputes(worlds=True), st.integers(0, 2**40))
def test_a_moved_world_is_the_central_one_of_the_held_dispute(of: Dispute, seed: int) -> None:
    check_moved_worlds(of, seed)


@pytest.mark.parametrize("name", ZOO)
def test_moved_worlds_of_the_zoo(name: str) -> None:
    check_moved_worlds(ZOO[name], 4)


def check_moved_worlds(of: Dispute, seed: int) -> None:
    columns = [
        column
        for column in columns_of(of, seed, 0, 1)
        if column.name in {item.name for item in inputs_of(of) if not item.issues}
    ]
    moves = (Move(), *(Move(column.name, float(column.values[0])) for column in columns))
    structure = Structure(of)
    found = drawn_utilities(structure, Moved(moves), 0, len(moves))
    same(found.world(0), central_utilities(structure))
    for w, column in enumerate(columns, start=1):
        held = pin(of, pins_of([column], 0))
        same(found.world(w), central_utilities(Structure(held)))
    again = [drawn_utilities(structure, Moved(moves), w, 1) for w in range(len(moves))]
    for w, alone in enumerate(again):
        same(alone, found.world(w))


def test_a_move_to_every_type_and_way() -> None:
    of = ZOO["types of equal chance"]
    path = "interests.south.types"
    found = drawn_utilities(Structure(of), Moved(tuple(Move(path, k) for k in range(3))), 0, 3)
    assert found.variant[:, 1].tolist() == [0, 1, 2]
    of = ZOO["perhaps indifferent"]
    path = "interests.north.values.water"
    found = drawn_utilities(Structure(of), Moved((Move(path, 0), Move(path, 1))), 0, 2)
    water = found.term[:, 0, 2:4]
    assert water[0].argmax() == 1
    assert water[1].argmax() == 0


# --- which inputs there are ---------------------------------------------------------------------


@settings(max_examples=30)
@given(disputes(worlds=True))
def test_every_uncertain_thing_appears_once(of: Dispute) -> None:
    found = inputs_of(of)
    names = [item.name for item in found]
    assert len(set(names)) == len(names)
    numbers = {number.path for number in of.numbers() if not number.is_known}
    assert {item.name for item in found if item.number is not None} == numbers
    expected = set()
    for interests in of.interests.values():
        if interests.types:
            expected.add(interests.types_path)
        for one in (interests, *(kind.interests for kind in interests.types)):
            expected |= {v.path for v in one.values.values() if len(v.tables) > 1}
            if one.order is not None:
                expected.add(one.order_path)
    assert {item.name for item in found if item.number is None} == expected
    columns = [column_names(found), [column.name for column in columns_of(of, 0, 0, 2)]]
    assert list(columns[0]) == columns[1]


def test_a_number_of_several_alternatives_takes_two_draws() -> None:
    (item,) = [i for i in inputs_of(ZOO["numbers of every form"]) if i.name.endswith("share")
               and i.name.startswith("interests.south")]  # fmt: skip
    assert item.number is not None
    assert isinstance(item.number.distribution, Choice)
    assert item.slots == (0, 1)


@pytest.mark.parametrize("name", [name for name, of in ZOO.items() if has_order(of)])
def test_the_weights_of_an_order_are_those_of_the_utilities(name: str) -> None:
    of = ZOO[name]
    structure = Structure(of)
    for seed in (3, _design(of, 40)):
        found = {column.name: column.values for column in columns_of(of, seed, 0, 40)}
        source = source_of(of, seed, 0, 40)
        for item in inputs_of(of):
            if not item.issues:
                continue
            weights, _ = weigh_issues(structure, source, of.interests[item.actor])
            for i, issue in enumerate(structure.issue_ids):
                if issue in item.issues:
                    column = found[f"{item.name}.{issue}"]
                    assert (column == weights[i]).all()
            order = of.interests[item.actor].order
            assert order is not None
            for one, other in pairwise(group for group in order if len(group) == 1):
                upper, lower = (found[f"{item.name}.{group[0]}"] for group in (one, other))
                cared = (upper > 0) & (lower > 0)
                assert (upper >= lower)[cared].all()


def test_an_order_of_many_issues_is_the_same_alone_and_together() -> None:
    issues = {f"i{k}": ["x", "y"] for k in range(13)}
    of = dispute(issues, {"p": dict.fromkeys(issues, "up")}, order={"p": list(issues)})
    weights = of.interests["p"]
    for seed in (3, _design(of, 64)):
        cares = {issue: np.ones(64, dtype=bool) for issue in issues}
        together = source_of(of, seed, 0, 64).order(weights, cares)
        for w in range(64):
            cares = {issue: np.ones(1, dtype=bool) for issue in issues}
            alone = source_of(of, seed, w, 1).order(weights, cares)
            assert all(alone[issue][0] == together[issue][w] for issue in issues)


def _design(of: Dispute, worlds: int) -> Design:
    columns = tuple((item.name, slot) for item in inputs_of(of) for slot in item.slots)
    return Design("sobol", 3, columns, worlds)


def test_inputs_of_a_dispute_with_play_are_held_too() -> None:
    of = parse_dispute(PORT, "port")
    columns = columns_of(of, 3, 0, 4)
    names = [column.name for column in columns]
    assert {"actors.b.discount", "parameters.risk", "dynamics.endings.fall.points.people"} <= set(
        names
    )
    held = pin(of, pins_of(columns, 1))
    assert not inputs_of(held)
    assert held.actor("b").discount is not None
    assert held.actor("b").discount.mean == columns[names.index("actors.b.discount")].values[1]  # type: ignore[union-attr]


def test_the_central_world_has_the_means() -> None:
    of = ZOO["numbers of every form"]
    for column, item in zip(
        values_of(Structure(of), inputs_of(of), Central()), inputs_of(of), strict=True
    ):
        assert item.number is not None
        assert column.values.tolist() == [item.number.mean]


# --- numbers that go together -------------------------------------------------------------------

WORLDS = 20_000
A, B, C, D = (
    "interests.north.weights.land",
    "interests.north.weights.water",
    "interests.south.disagreement.stalemate_cost",
    "interests.north.values.water.old",
)
STATED = {(A, B): 0.8, (B, C): -0.5, (A, C): -0.3}


def together(stated: Mapping[tuple[str, str], float]) -> Dispute:
    found = tuple(Correlation(*pair, rank) for pair, rank in stated.items())
    return replace(ZOO["numbers of every form"], sections={"robustness": {"correlations": found}})


def table(of: Dispute, seed, worlds: int = WORLDS) -> dict[str, np.ndarray]:
    return {column.name: column.values for column in columns_of(of, seed, 0, worlds)}


@pytest.mark.parametrize("method", ["seed", "sobol", "latin", "random"])
def test_rank_correlations_are_as_stated(method: str) -> None:
    of = together(STATED)
    columns = tuple((item.name, slot) for item in inputs_of(of) for slot in item.slots)
    seed = 5 if method == "seed" else Design(method, 5, columns, WORLDS)  # type: ignore[arg-type]
    found = table(of, seed)
    for pair, rank in STATED.items():
        assert spearmanr(found[pair[0]], found[pair[1]])[0] == pytest.approx(rank, abs=0.02)
    for other in set(found) - {A, B, C}:
        for name in (A, B, C):
            assert abs(spearmanr(found[other], found[name])[0]) < 0.035, (other, name)


def test_numbers_by_themselves_stay_as_they_are() -> None:
    of = together(STATED)
    alone, tied = table(replace(of, sections={}), 5), table(of, 5)
    forms = {number.path: number.distribution for number in of.numbers()}
    for name in (A, B, C):
        unit = np.linspace(0, 1, 20_002)[1:-1]
        reference = quantile(forms[name], unit)
        assert kstest(tied[name], reference).pvalue > 1e-3, name
    assert alone[A] == pytest.approx(tied[A], rel=1e-9)  # the first of them leads
    assert (alone[B] != tied[B]).any()
    for name in set(alone) - {A, B, C}:
        assert (alone[name] == tied[name]).all(), name


def test_every_question_sees_the_same_worlds() -> None:
    """Utilities drawn for other questions follow the ties, world by world, in any chunk."""
    of = together(STATED)
    structure, found = Structure(of), table(of, 5, 50)
    drawn = drawn_utilities(structure, 5, 0, 50)
    cost = np.rint(found[C] * 1e6).astype(np.int64)
    today = drawn.of(structure, structure.status_quo)[:, 1]
    assert (today - drawn.disagreement[:, 1] == cost).all()
    free = drawn_utilities(Structure(replace(of, sections={})), 5, 0, 50)
    assert (free.disagreement != drawn.disagreement).any()
    for first, count in ((0, 1), (7, 5), (49, 1)):
        part = drawn_utilities(structure, 5, first, count)
        same(part, drawn.part(slice(first, first + count)))


def test_a_number_is_tied_the_same_whoever_asks_for_it() -> None:
    of = together(STATED)
    numbers = {number.path: number for number in of.numbers()}
    tied = ties_of(of.correlations)
    whole = table(of, 5, 30)
    for name in (C, B, A, D):
        assert (draw_numbers([numbers[name]], 5, 0, 30, tied)[0] == whole[name]).all()
    both = draw_numbers([numbers[C], numbers[D], numbers[A]], 5, 0, 30, tied)
    assert (both == np.array([whole[C], whole[D], whole[A]])).all()


def test_strong_ties_keep_draws_inside() -> None:
    found = table(together({(A, B): 0.999_999, (A, D): -0.999, (B, D): -0.999}), 5, 5_000)
    assert spearmanr(found[A], found[B])[0] > 0.9999
    assert spearmanr(found[A], found[D])[0] < -0.998
    for name in (A, B, D):
        assert np.isfinite(found[name]).all()


def test_contradictory_ties_are_refused() -> None:
    with pytest.raises(ValueError, match="contradict each other"):
        table(together({(A, B): 0.9, (B, C): 0.9, (A, C): -0.9}), 5, 2)
    text = PORT + (
        "robustness:\n  correlations:\n"
        "    - {between: [interests.a.weights.tolls, actors.b.discount], rank: 0.9}\n"
        "    - {between: [actors.b.discount, parameters.risk], rank: 0.9}\n"
        "    - {between: [interests.a.weights.tolls, parameters.risk], rank: RANK}\n"
    )
    with pytest.raises(InvalidModelError, match="GB627"):
        parse_dispute(text.replace("RANK", "-0.9"), "port")
    assert len(parse_dispute(text.replace("RANK", "0.9"), "port").correlations) == 3
