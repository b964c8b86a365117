"""Published answers of the graph model, each by the twin and by the engine.

Fang, Hipel and Kilgour, "Interactive Decision Making: The Graph Model for Conflict Resolution"
(Wiley 1993) define the concepts. Packages are options in the order of the issues.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations, product

import numpy as np
import pytest

from grandbargain.dispute import Dispute
from grandbargain.stability.graph import analyse_utilities
from grandbargain.study.finding import find_dispute
from grandbargain.tables.moves import moves_of
from grandbargain.tables.structure import Structure
from tests.building import dispute
from tests.reference.stability import CONCEPTS, Game, Solved, solve
from tests.stability_comparing import solve_graph

WAYS: dict[str, Callable[..., Solved]] = {"twin": solve, "graph": solve_graph}


@pytest.fixture(params=sorted(WAYS))
def solver(request):
    return WAYS[request.param]


def two_by_two(order: Sequence[str]) -> Dispute:
    """A symmetric game; ``order`` lists (own, other) from best to worst, C and D."""
    mine = [{"row": own, "column": other} for own, other in order]
    theirs = [{"row": other, "column": own} for own, other in order]
    return dispute(
        {"row": ["C", "D"], "column": ["C", "D"]},
        {"rose": {}, "colin": {}},
        ranking={"rose": mine, "colin": theirs},
        moves={"row": [{"by": "rose"}], "column": [{"by": "colin"}]},
    )


def equilibria(found: Solved) -> dict[str, set[str]]:
    """Equilibria, each package as one word."""
    return {name: {"".join(x) for x in found.equilibria[name]} for name in CONCEPTS}


def test_prisoners_dilemma(solver):
    """Both defect under Nash; mutual cooperation is kept by the fear of an answer.

    Howard, "Paradoxes of Rationality" (MIT Press 1971): cooperation is metarational. Who defects
    is answered by a defection which is an improvement too, so it is SEQ, and SIM.
    """
    found = equilibria(solver(two_by_two(["DC", "CC", "DD", "CD"])))
    assert found.pop("nash") == {"DD"}
    assert all(packages == {"CC", "DD"} for packages in found.values())


def test_chicken(solver):
    """One swerves; that both do is kept only by threats which the threatener would not like.

    Of simultaneous answers it is kept too: both are tempted at once, and both lose.
    """
    found = equilibria(solver(two_by_two(["DC", "CC", "CD", "DD"])))
    one, both = {"CD", "DC"}, {"CC", "CD", "DC"}
    assert found == {"nash": one, "gmr": both, "smr": both, "seq": one, "sim": both}


def test_stag_hunt(solver):
    """Rousseau's hunters: all hunt the stag or all the hare, under every concept."""
    found = equilibria(solver(two_by_two(["CC", "DC", "DD", "CD"])))
    assert all(packages == {"CC", "DD"} for packages in found.values())


# --- Elmira -------------------------------------------------------------------------------------

DEADLOCK = ("stands", "delay", "insists")
AGREEMENT = ("modified", "accept", "insists")
ABANDONED = tuple(
    (order, "abandon", local)
    for order, local in product(("stands", "modified"), ("silent", "insists"))
)


def test_elmira(solver):
    """The case of Kilgour and Hipel (2005), Group Decision and Negotiation 14:441-460.

    Options and rankings are those of the example of GMCR+ and its handout, section 5, and so are
    the answers: deadlock, agreement and the abandoned plant (one state there, four tied packages
    here) are stable under every concept, two more states under GMR and SMR only.
    """
    found = solver(find_dispute("elmira")).equilibria
    strong = {DEADLOCK, AGREEMENT, *ABANDONED}
    weak = strong | {("stands", "delay", "silent"), ("modified", "accept", "silent")}
    for concept in CONCEPTS:
        assert set(found[concept]) == (weak if concept in ("gmr", "smr") else strong)


def test_elmira_ministry_and_uniroyal_leave_the_deadlock(solver):
    """The handout of GMCR+, section 5.2: together they go on to the agreement, better for both."""
    together = ("ministry", "uniroyal")
    found = solver(find_dispute("elmira"), "all")
    assert DEADLOCK not in found.coalition_stable[together]
    assert AGREEMENT in found.coalition_stable[together]
    others = [group for group in found.coalition_stable if group != together]
    assert all(DEADLOCK in found.coalition_stable[group] for group in others)
    assert DEADLOCK not in found.equilibria["coalition"]
    assert AGREEMENT in found.equilibria["coalition"]


def test_elmira_only_the_local_governments_leave_the_status_quo():
    """The handout of GMCR+, section 5.2."""
    game = Game(find_dispute("elmira"))
    today = ("stands", "delay", "silent")
    assert {actor: set(game.improvements(actor, today)) for actor in game.actors} == {
        "ministry": set(),
        "uniroyal": set(),
        "local": {DEADLOCK},
    }


# --- Syria and Iraq, 1975 -----------------------------------------------------------------------

STATES = {
    1: ("held", "calm", "holds"),
    2: ("released", "calm", "holds"),
    3: ("held", "escalated", "holds"),
    4: ("held", "calm", "attacks"),
    5: ("released", "calm", "attacks"),
    6: ("held", "escalated", "attacks"),
}
"""The states of the handout of GMCR+, table 3."""


def test_syria_and_iraq(solver):
    """The handout of GMCR+: state 6 under every concept, the status quo under GMR too."""
    found = solver(find_dispute("euphrates"))
    assert set(found.packages) == set(STATES.values())
    for concept in CONCEPTS:
        wanted = {STATES[6], STATES[1]} if concept == "gmr" else {STATES[6]}
        assert set(found.equilibria[concept]) == wanted


@pytest.mark.parametrize(
    ("actor", "state", "concept", "count"),
    [
        ("syria", 2, "nash", 240),
        ("syria", 2, "seq", 384),
        ("iraq", 1, "smr", 456),
    ],
)
def test_rankings_that_make_a_state_stable(actor, state, concept, count):
    """Of the 720 strict rankings of one actor, how many make a state an equilibrium.

    The inverse question of GMCR+, whose handout prints 240, 420 and 444: it forgets improvements
    and answers. By hand for the second: Syria leaves state 2 for 1 if both 1 and 4, where Iraq
    would go on to, are above it; so for 3 with 3 and 6. That is 1/3 each and 1/5 for both:
    720 (1 - 2/3 + 1/5) = 384.
    """
    structure = Structure(find_dispute("euphrates"))
    game = Game(structure.dispute)
    place = {
        k: int(np.ravel_multi_index(structure.codes(game.named(package)), structure.sizes))
        for k, package in STATES.items()
    }
    utility = np.zeros((2, structure.dispute.size), dtype=np.int64)
    for a, name in enumerate(structure.actor_ids):
        for k, package in STATES.items():
            utility[a, place[k]] = game.utility(name, package)
    feasible = np.zeros(structure.dispute.size, dtype=bool)
    feasible[list(place.values())] = True
    chosen = structure.actor_ids.index(actor)
    found = 0
    for ranking in permutations(range(6)):
        utility[chosen, list(place.values())] = ranking
        answer = analyse_utilities(
            moves_of(structure), utility, feasible, [0, 1], concepts=(concept,)
        )
        found += bool(answer.stable[concept][chosen, place[state]])
    assert found == count


# --- a chain in which one opponent moves twice --------------------------------------------------


@pytest.mark.parametrize("may_second", [True, False])
def test_an_opponent_answers_twice_in_one_chain(solver, may_second):
    """Opponents may move several times in a chain of answers, as long as not twice running.

    So in Garrison Diversion (Hipel and Fraser 1980, Water Resources Research 16:629-634), where a
    program that lets every opponent move once loses an equilibrium. Here p leaves for more; q has
    to go one step, then r, then q again, each to what it prefers, until p has less than at first.
    r cannot begin, and q cannot go both steps without r.
    """
    game = dispute(
        {"p": ["stay", "leave"], "q": ["q0", "q1", "q2"], "r": ["r0", "r1"]},
        {"p": {"p": "up"}, "q": {"q": "up"}, "r": {"r": "up"}},
        linkages={"p": [({"q": "q2"}, -200)]},
        moves={
            "p": [{"by": "p"}],
            "q": [{"by": "q"}],
            "r": [{"by": "r"}] if may_second else [],
        },
        logical=[{"never": {"q": "q0", "r": "r1"}}, {"never": {"q": "q2", "r": "r0"}}],
    )
    today = ("stay", "q0", "r0")
    stable = solver(game).stable
    assert {concept for concept in CONCEPTS if today in stable[concept]["p"]} == (
        {"gmr", "smr", "seq"} if may_second else set()
    )
