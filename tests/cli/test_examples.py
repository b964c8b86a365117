"""The examples that ``--help`` prints are commands that work."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.running import ask, program

VERBS = ("bargain", "report", "check", "new", "describe", "list", "schema")
QUICK = ("--budget-nodes", "1", "--quiet")


def examples(verb: str) -> list[list[str]]:
    """Return the words of every example that the help of a verb shows."""
    text = ask(verb, "--help").stdout
    found = re.findall(r"^\s*grandbargain (.+)$", text.partition("Examples:")[2], re.M)
    return [shlex.split(line) for line in found]


def test_the_help_of_the_questions_has_examples() -> None:
    assert len(examples("bargain")) >= 3
    assert len(examples("report")) >= 3


@pytest.mark.parametrize(
    "verb",
    [
        pytest.param(verb, marks=[pytest.mark.slow] if verb in {"bargain", "report"} else [])
        for verb in VERBS
    ],
)
def test_every_example_of_the_help_runs(verb: str, tmp_path: Path) -> None:
    for words in examples(verb):
        asks = verb in {"bargain", "report"} and "--from" not in words
        quick = [re.sub(r"^1000$", "2", word) for word in words]
        if asks:
            quick += QUICK if verb == "bargain" else (*QUICK, "--worlds", "2")
        if "--run" in words:
            small = ("--worlds", "8", "--test", "deal", "--sobol", "0", "--quiet")
            made = program("robustness", words[1], *small, "-o", "runs/korea", cwd=tmp_path)
            assert made.returncode == 0, made.stderr
        result = program(*quick, cwd=tmp_path)
        assert result.returncode in {0, 5}, (words, result.stderr)


def test_a_package_that_breaks_several_constraints_is_told_line_by_line() -> None:
    result = ask("bargain", "korea", "--package", "peace=treaty")
    assert result.exit_code == 2
    first, *lines = result.stderr.splitlines()
    assert first == "Error: the package breaks three constraints:"
    assert len(lines) == 6
    assert lines[0].startswith("  if peace in {treaty, treaty_plus} then unification in {")
    assert lines[1].startswith(
        "    the package has End of the Korean War: “Peace treaty of the two"
    )
    assert lines[1].endswith("; Formula between the two Koreas: “Hostility”")
