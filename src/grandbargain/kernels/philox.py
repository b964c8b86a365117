"""Counter-based uniform draws: Philox4x32-10.

A draw is a pure function of a 64-bit key and a counter, so world 17 is the same world whatever the
chunking, the engine and the number of cores. Salmon, Moraes, Dror and Shaw (2011), "Parallel random
numbers: as easy as 1, 2, 3", Proceedings of SC'11, article 16; the known-answer vectors published
with it are in the tests.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_MULTIPLY_0 = np.uint64(0xD2511F53)
_MULTIPLY_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)


@njit(cache=True)
def philox(c0, c1, c2, c3, k0, k1):
    """Return the four 32-bit words (as uint64) for a counter and a key of 32-bit words."""
    for _ in range(10):
        high_low_0 = _MULTIPLY_0 * c0
        high_low_1 = _MULTIPLY_1 * c2
        c0, c1, c2, c3 = (
            (high_low_1 >> _SHIFT) ^ c1 ^ k0,
            high_low_1 & _MASK,
            (high_low_0 >> _SHIFT) ^ c3 ^ k1,
            high_low_0 & _MASK,
        )
        k0 = (k0 + _WEYL_0) & _MASK
        k1 = (k1 + _WEYL_1) & _MASK
    return c0, c1, c2, c3


@njit(cache=True)
def uniforms(keys, slot, first_world, worlds):
    """Draw one uniform number in (0, 1) per key and world.

    Parameters
    ----------
    keys : array of uint64, shape (D,)
        One key per number.
    slot : int
        Which of a number's several draws.
    first_world, worlds : int
        The worlds ``first_world .. first_world + worlds - 1``.

    Returns
    -------
    array of float64, shape (D, W)
        The 53 upper bits of the first two words, moved to the middle of their cell, so that
        neither 0 nor 1 occurs.
    """
    out = np.empty((keys.shape[0], worlds))
    for d in range(keys.shape[0]):
        k0 = keys[d] & _MASK
        k1 = keys[d] >> _SHIFT
        for w in range(worlds):
            world = np.uint64(first_world + w)
            c0, c1, _, _ = philox(
                world & _MASK, world >> _SHIFT, np.uint64(slot), np.uint64(0), k0, k1
            )
            bits = ((c0 << _SHIFT) | c1) >> np.uint64(11)
            out[d, w] = (np.float64(bits) + 0.5) / 9007199254740992.0
    return out
