"""Questions about a dispute: settings in, frozen answers out, kept with where they come from.

The engines are imported when a question is asked, not when this package is.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .ask import ask_bargain, bargain_settings, package_of
    from .bundle import Bundle, as_json, read_bundle, write_bundle
    from .description import Description, Evidence, describe
    from .files import write_folder, write_whole
    from .finding import CatalogueEntry, catalogue, catalogue_names, dispute_path, find_dispute
    from .plan import answers_for_page, ask_for_page, page_settings
    from .progress import Interrupted, Progress
    from .provenance import make_provenance, program_version
    from .questions import bargain

__all__ = [
    "Bundle",
    "CatalogueEntry",
    "Description",
    "Evidence",
    "Interrupted",
    "Progress",
    "answers_for_page",
    "as_json",
    "ask_bargain",
    "ask_for_page",
    "bargain",
    "bargain_settings",
    "catalogue",
    "catalogue_names",
    "describe",
    "dispute_path",
    "find_dispute",
    "make_provenance",
    "package_of",
    "page_settings",
    "program_version",
    "read_bundle",
    "write_bundle",
    "write_folder",
    "write_whole",
]

_HOMES = {
    "ask": ("ask_bargain", "bargain_settings", "package_of"),
    "bundle": ("Bundle", "as_json", "read_bundle", "write_bundle"),
    "description": ("Description", "Evidence", "describe"),
    "files": ("write_folder", "write_whole"),
    "finding": ("CatalogueEntry", "catalogue", "catalogue_names", "dispute_path", "find_dispute"),
    "plan": ("answers_for_page", "ask_for_page", "page_settings"),
    "progress": ("Interrupted", "Progress"),
    "provenance": ("make_provenance", "program_version"),
    "questions": ("bargain",),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f".{module}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
