"""The safest package of a space that the engine does not list, but this page can."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from tests.building import dispute
from tests.comparing import ask, micro

from grandbargain.bargain.safest import MAX_LISTED
from grandbargain.dispute import Dispute
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import drawn_utilities

WORLDS = 60


def uncertain(
    seed: int,
    refuses: bool,
    *,
    value: tuple[float, float] = (45, 75),
    status_quo: str = "0",
    logical: Sequence[Mapping[str, Any]] = (),
) -> Dispute:
    """Eight issues of four options, three parties at odds, weights and stakes uncertain."""
    rng = np.random.default_rng(seed)
    issues = {name: [f"{name}{k}" for k in range(4)] for name in "abcdefgh"}
    parties = "pqr"

    def levels() -> list[float]:
        return [float(v) for v in rng.permutation([0, 35, 70, 100])]

    return dispute(
        issues,
        {party: {name: levels() for name in issues} for party in parties},
        weights={
            party: {name: (int(rng.integers(0, 4)), int(rng.integers(5, 20))) for name in issues}
            for party in parties
        },
        value=dict.fromkeys(parties, value),
        linkages={"p": [({"a": "a1", "b": ["b1", "b2"]}, (-20, 5))], "q": [({"c": "c0"}, 6)]},
        refuses={"r": [{"d": "d3", "e": ["e0", "e1"]}]} if refuses else None,
        status_quo={name: name + status_quo for name in issues},
        logical=logical,
        agreed=[{"never": {"f": "f0", "g": "g0"}}],
        types={"q": {"one": {"chance": 0.6}, "two": {"refuses": [{"h": ["h0", "h2"]}]}}},
    )


def shares(
    of: Dispute, worlds: int, seed: int, floors: Mapping[str, int] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Share of worlds that accept each package (0 where infeasible), and which worlds can agree."""
    structure = Structure(of)
    drawn = drawn_utilities(structure, seed, 0, worlds)
    sizes = structure.sizes
    codes = np.indices(sizes).reshape(len(sizes), -1)

    def hits(pattern) -> np.ndarray:
        out = np.ones(codes.shape[1], dtype=bool)
        for issue, options in pattern:
            out &= np.isin(codes[issue], sorted(options))
        return out

    feasible = ~np.any([hits(pattern) for pattern in structure.nogoods()], axis=0)
    links = [hits(pattern) for pattern in structure.linkages]
    accepted = np.zeros(codes.shape[1], dtype=np.int64)
    agree = np.zeros(worlds, dtype=bool)
    for w in range(worlds):
        happy = feasible.copy()
        for a, actor in enumerate(structure.actor_ids):
            total = np.zeros(codes.shape[1], dtype=np.int64)
            for issue, start in enumerate(structure.offsets[:-1]):
                total += drawn.term[w, a, start + codes[issue]]
            for number, hit in enumerate(links):
                total += drawn.link[w, a, number] * hit
            happy &= total >= max(int(drawn.disagreement[w, a]), (floors or {}).get(actor, 0))
            own = structure.variants(actor)[int(drawn.variant[w, a])]
            for pattern in structure.refusals(own):
                happy &= ~hits(pattern)
        accepted += happy
        agree[w] = happy.any()
    return accepted / worlds, agree


@pytest.mark.parametrize(("seed", "refuses"), [(1, False), (2, True), (3, True)])
def test_bound_truth_and_what_was_found(seed, refuses):
    of = uncertain(seed, refuses)
    assert math.prod(len(issue.options) for issue in of.issues) > MAX_LISTED
    share, agree = shares(of, WORLDS, seed)
    truth = float(share.max())
    answer = ask(of, worlds=WORLDS, seed=seed, rules=("nash", "safest"), ledger=False)
    safest = answer.solutions["safest"]
    assert 0 < truth < 1, "a case without doubt says nothing here"
    assert safest.bound >= truth - 1e-12
    assert safest.bound <= agree.mean() + 1e-12
    assert safest.objective <= truth + 1e-12
    assert safest.gap == pytest.approx(safest.bound - safest.objective, abs=1e-12)
    assert safest.proved is (safest.bound == safest.objective)
    (package,) = safest.packages
    structure = Structure(of)
    place = np.ravel_multi_index(structure.codes(dict(package.package)), structure.sizes)
    assert share[place] == pytest.approx(safest.objective, abs=1e-12)
    assert package.acceptance.joint == pytest.approx(safest.objective, abs=1e-12)
    # the hints alone are no better: the Nash package is one of the starts
    nash = answer.solutions["nash"].packages[0]
    assert safest.objective >= nash.acceptance.joint


def place(structure: Structure, package: Mapping[str, str]) -> int:
    """Position of a package among all combinations, in package order."""
    return int(np.ravel_multi_index(structure.codes(dict(package)), structure.sizes))


@pytest.mark.parametrize("floors", [{"p": 84.0}, {"q": 80.0, "r": 78.5}])
def test_floors_are_kept_where_packages_are_not_listed(floors):
    of = uncertain(1, False)
    share, agree = shares(of, WORLDS, 1, {a: micro(points) for a, points in floors.items()})
    free, _ = shares(of, WORLDS, 1)
    asked = {"worlds": WORLDS, "seed": 1, "rules": ("nash", "safest"), "ledger": False}
    safest = ask(of, floors=floors, **asked).solutions["safest"]
    assert 0 < share.max() < free.max(), "a floor that changes nothing says nothing here"
    assert 0 < safest.objective <= share.max() + 1e-12
    assert share.max() - 1e-12 <= safest.bound <= agree.mean() + 1e-12
    found = place(Structure(of), safest.packages[0].package)
    assert share[found] == pytest.approx(safest.objective, abs=1e-12)


NOT_TODAY = [{"never": {"a": "a0"}}, {"never": {"b": "b0", "c": "c0"}}, {"never": {"h": "h0"}}]


@pytest.mark.parametrize("value", [(45.0, 75.0), (30.0, 150.0)])
def test_no_start_is_feasible(value):
    """The status quo breaks three constraints; with high stakes the central world has no zone."""
    of = uncertain(2, True, value=value, logical=NOT_TODAY)
    share, agree = shares(of, WORLDS, 2)
    assert share.max() > 0, "a case without any agreement says nothing here"
    answer = ask(of, worlds=WORLDS, seed=2, rules=("safest",), ledger=False)
    safest = answer.solutions["safest"]
    assert share.max() - 1e-12 <= safest.bound <= agree.mean() + 1e-12
    assert 0 < safest.objective <= share.max() + 1e-12
    (package,) = safest.packages
    assert not of.broken(dict(package.package))
    found = place(Structure(of), package.package)
    assert share[found] == pytest.approx(safest.objective, abs=1e-12)


def test_no_package_is_feasible_at_all():
    of = uncertain(2, False, logical=[{"never": {"a": ["a0", "a1"]}}, {"never": {"a": "a2"}}])
    nowhere = [*({"never": {"a": option}} for option in ("a0", "a1", "a2", "a3"))]
    empty = uncertain(2, False, logical=nowhere)
    left = ask(of, worlds=8, seed=2, rules=("safest",), ledger=False).solutions["safest"]
    assert left.packages[0].package["a"] == "a3"
    answer = ask(empty, worlds=8, seed=2, rules=("safest",), ledger=False)
    assert answer.packages == 0
    assert not answer.solutions["safest"].packages
