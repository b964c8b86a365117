"""A small file that is sound, and ways to spoil it."""

from __future__ import annotations

BASE = """\
format: grandbargain/1
title: Two banks of a river
as_of: 2020-05
sources:
  survey: A survey of the river
actors:
  north: {title: North, discount: 0.9}
  south: {title: South, power: 2, source: survey}
  people: {title: People, party: false}
groups:
  banks: [north, south]
parameters:
  rain: {value: 1/2/4, unit: m, source: survey}
issues:
  water:
    title: Water
    options: {low: Low, mid: Middle, high: High}
    status_quo: low
    moves:
      - {by: north}
  pay:
    options: {none: Nothing, some: Something}
    status_quo: none
    moves:
      - {by: {all: banks}, to: some}
      - {by: {any: banks}, from: some, to: none}
constraints:
  - {if: {pay: some}, then: {water: [mid, high]}, kind: agreed}
  - {never: {water: high, pay: some}}
interests:
  north:
    disagreement: {stalemate_cost: 0..5}
    weights: {water: 30..50, pay: 20}
    values:
      water: {low: 100, mid: 40..60, high: 0}
      pay: up
    linkages:
      - {when: {water: mid, pay: some}, adds: 3}
    refuses:
      - {water: high, because: fields would be lost}
  south:
    weights: {water: 1, pay: 2}
    values: {water: up, pay: down}
  people:
    order: [water, pay]
    values: {water: up, pay: {either: {up: 0.5, flat: 0.5}}}
"""

DYNAMICS = """\
dynamics:
  start: 2020
  years: 10
  order: [north, south]
  rationality: 0.5
  stocks:
    fish: {unit: tonnes, levels: 0..10 by 1, now: 5, change: "1 - if(north == take, rain, 0)"}
  actions:
    north: {take: Take water, leave: Leave it}
    south: {wait: Wait, protest: Protest}
  available:
    protest: "fish >= 2"
  signals:
    calm: "south == wait"
  hazards:
    ruin: {chance: "0.01 * exp(-fish)", ending: dry, believed: {south: 0.1}}
  endings:
    dry: {points: {north: 0, south: 0..5}}
    deal: {package: nash}
  payoffs:
    north: "status_quo + fish"
  strategies:
    patient: {rules: {north: leave}}
    stern: {rules: {south: "if(north == take, protest, wait)"}}
    joint: {united: banks}
  principals: banks
  adversary: people
  rents: {unit: USD, north: "2 * fish"}
  hopes:
    rain: {event: dry, waiting: patient, instead: joint}
  delay:
    late: {first: default, then: stern}
robustness:
  tests:
    deal: {package: nash, passes: [accepted, holds]}
    pays: {strategy: stern, against: patient, actor: south}
history:
  - {year: 2018, north: take, south: wait, events: [], source: survey}
  - {year: 2019, north: leave, events: [dry], stocks: {fish: 4..5}}
enforcement:
  detection: {water: {low: 0.1, mid: 0.2..0.3, high: 0.9}}
  false_alarm: 0.01
  belief: {north: {south: 0.5}, south: {north: 0.2..0.4}}
"""

PLAY = BASE.replace("title: South, power: 2", "title: South, discount: 0.8, power: 2").replace(
    "party: false}", "party: false, discount: 0.95}"
) + DYNAMICS.replace(
    '"1 - if(north == take, rain, 0)"',
    '"clip(fish + 1 - if(north == take, rain, 0), 0, 10) - fish"',
).replace('"if(north == take, protest, wait)"', '"if(north == take and fish >= 2, protest, wait)"')
"""The same file with play in which nothing goes wrong in any state."""

MARK = "¶"
"""Stands where a problem is expected; taken out before the text is read."""


def swap(old: str, new: str, text: str = BASE + DYNAMICS) -> str:
    """The sound file with one piece replaced."""
    assert text.count(old) >= 1, f"{old!r} is not in the file"
    return text.replace(old, new, 1)


def expected_places(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without marks, and line and column of every mark."""
    places = []
    lines = []
    for number, line in enumerate(marked.split("\n"), start=1):
        parts = line.split(MARK)
        columns = [sum(map(len, parts[:k])) + 1 for k in range(1, len(parts))]
        places += [(number, column) for column in columns]
        lines.append("".join(parts))
    return "\n".join(lines), places
