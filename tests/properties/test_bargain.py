"""The bargaining question: the engine against the twin, exactly, on awkward disputes."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grandbargain.dispute import Dispute
from tests.comparing import RULES, as_found, ask, found, micro, tables_of
from tests.disputes import disputes, zoo
from tests.reference import bargain as twin

ZOO = zoo()
FEW = settings(max_examples=80)
MANY = settings(max_examples=600)


def parties_of(dispute: Dispute) -> list[str]:
    return [actor.id for actor in dispute.parties]


def points(actors: dict[str, float]) -> dict[str, int]:
    return {actor: micro(value) for actor, value in actors.items()}


# --- what is compared ---------------------------------------------------------------------------


def same_solutions(engine: dict[str, Any], among: list[twin.Offer], power: Any) -> None:
    """Value, bound, number of ties and the list of ties, rule by rule."""
    expected = as_found(twin.solutions(among, power))
    for rule in RULES:
        got = found(engine[rule])
        assert got.packages == expected[rule].packages, rule
        assert got.gains == expected[rule].gains, rule
        assert got.objective == pytest.approx(expected[rule].objective, rel=1e-9, abs=1e-6), rule


def same_answer(dispute: Dispute, **asked: Any) -> None:
    """Everything that an answer says about the whole dispute."""
    answer = ask(dispute, frontier=True, ablation=True, **asked)
    parties = list(asked.get("parties") or parties_of(dispute))
    floors = {actor: micro(value) for actor, value in asked.get("floors", {}).items()}
    power = twin.powers(dispute, parties)
    space = twin.offers(dispute)
    among = twin.zone(space, parties, floors)
    tables = twin.central_tables(dispute)

    assert answer.proved
    assert answer.packages == len(space)
    assert answer.packages_bound >= len(space)
    assert list(answer.parties) == parties
    assert points(answer.disagreement) == {a: t.disagreement for a, t in tables.items()}
    assert points(answer.status_quo) == {
        a: t.utility(dispute.status_quo) for a, t in tables.items()
    }
    assert answer.zopa is bool(among)
    if among:
        assert answer.blockers is None
        assert points(answer.ideal) == twin.ideal(among, parties)
        same_solutions(answer.solutions, among, power)
    else:
        assert not answer.ideal
        assert not any(item.packages for item in answer.solutions.values())
        same_blockers(answer.blockers, space, parties, floors)
    same_frontier(answer.frontier, among, parties)
    same_ablation(answer.ablation, dispute, among, power)


def same_blockers(blockers: Any, space: list[twin.Offer], parties: list[str], floors: Any) -> None:
    assert blockers.proved
    assert tuple(blockers.parties) == twin.blockers(space, parties, floors)
    falls = {i: None if fall is None else micro(fall) for i, fall in blockers.concessions.items()}
    assert falls == twin.concessions(space, parties, floors)


def same_frontier(frontier: Any, among: list[twin.Offer], parties: list[str]) -> None:
    expected = twin.frontier(among, parties)
    if not among:
        assert frontier is None or not frontier.packages
        return
    assert frontier.size == len(frontier.packages) == len(expected)
    assert frontier.epsilon == 0
    got = {tuple(micro(item.utility[i]) for i in parties): item.ties for item in frontier.packages}
    assert got == expected
    at = {tuple(offer.package.items()): offer for offer in among}
    for item in frontier.packages:
        offer = at[tuple(item.package.items())]
        assert points(dict(item.utility)) == dict(offer.utility)


def same_ablation(ablation: Any, dispute: Dispute, among: list[twin.Offer], power: Any) -> None:
    whole = twin.nash(among, power).objective if among else None
    if not among and not ablation:
        return
    assert [item.issue for item in ablation] == [issue.id for issue in dispute.issues]
    for issue, item in zip(dispute.issues, ablation, strict=True):
        left = twin.frozen(among, {issue.id: issue.status_quo})
        assert item.proved
        assert item.zopa is bool(left)
        if not left:
            assert item.objective is None
            assert item.loss is None
        else:
            best = twin.nash(left, power).objective
            assert item.objective == pytest.approx(best, rel=1e-9, abs=1e-6)
            assert item.loss == pytest.approx(whole - best, rel=1e-9, abs=1e-6)


def same_judgement(dispute: Dispute, package: dict[str, str]) -> None:
    """A package that the user names: its worth, who refuses it, and what dominates it."""
    parties = parties_of(dispute)
    space = twin.offers(dispute)
    offer = next(item for item in space if item.package == package)
    judged = ask(dispute, package=package, rules=("nash",), ledger=False).judged
    assert dict(judged.proposal.package) == package
    assert points(dict(judged.proposal.utility)) == dict(offer.utility)
    assert points(dict(judged.proposal.gain)) == dict(offer.gain)
    assert set(judged.refused_by) == {
        party for party in parties if offer.gain[party] < 0 or party in offer.refused_by
    }
    better = [item.package for item in twin.dominating(offer, space, parties)]
    assert judged.efficient is (not better)
    if better:
        assert dict(judged.dominated_by) in better
    else:
        assert judged.dominated_by is None


def same_procedure(dispute: Dispute, group: list[str]) -> None:
    """The group first, then all; and all together."""
    parties = parties_of(dispute)
    space = twin.offers(dispute)
    among = twin.zone(space, parties)
    expected = twin.procedure(dispute, space, parties, group)
    answer = ask(dispute, first=(tuple(group),), rules=("nash",), ledger=False)
    if not answer.procedures:
        assert not among
        return
    (got,) = answer.procedures
    assert set(got.first) == set(group)
    assert list(got.controlled) == expected.controlled
    assert dict(got.settled) == expected.settled
    same_nash(got.solution, expected.solution)
    same_nash(got.together, twin.nash(among, twin.powers(dispute, parties)) if among else None)


def same_nash(solution: Any, expected: twin.Solution | None) -> None:
    if expected is None:
        assert not solution.packages
        return
    assert solution.proved
    assert solution.ties == len(expected.offers)
    listed = [dict(item.package) for item in solution.packages]
    assert listed == [offer.package for offer in expected.offers][: len(listed)]
    assert listed
    assert solution.objective == pytest.approx(expected.objective, rel=1e-9, abs=1e-6)


def same_membership(dispute: Dispute, table: list[str]) -> None:
    """Only some parties at the table; those away that it leaves worse off are named."""
    among = twin.zone(twin.offers(dispute), table)
    answer = ask(dispute, memberships=(tuple(table),), rules=("nash",), ledger=False)
    (got,) = answer.memberships
    assert list(got.parties) == table
    assert got.zopa is bool(among)
    same_nash(got.solution, twin.nash(among, twin.powers(dispute, table)) if among else None)
    away = [party for party in parties_of(dispute) if party not in table]
    if among:
        first = twin.nash(among, twin.powers(dispute, table)).offers[0]
        assert list(got.outvoted) == [
            party for party in away if first.gain[party] < 0 or party in first.refused_by
        ]
    else:
        assert not got.outvoted


def same_acceptance(dispute: Dispute, worlds: int, seed: int) -> None:
    """Shares of worlds of every package listed, and the safest package of all."""
    parties = parties_of(dispute)
    tables = tables_of(dispute, seed, worlds)
    answer = ask(dispute, worlds=worlds, seed=seed, rules=(*RULES, "safest"), ledger=False)
    for rule, solution in answer.solutions.items():
        for proposal in solution.packages:
            joint, by_party = twin.acceptance(dict(proposal.package), parties, tables)
            assert proposal.acceptance.worlds == worlds
            assert proposal.acceptance.joint == pytest.approx(float(joint), abs=1e-12), rule
            shares = {party: float(share) for party, share in by_party.items()}
            assert dict(proposal.acceptance.by_party) == pytest.approx(shares, abs=1e-12), rule
    if twin.offers(dispute):
        same_safest(answer.solutions.get("safest"), *twin.safest(dispute, parties, tables))


def same_safest(solution: Any, chance: Fraction, packages: list[dict[str, str]]) -> None:
    """The bound is honest always; where it is met, package and ties are those of the twin."""
    if solution is None or not solution.packages:
        assert chance == 0
        return
    assert solution.bound >= float(chance) - 1e-12
    assert solution.objective <= float(chance) + 1e-12
    if solution.proved:
        assert solution.objective == pytest.approx(float(chance), abs=1e-12)
        listed = [dict(item.package) for item in solution.packages]
        assert all(package in packages for package in listed)
        assert solution.ties is None or solution.ties == len(packages)


# --- the zoo, and random disputes ---------------------------------------------------------------


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo(name):
    same_answer(ZOO[name])


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo_judged(name):
    for offer in twin.offers(ZOO[name]):
        same_judgement(ZOO[name], offer.package)


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo_by_stages_and_tables(name):
    for party in parties_of(ZOO[name]):
        same_procedure(ZOO[name], [party])
        same_membership(ZOO[name], [party])
    same_procedure(ZOO[name], parties_of(ZOO[name]))
    same_membership(ZOO[name], parties_of(ZOO[name]))


@FEW
@given(disputes())
def test_answers(dispute):
    same_answer(dispute)


@FEW
@given(disputes(), st.data())
def test_who_sits_at_the_table(dispute, data):
    table = data.draw(_tables(dispute))
    same_answer(dispute, parties=tuple(table))
    same_membership(dispute, table)


@FEW
@given(disputes(), st.data())
def test_floors(dispute, data):
    actors = st.sampled_from([actor.id for actor in dispute.actors])
    floors = data.draw(st.dictionaries(actors, st.sampled_from((10.0, 40.0, 50.0, 70.0))))
    same_answer(dispute, floors=floors)


@FEW
@given(disputes(), st.data())
def test_packages_judged(dispute, data):
    space = twin.offers(dispute)
    if space:
        same_judgement(dispute, data.draw(st.sampled_from(space)).package)


@FEW
@given(disputes(), st.data())
def test_some_settle_first(dispute, data):
    same_procedure(dispute, data.draw(_tables(dispute)))


@settings(max_examples=60)
@given(disputes(limit=60, worlds=True), st.integers(0, 3))
def test_acceptance_and_the_safest(dispute, seed):
    same_acceptance(dispute, 24, seed)


@pytest.mark.slow
@MANY
@given(disputes(), st.data())
def test_many_answers(dispute, data):
    same_answer(dispute)
    table = data.draw(_tables(dispute))
    same_procedure(dispute, table)
    same_membership(dispute, table)
    space = twin.offers(dispute)
    if space:
        same_judgement(dispute, data.draw(st.sampled_from(space)).package)


@pytest.mark.slow
@settings(max_examples=600)
@given(disputes(limit=100, worlds=True), st.integers(0, 3))
def test_much_acceptance(dispute, seed):
    same_acceptance(dispute, 40, seed)


def _tables(dispute: Dispute) -> st.SearchStrategy[list[str]]:
    """Non-empty sets of parties, in file order."""
    parties = parties_of(dispute)
    picks = st.lists(st.sampled_from(parties), min_size=1, unique=True)
    return picks.map(lambda some: [party for party in parties if party in some])


@settings(max_examples=15)
@given(disputes(limit=60, worlds=True))
def test_same_bytes_for_any_number_of_cores(dispute):
    asked = {"worlds": 32, "seed": 7, "rules": (*RULES, "safest"), "ablation": True}
    texts = {_text(ask(dispute, jobs=jobs, frontier=True, **asked)) for jobs in (1, 1, 2)}
    assert len(texts) == 1


def _text(answer: Any) -> str:
    return json.dumps({key: v for key, v in answer.to_dict().items() if key != "seconds"})


@FEW
@given(disputes())
def test_ties_are_listed_in_package_order_up_to_the_number_asked_for(dispute):
    answer = ask(dispute, ties=2, ledger=False)
    whole = ask(dispute, ledger=False)
    for rule, solution in answer.solutions.items():
        every = whole.solutions[rule]
        assert solution.ties == every.ties
        assert solution.packages == every.packages[:2]


@FEW
@given(disputes(), st.sampled_from((1, 2, 5)))
def test_a_budget_leaves_honest_bounds(dispute, nodes):
    """What a cut-off search says is true: found packages exist, bounds hold, proof is proof."""
    parties = parties_of(dispute)
    among = twin.zone(twin.offers(dispute), parties)
    answer = ask(dispute, budget_nodes=nodes, ledger=False)
    assert answer.zopa in {bool(among), None}
    if not among:
        assert not any(item.packages for item in answer.solutions.values())
        return
    expected = as_found(twin.solutions(among, twin.powers(dispute, parties)))
    listed = [offer.package for offer in among]
    for rule, solution in answer.solutions.items():
        best = expected[rule]
        assert solution.bound is None or solution.bound >= best.objective - 1e-6, rule
        if solution.packages:
            assert solution.objective <= best.objective + 1e-6, rule
            assert all(dict(item.package) in listed for item in solution.packages), rule
        if solution.proved:
            assert solution.gap == 0
            assert solution.objective == pytest.approx(best.objective, rel=1e-9, abs=1e-6), rule
            assert all(dict(item.package) in best.packages for item in solution.packages), rule
            assert solution.ties in {len(best.packages), None}
        else:
            assert not answer.proved
