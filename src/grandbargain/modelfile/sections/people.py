"""Sections ``sources``, ``actors``, ``groups`` and ``parameters``."""

from __future__ import annotations

from ...dispute.actor import Actor, Group, Parameter
from ...dispute.uncertain import Known, Number
from ..expressions import WORDS
from ..fields import Reader
from ..keys import ACTOR, PARAMETER
from ..locate import Mapping, Node
from ..numbers import ANY, DISCOUNT, POWER
from ..problems import NOWHERE, quote


def read_sources(reader: Reader, node: Node | None) -> dict[str, str]:
    """Return key and text of every source."""
    found: dict[str, str] = {}
    if node is not None:
        for key, _, value in reader.entries(node, "sources", reader.sources):
            found[key] = reader.title(value, f"the source {quote(key)}")
    return found


def read_actors(reader: Reader, node: Node | None) -> tuple[Actor, ...]:
    """Return the actors, and say where there is no party among them."""
    if node is None:
        return ()
    actors = []
    for key, place, value in reader.entries(node, "actors", reader.actors):
        reader.places[f"actors.{key}"] = place
        actors.append(_read_actor(reader, key, value))
    if isinstance(node, Mapping) and not actors:
        reader.error("GB215", node, "the section actors is empty")
        reader.actors.complete = False
    elif actors and not any(actor.is_party for actor in actors):
        reader.error("GB401", node, "no actor is a party")
    return tuple(actors)


def _read_actor(reader: Reader, name: str, node: Node) -> Actor:
    path = f"actors.{name}"
    mapping = reader.mapping(node, f"the actor {quote(name)}")
    found = {} if mapping is None else reader.keys(mapping, ACTOR, f"the actor {quote(name)}")
    evidence = reader.evidence(found)
    party = reader.truth(found["party"], "party") if "party" in found else True
    if party is False and "power" in found:
        message = f"{quote(name)} is no party, so its power has no effect"
        reader.error("GB711", found["power"], message)
    power = reader.number(found.get("power"), f"{path}.power", POWER, evidence)
    return Actor(
        id=name,
        title=reader.title(found.get("title"), "the title") or name,
        is_party=party is not False,
        power=power or Number(Known(1.0), f"{path}.power"),
        discount=reader.number(found.get("discount"), f"{path}.discount", DISCOUNT, evidence),
        sources=evidence.sources,
        note=reader.title(found.get("note"), "the note") or evidence.because,
    )


def read_groups(reader: Reader, node: Node | None) -> tuple[Group, ...]:
    """Return the groups; their members are actors."""
    if node is None:
        reader.groups.complete = True
        return ()
    found: list[Group] = []
    for key, place, value in reader.entries(node, "groups", reader.groups):
        if key in reader.actors.known:
            reader.error("GB402", place, f"{quote(key)} is the name of an actor and of a group")
        members = [
            word
            for word, at in reader.words(value, f"the group {quote(key)}")
            if reader.is_known(word, at, reader.actors)
        ]
        found.append(Group(key, tuple(members)))
    reader.members = {group.id: group.members for group in found}
    return tuple(found)


def read_parameters(reader: Reader, node: Node | None) -> tuple[Parameter, ...]:
    """Return the named unknowns."""
    if node is None:
        reader.parameters.complete = True
        return ()
    return tuple(
        _read_parameter(reader, key, value)
        for key, _, value in reader.entries(node, "parameters", reader.parameters, WORDS)
    )


def _read_parameter(reader: Reader, name: str, node: Node) -> Parameter:
    path = f"parameters.{name}"
    unit = title = ""
    if isinstance(node, Mapping):
        found = reader.keys(node, PARAMETER, f"the parameter {quote(name)}")
        unit = reader.title(found.get("unit"), "the unit")
        title = reader.title(found.get("title"), "the title")
        stripped = Mapping(node.line, node.column)
        kept = ("value", "either", "source", "because")
        stripped.entries = [(key, value) for key, value in node.entries if key.text in kept]
        number = reader.number(stripped, path, ANY)
    else:
        number = reader.number(node, path, ANY)
    return Parameter(name, number or Number(Known(0.0), path), unit, title)


def say_uncited(reader: Reader) -> None:
    """Warn about sources that nothing cites, in one line."""
    unused = [key for key in reader.sources.known if key not in reader.cited]
    unused = [key for key in unused if key != "judgement"]
    if unused:
        place = reader.sources.known.get(unused[0], NOWHERE)
        verb = "sources are" if len(unused) > 1 else "source is"
        listed = ", ".join(quote(key)[1:-1] for key in unused[:12])
        more = f" and {len(unused) - 12} more" if len(unused) > 12 else ""
        message = f"{len(unused)} {verb} cited nowhere: {listed}{more}"
        reader.error("GB705", place, message)
