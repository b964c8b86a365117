"""Limits on uncertain numbers that tell cases from the rest: dataclasses only, no arrays.

A world is one draw of all uncertain numbers. A case is a world of interest, as a rule one in which
a test fails. An input is one uncertain number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import UsageError


@dataclass(frozen=True, slots=True)
class BoxSettings:
    """How boxes are sought.

    Attributes
    ----------
    peel, paste
        Share of the box's worlds that one peel takes off and that one paste puts back.
    least_mass
        Least share of the training half that a box may hold.
    most
        Most boxes.
    searched
        Most inputs that limits are sought on, for each box those that go most with the cases on the
        training half. Among a thousand inputs some strip without a case comes about by chance.
    resamples
        Half samples on which the search is repeated, to see which inputs come up again.
    level
        A limit stays where its quasi-p is below this.
    least_odds
        How many times larger the odds of a case have to be in the box than among all worlds, and
        than among those that are in no earlier box.
    fewest_worlds, fewest_cases
        Below these nothing is sought. There have to be as many worlds that are no cases.
    fewest_left, least_left
        A further box is sought while at least so many cases, and at least this share of all cases,
        lie in no box, half of them in each half of the worlds.
    """

    peel: float = 0.05
    paste: float = 0.05
    least_mass: float = 0.05
    most: int = 3
    searched: int = 24
    resamples: int = 10
    level: float = 0.05
    least_odds: float = 1.5
    fewest_worlds: int = 40
    fewest_cases: int = 10
    fewest_left: int = 20
    least_left: float = 0.05

    def __post_init__(self) -> None:
        """Refuse what makes no sense.

        Raises
        ------
        UsageError
            A share outside 0 to 1, or a count below what is needed.
        """
        for name in ("peel", "paste", "least_mass", "level"):
            share = getattr(self, name)
            if not 0 < share < 1:
                raise UsageError(f"'{name}' must lie between 0 and 1, and is {share:g}")
        for name, least in (("most", 1), ("searched", 1), ("resamples", 0), ("fewest_cases", 2)):
            count = getattr(self, name)
            if count < least:
                raise UsageError(f"'{name}' must be {least} or more, and is {count}")


@dataclass(frozen=True, slots=True)
class Limit:
    """What a box demands of one input.

    Attributes
    ----------
    number
        The input.
    low, high
        Least and largest value in the box, both themselves in it, in units of the input: midway
        between the last value kept and the first one removed. None where that side is open, and
        for categories.
    among
        The categories that are in the box; None for an input that is a number.
    quasi_p
        On the hold-out half: chance of at least as many cases among as many worlds as the box has,
        if cases were as dense as in the box without this limit (of two sides the larger chance).
        One-sided binomial, as in Bryant and Lempert (2010), "Thinking inside the box",
        Technological Forecasting and Social Change 77(1).
    reproduced
        Share of half samples in which a box of about the same coverage and density restricts this
        input too;
        0 without half samples.
    """

    number: str
    low: float | None
    high: float | None
    among: tuple[str, ...] | None
    quasi_p: float
    reproduced: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "number": self.number,
            "low": self.low,
            "high": self.high,
            "among": None if self.among is None else list(self.among),
            "quasi_p": self.quasi_p,
            "reproduced": self.reproduced,
        }


@dataclass(frozen=True, slots=True)
class Box:
    """Limits that hold together, and how well they tell cases from the rest.

    All figures without ``training`` are of the hold-out half, which the limits were not drawn on.
    Worlds in an earlier box are not in a later one.

    Attributes
    ----------
    limits
        One per restricted input, in the order of the inputs.
    coverage
        Share of all cases that lie in the box, cases in earlier boxes among all.
    density
        Share of the worlds in the box that are cases.
    mass
        Share of all worlds that lie in the box.
    worlds, cases
        How many worlds and cases of the hold-out half lie in the box.
    training_coverage, training_density
        The same on the half that the limits were drawn on: as a rule somewhat better.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    worlds: int
    cases: int
    training_coverage: float
    training_density: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "limits": [limit.to_dict() for limit in self.limits],
            "coverage": self.coverage,
            "density": self.density,
            "mass": self.mass,
            "worlds": self.worlds,
            "cases": self.cases,
            "training_coverage": self.training_coverage,
            "training_density": self.training_density,
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the way from all worlds to a small box, peels first and then pastes.

    Attributes
    ----------
    coverage, density, mass
        As in :class:`Box`, on the hold-out half.
    training_coverage, training_density, training_mass
        The same on the training half.
    restricted
        How many inputs are restricted.
    is_chosen
        Whether the first box was made from this point. Its limits that count for nothing on the
        hold-out half were then left out, so the box may have fewer.
    limits
        The limits at this point.
    """

    coverage: float
    density: float
    mass: float
    training_coverage: float
    training_density: float
    training_mass: float
    restricted: int
    is_chosen: bool
    limits: tuple[Limit, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "coverage": self.coverage,
            "density": self.density,
            "mass": self.mass,
            "training_coverage": self.training_coverage,
            "training_density": self.training_density,
            "training_mass": self.training_mass,
            "restricted": self.restricted,
            "is_chosen": self.is_chosen,
            "limits": [limit.to_dict() for limit in self.limits],
        }


@dataclass(frozen=True, slots=True)
class Discovery:
    """Where the cases lie.

    Attributes
    ----------
    worlds, cases
        How many there are, both halves together; worlds of weight 0 are left out.
    share
        Share of worlds that are cases, with the weights of the worlds.
    boxes
        What was found, in the order in which it was found; empty where no limits tell cases from
        the rest.
    trajectory
        All points on the way to the first box; empty where nothing was sought.
    note
        Why there is no box, in words; empty where there is one.
    """

    worlds: int
    cases: int
    share: float
    boxes: tuple[Box, ...]
    trajectory: tuple[Step, ...]
    note: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "worlds": self.worlds,
            "cases": self.cases,
            "share": self.share,
            "boxes": [box.to_dict() for box in self.boxes],
            "trajectory": [step.to_dict() for step in self.trajectory],
            "note": self.note,
        }
