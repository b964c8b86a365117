"""Disputes by path or by name: the catalogue that comes with the program, and the user's files.

A word is a name of the catalogue if the catalogue has it; write ``./korea`` for a file of that
name. Every other word is a path.
"""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError

if TYPE_CHECKING:
    from ..dispute import Dispute


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One dispute of the catalogue at a glance.

    ``size`` is the number of combinations of options, feasible or not; ``summary`` the first
    paragraph of its note.
    """

    name: str
    title: str
    as_of: str
    actors: int
    parties: int
    issues: int
    size: int
    summary: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "name": self.name,
            "title": self.title,
            "as_of": self.as_of,
            "actors": self.actors,
            "parties": self.parties,
            "issues": self.issues,
            "size": self.size,
            "summary": self.summary,
        }


def catalogue_folder() -> Path:
    """Return the folder of the catalogue that is installed with the program."""
    return Path(str(files("grandbargain"))) / "catalogue"


def catalogue_names() -> tuple[str, ...]:
    """Return the names of the catalogue, sorted."""
    folder = catalogue_folder()
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(item.name for item in folder.iterdir() if (item / f"{item.name}.yaml").is_file())
    )


def catalogue() -> tuple[CatalogueEntry, ...]:
    """Return every dispute of the catalogue at a glance, sorted by name."""
    return tuple(_entry(name) for name in catalogue_names())


def dispute_path(dispute: str | os.PathLike[str]) -> Path:
    """Return the file of a dispute that is named by path or by its name in the catalogue.

    Raises
    ------
    UsageError
        There is no such file and no such name; the message has the nearest name.
    """
    word = os.fspath(dispute)
    if word in catalogue_names():
        return catalogue_folder() / word / f"{word}.yaml"
    path = Path(word)
    if path.is_file():
        return path
    if path.is_dir():
        raise UsageError(f"{word} is a folder; name the model file in it")
    raise UsageError(_not_found(word, path))


def find_dispute(dispute: Dispute | str | os.PathLike[str]) -> Dispute:
    """Return a dispute as it is, or read it by path or by its name in the catalogue.

    Raises
    ------
    UsageError
        There is no such file and no such name.
    InvalidModelError
        The file has problems; the error carries all of them.
    """
    from ..dispute import Dispute

    if isinstance(dispute, Dispute):
        return dispute
    from ..modelfile import read_dispute

    return read_dispute(dispute_path(dispute))


def first_paragraph(note: str) -> str:
    r"""Return the first paragraph of a Markdown text below its title, as plain text on one line.

    A lead in bold at its start (``**What it is.**``) is left out.

    Examples
    --------
    >>> first_paragraph("# A title\n\n**What it is.** Two *farms*,\none well.\n\nMore.")
    'Two farms, one well.'
    """
    for block in note.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in block.splitlines()]
        text = " ".join(line for line in lines if line and not line.startswith("#"))
        if text:
            return re.sub(r"(\*{1,2})(\S.*?)\1", r"\2", re.sub(r"^\*\*[^*]+\*\*\s*", "", text))
    return ""


def _entry(name: str) -> CatalogueEntry:
    dispute = find_dispute(name)
    note = catalogue_folder() / name / "note.md"
    return CatalogueEntry(
        name=name,
        title=dispute.title,
        as_of=dispute.as_of,
        actors=len(dispute.actors),
        parties=len(dispute.parties),
        issues=len(dispute.issues),
        size=dispute.size,
        summary=first_paragraph(note.read_text(encoding="utf-8")) if note.is_file() else "",
    )


def _not_found(word: str, path: Path) -> str:
    looks_like_path = path.suffix in {".yaml", ".yml"} or path.name != word
    names = catalogue_names()
    message = f"there is no file {word!r}"
    if not looks_like_path:
        message = f"there is no file and no dispute of the catalogue named {word!r}"
        for ending in (".yaml", ".yml"):
            if path.with_name(path.name + ending).is_file():
                return f"{message}; did you mean the file {word + ending!r}?"
    near = difflib.get_close_matches(path.stem, names, n=1)
    if near:
        return f"{message}; did you mean {near[0]!r} of the catalogue?"
    if looks_like_path:
        return message
    return f"{message}; the catalogue has: {', '.join(names)}"
