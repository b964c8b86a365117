"""A run in the form that the analyses of the EMA Workbench read.

One archive for packages and one for strategies, as its ``load_results`` wants them: experiments (a
row per alternative and world, with every uncertain number), and one outcome per column.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import UsageError
from ..files import write_whole
from .parquet import read_columns
from .store import Columns, read_run

KINDS = {"packages": "package", "strategies": "strategy"}
"""Tables that hold alternatives, and how their columns begin."""


def write_ema(run: Path, folder: Path) -> list[Path]:
    """Write the archives of a finished run to a folder; return their paths.

    Raises
    ------
    UsageError
        The run is not finished.
    OSError
        The system refuses; an older archive is left as it was.
    """
    name = str(read_run(run)["model"]).removesuffix(".yaml")
    tables = run / "tables"
    if not (tables / "inputs.parquet").is_file():
        raise UsageError(f"{run} is not finished yet; start its command again first")
    folder.mkdir(parents=True, exist_ok=True)
    inputs = read_columns([tables / "inputs.parquet"])
    written = []
    for kind, prefix in KINDS.items():
        path = tables / f"{kind}.parquet"
        if path.is_file():
            data = _archive(name, prefix, inputs, read_columns([path]))
            written.append(folder / f"{kind}.tar.gz")
            write_whole(written[-1], data)
    return written


def _archive(name: str, prefix: str, inputs: Columns, columns: Columns) -> bytes:
    """Return an archive: alternatives one after the other, each over all worlds."""
    world = columns["world"]
    found: dict[str, dict[str, np.ndarray]] = {}
    for column, values in columns.items():
        kind, _, rest = column.partition(".")
        alternative, _, outcome = rest.partition(".")
        if kind == prefix:
            found.setdefault(alternative, {})[outcome.replace(".", "_")] = values
    rows = np.searchsorted(inputs["world"], world)
    names = [column for column in inputs if column != "world"]
    kinds = {
        **{column: "object" if inputs[column].dtype == object else "float64" for column in names},
        "scenario": "int64",
        "policy": "object",
        "model": "object",
    }
    lines: list[Sequence[Any]] = [list(kinds)]
    for alternative in found:
        for w, row in zip(world, rows, strict=True):
            values = [_cell(inputs[column][row]) for column in names]
            lines.append([*values, int(w), alternative, name])
    outcomes = list(next(iter(found.values()), {}))
    files = {"experiments.csv": _csv(lines)}
    for outcome in outcomes:
        whole = np.concatenate([columns[outcome] for columns in found.values()])
        files[f"{outcome}.csv"] = _csv([_cell(value)] for value in whole)
    metadata = {
        "version": 0.1,
        "outcomes": [["ScalarOutcome", outcome, f"{outcome}.csv"] for outcome in outcomes],
        "experiments": kinds,
    }
    files["metadata.json"] = json.dumps(metadata).encode()
    return _tar(files)


def _cell(value: Any) -> Any:
    if isinstance(value, (bool, np.bool_)):
        return int(value)
    return repr(float(value)) if isinstance(value, (float, np.floating)) else value


def _csv(lines: Iterable[Sequence[Any]]) -> bytes:
    page = io.StringIO()
    csv.writer(page, lineterminator="\n").writerows(lines)
    return page.getvalue().encode()


def _tar(files: dict[str, bytes]) -> bytes:
    """Return a compressed archive: the same files, the same bytes."""
    page = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=page, mode="wb", mtime=0, filename="") as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return page.getvalue()
