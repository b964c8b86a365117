"""Robustness metrics, regret and SMAA against numbers known from elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from grandbargain.dispute import Disagreement, Interests, Known, Number
from grandbargain.robustness.measured import Acceptability
from grandbargain.robustness.metrics import domain, measure, regret
from grandbargain.robustness.ranking import disagreement, rank, scores
from grandbargain.robustness.smaa import smaa
from grandbargain.tables.draws import draw_order

RAPID = np.array([[0.99, 1.0, 0.5], [0.69, 0.6, 0.6]])
"""Two alternatives in three worlds; metrics of McPhail et al. (2018), Earth's Future 6(2):169-191,
as its authors' own program, RAPID (MIT licence), gives them."""

SAVAGE = np.array([[-4, 4, 12], [-2, 3, 8], [3, 2, 1]])
"""The investor of the textbooks, whose choice hangs on the rule: stocks, bonds or the money market,
as interest rates rise, stay or fall. For the rules of Wald, Savage (1951) and Laplace see Luce and
Raiffa (1957), Games and Decisions, chapter 13."""

INVESTMENTS = ["stocks", "bonds", "money"]

RANK_ORDER_CENTROID = [0.4083, 0.2417, 0.1583, 0.1028, 0.0611, 0.0278]
"""Six weights of which the order is known; Barron and Barrett (1996), Management Science
42:1515-1523."""


def test_rapid():
    one, other = measure(RAPID, hurwicz=0.75)
    assert (one.minimum, other.minimum) == (0.5, 0.6)
    assert (one.mean, other.mean) == pytest.approx((0.83, 0.63))
    assert (one.hurwicz, other.hurwicz) == pytest.approx((0.625, 0.6225))
    found = (one.undesirable_deviations, other.undesirable_deviations)
    assert found == pytest.approx((-0.245, 0))
    lost = regret(RAPID)
    assert (lost[0].maximum, lost[1].maximum) == pytest.approx((0.1, 0.4))
    # Mean-variance, which is not shown: it depends on the unit of the outcome.
    spread = [(item.mean + 1) / (item.sd + 1) for item in (one, other)]
    assert spread == pytest.approx([1.423203, 1.549486], abs=5e-7)


def test_three_rules_three_choices():
    metrics, lost = measure(SAVAGE), regret(SAVAGE)
    assert [item.minimum for item in metrics] == [-4, -2, 1]
    assert [item.maximum for item in lost] == [7, 5, 11]
    assert [item.mean for item in metrics] == [4, 3, 2]
    by = ("minimum", "regret_maximum", "mean")
    found = disagreement(rank(scores(metrics, lost, by=by), INVESTMENTS))
    assert found.winners == {
        "minimum": ("money",),
        "regret_maximum": ("bonds",),
        "mean": ("stocks",),
    }
    assert found.always_first == ()
    assert set(found.opposed) == {
        ("minimum", "regret_maximum"),
        ("minimum", "mean"),
        ("regret_maximum", "mean"),
    }


def test_regret_changes_with_the_company():
    """Regret's known flaw: an alternative that nobody picks can turn two others round.

    Chernoff (1954), "Rational selection of decision functions", Econometrica 22:422-443.
    """
    two = np.array([[5, 5, 0], [0, 2, 4]])
    assert [item.maximum for item in regret(two)] == [4, 5]
    three = np.vstack([two, [0, 0, 11]])
    assert [item.maximum for item in regret(three)] == [11, 7, 5]


def test_wilson():
    """Nine of ten: 0.596 to 0.982 (Wilson 1927; the formula worked out by hand)."""
    found = domain(np.array([True] * 9 + [False]))
    assert (found.low, found.high) == pytest.approx((0.5958, 0.9821), abs=5e-5)
    assert found.error == pytest.approx(0.0949, abs=5e-5)


def evenly(worlds: int) -> np.ndarray:
    """Weights of two criteria, evenly over all that sum to 1."""
    first = (np.arange(worlds) + 0.5) / worlds
    return np.column_stack((first, 1 - first))


@pytest.mark.parametrize("worth", [0.25, 0.5, 1.0, 3.0])
def test_two_alternatives_two_criteria(worth):
    """One scores (1, 0), the other (0, c): the first is better where its weight exceeds c/(1+c)."""
    worlds = 100_000
    scored = np.broadcast_to([[1.0, 0.0], [0.0, worth]], (worlds, 2, 2))
    one, other = smaa(scored, evenly(worlds), ["one", "other"], ["x", "y"])
    edge = worth / (1 + worth)
    assert one.rank == pytest.approx((1 - edge, edge), abs=2 / worlds)
    assert other.rank == pytest.approx((edge, 1 - edge), abs=2 / worlds)
    assert central_of(one) == pytest.approx([(1 + edge) / 2, (1 - edge) / 2], abs=2 / worlds)
    assert central_of(other) == pytest.approx([edge / 2, 1 - edge / 2], abs=2 / worlds)
    assert (one.confidence, other.confidence) == (1, 1)  # the scores are sure
    assert one.wins["other"] == pytest.approx(1 - edge, abs=2 / worlds)


def test_confidence_of_uncertain_scores():
    """With scores (u, 0) and (0, 1/2), u even on (0, 1), and weights even: exact areas.

    The first is better where w u > (1 - w) / 2, so for weights w > 1/3, and then with chance
    3/2 - 1/(2 w). Over all weights that comes to 1 - ln(3)/2, and that times w to 1/3: the central
    weight is their ratio. Confidence is the chance at the central weight.
    """
    side = 1200
    w, u = (grid.ravel() for grid in np.meshgrid(*[(np.arange(side) + 0.5) / side] * 2))
    scored = np.zeros((side * side, 2, 2))
    scored[:, 0, 0], scored[:, 1, 1] = u, 0.5
    one, other = smaa(scored, np.column_stack((w, 1 - w)))
    share = 1 - np.log(3) / 2
    first = 1 / (3 * share)
    assert one.first == pytest.approx(share, abs=1e-3)
    assert one.central["0"] == pytest.approx(first, abs=1e-3)
    assert one.confidence == pytest.approx(1.5 - 1 / (2 * first), abs=2e-3)
    assert other.central["0"] == pytest.approx((0.5 - first * share) / (1 - share), abs=1e-3)


def test_order_of_issues():
    """The central weights of what is always first are the mean of all weights, here of an order."""
    issues = [f"issue {n}" for n in range(6)]
    interests = Interests(
        "actor",
        Disagreement("value", Number(Known(0.0), "interests.actor.disagreement")),
        order=tuple((issue,) for issue in issues),
        order_path="interests.actor.order",
    )
    worlds = 40_000
    cares = {issue: np.ones(worlds, dtype=bool) for issue in issues}
    drawn = draw_order(interests, cares, 1, 0, worlds)
    weights = np.column_stack([drawn[issue] for issue in issues])
    scored = np.broadcast_to(np.array([[1.0] * 6, [0.5] * 6]), (worlds, 2, 6))
    best, dominated = smaa(scored, weights, issues=issues)
    assert best.rank == (1, 0)
    assert central_of(best) == pytest.approx(RANK_ORDER_CENTROID, abs=2e-3)
    assert dominated.central is None
    assert dominated.confidence is None


def test_each_best_at_one_criterion():
    """Three alternatives, each best at one of three criteria: a third of the worlds each.

    Its central weights are those of the order "mine first": 11/18 for its own criterion, the mean
    of the largest of three, and 7/36 for either other.
    """
    draws = np.random.default_rng(5).exponential(size=(60_000, 3))
    weights = draws / draws.sum(axis=1, keepdims=True)
    found = smaa(np.broadcast_to(np.eye(3), (60_000, 3, 3)), weights)
    for n, item in enumerate(found):
        assert item.rank == pytest.approx([1 / 3] * 3, abs=0.01)
        expected = [11 / 18 if k == n else 7 / 36 for k in range(3)]
        assert central_of(item) == pytest.approx(expected, abs=5e-3)
        assert item.confidence == 1


def central_of(item: Acceptability) -> list[float]:
    assert item.central is not None
    return list(item.central.values())
