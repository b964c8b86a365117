"""What changes if some settle first, if only some sit at the table, if the numbers differ."""

from __future__ import annotations

from typing import Any

from . import circumstances
from .formats import fixed, frequency, percent, plural, points, signed
from .parts import Block, Brief, Cell, Table


def procedures(brief: Brief) -> Block | None:
    """Return what it brings if some parties settle first."""
    found = brief.answer.get("procedures")
    if not found:
        return None
    texts: list[str] = []
    rows: list[tuple[Cell, ...]] = []
    for item in found:
        texts.append(_procedure_sentence(brief, item))
        label = f"First {brief.names.actors(item['first'])}"
        outcome = _outcome(brief, item["solution"], tables=False, proved=item["proved"])
        rows.append((Cell(label), *outcome))
    rows.append((Cell("Together"), *_outcome(brief, found[0]["together"], tables=False)))
    head = (Cell("Procedure"), *_outcome_head(brief, tables=False))
    return Block(tuple(texts), Table("Who settles first, and what it brings", head, tuple(rows)))


def _procedure_sentence(brief: Brief, item: dict[str, Any]) -> str:
    parts = [circumstances.first_stage(brief.names, item)]
    alone, both = item["solution"]["objective"], item["together"]["objective"]
    if alone is None:
        return f"{parts[0]} {circumstances.after_that(brief.names, item)}"
    if both is not None:
        change = alone - both
        verb = "rises" if change > 0 else "falls"
        moved = f"{verb} from {points(both)} to {points(alone)}"
        same = f"stays at {points(both)}"
        parts.append(f"The value {same if abs(change) < 0.05 else moved} points.")
    parts += circumstances.procedure_accepted(item, len(brief.parties))
    if not item["proved"]:
        parts.append("This is not proved: a budget ended first.")
    return " ".join(parts)


def _outcome_head(brief: Brief, *, tables: bool = True) -> tuple[Cell, ...]:
    """Return the heads of :func:`_outcome`."""
    shares = ["This table accepts", "All parties accept"][0 if tables else 1 :]
    return (
        Cell("Value", "number"),
        *(
            Cell(brief.names.actor(actor), "number actor", actor=brief.colour(actor))
            for actor in brief.actors
        ),
        *(Cell(head, "number") for head in shares if brief.answer["settings"]["worlds"]),
        Cell("Proof"),
    )


def _outcome(
    brief: Brief, solution: dict[str, Any], *, tables: bool = True, proved: bool | None = None
) -> tuple[Cell, ...]:
    """Return value, gains, acceptance (by this table too where ``tables`` differ) and proof."""
    proof = Cell("proved" if (solution["proved"] if proved is None else proved) else "not proved")
    blank = Cell("·", "number none")
    columns = (1 + tables) if brief.answer["settings"]["worlds"] else 0
    if not solution["packages"]:
        none = [blank] * (len(brief.actors) + columns)
        return (Cell("no agreement", "number"), *none, proof)
    package = solution["packages"][0]
    gain, mine = package["gain"], package.get("acceptance")
    shares = (mine, package.get("acceptance_all", mine))[2 - columns :]
    return (
        Cell(fixed(solution["objective"]), "number"),
        *(Cell(signed(gain[actor]), gain_style(gain[actor])) for actor in brief.actors),
        *(Cell(percent(share["joint"]), "number") if share else blank for share in shares),
        proof,
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
        "so values of tables of different size do not compare; gains do. “This table accepts” "
        "counts worlds in which those who sit there accept, “All parties accept” those in which "
        "every party of the dispute does.",
    )
    return Block(tuple(_table_sentence(brief, item) for item in found), table)


def _table_sentence(brief: Brief, item: dict[str, Any]) -> str:
    text = circumstances.membership(brief.names, item)
    shares = circumstances.accepted_at(item["solution"], len(item["parties"]))
    return f"{text} {shares}".strip()


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
        options = [f"{names.option(issue.id, o)} ({percent(s)})" for o, s in shares if s > 0]
        rows.append((Cell(issue.title), Cell("; ".join(options) or "·")))
    table = Table(
        "How often each option is part of the Nash package, as a share of the worlds that have one",
        (Cell("Issue"), Cell("Options, the most frequent first")),
        tuple(rows),
        summary="Show how often each option is chosen",
    )
    return Block(tuple(texts), table)
