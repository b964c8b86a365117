"""Answers on paper: one self-contained page that an analyst can hand in."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from ..dispute import Dispute

__all__ = ["render"]


def render(dispute: Dispute, answers: Mapping[str, dict[str, Any]]) -> str:
    """Return the report as one self-contained HTML document; see :func:`.page.render`.

    The charts are loaded on the first call only: sentences and numbers of this package are used
    where nothing is drawn, too.
    """
    return importlib.import_module(".page", __name__).render(dispute, answers)
