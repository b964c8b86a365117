"""Conflicts of GMCR+ become model files that say the same."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grandbargain.errors import TooLargeError, UsageError
from grandbargain.importers import import_gmcr
from grandbargain.modelfile import parse_dispute
from grandbargain.study.walks import Ground

CANAL: dict[str, Any] = {
    "program": "gmcr-py",
    "options": [
        {"name": "Dig the canal", "permittedDirection": "fwd"},
        {"name": "Protest", "permittedDirection": "both"},
        {"name": "Sue", "permittedDirection": "both"},
        {"name": "Protest", "permittedDirection": "back"},
    ],
    "decisionMakers": [
        {"name": "Board", "options": [0], "preferences": [[[1, "N"]], [[0, "Y"], [2, "N"]]]},
        {
            "name": 'Höfe: <b>"x"</b> #1',
            "options": [1, 2],
            "preferences": [
                {"compound": True, "members": [[[0, "N"]], [[3, "Y"]]]},
                [[2, "N"]],
            ],
        },
        {"name": "Court", "options": [3], "preferences": [], "preferenceRanking": [3, [1, 2], 5]},
    ],
    "infeasibles": [[[1, "Y"], [2, "Y"]]],
    "useManualPreferenceRanking": False,
    "coalitions": [0, [1, 2]],
}


def convert(whole: Any) -> Any:
    """The dispute and the notes."""
    found = import_gmcr(json.dumps(whole).encode(), "canal")
    return parse_dispute(found.text, "canal"), found.notes


def test_names_moves_and_constraints_are_carried_over() -> None:
    dispute, notes = convert(CANAL)
    assert [actor.title for actor in dispute.actors] == [
        "Board", "Höfe: <b>\"x\"</b> #1", "Court",
    ]  # fmt: skip
    assert [issue.title for issue in dispute.issues] == [
        "Dig the canal", "Protest", "Sue", "Protest",
    ]  # fmt: skip
    assert len({issue.id for issue in dispute.issues}) == 4
    moves = [
        {
            (b, c)
            for move in issue.moves
            for b in move.from_options
            for c in move.to_options
            if b != c
        }
        for issue in dispute.issues
    ]
    up, down = ("not_taken", "taken"), ("taken", "not_taken")
    assert moves == [{up}, {up, down}, {up, down}, {down}]
    assert dispute.size == 16
    assert sum(not dispute.broken(package) for package in packages(dispute)) == 12
    told = " ".join(notes)
    assert "no status quo" in told
    assert "--coalitions" in told
    assert "leaves out 8 of 12" in told


def packages(dispute: Any) -> list[dict[str, str]]:
    """All packages, in the order of the numbers of the states."""
    names = [issue.id for issue in dispute.issues]
    words = ("not_taken", "taken")
    return [
        {name: words[number >> k & 1] for k, name in enumerate(names)}
        for number in range(2 ** len(names))
    ]


OPTIONS = st.integers(1, 4)


@st.composite
def conflicts(draw: st.DrawFn) -> dict[str, Any]:
    """Files with every form of preference."""
    options = draw(OPTIONS)
    term = st.tuples(st.integers(0, options - 1), st.sampled_from("YN")).map(list)
    pattern = st.lists(term, min_size=1, max_size=3, unique_by=lambda pair: pair[0])
    compound = st.lists(pattern, min_size=1, max_size=3).map(
        lambda members: {"compound": True, "members": members}
    )
    infeasible = draw(st.lists(pattern, max_size=2))
    states = [s for s in _states(options) if not any(_holds(p, s) for p in infeasible)]
    if not states:
        infeasible, states = [], _states(options)
    makers = []
    for name in draw(st.lists(st.sampled_from("PQR"), min_size=1, max_size=3, unique=True)):
        maker: dict[str, Any] = {
            "name": name,
            "options": draw(st.lists(st.integers(0, options - 1))),
        }
        maker["preferences"] = draw(st.lists(pattern | compound, max_size=3))
        if draw(st.booleans()):
            order = draw(st.permutations(range(1, len(states) + 1)))
            cut = draw(st.integers(0, len(order)))
            maker["preferenceRanking"] = [*order[:cut], list(order[cut:])]
            if cut == len(order):
                maker["preferenceRanking"].pop()
        makers.append(maker)
    return {
        "options": [
            {"name": draw(st.sampled_from(("Stay", "Go", "none", "Été"))),
             "permittedDirection": draw(st.sampled_from(("both", "fwd", "back")))}
            for _ in range(options)
        ],
        "decisionMakers": makers,
        "infeasibles": infeasible,
        "useManualPreferenceRanking": draw(st.booleans()),
    }  # fmt: skip


def _states(options: int) -> list[tuple[bool, ...]]:
    return [tuple(bool(n >> k & 1) for k in range(options)) for n in range(2**options)]


def _holds(pattern: Any, state: tuple[bool, ...]) -> bool:
    if isinstance(pattern, dict):
        return any(_holds(member, state) for member in pattern["members"])
    return all(state[option] is (word == "Y") for option, word in pattern)


@settings(max_examples=100)
@given(conflicts())
def test_everybody_ranks_the_states_as_the_file_says(whole: dict[str, Any]) -> None:
    dispute, _ = convert(whole)
    ground = Ground(dispute)
    options = len(whole["options"])
    states = [s for s in _states(options)
              if not any(_holds(p, s) for p in whole["infeasibles"])]  # fmt: skip
    named = packages(dispute)
    mine = [named[sum(taken << k for k, taken in enumerate(s))] for s in states]
    assert [not dispute.broken(p) for p in named].count(True) == len(states)
    for a, maker in enumerate(whole["decisionMakers"]):
        ranking = maker.get("preferenceRanking")
        if ranking is not None and (
            whole["useManualPreferenceRanking"] or not maker["preferences"]
        ):
            place = {}
            for rank, group in enumerate(ranking):
                for number in group if isinstance(group, list) else [group]:
                    place[number - 1] = -rank
            wanted = [place[k] for k in range(len(states))]
        else:
            wanted = [
                sum(2 ** (len(maker["preferences"]) - k) * _holds(one, state)
                    for k, one in enumerate(maker["preferences"]))
                for state in states
            ]  # fmt: skip
        found = ground.worth(a, mine)
        assert _ranks(found) == _ranks(wanted)


def _ranks(values: list[Any]) -> list[int]:
    order = sorted(set(values))
    return [order.index(value) for value in values]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"options": []}, "options: there is none"),
        ({"decisionMakers": []}, "decisionMakers: there is none"),
        ({"infeasibles": [[[0, "Y"]], [[0, "N"]]]}, "no state is left"),
        ({"infeasibles": [[]]}, "the pattern is empty"),
        (
            {
                "useManualPreferenceRanking": True,
                "decisionMakers": [
                    {"name": "A", "options": [0], "preferences": [], "preferenceRanking": [1, 99]}
                ],
            },
            "there is no state 99: 12 are feasible",
        ),
        ({"infeasibles": [[[9, "Y"]]]}, "9 is no number of an option"),
        ({"infeasibles": [[[0, "Y"], [0, "N"]]]}, "both yes and no"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(change: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        convert(CANAL | change)


def test_all_problems_are_told_at_once() -> None:
    broken = json.loads(json.dumps(CANAL))
    broken["options"][0]["permittedDirection"] = "up"
    broken["decisionMakers"][2]["preferenceRanking"] = [1, 1]
    broken["decisionMakers"][0]["preferences"] = [{"if": 3}]
    with pytest.raises(UsageError) as caught:
        convert(broken)
    text = str(caught.value)
    for part in ("options[0]", "state 1 stands in two places", "unknown form"):
        assert part in text


@pytest.mark.parametrize("data", [b"", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"options": 3}'])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(UsageError):
        import_gmcr(data, "other")


def test_too_many_options_are_refused_with_the_size() -> None:
    option = {"name": "x", "permittedDirection": "both"}
    with pytest.raises(TooLargeError, match=r"2\^40 states"):
        convert(CANAL | {"options": [option] * 40})


def one_maker(**changes: Any) -> dict[str, Any]:
    """A conflict of one decision maker with changed parts."""
    maker = {"name": "A", "options": [0], "preferences": [[[0, "Y"]]]}
    return {
        "options": changes.pop("options", [{"name": "Go", "permittedDirection": "both"}]),
        "infeasibles": changes.pop("infeasibles", []),
        "decisionMakers": [maker | changes],
    }


def options(count: int) -> list[dict[str, str]]:
    return [{"name": f"Option {k}", "permittedDirection": "both"} for k in range(count)]


@pytest.mark.parametrize("empty", [{}, {"preferenceRanking": []}])
def test_without_preferences_all_states_tie_in_one_short_line(empty: dict[str, Any]) -> None:
    found = import_gmcr(
        json.dumps(one_maker(options=options(20), preferences=[], **empty)).encode(), "big"
    )
    assert len(found.text) < 10_000
    assert any("indifferent" in note for note in found.notes)
    dispute, _ = convert(one_maker(options=options(3), preferences=[], **empty))
    ground = Ground(dispute)
    every = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    assert len(set(ground.preferences.of_actor(0, np.array(every)))) == 1


def test_many_alike_infeasible_patterns_cost_as_much_as_one() -> None:
    pattern = [[0, "Y"], [1, "Y"]]
    found = import_gmcr(
        json.dumps(one_maker(options=options(18), infeasibles=[pattern] * 5000)).encode(), "x"
    )
    assert found.text.count("never") <= 5000


def test_words_of_the_model_file_as_titles() -> None:
    titles = ["If", "Then", "Never", "Kind", "Source", "Because", "Status quo", "Null", "True"]
    dispute, _ = convert(
        one_maker(options=[{"name": t, "permittedDirection": "both"} for t in titles])
    )
    assert [issue.title for issue in dispute.issues] == titles


def test_many_statements_are_told_at_once() -> None:
    _, notes = convert(one_maker(preferences=[[[0, "Y"]]] * 61))
    assert any("61 statements" in note for note in notes)


@pytest.mark.parametrize(
    ("whole", "word"),
    [
        (
            one_maker(
                options=options(20),
                preferences=[{"compound": True, "members": [[[0, "N"]], [[3, "Y"]]]}],
            ),
            "entries",
        ),
        (one_maker() | {"decisionMakers": [{"name": "A"}] * 1001}, "decision makers"),
        (
            one_maker(
                options=options(20),
                infeasibles=[
                    [[k, "YN"[n >> k & 1]] for k in range(13)] for n in range(1, 5000)
                ],
            ),
            "comparisons",
        ),
    ],
)  # fmt: skip
def test_what_would_take_too_long_is_refused(whole: dict[str, Any], word: str) -> None:
    with pytest.raises(TooLargeError, match=word):
        import_gmcr(json.dumps(whole).encode(), "big")
