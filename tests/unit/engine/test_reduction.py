"""A reduced problem has the same answers: every optimum, every tie, every frontier point."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
from hypothesis import assume, given, settings
from tests.unit.engine.problems import Codes, fits, listing, problems

from grandbargain.bargain.engine import Engine
from grandbargain.bargain.goals import SUM, Goal
from grandbargain.bargain.problem import Reduced, reduce_problem
from grandbargain.bargain.search import NO_FLOOR, maximise

FEW = settings(max_examples=150)


def kept(reduced: Reduced) -> list[Codes]:
    """Packages of classes that match no forbidden pattern."""
    every = itertools.product(*(range(size) for size in reduced.sizes))
    return [c for c in every if not any(fits(pattern, c) for pattern in reduced.nogoods)]


def worth(reduced: Reduced, codes: Codes) -> tuple[int, ...]:
    """Utility as the reduced problem states it."""
    total = reduced.constant + reduced.term[:, reduced.offsets[:-1] + np.array(codes)].sum(axis=1)
    for number, pattern in enumerate(reduced.links):
        if fits(pattern, codes):
            total = total + reduced.adds[:, number]
    return tuple(total.tolist())


def members(reduced: Reduced, codes: Codes) -> list[Codes]:
    """The packages that a package of classes stands for."""
    found = list(itertools.product(*(m[c] for m, c in zip(reduced.members, codes, strict=True))))
    assert len(found) == reduced.multiplicity(codes)
    assert found[0] == reduced.first(codes)
    assert all(reduced.encode(package) == codes for package in found)
    return found


@FEW
@given(problems(domains=True))
def test_without_dominance_nothing_is_lost(problem):
    space, reduced = listing(problem), reduce_problem(problem, dominance=False)
    if not reduced.feasible:
        assert not space.packages
        return
    found = {}
    for codes in kept(reduced):
        for package in members(reduced, codes):
            found[package] = worth(reduced, codes)
    assert found == dict(zip(space.packages, space.utility, strict=True))


@FEW
@given(problems(domains=True))
def test_with_dominance_only_beaten_packages_are_lost(problem):
    space, reduced = listing(problem), reduce_problem(problem)
    parties = problem.parties
    found = {}
    if reduced.feasible:
        for codes in kept(reduced):
            for package in members(reduced, codes):
                found[package] = worth(reduced, codes)
    whole = dict(zip(space.packages, space.utility, strict=True))
    assert found.items() <= whole.items()
    for package in set(whole) - set(found):
        assert any(
            all(a >= b for a, b in zip(other, whole[package], strict=True))
            and any(a > b for a, b in zip(other[:parties], whole[package][:parties], strict=True))
            for other in found.values()
        ), package


@FEW
@given(problems())
def test_frontier_points_keep_their_numbers_of_packages(problem):
    space, reduced = listing(problem), reduce_problem(problem)
    assume(reduced.feasible and space.packages)
    counts = Counter(space.utility)
    merged: Counter[tuple[int, ...]] = Counter()
    for codes in kept(reduced):
        merged[worth(reduced, codes)] += reduced.multiplicity(codes)
    for point, count in counts.items():
        beaten = any(
            all(a >= b for a, b in zip(other, point, strict=True))
            and any(
                a > b
                for a, b in zip(other[: problem.parties], point[: problem.parties], strict=True)
            )
            for other in counts
        )
        if not beaten:
            assert merged[point] == count


@FEW
@given(problems(domains=True))
def test_every_tied_optimum_is_listed_in_package_order(problem):
    space, engine = listing(problem), Engine(problem)
    actors, parties = problem.term.shape[0], problem.parties
    goal = Goal(
        SUM, np.zeros(actors, dtype=np.int64), np.ones(actors, dtype=np.int64),
        np.ones(actors), parties,
    )  # fmt: skip
    outcome = maximise(engine, goal, np.full(actors, NO_FLOOR))
    if not space.packages:
        assert not outcome.leaves
        return
    sums = [sum(u[:parties]) for u in space.utility]
    best = [p for p, total in zip(space.packages, sums, strict=True) if total == max(sums)]
    assert engine.expand(outcome.leaves, 10**6) == best
    assert sum(engine.reduced.multiplicity(leaf) for leaf in outcome.leaves) == len(best)
    assert engine.expand(outcome.leaves, 2) == best[:2]


def test_equal_options_are_merged_and_beaten_ones_dropped():
    """Options 0 and 2 are the same to everybody; option 1 is worse for one and no better."""
    from grandbargain.bargain.problem import Problem

    problem = Problem(
        sizes=(3, 2),
        term=np.array([[5, 4, 5, 0, 9], [1, 1, 1, 9, 0]], dtype=np.int64),
        links=(),
        adds=np.zeros((2, 0), dtype=np.int64),
        nogoods=(),
        parties=2,
    )
    reduced = reduce_problem(problem)
    assert reduced.members == (((0, 2),), ((0,), (1,)))
    assert reduced.multiplicity((0, 1)) == 2
