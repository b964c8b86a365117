"""Write the generated tables of the reference anew: ``uv run just tables``.

A table stands between ``<!-- table: NAME -->`` and ``<!-- end of table -->``; everything outside of
these two lines is written by hand. A test fails where a table is not what the code says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from grandbargain.cli.main import cli
from grandbargain.modelfile import codes, keys

REFERENCE = Path(__file__).parent / "reference"
_TABLE = re.compile(r"<!-- table: ([\w ]+) -->\n.*?<!-- end of table -->", re.DOTALL)
_CODE_GROUPS = {
    "text": "1",
    "structure and names": "2",
    "numbers": "3",
    "actors issues constraints": "4",
    "interests": "5",
    "play record tests": "6",
    "warnings": "7",
}


def command_table(name: str) -> str:
    """Return arguments and options of a verb, or of the ``group`` of verbs, as Markdown."""
    whole = click.Context(cli, **cli.context_settings)
    command = cli if name == "group" else cli.commands[name]
    context = click.Context(command, parent=whole, **command.context_settings)
    rows: list[tuple[str, str]] = []
    for item in command.get_params(context):
        if isinstance(item, click.Argument):
            rows.append((f"`{item.make_metavar(context)}`", _argument_help(item)))
        elif (record := item.get_help_record(context)) is not None:
            rows.append((f"`{record[0]}`", record[1]))
    return "\n".join(_table(("written", "means"), rows))


def verb_table() -> str:
    """Return one line per verb as Markdown."""
    rows = [
        (f"[`{name}`](#{name})", command.get_short_help_str(limit=200))
        for name, command in cli.commands.items()
    ]
    return "\n".join(_table(("verb", "answers"), rows))


def code_table(group: str) -> str:
    """Return the codes of one hundred as Markdown."""
    digit = _CODE_GROUPS[group]
    rows = [
        (f"<a id='{code.code.lower()}'></a>`{code.code}`", code.title, code.meaning, code.remedy)
        for code in codes.CODES.values()
        if code.code[2] == digit
    ]
    return "\n".join(_table(("code", "problem", "means", "what to do"), rows))


def key_table(name: str) -> str:
    """Return the keys of one kind of mapping as Markdown."""
    table = keys.TOP if name == "file" else keys.TABLES[name]
    rows = [
        (f"`{key}`", "yes" if entry.required else "", entry.description)
        for key, entry in table.table.items()
    ]
    return "\n".join(_table(("key", "needed", "means"), rows))


def render(text: str) -> str:
    """Return a document with every table in it made anew."""
    return _TABLE.sub(_fill, text)


def documents() -> Iterator[Path]:
    """Iterate over the documents that hold tables."""
    for path in sorted(REFERENCE.glob("*.md")):
        if _TABLE.search(path.read_text(encoding="utf-8")):
            yield path


def names() -> set[str]:
    """Return the names of all tables in the documents."""
    return {
        name for path in documents() for name in _TABLE.findall(path.read_text(encoding="utf-8"))
    }


def expected_names() -> set[str]:
    """Return the names of all tables that the documents must hold."""
    return {
        "verbs",
        "command group",
        *(f"command {name}" for name in cli.commands),
        *(f"codes {group}" for group in _CODE_GROUPS),
        "keys file",
        *(f"keys {name}" for name in keys.TABLES),
    }


_MAKERS: dict[str, Callable[[str], str]] = {
    "command": command_table,
    "codes": code_table,
    "keys": key_table,
}


def _fill(match: re.Match[str]) -> str:
    kind, _, rest = match[1].partition(" ")
    body = verb_table() if kind == "verbs" else _MAKERS[kind](rest)
    return f"<!-- table: {match[1]} -->\n{body}\n<!-- end of table -->"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for line in (heads, tuple("---" for _ in heads), *rows):
        yield "| " + " | ".join(_cell(text) for text in line) + " |"


def _cell(text: str) -> str:
    """Return a text on one line, with what Markdown would read as markup made plain."""
    plain = " ".join(text.replace("|", "\\|").split())
    if plain.startswith(("`", "<a", "[`")):
        return plain
    return re.sub(r"([*_<])", r"\\\1", plain)


def _argument_help(item: Any) -> str:
    return getattr(item, "help", None) or {
        "dispute": "a path, or the name of a dispute in the catalogue",
        "name": "the name of the new file",
        "form": "which program wrote the file: `gmcr`",
        "source": "the file to rewrite",
        "folder": "a folder of runs; `runs` if left out",
        "run": "the folder of a run",
        "sql": "the question, in SQL",
    }.get(item.name, "")


def main() -> None:
    """Write every table anew."""
    for path in documents():
        text = path.read_text(encoding="utf-8")
        path.write_text(render(text), encoding="utf-8")
        print(path.name)


if __name__ == "__main__":
    main()
