"""What the names in an expression mean: stocks, parameters, signals, actors and their actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..dispute.expression import Action, ActionTest, Constant, Name, Operation, Tree
from .expressions import FUNCTIONS
from .problems import quote

Say = Callable[[str, int, str, str], None]
"""Reports code, column (from 0), message and remedy."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that an expression may use at its place.

    Attributes
    ----------
    values
        Stocks, parameters, signals and ``year``; names that hold a number.
    actions
        The actions of every actor that has any; empty lists where they could not be read.
    signal_actors
        For every signal the actors whose actions it tests, through other signals too.
    movers
        The actors whose actions are known at this place; None: all of them.
    hint
        Returns "did you mean" for an unknown name.
    quiet
        Whether names are not judged, because where they are defined could not be read.
    """

    values: Mapping[str, str]
    actions: Mapping[str, tuple[str, ...]]
    hint: Callable[[str, list[str]], str]
    quiet: bool = False
    signal_actors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    movers: frozenset[str] | None = None

    def resolve(self, tree: Tree, say: Say) -> Tree:
        """Return the tree with tests of actions in place; report names that mean nothing."""
        if isinstance(tree, Name):
            self._check_value(tree, say)
            return tree
        if not isinstance(tree, Operation):
            return tree
        if tree.operator in {"==", "!="}:
            test = self._as_test(tree, say)
            if test is not None:
                return test
        return Operation(tree.operator, tuple(self.resolve(item, say) for item in tree.operands))

    def resolve_rule(self, tree: Tree, actor: str, say: Say) -> Tree:
        """Return the tree of a rule: an action of the actor, or ``if`` with rules inside."""
        if isinstance(tree, Operation) and tree.operator == "if":
            condition, first, second = tree.operands
            return Operation(
                "if",
                (
                    self.resolve(condition, say),
                    self.resolve_rule(first, actor, say),
                    self.resolve_rule(second, actor, say),
                ),
            )
        known = self.actions.get(actor, ())
        if isinstance(tree, Name):
            if known and tree.id not in known:
                hint = self.hint(tree.id, [*known])
                message = f"{quote(actor)} has no action {quote(tree.id)}{hint}"
                say("GB621", tree.column, message, "")
            return Action(tree.id)
        value = f" {tree.value:g}" if isinstance(tree, Constant) else ""
        message = f"the rule of {quote(actor)} gives a number{value}, not an action"
        say("GB621", 0, message, "")
        return tree

    def _as_test(self, tree: Operation, say: Say) -> Tree | None:
        """Return ``actor == action`` as a test, or None where no actor or action is compared."""
        left, right = tree.operands
        if not isinstance(left, Name) or not isinstance(right, Name):
            return None
        if left.id not in self.actions and right.id in self.actions:
            left, right = right, left
        if left.id not in self.actions:
            return None
        known = self.actions[left.id]
        if known and right.id not in known:
            hint = self.hint(right.id, [*known])
            message = f"{quote(left.id)} has no action {quote(right.id)}{hint}"
            say("GB603", right.column, message, "Correct the spelling, or add the action.")
        self._check_mover(left.id, left.column, f"the action of {quote(left.id)}", say)
        test = ActionTest(left.id, right.id)
        return test if tree.operator == "==" else Operation("not", (test,))

    def _check_value(self, name: Name, say: Say) -> None:
        word = name.id
        if word in self.values:
            for actor in sorted(self.signal_actors.get(word, ())):
                what = f"the signal {quote(word)}, which uses the action of {quote(actor)},"
                self._check_mover(actor, name.column, what, say)
            return
        owners = [actor for actor, known in self.actions.items() if word in known]
        if word in self.actions or owners:
            actor = word if word in self.actions else owners[0]
            example = (self.actions.get(actor) or (word,))[0] if word == actor else word
            kind = "an actor" if word == actor else "an action"
            message = f"{quote(word)} is {kind}, not a number"
            say("GB607", name.column, message, f"Write a test such as '{actor} == {example}'.")
            return
        known = [*self.values, *self.actions, *FUNCTIONS]
        message = f"there is no stock, parameter or signal {quote(word)}{self.hint(word, known)}"
        say("GB603", name.column, message, "")

    def _check_mover(self, actor: str, column: int, what: str, say: Say) -> None:
        if self.movers is None or actor in self.movers:
            return
        if not self.movers:
            message = f"{what} is not known at this place"
        else:
            message = f"{what} is not known yet: {quote(actor)} does not move before"
        say("GB613", column, message, "")
