"""Interests in points: disagreement, weights or their order, values, linkages, refusals."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ...dispute.interest import Disagreement, Interests, IssueValues, Linkage, Refusal
from ...dispute.uncertain import Number
from ..fields import Evidence, Reader
from ..keys import LINKAGE
from ..locate import Mapping, Node, Scalar
from ..numbers import POINTS, WEIGHT
from ..problems import quote
from .values import read_values


@dataclass(frozen=True, slots=True)
class Cites:
    """The evidence that numbers take which state none of their own."""

    default: Evidence = field(default_factory=Evidence)
    weights: Evidence = field(default_factory=Evidence)
    values: dict[str, Evidence] = field(default_factory=dict)

    def of_issue(self, issue: str) -> Evidence:
        """Return the evidence for values on an issue."""
        return self.values.get(issue, self.default)


def read_cites(reader: Reader, found: dict[str, Node], base: Cites) -> Cites:
    """Return the evidence stated in a block, over what it inherits."""
    default = reader.evidence(found, base.default)
    weights = base.weights if base.weights.sources else default
    if default is not base.default:
        weights = default
    if "weights_source" in found:
        weights = Evidence(reader.sources_of(found["weights_source"], "weights_source"))
    values = {} if default is not base.default else dict(base.values)
    if "sources" in found:
        mapping = reader.mapping(found["sources"], "sources")
        for key, value in mapping.entries if mapping else ():
            keys = reader.sources_of(value, f"the sources of {quote(key.text)}")
            if reader.is_known(key.text, key, reader.issues):
                values[key.text] = Evidence(keys)
    return Cites(default, weights, values)


def read_points(
    reader: Reader, found: dict[str, Node], base: Interests, path: str, cites: Cites
) -> Interests:
    """Return interests in points: what the keys found state, and the base elsewhere."""
    if "weights" in found and "order" in found:
        reader.error("GB503", found["order"], "weights and their order are both stated")
    changes: dict[str, Any] = {}
    if "disagreement" in found:
        node = found["disagreement"]
        read = _read_disagreement(reader, node, f"{path}.disagreement", cites.default)
        changes["disagreement"] = read or base.disagreement
    if "weights" in found:
        own = _read_weights(reader, found["weights"], f"{path}.weights", cites.weights)
        changes |= {"weights": {**(base.weights or {}), **own}, "order": None, "order_path": ""}
    elif "order" in found:
        order = _read_order(reader, found["order"])
        reader.places[f"{path}.order"] = found["order"]
        changes |= {"order": order, "order_path": f"{path}.order", "weights": None}
    if "values" in found:
        own_values = _read_all_values(reader, found["values"], f"{path}.values", cites)
        changes["values"] = {**base.values, **own_values}
    if "linkages" in found:
        changes["linkages"] = _read_linkages(reader, found["linkages"], path, cites.default)
    if "refuses" in found:
        changes["refuses"] = read_refuses(reader, found["refuses"], path)
    return replace(base, **changes)


def _read_disagreement(
    reader: Reader, node: Node, path: str, inherited: Evidence
) -> Disagreement | None:
    if isinstance(node, Scalar) and node.text == "play":
        return Disagreement("play", None)
    if not isinstance(node, Mapping):
        reader.error("GB509", node, "the disagreement point says neither a cost, a value nor play")
        return None
    known = ("stalemate_cost", "value", "source", "because")
    found: dict[str, Node] = {}
    for key, value in node.entries:
        if key.text in known:
            found[key.text] = value
        else:
            reader.unknown_key(key, value, known, "disagreement")
    evidence = reader.evidence(found, inherited)
    kinds = [kind for kind in ("stalemate_cost", "value") if kind in found]
    if len(kinds) != 1:
        if len(found) == len(node.entries):
            message = "the disagreement point says either stalemate_cost or value"
            reader.error("GB509", node, message)
        return None
    number = reader.number(found[kinds[0]], f"{path}.{kinds[0]}", POINTS, evidence)
    return number and Disagreement(kinds[0], number)


def _read_weights(reader: Reader, node: Node, path: str, inherited: Evidence) -> dict[str, Number]:
    mapping = reader.mapping(node, "weights")
    found: dict[str, Number] = {}
    reader.places[path] = node
    for key, value in mapping.entries if mapping else ():
        if not reader.is_known(key.text, key, reader.issues):
            continue
        number = reader.number(value, f"{path}.{key.text}", WEIGHT, inherited)
        if number is not None:
            found[key.text] = number
    return found


def _read_order(reader: Reader, node: Node) -> tuple[tuple[str, ...], ...]:
    sequence = reader.list(node, "order")
    groups: list[tuple[str, ...]] = []
    seen: set[str] = set()
    if sequence is not None and not sequence.items:
        reader.error("GB215", sequence, "the order is empty")
    for item in sequence.items if sequence else ():
        group: list[str] = []
        for word, place in reader.words(item, "the order"):
            if not reader.is_known(word, place, reader.issues):
                continue
            if word in seen:
                reader.error("GB214", place, f"{quote(word)} stands twice in the order")
                continue
            seen.add(word)
            group.append(word)
        if group:
            groups.append(tuple(group))
    return tuple(groups)


def _read_all_values(reader: Reader, node: Node, path: str, cites: Cites) -> dict[str, IssueValues]:
    mapping = reader.mapping(node, "values")
    reader.places[path] = node
    found: dict[str, IssueValues] = {}
    for key, value in mapping.entries if mapping else ():
        if not reader.is_known(key.text, key, reader.issues):
            continue
        where = f"{path}.{key.text}"
        reader.places[where] = key
        values = read_values(reader, key, value, where, cites.of_issue(key.text))
        if values is not None:
            found[key.text] = values
    return found


def _read_linkages(
    reader: Reader, node: Node, path: str, inherited: Evidence
) -> tuple[Linkage, ...]:
    sequence = reader.list(node, "linkages")
    found: list[Linkage] = []
    for index, item in enumerate(sequence.items if sequence else (), start=1):
        mapping = reader.mapping(item, "a linkage")
        if mapping is None:
            continue
        keys = reader.keys(mapping, LINKAGE, "a linkage")
        evidence = reader.evidence(keys, inherited)
        pattern = reader.pattern(keys.get("when"), "'when'")[0]
        adds = reader.number(keys.get("adds"), f"{path}.linkages.{index}.adds", POINTS, evidence)
        if pattern is not None and adds is not None:
            found.append(Linkage(pattern, adds))
    return tuple(found)


def read_refuses(reader: Reader, node: Node, path: str) -> tuple[Refusal, ...]:
    """Return the combinations that an actor never signs."""
    sequence = reader.list(node, "refuses")
    found: list[Refusal] = []
    for index, item in enumerate(sequence.items if sequence else (), start=1):
        where = f"{path}.refuses.{index}"
        reader.places[where] = item
        pattern, beside = reader.pattern(item, "a refusal", ("source", "because"))
        evidence = reader.evidence(beside)
        if pattern is not None:
            found.append(Refusal(pattern, where, evidence.because, evidence.sources))
    return tuple(found)
