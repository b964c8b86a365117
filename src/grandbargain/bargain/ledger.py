"""Who gains and who gives: a package booked issue by issue against the status quo."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..tables.structure import matches
from ..tables.utilities import MICRO
from .result import Ledger, LinkageEffect, Swap
from .talks import Talks


def book(talks: Talks, codes: tuple[int, ...], rule: str, ideal: Sequence[int]) -> Ledger:
    """Return the ledger of a package (see :class:`~grandbargain.bargain.result.Ledger`).

    ``ideal`` is the best utility of each party in the zone of agreement, in micro-points.
    """
    structure, world = talks.structure, talks.utilities
    start = structure.offsets[:-1]
    change = (
        world.term[0][:, start + np.asarray(codes)]
        - world.term[0][:, start + np.asarray(structure.status_quo)]
    )
    names = structure.actor_ids
    rates = _exchange_rates(talks, codes)
    prices = {
        issue: sum(rates[talks.name(a)] * int(change[a, k]) / MICRO for a in talks.parties)
        for k, issue in enumerate(structure.issue_ids)
        if rates
    }
    room = [
        int(most) - int(talks.utilities.disagreement[0, actor])
        for most, actor in zip(ideal, talks.parties, strict=True)
    ]
    total = talks.all_utilities(codes) - talks.all_utilities(structure.status_quo)
    return Ledger(
        rule=rule,
        package=structure.package(codes),
        points={
            issue: {name: int(change[a, k]) / MICRO for a, name in enumerate(names)}
            for k, issue in enumerate(structure.issue_ids)
        },
        linkages=_linkages(talks, codes),
        total={name: int(total[a]) / MICRO for a, name in enumerate(names)},
        swaps=_swaps(talks, change, codes, room),
        exchange_rates=rates,
        prices=prices,
    )


def _exchange_rates(talks: Talks, codes: tuple[int, ...]) -> dict[str, float]:
    utility = talks.problem.utility(codes)[: len(talks.parties)]
    gain = utility - talks.disagreement[: len(talks.parties)]
    if (gain <= 0).any():
        return {}
    rate = talks.power[: len(talks.parties)] / (gain / MICRO)
    rate = rate / rate.mean()
    return {talks.name(actor): float(rate[n]) for n, actor in enumerate(talks.parties)}


def _linkages(talks: Talks, codes: tuple[int, ...]) -> tuple[LinkageEffect, ...]:
    structure = talks.structure
    patterns = {
        structure.pattern(linkage.when): linkage.when
        for actor in range(len(structure.actor_ids))
        for linkage in talks.interests(actor).linkages
    }
    effects = []
    for number, pattern in enumerate(structure.linkages):
        now, before = matches(pattern, codes), matches(pattern, structure.status_quo)
        points = talks.utilities.link[0][:, number] * (int(now) - int(before))
        if now != before and points.any():
            named = {
                name: int(value) / MICRO
                for name, value in zip(structure.actor_ids, points, strict=True)
                if value
            }
            effects.append(LinkageEffect(str(patterns[pattern]), named))
    return tuple(effects)


def _swaps(
    talks: Talks, change: np.ndarray, codes: tuple[int, ...], room: Sequence[int]
) -> tuple[Swap, ...]:
    """Return, for each pair of parties, the best exchange of two issues from which both gain.

    The gain of a party is its points on the two issues and on linkages of just these two. Points
    of two actors do not add, so each gain is taken as a share of what the party could gain at most
    (``room``), and the joint gain is the smaller of the two shares. Pairs without an exchange from
    which both gain, or with a party that can gain nothing, are left out.
    """
    issues = talks.structure.issue_ids
    places = dict(zip(talks.parties, room, strict=True))
    swaps = []
    for a, b in itertools.combinations(talks.parties, 2):
        if min(places[a], places[b]) <= 0:
            continue
        a_gives = [k for k in range(len(issues)) if change[a, k] < 0 < change[b, k]]
        b_gives = [k for k in range(len(issues)) if change[b, k] < 0 < change[a, k]]
        found = []
        for k, m in itertools.product(a_gives, b_gives):
            both = change[[a, b], k] + change[[a, b], m] + _tied(talks, codes, {k, m})[[a, b]]
            gain = (int(both[0]), int(both[1]))
            if min(gain) > 0:
                share = min(Fraction(gain[0], places[a]), Fraction(gain[1], places[b]))
                found.append((share, -k, -m, gain))
        if found:
            share, k, m, gain = max(found)
            points = {talks.name(a): gain[0] / MICRO, talks.name(b): gain[1] / MICRO}
            pair = (issues[-k], issues[-m])
            swaps.append(Swap((talks.name(a), talks.name(b)), pair, points, float(share)))
    return tuple(swaps)


def _tied(talks: Talks, codes: tuple[int, ...], issues: set[int]) -> np.ndarray:
    """Return what linkages of just these issues bring each actor, against the status quo."""
    structure = talks.structure
    total = np.zeros(len(structure.actor_ids), dtype=np.int64)
    for number, pattern in enumerate(structure.linkages):
        if {issue for issue, _ in pattern} <= issues:
            step = int(matches(pattern, codes)) - int(matches(pattern, structure.status_quo))
            total += talks.utilities.link[0][:, number] * step
    return total
