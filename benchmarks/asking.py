"""One rule at a time, from a dispute to the proof, as a bargaining question does it."""

from __future__ import annotations

from collections.abc import Mapping

from grandbargain.bargain.engine import Budget
from grandbargain.bargain.result import Solution
from grandbargain.bargain.rules import explore, solve
from grandbargain.bargain.talks import Talks
from grandbargain.dispute import Dispute
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import central_utilities

RULES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


def central_talks(dispute: Dispute, limit: float = 0.0) -> Talks:
    """Return the talks of all parties in the central world, with nothing computed yet.

    ``limit`` is the budget of each search in seconds; 0: none.
    """
    structure = Structure(dispute)
    parties = tuple(a for a, actor in enumerate(dispute.actors) if actor.is_party)
    return Talks(structure, central_utilities(structure), parties, budget=Budget(limit))


def one_rule(dispute: Dispute, rule: str, limit: float = 0.0) -> Solution:
    """Return one solution with its proof, from nothing."""
    talks = central_talks(dispute, limit)
    return solve(talks, rule, None if rule == "nash" else explore(talks))


def four_rules(dispute: Dispute) -> dict[str, Solution]:
    """Return the four solutions with their proofs, from nothing."""
    talks = central_talks(dispute)
    zone = explore(talks)
    solutions: dict[str, Solution] = {}
    for rule in RULES:
        known = [
            talks.structure.codes(item.package)
            for solution in solutions.values()
            for item in solution.packages[:1]
        ]
        solutions[rule] = solve(talks, rule, zone, hints=known)
    return solutions


def unproved(solutions: Mapping[str, Solution]) -> tuple[str, ...]:
    """Return the rules that are not proved."""
    return tuple(name for name, solution in solutions.items() if not solution.proved)
