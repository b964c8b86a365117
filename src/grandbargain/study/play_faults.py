"""What is wrong in play, told as problems of the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import InvalidModelError, Problem

if TYPE_CHECKING:
    from ..dispute import Dispute
    from ..dispute.checks import Finding


def faults_of_play(dispute: Dispute) -> list[Finding]:
    """Return what is wrong in the play of a dispute, in the central world; empty without play."""
    if dispute.dynamics is None:
        return []
    from ..errors import TooLargeError
    from ..tables.play import PlayGrid, central_numbers
    from ..tables.play_checks import check_play
    from ..tables.play_size import require_size
    from ..tables.structure import Structure
    from ..tables.utilities import MICRO, central_utilities
    from .play_needs import needs_of_play

    lacks = list(needs_of_play(dispute))
    try:
        require_size(dispute, CHECKED_GIB)
    except TooLargeError:
        return lacks
    structure = Structure(dispute)
    today = central_utilities(structure).of(structure, structure.status_quo)[0] / MICRO
    grid = PlayGrid(dispute, central_numbers(dispute, today, {}))
    return lacks + check_play(grid)


CHECKED_GIB = 1.0
"""Largest tables that are made only to check a file."""


def refuse_faults(
    dispute: Dispute, findings: Sequence[Finding], world: int | None = None
) -> tuple[str, ...]:
    """Raise on errors; return the warnings as sentences.

    Raises
    ------
    InvalidModelError
        Some finding is an error. ``world`` is the world that has it, None for the central one.
    """
    from ..modelfile.codes import CODES

    errors = [finding for finding in findings if CODES[finding.code].severity == "error"]
    if errors:
        where = "" if world is None else f" in world {world}"
        file = f"{dispute.name or 'dispute'}.yaml"
        raise InvalidModelError(
            tuple(
                Problem(
                    file=file,
                    line=0,
                    column=0,
                    code=finding.code,
                    severity="error",
                    message=f"{finding.path}: {finding.message}{where}",
                    remedy=finding.remedy or CODES[finding.code].remedy,
                )
                for finding in errors
            )
        )
    return tuple(f"{finding.path}: {finding.message}" for finding in findings)
