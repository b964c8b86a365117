"""From text to a tree whose every leaf knows its line and column.

libyaml reads the text as a stream of events and the tree is built from them here, without
recursion: a bracket too deep, an alias or a tag is refused at its event, before anything that it
could blow up exists. Every leaf stays text: what a text means is decided by its place. So ``NO``
and ``on`` are words, and nothing turns into a date or an octal number.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import yaml

from ..errors import UsageError
from .problems import NOWHERE, Place, Problems, quote

MOST_BYTES = 5_000_000
MOST_LEVELS = 50
_MOST_REFUSED = 5
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)")
_UNSEEN_INSIDE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)


class Scalar(Place):
    """A single text; ``plain`` if it stands there without quotes."""

    __slots__ = ("plain", "text")

    def __init__(self, line: int, column: int, text: str, plain: bool) -> None:
        super().__init__(line, column)
        self.text = text
        self.plain = plain

    @property
    def is_missing(self) -> bool:
        """Whether nothing was written, or one of the words that YAML has for nothing."""
        return self.plain and self.text in {"", "~", "null"}


class Sequence(Place):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.items: list[Node] = []


class Mapping(Place):
    """Keys with values, in file order."""

    __slots__ = ("entries",)

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.entries: list[tuple[Scalar, Node]] = []

    def get(self, key: str) -> Node | None:
        """Return the value of a key, or None."""
        return next((value for name, value in self.entries if name.text == key), None)


class Refused(Place):
    """What stood there was refused, and said so; nothing more is to be said about it."""

    __slots__ = ()


Node = Scalar | Sequence | Mapping | Refused


def read_bytes(path: Path, problems: Problems) -> bytes | None:
    """Return the bytes of a file, at most :data:`MOST_BYTES`; a missing file is a usage error."""
    try:
        if path.is_dir():
            raise UsageError(f"{path} is a folder, not a model file")
        size = path.stat().st_size
        data = b""
        if size <= MOST_BYTES:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UsageError(f"there is no file {path}; 'grandbargain new NAME' starts one") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path} cannot be read: {reason}") from error
    size = max(size, len(data))
    if size > MOST_BYTES:
        refuse_size(size, problems)
        return None
    return data


def refuse_size(size: int, problems: Problems) -> None:
    """Say that a file is too large, and how large it is."""
    problems.add(
        "GB101", NOWHERE, f"the file has {size:,} bytes; a model file has at most {MOST_BYTES:,}"
    )


def decode(data: bytes, problems: Problems) -> str | None:
    """Return the text of the bytes, or say where it stops being UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        start = before.rfind(b"\n") + 1
        column = len(before[start:].decode("utf-8", "replace")) + 1
        line = before.count(b"\n") + 1
        problems.add(
            "GB102",
            Place(line, column),
            f"the byte 0x{data[error.start]:02x} at this place is not UTF-8",
        )
        return None


def read_tree(text: str, problems: Problems) -> Node | None:
    """Return the tree of a text, or None where it cannot be read; problems say why."""
    if not _has_only_seen_characters(text, problems):
        return None
    builder = _Builder(problems)
    loader = cast("Any", yaml.CSafeLoader(text))
    try:
        while loader.check_event():
            if not builder.take(loader.get_event()):
                return None
    except yaml.MarkedYAMLError as error:
        _say_syntax(error, problems)
        return None
    except yaml.YAMLError as error:
        problems.add("GB105", Place(1, 1), f"the text is not YAML: {quote(str(error), 200)}")
        return None
    finally:
        loader.dispose()
    if builder.root is None:
        problems.add("GB112", Place(1, 1), "the file is empty")
    return builder.root


def _has_only_seen_characters(text: str, problems: Problems) -> bool:
    for pattern, code, noun in ((_UNSEEN, "GB103", "the character"), ("\t", "GB104", "a tab")):
        places = [match.start() for match in re.finditer(pattern, text)]
        for index in places[:_MOST_REFUSED]:
            line = text.count("\n", 0, index) + 1
            place = Place(line, index - text.rfind("\n", 0, index))
            name = noun if code == "GB104" else f"{noun} U+{ord(text[index]):04X}"
            more = len(places) - _MOST_REFUSED
            last = index == places[:_MOST_REFUSED][-1] and more > 0
            rest = f" (and at {more} more places)" if last else ""
            problems.add(code, place, f"{name} stands here{rest}")
    return problems.errors == 0


class _Builder:
    """Makes the tree out of events, with a stack of its own."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.root: Node | None = None
        self._open: list[Sequence | Mapping] = []
        self._keys: list[Node | None] = []
        self._documents = 0
        self._refused: dict[str, int] = {}

    def take(self, event: Any) -> bool:
        """Take one event; False if reading has to stop."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._put(self._scalar(event))
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            return self._start(event, Mapping if kind is yaml.MappingStartEvent else Sequence)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            node = self._open.pop()
            self._keys.pop()
            self._put(node)
        elif kind is yaml.AliasEvent:
            place = _place(event.start_mark)
            self._refuse("GB107", place, f"the alias *{event.anchor} is refused")
            self._put(Refused(place.line, place.column))
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self._refuse("GB109", _place(event.start_mark), "a second document starts here")
                return False
        return True

    def _scalar(self, event: Any) -> Node:
        self._check_marks(event)
        mark = event.start_mark
        text = event.value
        if _UNSEEN_INSIDE.search(text):
            place = _place(mark)
            self._refuse("GB103", place, "the text holds a control character, written as an escape")
            return Refused(place.line, place.column)
        return Scalar(mark.line + 1, mark.column + 1, text, not event.style)

    def _start(self, event: Any, kind: type[Sequence] | type[Mapping]) -> bool:
        self._check_marks(event)
        place = _place(event.start_mark)
        if len(self._open) >= MOST_LEVELS:
            message = f"lists and mappings stand more than {MOST_LEVELS} levels deep here"
            self.problems.add("GB106", place, message)
            return False
        self._open.append(kind(place.line, place.column))
        self._keys.append(None)
        return True

    def _put(self, node: Node) -> None:
        """Put a finished node where it belongs: into the open list, as key, as value, as root."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif self._keys[-1] is None:
            self._keys[-1] = node
        else:
            key, self._keys[-1] = self._keys[-1], None
            if isinstance(key, Scalar):
                parent.entries.append((key, node))
            elif not isinstance(key, Refused):
                self._refuse("GB111", key, "a list or a mapping stands where a key should be")

    def _check_marks(self, event: Any) -> None:
        if event.anchor is not None:
            place = _place(event.start_mark)
            self._refuse("GB107", place, f"the anchor &{event.anchor} is refused")
        if event.tag is not None:
            self._refuse(
                "GB108", _place(event.start_mark), f"the tag {quote(event.tag)} is refused"
            )

    def _refuse(self, code: str, place: Place, message: str) -> None:
        count = self._refused.get(code, 0) + 1
        self._refused[code] = count
        if count <= _MOST_REFUSED:
            rest = " (further ones are not listed)" if count == _MOST_REFUSED else ""
            self.problems.add(code, place, message + rest)


def drop_duplicates(root: Node, problems: Problems) -> None:
    """Report keys that stand twice in one mapping, at the second, and keep the first."""
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Sequence):
            stack.extend(node.items)
        elif isinstance(node, Mapping):
            seen: dict[str, Scalar] = {}
            kept: list[tuple[Scalar, Node]] = []
            for key, value in node.entries:
                if key.text in seen:
                    first = seen[key.text].line
                    message = (
                        f"the key {quote(key.text)} stands twice; the first is on line {first}"
                    )
                    problems.add("GB110", key, message)
                else:
                    seen[key.text] = key
                    kept.append((key, value))
            node.entries = kept
            stack.extend(value for _, value in kept)


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1)


_SYNTAX = (
    ("mapping values are not allowed", "a colon with a space after it stands where none can be",
     "Put the text in quotes if the colon belongs to it; else mend the indentation."),
    ("',' or ']'", "a list is not closed, or a comma is missing in it",
     "Close the bracket with ']', or set the comma."),
    ("',' or '}'", "a mapping in braces is not closed, or a comma is missing in it",
     "Close the brace with '}', or set the comma."),
    ("unexpected end of stream", "a quotation mark is opened and never closed",
     "Close the quotation mark that opens at this place."),
    ("cannot start any token", "a text cannot begin with this character",
     "Put the text in quotes."),
    ("unknown escape", "inside double quotes a backslash has a meaning of its own",
     "Write two backslashes, or use single quotes."),
    ("tab character", "a tab stands in the indentation", "Replace tabs by spaces."),
    ("could not find expected ':'", "a key without a colon, or a text that needs quotes",
     "Write 'key: value', with a colon and a space."),
    ("expected key", ("the line does not fit into its block: its indentation differs from its "
     "neighbours', or a quotation mark ended a text too early"),
     "Give the keys of one block the same indentation; in a text in single quotes write '' for '."),
    ("expected '-'", "the line does not fit into the list above it",
     "Begin the line with '- ', or mend the indentation."),
    ("node content", "a value is missing here, for example between two commas",
     "Write the value, or delete the comma."),
    ("<document start>", "text stands behind the end of the file's content",
     "Look for a bracket closed twice, and for wrong indentation."),
    ("directive", "a line that begins with % is an instruction to the reader of the file",
     "Delete the line, or put the text in quotes."),
    ("tag", "a tag (!name) is refused", "Delete the tag; put text that begins with ! in quotes."),
)  # fmt: skip


def _say_syntax(error: Any, problems: Problems) -> None:
    """Say libyaml's complaint in words that help to mend it."""
    words = str(error.problem or error)
    context = error.context_mark
    mark = error.problem_mark or context
    place = _place(mark) if mark is not None else Place(1, 1)
    for part, said, remedy in _SYNTAX:
        if part not in words:
            continue
        message = said
        if context is not None and part == "unexpected end of stream":
            place = _place(context)
        elif context is not None and part.startswith("',' or"):
            said_at, place = place.line, _place(context)
            message += f" (it should end before line {said_at})" if said_at > place.line else ""
        elif context is not None and context.line + 1 != place.line and "expected" in words:
            message += f" (it starts on line {context.line + 1})"
        problems.add("GB105", place, message, remedy)
        return
    problems.add("GB105", place, f"the text is not YAML here: {quote(words, 200)}")
