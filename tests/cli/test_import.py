"""``import``: a file comes out that the other verbs take."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.test_gmcr import CANAL

from .running import ask


def test_a_file_is_written_that_check_accepts(tmp_path: Path) -> None:
    source, target = tmp_path / "canal.gmcr", tmp_path / "canal.yaml"
    source.write_text(json.dumps(CANAL), encoding="utf-8")
    result = ask("import", "gmcr", str(source), "-o", str(target))
    assert (result.exit_code, result.stdout.split()) == (0, [str(target)])
    assert "no status quo" in result.stderr
    assert ask("check", str(target)).exit_code == 0
    assert ask("stability", str(target)).exit_code == 0
    printed = ask("import", "gmcr", str(source), "--quiet")
    assert printed.stdout == target.read_text(encoding="utf-8")
    assert printed.stderr == ""


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path: Path) -> None:
    source, target = tmp_path / "canal.gmcr", tmp_path / "canal.yaml"
    source.write_text(json.dumps(CANAL | {"options": []}), encoding="utf-8")
    failed = ask("import", "gmcr", str(source), "-o", str(target))
    assert failed.exit_code == 2
    assert "there is none" in failed.output
    assert not target.exists()
    target.write_text("mine", encoding="utf-8")
    kept = ask("import", "gmcr", str(source), "-o", str(target))
    assert kept.exit_code == 2
    assert target.read_text(encoding="utf-8") == "mine"
    assert ask("import", "gmcr", str(tmp_path / "missing.gmcr")).exit_code == 2
