"""Sections ``issues`` and ``constraints``."""

from __future__ import annotations

from collections.abc import Iterator

from ...dispute.checks import forbidden_patterns
from ...dispute.issue import Constraint, Issue, Move, Option
from ...dispute.package import Pattern
from ..fields import OPTION_WORDS, PATTERN_WORDS, Names, Reader
from ..keys import CONSTRAINT, ISSUE, MOVE
from ..locate import Mapping, Node, Scalar
from ..problems import quote


def read_issues(reader: Reader, node: Node | None) -> tuple[Issue, ...]:
    """Return the issues, and register their options."""
    if node is None:
        return ()
    entries = list(reader.entries(node, "issues", reader.issues, PATTERN_WORDS))
    if isinstance(node, Mapping) and not entries:
        reader.error("GB215", node, "the section issues is empty")
        reader.issues.complete = False
    return tuple(_read_issue(reader, key, place, value) for key, place, value in entries)


def _read_issue(reader: Reader, name: str, key: Scalar, node: Node) -> Issue:
    reader.places[f"issues.{name}"] = key
    reader.options[name] = None
    mapping = reader.mapping(node, f"the issue {quote(name)}")
    found = {} if mapping is None else reader.keys(mapping, ISSUE, f"the issue {quote(name)}")
    options = _read_options(reader, name, found.get("options"))
    reader.options[name] = tuple(option.id for option in options) or None
    status_quo = ""
    if "status_quo" in found:
        word = reader.text(found["status_quo"], "the status quo")
        if word is not None and reader.option(name, word, found["status_quo"]):
            status_quo = word
    evidence = reader.evidence(found)
    return Issue(
        id=name,
        title=reader.title(found.get("title"), "the title") or name,
        options=options,
        status_quo=status_quo,
        moves=tuple(_read_moves(reader, name, found.get("moves"))),
        sources=evidence.sources,
        note=reader.title(found.get("note"), "the note") or evidence.because,
    )


def _read_options(reader: Reader, issue: str, node: Node | None) -> tuple[Option, ...]:
    if node is None:
        return ()
    names = Names("option", "GB223")
    options: list[Option] = []
    for key, place, value in reader.entries(node, "options", names, OPTION_WORDS):
        reader.places[f"issues.{issue}.options.{key}"] = place
        title = key if _is_bare(value) else reader.title(value, f"the option {quote(key)}")
        options.append(Option(key, title or key))
    if isinstance(node, Mapping) and not options:
        reader.error("GB215", node, f"the issue {quote(issue)} has no options")
    return tuple(options)


def _is_bare(node: Node) -> bool:
    """Return whether an option stands there without a text, as in ``{yes, no}``."""
    return isinstance(node, Scalar) and node.is_missing


def _read_moves(reader: Reader, issue: str, node: Node | None) -> Iterator[Move]:
    if node is None:
        return
    sequence = reader.list(node, "moves")
    for item in sequence.items if sequence else ():
        mapping = reader.mapping(item, "a move")
        if mapping is None:
            continue
        found = reader.keys(mapping, MOVE, "a move")
        reader.evidence(found)
        movers = _read_movers(reader, found["by"]) if "by" in found else None
        ends = [_read_ends(reader, issue, found.get(key)) for key in ("from", "to")]
        if movers is None or not all(ends):
            continue
        if len(ends[0]) == 1 and ends[0] == ends[1]:
            message = f"the move leads from {quote(ends[0][0])} to {quote(ends[1][0])}"
            reader.error("GB405", mapping, message)
        yield Move(movers[0], movers[1], ends[0], ends[1])


def _read_ends(reader: Reader, issue: str, node: Node | None) -> tuple[str, ...]:
    """Return the options named, in file order; all of them where nothing is stated."""
    every = reader.options[issue] or ()
    if node is None:
        return every
    named = reader.options_of(issue, node)
    return tuple(option for option in every if option in named)


def _read_movers(reader: Reader, node: Node) -> tuple[str, tuple[str, ...]] | None:
    """Return the kind of a move and who makes it."""
    if isinstance(node, Scalar):
        word = reader.text(node, "by")
        if word is not None and word in reader.members:
            remedy = f"Write {{all: {word}}} or {{any: {word}}}."
            reader.error("GB404", node, f"{quote(word)} is a group", remedy)
            return None
        return ("one", (word,)) if word and reader.is_known(word, node, reader.actors) else None
    if not isinstance(node, Mapping) or len(node.entries) != 1:
        reader.error("GB404", node, "'by' names one actor, or all or any of a list")
        return None
    key, value = node.entries[0]
    if key.text not in {"all", "any"}:
        hint = reader.problems.nearest(key.text, ("all", "any"))
        reader.error("GB404", key, f"'by' has no key {quote(key.text)}{hint}")
        return None
    actors = reader.actors_of(value, f"'by: {key.text}'")
    if not actors:
        return None
    return ("one" if len(actors) == 1 else key.text), actors


def read_constraints(
    reader: Reader, node: Node | None, issues: tuple[Issue, ...]
) -> tuple[Constraint, ...]:
    """Return the constraints that could be read."""
    sequence = None if node is None else reader.list(node, "constraints")
    found: list[Constraint] = []
    for index, item in enumerate(sequence.items if sequence else (), start=1):
        path = f"constraints.{index}"
        reader.places[path] = item
        constraint = _read_constraint(reader, item, path, issues)
        if constraint is not None:
            found.append(constraint)
            if not constraint.forbidden:
                reader.error("GB708", item, f"the constraint '{constraint}' rules nothing out")
    return tuple(found)


def _read_constraint(
    reader: Reader, node: Node, path: str, issues: tuple[Issue, ...]
) -> Constraint | None:
    mapping = reader.mapping(node, "a constraint")
    if mapping is None:
        return None
    found = reader.keys(mapping, CONSTRAINT, "a constraint")
    evidence = reader.evidence(found)
    kind = reader.text(found["kind"], "kind") if "kind" in found else "logical"
    if kind is not None and kind not in {"logical", "agreed"}:
        hint = reader.problems.nearest(kind, ("logical", "agreed"))
        reader.error("GB225", found["kind"], f"there is no kind {quote(kind)}{hint}")
    stated = {key for key in ("if", "then", "never") if key in found}
    patterns: dict[str, Pattern | None] = {
        key: reader.pattern(found[key], f"'{key}'")[0] for key in stated
    }
    if stated not in ({"if", "then"}, {"never"}):
        if len(found) == len(mapping.entries):
            reader.error("GB406", mapping, "a constraint says either if and then, or never")
        return None
    if any(pattern is None for pattern in patterns.values()):
        return None
    condition, consequence = patterns.get("if"), patterns.get("then")
    never = patterns.get("never")
    return Constraint(
        kind=kind or "logical",
        condition=condition,
        consequence=consequence,
        never=never,
        forbidden=forbidden_patterns(condition, consequence, never, issues),
        path=path,
        because=evidence.because,
        sources=evidence.sources,
    )
