"""From a model file to a :class:`Dispute`, with every problem on the way."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from ..dispute import Dispute, Dynamics
from ..dispute.checks import Finding, check_constraints, check_interests, check_issues
from ..dispute.together import check_correlations, check_tests
from ..errors import InvalidModelError, Problem
from .fields import Reader
from .keys import TOP
from .locate import (
    MOST_BYTES,
    Mapping,
    Node,
    decode,
    drop_duplicates,
    read_bytes,
    read_tree,
    refuse_size,
)
from .problems import NOWHERE, Problems, quote
from .sections.dynamics import as_dynamics, read_dynamics
from .sections.formulas import Vocabulary
from .sections.interests import read_interests
from .sections.issues import read_constraints, read_issues
from .sections.later import read_enforcement, read_history
from .sections.people import (
    read_actors,
    read_groups,
    read_parameters,
    read_sources,
    say_uncited,
)
from .sections.robustness import read_robustness

T = TypeVar("T")
FORMAT = "grandbargain/1"


def read_dispute(path: str | os.PathLike[str]) -> Dispute:
    """Read a model file.

    Raises
    ------
    InvalidModelError
        The file has errors; the exception carries every problem, in file order.
    UsageError
        There is no such file, or it cannot be opened.
    """
    return _insist(*check_file(path))


def parse_dispute(text: str | bytes, name: str = "dispute") -> Dispute:
    """Read the text of a model file; ``name`` stands for the file in messages.

    Examples
    --------
    >>> parse_dispute("actors: {}", "small")
    Traceback (most recent call last):
    ...
    grandbargain.errors.InvalidModelError: small:1:1: GB207 the file has no section 'issues'
    ...
    """
    return _insist(*check_text(text, name))


Further = Callable[[Dispute], Iterable[Finding]]
"""Checks of a dispute without errors that take more than this package has."""


def check_file(
    path: str | os.PathLike[str], further: Further | None = None
) -> tuple[Dispute | None, tuple[Problem, ...]]:
    """Return the dispute of a file (None if it has errors) and all problems, warnings too.

    ``further`` may find more where the file has no errors.

    Raises
    ------
    UsageError
        There is no such file, or it cannot be opened.
    """
    where = Path(path)
    problems = Problems(str(where))
    data = read_bytes(where, problems)
    if data is None:
        return None, problems.sorted()
    return _check(data, str(where), where.stem, further)


def check_text(
    text: str | bytes, name: str = "dispute"
) -> tuple[Dispute | None, tuple[Problem, ...]]:
    """Return the dispute of a text (None if it has errors) and all problems, warnings too."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MOST_BYTES:
        problems = Problems(name)
        refuse_size(len(data), problems)
        return None, problems.sorted()
    return _check(data, name, name)


def _insist(dispute: Dispute | None, problems: tuple[Problem, ...]) -> Dispute:
    if dispute is None:
        raise InvalidModelError(tuple(p for p in problems if p.severity == "error"))
    return dispute


def _check(
    data: bytes, file: str, name: str, further: Further | None = None
) -> tuple[Dispute | None, tuple[Problem, ...]]:
    text = decode(data, problems := Problems(file))
    if text is None:
        return None, problems.sorted()
    problems = Problems(file, text)
    root = read_tree(text, problems)
    dispute = None
    if root is not None:
        drop_duplicates(root, problems)
        reader = Reader(problems)
        dispute = _read_sections(reader, root, name, hashlib.sha256(data).hexdigest())
        if dispute is not None and further is not None and not problems.errors:
            _report(reader, further(dispute))
    return (None if problems.errors else dispute), problems.sorted()


def _run(reader: Reader, read: Callable[[], T]) -> tuple[T, bool]:
    """Return what the reader of a section returns, and whether all of it could be read."""
    before = reader.problems.errors + reader.unread
    result = read()
    return result, reader.problems.errors + reader.unread == before


def _read_sections(reader: Reader, root: Node, name: str, sha256: str) -> Dispute | None:
    mapping = reader.mapping(root, "the file")
    if mapping is None:
        return None
    found = _top_keys(reader, mapping)
    title, as_of = _read_head(reader, found)
    sources = read_sources(reader, found.get("sources"))
    actors, actors_sound = _run(reader, lambda: read_actors(reader, found.get("actors")))
    groups = read_groups(reader, found.get("groups"))
    parameters = read_parameters(reader, found.get("parameters"))
    issues, issues_sound = _run(reader, lambda: read_issues(reader, found.get("issues")))
    constraints, rules_sound = _run(
        reader, lambda: read_constraints(reader, found.get("constraints"), issues)
    )
    interests, interests_sound = _run(
        reader, lambda: read_interests(reader, found.get("interests"))
    )
    sections, dynamics = _read_later(reader, found)
    say_uncited(reader)
    if issues_sound:
        _report(reader, check_issues(issues))
    if issues_sound and rules_sound:
        _report(reader, check_constraints(issues, constraints))
    if interests and actors_sound and issues_sound and interests_sound:
        _report(reader, check_interests(actors, issues, interests))
    dispute = Dispute(
        title=title or name,
        actors=actors,
        issues=issues,
        interests=interests,
        groups=groups,
        constraints=constraints,
        parameters=parameters,
        sources=sources,
        sections=sections,
        dynamics=dynamics,
        as_of=as_of,
        name=name,
        sha256=sha256,
    )
    if not reader.problems.errors:
        _report(reader, check_correlations(dispute))
        _report(reader, check_tests(dispute))
    return dispute


def _read_later(reader: Reader, found: dict[str, Node]) -> tuple[dict[str, Any], Dynamics | None]:
    """Return the sections of later questions, as far as the file has them, and its dynamics."""
    words = Vocabulary()
    dynamics = read_dynamics(reader, found.get("dynamics"), words)
    sections = {
        "enforcement": read_enforcement(reader, found.get("enforcement")),
        "robustness": read_robustness(reader, found.get("robustness"), words),
        "history": read_history(reader, found.get("history"), words),
    }
    later = {name: section for name, section in sections.items() if section is not None}
    is_whole = dynamics is not None and not reader.problems.errors
    return later, as_dynamics(dynamics) if dynamics is not None and is_whole else None


def _top_keys(reader: Reader, mapping: Mapping) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for key, value in mapping.entries:
        if key.text in TOP.table:
            found[key.text] = value
        else:
            reader.unknown_key(key, value, TOP.table, "the file")
    for name, key in TOP.table.items():
        if key.required and name not in found:
            reader.error("GB207", mapping, f"the file has no section {quote(name)}")
    return found


def _read_head(reader: Reader, found: dict[str, Node]) -> tuple[str, str]:
    if "format" in found:
        word = reader.text(found["format"], "the format")
        if word is not None and word != FORMAT:
            reader.error("GB210", found["format"], f"the format {quote(word)} is unknown")
    as_of = ""
    if "as_of" in found:
        as_of = reader.text(found["as_of"], "as_of") or ""
        if as_of and not _is_date(as_of):
            reader.error("GB211", found["as_of"], f"{quote(as_of)} is not a date")
    return reader.title(found.get("title"), "the title"), as_of


def _is_date(text: str) -> bool:
    parts = text.split("-")
    shapes = all(part.isascii() and part.isdigit() for part in parts)
    if not shapes or [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]):
        return False
    return len(parts) == 1 or (
        1 <= int(parts[1]) <= 12 and (len(parts) == 2 or 1 <= int(parts[2]) <= 31)
    )


def _report(reader: Reader, findings: Iterable[Finding]) -> None:
    """Put findings of the dispute at their places in the text."""
    for finding in findings:
        path = finding.path
        while path and path not in reader.places:
            path = path.rpartition(".")[0]
        place = reader.places.get(path, NOWHERE)
        reader.error(finding.code, place, finding.message, finding.remedy)
