"""What the page asks: the questions that a file allows, with settings that suit one page.

The plan is the same for the same file: nobody has to choose before reading the first page, and
every choice can be made anew (``--worlds``, ``--outline``).
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from ..bargain.settings import BargainSettings
from ..errors import MissingSectionError, TooLargeError
from .ask import ask_bargain, bargain_settings, merge_answers
from .no_deal import for_bargain
from .progress import Interrupted
from .standing import Standing
from .stopping import heard

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..bargain.result import BargainAnswer
    from ..dispute import Dispute, Package
    from .play_worlds import PlayedWorld
    from .progress import Progress, Told

WORLDS = 1000
"""Worlds of the page: shares to within 3 points of 100, 95 times of 100."""

PLAY_WORLDS = 32
"""Worlds in which a page plays every strategy: enough for ranges, few enough to wait for."""

FRONTIER_LIMIT = 4000
"""Most points of a frontier that a page shows."""

TIES = 10
"""Exact ties listed per solution: a page shows the first and counts the others."""

MOST_PROCEDURES = 2
MOST_MEMBERSHIPS = 6
MOST_OUTLINES = 3


def page_settings(
    dispute: Dispute,
    *,
    seed: int = 0,
    worlds: int = WORLDS,
    frontier_limit: int = FRONTIER_LIMIT,
    resolve: bool = False,
    **asked: Any,
) -> BargainSettings:
    """Return the settings of the page, but for its outlines: they need the first answer.

    ``asked`` are further fields of :class:`~grandbargain.bargain.settings.BargainSettings`; those
    that are empty are as if they were not there. ``first`` and ``memberships`` take the place of
    the groups that a page compares by itself.
    ``resolve`` seeks the Nash package anew in every world, which takes most of a minute for a
    large dispute, so a page does without unless it is wanted.
    """
    wanted = {name: value for name, value in asked.items() if value}
    if not wanted.get("parties"):
        wanted.setdefault("first", first_movers(dispute))
        wanted.setdefault("memberships", tables_without(dispute))
    return bargain_settings(
        dispute,
        seed=seed,
        worlds=worlds,
        ties=TIES,
        frontier=True,
        frontier_limit=frontier_limit,
        resolve=resolve,
        ledger=True,
        ablation=True,
        that_holds=all(actor.discount is not None for actor in dispute.parties),
        **wanted,
    )


def answers_for_page(
    dispute: Dispute,
    settings: BargainSettings,
    *,
    outlines: Sequence[tuple[str, str]] = (),
    judge: str = "",
    run: Told | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[dict[str, Told], tuple[str, ...]]:
    """Return the answers to all questions that the file allows, and what it lacks for the others.

    Answers are by question; a question whose part of the file is missing is left out, and what to
    add for it is told in a sentence. ``run`` is an answer about robustness that is there already.
    """
    known = for_bargain(dispute, settings, jobs, progress)
    try:
        answer = ask_for_page(
            known, settings, outlines=outlines, judge=judge, jobs=jobs, progress=progress
        )
    except MissingSectionError as missing:
        return _without_points(dispute, settings, judge, run, jobs, progress), (str(missing),)
    answers: dict[str, Told] = {"bargain": answer}
    missing_parts: tuple[str, ...] = ()
    try:
        answers |= moves_for_page(known, answer, settings, progress=progress)
        worlds: list[PlayedWorld] = []
        played, missing_parts = play_for_page(dispute, settings, jobs, progress, worlds)
        answers |= played
        if run is not None:
            answers["robustness"] = run
        elif _is_plain(settings):
            solved = {
                rule: dict(one.packages[0].package)
                for rule, one in answer.solutions.items()
                if one.packages
            }
            answers["robustness"] = robust_for_page(
                dispute, settings, worlds, jobs, progress, solved
            )
    except KeyboardInterrupt as stop:
        heard()
        raise Interrupted(answer) from stop
    return answers, missing_parts


def _without_points(
    dispute: Dispute,
    settings: BargainSettings,
    judge: str,
    run: Told | None,
    jobs: int,
    progress: Progress | None,
) -> dict[str, Told]:
    """Return what a page can say where bargaining cannot be asked."""
    worlds: list[PlayedWorld] = []
    found, _ = play_for_page(dispute, settings, jobs, progress, worlds)
    if run is not None:
        found["robustness"] = run
    elif worlds:
        found["robustness"] = robust_for_page(dispute, settings, worlds, jobs, progress)
    return {**_moves_of_orders(dispute, settings, judge, progress), **found}


def play_for_page(
    dispute: Dispute,
    settings: BargainSettings,
    jobs: int,
    progress: Progress | None,
    worlds: list[PlayedWorld],
) -> tuple[dict[str, Told], tuple[str, ...]]:
    """Return what decades of play do, or what the file lacks for it; nothing without play.

    ``worlds`` takes the worlds that were played.
    """
    if dispute.dynamics is None:
        return {}, ()
    from ..dynamics.answer import DynamicsSettings
    from .playing import ask_dynamics

    asked = DynamicsSettings(worlds=min(PLAY_WORLDS, settings.worlds), seed=settings.seed)
    try:
        answer = ask_dynamics(dispute, asked, jobs=jobs, progress=progress, played=worlds)
        return {"dynamics": answer}, ()
    except (MissingSectionError, TooLargeError) as missing:
        return {}, (str(missing),)


def _is_plain(settings: BargainSettings) -> bool:
    """Return whether a page is about the file as it is: robustness knows no other tables."""
    return settings.no_deal == "file" and not settings.parties and not settings.floors


def robust_for_page(
    dispute: Dispute,
    settings: BargainSettings,
    worlds: list[PlayedWorld],
    jobs: int,
    progress: Progress | None,
    solved: Mapping[str, Package] | None = None,
) -> Told:
    """Return what would break it, as far as that takes seconds.

    The worlds are those of the other sections, strategies are those of ``worlds``, and no number is
    moved for tests of strategies; tests that seek a package anew in every world are left to the
    question itself, unless that is asked for.
    """
    from ..robustness.answer import RobustnessSettings
    from .robust.ask import ask_robustness
    from .robust.calling import Workers
    from .robust.play_stage import as_columns

    left = [name for name, test in dispute.tests.items() if test.resolve and not settings.resolve]
    tests = tuple(name for name in dispute.tests if name not in left) if left else ()
    play = dispute.dynamics
    names = ["default", *(item.id for item in play.strategies)] if play is not None else []
    asked = RobustnessSettings(
        worlds=max(settings.worlds, len(worlds), 1),
        play_worlds=len(worlds),
        seed=settings.seed,
        design="random",
        tests=tests,
        probe_play=False,
    )
    known = {"strategies": as_columns(dispute, names, worlds)} if worlds else {}
    return ask_robustness(
        dispute,
        asked,
        workers=Workers(jobs=jobs),
        progress=progress,
        known=known,
        solved=solved,
    )


def _moves_of_orders(
    dispute: Dispute, settings: BargainSettings, judge: str, progress: Progress | None
) -> dict[str, Told]:
    """Return who would leave a package where orders alone are known: that named, else today's."""
    if judge:
        return {}
    package = dispute.package(settings.package or {})
    if dispute.broken(package, agreed=False):
        return {}
    return _moves_about(dispute, Standing(package), settings, progress)


def moves_for_page(
    dispute: Dispute,
    answer: BargainAnswer,
    settings: BargainSettings,
    *,
    progress: Progress | None = None,
) -> dict[str, Told]:
    """Return who would leave the package that a page is about, and the way to it.

    That is the package judged, else the first of the Nash solution; without one there is nothing
    to ask.
    """
    nash = answer.solutions.get("nash")
    if answer.judged is not None:
        standing = Standing(dict(answer.judged.proposal.package))
    elif nash is not None and nash.packages:
        standing = Standing(dict(nash.packages[0].package), "nash")
    else:
        return {}
    return _moves_about(dispute, standing, settings, progress)


def _moves_about(
    dispute: Dispute, standing: Standing, settings: BargainSettings, progress: Progress | None
) -> dict[str, Told]:
    """Return who would leave a package, the way to it, and the trust that it takes."""
    from ..stability.answer import PathSettings, StabilitySettings
    from .walks import ask_stability
    from .ways import ask_path

    asked = StabilitySettings(worlds=settings.worlds, seed=settings.seed)
    found: dict[str, Told] = {
        "stability": ask_stability(dispute, asked, package=standing, progress=progress)
    }
    if standing.package != dispute.status_quo and not dispute.broken(standing.package):
        leaders = next(iter(first_movers(dispute)), ())
        way = PathSettings(first=leaders)
        found["path"] = ask_path(dispute, way, package=standing, progress=progress)
        found |= _trust_for_page(dispute, standing, settings, progress)
    return found


def _trust_for_page(
    dispute: Dispute, standing: Standing, settings: BargainSettings, progress: Progress | None
) -> dict[str, Told]:
    """Return how much the principals, or else all parties, must trust each other."""
    from ..stability.trust_answer import TrustSettings
    from .trusting import ask_trust

    between = _principals(dispute) or tuple(actor.id for actor in dispute.parties)
    if len(between) < 2:
        return {}
    asked = TrustSettings(between=between, worlds=settings.worlds, seed=settings.seed)
    try:
        return {"trust": ask_trust(dispute, asked, package=standing, progress=progress)}
    except MissingSectionError:
        return {}


def ask_for_page(
    dispute: Dispute,
    settings: BargainSettings,
    *,
    outlines: Sequence[tuple[str, str]] = (),
    judge: str = "",
    jobs: int = 1,
    progress: Progress | None = None,
) -> BargainAnswer:
    """Ask everything that a page shows; without ``outlines`` the pairs are picked.

    ``judge`` names a solution whose first package to judge.
    """
    answer = ask_bargain(dispute, settings, judge=judge, jobs=jobs, progress=progress)
    if not answer.zopa:
        return answer
    pairs = tuple(outlines) or outline_pairs(dispute, answer)
    if not pairs:
        return answer
    edges = BargainSettings(
        seed=settings.seed,
        worlds=0,
        rules=(),
        parties=settings.parties,
        floors=settings.floors,
        ledger=False,
        outlines=pairs,
        budget_seconds=settings.budget_seconds,
        budget_nodes=settings.budget_nodes,
    )
    try:
        traced = ask_bargain(dispute, edges, jobs=jobs, progress=progress)
    except Interrupted as stop:
        kept = merge_answers(
            answer, stop.answer, pairs=pairs, outlines=stop.answer.outlines, interrupted=True
        )
        raise Interrupted(kept) from stop
    return merge_answers(answer, traced, pairs=pairs, outlines=traced.outlines)


def first_movers(dispute: Dispute) -> tuple[tuple[str, ...], ...]:
    """Return the groups that could settle first: some parties, not all; principals first."""
    names = [group.id for group in dispute.groups]
    order = sorted(names, key=lambda name: name != "principals")
    found = [name for name in order if 2 <= len(_seated(dispute, name)) < len(dispute.parties)]
    return _each_set_once(dispute, found)[:MOST_PROCEDURES]


def tables_without(dispute: Dispute) -> tuple[tuple[str, ...], ...]:
    """Return the groups that could sit alone at the table, in file order."""
    found = [
        group.id
        for group in dispute.groups
        if 2 <= len(_seated(dispute, group.id)) < len(dispute.parties)
    ]
    return _each_set_once(dispute, found)[:MOST_MEMBERSHIPS]


def outline_pairs(dispute: Dispute, answer: BargainAnswer) -> tuple[tuple[str, str], ...]:
    """Return up to three pairs whose edge of the zone of agreement a page draws.

    The two principals (a group of that name, else the first two parties), and each of them with
    the other party that gets the smallest share of its best possible gain in the Nash package (the
    first of the file where there is none).
    """
    seated = [name for name in answer.parties if name in answer.ideal]
    if len(seated) < 2:
        return ()
    leaders = [name for name in _principals(dispute) if name in seated][:2]
    leaders += [name for name in seated if name not in leaders][: 2 - len(leaders)]
    others = [name for name in seated if name not in leaders]
    pairs = [(leaders[0], leaders[1])]
    if others:
        least = min(others, key=lambda name: _share(answer, name))
        pairs += [(leader, least) for leader in leaders]
    return tuple(pairs[:MOST_OUTLINES])


def _share(answer: BargainAnswer, party: str) -> float:
    """Return a party's gain in the Nash package as a share of the most that it could gain."""
    nash = answer.solutions.get("nash")
    best = answer.ideal[party] - answer.disagreement[party]
    if nash is None or not nash.packages or best <= 0:
        return 0.0
    return nash.packages[0].gain[party] / best


def _principals(dispute: Dispute) -> tuple[str, ...]:
    return next((group.members for group in dispute.groups if group.id == "principals"), ())


def _seated(dispute: Dispute, group: str) -> tuple[str, ...]:
    parties = {actor.id for actor in dispute.parties}
    return tuple(name for name in dispute.members([group]) if name in parties)


def _each_set_once(dispute: Dispute, names: list[str]) -> tuple[tuple[str, ...], ...]:
    """Return groups by name, the first of those with the same parties."""
    keyed = sorted(
        ((_seated(dispute, name), k, name) for k, name in enumerate(names)), key=lambda item: item
    )
    firsts = [next(rows) for _, rows in itertools.groupby(keyed, key=lambda item: item[0])]
    return tuple((name,) for _, _, name in sorted(firsts, key=lambda item: item[1]))
