"""Integer utilities of the central world: the engine against the twin, number by number."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from grandbargain.dispute import Dispute
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import central_utilities
from tests.disputes import disputes, zoo
from tests.reference.bargain import every_package
from tests.reference.utilities import central_tables

ZOO = zoo()


def agree(dispute: Dispute) -> None:
    structure = Structure(dispute)
    engine = central_utilities(structure)
    twin = central_tables(dispute)
    for a, actor in enumerate(structure.actor_ids):
        terms = [points for issue in twin[actor].points.values() for points in issue.values()]
        assert engine.term[0, a].tolist() == terms, actor
        assert engine.disagreement[0, a] == twin[actor].disagreement, actor
    for package in every_package(dispute):
        found = engine.of(structure, structure.codes(package))[0]
        assert found.tolist() == [twin[actor].utility(package) for actor in structure.actor_ids]


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo(name):
    agree(ZOO[name])


@settings(max_examples=150)
@given(disputes())
def test_random_disputes(dispute):
    agree(dispute)


@pytest.mark.slow
@settings(max_examples=2000)
@given(disputes())
def test_many_random_disputes(dispute):
    agree(dispute)
