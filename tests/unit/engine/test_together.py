"""Nash where nobody or only some can gain together: many parties, few packages."""

from __future__ import annotations

import math

import pytest
from tests.building import dispute
from tests.comparing import ask


def one_winner(parties: int):
    """One issue with an option that is good for one party each, and one that changes nothing."""
    names = [f"p{k}" for k in range(parties)]
    options = ["none", *(f"for_{name}" for name in names)]
    values = {
        name: {"prize": [100 if option == f"for_{name}" else 0 for option in options]}
        for name in names
    }
    return dispute({"prize": options}, values=values)


@pytest.mark.parametrize("parties", [3, 20])
def test_one_party_of_many_can_gain(parties):
    """All the packages in which somebody gains tie; a million sets of parties need no search."""
    found = ask(one_winner(parties), rules=("nash",)).solutions["nash"]
    assert found.proved
    assert found.ties == parties
    assert found.objective == 0.0


def test_as_many_as_possible_gain():
    """Six parties share three seats, so three of them gain: every choice of three ties."""
    names = [f"p{k}" for k in range(6)]
    issues = {f"seat{k}": ["empty", *names] for k in range(3)}
    values = {name: {seat: [0, *(100 * (n == name) for n in names)] for seat in issues}
              for name in names}  # fmt: skip
    found = ask(dispute(issues, values=values), rules=("nash",), ties=1_000).solutions["nash"]
    assert found.proved
    assert found.ties == math.perm(6, 3)
