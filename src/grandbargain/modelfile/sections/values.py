"""Values of the options of an issue: ``up``, ``down``, ``flat``, ``either``, or stated."""

from __future__ import annotations

from ...dispute.interest import IssueValues, ValueTable
from ...dispute.uncertain import Known, Number
from ..fields import Evidence, Reader
from ..locate import Mapping, Node, Scalar
from ..numbers import VALUE
from ..problems import quote

WAYS = ("up", "down", "flat")


def read_values(
    reader: Reader, key: Scalar, node: Node, path: str, inherited: Evidence
) -> IssueValues | None:
    """Return how an actor values the options of an issue."""
    issue = key.text
    options = reader.options.get(issue)
    if isinstance(node, Scalar):
        table = _read_way(reader, node, node.text.strip(), path, options, 1.0, inherited)
        return table and IssueValues(issue, path, (table,))
    mapping = reader.mapping(node, f"the values of {quote(issue)}")
    if mapping is None:
        return None
    beside = {name.text: value for name, value in mapping.entries}
    evidence = reader.evidence(beside, inherited)
    if "either" in beside:
        return _read_either(reader, mapping, issue, path, options, evidence)
    return _read_stated(reader, key, mapping, path, options, evidence)


def _read_way(
    reader: Reader,
    node: Scalar,
    word: str,
    path: str,
    options: tuple[str, ...] | None,
    chance: float,
    evidence: Evidence,
) -> ValueTable | None:
    """Return the table of ``up``, ``down`` or ``flat``: evenly over the options in file order."""
    if word not in WAYS:
        hint = reader.problems.nearest(word, WAYS)
        reader.error("GB507", node, f"{quote(word)} is no way to value an issue{hint}")
        return None
    if word == "flat" or options is None or len(options) < 2:
        return ValueTable("flat", chance, ())
    last = len(options) - 1
    numbers = [
        Number(
            Known(100.0 * (k if word == "up" else last - k) / last),
            f"{path}.{option}",
            evidence.sources,
            evidence.because,
        )
        for k, option in enumerate(options)
    ]
    return ValueTable(word, chance, tuple(numbers))


def _read_either(
    reader: Reader,
    mapping: Mapping,
    issue: str,
    path: str,
    options: tuple[str, ...] | None,
    evidence: Evidence,
) -> IssueValues | None:
    for key, value in mapping.entries:
        if key.text not in {"either", "source", "because"}:
            reader.unknown_key(key, value, ("either", "source", "because"), "alternative values")
    node = mapping.get("either")
    tables: list[ValueTable] = []
    for word, key, chance in reader.alternatives(node) if node is not None else ():
        where = f"{path}.either.{word}"
        table = _read_way(reader, key, word, where, options, chance, evidence)
        if table is None:
            return None
        tables.append(table)
    return IssueValues(issue, path, tuple(tables)) if tables else None


def _read_stated(
    reader: Reader,
    key: Scalar,
    mapping: Mapping,
    path: str,
    options: tuple[str, ...] | None,
    evidence: Evidence,
) -> IssueValues | None:
    numbers: dict[str, Number] = {}
    named: set[str] = set()
    sound = options is not None
    for name, value in mapping.entries:
        if name.text in {"source", "because"}:
            continue
        named.add(name.text)
        number = reader.number(value, f"{path}.{name.text}", VALUE, evidence)
        if not reader.option(key.text, name.text, name) or number is None:
            sound = False
        else:
            numbers[name.text] = number
    missing = [option for option in options or () if option not in named]
    if missing and options and named <= set(options):
        message = f"the values of {quote(key.text)} leave out {', '.join(missing)}"
        reader.error("GB508", key, message)
    if not sound or missing or options is None:
        return None
    if len(options) < 2:
        return IssueValues(key.text, path, (ValueTable("flat", 1.0, ()),))
    table = ValueTable("stated", 1.0, tuple(numbers[option] for option in options))
    return IssueValues(key.text, path, (table,))
