"""Who can take which issue from which option to which: the moves of a dispute in indices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..dispute import Issue
from .structure import Structure


@dataclass(frozen=True)
class JointMove:
    """A move that needs a full set of actors together (``all of``).

    Attributes
    ----------
    members
        Indices of the actors, all of whom must take part.
    issue
        Index of the issue.
    step : array of bool, shape (options, options)
        ``step[a, b]``: the issue may go from option a to option b, b other than a.
    """

    members: frozenset[int]
    issue: int
    step: np.ndarray


@dataclass(frozen=True)
class Moves:
    """The moves of a dispute.

    A single move of an actor changes any set of issues at once, each by a step that it may take
    alone, to a feasible package. A move that the file does not list does not exist.

    Attributes
    ----------
    structure
        The indices of the dispute.
    alone : tuple over actors of tuples over issues of arrays of bool, shape (options, options)
        ``alone[a][i][b, c]``: actor a may take issue i from option b to option c by itself
        (``by: a``, ``any of`` a set with a in it, ``all of`` a set of a alone), c other than b.
    joint
        The moves that need two actors or more, in file order.
    """

    structure: Structure
    alone: tuple[tuple[np.ndarray, ...], ...]
    joint: tuple[JointMove, ...]

    @cached_property
    def controlled(self) -> tuple[tuple[int, ...], ...]:
        """Per actor the issues on which it has some step of its own, in file order."""
        return tuple(tuple(i for i, step in enumerate(steps) if step.any()) for steps in self.alone)

    @cached_property
    def movers(self) -> tuple[int, ...]:
        """The actors, parties or not, that can move something alone, in file order."""
        return tuple(a for a, issues in enumerate(self.controlled) if issues)

    def of_group(self, members: Iterable[int]) -> tuple[np.ndarray, ...]:
        """Return what a set of actors can change in one step of all of them together.

        Per issue an array of bool, shape (options, options): steps of any member alone, and joint
        moves of exactly this set. Joint moves of fewer are steps of their own.
        """
        group = frozenset(members)
        steps = tuple(
            np.logical_or.reduce([self.alone[a][i] for a in sorted(group)])
            if group
            else np.zeros((size, size), dtype=bool)
            for i, size in enumerate(self.structure.sizes)
        )
        for move in self.joint:
            if move.members == group:
                steps[move.issue][...] |= move.step
        return steps


def moves_of(structure: Structure) -> Moves:
    """Return the moves of a dispute in indices."""
    names = {name: a for a, name in enumerate(structure.actor_ids)}
    alone = tuple(
        tuple(np.zeros((size, size), dtype=bool) for size in structure.sizes) for _ in names
    )
    joint = []
    for i, issue in enumerate(structure.dispute.issues):
        for move in issue.moves:
            step = _step(issue, move.from_options, move.to_options)
            members = frozenset(names[name] for name in move.by)
            if move.kind == "all" and len(members) > 1:
                joint.append(JointMove(members, i, step))
            else:
                for a in members:
                    alone[a][i][...] |= step
    return Moves(structure, alone, tuple(joint))


def _step(issue: Issue, start: Iterable[str], end: Iterable[str]) -> np.ndarray:
    index = {option: k for k, option in enumerate(issue.option_ids)}
    step = np.zeros((len(index), len(index)), dtype=bool)
    step[np.ix_([index[o] for o in start], [index[o] for o in end])] = True
    np.fill_diagonal(step, False)
    return step


def closure(step: np.ndarray) -> np.ndarray:
    """Return what any number of steps on one issue reach, oneself included."""
    reached = step | np.eye(len(step), dtype=bool)
    for _ in range(len(step).bit_length()):
        reached = (reached.astype(np.int64) @ reached.astype(np.int64)) > 0
    return reached
