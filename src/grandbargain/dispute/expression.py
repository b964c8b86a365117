"""Expressions of the file as small frozen trees: what was written, checked, not yet computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Constant:
    """A number."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A stock, parameter or signal, or ``year`` or ``status_quo``."""

    id: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ActionTest:
    """Whether an actor takes an action this year: ``usa == pressure``."""

    actor: str
    action: str


@dataclass(frozen=True, slots=True)
class Action:
    """An action as the outcome of a rule."""

    id: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator or a function with its operands.

    ``operator`` is one of ``+ - * / ** == != < <= > >= and or not neg`` or a function: ``if min max
    abs exp log sqrt clip``. Comparisons and logic give 1 or 0; ``if`` takes a condition and two
    outcomes.
    """

    operator: str
    operands: tuple[Tree, ...]


Tree = Constant | Name | ActionTest | Action | Operation


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression of the file.

    Attributes
    ----------
    text
        As written.
    tree
        As checked.
    path
        Its place, for example ``dynamics.hazards.collapse.chance``.
    """

    text: str
    tree: Tree
    path: str

    def nodes(self) -> Iterator[Tree]:
        """Iterate over all nodes of the tree, the root first."""
        return iterate_nodes(self.tree)

    def __str__(self) -> str:
        """Return the text as written."""
        return self.text


def iterate_nodes(tree: Tree) -> Iterator[Tree]:
    """Iterate over all nodes of a tree, the root first."""
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Operation):
            stack.extend(reversed(node.operands))
