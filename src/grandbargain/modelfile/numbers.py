"""The forms of a number: ``30``, ``20..40``, ``20/30/40``, ``30 +- 5``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from ..dispute.uncertain import Known, Normal, Pert, Uniform
from .problems import quote

Simple = Known | Uniform | Pert | Normal

_DECIMAL = r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_NUMBER = re.compile(_DECIMAL)
_LEADING = re.compile(r"[+-]?0[0-9]+(?:\.[0-9]*)?")
_OTHER_BASE = re.compile(r"[+-]?0[xXoObB][0-9a-fA-F_]*")
_ENDLESS = re.compile(r"[+-]?\.?(?:inf(?:inity)?|nan)", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[_,' ][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:_[0-9]+)+")
_RANGE_WORDS = re.compile(rf"({_DECIMAL})\s*(?:-|–|—|to|\.\.\.|…)\s*({_DECIMAL})")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a place allows: the range, whether its ends belong to it, and its name for people."""

    noun: str
    low: float = -math.inf
    high: float = math.inf
    without_low: bool = False
    without_high: bool = False

    def allow(self, value: float) -> bool:
        """Return whether a value is within the range."""
        above = value > self.low if self.without_low else value >= self.low
        below = value < self.high if self.without_high else value <= self.high
        return above and below

    @property
    def ends(self) -> tuple[float, float]:
        """The range at which a normal distribution is cut; open ends are left out."""
        low = math.nextafter(self.low, math.inf) if self.without_low else self.low
        high = math.nextafter(self.high, -math.inf) if self.without_high else self.high
        return low, high

    def __str__(self) -> str:
        """Return the range as a reader says it."""
        above = f"above {self.low:g}" if self.without_low else f"at least {self.low:g}"
        below = f"below {self.high:g}" if self.without_high else f"at most {self.high:g}"
        if math.isinf(self.high):
            return above if math.isfinite(self.low) else "any number"
        if math.isinf(self.low):
            return below
        if not self.without_low and not self.without_high:
            return f"from {self.low:g} to {self.high:g}"
        return f"{above} and {below}"


ANY = Bounds("the number", -1e12, 1e12)
CHANCE = Bounds("a chance", 0, 1)
DISCOUNT = Bounds("a discount", 0, 1, without_high=True)
POINTS = Bounds("points", -1e6, 1e6)
POWER = Bounds("power", 0, 1e6, without_low=True)
RATIONALITY = Bounds("rationality", 0, 1e6)
VALUE = Bounds("a value", 0, 100)
WEIGHT = Bounds("a weight", 0, 1e9)


class NumberError(Exception):
    """A text that is no number at its place: code, message, remedy."""

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy


def parse_simple(text: str, bounds: Bounds) -> Simple:
    """Return the distribution that a text writes, or raise :class:`NumberError`.

    Examples
    --------
    >>> parse_simple("20..40", VALUE)
    Uniform(low=20.0, high=40.0)
    >>> parse_simple("0.8", CHANCE)
    Known(value=0.8)
    """
    text = text.strip()
    if len(text) > _LONGEST:
        raise NumberError("GB301", f"{quote(text, 20)} is too long for a number")
    if ".." in text and "..." not in text:
        return _uniform(text, bounds)
    if "/" in text:
        return _pert(text, bounds)
    if "+-" in text or "±" in text:
        return _normal(text, bounds)
    return Known(_within(parse_decimal(text, bounds), text, bounds))


def parse_decimal(text: str, bounds: Bounds = ANY) -> float:
    """Return one plain decimal, or say what is wrong with it and what to write at this place."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        value = float(text)
        if math.isfinite(value):
            return value
        raise NumberError("GB303", f"{quote(text)} is too large for a number")
    raise _refusal(text, bounds)


def _refusal(text: str, bounds: Bounds) -> NumberError:
    """Return the error for a text that is no plain decimal, with what to write instead."""
    if _LEADING.fullmatch(text):
        plain = re.sub(r"^([+-]?)0+(?=[0-9])", r"\1", text)
        return NumberError(
            "GB302", f"{quote(text)} has leading zeros", f"Write {plain}, without the zeros."
        )
    if _ENDLESS.fullmatch(text):
        return NumberError("GB303", f"{quote(text)} is not a finite number")
    if _OTHER_BASE.fullmatch(text):
        return NumberError("GB304", f"{quote(text)} is not written as a decimal")
    if _GROUPED.fullmatch(text):
        plain = re.sub(r"[_,' ]", "", text)
        return NumberError("GB304", f"{quote(text)} groups its digits", f"Write {plain}.")
    if re.fullmatch(rf"{_DECIMAL}\s*%", text):
        value = float(text.rstrip("% ")) / (100 if bounds.high <= 1 else 1)
        remedy = f"Write {float_text(value)}."
        return NumberError("GB304", f"{quote(text)} has a percent sign", remedy)
    if re.fullmatch(r"[+-]?\.[0-9]+", text) or re.fullmatch(r"[+-]?[0-9]+\.", text):
        plain = text.replace(".", "0.") if text.lstrip("+-").startswith(".") else text[:-1]
        return NumberError("GB304", f"{quote(text)} has no digit on one side", f"Write {plain}.")
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        plain = text.replace(",", ".")
        return NumberError("GB304", f"{quote(text)} has a comma", f"Write {plain}.")
    if match := _RANGE_WORDS.fullmatch(text):
        return NumberError(
            "GB301", f"{quote(text)} is no number", f"Write {match[1]}..{match[2]} for a range."
        )
    return NumberError("GB301", f"{quote(text)} is not a number" if text else "a number is missing")


def _uniform(text: str, bounds: Bounds) -> Simple:
    parts = text.split("..")
    if len(parts) != 2:
        raise NumberError("GB301", f"{quote(text)} is no range", "Write low..high.")
    low, high = (_within(parse_decimal(part, bounds), text, bounds) for part in parts)
    if low > high:
        remedy = f"Write {parts[1].strip()}..{parts[0].strip()}."
        raise NumberError("GB305", f"the range {quote(text)} stands upside down", remedy)
    return Known(low) if low == high else Uniform(low, high)


def _pert(text: str, bounds: Bounds) -> Simple:
    parts = text.split("/")
    if len(parts) != 3:
        raise NumberError(
            "GB301",
            f"{quote(text)} has {len(parts)} parts; low / most likely / high has three",
            "Write for example 20/30/40; a fraction is written as a decimal.",
        )
    low, mode, high = (_within(parse_decimal(part, bounds), text, bounds) for part in parts)
    if not low <= mode <= high:
        remedy = "Write low / most likely / high in rising order."
        raise NumberError("GB305", f"{quote(text)} does not rise from left to right", remedy)
    return Known(low) if low == high else Pert(low, mode, high)


def _normal(text: str, bounds: Bounds) -> Simple:
    parts = text.split("±" if "±" in text else "+-")
    if len(parts) != 2:
        raise NumberError("GB301", f"{quote(text)} is no number", "Write mean +- deviation.")
    centre, deviation = (parse_decimal(part, bounds) for part in parts)
    _within(centre, text, bounds)
    if deviation <= 0 or deviation > 1e12:
        raise NumberError("GB308", f"in {quote(text)} the deviation is not above 0")
    low, high = bounds.ends
    return Normal(centre, deviation, low, high)


def _within(value: float, text: str, bounds: Bounds) -> float:
    if bounds.allow(value):
        return value
    remedy = f"{bounds.noun[0].upper()}{bounds.noun[1:]} here is {bounds}."
    shown = quote(text)
    shown = shown if float_text(value) == text else f"{float_text(value)} in {shown}"
    raise NumberError("GB306", f"{shown} is outside what this place allows", remedy)


def float_text(value: float) -> str:
    """Return a number as people write it."""
    return f"{value:.12g}"
