"""Which package a question is about: named option by option, today's, or a solution's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..bargain.settings import BargainSettings
from ..errors import InfeasiblePackageError, UsageError
from .ask import ask_bargain, judged_package, parse_package

if TYPE_CHECKING:
    from ..bargain.result import Proposal
    from ..dispute import Dispute, Package
    from .progress import Progress


@dataclass(frozen=True, slots=True)
class Standing:
    """A package that stands to be judged, and the rule that picked it (``""``: named)."""

    package: Package
    rule: str = ""


def standing_package(
    dispute: Dispute,
    package: Mapping[str, str] | str | Standing,
    *,
    worlds: int = 0,
    seed: int = 0,
    jobs: int = 1,
    progress: Progress | None = None,
) -> Standing:
    """Return the package that is meant.

    Parameters
    ----------
    package
        ``{issue: option}`` or its text (issues left out stay as they are), ``status_quo``, or the
        name of a solution, whose first package is meant. It may break an agreed constraint: those
        bind packages on offer only. One that is known to stand is returned as it is.
    worlds, seed
        For the name ``safest``.

    Raises
    ------
    UsageError
        An unknown issue, option or solution, or a solution that finds no package here.
    InfeasiblePackageError
        The package breaks a logical constraint.
    """
    if isinstance(package, Standing):
        return package
    wanted, rule = judged_package(package)
    if rule:
        return Standing(dict(_solved(dispute, rule, worlds, seed, jobs, progress).package), rule)
    choices = parse_package(wanted) if isinstance(wanted, str) else wanted or {}
    whole = dispute.package(choices)
    broken = dispute.broken(whole, agreed=False)
    if broken:
        rules = "; ".join(str(constraint) for constraint in broken)
        raise InfeasiblePackageError(f"the package breaks the constraint: {rules}")
    return Standing(whole)


def _solved(
    dispute: Dispute, rule: str, worlds: int, seed: int, jobs: int, progress: Progress | None
) -> Proposal:
    settings = BargainSettings(
        rules=(rule,), ledger=False, seed=seed, worlds=(worlds or 1000) if rule == "safest" else 0
    )
    answer = ask_bargain(dispute, settings, jobs=jobs, progress=progress)
    solution = answer.solutions.get(rule)
    if solution is None or not solution.packages:
        raise UsageError(
            f"the rule {rule} finds no package here, since no package suits all parties; name a "
            "package option by option instead"
        )
    return solution.packages[0]
