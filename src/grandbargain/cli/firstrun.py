"""Whether the engines are compiled yet; if not, the user is told why the first answer is slow.

numba keeps compiled kernels in index files (``*.nbi``) beside the source, or in the folder that
``NUMBA_CACHE_DIR`` names, or in the user's cache where the source cannot be written.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

MESSAGE = "first run: compiling the engines, about half a minute, once"


def engines_are_compiled() -> bool:
    """Return whether compiled kernels of this program are kept for this Python.

    True as well where nothing is compiled because ``NUMBA_DISABLE_JIT`` says so.
    """
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in {"", "0"}:
        return True
    index = f"*.py{sys.version_info.major}{sys.version_info.minor}*.nbi"
    return any(any(folder.glob(index)) for folder in _cache_folders())


def _cache_folders() -> Iterator[Path]:
    """Yield the folders in which numba would keep kernels of this program."""
    source = Path(str(files("grandbargain")))
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if not chosen:
        yield from source.glob("**/__pycache__")
    shared = Path(chosen) if chosen else _user_cache()
    packages = {path.parent.name for path in source.glob("**/*kernels*/*.py")}
    packages |= {path.parent.name for path in source.glob("**/kernels*.py")}
    for package in sorted(packages):
        yield from shared.glob(f"{package}_*")


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "numba" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "numba"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "numba"
