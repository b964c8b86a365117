"""A model file is untrusted: nothing in it runs, explodes, or hides."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grandbargain.errors import InvalidModelError, UsageError
from grandbargain.modelfile import check_file, check_text, parse_dispute, read_dispute
from grandbargain.modelfile.expressions import ExpressionError, parse_tree

from .files import BASE, DYNAMICS, swap


def codes(text):
    return [problem.code for problem in check_text(text)[1]]


def test_markup_and_formulas_in_titles_stay_text():
    evil = "<script>alert(1)</script> =1+1 {{7*7}} ${x} %s"
    dispute = parse_dispute(swap("Two banks of a river", f"'{evil}'", BASE))
    assert dispute.title == evil


def test_a_message_shows_invisible_characters_by_their_number():
    (problem,) = check_text(swap("{by: north}", '{by: "no\\u202erth"}', BASE))[1]
    assert "\u202e" not in problem.message
    assert "\\u202e" in problem.message


def test_an_alias_bomb_is_refused_at_its_first_anchors():
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60)]
    problems = check_text("\n".join(lines))[1]
    assert {problem.code for problem in problems} >= {"GB107"}
    assert sum(problem.code == "GB107" for problem in problems) == 5


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_without_following_it(bracket):
    started = time.perf_counter()
    assert codes("a: " * (bracket == "[") + bracket * 100_000)[0] == "GB106"
    assert time.perf_counter() - started < 2


def test_fifty_levels_are_read():
    assert "GB106" not in codes("a: " + "[" * 49 + "]" * 49)
    assert "GB106" in codes("a: " + "[" * 50 + "]" * 50)


def test_a_large_file_is_refused_by_its_size_without_being_read(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(20_000_000_000)
    started = time.perf_counter()
    dispute, (problem,) = check_file(path)
    assert time.perf_counter() - started < 1
    assert dispute is None
    assert problem.code == "GB101"
    assert "20,000,000,000 bytes" in problem.message


def test_a_large_text_is_refused():
    assert codes("#" * 5_000_001) == ["GB101"]
    assert codes("#" * 5_000_000) == ["GB112"]


def test_a_pipe_without_end_is_not_followed(tmp_path):
    path = tmp_path / "pipe"
    path.symlink_to("/dev/zero")
    problem = check_file(path)[1][0]
    assert problem.code == "GB101"


def test_bytes_that_are_not_text(tmp_path):
    path = tmp_path / "bytes.yaml"
    path.write_bytes(BASE.encode().replace(b"Middle", b"Mi\xe9dle"))
    dispute, (problem,) = check_file(path)
    assert dispute is None
    assert (problem.code, problem.line) == ("GB102", 17)
    path.write_bytes(BASE.encode("utf-16"))
    assert check_file(path)[1][0].code == "GB102"


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode())
    assert read_dispute(path).title == "Two banks of a river"


def test_a_missing_file_and_a_folder_are_usage_errors(tmp_path):
    with pytest.raises(UsageError, match="there is no file"):
        read_dispute(tmp_path / "nothing.yaml")
    with pytest.raises(UsageError, match="folder"):
        read_dispute(tmp_path)
    with pytest.raises(UsageError):
        read_dispute("a\0b")


def test_many_mistakes_are_cut_short():
    wrong = "\n".join(f"  k{n}: {{colour: red}}" for n in range(5000))
    problems = check_text(swap("actors:\n", f"actors:\n{wrong}\n", BASE))[1]
    assert len(problems) == 401
    assert problems[-1].code == "GB113"


def test_mistakes_on_one_endless_line_stay_small():
    entries = ", ".join(f"k{n}: {{colour: red}}" for n in range(20_000))
    problems = check_text(f"actors: {{{entries}}}")[1]
    assert sum(len(str(problem)) for problem in problems) < 400_000


def test_an_unknown_name_is_reported_once_with_its_other_lines():
    text = BASE.replace("  north: {title", "  norht: {title").replace(
        "banks: [north, south]", "banks: [south]"
    )
    problems = [p for p in check_text(text)[1] if "'north'" in p.message]
    assert len(problems) == 1
    assert "did you mean 'norht'?" in problems[0].message
    line = text.split("\n").index("  north:") + 1
    assert f"(also on line {line})" in problems[0].message


def test_one_broken_section_does_not_hide_the_others():
    text = swap("actors:\n", "actors: nobody\nspare:\n", BASE + DYNAMICS)
    text = text.replace("30..50", "50..30").replace("never: {water: high", "never: {water: higher")
    assert sorted(codes(text)) == ["GB201", "GB205", "GB223"]
    for section in ("stocks", "actions", "signals", "endings", "strategies"):
        text = swap(f"  {section}:\n", f"  {section}: [x]\n  spare_{section}:\n")
        assert sorted(codes(text)) == ["GB201", "GB205"], section
    assert codes(swap("parameters:\n", "parameters: none\nspare:\n")) == ["GB201", "GB205"]
    later = BASE + DYNAMICS.replace('"2 * fish"', '"2 * dish"')
    assert codes(later.replace("water: 30..50", "water: much")) == ["GB301", "GB603"]


def test_an_interest_in_an_unreadable_issue_is_not_said_again():
    text = swap("    options: {low: Low, mid: Middle, high: High}", "    options: [low, mid]", BASE)
    assert codes(text) == ["GB201"]


def test_weights_beyond_all_bounds_have_no_value_that_overflows():
    assert codes(swap("pay: 20}", "pay: 1e300}", BASE)) == ["GB306"]
    assert codes(swap("adds: 3}", "adds: -1e308..1e308}", BASE)) == ["GB306"]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "().__class__.__bases__[0]",
        "[x for x in (1,)]",
        "lambda: 0",
        "(a := 3)",
        "f'{a}'",
        "a if b else c",
        "a @ b",
        "~a",
        "a << 1000000000",
        "*a",
        "min(*a, b)",
        "exec('a')",
        "9" * 1999,
        "1e308 * 10",
        "10 ** 10 ** 10",
        "-" * 1999 + "1",
        "not " * 400 + "1",
        "(" * 1000 + "1" + ")" * 1000,
        "a" + " + a" * 400,
        "min(" * 200 + "1, 1" + ")" * 200,
        "",
        "()",
        "a, b",
        "yield",
        "a\\\nb",
        "print",
    ],
)
def test_expressions_hold_nothing_but_the_language(text):
    if text == "print":
        assert parse_tree(text).id == "print"
        return
    with pytest.raises(ExpressionError):
        parse_tree(text)


@given(st.text(max_size=60) | st.from_regex(r"[a-c0-3+\-*/()<>=,. ifnotandormin]{0,40}"))
@settings(max_examples=400)
def test_any_text_as_expression_gives_a_tree_or_an_error(text):
    found = None
    with contextlib.suppress(ExpressionError):
        found = parse_tree(text)
    if found is None:
        with pytest.raises(ExpressionError) as caught:
            parse_tree(text)
        assert caught.value.message
        assert 0 <= caught.value.column <= len(text)


@given(st.text(max_size=300) | st.binary(max_size=300))
@settings(max_examples=200)
def test_any_text_gives_problems_and_nothing_else(text):
    with pytest.raises(InvalidModelError) as caught:
        parse_dispute(text)
    assert caught.value.problems


LINES = (BASE + DYNAMICS).splitlines(keepends=True)
PIECES = ["{", "}", "[", "]", ": ", "- ", "&a ", "*a", "!", "'", '"', "#", "\n", "..", "-1", "x"]


@given(st.data())
@settings(max_examples=300)
def test_any_spoiled_file_gives_problems_and_nothing_else(data):
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        kind = data.draw(st.sampled_from(["drop", "double", "insert", "cut", "indent", "swap"]))
        line = lines[at]
        place = data.draw(st.integers(0, max(len(line) - 1, 0)))
        piece = data.draw(st.sampled_from(PIECES))
        other = data.draw(st.sampled_from(LINES))
        lines[at] = {
            "drop": "",
            "double": line * 2,
            "insert": line[:place] + piece + line[place:],
            "cut": line[:place] + "\n",
            "indent": "  " + line,
            "swap": other,
        }[kind]
    text = "".join(lines)
    dispute, problems = check_text(text)
    assert (dispute is None) == any(p.severity == "error" for p in problems)
    assert list(problems) == sorted(problems, key=lambda p: (p.line or 10**9, p.column, p.code))
    for problem in problems:
        assert str(problem)


def test_reading_imports_neither_numpy_nor_pydantic():
    code = (
        "import sys, grandbargain.modelfile; "
        "sys.exit(any(name in sys.modules for name in ('numpy', 'scipy', 'numba', 'pydantic')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
