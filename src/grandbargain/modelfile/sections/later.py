"""Sections ``enforcement`` and ``history``: read, checked for syntax, and kept."""

from __future__ import annotations

from typing import Any

from ...dispute.uncertain import Number
from ..fields import Evidence, Reader
from ..keys import ENFORCEMENT, RECORD
from ..locate import Mapping, Node, Sequence
from ..numbers import ANY, CHANCE
from ..problems import quote
from .formulas import Vocabulary


def read_enforcement(reader: Reader, node: Node | None) -> dict[str, Any] | None:
    """Return detection per option, the chance of a false alarm, and beliefs per pair."""
    mapping = None if node is None else reader.mapping(node, "enforcement")
    if mapping is None:
        return None
    found = reader.keys(mapping, ENFORCEMENT, "enforcement")
    evidence = reader.evidence(found)
    false_alarm = reader.number(
        found.get("false_alarm"), "enforcement.false_alarm", CHANCE, evidence
    )
    beliefs: dict[str, dict[str, Number | None]] = {}
    block = reader.mapping(found.get("belief"), "belief")
    for key, value in block.entries if block else ():
        about = reader.mapping(value, f"the beliefs of {quote(key.text)}")
        known = reader.is_known(key.text, key, reader.actors)
        for other, number in about.entries if about and known else ():
            if reader.is_known(other.text, other, reader.actors):
                path = f"enforcement.belief.{key.text}.{other.text}"
                belief = reader.number(number, path, CHANCE, evidence)
                beliefs.setdefault(key.text, {})[other.text] = belief
    return {
        "detection": _read_detection(reader, found.get("detection"), evidence),
        "false_alarm": false_alarm,
        "belief": beliefs,
        "sources": evidence.sources,
    }


def _read_detection(
    reader: Reader, node: Node | None, evidence: Evidence
) -> dict[str, dict[str, Number | None]]:
    """Return the chance per option of the issue that sets it."""
    mapping = reader.mapping(node, "detection")
    found: dict[str, dict[str, Number | None]] = {}
    for key, value in mapping.entries if mapping else ():
        if not reader.is_known(key.text, key, reader.issues):
            continue
        chances: dict[str, Number | None] = {}
        block = reader.mapping(value, f"the detection under {quote(key.text)}")
        for option, number in block.entries if block else ():
            if reader.option(key.text, option.text, option):
                path = f"enforcement.detection.{key.text}.{option.text}"
                chances[option.text] = reader.number(number, path, CHANCE, evidence)
        options = reader.options.get(key.text) or ()
        missing = [option for option in options if option not in chances]
        if block is not None and missing and len(chances) == len(block.entries):
            message = f"the detection under {quote(key.text)} leaves out {', '.join(missing)}"
            reader.error("GB508", key, message, "Add a chance for every option.")
        found[key.text] = chances
    if mapping is not None and len(mapping.entries) > 1:
        message = "detection is set by one issue, not by several"
        reader.error("GB206", mapping, message, "Keep the issue that says how one verifies.")
    return found


def read_history(
    reader: Reader, node: Node | None, words: Vocabulary
) -> tuple[dict[str, Any], ...] | None:
    """Return the record, year by year."""
    sequence = None if node is None else reader.list(node, "history")
    if sequence is None:
        return None
    found: list[dict[str, Any]] = []
    last: int | None = None
    for index, item in enumerate(sequence.items, start=1):
        mapping = reader.mapping(item, "a year of the record")
        if mapping is None:
            continue
        record = _read_record(reader, mapping, f"history.{index}", words)
        year = record["year"]
        if year is not None and last is not None and year <= last:
            reader.error("GB619", mapping, f"the year {year} does not come after {last}")
        last = year if year is not None else last
        found.append(record)
    return tuple(found)


def _read_record(reader: Reader, mapping: Mapping, path: str, words: Vocabulary) -> dict[str, Any]:
    found: dict[str, Node] = {}
    actions: dict[str, str] = {}
    for key, value in mapping.entries:
        if key.text in RECORD.table:
            found[key.text] = value
        elif key.text in reader.actors.known:
            action = _observed(reader, key.text, value, words)
            if action is not None:
                actions[key.text] = action
        elif not reader.actors.complete:
            reader.unread += 1
        else:
            reader.unknown_key(key, value, [*RECORD.table, *reader.actors.known], "a record")
    if "year" not in found:
        reader.error("GB206", mapping, "a record has no 'year'", "Add 'year:'.")
    evidence = reader.evidence(found)
    events: list[str] = []
    if "events" in found and not _is_empty_list(found["events"]):
        for word, place in reader.words(found["events"], "events"):
            events.append(word)
            known = {**words.endings, **words.hazards}
            readable = not words.broken & {"ending", "hazard"}
            if known and readable and word not in known:
                reader.problems.unknown("GB225", place, "ending or hazard", word, known)
    stocks: dict[str, Number | None] = {}
    block = reader.mapping(found.get("stocks"), "stocks")
    for key, value in block.entries if block else ():
        if words.stocks and key.text not in words.stocks:
            reader.problems.unknown("GB225", key, "stock", key.text, words.stocks)
            continue
        stocks[key.text] = reader.number(value, f"{path}.stocks.{key.text}", ANY, evidence)
    return {
        "year": reader.whole(found.get("year"), "the year", -10_000, 10_000),
        "actions": actions,
        "events": tuple(events),
        "stocks": stocks,
        "sources": evidence.sources,
        "note": reader.title(found.get("note"), "the note") or evidence.because,
    }


def _is_empty_list(node: Node) -> bool:
    return isinstance(node, Sequence) and not node.items


def _observed(reader: Reader, actor: str, node: Node, words: Vocabulary) -> str | None:
    """Return the action that an actor was seen to take."""
    word = reader.text(node, f"the action of {quote(actor)}")
    known = words.actions.get(actor, {})
    if word is None or "action" in words.broken:
        return word
    if words.actions and word not in known:
        reader.problems.unknown("GB225", node, "action", word, known, scope=f"of {actor}")
    return word
