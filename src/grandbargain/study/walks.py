"""Does anyone walk away from a package: a dispute and settings in, an answer with names out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..errors import MissingSectionError, TooLargeError, UsageError
from ..stability.answer import COALITION, StabilityAnswer, StabilitySettings
from ..stability.result import CONCEPTS, Improvement, Verdict
from .no_deal import with_play
from .provenance import make_provenance
from .standing import Standing, standing_package

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..dispute import Dispute, Package
    from ..stability.result import Holding
    from ..tables.moves import Moves
    from ..tables.preferences import Preferences
    from ..tables.structure import Structure
    from ..tables.utilities import Utilities
    from .progress import Progress

CHANGE_CONCEPTS = ("nash", "gmr", "smr", "seq")
"""Concepts for which the smallest change is asked."""


class Ground:
    """A dispute in indices, in the central world: what the questions of stability share."""

    def __init__(self, dispute: Dispute) -> None:
        from ..tables.moves import moves_of
        from ..tables.preferences import preferences_of
        from ..tables.structure import Structure
        from ..tables.utilities import central_utilities

        self.dispute = dispute
        self.structure: Structure = Structure(dispute)
        self.utilities: Utilities = central_utilities(self.structure)
        self.moves: Moves = moves_of(self.structure)
        self.preferences: Preferences = preferences_of(self.structure, self.utilities)
        self.nogoods = self.structure.nogoods(agreed=False)
        self.parties = tuple(a for a, actor in enumerate(dispute.actors) if actor.is_party)

    def worth(self, actor: int, packages: Sequence[Package]) -> list[float]:
        """Return what packages are worth to an actor: points, or ranks."""
        import numpy as np

        codes = np.array([self.structure.codes(package) for package in packages], dtype=np.int64)
        found = self.preferences.of_actor(actor, codes)
        return [int(value) / self.unit(actor) for value in found]

    def unit(self, actor: int) -> int:
        """Return how many steps of the whole numbers inside make one point, or one rank."""
        from ..tables.preferences import POINTS
        from ..tables.utilities import MICRO

        return MICRO if self.preferences.kind[actor] == POINTS else 1


def ask_stability(
    dispute: Dispute,
    settings: StabilitySettings,
    *,
    package: Mapping[str, str] | str | Standing | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> StabilityAnswer:
    """Answer whether anyone walks away from a package, or which packages are equilibria.

    Parameters
    ----------
    settings
        What is asked for; its ``package`` and ``rule`` are set here.
    package
        The package to judge (see :func:`~grandbargain.study.standing.standing_package`); None: the
        whole graph.

    Raises
    ------
    UsageError
        An unknown name, or a coalition with somebody who has no vote.
    TooLargeError
        The whole graph is too large; ask about one package.
    """
    started = time.perf_counter()
    dispute = with_play(
        dispute, worlds=settings.worlds, seed=settings.seed, jobs=jobs, progress=progress
    )
    call = _Call(dispute, progress)
    if package is None:
        fields = call.graph(settings)
    else:
        standing = standing_package(
            dispute, package, worlds=settings.worlds, seed=settings.seed, jobs=jobs,
            progress=progress,
        )  # fmt: skip
        settings = replace(settings, package=standing.package, rule=standing.rule)
        fields = call.one(standing, settings)
    seconds = time.perf_counter() - started
    provenance = make_provenance(dispute, settings.to_dict(), seconds)
    return StabilityAnswer(**fields, notes=tuple(call.notes), provenance=provenance)


class _Call:
    """One call of the question, step by step."""

    def __init__(self, dispute: Dispute, progress: Progress | None) -> None:
        self.ground = Ground(dispute)
        self.dispute, self.progress = dispute, progress
        self.names = self.ground.structure.actor_ids
        self.notes: list[str] = []

    def tell(self, step: str, done: float = 0, total: float = 1) -> None:
        """Tell the listener what comes next."""
        if self.progress is not None:
            self.progress(step, done, total)

    def _parties(self) -> tuple[str, ...]:
        return tuple(self.names[a] for a in self.ground.parties)

    def _groups(self, settings: StabilitySettings) -> str | list[tuple[int, ...]] | None:
        """Return the coalitions asked for in indices."""
        asked = settings.coalitions
        if asked is None or isinstance(asked, str):
            return asked
        groups = []
        for names in asked:
            members = tuple(self.names.index(name) for name in self.dispute.members(names))
            outside = [self.names[a] for a in members if a not in self.ground.parties]
            if outside:
                raise UsageError(
                    f"a coalition is a set of parties, and {', '.join(outside)} has no vote"
                )
            groups.append(members)
        return groups

    def graph(self, settings: StabilitySettings) -> dict[str, Any]:
        """Judge every package."""
        from ..stability.graph import analyse_graph

        ground = self.ground
        groups = self._groups(settings)
        self.tell("judging every package")
        answer = analyse_graph(
            ground.moves, ground.preferences, ground.nogoods, ground.parties,
            coalitions=groups, progress=self.progress,
        )  # fmt: skip
        equilibria = {
            concept: tuple(ground.structure.package(answer.codes(int(p))) for p in found)
            for concept, found in answer.equilibria.items()
        }
        return {
            "parties": self._parties(),
            "equilibria": equilibria,
            "packages": int(answer.feasible.sum()),
        }

    def one(self, standing: Standing, settings: StabilitySettings) -> dict[str, Any]:
        """Judge one package."""
        from ..stability.lazy import Budget, judge, named

        ground = self.ground
        codes = ground.structure.codes(standing.package)
        limit = settings.budget_packages
        budget = Budget(**({"packages": limit} if limit else {}), seconds=settings.budget_seconds)
        self.tell("looking for somebody who walks away")
        judged = judge(
            ground.moves, ground.preferences, ground.nogoods, codes,
            budget=budget, progress=self.progress,
        )  # fmt: skip
        verdicts = {
            actor: {concept: self._valued(actor, item) for concept, item in row.items()}
            for actor, row in named(ground.structure, codes, judged).items()
        }
        fields: dict[str, Any] = {
            "parties": self._parties(),
            "package": standing.package,
            "utility": {
                name: ground.worth(a, [standing.package])[0] for a, name in enumerate(self.names)
            },
            "kinds": dict(zip(self.names, ground.preferences.kind, strict=True)),
            "verdicts": verdicts,
        }
        fields |= self._coalitions(codes, settings)
        fields |= self._holding(codes, settings)
        if settings.what_must_change:
            fields |= self._changes(codes, verdicts)
        return fields

    def _valued(self, actor: str, verdict: Verdict) -> Verdict:
        """Say what the improvements of a witness, and their ends, are worth."""
        witness = verdict.witness
        if witness is None or not witness.improvements:
            return verdict
        a = self.names.index(actor)
        stay = self.ground.worth(a, [witness.package])[0]
        told: list[Improvement] = []
        for item in witness.improvements:
            end = item.end
            if end is None and item.answers:
                end = item.answers[-1].to
            gain = self.ground.worth(a, [item.to])[0] - stay
            lost = None if end is None else self.ground.worth(a, [end])[0] - stay
            told.append(replace(item, to_worth=_rounded(gain), end_worth=_rounded(lost)))
        return replace(verdict, witness=replace(witness, improvements=tuple(told)))

    def _coalitions(self, codes: Sequence[int], settings: StabilitySettings) -> dict[str, Any]:
        """Judge coalitions, each from the package outward; the rest on the whole graph, if small.

        The whole graph decides without a witness, where the budget of one search ended.
        """
        from ..stability.graph import analyse_graph, groups_of
        from ..stability.joining import MOST_PACKAGES, judge_coalition
        from ..stability.lazy import named_verdict

        asked = self._groups(settings)
        if asked is None:
            return {}
        ground, found = self.ground, {}
        groups = groups_of(ground.parties, asked)
        deadline = time.monotonic() + settings.budget_seconds if settings.budget_seconds else None
        for done, group in enumerate(groups):
            self.tell("looking for coalitions that walk away", done, len(groups))
            judged = judge_coalition(
                ground.moves, ground.preferences, ground.nogoods, group, codes,
                packages=settings.budget_packages or MOST_PACKAGES, deadline=deadline,
            )  # fmt: skip
            found[group] = named_verdict(ground.structure, codes, group, COALITION, judged)
        open_ones = [group for group, verdict in found.items() if verdict.stable is None]
        if open_ones:
            self.tell("judging every package for coalitions")
            try:
                answer = analyse_graph(
                    ground.moves, ground.preferences, ground.nogoods, ground.parties,
                    concepts=(), coalitions=open_ones, progress=self.progress,
                )  # fmt: skip
            except TooLargeError as error:
                self.notes.append(
                    f"{len(open_ones):,} of {len(groups):,} coalitions were not decided within "
                    f"the budget, and the whole graph is too large to decide them: {error}."
                )
            else:
                place = answer.number(tuple(codes))
                for group in open_ones:
                    is_stable = bool(answer.coalition_stable[frozenset(group)][place])
                    found[group] = replace(found[group], stable=is_stable)
        return {
            "coalitions": {
                "+".join(self.names[a] for a in group): verdict for group, verdict in found.items()
            }
        }

    def _holding(self, codes: Sequence[int], settings: StabilitySettings) -> dict[str, Any]:
        """Say who keeps the package year after year, where the file says enough."""
        from ..stability.holding import judge_holding, share_of_worlds
        from ..tables.enforcement import central_enforcement

        ground = self.ground
        numbers = central_enforcement(ground.structure)
        self.tell("asking who keeps the package")
        try:
            found = judge_holding(
                ground.moves, ground.preferences, ground.utilities, numbers, ground.nogoods, codes
            )
        except (MissingSectionError, TooLargeError) as error:
            text = str(error)
            self.notes.append(f"{text[0].upper()}{text[1:].rstrip('.')}.")
            return {}
        if not numbers.is_stated:
            self.notes.append(
                "The file has no section `enforcement`: a breach is taken to be found out for "
                "certain, and nobody is accused falsely."
            )
        held: dict[str, Holding] = {self.names[a]: item for a, item in found.items()}
        if not settings.worlds:
            return {"enforcement": held}
        self.tell("counting the worlds in which it holds")
        shares, together = share_of_worlds(
            ground.moves, ground.nogoods, codes, ground.parties, settings.seed, settings.worlds
        )
        for a, share in shares.items():
            held[self.names[a]] = replace(held[self.names[a]], hold_share=share)
        return {"enforcement": held, "hold_share_all": together}

    def _changes(
        self, codes: Sequence[int], verdicts: Mapping[str, Mapping[str, Verdict]]
    ) -> dict[str, Any]:
        """Say how much more the package would have to be worth, or which rankings hold it."""
        from ..stability.change import smallest_raise
        from ..stability.inverse import count_rankings

        ground = self.ground
        changes: dict[str, dict[str, float | None]] = {}
        inverse: dict[str, Any] = {}
        for a, name in enumerate(self.names):
            row: dict[str, float | None] = {}
            for concept in CHANGE_CONCEPTS:
                if verdicts[name][concept].stable:
                    row[concept] = 0.0
                    continue
                self.tell(f"asking what must change for {name}")
                found = smallest_raise(
                    ground.moves, ground.preferences, ground.nogoods, a, codes, concept
                )
                row[concept] = None if found is None else found / ground.unit(a)
            changes[name] = row
            if ground.preferences.kind[a] != "points":
                inverse[name] = {}
                for concept in CONCEPTS:
                    try:
                        item = count_rankings(
                            ground.moves, ground.preferences, ground.nogoods, a, codes, concept
                        )
                    except TooLargeError as error:
                        self.notes.append(
                            f"Rankings of {name} were not counted for {concept.upper()}: {error}."
                        )
                        continue
                    inverse[name][concept] = {
                        "rankings": item.rankings,
                        "of": item.of,
                        "share": None if item.share is None else float(item.share),
                        "above": [
                            [ground.structure.package(each) for each in condition]
                            for condition in item.conditions
                        ],
                    }
        return {"changes": changes} | ({"inverse": inverse} if inverse else {})


def _rounded(value: float | None) -> float | None:
    """Return points without the dust of binary fractions: micro-points are whole."""
    return None if value is None else round(value, 6)
