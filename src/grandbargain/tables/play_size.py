"""How large a game would be, before anything is allocated."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..dispute import Dispute
from ..errors import TooLargeError
from .play import dynamics_of

GIB = 2**30

MOST_STOCKS = 12
"""Stocks of a game: each doubles the successors of a state."""


@dataclass(frozen=True)
class PlaySize:
    """States, joint actions, the most successors of one of each, and bytes of all tables."""

    states: int
    joint_actions: int
    successors: int
    table_bytes: int

    def __str__(self) -> str:
        """Return the size in words."""
        return (
            f"{self.states:,} states x {self.joint_actions:,} joint actions x "
            f"{self.successors:,} successors, {self.table_bytes / GIB:,.2f} GiB"
        )


def size_of(dispute: Dispute) -> PlaySize:
    """Return how large the play of a dispute is."""
    play = dynamics_of(dispute)
    states = math.prod(len(stock.levels) for stock in play.stocks)
    joint = math.prod(len(play.actions[actor]) for actor in play.order)
    actors, endings = len(dispute.actors), len(play.endings)
    believers = {actor for hazard in play.hazards for actor in hazard.believed}
    payers = len(play.rents.payers) if play.rents else 0
    rules = max((len(item.rules) for item in play.strategies), default=0)
    per_point = 8 * (actors + (1 + len(believers)) * endings + len(play.stocks) + payers)
    per_point += 4 * len(play.stocks) + 2 * rules + 1
    values = 8 * states * actors * (play.horizon + 3)
    return PlaySize(states, joint, 2 ** len(play.stocks), states * joint * per_point + values)


def require_size(dispute: Dispute, budget_gib: float) -> PlaySize:
    """Return how large the play of a dispute is; refuse what goes beyond the budget.

    Raises
    ------
    TooLargeError
        The tables would take more memory than the budget, or there are too many stocks.
    """
    size, play = size_of(dispute), dynamics_of(dispute)
    if len(play.stocks) > MOST_STOCKS:
        raise TooLargeError(
            f"play has {len(play.stocks)} stocks, more than {MOST_STOCKS}; each doubles what a "
            "year can lead to"
        )
    if size.table_bytes > budget_gib * GIB:
        widest = max(play.stocks, key=lambda stock: len(stock.levels), default=None)
        hint = f", for example of {widest.id} ({len(widest.levels)})" if widest else ""
        raise TooLargeError(
            f"play is too large: {size}, and the budget is {budget_gib:g} GiB. Use fewer levels"
            f"{hint} or fewer actions, or raise --budget-gib"
        )
    return size
