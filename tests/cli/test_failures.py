"""What goes wrong is told in words, outputs are whole or not there, and Ctrl-C keeps answers."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from grandbargain import face
from grandbargain.cli import firstrun
from grandbargain.study import Interrupted, bargain, find_dispute, questions

from .running import PROGRAM, STANDOFF, ask, program, write


def full_disk(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.replace"])
def test_a_full_disk_leaves_the_old_file(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "answer.json"
    target.write_text("old", encoding="utf-8")
    monkeypatch.setattr(call, full_disk)
    result = ask("describe", "orchard", "--json", "-o", str(target))
    assert result.exit_code == 2
    assert result.stderr == f"Error: {target}: No space left on device\n"
    assert target.read_text(encoding="utf-8") == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["answer.json"]


def test_a_folder_is_no_place_for_a_file(tmp_path: Path) -> None:
    for words in (["list", "-o"], ["report", "orchard", "-o"], ["new", "x", "-o"]):
        result = ask(*words, str(tmp_path))
        assert result.exit_code == 2
        assert str(tmp_path) in result.stderr
    missing = tmp_path / "none" / "page.html"
    assert "there is no folder" in ask("report", "orchard", "-o", str(missing)).stderr
    assert list(tmp_path.iterdir()) == []


def test_a_full_standard_output_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "schema"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "Error: No space left on device\n"


def test_a_reader_that_leaves_is_no_failure_to_tell() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*PROGRAM, "schema"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert done.returncode == 141
    assert done.stderr == ""


def test_a_file_without_rights_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, STANDOFF)

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr("grandbargain.modelfile.check_file", refuse)
    result = ask("check", path)
    assert result.exit_code == 2
    assert result.stderr == f"Error: {path}: Permission denied\n"


def test_too_little_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhaust(*_: Any, **__: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(questions, "bargain", exhaust)
    result = ask("bargain", "orchard")
    assert result.exit_code == 2
    assert "too little memory" in result.stderr


def test_ctrl_c_keeps_what_was_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bargain(find_dispute("orchard"))
    nash = {"nash": whole.solutions["nash"]}

    def stop(*_: Any, **__: Any) -> None:
        raise Interrupted(dataclasses.replace(whole, solutions=nash, ledger=None))

    monkeypatch.setattr(questions, "bargain", stop)
    result = ask("bargain", "orchard", "--json")
    assert result.exit_code == 130
    assert list(json.loads(result.stdout)["solutions"]) == ["nash"]
    assert "what was finished" in result.stderr


def test_ctrl_c_while_reporting_writes_the_page_of_what_was_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = bargain(find_dispute("orchard"))

    def stop(*_: Any, **__: Any) -> None:
        raise Interrupted(whole)

    monkeypatch.setattr(questions, "bargain", stop)
    target = tmp_path / "page.html"
    result = ask("report", "orchard", "-o", str(target))
    assert result.exit_code == 130
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "what was finished" in result.stderr


def test_ctrl_c_before_anything_is_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(questions, "bargain", stop)
    result = ask("bargain", "orchard")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "Interrupted.\n")


@pytest.mark.slow
def test_the_program_itself_ends_with_130(tmp_path: Path) -> None:
    words = ("bargain", "korea", "--worlds", "20000", "--resolve", "--jobs", "2", "--json")
    running = subprocess.Popen(
        [*PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, cwd=tmp_path,
        # Where the tests run in the background, stops are ignored, and a child inherits that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    time.sleep(25)
    os.killpg(running.pid, signal.SIGINT)
    try:
        out, err = running.communicate(timeout=300)
    finally:
        running.kill()
    assert running.returncode == 130
    assert "Traceback" not in err
    assert json.loads(out)["dispute"]["title"] == find_dispute("korea").title


def test_no_colour_where_it_is_not_wanted() -> None:
    coloured = program("bargain", "orchard", FORCE_COLOR="1", COLUMNS="80").stdout
    plain = program("bargain", "orchard", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="80").stdout
    assert "\x1b[1;36m" in coloured
    assert "36m" not in plain
    assert "\x1b" not in program("bargain", "orchard", COLUMNS="80").stdout


def test_letters_that_the_terminal_lacks_are_replaced() -> None:
    done = subprocess.run(
        [*PROGRAM, "bargain", "orchard"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"Bottom line" in done.stdout


def test_nothing_but_data_where_nobody_watches() -> None:
    done = program("bargain", "orchard", "--json", "--worlds", "10")
    assert done.stderr in ("", f"{firstrun.MESSAGE}\n")
    assert json.loads(done.stdout)["zopa"] is True


def test_first_run_is_announced_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(questions, "bargain", full_disk)
    assert firstrun.MESSAGE in ask("bargain", "orchard").stderr
    assert firstrun.MESSAGE not in ask("bargain", "orchard", "--quiet").stderr
    kept = tmp_path / "bargain_0f1e2d"
    kept.mkdir()
    (kept / "kernels.search-9.py27.nbi").write_bytes(b"")
    assert firstrun.MESSAGE in ask("bargain", "orchard").stderr
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    (kept / f"kernels.search-9.{version}.nbi").write_bytes(b"")
    assert firstrun.MESSAGE not in ask("bargain", "orchard").stderr


@pytest.mark.slow
def test_first_run_knows_where_the_compiler_keeps_its_work(tmp_path: Path) -> None:
    code = (
        "import numpy\n"
        "from grandbargain.cli.firstrun import engines_are_compiled\n"
        "before = engines_are_compiled()\n"
        "from grandbargain.study import bargain, find_dispute\n"
        "bargain(find_dispute('barter'))\n"
        "print(before, engines_are_compiled())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_DISABLE_JIT": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False True\n"


def test_nothing_is_announced_where_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    assert firstrun.engines_are_compiled()


def test_a_page_that_cannot_be_drawn_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "page.html"
    target.write_text("old", encoding="utf-8")
    monkeypatch.setattr(face, "render", full_disk)
    assert ask("report", "orchard", "--worlds", "5", "-o", str(target)).exit_code == 2
    assert target.read_text(encoding="utf-8") == "old"
