"""``trust``: a file whose answers are known by hand, its JSON, errors, and what people read."""

from __future__ import annotations

from pathlib import Path

import pytest

from grandbargain import Study

from .running import ask, ask_json, write

TRUCE = """\
format: grandbargain/1
title: Two garrisons
actors: {a: {title: North, discount: 0.9}, b: {title: South, discount: 0.9}}
issues:
  guns: {title: Guns, options: {keep: Kept, cut: Withdrawn}, status_quo: keep, moves: [{by: a}]}
  men: {title: Men, options: {keep: Kept, cut: Withdrawn}, status_quo: keep, moves: [{by: a}]}
  fort: {title: Fort, options: {keep: Kept, cut: Razed}, status_quo: keep, moves: [{by: b}]}
interests:
  a:
    source: judgement
    weights: {guns: 20, men: 60, fort: 20}
    values: {guns: down, men: down, fort: up}
    linkages: [{when: {guns: cut, men: cut, fort: cut}, adds: 90}]
    types:
      steady: {}
      greedy:
        chance: 0.3
        linkages: [{when: {guns: cut, men: cut, fort: cut}, adds: 50}]
  b: {source: judgement, weights: {fort: 1, guns: 1}, values: {fort: down, guns: up}}
enforcement:
  source: judgement
  belief: {a: {b: 0.5}}
"""
"""North: R 110, T 100, P 80, S 0; of the greedy type R 70."""

PACKAGE = "guns=cut,men=cut,fort=cut"
KEYS = [
    "dispute", "settings", "version", "seconds", "package", "payoffs", "betrayed_by", "needed",
    "stated", "cooperates", "share", "types", "first_step", "steps", "all_steps", "reasons",
    "united_front", "front", "notes",
]  # fmt: skip


@pytest.fixture
def truce(tmp_path: Path) -> str:
    """The path of the file."""
    return str(write(tmp_path, TRUCE))


def test_the_answer_is_the_one_reckoned_by_hand(truce: str) -> None:
    data = ask_json("trust", truce, "--between", "a,b", "--package", PACKAGE)
    assert list(data) == KEYS
    assert data["payoffs"]["a"] == {"R": 110, "S": 0, "T": 100, "P": 80}
    assert data["types"]["a"]["greedy"] == {"R": 70, "S": 0, "T": 100, "P": 80}
    assert data["needed"]["a"] == pytest.approx(80 / 90)
    assert (data["stated"], data["cooperates"]) == ({"a": 0.5, "b": None}, {"a": False, "b": None})
    # A greedy one defects at once from w (0.5 * 30 + 0.5 * 80) >= (1 - w) 0.5 * 20 on; a steady
    # one bears it up to w (0.5 * 80 - 0.5 * 10) <= (1 - w) 0.5 * 30.
    assert data["first_step"]["a"] == pytest.approx([10 / 65, 15 / 50])
    assert [step["stake"] for step in data["steps"]["a"]] == pytest.approx([0.2])
    assert data["steps"]["a"][0]["changes"] == [{"issue": "guns", "from": "keep", "to": "cut"}]
    assert data["all_steps"]["a"] is True
    assert data["first_step"]["b"] is None
    # Alone the part of North costs it 80 points, that of South brings it 20.
    assert data["front"]["a"]["loss"] == 80
    assert data["front"]["a"]["benefits"] == {"b": 20}
    assert data["united_front"]["a"] is None
    # South loses 50 by razing its fort and gains 50 by what North does: never below the loss.
    assert data["united_front"]["b"] is None


def test_the_story_names_the_step_and_what_is_missing(truce: str) -> None:
    text = " ".join(ask("trust", truce, "--between", "a,b", "--package", PACKAGE).stdout.split())
    assert "at least 0.89" in text
    assert "it believes 0.50: that is not enough" in text
    assert "between 15 % and 30 % of its stakes" in text
    assert "20 % of its stakes: Guns" in text


def test_worlds_give_the_share_in_which_a_belief_suffices(truce: str, tmp_path: Path) -> None:
    wide = write(tmp_path, TRUCE.replace("{b: 0.5}", "{b: 0.8..1}"))
    data = ask_json("trust", str(wide), "--between", "a,b", "--package", PACKAGE, "--worlds", "400")
    # The greedy type (3 of 10) never cooperates; the steady one needs 8/9 of a belief that is
    # even between 0.8 and 1, which is 5 of 9 of the cases.
    assert data["share"]["a"] == pytest.approx(0.7 * 5 / 9, abs=0.08)
    assert data["share"]["b"] is None


def test_python_gives_the_same(truce: str) -> None:
    answer = Study(truce).trust(["a", "b"], PACKAGE)
    data = ask_json("trust", truce, "--between", "a,b", "--package", PACKAGE)
    own = answer.to_dict()
    own.pop("seconds"), data.pop("seconds")
    assert own == data
    assert [row["actor"] for row in answer.rows()] == ["a", "b"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--between", "a"), 2, "two actors"),
        (("--between", "a,nobody"), 2, "nobody"),
        (("--between", "a,b", "--package", "guns=lost"), 2, "lost"),
    ],
)
def test_wrong_use_is_told(truce: str, words: tuple[str, ...], code: int, told: str) -> None:
    result = ask("trust", truce, *words)
    assert result.exit_code == code
    assert told in result.output


def test_orders_alone_do_not_do() -> None:
    result = ask("trust", "elmira", "--between", "local,uniroyal", "--package", "status_quo")
    assert result.exit_code == 3
    assert "state none" in " ".join(result.output.split())
