"""Runs the command line for tests: in this process, or as a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from grandbargain.cli.main import cli

PROGRAM = (sys.executable, "-c", "from grandbargain.cli.main import main; main()")

STANDOFF = """\
format: grandbargain/1
title: Nobody can sign
actors: {a: {title: North}, b: {title: South}, people: {title: People, party: false}}
issues:
  land: {title: Land, options: {keep: Kept, share: Shared, give: Given}, status_quo: keep,
         moves: [{by: a}]}
interests:
  a: {source: judgement, disagreement: {value: 80}, weights: {land: 1}, values: {land: down}}
  b: {source: judgement, disagreement: {value: 80}, weights: {land: 1}, values: {land: up}}
  people: {source: judgement, weights: {land: 1}, values: {land: up}}
"""
"""A file without a zone of agreement."""

BROKEN = STANDOFF.replace("status_quo: keep", "status_quo: kept")
"""The same with a status quo that is no option."""


def ask(*words: str, **environment: str) -> Result:
    """Run a verb in this process; a failure that the program does not tell is raised."""
    result = CliRunner().invoke(cli, list(words), env=environment or None)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def ask_json(*words: str, code: int = 0) -> dict[str, Any]:
    """Run a verb with ``--json`` and return its one object."""
    result = ask(*words, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def program(
    *words: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the program itself, without a terminal."""
    return subprocess.run(
        [*PROGRAM, *words],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def write(folder: Path, text: str, name: str = "talks.yaml") -> str:
    """Write a model file; return its path as a word."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)
