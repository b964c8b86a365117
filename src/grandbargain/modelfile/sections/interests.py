"""Section ``interests``: what each actor wants."""

from __future__ import annotations

from dataclasses import replace

from ...dispute.interest import Disagreement, Interests, Refusal
from ...dispute.package import Pattern
from ...dispute.uncertain import Known, Number
from ..fields import Reader
from ..keys import INTERESTS
from ..locate import Node, Scalar, Sequence
from ..problems import Place, quote
from .points import Cites, read_cites, read_points, read_refuses
from .types import read_types

_POINT_KEYS = ("disagreement", "weights", "order", "values", "linkages", "types")


def read_interests(reader: Reader, node: Node | None) -> dict[str, Interests]:
    """Return the interests of every actor, in the order of the actors."""
    mapping = None if node is None else reader.mapping(node, "interests")
    if mapping is None:
        return {}
    found: dict[str, Interests] = {}
    for key, value in mapping.entries:
        reader.places[f"interests.{key.text}"] = key
        if reader.is_known(key.text, key, reader.actors) or key.text in reader.actors.known:
            found[key.text] = _read_actor(reader, key, value)
    for actor, place in reader.actors.known.items():
        if actor not in found:
            message = f"the actor {quote(actor)} has no interests"
            reader.error("GB501", place, message)
    return {actor: found[actor] for actor in reader.actors.known if actor in found}


def _read_actor(reader: Reader, key: Scalar, node: Node) -> Interests:
    actor = key.text
    path = f"interests.{actor}"
    mapping = reader.mapping(node, f"the interests of {quote(actor)}")
    what = f"the interests of {quote(actor)}"
    found = {} if mapping is None else reader.keys(mapping, INTERESTS, what)
    empty = Interests(actor, Disagreement("stalemate_cost", _no_cost(path)))
    if mapping is None:
        return empty
    if "ranking" in found or "statements" in found:
        return _read_ordinal(reader, found, empty, mapping)
    _check_forms(reader, found, mapping, what)
    cites = read_cites(reader, found, Cites())
    base = read_points(reader, found, empty, path, cites)
    return replace(
        base,
        types=read_types(reader, found.get("types"), base, cites),
        types_path=f"{path}.types" if "types" in found else "",
    )


def _no_cost(path: str) -> Number:
    return Number(Known(0.0), f"{path}.disagreement.stalemate_cost")


def _check_forms(reader: Reader, found: dict[str, Node], place: Place, what: str) -> None:
    if "values" not in found:
        if "weights" in found or "order" in found or not found.keys() & set(_POINT_KEYS):
            reader.error("GB502", place, f"{what} have no values")
        return
    if "weights" not in found and "order" not in found:
        reader.error("GB504", found["values"], f"{what} have values but no weights")


# -- ordinal interests ----------------------------------------------------------------------------


def _read_ordinal(
    reader: Reader, found: dict[str, Node], base: Interests, place: Place
) -> Interests:
    mixed = [key for key in found if key in _POINT_KEYS]
    if "ranking" in found and "statements" in found:
        reader.error("GB506", found["statements"], "ranking and statements are both stated")
    elif mixed:
        form = "ranking" if "ranking" in found else "statements"
        message = f"a {form} and {', '.join(mixed)} are both stated"
        reader.error("GB506", found[mixed[0]], message.replace("a statements", "statements"))
    read_cites(reader, {key: found[key] for key in found if "source" in key}, Cites())
    refuses: tuple[Refusal, ...] = ()
    if "refuses" in found:
        refuses = read_refuses(reader, found["refuses"], f"interests.{base.actor}")
    if "ranking" in found:
        return replace(base, ranking=_read_ranking(reader, found["ranking"]), refuses=refuses)
    statements = _read_statements(reader, found["statements"])
    return replace(base, statements=statements, refuses=refuses)


def _read_ranking(reader: Reader, node: Node) -> tuple[tuple[Pattern, ...], ...]:
    sequence = reader.list(node, "the ranking")
    groups: list[tuple[Pattern, ...]] = []
    if sequence is not None and not sequence.items:
        reader.error("GB215", sequence, "the ranking is empty")
    for item in sequence.items if sequence else ():
        tied = item.items if isinstance(item, Sequence) else [item]
        if not tied:
            reader.error("GB215", item, "a tie in the ranking is empty")
        patterns = [reader.pattern(part, "an entry of the ranking")[0] for part in tied]
        groups.append(tuple(pattern for pattern in patterns if pattern is not None))
    return tuple(groups)


def _read_statements(reader: Reader, node: Node) -> tuple[tuple[Pattern, Pattern], ...]:
    sequence = reader.list(node, "statements")
    found: list[tuple[Pattern, Pattern]] = []
    if sequence is not None and not sequence.items:
        reader.error("GB215", sequence, "there are no statements")
    for item in sequence.items if sequence else ():
        mapping = reader.mapping(item, "a statement")
        if mapping is None:
            continue
        keys = {key.text for key, _ in mapping.entries}
        condition: Pattern | None = Pattern(())
        if keys & {"if", "then"}:
            parts = {key: reader.pattern(mapping.get(key), f"'{key}'")[0] for key in ("if", "then")}
            condition, consequence = parts["if"], parts["then"]
            if not keys <= {"if", "then", "source", "because"} or not {"if", "then"} <= keys:
                message = "a conditional statement has 'if' and 'then' and nothing else"
                reader.error("GB406", mapping, message, "Write {if: {...}, then: {...}}.")
        else:
            consequence = reader.pattern(mapping, "a statement", ("source", "because"))[0]
        reader.sources_of(mapping.get("source"))
        if condition is not None and consequence is not None:
            found.append((condition, consequence))
    return tuple(found)
