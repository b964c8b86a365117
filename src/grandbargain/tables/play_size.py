"""How large a game would be, before anything is allocated."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..dispute import Dispute
from ..errors import TooLargeError
from .play import dynamics_of

GIB = 2**30

MOST_FOLLOWING = 2**18
"""Most joint actions of a state, times what each can lead to."""


@dataclass(frozen=True)
class PlaySize:
    """States, joint actions, the most successors of one of each, and most bytes of all tables."""

    states: int
    joint_actions: int
    successors: int
    table_bytes: int

    def __str__(self) -> str:
        """Return the size in words."""
        return (
            f"{self.states:,} states x {self.joint_actions:,} joint actions x "
            f"{self.successors:,} successors, at most {self.table_bytes / GIB:,.2f} GiB"
        )


def size_of(dispute: Dispute, histories: int = 0) -> PlaySize:
    """Return how large the play of a dispute is, at most; ``histories`` are to be sampled."""
    play = dynamics_of(dispute)
    states = math.prod(len(stock.levels) for stock in play.stocks)
    joint = math.prod(len(play.actions[actor]) for actor in play.order)
    actors, endings, stocks = len(dispute.actors), len(play.endings), len(play.stocks)
    believers = {actor for hazard in play.hazards for actor in hazard.believed}
    payers = len(play.rents.payers) if play.rents else 0
    rules = max((len(item.rules) for item in play.strategies), default=0)
    per_point = 8 * (actors + (1 + len(believers)) * endings + stocks + payers)
    per_point += 4 * stocks + 2 * rules + 1 + 16 * 2**stocks
    values = 8 * states * actors * (play.horizon + 3) * (len(play.strategies) + 3)
    sampled = histories * (8 * (play.years + 1) + 16 * actors + 32)
    return PlaySize(states, joint, 2**stocks, states * joint * per_point + values + sampled)


def require_size(dispute: Dispute, budget_gib: float, histories: int = 0) -> PlaySize:
    """Return how large the play of a dispute is; refuse what goes beyond the budget.

    Raises
    ------
    TooLargeError
        The tables would take more memory than the budget, or one state leads to too much.
    """
    size, play = size_of(dispute, histories), dynamics_of(dispute)
    if size.joint_actions * size.successors > MOST_FOLLOWING:
        raise TooLargeError(
            f"one state of play leads to too much: {size.joint_actions:,} joint actions x "
            f"{size.successors:,} successors, more than {MOST_FOLLOWING:,}. Each stock doubles the "
            "successors; use fewer stocks or fewer actions"
        )
    if size.table_bytes > budget_gib * GIB:
        widest = max(play.stocks, key=lambda stock: len(stock.levels), default=None)
        hint = f", for example of {widest.id} ({len(widest.levels)})" if widest else ""
        raise TooLargeError(
            f"play is too large: {size}, and the budget is {budget_gib:g} GiB. Use fewer levels"
            f"{hint}, fewer actions or fewer --histories, or raise --budget-gib"
        )
    return size
