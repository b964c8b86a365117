"""What must hold of every solution, whatever the dispute: asked of the engine alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grandbargain.dispute import (
    Constraint,
    Dispute,
    Interests,
    Issue,
    Known,
    Linkage,
    Number,
    Pattern,
    Refusal,
)
from tests.building import constraint, dispute
from tests.comparing import RULES, Found, ask, found, micro
from tests.disputes import disputes, patterns
from tests.reference import bargain as twin

FEW = settings(max_examples=30)


def solve(of: Dispute) -> dict[str, Found]:
    """All four solutions; no agreement leaves nothing to say about them."""
    answer = ask(of, ledger=False)
    assume(answer.zopa)
    return {rule: found(answer.solutions[rule]) for rule in RULES}


def as_set(packages: Sequence[dict[str, str]]) -> set[frozenset[tuple[str, str]]]:
    return {frozenset(package.items()) for package in packages}


# --- the scale of an actor does not matter ------------------------------------------------------


def _map(number: Number, times: float, plus: float = 0.0) -> Number:
    assert isinstance(number.distribution, Known)
    return replace(number, distribution=Known(number.distribution.value * times + plus))


def rescaled(of: Dispute, actor: str, plus: float) -> Dispute:
    """The same dispute with the actor's utility u replaced by u / 2 + ``plus``.

    Weights sum to 1, so adding a number to every value of every issue adds it to u. All terms of an
    ``exact`` dispute are whole even numbers of millionths, so nothing is rounded.
    """
    own = of.interests[actor]
    number = own.disagreement.number
    assert number is not None
    shift = plus if own.disagreement.kind == "value" else 0.0
    changed = replace(
        own,
        disagreement=replace(own.disagreement, number=_map(number, 0.5, shift)),
        linkages=tuple(replace(link, adds=_map(link.adds, 0.5)) for link in own.linkages),
        values={
            name: replace(
                values,
                tables=tuple(
                    replace(table, values=tuple(_map(v, 0.5, plus) for v in table.values))
                    for table in values.tables
                ),
            )
            for name, values in own.values.items()
        },
    )
    return replace(of, interests={**of.interests, actor: changed})


@FEW
@given(disputes(exact=True), st.data())
def test_scale_does_not_matter(of, data):
    """Nash and Kalai-Smorodinsky pick the same packages when one party's points are rescaled.

    For Nash only where all parties can gain at once: where they cannot, products over different
    sets of winners are compared, and these do depend on the scale.
    """
    party = data.draw(st.sampled_from([actor.id for actor in of.parties]))
    before, after = solve(of), solve(rescaled(of, party, plus=10.0))
    assert after["kalai_smorodinsky"].packages == before["kalai_smorodinsky"].packages
    assert after["kalai_smorodinsky"].objective == before["kalai_smorodinsky"].objective
    if before["nash"].objective > 0:
        assert after["nash"].packages == before["nash"].packages
    for gains, halved in zip(before["nash"].gains, after["nash"].gains, strict=False):
        if before["nash"].objective > 0:
            assert gains[party] == 2 * halved[party]


# --- who is called what does not matter ---------------------------------------------------------


@st.composite
def symmetric(draw: st.DrawFn) -> Dispute:
    """Two parties and pairs of issues; what a is to the one, its mirror image is to the other."""
    pairs = "abc"[: draw(st.integers(1, 3))]
    names = [*pairs, *(name + "_mirror" for name in pairs)]
    size = draw(st.integers(2, 3))
    issues = {name: [f"o{k}" for k in range(size)] for name in names}
    levels = st.lists(st.sampled_from((0, 20, 50, 70, 100)), min_size=size, max_size=size)
    values = [draw(levels) for _ in names]
    weights = [draw(st.integers(0, 4)) for _ in names]
    assume(sum(weights) > 0)
    half = len(pairs)
    turned = [*range(half, 2 * half), *range(half)]
    cost = draw(st.sampled_from((0, 5, 20)))
    return dispute(
        issues,
        {
            "p": {name: values[k] for k, name in enumerate(names)},
            "q": {name: values[turned[k]] for k, name in enumerate(names)},
        },
        weights={
            "p": {name: weights[k] for k, name in enumerate(names)},
            "q": {name: weights[turned[k]] for k, name in enumerate(names)},
        },
        cost={"p": cost, "q": cost},
    )


@FEW
@given(symmetric())
def test_symmetric_parties_are_treated_alike(of):
    """The mirror image of a solution is a solution of the same rule."""
    names = list(of.status_quo)
    half = len(names) // 2
    mirror = dict(zip(names, names[half:] + names[:half], strict=True))
    for rule, solution in solve(of).items():
        images = [{mirror[i]: option for i, option in p.items()} for p in solution.packages]
        assert as_set(images) == as_set(solution.packages), rule


def relabelled(of: Dispute, seats: Any, orders: Any, places: Any) -> Dispute:
    """The same dispute with actors, options and issues written in another order."""
    issues = tuple(
        replace(of.issues[k], options=tuple(of.issues[k].options[j] for j in orders[k]))
        for k in places
    )
    position = {of.issues[k].id: orders[k] for k in places}
    return replace(
        of,
        actors=tuple(of.actors[k] for k in seats),
        issues=issues,
        constraints=tuple(_turn_rule(rule, issues) for rule in of.constraints),
        interests={
            actor: _turn(of.interests[actor], issues, position) for actor in reversed(of.interests)
        },
    )


def _turn(own: Interests, issues: Sequence[Issue], position: dict[str, Sequence[int]]) -> Interests:
    return replace(
        own,
        values={
            name: replace(
                values,
                tables=tuple(
                    replace(table, values=tuple(table.values[k] for k in position[name]))
                    for table in values.tables
                ),
            )
            for name, values in own.values.items()
        },
        linkages=tuple(Linkage(_turn_pattern(i.when, issues), i.adds) for i in own.linkages),
        refuses=tuple(Refusal(_turn_pattern(i.pattern, issues), i.path) for i in own.refuses),
    )


def _turn_pattern(pattern: Pattern, issues: Sequence[Issue]) -> Pattern:
    terms = dict(pattern.terms)
    return Pattern(
        tuple(
            (issue.id, tuple(o for o in issue.option_ids if o in terms[issue.id]))
            for issue in issues
            if issue.id in terms
        )
    )


def _turn_rule(rule: Constraint, issues: Sequence[Issue]) -> Constraint:
    return replace(rule, forbidden=tuple(_turn_pattern(p, issues) for p in rule.forbidden))


@FEW
@given(disputes(exact=True), st.data())
def test_order_in_the_file_does_not_matter(of, data):
    """Other orders of actors, issues and options: same packages, other sequence."""
    turned = relabelled(
        of,
        data.draw(st.permutations(range(len(of.actors)))),
        [data.draw(st.permutations(range(len(issue.options)))) for issue in of.issues],
        data.draw(st.permutations(range(len(of.issues)))),
    )
    before, after = (ask(each, frontier=True, ablation=True) for each in (of, turned))
    assert after.packages == before.packages
    assert after.zopa == before.zopa
    assert dict(after.disagreement) == dict(before.disagreement)
    assert dict(after.ideal) == dict(before.ideal)
    if not before.zopa:
        assert len(after.blockers.parties) == len(before.blockers.parties)
        assert dict(after.blockers.concessions) == dict(before.blockers.concessions)
        return
    for rule in RULES:
        one, other = found(before.solutions[rule]), found(after.solutions[rule])
        assert other.objective == pytest.approx(one.objective, rel=1e-12), rule
        assert as_set(other.packages) == as_set(one.packages), rule
    assert _points(after) == _points(before)
    left = {item.issue: item for item in after.ablation}
    for item in before.ablation:
        assert left[item.issue].zopa == item.zopa
        if item.zopa:
            assert left[item.issue].objective == pytest.approx(item.objective, rel=1e-12)


def _points(answer: Any) -> set[tuple[Any, ...]]:
    return {
        (*sorted((i, micro(u)) for i, u in item.utility.items() if i in answer.parties), item.ties)
        for item in answer.frontier.packages
    }


# --- what is not chosen does not matter ---------------------------------------------------------


def without(of: Dispute, pattern: dict[str, list[str]]) -> Dispute:
    """The same dispute with the packages of a pattern off the table."""
    rule = constraint({"never": pattern}, of.issues, "agreed", len(of.constraints) + 1)
    return replace(of, constraints=(*of.constraints, rule))


def _draw_pattern(of: Dispute, data: Any) -> dict[str, list[str]]:
    return data.draw(patterns({issue.id: issue.option_ids for issue in of.issues}))


@FEW
@given(disputes(), st.data())
def test_taking_away_what_was_not_chosen_changes_nothing(of, data):
    """Independence of irrelevant alternatives: what is left of the solutions is the solution.

    Holds for Nash, egalitarian and utilitarian, which pick the best by a yardstick that does not
    depend on what else there is; not for Kalai-Smorodinsky, whose yardstick is the best within Z.
    """
    pattern = _draw_pattern(of, data)
    before = solve(of)
    chosen = {
        rule: [
            package
            for package in before[rule].packages
            if not all(package[issue] in options for issue, options in pattern.items())
        ]
        for rule in ("nash", "egalitarian", "utilitarian")
    }
    assume(any(chosen.values()))
    after = solve(without(of, pattern))
    for rule, left in chosen.items():
        if left:
            assert after[rule].packages == left, rule
            assert after[rule].objective == before[rule].objective, rule


@FEW
@given(disputes(), st.data())
def test_more_to_choose_from_lowers_nobodys_share(of, data):
    """Restricted monotonicity of Kalai-Smorodinsky, in the form that holds for discrete problems.

    With the same best points b, both zones are measured by one yardstick, and the larger one holds
    every package of the smaller: its smallest share, and in case of equality the second smallest
    and so on, cannot be lower. (Single parties may lose a little between two packages of a discrete
    problem, so monotonicity party by party is not claimed.)
    """
    fewer = without(of, _draw_pattern(of, data))
    rule = ("kalai_smorodinsky",)
    small, large = (ask(each, rules=rule, ledger=False) for each in (fewer, of))
    assume(small.zopa and large.zopa and dict(small.ideal) == dict(large.ideal))
    assert _shares(large) >= _shares(small)


def _shares(answer: Any) -> list[Fraction]:
    gains = found(answer.solutions["kalai_smorodinsky"]).gains[0]
    shares = []
    for party in answer.parties:
        largest = micro(answer.ideal[party]) - micro(answer.disagreement[party])
        shares.append(Fraction(gains[party], largest) if largest else Fraction(1))
    return sorted(shares)


# --- nothing is left on the table ---------------------------------------------------------------


@FEW
@given(disputes())
def test_no_solution_is_dominated(of):
    """No agreement that all would sign is better for one party and worse for none."""
    solutions = solve(of)
    parties = [actor.id for actor in of.parties]
    among = twin.zone(twin.offers(of), parties)
    for rule, solution in solutions.items():
        for package in solution.packages:
            offer = next(item for item in among if item.package == package)
            assert not twin.dominating(offer, among, parties), rule
