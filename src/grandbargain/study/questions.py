"""The questions themselves: a dispute and settings in, an answer with names out."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..bargain.result import (
    Ablated,
    Acceptance,
    BargainAnswer,
    Floors,
    Held,
    Judged,
    Proposal,
    Solution,
)
from ..bargain.settings import BargainSettings
from ..errors import UsageError
from .no_deal import for_bargain
from .progress import Interrupted
from .provenance import make_provenance
from .stopping import heard

if TYPE_CHECKING:
    from ..bargain.rules import Zone
    from ..bargain.talks import Talks
    from ..dispute import Dispute
    from .keeping import Keeping
    from .progress import Progress

Codes = tuple[int, ...]


def bargain(
    dispute: Dispute,
    settings: BargainSettings | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> BargainAnswer:
    """Answer which packages reconcile the interests.

    Parameters
    ----------
    dispute
        The dispute.
    settings
        What is asked for; by default the four solutions of the central world and a ledger.
    jobs
        Cores for work over worlds; the answer does not depend on it.
    progress
        Called as ``progress(step, done, total)``.

    Raises
    ------
    MissingSectionError
        An actor states no points, or takes its disagreement point from play, and the file has none.
    UsageError
        Nobody sits at the table, or a name is unknown.
    InfeasiblePackageError
        The package to judge breaks a constraint.
    Interrupted
        The user stopped the work; it carries what was finished.
    """
    asked = settings or BargainSettings()
    known = for_bargain(dispute, asked, jobs, progress)
    return _Call(known, asked, jobs, progress).answer()


class _Call:
    """One call of the question, step by step."""

    def __init__(
        self, dispute: Dispute, settings: BargainSettings, jobs: int, progress: Progress | None
    ) -> None:
        from ..bargain.engine import Budget
        from ..bargain.talks import Talks
        from ..tables.structure import Structure
        from ..tables.utilities import MICRO, central_utilities, require_points

        self.started = time.perf_counter()
        self.dispute, self.settings, self.jobs = dispute, settings, max(jobs, 1)
        self.progress = progress
        require_points(dispute)
        self.structure = Structure(dispute)
        names = self.structure.actor_ids
        seated = dispute.members(settings.parties) if settings.parties else names
        parties = tuple(a for a, actor in enumerate(dispute.actors) if actor.is_party)
        parties = tuple(a for a in parties if names[a] in seated)
        if not parties:
            raise UsageError("nobody sits at the table: name at least one party")
        floors = {
            names.index(dispute.actor(name).id): round(points * MICRO)
            for name, points in settings.floors.items()
        }
        self.talks: Talks = Talks(
            self.structure,
            central_utilities(self.structure),
            parties,
            floors=floors,
            budget=Budget(settings.budget_seconds, settings.budget_nodes),
        )
        self.fields: dict[str, Any] = {}

    def tell(self, step: str, done: float = 0, total: float = 1) -> None:
        """Tell the listener what comes next."""
        if self.progress is not None:
            self.progress(step, done, total)

    def answer(self) -> BargainAnswer:
        """Run every step that is asked for; hand over what is finished when interrupted."""
        from ..bargain.rules import explore

        self._count()
        try:
            self.tell("looking for a zone of agreement")
            zone = explore(self.talks)
            self._known(zone)
            if zone.exists is False:
                self._block()
            self._weigh_floors(zone)
            self._solve(zone)
            self._hold(zone)
            self._judge()
            if zone.exists:
                self._explain(zone)
            self._vary(zone)
            self._worlds(zone)
        except KeyboardInterrupt as stop:
            heard()
            self.fields["interrupted"] = True
            raise Interrupted(self._result()) from stop
        return self._result()

    def _count(self) -> None:
        from ..tables.counting import count_packages

        packages, bound = count_packages(self.dispute)
        world, names = self.talks.utilities, self.structure.actor_ids
        today = self.talks.all_utilities(self.structure.status_quo)
        self.fields.update(
            packages=packages,
            packages_bound=bound,
            parties=tuple(self.talks.name(actor) for actor in self.talks.parties),
            disagreement=_points(names, world.disagreement[0]),
            status_quo=_points(names, today),
            ideal={},
            zopa=None,
            blockers=None,
            solutions={},
        )

    def _known(self, zone: Zone) -> None:
        self.fields["zopa"] = zone.exists
        if zone.exists:
            names = [self.talks.name(actor) for actor in self.talks.parties]
            self.fields["ideal"] = _points(names, zone.ideal)
            self.fields["ideal_bound"] = _points(names, zone.limit)

    def _block(self) -> None:
        from ..bargain.zopa import find_blockers

        self.tell("proving why there is no agreement")
        self.fields["blockers"] = find_blockers(self.talks)

    def _weigh_floors(self, zone: Zone) -> None:
        """Name the floors that hold; where they leave no agreement, look at the talks without."""
        from ..bargain.variants import weigh_floors

        if not self.settings.floors:
            return
        if zone.exists is False:
            self.tell("looking at the talks without floors")
            self.fields["floors"] = weigh_floors(self.talks)
        else:
            self.fields["floors"] = Floors(dict(self.settings.floors), {}, zone.exists)

    def _solve(self, zone: Zone) -> None:
        from ..bargain.rules import solve

        solutions: dict[str, Solution] = {}
        hints: list[Codes] = []
        rules = [rule for rule in self.settings.rules if rule != "safest"]
        for number, rule in enumerate(rules):
            self.tell(f"solving: {rule.replace('_', ' ')}", number, len(rules))
            if zone.exists is not False:
                solution = solve(self.talks, rule, zone, ties=self.settings.ties, hints=hints)
                solutions[rule] = solution
                hints += [self._codes(item) for item in solution.packages[:1]]
            self.fields["solutions"] = dict(solutions)

    def _hold(self, zone: Zone) -> None:
        """Seek the solutions among the packages that every party at the table keeps."""
        if not self.settings.that_holds or not zone.exists:
            return
        rules = [rule for rule in self.settings.rules if rule != "safest"]
        found: dict[str, Held] = {}
        keeping = self._keeping()
        for number, rule in enumerate(rules):
            self.tell("looking among the packages that hold", number, len(rules))
            kept = keeping.solve(rule, ties=self.settings.ties)
            packages = [self._codes(item) for item in kept.solution.packages[:1]]
            share = self._share_kept(packages[0]) if packages and self.settings.worlds else None
            found[rule] = Held(kept.solution, kept.cuts, share)
            self.fields["that_holds"] = dict(found)

    def _keeping(self) -> Keeping:
        """Return the search among the packages that hold: in the central world, or often enough."""
        from ..tables.enforcement import central_enforcement
        from ..tables.moves import moves_of
        from ..tables.preferences import preferences_of
        from .keeping_centrally import KeepingCentrally
        from .keeping_often import KeepingOften

        settings, structure = self.settings, self.structure
        moves, nogoods = moves_of(structure), structure.nogoods(agreed=False)
        if settings.hold_share is not None:
            share = settings.hold_share
            return KeepingOften(self.talks, moves, nogoods, settings.seed, settings.worlds, share)
        preferences = preferences_of(structure, self.talks.utilities)
        central = central_enforcement(structure)
        return KeepingCentrally(self.talks, moves, preferences, central, nogoods)

    def _share_kept(self, codes: Codes) -> float:
        from ..stability.holding import share_of_worlds
        from ..tables.moves import moves_of

        seed, worlds = self.settings.seed, self.settings.worlds
        moves, nogoods = moves_of(self.structure), self.structure.nogoods(agreed=False)
        return share_of_worlds(moves, nogoods, codes, self.talks.parties, seed, worlds)[1]

    def _codes(self, proposal: Proposal) -> Codes:
        return self.structure.codes(proposal.package)

    def _nash(self) -> Solution | None:
        solutions = self.fields["solutions"]
        return solutions.get("nash")

    def _judge(self) -> None:
        from ..bargain.zopa import judge_efficiency

        if self.settings.package is None:
            return
        self.tell("judging the package")
        package = self.dispute.package(self.settings.package)
        self.dispute.require_feasible(package)
        codes = self.structure.codes(package)
        efficiency = judge_efficiency(self.talks, codes)
        better = efficiency.better
        self.fields["judged"] = Judged(
            proposal=self.talks.proposal(codes),
            efficient=efficiency.is_efficient,
            dominated_by=None if better is None else self.structure.package(better),
            refused_by=self.talks.refused_by(codes),
            dominated_by_refused=() if better is None else tuple(self.talks.refused_by(better)),
        )

    def _explain(self, zone: Zone) -> None:
        from ..bargain.frontier import find_frontier
        from ..bargain.ledger import book
        from ..bargain.outline import trace_outline

        nash = self._nash()
        if self.settings.ledger and nash is not None and nash.packages:
            self.fields["ledger"] = book(
                self.talks, self._codes(nash.packages[0]), "nash", [int(u) for u in zone.ideal]
            )
        if self.settings.frontier:
            self.tell("tracing the frontier")
            self.fields["frontier"] = find_frontier(self.talks, self.settings.frontier_limit)
        outlines = []
        for number, pair in enumerate(self.settings.outlines):
            self.tell("tracing the edge of the zone", number, len(self.settings.outlines))
            names = self.structure.actor_ids
            places = [names.index(self.dispute.actor(name).id) for name in pair]
            outlines.append(trace_outline(self.talks, (places[0], places[1])))
        self.fields["outlines"] = tuple(outlines)

    def _vary(self, zone: Zone) -> None:
        from ..bargain.rules import solve
        from ..bargain.variants import ablate, seat, settle_first

        settings, talks = self.settings, self.talks
        if not (settings.ablation or settings.first or settings.memberships):
            return
        nash = self._nash() or solve(self.talks, "nash", zone, ties=settings.ties)
        hints = [self._codes(item) for item in nash.packages[:1]]
        self.ablated: list[Codes | None] = []
        rows: list[Ablated] = []
        issues = len(self.structure.issue_ids) if settings.ablation and zone.exists else 0
        for issue in range(issues):
            self.tell("leaving out one issue at a time", issue, issues)
            row, codes = ablate(self.talks, issue, nash, hints)
            rows.append(row)
            self.ablated.append(codes)
            self.fields["ablation"] = tuple(rows)
        for number, group in enumerate(settings.first):
            self.tell("comparing who settles first", number, len(settings.first))
            procedure = settle_first(talks, self.dispute.members(group), nash)
            self.fields["procedures"] = (*self.fields.get("procedures", ()), procedure)
        for number, group in enumerate(settings.memberships):
            self.tell("comparing tables", number, len(settings.memberships))
            table = seat(talks, self.dispute.members(group), " ".join(group))
            self.fields["memberships"] = (*self.fields.get("memberships", ()), table)

    def _worlds(self, zone: Zone) -> None:
        if not self.settings.worlds:
            return
        from ..bargain.worlds import resolve

        if "safest" in self.settings.rules:
            self.tell("looking for the safest package")
            self._safest(zone)
        self.tell("measuring acceptance over worlds")
        self._accept()
        self._accept_variants()
        if self.settings.resolve:
            self.fields["resolved"] = resolve(
                self.talks,
                self.settings.seed,
                self.settings.worlds,
                jobs=self.jobs,
                hints=self._known_packages(),
                progress=self.progress,
            )

    def _known_packages(self) -> list[Codes]:
        solutions = self.fields["solutions"]
        found = [self._codes(item) for s in solutions.values() for item in s.packages[:1]]
        return list(dict.fromkeys(found))

    def _safest(self, zone: Zone) -> None:
        from ..bargain.safest import find_safest
        from ..bargain.worlds import WorldTask, run_task

        settings = self.settings
        hints = list(dict.fromkeys([*self._known_packages(), *zone.packages]))

        def zones(worlds: Sequence[int]) -> int:
            task = WorldTask(
                dispute=self.dispute,
                seed=settings.seed,
                worlds=tuple(worlds),
                parties=self.talks.parties,
                floors=tuple(sorted(self.talks.floors.items())),
                hints=tuple(hints),
                budget=self.talks.budget,
                only_zone=True,
            )
            answers = run_task(task, self.jobs, self.progress, "bounding the safest package")
            return sum(answer.zopa is not False for answer in answers)

        solution = find_safest(
            self.talks,
            settings.seed,
            settings.worlds,
            ties=settings.ties,
            hints=hints,
            has_zone=zones,
        )
        solutions = self.fields["solutions"]
        self.fields["solutions"] = {**solutions, "safest": solution}

    def _accept(self) -> None:
        """Measure acceptance of every package of the answer, each once."""
        from ..bargain.acceptance import measure_acceptance

        solutions = self.fields["solutions"]
        judged = self.fields.get("judged")
        ablated = getattr(self, "ablated", [])
        wanted = [self._codes(item) for s in solutions.values() for item in s.packages]
        wanted += [codes for codes in ablated if codes is not None]
        if isinstance(judged, Judged):
            wanted.append(self._codes(judged.proposal))
        distinct = list(dict.fromkeys(wanted))
        shares = measure_acceptance(self.talks, distinct, self.settings.seed, self.settings.worlds)
        known = dict(zip(distinct, shares, strict=True))
        self.fields["solutions"] = {
            rule: dataclasses.replace(
                solution,
                packages=tuple(self._with(item, known) for item in solution.packages),
            )
            for rule, solution in solutions.items()
        }
        if isinstance(judged, Judged):
            proposal = self._with(judged.proposal, known)
            self.fields["judged"] = dataclasses.replace(judged, proposal=proposal)
        rows = self.fields.get("ablation", ())
        self.fields["ablation"] = tuple(
            dataclasses.replace(row, joint_acceptance=known[codes].joint) if codes else row
            for row, codes in zip(rows, ablated, strict=True)
        )

    def _accept_variants(self) -> None:
        """Measure acceptance of the packages of procedures and of other tables.

        By the parties that sit at the table in question, and by all parties of the dispute.
        """
        everyone = tuple(a for a, actor in enumerate(self.dispute.actors) if actor.is_party)
        names = self.structure.actor_ids
        procedures, tables = self.fields.get("procedures", ()), self.fields.get("memberships", ())
        asked = [(self.talks.parties, item.solution) for item in procedures]
        asked += [(self.talks.parties, item.together) for item in procedures]
        asked += [(tuple(names.index(p) for p in item.parties), item.solution) for item in tables]
        shares = self._shares_by_table(
            (seats, self._codes(package))
            for at_table, solution in asked
            for seats in (at_table, everyone)
            for package in solution.packages
        )

        def measured(solution: Solution, seats: tuple[int, ...]) -> Solution:
            packages = tuple(
                dataclasses.replace(
                    item,
                    acceptance=shares[seats, self._codes(item)],
                    acceptance_all=shares[everyone, self._codes(item)],
                )
                for item in solution.packages
            )
            return dataclasses.replace(solution, packages=packages)

        self.fields["procedures"] = tuple(
            dataclasses.replace(
                item,
                solution=measured(item.solution, self.talks.parties),
                together=measured(item.together, self.talks.parties),
            )
            for item in procedures
        )
        self.fields["memberships"] = tuple(
            dataclasses.replace(item, solution=measured(item.solution, seats))
            for item, (seats, _) in zip(tables, asked[2 * len(procedures) :], strict=True)
        )

    def _shares_by_table(
        self, wanted: Iterable[tuple[tuple[int, ...], Codes]]
    ) -> dict[tuple[tuple[int, ...], Codes], Acceptance]:
        """Return the acceptance of packages by those who sit at a table, each measured once."""
        from ..bargain.acceptance import measure_acceptance

        by_table: dict[tuple[int, ...], dict[Codes, None]] = {}
        for seats, codes in wanted:
            by_table.setdefault(seats, {})[codes] = None
        settings, found = self.settings, {}
        for seats, packages in by_table.items():
            listed = list(packages)
            talks = self.talks.change(parties=seats)
            shares = measure_acceptance(talks, listed, settings.seed, settings.worlds)
            found.update({(seats, codes): s for codes, s in zip(listed, shares, strict=True)})
        return found

    def _with(self, proposal: Proposal, known: dict[Codes, Acceptance]) -> Proposal:
        return dataclasses.replace(proposal, acceptance=known[self._codes(proposal)])

    def _result(self) -> BargainAnswer:
        seconds = time.perf_counter() - self.started
        provenance = make_provenance(self.dispute, self.settings.to_dict(), seconds)
        return BargainAnswer(**self.fields, provenance=provenance)


def _points(names: Sequence[str], values: Iterable[int]) -> dict[str, float]:
    return {name: int(value) / 1_000_000 for name, value in zip(names, values, strict=True)}
