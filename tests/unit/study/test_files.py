"""Files and folders are written whole or not at all; names find disputes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from grandbargain.errors import UsageError
from grandbargain.study import (
    catalogue_names,
    dispute_path,
    find_dispute,
    write_folder,
    write_whole,
)
from grandbargain.study.finding import catalogue_folder, first_paragraph


def test_text_and_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "page"
    write_whole(path, "Nil – نيل\r\n")
    assert path.read_bytes() == "Nil – نيل\r\n".encode()
    write_whole(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"
    assert [item.name for item in tmp_path.iterdir()] == ["page"]


def test_rights_of_a_file_stay_and_a_new_one_is_as_the_user_wants(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("", encoding="utf-8")
    old.chmod(0o640)
    write_whole(old, "new")
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "fresh", "new")
        write_folder(tmp_path / "run", {"a": b"1"})
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "fresh").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o750


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


def test_a_device_is_written_through() -> None:
    write_whole(Path(os.devnull), "gone")
    assert Path(os.devnull).is_char_device()


def test_an_interrupted_write_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "page", "half")
    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "run", {"a": b"1", "b": b"2"})
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_hold_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        write_whole(tmp_path, "x")
    with pytest.raises(UsageError, match="there is no folder"):
        write_whole(tmp_path / "none" / "x", "x")
    with pytest.raises(UsageError, match="there is no folder"):
        write_folder(tmp_path / "none" / "x", {})
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already"):
        write_folder(tmp_path / "file", {})


def test_every_name_of_the_catalogue_is_a_dispute_with_a_note() -> None:
    assert "korea" in catalogue_names()
    for name in catalogue_names():
        assert dispute_path(name) == catalogue_folder() / name / f"{name}.yaml"
        assert find_dispute(name).name == name
        note = (catalogue_folder() / name / "note.md").read_text(encoding="utf-8")
        assert first_paragraph(note)


def test_a_folder_or_an_unknown_ending_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match="is a folder; name the model file in it"):
        dispute_path(tmp_path)
    with pytest.raises(UsageError, match="did you mean 'korea' of the catalogue"):
        dispute_path(tmp_path / "koera.yaml")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yml").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"did you mean the file 'case\.yml'"):
        dispute_path("case")
    assert dispute_path("case.yml") == Path("case.yml")


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("", ""),
        ("# Only a title\n", ""),
        ("# T\n\nOne *two*\nthree.\n\nFour.", "One two three."),
        ("**Lead.** Then.", "Then."),
        ("2 * 3 is 6.", "2 * 3 is 6."),
    ],
)
def test_the_first_paragraph_of_a_note(note: str, found: str) -> None:
    assert first_paragraph(note) == found
