"""How to get from the status quo to a package: a dispute and settings in, a way with names out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..stability.answer import PathAnswer, PathSettings
from .provenance import make_provenance
from .standing import Standing, standing_package
from .walks import Ground

if TYPE_CHECKING:
    from ..dispute import Dispute
    from .progress import Progress


def ask_path(
    dispute: Dispute,
    settings: PathSettings,
    *,
    package: Mapping[str, str] | str | Standing,
    jobs: int = 1,
    progress: Progress | None = None,
) -> PathAnswer:
    """Answer which sequence of moves leads from the status quo to a package.

    Parameters
    ----------
    settings
        What is asked for; its ``package`` and ``rule`` are set here.
    package
        The package to reach (see :func:`~grandbargain.study.standing.standing_package`). As a
        package on offer it must meet the agreed constraints too.

    Raises
    ------
    UsageError
        An unknown name, or a coalition with somebody who has no vote.
    InfeasiblePackageError
        The package breaks a constraint.
    """
    from ..stability.paths import BUDGET, find_path

    started = time.perf_counter()
    standing = standing_package(dispute, package, jobs=jobs, progress=progress)
    dispute.require_feasible(standing.package)
    coalition, first = _members(dispute, settings.coalition), _members(dispute, settings.first)
    settings = replace(
        settings, package=standing.package, rule=standing.rule, coalition=coalition, first=first
    )
    ground = Ground(dispute)
    names = ground.structure.actor_ids
    if progress is not None:
        progress("looking for the way", 0, 1)
    way = find_path(
        ground.moves, ground.preferences, ground.nogoods,
        ground.structure.status_quo, ground.structure.codes(standing.package),
        coalition=[names.index(name) for name in coalition] or None,
        first=[names.index(name) for name in first] or None,
        budget=settings.budget_packages or BUDGET,
        progress=progress,
    )  # fmt: skip
    parties = {names[a]: a for a in ground.parties}
    return PathAnswer(
        package=standing.package,
        status_quo={n: ground.worth(a, [dispute.status_quo])[0] for n, a in parties.items()},
        kinds={n: ground.preferences.kind[a] for n, a in parties.items()},
        way=way,
        provenance=make_provenance(dispute, settings.to_dict(), time.perf_counter() - started),
    )


def _members(dispute: Dispute, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return actors named one by one or by group; parties only."""
    if not wanted:
        return ()
    members = dispute.members(wanted)
    outside = [name for name in members if not dispute.actor(name).is_party]
    if outside:
        raise UsageError(f"a coalition is a set of parties, and {', '.join(outside)} has no vote")
    return members
