"""Play in numbers: what it takes from interests, moves and enforcement, in every world.

Nothing here chooses what to ask; it joins what the other questions know to the game of a world.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..dynamics.agreement import Agreement, Leaver
from ..errors import TooLargeError
from ..stability.departures import Ways, ways_of
from ..tables.draws import Seed
from ..tables.enforcement import Enforcement, central_enforcement, drawn_enforcement
from ..tables.moves import moves_of
from ..tables.play import PlayNumbers, central_numbers, drawn_numbers, dynamics_of
from ..tables.sources import Sources
from ..tables.structure import Structure
from ..tables.utilities import MICRO, Utilities, central_utilities, drawn_utilities
from .play_needs import require_play

if TYPE_CHECKING:
    from ..dispute import Dispute

Codes = tuple[int, ...]


@dataclass(frozen=True)
class WorldOfPlay:
    """The numbers of one world, and per ending the agreement that can be left in it."""

    numbers: PlayNumbers
    agreements: Mapping[str, Agreement]


class PlayGround:
    """A dispute whose play is to be solved.

    Parameters
    ----------
    dispute
        The dispute; where a disagreement point is the value of play, that value is known already.
    packages
        Per ending that pays a package, the package in indices. Endings that are left out pay
        nothing and have to be closed.
    """

    def __init__(self, dispute: Dispute, packages: Mapping[str, Codes] | None = None) -> None:
        self.dispute = dispute
        self.play = dynamics_of(dispute)
        require_play(dispute)
        self.structure = Structure(dispute)
        self.packages = dict(packages or {})
        self.notes: list[str] = []
        self.enforced = bool(dispute.sections.get("enforcement"))
        self.ways = {ending: self._ways(codes) for ending, codes in self.packages.items()}

    def _ways(self, codes: Codes) -> list[Ways]:
        """Return the parties' own ways out of a package, movers of play first."""
        if not self.enforced:
            return []
        moves, nogoods = moves_of(self.structure), self.structure.nogoods(agreed=False)
        names = self.structure.actor_ids
        late = len(self.play.order)
        order = {actor: n for n, actor in enumerate(self.play.order)}
        found = []
        for a in sorted(range(len(names)), key=lambda a: order.get(names[a], late)):
            actor = self.dispute.actors[a]
            if not actor.is_party or not self.dispute.interests[actor.id].has_points:
                continue
            if actor.discount is None:
                continue
            try:
                found.append(ways_of(moves, nogoods, a, codes))
            except TooLargeError:
                self.notes.append(
                    f"Whether {actor.title} leaves a settlement in play is not asked: it has too "
                    "many ways out to list."
                )
        return found

    def central(self) -> WorldOfPlay:
        """Return the central world."""
        utilities = central_utilities(self.structure)
        today = self._points(utilities, self.structure.status_quo)[0]
        numbers = central_numbers(self.dispute, today, self._paid(utilities, 0))
        enforcement = central_enforcement(self.structure)
        return self._worlds([numbers], utilities, enforcement)[0]

    def drawn(self, seed: Seed | Sources, first_world: int, worlds: int) -> list[WorldOfPlay]:
        """Return some worlds of a seed."""
        utilities = drawn_utilities(self.structure, seed, first_world, worlds)
        enforcement = drawn_enforcement(self.structure, seed, first_world, worlds)
        paid = {ending: self._points(utilities, codes) for ending, codes in self.packages.items()}
        today = self._points(utilities, self.structure.status_quo)
        numbers = drawn_numbers(self.dispute, seed, first_world, today, paid)
        return self._worlds(numbers, utilities, enforcement)

    def leaving(self, ending: str) -> list[tuple[str, Codes, float]]:
        """Return who can leave a package in the central world: where to, and the points it adds."""
        utilities = central_utilities(self.structure)
        found = []
        for way in self.ways[ending]:
            gain, to = way.best(self.structure, utilities)
            if gain[0] > 0:
                codes = tuple(int(code) for code in to[0])
                found.append((self.structure.actor_ids[way.actor], codes, float(gain[0] / MICRO)))
        return found

    def _paid(self, utilities: Utilities, world: int) -> dict[str, np.ndarray]:
        return {
            ending: self._points(utilities, codes)[world] for ending, codes in self.packages.items()
        }

    def _points(self, utilities: Utilities, codes: Sequence[int]) -> np.ndarray:
        return utilities.of(self.structure, codes) / MICRO

    def _worlds(
        self, numbers: Sequence[PlayNumbers], utilities: Utilities, enforcement: Enforcement
    ) -> list[WorldOfPlay]:
        """Return worlds with the agreements that can be left in each."""
        if not self.enforced:
            return [WorldOfPlay(one, {}) for one in numbers]
        found: list[dict[str, Agreement]] = [{} for _ in numbers]
        for ending, ways in self.ways.items():
            codes = self.packages[ending]
            payoff, detection = self._points(utilities, codes), enforcement.detection_of(codes)
            outs = [(way.actor, *way.best(self.structure, utilities)) for way in ways]
            for w, one in enumerate(numbers):
                here = utilities.world(w)
                found[w][ending] = Agreement(
                    payoff=payoff[w],
                    leavers=tuple(
                        self._leaver(one, here, actor, to[w])
                        for actor, gain, to in outs
                        if gain[w] > 0
                    ),
                    detection=float(detection[w]),
                    false_alarm=float(enforcement.false_alarm[w]),
                    failure=here.disagreement[0] / MICRO,
                )
        return [WorldOfPlay(one, deals) for one, deals in zip(numbers, found, strict=True)]

    def _leaver(self, numbers: PlayNumbers, here: Utilities, actor: int, to: np.ndarray) -> Leaver:
        payoff = self._points(here, [int(code) for code in to])[0]
        rationality = self._rationality(numbers, self.structure.actor_ids[actor])
        return Leaver(actor, rationality, payoff)

    def _rationality(self, numbers: PlayNumbers, actor: str) -> float:
        """Return the rationality of an actor, the mean of the movers for one who does not move."""
        known = numbers.rationality
        if actor in known:
            return known[actor]
        return sum(known.values()) / len(known) if known else math.inf
