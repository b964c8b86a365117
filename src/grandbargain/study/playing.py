"""What decades of play do: a dispute and settings in, an answer with names out."""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..dispute import Known, Number
from ..dynamics.answer import DynamicsAnswer, DynamicsSettings, Leaving, Settlement, Size, Waiting
from ..errors import UsageError
from .ask import nearest
from .no_deal import plays, with_play
from .play_ends import find_ends
from .progress import Interrupted
from .provenance import make_provenance
from .stopping import heard

if TYPE_CHECKING:
    from ..dispute import Dispute, Dynamics, Strategy
    from ..dynamics.measures import Solution
    from ..dynamics.result import Played
    from ..dynamics.solve import Game
    from .play_ground import PlayGround
    from .play_worlds import PlayedWorld
    from .progress import Progress


def ask_dynamics(
    dispute: Dispute,
    settings: DynamicsSettings,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    played: list[PlayedWorld] | None = None,
) -> DynamicsAnswer:
    """Answer what decades of play do under every strategy.

    Parameters
    ----------
    dispute, settings
        The dispute, and what is asked for.
    jobs
        Cores for work over worlds; the answer does not depend on it.
    progress
        Called as ``progress(step, done, total)``.
    played
        A list that takes the worlds that were played, for who has further use for them.

    Raises
    ------
    MissingSectionError
        The file lacks something that play needs.
    InvalidModelError
        In a state that play can come to, a chance is outside [0, 1], an actor has no action, or
        something like it.
    TooLargeError
        The tables would not fit the budget.
    UsageError
        An unknown strategy, or an order that is none.
    Interrupted
        The user stopped the work; it carries what was finished.
    """
    call = _Call(dispute, settings, jobs, progress)
    try:
        return call.answer()
    finally:
        if played is not None:
            played += call.played


def changed_play(dispute: Dispute, settings: DynamicsSettings) -> Dispute:
    """Return the dispute with years, order and rationality as the settings have them.

    Raises
    ------
    UsageError
        The order does not name every mover once, or a rule looks at somebody who moves later.
    """
    from ..dynamics.compare import fits
    from ..tables.play import dynamics_of

    play = dynamics_of(dispute)
    changed: dict[str, Any] = {}
    if settings.years is not None:
        if settings.years < 1:
            raise UsageError(f"years is {settings.years}; it must be 1 or more")
        changed["years"] = settings.years
    if settings.order:
        if sorted(settings.order) != sorted(play.order):
            raise UsageError(
                f"the order {', '.join(settings.order)} does not name every mover once: "
                f"{', '.join(play.order)}"
            )
        changed["order"] = tuple(settings.order)
        needed = _needed(play, settings)
        for strategy in play.strategies:
            if strategy.id in needed and not fits(play, strategy, settings.order):
                raise UsageError(
                    f"the strategy {strategy.id} has a rule that looks at somebody who would move "
                    "later in this order"
                )
    if settings.rationality is not None:
        value = _rationality(settings.rationality)
        changed["rationality"] = dict.fromkeys(play.order, value)
    return dataclasses.replace(dispute, dynamics=dataclasses.replace(play, **changed))


def _needed(play: Dynamics, settings: DynamicsSettings) -> set[str]:
    """Return the strategies that an answer solves."""
    needed = set(settings.strategies) or {item.id for item in play.strategies}
    if settings.compare:
        needed.update(name for hope in play.hopes for name in (hope.waiting, hope.instead))
        needed.update(name for delay in play.delays for name in (delay.first, delay.then))
    return needed


def _rationality(value: float | str) -> Number | str:
    if value == "best":
        return "best"
    if isinstance(value, str) or not math.isfinite(value) or value < 0:
        raise UsageError(f"rationality is {value!r}; it is a number from 0 on, or best")
    return Number(Known(float(value)), "rationality")


class _Call:
    """One call of the question, step by step."""

    def __init__(
        self, dispute: Dispute, settings: DynamicsSettings, jobs: int, progress: Progress | None
    ) -> None:
        from ..tables.play_size import require_size
        from .play_needs import require_play

        self.started = time.perf_counter()
        self.asked, self.settings, self.jobs, self.progress = dispute, settings, jobs, progress
        self.dispute = changed_play(dispute, settings)
        require_play(self.dispute)
        histories = max(settings.histories, settings.shown)
        self.size = require_size(self.dispute, settings.budget_gib, histories)
        assert self.dispute.dynamics is not None
        self.play: Dynamics = self.dispute.dynamics
        self.strategies = self._strategies()
        self.fields: dict[str, Any] = {}
        self.notes: list[str] = []
        self.played: list[PlayedWorld] = []

    def tell(self, step: str, done: float = 0, total: float = 1) -> None:
        """Tell the listener what comes next."""
        if self.progress is not None:
            self.progress(step, done, total)

    def _strategies(self) -> list[Strategy]:
        known = {"default", *(item.id for item in self.play.strategies)}
        for name in self.settings.strategies:
            if name not in known:
                raise UsageError(f"there is no strategy {name!r}{nearest(name, sorted(known))}")
        wanted = set(self.settings.strategies) or known
        listed = [item for item in self.play.strategies if item.id in wanted]
        return [self.play.strategy("default"), *listed]

    def answer(self) -> DynamicsAnswer:
        """Run every step that is asked for; hand over what is finished when interrupted."""
        from ..dynamics.together import cores_for

        self._prepare()
        try:
            with cores_for(self.game):
                self._play()
                if self.settings.compare:
                    self._compare()
                self._stationary()
            self._worlds()
        except KeyboardInterrupt as stop:
            heard()
            self.fields["interrupted"] = True
            raise Interrupted(self._result()) from stop
        return self._result()

    def _prepare(self) -> None:
        """Find the packages that endings pay, and make the game."""
        from ..dynamics.measures import by_actor
        from ..dynamics.solve import Game
        from ..tables.play import Circumstances, PlayGrid
        from ..tables.play_checks import check_play
        from .play_faults import refuse_faults
        from .play_ground import PlayGround
        from .play_worlds import no_settlement

        settings = self.settings
        self.tell(f"playing: {self.size}")
        worlds = settings.worlds if plays(self.dispute) else 0
        self.known = with_play(
            self.dispute,
            worlds=worlds,
            seed=settings.seed,
            jobs=self.jobs,
            progress=self.progress,
            budget_gib=settings.budget_gib,
        )
        ends = find_ends(self.known, settings.worlds, settings.seed, self.jobs, self.progress)
        self.packages, rules, reasons = ends.packages, ends.rules, ends.reasons
        self.notes += ends.notes
        self.ground: PlayGround = PlayGround(self.known, self.packages)
        self.notes += self.ground.notes
        central = self.ground.central()
        grid = PlayGrid(self.known, central.numbers)
        self.closed = frozenset(reasons)
        self.game: Game = Game(
            grid, circumstances=Circumstances(self.closed), agreements=central.agreements
        )
        self.fields["warnings"] = refuse_faults(self.asked, check_play(grid))
        alone = Game(grid, circumstances=no_settlement(self.known))
        values = alone.solve(self.play.strategy("default")).value_per_year()
        self.fields["no_deal_value"] = by_actor(grid, values)
        self.fields["status_quo"] = by_actor(grid, central.numbers.status_quo)
        self.fields["settlements"] = self._settlements(rules, reasons)

    def _settlements(
        self, rules: Mapping[str, str], reasons: Mapping[str, str]
    ) -> dict[str, Settlement]:
        ground, out = self.ground, {}
        for ending, rule in rules.items():
            codes = self.packages.get(ending)
            if codes is None:
                out[ending] = Settlement(None, rule, {}, None, None, (), reasons[ending])
                continue
            numbers, agreement = self.game.grid.numbers, self.game.agreements.get(ending)
            place = [item.id for item in self.play.endings].index(ending)
            utility = dict(
                zip(self.game.grid.actors, map(float, numbers.points[place]), strict=True)
            )
            leavers = ground.leaving(ending) if agreement is not None else []
            out[ending] = Settlement(
                package=ground.structure.package(codes),
                rule=rule,
                utility=utility,
                detection=None if agreement is None else agreement.detection,
                false_alarm=None if agreement is None else agreement.false_alarm,
                leavers=tuple(
                    Leaving(actor, ground.structure.package(to), gain)
                    for actor, to, gain in leavers
                ),
            )
        return out

    def _play(self) -> None:
        """Solve every strategy, and the principals united."""
        from ..dynamics.histories import with_histories
        from ..dynamics.measures import by_actor, united_strategy
        from ..dynamics.solve import Game
        from ..dynamics.together import side_by_side

        self.secure = Game(self.game.grid, circumstances=self.game.circumstances)
        played: dict[str, Played] = {}
        self.solved: dict[str, Solution] = {}
        settings = self.settings
        every = side_by_side(self.game, self._one, self.strategies, self.jobs)
        for n, strategy in enumerate(self.strategies):
            self.tell(f"playing: {strategy.title}", n, len(self.strategies))
            solution, one = next(every)
            self.solved[strategy.id] = dataclasses.replace(solution, choices=None)
            played[strategy.id] = with_histories(
                one, solution, settings.histories, settings.shown, settings.seed
            )
            self.fields["strategies"] = dict(played)
        grid = self.game.grid
        if len(self.play.principals) > 1:
            self.tell("playing: the principals united")
            united = self.game.solve(united_strategy(grid)).value_per_year()
            self.fields["united"] = by_actor(grid, united)

    def _one(self, strategy: Strategy) -> tuple[Solution, Played]:
        """Solve a strategy; return it with what it brings."""
        from ..dynamics.measures import as_played

        solution = self.game.solve(strategy, keep=True)
        one = as_played(solution)
        if one.agreements:
            kept = self.secure.solve(strategy, keep=True)
            one = dataclasses.replace(one, agreements=_with_kept(one, kept))
        return solution, one

    def _rents(self) -> dict[str, float | None]:
        """Return the rents of extortion and of playing off, and the price of division."""
        united, adversary = self.fields.get("united"), self.play.adversary
        default = self.fields["strategies"]["default"]
        rents: dict[str, float | None] = {
            "extortion_rent": default.rent_per_year,
            "playing_off_rent": None,
            "price_of_division": None,
        }
        if united:
            values = default.value_per_year
            principals = self.play.principals
            rents["price_of_division"] = sum(united[actor] - values[actor] for actor in principals)
            if adversary is not None:
                rents["playing_off_rent"] = values[adversary] - united[adversary]
        return rents

    def _compare(self) -> None:
        """Ask what else might have been assumed, what waiting needs, and what delay costs."""
        from ..dynamics.compare import break_even, compare, delayed
        from ..dynamics.measures import by_actor

        for name, hope in ((hope.id, hope) for hope in self.play.hopes):
            self.tell(f"waiting: {hope.title}")
            waits, acts = (self._solution(item) for item in (hope.waiting, hope.instead))
            gain = by_actor(self.game.grid, waits.value_per_year() - acts.value_per_year())
            place = [item.id for item in self.play.endings].index(hope.event)
            *_, last = waits.forward()
            strategies = {item: self.play.strategy(item) for item in (hope.waiting, hope.instead)}
            self.fields["hopes"] = {
                **self.fields.get("hopes", {}),
                name: Waiting(
                    title=hope.title,
                    event=hope.event,
                    waiting=hope.waiting,
                    instead=hope.instead,
                    ends_well=float(last.ended[place]),
                    gain=gain,
                    break_even=break_even(self.game, hope, strategies, jobs=self.jobs),
                ),
            }
        for delay in self.play.delays:
            self.tell(f"delay: {delay.title}")
            first, then = (self.play.strategy(name) for name in (delay.first, delay.then))
            later = self._solution(delay.then)
            self.fields["delays"] = {
                **self.fields.get("delays", {}),
                delay.id: delayed(self.game, delay, first, then, later, jobs=self.jobs),
            }
        base = {name: one.value_per_year for name, one in self.fields["strategies"].items()}
        self.fields["sensitivity"] = compare(
            self.game, self.strategies, base, jobs=self.jobs, progress=self.progress
        )

    def _solution(self, name: str) -> Solution:
        if name not in self.solved:
            self.solved[name] = self.game.solve(self.play.strategy(name))
        return self.solved[name]

    def _stationary(self) -> None:
        if not self.settings.stationary:
            return
        from ..dynamics.measures import as_stationary
        from ..dynamics.solve import Game
        from ..dynamics.stationary import solve_stationary

        game = self.game
        if game.agreements:
            self.notes.append("In play without a last year a settlement is taken to be kept.")
            game = Game(self.game.grid, circumstances=self.game.circumstances)
        found = {}
        for n, strategy in enumerate(self.strategies):
            self.tell("looking for play without a last year", n, len(self.strategies))
            found[strategy.id] = as_stationary(game, solve_stationary(game, strategy))
            self.fields["stationary"] = dict(found)

    def _worlds(self) -> None:
        if not self.settings.worlds:
            return
        from .play_spread import spread_over_worlds
        from .play_worlds import PlayTask, play_worlds

        settings = self.settings
        task = PlayTask(
            dispute=self.known,
            packages=self.packages,
            closed=self.closed,
            strategies=self._asked_in_worlds(),
            seed=settings.seed,
            first=0,
            count=0,
        )
        found, stopped = play_worlds(
            task, settings.worlds, self.jobs, self.progress, "playing in every world"
        )
        self.played = found
        if found:
            self.fields |= spread_over_worlds(
                self.play, self.game.grid, task.strategies, found, self.fields
            )
        if stopped:
            raise KeyboardInterrupt

    def _asked_in_worlds(self) -> tuple[str, ...]:
        """Return the strategies to solve in every world: those asked for, and those of hopes."""
        names = [item.id for item in self.strategies]
        if self.settings.compare:
            names += [name for hope in self.play.hopes for name in (hope.waiting, hope.instead)]
        return tuple(dict.fromkeys(names))

    def _result(self) -> DynamicsAnswer:
        seconds = time.perf_counter() - self.started
        play, fields = self.play, dict(self.fields)
        if "default" in fields.get("strategies", {}):
            fields |= self._rents()
        empty = {"strategies": {}, "united": {}, "extortion_rent": None}
        empty |= {"playing_off_rent": None, "price_of_division": None}
        return DynamicsAnswer(
            start=play.start,
            years=play.years,
            tail=play.tail,
            size=Size(
                self.size.states,
                len(self.game.reached),
                self.size.joint_actions,
                self.size.successors,
                self.size.table_bytes,
            ),
            order=play.order,
            principals=play.principals,
            adversary=play.adversary,
            rents_unit=play.rents.unit if play.rents else None,
            notes=tuple(self.notes),
            provenance=make_provenance(self.asked, self.settings.to_dict(), seconds),
            **{**empty, **fields},
        )


def _with_kept(one: Played, kept: Solution) -> dict[str, Any]:
    """Return agreements with the chance of signing where nobody could leave."""
    *_, last = kept.forward()
    ids = [ending.id for ending in kept.game.grid.play.endings]
    return {
        ending: dataclasses.replace(item, if_kept=float(last.ended[ids.index(ending)]))
        for ending, item in one.agreements.items()
    }
