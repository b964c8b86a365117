"""How much trust a package takes: a dispute and settings in, an answer with names out."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import MissingSectionError, UsageError
from ..stability.trust_answer import (
    FirstStep,
    FrontPart,
    Trust,
    TrustAnswer,
    TrustSettings,
    YearlyPoints,
)
from .no_deal import with_play
from .provenance import make_provenance
from .standing import Standing, standing_package
from .walks import Ground

if TYPE_CHECKING:
    from ..dispute import Dispute
    from ..stability.reassurance import Codes, Setting
    from ..stability.result import Change
    from ..stability.trust import Interval, TrustPayoffs
    from ..tables.enforcement import Enforcement
    from .progress import Progress


def ask_trust(
    dispute: Dispute,
    settings: TrustSettings,
    *,
    package: Mapping[str, str] | str | Standing = "nash",
    jobs: int = 1,
    progress: Progress | None = None,
) -> TrustAnswer:
    """Answer how much some actors must trust each other to keep a package.

    Parameters
    ----------
    settings
        What is asked for; its ``package`` and ``rule`` are set here.
    package
        The package to keep (see :func:`~grandbargain.study.standing.standing_package`).

    Raises
    ------
    UsageError
        An unknown name, or fewer than two actors.
    MissingSectionError
        One of the actors has no points.
    InfeasiblePackageError
        The package breaks a logical constraint.
    """
    started = time.perf_counter()
    between = dispute.members(settings.between)
    _check(dispute, between)
    dispute = with_play(
        dispute, worlds=settings.worlds, seed=settings.seed, jobs=jobs, progress=progress
    )
    standing = standing_package(
        dispute, package, worlds=settings.worlds, seed=settings.seed, jobs=jobs, progress=progress
    )
    settings = replace(settings, between=between, package=standing.package, rule=standing.rule)
    if progress is not None:
        progress("asking how much trust it takes", 0, 1)
    call = _Call(dispute, between, standing)
    shares: Mapping[int, float] = {}
    if settings.worlds:
        from ..stability.reassurance import shares_of_worlds

        shares = shares_of_worlds(call.setting, call.actors, settings.seed, settings.worlds)
    trust = {call.names[a]: call.trust(a, shares.get(a)) for a in call.actors}
    return TrustAnswer(
        package=standing.package,
        trust=trust,
        notes=tuple(call.notes()),
        provenance=make_provenance(dispute, settings.to_dict(), time.perf_counter() - started),
    )


def _check(dispute: Dispute, between: Sequence[str]) -> None:
    """Refuse fewer than two actors, and actors without points."""
    if len(set(between)) < 2:
        raise UsageError("trust is between two actors or more; name them as a,b or as a group")
    without = [name for name in between if not dispute.interests[name].has_points]
    if without:
        raise MissingSectionError(
            "how much trust a package takes is a question of points, and these actors state none: "
            f"{', '.join(without)}. Give each of them `weights` and `values` under `interests`"
        )


class _Call:
    """One call of the question, step by step."""

    def __init__(self, dispute: Dispute, between: Sequence[str], standing: Standing) -> None:
        from ..stability.reassurance import Setting
        from ..tables.enforcement import central_enforcement

        self.ground = Ground(dispute)
        self.dispute = dispute
        structure = self.ground.structure
        self.names = structure.actor_ids
        self.actors = tuple(self.names.index(name) for name in between)
        self.start, self.codes = structure.status_quo, structure.codes(standing.package)
        self.setting: Setting = Setting(self.ground.moves, self.ground.nogoods, self.codes)
        self.numbers: Enforcement = central_enforcement(structure)
        self.departures: dict[int, Codes | None] = {
            a: self.setting.best_departure(self.ground.preferences, a) for a in self.actors
        }
        self.parts = {a: self.setting.own_part(a) for a in self.actors}

    def notes(self) -> list[str]:
        """Return what the numbers take for granted."""
        found = []
        if self.codes == self.start:
            found.append("The package is the one in force today: there is nothing to settle ahead.")
        if not self.numbers.belief:
            found.append(
                "The file states no beliefs: add `belief` under `enforcement`, for example "
                "`belief: {a: {b: 0.3..0.6}}`, to compare trust needed with trust stated."
            )
        return found

    def trust(self, actor: int, share: float | None) -> Trust:
        """Return what one actor needs, has, and could do first."""
        from ..stability.reassurance import payoffs_of
        from ..stability.trust import trust_needed
        from ..tables.enforcement import exactly

        ground = self.ground
        others = self._others(actor)
        own, by = payoffs_of(self.setting, ground.preferences, ground.utilities, actor, others)
        needed, stated = trust_needed(own), self._stated(actor)
        types = self._types(actor)
        interval, why_not = self._interval(actor, types, stated)
        steps, complete, no_step = self._steps(actor, interval)
        enough = None
        if stated is not None:
            enough = needed is not None and exactly(stated) >= needed
        return Trust(
            points=_points(own),
            betrayed_by=None if by is None else self.names[by],
            needed=None if needed is None else float(needed),
            stated=stated,
            cooperates=enough,
            share=share,
            types={name: _points(item) for name, item in types.items()},
            interval=None if interval is None else (float(interval[0]), float(interval[1])),
            interval_reason=why_not,
            steps=steps,
            steps_reason=no_step,
            all_steps=complete,
            front=self._front(actor),
        )

    def _others(self, actor: int) -> dict[int, Codes | None]:
        return {b: to for b, to in self.departures.items() if b != actor}

    def _stated(self, actor: int) -> float | None:
        """Return the lowest belief of an actor about one of the others."""
        found = [
            float(self.numbers.belief[actor, b][0])
            for b in self.actors
            if (actor, b) in self.numbers.belief
        ]
        return min(found, default=None)

    def _types(self, actor: int) -> dict[str, TrustPayoffs]:
        """Return the payoffs of every type of an actor; the others are as in the central world."""
        from ..stability.reassurance import payoffs_of

        name = self.names[actor]
        found = {}
        for kind in self.dispute.interests[name].types:
            interests = {**self.dispute.interests, name: kind.interests}
            ground = Ground(replace(self.dispute, interests=interests))
            found[kind.id], _ = payoffs_of(
                self.setting, ground.preferences, ground.utilities, actor, self._others(actor)
            )
        return found

    def _interval(
        self, actor: int, types: Mapping[str, TrustPayoffs], stated: float | None
    ) -> tuple[Interval | None, str]:
        """Return the stakes that separate the types of an actor, or why there are none."""
        from ..stability.trust import first_step

        if not types:
            return None, "the file gives it no types, so there is none to tell from another"
        greedy = [item for item in types.values() if item.temptation > item.reward]
        patient = [item for item in types.values() if item.temptation <= item.reward]
        if not greedy:
            return None, "none of its types gains by leaving, so there is none to tell apart"
        if not patient:
            return None, "every type gains by leaving, so no step can show one that does not"
        if stated is None:
            return None, "the file states no belief of it about the others"
        found = first_step(patient, greedy, stated)
        if found is None:
            return (
                None,
                "no stake keeps out the one and can be borne by the other",
            )
        return found, ""

    def _steps(
        self, actor: int, interval: Interval | None
    ) -> tuple[tuple[FirstStep, ...], bool, str]:
        """Return bundles of an actor's own issues whose stake lies in the interval."""
        from ..stability.reassurance import stakes_of
        from ..stability.trust import find_bundles

        if interval is None:
            return (), True, "no stake of a first step separates the types"
        issues = self.parts[actor]
        stakes = stakes_of(self.setting, self.ground.utilities, actor)
        total = sum(stakes)
        if not issues or not total:
            return (), True, "it can settle nothing of the package by itself"
        reach = self.setting.reach_today(actor)

        def fits(chosen: tuple[int, ...]) -> bool:
            return reach.contains(self.setting.with_part([issues[k] for k in chosen]))

        found = find_bundles([stakes[i] for i in issues], total, interval, fits)
        steps = tuple(
            FirstStep(
                self._changes([issues[k] for k in chosen]),
                sum(stakes[issues[k]] for k in chosen) / total,
            )
            for chosen in found.found
        )
        reason = "" if steps else "no bundle of issues that it settles by itself has such a stake"
        return steps, found.complete, reason

    def _changes(self, issues: Sequence[int]) -> tuple[Change, ...]:
        from ..stability.result import Change

        found = []
        for place in issues:
            issue = self.dispute.issues[place]
            before, after = self.start[place], self.codes[place]
            found.append(Change(issue.id, issue.option_ids[before], issue.option_ids[after]))
        return tuple(found)

    def _front(self, actor: int) -> FrontPart:
        """Return an actor's part in a united front of all that are asked about."""
        from ..stability.united import front_discount
        from ..tables.enforcement import exactly

        chances = self.numbers.discount[actor]
        discount = None if chances is None else float(chances[0])
        alone = {a: self._alone(a) for a in self.actors}
        changes = self._changes(self.parts[actor])
        stuck = [self.names[a] for a, to in alone.items() if to is None]
        if stuck:
            reason = f"today’s package does not allow the part of {', '.join(stuck)} alone"
            return FrontPart(changes, None, {}, None, discount, None, reason)
        today = self._worth(actor, self.start)
        worth = {a: self._worth(actor, to) - today for a, to in alone.items() if to is not None}
        loss = -worth.pop(actor)
        critical = front_discount(loss, list(worth.values()))
        holds = None
        if discount is not None:
            holds = critical is not None and exactly(discount) >= critical
        return FrontPart(
            changes=changes,
            loss=loss / self.ground.unit(actor),
            benefits={self.names[a]: value / self.ground.unit(actor) for a, value in worth.items()},
            critical=None if critical is None else float(critical),
            discount=discount,
            holds=holds,
        )

    def _alone(self, actor: int) -> Codes | None:
        """Return today's package with one actor's part; None where that cannot be reached."""
        to = self.setting.with_part(self.parts[actor])
        return to if to == self.start or self.setting.reach_today(actor).contains(to) else None

    def _worth(self, actor: int, codes: Sequence[int]) -> int:
        return int(self.ground.utilities.of(self.ground.structure, codes)[0, actor])


def _points(found: TrustPayoffs) -> YearlyPoints:
    from ..tables.utilities import MICRO

    return YearlyPoints(
        found.reward / MICRO, found.sucker / MICRO, found.temptation / MICRO, found.failure / MICRO
    )
