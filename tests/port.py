"""A small dispute with years of play, for tests of the whole question."""

from __future__ import annotations

PORT = """\
format: grandbargain/1
title: Two ports and a gang
actors:
  a: {title: North, discount: 0.9}
  b: {title: South, discount: 0.8..0.9}
  gang: {title: The gang, discount: 0.7, party: false}
  people: {title: The quarter, discount: 0.95, party: false}
groups: {ports: [a, b]}
parameters: {risk: {value: 0.02..0.06, source: judgement}}
issues:
  tolls: {title: Tolls, options: {apart: Apart, joint: Joint}, status_quo: apart,
          moves: [{by: {all: [a, b]}, to: joint}, {by: {any: [a, b]}, to: apart}]}
  quay: {title: Quay, options: {shut: Shut, open: Open}, status_quo: shut, moves: [{by: a}]}
interests:
  a: {source: judgement, disagreement: play, weights: {tolls: 60..80, quay: 30},
      values: {tolls: up, quay: down}}
  b: {source: judgement, disagreement: {stalemate_cost: 0}, weights: {tolls: 30, quay: 70},
      values: {tolls: up, quay: up}}
  gang: {source: judgement, weights: {tolls: 1}, values: {tolls: down}}
  people: {source: judgement, weights: {tolls: 1, quay: 1}, values: {tolls: up, quay: up}}
enforcement:
  source: judgement
  detection: {quay: {shut: 0.4, open: 0.5..0.7}}
  false_alarm: 0.05
dynamics:
  source: judgement
  start: 2020
  years: 6
  tail: 4
  order: [a, b, gang]
  rationality: 1
  stocks:
    arms: {unit: boats, levels: [0, 1, 2, 3], now: 1,
           change: "clip(arms + if(gang == raid, 0.8, -0.3) - 0.5 * front, 0, 3) - arms"}
  actions:
    a: {wait: Wait, patrol: Patrol}
    b: {wait: Wait, patrol: Patrol}
    gang: {hide: Hide, raid: Raid}
  available: {gang.raid: "arms >= 0.5"}
  signals: {front: "a == patrol and b == patrol"}
  hazards:
    fall: {chance: "risk * (1 + 2 * front)", ending: fall, believed: {a: "0.2"}}
    clash: {chance: "0.02 * arms * (gang == raid)", ending: war}
    signing: {chance: "if(front, 0.3, 0)", ending: deal}
  endings:
    fall: {title: The gang breaks up, points: {a: 60, b: 60, gang: 0, people: 80..90}}
    war: {title: Shooting, points: {a: 5, b: 5, gang: 10, people: 0}}
    deal: {title: Joint port, package: nash}
  payoffs:
    a: "status_quo - 4 * arms * (gang == raid) - 2 * (a == patrol)"
    b: "status_quo - 4 * arms * (gang == raid) - 3 * (b == patrol)"
    gang: "20 + 6 * arms * (gang == raid) * if(front, 0.2, 1)"
    people: "status_quo - 8 * arms * (gang == raid)"
  strategies:
    patience: {title: Patience, rules: {a: wait}}
    union: {title: One front, united: ports}
    steps: {title: Step by step, rules: {a: patrol, b: "if(a == patrol, patrol, wait)"}}
  principals: ports
  adversary: gang
  rents: {unit: EUR m, a: "arms * (gang == raid)", b: "0.5 * arms"}
  hopes: {luck: {event: fall, waiting: patience, instead: steps}}
  delay: {steps: {first: patience, then: steps}}
"""
