"""The documents as data: their pages, and the code blocks in them with their marks.

A mark is an HTML comment on the line before a block, so that it shows nowhere:

- ``<!-- file: well.yaml -->``: the block is this file; later blocks of the page find it.
- ``<!-- into: well.yaml -->``: its sections replace those of the file; ``check`` accepts it.
- ``<!-- add: well.yaml -->``: its lines go to the end of the file, which ``check`` accepts then.
- ``<!-- exit: 3 -->``: the last command of the block ends with this code.
- ``<!-- slow -->``: the block takes longer than a few seconds.

Blocks in the language ``text`` show a form of words and run nowhere.
In expected output a line ``...`` stands for any lines, ``...`` within a line for any text. How wide
the columns of a table are does not matter, nor whether a space may be broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs").glob("[!_]*/*.md")),
)
_MARK = re.compile(r"<!-- (?P<name>file|into|add|exit|slow)(?:: (?P<value>[^>]+?))? -->\s*$")
_FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<language>[\w-]*)\s*$")
_DIRECTIVE = re.compile(r"^(?P<ticks>`{3,})\{[\w-]+\}.*$")


@dataclass(frozen=True)
class Block:
    """A code block: where it starts, its language, its text and its marks."""

    line: int
    language: str
    text: str
    marks: dict[str, str]

    @property
    def is_slow(self) -> bool:
        """Whether the block is marked as slow."""
        return "slow" in self.marks


def iterate_blocks(text: str) -> Iterator[Block]:
    """Iterate over the code blocks of a page, in order."""
    lines = text.splitlines()
    marks: dict[str, str] = {}
    at = 0
    while at < len(lines):
        line = lines[at]
        if mark := _MARK.match(line):
            marks[mark["name"]] = (mark["value"] or "").strip()
        elif fence := _FENCE.match(line):
            end = next(k for k in range(at + 1, len(lines)) if lines[k] == fence["ticks"])
            body = "".join(f"{part}\n" for part in lines[at + 1 : end])
            yield Block(at + 1, fence["language"], body, marks)
            marks, at = {}, end
        elif directive := _DIRECTIVE.match(line):
            at = next(k for k in range(at + 1, len(lines)) if lines[k] == directive["ticks"])
        elif line.strip():
            marks = {}
        at += 1


def iterate_commands(text: str) -> Iterator[tuple[str, str]]:
    """Iterate over the commands of a ``console`` block with the output expected of each.

    A command may run over several lines: all but the last end in a backslash.
    """
    command: str | None = None
    output: list[str] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield command, "\n".join(output).strip()
            command, output = line[2:], []
        elif command is None:
            raise ValueError(f"a console block starts with '$ ', not with {line!r}")
        elif command.endswith("\\") and not output:
            command = command[:-1] + line.strip()
        else:
            output.append(line)
    if command is not None:
        yield command, "\n".join(output).strip()


def as_printed(text: str) -> str:
    """Return a text with the widths of columns and rules taken out, ending in one line end."""
    text = text.strip("\n").replace("\N{NO-BREAK SPACE}", " ")
    text = re.sub(r"[ ]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"─{3,}", "───", re.sub(r"(?<=\S)[ ]{2,}", "  ", text)) + "\n"


def as_pattern(expected: str) -> re.Pattern[str]:
    """Return the pattern that a command's output must match as a whole."""
    parts: list[str] = []
    for line in as_printed(expected).splitlines():
        if line.strip() == "...":
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(r"[^\n]*".join(map(re.escape, line.split("..."))) + r"\n")
    return re.compile("".join(parts))
