"""The slow twin of what is asked about play: closed and forced endings, agreements, chances."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from grandbargain.dispute import Dispute
from tests.reference.dynamics import Chances, Play, Solved, State, Taken, Values


@dataclass
class Deal:
    """An agreement: points of a year in it, and of a year in which each leaver has left it."""

    kept: Values
    left: dict[str, Values]
    rationality: dict[str, float]
    found_out: float
    alarm: float
    failed: Values

    def tempted(self, actor: str, d: Mapping[str, float], years: int) -> float:
        """The chance that one leaves, the others keeping it, with so many years left."""
        stay, go = (self.year(x, d, years)[actor] for x in (None, actor))
        gain, rationality = (1 - d[actor]) * (go - stay), self.rationality[actor]
        if rationality == math.inf:
            return 0.5 if abs(gain) <= 1e-9 else float(gain > 0)
        return 1 / (1 + math.exp(-rationality * gain))

    def year(self, who: str | None, d: Mapping[str, float], years: int) -> Values:
        """What it is worth to everyone if ``who`` leaves this year (None: nobody)."""
        ends = self.alarm if who is None else self.found_out
        now = self.kept if who is None else self.left[who]
        after = self.worth(d, years - 1)
        failed = {a: sum(d[a] ** n for n in range(years - 1)) * self.failed[a] for a in now}
        return {a: now[a] + d[a] * (ends * failed[a] + (1 - ends) * after[a]) for a in now}

    def breaks(self, d: Mapping[str, float], years: int) -> Chances:
        """Who breaks it this year: the chances compete."""
        found = {actor: self.tempted(actor, d, years) for actor in self.left}
        some, total = 1 - math.prod(1 - p for p in found.values()), sum(found.values())
        return {actor: some * p / total if total else 0.0 for actor, p in found.items()}

    def worth(self, d: Mapping[str, float], years: int) -> Values:
        """What it is worth in force, with so many years left."""
        if not years:
            return dict.fromkeys(self.kept, 0.0)
        if (years, id(d)) not in self.known:
            breaks = self.breaks(d, years)
            nobody, one = self.year(None, d, years), {w: self.year(w, d, years) for w in breaks}
            self.known[years, id(d)] = {
                a: (1 - sum(breaks.values())) * nobody[a]
                + sum(p * one[w][a] for w, p in breaks.items())
                for a in self.kept
            }
        return self.known[years, id(d)]

    def __post_init__(self) -> None:
        self.known: dict[tuple[int, int], Values] = {}


class PlayIf(Play):
    """Play in which some endings are closed, one is forced, or some can be broken."""

    def __init__(
        self,
        dispute: Dispute,
        paid: Mapping[str, Values] | None = None,
        closed: Collection[str] = (),
        forced: tuple[str, float] | None = None,
        deals: Mapping[str, Deal] | None = None,
    ) -> None:
        super().__init__(dispute, paid)
        self.closed, self.forced, self.deals = closed, forced, deals or {}

    def ends(self, s: State, taken: Taken, year: int, believer: str | None) -> Chances:
        """Chances of the endings under the circumstances."""
        chances: list[tuple[str, float]] = []
        for hazard in self.it.hazards:
            if hazard.ending in self.closed:
                continue
            if self.forced is not None and hazard.ending == self.forced[0]:
                continue
            tree = hazard.believed.get(believer or "", hazard.chance).tree
            chances.append((hazard.ending, self.number(tree, s, taken, year)))
        if self.forced is not None:
            chances.append(self.forced)
        return self.competing(chances)

    def ending_worth(self, ending: str, actor: str, left: int) -> float:
        """What an ending is worth with so many years left."""
        if ending in self.closed:
            return 0.0
        if ending in self.deals:
            return self.deals[ending].worth(self.discount, left)[actor]
        return super().ending_worth(ending, actor, left)


def chance_of(solved: Solved, ending: str, s: State) -> float:
    """The chance that an ending comes within the reported years, from a state of the first."""
    play = solved.play
    after = dict.fromkeys(play.states, 0.0)
    for t in reversed(range(play.it.years)):
        now = {}
        for z in play.states:
            now[z] = 0.0
            for taken, p in solved.choices[t][z]:
                ends = play.ends(z, taken, play.it.start + t, None)
                goes_on = play.successors(z, taken, play.it.start + t)
                on = sum(w * after[x] for x, w in goes_on.items())
                now[z] += p * (ends[ending] + (1 - sum(ends.values())) * on)
        after = now
    return after[s]


def fate(deal: Deal, d: Mapping[str, float], horizon: int, signed: list[float]) -> dict[str, float]:
    """What has become of a deal after the reported years, by following every year of signing.

    ``signed[t]`` is the chance that it is signed in year t, in force from the next. The keys are
    ``in_force``, ``failed`` and, per leaver, the chance that it was the first to break it.
    """
    years = len(signed)
    out = {"in_force": 0.0, "failed": 0.0, **dict.fromkeys(deal.left, 0.0)}
    for t, chance in enumerate(signed):
        whole, force, failed = chance, chance, 0.0
        for year in range(t + 1, years):
            breaks = deal.breaks(d, horizon - year)
            some = sum(breaks.values())
            for actor, p in breaks.items():
                out[actor] += whole * p
            ends = (1 - some) * deal.alarm + some * deal.found_out
            failed += force * ends
            force *= 1 - ends
            whole *= (1 - some) * (1 - deal.alarm)
        out["in_force"] += force
        out["failed"] += failed
    return out
