"""Runs that are kept: which there are, and questions about them in SQL."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import UsageError
from ..bundle import Kept, kept_answer
from .parquet import connection, quoted, source
from .store import part_files, read_run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from ...dispute import Dispute

MOST_ROWS = 1_000_000
"""Most rows that a query may return."""


@dataclass(frozen=True)
class Run:
    """A run as its folder tells it.

    Attributes
    ----------
    folder
        Where it is.
    title
        Of the dispute.
    method, seed
        The design.
    stages
        Per question how many worlds are finished.
    is_finished
        Whether it has its answer.
    megabytes
        How much room it takes.
    """

    folder: Path
    title: str
    method: str
    seed: int
    stages: dict[str, int]
    is_finished: bool
    megabytes: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "run": str(self.folder),
            "title": self.title,
            "method": self.method,
            "seed": self.seed,
            "stages": dict(self.stages),
            "finished": self.is_finished,
            "megabytes": round(self.megabytes, 2),
        }


def list_runs(folder: Path) -> list[Run]:
    """Return the runs in a folder, by name; what is no run is left out.

    Raises
    ------
    UsageError
        There is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(
            f"there is no folder {folder}; `grandbargain robustness` makes one for its runs"
        )
    found = []
    for item in sorted(folder.iterdir()):
        if item.is_dir() and (item / "run.json").is_file():
            try:
                found.append(_told(item))
            except (UsageError, OSError, ValueError) as error:
                found.append(Run(item, f"damaged: {error}", "", 0, {}, False, 0.0))
    return found


def read_answer(folder: Path, dispute: Dispute) -> Kept:
    """Return the answer of a finished run about a dispute.

    Raises
    ------
    UsageError
        The folder is no run, the run is not finished, or it is about another file.
    """
    run = read_run(folder)
    if run["dispute"].get("sha256") != dispute.sha256:
        raise UsageError(
            f"{folder} is about another state of the file; start `grandbargain robustness` again"
        )
    path = folder / "robustness.json"
    if not path.is_file():
        raise UsageError(f"{folder} is not finished yet; start its command again first")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != run.get("answer_sha256"):
        raise UsageError(f"{path} has been changed since it was made; start its command again")
    return kept_answer("robustness", data, path)


def _told(folder: Path) -> Run:
    found = read_run(folder)
    stages = {
        item.name.rpartition("-")[0]: _worlds(item)
        for item in sorted((folder / "parts").glob("*-*"))
        if item.is_dir()
    }
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Run(
        folder=folder,
        title=str(found["dispute"].get("title", "")),
        method=str(found["design"].get("method", "")),
        seed=int(found["design"].get("seed", 0)),
        stages=stages,
        is_finished=(folder / "robustness.json").is_file(),
        megabytes=size / 1e6,
    )


def _worlds(folder: Path) -> int:
    paths = part_files(folder)
    if not paths:
        return 0
    query = f"SELECT count(DISTINCT world) FROM {source(paths)}"
    return int(connection().execute(query).fetchall()[0][0])


def tables_of(folder: Path) -> dict[str, list[Path]]:
    """Return the tables of a run and the files that hold them; unfinished ones from their parts."""
    read_run(folder)
    found = {
        path.stem.replace("-", "_"): [path]
        for path in sorted((folder / "tables").glob("*.parquet"))
    }
    for item in sorted((folder / "parts").glob("*-*")):
        name = item.name.rpartition("-")[0].replace(".", "_").replace("-", "_")
        if name not in found and item.is_dir():
            paths = part_files(item)
            if paths:
                found[name] = paths
    return found


@dataclass(frozen=True)
class Rows:
    """What a query returned: names of the columns, and rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "columns": list(self.columns),
            "rows": [[_plain(value) for value in row] for row in self.rows],
        }


def query(folder: Path, sql: str) -> Rows:
    """Return what a question in SQL about a run says.

    The tables are views: ``inputs``, ``packages``, ``strategies``, ``anew``, ``tests`` and those of
    moved and crossed worlds, as far as the run has them; ``worlds`` joins those about the same
    worlds. The query can read nothing else on this computer, and write nothing.

    Raises
    ------
    UsageError
        The folder is no run, the query is not understood, or it returns too much.
    """
    import duckdb

    tables = tables_of(folder)
    if not tables:
        raise UsageError(f"{folder} has no finished worlds yet")
    con = duckdb.connect(":memory:")
    try:
        con.execute("SET threads = 1")
        con.execute("SET temp_directory = ''")
        for name, paths in tables.items():
            con.execute(f"CREATE TABLE {quoted(name)} AS SELECT * FROM {source(paths)}")
        joined = [name for name in ("inputs", "packages", "strategies", "anew") if name in tables]
        if joined:
            text = joined[0] + "".join(f" JOIN {name} USING (world)" for name in joined[1:])
            con.execute(f"CREATE VIEW worlds AS SELECT * FROM {text}")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        _refuse_changes(con, sql)
        cursor = con.execute(sql)
        rows = cursor.fetchmany(MOST_ROWS + 1)
        columns = tuple(str(item[0]) for item in cursor.description or ())
    except duckdb.Error as error:
        known = ", ".join([*tables, "worlds"])
        said = str(error).partition("\nDid you mean")[0].strip()
        raise UsageError(f"{said}\nThe tables are: {known}.") from error
    finally:
        con.close()
    if len(rows) > MOST_ROWS:
        raise UsageError(f"the query returns more than {MOST_ROWS:,} rows; add a LIMIT")
    return Rows(columns, rows)


def _refuse_changes(con: DuckDBPyConnection, sql: str) -> None:
    """Refuse what is no question, or more than one."""
    import duckdb

    asked = con.extract_statements(sql)
    kinds = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
    if len(asked) != 1 or asked[0].type not in kinds:
        raise UsageError("ask one question: SELECT …, DESCRIBE TABLE or SHOW TABLES")


def _plain(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, (int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)
