"""A folder that holds a run: finished worlds in parts, each written whole, none counted twice.

::

    runs/3f2a.../
      run.json                           dispute, design, versions, what was asked
      korea.yaml                         the model file, byte for byte
      parts/packages-5d1c.../            one question, as far as it is answered
        000000000-000000255-9c41....parquet    worlds 0 to 255, and the digest of the file
      tables/packages.parquet            the same in one file, by world: the same bytes however it
                                         was cut, resumed or spread
      robustness.json                    the answer, once there is one

A part is written beside and renamed, so it is there whole or not at all; one whose bytes do not
match the digest in its name is named, set aside and asked for again.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ...errors import UsageError
from ...robustness.design import digest
from ..bundle import as_json, read_index
from ..files import write_folder, write_whole
from .parquet import copy_query, read_columns, source, write_columns

FORMAT = "grandbargain-run/1"

_NAME = re.compile(r"(\d{9,})-(\d{9,})-([0-9a-f]{16})\.parquet")

Columns = dict[str, np.ndarray]


class Kept(Protocol):
    """Where the answers of one question over worlds are kept."""

    def missing(self, worlds: int) -> list[tuple[int, int]]:
        """Return ``(first, count)`` of the stretches of worlds that are not there yet."""
        ...

    def add(self, first: int, count: int, columns: Mapping[str, np.ndarray]) -> None:
        """Keep worlds ``first .. first + count - 1``."""
        ...

    def read(self, worlds: int) -> Columns:
        """Return the columns of the worlds before ``worlds`` that are there, with ``world``."""
        ...


@dataclass
class InMemory:
    """Answers that are gone with the process."""

    chunks: dict[tuple[int, int], Mapping[str, np.ndarray]] = field(default_factory=dict)

    def missing(self, worlds: int) -> list[tuple[int, int]]:
        """Return ``(first, count)`` of the stretches of worlds that are not there yet."""
        return _missing(self.chunks, worlds)

    def add(self, first: int, count: int, columns: Mapping[str, np.ndarray]) -> None:
        """Keep worlds ``first .. first + count - 1``."""
        self.chunks[first, count] = columns

    def read(self, worlds: int) -> Columns:
        """Return the columns of the worlds before ``worlds`` that are there, with ``world``."""
        order = sorted(self.chunks)
        if not order:
            return {"world": np.zeros(0, dtype=np.int64)}
        found: Columns = {
            "world": np.concatenate([np.arange(first, first + n) for first, n in order])
        }
        for name in self.chunks[order[0]]:
            found[name] = np.concatenate([np.asarray(self.chunks[key][name]) for key in order])
        chosen = found["world"] < worlds
        return {name: values[chosen] for name, values in found.items()}


@dataclass(frozen=True)
class Part:
    """A file of finished worlds."""

    first: int
    count: int
    digest: str
    path: Path

    def is_sound(self) -> bool:
        """Return whether the file is the one that was written."""
        return _digest(self.path) == self.digest


class Parts:
    """Answers of one question, in parts in a folder."""

    def __init__(self, folder: Path, tell: list[str]) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.parts: dict[tuple[int, int], Part] = {}
        for part in _listed(folder):
            if part.is_sound():
                self.parts[part.first, part.count] = part
            else:
                part.path.rename(part.path.with_suffix(".broken"))
                tell.append(
                    f"{part.path.name} had been changed since it was written; its worlds "
                    f"{part.first} to {part.first + part.count - 1} were answered again."
                )
        for left in folder.glob(".*.tmp"):
            left.unlink(missing_ok=True)

    def missing(self, worlds: int) -> list[tuple[int, int]]:
        """Return ``(first, count)`` of the stretches of worlds that are not there yet."""
        return _missing(self.parts, worlds)

    def add(self, first: int, count: int, columns: Mapping[str, np.ndarray]) -> None:
        """Write a part whole.

        Raises
        ------
        OSError
            The system refuses; the parts that were there are there still.
        """
        stem = f"{first:09d}-{first + count - 1:09d}"
        beside = self.folder / f".{stem}.tmp"
        beside.unlink(missing_ok=True)
        world = np.arange(first, first + count, dtype=np.int64)
        write_columns(beside, {"world": world, **columns})
        digest = _digest(beside)
        path = self.folder / f"{stem}-{digest}.parquet"
        beside.replace(path)
        self.parts[first, count] = Part(first, count, digest, path)

    @property
    def last(self) -> int:
        """The number after that of the last world that is there."""
        return max((first + count for first, count in self.parts), default=0)

    def paths(self) -> list[Path]:
        """Return the files in order, such that no world is in two of them."""
        return [self.parts[key].path for key in _disjoint(self.parts)]

    def read(self, worlds: int) -> Columns:
        """Return the columns of the worlds before ``worlds`` that are there, with ``world``."""
        paths = self.paths()
        if not paths:
            return {"world": np.zeros(0, dtype=np.int64)}
        return read_columns(paths, 0, worlds)


class RunFolder:
    """The folder of a run: made, or found and checked."""

    def __init__(self, folder: Path, described: Mapping[str, Any], model: bytes) -> None:
        """Make the folder whole, or take up what is in it.

        Raises
        ------
        UsageError
            The folder holds something else, or another program works on it.
        """
        self.folder = folder
        self.tell: list[str] = []
        refuse_folder(folder, described)
        if not folder.exists() or not any(folder.iterdir()):
            folder.absolute().parent.mkdir(parents=True, exist_ok=True)
            files = {described["model"]: model, "run.json": as_json(described).encode()}
            write_folder(folder, files)
        self._lock = _Lock(folder / ".lock")

    def parts(self, name: str) -> Parts:
        """Return where a question is kept."""
        return Parts(self.folder / "parts" / name, self.tell)

    def write_table(self, name: str, columns: Mapping[str, np.ndarray]) -> None:
        """Write a table of the run whole."""
        self._table(name, lambda beside: write_columns(beside, columns))

    def join_table(self, name: str, parts: Parts, worlds: int) -> None:
        """Write the parts of a question as one table, by world, whole."""
        query = f"SELECT * FROM {source(parts.paths())} WHERE world < {worlds} ORDER BY world"
        self._table(name, lambda beside: copy_query(beside, query))

    def _table(self, name: str, write: Any) -> None:
        tables = self.folder / "tables"
        tables.mkdir(exist_ok=True)
        beside = tables / f".{name}.tmp"
        beside.unlink(missing_ok=True)
        write(beside)
        beside.replace(tables / f"{name}.parquet")

    def write_answer(self, data: Mapping[str, Any]) -> None:
        """Keep the answer."""
        text = as_json(data)
        write_whole(self.folder / "robustness.json", text)
        self.note(answer_sha256=hashlib.sha256(text.encode()).hexdigest())

    def note(self, **entries: Any) -> None:
        """Add entries to ``run.json``."""
        whole = {**read_run(self.folder), **entries}
        write_whole(self.folder / "run.json", as_json(whole))

    def close(self) -> None:
        """Let others work on the folder."""
        self._lock.close()


def refuse_folder(folder: Path, described: Mapping[str, Any]) -> None:
    """Refuse a folder that holds something else than this run, before any work is done.

    Raises
    ------
    UsageError
        It is no run, or a run with another design.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder for the run")
    if any(folder.iterdir()) and read_run(folder)["design_sha256"] != described["design_sha256"]:
        raise UsageError(
            f"{folder} holds a run with another design: other worlds, another file, or another "
            "version of the program; name another folder"
        )


def read_run(folder: Path) -> dict[str, Any]:
    """Return what a run says of itself.

    Raises
    ------
    UsageError
        The folder is no run.
    """
    shapes = {"design_sha256": str, "dispute": dict, "design": dict, "stages": dict, "model": str}
    found = read_index(folder, "run", FORMAT, shapes)
    if digest(found["design"]) != found["design_sha256"]:
        path = folder / "run.json"
        raise UsageError(f"{path} has been changed since it was written; make the run again")
    return found


def part_files(folder: Path) -> list[Path]:
    """Return the sound parts of a question in order, such that no world is in two of them."""
    sound = {(part.first, part.count): part for part in _listed(folder) if part.is_sound()}
    return [sound[key].path for key in _disjoint(sound)]


def _listed(folder: Path) -> Iterator[Part]:
    for path in sorted(folder.glob("*.parquet")):
        found = _NAME.fullmatch(path.name)
        if found and not path.is_symlink():
            first, last = int(found[1]), int(found[2])
            if last >= first:
                yield Part(first, last - first + 1, found[3], path)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:16]


def _disjoint(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in order without those that begin inside one taken before.

    The longest of those that begin at a world is taken.
    """
    taken: list[tuple[int, int]] = []
    end = 0
    for first, count in sorted(stretches, key=lambda item: (item[0], -item[1])):
        if first >= end:
            taken.append((first, count))
            end = first + count
    return taken


def _missing(stretches: Iterable[tuple[int, int]], worlds: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    end = 0
    for first, count in _disjoint(stretches):
        if first >= worlds:
            break
        if first > end:
            out.append((end, first - end))
        end = first + count
    if end < worlds:
        out.append((end, worlds - end))
    return out


class _Lock:
    """One program at a time; the system lets go of it when the program ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self.stream = path.open("a+b")
        with contextlib.suppress(ImportError):  # systems without such locks do without
            import fcntl

            try:
                fcntl.flock(self.stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                self.stream.close()
                raise UsageError(
                    f"another program works on {path.parent}; wait for it, or stop it first"
                ) from error

    def close(self) -> None:
        """Let go."""
        self.stream.close()


def stretches_text(stretches: Sequence[tuple[int, int]]) -> str:
    """Return stretches of worlds in words.

    Examples
    --------
    >>> stretches_text([(0, 4), (9, 1)])
    '0 to 3, 9'
    """
    return ", ".join(
        str(first) if count == 1 else f"{first} to {first + count - 1}"
        for first, count in stretches
    )
