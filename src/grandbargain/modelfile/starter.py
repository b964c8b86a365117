"""A commented file to start from."""

from __future__ import annotations

import json

_FILE = """\
# yaml-language-server: $schema=grandbargain.schema.json
# A dispute in one file. Replace what is here by your own dispute, then check it.
# Everything after a '#' is a comment. Indent with spaces, not with tabs.
format: grandbargain/1
title: TITLE
as_of: 2025-01                 # the date for which the file speaks

# Where numbers and claims come from. 'judgement' is known everywhere and needs no entry.
sources:
  survey: "Survey of the two valleys, report of 2024 (replace by your own source)"

# Everyone who has interests. A party must consent; 'party: false' is for those who cannot refuse.
actors:
  upstream:   {title: The upstream district}
  downstream: {title: The downstream district}
  residents:  {title: Residents of both valleys, party: false}

# The questions to settle. Options are in order; 'moves' says who can change what today.
issues:
  water:
    title: Water released in the dry season
    options:
      low: As today
      shared: A fixed share
      high: The full demand of downstream
    status_quo: low
    moves:
      - {by: upstream}                                      # between any two options, alone
  payment:
    title: Payment for the water
    options: {none: No payment, yearly: A yearly payment}
    status_quo: none
    moves:
      - {by: downstream}
  monitoring:
    title: Who reads the gauges
    options: {each: Each district its own, joint: A joint office}
    status_quo: each
    moves:
      - {by: {all: [upstream, downstream]}, to: joint}      # entering needs both
      - {by: {any: [upstream, downstream]}, to: each}       # leaving needs one

# Combinations that are ruled out. 'kind: agreed' is policy: it binds offers, not breaches.
constraints:
  - if: {payment: yearly}
    then: {monitoring: joint}
    kind: agreed
    because: nobody pays for what is not measured

# What each actor wants. Weights say how much it matters to move an issue from worst to best.
# Numbers: 30 (known), 20..40 (anywhere between), 20/30/40 (low, most likely, high), 30 +- 5.
interests:
  upstream:
    source: judgement                                       # for numbers that state none
    disagreement: {stalemate_cost: 0..5}                    # what it loses if talks fail
    weights: {water: 30..50, payment: 40..60, monitoring: 5..10}
    values:                                                 # 0 worst, 100 best
      water: {low: 100, shared: 60..80, high: 0}
      payment: up                                           # evenly, first option 0 to last 100
      monitoring: down
  downstream:
    source: judgement
    disagreement: {stalemate_cost: 5..15}
    weights: {water: 50..70, payment: 20..30, monitoring: 10..20}
    values:
      water: {low: 0, shared: 50..80, high: 100}
      payment: down
      monitoring: up
    linkages:
      - when: {water: shared, monitoring: joint}
        adds: 2..6
        because: a share that can be read holds
  residents:
    order: [water, monitoring]                              # only the order of weights is known
    values:
      water: {low: 0, shared: {value: 60..90, source: survey}, high: 100}
      monitoring: up
"""


def starter(name: str) -> str:
    """Return the text of a commented model file that passes ``check`` without warnings.

    ``name`` becomes the title of the dispute.

    Examples
    --------
    >>> starter("two_valleys").splitlines()[4]
    'title: "Two valleys"'
    """
    words = " ".join("".join(c if c.isprintable() else " " for c in name).replace("_", " ").split())
    title = words[:1].upper() + words[1:] or "A dispute"
    return _FILE.replace("TITLE", json.dumps(title, ensure_ascii=False))
