"""Columns to Parquet files and back, by DuckDB."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import UsageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


FORM = "(FORMAT parquet, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 1)"
"""How files are written: drawn numbers hardly repeat, so no dictionary of them is tried."""


@cache
def connection() -> DuckDBPyConnection:
    """Return the connection of this process: the same rows give the same bytes.

    One thread, so that rows are always in order; and columns are written in one way, whatever is
    known about them beforehand: of one file more is known than of several.
    """
    import duckdb

    found = duckdb.connect(":memory:")
    found.execute("SET threads = 1")
    found.execute("SET temp_directory = ''")  # nothing is left lying about
    found.execute("SET disabled_optimizers = 'statistics_propagation'")
    return found


def write_columns(path: Path, columns: Mapping[str, np.ndarray]) -> None:
    """Write columns of equal length to a file that is not there yet; flush it to the disk.

    Raises
    ------
    OSError
        The system refuses; nothing is left behind.
    """
    names = [f"c{n}" for n in range(len(columns))]
    data = dict(zip(names, columns.values(), strict=True))
    renamed = ", ".join(
        f"{name} AS {quoted(column)}" for name, column in zip(names, columns, strict=True)
    )
    con = connection()
    con.register("columns_to_write", data)
    try:
        copy_query(path, f"SELECT {renamed} FROM columns_to_write")
    finally:
        con.unregister("columns_to_write")


def copy_query(path: Path, query: str) -> None:
    """Write what a query gives to a file that is not there yet; flush it to the disk."""
    import duckdb

    try:
        connection().execute(f"COPY ({query}) TO {literal(path)} {FORM}")
        with path.open("rb+") as stream:
            os.fsync(stream.fileno())
    except (duckdb.Error, OSError) as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise
        raise as_refusal(error, path) from error
    except RuntimeError as error:
        path.unlink(missing_ok=True)
        raise as_stop(error) from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def as_stop(error: RuntimeError) -> BaseException:
    """Return the stop that DuckDB heard in place of Python, or the error where it is another."""
    return KeyboardInterrupt() if "interrupted" in str(error).lower() else error


def as_refusal(error: Exception, path: Path) -> OSError:
    """Return what the system refused, from what DuckDB says of it."""
    import errno

    text = str(error)
    for number, words in ((errno.ENOSPC, "No space left"), (errno.EFBIG, "File too large")):
        if words in text or f'"errno":"{number}"' in text:
            return OSError(number, os.strerror(number), str(path))
    return OSError(errno.EIO, text.splitlines()[0] if text else os.strerror(errno.EIO), str(path))


def read_columns(
    paths: Sequence[Path], first: int = 0, count: int | None = None
) -> dict[str, np.ndarray]:
    """Return the columns of files together, worlds ``first .. first + count - 1``, in order.

    Raises
    ------
    OSError
        A file cannot be read.
    """
    import duckdb

    where = f"world >= {first}" + ("" if count is None else f" AND world < {first + count}")
    query = f"SELECT * FROM {source(paths)} WHERE {where} ORDER BY world"
    try:
        found: dict[str, Any] = connection().execute(query).fetchnumpy()
    except duckdb.Error as error:
        raise as_refusal(error, paths[0]) from error
    except RuntimeError as error:
        raise as_stop(error) from error
    return {name: np.ma.getdata(values) for name, values in found.items()}


def source(paths: Sequence[Path]) -> str:
    """Return files together as a table of a query."""
    if not paths:
        raise UsageError("there are no worlds to read yet")
    files = ", ".join(literal(path) for path in paths)
    return f"read_parquet([{files}], hive_partitioning = false)"


def literal(path: Path) -> str:
    """Return a path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
