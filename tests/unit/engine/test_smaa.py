"""Acceptability at its edges: ties, fixed weights, what is refused, plain data."""

from __future__ import annotations

import json

import numpy as np
import pytest

from grandbargain.errors import UsageError
from grandbargain.robustness.smaa import acceptability, smaa

UTILITY = np.array([[3.0, 1.0, 2.0, 2.0], [1.0, 3.0, 2.0, 2.0], [0.0, 0.0, 0.0, 2.0]])
NAMES = ["a", "b", "c"]


def test_ties_are_shared():
    one, other, third = acceptability(UTILITY, NAMES)
    assert one.rank == pytest.approx(((1 + 0.5 + 1 / 3) / 4, (1 + 0.5 + 1 / 3) / 4, 1 / 12))
    assert one.rank == other.rank
    assert third.rank == pytest.approx((1 / 12, 1 / 12, 3 / 4 + 1 / 12))
    assert one.wins == {"b": 0.5, "c": 0.875}
    assert third.wins == {"a": 0.125, "b": 0.125}


def test_alternatives_that_are_the_same_share_everything():
    """Two packages that differ in nothing the actor cares about."""
    drawn = np.array([[0.2, 0.8], [0.6, 0.4]])
    same = np.ones((2, 2))
    for item in acceptability(same, ["a", "b"], drawn, ["x", "y"], lambda _: same):
        assert item.rank == (0.5, 0.5)
        assert item.central == pytest.approx({"x": 0.4, "y": 0.6})
        assert item.confidence == 0.5


def test_the_judge_is_asked_once_per_alternative_that_is_ever_first():
    asked = []

    def judge(weights):
        asked.append(weights.tolist())
        return np.array([[1.0, 1.0], [0.0, 2.0], [0.0, 0.0]])

    found = acceptability(
        np.array([[2.0, 1.0], [1.0, 2.0], [0.0, 0.0]]), NAMES, np.eye(2), ["x", "y"], judge
    )
    assert asked == [[1.0, 0.0], [0.0, 1.0]]
    assert [item.confidence for item in found] == [0.5, 0.5, None]
    assert [item.central for item in found] == [{"x": 1, "y": 0}, {"x": 0, "y": 1}, None]


def test_weights_of_worlds():
    found = acceptability(
        np.array([[1.0, 0.0], [0.0, 1.0]]),
        ["a", "b"],
        np.array([[0.3], [0.9]]),
        ["x"],
        lambda _: np.array([[1.0, 0.0], [0.0, 1.0]]),
        np.array([3.0, 1.0]),
    )
    assert [item.first for item in found] == [0.75, 0.25]
    assert [item.confidence for item in found] == [0.75, 0.25]
    assert found[0].central == pytest.approx({"x": 0.3})


def test_first_only_in_worlds_without_weight_is_never_first():
    found = acceptability(
        np.array([[1.0, 0.0], [0.0, 1.0]]),
        ["a", "b"],
        np.array([[0.3], [0.9]]),
        ["x"],
        weights=np.array([0.0, 1.0]),
    )
    assert found[0].central is None
    assert found[0].rank == (0, 1)


def test_without_issue_weights_or_judge():
    assert [item.central for item in acceptability(UTILITY, NAMES)] == [None] * 3
    found = acceptability(UTILITY, NAMES, np.ones((4, 1)), ["x"])
    assert [item.confidence for item in found] == [None] * 3
    assert found[0].central == {"x": 1}


def test_equal_scores_tie_to_the_last_digit():
    """Two alternatives with the same scores are tied whatever the rounding of the sums."""
    drawn = np.random.default_rng(2).dirichlet(np.ones(7), 5000)
    scores = np.random.default_rng(3).random((5000, 1, 7)).repeat(3, axis=1)
    for item in smaa(scores, drawn):
        assert item.rank == pytest.approx((1 / 3, 1 / 3, 1 / 3))
        assert set(item.wins.values()) == {0.5}


def test_one_alternative():
    (found,) = smaa(np.ones((3, 1, 2)), np.full((3, 2), 0.5))
    assert (found.rank, found.wins, found.confidence) == ((1,), {}, 1)
    assert found.central == {"0": 0.5, "1": 0.5}


def test_confidence_is_not_acceptability():
    """An alternative that is first for every drawn weight need not be so at the mean weights."""
    scores = np.array([[[1.0, -1.0], [0.0, 0.0]], [[-1.0, 1.0], [0.0, 0.0]]])
    one, other = smaa(scores, np.eye(2))
    assert (one.first, one.confidence) == (1, 0.5)  # at even weights both are worth 0
    assert (other.first, other.confidence, other.central) == (0, None, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"utility": np.ones(4)}, r"shape \(4,\)"),
        ({"utility": UTILITY * np.nan}, "is nan"),
        ({"alternatives": ["a", "b"]}, "name of its own"),
        ({"alternatives": ["a", "b", "a"]}, "name of its own"),
        ({"issue_weights": np.ones((3, 2))}, r"shape \(3, 2\); give a row for each of 4 worlds"),
        ({"issues": ["x"]}, "each of 1 issues"),
        ({"issues": ["x", "x"]}, "no two of one name"),
        ({"issue_weights": np.full((4, 2), np.nan)}, "not a number"),
        ({"judge": lambda _: np.ones((3, 2))}, r"\(3, 2\) in place of \(3, 4\)"),
        ({"weights": np.ones(3)}, "each of 4 worlds"),
    ],
)
def test_what_does_not_fit(change, said):
    given = {
        "utility": UTILITY,
        "alternatives": NAMES,
        "issue_weights": np.ones((4, 2)),
        "issues": ["x", "y"],
        "judge": lambda _: UTILITY,
    }
    acceptability(**given)
    with pytest.raises(UsageError, match=said):
        acceptability(**given | change)


@pytest.mark.parametrize("shape", [(4, 3), (4, 2, 2)])
def test_scores_that_do_not_fit(shape):
    with pytest.raises(UsageError, match="do not go together"):
        smaa(np.ones(shape), np.ones((4, 3)))


def test_plain_data():
    for item in acceptability(UTILITY, NAMES, np.ones((4, 1)), ["x"], lambda _: UTILITY):
        plain = item.to_dict()
        assert json.loads(json.dumps(plain, allow_nan=False)) == plain
