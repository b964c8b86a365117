"""The packages that endings of play pay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import UsageError
from .no_deal import drawn_worlds
from .progress import Interrupted
from .standing import standing_package

if TYPE_CHECKING:
    from ..dispute import Dispute
    from .progress import Progress

Codes = tuple[int, ...]


@dataclass
class Ends:
    """What endings pay.

    Attributes
    ----------
    packages
        Per ending that pays one its package in indices, where there is one.
    rules
        Per ending that pays a package the rule that picked it, ``""`` where it is named.
    reasons
        Why some of these endings cannot come.
    notes
        The same in sentences.
    """

    packages: dict[str, Codes] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def find_ends(
    dispute: Dispute, worlds: int, seed: int, jobs: int, progress: Progress | None
) -> Ends:
    """Return the packages of endings; an ending whose package is nowhere to be found is closed.

    ``worlds`` and ``seed`` are for the solution ``safest``.

    Raises
    ------
    KeyboardInterrupt
        The user stopped the work.
    """
    from ..tables.structure import Structure

    structure, found = Structure(dispute), Ends()
    for ending in dispute.dynamics.endings if dispute.dynamics else ():
        if ending.package is None:
            continue
        if progress is not None:
            progress(f"finding the package of {ending.title}", 0, 1)
        wanted = ending.package
        found.rules[ending.id] = wanted if isinstance(wanted, str) else ""
        count = drawn_worlds(worlds, found.rules[ending.id])
        try:
            standing = standing_package(dispute, wanted, worlds=count, seed=seed, jobs=jobs)
            found.packages[ending.id] = structure.codes(standing.package)
        except Interrupted as stop:
            raise KeyboardInterrupt from stop
        except UsageError as error:
            found.reasons[ending.id] = str(error)
            found.notes.append(f"{ending.title} cannot come: {error}.")
    return found
