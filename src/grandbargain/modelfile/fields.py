"""Reading the pieces of a tree: words, lists, names, patterns, numbers with their evidence.

Every function reports what is wrong and returns None (or what could be read); none raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..dispute.package import Pattern
from ..dispute.uncertain import Choice, Distribution, Number
from .keys import Keys
from .locate import Mapping, Node, Refused, Scalar, Sequence
from .numbers import CHANCE, Bounds, NumberError, Simple, float_text, parse_decimal, parse_simple
from .problems import Place, Problems, quote

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
PATTERN_WORDS = ("source", "because", "kind", "if", "then", "never")
"""Words that stand beside issues in patterns, so that no issue may have them as its name."""
OPTION_WORDS = ("either", "source", "because")
"""Words that stand beside options in values, so that no option may have them as its name."""


@dataclass(slots=True)
class Names:
    """The names of one kind that the file defines.

    ``complete`` is False where the section is missing or could not be read: then nothing is said
    about a name that is not known.
    """

    noun: str
    code: str
    known: dict[str, Scalar] = field(default_factory=dict)
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """Keys of sources and one line of argument."""

    sources: tuple[str, ...] = ()
    because: str = ""


NO_EVIDENCE = Evidence()


@dataclass(slots=True)
class Reader:
    """What the readers of the sections share: the problems, the names, the places."""

    problems: Problems
    actors: Names = field(default_factory=lambda: Names("actor", "GB221"))
    groups: Names = field(default_factory=lambda: Names("group", "GB221"))
    issues: Names = field(default_factory=lambda: Names("issue", "GB222"))
    sources: Names = field(default_factory=lambda: Names("source", "GB224"))
    parameters: Names = field(default_factory=lambda: Names("parameter", "GB225"))
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Members of every group."""
    options: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    """Options of every issue; None where they could not be read."""
    cited: set[str] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)
    """Where in the text a path stands, for checks of the finished dispute."""

    unread: int = 0
    """Places that hold nothing because of an error that was reported elsewhere."""

    # -- single values ------------------------------------------------------------------------

    def error(self, code: str, place: Place, message: str, remedy: str = "") -> None:
        """Record a problem."""
        self.problems.add(code, place, message, remedy)

    def mapping(self, node: Node | None, what: str) -> Mapping | None:
        """Return a mapping, or say that one is expected."""
        if isinstance(node, Mapping):
            return node
        self._wrong_kind(node, what, "GB201", "keys with values")
        return None

    def list(self, node: Node | None, what: str) -> Sequence | None:
        """Return a list, or say that one is expected."""
        if isinstance(node, Sequence):
            return node
        self._wrong_kind(node, what, "GB202", "a list")
        return None

    def text(self, node: Node | None, what: str) -> str | None:
        """Return a text that is not empty, or say that one is expected."""
        if isinstance(node, Scalar) and not node.is_missing:
            return node.text.strip()
        self._wrong_kind(node, what, "GB203", "a single value")
        return None

    def title(self, node: Node | None, what: str) -> str:
        """Return a text for people, empty where it could not be read."""
        return "" if node is None else self.text(node, what) or ""

    def _wrong_kind(self, node: Node | None, what: str, code: str, expected: str) -> None:
        if node is None:
            return
        if isinstance(node, Refused):
            self.unread += 1
            return
        if isinstance(node, Scalar) and node.is_missing:
            self.error("GB204", node, f"{what} has no value")
            return
        found = "a list" if isinstance(node, Sequence) else "keys with values"
        if isinstance(node, Scalar):
            found = quote(node.text)
        self.error(code, node, f"{what} should be {expected}, not {found}")

    def truth(self, node: Node, what: str) -> bool | None:
        """Return a yes or a no."""
        word = self.text(node, what)
        if word is None:
            return None
        truth = {"true": True, "yes": True, "false": False, "no": False}.get(word.lower())
        if truth is None:
            self.error("GB212", node, f"{what} should be true or false, not {quote(word)}")
        return truth

    def whole(self, node: Node | None, what: str, low: int, high: int) -> int | None:
        """Return a whole number within bounds."""
        word = self.text(node, what)
        if word is None or node is None:
            return None
        try:
            value = parse_decimal(word)
        except NumberError as error:
            self.error("GB311" if error.code == "GB301" else error.code, node, error.message)
            return None
        if value != int(value):
            self.error("GB311", node, f"{what} should be a whole number, not {quote(word)}")
            return None
        if not low <= value <= high:
            message = f"{what} should be from {low} to {high}, not {float_text(value)}"
            self.error("GB306", node, message)
            return None
        return int(value)

    # -- keys and names -----------------------------------------------------------------------

    def keys(self, node: Mapping, keys: Keys, what: str) -> dict[str, Node]:
        """Return the values of the known keys; report unknown and missing ones."""
        found: dict[str, Node] = {}
        for key, value in node.entries:
            if key.text in keys.table:
                found[key.text] = value
            else:
                self.unknown_key(key, value, keys.table, what)
        for name, key in keys.table.items():
            if key.required and name not in found:
                message = f"{what} {_has(what)} no {quote(name)}"
                self.error("GB206", node, message, f"Add '{name}:'.")
        return found

    def unknown_key(self, key: Scalar, value: Node, known: Iterable[str], what: str) -> None:
        """Report a key that means nothing here."""
        if isinstance(value, Scalar) and value.is_missing and " " in key.text.strip():
            remedy = "Put a text that holds a comma in quotes."
            message = f"{quote(key.text)} is no key of {what}; is it the rest of a text?"
            self.error("GB205", key, message, remedy)
            return
        hint = self.problems.nearest(key.text, known)
        self.error("GB205", key, f"{what} {_has(what)} no key {quote(key.text)}{hint}")

    def entries(
        self, node: Node | None, what: str, names: Names, reserved: Iterable[str] = ()
    ) -> Iterator[tuple[str, Scalar, Node]]:
        """Iterate over the entries of a section whose keys are new names, and register them."""
        mapping = self.mapping(node, what)
        if mapping is None:
            return
        names.complete = True
        for key, _ in mapping.entries:
            names.known[key.text] = key
        for key, value in mapping.entries:
            self.identifier(key, names.noun, reserved)
            yield key.text, key, value

    def identifier(self, key: Scalar, noun: str, reserved: Iterable[str] = ()) -> bool:
        """Report a name that is no identifier or a reserved word."""
        if not _IDENTIFIER.fullmatch(key.text):
            message = f"{quote(key.text)} cannot be the name of {_with_article(noun)}"
            self.error("GB208", key, message)
            return False
        if key.text in reserved:
            words = ", ".join(reserved)
            whose = _with_article(noun)
            message = f"{quote(key.text)} is a reserved word and cannot be the name of {whose}"
            self.error("GB209", key, message, f"Choose another name; reserved here: {words}.")
            return False
        return True

    def name(self, node: Node | None, names: Names, what: str) -> str | None:
        """Return a known name, or say that it is unknown."""
        word = self.text(node, what)
        if word is None or node is None:
            return None
        return word if self.is_known(word, node, names) else None

    def is_known(self, word: str, place: Place, names: Names) -> bool:
        """Return whether a name is defined; report it if the file has such a section and not it."""
        if word in names.known:
            return True
        if names.complete:
            self.problems.unknown(names.code, place, names.noun, word, names.known)
        else:
            self.unread += 1
        return False

    def words(self, node: Node | None, what: str) -> list[tuple[str, Place]]:
        """Return one word or a list of words, each with its place and none twice."""
        if isinstance(node, Scalar):
            word = self.text(node, what)
            return [] if word is None else [(word, node)]
        sequence = self.list(node, what)
        if sequence is None:
            return []
        if not sequence.items:
            self.error("GB215", sequence, f"{what} is empty")
        found: dict[str, Place] = {}
        for item in sequence.items:
            word = self.text(item, f"an entry of {what}")
            if word is not None and word in found:
                self.error("GB214", item, f"{quote(word)} stands twice in {what}")
            elif word is not None:
                found[word] = item
        return list(found.items())

    def actors_of(self, node: Node | None, what: str) -> tuple[str, ...]:
        """Return actors named one by one or by group, each once."""
        found: dict[str, None] = {}
        for word, place in self.words(node, what):
            if word in self.members:
                found.update(dict.fromkeys(self.members[word]))
            elif word in self.groups.known or word in self.actors.known:
                found[word] = None
            elif self.actors.complete and self.groups.complete:
                known = [*self.actors.known, *self.groups.known]
                self.problems.unknown("GB221", place, "actor or group", word, known)
            else:
                self.unread += 1
        return tuple(name for name in found if name in self.actors.known)

    def option(self, issue: str, word: str, place: Place) -> bool:
        """Return whether an issue has an option; report it if not."""
        options = self.options.get(issue)
        if options is None:
            self.unread += 1
            return False
        if word in options:
            return True
        self.problems.unknown("GB223", place, "option", word, options, scope=f"of issue {issue}")
        return False

    # -- evidence and numbers -----------------------------------------------------------------

    def sources_of(self, node: Node | None, what: str = "source") -> tuple[str, ...]:
        """Return cited sources: one key or a list of keys."""
        if node is None:
            return ()
        found: list[str] = []
        for word, place in self.words(node, what):
            if word == "judgement" or self.is_known(word, place, self.sources):
                found.append(word)
                self.cited.add(word)
            elif not self.sources.complete:
                remedy = "Add the section 'sources' with this key, or write 'judgement'."
                self.problems.unknown("GB224", place, "source", word, (), remedy=remedy)
        return tuple(found)

    def evidence(self, found: dict[str, Node], inherited: Evidence = NO_EVIDENCE) -> Evidence:
        """Return the evidence among the keys of an entry, else what it inherits."""
        if "source" not in found and "because" not in found:
            return inherited
        sources = self.sources_of(found.get("source")) or inherited.sources
        return Evidence(sources, self.title(found.get("because"), "because"))

    def number(
        self, node: Node | None, path: str, bounds: Bounds, evidence: Evidence = NO_EVIDENCE
    ) -> Number | None:
        """Return a number in any of its forms, with its evidence."""
        if node is None:
            return None
        self.places.setdefault(path, node)
        if isinstance(node, Mapping):
            return self._number_with_evidence(node, path, bounds, evidence)
        form = self._simple(node, bounds)
        if form is None:
            return None
        return Number(form, path, evidence.sources, evidence.because)

    def _number_with_evidence(
        self, node: Mapping, path: str, bounds: Bounds, inherited: Evidence
    ) -> Number | None:
        known = ("value", "either", "source", "because")
        found: dict[str, Node] = {}
        for key, value in node.entries:
            if key.text in known:
                found[key.text] = value
            else:
                self.unknown_key(key, value, known, "a number")
        evidence = self.evidence(found, inherited)
        value = found.get("value")
        if "either" in found and value is not None:
            self.error("GB309", node, "'value' and 'either' cannot stand side by side")
            return None
        form: Distribution | None = None
        if isinstance(value, Mapping):
            inner = value.get("either")
            if inner is None or len(value.entries) > 1:
                self.error("GB301", value, "the value of a number cannot have further keys")
            else:
                form = self._choice(inner, bounds)
        elif value is not None:
            form = self._simple(value, bounds)
        elif "either" in found:
            form = self._choice(found["either"], bounds)
        elif len(found) == len(node.entries):
            self.error("GB206", node, "the number has no 'value'", "Add 'value:'.")
        return form and Number(form, path, evidence.sources, evidence.because)

    def _simple(self, node: Node, bounds: Bounds) -> Simple | None:
        word = self.text(node, "a number")
        if word is None:
            return None
        try:
            return parse_simple(word, bounds)
        except NumberError as error:
            self.error(error.code, node, error.message, error.remedy)
            return None

    def _choice(self, node: Node, bounds: Bounds) -> Choice | None:
        forms: list[tuple[Simple, float]] = []
        for word, key, chance in self.alternatives(node):
            form = self._simple(Scalar(key.line, key.column, word, key.plain), bounds)
            if form is None:
                return None
            forms.append((form, chance))
        return Choice(tuple(forms)) if forms else None

    def alternatives(self, node: Node) -> list[tuple[str, Scalar, float]]:
        """Return the alternatives of ``either`` with their chances; none if something is wrong."""
        mapping = self.mapping(node, "either")
        if mapping is None:
            return []
        found: list[tuple[str, Scalar, float]] = []
        for key, value in mapping.entries:
            word = self.text(value, "the chance of an alternative")
            if word is None:
                return []
            try:
                chance = parse_simple(word, CHANCE)
            except NumberError as error:
                self.error(error.code, value, error.message, error.remedy)
                return []
            if chance.low != chance.high:
                remedy = "Write a single chance such as 0.7."
                self.error("GB309", value, "the chance of an alternative is known", remedy)
                return []
            found.append((key.text, key, chance.low))
        total = sum(chance for _, _, chance in found)
        if not found:
            self.error("GB309", mapping, "'either' has no alternatives")
        elif abs(total - 1) > 1e-9:
            self.error("GB307", mapping, f"the chances sum to {float_text(total)}, not to 1")
            return []
        return found

    # -- patterns -----------------------------------------------------------------------------

    def pattern(
        self, node: Node | None, what: str, beside: Iterable[str] = ()
    ) -> tuple[Pattern | None, dict[str, Node]]:
        """Return a condition on packages, and the values of the words that stand beside it."""
        mapping = self.mapping(node, what)
        if mapping is None:
            return None, {}
        terms: list[tuple[str, tuple[str, ...]]] = []
        found: dict[str, Node] = {}
        sound = True
        for key, value in mapping.entries:
            if key.text in beside:
                found[key.text] = value
            elif self.is_known(key.text, key, self.issues):
                options = self.options_of(key.text, value)
                sound = sound and bool(options)
                terms.append((key.text, options))
            else:
                sound = False
        if not terms and sound:
            self.error("GB407", mapping, f"{what} names no issue")
            return None, found
        rank = {issue: index for index, issue in enumerate(self.issues.known)}
        terms.sort(key=lambda term: rank[term[0]])
        return (Pattern(tuple(terms)) if sound else None), found

    def options_of(self, issue: str, node: Node | None) -> tuple[str, ...]:
        """Return the options that a node names, in file order; none if one of them is unknown."""
        words = self.words(node, f"the options of {issue}")
        sound = [self.option(issue, word, place) for word, place in words]
        if not all(sound):
            return ()
        named = {word for word, _ in words}
        return tuple(option for option in self.options[issue] or () if option in named)


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _has(what: str) -> str:
    """Return the verb for a part of the file: ``the interests of 'x'`` have, ``a move`` has."""
    return "have" if what.split(" of ", maxsplit=1)[0].endswith("s") else "has"
