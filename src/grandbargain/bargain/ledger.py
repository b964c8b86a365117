"""Who gains and who gives: a package booked issue by issue against the status quo."""

from __future__ import annotations

import itertools

import numpy as np

from ..tables.structure import matches
from ..tables.utilities import MICRO
from .result import Ledger, LinkageEffect, Swap
from .talks import Talks


def book(talks: Talks, codes: tuple[int, ...], rule: str) -> Ledger:
    """Return the ledger of a package (see :class:`~grandbargain.bargain.result.Ledger`)."""
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
        swaps=_swaps(talks, change),
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


def _swaps(talks: Talks, change: np.ndarray) -> tuple[Swap, ...]:
    """Return for each pair of parties the exchange of two issues with the largest joint gain."""
    issues = talks.structure.issue_ids
    swaps = []
    for a, b in itertools.combinations(talks.parties, 2):
        a_gives = [k for k in range(len(issues)) if change[a, k] < 0 < change[b, k]]
        b_gives = [k for k in range(len(issues)) if change[b, k] < 0 < change[a, k]]
        pairs = [(int(change[[a, b]][:, [k, m]].sum()), -k, -m) for k in a_gives for m in b_gives]
        if not pairs:
            continue
        joint, k, m = max(pairs)
        k, m = -k, -m
        gain = {
            talks.name(actor): int(change[actor, k] + change[actor, m]) / MICRO for actor in (a, b)
        }
        swaps.append(
            Swap((talks.name(a), talks.name(b)), (issues[k], issues[m]), gain, joint / MICRO)
        )
    return tuple(swaps)
