"""Running the code blocks of a page, in order, in one folder and one Python session."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import yaml

from grandbargain.cli.firstrun import MESSAGE as FIRST_RUN

from .pages import ROOT, Block, as_pattern, as_printed, iterate_commands

GATE = ROOT / ".ci" / "run"
JUSTFILE = ROOT / "justfile"
LANGUAGES = {"console", "python", "pycon", "yaml", "text"}
_SHELL = re.compile(r"[|<>;&$()`*]")
_ENVIRONMENT = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "LC_ALL": "C.UTF-8"}


@dataclass
class Session:
    """What the blocks of a page share."""

    folder: Path
    names: dict[str, Any] = field(default_factory=dict)

    def run(self, blocks: Iterable[Block]) -> None:
        """Run blocks; an assertion says the line of the page at which the first one fails."""
        changes = {**_ENVIRONMENT, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        with contextlib.chdir(self.folder), mock.patch.dict(os.environ, changes):
            for block in blocks:
                self._run(block)

    def _run(self, block: Block) -> None:
        if "file" in block.marks:
            (self.folder / block.marks["file"]).write_text(block.text, encoding="utf-8")
        elif "into" in block.marks:
            self._check_excerpt(block)
        elif "add" in block.marks:
            self._add(block)
        elif block.language == "console":
            self._run_commands(block)
        elif block.language == "python":
            exec(compile(block.text, f"line {block.line}", "exec"), self.names)
        elif block.language == "pycon":
            self._run_conversation(block)
        else:
            assert block.language == "text", (
                f"line {block.line}: a block in {block.language!r} needs a mark, or runs nowhere"
            )

    def _check_excerpt(self, block: Block) -> None:
        """Put the sections of the block in place of those of the file, and check the file."""
        base = (self.folder / block.marks["into"]).read_text(encoding="utf-8")
        path = self.folder / "excerpt.yaml"
        path.write_text(replace_sections(base, block.text), encoding="utf-8")
        _require_sound(path, block)

    def _add(self, block: Block) -> None:
        """Put the lines of the block at the end of the file, for good, and check the file."""
        path = self.folder / block.marks["add"]
        path.write_text(path.read_text(encoding="utf-8") + block.text, encoding="utf-8")
        _require_sound(path, block)

    def _run_commands(self, block: Block) -> None:
        commands = list(iterate_commands(block.text))
        for at, (command, expected) in enumerate(commands):
            if is_done_elsewhere(command):
                assert not expected, f"line {block.line}: {command!r} is not run here"
                continue
            code, output = run_command(command)
            last = at == len(commands) - 1
            wanted = int(block.marks.get("exit", "0")) if last else 0
            assert code == wanted, f"line {block.line}: {command} ended with {code}:\n{output}"
            if expected:
                assert as_pattern(expected).fullmatch(as_printed(output)), (
                    f"line {block.line}: {command} prints\n{output}\nand not\n{expected}"
                )

    def _run_conversation(self, block: Block) -> None:
        test = doctest.DocTestParser().get_doctest(block.text, self.names, "page", "", block.line)
        assert test.examples, f"line {block.line}: nothing to run"
        report = io.StringIO()
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
        runner.run(test, out=report.write, clear_globs=False)
        self.names.update(test.globs)
        assert not runner.failures, f"line {block.line}:\n{report.getvalue()}"


def _require_sound(path: Path, block: Block) -> None:
    code, output = run_command(f"grandbargain check {path.name}")
    assert code == 0, f"line {block.line}:\n{output}"


def run_command(command: str) -> tuple[int, str]:
    """Run a command line as a reader would; return its exit code and everything that it prints."""
    command = command.removeprefix("uv run ")
    if command.startswith("grandbargain ") and not _SHELL.search(command):
        return _run_here(shlex.split(command))
    done = subprocess.run(
        ["bash", "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout


def _run_here(words: list[str]) -> tuple[int, str]:
    """Run ``grandbargain`` in this process; leave out the note that only a first run prints."""
    from grandbargain.cli.main import main

    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    code: Any = 0
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        mock.patch.object(sys, "argv", words),
    ):
        try:
            code = main()
        except SystemExit as end:
            code = end.code
    printed.seek(0)
    return int(code or 0), printed.read().removeprefix(f"{FIRST_RUN}\n")


def is_done_elsewhere(command: str) -> bool:
    """Return whether a command is a step of the gate or a task, and so run by the gate."""
    words = command.split()
    if words[:3] == ["uv", "run", "just"]:
        recipe = words[3] if len(words) > 3 else "default"
        return re.search(rf"^{re.escape(recipe)}\b[^:=]*:", JUSTFILE.read_text(), re.M) is not None
    if command == ".ci/run":
        return os.access(GATE, os.X_OK)
    steps = [line.strip() for line in GATE.read_text(encoding="utf-8").splitlines()]
    return any(step == command or step.startswith(f"{command} ") for step in steps)


def replace_sections(base: str, excerpt: str) -> str:
    """Return a model file with the sections of an excerpt in place of its own.

    An excerpt whose sections stand inside ``interests`` names actors: those are replaced one by
    one, all other sections as a whole.
    """
    whole, part = yaml.safe_load(base), yaml.safe_load(excerpt)
    interests = {**whole["interests"], **part.pop("interests", {})}
    return yaml.safe_dump(
        {**whole, **part, "interests": interests}, sort_keys=False, allow_unicode=True
    )
