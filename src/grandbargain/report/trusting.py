"""Trust in words: what each actor needs, what it has, and what it could do first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import stories
from .formats import frequency, listing, percent, plural, points
from .names import Names
from .parts import Cell, Table

Data = Mapping[str, Any]


def parts(names: Names, data: Data) -> dict[str, Any]:
    """Return the part of the page about trust."""
    actors = list(data["payoffs"])
    return {
        "trust_texts": tuple(needed(data, names, actor) for actor in actors),
        "trust": table(names, data),
        "first_steps": tuple(line for a in actors for line in first_step(data, names, a)),
        "front": tuple(front(data, names, actor) for actor in actors),
    }


LETTERS = {
    "R": "All keep it (R)",
    "S": "Another leaves (S)",
    "T": "It leaves (T)",
    "P": "Talks fail (P)",
}
"""The four outcomes of trust, as heads of a table."""


def table(names: Names, data: Data) -> Table:
    """Return what every actor gets per year, by who keeps the package."""
    rows = []
    for actor, own in data["payoffs"].items():
        least, stated = data["needed"][actor], data["stated"][actor]
        cells = [Cell(names.actor(actor))]
        cells += [Cell(points(own[letter]), "num") for letter in LETTERS]
        cells.append(Cell("trust is not enough" if least is None else f"{least:.2f}", "num"))
        cells.append(Cell("not stated" if stated is None else f"{stated:.2f}", "num"))
        rows.append(tuple(cells))
    heads = [*LETTERS.values(), "Trust needed", "Trust stated"]
    return Table(
        "Points per year, and the chance with which an actor must believe in the others",
        (Cell("Actor"), *(Cell(head, "num") for head in heads)),
        tuple(rows),
    )


def needed(data: Data, names: Names, actor: str) -> str:
    """Return how much trust an actor needs, and whether it has it."""
    who, others = names.actor(actor), _others(data, names, actor)
    own, least = data["payoffs"][actor], data["needed"][actor]
    if least is None:
        more = points(own["T"] - own["R"])
        return (
            f"Trust alone does not make {who} keep the package: it gets {more} points more by "
            f"leaving even if it is sure of {others}. What can keep it is that a breach is "
            "found out."
        )
    if least == 0:
        return (
            f"{who} needs no trust: even if {others} left, it would not be worse off than "
            "without an agreement."
            if own["S"] >= own["P"]
            else f"{who} needs no trust."
        )
    text = (
        f"{who} keeps the package only if it believes with a chance of at least {least:.2f} that "
        f"{others} will"
    )
    by = data["betrayed_by"][actor]
    if by is not None:
        text += f" (if {names.actor(by)} leaves, it is left with {points(own['S'])} points)"
    stated = data["stated"][actor]
    if stated is None:
        return f"{text}; the file does not say what it believes."
    verdict = "that is enough" if data["cooperates"][actor] else "that is not enough"
    text += f"; it believes {stated:.2f}: {verdict}"
    share, worlds = data["share"][actor], data["settings"]["worlds"]
    return f"{text} (enough in {frequency(share, worlds)})." if share is not None else f"{text}."


def first_step(data: Data, names: Names, actor: str) -> list[str]:
    """Return which first steps of an actor would show that it can be trusted."""
    who = names.actor(actor)
    ends = data["first_step"][actor]
    if ends is None:
        return [f"No first step of {who} creates trust: {data['reasons'][actor]['first_step']}."]
    low, high = (percent(end) for end in ends)
    told = (
        f"A first step of {who} creates trust if it puts between {low} and {high} of its stakes "
        "at risk: less, and one that means to leave would take it too; more, and one that means "
        "to stay could not bear it."
    )
    lines = [told]
    steps = data["steps"][actor]
    if not steps:
        return [*lines, f"There is no such step: {data['reasons'][actor]['steps']}."]
    for step in steps[:MOST_TOLD]:
        changed = stories.change_list(names, stories.moved(step))
        lines.append(f"{percent(step['stake'])} of its stakes: {changed}.")
    left = len(steps) - MOST_TOLD
    if left > 0 or not data["all_steps"][actor]:
        count = plural(left, "more such step") if left > 0 else "more such steps"
        lines.append(f"There are {count if data['all_steps'][actor] else 'further such steps'}.")
    return lines


MOST_TOLD = 5
"""First steps told one by one."""


def front(data: Data, names: Names, actor: str) -> str:
    """Return whether an actor does its part because the others do theirs."""
    who, found = names.actor(actor), data["front"][actor]
    if found["reason"]:
        return f"Whether {who} does its part in a united front cannot be said: {found['reason']}."
    if not found["changes"]:
        return f"{who} has no part of its own: the package changes nothing that it moves alone."
    if found["loss"] <= 0:
        return f"{who} does its part in any case: alone it gains {points(-found['loss'])} points."
    critical = data["united_front"][actor]
    gets = points(sum(found["benefits"].values()))
    text = (
        f"Doing its part alone costs {who} {points(found['loss'])} points; the parts of the others "
        f"bring it {gets}"
    )
    if critical is None:
        return f"{text}: no patience makes it do its part only because they do theirs."
    least = f"if the next year weighs at least {critical:.2f}"
    text += f": it does its part because they do theirs {least}"
    if found["discount"] is None:
        return f"{text}; the file does not say what it weighs."
    verdict = "enough" if found["holds"] else "too little"
    return f"{text}; it weighs {found['discount']:.2f}: {verdict}."


def _others(data: Data, names: Names, actor: str) -> str:
    return listing((names.actor(b) for b in data["needed"] if b != actor), "and")
