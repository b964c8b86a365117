"""Expressions at their places: parsed, named, and every error at its column."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from dataclasses import dataclass, field

from ...dispute.expression import Expression, Name, Tree, iterate_nodes
from ..expressions import ExpressionError, parse_tree
from ..fields import Reader
from ..locate import Node, Scalar
from ..problems import Place, quote
from ..scope import Say, Scope


@dataclass(frozen=True, slots=True)
class Draft:
    """An expression that was parsed and waits for its names to be resolved."""

    text: str
    tree: Tree
    node: Scalar
    path: str

    @property
    def names(self) -> set[str]:
        """Every name in it, whatever it stands for."""
        return {node.id for node in iterate_nodes(self.tree) if isinstance(node, Name)}


@dataclass(slots=True)
class Vocabulary:
    """The names of the dynamics section, gathered before any expression is resolved."""

    stocks: dict[str, Place] = field(default_factory=dict)
    signals: dict[str, Draft | None] = field(default_factory=dict)
    actions: dict[str, dict[str, str]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    endings: dict[str, Place] = field(default_factory=dict)
    hazards: dict[str, Place] = field(default_factory=dict)
    strategies: dict[str, Place] = field(default_factory=dict)
    signal_actors: dict[str, frozenset[str]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    """Kinds of names whose definitions could not be read; such names are not judged."""

    def scope(
        self,
        reader: Reader,
        movers: frozenset[str] | None = None,
        extra: AbstractMapping[str, str] | None = None,
    ) -> Scope:
        """Return the names that an expression may use; ``movers`` as in :class:`Scope`."""
        values = dict.fromkeys(self.stocks, "stock")
        values |= dict.fromkeys(reader.parameters.known, "parameter")
        values |= dict.fromkeys(self.signals, "signal")
        values |= {"year": "year"} | dict(extra or {})
        actions = {actor: tuple(known) for actor, known in self.actions.items()}
        unread = self.broken & {"actor", "action", "stock", "signal", "parameter"}
        return Scope(
            values=values,
            actions=actions,
            hint=reader.problems.nearest,
            quiet=bool(unread),
            signal_actors=self.signal_actors,
            movers=movers,
        )


def draft(reader: Reader, node: Node | None, path: str, what: str) -> Draft | None:
    """Return a parsed expression, or report where it is not in the language."""
    text = reader.text(node, what)
    if text is None or not isinstance(node, Scalar):
        return None
    reader.places.setdefault(path, node)
    try:
        return Draft(text, parse_tree(text), node, path)
    except ExpressionError as error:
        place = place_in(reader, node, error.column)
        reader.error(error.code, place, f"{error.message} (in {what})", error.remedy)
        return None


def place_in(reader: Reader, node: Scalar, offset: int) -> Place:
    """Return the place of a character of a text, where the text stands on one line."""
    line = reader.problems.line(node.line)
    start = node.column - 1 if node.plain else node.column
    text = node.text.strip()
    if line[start:].lstrip().startswith(text):
        start += len(line[start:]) - len(line[start:].lstrip())
        return Place(node.line, start + offset + 1)
    return Place(node.line, node.column)


def resolve(reader: Reader, written: Draft | None, scope: Scope) -> Expression | None:
    """Return an expression whose names are known."""
    if written is None:
        return None
    tree = scope.resolve(written.tree, _say(reader, written, scope))
    return Expression(written.text, tree, written.path)


def resolve_rule(
    reader: Reader, written: Draft | None, scope: Scope, actor: str
) -> Expression | None:
    """Return a rule: an expression whose outcomes are actions of the actor."""
    if written is None:
        return None
    tree = scope.resolve_rule(written.tree, actor, _say(reader, written, scope))
    return Expression(written.text, tree, written.path)


def _say(reader: Reader, written: Draft, scope: Scope) -> Say:
    def say(code: str, column: int, message: str, remedy: str) -> None:
        if not scope.quiet:
            reader.error(code, place_in(reader, written.node, column), message, remedy)

    return say


def order_signals(reader: Reader, words: Vocabulary) -> list[str]:
    """Return the signals so that each uses only earlier ones; report cycles.

    Fills ``signal_actors``, too.
    """
    uses = {
        name: sorted(written.names & words.signals.keys()) if written else []
        for name, written in words.signals.items()
    }
    ordered: list[str] = []
    in_cycle: set[str] = set()
    state: dict[str, int] = {}
    for root, used_by_root in uses.items():
        stack = [(root, iter(used_by_root))]
        path = [root] if root not in state else []
        if not path:
            continue
        state[root] = 1
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                path.pop()
                state[name] = 2
                ordered.append(name)
            elif state.get(following) == 1:
                _say_cycle(reader, words, path[path.index(following) :], in_cycle)
            elif following not in state:
                state[following] = 1
                stack.append((following, iter(uses[following])))
                path.append(following)
    for name in ordered:
        written = words.signals[name]
        names = written.names if written else set()
        actors = {actor for actor in words.actions if actor in names}
        for used in uses[name]:
            actors |= words.signal_actors.get(used, frozenset())
        words.signal_actors[name] = frozenset(actors)
    return ordered


def _say_cycle(reader: Reader, words: Vocabulary, cycle: list[str], seen: set[str]) -> None:
    if seen.intersection(cycle):
        return
    seen.update(cycle)
    first = min(cycle, key=list(words.signals).index)
    start = cycle.index(first)
    shown = " -> ".join([*cycle[start:], *cycle[:start], first])
    written = words.signals[first]
    if written is not None:
        message = f"the signal {quote(first)} is defined by itself: {shown}"
        reader.error("GB608", written.node, message)
