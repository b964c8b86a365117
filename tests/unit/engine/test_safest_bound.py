"""The safest package of a space that the engine does not list, but this page can."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.building import dispute
from tests.comparing import ask

from grandbargain.bargain.safest import MAX_LISTED
from grandbargain.dispute import Dispute
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import drawn_utilities

WORLDS = 60


def uncertain(seed: int, refuses: bool) -> Dispute:
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
        value=dict.fromkeys(parties, (45, 75)),
        linkages={"p": [({"a": "a1", "b": ["b1", "b2"]}, (-20, 5))], "q": [({"c": "c0"}, 6)]},
        refuses={"r": [{"d": "d3", "e": ["e0", "e1"]}]} if refuses else None,
        agreed=[{"never": {"f": "f0", "g": "g0"}}],
        types={"q": {"one": {"chance": 0.6}, "two": {"refuses": [{"h": ["h0", "h2"]}]}}},
    )


def shares(of: Dispute, worlds: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
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
            happy &= total >= drawn.disagreement[w, a]
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
