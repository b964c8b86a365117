"""Random disputes for the question of stability: who moves what, and who prefers what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import assume, note
from hypothesis import strategies as st

from grandbargain.dispute import Dispute
from tests.building import dispute
from tests.disputes import patterns

_ACTORS = ("p", "q", "r", "s", "t")
_LEVELS = (0, 0, 20, 50, 50, 70, 100)
_ADDS = (-50, -30, -10, -10, 5, 20, 60)


@st.composite
def games(
    draw: st.DrawFn, *, limit: int = 60, actors: tuple[int, int] = (2, 5), points: bool = False
) -> Dispute:
    """Draw a dispute of ``actors`` with at most ``limit`` combinations and many kinds of moves.

    Some actors have no vote, some cannot move, preferences are points, rankings and statements
    (``points``: points only), and ties are frequent. Every point is a whole number of millionths
    without rounding. The status quo meets the logical constraints.
    """
    issues = draw(_issues(limit))
    names = _ACTORS[: draw(st.integers(*actors))]
    votes = draw(st.sampled_from((0, 0, 0, 1)))
    spec: dict[str, Any] = {
        "outsiders": names[len(names) - min(votes, len(names) - 1) :] if votes else (),
        "status_quo": {name: draw(st.sampled_from(options)) for name, options in issues.items()},
        "moves": {name: draw(_moves(names, options)) for name, options in issues.items()},
        "logical": draw(st.lists(_rules(issues), max_size=3)),
        "agreed": draw(st.lists(_rules(issues), max_size=1)),
    }
    own = {name: draw(_interests(issues, points)) for name in names}
    keys = ("weights", "linkages", "ranking", "statements")
    spec |= {key: {name: each[key] for name, each in own.items() if key in each} for key in keys}
    values = {name: each.get("values", {}) for name, each in own.items()}
    game = dispute(issues, values, **spec)
    assume(not game.broken(game.status_quo, agreed=False))
    note(f"dispute({issues}, {values}, **{spec})")
    return game


@st.composite
def _issues(draw: st.DrawFn, limit: int) -> dict[str, list[str]]:
    issues: dict[str, list[str]] = {}
    left = limit
    for name in "abcde"[: draw(st.sampled_from((1, 2, 3, 3, 4, 4, 5)))]:
        count = min(draw(st.sampled_from((1, 2, 2, 2, 3, 3))), left)
        issues[name] = [f"{name}{k}" for k in range(count)]
        left //= count
    return issues


@st.composite
def _moves(draw: st.DrawFn, names: Sequence[str], options: Sequence[str]) -> list[dict[str, Any]]:
    moves = []
    for _ in range(draw(st.sampled_from((0, 1, 1, 1, 2, 2, 3)))):
        by = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        kind = "one" if len(by) == 1 else draw(st.sampled_from(("all", "any", "any")))
        move: dict[str, Any] = {"kind": kind, "by": by}
        if draw(st.booleans()):
            ends = st.lists(st.sampled_from(options), min_size=1, unique=True)
            move |= {"from": draw(ends), "to": draw(ends)}
        moves.append(move)
    return moves


@st.composite
def _rules(draw: st.DrawFn, issues: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    if draw(st.integers(0, 2)):
        return {"never": draw(patterns(issues))}
    return {"if": draw(patterns(issues, 2)), "then": draw(patterns(issues, 2))}


@st.composite
def _interests(
    draw: st.DrawFn, issues: Mapping[str, Sequence[str]], points: bool
) -> dict[str, Any]:
    form = "points" if points else draw(st.sampled_from(("points", "points", "ranking", "says")))
    if form == "ranking":
        group = st.lists(patterns(issues, 5), min_size=1, max_size=2)
        return {"ranking": draw(st.lists(group, min_size=1, max_size=12))}
    if form == "says":
        pair = st.tuples(patterns(issues, 2), patterns(issues, 2))
        return {"statements": draw(st.lists(patterns(issues) | pair, min_size=1, max_size=5))}
    cuts = sorted(draw(st.integers(0, 20)) for _ in list(issues)[1:])
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 20], strict=True)]
    links = st.tuples(patterns(issues, 4), st.sampled_from(_ADDS))
    return {
        "values": {
            name: [draw(st.sampled_from(_LEVELS)) for _ in options]
            for name, options in issues.items()
        },
        "weights": dict(zip(issues, weights, strict=True)),
        "linkages": draw(st.lists(links, max_size=3)),
    }
