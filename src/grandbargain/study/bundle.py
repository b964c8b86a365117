"""Answers kept in a folder, so that a long run and its page are separate acts.

::

    talks/
      bundle.json      format, version, dispute, digest of every other file
      talks.yaml       the model file, byte for byte
      bargain.json     one file per question: what ``--json`` prints

The folder is written whole or not at all. A reader trusts nothing in it that does not match the
digests, and reads the model again from its text.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from .files import write_folder
from .provenance import program_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..dispute import Dispute
    from .progress import Told

FORMAT = "grandbargain-bundle/1"


@dataclass(frozen=True)
class Bundle:
    """A dispute with the answers that were given about it.

    ``answers`` holds answers by question (``"bargain"``), ``version`` the version of the program
    that gave them.
    """

    dispute: Dispute
    answers: Mapping[str, Told]
    version: str


@dataclass(frozen=True)
class Kept:
    """An answer as a bundle keeps it: its plain data."""

    data: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of the command line."""
        return self.data


READABLE = {
    "stability": ("verdicts", "parties", "package", "kinds", "equilibrium", "notes", "settings"),
    "trust": (
        "payoffs",
        "needed",
        "stated",
        "cooperates",
        "share",
        "types",
        "first_step",
        "steps",
        "reasons",
        "united_front",
        "front",
        "settings",
    ),
    "dynamics": (
        "strategies",
        "no_deal_value",
        "hopes",
        "delays",
        "sensitivity",
        "settlements",
        "worlds",
        "start",
        "years",
        "tail",
        "order",
        "notes",
        "warnings",
        "settings",
    ),
    "robustness": (
        "worlds",
        "tests",
        "packages",
        "strategies",
        "smaa",
        "design",
        "notes",
        "interrupted",
        "settings",
    ),
    "path": ("found", "steps", "worst", "kinds", "status_quo", "package", "settings"),
}
"""Keys without which a kept answer cannot be shown."""


def as_json(data: object) -> str:
    """Return the one form in which the program writes JSON: indented, in order, as UTF-8 text."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_bundle(folder: Path, dispute: Dispute, model: bytes, answers: Mapping[str, Told]) -> None:
    """Write a bundle.

    Parameters
    ----------
    folder
        A new (or an empty) folder.
    dispute, model
        The dispute and the bytes of its file.
    answers
        Answers by question.

    Raises
    ------
    UsageError
        The folder holds something already, or ``model`` is not the text the dispute was read from.
    OSError
        The system refuses; nothing is left behind.
    """
    digest = hashlib.sha256(model).hexdigest()
    if digest != dispute.sha256:
        raise UsageError("the model file has changed since it was read; read it again")
    name = f"{dispute.name or 'dispute'}.yaml"
    files = {name: model}
    for question, answer in answers.items():
        files[f"{question}.json"] = as_json(answer.to_dict()).encode()
    index = {
        "format": FORMAT,
        "version": program_version(),
        "dispute": {"title": dispute.title, "sha256": dispute.sha256},
        "model": name,
        "questions": list(answers),
        "files": {file: hashlib.sha256(data).hexdigest() for file, data in files.items()},
    }
    write_folder(folder, {**files, "bundle.json": as_json(index).encode()})


def read_bundle(folder: Path) -> Bundle:
    """Read a bundle, here or made elsewhere.

    Raises
    ------
    UsageError
        The folder is no bundle, or a file in it is missing or has been changed since.
    InvalidModelError
        This version of the program finds problems in the model file.
    """
    from ..modelfile import read_dispute

    index = _index(folder)
    contents = {name: _checked(folder, name, digest) for name, digest in index["files"].items()}
    if index["model"] not in contents:
        raise UsageError(f"{folder} is no bundle: its index does not list the model file")
    answers = {}
    for question in index["questions"]:
        answers[question] = _answer(folder, question, contents.get(f"{question}.json"))
    dispute = read_dispute(folder / index["model"])
    return Bundle(dispute, answers, index["version"])


def _index(folder: Path) -> dict[str, Any]:
    shapes = {"files": dict, "questions": list, "model": str, "version": str}
    return read_index(folder, "bundle", FORMAT, shapes)


def read_index(folder: Path, what: str, form: str, shapes: Mapping[str, type]) -> dict[str, Any]:
    """Return what a folder says of itself in its index, ``<what>.json``.

    Raises
    ------
    UsageError
        There is no such file, it is of another format, or an entry is missing or of another kind.
    """
    path = folder / f"{what}.json"
    if not path.is_file():
        raise UsageError(f"{folder} is no {what}: there is no {path.name} in it")
    try:
        index = json.loads(path.read_bytes())
    except ValueError as error:
        raise UsageError(f"{path} is not JSON: {error}") from error
    if not isinstance(index, dict) or index.get("format") != form:
        raise UsageError(f"{path} is not of the format {form}; make the {what} again")
    for key, shape in shapes.items():
        if not isinstance(index.get(key), shape):
            raise UsageError(f"{path} lacks the entry {key!r}; make the {what} again")
    return index


def _checked(folder: Path, name: str, digest: object) -> bytes:
    """Return the bytes of a file of the bundle if they are those that were written."""
    if Path(name).name != name or name in {"", ".", ".."}:
        raise UsageError(f"{folder} is no bundle: it names the file {name!r} outside of itself")
    path = folder / name
    if not path.is_file():
        raise UsageError(f"the bundle {folder} is not whole: {name} is missing")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise UsageError(f"{path} has been changed since the bundle was made; make it again")
    return data


def _answer(folder: Path, question: str, data: bytes | None) -> Told:
    from .decode import bargain_answer

    if data is None or question not in {"bargain", *READABLE}:
        raise UsageError(f"the bundle {folder} has no answer that can be read for {question!r}")
    path = folder / f"{question}.json"
    if question != "bargain":
        return kept_answer(question, data, path)
    try:
        return bargain_answer(json.loads(data))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{path} is not an answer: {error!r}") from error


def kept_answer(question: str, data: bytes, path: Path) -> Kept:
    """Return an answer from its JSON text, if it has what is needed to show it.

    Raises
    ------
    UsageError
        The text is no answer to the question; ``path`` is named.
    """
    try:
        read = json.loads(data)
        missing = [key for key in READABLE[question] if key not in read]
        if missing:
            raise KeyError(*missing)
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{path} is not an answer: {error!r}") from error
    return Kept(read)
