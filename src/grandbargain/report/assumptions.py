"""Section 10: everything that the answers rest on, with the identifiers of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..dispute import Dispute, Interests, IssueValues, Number
from ..study.plan import WORLDS, page_settings
from .evidence import central_interests
from .formats import percent, plural, span
from .glance import weight_shares
from .names import Names
from .parts import Cell, Table
from .play_sources import play_tables
from .sources import judgement, sources
from .wording import PROBABILITY


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Tables of the section, and how to reproduce the page."""

    constraints: Table | None
    refusals: Table | None
    linkages: Table | None
    types: Table | None
    disagreement: Table
    weights: Table
    interests: tuple[Table, ...]
    sources: Table
    judgement: Table | None
    settings: Table
    play: tuple[Table, ...]
    words: Table
    command: str


def assumptions(
    names: Names, answer: dict[str, Any] | None, play: Mapping[str, Any] | None = None
) -> Assumptions:
    """Return section 10; ``answer`` is that of bargaining, ``play`` that of decades of play."""
    dispute = names.dispute
    settings = (answer or {}).get("settings", {})
    return Assumptions(
        constraints=_constraints(names),
        refusals=_refusals(names),
        linkages=_linkages(names),
        types=_types(names),
        disagreement=_disagreement(names, answer),
        weights=_weights(names),
        interests=tuple(_interests(names, k) for k in range(len(dispute.actors))),
        sources=sources(dispute),
        judgement=judgement(dispute),
        settings=_settings(dispute, answer or ({"version": play["version"]} if play else None)),
        play=play_tables(names, play),
        words=_words(),
        command=_command(dispute, settings),
    )


def _keys(keys: tuple[str, ...]) -> str:
    return ", ".join(keys) or "none named"


def _constraints(names: Names) -> Table | None:
    rows = []
    for rule in names.dispute.constraints:
        if rule.never is not None:
            text = f"Never: {names.pattern(rule.never)}"
        else:
            condition = names.pattern(rule.condition) if rule.condition else "any package"
            consequence = names.pattern(rule.consequence) if rule.consequence else "nothing"
            text = f"If {condition}, then {consequence}"
        kind = "Logical" if rule.kind == "logical" else "Agreed policy"
        rows.append(
            (
                Cell(text, sub=rule.path),
                Cell(kind),
                Cell(rule.because or "no reason stated"),
                Cell(_keys(rule.sources), "key"),
            )
        )
    if not rows:
        return None
    head = (Cell("Rule"), Cell("Kind"), Cell("Because"), Cell("Sources"))
    return Table(
        "Constraints: logical ones hold always, agreed ones for packages on offer",
        head, tuple(rows), summary=f"Show {plural(len(rows), 'constraint')}",
    )  # fmt: skip


def _parts(names: Names) -> list[tuple[int, str, Interests]]:
    """Return everyone's interests, types apart: colour, title, interests."""
    found: list[tuple[int, str, Interests]] = []
    for k, actor in enumerate(names.dispute.actors):
        interests = names.dispute.interests.get(actor.id)
        if interests is None:
            continue
        found.append((k, actor.title, interests))
        found += [(k, f"{actor.title}, type {kind.id}", kind.interests) for kind in interests.types]
    return found


def _refusals(names: Names) -> Table | None:
    seen: set[str] = set()
    rows = []
    for k, title, interests in _parts(names):
        for refusal in interests.refuses:
            if refusal.path not in seen:
                seen.add(refusal.path)
                rows.append(
                    (
                        Cell(title, "actor", actor=k),
                        Cell(names.pattern(refusal.pattern), sub=refusal.path),
                        Cell(refusal.because or "no reason stated"),
                        Cell(_keys(refusal.sources), "key"),
                    )
                )
    if not rows:
        return None
    head = (Cell("Actor"), Cell("Never signs"), Cell("Because"), Cell("Sources"))
    return Table(
        "What is never signed, whatever is paid elsewhere",
        head, tuple(rows), summary=f"Show {plural(len(rows), 'refusal')}",
    )  # fmt: skip


def _linkages(names: Names) -> Table | None:
    seen: set[str] = set()
    rows = []
    for k, title, interests in _parts(names):
        for linkage in interests.linkages:
            if linkage.adds.path not in seen:
                seen.add(linkage.adds.path)
                rows.append(
                    (
                        Cell(title, "actor", actor=k),
                        Cell(names.pattern(linkage.when), sub=linkage.adds.path),
                        Cell(span(linkage.adds), "number"),
                        Cell(_keys(linkage.adds.sources), "key", sub=linkage.adds.because),
                    )
                )
    if not rows:
        return None
    head = (Cell("Actor"), Cell("When a package has"), Cell("Adds, points", "number"),
            Cell("Sources"))  # fmt: skip
    return Table(
        "Linkages: points for combinations",
        head, tuple(rows), summary=f"Show {plural(len(rows), 'linkage')}",
    )  # fmt: skip


def _types(names: Names) -> Table | None:
    rows = []
    for k, actor in enumerate(names.dispute.actors):
        interests = names.dispute.interests.get(actor.id)
        for kind in interests.types if interests else ():
            chance = "the rest of the chance" if kind.chance is None else span(kind.chance)
            keys = _keys(kind.chance.sources) if kind.chance else ""
            rows.append(
                (
                    Cell(actor.title, "actor", actor=k),
                    Cell(kind.id),
                    Cell(chance, "number"),
                    Cell(keys, "key"),
                )
            )
    if not rows:
        return None
    head = (Cell("Actor"), Cell("Type"), Cell("Chance", "number"), Cell("Sources"))
    return Table("Actors of whom nobody knows which type they are", head, tuple(rows))


def _disagreement(names: Names, answer: dict[str, Any] | None) -> Table:
    how = {
        "stalemate_cost": "status quo less the cost of stalemate, {} points",
        "value": "stated in the file, {} points",
        "play": "value of play without a deal",
    }
    rows = []
    for k, actor in enumerate(names.dispute.actors):
        interests = names.dispute.interests.get(actor.id)
        if interests is None:
            continue
        found = central_interests(interests).disagreement
        number = found.number
        text = how[found.kind].format(span(number) if number else "0")
        keys = _keys(number.sources) if number else "none named"
        rows.append(
            (
                Cell(actor.title, "actor", actor=k),
                Cell(_point(answer, "status_quo", actor.id), "number"),
                Cell(_point(answer, "disagreement", actor.id), "number"),
                Cell(text, sub=number.because if number else ""),
                Cell(keys, "key"),
            )
        )
    head = (
        Cell("Actor"), Cell("Today", "number"), Cell("If talks fail", "number"),
        Cell("How obtained"), Cell("Sources"),
    )  # fmt: skip
    return Table("Points today and if talks fail, in the central world", head, tuple(rows))


def _point(answer: dict[str, Any] | None, key: str, actor: str) -> str:
    if not answer or actor not in answer[key]:
        return "not computed"
    return f"{answer[key][actor]:.1f}".replace("-", "−")


def _weights(names: Names) -> Table:
    parts = [part for part in _parts(names) if not part[2].types]
    shares = [(interests, weight_shares(interests)) for _, _, interests in parts]
    rows = [
        (
            Cell(issue.title),
            *(_weight_cell(interests, found, issue.id) for interests, found in shares),
        )
        for issue in names.dispute.issues
    ]
    head = (Cell("Issue"), *(Cell(title, "number actor", actor=k) for k, title, _ in parts))
    return Table(
        "Swing weights: share of all weight at the means of the file",
        head, tuple(rows), style="matrix",
note=_weights_note(parts),
    )  # fmt: skip


def _weights_note(parts: list[tuple[int, str, Interests]]) -> str:
    note = ""
    if len(parts) > len({index for index, _, _ in parts}):
        note = "An actor of whom nobody knows the type has one column per type. "
    if any(interests.order is not None for _, _, interests in parts):
        note += (
            "A number with “st”, “nd”, “rd” or “th” is a place in an order: only the order of the "
            "weights is known."
        )
    return note


def _weight_cell(interests: Interests, shares: dict[str, float], issue: str) -> Cell:
    if interests.order is not None:
        place = 1
        for group in interests.order:
            if issue in group:
                return Cell(_ordinal(place), "number")
            place += len(group)
        return Cell("·", "number none")
    share = shares.get(issue, 0.0)
    if not share:
        return Cell("·", "number none")
    tint = min(4, 1 + int(share / 0.05)) if share >= 0.03 else 0
    return Cell(percent(share), f"number w{tint}" if tint else "number")


def _ordinal(place: int) -> str:
    if place % 100 in {11, 12, 13}:
        return f"{place}th"
    return f"{place}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(place % 10, 'th') }".replace(" ", "")


def _interests(names: Names, index: int) -> Table:
    actor = names.dispute.actors[index]
    rows = []
    base = names.dispute.interests.get(actor.id)
    for k, title, interests in _parts(names):
        if k != index:
            continue
        kind = title.removeprefix(actor.title).removeprefix(", ")
        for issue in names.dispute.issues:
            weight = (interests.weights or {}).get(issue.id)
            values = interests.values.get(issue.id)
            same = (
                base is not None
                and interests is not base
                and (
                    weight is (base.weights or {}).get(issue.id)
                    and values is base.values.get(issue.id)
                )
            )
            if same or (weight is None and values is None):
                continue
            rows.append(
                (
                    Cell(issue.title, sub=f"{issue.id}{', ' + kind if kind else ''}"),
                    Cell(span(weight) if weight else "·", "number"),
                    Cell("", "values", items=tuple(_values(names, issue.id, values))),
                    Cell(_cited(weight, values), "key"),
                )
            )
    head = (Cell("Issue"), Cell("Weight as stated", "number"), Cell("Value of each option"),
            Cell("Sources"))  # fmt: skip
    return Table(
        f"Interests of {actor.title}: weights and values as the file states them",
        head, tuple(rows), summary=f"{actor.title}: weights and values",
    )  # fmt: skip


def _values(names: Names, issue: str, values: IssueValues | None) -> list[tuple[str, bool]]:
    if values is None:
        return [("does not care", False)]
    found: list[tuple[str, bool]] = []
    options = names.dispute.issue(issue).option_ids
    for table in values.tables:
        lead = f"with chance {percent(table.chance)}: " if len(values.tables) > 1 else ""
        if table.is_flat:
            found.append((f"{lead}does not care", False))
            continue
        parts = [
            f"{option} {span(number)}" for option, number in zip(options, table.values, strict=True)
        ]
        found.append((lead + " · ".join(parts), False))
    return found


def _cited(weight: Number | None, values: IssueValues | None) -> str:
    keys: dict[str, None] = dict.fromkeys(weight.sources if weight else ())
    for table in values.tables if values else ():
        for number in table.values:
            keys.update(dict.fromkeys(number.sources))
    return _keys(tuple(keys))


def _settings(dispute: Dispute, answer: dict[str, Any] | None) -> Table:
    answer = answer or {}
    rows = [
        (Cell("File"), Cell(dispute.name or "not named", "key")),
        (Cell("SHA-256 of the file"), Cell(dispute.sha256 or "not known", "key")),
        (Cell("Dated"), Cell(dispute.as_of or "not stated")),
        (Cell("grandbargain version"), Cell(str(answer.get("version", "not known")), "key")),
    ]
    rows += [
        (Cell(key.replace("_", " ").capitalize()), Cell(_setting(key, value), "key"))
        for key, value in answer.get("settings", {}).items()
    ]
    return Table("Settings of this answer", (Cell("Setting"), Cell("Value")), tuple(rows))


def _setting(key: str, value: Any) -> str:
    """Return a setting as a reader says it."""
    if key == "parties" and not value:
        return "all parties"
    if key in {"budget_seconds", "budget_nodes"} and not value:
        return "no limit"
    if value is None or (isinstance(value, (dict, list)) and not value):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, list):
        apart = "; " if any(isinstance(item, list) for item in value) else ", "
        return apart.join(
            ",".join(map(str, item)) if isinstance(item, list) else str(item) for item in value
        )
    return str(value)


def _command(dispute: Dispute, settings: dict[str, Any]) -> str:
    """Return the command that writes this page again; what it does by itself is left out."""
    usual = page_settings(dispute, worlds=WORLDS).to_dict()
    parts = ["grandbargain report", dispute.name or "FILE"]
    if "seed" in settings:
        parts.append(f"--seed {settings['seed']}")
    if settings.get("worlds"):
        parts.append(f"--worlds {settings['worlds']}")
    for key, option in (
        ("frontier_limit", "--frontier-limit"),
        ("budget_seconds", "--budget-seconds"),
        ("budget_nodes", "--budget-nodes"),
    ):
        if settings.get(key, usual[key]) != usual[key]:
            parts.append(f"{option} {settings[key]}")
    if settings.get("parties"):
        parts.append(f"--parties {','.join(settings['parties'])}")
    parts += [f"--floor {name}={value!r}" for name, value in settings.get("floors", {}).items()]
    if settings.get("package"):
        changes = Names(dispute).changes(settings["package"])
        chosen = ",".join(f"{key}={settings['package'][key]}" for key in changes)
        parts.append(f"--package {chosen or 'status_quo'}")
    for key, option in (("first", "--first"), ("memberships", "--membership")):
        groups = settings.get(key, [])
        if groups != usual[key]:
            parts += [f"{option} {','.join(group)}" for group in groups]
    parts += [f"--outline {','.join(pair)}" for pair in settings.get("outlines", ())]
    if settings.get("resolve"):
        parts.append("--resolve")
    return " ".join(parts)


def _words() -> Table:
    return Table(
        "Words of probability and their ranges",
        (Cell("Word"), *(Cell(word) for _, word, _ in PROBABILITY)),
        ((Cell("Share of worlds"), *(Cell(ends) for _, _, ends in PROBABILITY)),),
        style="words",
        note="After Intelligence Community Directive 203, Analytic Standards (2015); its outermost "
        "one per cent is joined to the words at the ends.",
    )
