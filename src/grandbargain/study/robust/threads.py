"""How many cores a process of a stage may use."""

from __future__ import annotations


def limit_threads(threads: int) -> None:
    """Use this many cores in this process from now on; 0: leave it as it is."""
    if threads:
        import numba

        numba.set_num_threads(threads)
