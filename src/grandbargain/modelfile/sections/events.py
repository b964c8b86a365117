"""Hazards, endings, strategies, hopes and delays of the dynamics section."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...dispute.expression import Expression
from ..expressions import WORDS
from ..fields import Names, Reader
from ..keys import DELAY, ENDING, HAZARD, HOPE, STRATEGY, Keys
from ..locate import Mapping, Node, Scalar
from ..numbers import POINTS
from ..problems import quote
from .formulas import Vocabulary, draft, resolve, resolve_rule

SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "safest")
"""Packages that are named by the rule that finds them."""


def _entry(reader: Reader, node: Node, keys: Keys, what: str) -> dict[str, Node]:
    mapping = reader.mapping(node, what)
    return {} if mapping is None else reader.keys(mapping, keys, what)


def _head(reader: Reader, name: str, found: dict[str, Node]) -> dict[str, Any]:
    evidence = reader.evidence(found)
    reader.title(found.get("note"), "the note")
    title = reader.title(found.get("title"), "the title") or name
    return {"title": title, "sources": evidence.sources}


def read_package(reader: Reader, node: Node) -> str | dict[str, str] | None:
    """Return the name of a solution, or a package by its options."""
    if isinstance(node, Scalar):
        word = reader.text(node, "package")
        if word is not None and word not in SOLUTIONS:
            reader.problems.unknown("GB225", node, "solution", word, SOLUTIONS)
        return word
    pattern = reader.pattern(node, "the package")[0]
    if pattern is None:
        return None
    if any(len(options) > 1 for _, options in pattern.terms):
        reader.error("GB407", node, "a package names one option for each issue")
        return None
    return {issue: options[0] for issue, options in pattern.terms}


def read_endings(reader: Reader, node: Node | None, words: Vocabulary) -> dict[str, Any]:
    """Return what play may end in: points per year per actor, or a package."""
    if node is None:
        return {}
    names = Names("ending", "GB225")
    found: dict[str, Any] = {}
    for name, place, value in reader.entries(node, "endings", names):
        what = f"the ending {quote(name)}"
        keys = _entry(reader, value, ENDING, what)
        path = f"dynamics.endings.{name}"
        if ("points" in keys) == ("package" in keys) and isinstance(value, Mapping):
            reader.error("GB617", place, f"{what} pays points or a package, one of the two")
        points: dict[str, Any] = {}
        mapping = reader.mapping(keys.get("points"), "points")
        for key, number in mapping.entries if mapping else ():
            if reader.is_known(key.text, key, reader.actors):
                points[key.text] = reader.number(number, f"{path}.points.{key.text}", POINTS)
        package = read_package(reader, keys["package"]) if "package" in keys else None
        found[name] = {**_head(reader, name, keys), "points": points, "package": package}
    words.endings.update(names.known)
    if not names.complete:
        words.broken.add("ending")
    return found


def read_hazards(reader: Reader, node: Node | None, words: Vocabulary) -> dict[str, Any]:
    """Return what may end play: its chance, its ending, and the odds that actors believe in."""
    if node is None:
        return {}
    names = Names("hazard", "GB225")
    found: dict[str, Any] = {}
    scope = words.scope(reader)
    for name, _, value in reader.entries(node, "hazards", names):
        keys = _entry(reader, value, HAZARD, f"the hazard {quote(name)}")
        path = f"dynamics.hazards.{name}"
        chance = resolve(reader, draft(reader, keys.get("chance"), f"{path}.chance", "a chance"),
                         scope)  # fmt: skip
        believed: dict[str, Expression | None] = {}
        mapping = reader.mapping(keys.get("believed"), "believed")
        for key, odds in mapping.entries if mapping else ():
            if reader.is_known(key.text, key, reader.actors):
                written = draft(reader, odds, f"{path}.believed.{key.text}", "a believed chance")
                believed[key.text] = resolve(reader, written, scope)
        ending = _named(reader, keys.get("ending"), "ending", words.endings, words)
        found[name] = {
            **_head(reader, name, keys), "chance": chance, "ending": ending, "believed": believed
        }  # fmt: skip
    words.hazards.update(names.known)
    if not names.complete:
        words.broken.add("hazard")
    return found


def read_strategies(reader: Reader, node: Node | None, words: Vocabulary) -> dict[str, Any]:
    """Return the named strategies: rules by actor, and who decides as one."""
    if node is None:
        return {}
    names = Names("strategy", "GB225")
    found: dict[str, Any] = {}
    for name, place, value in reader.entries(node, "strategies", names, ("default", *WORDS)):
        what = f"the strategy {quote(name)}"
        keys = _entry(reader, value, STRATEGY, what)
        if isinstance(value, Mapping) and not keys.keys() & {"rules", "united"}:
            reader.error("GB618", place, f"{what} has neither rules nor a united group")
        rules: dict[str, Expression | None] = {}
        mapping = reader.mapping(keys.get("rules"), "rules")
        for key, rule in mapping.entries if mapping else ():
            if reader.is_known(key.text, key, reader.actors):
                path = f"dynamics.strategies.{name}.rules.{key.text}"
                rules[key.text] = _read_rule(reader, key, rule, path, words)
        united = reader.actors_of(keys["united"], "united") if "united" in keys else ()
        for actor in united:
            if actor in rules:
                message = f"{what} fixes {quote(actor)} by a rule, and unites it with others"
                reader.error("GB618", place, message, "Leave one of the two out.")
        found[name] = {**_head(reader, name, keys), "rules": rules, "united": united}
    words.strategies.update(names.known)
    if not names.complete:
        words.broken.add("strategy")
    return found


def _read_rule(
    reader: Reader, key: Scalar, node: Node, path: str, words: Vocabulary
) -> Expression | None:
    actor = key.text
    if words.actions and actor not in words.actions and "action" not in words.broken:
        reader.error("GB621", key, f"{quote(actor)} has no actions, so no rule can fix it")
        return None
    order = words.order
    earlier = frozenset(order[: order.index(actor)]) if actor in order else frozenset()
    scope = words.scope(reader, movers=earlier)
    return resolve_rule(reader, draft(reader, node, path, "a rule"), scope, actor)


def read_hopes(reader: Reader, node: Node | None, words: Vocabulary) -> dict[str, Any]:
    """Return the events waited for, with the strategy that waits and the one instead."""
    if node is None:
        return {}
    found: dict[str, Any] = {}
    for name, _, value in reader.entries(node, "hopes", Names("hope", "GB225")):
        keys = _entry(reader, value, HOPE, f"the hope {quote(name)}")
        found[name] = {
            "title": _head(reader, name, keys)["title"],
            "event": _named(reader, keys.get("event"), "ending", words.endings, words),
            "waiting": strategy(reader, keys.get("waiting"), words),
            "instead": strategy(reader, keys.get("instead"), words),
        }
    return found


def read_delay(reader: Reader, node: Node | None, words: Vocabulary) -> dict[str, Any]:
    """Return pairs of strategies: one now, the other later."""
    if node is None:
        return {}
    found: dict[str, Any] = {}
    for name, _, value in reader.entries(node, "delay", Names("delay", "GB225")):
        keys = _entry(reader, value, DELAY, f"the delay {quote(name)}")
        found[name] = {
            "title": _head(reader, name, keys)["title"],
            "first": strategy(reader, keys.get("first"), words),
            "then": strategy(reader, keys.get("then"), words),
        }
    return found


def strategy(reader: Reader, node: Node | None, words: Vocabulary) -> str | None:
    """Return the name of a strategy; ``default`` is one that every file has."""
    known = {"default": None, **words.strategies}
    return _named(reader, node, "strategy", known, words)


def _named(
    reader: Reader, node: Node | None, noun: str, known: Iterable[str], words: Vocabulary
) -> str | None:
    word = reader.text(node, noun)
    if word is None or node is None or noun in words.broken:
        return word
    if word not in known:
        reader.problems.unknown("GB225", node, noun, word, known)
    return word
