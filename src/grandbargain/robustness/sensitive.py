"""On which uncertain numbers an outcome hangs, and by how much: dataclasses only.

No numpy and no numba here: the report and other readers open answers without the engines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Setting = float | str | None
"""What a number is set to: a value, the name of a choice, or None where nothing states it."""


@dataclass(frozen=True, slots=True)
class Index:
    """How much of an outcome's variance hangs on one number, or on one group of numbers.

    Both indices are shares of the variance. They are estimates: a first-order index near 0 can
    come out below 0, and either can come out above 1.

    Attributes
    ----------
    number
        Name of the number or group.
    first
        First-order index: the share that would go, on average, if this number alone were known.
    first_low, first_high
        Ends of its interval.
    total
        Total index: the share that would stay, on average, if everything but this number were
        known. It is larger than ``first`` where the number matters together with others.
    total_low, total_high
        Ends of its interval.
    first_is_distinguishable, total_is_distinguishable
        False where the interval holds 0: then the index cannot be told from 0.
    """

    number: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float
    first_is_distinguishable: bool
    total_is_distinguishable: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, without the name.

        Examples
        --------
        >>> index = Index("cost", 0.1, -0.1, 0.3, 0.5, 0.4, 0.6, False, True)
        >>> index.to_dict()["first_interval"]
        [-0.1, 0.3]
        >>> index.to_dict()["distinguishable"]
        {'first': False, 'total': True}
        """
        return {
            "first": self.first,
            "first_interval": [self.first_low, self.first_high],
            "total": self.total,
            "total_interval": [self.total_low, self.total_high],
            "distinguishable": {
                "first": self.first_is_distinguishable,
                "total": self.total_is_distinguishable,
            },
        }


@dataclass(frozen=True, slots=True)
class Indices:
    """The sensitivity of one outcome to every number.

    Attributes
    ----------
    rows
        Rows of the design: each stands for two worlds and one more per number.
    variance
        Variance of the outcome over the worlds in which everything is drawn; the unit is the
        outcome's, squared.
    confidence
        Nominal share of intervals that cover the index, 0.95 unless asked otherwise.
    indices
        One per number, the largest total index first; equals in the order in which they were given.
    note
        In words what limits the answer, for people; ``""``: nothing does.
    """

    rows: int
    variance: float
    confidence: float
    indices: tuple[Index, ...]
    note: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; the numbers keep their order.

        Examples
        --------
        >>> Indices(64, 2.5, 0.95, (), "").to_dict()
        {'rows': 64, 'variance': 2.5, 'confidence': 0.95, 'numbers': {}, 'note': ''}
        """
        return {
            "rows": self.rows,
            "variance": self.variance,
            "confidence": self.confidence,
            "numbers": {index.number: index.to_dict() for index in self.indices},
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Bar:
    """What one number does to an outcome while all others stay where they are.

    Attributes
    ----------
    number
        Name of the number.
    low_value, high_value
        What it is set to: its two ends. For a number with named settings, the setting with the
        lowest outcome and the one with the highest.
    low, high
        The outcome with each of them, in the outcome's unit. ``low`` belongs to ``low_value``, so
        it is above ``high`` where the outcome falls as the number rises.
    swing
        Length of the bar, in the outcome's unit: from the lowest to the highest of ``low``,
        ``high`` and the outcome in the centre.
    """

    number: str
    low_value: Setting
    high_value: Setting
    low: float
    high: float
    swing: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, without the name.

        Examples
        --------
        >>> Bar("stake", 10.0, 30.0, 4.0, 1.0, 3.0).to_dict()
        {'low_value': 10.0, 'high_value': 30.0, 'low': 4.0, 'high': 1.0, 'swing': 3.0}
        """
        keys = ("low_value", "high_value", "low", "high", "swing")
        return {key: getattr(self, key) for key in keys}


@dataclass(frozen=True, slots=True)
class Tornado:
    """What every number does to an outcome, one at a time.

    Attributes
    ----------
    centre
        The outcome with every number at its central value.
    bars
        One per number, the longest first; equals in the order in which they were given.
    """

    centre: float
    bars: tuple[Bar, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; the numbers keep their order.

        Examples
        --------
        >>> Tornado(2.0, (Bar("stake", 10.0, 30.0, 4.0, 1.0, 3.0),)).to_dict()["numbers"]["stake"]
        {'low_value': 10.0, 'high_value': 30.0, 'low': 4.0, 'high': 1.0, 'swing': 3.0}
        """
        return {"centre": self.centre, "numbers": {bar.number: bar.to_dict() for bar in self.bars}}
