"""Section ``dynamics``: read and checked as far as its syntax goes.

While it is read it is a dictionary with the keys of the file, in which what could not be read is
None; :func:`as_dynamics` makes the object of a section in which nothing is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from typing import Any

from ...dispute.dynamics import (
    Delay,
    Dynamics,
    Ending,
    Hazard,
    Hope,
    Rents,
    Stock,
    Strategy,
)
from ...dispute.expression import Expression
from ..expressions import WORDS
from ..fields import Names, Reader
from ..keys import DYNAMICS
from ..locate import Mapping, Node, Scalar
from ..numbers import RATIONALITY
from ..problems import Place, quote
from .events import (
    read_delay,
    read_endings,
    read_hazards,
    read_hopes,
    read_strategies,
)
from .formulas import Vocabulary, draft, order_signals, resolve
from .stocks import StockDraft, read_stock

PATH = "dynamics"
LONGEST = 1000
"""Most years that may be asked for."""


def read_dynamics(reader: Reader, node: Node | None, words: Vocabulary) -> dict[str, Any] | None:
    """Return the section, and fill the vocabulary that other sections refer to."""
    mapping = None if node is None else reader.mapping(node, PATH)
    if mapping is None:
        return None
    found = reader.keys(mapping, DYNAMICS, PATH)
    for names in (reader.actors, reader.parameters):
        if not names.complete:
            words.broken.add(names.noun)
    section: dict[str, Any] = _read_numbers(reader, found)
    stocks = _read_stocks(reader, found.get("stocks"), words)
    section["actions"] = _read_actions(reader, found.get("actions"), words)
    section["order"] = words.order = _read_order(reader, found.get("order"), words)
    _read_signals(reader, found.get("signals"), words)
    _check_clashes(reader, words)
    ordered = order_signals(reader, words)
    scope = words.scope(reader)
    signals = {name: resolve(reader, words.signals[name], scope) for name in ordered}
    section["signals"] = signals
    section["stocks"] = {
        name: {**stock.entry, "change": resolve(reader, stock.change, scope)}
        for name, stock in stocks.items()
    }
    section["available"] = _read_available(reader, found.get("available"), words)
    section["rationality"] = _read_rationality(reader, found.get("rationality"))
    section["payoffs"] = read_by_actor(
        reader,
        found.get("payoffs"),
        "payoffs",
        lambda value, path: resolve(
            reader,
            draft(reader, value, path, "a payoff"),
            words.scope(reader, extra={"status_quo": "points"}),
        ),
    )
    section["endings"] = read_endings(reader, found.get("endings"), words)
    section["hazards"] = read_hazards(reader, found.get("hazards"), words)
    section["strategies"] = read_strategies(reader, found.get("strategies"), words)
    section["principals"] = (
        reader.actors_of(found["principals"], "principals") if "principals" in found else ()
    )
    section["adversary"] = (
        reader.name(found["adversary"], reader.actors, "the adversary")
        if "adversary" in found
        else None
    )
    section["rents"] = _read_rents(reader, found.get("rents"), words)
    section["hopes"] = read_hopes(reader, found.get("hopes"), words)
    section["delay"] = read_delay(reader, found.get("delay"), words)
    return section


def _read_numbers(reader: Reader, found: dict[str, Node]) -> dict[str, Any]:
    """Return start, years and tail; the head of the section."""
    reader.evidence(found)
    reader.title(found.get("note"), "the note")
    years = reader.whole(found["years"], "years", 1, LONGEST) if "years" in found else 30
    tail = reader.whole(found["tail"], "tail", 0, LONGEST) if "tail" in found else 20
    start = reader.whole(found["start"], "start", -10_000, 10_000) if "start" in found else 1
    return {"start": start, "years": years, "tail": tail}


def _read_stocks(reader: Reader, node: Node | None, words: Vocabulary) -> dict[str, StockDraft]:
    if node is None:
        return {}
    names = Names("stock", "GB225")
    found = {
        name: read_stock(reader, name, value, f"{PATH}.stocks.{name}")
        for name, _, value in reader.entries(node, "stocks", names, WORDS)
    }
    words.stocks.update(names.known)
    if not names.complete:
        words.broken.add("stock")
    return found


def _read_actions(
    reader: Reader, node: Node | None, words: Vocabulary
) -> dict[str, dict[str, str]]:
    """Return the actions of every actor with their texts."""
    mapping = None if node is None else reader.mapping(node, "actions")
    if node is not None and mapping is None:
        words.broken.add("action")
    for key, value in mapping.entries if mapping else ():
        if not reader.is_known(key.text, key, reader.actors) and reader.actors.complete:
            continue
        known: dict[str, str] = {}
        names = Names("action", "GB225")
        what = f"the actions of {quote(key.text)}"
        for action, place, text in reader.entries(value, what, names, WORDS):
            bare = isinstance(text, Scalar) and text.is_missing
            known[action] = action if bare else reader.title(text, what)
            if action in reader.actors.known:
                message = f"{quote(action)} is the name of an actor and of an action"
                reader.error("GB614", place, message)
        words.actions[key.text] = known
        if not names.complete:
            words.broken.add("action")
    return words.actions


def _read_order(reader: Reader, node: Node | None, words: Vocabulary) -> tuple[str, ...]:
    """Return who moves when; the order of ``actions`` where the file does not say."""
    if node is None:
        return tuple(words.actions)
    order = [word for word, at in reader.words(node, "the order")
             if reader.is_known(word, at, reader.actors)]  # fmt: skip
    if words.actions and reader.actors.complete:
        missing = [actor for actor in words.actions if actor not in order]
        idle = [actor for actor in order if actor not in words.actions]
        if missing:
            message = f"the order leaves out {', '.join(missing)}"
            reader.error("GB612", node, message)
        if idle:
            reader.error("GB612", node, f"the order names {', '.join(idle)} without actions")
    return tuple(order)


def _read_signals(reader: Reader, node: Node | None, words: Vocabulary) -> None:
    if node is None:
        return
    names = Names("signal", "GB225")
    if not isinstance(node, Mapping):
        words.broken.add("signal")
    for name, _, value in reader.entries(node, "signals", names, WORDS):
        path = f"{PATH}.signals.{name}"
        words.signals[name] = draft(reader, value, path, f"the signal {quote(name)}")


def _check_clashes(reader: Reader, words: Vocabulary) -> None:
    """Names that expressions use mean one thing each."""
    seen: dict[str, str] = dict.fromkeys(reader.actors.known, "an actor")
    kinds: list[tuple[str, AbstractMapping[str, Place | None]]] = [
        ("a parameter", reader.parameters.known),
        ("a stock", words.stocks),
        ("a signal", {name: item.node if item else None for name, item in words.signals.items()}),
    ]
    for known in words.actions.values():
        seen.update(dict.fromkeys(known, "an action"))
    for kind, names in kinds:
        for name, place in names.items():
            if name in seen and place is not None:
                message = f"{quote(name)} is the name of {seen[name]} and of {kind}"
                reader.error("GB614", place, message)
            seen[name] = kind


def _read_available(
    reader: Reader, node: Node | None, words: Vocabulary
) -> dict[str, dict[str, Expression]]:
    """Return per actor and action when the action can be taken; it depends on the state only."""
    mapping = None if node is None else reader.mapping(node, "available")
    found: dict[str, dict[str, Expression]] = {}
    scope = words.scope(reader, movers=frozenset())
    for key, value in mapping.entries if mapping else ():
        owner = _owner(reader, key, words)
        if owner is None:
            continue
        actor, action = owner
        path = f"{PATH}.available.{actor}.{action}"
        written = draft(reader, value, path, f"when {quote(action)} is available")
        if written is not None and words.actions.keys() & written.names:
            message = f"whether {quote(action)} is available depends on what actors do"
            reader.error("GB615", written.node, message)
            continue
        expression = resolve(reader, written, scope)
        if expression is not None:
            found.setdefault(actor, {})[action] = expression
    return found


def _owner(reader: Reader, key: Scalar, words: Vocabulary) -> tuple[str, str] | None:
    """Return actor and action of ``action`` or ``actor.action``."""
    actor, dot, action = key.text.partition(".")
    if dot:
        if not reader.is_known(actor, key, reader.actors):
            return None
        if action in words.actions.get(actor, {}):
            return actor, action
        known = words.actions.get(actor, {})
        reader.problems.unknown("GB225", key, "action", action, known, scope=f"of {actor}")
        return None
    if "action" in words.broken:
        return None
    owners = [owner for owner, known in words.actions.items() if key.text in known]
    if len(owners) == 1:
        return owners[0], key.text
    if owners:
        message = f"{quote(key.text)} is an action of {' and of '.join(owners)}"
        reader.error("GB616", key, message, f"Write {owners[0]}.{key.text}.")
    else:
        every = [name for known in words.actions.values() for name in known]
        reader.problems.unknown("GB225", key, "action", key.text, every)
    return None


def _read_rationality(reader: Reader, node: Node | None) -> Any:
    """Return a number, ``"best"``, or one of these per actor; None where the file says nothing."""
    if node is None:
        return None
    path = f"{PATH}.rationality"

    def one(value: Node, where: str) -> Any:
        if isinstance(value, Scalar) and value.text == "best":
            return "best"
        return reader.number(value, where, RATIONALITY)

    if isinstance(node, Mapping) and not {key.text for key, _ in node.entries} & {
        "value",
        "either",
    }:
        return read_by_actor(reader, node, "rationality", one)
    return one(node, path)


def _read_rents(reader: Reader, node: Node | None, words: Vocabulary) -> dict[str, Any] | None:
    mapping = None if node is None else reader.mapping(node, "rents")
    if mapping is None:
        return None
    unit = reader.title(mapping.get("unit"), "the unit")
    payers: dict[str, Expression | None] = {}
    scope = words.scope(reader)
    for key, value in mapping.entries:
        if key.text != "unit" and reader.is_known(key.text, key, reader.actors):
            written = draft(reader, value, f"{PATH}.rents.{key.text}", "a rent")
            payers[key.text] = resolve(reader, written, scope)
    return {"unit": unit, "payers": payers}


def read_by_actor(
    reader: Reader, node: Node | None, key: str, read: Callable[[Node, str], Any]
) -> dict[str, Any]:
    """Return what ``read`` makes of every actor's entry."""
    mapping = None if node is None else reader.mapping(node, key)
    return {
        name.text: read(value, f"{PATH}.{key}.{name.text}")
        for name, value in (mapping.entries if mapping else ())
        if reader.is_known(name.text, name, reader.actors)
    }


def as_dynamics(section: AbstractMapping[str, Any]) -> Dynamics:
    """Return the section as an object; it was read without an error."""

    def listed(key: str, kind: Callable[..., Any]) -> tuple[Any, ...]:
        return tuple(kind(id=name, **entry) for name, entry in section[key].items())

    order, rationality = section["order"], section["rationality"]
    if not isinstance(rationality, dict):
        rationality = dict.fromkeys(order, rationality)
    rents = section["rents"]
    same = ("start", "years", "tail", "actions", "signals", "available", "payoffs", "adversary")
    return Dynamics(
        **{key: section[key] for key in same},
        order=tuple(order),
        rationality={actor: rationality.get(actor) for actor in order},
        stocks=listed("stocks", Stock),
        hazards=listed("hazards", Hazard),
        endings=listed("endings", Ending),
        strategies=listed("strategies", Strategy),
        hopes=listed("hopes", Hope),
        delays=listed("delay", Delay),
        principals=tuple(section["principals"]),
        rents=None if rents is None else Rents(**rents),
    )
