"""A ``.gmcr`` file read with distrust: every problem at once, sizes before anything is listed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import TooLargeError, UsageError

MOST_BYTES = 4_000_000
"""Largest file that is read."""

MOST_WORK = 2**32
"""Most comparisons of a state with an infeasible pattern."""

MOST_MAKERS = 1_000
"""Most decision makers."""

MOST_TOLD = 20
"""Problems told one by one."""

Terms = tuple[tuple[int, bool], ...]
"""A pattern: ``(option, taken)`` pairs that must all hold."""

DIRECTIONS = ("both", "fwd", "back")


@dataclass(frozen=True)
class Option:
    """An option: its name, and whether it may be taken up (``fwd``), dropped (``back``), both."""

    title: str
    direction: str


@dataclass(frozen=True)
class DecisionMaker:
    """A decision maker.

    Attributes
    ----------
    title, options
        Its name, and the numbers of its options, counted from 0.
    statements
        Most important first; each holds where one of its patterns does.
    ranking
        Groups of tied states by number, best first; None where the statements count.
    """

    title: str
    options: tuple[int, ...]
    statements: tuple[tuple[Terms, ...], ...]
    ranking: tuple[tuple[int, ...], ...] | None


@dataclass(frozen=True)
class Conflict:
    """Everything that is read of a file.

    ``states`` are the feasible ones in the order of their numbers, ``notes`` says what is left out.
    """

    title: str
    options: tuple[Option, ...]
    makers: tuple[DecisionMaker, ...]
    infeasible: tuple[Terms, ...]
    states: tuple[tuple[bool, ...], ...]
    notes: tuple[str, ...]


def parse_gmcr(data: bytes, name: str, most_options: int) -> Conflict:
    """Return what a file says.

    Raises
    ------
    UsageError
        It is no such file; the message lists every problem with its place.
    TooLargeError
        It is too large, or has more options than the states of which are listed.
    """
    if len(data) > MOST_BYTES:
        raise TooLargeError(f"{name} has {len(data):,} bytes; at most {MOST_BYTES:,} are read")
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name} is no .gmcr file: it is not JSON ({error})") from None
    return _Reader(name).conflict(whole, most_options)


class _Reader:
    """Reads the parts and collects problems."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[str] = []
        self.options = 0

    def wrong(self, place: str, what: str) -> None:
        self.problems.append(f"{place}: {what}")

    def conflict(self, whole: Any, most_options: int) -> Conflict:
        if not isinstance(whole, Mapping):
            raise UsageError(f"{self.name} is no .gmcr file: it holds no object with `options`")
        options = self._options(whole.get("options"))
        self.options = len(options)
        if self.options > most_options:
            raise TooLargeError(
                f"{self.name} has {self.options} options, so 2^{self.options} states; files with "
                f"up to {most_options} options are imported"
            )
        infeasible = [
            self._terms(item, f"infeasibles[{k}]")
            for k, item in enumerate(self._list(whole.get("infeasibles", []), "infeasibles"))
        ]
        work = len(set(infeasible)) * 2**self.options
        if work > MOST_WORK:
            raise TooLargeError(
                f"{self.name} has {len(set(infeasible)):,} infeasible patterns over "
                f"2^{self.options} states, {work:,} comparisons; at most {MOST_WORK:,} are made"
            )
        states: tuple[tuple[bool, ...], ...] = ()
        if not self.problems:
            states = tuple(feasible_states(self.options, infeasible))
            if not states:
                self.wrong(
                    "infeasibles", "no state is left; take out the pattern that goes too far"
                )
        manual = bool(
            whole.get("useManualPreferenceRanking", whole.get("useManualPreferenceVectors"))
        )
        found = self._list(whole.get("decisionMakers"), "decisionMakers")
        if len(found) > MOST_MAKERS:
            raise TooLargeError(
                f"{self.name} has {len(found):,} decision makers; at most {MOST_MAKERS:,} are read"
            )
        makers = [
            self._maker(item, f"decisionMakers[{k}]", manual, len(states))
            for k, item in enumerate(found)
        ]
        if not makers:
            self.wrong("decisionMakers", "there is none")
        self._finish()
        return Conflict(
            self.name,
            tuple(options),
            tuple(makers),
            tuple(infeasible),
            states,
            tuple(_left_out(whole)),
        )

    def _finish(self) -> None:
        if not self.problems:
            return
        told = self.problems[:MOST_TOLD]
        more = len(self.problems) - len(told)
        lines = [f"{self.name} cannot be imported:", *(f"  {text}" for text in told)]
        if more:
            lines.append(f"  and {more} more problems")
        lines.append("  Mend the file in the program that wrote it, and save it again.")
        raise UsageError("\n".join(lines))

    def _list(self, found: Any, place: str) -> Sequence[Any]:
        if isinstance(found, list):
            return found
        self.wrong(place, "a list is missing here")
        return ()

    def _title(self, found: Any, place: str) -> str:
        text = found.get("name") if isinstance(found, Mapping) else None
        if not isinstance(text, str) or not text.strip():
            self.wrong(place, "a `name` is missing")
            return "?"
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200] or "?"

    def _options(self, found: Any) -> list[Option]:
        options = []
        for k, item in enumerate(self._list(found, "options")):
            place = f"options[{k}]"
            direction = item.get("permittedDirection", "both") if isinstance(item, Mapping) else ""
            if direction not in DIRECTIONS:
                self.wrong(place, f"`permittedDirection` is none of {', '.join(DIRECTIONS)}")
                direction = "both"
            options.append(Option(self._title(item, place), direction))
        if not options:
            self.wrong("options", "there is none")
        return options

    def _number(self, found: Any, place: str) -> int | None:
        if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < self.options:
            return found
        self.wrong(place, f"{found!r:.40} is no number of an option (0 to {self.options - 1})")
        return None

    def _terms(self, found: Any, place: str) -> Terms:
        terms: dict[int, bool] = {}
        for pair in self._list(found, place):
            if not (isinstance(pair, list) and len(pair) == 2 and pair[1] in ("Y", "N")):
                self.wrong(place, 'expected pairs of an option and "Y" or "N"')
                continue
            option, yes = self._number(pair[0], place), pair[1] == "Y"
            if option is None:
                continue
            if terms.setdefault(option, yes) is not yes:
                self.wrong(place, f"option {option} is both yes and no")
        if isinstance(found, list) and not found:
            self.wrong(place, "the pattern is empty")
        return tuple(sorted(terms.items()))

    def _maker(self, found: Any, place: str, manual: bool, feasible: int) -> DecisionMaker:
        title = self._title(found, place)
        part: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        numbers = [
            self._number(item, f"{place}.options")
            for item in self._list(part.get("options", []), f"{place}.options")
        ]
        statements = [
            self._statement(item, f"{place}.preferences[{k}]")
            for k, item in enumerate(
                self._list(part.get("preferences", []), f"{place}.preferences")
            )
        ]
        ranking = None
        order = part.get("preferenceRanking", part.get("preferenceVector"))
        if order and (manual or not statements):
            ranking = self._ranking(order, f"{place}.preferenceRanking", feasible)
        own = tuple(dict.fromkeys(number for number in numbers if number is not None))
        return DecisionMaker(title, own, tuple(statements), ranking)

    def _statement(self, found: Any, place: str) -> tuple[Terms, ...]:
        if isinstance(found, Mapping):
            if found.get("compound") is not True:
                self.wrong(place, "a statement of an unknown form")
                return ()
            members = self._list(found.get("members"), f"{place}.members")
            return tuple(
                self._terms(item, f"{place}.members[{k}]") for k, item in enumerate(members)
            )
        return (self._terms(found, place),)

    def _ranking(self, found: Any, place: str, feasible: int) -> tuple[tuple[int, ...], ...]:
        groups: list[tuple[int, ...]] = []
        seen: set[int] = set()
        for item in self._list(found, place):
            group = item if isinstance(item, list) else [item]
            kept = []
            for number in group:
                if isinstance(number, bool) or not isinstance(number, int):
                    self.wrong(place, f"{number!r:.40} is no number of a state")
                elif feasible and not 1 <= number <= feasible:
                    self.wrong(place, f"there is no state {number}: {feasible} are feasible")
                elif number in seen:
                    self.wrong(place, f"state {number} stands in two places")
                else:
                    seen.add(number)
                    kept.append(number)
            if kept:
                groups.append(tuple(kept))
        return tuple(groups)


def feasible_states(options: int, infeasible: Iterable[Terms]) -> list[tuple[bool, ...]]:
    """Return the feasible states in the order of their numbers."""
    numbers = np.arange(2**options, dtype=np.int64)
    good = np.ones(len(numbers), dtype=bool)
    for terms in dict.fromkeys(infeasible):
        mask = sum(1 << option for option, _ in terms)
        wanted = sum(1 << option for option, yes in terms if yes)
        good &= (numbers & mask) != wanted
    digits = (numbers[good, None] >> np.arange(options)) & 1
    return [tuple(state) for state in digits.astype(bool).tolist()]


def holds(terms: Terms, state: Sequence[bool]) -> bool:
    """Return whether a state says what a pattern says."""
    return all(state[option] is yes for option, yes in terms)


def _left_out(whole: Mapping[str, Any]) -> list[str]:
    """Return what the file holds and a model file does not, in sentences."""
    notes = []
    makers = [item for item in whole.get("decisionMakers", ()) if isinstance(item, Mapping)]
    if any(item.get("misperceptions") for item in makers):
        notes.append("Misperceptions are not carried over: every actor sees every feasible state.")
    coalitions = whole.get("coalitions")
    groups = (
        [item for item in coalitions if isinstance(item, list) and len(item) > 1]
        if isinstance(coalitions, list)
        else []
    )
    if groups:
        notes.append(
            "Coalitions are not part of a model file: ask for them with `stability --coalitions`."
        )
    if any(len(item.get("payoffs") or ()) and not item.get("preferences") for item in makers
           if isinstance(item.get("payoffs"), list)):  # fmt: skip
        notes.append("Payoffs were not read; they follow from the preferences in that program.")
    return notes
