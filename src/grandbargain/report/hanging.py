"""The two or three assumptions on which the tests hang, across all of them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from .breaking import Data, asked_tests, clause, crosses, interval, scored
from .formats import count, listing, percent, plural
from .numbers_named import OTHERS, NumberNames
from .parts import Cell, Table

MOST = 3
"""Assumptions named."""

LEAST_INDEX = 0.1
"""Total index below which a number is not named as one on which a test hangs."""

LEAST_SWING = 0.1
"""Swing below which it is not, as a share of the spread of the score over the worlds."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What shows that a test hangs on a number.

    ``turns`` tells whether it decides between pass and fail; ``strength`` compares signs of a kind.
    """

    path: str
    test: str
    text: str
    strength: float
    turns: bool


@dataclass(frozen=True, slots=True)
class Hung:
    """One assumption: its path, and by test what shows that the test hangs on it.

    ``decides`` tells whether it decides between pass and fail, or only moves a score.
    """

    path: str
    shown: tuple[tuple[str, str], ...]
    decides: bool

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that hang on it."""
        return tuple(dict.fromkeys(name for name, _ in self.shown))


def hung_on(data: Data, named: NumberNames, most: int = MOST) -> tuple[Hung, ...]:
    """Return the assumptions on which the tests hang most.

    First come those that limits name, those of more tests first; then those with the largest total
    index that can be told from 0; then those that, moved alone, move a score most.
    """
    found: dict[str, list[Sign]] = {}
    for stage in (_by_limits, _by_indices, _by_swings):
        signs: dict[str, list[Sign]] = {}
        for sign in stage(data, named):
            signs.setdefault(sign.path, []).append(sign)
        explained = {sign.test for told in found.values() for sign in told}
        for path in sorted(signs, key=lambda path: _order(signs[path], explained)):
            told = signs[path]
            says_more = any(sign.turns or sign.test not in explained for sign in told)
            if path in found:
                found[path] += told
            elif (
                says_more
                and len(found) < most
                and not any(_is_same(path, other) for other in found)
            ):
                found[path] = told
    return tuple(
        Hung(
            path,
            tuple((sign.test, sign.text) for sign in told),
            decides=any(sign.turns for sign in told),
        )
        for path, told in found.items()
    )


def _order(signs: Sequence[Sign], explained: Container[str]) -> tuple[float, ...]:
    """Return the place of a number among others.

    First those that decide in more tests, then those that are strongest in tests that nothing named
    before explains.
    """
    return (
        -len({sign.test for sign in signs if sign.turns}),
        -sum(sign.strength for sign in signs if sign.test not in explained),
        -max(sign.strength for sign in signs),
    )


def _is_same(path: str, other: str) -> bool:
    """Return whether one path is the type of an actor and the other the chance of it."""
    short, long = sorted((path, other), key=len)
    return short.endswith(".types") and long.startswith(f"{short}.") and long.endswith(".chance")


def _by_limits(data: Data, named: NumberNames) -> Iterator[Sign]:
    for name, test in asked_tests(data).items():
        conditions = test["conditions"] or {"boxes": ()}
        for fails, boxes in ((True, test["boxes"]), (False, conditions["boxes"])):
            for box in boxes[:1]:
                for limit in box["limits"]:
                    does = "fails" if fails else "passes"
                    share = test["domain"]["share"]
                    text = (
                        f"{does} in {percent(box['density'])} of worlds where "
                        f"{clause(limit, named)}"
                    )
                    if len(box["limits"]) > 1:
                        text += f" and {plural(len(box['limits']) - 1, 'other limit')} hold"
                    text += (
                        f" ({count(box['cases'])} of {count(box['worlds'])} held out), against "
                        f"{percent(1 - share if fails else share)} of all"
                    )
                    worth = box["coverage"] * box["density"]
                    yield Sign(limit["number"], name, text, worth, turns=True)


def _by_indices(data: Data, _: NumberNames) -> Iterator[Sign]:
    for name, test in asked_tests(data).items():
        for path, index in (test["sobol"] or {}).items():
            if path == OTHERS or not index["distinguishable"]["total"]:
                continue
            if index["total"] >= LEAST_INDEX:
                ends = interval(*(min(1.0, max(0.0, end)) for end in index["total_interval"]))
                text = f"total Sobol index {percent(index['total'])} (95 % interval {ends})"
                yield Sign(path, name, text, index["total"], turns=True)


def _by_swings(data: Data, named: NumberNames) -> Iterator[Sign]:
    for name, test in asked_tests(data).items():
        found, score = test["tornado"], test["score"]
        if found is None or score is None or test["domain"]["share"] in {0.0, 1.0}:
            continue
        wide, unit = score["q95"] - score["q05"], test["score_unit"]
        for path, bar in found["numbers"].items():
            share = bar["swing"] / wide if wide > 0 else 0.0
            if share < LEAST_SWING:
                continue
            turns = crosses(bar, found["centre"])
            text = (
                f"moved alone, takes the score from {scored(bar['low'], unit)} to "
                f"{scored(bar['high'], unit)}" + (", over the edge at 0" if turns else "")
            )
            yield Sign(path, name, text, share, turns)


def hanging(data: Data, named: NumberNames) -> str:
    """Say on which assumptions the tests hang; empty where none was looked at.

    Those that decide between pass and fail come first, then those that only move a score.
    """
    tests = asked_tests(data).values()
    if tests and all(test["domain"]["share"] in {0.0, 1.0} for test in tests):
        return (
            f"Every test passes in all of these {count(data['worlds'])} worlds or in none: what it "
            "hangs on did not show."
        )
    found = hung_on(data, named)
    deciding = [named.told(item.path) for item in found if item.decides]
    moving = [named.told(item.path) for item in found if not item.decides]
    texts = []
    if deciding:
        counted = plural(len(deciding), "assumption")
        texts.append(f"What is tested hangs above all on {counted}: {listing(deciding)}.")
        if moving:
            verb = "moves" if len(moving) == 1 else "move"
            texts.append(f"Besides, {listing(moving)} {verb} a score most, without deciding it.")
    elif moving:
        texts.append(
            f"No single assumption decides what is tested; what moves it most is {listing(moving)}."
        )
    return " ".join(texts)


def hanging_lines(data: Data, named: NumberNames) -> list[str]:
    """Return the assumptions on which the tests hang, a line each, with what shows it."""
    return [
        f"{named.headed(item.path)}. " + " ".join(_signs(data, item, name) for name in item.tests)
        for item in hung_on(data, named)
    ]


def hanging_table(data: Data, named: NumberNames) -> Table | None:
    """Return the assumptions on which the tests hang, with what shows it."""
    found = hung_on(data, named)
    if not found:
        return None
    rows = [
        (
            Cell(named.headed(item.path)),
            Cell(f"{named.ends(item.path)} {named.unit(item.path)}".strip() or "–"),
            Cell(
                "",
                "",
                items=tuple((_signs(data, item, name), False) for name in item.tests),
            ),
        )
        for item in found
    ]
    return Table(
        "The assumptions on which most hangs, and what shows it",
        (Cell("Assumption"), Cell("Its range in the file"), Cell("What shows it, test by test")),
        tuple(rows),
        note="Named are first the numbers in the limits within which tests fail or pass, those of "
        "more tests first; then those with the largest total Sobol index that can be told from 0; "
        "then those that, moved alone, move a score most. 0 is the edge of every score.",
    )


def _signs(data: Data, item: Hung, test: str) -> str:
    """Return what shows that one test hangs on an assumption."""
    told = "; ".join(text for name, text in item.shown if name == test)
    return f"{data['tests'][test]['title'] or test}: {told}."
