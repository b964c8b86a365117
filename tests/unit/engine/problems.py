"""Small awkward search problems, and the plain enumeration of their packages."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from grandbargain.bargain.dual import NO_FLOOR
from grandbargain.bargain.goals import LEXIMIN, MICRO, NASH, SUM, Goal
from grandbargain.bargain.problem import Problem
from grandbargain.tables.structure import IndexPattern

POINTS = st.sampled_from((0, 0, 1, 2, 5, 5, 10, 33_333_333, 66_666_667))
"""Few levels, so that options tie and dominate; two that are awkward in thirds."""

Codes = tuple[int, ...]


@dataclass(frozen=True)
class Space:
    """All feasible packages of a problem, in package order, with exact utilities."""

    packages: list[Codes]
    utility: list[tuple[int, ...]]


def listing(problem: Problem) -> Space:
    """Every package, read literally."""
    packages, utility = [], []
    for codes in itertools.product(*(range(size) for size in problem.sizes)):
        if any(fits(pattern, codes) for pattern in problem.nogoods):
            continue
        if problem.domains and any(c not in d for c, d in zip(codes, problem.domains, strict=True)):
            continue
        total = [0] * problem.term.shape[0]
        for a in range(len(total)):
            at = 0
            for code, size in zip(codes, problem.sizes, strict=True):
                total[a] += int(problem.term[a, at + code])
                at += size
            for n, pattern in enumerate(problem.links):
                if fits(pattern, codes):
                    total[a] += int(problem.adds[a, n])
        packages.append(codes)
        utility.append(tuple(total))
    return Space(packages, utility)


def fits(pattern: IndexPattern, codes: Codes) -> bool:
    return all(codes[issue] in options for issue, options in pattern)


@st.composite
def patterns(draw: st.DrawFn, sizes: tuple[int, ...], most: int = 3) -> IndexPattern:
    """A pattern over one to ``most`` issues."""
    issues = draw(st.lists(st.integers(0, len(sizes) - 1), min_size=1, max_size=most, unique=True))
    return tuple(
        (issue, frozenset(draw(st.sets(st.integers(0, sizes[issue] - 1), min_size=1, max_size=2))))
        for issue in sorted(issues)
    )


@st.composite
def problems(
    draw: st.DrawFn, *, issues: tuple[int, int] = (1, 5), ties: int = 4, domains: bool = False
) -> Problem:
    """A problem of 1 to 3 parties and perhaps one more actor, with linkages and constraints."""
    sizes = tuple(draw(st.lists(st.integers(1, 3), min_size=issues[0], max_size=issues[1])))
    parties = draw(st.integers(1, 3))
    actors = parties + draw(st.sampled_from((0, 0, 1)))
    count = sum(sizes)
    rows = st.lists(POINTS, min_size=count, max_size=count)
    links = draw(st.lists(patterns(sizes), min_size=ties // 4, max_size=ties))
    adds = st.sampled_from((-10, -3, 0, 0, 1, 4, 20_000_000, -20_000_000))
    own = st.lists(adds, min_size=len(links), max_size=len(links))
    return Problem(
        sizes=sizes,
        term=np.array([draw(rows) for _ in range(actors)], dtype=np.int64),
        links=tuple(links),
        adds=np.array([draw(own) for _ in range(actors)], dtype=np.int64).reshape(actors, -1),
        nogoods=tuple(draw(st.lists(patterns(sizes), max_size=ties // 2 + 1))),
        parties=parties,
        domains=tuple(
            tuple(sorted(draw(st.sets(st.integers(0, size - 1), min_size=1)))) for size in sizes
        )
        if domains
        else (),
    )


def tied_problems() -> st.SearchStrategy[Problem]:
    """Problems whose issues are so tied together that small tables must be split."""
    return problems(issues=(4, 5), ties=8)


def weights(problem: Problem) -> st.SearchStrategy[np.ndarray]:
    """Weight vectors as searches use them: whole, not negative, up to 2^20."""
    entry = st.sampled_from((0, 1, 1, 2, 7, 1 << 20))
    count = problem.term.shape[0]
    return st.lists(entry, min_size=count, max_size=count).map(np.array)


@st.composite
def aims(draw: st.DrawFn, problem: Problem, space: Space) -> tuple[Goal, np.ndarray]:
    """A goal above floors; every party has one, as in a zone of agreement.

    Disagreement points are utilities of some package, or just off them, so that gains of zero and
    empty zones occur. LEXIMIN comes at any level, with the levels below settled at their best.
    """
    actors, parties = problem.term.shape[0], problem.parties
    some = draw(st.sampled_from(space.utility))
    off = st.sampled_from((0, 0, 0, -1, 1, -7, -5_000_000))
    origin = np.array([u + draw(off) for u in some], dtype=np.int64)
    floor = origin.copy()
    floor[parties:] = [draw(st.sampled_from((NO_FLOOR, u))) for u in some[parties:]]
    for party in range(parties):
        floor[party] += draw(st.sampled_from((0, 0, 0, 1, 3)))
    power = [draw(st.sampled_from((1.0, 1.0, 2.0, 0.5, 1 / 3))) for _ in range(actors)]
    scale = [draw(st.sampled_from((MICRO, MICRO, 3, 66_666_667))) for _ in range(actors)]
    goal = Goal(
        draw(st.sampled_from((NASH, LEXIMIN, SUM))),
        origin,
        np.array(scale, dtype=np.int64),
        np.array(power),
        parties,
    )
    if goal.mode == LEXIMIN:
        wanted = draw(st.integers(0, parties - 1))
        best = max((goal.full_key(np.array(u)) for u in above(space, floor)), default=())
        levels = tuple((level.numerator, level.denominator) for level in best[:wanted])
        goal = Goal(LEXIMIN, origin, goal.scale, goal.power, parties, levels)
    return goal, floor


def above(space: Space, floor: np.ndarray) -> list[tuple[int, ...]]:
    """The utilities of the packages that stand on the floors."""
    return [u for u in space.utility if all(x >= f for x, f in zip(u, floor, strict=True))]
