"""Conflicts of the program GMCR+ (``.gmcr``, JSON): decision makers, options, infeasible states.

A state says yes or no to every option. The feasible states are numbered from 1 in the order of
binary numbers whose lowest digit is the first option; preference rankings use these numbers.
A state becomes a package with one issue per option.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ..errors import TooLargeError
from ..tables.preferences import MOST_STATEMENTS
from .gmcr_read import Conflict, DecisionMaker, Terms, holds, parse_gmcr
from .gmcr_text import write_conflict
from .result import Imported

MOST_LISTED = 2_000_000
"""Most entries, states times options, that written rankings may have."""

MOST_OPTIONS = 20
"""Most options whose 2^n states are listed, for rankings and for a first status quo."""


def import_gmcr(data: bytes, name: str) -> Imported:
    r"""Return the model file of a conflict.

    Parameters
    ----------
    data
        The bytes of the ``.gmcr`` file.
    name
        What the file is called, for messages and for the title.

    Raises
    ------
    UsageError
        The bytes are no such file; the message lists every problem.
    TooLargeError
        It is too large to list the states of, or the rankings that would be written are.

    Examples
    --------
    >>> found = import_gmcr(b'''{"options": [{"name": "Yield", "permittedDirection": "both"}],
    ...     "decisionMakers": [{"name": "Both", "options": [0], "preferences": [[[0, "Y"]]]}],
    ...     "infeasibles": []}''', "yield")
    >>> "statements: [{yield: taken}]" in found.text
    True
    """
    conflict = parse_gmcr(data, name, MOST_OPTIONS)
    states = conflict.states
    notes = list(conflict.notes)
    notes.append(
        "The file names no status quo: the first feasible state was taken. Set `status_quo` of "
        "every issue to what is in force today."
    )
    _bound(conflict, name)
    orders = [_order(maker, states, notes) for maker in conflict.makers]
    return Imported(write_conflict(conflict, states[0], orders, notes), tuple(notes))


def _bound(conflict: Conflict, name: str) -> None:
    """Refuse where rankings would be written that nobody could read."""
    entries = 0
    for maker in conflict.makers:
        if maker.ranking is not None:
            entries += sum(map(len, maker.ranking))
        elif any(len(statement) != 1 for statement in maker.statements):
            entries += len(conflict.states)
    entries *= len(conflict.options)
    if entries > MOST_LISTED:
        raise TooLargeError(
            f"the rankings of {name} would have {entries:,} entries; at most {MOST_LISTED:,} are "
            "written. Split statements joined by “or”, or leave options out"
        )


def _order(
    maker: DecisionMaker, states: Sequence[tuple[bool, ...]], notes: list[str]
) -> tuple[str, list[list[Terms]]]:
    """Return how a decision maker's preference is written: its key, and groups of patterns."""
    if maker.ranking is not None:
        groups = [list(group) for group in maker.ranking]
        listed = {number for group in groups for number in group}
        rest = [number for number in range(1, len(states) + 1) if number not in listed]
        if rest:
            notes.append(
                f"The ranking of {maker.title} leaves out {len(rest)} of {len(states)} feasible "
                "states: they come last, tied."
            )
        return "ranking", [[full(states[number - 1]) for number in group] for group in groups]
    if not maker.statements:
        notes.append(f"{maker.title} states no preferences: it is indifferent between all states.")
        return "ranking", [[((0, True),), ((0, False),)]]
    if all(len(statement) == 1 for statement in maker.statements):
        if len(maker.statements) > MOST_STATEMENTS:
            notes.append(
                f"{maker.title} makes {len(maker.statements)} statements; questions about "
                f"stability are answered for up to {MOST_STATEMENTS}. Delete the least "
                "important ones at the end of its list."
            )
        return "statements", [list(statement) for statement in maker.statements]
    notes.append(
        f"The preference statements of {maker.title} join patterns by “or”: they are written as "
        "the ranking that follows from them."
    )

    def score(state: tuple[bool, ...]) -> tuple[bool, ...]:
        # Statement k of m counts 2^(m - k): that is the order of these tuples.
        return tuple(any(holds(each, state) for each in one) for one in maker.statements)

    ranked = sorted(states, key=score, reverse=True)
    return "ranking", [[full(s) for s in tied] for _, tied in groupby(ranked, key=score)]


def full(state: Sequence[bool]) -> Terms:
    """Return the pattern that holds in one state only."""
    return tuple(enumerate(state))
