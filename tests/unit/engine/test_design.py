"""Designs of worlds: a world depends on the design and on its number, and on nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import qmc
from tests.disputes import zoo

from grandbargain.errors import UsageError
from grandbargain.robustness import design as module
from grandbargain.robustness.design import METHODS, Crossed, Design, Method, digest
from grandbargain.tables.draws import draw_units
from grandbargain.tables.inputs import inputs_of
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import drawn_utilities

COLUMNS = (("a", 0), ("b", 0), ("b", 1), ("c", 0))


def all_draws(design: Design | Crossed, first: int, count: int) -> np.ndarray:
    """All draws of some worlds, one column after the other, shape (columns, W)."""
    return np.concatenate([design.units([path], first, count, slot) for path, slot in COLUMNS])


@pytest.mark.parametrize("method", METHODS)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_world_is_the_same_in_any_chunk(method: Method, data: st.DataObject) -> None:
    total = data.draw(st.integers(1, 200))
    design = Design(method, data.draw(st.integers(0, 3)), COLUMNS, total)
    whole = all_draws(design, 0, total)
    assert whole.shape == (len(COLUMNS), total)
    first = data.draw(st.integers(0, total - 1))
    count = data.draw(st.integers(1, total - first))
    assert (all_draws(design, first, count) == whole[:, first : first + count]).all()


@pytest.mark.parametrize("method", ["sobol", "random"])
def test_a_longer_design_begins_with_the_same_worlds(method: Method) -> None:
    short, long = (Design(method, 7, COLUMNS, worlds) for worlds in (3, 5000))
    assert (all_draws(short, 0, 3) == all_draws(long, 0, 5000)[:, :3]).all()
    assert short.fingerprint() == long.fingerprint()
    assert short.described() == long.described()


def test_a_longer_latin_hypercube_is_another_design() -> None:
    short, long = (Design("latin", 7, COLUMNS, worlds) for worlds in (8, 16))
    assert (all_draws(short, 0, 8) != all_draws(long, 0, 8)).any()
    assert digest(short.described()) != digest(long.described())


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Sequences made in blocks of 1,024 worlds; nothing is remembered from before or for later."""
    monkeypatch.setattr(module, "BLOCK_CELLS", 5_000)  # the power of two below, by column
    forget()
    yield 1024
    forget()


def forget() -> None:
    module._table.cache_clear()
    module._latin.cache_clear()
    module._sobol.cache_clear()


def test_sobol_worlds_are_those_of_scipy_across_blocks(small_blocks: int) -> None:
    total = 2 * small_blocks + 5
    design = Design("sobol", 5, COLUMNS, total)
    expected = qmc.Sobol(4, bits=30, rng=np.random.default_rng(5)).random(4096)[:total]
    assert (design.table(0, total) == expected + 2.0**-31).all()
    across = design.table(small_blocks - 3, small_blocks + 6)
    assert (across == expected[small_blocks - 3 : 2 * small_blocks + 3] + 2.0**-31).all()
    assert module._sobol.cache_info().currsize == 2


@pytest.mark.parametrize("method", ["sobol", "latin"])
def test_every_column_is_stratified(method: Method) -> None:
    found = all_draws(Design(method, 11, COLUMNS, 64), 0, 64)
    for column in found:
        assert sorted((column * 64).astype(int)) == list(range(64))
    other = all_draws(Design("random", 11, COLUMNS, 64), 0, 64)
    assert all(len(set((column * 64).astype(int))) < 64 for column in other)


@pytest.mark.parametrize("method", METHODS)
def test_draws_are_strictly_inside(method: Method) -> None:
    found = all_draws(Design(method, 0, COLUMNS, 4096), 0, 4096)
    assert found.min() > 0
    assert found.max() < 1
    assert abs(found.mean() - 0.5) < 0.01


def test_the_ends_of_a_method_are_kept_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hypercube or a sequence whose library hands out 0 itself."""
    monkeypatch.setattr(
        qmc.LatinHypercube, "random", lambda self, worlds: np.zeros((worlds, self.d))
    )
    monkeypatch.setattr(qmc.Sobol, "random", lambda self, worlds: np.zeros((worlds, self.d)))
    for method in ("latin", "sobol"):
        design = Design(method, 987_654_321, COLUMNS, 4)
        try:
            assert (design.table(0, 4) > 0).all()
        finally:
            forget()


def test_seeds_give_other_worlds() -> None:
    for method in METHODS:
        one, other = (all_draws(Design(method, seed, COLUMNS, 16), 0, 16) for seed in (1, 2))
        assert (one != other).all(), method


def test_equal_designs_are_equal_and_hash_alike() -> None:
    one, same = (Design("sobol", 1, COLUMNS, 8) for _ in range(2))
    one.units(["a"], 0, 3)  # what it remembers makes no difference
    assert one == same
    assert hash(one) == hash(same)
    assert one != Design("sobol", 2, COLUMNS, 8)
    assert one != Design("sobol", 1, COLUMNS[:3], 8)


def test_what_is_no_column_is_an_error() -> None:
    design = Design("sobol", 1, COLUMNS, 8)
    with pytest.raises(KeyError):
        design.units(["a"], 0, 1, slot=1)
    with pytest.raises(KeyError):
        design.units(["z"], 0, 1)


def test_errors_say_what_to_do() -> None:
    with pytest.raises(UsageError, match="no design 'sobl'; take one of sobol, latin, random"):
        Design("sobl", 0, COLUMNS, 8)  # type: ignore[arg-type]
    for worlds in (0, -3):
        with pytest.raises(UsageError, match=f"worlds is {worlds}; it must be 1 or more"):
            Design("sobol", 0, COLUMNS, worlds)
    with pytest.raises(UsageError, match=r"400,000,000 numbers are more .* take a Sobol design"):
        Design("latin", 0, COLUMNS, 100_000_000)
    many = tuple((f"n{k}", 0) for k in range(21_202))
    with pytest.raises(UsageError, match=r"at most 21,201 dimensions .* 21,202 draws"):
        Design("sobol", 0, many, 8)
    assert Design("random", 0, many, 8).units(["n7"], 0, 8).shape == (1, 8)
    Design("sobol", 0, COLUMNS, 10**9)  # as long as one likes: it is made in blocks


def test_independent_draws_are_those_of_a_seed() -> None:
    design = Design("random", 42, COLUMNS, 100)
    for slot in (0, 1):
        expected = draw_units(["b", "a"], 42, 13, 50, slot)
        assert (design.units(["b", "a"], 13, 50, slot) == expected).all()
    for name, dispute in zoo().items():
        columns = tuple((item.name, slot) for item in inputs_of(dispute) for slot in item.slots)
        structure = Structure(dispute)
        found = drawn_utilities(structure, Design("random", 9, columns, 20), 3, 17)
        expected = drawn_utilities(structure, 9, 3, 17)
        for field in ("term", "link", "disagreement", "power", "variant"):
            assert (getattr(found, field) == getattr(expected, field)).all(), (name, field)


def test_a_design_has_a_column_for_every_draw_of_a_dispute() -> None:
    """Also for orders of weights, in which a group may be one issue."""
    for name, dispute in zoo().items():
        columns = tuple((item.name, slot) for item in inputs_of(dispute) for slot in item.slots)
        for method in ("sobol", "latin"):
            design = Design(method, 3, columns, 32)
            found = drawn_utilities(Structure(dispute), design, 0, 32)
            assert found.worlds == 32, name
        used: set[tuple[str, int]] = set()
        drawn_utilities(Structure(dispute), _Noting(used), 0, 4)
        assert used == set(columns), name


class _Noting:
    """Worlds that note which draws are asked for."""

    def __init__(self, used: set[tuple[str, int]]) -> None:
        self.used = used

    def units(self, paths: list[str], first_world: int, worlds: int, slot: int = 0) -> np.ndarray:
        self.used |= {(path, slot) for path in paths}
        return draw_units(paths, 0, first_world, worlds, slot)


# --- crossed worlds -----------------------------------------------------------------------------

FACTORS = (("a",), ("b", "c"))


def crossed_by_hand(method: Method, seed: int, rows: int) -> list[dict[tuple[str, int], float]]:
    """Crossed worlds from the definition, one dictionary of draws per world."""
    twice = [*COLUMNS, *((f"{path}\nB", slot) for path, slot in COLUMNS)]
    both = Design(method, seed, tuple(twice), rows)
    worlds = []
    for row in range(rows):
        a = {key: float(both.units([key[0]], row, 1, key[1])[0, 0]) for key in COLUMNS}
        b = {key: float(both.units([f"{key[0]}\nB"], row, 1, key[1])[0, 0]) for key in COLUMNS}
        worlds += [a, b]
        worlds += [
            {key: b[key] if key[0] in factor else a[key] for key in COLUMNS} for factor in FACTORS
        ]
    return worlds


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("chunk", [1, 3, 7, 100])
def test_crossed_worlds_take_one_factor_from_the_other_set(method: Method, chunk: int) -> None:
    rows = 6
    worlds = Crossed(method, 4, COLUMNS, rows, FACTORS)
    expected = crossed_by_hand(method, 4, rows)
    assert worlds.worlds == len(expected) == 24
    for first in range(0, worlds.worlds, chunk):
        count = min(chunk, worlds.worlds - first)
        for path, slot in COLUMNS:
            found = worlds.units([path], first, count, slot)[0]
            assert found.tolist() == [one[path, slot] for one in expected[first : first + count]]
    together = worlds.units(["c", "a", "b"], 1, 20)
    for row, path in zip(together, ("c", "a", "b"), strict=True):
        assert row.tolist() == [one[path, 0] for one in expected[1:21]]


def test_crossed_sets_are_independent() -> None:
    worlds = Crossed("sobol", 4, COLUMNS, 1024, FACTORS)
    found = worlds.units(["a", "b"], 0, worlds.worlds).reshape(2, 1024, 4)
    a, b = found[:, :, 0], found[:, :, 1]
    assert abs(np.corrcoef(a[0], b[0])[0, 1]) < 0.05
    assert (a != b).mean() > 0.99
    assert (found[0, :, 2] == b[0]).all()
    assert (found[0, :, 3] == a[0]).all()
    assert (found[1, :, 2] == a[1]).all()
    assert (found[1, :, 3] == b[1]).all()


def test_crossed_numbers_without_a_factor_stay() -> None:
    worlds = Crossed("sobol", 4, COLUMNS, 8, (("a",),))
    found = worlds.units(["c"], 0, worlds.worlds)[0].reshape(8, 3)
    assert (found[:, 2] == found[:, 0]).all()


# --- digests ------------------------------------------------------------------------------------


def test_the_digest_of_a_design_stays_as_it_is() -> None:
    """Runs on disks are found again by it: change this test only with the format of runs."""
    described = Design("sobol", 1, (("a", 0), ("b", 1)), 8).described()
    assert described == {
        "method": "sobol",
        "seed": 1,
        "columns": [["a", 0], ["b", 1]],
        "worlds": None,
    }
    text = '{"columns":[["a",0],["b",1]],"method":"sobol","seed":1,"worlds":null}'
    assert digest(described) == hashlib.sha256(text.encode()).hexdigest()
    known = "af1faa3f8959e0e59f0ddea63adbc519a5ad5f2c89556da385f3321097045f68"
    assert digest(described) == known
    assert Design("latin", 1, (("a", 0),), 8).described()["worlds"] == 8


def test_the_digest_minds_every_part() -> None:
    one = Design("sobol", 1, COLUMNS, 8)
    others = [
        Design("random", 1, COLUMNS, 8),
        Design("sobol", 2, COLUMNS, 8),
        Design("sobol", 1, COLUMNS[::-1], 8),
        Design("sobol", 1, (("ä", 0),), 8),
    ]
    found = {digest(each.described()) for each in [one, *others]}
    assert len(found) == 5


def test_the_fingerprint_is_of_the_worlds_themselves() -> None:
    one = Design("sobol", 1, COLUMNS, 64)
    assert len(one.fingerprint()) == 16
    assert one.fingerprint() != Design("sobol", 2, COLUMNS, 64).fingerprint()
    assert Design("random", 1, COLUMNS, 64).fingerprint() == ""
    assert Design("sobol", 1, (), 64).fingerprint() == ""
