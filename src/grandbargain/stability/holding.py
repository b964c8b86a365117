"""Does everybody keep a settled package, year after year, by its own sums.

A package in force is a repeated game. Who leaves it takes T instead of R points until it is found
out, and what is left if talks fail, P, ever after. With a chance q per year that a breach is found
out and f that one is seen where there is none, i stays iff

    (T - R) (1 - discount (1 - f)) <= discount (q - f) (R - P).

With q = 1 and f = 0 this is the grim trigger, discount >= (T - R) / (T - P) (Friedman 1971, Review
of Economic Studies 38:1-12); imperfect monitoring as in Green and Porter 1984, Econometrica
52:87-100.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import MissingSectionError
from ..tables.enforcement import CLOSE, Enforcement, drawn_enforcement, exactly
from ..tables.moves import Moves
from ..tables.preferences import Preferences
from ..tables.structure import IndexPattern, Structure
from ..tables.utilities import MICRO, Utilities, drawn_utilities
from .departures import chunks, departures_of, ways_of
from .result import Holding


@dataclass(frozen=True)
class Payoffs:
    """What an actor gets per year, in micro-points.

    ``reward`` (R) if all keep the package, ``temptation`` (T) while it alone has left, None where
    it has no move of its own, ``failure`` (P) if talks fail.
    """

    reward: int
    temptation: int | None
    failure: int


def stays(payoffs: Payoffs, discount: float, detection: float, alarm: float) -> bool:
    """Return whether an actor stays, decided in exact decimals of the numbers given.

    Examples
    --------
    >>> stays(Payoffs(3, 5, 1), 0.5, 1.0, 0.0), stays(Payoffs(3, 5, 1), 0.49, 1.0, 0.0)
    (True, False)
    >>> stays(Payoffs(40, 100, 0), 0.6, 1.0, 0.0)
    True
    """
    if payoffs.temptation is None or payoffs.temptation <= payoffs.reward:
        return True
    d, q, f = exactly(discount), exactly(detection), exactly(alarm)
    gain = payoffs.temptation - payoffs.reward
    loss = (q - f) * (payoffs.reward - payoffs.failure)
    return loss > f * gain and gain * (1 - d * (1 - f)) <= d * loss


def critical_discount(payoffs: Payoffs, detection: float, alarm: float) -> float | None:
    """Return the least weight of the next year with which an actor stays; None: none suffices.

    Examples
    --------
    >>> critical_discount(Payoffs(3, 5, 1), 1.0, 0.0)
    0.5
    >>> round(critical_discount(Payoffs(3, 5, 1), 0.8, 0.05), 3)
    0.588
    >>> critical_discount(Payoffs(3, 5, 1), 0.05, 0.05) is None
    True
    """
    if payoffs.temptation is None or payoffs.temptation <= payoffs.reward:
        return 0.0
    q, f = exactly(detection), exactly(alarm)
    gain = payoffs.temptation - payoffs.reward
    loss = (q - f) * (payoffs.reward - payoffs.failure)
    if loss <= f * gain:
        return None
    return float(gain / (gain * (1 - f) + loss))


def require_repeated(structure: Structure, enforcement: Enforcement) -> tuple[int, ...]:
    """Return the actors for whom holding can be asked: those with points and a discount.

    Raises
    ------
    MissingSectionError
        Nobody has points, or a party with points has no discount.
    """
    actors = structure.dispute.actors
    interests = structure.dispute.interests
    with_points = [a for a, actor in enumerate(actors) if interests[actor.id].has_points]
    if not with_points:
        raise MissingSectionError(
            "whether a package holds year after year takes points, and no actor of this file "
            "states any: give `weights` and `values` under `interests`"
        )
    without = [a for a in with_points if enforcement.discount[a] is None]
    missing = [actors[a].id for a in without if actors[a].is_party]
    if missing:
        raise MissingSectionError(
            "whether a package holds year after year takes the weight of the next year: add "
            f"`discount` (for example 0.85..0.95) under `actors` for {', '.join(missing)}"
        )
    return tuple(a for a in with_points if a not in without)


def judge_holding(
    moves: Moves,
    preferences: Preferences,
    utilities: Utilities,
    enforcement: Enforcement,
    nogoods: Sequence[IndexPattern],
    codes: Sequence[int],
) -> dict[int, Holding]:
    """Return for every actor with points whether it keeps a package, in the central world.

    Parameters
    ----------
    moves, preferences
        Who moves what; utilities of the central world.
    utilities, enforcement
        Disagreement points, detection and discounts of the central world.
    nogoods
        Patterns that nobody's move may lead to (the logical constraints).
    codes
        The package in indices.

    Raises
    ------
    MissingSectionError
        A discount is missing.
    TooLargeError
        An actor reaches too many packages to list.
    """
    structure = moves.structure
    place = np.array([codes], dtype=np.int64)
    q, f = float(enforcement.detection_of(codes)[0]), float(enforcement.false_alarm[0])
    found: dict[int, Holding] = {}
    for actor in require_repeated(structure, enforcement):
        departures = departures_of(moves, nogoods, actor, codes)
        best = departures.best(preferences)
        reward = int(preferences.of_actor(actor, place)[0])
        to = None if best is None else departures.codes[best : best + 1]
        temptation = None if to is None else int(preferences.of_actor(actor, to)[0])
        payoffs = Payoffs(reward, temptation, int(utilities.disagreement[0, actor]))
        chances = enforcement.discount[actor]
        discount = 0.0 if chances is None else float(chances[0])
        critical = critical_discount(payoffs, q, f)
        leaves = to is not None and temptation is not None and temptation > reward
        found[actor] = Holding(
            leaves_to=structure.package(to[0]) if leaves and to is not None else None,
            temptation=0.0 if temptation is None else (temptation - reward) / MICRO,
            discount=discount,
            critical_discount=critical,
            margin=None if critical is None else discount - critical,
            holds=stays(payoffs, discount, q, f),
        )
    return found


def share_of_worlds(
    moves: Moves,
    nogoods: Sequence[IndexPattern],
    codes: Sequence[int],
    parties: Sequence[int],
    seed: int,
    worlds: int,
) -> tuple[Mapping[int, float], float]:
    """Return in which share of worlds each actor with points, and all parties, keep a package."""
    structure = moves.structure
    actors = require_repeated(structure, drawn_enforcement(structure, seed, 0, 1))
    ways = {actor: ways_of(moves, nogoods, actor, codes) for actor in actors}
    held = dict.fromkeys(actors, 0)
    all_hold = 0
    for first, count in chunks(max(way.most for way in ways.values()), worlds):
        utilities = drawn_utilities(structure, seed, first, count)
        enforcement = drawn_enforcement(structure, seed, first, count)
        together = np.ones(count, dtype=bool)
        for actor, way in ways.items():
            gain = way.best(structure, utilities)[0]
            stay = keeps(structure, utilities, enforcement, actor, codes, gain)
            held[actor] += int(stay.sum())
            if actor in parties:
                together &= stay
        all_hold += int(together.sum())
    return {actor: count / worlds for actor, count in held.items()}, all_hold / worlds


def keeps(
    structure: Structure,
    utilities: Utilities,
    enforcement: Enforcement,
    actor: int,
    codes: Sequence[int],
    gain: np.ndarray,
) -> np.ndarray:
    """Return in which worlds an actor keeps a package that leaving adds ``gain`` to, shape (W,).

    Worlds in which the two sides of the inequality are equal but for rounding are decided exactly,
    as :func:`stays` does.
    """
    loss, spare = _sides(structure, utilities, enforcement, actor, codes, gain)
    d = _discount(utilities, enforcement, actor)
    q, f = enforcement.detection_of(codes), enforcement.false_alarm
    sure = loss - f * gain
    found = (gain <= 0) | ((sure > 0) & (spare >= 0))
    close = np.minimum(np.abs(sure), np.abs(spare)) <= CLOSE * (np.abs(gain) + np.abs(loss))
    reward = utilities.of(structure, codes)[:, actor]
    failure = utilities.disagreement[:, actor]
    for w in np.flatnonzero(close & (gain > 0)):
        payoffs = Payoffs(int(reward[w]), int(reward[w] + gain[w]), int(failure[w]))
        found[w] = stays(payoffs, float(d[w]), float(q[w]), float(f[w]))
    return found


def keeping_margin(
    structure: Structure,
    utilities: Utilities,
    enforcement: Enforcement,
    actor: int,
    codes: Sequence[int],
    gain: np.ndarray,
) -> np.ndarray:
    """Return by how much staying beats leaving, micro-points per year, shape (W,).

    The right side of the inequality at the head of this module less its left side: below 0 the
    actor leaves. Where leaving adds nothing, it is what breaking the package would cost, 0 at
    least.
    """
    _, spare = _sides(structure, utilities, enforcement, actor, codes, gain)
    return np.where(gain <= 0, np.maximum(spare, 0.0), spare)


def _sides(
    structure: Structure,
    utilities: Utilities,
    enforcement: Enforcement,
    actor: int,
    codes: Sequence[int],
    gain: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return what a breach costs once it is found out, and by how much staying beats leaving."""
    reward = utilities.of(structure, codes)[:, actor].astype(float)
    d = _discount(utilities, enforcement, actor)
    q, f = enforcement.detection_of(codes), enforcement.false_alarm
    loss = (q - f) * (reward - utilities.disagreement[:, actor])
    return loss, d * loss - gain * (1 - d * (1 - f))


def _discount(utilities: Utilities, enforcement: Enforcement, actor: int) -> np.ndarray:
    chances = enforcement.discount[actor]
    return np.zeros(utilities.worlds) if chances is None else chances
