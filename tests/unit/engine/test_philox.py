"""The generator of all draws against its published vectors and against plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reference.draws import Draw
from tests.reference.draws import philox as slow_philox

from grandbargain.kernels.philox import philox, uniforms
from grandbargain.tables.draws import draw_units, key_of

# Known answers of Philox4x32-10 from Random123 (Salmon, Moraes, Dror and Shaw 2011, SC'11):
# counter, key, words.
KNOWN = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]  # fmt: skip

WORDS = st.integers(0, 2**32 - 1)


def words(text):
    return tuple(int(word, 16) for word in text.split())


def engine_words(counter, key):
    return tuple(int(word) for word in philox(*(np.uint64(w) for w in (*counter, *key))))


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_published_vectors(counter, key, expected):
    assert engine_words(words(counter), words(key)) == words(expected)
    assert slow_philox(words(counter), words(key)) == words(expected)


@given(st.tuples(WORDS, WORDS, WORDS, WORDS), st.tuples(WORDS, WORDS))
def test_any_counter_and_key(counter, key):
    assert engine_words(counter, key) == slow_philox(counter, key)


@given(st.text(max_size=20), st.integers(0, 2**63), st.integers(0, 2**62), st.integers(0, 9))
def test_units_are_addressed_by_path_seed_world_and_slot(path, seed, world, slot):
    got = draw_units([path], seed, world, 2, slot)[0].tolist()
    assert got == [Draw(seed, world + k).unit(path, slot) for k in range(2)]


def test_a_unit_is_never_0_or_1():
    """The middle of the first and of the last of 2^53 cells."""
    units = uniforms(np.array([key_of("a", 1)], dtype=np.uint64), 0, 0, 200_000)
    assert units.min() > 0
    assert units.max() < 1
    assert (0 + 0.5) / 2.0**53 > 0
    whole = np.floor(units * 2.0**53)
    assert len(np.unique(whole)) == 200_000


def test_units_are_even():
    paths = [f"numbers.{k}" for k in range(20)]
    units = draw_units(paths, 1, 0, 20_000)
    counts = np.array([np.histogram(row, bins=50, range=(0, 1))[0] for row in units])
    # chi-square of 49 degrees of freedom each, 980 in all: mean 980, deviation 44
    chi = float(((counts - 400.0) ** 2 / 400).sum())
    assert 980 - 4 * 44.3 < chi < 980 + 4 * 44.3
