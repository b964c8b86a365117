"""Worlds: every draw is a pure function of seed, path and world, with the right distribution."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grandbargain.dispute import Choice, Dispute, Known, Normal, Number, Pert, Uniform
from grandbargain.tables.draws import draw_numbers, quantile
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import Utilities, drawn_utilities
from tests.building import dispute, percent
from tests.disputes import disputes, zoo
from tests.reference.draws import Draw
from tests.reference.draws import quantile as slow_quantile
from tests.reference.utilities import mean_of

ZOO = zoo()
ROOM = 1e-3
"""Millionths of a point: how far floats may move a term before it is rounded."""

FORMS = {
    "range": Uniform(20, 60),
    "pert": Pert(20, 30, 80),
    "pert with its peak at the end": Pert(0, 0, 10),
    "normal": Normal(50, 20, 0, 100),
    "normal cut hard": Normal(5, 10, 0, 100),
    "choice": Choice(((Known(10.0), 0.25), (Uniform(20.0, 40.0), 0.75))),
}
WORLDS = 40_000


# --- the engine against the twin ----------------------------------------------------------------


def agree(of: Dispute, seed: int, first: int, worlds: int) -> None:
    structure = Structure(of)
    engine = drawn_utilities(structure, seed, first, worlds)
    for w in range(worlds):
        draw = Draw(seed, first + w)
        for a, actor in enumerate(structure.actor_ids):
            same_actor(structure, engine, w, a, draw)
            power = draw.number(of.actor(actor).power)
            assert engine.power[w, a] == pytest.approx(power, rel=1e-12)


def same_actor(structure: Structure, engine: Utilities, w: int, a: int, draw: Draw) -> None:
    of = structure.dispute
    expected = draw.actor(of, structure.actor_ids[a])
    assert engine.variant[w, a] == expected.kind
    terms = [value for issue in of.issues for value in expected.terms[issue.id]]
    assert engine.term[w, a].tolist() == pytest.approx(terms, abs=0.5 + ROOM, rel=0)
    added: dict[int, list[float]] = {}
    for when, adds in expected.linkages:
        added.setdefault(structure.linkage(when), []).append(adds)
    for column, points in enumerate(engine.link[w, a].tolist()):
        parts = added.get(column, [])
        assert points == pytest.approx(sum(parts), abs=0.5 * len(parts) + ROOM, rel=0)
    today = engine.of(structure, structure.status_quo)[w, a]
    lost = int(engine.disagreement[w, a])
    stake = int(today) - lost if expected.has_cost else lost
    assert stake == pytest.approx(expected.stake, abs=0.5 + ROOM, rel=0)


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo(name):
    agree(ZOO[name], seed=3, first=0, worlds=25)


@settings(max_examples=60)
@given(disputes(worlds=True), st.integers(0, 2**40), st.sampled_from((0, 7, 2**32 - 2, 2**40)))
def test_random_disputes(of, seed, first):
    agree(of, seed, first, 4)


@pytest.mark.slow
@settings(max_examples=1500)
@given(disputes(worlds=True), st.integers(0, 2**40), st.integers(0, 2**40))
def test_many_random_disputes(of, seed, first):
    agree(of, seed, first, 5)


# --- what a world does not depend on ------------------------------------------------------------


def arrays(drawn: Utilities) -> dict[str, np.ndarray]:
    return {
        "term": drawn.term,
        "link": drawn.link,
        "disagreement": drawn.disagreement,
        "power": drawn.power,
        "variant": drawn.variant,
    }


@settings(max_examples=60)
@given(
    disputes(worlds=True),
    st.integers(0, 2**20),
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
)
def test_a_world_is_the_same_in_any_chunk(of, first, chunks):
    structure = Structure(of)
    whole = arrays(drawn_utilities(structure, 11, first, sum(chunks)))
    starts = [first + sum(chunks[:n]) for n in range(len(chunks))]
    parts = [
        arrays(drawn_utilities(structure, 11, start, worlds))
        for start, worlds in zip(starts, chunks, strict=True)
    ]
    for name, array in whole.items():
        assert np.array_equal(np.concatenate([part[name] for part in parts]), array), name


def test_seeds_and_worlds_differ():
    number = Number(Uniform(0, 1), "a")
    drawn = [draw_numbers([number], seed, 0, 500)[0] for seed in range(3)]
    assert len(np.unique(drawn)) == 1500


def test_numbers_of_one_world_are_not_tied_to_each_other():
    numbers = [Number(Uniform(0, 1), f"a.{k}") for k in range(6)]
    drawn = draw_numbers(numbers, 5, 0, WORLDS)
    tied = np.corrcoef(drawn) - np.eye(6)
    assert abs(tied).max() < 5 / WORLDS**0.5
    after = np.corrcoef(drawn[:, :-1], drawn[:, 1:])[:6, 6:]
    assert abs(after).max() < 5 / WORLDS**0.5


@settings(max_examples=60)
@given(st.permutations(list(FORMS)), st.integers(0, 5))
def test_other_numbers_of_the_file_change_no_draw(names, left_out):
    every = [Number(FORMS[name], name) for name in names]
    fewer = [number for number in every if number.path != names[left_out]]
    whole = dict(zip(names, draw_numbers(every, 1, 40, 8), strict=True))
    part = draw_numbers(fewer, 1, 40, 8)
    for number, row in zip(fewer, part, strict=True):
        assert np.array_equal(row, whole[number.path])


def test_an_issue_more_changes_nobody_who_does_not_care_about_it():
    issues = {"a": ["0", "1"], "b": ["0", "1", "2"]}
    spec: dict[str, Any] = {
        "values": {
            "p": {"a": {"up": 0.5, "down": 0.5}, "b": [0, (20, 70), (60, 90, 100)]},
            "q": {"a": "up", "b": [percent(60, 20), 0, 100]},
        },
        "weights": {"p": {"a": (1, 3), "b": (1, 2, 6)}},
        "order": {"q": [["a", "b"]]},
        "types": {"p": {"one": {"chance": (0.2, 0.6)}, "two": {"cost": (1, 5)}}},
    }
    before = dispute(issues, **spec)
    spec["values"]["r"] = {"c": [(0, 50), (50, 100)]}
    spec["weights"]["r"] = {"c": (1, 2)}
    spec["cost"] = {"r": (0, 9)}
    after = dispute({"c": ["0", "1"], **issues}, **spec)
    one, other = (drawn_utilities(Structure(of), 9, 0, 50) for of in (before, after))
    assert np.array_equal(one.term, other.term[:, :2, 2:])
    assert not other.term[:, :2, :2].any()
    assert np.array_equal(one.disagreement, other.disagreement[:, :2])
    assert np.array_equal(one.variant, other.variant[:, :2])


# --- distributions ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_mean_ends_and_quantiles(name):
    form = FORMS[name]
    drawn = np.sort(draw_numbers([Number(form, name)], 2, 0, WORLDS)[0])
    spread = drawn.std() / WORLDS**0.5
    assert abs(drawn.mean() - mean_of(form)) < 4 * spread
    assert drawn[0] >= form.low
    assert drawn[-1] <= form.high
    # no part of the range is missing
    assert drawn[0] < exact(form, 1e-3)
    assert drawn[-1] > exact(form, 1 - 1e-3)
    atom = 0.25 if isinstance(form, Choice) else 0.0
    for share in (0.05, 0.3, 0.5, 0.8, 0.95):
        if share <= atom:
            continue
        found = (drawn <= exact(form, share)).mean()
        assert found == pytest.approx(share, abs=4 * (share * (1 - share) / WORLDS) ** 0.5 + 1e-4)


def exact(form: Any, share: float) -> float:
    """Quantile; the choice of FORMS lies at 10 for a quarter, then evenly from 20 to 40."""
    if isinstance(form, Choice):
        return 20 + 20 * (share - 0.25) / 0.75 if share > 0.25 else 20 - 1e-9
    return slow_quantile(form, share)


@pytest.mark.parametrize("name", sorted(set(FORMS) - {"choice"}))
def test_quantiles_against_the_twin(name):
    units = np.array([1e-12, 1e-6, 0.01, 0.3, 0.5, 0.77, 0.99, 1 - 1e-6])
    expected = [slow_quantile(FORMS[name], float(unit)) for unit in units]
    assert quantile(FORMS[name], units).tolist() == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_pert_without_width_is_known():
    assert quantile(Pert(3, 3, 3), np.array([0.2, 0.8])).tolist() == [3, 3]


# --- orders, types, alternatives ----------------------------------------------------------------


def weights_of(order: list[Any], values: dict[str, Any]) -> np.ndarray:
    """Drawn weights of p, shape (issues, W), in millionths of 100 points."""
    of = dispute({name: ["0", "1"] for name in values}, {"p": values}, order={"p": order})
    drawn = drawn_utilities(Structure(of), 4, 0, WORLDS).term[:, 0]
    return abs(drawn[:, 1::2] - drawn[:, ::2]).T


def test_weights_respect_the_order_and_lie_evenly_between():
    found = weights_of(["b", ["a", "d"], "c"], dict.fromkeys("abcd", "up"))
    a, b, c, d = found
    assert (b >= np.maximum(a, d)).all()
    assert (np.minimum(a, d) >= c).all()
    assert abs(found.sum(axis=0) - 100e6).max() <= 2
    # rank-order centroid of four: 25/48, 13/48, 7/48, 3/48; a and d share 20/48
    centroid = np.array([10, 25, 3, 10]) / 48
    spread = found.std(axis=1) / WORLDS**0.5
    assert (abs(found.mean(axis=1) - centroid * 100e6) < 4 * spread).all()
    assert (a > d).mean() == pytest.approx(0.5, abs=2 / WORLDS**0.5)
    # even on the simplex: the smallest of four weights is below x with chance 1 - (1 - 4 x)^3
    for x in (0.02, 0.05, 0.1):
        assert (c < x * 100e6).mean() == pytest.approx(1 - (1 - 4 * x) ** 3, abs=0.01)


def test_an_issue_that_is_perhaps_indifferent_leaves_the_order():
    half = {"up": 0.5, "flat": 0.5}
    a, b, c = weights_of(["a", "b", "c"], {"a": "up", "b": half, "c": "up"})
    absent = b == 0
    assert absent.mean() == pytest.approx(0.5, abs=2.5 / WORLDS**0.5)
    # of two: 3/4 and 1/4; of three: 11/18, 5/18, 2/18
    assert a[absent].mean() == pytest.approx(75e6, rel=0.01)
    assert a[~absent].mean() == pytest.approx(100e6 * 11 / 18, rel=0.01)
    assert c[~absent].mean() == pytest.approx(100e6 * 2 / 18, rel=0.02)


def test_types_and_ways_of_seeing_an_issue_come_as_often_as_stated():
    of = dispute(
        {"a": ["0", "1"], "b": ["0", "1"]},
        {"p": {"a": {"up": 0.2, "down": 0.5, "flat": 0.3}, "b": "up"}, "q": {"a": "up"}},
        types={"q": {"one": {"chance": 0.15}, "two": {"cost": 5}, "three": {"chance": (0.2, 0.4)}}},
    )
    drawn = drawn_utilities(Structure(of), 6, 0, WORLDS)
    room = 2.5 / WORLDS**0.5
    gain = drawn.term[:, 0, 1] - drawn.term[:, 0, 0]
    for sign, chance in ((1, 0.2), (-1, 0.5), (0, 0.3)):
        assert (np.sign(gain) == sign).mean() == pytest.approx(chance, abs=room)
    for kind, chance in ((0, 0.15), (1, 0.55), (2, 0.3)):
        assert (drawn.variant[:, 1] == kind).mean() == pytest.approx(chance, abs=room)
    lost = drawn.of(Structure(of), (0, 0))[:, 1] - drawn.disagreement[:, 1]
    assert np.array_equal(lost == 5_000_000, drawn.variant[:, 1] == 1)
