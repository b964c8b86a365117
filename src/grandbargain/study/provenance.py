"""What an answer says about its making: the same for the same input, seed and version."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..dispute import Dispute


@cache
def program_version() -> str:
    """Return the version of the program that is installed, ``"unknown"`` from bare sources."""
    try:
        return version("grandbargain")
    except PackageNotFoundError:
        return "unknown"


def make_provenance(
    dispute: Dispute, settings: Mapping[str, Any], seconds: float
) -> dict[str, Any]:
    """Return the keys that every answer has: ``dispute``, ``settings``, ``version``, ``seconds``.

    ``seconds`` (rounded to the millisecond) is the only one that may differ between two runs.

    Examples
    --------
    >>> from grandbargain.dispute import Dispute
    >>> empty = Dispute(title="Two farms", actors=(), issues=(), interests={}, sha256="ab")
    >>> make_provenance(empty, {"seed": 0}, 0.25)["dispute"]
    {'title': 'Two farms', 'sha256': 'ab'}
    """
    return {
        "dispute": {"title": dispute.title, "sha256": dispute.sha256},
        "settings": dict(settings),
        "version": program_version(),
        "seconds": round(seconds, 3),
    }
