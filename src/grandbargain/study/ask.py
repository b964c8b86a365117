"""Lenient words in, checked settings out: what a person writes to ask the bargaining question.

The command line and the Python face share this door. Every name is checked against the dispute
here, so that a wrong one is told with the nearest known name before any engine starts.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..bargain.result import RULES
from ..bargain.settings import BargainSettings
from ..errors import UsageError
from .progress import Interrupted

if TYPE_CHECKING:
    from ..bargain.result import BargainAnswer
    from ..dispute import Dispute
    from .progress import Progress

NO_DEAL = ("file", "play")
"""Where disagreement points come from: each as the file states it, or from play for everybody."""

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
        An unknown setting, actor, group, issue, option or rule, somebody without a seat named
        among those who settle, or a number out of its range. All that is wrong is told at once.
    InfeasiblePackageError
        The package breaks a constraint.
    """
    known = [field.name for field in dataclasses.fields(BargainSettings)]
    chosen = dict(wanted)
    wrong = [
        UsageError(f"there is no setting {name!r}{nearest(name, known)}")
        for name in wanted
        if name not in known
    ]

    def checked(read: Callable[..., Any], *words: Any) -> Any:
        try:
            return read(*words)
        except UsageError as error:
            wrong.append(error)
            return ()

    for name in ("worlds", "seed", "ties", "frontier_limit", "budget_nodes", "budget_seconds"):
        if name in chosen:
            checked(_require_count, name, chosen[name], name != "budget_seconds")
    chosen["rules"] = checked(_rules, tuple(chosen.get("rules", ())), chosen.get("worlds", 0))
    if chosen.get("no_deal", "file") not in NO_DEAL:
        wrong.append(UsageError(f"no_deal is {chosen['no_deal']!r}; it is file or play"))
    if chosen.get("resolve") and not chosen.get("worlds"):
        wrong.append(
            UsageError("resolve seeks a solution in every world; say how many (--worlds 1000)")
        )
    if chosen.get("hold_share") is not None:
        chosen["that_holds"] = True
        checked(_require_share, chosen["hold_share"], chosen.get("worlds", 0))
    chosen["parties"] = checked(_seated, dispute, "parties", chosen.get("parties", ()), ())
    for name in ("first", "memberships"):
        groups, table = chosen.get(name, ()), chosen["parties"]
        chosen[name] = tuple(checked(_seated, dispute, name, group, table) for group in groups)
    chosen["outlines"] = tuple(checked(_pair, dispute, pair) for pair in chosen.get("outlines", ()))
    chosen["floors"] = checked(_floors, dispute, chosen.get("floors", {}))
    if chosen.get("package") is not None:
        chosen["package"] = checked(package_of, dispute, chosen["package"])
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise UsageError(_together([str(error) for error in wrong]))
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
        that_holds=False,
        hold_share=None,
    )
    try:
        verdict = bargain(dispute, alone, jobs=jobs)
    except Interrupted as stop:
        chosen = dict(packages[0].package)
        kept = merge_answers(answer, stop.answer, package=chosen, interrupted=True)
        raise Interrupted(kept) from stop
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


def _together(messages: Iterable[str]) -> str:
    """Return several messages as one: a line each, the same one once."""
    lines = dict.fromkeys(line for message in messages for line in message.splitlines())
    return "\n".join(lines)


def _require_count(name: str, value: object, whole: bool) -> None:
    kinds = (int,) if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise UsageError(f"{name} is {value!r}; it takes a {'whole ' if whole else ''}number")
    if not math.isfinite(value) or value < 0:
        raise UsageError(f"{name} is {value}; it must be 0 or more")


def _require_share(share: object, worlds: int) -> None:
    if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 < share <= 1:
        raise UsageError(f"hold_share is {share!r}; it is a share of worlds, above 0 and up to 1")
    if not worlds:
        raise UsageError("hold_share counts worlds; say how many (--worlds 1000)")


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
    unknown = [
        f"there is no actor and no group {name!r}{nearest(name, everyone)}"
        for name in found
        if name not in everyone
    ]
    if unknown:
        raise UsageError(_together(unknown))
    return found


def _seated(
    dispute: Dispute, setting: str, names: Iterable[str], table: Iterable[str]
) -> tuple[str, ...]:
    """Return names of parties as given; of a group its parties are meant, at least one.

    ``table`` names those who sit at the table, if that is not every party.
    """
    found = _known(dispute, names)
    parties = [actor.id for actor in dispute.parties]
    seats = set(dispute.members(table)) if table else set(parties)
    groups = {group.id: group.members for group in dispute.groups}
    wrong = []
    for name in found:
        members = groups.get(name, (name,))
        if not set(members) & set(parties):
            what = "no member of the group" if name in groups else "the actor"
            is_not = "is a party" if name in groups else "is no party"
            wrong.append(
                f"{setting}: {what} {name!r} {is_not}. A party is an actor whose consent a "
                f"package needs; the parties are: {', '.join(parties)}"
            )
        elif not set(members) & seats:
            wrong.append(
                f"{setting}: {name!r} does not sit at the table that --parties names: "
                f"{', '.join(party for party in parties if party in seats)}"
            )
    if wrong:
        raise UsageError(_together(wrong))
    return found


def _pair(dispute: Dispute, names: Iterable[str]) -> tuple[str, str]:
    found = dispute.members(_known(dispute, names))
    if len(found) != 2:
        raise UsageError(f"an outline needs two actors, not {len(found)}: write it as a,b")
    given = [name.strip() for name in (names.split(",") if isinstance(names, str) else names)]
    first, second = given if set(given) == set(found) else found
    return first, second


def _floors(dispute: Dispute, floors: Mapping[str, float]) -> dict[str, float]:
    wrong = []
    for actor, points in floors.items():
        try:
            dispute.actor(actor)
        except UsageError as error:
            wrong.append(str(error))
        if isinstance(points, bool) or not isinstance(points, (int, float)):
            wrong.append(f"the floor of {actor} is {points!r}; it takes points, a number")
        elif not math.isfinite(points):
            wrong.append(f"the floor of {actor} is {points}; it takes a finite number")
    if wrong:
        raise UsageError(_together(wrong))
    return {actor: float(points) for actor, points in floors.items()}
