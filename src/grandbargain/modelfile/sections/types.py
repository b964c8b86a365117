"""The types of an actor: each is complete, and replaces of the base what it states."""

from __future__ import annotations

from dataclasses import replace

from ...dispute.interest import ActorType, Interests
from ...dispute.uncertain import Number
from ..fields import Evidence, Names, Reader
from ..keys import TYPE
from ..locate import Mapping, Node
from ..numbers import CHANCE, float_text
from ..problems import quote
from .points import Cites, read_cites, read_points


def read_types(
    reader: Reader, node: Node | None, base: Interests, cites: Cites
) -> tuple[ActorType, ...]:
    """Return the types of an actor, and check that their chances sum to 1."""
    if node is None:
        return ()
    path = f"interests.{base.actor}.types"
    reader.places[path] = node
    found: list[ActorType] = []
    unread = False
    for name, _, value in reader.entries(node, "types", Names("type", "GB225")):
        what = f"the type {quote(name)}"
        where = f"{path}.{name}"
        reader.places[where] = value
        mapping = reader.mapping(value, what)
        keys = {} if mapping is None else reader.keys(mapping, TYPE, what)
        mine = read_cites(reader, keys, cites)
        evidence: Evidence = mine.default
        chance = reader.number(keys.get("chance"), f"{where}.chance", CHANCE, evidence)
        unread = unread or (chance is None and "chance" in keys)
        interests = read_points(reader, keys, base, where, mine)
        found.append(ActorType(name, chance, replace(interests, types=(), types_path="")))
    if isinstance(node, Mapping) and not found:
        reader.error("GB215", node, "there are no types")
    if found and not unread:
        _check_chances(reader, node, [kind.chance for kind in found])
    return tuple(found)


def _check_chances(reader: Reader, node: Node, chances: list[Number | None]) -> None:
    """Chances of types: at most one left out, never above 1 together, 1 if all are stated."""
    stated = [chance.distribution for chance in chances if chance is not None]
    without = len(chances) - len(stated)
    highest = sum(form.high for form in stated)
    lowest = sum(form.low for form in stated)
    if without > 1:
        message = f"{without} types leave out their chance; only one can take the rest"
        reader.error("GB510", node, message)
    elif without == 1 and highest > 1 + 1e-9:
        message = f"the chances of the types can sum to {float_text(highest)}, which is above 1"
        reader.error("GB510", node, message)
    elif without == 0 and (abs(highest - 1) > 1e-9 or abs(lowest - 1) > 1e-9):
        ends = float_text(lowest)
        ends = ends if lowest == highest else f"anything from {ends} to {float_text(highest)}"
        message = f"the chances of the types sum to {ends}, not to 1"
        remedy = "Correct the chances, or leave out the one that takes the rest."
        reader.error("GB510", node, message, remedy)
