"""Disputes of any size for the question of dynamics: three movers, five stocks, three endings."""

from __future__ import annotations

from collections.abc import Sequence

from grandbargain.dispute import Dispute
from grandbargain.modelfile.read import parse_dispute

SMALL = (10, 8, 5, 3, 2)
"""Levels of the five stocks: 2,400 states."""

LARGE = (20, 20, 10, 5, 5)
"""Levels of the five stocks: 100,000 states."""


def game(levels: Sequence[int], years: int = 50) -> Dispute:
    """Return a dispute of 4 x 3 x 3 joint actions; every stock runs from 0 to 1 in even steps."""
    arms, gold, trust, order, calm = (
        [round(n / (size - 1), 6) for n in range(size)] for size in levels
    )
    return parse_dispute(
        f"""
format: grandbargain/1
title: A game of {years} years
actors:
  holder: {{title: Holder, discount: 0.9}}
  east: {{title: East, discount: 0.95}}
  west: {{title: West, discount: 0.95}}
issues:
  land: {{options: {{old: Old, new: New}}, status_quo: old, moves: [{{by: east}}]}}
interests:
  holder: {{weights: {{land: 1}}, values: {{land: up}}}}
  east: {{weights: {{land: 1}}, values: {{land: up}}}}
  west: {{weights: {{land: 1}}, values: {{land: up}}}}
dynamics:
  start: 2026
  years: {years}
  tail: 0
  order: [east, west, holder]
  rationality: 0.5
  actions:
    holder: {{hoard: Hoard, build: Build, extort: Extort, restrain: Restrain}}
    east: {{wait: Wait, press: Press, offer: Offer}}
    west: {{pay: Pay, sanction: Sanction, join: Join}}
  signals:
    joint: east == offer and west == join
    alone: (east == offer or west == join) and not joint
  stocks:
    arms:
      {{unit: share, levels: {arms}, now: 0.5,
       change: 0.07 * (holder == build) + 0.01 - 0.06 * (holder == restrain) * (0.2 + joint)}}
    gold:
      {{unit: share, levels: {gold}, now: 0.4,
       change: 0.03 + 0.06 * (west == pay) + 0.08 * arms * (holder == extort)
         - 0.05 * (east == press) - 0.06 * (west == sanction) - 0.06 * (holder == build)}}
    trust:
      {{unit: share, levels: {trust}, now: 0.3,
       change: 0.06 * joint - 0.04 * alone - 0.01}}
    order:
      {{unit: share, levels: {order}, now: 0.1,
       change: 0.08 * joint * (trust >= 0.5) - 0.02}}
    calm:
      {{unit: share, levels: {calm}, now: 0.8,
       change: 0.05 * (gold >= 0.4) - 0.1 * (holder == extort) - 0.03}}
  endings:
    war: {{points: {{holder: 5, east: 10, west: 10}}}}
    fall: {{points: {{holder: 0, east: 35, west: 30}}}}
    settled: {{points: {{holder: 60, east: 65, west: 65}}}}
  hazards:
    clash:
      chance: clip(0.002 + 0.01 * arms * (east == press) + 0.01 * (holder == extort), 0, 1)
      ending: war
    ruin:
      chance: clip(0.03 * (1 - gold) * (1 - calm), 0, 1)
      ending: fall
    accord:
      chance: clip(0.2 * order * joint * (holder == restrain), 0, 1)
      ending: settled
  payoffs:
    holder: >-
      30 + 30 * gold + 10 * arms + 8 * (holder == extort) - 6 * (holder == restrain)
    east: >-
      60 - 25 * arms - 10 * (holder == extort) - 5 * (east == press) - 4 * (east == offer)
      + 15 * order
    west: >-
      60 - 20 * arms - 10 * (holder == extort) - 6 * (west == pay) - 3 * (west == join)
      + 12 * order
  rents: {{unit: points, west: 5 * (west == pay) + 5 * (holder == extort)}}
  strategies:
    front: {{title: Front, united: [east, west]}}
    firm: {{title: Firm, rules: {{east: press}}}}
""",
        "game",
    )
