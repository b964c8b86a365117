"""The text of a model file for a conflict: names from titles, text quoted, one fact per line."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from ..modelfile.fields import PATTERN_WORDS
from .gmcr_read import Conflict, Terms

TAKEN, NOT_TAKEN = "taken", "not_taken"

AVOIDED = {*PATTERN_WORDS, "status_quo", "judgement", "play", "all", "any", "best", "none", "true",
           "false", "null"}  # fmt: skip
"""Words that mean something of their own in a model file."""

LONGEST = 40
"""Longest identifier."""

LINE = 96
"""Longest line of a comment."""


def write_conflict(
    conflict: Conflict,
    status_quo: Sequence[bool],
    orders: Sequence[tuple[str, list[list[Terms]]]],
    notes: Sequence[str],
) -> str:
    """Return the model file.

    Parameters
    ----------
    status_quo
        The state in force.
    orders
        Per decision maker ``statements`` or ``ranking``, and groups of patterns.
    notes
        Sentences that stand as comments at its head.
    """
    actors = _identifiers([maker.title for maker in conflict.makers], [])
    owners = ["" for _ in conflict.options]
    for actor, maker in zip(actors, conflict.makers, strict=True):
        for option in maker.options:
            owners[option] = owners[option] or actor
    issues = _identifiers([option.title for option in conflict.options], owners)
    lines = ["# A conflict of the program GMCR+, rewritten. Every option became an issue."]
    for note in notes:
        lines += _comment(note)
    lines += ["format: grandbargain/1", f"title: {_text(conflict.title)}", "", "actors:"]
    for actor, maker in zip(actors, conflict.makers, strict=True):
        lines.append(f"  {actor}: {{title: {_text(maker.title)}}}")
    lines += ["", "issues:"]
    for k, option in enumerate(conflict.options):
        movers = [a for a, m in zip(actors, conflict.makers, strict=True) if k in m.options]
        now = TAKEN if status_quo[k] else NOT_TAKEN
        ends = {
            "both": "",
            "fwd": f", from: {NOT_TAKEN}, to: {TAKEN}",
            "back": f", from: {TAKEN}, to: {NOT_TAKEN}",
        }[option.direction]
        moves = ", ".join(f"{{by: {actor}{ends}}}" for actor in movers)
        lines += [
            f"  {issues[k]}:",
            f"    title: {_text(option.title)}",
            f'    options: {{{NOT_TAKEN}: "No", {TAKEN}: "Yes"}}',
            f"    status_quo: {now}",
            f"    moves: [{moves}]",
        ]
    if conflict.infeasible:
        lines += ["", "constraints:"]
        lines += [f"  - never: {_pattern(item, issues)}" for item in conflict.infeasible]
    lines += ["", "interests:"]
    for actor, (key, groups) in zip(actors, orders, strict=True):
        lines.append(f"  {actor}:")
        lines.append("    source: judgement")
        if key == "statements":
            told = ", ".join(_pattern(group[0], issues) for group in groups)
            lines.append(f"    statements: [{told}]")
            continue
        lines.append("    ranking:                 # best first; ties in a list")
        for group in groups:
            told = [_pattern(item, issues) for item in group]
            lines.append(f"      - {told[0] if len(told) == 1 else '[' + ', '.join(told) + ']'}")
    return "\n".join(lines) + "\n"


def _pattern(terms: Terms, issues: Sequence[str]) -> str:
    told = (f"{issues[option]}: {TAKEN if yes else NOT_TAKEN}" for option, yes in terms)
    return f"{{{', '.join(told)}}}"


def _text(title: str) -> str:
    """Return a text as a quoted scalar; JSON strings are YAML."""
    return json.dumps(title, ensure_ascii=False)


def _comment(text: str) -> list[str]:
    lines, line = [], "#"
    for word in text.split():
        if len(line) + len(word) >= LINE:
            lines.append(line)
            line = "#"
        line += f" {word}"
    return [*lines, line]


def _identifiers(titles: Sequence[str], owners: Sequence[str]) -> list[str]:
    """Return distinct identifiers; options of one name are told apart by who has them."""
    plain = [_slug(title) for title in titles]
    times = Counter(plain)
    found: dict[str, None] = {}
    last: Counter[str] = Counter()
    for k, word in enumerate(plain):
        owner = owners[k] if owners else ""
        wanted = f"{owner}_{word}"[:LONGEST] if owner and times[word] > 1 else word
        name = wanted
        while name in found or (name in times and name != word):
            last[wanted] += 1
            name = f"{wanted}_{last[wanted] + 1}"
        found[name] = None
    return list(found)


def _slug(title: str) -> str:
    ascii_text = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    word = re.sub(r"[^a-z0-9]+", "_", ascii_text.lower()).strip("_")[:LONGEST].strip("_")
    if not word or not word[0].isalpha():
        word = f"x_{word}".strip("_")
    return f"{word}_" if word in AVOIDED else word
