"""Is one package stable, in a space of any size: from its neighbours outward, with a budget."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import TooLargeError
from ..tables.moves import Moves
from ..tables.preferences import Preferences
from ..tables.structure import IndexPattern, Structure
from .around import Around, Sums, find_around, sums_of
from .deterring import Meeting, Meetings, answered_in_turn
from .leaving import Fate, Leaver, Purse, held, sanctioned
from .links import find_links
from .result import CONCEPTS, Answer, Improvement, Verdict, Witness

Codes = tuple[int, ...]
Progress = Callable[[str, int, int], object]
"""Called with the name of an actor, how many are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to look.

    ``packages``: packages, whole or in part, for each actor and concept; ``seconds``: for
    everything together, 0 for no such limit. With seconds the answer may depend on the machine.
    """

    packages: int = 20_000_000
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Deterred:
    """An improvement in indices and what deters it, as in ``result.Improvement``."""

    to: Codes
    answers: tuple[tuple[int, Codes], ...] | None
    end: Codes | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict in indices; ``stable`` is None where the budget ended first."""

    stable: bool | None
    improvements: tuple[Deterred, ...] = ()
    complete: bool = False
    looked_at: int = 0


Judgements = dict[int, dict[str, Judged]]


def judge(
    moves: Moves,
    preferences: Preferences,
    nogoods: Sequence[IndexPattern],
    codes: Sequence[int],
    *,
    actors: Iterable[int] | None = None,
    concepts: Sequence[str] = CONCEPTS,
    budget: Budget | None = None,
    show: int = 20,
    progress: Progress | None = None,
) -> Judgements:
    """Return for actors and concepts whether one package is stable, in indices.

    Parameters
    ----------
    moves, preferences
        Who moves what, and what packages are worth.
    nogoods
        Patterns that no package of the space matches (the logical constraints).
    codes
        The package, one option per issue; it matches no pattern of ``nogoods``.
    actors
        Whose verdicts; everybody's if left out.
    concepts
        Of :data:`~grandbargain.stability.result.CONCEPTS`.
    budget
        How long to look; what is not proved by then is None.
    show
        How many improvements a stable verdict lists at most, the best for the actor first.
    progress
        Called before every actor and at the end.
    """
    budget = budget or Budget()
    wanted = tuple(range(len(preferences.kind)) if actors is None else actors)
    names = preferences.structure.actor_ids
    deadline = time.monotonic() + budget.seconds if budget.seconds > 0 else None
    try:
        around = find_around(moves, nogoods, codes)
    except TooLargeError:
        # What constraints tie is too much to compare; who cannot move at all is stable even so.
        return {
            a: {c: Judged(None if moves.controlled[a] else True, complete=True) for c in concepts}
            for a in wanted
        }
    sums = sums_of(around, preferences)
    out: Judgements = {}
    meetings = _Improvements(around, sums, preferences, moves.movers, budget, deadline)
    for done, a in enumerate(wanted):
        if progress is not None:
            progress(names[a], done, len(wanted))
        leaver = Leaver(around, sums, preferences, a, moves.movers)
        judging = _Judging(leaver, nogoods, meetings, budget, deadline, show)
        out[a] = {concept: judging.verdict(concept) for concept in concepts}
    if progress is not None:
        progress("", len(wanted), len(wanted))
    return out


class _Improvements:
    """The improvements of every actor from the package judged, found once."""

    def __init__(
        self,
        around: Around,
        sums: Sums,
        preferences: Preferences,
        movers: tuple[int, ...],
        budget: Budget,
        deadline: float | None,
    ) -> None:
        self._make = lambda a: Leaver(around, sums, preferences, a, movers)
        self._budget, self._deadline = budget, deadline
        self._found: dict[int, tuple[np.ndarray, bool, int]] = {}

    def of(self, actor: int) -> tuple[np.ndarray, bool, int]:
        """Return improvements as states, whether these are all, and what it took to find them."""
        if actor not in self._found:
            purse = Purse(self._budget.packages, self._deadline)
            self._found[actor] = (*self._make(actor).improvements(purse), purse.spent)
        return self._found[actor]


class _Judging:
    """The verdicts for one actor."""

    def __init__(
        self,
        leaver: Leaver,
        nogoods: Sequence[IndexPattern],
        improvements: _Improvements,
        budget: Budget,
        deadline: float | None,
        show: int,
    ) -> None:
        self.leaver, self.nogoods, self.improvements = leaver, nogoods, improvements
        self.budget, self.deadline, self.show = budget, deadline, show
        self._sanctioned: tuple[Fate, int] | None = None

    def verdict(self, concept: str) -> Judged:
        """Return the verdict under one concept."""
        found, is_all, spent = self.improvements.of(self.leaver.actor)
        purse = Purse(self.budget.packages, self.deadline, spent)
        if not len(found):
            return Judged(True if is_all else None, (), is_all, spent)
        if concept == "nash":
            return self._unstable(found[0], purse)
        if concept == "sim":
            return self._at_once(found, is_all, purse)
        fate = self.sanctioned(found, purse)
        if fate.unanswered is not None:
            return self._unstable(found[fate.unanswered], purse)
        chains = None
        if concept == "smr" and fate.stable:
            fate = held(self.leaver, found, purse)
        elif concept == "seq":
            fate, chains = answered_in_turn(self.leaver, found, purse)
        if fate.unanswered is not None:
            return self._unstable(found[fate.unanswered], purse)
        if not fate.stable or fate.ends is None or not is_all:
            return Judged(None, looked_at=purse.spent)
        shown = []
        for n, start in enumerate(found[: self.show]):
            if chains is not None:
                links = chains.chain(start)
            else:
                links = self._links(start, fate.ends[n], concept == "smr")
            shown.append(Deterred(self._codes(start), tuple((j, self._codes(z)) for j, z in links)))
        return Judged(True, tuple(shown), len(found) <= self.show, purse.spent)

    def sanctioned(self, found: np.ndarray, purse: Purse) -> Fate:
        """Return what moves of the others make of the improvements; found once."""
        if self._sanctioned is None:
            own = Purse(self.budget.packages, self.deadline)
            self._sanctioned = sanctioned(self.leaver, found, own), own.spent
        fate, spent = self._sanctioned
        purse.spend(spent)
        return fate

    def _at_once(self, found: np.ndarray, is_all: bool, purse: Purse) -> Judged:
        """SIM: others improve from the package judged while the actor leaves."""
        lists = []
        for j in self.leaver.others:
            theirs, are_all, spent = self.improvements.of(j)
            purse.spend(spent)
            if not are_all:
                return Judged(None, looked_at=purse.spent)
            lists.append((j, self.leaver.around.listed(theirs)))
        meetings = Meetings(self.leaver, self.nogoods, lists)
        is_known, shown = is_all, []
        for start, codes in zip(found, self.leaver.around.listed(found), strict=True):
            answer = meetings.find(codes, purse)
            if answer is False:
                return self._unstable(start, purse)
            if not isinstance(answer, Meeting):
                is_known = False
                if purse.left <= 0:
                    break
            elif len(shown) < self.show:
                steps = tuple((j, _tuple(package)) for j, package in answer.moves)
                shown.append(Deterred(_tuple(codes), steps, _tuple(answer.end)))
        if not is_known:
            return Judged(None, looked_at=purse.spent)
        return Judged(True, tuple(shown), len(found) <= self.show, purse.spent)

    def _links(
        self, start: np.ndarray, end: np.ndarray, must_hold: bool
    ) -> list[tuple[int, np.ndarray]]:
        """Return a chain of moves to a sanction that changes no more than it has to."""
        leaver, end = self.leaver, end.copy()
        purse = Purse(1 << 40, None)
        for g in range(len(end)):
            less = end.copy()
            less[g] = start[g]
            if (
                less[g] == end[g]
                or leaver.sums.values(leaver.goal[0], less[None])[0] > (leaver.goal[1])
            ):
                continue
            if must_hold and leaver.escapes(less[None], purse)[1][0] != 0:
                continue
            end = less
        return find_links(leaver.around, leaver.others, start, end)

    def _unstable(self, start: np.ndarray, purse: Purse) -> Judged:
        return Judged(False, (Deterred(self._codes(start), None),), False, purse.spent)

    def _codes(self, state: np.ndarray) -> Codes:
        return _tuple(self.leaver.around.listed(state[None])[0])


def _tuple(codes: np.ndarray) -> Codes:
    return tuple(int(code) for code in codes)


def named(
    structure: Structure, codes: Sequence[int], judgements: Judgements
) -> dict[str, dict[str, Verdict]]:
    """Return verdicts with names: per actor and concept."""
    return {
        structure.actor_ids[actor]: {
            concept: named_verdict(structure, codes, (actor,), concept, found)
            for concept, found in each.items()
        }
        for actor, each in judgements.items()
    }


def named_verdict(
    structure: Structure, codes: Sequence[int], by: Sequence[int], concept: str, found: Judged
) -> Verdict:
    """Return the verdict for an actor, or for several together, with names."""
    if found.stable is None:
        return Verdict(None, None, found.looked_at)
    ids = structure.actor_ids
    shown = []
    for item in found.improvements:
        answers = None
        if item.answers is not None:
            answers = tuple(Answer((ids[j],), structure.package(to)) for j, to in item.answers)
        end = None if item.end is None else structure.package(item.end)
        shown.append(Improvement(structure.package(item.to), answers, end))
    witness = Witness(
        structure.package(codes), tuple(ids[a] for a in by), concept, found.stable, tuple(shown),
        found.complete,
    )  # fmt: skip
    return Verdict(found.stable, witness, found.looked_at)
