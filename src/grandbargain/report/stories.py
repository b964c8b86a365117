"""Verdicts of stability, departures and ways told as sentences with names.

A mediator can correct the words here without touching numerics. Values in, text out: the data are
those of ``stability --json`` and ``path --json``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .formats import frequency, listing, percent, plural, points, signed, small_count
from .names import Names

Package = Mapping[str, str]
Change = tuple[str, str, str]
"""Issue, option before, option after."""

CONCEPTS = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sim": "SIM"}
"""Names of the concepts for people."""

CONCEPT_MEANINGS = {
    "nash": "it cannot do better by its own moves",
    "gmr": "whatever it gains by leaving, the others can take away, even at their own cost",
    "smr": "the same, and it cannot escape their answer",
    "seq": "the others can take it away by moves that are in their own interest",
    "sim": "the others, moving at the same time in their own interest, can spoil it",
}
"""What each concept asks of an actor, as the end of "stable means that …"."""

STRONGEST_FIRST = ("nash", "seq", "smr", "gmr", "sim")
"""The concept to tell first: the best reason for which an actor stays."""

MOST_CHANGES = 4
"""Changes told in one sentence before the rest is counted."""


KIND_NAMES = {
    "interest": "in the interest of everyone who moves",
    "coalition": "in the interest of a coalition",
    "any": "of any kind",
}
"""Kinds of ways after "a way"."""


def changes(before: Package, after: Package) -> list[Change]:
    """Return what differs between two packages, in file order.

    Examples
    --------
    >>> changes({"land": "kept", "water": "old"}, {"land": "shared", "water": "old"})
    [('land', 'kept', 'shared')]
    """
    return [(i, before[i], option) for i, option in after.items() if before[i] != option]


def moved(step: Mapping[str, Any]) -> list[Change]:
    """Return the changes of a step from its plain data."""
    return [(c["issue"], c["from"], c["to"]) for c in step["changes"]]


def change_list(
    names: Names, found: Sequence[Change], most: int = MOST_CHANGES, *, short: bool = False
) -> str:
    """Return changes as part of a sentence: issue, option before (not if short), option after."""
    told = [
        f"{names.issue(issue)} to “{names.option(issue, end)}”"
        if short
        else f"{names.issue(issue)}: “{names.option(issue, start)}” → “{names.option(issue, end)}”"
        for issue, start, end in found[:most]
    ]
    if len(found) > most:
        told.append(f"{small_count(len(found) - most)} more")
    return "; ".join(told)


def worth(kind: str, value: float, *, sign: bool = True) -> str:
    """Return a difference in utility as a reader compares it.

    Examples
    --------
    >>> worth("points", 12.34), worth("points", 12.34, sign=False)
    ('+12.3 points', '12.3 points')
    >>> worth("ranking", -1.0), worth("statements", 3.0), worth("ranking", 0.0)
    ('one rank down', 'three ranks up', 'the same rank')
    """
    if kind != "points" and not round(value):
        return "the same rank"
    if kind != "points":
        return f"{plural(abs(round(value)), 'rank')} {'up' if value > 0 else 'down'}"
    return f"{signed(value) if sign else points(value)} points"


def verdict_word(stable: bool | None) -> str:
    """Return a verdict in a table.

    Examples
    --------
    >>> verdict_word(True), verdict_word(False), verdict_word(None)
    ('stays', 'leaves', 'open')
    """
    return "open" if stable is None else "stays" if stable else "leaves"


def equilibrium(data: Mapping[str, Any], names: Names) -> list[str]:
    """Return in which senses the package is an equilibrium, and who keeps it from being one."""
    lines = []
    holds = [CONCEPTS[c] for c, found in data["equilibrium"].items() if found]
    open_ones = [CONCEPTS[c] for c, found in data["equilibrium"].items() if found is None]
    if holds:
        lines.append(f"No party walks away in the sense of {listing(holds)}.")
    leavers: dict[tuple[str, ...], list[str]] = {}
    for concept, found in data["equilibrium"].items():
        if found is False:
            who = tuple(
                party
                for party in data["parties"]
                if data["verdicts"][party][concept]["stable"] is False
            )
            leavers.setdefault(who, []).append(CONCEPTS[concept])
    for who, concepts in leavers.items():
        verb = "walks" if len(who) == 1 else "walk"
        lines.append(f"{names.actors(who)} {verb} away in the sense of {listing(concepts)}.")
    if open_ones:
        lines.append(
            f"Not decided within the budget in the sense of {listing(open_ones)}: a larger one "
            "(--budget-packages, --budget-seconds) may settle it."
        )
    return lines


def told_concept(row: Mapping[str, Any]) -> str:
    """Return the concept under which an actor's verdicts are best told."""
    for concept in STRONGEST_FIRST:
        if row[concept]["stable"]:
            return concept
    return "gmr"


def story(data: Mapping[str, Any], names: Names, actor: str) -> list[str]:
    """Return the story of one actor: where it would go, who answers how, and how that ends."""
    row, package = data["verdicts"][actor], data["package"]
    who = names.actor(actor)
    if row["nash"]["stable"]:
        return [f"{who} stays: nothing that it can move alone is better for it."]
    if row["nash"]["stable"] is None:
        return [f"{who}: not decided within the budget."]
    concept = told_concept(row)
    verdict = row[concept]
    witness = verdict["witness"] or row["nash"]["witness"]
    if not witness["improvements"]:
        return [f"{who} would leave."]
    best = witness["improvements"][0]
    left = change_list(names, changes(package, best["to"]), short=True)
    lines = [f"{who} would change {left}."]
    lines[0] += _worth_of(data, actor, best, "to_worth", " That is {} for it.")
    if verdict["stable"] and best["answers"] is not None:
        lines += _answers(data, names, actor, concept, best)
        lines.append(_deterred(row, concept, who, witness))
    elif verdict["stable"] is False:
        lines.append("Nothing that the others can do would make it regret that.")
    else:
        lines.append("Whether the others can deter it was not decided within the budget.")
    return lines


def _worth_of(
    data: Mapping[str, Any], actor: str, item: Mapping[str, Any], key: str, text: str
) -> str:
    found = item.get(key)
    if found is None:
        return ""
    return text.format(worth(data["kinds"][actor], found))


def _answers(
    data: Mapping[str, Any],
    names: Names,
    actor: str,
    concept: str,
    best: Mapping[str, Any],
) -> list[str]:
    who = names.actor(actor)
    lines, at = [], best["to"]
    if concept == "sim":
        moves = [
            f"{names.actors(answer['by'])} changes "
            f"{change_list(names, changes(data['package'], answer['to']), short=True)}"
            for answer in best["answers"]
        ]
        at = best.get("end", at)
        if moves:
            lines.append(f"At the same time {listing(moves)}.")
    for place, answer in enumerate(best["answers"] if concept != "sim" else ()):
        found = change_list(names, changes(at, answer["to"]), short=True)
        start = "Then" if place == 0 else "After that"
        own = "" if concept != "seq" else ", which serves its own interest"
        lines.append(f"{start} {names.actors(answer['by'])} would change {found}{own}.")
        at = answer["to"]
    end = _worth_of(data, actor, best, "end_worth", " ({} against staying)")
    lines.append(f"{who} ends no better than if it had stayed{end}.")
    return lines


def _deterred(row: Mapping[str, Any], concept: str, who: str, witness: Mapping[str, Any]) -> str:
    """Say how good the deterrent is and whether everything was listed."""
    many = len(witness["improvements"])
    each = (
        "This is all that it could gain by leaving."
        if witness["complete"] and many == 1
        else f"All of its {small_count(many)} improvements are answered."
        if witness["complete"]
        else "Every improvement is answered; the best one is listed."
        if many == 1
        else f"Every improvement is answered; the {small_count(many)} best are listed."
    )
    if concept in {"gmr", "smr"} and row["seq"]["stable"] is False:
        return f"{each} But answering may cost those who do it: a threat, not a prediction."
    if concept == "seq" and row["smr"]["stable"] is False:
        return f"{each} But {who} could then move again and escape."
    return each


def holding(data: Mapping[str, Any], names: Names, actor: str) -> str:
    """Return whether an actor keeps the package by its own sums, in one sentence."""
    found = data["enforcement"][actor]
    who = names.actor(actor)
    if found["temptation"] <= 0:
        return f"{who} has nothing to gain by leaving."
    text = f"Leaving gives {who} {points(found['temptation'])} points in the first year"
    if found["critical_discount"] is None:
        return (
            f"{text}; no patience makes it stay: a breach costs it too little later, or is found "
            "too rarely."
        )
    need, has = found["critical_discount"], found["discount"]
    verdict = "it stays" if found["holds"] else "it does not stay"
    return (
        f"{text}; it stays only if the next year weighs at least {need:.2f} to it, and it weighs "
        f"{has:.2f}: {verdict}."
    )


KINDS = {
    "interest": "Every step is in the interest of those who take it.",
    "coalition": "Some steps cost those who take them, but all who move end better than they "
    "began: it takes a coalition that holds together.",
    "any": "The moves exist, but somebody would have to end worse or move against their interest.",
}
"""What the kind of a path means."""


def way(data: Mapping[str, Any], names: Names) -> list[str]:
    """Return the sentences about a way to a package."""
    if data["found"] is None:
        return ["Whether a way leads to this package was not decided within the budget."]
    if not data["found"]:
        return ["No sequence of moves leads from today’s package to this one: this is proved."]
    steps = data["steps"]
    if not steps:
        return ["The package is the one in force today: there is nothing to do."]
    shortest = "The shortest way" if data["proved"] else "The shortest way found"
    lines = [f"{shortest} has {plural(len(steps), 'step')}. {KINDS[data['kind']]}"]
    if data["undecided"]:
        kinds = listing((KIND_NAMES[kind] for kind in data["undecided"]), "or")
        lines.append(f"Whether there is a way {kinds} was not decided within the budget.")
    if data["broken_at"] is not None:
        broken = steps[data["broken_at"]]
        lines.append(
            f"It breaks at step {data['broken_at'] + 1}: {names.actors(broken['by'])} would have "
            f"to act there, and {'somebody among them' if len(broken['by']) > 1 else 'it'} loses "
            "by it."
        )
    lowest = [
        f"{names.actor(party)} after step {found['step']}"
        for party, found in data["worst"].items()
        if found["step"]
    ]
    if lowest:
        lines.append(f"Worse off on the way than at its start: {listing(lowest)}.")
    else:
        lines.append("Nobody is ever worse off on the way than at its start.")
    return lines


def leaders(data: Mapping[str, Any], names: Names, group: Sequence[str]) -> list[str]:
    """Compare the way on which some go first with the free one."""
    found, who = data["first"], names.actors(group)
    if found is None:
        return []
    if found["found"] is None:
        return [f"With {who} going first: not decided within the budget."]
    if not found["found"]:
        return [f"{who} cannot go first: no way begins with what they can settle by themselves."]
    more = len(found["steps"]) - len(data["steps"])
    length = plural(len(found["steps"]), "step")
    than = (
        "as many" if not more else f"{plural(abs(more), 'step')} {'more' if more > 0 else 'fewer'}"
    )
    return [f"With {who} going first it takes {length} ({than}). {KINDS[found['kind']]}"]


def unit(kinds: Mapping[str, str], among: Sequence[str]) -> str:
    """Return the unit of a table in which these have a row or a column.

    Examples
    --------
    >>> unit({"a": "points", "b": "ranking"}, ["a"]), unit({"a": "points", "b": "ranking"}, ["b"])
    ('points', 'ranks')
    >>> unit({"a": "points", "b": "ranking"}, ["a", "b"])
    'points, or ranks where only an order is known'
    """
    known = {kinds[actor] == "points" for actor in among}
    if known == {True}:
        return "points"
    return "ranks" if known == {False} else "points, or ranks where only an order is known"


def step(data: Mapping[str, Any], names: Names, place: int) -> str:
    """Return one step: who moves and what changes."""
    found = data["steps"][place]
    changed = moved(found)
    together = " together" if len(found["by"]) > 1 else ""
    verb = "change" if len(found["by"]) > 1 else "changes"
    who = names.actors(found["by"])
    return f"{who}{together} {verb} {change_list(names, changed, most=len(changed))}."


def concept_name(concept: str) -> str:
    """Return the name of a concept, coalition stability included.

    Examples
    --------
    >>> concept_name("smr"), concept_name("coalition")
    ('SMR', 'Coalition')
    """
    return CONCEPTS.get(concept, "Coalition")


def coalitions(data: Mapping[str, Any], names: Names) -> list[str]:
    """Return which groups could leave together to the good of each member."""
    lines, stay, open_ones = [], 0, 0
    for group, verdict in data["coalitions"].items():
        members, alone = names.actors(group.split("+")), "+" not in group
        witness = verdict["witness"]
        whom = "it" if alone else "each of them"
        if verdict["stable"] is None:
            open_ones += 1
        elif verdict["stable"]:
            stay += 1
        elif witness is None:
            together = "" if alone else " together"
            lines.append(
                f"{members} could leave{together} to a package that is better for {whom}, and "
                "nothing that serves the others takes it away."
            )
        else:
            best = witness["improvements"][0]
            moved = change_list(names, changes(data["package"], best["to"]), short=True)
            lines.append(
                f"{members} could leave{'' if alone else ' together'}: {moved}. It is better for "
                f"{whom}, and nothing that serves the others takes it away."
            )
    if stay:
        lines.append(
            f"{_capital(plural(stay, 'group'))} would stay."
            if lines or open_ones
            else "No group of parties walks away together."
        )
    if open_ones:
        lines.append(f"Not decided within the budget: {plural(open_ones, 'group')}.")
    return lines


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def needed_changes(data: Mapping[str, Any], names: Names) -> list[str]:
    """Return how much more the package would have to be worth to each actor to keep it."""
    lines, settled = [], []
    for actor, row in data["changes"].items():
        if not any(row.values()) and None not in row.values():
            settled.append(names.actor(actor))
            continue
        kind = data["kinds"][actor]
        parts = []
        for concept, needed in row.items():
            if needed is None:
                parts.append(f"{CONCEPTS[concept]}: not found within the budget")
            elif needed:
                parts.append(f"{CONCEPTS[concept]}: {_raise(kind, needed)}")
            else:
                parts.append(f"{CONCEPTS[concept]}: nothing")
        lines.append(f"{names.actor(actor)} would stay if the package were worth more to it, by: "
                     f"{'; '.join(parts)}.")  # fmt: skip
    if settled:
        verb = "stays" if len(settled) == 1 else "stay"
        lines.append(f"{listing(settled)} {verb} in every one of these senses as things are.")
    return lines


def _raise(kind: str, needed: float) -> str:
    return f"{points(needed)} points" if kind == "points" else plural(round(needed), "rank")


def all_keep(data: Mapping[str, Any], names: Names) -> str:
    """Say in how many worlds the parties keep the package, and for which parties that is said."""
    share = frequency(data["hold_share_all"], data["settings"]["worlds"])
    left_out = [actor for actor in data["parties"] if actor not in data["enforcement"]]
    if not left_out:
        return f"All parties keep the package in {share}."
    return (
        f"All parties with points keep the package in {share}; of {names.actors(left_out)} an "
        "order alone is known, so that nothing can be said."
    )


def inverse(data: Mapping[str, Any], names: Names) -> list[str]:
    """Return how many rankings of each actor make the package stable for it."""
    lines = []
    for actor, row in data["inverse"].items():
        parts = []
        for concept, found in row.items():
            if found["share"] is None:
                parts.append(f"{CONCEPTS[concept]}: not counted")
            elif found["of"] is not None and found["of"] <= 10**9:
                parts.append(f"{CONCEPTS[concept]}: {found['rankings']:,} of {found['of']:,}")
            else:
                parts.append(f"{CONCEPTS[concept]}: {percent(found['share'])}")
        lines.append(f"{names.actor(actor)}, of all strict rankings of the packages: "
                     f"{'; '.join(parts)}.")  # fmt: skip
    return lines
