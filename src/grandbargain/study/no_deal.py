"""What each actor has without a deal, worked out from play, as a disagreement point."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..dispute import Computed, Disagreement, Number
from ..errors import MissingSectionError

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..bargain.settings import BargainSettings
    from ..dispute import Dispute, Interests
    from ..tables.draws import Seed
    from ..tables.sources import Sources
    from .progress import Progress


BUDGET_GIB = 4.0
"""Largest tables of play for a disagreement point, unless another budget is named."""


def plays(dispute: Dispute, everybody: bool = False) -> tuple[str, ...]:
    """Return the actors whose disagreement point is the value of play.

    ``everybody`` takes it so for every actor of play, whatever the file states.
    """
    if everybody:
        return tuple(actor.id for actor in dispute.actors if actor.discount is not None)
    return tuple(
        actor.id
        for actor in dispute.actors
        if any(one.disagreement.kind == "play" for one in _every(dispute.interests[actor.id]))
    )


def _every(interests: Interests) -> list[Interests]:
    return [interests, *(kind.interests for kind in interests.types)]


def _is_known(interests: Interests, seed: Seed | Sources, first: int, worlds: int) -> bool:
    """Return whether the value of play stands for the disagreement point already."""
    number = interests.disagreement.number
    found = None if number is None else number.distribution
    return isinstance(found, Computed) and (
        not worlds
        or (
            found.seed == seed
            and found.first <= first
            and len(found.values) >= first - found.first + worlds
        )
    )


def with_play(
    dispute: Dispute,
    *,
    worlds: int = 0,
    seed: Seed | Sources = 0,
    first: int = 0,
    everybody: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
    budget_gib: float = BUDGET_GIB,
) -> Dispute:
    """Return the dispute with the values of play in place of ``disagreement: play``.

    Parameters
    ----------
    worlds, seed, first
        Worlds ``first .. first + worlds - 1`` of a seed or a design will be asked about; the value
        is worked out anew in each.
    everybody
        Take the value of play for every actor of play, whatever the file states.
    budget_gib
        Most memory that the tables of play may take.

    Raises
    ------
    MissingSectionError
        Play lacks something, or an actor whose point it is has no part in it.
    InvalidModelError
        A chance of play is outside [0, 1], or something like it.
    KeyboardInterrupt
        The user stopped the work.
    """
    if everybody and dispute.dynamics is None:
        raise MissingSectionError(
            "the value of play in place of what the file states takes a section `dynamics`, which "
            "the file does not have"
        )
    actors = plays(dispute, everybody)
    if all(_is_known(dispute.interests[actor], seed, first, worlds) for actor in actors):
        return dispute
    if dispute.dynamics is None:
        raise MissingSectionError(
            f"`disagreement: play` of {', '.join(actors)} takes the value of decades without a "
            "deal, and the file has no section `dynamics`; add it, or state `value` or "
            "`stalemate_cost`"
        )
    from ..dynamics.solve import Game
    from ..tables.play import PlayGrid
    from ..tables.play_checks import check_play
    from ..tables.play_size import require_size
    from .play_faults import refuse_faults
    from .play_ground import PlayGround
    from .play_worlds import PlayTask, no_settlement, play_worlds

    require_size(dispute, budget_gib)
    out = [actor for actor in actors if dispute.actor(actor).discount is None]
    if out:
        raise MissingSectionError(
            "the value of play takes the weight of the next year: add `discount` under `actors` "
            f"for {', '.join(out)}"
        )
    if progress is not None:
        progress("working out what there is without a deal", 0, 1)
    grid = PlayGrid(dispute, PlayGround(dispute).central().numbers)
    game = Game(grid, circumstances=no_settlement(dispute))
    refuse_faults(dispute, check_play(grid))
    central = game.solve(grid.play.strategy("default")).value_per_year()
    task = PlayTask(dispute, {}, no_settlement(dispute).closed, (), seed, first, 0)
    step = "working out what there is without a deal in every world"
    found, stopped = play_worlds(task, worlds, jobs, progress, step) if worlds else ([], False)
    if stopped:
        raise KeyboardInterrupt
    numbers = {
        actor: Number(
            Computed(float(central[a]), seed, tuple(float(one.no_deal[a]) for one in found), first),
            f"interests.{actor}.disagreement",
        )
        for a, actor in enumerate(grid.actors)
        if actor in actors
    }
    interests = {
        actor: _replaced(one, numbers[actor], everybody) if actor in numbers else one
        for actor, one in dispute.interests.items()
    }
    return replace(dispute, interests=interests)


def for_bargain(
    dispute: Dispute, settings: BargainSettings, jobs: int, progress: Progress | None
) -> Dispute:
    """Return the dispute as a question of bargaining takes it: see :func:`with_play`."""
    return with_play(
        dispute,
        worlds=drawn_worlds(settings.worlds, settings.rules),
        seed=settings.seed,
        everybody=settings.no_deal == "play",
        jobs=jobs,
        progress=progress,
    )


def _replaced(interests: Interests, number: Number, everybody: bool) -> Interests:
    types = tuple(
        replace(kind, interests=_replaced(kind.interests, number, everybody))
        for kind in interests.types
    )
    if everybody or interests.disagreement.kind == "play":
        return replace(interests, disagreement=Disagreement("value", number), types=types)
    return replace(interests, types=types)


def drawn_worlds(worlds: int, rules: Collection[str]) -> int:
    """Return how many worlds a question draws: the rule ``safest`` counts some in any case."""
    return worlds or (1000 if "safest" in rules else 0)
