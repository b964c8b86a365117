"""Files of other programs, rewritten as model files."""

from __future__ import annotations

from .gmcr import import_gmcr
from .result import Imported

__all__ = ["Imported", "import_gmcr"]
