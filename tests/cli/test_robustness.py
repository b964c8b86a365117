"""``robustness``, ``runs`` and ``query``: what people read, JSON, folders, errors and stops."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.port import PORT

from .running import PROGRAM, ask, ask_json, write

PLAIN = PORT.replace("disagreement: play", "disagreement: {stalemate_cost: 0..2}")
TESTED = """\
robustness:
  tests:
    deal: {title: The deal, package: {tolls: joint, quay: open}, passes: [accepted, holds]}
    steps: {title: Steps pay, strategy: steps, against: patience, actor: a}
    calm: {strategy: patience, outcome: survival, above: 0.5}
  correlations:
    - {between: [parameters.risk, actors.b.discount], rank: 0.6}
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("model"), PLAIN + TESTED, "port.yaml")


@pytest.fixture(scope="module")
def run(port: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept") / "a run"
    result = ask("robustness", port, "--worlds", "64", "--sobol", "8", "-o", str(folder))
    assert result.exit_code == 0, result.stderr
    assert f"kept the run in {folder}" in result.stderr
    return folder


def test_people_read_what_breaks_it(run: Path, port: str) -> None:
    result = ask("robustness", port, "--worlds", "64", "--sobol", "8", "-o", str(run))
    assert result.exit_code == 0
    for words in ("Bottom line", "The deal", "Steps pay", "of 64 worlds", "95 %"):
        assert words in result.stdout, words
    assert max(len(line) for line in result.stdout.splitlines()) <= 100


def test_json_has_the_keys_that_others_rely_on(run: Path, port: str) -> None:
    again = ("robustness", port, "--worlds", "64", "--sobol", "8", "-o", str(run), "--quiet")
    data = ask_json(*again)
    assert data["worlds"] == 64
    assert data["run"] == str(run)
    assert len(data["design_sha256"]) == 64
    assert list(data["tests"]) == ["deal", "steps", "calm"]
    for test in data["tests"].values():
        assert 0 <= test["pass_share"] <= 1
        assert {"metrics", "regret", "boxes", "trajectory", "sobol", "tornado"} <= set(test)
    deal = data["tests"]["deal"]
    assert set(deal["sobol"]) <= {"everything else", *deal["factors"]}
    for index in deal["sobol"].values():
        assert {"first", "total", "first_interval", "total_interval"} <= set(index)
    assert set(data["smaa"]) == {"a", "b", "gang", "people"}
    assert json.loads((run / "robustness.json").read_text()) | {"seconds": 0} == data | {
        "seconds": 0
    }


def test_the_same_command_changes_no_table(run: Path, port: str) -> None:
    before = {path.name: path.read_bytes() for path in (run / "tables").iterdir()}
    ask_json("robustness", port, "--worlds", "64", "--sobol", "8", "-o", str(run), "--jobs", "1")
    assert {path.name: path.read_bytes() for path in (run / "tables").iterdir()} == before


def test_the_folder_of_a_run_is_named_by_its_design(port: str, tmp_path: Path) -> None:
    args = [*PROGRAM, "robustness", port, "--worlds", "8", "--sobol", "0", "--test", "deal"]
    done = subprocess.run([*args, "--json"], cwd=tmp_path, capture_output=True, check=True)
    data = json.loads(done.stdout)
    assert data["run"] == f"runs/{data['design_sha256'][:16]}"
    assert (tmp_path / data["run"] / "run.json").is_file()


@pytest.mark.slow
def test_pins_hold_a_number(port: str, tmp_path: Path) -> None:
    common = ("robustness", port, "--worlds", "32", "--sobol", "0", "--test", "deal")
    free = ask_json(*common, "-o", str(tmp_path / "free"))
    held = ask_json(*common, "--pin", "interests.a.weights.tolls=70", "-o", str(tmp_path / "held"))
    assert held["design"]["pinned"] == {"interests.a.weights.tolls": "70"}
    assert held["design"]["numbers"] == free["design"]["numbers"] - 1
    assert held["design_sha256"] != free["design_sha256"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--pin", "nothing"), "'nothing' is no pin; write number=value"),
        (("--pin", "parameters.rsk=0.1"), "near it: parameters.risk"),
        (("--pin", "parameters.risk=0.9"), "lies between 0.02 and 0.06"),
        (("--pin", "parameters.risk=0.03"), "goes with 'actors.b.discount'"),
        (("--pin", "interests.a.weights.tolls=x"), "is a number"),
        (("--test", "del"), "did you mean 'deal'?"),
        (("--strategy", "step"), "did you mean 'steps'?"),
        (("--package", "tolls=joined"), "did you mean 'joint'?"),
        (("--worlds", "20000000"), "ask for fewer"),
    ],
)
def test_what_is_wrong_is_told(port: str, tmp_path: Path, args: tuple[str, ...], says: str) -> None:
    result = ask("robustness", port, *args, "-o", str(tmp_path / "run"))
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())
    assert not (tmp_path / "run").exists()


def test_nobody_at_the_address_of_a_cluster_is_told(
    port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grandbargain.study.robust.cluster.TIMEOUT", 1)
    args = ("--cluster", "tcp://127.0.0.1:1", "-o", str(tmp_path / "run"))
    result = ask("robustness", port, *args)
    assert result.exit_code == 2
    assert "no cluster answers at tcp://127.0.0.1:1" in result.stderr
    assert not (tmp_path / "run").exists()


def test_a_folder_with_something_else_is_left_alone(port: str, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    result = ask("robustness", port, "--worlds", "8", "-o", str(tmp_path))
    assert result.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_another_design_does_not_mix_with_a_run(run: Path, port: str) -> None:
    result = ask("robustness", port, "--worlds", "64", "--seed", "1", "-o", str(run))
    assert result.exit_code == 2
    assert "holds a run with another design" in result.stderr


def test_an_ordinal_file_says_what_it_lacks(tmp_path: Path) -> None:
    result = ask("robustness", "elmira", "-o", str(tmp_path / "run"))
    assert result.exit_code == 3
    assert "takes points of the actors" in " ".join(result.stderr.split())


def test_runs_are_listed(run: Path) -> None:
    data = ask_json("runs", str(run.parent))
    (found,) = data["runs"]
    assert found["run"] == str(run)
    assert found["title"] == "Two ports and a gang"
    assert found["finished"] is True
    assert found["stages"]["packages"] == found["stages"]["strategies"] == 64
    text = ask("runs", str(run.parent)).stdout
    assert str(run) in text.splitlines()
    assert "answered" in text
    assert ask("runs", str(run / "nowhere")).exit_code == 2


def test_a_run_answers_sql(run: Path) -> None:
    data = ask_json(
        "query", str(run), "SELECT test, count(*) AS n FROM tests GROUP BY 1 ORDER BY 1"
    )
    assert data == {"columns": ["test", "n"], "rows": [["calm", 64], ["deal", 64], ["steps", 64]]}
    both = 'SELECT count(*) FROM worlds WHERE "parameters.risk" > 0.04'
    upper = ask_json("query", str(run), both)["rows"][0][0]
    assert 20 < upper < 44
    text = ask("query", str(run), 'SELECT world, "parameters.risk" FROM inputs LIMIT 2', "--csv")
    assert text.stdout.splitlines()[0] == "world,parameters.risk"
    assert len(text.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM nothing",
        "",
        ";",
        "DROP TABLE packages",
        "CREATE TABLE a AS SELECT 1",
        "SELECT 1; SELECT 2",
        "SELEC 1",
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY inputs TO '/tmp/stolen.csv'",
        "ATTACH 'x.db'",
        "SET enable_external_access = true",
    ],
)
def test_a_query_reads_nothing_else_and_writes_nothing(run: Path, sql: str) -> None:
    result = ask("query", str(run), sql)
    assert result.exit_code == 2
    assert "The tables are: inputs" in result.stderr or "ask one question" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.slow
def test_a_stop_keeps_the_finished_worlds_and_the_next_start_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    args = [
        *PROGRAM,
        "robustness",
        "orchard",
        "--worlds",
        "65536",
        "-o",
        str(folder),
        "--jobs",
        "2",
    ]
    process = subprocess.Popen(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list(folder.glob("parts/packages-*/*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "start the same command again to go on" in err
    assert "Traceback" not in err
    kept = {path.name for path in folder.glob("parts/*/*.parquet")}
    assert kept
    small = ask("robustness", "orchard", "--worlds", "16", "--sobol", "0", "-o", str(folder), "-q")
    assert small.exit_code == 0, small.stderr
    assert kept <= {path.name for path in folder.glob("parts/*/*.parquet")}
    assert out


@pytest.mark.slow
def test_a_page_takes_the_answer_of_a_run(run: Path, port: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = ask("report", port, "--worlds", "20", "--run", str(run), "-o", str(page), "-q")
    assert result.exit_code in {0, 4}, result.stderr
    assert "Steps pay" in page.read_text(encoding="utf-8")
    other = write(tmp_path, PLAIN.replace("Two ports", "Three ports") + TESTED, "port.yaml")
    refused = ask("report", other, "--run", str(run), "-o", str(page), "-q")
    assert refused.exit_code == 2
    assert "another state of the file" in refused.stderr


def test_a_damaged_run_hides_no_other(run: Path, tmp_path: Path) -> None:
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "run.json").write_text("{")
    (tmp_path / "sound").symlink_to(run)
    first, second = ask_json("runs", str(tmp_path))["runs"]
    assert first["title"].startswith("damaged: ")
    assert second["finished"] is True


def test_a_changed_answer_is_not_put_on_a_page(run: Path, port: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("run.json", "robustness.json"):
        (copy / name).write_bytes((run / name).read_bytes())
    text = (copy / "robustness.json").read_text()
    (copy / "robustness.json").write_text(text.replace('"worlds": 64', '"worlds": 65', 1))
    result = ask("report", port, "--run", str(copy), "-o", str(tmp_path / "page.html"))
    assert result.exit_code == 2
    assert "has been changed since it was made" in result.stderr


def test_a_strategy_without_play_is_told_by_check(tmp_path: Path) -> None:
    tests = "robustness: {tests: {calm: {strategy: default, outcome: survival, above: 0.5}}}\n"
    text = PLAIN.partition("dynamics:")[0] + tests
    result = ask("check", write(tmp_path, text, "port.yaml"))
    assert result.exit_code == 3
    assert "the test 'calm' is about a strategy, and the file has no play" in result.stderr


def test_bounds_that_nothing_meets_are_told(tmp_path: Path) -> None:
    text = PLAIN + TESTED.replace("above: 0.5", "above: 0.9, below: 0.1")
    result = ask("check", write(tmp_path, text, "port.yaml"))
    assert "nothing is at least 0.9 and at most 0.1" in result.stderr
