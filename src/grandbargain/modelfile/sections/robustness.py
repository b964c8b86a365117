"""The section ``robustness``: named tests, and numbers that go together."""

from __future__ import annotations

from typing import Any

from ...dispute.robustness import WorldTest
from ...dispute.uncertain import Correlation
from ..fields import Names, Reader
from ..keys import CORRELATION, ROBUSTNESS, TEST
from ..locate import Node
from ..numbers import ANY, Bounds
from ..problems import quote
from .events import read_package, strategy
from .formulas import Vocabulary

PASSES = ("accepted", "holds", "stable", "trusted")

_RANK = Bounds("the rank correlation", -1, 1, without_low=True, without_high=True)


def read_robustness(reader: Reader, node: Node | None, words: Vocabulary) -> dict[str, Any] | None:
    """Return the named tests, and which numbers go together."""
    mapping = None if node is None else reader.mapping(node, "robustness")
    if mapping is None:
        return None
    found = reader.keys(mapping, ROBUSTNESS, "robustness")
    tests: dict[str, WorldTest] = {}
    if "tests" in found:
        for name, place, value in reader.entries(found["tests"], "tests", Names("test", "GB225")):
            reader.places[f"robustness.tests.{name}"] = place
            tests[name] = _read_test(reader, name, value, words)
    return {"tests": tests, "correlations": _read_correlations(reader, found.get("correlations"))}


def _read_test(reader: Reader, name: str, node: Node, words: Vocabulary) -> WorldTest:
    what = f"the test {quote(name)}"
    mapping = reader.mapping(node, what)
    found = {} if mapping is None else reader.keys(mapping, TEST, what)
    if mapping is not None and ("package" in found) == ("strategy" in found):
        reader.error("GB620", mapping, f"{what} names a package or a strategy, one of the two")
    elif mapping is not None and "strategy" in found:
        _require_comparison(reader, mapping, what, found)
    elif mapping is not None:
        for key in ("against", "actor", "outcome", "above", "below"):
            if key in found:
                reader.error("GB620", found[key], f"{what} is about a package, so no {quote(key)}")
    passes: list[str] = []
    for word, place in reader.words(found["passes"], "passes") if "passes" in found else ():
        passes.append(word)
        if word not in PASSES:
            reader.problems.unknown("GB225", place, "demand", word, PASSES)
    return WorldTest(
        id=name,
        title=reader.title(found.get("title"), "the title") or name,
        package=read_package(reader, found["package"]) if "package" in found else None,
        passes=tuple(passes),
        resolve=bool(reader.truth(found["resolve"], "resolve")) if "resolve" in found else False,
        strategy=strategy(reader, found.get("strategy"), words) if "strategy" in found else None,
        against=strategy(reader, found.get("against"), words) if "against" in found else None,
        actor=reader.name(found["actor"], reader.actors, "the actor") if "actor" in found else None,
        outcome=_outcome(reader, found["outcome"], words) if "outcome" in found else None,
        above=_bound(reader, found.get("above"), "above"),
        below=_bound(reader, found.get("below"), "below"),
    )


def _require_comparison(reader: Reader, node: Node, what: str, found: dict[str, Node]) -> None:
    """Say what a test of a strategy lacks, or has too much of."""
    bounded = found.keys() & {"above", "below"}
    if "against" in found:
        if "actor" not in found:
            reader.error("GB620", node, f"{what} needs 'actor' beside 'against'")
        for key in ("outcome", "above", "below"):
            if key in found:
                message = f"{what} compares with a strategy, so it has no {quote(key)}"
                reader.error("GB620", found[key], message)
    elif not bounded:
        message = f"{what} needs 'against' and 'actor', or 'above' or 'below'"
        reader.error("GB620", node, message)
    elif ("outcome" in found) == ("actor" in found):
        message = f"{what} needs 'outcome', or 'actor' whose value is meant, one of the two"
        reader.error("GB620", node, message)


def _outcome(reader: Reader, node: Node, words: Vocabulary) -> str | None:
    """Return the name of an outcome of play."""
    word = reader.text(node, "the outcome")
    if word is None or words.broken & {"ending", "stock"}:
        return word
    known = ["survival", "rent", *words.endings, *words.stocks]
    if word not in known:
        reader.problems.unknown("GB225", node, "outcome", word, known)
    return word


def _bound(reader: Reader, node: Node | None, key: str) -> float | None:
    """Return a bound: a number that is known."""
    number = reader.number(node, f"robustness.{key}", ANY)
    if number is None:
        return None
    if not number.is_known and node is not None:
        reader.error("GB620", node, f"{quote(key)} is a bound, so it is one number")
    return number.mean


def _read_correlations(reader: Reader, node: Node | None) -> tuple[Correlation, ...]:
    """Return which numbers go together; their names are checked when all numbers are read."""
    sequence = None if node is None else reader.list(node, "correlations")
    found: list[Correlation] = []
    for index, item in enumerate(sequence.items if sequence else (), start=1):
        mapping = reader.mapping(item, "a correlation")
        keys = {} if mapping is None else reader.keys(mapping, CORRELATION, "a correlation")
        if not keys:
            continue
        path = f"robustness.correlations.{index}"
        reader.places[path] = item
        evidence = reader.evidence(keys)
        names = reader.words(keys["between"], "between") if "between" in keys else []
        pair = [word for word, _ in names]
        rank = reader.number(keys.get("rank"), f"{path}.rank", _RANK)
        if "between" in keys and len(pair) != 2:
            reader.error("GB626", keys["between"], "a correlation is between two numbers")
        elif rank is not None and not rank.is_known:
            reader.error("GB626", keys["rank"], "a rank correlation is one number")
        elif rank is not None and len(pair) == 2:
            one, other = pair
            found.append(Correlation(one, other, rank.mean, evidence.sources, evidence.because))
    return tuple(found)
