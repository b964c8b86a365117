"""Small bargaining problems with known answers, each by the twin and by the engine."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from grandbargain.dispute import Dispute
from tests.building import dispute
from tests.comparing import WAYS, Found


@pytest.fixture(params=sorted(WAYS))
def solve(request):
    return WAYS[request.param]


def pie(points: Sequence[Sequence[float]], **more) -> Dispute:
    """One issue with one option per point ``(first party, second party, ...)``; d = 0."""
    parties = "pqrs"[: len(points[0])]
    values = {party: {"split": [point[k] for point in points]} for k, party in enumerate(parties)}
    stakes = dict.fromkeys(parties, 0.0) | more.pop("value", {})
    names = [f"o{k}" for k in range(len(points))]
    return dispute({"split": names}, values, value=stakes, **more)


def picks(found: Found) -> list[int]:
    """The positions of the options picked."""
    return [int(package["split"][1:]) for package in found.packages]


def test_barter_of_bill_and_jack(solve):
    """Nash (1950), "The bargaining problem", Econometrica 18:155-162, the example of its end.

    Bill gives book, whip, ball and bat, Jack gives pen, toy and knife: Bill gains 12 and Jack 5 of
    the paper's units. Its units sum to 34 for Bill and 16 for Jack, so a unit is 100/34 and 100/16
    points.
    """
    goods = ("book", "whip", "ball", "bat", "box", "pen", "toy", "knife", "hat")
    bill = dict(zip(goods, (2, 2, 2, 2, 4, 10, 4, 6, 2), strict=True))
    jack = dict(zip(goods, (4, 2, 1, 2, 1, 1, 1, 2, 2), strict=True))
    bills = goods[:5]
    barter = dispute(
        {good: ["stays", "goes"] for good in bill},
        {
            "bill": {good: "down" if good in bills else "up" for good in bill},
            "jack": {good: "up" if good in bills else "down" for good in jack},
        },
        weights={"bill": bill, "jack": jack},
    )
    nash = solve(barter)["nash"]
    (package,) = nash.packages
    assert {good for good, where in package.items() if where == "goes"} == {
        *("book", "whip", "ball", "bat"),
        *("pen", "toy", "knife"),
    }
    assert nash.gains[0]["bill"] == pytest.approx(12 * 100e6 / 34, abs=10)
    assert nash.gains[0]["jack"] == pytest.approx(5 * 100e6 / 16, abs=10)
    assert nash.objective == pytest.approx(math.sqrt(12 * 100 / 34 * 5 * 100 / 16), abs=1e-5)


def test_dollar_split_evenly(solve):
    """Symmetric players split a dollar evenly (Nash 1950, axiom of symmetry)."""
    dimes = [(10 * k, 100 - 10 * k) for k in range(11)]
    for rule in ("nash", "kalai_smorodinsky", "egalitarian"):
        assert picks(solve(pie(dimes))[rule]) == [5]
    assert picks(solve(pie(dimes))["utilitarian"]) == list(range(11))


def test_dollar_with_a_better_way_out(solve):
    """Who can fall back on 20 of 100 gets half of what is left on top: 20 + 80 / 2."""
    dimes = [(10 * k, 100 - 10 * k) for k in range(11)]
    found = solve(pie(dimes, value={"p": 20}))
    assert picks(found["nash"]) == [6]
    assert found["nash"].objective == pytest.approx(40)
    assert picks(found["egalitarian"]) == [6]
    assert picks(found["utilitarian"]) == list(range(2, 11))


def test_dollar_by_power(solve):
    """Weighted Nash splits by power (Kalai 1977, Int. J. Game Theory 6:129-133): 2 to 1."""
    twelfths = [(100 * k / 12, 100 - 100 * k / 12) for k in range(13)]
    found = solve(pie(twelfths, powers={"p": 2}))
    assert picks(found["nash"]) == [8]
    assert found["nash"].objective == pytest.approx(
        ((200 / 3) ** 2 * (100 / 3)) ** (1 / 3), abs=1e-5
    )
    assert picks(found["utilitarian"]) == [12]


def test_who_fears_risk_gets_less(solve):
    """With the utility sqrt(share), a bargainer gets a third.

    The first-order condition of max sqrt(x) (1 - x) is x = 1/3; that risk aversion is a
    disadvantage is the theorem of Kihlstrom, Roth and Schmeidler (1981).
    """
    twelfths = [(100 * math.sqrt(k / 12), 100 - 100 * k / 12) for k in range(13)]
    assert picks(solve(pie(twelfths))["nash"]) == [4]


def test_nash_is_not_monotone_and_kalai_smorodinsky_is(solve):
    """A larger set of agreements with the same best points may hurt a party under Nash.

    The objection of Kalai and Smorodinsky (1975), Econometrica 43:513-518: the agreements below
    the edges (0, 1) - (3/4, 3/4) - (1, 0) lie within those below (0, 1) - (1, 0.7). By hand:
    Nash goes from (75, 75) to (100, 70); the line of equal shares meets the new edge where
    100 x = 100 - 30 x, so that both get 100 / 1.3, which is the tenth of thirteen steps.
    """
    small = [(75 * k / 3, 100 - 25 * k / 3) for k in range(4)] + [(100, 0)]
    large = [(100 * k / 13, 100 - 30 * k / 13) for k in range(14)]
    before, after = solve(pie(small)), solve(pie([*small, *large]))
    assert picks(before["nash"]) == picks(before["kalai_smorodinsky"]) == [3]
    assert picks(after["nash"]) == [len(small) + 13]
    assert picks(after["kalai_smorodinsky"]) == [len(small) + 10]
    assert after["kalai_smorodinsky"].objective == pytest.approx(1 / 1.3, abs=1e-7)


def test_equal_gains_and_equal_shares_differ(solve):
    """Where one can win 100 and the other 50 on a straight edge u_q = 50 - u_p / 2.

    Equal gains: u = 50 - u / 2, so 100/3 each. Equal shares of the best: u_p / 100 = u_q / 50, so
    half of it each; Nash maximises u_p (50 - u_p / 2), at u_p = 50 too.
    """
    edge = [(100 * k / 12, 50 - 50 * k / 12) for k in range(13)]
    found = solve(pie(edge))
    assert picks(found["egalitarian"]) == [4]
    assert picks(found["kalai_smorodinsky"]) == [6]
    assert picks(found["nash"]) == [6]
    assert picks(found["utilitarian"]) == [12]
    assert found["egalitarian"].objective == pytest.approx(100 / 3, abs=1e-5)
    assert found["kalai_smorodinsky"].objective == pytest.approx(0.5, abs=1e-7)


def test_the_second_worst_decides_between_equals(solve):
    """The smallest gains are equal, the second smallest too; the third decides.

    (30, 30, 60) and (30, 60, 30) hold the same gains, so they tie; (30, 30, 90) beats both.
    """
    ties = [(30, 30, 60), (30, 60, 30), (20, 100, 100)]
    assert picks(solve(pie(ties))["egalitarian"]) == [0, 1]
    assert picks(solve(pie([*ties, (30, 30, 90)]))["egalitarian"]) == [3]


def test_where_nobody_can_gain_alone(solve):
    """No option makes all three gain: as many as possible gain, then their product counts.

    (60, 40, 0): two gain, product 2400; (50, 50, 0): two gain, 2500; (0, 90, 30): two gain, 2700;
    (100, 0, 0): one gains.
    """
    points = [(60, 40, 0), (50, 50, 0), (0, 90, 30), (100, 0, 0)]
    found = solve(pie(points))["nash"]
    assert picks(found) == [2]
    assert found.objective == 0
