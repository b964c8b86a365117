"""``report``: the page, the bundle, and the page of a bundle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grandbargain import Study
from grandbargain.study import read_bundle

from .running import STANDOFF, ask, ask_json, write


def test_the_page_goes_where_the_name_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = ask("report", "orchard", "--worlds", "20")
    assert result.exit_code == 0
    first, *bottom_line = result.stdout.splitlines()
    assert first == "orchard.html"
    assert bottom_line[0].startswith("· There is a zone of agreement.")
    page = (tmp_path / "orchard.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "The upper farm keeps it all" in page
    assert [item.name for item in tmp_path.iterdir()] == ["orchard.html"]


def test_a_bundle_makes_the_same_page_elsewhere(tmp_path: Path) -> None:
    page, folder, again = tmp_path / "a.html", tmp_path / "run", tmp_path / "b.html"
    words = (
        "--worlds",
        "20",
        "--outline",
        "egypt,sudan",
        "--seed",
        "3",
        "--resolve",
        "--jobs",
        "1",
    )
    asked = ask("report", "nile", *words, "-o", str(page), "--bundle", str(folder))
    assert asked.exit_code == 0
    assert f"kept the answers in {folder}" in asked.stderr
    kept = ask("report", "--from", str(folder), "-o", str(again))
    assert kept.exit_code == 0
    assert kept.stdout.splitlines()[1:] == asked.stdout.splitlines()[1:]
    assert again.read_bytes() == page.read_bytes()
    answer = json.loads((folder / "bargain.json").read_text(encoding="utf-8"))
    assert answer["settings"]["seed"] == 3
    assert answer["resolved"]["worlds"] == 20
    assert answer["settings"]["outlines"] == [["egypt", "sudan"]]
    assert [item["actors"] for item in answer["outlines"]] == [["egypt", "sudan"]]
    assert read_bundle(folder).answers["bargain"].to_dict() == answer


def test_a_bundle_never_overwrites(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    page = tmp_path / "a.html"
    result = ask("report", "orchard", "-o", str(page), "--bundle", str(folder))
    assert result.exit_code == 2
    assert "exists already" in result.stderr
    assert not page.exists()
    assert [item.name for item in folder.iterdir()] == ["notes.txt"]


def test_a_page_without_agreement(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = ask("report", write(tmp_path, STANDOFF), "--worlds", "0", "-o", str(page))
    assert result.exit_code == 4
    assert "There is no zone of agreement." in result.stdout
    assert "North" in page.read_text(encoding="utf-8")


def test_a_page_without_points_says_what_to_add(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = ask("report", "elmira", "-o", str(page))
    assert (result.exit_code, result.stdout) == (0, f"{page}\n")
    assert "left out: " in result.stderr
    assert "`weights`" in result.stderr
    text = page.read_text(encoding="utf-8")
    assert "Uniroyal" in text
    assert "Judged is the package in force today" in text
    assert "Local governments would" in text
    assert 'id="way-there"' not in text
    accord = "control_order=modified,response=accept,insistence=insists"
    assert ask("report", "elmira", "--package", accord, "-o", str(page)).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "Judged is the package named" in text
    assert "The shortest way has three steps." in text
    assert ask("report", "elmira", "-o", str(page), "--quiet").stderr == ""


def test_at_most_three_outlines_fit_a_page(tmp_path: Path) -> None:
    pairs = ["--outline", "egypt,sudan"] * 4
    result = ask("report", "nile", *pairs, "-o", str(tmp_path / "a.html"))
    assert result.exit_code == 2
    assert "three outlines at most" in result.stderr


def test_same_file_same_page_from_python(tmp_path: Path) -> None:
    page, again = tmp_path / "a.html", tmp_path / "b.html"
    assert ask("report", "orchard", "--worlds", "20", "-o", str(page)).exit_code == 0
    assert Study("orchard").report(again, worlds=20) == again
    assert again.read_bytes() == page.read_bytes()


def test_python_and_command_line_give_the_same_answer() -> None:
    data = ask_json("bargain", "orchard", "--worlds", "20", "--seed", "5", "--package", "nash")
    answer = Study("orchard", seed=5).bargain("nash", worlds=20).to_dict()
    assert {**data, "seconds": 0} == {**answer, "seconds": 0}
