"""Where a budget ends first, the answer says so and its bounds still hold."""

from __future__ import annotations

import numpy as np
import pytest
from tests.cli.running import ask as run
from tests.cli.running import ask_json
from tests.comparing import RULES, ask
from tests.properties.enumerating import Listing
from tests.properties.test_larger import larger

from grandbargain.bargain.engine import Budget
from grandbargain.bargain.goals import LEXIMIN, MICRO, Goal
from grandbargain.bargain.search import maximise
from grandbargain.bargain.talks import Talks
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import central_utilities

NODES = (1, 2, 5, 20, 100)
CASES = [("plain", 0), ("blocs", 1), ("blocs", 2), ("coarse", 1), ("hub", 2), ("chain", 3)]


def talks_of(dispute) -> Talks:
    structure = Structure(dispute)
    parties = tuple(a for a, actor in enumerate(dispute.actors) if actor.is_party)
    return Talks(structure, central_utilities(structure), parties)


def smallest_gain(talks: Talks) -> Goal:
    """The first level of the egalitarian solution."""
    rows = len(talks.rows)
    return Goal(LEXIMIN, talks.disagreement, np.full(rows, MICRO), talks.power, rows)


@pytest.mark.parametrize(("shape", "seed"), CASES)
def test_the_smallest_gain_within_few_nodes(shape, seed):
    of = larger(shape, seed, limit=5_000)
    listing, talks = Listing(of), talks_of(of)
    among = listing.zone(listing.parties)
    assert len(among), "a case without a zone says nothing here"
    truth = int(np.array([listing.gain[p][among] for p in listing.parties]).min(axis=0).max())
    widest = max(talks.engine.reduced.sizes)
    for nodes in NODES:
        outcome = maximise(
            talks.engine, smallest_gain(talks), talks.floor, budget=Budget(nodes=nodes)
        )
        assert outcome.bound * MICRO >= truth - 1e-3
        # the kernel looks at the clock between issues, not between the options of one
        assert outcome.nodes < nodes + widest
        if outcome.is_complete:
            assert outcome.key * MICRO == truth
        else:
            assert outcome.nodes >= nodes
        if outcome.leaves:
            assert outcome.key * MICRO <= truth


def test_some_of_these_searches_are_cut_short():
    """Else the test above would say nothing about budgets."""
    cut = 0
    for shape, seed in CASES:
        talks = talks_of(larger(shape, seed, limit=5_000))
        outcome = maximise(talks.engine, smallest_gain(talks), talks.floor, budget=Budget(nodes=1))
        cut += not outcome.is_complete
    assert cut >= 2


@pytest.mark.parametrize(("shape", "seed"), CASES)
@pytest.mark.parametrize("nodes", [1, 10])
def test_answers_within_few_nodes(shape, seed, nodes):
    of = larger(shape, seed, limit=5_000)
    listing = Listing(of)
    among = listing.zone(listing.parties)
    truth = listing.solutions(among)
    answer = ask(of, budget_nodes=nodes, ledger=False)
    if answer.proved:
        assert all(answer.solutions[rule].proved for rule in RULES)
    for rule, solution in answer.solutions.items():
        best = truth[rule].objective
        if solution.proved:
            assert solution.gap == 0
            assert solution.objective == pytest.approx(best, rel=1e-9)
            assert solution.ties == len(truth[rule].offers)
            continue
        assert not answer.proved
        if solution.bound is not None:
            assert solution.bound >= best - 1e-9 * abs(best)
        if solution.objective is None:
            assert not solution.packages
            assert solution.gap is None
            continue
        assert solution.objective <= best * (1 + 1e-9) + 1e-9
        if solution.gap is not None:
            assert solution.gap == solution.bound - solution.objective
            assert solution.gap >= 0


def test_the_command_line_says_that_the_budget_ended():
    answer = ask_json("bargain", "camp_david", "--budget-nodes", "1", code=5)
    open_rules = [rule for rule, item in answer["solutions"].items() if not item["proved"]]
    assert answer["zopa"] is True
    assert open_rules
    whole = ask_json("bargain", "camp_david")
    for rule in open_rules:
        item, proved = answer["solutions"][rule], whole["solutions"][rule]
        assert proved["proved"]
        if item["bound"] is not None:
            assert item["bound"] >= proved["objective"] - 1e-9
        if item["objective"] is not None:
            assert item["objective"] <= proved["objective"] + 1e-9
            assert item["gap"] is None or item["gap"] >= 0
    text = run("bargain", "camp_david", "--budget-nodes", "1")
    assert text.exit_code == 5
    assert "Not proved: the best found" in " ".join(text.output.split())
