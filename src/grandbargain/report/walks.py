"""Sections 6 and 7: does the package hold, and how to get there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import charts_moves, stories, trusting
from .formats import fixed, frequency, plural, signed
from .keeping import held
from .names import RULES, Names
from .parts import Brief, Cell, Picture, Table

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tale:
    """What one actor would do, and what the others would answer."""

    title: str
    texts: tuple[str, ...]
    colour: int


@dataclass(frozen=True, slots=True)
class Walks:
    """Both sections; what the answers do not hold is None or empty."""

    judged: str = ""
    texts: tuple[str, ...] = ()
    around: Picture | None = None
    tales: tuple[Tale, ...] = ()
    meanings: tuple[tuple[str, str], ...] = ()
    holding_texts: tuple[str, ...] = ()
    holding: Table | None = None
    held: tuple[str, ...] = ()
    trust_texts: tuple[str, ...] = ()
    trust: Table | None = None
    first_steps: tuple[str, ...] = ()
    front: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    way_texts: tuple[str, ...] = ()
    way: Picture | None = None
    steps: Table | None = None
    leader_texts: tuple[str, ...] = ()
    leader_steps: Table | None = None

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures of both sections, in order."""
        return tuple(item for item in (self.around, self.way) if item)


def walks(names: Names, answers: Mapping[str, dict[str, Any]], read: Brief | None = None) -> Walks:
    """Return sections 6 and 7 from the plain data of ``stability`` and ``path``.

    ``read`` is the answer to the question of bargaining, for the best packages that all keep.
    """
    stability, path = answers.get("stability"), answers.get("path")
    fields: dict[str, Any] = {}
    if stability is not None:
        fields |= _standing(names, stability, path)
        fields["held"] = tuple(held(read)) if read is not None else ()
    if path is not None:
        fields |= _path(names, path)
    if "trust" in answers:
        fields |= trusting.parts(names, answers["trust"])
    return Walks(**fields)


def _standing(names: Names, data: Data, path: Data | None) -> dict[str, Any]:
    order = [actor.id for actor in names.dispute.actors]
    rule = data["settings"].get("rule")
    judged = f"the first package of the rule {RULES[rule]}" if rule else "the package named"
    if data["package"] == names.dispute.status_quo:
        judged = "the package in force today"
    tales = tuple(
        Tale(names.actor(actor), tuple(stories.story(data, names, actor)), order.index(actor))
        for actor in data["verdicts"]
    )
    leavers = sum(row["nash"]["stable"] is False for row in data["verdicts"].values())
    reading = (
        f"{plural(leavers, 'actor').capitalize()} could do better alone by leaving. "
        "The right-hand points show where the best answer of the others that was found puts the "
        "one who left, against staying."
        if leavers
        else "Nobody can do better alone by leaving."
    )
    if path is not None and path["found"] and path["steps"]:
        reading += " Above, the steps that lead from today to the package."
    drawn = Picture(
        "moves",
        "Who would leave, and what the others would make of it",
        reading,
        charts_moves.around(names, data, path),
        _verdicts(names, data),
    )
    fields: dict[str, Any] = {
        "judged": judged,
        "texts": tuple(stories.equilibrium(data, names)),
        "around": drawn,
        "tales": tales,
        "meanings": tuple(
            (stories.CONCEPTS[c], text) for c, text in stories.CONCEPT_MEANINGS.items()
        ),
        "notes": tuple(data["notes"]),
    }
    if data.get("enforcement"):
        fields["holding"] = _holding(names, data)
        fields["holding_texts"] = _holding_texts(names, data)
    return fields


def _verdicts(names: Names, data: Data) -> Table:
    rows = [
        (
            Cell(_title(names, data, actor)),
            *(Cell(stories.verdict_word(row[c]["stable"])) for c in stories.CONCEPTS),
        )
        for actor, row in data["verdicts"].items()
    ]
    return Table(
        "Who stays and who leaves, by concept of stability",
        (Cell("Actor"), *(Cell(title) for title in stories.CONCEPTS.values())),
        tuple(rows),
        summary="Show the verdicts",
    )


def _title(names: Names, data: Data, actor: str) -> str:
    title = names.actor(actor)
    return title if actor in data["parties"] else f"{title} (no vote)"


def _holding_texts(names: Names, data: Data) -> tuple[str, ...]:
    tempted = [a for a, item in data["enforcement"].items() if item["temptation"] > 0]
    texts = [stories.holding(data, names, actor) for actor in tempted]
    if not tempted:
        texts.append("Nobody has anything to gain by leaving, so nothing has to be enforced.")
    if "hold_share_all" in data:
        texts.append(stories.all_keep(data, names))
    return tuple(texts)


def _holding(names: Names, data: Data) -> Table:
    worlds = data["settings"]["worlds"]
    heads = ["Actor", "Temptation, points", "Next year must weigh", "It weighs", "Margin"]
    heads.append("Keeps it")
    if worlds:
        heads.append("In worlds")
    rows = []
    for actor, item in data["enforcement"].items():
        need, margin = item["critical_discount"], item["margin"]
        cells = [
            Cell(_title(names, data, actor)),
            Cell(fixed(item["temptation"]), "num"),
            Cell("more than it ever can" if need is None else f"{need:.2f}", "num"),
            Cell(f"{item['discount']:.2f}", "num"),
            Cell("–" if margin is None else f"{margin:+.2f}".replace("-", "−"), "num"),
            Cell("yes" if item["holds"] else "no"),
        ]
        if worlds:
            cells.append(Cell(frequency(item["hold_share"], worlds), "num"))
        rows.append(tuple(cells))
    return Table(
        "Temptation, and the weight of the next year that outweighs it",
        tuple(Cell(head, "" if head in {"Actor", "Keeps it"} else "num") for head in heads),
        tuple(rows),
    )


def _path(names: Names, data: Data) -> dict[str, Any]:
    fields: dict[str, Any] = {"way_texts": tuple(stories.way(data, names))}
    if data["found"] and data["steps"]:
        fields["steps"] = _steps(names, data, "The steps, and what each gives every party")
        if all(kind == "points" for kind in data["kinds"].values()):
            fields["way"] = Picture(
                "way",
                "What every party has on the way",
                "Points against today after every step. A triangle marks a party’s lowest point.",
                charts_moves.way(names, data, data["status_quo"]),
            )
    first = data["settings"]["first"]
    if data.get("first") and first:
        fields["leader_texts"] = tuple(stories.leaders(data, names, first))
        if data["first"]["steps"]:
            fields["leader_steps"] = _steps(
                names, {**data, **data["first"]}, f"The steps if {names.actors(first)} go first"
            )
    return fields


def _steps(names: Names, data: Data, caption: str) -> Table:
    parties = list(data["steps"][0]["gain"])
    rows = []
    for place, step in enumerate(data["steps"], start=1):
        moved = stories.moved(step)
        items = tuple((stories.change_list(names, [change], short=True), False) for change in moved)
        who = names.actors(step["by"])
        cells = [Cell(f"{place}. {who}"), Cell("", items=items)]
        cells += [Cell(signed(step["gain"][party]), "num") for party in parties]
        rows.append(tuple(cells))
    heads = [Cell("Step"), Cell("What changes")]
    heads += [Cell(names.actor(party), "num") for party in parties]
    return Table(caption, tuple(heads), tuple(rows))
