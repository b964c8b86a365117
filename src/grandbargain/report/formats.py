"""Numbers as a reader expects them: points, shares, counts, lists. Pure functions of values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from ..dispute import Number

DOTS = 50
"""Worlds in a picture, a dot each."""

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def points(value: float) -> str:
    """Return points with one decimal at most.

    Examples
    --------
    >>> points(12.34), points(-3.0), points(0.02), points(-0.0), points(-0.01)
    ('12.3', '−3', 'under 0.1', '0', 'above −0.1')
    """
    if 0 < abs(value) < 0.05:
        return "under 0.1" if value > 0 else "above −0.1"
    return fixed(value).removesuffix(".0")


def fixed(value: float) -> str:
    """Return points with one decimal, always: for columns of a table.

    Halves are rounded away from zero; what arithmetic left below a millionth does not count.

    Examples
    --------
    >>> fixed(18.0), fixed(3.75), fixed(3.749999999), fixed(-0.25), fixed(0.0)
    ('18.0', '3.8', '3.8', '−0.3', '0.0')
    """
    exact = Decimal(repr(round(float(value), 6)))
    text = f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP):f}"
    return "0.0" if text == "-0.0" else text.replace("-", "−")


def signed(value: float) -> str:
    """Return a change in points, always with its sign.

    Examples
    --------
    >>> signed(12.34), signed(-3.0), signed(0.02), signed(0.0)
    ('+12.3', '−3.0', '+0.0', '0.0')
    """
    if value == 0:
        return "0.0"
    sign = "+" if value > 0 else "−"
    return f"{sign}{fixed(abs(value))}"


def count(value: int) -> str:
    """Return a count: exact with separators up to a million, else about, in powers of ten.

    Examples
    --------
    >>> count(12), count(1234), count(6_093_000_000_000_000)
    ('12', '1,234', 'about 6.1 × 10¹⁵')
    """
    if value <= 1_000_000:
        return f"{value:,}"
    power = len(str(value)) - 1
    lead = value / 10**power if power < 300 else float(str(value)[:3]) / 100
    if lead >= 9.95:
        lead, power = 1.0, power + 1
    return f"about {lead:.1f} × 10{str(power).translate(_SUPERSCRIPT)}"


def small_count(value: int) -> str:
    """Return a count up to ten as a word.

    Examples
    --------
    >>> small_count(3), small_count(27)
    ('three', '27')
    """
    return _WORDS[value] if 0 <= value < len(_WORDS) else count(value)


def plural(value: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> plural(1, "package"), plural(3, "party", "parties"), plural(0, "issue")
    ('one package', 'three parties', 'no issues')
    """
    return f"{small_count(value)} {one if value == 1 else many or one + 's'}"


def verb(value: int, one: str, many: str) -> str:
    """Return a count as the subject of its verb.

    Examples
    --------
    >>> verb(0, "cites", "cite"), verb(1, "is", "are"), verb(12, "cites", "cite")
    ('none cites', 'one is', '12 cite')
    """
    if value > 1:
        return f"{count(value)} {many}"
    return f"{'one' if value else 'none'} {one}"


def percent(share: float) -> str:
    """Return a share in per cent; ends are kept for what is exact.

    Examples
    --------
    >>> percent(0.744), percent(0.0), percent(0.001), percent(0.999), percent(1.0)
    ('74 %', '0 %', 'under 1 %', 'over 99 %', '100 %')
    """
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{round(100 * share)} %"


def dots(share: float, worlds: int) -> tuple[int, int]:
    """Return a share as ``(x, n)``: x of n worlds, n at most :data:`DOTS`.

    A share that is neither 0 nor 1 never becomes none or all of the dots.

    Examples
    --------
    >>> dots(0.744, 1000), dots(0.001, 1000), dots(0.999, 1000), dots(0.25, 20)
    ((37, 50), (1, 50), (49, 50), (5, 20))
    """
    total = min(worlds, DOTS)
    found = round(share * total)
    if 0 < share < 1:
        found = min(max(found, 1), total - 1)
    return found, total


def frequency(share: float, worlds: int) -> str:
    """Return a share as worlds and per cent.

    Examples
    --------
    >>> frequency(0.744, 1000)
    '744 of 1,000 worlds (74 %)'
    """
    return f"{count(round(share * worlds))} of {count(worlds)} worlds ({percent(share)})"


def sampling_range(share: float, worlds: int) -> tuple[float, float]:
    """Return the range in which the share would lie with very many worlds, 95 times of 100.

    Wilson (1927), Journal of the American Statistical Association 22:209-212.

    Examples
    --------
    >>> low, high = sampling_range(0.5, 100)
    >>> round(low, 2), round(high, 2)
    (0.4, 0.6)
    """
    z = 1.959964
    middle = (share + z * z / (2 * worlds)) / (1 + z * z / worlds)
    spread = z * math.sqrt(share * (1 - share) / worlds + z * z / (4 * worlds**2))
    spread /= 1 + z * z / worlds
    return max(0.0, middle - spread), min(1.0, middle + spread)


def listing(items: Iterable[str], last: str = "and") -> str:
    """Return a list as a sentence has it.

    Examples
    --------
    >>> listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"], "or")
    ('a', 'a and b', 'a, b or c')
    """
    found = list(items)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"


def shortlist(items: Sequence[str], most: int = 4) -> str:
    """Return a list cut to its first items, with the number of the others.

    Examples
    --------
    >>> shortlist(["a", "b", "c", "d", "e"], 3)
    'a, b, c and two others'
    """
    if len(items) <= most + 1:
        return listing(items)
    return listing([*items[:most], plural(len(items) - most, "other")])


def clipped(text: str, width: int) -> str:
    """Return a text that fits a label; wide (East Asian) letters count twice.

    Examples
    --------
    >>> clipped("Verified dismantlement", 12), clipped("朝鮮半島", 5)
    ('Verified di…', '朝鮮…')
    """
    sizes = [2 if ord(letter) > 0x1100 and ord(letter) not in range(0x2000, 0x2E80) else 1
             for letter in text]  # fmt: skip
    if sum(sizes) <= width:
        return text
    used = 0
    for k, size in enumerate(sizes):
        if used + size > width - 1:
            return text[:k].rstrip() + "…"
        used += size
    return text


def span(number: Number) -> str:
    """Return a number of the file as written: known, or mean with its range.

    Examples
    --------
    >>> from grandbargain.dispute import Known, Uniform
    >>> span(Number(Known(30), "x")), span(Number(Uniform(20, 40), "x"))
    ('30', '30 (20 to 40)')
    """
    if number.is_known:
        return plain(number.mean)
    low, high = number.distribution.low, number.distribution.high
    ends = [plain(end) if math.isfinite(end) else "any" for end in (low, high)]
    return f"{plain(number.mean)} ({ends[0]} to {ends[1]})"


def plain(value: float) -> str:
    """Return a number of the file with three significant digits at most after the point.

    Examples
    --------
    >>> plain(30.0), plain(0.0283), plain(12.345), plain(-2.5)
    ('30', '0.028', '12.3', '−2.5')
    """
    if value == round(value):
        text = f"{value:.0f}"
    elif abs(value) >= 1:
        text = f"{value:.1f}"
    else:
        text = f"{value:.2g}"
    return text.removesuffix(".0").replace("-", "−")
