"""Random disputes for the question of stability: who moves what, and who prefers what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise, product
from random import Random
from typing import Any

from hypothesis import assume, note
from hypothesis import strategies as st

from grandbargain.dispute import Dispute
from tests.building import dispute

Issues = Mapping[str, Sequence[str]]

_ACTORS = ("p", "q", "r", "s", "t")
_LEVELS = (0, 10, 20, 30, 50, 50, 70, 90, 100, 100)
_ADDS = (-80, -50, -30, -10, 5, 20, 60)


@st.composite
def games(
    draw: st.DrawFn, *, limit: int = 60, actors: tuple[int, int] = (2, 5), points: bool = False
) -> Dispute:
    """Draw a dispute of ``actors`` with at most ``limit`` combinations and many kinds of moves.

    Some actors have no vote, some cannot move, preferences are points, rankings and statements
    (``points``: points only), and ties are frequent. Every point is a whole number of millionths
    without rounding. The status quo meets the logical constraints. Half of the games are drawn
    choice by choice, which finds corners and shrinks; half from a seed, which makes them lively.
    """
    seeds = st.integers(0, 2**32 - 1).map(Random)
    random = draw(seeds | st.randoms(use_true_random=False))
    issues = _issues(random, limit)
    names = _ACTORS[: random.randint(*actors)]
    votes = len(names) - random.choice((0, 0, 0, 1))
    own = {name: _interests(random, issues, points) for name in names}
    spec: dict[str, Any] = {
        "outsiders": names[max(votes, 1) :],
        "moves": {name: _moves(random, names, options) for name, options in issues.items()},
        "logical": [_rule(random, issues) for _ in range(random.choice((0, 1, 1, 2, 3)))],
        "agreed": [_rule(random, issues) for _ in range(random.choice((0, 0, 1)))],
    }
    keys = ("weights", "linkages", "ranking", "statements")
    spec |= {key: {name: each[key] for name, each in own.items() if key in each} for key in keys}
    values = {name: each.get("values", {}) for name, each in own.items()}
    plain = dispute(issues, values, **spec)
    packages = [dict(zip(issues, x, strict=True)) for x in product(*issues.values())]
    feasible = [x for x in packages if not plain.broken(x, agreed=False)]
    assume(feasible)
    spec["status_quo"] = random.choice(feasible)
    note(f"dispute({issues}, {values}, **{spec})")
    return dispute(issues, values, **spec)


def _issues(random: Random, limit: int) -> dict[str, list[str]]:
    issues: dict[str, list[str]] = {}
    left = limit
    for name in "abcde"[: random.choice((1, 2, 3, 4, 4, 5, 5))]:
        count = min(random.choice((1, 2, 2, 2, 2, 3, 3)), left)
        issues[name] = [f"{name}{k}" for k in range(count)]
        left //= count
    return issues


def _some(random: Random, items: Sequence[str], most: int) -> list[str]:
    return random.sample(items, random.randint(1, min(most, len(items))))


def _moves(random: Random, names: Sequence[str], options: Sequence[str]) -> list[dict[str, Any]]:
    if len(options) > 2 and random.choice((True, False)):
        return _ladder(random, names, options)
    moves = []
    for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3))):
        by = _some(random, names, random.choice((1, 1, 2, 3)))
        kind = "one" if len(by) == 1 else random.choice(("all", "any"))
        move: dict[str, Any] = {"kind": kind, "by": by}
        if random.choice((False, True)):
            move |= {"from": _some(random, options, 2), "to": _some(random, options, 2)}
        moves.append(move)
    return moves


def _ladder(random: Random, names: Sequence[str], options: Sequence[str]) -> list[dict[str, Any]]:
    """One option at a time, up and perhaps down: steps that do not merge into one."""
    steps = list(pairwise(options))
    if random.choice((True, False)):
        steps += [(after, before) for before, after in steps]
    by = random.choice(names)
    return [{"by": by, "from": [before], "to": [after]} for before, after in steps]


def _pattern(random: Random, issues: Issues, most: int) -> dict[str, list[str]]:
    return {name: _some(random, issues[name], 2) for name in _some(random, list(issues), most)}


def _rule(random: Random, issues: Issues) -> dict[str, Any]:
    if random.choice((True, True, False)):
        return {"never": _pattern(random, issues, 3)}
    return {"if": _pattern(random, issues, 2), "then": _pattern(random, issues, 2)}


def _interests(random: Random, issues: Issues, points: bool) -> dict[str, Any]:
    form = "points" if points else random.choice(("points", "points", "ranking", "statements"))
    if form == "ranking":
        return {"ranking": [_tied(random, issues) for _ in range(random.randint(1, 16))]}
    if form == "statements":
        return {"statements": [_statement(random, issues) for _ in range(random.randint(1, 5))]}
    cuts = sorted(random.randint(0, 20) for _ in list(issues)[1:])
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 20], strict=True)]
    links = random.choice((0, 0, 1, 2, 3))
    return {
        "values": {
            name: [random.choice(_LEVELS) for _ in options] for name, options in issues.items()
        },
        "weights": dict(zip(issues, weights, strict=True)),
        "linkages": [(_pattern(random, issues, 4), random.choice(_ADDS)) for _ in range(links)],
    }


def _tied(random: Random, issues: Issues) -> list[dict[str, list[str]]]:
    """One package or a few, and sometimes a second pattern that ties with them."""
    exact = {name: [random.choice(options)] for name, options in issues.items()}
    return [exact] + [_pattern(random, issues, 5)] * random.choice((0, 0, 1))


def _statement(random: Random, issues: Issues) -> Any:
    then = _pattern(random, issues, 2)
    return then if random.choice((True, False)) else (_pattern(random, issues, 2), then)
