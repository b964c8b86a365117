"""Expressions of the file as array code: one number, or one action, at every point of a grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from ..dispute.expression import Action, ActionTest, Constant, Name, Operation, Tree


class Lookup(Protocol):
    """What names stand for on a grid: arrays that broadcast together."""

    def value(self, name: str) -> np.ndarray:
        """Return a stock, parameter, signal, ``year`` or ``status_quo``."""
        ...

    def test(self, actor: str, action: str) -> np.ndarray:
        """Return 1 where an actor takes an action, else 0."""
        ...


def evaluate(tree: Tree, names: Lookup) -> np.ndarray:
    """Return the value of an expression, of the smallest shape that its names need.

    Comparisons and logic give 1 or 0. Both outcomes of an ``if`` are computed; what has no finite
    value is infinite or not a number, and stays so only where the expression picks it.
    """
    with np.errstate(all="ignore"):
        return _value(tree, names)


def evaluate_rule(tree: Tree, names: Lookup, number: Callable[[str], int]) -> np.ndarray:
    """Return the number of the action that a rule picks, of the smallest shape."""
    if isinstance(tree, Action):
        return np.array(number(tree.id), dtype=np.int64)
    if not isinstance(tree, Operation):
        raise TypeError(f"a rule gives an action, not {tree}")
    condition, first, second = tree.operands
    chosen = evaluate(condition, names) != 0
    return np.where(
        chosen, evaluate_rule(first, names, number), evaluate_rule(second, names, number)
    )


def _value(tree: Tree, names: Lookup) -> np.ndarray:
    if isinstance(tree, Constant):
        return np.array(tree.value)
    if isinstance(tree, Name):
        return names.value(tree.id)
    if isinstance(tree, ActionTest):
        return names.test(tree.actor, tree.action)
    if isinstance(tree, Action):
        raise TypeError(f"{tree.id} is an action, not a number")
    return OPERATIONS[tree.operator](*(_value(item, names) for item in tree.operands))


def _number(found: np.ndarray) -> np.ndarray:
    return np.asarray(found, dtype=np.float64)


OPERATIONS: dict[str, Callable[..., np.ndarray]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": lambda a, b: np.divide(_number(a), _number(b)),
    "**": lambda a, b: np.power(_number(a), _number(b)),
    "neg": np.negative,
    "==": lambda a, b: _number(np.equal(a, b)),
    "!=": lambda a, b: _number(np.not_equal(a, b)),
    "<": lambda a, b: _number(np.less(a, b)),
    "<=": lambda a, b: _number(np.less_equal(a, b)),
    ">": lambda a, b: _number(np.greater(a, b)),
    ">=": lambda a, b: _number(np.greater_equal(a, b)),
    "and": lambda *found: _number(_folded(np.logical_and, found)),
    "or": lambda *found: _number(_folded(np.logical_or, found)),
    "not": lambda a: _number(np.logical_not(a)),
    "if": lambda c, a, b: np.where(np.not_equal(c, 0), a, b),
    "min": lambda *found: _folded(np.minimum, found),
    "max": lambda *found: _folded(np.maximum, found),
    "abs": np.abs,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "clip": lambda x, low, high: np.minimum(np.maximum(x, low), high),
}
"""What the operators and functions of the language do to arrays."""


def _folded(operation: Callable[..., np.ndarray], found: tuple[np.ndarray, ...]) -> np.ndarray:
    out = found[0]
    for item in found[1:]:
        out = operation(out, item)
    return out
