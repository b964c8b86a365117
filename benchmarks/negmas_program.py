"""The same question for NegMAS, as a program of its own: a dispute as JSON in, answers out.

It runs in an environment that has NegMAS and not this package; ``million`` starts it.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from typing import Any

from negmas import LinearAdditiveUtilityFunction, make_issue
from negmas.preferences import ops


def main() -> None:
    """Read ``values`` (A, I, n) and ``disagreement`` (A,); print seconds, frontier, solutions."""
    warnings.simplefilter("ignore")
    asked: dict[str, Any] = json.load(sys.stdin)
    values, disagreement = asked["values"], asked["disagreement"]
    issues = [
        make_issue([str(n) for n in range(len(row))], f"i{i}") for i, row in enumerate(values[0])
    ]
    parties = [
        LinearAdditiveUtilityFunction(
            values=[{str(n): float(points) for n, points in enumerate(row)} for row in table],
            issues=issues,
            reserved_value=float(outside),
        )
        for table, outside in zip(values, disagreement, strict=True)
    ]
    started = time.perf_counter()
    frontier, _ = ops.pareto_frontier(parties, issues=issues)
    traced = time.perf_counter() - started
    rules = {
        "nash": ops.nash_points,
        "kalai_smorodinsky": ops.ks_points,
        "egalitarian": ops.kalai_points,
        "utilitarian": ops.max_welfare_points,
    }
    best = {name: rule(parties, frontier, issues=issues)[0][0] for name, rule in rules.items()}
    seconds = time.perf_counter() - started
    answer = {
        "seconds": seconds,
        "frontier_seconds": traced,
        "frontier": [[float(points) for points in point] for point in frontier],
        "best": {name: [float(points) for points in point] for name, point in best.items()},
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
