"""What changes if some settle first, if only some sit at the table, if the numbers differ."""

from __future__ import annotations

from typing import Any

from . import wording
from .formats import dots, frequency, percent, plural, points, signed
from .parts import Block, Brief, Cell, Table


def procedures(brief: Brief) -> Block | None:
    """Return what it brings if some parties settle first."""
    found = brief.answer.get("procedures")
    if not found:
        return None
    texts: list[str] = []
    rows: list[tuple[Cell, ...]] = []
    for item in found:
        first = brief.names.actors(item["first"])
        texts.append(_procedure_sentence(brief, item, first))
        for label, solution in (
            (f"{first} first", item["solution"]),
            ("Together", item["together"]),
        ):
            rows.append((Cell(label), *_outcome(brief, solution)))
    head = (Cell("Procedure"), *_outcome_head(brief))
    return Block(tuple(texts), Table("Who settles first, and what it brings", head, tuple(rows)))


def _procedure_sentence(brief: Brief, item: dict[str, Any], first: str) -> str:
    names = brief.names
    if not item["controlled"]:
        return f"{first} control no issue between them, so settling first changes nothing."
    text = (
        f"{first} control {plural(len(item['controlled']), 'issue')} between them. "
        f"Settling {'it' if len(item['controlled']) == 1 else 'these'} first, they "
    )
    if item["settled"]:
        moved = (f"{names.issue(k)}: “{names.option(k, v)}”" for k, v in item["settled"].items())
        text += f"agree on {'; '.join(moved)}."
    else:
        text += "leave everything as it is."
    alone, both = item["solution"]["objective"], item["together"]["objective"]
    if alone is None:
        return f"{text} {wording.after_that(names, item)}"
    if both is None:
        return text
    change = alone - both
    if abs(change) < 0.05:
        return f"{text} The value stays at {points(both)} points."
    verb = "rises" if change > 0 else "falls"
    return f"{text} The value {verb} from {points(both)} to {points(alone)} points."


def _outcome_head(brief: Brief) -> tuple[Cell, ...]:
    return (
        Cell("Value", "number"),
        *(
            Cell(brief.names.actor(actor), "number actor", actor=brief.colour(actor))
            for actor in brief.actors
        ),
        Cell("Proof"),
    )


def _outcome(brief: Brief, solution: dict[str, Any]) -> tuple[Cell, ...]:
    if not solution["packages"]:
        blank = tuple(Cell("·", "number none") for _ in brief.actors)
        proof = "proved" if solution["proved"] else "not proved"
        return (Cell("no agreement", "number"), *blank, Cell(proof))
    gain = solution["packages"][0]["gain"]
    return (
        Cell(points(solution["objective"]), "number"),
        *(Cell(signed(gain[actor]), gain_style(gain[actor])) for actor in brief.actors),
        Cell("proved" if solution["proved"] else "not proved"),
    )


def gain_style(value: float) -> str:
    """Return the style of a gain: a loss is marked."""
    return "number" if value >= 0 else "number loss"


def memberships(brief: Brief) -> Block | None:
    """Return what it brings if only some parties sit at the table."""
    found = brief.answer.get("memberships")
    if not found:
        return None
    rows = [
        (Cell(brief.names.actors(item["parties"])), *_outcome(brief, item["solution"]))
        for item in found
    ]
    nash = brief.answer["solutions"].get("nash")
    if nash:
        rows.append((Cell("All parties"), *_outcome(brief, nash)))
    table = Table(
        "Who sits at the table, and what the actors gain",
        (Cell("At the table"), *_outcome_head(brief)),
        tuple(rows),
        note="Gains against what is left if talks fail. The value counts only those at the table, "
        "so values of tables of different size do not compare; gains do.",
    )
    return Block(tuple(wording.membership(brief.names, item) for item in found), table)


def resolved(brief: Brief) -> Block | None:
    """Return how the Nash package changes when it is sought anew in every world."""
    found = brief.answer.get("resolved")
    if not found:
        return None
    names, worlds = brief.names, found["decided"]
    texts = [
        f"Sought anew in every world, a zone of agreement exists in "
        f"{frequency(found['zopa_share'], worlds)}."
        if worlds
        else "In no world did the budget suffice to seek the package anew."
    ]
    if worlds < found["worlds"]:
        texts.append(f"In {plural(found['worlds'] - worlds, 'world')} the budget did not suffice.")
    if not found["packages"]:
        return Block(tuple(texts), None)
    share = found["packages"][0]["share"]
    texts.append(
        f"{plural(found['distinct'], 'different package').capitalize()} "
        f"{'is' if found['distinct'] == 1 else 'are'} the choice of Nash in some world; the most "
        f"frequent of them in {percent(share)} of the worlds that have one."
    )
    rows = []
    for issue in names.dispute.issues:
        shares = sorted(found["options"].get(issue.id, {}).items(), key=lambda item: -item[1])
        options = [f"{names.option(issue.id, o)} ({_of_dots(s)})" for o, s in shares if s > 0]
        rows.append((Cell(issue.title), Cell("; ".join(options) or "·")))
    table = Table(
        "How often each option is part of the Nash package, of 50 worlds that have one",
        (Cell("Issue"), Cell("Options, the most frequent first")),
        tuple(rows),
        summary="Show how often each option is chosen",
    )
    return Block(tuple(texts), table)


def _of_dots(share: float) -> str:
    found, total = dots(share, 50)
    return f"{found} of {total}"
