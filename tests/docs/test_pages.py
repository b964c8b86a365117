"""Every code block of the documents runs, and prints what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from grandbargain.study import dispute_path

from .pages import PAGES, ROOT, as_pattern, as_printed, iterate_blocks, iterate_commands
from .running import LANGUAGES, Session, is_done_elsewhere

_BLOCKS = {str(path.relative_to(ROOT)): tuple(iterate_blocks(path.read_text())) for path in PAGES}
_RUNNING = {
    name: blocks
    for name, blocks in _BLOCKS.items()
    if any(block.language != "text" and not block.is_slow for block in blocks)
}
_SLOW = {name: blocks for name, blocks in _BLOCKS.items() if any(b.is_slow for b in blocks)}


@pytest.mark.parametrize("name", _RUNNING)
def test_blocks_run(name: str, tmp_path: Path) -> None:
    Session(tmp_path).run(block for block in _RUNNING[name] if not block.is_slow)


@pytest.mark.slow
@pytest.mark.parametrize("name", _SLOW)
def test_blocks_run_with_the_slow_ones(name: str, tmp_path: Path) -> None:
    Session(tmp_path).run(_SLOW[name])


@pytest.mark.parametrize("name", _BLOCKS)
def test_blocks_say_their_language(name: str) -> None:
    unknown = [block.line for block in _BLOCKS[name] if block.language not in LANGUAGES]
    assert unknown == []


def test_the_front_door_is_part_of_the_gate() -> None:
    commands = [
        command
        for block in _BLOCKS["README.md"]
        if block.language == "console"
        for command, _ in iterate_commands(block.text)
    ]
    for command in ("uv run grandbargain report korea", "uv run pytest"):
        assert command in commands
        assert is_done_elsewhere(command)
    assert not is_done_elsewhere("uv run grandbargain report atlantis")
    assert not is_done_elsewhere("uv run just fly")


def test_the_tutorial_shows_the_file_of_the_catalogue() -> None:
    shown = next(b for b in _BLOCKS["docs/tutorials/first-bargain.md"] if "file" in b.marks)
    assert shown.text == dispute_path("orchard").read_text(encoding="utf-8")


def test_ellipses_stand_for_lines_and_for_text() -> None:
    pattern = as_pattern("a ... c\n...\nend")
    assert pattern.fullmatch("a b c\nend\n")
    assert pattern.fullmatch("a b c\nx\ny\nend\n")
    assert not pattern.fullmatch("a b d\nend\n")
    assert not pattern.fullmatch("a b c\nend\nmore\n")


def test_widths_of_columns_do_not_matter_but_cells_do() -> None:
    pattern = as_pattern("a   b\n──────\n1     2")
    assert pattern.fullmatch(as_printed("\na  b\n────────\n1  2   \n"))
    assert not pattern.fullmatch(as_printed("a  b\n────\n1  3"))
    assert not pattern.fullmatch(as_printed("a b\n────\n1  2"))


def test_marks_belong_to_the_next_block_only() -> None:
    page = "<!-- slow -->\n\n```console\n$ a \\\n  b\nout\n```\n\n```text\nx\n```\n"
    first, second = iterate_blocks(page)
    assert first.is_slow
    assert not second.is_slow
    assert list(iterate_commands(first.text)) == [("a b", "out")]
