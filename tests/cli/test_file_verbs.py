"""``new``, ``check``, ``schema``, ``list`` and ``describe``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grandbargain.study import catalogue_names, find_dispute

from .running import BROKEN, STANDOFF, ask, ask_json, write


def test_new_writes_a_file_that_passes_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = ask("new", "fishery")
    assert (result.exit_code, result.stdout) == (0, "fishery.yaml\n")
    assert "grandbargain check fishery.yaml" in result.stderr
    checked = ask("check", "fishery.yaml")
    assert checked.exit_code == 0
    assert checked.stdout.startswith("fishery.yaml: no problems; ")
    assert checked.stderr == ""


def test_new_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("my work", encoding="utf-8")
    result = ask("new", "mine", "-o", str(path))
    assert result.exit_code == 2
    assert "exists already and was left as it is" in result.stderr
    assert path.read_text(encoding="utf-8") == "my work"


def test_quiet_new_says_only_where(tmp_path: Path) -> None:
    target = tmp_path / "a.yaml"
    result = ask("new", "nile talks", "-o", str(target), "--quiet")
    assert (result.stdout, result.stderr) == (f"{target}\n", "")
    assert find_dispute(target).title


def test_check_reads_errors_aloud(tmp_path: Path) -> None:
    path = write(tmp_path, BROKEN)
    result = ask("check", path)
    assert result.exit_code == 3
    place, source, caret, remedy = result.stderr.splitlines()[:4]
    assert place.startswith(f"{path}:5:")
    assert "'kept'" in place
    assert source.strip().startswith("land:")
    assert source[caret.index("^") :].startswith("kept")
    assert remedy.strip()
    assert result.stdout == f"{path}: one error\n"


def test_check_json_has_the_same_problems(tmp_path: Path) -> None:
    path = write(tmp_path, BROKEN)
    found = ask_json("check", path, code=3)["problems"]
    keys = ["file", "line", "column", "code", "severity", "message", "remedy"]
    assert [list(problem) for problem in found] == [keys]
    text = ask("check", path).stderr
    assert f"{path}:{found[0]['line']}:{found[0]['column']}: {found[0]['code']} " in text
    assert ask("check", path, "--json").stderr == ""


def test_warnings_alone_are_no_failure(tmp_path: Path) -> None:
    text = STANDOFF.replace("people: {source: judgement, weights: {land: 1}, values: {land: up}}",
                            "people: {source: judgement, weights: {land: 1}, "
                            "values: {land: {keep: 10, share: 20, give: 30}}}")  # fmt: skip
    assert text != STANDOFF
    result = ask("check", write(tmp_path, text))
    assert result.exit_code == 0
    assert "one warning" in result.stdout
    assert " GB704 " in result.stderr


@pytest.mark.parametrize("verb", ["describe", "bargain", "report"])
def test_other_verbs_tell_the_problems_too(verb: str, tmp_path: Path) -> None:
    path = write(tmp_path, BROKEN)
    result = ask(verb, path)
    assert result.exit_code == 3
    assert f"{path}:5:" in result.stderr
    assert result.stdout == ""
    if verb != "report":
        assert ask_json(verb, path, code=3) == ask_json("check", path, code=3)


def test_titles_cannot_steer_the_terminal(tmp_path: Path) -> None:
    text = STANDOFF.replace("title: Nobody can sign", r'title: "Nobody\e[31m [red]can[/red]"')
    path = write(tmp_path, text)
    for verb in ("check", "describe", "bargain"):
        result = ask(verb, path)
        assert "\x1b" not in result.output
    if ask("check", path).exit_code == 0:
        assert "[red]can[/red]" in ask("describe", path).stdout


def test_schema_is_draft_07_and_can_be_written(tmp_path: Path) -> None:
    schema = json.loads(ask("schema").stdout)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    target = tmp_path / "grandbargain.schema.json"
    assert ask("schema", "-o", str(target)).stdout == ""
    assert json.loads(target.read_text(encoding="utf-8")) == schema


def test_list_has_every_dispute_of_the_catalogue() -> None:
    rows = ask_json("list")["disputes"]
    assert tuple(row["name"] for row in rows) == catalogue_names()
    text = ask("list").stdout
    for row in rows:
        dispute = find_dispute(row["name"])
        assert row["title"] == dispute.title
        assert (row["actors"], row["parties"]) == (len(dispute.actors), len(dispute.parties))
        assert (row["issues"], row["size"]) == (len(dispute.issues), dispute.size)
        assert row["summary"]
        assert not row["summary"].startswith(("*", "#"))
        assert "\n" not in row["summary"]
        assert f"{row['name']}  {row['title']}" in text


def test_describe_counts_every_number_once() -> None:
    data = ask_json("describe", "orchard")
    assert data["dispute"]["title"] == find_dispute("orchard").title
    assert [actor["id"] for actor in data["actors"]] == ["upper", "lower", "village"]
    assert [actor["party"] for actor in data["actors"]] == [True, True, False]
    assert data["packages"] == data["packages_bound"] == 27
    assert data["combinations"] == 36
    water = data["issues"][0]
    assert (water["id"], water["status_quo"]) == ("water", "kept")
    assert [option["id"] for option in water["options"]] == ["kept", "half", "most"]
    assert water["moves"][0]["by"] == ["upper"]
    numbers = data["numbers"]
    # by hand from the file: weights 3 + 3 + 1, values 7 + 7 + 3 (up, down write none), a linkage
    assert numbers["known"] + numbers["uncertain"] == 25
    assert numbers["uncertain"] == 1
    assert numbers["sourced"] + numbers["judgement"] + numbers["unsourced"] == 25
    assert data["constraints"] == {"logical": 1, "agreed": 0}
    assert data["linkages"] == {"upper": 0, "lower": 1, "village": 0}


def test_describe_fits_a_narrow_terminal() -> None:
    text = ask("describe", "korea", COLUMNS="80").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "27 issues" in text
    assert "Ruling circle of" in text


def test_same_file_same_description() -> None:
    one, two = ask_json("describe", "nile"), ask_json("describe", "nile")
    assert {**one, "seconds": 0} == {**two, "seconds": 0}


def test_a_new_file_with_spaces_in_its_name_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = ask("new", "my talks")
    assert result.stdout == "my talks.yaml\n"
    assert "grandbargain check 'my talks.yaml'" in result.stderr


def test_a_colon_in_a_text_is_told_to_be_quoted(tmp_path: Path) -> None:
    path = write(tmp_path, "format: grandbargain/1\ntitle: The river: who owns it\n")
    result = ask("check", path)
    assert result.exit_code == 3
    assert f"{path}:2:17: GB105" in result.stderr
    assert "Put the text in quotes" in result.stderr
    quoted = write(tmp_path, 'format: grandbargain/1\ntitle: "The river: who owns it"\n')
    assert "GB105" not in ask("check", quoted).stderr
