"""A thousand worlds of the flagship case: acceptance of a package, and bargaining anew."""

from __future__ import annotations

import resource
from dataclasses import replace

import numpy as np

from grandbargain.bargain.acceptance import find_accepting, measure_acceptance
from grandbargain.bargain.rules import explore, solve
from grandbargain.bargain.talks import Talks
from grandbargain.bargain.worlds import resolve
from grandbargain.study.finding import find_dispute
from grandbargain.tables.utilities import drawn_utilities

from .asking import central_talks
from .measuring import (
    Row,
    clocked,
    fastest,
    limit_of,
    options,
    peak,
    processor_note,
    processors,
    show_table,
)
from .milp import largest_least_gain

WORLDS = 1000
SOME = 100
"""Worlds that are done one by one; their time is scaled."""

FEW = 5
"""Worlds that HiGHS gets; its time is scaled."""

JOBS = 2
REPEATS = 5
Codes = tuple[int, ...]


def main() -> None:
    """Measure both questions over worlds; the second one only without ``--quick``."""
    asked = options(main.__doc__ or "").parse_args()
    talks = central_talks(find_dispute("korea"))
    nash = talks.structure.codes(solve(talks, "nash", explore(talks)).packages[0].package)
    rows = [_acceptance(talks, nash)]
    if not asked.quick:
        rows.append(_anew(talks, nash, limit_of(asked)))
    show_table(f"{WORLDS:,} worlds of Korea", rows)


def _acceptance(talks: Talks, codes: Codes) -> Row:
    measure_acceptance(talks, [codes], 0, WORLDS)
    seconds, (shares,) = fastest(lambda: measure_acceptance(talks, [codes], 0, WORLDS), REPEATS)
    memory = peak()
    beside, alone = fastest(lambda: _one_by_one(talks, codes), 2)
    (some,) = measure_acceptance(talks, [codes], 0, SOME)
    if round(some.joint * SOME) != alone:
        raise AssertionError(f"{some.joint * SOME:g} worlds accept, but one by one {alone}")
    return Row(
        "acceptance of the Nash package",
        seconds,
        0.2,
        other=f"world by world, {SOME} scaled",
        other_seconds=beside * WORLDS / SOME,
        memory=memory,
        note=f"{round(shares.joint * WORLDS)} of {WORLDS} worlds accept",
    )


def _one_by_one(talks: Talks, codes: Codes) -> int:
    """Return in how many of some worlds all parties accept, each world drawn by itself."""
    structure, parties = talks.structure, talks.parties
    return sum(
        bool(np.all(find_accepting(structure, drawn_utilities(structure, 0, w, 1), parties, codes)))
        for w in range(SOME)
    )


def _anew(talks: Talks, codes: Codes, limit: float) -> Row:
    before = processors()
    seconds, found = clocked(
        lambda: resolve(talks, 0, WORLDS, jobs=JOBS, hints=[codes], progress=None)
    )
    busy = processors() - before
    memory = max(peak(), peak(resource.RUSAGE_CHILDREN))
    others = [
        largest_least_gain(
            replace(talks, utilities=drawn_utilities(talks.structure, 0, world, 1)), limit
        )
        for world in range(FEW)
    ]
    closed = sum(other.is_proved for other in others)
    return Row(
        f"Nash anew in every world, {JOBS} processes",
        seconds,
        60.0,
        is_failed=found.decided < WORLDS,
        other=f"HiGHS, max-min only, {FEW} scaled",
        other_seconds=sum(other.seconds for other in others) * WORLDS / FEW / JOBS,
        other_is_open=closed < FEW,
        memory=memory,
        note=(
            f"{processor_note(busy)}; decided {found.decided}, zone in {found.zopa_share:.1%}, "
            f"{found.distinct} packages; HiGHS proved {closed} of {FEW}"
        ),
    )


if __name__ == "__main__":
    main()
