"""``dynamics``: what people read, its JSON, other assumptions, errors and stops."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.port import PORT

from .running import PROGRAM, STANDOFF, ask, ask_json, write

FAST = ("--no-compare", "--histories", "50")


@pytest.fixture
def port(tmp_path: Path) -> str:
    return write(tmp_path, PORT, "port.yaml")


def test_people_read_what_every_strategy_brings(port: str) -> None:
    result = ask("dynamics", port, "--histories", "100")
    assert result.exit_code == 0
    for words in (
        "Bottom line", "Patience", "One front", "Step by step", "Everybody answers", "North",
        "Who would leave a strategy", "Waiting", "Delay", "Settlement inside play",
        "What these findings hang on", "The gang (no vote)", "The quarter (no vote)", "EUR m",
    ):  # fmt: skip
        assert words in result.stdout, words
    assert "playing: 4 states x 8 joint actions x 2 successors" in result.stderr
    assert max(len(line) for line in result.stdout.splitlines()) <= 100


def test_json_has_the_keys_that_others_rely_on(port: str) -> None:
    data = ask_json("dynamics", port, "--histories", "100", "--worlds", "3", "--quiet")
    assert list(data["strategies"]) == ["default", "patience", "union", "steps"]
    for played in data["strategies"].values():
        assert set(played["value_per_year"]) == {"a", "b", "gang", "people"}
        assert len(played["survival"]) == 7
        assert {len(years) for years in played["ending"].values()} == {7}
        for stock in played["stock"].values():
            assert {len(stock[key]) for key in ("mean", "q10", "q50", "q90")} == {7}
        assert {len(years) for years in played["rent"].values()} == {6}
        shares = [years for each in played["action"].values() for years in each.values()]
        assert {len(years) for years in shares} == {6}
        for gain in played["exploitability"].values():
            assert gain is None or set(gain) == {"start", "max"}
    assert played["exploitability"]["gang"]["start"] >= 0
    assert data["strategies"]["union"]["exploitability"]["a"] is None
    for key in ("no_deal_value", "extortion_rent", "playing_off_rent", "price_of_division"):
        assert data[key] is not None
    assert set(data["break_even"]) == {"luck"}
    assert {len(row) for row in data["cost_of_delay"]["steps"].values()} == {21}
    for kind in ("horizon", "order", "rationality"):
        assert isinstance(data["sensitivity"][kind]["flips"], bool)
    assert (data["states"], data["joint_actions"], data["years"], data["tail"]) == (4, 8, 6, 4)
    assert data["worlds"]["finished"] == 3
    assert data["settings"]["worlds"] == 3
    assert "jobs" not in data["settings"]


def test_the_same_bytes_for_any_number_of_cores(port: str) -> None:
    words = ("dynamics", port, "--quiet", "--histories", "100", "--worlds", "3")
    one, other = (ask_json(*words, "--jobs", jobs) for jobs in ("1", "2"))
    del one["seconds"], other["seconds"]
    assert json.dumps(one) == json.dumps(other)


def test_other_assumptions(port: str) -> None:
    base = ask_json("dynamics", port, *FAST, "--quiet", "--strategy", "patience")
    assert list(base["strategies"]) == ["default", "patience"]
    assert base["sensitivity"] is None
    best = ask_json(
        "dynamics", port, *FAST, "-q", "--strategy", "patience", "--rationality", "best"
    )
    assert best["settings"]["rationality"] == "best"
    gains = [g["start"] for g in best["strategies"]["default"]["exploitability"].values()]
    assert max(gains) < 1e-9
    order = ask_json(
        "dynamics",
        port,
        *FAST,
        "-q",
        "--strategy",
        "patience",
        "--order",
        "gang,b,a",
        "--years",
        "2",
    )
    assert order["order"] == ["gang", "b", "a"]
    assert len(order["strategies"]["default"]["survival"]) == 3


def test_what_cannot_be_asked(port: str, tmp_path: Path) -> None:
    for words, told in (
        (("--strategy", "patiense"), "did you mean 'patience'"),
        (("--order", "a,b"), "every mover once"),
        (("--rationality", "much"), "write a number, or best"),
        (("--budget-gib", "0.001", "--histories", "1000000"), "fewer --histories"),
    ):
        result = ask("dynamics", port, *FAST, *words)
        assert (result.exit_code, told in result.output) == (2, True), result.output
    result = ask("dynamics", write(tmp_path, STANDOFF))
    assert result.exit_code == 3
    assert "section `dynamics`" in result.output


def test_a_game_that_is_too_large_says_its_size_and_allocates_nothing(tmp_path: Path) -> None:
    wide = PORT.replace("levels: [0, 1, 2, 3]", "levels: 0..3 by 0.001")
    more = "".join(
        f"    s{n}: {{unit: u, levels: 0..3 by 0.001, now: 1, change: '0'}}\n" for n in range(6)
    )
    huge = wide.replace("  actions:\n", f"{more}  actions:\n", 1)
    result = ask("dynamics", write(tmp_path, huge))
    assert result.exit_code == 2
    assert "states x 8 joint actions" in result.output
    assert "--budget-gib" in result.output
    assert ask("check", write(tmp_path, huge, "again.yaml")).exit_code == 0


def test_a_fault_of_play_is_told_with_its_line(tmp_path: Path) -> None:
    wild = PORT.replace('"risk * (1 + 2 * front)"', '"9 * risk * (1 + 2 * front)"')
    path = write(tmp_path, wild)
    line = 1 + wild[: wild.index("9 * risk")].count("\n")
    result = ask("dynamics", path)
    assert result.exit_code == 3
    assert f"{path}:{line}:" in result.stderr
    assert "GB622" in result.stderr
    problems = ask_json("dynamics", path, code=3)["problems"]
    assert [(item["line"], item["code"]) for item in problems] == [(line, "GB622")]
    assert ask("check", path).exit_code == 3


def test_the_value_of_play_as_disagreement_point(port: str, tmp_path: Path) -> None:
    played = ask_json("dynamics", port, *FAST, "-q")["no_deal_value"]
    found = ask_json("bargain", port, "-q", "--no-deal", "play")
    assert found["disagreement"] == pytest.approx(played, abs=1e-5)
    assert ask_json("bargain", port, "-q")["disagreement"]["a"] == pytest.approx(
        played["a"], abs=1e-5
    )
    result = ask("bargain", write(tmp_path, STANDOFF), "--no-deal", "play")
    assert result.exit_code == 3
    assert "dynamics" in result.output


@pytest.mark.slow
def test_a_page_of_a_file_with_play(port: str, tmp_path: Path) -> None:
    page, kept = tmp_path / "port.html", tmp_path / "kept"
    result = ask("report", port, "-o", str(page), "--worlds", "8", "--bundle", str(kept), "-q")
    assert result.exit_code == 0, result.output
    text = page.read_text(encoding="utf-8")
    assert "If nobody redesigns it" in text
    assert "Step by step" in text
    again = tmp_path / "again.html"
    assert ask("report", "--from", str(kept), "-o", str(again)).exit_code == 0
    assert again.read_bytes() == page.read_bytes()


def test_a_stop_prints_what_was_finished(tmp_path: Path) -> None:
    path = write(tmp_path, PORT, "port.yaml")
    words = [
        *PROGRAM,
        "dynamics",
        path,
        "--json",
        "--worlds",
        "4000",
        "--no-compare",
        "--jobs",
        "1",
    ]
    run = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert run.stderr is not None
    run.stderr.readline()
    time.sleep(8)
    run.send_signal(signal.SIGINT)
    out, _ = run.communicate(timeout=60)
    assert run.returncode == 130
    if out:  # it was past the first strategy, even on a busy machine
        data = json.loads(out)
        assert data["interrupted"]
        assert "default" in data["strategies"]
