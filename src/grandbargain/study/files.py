"""Outputs whole or not at all: write beside, flush to disk, rename."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ..errors import UsageError


def write_whole(path: Path, data: str | bytes) -> None:
    r"""Write a file so that a reader sees the old one or the new one, never a part.

    Parameters
    ----------
    path
        Where to write; an existing file is replaced. A link keeps pointing where it points: the
        file behind it is replaced.
    data
        Text (written as UTF-8, line ends as they are) or bytes.

    Raises
    ------
    UsageError
        ``path`` is a folder, or its folder does not exist.
    OSError
        The system refuses (a full disk, missing rights); nothing is left behind.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = pathlib.Path(folder) / "answer.json"
    ...     write_whole(target, "{}\n")
    ...     target.read_text()
    '{}\n'
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file to write")
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        _write_through(target, data)  # a device or a pipe cannot be replaced by a rename
        return
    if not target.parent.is_dir():
        raise UsageError(f"cannot write {path}: there is no folder {target.parent}")
    handle, beside = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data.encode() if isinstance(data, str) else data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).chmod(_mode_for(target))
        Path(beside).replace(target)
    except BaseException as error:
        Path(beside).unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(path), None
        raise


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder of files, all or none.

    Raises
    ------
    UsageError
        Something with that name is there already (an empty folder may be), or the folder that
        should hold it is not.
    OSError
        The system refuses; nothing is left behind.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists already; name a new folder, or remove that one first")
    if not folder.absolute().parent.is_dir():
        raise UsageError(f"cannot write {folder}: there is no folder {folder.absolute().parent}")
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name[:40]}.", dir=folder.absolute().parent))
    try:
        for name, data in files.items():
            write_whole(beside / name, data)
        beside.chmod(0o777 & ~_umask())
        if folder.exists():
            folder.rmdir()
        beside.replace(folder)
    except BaseException as error:
        shutil.rmtree(beside, ignore_errors=True)
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(folder), None
        raise


def _write_through(target: Path, data: str | bytes) -> None:
    with target.open("wb") as stream:
        stream.write(data.encode() if isinstance(data, str) else data)


def _mode_for(target: Path) -> int:
    """Return the rights of the file to be replaced, else those a new file would get."""
    with contextlib.suppress(OSError):
        return target.stat().st_mode & 0o777
    return 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
