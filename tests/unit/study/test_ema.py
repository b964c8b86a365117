"""A run as the EMA Workbench reads it: its own reader is asked."""

from __future__ import annotations

import json
import tarfile
import warnings
from pathlib import Path

import numpy as np
import pytest

from grandbargain import Study, UsageError
from grandbargain.study.robust.ema import write_ema
from grandbargain.study.robust.parquet import read_columns


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "orchard"
    Study("orchard").robustness(folder=folder, worlds=64, sobol=0)
    return folder


def test_the_archive_holds_every_alternative_in_every_world(run: Path, tmp_path: Path) -> None:
    (path,) = write_ema(run, tmp_path / "out")
    with tarfile.open(path) as archive:
        names = archive.getnames()
        metadata = json.loads(archive.extractfile("metadata.json").read())  # type: ignore[union-attr]
        lines = archive.extractfile("experiments.csv").read().decode().splitlines()  # type: ignore[union-attr]
    packages = read_columns([run / "tables" / "packages.parquet"])
    alternatives = {name.split(".")[1] for name in packages if name.startswith("package.")}
    assert len(lines) == 1 + 64 * len(alternatives)
    assert {file for _, _, file in metadata["outcomes"]} < set(names)


def test_the_same_run_gives_the_same_bytes(run: Path, tmp_path: Path) -> None:
    first, second = (write_ema(run, tmp_path / name)[0].read_bytes() for name in "ab")
    assert first == second


def test_the_workbench_reads_what_was_written(run: Path, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbench = pytest.importorskip("ema_workbench")
        (path,) = write_ema(run, tmp_path)
        experiments, outcomes = workbench.load_results(str(path))
    inputs = read_columns([run / "tables" / "inputs.parquet"])
    packages = read_columns([run / "tables" / "packages.parquet"])
    for alternative in experiments["policy"].unique():
        rows = (experiments["policy"] == alternative).to_numpy()
        world = experiments["scenario"].to_numpy()[rows]
        assert world.tolist() == list(range(64))
        for name, values in inputs.items():
            if name != "world":
                assert experiments[name].to_numpy()[rows].tolist() == values.tolist()
        for actor in ("upper", "lower"):
            theirs = outcomes[f"utility_{actor}"][rows]
            np.testing.assert_array_equal(
                theirs, packages[f"package.{alternative}.utility.{actor}"]
            )
            accepts = packages[f"package.{alternative}.accepts.{actor}"]
            assert outcomes[f"accepts_{actor}"][rows].tolist() == accepts.tolist()


def test_a_run_that_is_not_finished_is_refused(run: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "run.json").write_bytes((run / "run.json").read_bytes())
    with pytest.raises(UsageError, match="is not finished yet"):
        write_ema(copy, tmp_path / "out")
