"""Play with long chains of signals, and with endings that are sure."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from tests.plays import HEAD

from grandbargain.dynamics.measures import as_played
from grandbargain.dynamics.solve import Game
from grandbargain.modelfile.read import parse_dispute
from grandbargain.tables.play import PlayGrid, central_numbers


def play(**dynamics: object) -> Game:
    text = HEAD | {
        "actors": {"p": {"title": "p", "discount": 0.9}},
        "interests": {"p": {"weights": {"land": 1}, "values": {"land": "up"}}},
        "dynamics": {
            "years": 3,
            "rationality": "best",
            "actions": {"p": {"go": "Go", "stay": "Stay"}},
            "stocks": {"fish": {"levels": [0, 1, 2], "now": 1, "change": "0"}},
            **dynamics,
        },
    }
    dispute = parse_dispute(yaml.safe_dump(text, sort_keys=False), "chain")
    return Game(PlayGrid(dispute, central_numbers(dispute, np.zeros(1), {})))


def test_a_thousand_signals_each_using_the_one_before() -> None:
    signals = {"s0": "fish"} | {f"s{n}": f"s{n - 1} + 1" for n in range(1, 1000)}
    game = play(signals=signals, payoffs={"p": "s999"})
    solved = game.solve(game.grid.play.strategy("default"))
    assert solved.value_per_year() == pytest.approx([1000.0])


def test_an_ending_that_is_sure_leaves_nobody_in_play() -> None:
    for other in (0.2, 0.3):
        game = play(
            endings={"war": {"points": {"p": 0}}, "fall": {"points": {"p": 0}}},
            hazards={
                "clash": {"chance": str(other), "ending": "war"},
                "ruin": {"chance": "1", "ending": "fall"},
            },
        )
        found = as_played(game.solve(game.grid.play.strategy("default")))
        assert found.in_play[1:] == (0.0, 0.0, 0.0)
        assert found.stock["fish"].mean[1:] == (None, None, None)
        assert found.action["p"]["go"][1:] == (None, None)
