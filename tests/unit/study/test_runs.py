"""Runs in a folder: cut, killed, harmed, resumed, lengthened, spread; the tables are the same."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import grandbargain
from grandbargain.dispute import Dispute
from grandbargain.errors import UsageError
from grandbargain.modelfile import parse_dispute
from grandbargain.robustness.answer import RobustnessAnswer, RobustnessSettings
from grandbargain.study.progress import Interrupted
from grandbargain.study.robust.ask import Workers, ask_robustness
from grandbargain.study.robust.package_stage import PackageStage
from grandbargain.study.robust.parquet import read_columns
from grandbargain.study.robust.store import Parts, _disjoint, _missing, part_files, read_run

TEXT = (
    (Path(grandbargain.__file__).parent / "catalogue" / "orchard" / "orchard.yaml")
    .read_text()
    .replace("weights: {water: 50, road: 30, orchard: 30}", "weights: {water: 40..60, road: 30}")
)
WORLDS = 64
SETTINGS: dict[str, Any] = {"worlds": WORLDS, "sobol": 8, "packages": ("nash", "status_quo")}


def orchard() -> Dispute:
    return parse_dispute(TEXT, "orchard")


def ask(folder: Path | None, progress: Any = None, workers: Workers | None = None, **settings: Any):
    """Ask about the orchard; the run is kept where a folder is named."""
    return ask_robustness(
        orchard(),
        RobustnessSettings(**{**SETTINGS, **settings}),
        model=TEXT.encode(),
        folder=folder,
        workers=workers,
        progress=progress,
    )


def tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "tables").iterdir()}


def parts_of(folder: Path, question: str = "packages") -> list[Path]:
    (found,) = (folder / "parts").glob(f"{question}-*")
    return sorted(found.glob("*.parquet"))


def told(answer: RobustnessAnswer) -> dict[str, Any]:
    """The answer without what may differ: time, place, and what happened to the folder."""
    found = answer.to_dict()
    for key in ("seconds", "run", "notes"):
        found.pop(key, None)
    return found


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Tables and answer of a run that nothing happened to."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    answer = ask(folder)
    return tables(folder), told(answer)


def check(folder: Path, whole: tuple[dict[str, bytes], dict[str, Any]]) -> RobustnessAnswer:
    """Start a run again, and compare it with one that nothing happened to."""
    answer = ask(folder)
    same(folder, answer, whole)
    return answer


def same(folder: Path, answer: RobustnessAnswer, whole: tuple[dict[str, bytes], Any]) -> None:
    assert told(answer) == whole[1]
    found = tables(folder)
    assert set(found) == set(whole[0])
    assert [name for name in found if found[name] != whole[0][name]] == []
    assert not list(folder.rglob(".*.tmp"))


def stop_at(done: int) -> Any:
    """A listener that stops the work when so many worlds are finished."""

    def listen(step: str, finished: float, total: float) -> None:
        if step.startswith("packages") and finished >= done:
            raise KeyboardInterrupt

    return listen


# --- the same however it is cut and spread --------------------------------------------------------


def test_a_run_keeps_its_tables_model_and_answer(tmp_path: Path, whole) -> None:
    folder = tmp_path / "run"
    answer = ask(folder)
    assert set(whole[0]) == {
        "packages.parquet",
        "inputs.parquet",
        "tests.parquet",
        "tornado-deal.parquet",
        "sobol-deal.parquet",
    }
    assert (folder / "orchard.yaml").read_text() == TEXT
    assert json.loads((folder / "robustness.json").read_text()) == json.loads(
        json.dumps(answer.to_dict())
    )
    found = read_columns([folder / "tables" / "packages.parquet"])
    assert found["world"].tolist() == list(range(WORLDS))
    kept = answer.packages
    assert kept is not None
    for name in kept.titles:
        values = found[f"package.{name}.utility.upper"]
        assert kept.metrics["upper"][name].mean == pytest.approx(values.mean())


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_chunks_make_no_difference(tmp_path: Path, whole, chunk: int) -> None:
    folder = tmp_path / "run"
    answer = ask(folder, workers=Workers(chunk=chunk))
    assert len(parts_of(folder)) == -(-WORLDS // chunk)
    same(folder, answer, whole)


def test_without_a_folder_the_answer_is_the_same(whole) -> None:
    assert told(ask(None)) == whole[1]


def killing(which: list[int]) -> Any:
    """A listener that kills one worker once some worlds are finished."""

    def listen(step: str, finished: float, total: float) -> None:
        if step.startswith("packages") and finished and not which:
            worker = multiprocessing.active_children()[0]
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGKILL)
            which.append(worker.pid)

    return listen


@pytest.mark.slow
def test_a_killed_worker_makes_no_difference(tmp_path: Path, whole) -> None:
    folder, killed = tmp_path / "run", []
    answer = ask(folder, killing(killed), Workers(jobs=2, chunk=4))
    assert len(killed) == 1
    same(folder, answer, whole)
    assert not answer.notes


@pytest.mark.slow
def test_processes_make_no_difference(tmp_path: Path, whole) -> None:
    for jobs, chunk in ((2, None), (4, 7), (4, 1)):
        folder = tmp_path / f"run{jobs}{chunk}"
        same(folder, ask(folder, workers=Workers(jobs=jobs, chunk=chunk)), whole)


@contextlib.contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[int, int]]]:
    """Which worlds of the design packages are asked about."""
    asked: list[tuple[int, int]] = []
    answer = PackageStage.answer

    def counting(self: PackageStage, first: int, count: int) -> dict[str, np.ndarray]:
        if len(self.packages) > 1:
            asked.append((first, count))
        return answer(self, first, count)

    with monkeypatch.context() as patch:
        patch.setattr(PackageStage, "answer", counting)
        yield asked


def test_a_longer_run_asks_the_missing_worlds_only(tmp_path: Path, monkeypatch) -> None:
    folder, other = tmp_path / "run", tmp_path / "other"
    for worlds in (2, WORLDS, 256):
        before = parts_of(folder) if folder.exists() else []
        with counted(monkeypatch) as asked:
            answer = ask(folder, worlds=worlds)
        start = sum(count for _, count in _stretches(before))
        assert sorted(w for first, n in asked for w in range(first, first + n)) == list(
            range(start, worlds)
        )
        assert set(before) < set(parts_of(folder))
    at_once = ask(other, worlds=256)
    assert told(answer) == told(at_once)
    assert tables(folder)["packages.parquet"] == tables(other)["packages.parquet"]
    with counted(monkeypatch) as asked:  # a shorter one asks nothing
        short = ask(folder, worlds=WORLDS)
    assert asked == []
    assert short.worlds == WORLDS
    assert told(short) == told(ask(None))


def _stretches(paths: list[Path]) -> list[tuple[int, int]]:
    names = [path.name.split("-") for path in paths]
    return [(int(name[0]), int(name[1]) - int(name[0]) + 1) for name in names]


def test_a_second_start_asks_nothing(tmp_path: Path, whole, monkeypatch) -> None:
    ask(tmp_path / "run")
    with counted(monkeypatch) as asked:
        check(tmp_path / "run", whole)
    assert asked == []


# --- stopped and killed ---------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["kept", "not kept"])
def test_a_stop_hands_over_the_finished_worlds(tmp_path: Path, whole, where: str) -> None:
    folder = tmp_path / "run" if where == "kept" else None
    with pytest.raises(Interrupted) as caught:
        ask(folder, stop_at(20), Workers(chunk=5))
    answer = caught.value.answer
    assert answer.interrupted
    assert answer.worlds == 20
    deal = answer.tests["deal"].domain
    assert deal is not None
    first = ask(None, worlds=20).tests["deal"].domain
    assert first is not None
    assert deal.share == first.share
    if folder is not None:
        assert len(parts_of(folder)) == 4
        assert not check(folder, whole).interrupted


@pytest.mark.slow
def test_a_stop_of_several_processes_leaves_none_behind(tmp_path: Path, whole) -> None:
    before = set(multiprocessing.active_children())
    with pytest.raises(Interrupted) as caught:
        ask(tmp_path / "run", stop_at(8), Workers(jobs=2, chunk=4))
    assert 8 <= caught.value.answer.worlds < WORLDS
    for worker in set(multiprocessing.active_children()) - before:
        worker.join(timeout=20)
        assert not worker.is_alive()
    check(tmp_path / "run", whole)


def test_a_stop_in_a_later_question_keeps_the_worlds(tmp_path: Path, whole) -> None:
    def listen(step: str, done: float, total: float) -> None:
        if step.startswith("crossing"):
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        ask(tmp_path / "run", listen)
    assert caught.value.answer.worlds == WORLDS
    check(tmp_path / "run", whole)


PROGRAM = """\
import os, resource, signal, sys
from pathlib import Path
from tests.unit.study.test_runs import ask
from grandbargain.study.robust.ask import Workers

def listen(step, done, total):
    if step.startswith({step!r}) and done >= 12:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    {before}
    try:
        ask(Path({folder!r}), listen, Workers(chunk=3))
    except OSError as error:
        sys.exit(f"{{type(error).__name__}}: {{error}}")
"""


def program(folder: Path, step: str = "packages", before: str = "") -> subprocess.CompletedProcess:
    text = PROGRAM.format(step=step, folder=str(folder), before=before)
    return subprocess.run(
        [sys.executable, "-c", text],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_killed_program_is_resumed(tmp_path: Path, whole) -> None:
    folder = tmp_path / "run"
    assert program(folder).returncode == -signal.SIGKILL
    assert len(parts_of(folder)) == 4
    assert not (folder / "tables").exists()
    beside = parts_of(folder)[0].parent / ".000000012-000000014.tmp"
    beside.write_bytes(b"PAR1 and no more")  # what a write leaves that is ended in the middle
    check(folder, whole)


def test_a_part_that_was_being_written_is_asked_again(tmp_path: Path, whole, monkeypatch) -> None:
    """Killed after a write and before the rename: the file is not there."""
    folder = tmp_path / "run"
    with monkeypatch.context() as patch:
        replace = Path.replace

        def dying(self: Path, target: Path) -> Path:
            if self.name.startswith(".000000012"):
                raise KeyboardInterrupt
            return replace(self, target)

        patch.setattr(Path, "replace", dying)
        with pytest.raises(Interrupted) as caught:
            ask(folder, workers=Workers(chunk=3))
    assert caught.value.answer.worlds == 12
    check(folder, whole)


# --- what happens to files ------------------------------------------------------------------------


@pytest.mark.parametrize("harm", ["flip", "truncate", "empty", "swap"])
def test_a_changed_part_is_named_and_answered_again(tmp_path: Path, whole, harm: str) -> None:
    folder = tmp_path / "run"
    ask(folder, workers=Workers(chunk=16))
    part, other = parts_of(folder)[1:3]
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    harmed = {
        "flip": bytes(data),
        "truncate": part.read_bytes()[:100],
        "empty": b"",
        "swap": other.read_bytes(),
    }[harm]
    part.write_bytes(harmed)
    answer = check(folder, whole)
    (note,) = answer.notes
    assert note.startswith(f"{part.name} had been changed since it was written; its worlds 16 to")
    assert note.endswith("worlds 16 to 31 were answered again.")
    assert part.with_suffix(".broken").read_bytes() == harmed
    assert not check(folder, whole).notes


def test_a_lost_part_is_answered_again(tmp_path: Path, whole) -> None:
    folder = tmp_path / "run"
    ask(folder, workers=Workers(chunk=16))
    parts_of(folder)[2].unlink()
    check(folder, whole)


def test_strange_files_among_the_parts_are_let_be(tmp_path: Path, whole) -> None:
    folder = tmp_path / "run"
    ask(folder, workers=Workers(chunk=16))
    home = parts_of(folder)[0].parent
    (home / "notes.parquet").write_bytes(b"mine")
    (home / "000000009-000000003-0123456789abcdef.parquet").write_bytes(b"backwards")
    check(folder, whole)
    assert (home / "notes.parquet").read_bytes() == b"mine"


def test_overlapping_parts_count_once(tmp_path: Path) -> None:
    parts = Parts(tmp_path / "parts", [])
    for first, count in ((0, 4), (2, 6), (4, 2), (4, 3), (9, 1)):
        world = np.arange(first, first + count)
        parts.add(first, count, {"twice": 2 * world})
    again = Parts(tmp_path / "parts", [])
    assert again.missing(12) == [(7, 2), (10, 2)]
    assert again.missing(5) == []
    found = again.read(12)
    assert found["world"].tolist() == [0, 1, 2, 3, 4, 5, 6, 9]
    assert (found["twice"] == 2 * found["world"]).all()
    assert again.read(3)["world"].tolist() == [0, 1, 2]
    assert [path.name[:19] for path in part_files(tmp_path / "parts")] == [
        "000000000-000000003",
        "000000004-000000006",
        "000000009-000000009",
    ]
    assert again.last == 10
    assert Parts(tmp_path / "none", []).read(5)["world"].tolist() == []


@pytest.mark.parametrize("seed", range(20))
def test_stretches_and_what_is_missing_make_the_whole(seed: int) -> None:
    rng = np.random.default_rng(seed)
    stretches = [(int(rng.integers(30)), int(rng.integers(1, 9))) for _ in range(rng.integers(6))]
    kept, missing = _disjoint(stretches), _missing(stretches, 25)
    worlds = sorted(w for first, n in (*kept, *missing) for w in range(first, first + n))
    assert len(worlds) == len(set(worlds))
    assert [w for w in worlds if w < 25] == list(range(25))
    assert set(kept) <= set(stretches)
    assert all(first + n <= 25 for first, n in missing)


@pytest.mark.parametrize(
    "name", ["it's a run", 'say "so"', "sp ace; DROP TABLE x --", "ä [a-c]* ? {x}", "100%\n"]
)
def test_any_name_of_a_folder_will_do(tmp_path: Path, whole, name: str) -> None:
    folder = tmp_path / name / "run"
    with pytest.raises(Interrupted):
        ask(folder, stop_at(20))
    check(folder, whole)


# --- a full disk ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_file_that_may_not_grow_is_told_with_what_is_kept(tmp_path: Path, whole) -> None:
    """Where no small disk can be made, a limit on the size of files does the same."""
    folder = tmp_path / "run"
    with pytest.raises(Interrupted):
        ask(folder, stop_at(9), Workers(chunk=3))
    before = {path: path.read_bytes() for path in parts_of(folder)}
    assert len(before) == 3
    limit = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({1000}, {1000}))"
    assert resource.RLIM_INFINITY in resource.getrlimit(resource.RLIMIT_FSIZE)
    keeps = "import grandbargain.study.robust.store as s; s.RunFolder.note = lambda *a, **k: None"
    found = program(folder, step="never", before=f"{keeps}; {limit}")
    assert (
        "File too large; 9 of 64 worlds are finished and kept: make room, and start the same"
        in (found.stderr)
    )
    assert {path: path.read_bytes() for path in parts_of(folder)} == before
    assert not list(folder.rglob(".*.tmp"))
    check(folder, whole)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 128 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no right to make a disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_loses_nothing(small_disk: Path, whole) -> None:
    folder = small_disk / "run"
    with pytest.raises(OSError, match=r"No space left .* of 64 worlds are finished and kept: make"):
        ask(folder, workers=Workers(chunk=2))
    kept = {path: path.read_bytes() for path in parts_of(folder)}
    assert 2 < len(kept) < 32
    assert not list(folder.rglob(".*.tmp"))
    subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
    check(folder, whole)
    assert {path: path.read_bytes() for path in kept} == kept


# --- folders that are refused ---------------------------------------------------------------------


def test_another_program_on_the_same_folder_is_refused(tmp_path: Path, whole) -> None:
    folder = tmp_path / "run"
    tried: list[str] = []

    def listen(step: str, done: float, total: float) -> None:
        if step.startswith("packages") and done >= 20 and not tried:
            with pytest.raises(UsageError) as caught:
                ask(folder)
            tried.append(str(caught.value))

    same(folder, ask(folder, listen, Workers(chunk=5)), whole)
    assert tried == [f"another program works on {folder}; wait for it, or stop it first"]


@pytest.mark.parametrize("change", [{"seed": 1}, {"design": "random"}, {"pinned": {
    "interests.lower.weights.water": 50}}])  # fmt: skip
def test_another_design_is_refused(tmp_path: Path, whole, change: dict[str, Any]) -> None:
    folder = tmp_path / "run"
    ask(folder)
    with pytest.raises(UsageError, match="holds a run with another design"):
        ask(folder, **change)
    check(folder, whole)


def test_another_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    ask(folder)
    text = TEXT + "# another remark\n"
    with pytest.raises(UsageError, match="holds a run with another design"):
        ask_robustness(
            parse_dispute(text, "orchard"),
            RobustnessSettings(**SETTINGS),
            model=text.encode(),
            folder=folder,
        )


def test_a_latin_hypercube_cannot_be_made_longer(tmp_path: Path) -> None:
    ask(tmp_path / "run", design="latin", worlds=16)
    with pytest.raises(UsageError, match="holds a run with another design"):
        ask(tmp_path / "run", design="latin", worlds=32)


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "dear.txt").write_text("Dear Sir")
    with pytest.raises(UsageError, match=r"is no run: there is no run\.json in it"):
        ask(folder)
    assert [path.name for path in folder.iterdir()] == ["dear.txt"]
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(UsageError, match="is a file"):
        ask(file)
    assert file.read_text() == "x"
    empty = tmp_path / "empty"
    empty.mkdir()
    ask(empty, sobol=0, worlds=2)
    assert (empty / "run.json").is_file()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda text: text[:-20], "is not JSON"),
        (lambda text: "[1, 2]", "is not of the format grandbargain-run/1"),
        (
            lambda text: text.replace("grandbargain-run/1", "grandbargain-run/9"),
            "not of the format",
        ),
        (lambda text: text.replace('"stages"', '"stadiums"'), "lacks the entry 'stages'"),
        (lambda text: text.replace('"seed": 0', '"seed": 1'), "changed since it was written"),
        (lambda text: text.replace('"design_sha256": "', '"design_sha256": "0'), "since it was"),
    ],
)
def test_a_changed_description_is_refused(tmp_path: Path, harm: Any, words: str) -> None:
    folder = tmp_path / "run"
    ask(folder, sobol=0, worlds=4)
    path = folder / "run.json"
    good = path.read_text()
    assert harm(good) != good
    path.write_text(harm(good))
    with pytest.raises(UsageError, match=words):
        ask(folder, sobol=0, worlds=4)
    with pytest.raises(UsageError, match=words):
        read_run(folder)
    path.write_text(good)
    ask(folder, sobol=0, worlds=4)


def test_a_run_says_what_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    answer = ask(folder)
    found = read_run(folder)
    assert found["design_sha256"] == answer.design_sha256
    assert found["dispute"]["sha256"] == orchard().sha256
    assert found["model"] == "orchard.yaml"
    assert {name.split("-")[0] for name in found["stages"]} == {
        "packages",
        "tornado.deal",
        "sobol.deal",
    }
    assert {path.name for path in (folder / "parts").iterdir()} == set(found["stages"])


def test_a_model_that_is_not_the_one_read_is_refused(tmp_path: Path) -> None:
    for model, words in ((None, "holds a copy of the model file"), (b"x", "has changed since")):
        with pytest.raises(UsageError, match=words):
            ask_robustness(
                orchard(), RobustnessSettings(**SETTINGS), model=model, folder=tmp_path / "run"
            )
    assert not (tmp_path / "run").exists()
