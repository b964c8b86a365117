"""Ask the engine for a whole graph and name what it says, as the twin does."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from grandbargain.dispute import Dispute
from grandbargain.stability.graph import analyse_graph
from grandbargain.tables.moves import moves_of
from grandbargain.tables.preferences import preferences_of
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import central_utilities
from tests.reference.stability import CONCEPTS, Group, Package, Solved


def solve_graph(dispute: Dispute, coalitions: Iterable[Group] | str | None = None) -> Solved:
    """All verdicts of the engine, in the words of the twin."""
    structure = Structure(dispute)
    names = structure.actor_ids
    groups = (
        coalitions
        if coalitions is None or isinstance(coalitions, str)
        else [[names.index(name) for name in group] for group in coalitions]
    )
    found = analyse_graph(
        moves_of(structure),
        preferences_of(structure, central_utilities(structure)),
        structure.nogoods(agreed=False),
        [a for a, actor in enumerate(dispute.actors) if actor.is_party],
        coalitions=groups,
    )

    def named(chosen: np.ndarray) -> tuple[Package, ...]:
        codes = (found.codes(int(p)) for p in chosen)
        return tuple(tuple(structure.package(each).values()) for each in codes)

    assert tuple(found.stable) == CONCEPTS
    return Solved(
        packages=named(np.flatnonzero(found.feasible)),
        stable={
            concept: {name: named(np.flatnonzero(of[a])) for a, name in enumerate(names)}
            for concept, of in found.stable.items()
        },
        equilibria={concept: named(chosen) for concept, chosen in found.equilibria.items()},
        coalition_stable={
            tuple(names[a] for a in sorted(group)): named(np.flatnonzero(verdict))
            for group, verdict in found.coalition_stable.items()
        },
    )
