"""Lenient words in, checked settings out: what a person writes to ask the bargaining question.

The command line and the Python face share this door. Every name is checked against the dispute
here, so that a wrong one is told with the nearest known name before any engine starts.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..bargain.result import RULES
from ..bargain.settings import BargainSettings
from ..errors import UsageError

if TYPE_CHECKING:
    from ..bargain.result import BargainAnswer
    from ..dispute import Dispute
    from .progress import Progress

STATUS_QUO = "status_quo"
"""The word for the package in force today, where a package is asked for."""


def bargain_settings(dispute: Dispute, **wanted: Any) -> BargainSettings:
    """Return checked settings of the bargaining question.

    Parameters
    ----------
    dispute
        The dispute that the names belong to.
    wanted
        Fields of :class:`~grandbargain.bargain.settings.BargainSettings`. ``rules`` left out or
        empty means all that can be answered: ``safest`` needs worlds. ``package`` may be a
        mapping, its text (``nuclear=freeze,peace=treaty``) or ``status_quo``.

    Raises
    ------
    UsageError
        An unknown setting, actor, group, issue, option or rule, or a number out of its range.
    InfeasiblePackageError
        The package breaks a constraint.
    """
    known = [field.name for field in dataclasses.fields(BargainSettings)]
    for name in wanted:
        if name not in known:
            raise UsageError(f"there is no setting {name!r}{nearest(name, known)}")
    chosen = dict(wanted)
    for name in ("worlds", "seed", "ties", "frontier_limit", "budget_nodes", "budget_seconds"):
        if name in chosen:
            _require_count(name, chosen[name], whole=name != "budget_seconds")
    chosen["rules"] = _rules(tuple(chosen.get("rules", ())), chosen.get("worlds", 0))
    if chosen.get("resolve") and not chosen.get("worlds"):
        raise UsageError("resolve seeks a solution in every world; say how many (--worlds 1000)")
    chosen["parties"] = _known(dispute, chosen.get("parties", ()))
    chosen["first"] = tuple(_known(dispute, group) for group in chosen.get("first", ()))
    chosen["memberships"] = tuple(_known(dispute, group) for group in chosen.get("memberships", ()))
    chosen["outlines"] = tuple(_pair(dispute, pair) for pair in chosen.get("outlines", ()))
    chosen["floors"] = _floors(dispute, chosen.get("floors", {}))
    if chosen.get("package") is not None:
        chosen["package"] = package_of(dispute, chosen["package"])
    return BargainSettings(**chosen)


def package_of(dispute: Dispute, package: Mapping[str, str] | str) -> dict[str, str]:
    """Return a whole feasible package from a mapping, from its text, or ``status_quo``.

    Raises
    ------
    UsageError
        An unknown issue or option, or a text that is no package.
    InfeasiblePackageError
        The package breaks a constraint; the message names it.
    """
    choices = parse_package(package) if isinstance(package, str) else package
    whole = dispute.package(choices)
    dispute.require_feasible(whole)
    return whole


def judged_package(
    package: Mapping[str, str] | str | None,
) -> tuple[Mapping[str, str] | str | None, str]:
    """Return ``(package, "")``, or ``(None, rule)`` where the name of a solution stands for it.

    Examples
    --------
    >>> judged_package("nash"), judged_package("peace=treaty")
    ((None, 'nash'), ('peace=treaty', ''))
    """
    return (None, package) if isinstance(package, str) and package in RULES else (package, "")


def parse_package(text: str) -> dict[str, str]:
    """Return the options that a text names; issues left out stay at the status quo.

    Raises
    ------
    UsageError
        The text is not ``issue=option,issue=option``, or names an issue twice.

    Examples
    --------
    >>> parse_package("nuclear=freeze, peace=treaty")
    {'nuclear': 'freeze', 'peace': 'treaty'}
    >>> parse_package("status_quo")
    {}
    """
    if text.strip() == STATUS_QUO:
        return {}
    choices: dict[str, str] = {}
    for part in text.split(","):
        issue, equals, option = (piece.strip() for piece in part.partition("="))
        if not (issue and equals and option):
            raise UsageError(
                f"{part.strip()!r} is no part of a package; write issue=option,issue=option, "
                f"or one of: {', '.join((*RULES, STATUS_QUO))}"
            )
        if issue in choices:
            raise UsageError(f"the package names the issue {issue!r} twice")
        choices[issue] = option
    return choices


def ask_bargain(
    dispute: Dispute,
    settings: BargainSettings,
    *,
    judge: str = "",
    jobs: int = 1,
    progress: Progress | None = None,
) -> BargainAnswer:
    """Ask the bargaining question; ``judge`` names a solution whose first package to judge.

    Raises
    ------
    UsageError
        ``judge`` is no rule, or its rule finds no package here.
    MissingSectionError
        The file lacks what the question needs.
    """
    from .questions import bargain

    if not judge:
        return bargain(dispute, settings, jobs=jobs, progress=progress)
    if judge not in RULES:
        raise UsageError(f"there is no solution {judge!r}{nearest(judge, RULES)}")
    if judge not in settings.rules:
        settings = dataclasses.replace(settings, rules=(*settings.rules, judge))
    answer = bargain(dispute, settings, jobs=jobs, progress=progress)
    packages = answer.solutions[judge].packages if judge in answer.solutions else ()
    if not packages:
        return answer
    alone = dataclasses.replace(
        settings,
        package=dict(packages[0].package),
        rules=(),
        first=(),
        memberships=(),
        outlines=(),
        frontier=False,
        resolve=False,
        ledger=False,
        ablation=False,
    )
    verdict = bargain(dispute, alone, jobs=jobs)
    return merge_answers(answer, verdict, judged=verdict.judged, package=dict(packages[0].package))


def merge_answers(
    answer: BargainAnswer,
    later: BargainAnswer,
    *,
    package: Mapping[str, str] | None = None,
    pairs: Iterable[tuple[str, str]] = (),
    **parts: Any,
) -> BargainAnswer:
    """Return an answer with ``parts`` of a later one, as if both had been asked in one call.

    ``package`` and ``pairs`` (of outlines) are what the later call asked besides.
    """
    made = dict(answer.provenance)
    made["seconds"] = round(made.get("seconds", 0) + later.provenance.get("seconds", 0), 3)
    made["settings"] = dict(made.get("settings", {}))
    if package is not None:
        made["settings"]["package"] = dict(package)
    asked = [list(pair) for pair in pairs]
    if asked:
        made["settings"]["outlines"] = asked
    return dataclasses.replace(answer, provenance=made, **parts)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the end of a message: the nearest known name, else all of them.

    Examples
    --------
    >>> nearest("nsah", ["nash", "safest"])
    "; did you mean 'nash'?"
    >>> nearest("x", ["nash", "safest"])
    '; known: nash, safest'
    """
    names = list(known)
    near = difflib.get_close_matches(name, names, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(names)}"


def _require_count(name: str, value: object, *, whole: bool) -> None:
    kinds = (int,) if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise UsageError(f"{name} is {value!r}; it takes a {'whole ' if whole else ''}number")
    if not math.isfinite(value) or value < 0:
        raise UsageError(f"{name} is {value}; it must be 0 or more")


def _rules(rules: tuple[str, ...], worlds: int) -> tuple[str, ...]:
    if not rules:
        return RULES if worlds else tuple(rule for rule in RULES if rule != "safest")
    for rule in rules:
        if rule not in RULES:
            raise UsageError(f"there is no rule {rule!r}{nearest(rule, RULES)}")
    if "safest" in rules and not worlds:
        raise UsageError("the rule safest counts worlds; say how many (--worlds 1000)")
    return tuple(rule for rule in RULES if rule in rules)


def _known(dispute: Dispute, names: Iterable[str]) -> tuple[str, ...]:
    """Return names of actors and groups as given, checked."""
    if isinstance(names, str):
        names = names.split(",")
    found = tuple(name.strip() for name in names)
    groups = [group.id for group in dispute.groups]
    everyone = [*groups, *(actor.id for actor in dispute.actors)]
    for name in found:
        if name not in everyone:
            raise UsageError(f"there is no actor and no group {name!r}{nearest(name, everyone)}")
    return found


def _pair(dispute: Dispute, names: Iterable[str]) -> tuple[str, str]:
    found = dispute.members(_known(dispute, names))
    if len(found) != 2:
        raise UsageError(f"an outline needs two actors, not {len(found)}: write it as a,b")
    given = [name.strip() for name in (names.split(",") if isinstance(names, str) else names)]
    first, second = given if set(given) == set(found) else found
    return first, second


def _floors(dispute: Dispute, floors: Mapping[str, float]) -> dict[str, float]:
    for actor, points in floors.items():
        dispute.actor(actor)
        if isinstance(points, bool) or not isinstance(points, (int, float)):
            raise UsageError(f"the floor of {actor} is {points!r}; it takes points, a number")
        if not math.isfinite(points):
            raise UsageError(f"the floor of {actor} is {points}; it takes a finite number")
    return {actor: float(points) for actor, points in floors.items()}
