"""What a file has to state before its play can be solved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..dispute.checks import Finding
from ..dispute.expression import Name
from ..errors import MissingSectionError

if TYPE_CHECKING:
    from ..dispute import Dispute

DISCOUNT = "the weight of the next year: add `discount` (for example 0.85..0.95)"


def needs_of_play(dispute: Dispute) -> Iterator[Finding]:
    """Yield what the play of a dispute lacks, a finding for every number; nothing without play."""
    play = dispute.dynamics
    if play is None:
        return
    if not play.order:
        yield Finding("GB713", "dynamics", "nobody acts in play: add `actions` under `dynamics`")
    named = {*play.order, *play.payoffs, *play.principals}
    named.update(actor for strategy in play.strategies for actor in strategy.united)
    named.update(actor for ending in play.endings for actor in ending.points)
    named.update(
        actor for actor, one in dispute.interests.items() if one.disagreement.kind == "play"
    )
    for actor in dispute.actors:
        if actor.id in named and actor.discount is None:
            message = f"what decades of play are worth to {actor.id} takes {DISCOUNT} to the actor"
            yield Finding("GB713", f"actors.{actor.id}", message)
    for name in play.order:
        if play.rationality.get(name) is None:
            yield Finding(
                "GB713",
                f"actors.{name}",
                f"how sharply {name} chooses is not stated: add `rationality` under `dynamics` (a "
                "number per point, or best)",
            )
    for name, written in play.payoffs.items():
        uses = any(isinstance(node, Name) and node.id == "status_quo" for node in written.nodes())
        if uses and not dispute.interests[name].has_points:
            yield Finding(
                "GB713",
                written.path,
                f"`status_quo` in the payoff of {name} stands for points, and it states none: give "
                "it `weights` and `values`, or write a number",
            )


def require_play(dispute: Dispute) -> None:
    """Refuse a file that lacks a number which play needs, all of them at once.

    Raises
    ------
    MissingSectionError
        An actor of play has no discount, a mover no rationality, nobody acts, or a payoff uses the
        status quo of an actor without points.
    """
    found = [finding.message for finding in needs_of_play(dispute)]
    if found:
        raise MissingSectionError("\n".join(found))
