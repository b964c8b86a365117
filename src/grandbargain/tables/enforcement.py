"""How a breach is found out, and how much the next year weighs, as numbers per world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .draws import Seed
from .sources import Central, Source, Sources, source_of
from .structure import Structure

CLOSE = 1e-9
"""Part of the sums at stake below which a difference may be rounding, and is decided exactly."""


def exactly(chance: float) -> Fraction:
    """Return the decimal that a chance stands for, to twelve places.

    So a tie at a stated 0.6, or at the mean of 0.85..0.95, is a tie, whatever its binary fraction.

    Examples
    --------
    >>> exactly(0.6), exactly((0.85 + 0.95) / 2)
    (Fraction(3, 5), Fraction(9, 10))
    """
    return Fraction(f"{chance:.12f}")


@dataclass(frozen=True)
class Enforcement:
    """Detection, false alarms, beliefs and discounts in W worlds (one for the central world).

    Attributes
    ----------
    is_stated
        Whether the file has a section ``enforcement``. Without one detection is certain and there
        are no false alarms.
    issue
        Index of the issue that sets detection; None where the file names none.
    detection : array of float64, shape (W, options of the issue)
        Chance per year that a breach is found out under every option; shape (W, 1) and 1 without
        an issue.
    false_alarm : array of float64, shape (W,)
        Chance per year that a breach is seen where there is none.
    belief
        ``{(a, b): chances}``: how likely actor a thinks it that actor b is trustworthy, shape (W,);
        pairs that the file leaves out are not in it.
    discount
        Per actor the weight of the next year, shape (W,); None where the file states none.
    """

    is_stated: bool
    issue: int | None
    detection: np.ndarray
    false_alarm: np.ndarray
    belief: Mapping[tuple[int, int], np.ndarray]
    discount: tuple[np.ndarray | None, ...]

    @property
    def worlds(self) -> int:
        """Number of worlds W."""
        return len(self.false_alarm)

    def detection_of(self, codes: Sequence[int]) -> np.ndarray:
        """Return the chance that a breach of a package is found out, shape (W,)."""
        return self.detection[:, 0 if self.issue is None else codes[self.issue]]


def central_enforcement(structure: Structure) -> Enforcement:
    """Return the numbers of the central world: each at its mean."""
    return _assemble(structure, Central())


def drawn_enforcement(
    structure: Structure, seed: Seed | Sources, first_world: int, worlds: int
) -> Enforcement:
    """Return the numbers in worlds ``first_world .. first_world + worlds - 1`` of a seed."""
    return _assemble(structure, source_of(structure.dispute, seed, first_world, worlds))


def _assemble(structure: Structure, where: Source) -> Enforcement:
    source = where.numbers
    actors = structure.dispute.actors
    numbers = iter(source([actor.discount for actor in actors if actor.discount is not None]))
    discount = tuple(None if actor.discount is None else next(numbers) for actor in actors)
    section = structure.dispute.sections.get("enforcement") or {}
    worlds = where.worlds
    alarm = section.get("false_alarm")
    issue, detection = None, np.ones((worlds, 1))
    for name, chances in (section.get("detection") or {}).items():
        issue = structure.issue_ids.index(name)
        options = structure.dispute.issues[issue].option_ids
        detection = source([chances[option] for option in options]).T.copy()
    index = {name: a for a, name in enumerate(structure.actor_ids)}
    pairs = {
        (index[one], index[other]): number
        for one, about in (section.get("belief") or {}).items()
        for other, number in about.items()
    }
    return Enforcement(
        is_stated=bool(section),
        issue=issue,
        detection=detection,
        false_alarm=np.zeros(worlds) if alarm is None else source([alarm])[0],
        belief=dict(zip(pairs, source(list(pairs.values())), strict=True)),
        discount=discount,
    )
