"""Disputes for tests: a zoo of awkward ones, and random ones for hypothesis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import note
from hypothesis import strategies as st

from grandbargain.dispute import Choice, Dispute, Known, Uniform
from tests.building import dispute, percent

LAND_WATER = {"land": ["keep", "share"], "water": ["old", "new"]}
_NORTH_SOUTH = {
    "north": {"land": [0, 100], "water": "down"},
    "south": {"land": "down", "water": [0, 100]},
}


def zoo() -> dict[str, Dispute]:
    """Small disputes, each awkward in one way that its name says."""
    animals = _spaces() | _interests() | _standoffs()
    return {
        name: dispute(title=name, **{"issues": LAND_WATER, "values": _NORTH_SOUTH} | spec)
        for name, spec in animals.items()
    }


def _spaces() -> dict[str, dict[str, Any]]:
    abc = {"a": ["a0", "a1", "a2"], "b": ["b0", "b1"], "c": ["c0", "c1"]}
    both = {
        "p": {"a": [0, 50, 100], "b": "up", "c": "up"},
        "q": {"a": "down", "b": [0, 100], "c": "down"},
    }
    return {
        "constraints leave one package": {
            "logical": [{"never": {"land": "keep"}}],
            "agreed": [{"if": {"land": "share"}, "then": {"water": "new"}}],
        },
        "constraints leave no package": {
            "logical": [
                {"never": {"land": "keep"}},
                {"if": {"land": "share"}, "then": {"water": []}},
            ],
        },
        "status quo is not on offer": {"agreed": [{"never": {"land": "keep", "water": "old"}}]},
        "constraint speaks twice of one issue": {
            "issues": abc,
            "values": both,
            "logical": [{"if": {"a": ["a0", "a1"], "b": "b1"}, "then": {"a": ["a1", "a2"]}}],
        },
        "an issue with one option": {
            "issues": {**LAND_WATER, "rain": ["falls"]},
            "weights": {"north": {"land": 1, "water": 1, "rain": 8}},
            "values": {**_NORTH_SOUTH, "south": {**_NORTH_SOUTH["south"], "rain": [100]}},
        },
        "linkages over three issues": {
            "issues": abc,
            "values": both,
            "linkages": {
                "p": [({"a": "a2", "b": "b1", "c": "c1"}, -90), ({"a": ["a1", "a2"]}, 4)],
                "q": [({"a": ["a0", "a2"], "b": "b1", "c": ["c0", "c1"]}, (10, 30))],
            },
        },
        "the best package is refused": {
            "cost": {"north": 10, "south": 10},
            "refuses": {"north": [{"land": "share", "water": "new"}]},
        },
        "status quo in the middle": {
            "issues": abc,
            "values": both,
            "status_quo": {"a": "a1"},
            "moves": {
                "a": [
                    {"by": "p", "from": ["a1"], "to": ["a2"]},
                    {"kind": "all", "by": ["p", "q"], "from": ["a2"], "to": ["a0"]},
                ],
                "b": [{"kind": "any", "by": ["p", "q"]}],
                "c": [{"by": "q", "from": ["c1"], "to": ["c0"]}],
            },
        },
    }


def _interests() -> dict[str, dict[str, Any]]:
    three = {"a": ["a0", "a1"], "b": ["b0", "b1"], "c": ["c0", "c1"]}
    up = {"a": "up", "b": "up", "c": "up"}
    return {
        "nobody cares": {"values": {"north": {"land": "flat"}, "south": {}}},
        "weights of zero": {"weights": {"north": {"land": 0, "water": 1}, "south": {"land": 2}}},
        "only the order is known": {
            "issues": three,
            "values": {"p": up, "q": {"a": "down", "b": "up"}},
            "order": {"p": ["a", ["b", "c"]], "q": [["c", "a"], "b"]},
        },
        "perhaps indifferent": {
            "values": {
                "north": {"land": {"up": 0.5, "flat": 0.5}, "water": {"up": 0.25, "down": 0.75}},
                "south": {"land": {(100.0, 20.0): 0.4, "flat": 0.6}, "water": "up"},
            },
            "order": {"north": ["water", "land"]},
        },
        "numbers of every form": {
            "values": {
                "north": {"land": [(0, 10), (60, 90, 100)], "water": [percent(95, 20), 0]},
                "south": {"land": [100, Choice(((Known(0.0), 0.7), (Uniform(10.0, 30.0), 0.3)))]},
            },
            "weights": {"north": {"land": (1, 2), "water": (1, 2, 6)}},
            "cost": {"north": (0, 3), "south": percent(1, 4)},
        },
        "types of equal chance": {
            "types": {
                "north": {
                    "hawk": {"chance": (0.4, 0.6), "weights": {"land": 9, "water": 1}},
                    "dove": {"weights": {"land": 1, "water": 9}, "value": 20},
                },
                "south": {
                    "one": {"chance": 0.2, "refuses": [{"land": "share"}]},
                    "two": {"chance": 0.5, "cost": 7},
                    "three": {"values": {"land": "up"}},
                },
            }
        },
        "somebody outside the room": {
            "values": {"people": {"land": [0, 100]}, **_NORTH_SOUTH},
            "outsiders": ["people"],
            "refuses": {"people": [{"land": "share"}]},
            "value": {"people": 50},
        },
        "powers": {"powers": {"north": 2, "south": 0.5}, "cost": {"north": 30, "south": 40}},
    }


def _standoffs() -> dict[str, dict[str, Any]]:
    tug = {"rope": ["left", "middle", "right"]}
    pull = {"p": {"rope": "up"}, "q": {"rope": "down"}}
    return {
        "opposed on one issue": {"issues": tug, "values": pull, "status_quo": {"rope": "middle"}},
        "asking for too much": {"issues": tug, "values": pull, "value": {"p": 60, "q": 60}},
        "one party asks for the impossible": {
            "issues": tug,
            "values": pull,
            "value": {"p": 101, "q": 0},
        },
        "two of three block": {
            "issues": tug,
            "values": {**pull, "r": {"rope": [0, 100, 0]}},
            "value": {"p": 10, "q": 60, "r": 100},
            "refuses": {"r": [{"rope": "left"}]},
        },
        "everything is refused": {
            "issues": tug,
            "values": pull,
            "value": {"p": 0, "q": 0},
            "refuses": {"p": [{"rope": ["left", "middle"]}], "q": [{"rope": "right"}]},
        },
        "one party alone": {"values": {"north": _NORTH_SOUTH["north"]}},
        "not everybody can gain": {
            "values": {**_NORTH_SOUTH, "third": {"land": [0, 0]}},
            "cost": {"north": 1},
        },
    }


# --- random disputes ----------------------------------------------------------------------------

_PARTIES = ("p", "q", "r", "s")
_OUTSIDERS = ("x", "y")
_LEVELS = (0, 0, 50, 50, 100, 100, 20, 33.3, 80)
_WEIGHTS = (0, 1, 1, 1, 2, 3, (1, 2), (1, 2, 6), percent(3, 2))
_COSTS = (0, 0, 0, 0.5, 5, 10, 30, (5, 15), (1, 2, 9))
_STATED = (0, 20, 30, 40, 50, 60, 110, (30, 45), percent(40, 20))
_POWERS = (1, 1, 1, 2, 0.5)
_ADDS = (-30, -5, -5, 0, 3, 10, 40, (2, 6), (-8, -2, 0))
_MIXTURES = (
    {"up": 0.7, "down": 0.3},
    {"flat": 0.5, "up": 0.5},
    {"down": 0.25, "flat": 0.25, "up": 0.5},
)


@st.composite
def disputes(
    draw: st.DrawFn, *, limit: int = 300, exact: bool = False, worlds: bool = False
) -> Dispute:
    """Draw an awkward dispute of 1 to 4 parties with at most ``limit`` combinations.

    ``exact``: every number known, every issue valued, weights that sum to 20 and values that are
    multiples of 10, so that every term is a whole number of millionths without rounding, also
    when halved. ``worlds``: at least one number uncertain.
    """
    issues = draw(_issues(limit, 2 if exact else 1))
    parties = _PARTIES[: draw(st.integers(1, 4))]
    outsiders = () if exact else _OUTSIDERS[: draw(st.sampled_from((0, 0, 1, 2)))]
    actors = parties + outsiders if draw(st.booleans()) else outsiders + parties
    interests = {
        actor: draw(_exact_interests(issues) if exact else _any_interests(issues))
        for actor in actors
    }
    if len(parties) > 1 and draw(st.integers(0, 3)) == 0:
        interests["q"] = _opposite(interests["p"], issues)
    if worlds:
        interests["p"]["cost"] = (5, 15)
        interests["p"].pop("value", None)
    spec: dict[str, Any] = {
        key: {actor: own[key] for actor, own in interests.items() if key in own}
        for key in ("values", "weights", "order", "linkages", "refuses", "value", "cost")
    }
    if not exact and draw(st.integers(0, 3)) == 0:
        spec["types"] = {draw(st.sampled_from(actors)): draw(_types(issues))}
    spec |= {
        "outsiders": outsiders,
        "powers": {actor: draw(st.sampled_from(_POWERS)) for actor in actors},
        "status_quo": {name: draw(st.sampled_from(options)) for name, options in issues.items()},
        "moves": {name: draw(_moves(actors, options)) for name, options in issues.items()},
        "logical": draw(st.lists(_rules(issues), max_size=1)),
        "agreed": draw(st.lists(_rules(issues), max_size=2)),
    }
    note(f"dispute({issues}, **{spec})")
    return dispute(issues, **spec)


@st.composite
def _issues(draw: st.DrawFn, limit: int, fewest: int) -> dict[str, list[str]]:
    issues: dict[str, list[str]] = {}
    left = limit
    for name in "abcde"[: draw(st.integers(1, 5))]:
        count = min(draw(st.sampled_from((2, 2, 3, 3, 4, fewest))), left)
        if count < fewest:
            break
        issues[name] = [f"{name}{k}" for k in range(count)]
        left //= count
    return issues


@st.composite
def patterns(
    draw: st.DrawFn, issues: Mapping[str, Sequence[str]], most: int = 3
) -> dict[str, list[str]]:
    """Draw a pattern over one to ``most`` issues."""
    names = draw(st.lists(st.sampled_from(sorted(issues)), min_size=1, max_size=most, unique=True))
    return {
        name: draw(st.lists(st.sampled_from(issues[name]), min_size=1, max_size=2, unique=True))
        for name in names
    }


@st.composite
def _rules(draw: st.DrawFn, issues: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"never": draw(patterns(issues))}
    return {"if": draw(patterns(issues, 2)), "then": draw(patterns(issues, 2))}


@st.composite
def _values(draw: st.DrawFn, options: Sequence[str]) -> Any:
    kind = draw(st.sampled_from(("list", "list", "list", "up", "down", "ranges", "either", "flat")))
    if kind == "either":
        mixture = draw(st.sampled_from(_MIXTURES))
        return {**mixture} if draw(st.booleans()) else {"flat": 0.4, (50.0,) * len(options): 0.6}
    if kind == "ranges":
        forms = ((0, 40), (10, 20, 60), percent(70, 30), 100, 0)
        return [draw(st.sampled_from(forms)) for _ in options]
    if kind == "list":
        return [draw(st.sampled_from(_LEVELS)) for _ in options]
    return kind


@st.composite
def _any_interests(draw: st.DrawFn, issues: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    names = list(issues)
    own: dict[str, Any] = {
        "values": {name: draw(_values(issues[name])) for name in names if draw(st.integers(0, 9))}
    }
    if draw(st.integers(0, 3)) == 0:
        cut = draw(st.integers(0, len(names)))
        own["order"] = [part for part in (names[cut:], *names[:cut]) if part]
    elif draw(st.integers(0, 3)):
        own["weights"] = {name: draw(st.sampled_from(_WEIGHTS)) for name in names}
    own |= draw(_stakes(issues))
    return own


@st.composite
def _exact_interests(draw: st.DrawFn, issues: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    cuts = sorted(draw(st.integers(0, 20)) for _ in list(issues)[1:])
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 20], strict=True)]
    levels = st.sampled_from((0, 0, 20, 50, 70, 100))
    return {
        "values": {name: [draw(levels) for _ in options] for name, options in issues.items()},
        "weights": dict(zip(issues, weights, strict=True)),
    } | draw(_stakes(issues, known=True))


@st.composite
def _stakes(
    draw: st.DrawFn, issues: Mapping[str, Sequence[str]], known: bool = False
) -> dict[str, Any]:
    """What is added, refused, and lost when talks fail."""

    def pick(choices: Sequence[Any]) -> Any:
        return draw(st.sampled_from([c for c in choices if not known or isinstance(c, int)]))

    own: dict[str, Any] = {
        "linkages": [
            (draw(patterns(issues)), pick(_ADDS))
            for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2))))
        ],
        "refuses": [draw(patterns(issues, 2)) for _ in range(draw(st.sampled_from((0, 0, 0, 1))))],
    }
    if draw(st.integers(0, 5)) == 0:
        own["value"] = pick(_STATED)
    else:
        own["cost"] = pick(_COSTS)
    return own


@st.composite
def _types(draw: st.DrawFn, issues: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    weights = st.fixed_dictionaries({name: st.sampled_from(_WEIGHTS[1:]) for name in issues})
    return {
        "one": {"chance": draw(st.sampled_from((0.5, (0.2, 0.4), 0.3))), "weights": draw(weights)},
        "two": draw(_stakes(issues)),
    }


@st.composite
def _moves(draw: st.DrawFn, actors: Sequence[str], options: Sequence[str]) -> list[dict[str, Any]]:
    moves = []
    for _ in range(draw(st.sampled_from((0, 1, 1, 2)))):
        by = draw(st.lists(st.sampled_from(actors), min_size=1, max_size=2, unique=True))
        kind = draw(st.sampled_from(("all", "any"))) if len(by) > 1 else "one"
        ends = st.lists(st.sampled_from(options), min_size=1, unique=True)
        moves.append({"kind": kind, "by": by, "from": draw(ends), "to": draw(ends)})
    return moves


def _opposite(own: Mapping[str, Any], issues: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The same interests turned round on every issue that is valued in plain numbers."""
    turned = {"up": "down", "down": "up"}
    values = {
        name: [100 - v for v in stated]
        if isinstance(stated, list) and all(isinstance(v, int | float) for v in stated)
        else turned.get(stated, stated)
        if isinstance(stated, str)
        else stated
        for name, stated in own["values"].items()
        if name in issues
    }
    return {**own, "values": values}
