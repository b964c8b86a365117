"""Expressions in a file: what is not in the language is refused at its place, everywhere."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from grandbargain.errors import Problem
from grandbargain.modelfile import check_text
from grandbargain.modelfile.expressions import ExpressionError, parse_tree

from .files import BASE, DYNAMICS, swap

FILE = BASE + DYNAMICS
PLACES = {
    "change": '"1 - if(north == take, rain, 0)"',
    "available": '"fish >= 2"',
    "signal": '"south == wait"',
    "chance": '"0.01 * exp(-fish)"',
    "believed": "0.1}}\n  endings",
    "payoff": '"status_quo + fish"',
    "rule": '"if(north == take, protest, wait)"',
    "rent": '"2 * fish"',
}
"""Every place of a file that takes an expression, by what stands there in the sound file."""


def put(place: str, text: str) -> tuple[str, int, int]:
    """The file with another expression at a place; the line and column of its first character."""
    old = PLACES[place]
    written = json.dumps(text, ensure_ascii=False)
    start = FILE.index(old)
    assert FILE.count(old) == 1
    line = FILE.count("\n", 0, start) + 1
    column = start - FILE.rfind("\n", 0, start) + 1
    tail = old[old.index("}") :] if "}" in old and '"' not in old else ""
    return FILE.replace(old, written + tail), line, column


def found(text: str) -> list[tuple[str, int, int]]:
    return [(p.code, p.line, p.column) for p in check_text(text, "file.yaml")[1]]


def messages(text: str) -> list[str]:
    return [p.message for p in check_text(text, "file.yaml")[1]]


ATTACKS = [
    # code that would run
    ("__import__('os').system('false')", "GB602", 0),
    ("eval('1')", "GB602", 5),
    ("exec(fish)", "GB603", 0),
    ("open(fish)", "GB603", 0),
    ("print(fish)", "GB603", 0),
    ("getattr(fish, rain)", "GB603", 0),
    ("fish.__class__.__mro__", "GB602", 4),
    ("fish.real", "GB602", 4),
    ("1.5.real", "GB602", 0),
    ("fish()", "GB603", 0),
    ("min(fish, 1)(2)", "GB602", 0),
    ("(fish)(1)", "GB603", 0),
    ("2(3)", "GB602", 0),
    # forms of Python that the language does not have
    ("fish[0]", "GB602", 4),
    ("[fish]", "GB602", 0),
    ("{fish}", "GB602", 0),
    ("{fish: 1}", "GB602", 0),
    ("[x for x in fish]", "GB602", 0),
    ("(x for x in fish)", "GB602", 3),
    ("lambda: fish", "GB602", 0),
    ("lambda x: x", "GB602", 0),
    ("f'{fish}'", "GB602", 1),
    ("'fish'", "GB602", 0),
    ('"fish"', "GB602", 0),
    ("b'fish'", "GB602", 1),
    ("(fish := 3)", "GB602", 6),
    ("fish = 3", "GB602", 5),
    ("1 if fish else 2", "GB602", 2),
    ("fish // 2", "GB602", 5),
    ("fish % 2", "GB602", 5),
    ("fish @ rain", "GB602", 5),
    ("fish & rain", "GB602", 5),
    ("fish | rain", "GB602", 5),
    ("fish && rain", "GB602", 5),
    ("fish || rain", "GB602", 5),
    ("fish ^ 2", "GB602", 5),
    ("~fish", "GB602", 0),
    ("!fish", "GB602", 0),
    ("fish << 99", "GB602", 5),
    ("fish <> rain", "GB602", 5),
    ("1 < fish < 3", "GB602", 4),
    ("fish == rain == 1", "GB602", 8),
    ("fish is rain", "GB602", 5),
    ("fish in rain", "GB602", 5),
    ("fish not in rain", "GB602", 9),
    ("min(fish, key=rain)", "GB602", 13),
    ("min(*fish, 1)", "GB602", 4),
    ("min(**fish)", "GB602", 6),
    ("*fish", "GB602", 0),
    ("...", "GB602", 0),
    ("True", "GB602", 0),
    ("None", "GB602", 0),
    ("yield", "GB602", 0),
    ("yield fish", "GB602", 0),
    ("await fish", "GB602", 0),
    ("import os", "GB602", 0),
    ("fish; rain", "GB602", 4),
    ("fish, rain", "GB602", 0),
    ("()", "GB602", 0),
    ("fish rain", "GB602", 5),
    ("fish # rain", "GB602", 5),
    ("$fish", "GB602", 0),
    ("`fish`", "GB602", 0),
    ("fish?", "GB602", 4),
    ("_f(1, 2, 3)", "GB602", 0),
    ("_", "GB602", 0),
    ("fish_ + _fish", "GB602", 8),
    ("if", "GB602", 0),
    ("if fish", "GB602", 0),
    ("fish +", "GB602", 6),
    ("(fish", "GB602", 0),
    ("fish)", "GB602", 4),
    ("fish + not rain", "GB602", 7),
    # characters that look like others, or like none
    ("fіsh", "GB602", 1),
    ("ﬁsh", "GB602", 0),
    ("fish²", "GB602", 4),
    ("１ + fish", "GB602", 0),
    ("fish\u200b", "GB602", 4),
    ("fish\u202e", "GB602", 4),
    ("fish − 1", "GB602", 5),
    ("fish × 2", "GB602", 5),
    ("fish ≥ 2", "GB602", 5),
    ("fish “2”", "GB602", 5),
    ("🐟", "GB602", 0),
    # numbers
    ("0x10", "GB602", 0),
    ("1_000", "GB602", 0),
    ("1j", "GB602", 0),
    ("007", "GB602", 0),
    (".5", "GB602", 0),
    ("5.", "GB602", 0),
    ("1,000", "GB602", 2),
    ("30%", "GB602", 2),
    ("1e400", "GB606", 0),
    ("1e16", "GB606", 0),
    ("-1e16", "GB606", 1),
    ("9" * 1999, "GB606", 0),
    ("1e15 * 10", "GB606", 7),
    ("9**9**9**9", "GB606", 6),
    ("9**(9**(9**9))", "GB606", 8),
    ("fish ** 101", "GB606", 8),
    ("fish ** -101", "GB606", 8),
    ("(-8) ** 0.5", "GB606", 8),
    ("0 ** -1", "GB606", 5),
    ("exp(1000)", "GB606", 0),
    ("log(0)", "GB606", 0),
    ("sqrt(-1)", "GB606", 0),
    ("fish / 0", "GB605", 7),
    ("fish / -0", "GB605", 7),
    ("fish / (1 - 1)", "GB605", 8),
    ("fish / 1e-400", "GB605", 7),
    ("0 / 0", "GB605", 4),
    ("0 * (fish / min(0, 3))", "GB605", 12),
    # functions
    ("if(fish, 1)", "GB604", 0),
    ("if(fish, 1, 2, 3)", "GB604", 0),
    ("1 + min(fish)", "GB604", 4),
    ("max()", "GB604", 0),
    ("abs(fish, 1)", "GB604", 0),
    ("exp()", "GB604", 0),
    ("log(fish, 10)", "GB604", 0),
    ("sqrt()", "GB604", 0),
    ("clip(fish, 1)", "GB604", 0),
    ("1 + min", "GB604", 4),
    ("2 * sin(fish)", "GB603", 4),
    ("Min(fish, 1)", "GB603", 0),
    # sizes
    ("(" * 51 + "1" + ")" * 51, "GB601", 50),
    ("(" * 900 + "1" + ")" * 900, "GB601", 50),
    ("(" * 1999, "GB601", 50),
    (")" * 1999, "GB602", 0),
    ("fish" + " + fish" * 300, "GB601", 0),
    ("1" + "+1" * 10_000, "GB601", 0),
    ("(" * 10_000 + "1" + ")" * 10_000, "GB601", 0),
    ("x" * 41, "GB602", 0),
    ("1 + " + "x" * 1900, "GB602", 4),
    ("fish\u00a0" * 900, "GB601", 0),
]
DEEP = [
    "-" * 1999 + "1",
    "+" * 1990 + "fish",
    "not " * 490 + "1",
    "fish" + "+1" * 990,
    "2" + "**1" * 600,
    "abs(" * 300 + "1" + ")" * 300,
    "if(fish, 1, " * 100 + "1" + ")" * 100,
]
"""Chains and heaps within the longest length; where they are cut is a detail."""


@pytest.mark.parametrize("place", PLACES)
def test_no_place_takes_what_is_not_in_the_language(place):
    """Refused at file, line and column, with a remedy, in no time."""
    for text, code, offset in ATTACKS:
        file, line, column = put(place, text)
        started = time.process_time()
        dispute, problems = check_text(file, "file.yaml")
        assert time.process_time() - started < 2, text
        assert dispute is None, text
        first = problems[0]
        assert (first.code, first.line) == (code, line), text
        if json.dumps(text, ensure_ascii=False) == f'"{text}"':
            assert first.column == column + offset, text
            if first.column <= 400 and text.isprintable():
                assert first.source[column - 1 :].startswith(text[: 400 - column]), text
        assert_helpful(first)


def assert_helpful(problem: Problem) -> None:
    assert problem.file == "file.yaml"
    assert problem.severity == "error"
    assert problem.message
    assert problem.remedy
    assert len(str(problem)) < 2000
    assert str(problem).startswith(f"file.yaml:{problem.line}:{problem.column}: {problem.code} ")


@pytest.mark.parametrize("text", DEEP, ids=[text[:8] for text in DEEP])
def test_long_chains_are_too_deep(text):
    assert len(text) <= 2000
    for place in PLACES:
        file, line, _ = put(place, text)
        started = time.process_time()
        problems = check_text(file, "file.yaml")[1]
        assert time.process_time() - started < 2
        assert [(p.code, p.line) for p in problems] == [("GB601", line)]
        assert_helpful(problems[0])


def test_what_is_left_below_the_bounds_is_read():
    for text in (
        "(" * 50 + "fish" + ")" * 50,
        "fish" + "+1" * 150,
        "-" * 150 + "fish",
        "min(" + ", ".join(["fish"] * 50) + ")",
        "fish ** 100 + fish ** -100 + 1e15",
        "  fish\u00a0+\t1 ",
        "if (fish >= 2 and not fish == 3 or 1, 2, 3)",
    ):
        for place in PLACES.keys() - {"rule"}:
            assert found(put(place, text)[0]) == []


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\ud800"])
def test_characters_that_no_one_can_see_are_refused(char):
    """Escaped in quotes they are as bad as raw."""
    for place in PLACES:
        file, line, _ = put(place, "fish")
        raw = file.split("\n")
        raw[line - 1] = raw[line - 1].replace('"fish"', f'"fi{char}sh"')
        escaped = file.split("\n")
        escaped[line - 1] = escaped[line - 1].replace('"fish"', f'"fi\\u{ord(char):04x}sh"')
        for lines in (raw, escaped):
            dispute, problems = check_text("\n".join(lines), "file.yaml")
            assert dispute is None
            assert problems[0].code in {"GB102", "GB103", "GB105"}
            assert problems[0].line == line
            assert char not in str(problems[0])


WATCHED = """
import sys
from grandbargain.modelfile import check_text
from tests.unit.modelfile.test_formulas import ATTACKS, DEEP, PLACES, put

texts = [text for text, *_ in ATTACKS] + DEEP
files = [put(place, text)[0] for place in ("change", "rule") for text in texts]
check_text(files[0])
seen = []
armed = True
sys.addaudithook(lambda event, args: armed and seen.append(event))
for file in files:
    check_text(file)
armed = False
allowed = {"compile", "object.__getattr__", "object.__setattr__", "sys._getframe", "builtins.id"}
print(len(files), sorted(set(seen) - allowed))
"""


def test_nothing_in_a_file_runs():
    """Python's own hooks for audits see no execution, import, opened file or process.

    ``compile`` is the parser of syntax trees.
    """
    done = subprocess.run(
        [sys.executable, "-c", WATCHED], check=True, capture_output=True, text=True
    )
    count, seen = done.stdout.strip().split(" ", 1)
    assert int(count) > 200
    assert seen == "[]"


# -- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant", "code"),
    [
        ("2 * fihs", "fish", "GB603"),
        ("fish + rian", "rain", "GB603"),
        ("Fish", "fish", "GB603"),
        ("clam * 2", "calm", "GB603"),
        ("2 * yaer", "year", "GB603"),
        ("nort == take", "north", "GB603"),
        ("north == tkae", "take", "GB603"),
        ("north != leaf", "leave", "GB603"),
        ("tkae == north", "take", "GB603"),
    ],
)
def test_the_nearest_name_is_offered(written, meant, code):
    text, line, column = put("rent", written)
    problem = check_text(text)[1][0]
    known = {"north", "fish"}
    wrong = next(word for word in written.split() if word.isalpha() and word not in known)
    assert (problem.code, problem.line) == (code, line)
    assert problem.column == column + written.index(wrong)
    assert problem.message.endswith(f"did you mean '{meant}'?")


def test_a_name_like_no_other_lists_those_known():
    (message,) = messages(put("rent", "2 * zzz")[0])
    assert "; known: fish, rain, calm, year, north" in message


def test_a_function_like_no_other_lists_those_known():
    (problem,) = check_text(put("rent", "2 * sin(fish)")[0])[1]
    assert problem.remedy == "The functions are if, min, max, abs, exp, log, sqrt, clip."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("min(fish)", "'min' takes 2 to 50 arguments, not 1"),
        ("min(" + "1, " * 50 + "1)", "'min' takes 2 to 50 arguments, not 51"),
        ("abs(1, 2)", "'abs' takes 1 argument, not 2"),
        ("if(1, 2)", "'if' takes 3 arguments, not 2"),
    ],
)
def test_a_wrong_number_of_arguments_is_counted(written, said):
    (message,) = messages(put("rent", written)[0])
    assert message.startswith(said)


def test_every_wrong_name_is_reported_at_its_own_place():
    text, line, column = put("payoff", "one + fish * (two - one) / year")
    assert found(text) == [
        ("GB603", line, column),
        ("GB603", line, column + 14),
        ("GB603", line, column + 20),
    ]


@pytest.mark.parametrize(
    "written", ["fisch", "'fisch'", '"fisch"', '"   fisch"', "'1 + fisch'", "1 + fisch", "-fisch"]
)
def test_the_column_does_not_depend_on_quotation_marks(written):
    text = swap('"2 * fish"', written)
    at = text.index("fisch")
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    assert found(text) == [("GB603", line, column)]


def test_a_text_over_several_lines_is_reported_where_it_begins():
    text = swap('    north: "status_quo + fish"', "    north: >-\n      status_quo +\n      fisch")
    line = text.split("\n").index("    north: >-") + 1
    ((code, at, column),) = found(text)
    assert (code, at) == ("GB603", line)
    assert 1 <= column <= len("    north: >-") + 1


@pytest.mark.parametrize("written", ["[1, 2]", "{a: 1}"])
@pytest.mark.parametrize("place", PLACES)
def test_an_expression_is_a_single_text(place, written):
    file, line, _ = put(place, "HERE")
    dispute, problems = check_text(file.replace('"HERE"', written), "file.yaml")
    assert dispute is None
    assert [(p.code, p.line) for p in problems] == [("GB203", line)]


@pytest.mark.parametrize("place", PLACES)
def test_an_empty_expression_breaks_off(place):
    for text in ("", "   "):
        file, line, _ = put(place, text)
        (problem,) = check_text(file, "file.yaml")[1]
        assert (problem.code, problem.line) == ("GB602", line)
        assert "breaks off" in problem.message


# -- what names may stand for --------------------------------------------------------------------


@pytest.mark.parametrize("place", sorted(PLACES.keys() - {"payoff"}))
def test_the_status_quo_is_known_to_payoffs_only(place):
    text = "if(status_quo > 0, protest, wait)" if place == "rule" else "1 + status_quo"
    file, line, column = put(place, text)
    assert found(file) == [("GB603", line, column + text.index("status_quo"))]
    assert found(put("payoff", "1 + status_quo")[0]) == []


def test_an_actor_may_stand_on_either_side_of_a_test():
    for text in ("north == take", "take == north", "north != take", "take != north"):
        assert found(put("payoff", text)[0]) == []


@pytest.mark.parametrize(
    ("written", "offset", "example"),
    [
        ("2 * north", 4, "north == take"),
        ("north == 3", 0, "north == take"),
        ("north > take", 0, "north == take"),
        ("2 + leave", 4, "north == leave"),
        ("fish == wait", 8, "south == wait"),
        ("if(protest, 1, 0)", 3, "south == protest"),
        ("abs(south)", 4, "south == wait"),
    ],
)
def test_actors_and_actions_are_no_numbers(written, offset, example):
    file, line, column = put("payoff", written)
    problem = check_text(file)[1][0]
    assert (problem.code, problem.line, problem.column) == ("GB607", line, column + offset)
    assert problem.remedy == f"Write a test such as '{example}'."


RULES = [
    # the first mover knows nothing of the year
    ("north", "if(south == wait, take, leave)", "GB613", "south"),
    ("north", "if(north == take, take, leave)", "GB613", "north"),
    ("north", "if(calm, take, leave)", "GB613", "calm"),
    ("north", "if(fish > 2 and not 2 * calm, take, leave)", "GB613", "calm"),
    # the second knows the first, not itself
    ("south", "if(south == wait, wait, protest)", "GB613", "south"),
    ("south", "if(calm, wait, protest)", "GB613", "calm"),
    # a rule gives actions
    ("north", "wait", "GB621", "wait"),
    ("north", "if(fish > 2, take, wait)", "GB621", "wait"),
    ("north", "if(fish > 2, take, fish)", "GB621", "fish"),
    ("north", "if(fish > 2, 1, leave)", "GB621", "1"),
    ("north", "take + 1", "GB621", "take"),
    ("north", "not take", "GB621", "not"),
    ("north", "min(take, leave)", "GB621", "min"),
    ("north", "north == take", "GB621", "north"),
    ("north", "if(take, leave, leave)", "GB607", "take"),
    ("north", "if(fish > 2, take)", "GB604", "if"),
]


@pytest.mark.parametrize(("actor", "rule", "code", "word"), RULES)
def test_rules_know_earlier_movers_and_give_actions(actor, rule, code, word):
    text = swap("{north: leave}", f'{{{actor}: "{rule}"}}')
    at = text.index(f'"{rule}"') + 1
    line = text.count("\n", 0, at) + 1
    problems = check_text(text)[1]
    assert [(p.code, p.line) for p in problems] == [(code, line)]
    if code != "GB621" or word not in {"1", "min", "not"}:
        start = text.rfind("\n", 0, at)
        assert problems[0].column == at - start + rule.rindex(word)


def test_a_rule_may_use_earlier_movers_stocks_parameters_and_the_year():
    for rule in (
        "if(north == take, protest, wait)",
        "if(took and fish > rain, if(year > 2022, protest, wait), wait)",
        "protest",
    ):
        text = swap("if(north == take, protest, wait)", rule)
        text = text.replace("    calm:", '    took: "north == take"\n    calm:')
        assert found(text) == []


def test_the_order_of_moves_decides_who_is_later():
    text = swap("order: [north, south]\n  rat", "order: [south, north]\n  rat")
    assert [(p.code, p.message[:36]) for p in check_text(text)[1]] == [
        ("GB613", "the action of 'north' is not known a")
    ]


@pytest.mark.parametrize("written", ["calm", "2 * calm >= 1", "windy"])
def test_what_is_available_cannot_hang_on_actions_by_a_signal(written):
    file, line, column = put("available", written)
    file = file.replace("    calm:", '    windy: "1 - calm"\n    calm:')
    name = "windy" if written == "windy" else "calm"
    assert found(file) == [("GB613", line + 0, column + written.index(name))]


# -- names that clash, signals that run in circles ----------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{take: Take water,", "{take: Take water, ¶south: S,", "GB614"),
        ("{take: Take water,", "{take: Take water, ¶year: Y,", "GB209"),
        ("{take: Take water,", "{take: Take water, ¶min: M,", "GB209"),
        ("{take: Take water,", "{take: Take water, ¶if: M,", "GB209"),
        ("{take: Take water,", "{take: Take water, ¶status_quo: M,", "GB209"),
        ("{take: Take water,", "{take: Take water, ¶_take: M,", "GB208"),
        ("    fish: {u", "    ¶take: {levels: [0, 1], now: 0, change: 0}\n    fish: {u", "GB614"),
        ("    fish: {u", "    ¶north: {levels: [0, 1], now: 0, change: 0}\n    fish: {u", "GB614"),
        ("    fish: {u", "    ¶log: {levels: [0, 1], now: 0, change: 0}\n    fish: {u", "GB209"),
        ("    calm:", "    ¶fish: 1\n    calm:", "GB614"),
        ("    calm:", "    ¶rain: 1\n    calm:", "GB614"),
        ("    calm:", "    ¶protest: 1\n    calm:", "GB614"),
        ("    calm:", "    ¶people: 1\n    calm:", "GB614"),
        ("    calm:", "    ¶and: 1\n    calm:", "GB209"),
        ("  rain: {value", "  ¶wait: 1\n  rain: {value", "GB614"),
        ("  rain: {value", "  ¶south: 1\n  rain: {value", "GB614"),
    ],
)  # fmt: skip
def test_a_name_means_one_thing(old, new, code):
    text = swap(old, new)
    at = text.index("¶")
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    assert (code, line) in [(c, where) for c, where, _ in found(text.replace("¶", ""))]
    if code != "GB614" or "calm" not in old:  # a signal is reported at its expression
        assert (code, line, column) in found(text.replace("¶", ""))


def test_two_actors_may_have_an_action_of_one_name():
    text = swap("south: {wait: Wait, protest", "south: {wait: Wait, take: T, protest")
    assert found(text) == []
    text = text.replace('"2 * fish"', '"south == take"')
    assert found(text) == []


@pytest.mark.parametrize(
    ("signals", "shown"),
    [
        ({"calm": "1 - calm"}, ["calm -> calm"]),
        ({"calm": "a", "a": "2 * b", "b": "fish + calm"}, ["calm -> a -> b -> calm"]),
        ({"a": "b", "calm": "1", "b": "a"}, ["a -> b -> a"]),
        ({"calm": "a + 1", "a": "fish", "b": "c * a", "c": "min(b, 1)"}, ["b -> c -> b"]),
        ({"calm": "calm", "a": "b", "b": "a"}, ["calm -> calm", "a -> b -> a"]),
        ({"calm": "a", "a": "a + calm"}, ["a -> a"]),
    ],
)
def test_a_circle_of_signals_is_shown_once(signals, shown):
    lines = "".join(f'    {name}: "{text}"\n' for name, text in signals.items())
    problems = check_text(swap('    calm: "south == wait"\n', lines))[1]
    assert {p.code for p in problems} == {"GB608"}
    for circle in shown:
        said = [p for p in problems if p.message.endswith(f": {circle}")]
        assert len(said) == 1
    assert len(problems) == len(shown)


def test_signals_that_hang_on_each_other_without_a_circle():
    text = swap('    calm: "south == wait"\n', '    x: "y + z"\n    y: "z"\n    z: "calm"\n'
                '    calm: "south == wait"\n')  # fmt: skip
    dispute, problems = check_text(text)
    assert problems == ()
    assert dispute is not None
    assert dispute.dynamics is not None
    order = list(dispute.dynamics.signals)
    assert order.index("calm") < order.index("z") < order.index("y") < order.index("x")


def test_ten_thousand_signals_in_a_row_are_put_in_order():
    names = [f"s{n}" for n in range(10_000)]
    lines = "".join(f"    {a}: {b}\n" for a, b in zip(names, [*names[1:], "fish"], strict=True))
    started = time.process_time()
    dispute, problems = check_text(swap("    calm:", lines + "    calm:"))
    assert time.process_time() - started < 10
    assert problems == ()
    assert dispute is not None
    assert dispute.dynamics is not None
    assert [*dispute.dynamics.signals][:10_000] == names[::-1]


def test_the_language_alone_says_the_column():
    with pytest.raises(ExpressionError) as caught:
        parse_tree("   1 + clip(2, 3)")
    assert (caught.value.code, caught.value.column) == ("GB604", 4)


@pytest.mark.parametrize("name", ["year", "if", "and", "status_quo", "best"])
def test_words_of_the_language_are_no_names_of_parameters(name: str) -> None:
    text = f"parameters: {{{name}: {{value: 3}}}}\n"
    _, problems = check_text(text, "f")
    assert any(problem.line == 1 and name in problem.message for problem in problems), problems
