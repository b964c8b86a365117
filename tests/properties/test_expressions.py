"""The language of expressions against Python's reading of the same text.

Texts are random, so that precedence and associativity are whatever they turn out to be: Python's
parser reads them, and a walk over its tree computes with floats that give infinities and NaN where
Python would raise. Both must agree on which texts are expressions at all.
"""

from __future__ import annotations

import ast
import itertools
import math
import re
from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from grandbargain.dispute.expression import Tree
from grandbargain.modelfile import check_text
from grandbargain.modelfile.expressions import ExpressionError, parse_tree
from grandbargain.modelfile.scope import Scope
from grandbargain.tables.formulas import evaluate, evaluate_rule
from tests.unit.modelfile.files import BASE, DYNAMICS

ACTIONS = {"p": ("p0", "p1"), "q": ("q0", "q1", "q2")}
LEVELS = {"gold": (-1.0, 0.0, 0.5, 3.0), "arms": (0.0, 2.0, 7.0)}
FIXED = {"k": 0.25, "year": 2017.0}
TESTS = ("p == p0", "p != p1", "q1 == q", "q != q2")

# -- texts ---------------------------------------------------------------------------------------

NUMBERS = ("0", "1", "2", "3", "0.5", "1.25", "1e2", "10", "2e-1")
LEAVES = (*NUMBERS, *LEVELS, *LEVELS, *FIXED, *(f"({test})" for test in TESTS))
SPACES = ("", "", " ", " ", " ", "  ", "\n", "\t")
GAPS = (" ", " ", "\n ")
EXACT = {"min": 2, "max": 3, "abs": 1, "sqrt": 1, "clip": 3, "if": 3}
"""Functions that every machine computes alike, with a number of arguments."""


class Writer:
    """Random texts; brackets stand anywhere, mostly nowhere."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def spaced(self, *words: str) -> str:
        return "".join(self.random.choice(SPACES) + word for word in words)

    def call(self, name: str, *items: str) -> str:
        listed = [word for item in items for word in (",", item)][1:]
        return self.spaced(name, "(", *listed, ")")

    def text(self, depth: int) -> str:
        random = self.random
        if depth == 0 or random.random() < 0.1:
            return random.choice(LEAVES)
        a, b, c = (self.text(depth - 1) for _ in range(3))
        kind = random.random()
        if kind < 0.35:
            return self.spaced(a, random.choice("+--*//"), b)
        if kind < 0.45:
            return self.spaced(random.choice("--+"), a)
        if kind < 0.6:
            compared = self.spaced(a, random.choice(("==", "!=", "<", "<=", ">", ">=")), b)
            return compared if random.random() < 0.3 else self.spaced("(", compared, ")")
        if kind < 0.68:
            return a + random.choice(GAPS) + random.choice(("and", "or")) + random.choice(GAPS) + b
        if kind < 0.73:
            return "not" + random.choice(GAPS) + a
        if kind < 0.76:
            return random.choice(TESTS)
        if kind < 0.85:
            return self.spaced("(", a, ")")
        name, count = random.choice(sorted(EXACT.items()))
        return self.call(name, *(a, b, c)[:count])

    def powers(self) -> str:
        """Return chains of powers, signs and products: ``-a ** -b ** c * d``."""
        random = self.random
        out = random.choice(LEAVES)
        for _ in range(random.randint(1, 4)):
            sign = random.choice(("", "", "-", "--", "+"))
            operator = random.choice(("**", "**", "*", "-", "/"))
            out = self.spaced(out, operator, sign + random.choice(LEAVES))
        return random.choice(("", "-", "- ", "+-")) + out

    def smooth(self) -> str:
        """Return a text with one function whose last digit is the machine's affair."""
        inner = self.call(self.random.choice(("exp", "log")), self.text(2))
        operator = self.random.choice("+-*")
        return self.spaced(f"({self.text(1)})", operator, inner, "-", f"({self.text(1)})")

    def rule(self, depth: int) -> str:
        """Return a rule of q, without a mistake."""
        if depth == 0 or self.random.random() < 0.2:
            return self.random.choice(ACTIONS["q"])
        condition = self.sound(2)
        return self.call("if", condition, self.rule(depth - 1), self.rule(depth - 1))

    def sound(self, depth: int) -> str:
        """Return an expression without a mistake."""
        while True:
            text = self.text(depth)
            tree = python_tree(text)
            if tree is not None and not refusal(tree) and not misused(tree):
                return text


WRITERS = st.integers(0, 2**32 - 1).map(Random).map(Writer)

# -- what Python makes of them ---------------------------------------------------------------------

Value = float | str
"""Actors and actions are strings, so that Python's ``==`` tests them."""


def python_tree(text: str) -> ast.expr | None:
    """Python's tree without plus signs in front; None where the text is none of Python's."""
    plain = re.sub(r"\s", " ", re.sub(r"\bif(?=\s*\()", "_f", text)).strip()
    try:
        tree = ast.parse(plain, mode="eval")
    except SyntaxError:
        return None
    return WithoutPlus().visit(tree).body


class WithoutPlus(ast.NodeTransformer):
    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return node.operand if isinstance(node.op, ast.UAdd) else node


def compute(node: ast.AST, names: dict[str, Value]) -> Value:
    """The value of Python's tree: floats; comparisons and logic give 1 or 0."""
    match node:
        case ast.Constant(value=value):
            return float(value)
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return float(not compute(operand, names))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_real(compute(operand, names))
        case ast.BoolOp(op=op, values=values):
            found = [bool(compute(value, names)) for value in values]
            return float(all(found) if isinstance(op, ast.And) else any(found))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return float(COMPARE[type(op)](compute(left, names), compute(right, names)))
        case ast.BinOp(left=left, op=op, right=right):
            return BINARY[type(op)](_real(compute(left, names)), _real(compute(right, names)))
        case ast.Call(func=ast.Name(id="_f"), args=[condition, first, second]):
            return compute(first if compute(condition, names) else second, names)
        case ast.Call(func=ast.Name(id=name), args=args):
            return CALLS[name](*(_real(compute(item, names)) for item in args))
    raise AssertionError(ast.dump(node))


def _real(value: Value) -> float:
    assert isinstance(value, float)
    return value


def _divide(a: float, b: float) -> float:
    if b != 0:
        return a / b
    return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1, b)


def _power(a: float, b: float) -> float:
    if a == 0 and b < 0:
        odd = b % 2 == 1
        return math.copysign(math.inf, a) if odd else math.inf
    try:
        return math.pow(a, b)
    except OverflowError:
        return -math.inf if a < 0 and b % 2 == 1 else math.inf
    except ValueError:
        return math.nan


def _least(*values: float) -> float:
    return math.nan if any(map(math.isnan, values)) else min(values)


def _most(*values: float) -> float:
    return math.nan if any(map(math.isnan, values)) else max(values)


def _exp(x: float) -> float:
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def _log(x: float) -> float:
    return -math.inf if x == 0 else math.nan if not x > 0 else math.log(x)


COMPARE: dict[type[ast.AST], Callable[[Value, Value], bool]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: _real(a) < _real(b),
    ast.LtE: lambda a, b: _real(a) <= _real(b),
    ast.Gt: lambda a, b: _real(a) > _real(b),
    ast.GtE: lambda a, b: _real(a) >= _real(b),
}
BINARY: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: _divide,
    ast.Pow: _power,
}
CALLS: dict[str, Callable[..., float]] = {
    "min": _least,
    "max": _most,
    "abs": abs,
    "sqrt": lambda x: math.sqrt(x) if x >= 0 else math.nan,
    "clip": lambda x, low, high: _least(_most(x, low), high),
    "exp": _exp,
    "log": _log,
}


def refusal(tree: ast.expr) -> set[str]:
    """The codes that the language documents for a text that Python reads; empty: accepted.

    Comparisons do not stand in a chain; a constant part has a finite value, not a giant one, and
    does not divide by 0; constant exponents are at most 100. Logic and ``if`` are never constant
    parts.
    """
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and len(node.ops) > 1:
            found.add("GB602")
        if not isinstance(node, ast.BinOp | ast.UnaryOp | ast.Call):
            continue
        if isinstance(node, ast.BinOp) and _is_constant(node.right):
            right = compute(node.right, {})
            if isinstance(node.op, ast.Div) and right == 0:
                found.add("GB605")
            if isinstance(node.op, ast.Pow) and abs(_real(right)) > 100:
                found.add("GB606")
        if _is_constant(node) and not abs(_real(compute(node, {}))) <= 1e15:
            found.add("GB606")
    return found


def _is_constant(tree: ast.AST) -> bool:
    """Whether a part is made of numbers only, without logic, which stays as it is written."""
    open_ones = (ast.Name, ast.Compare, ast.BoolOp, ast.Not)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id == "_f":
                return False
        elif isinstance(node, open_ones) and not _is_function(node, tree):
            return False
    return True


def _is_function(node: ast.AST, tree: ast.AST) -> bool:
    return any(isinstance(call, ast.Call) and call.func is node for call in ast.walk(tree))


def misused(tree: ast.expr) -> bool:
    """Whether an actor or an action stands outside ``actor == action``."""
    tested: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Compare(
                left=ast.Name(id=a), ops=[ast.Eq() | ast.NotEq()], comparators=[ast.Name(id=b)]
            ) if b in ACTIONS.get(a, ()) or a in ACTIONS.get(b, ()):
                tested |= {node.left, node.comparators[0]}
    words = {*ACTIONS, *itertools.chain(*ACTIONS.values())}
    return any(
        isinstance(node, ast.Name) and node.id in words and node not in tested
        for node in ast.walk(tree)
    )


# -- what the language makes of them ---------------------------------------------------------------


class Grid:
    """Stocks and actors along axes of their own: gold, arms, p, q."""

    def value(self, name: str) -> np.ndarray:
        if name in FIXED:
            return np.array(FIXED[name])
        return self._along(list(LEVELS).index(name), np.array(LEVELS[name]))

    def test(self, actor: str, action: str) -> np.ndarray:
        taken = np.array([float(name == action) for name in ACTIONS[actor]])
        return self._along(2 + list(ACTIONS).index(actor), taken)

    @staticmethod
    def _along(axis: int, values: np.ndarray) -> np.ndarray:
        return values.reshape([-1 if n == axis else 1 for n in range(4)])


SIZES = tuple(len(v) for v in (*LEVELS.values(), *ACTIONS.values()))
POINTS: list[dict[str, Value]] = [
    dict(zip((*LEVELS, *ACTIONS), point, strict=True))
    | FIXED
    | {name: name for names in ACTIONS.values() for name in names}
    for point in itertools.product(*LEVELS.values(), *ACTIONS.values())
]
SCOPE = Scope(
    values=dict.fromkeys((*LEVELS, *FIXED), "stock"),
    actions=ACTIONS,
    hint=lambda name, known: "",
)


def resolve(text: str) -> tuple[Tree, list[str]]:
    codes: list[str] = []
    tree = SCOPE.resolve(parse_tree(text), lambda code, *_: codes.append(code))
    return tree, codes


def agrees(text: str, tolerance: float) -> None:
    """Compare a text everywhere on the grid, or compare why it is refused."""
    tree = python_tree(text)
    if tree is None:
        with pytest.raises(ExpressionError) as caught:
            parse_tree(text)
        assert caught.value.code in {"GB602", "GB605", "GB606"}
        return
    expected_codes = refusal(tree)
    if expected_codes:
        with pytest.raises(ExpressionError) as caught:
            parse_tree(text)
        assert caught.value.code in expected_codes
        return
    found, codes = resolve(text)
    if misused(tree):
        assert codes
        assert set(codes) <= {"GB603", "GB607"}
        return
    assert codes == []
    expected = np.array([compute(tree, names) for names in POINTS])
    values = evaluate(found, Grid())
    assert values.ndim in {0, 4}
    computed = np.broadcast_to(values, SIZES).ravel()
    assert computed.dtype == np.float64
    if tolerance == 0:
        assert np.array_equal(computed, expected, equal_nan=True)
        return
    finite = expected[np.isfinite(expected)]
    scale = max(1.0, float(np.abs(finite).max(initial=0.0)))
    assert computed == pytest.approx(expected, rel=tolerance, abs=tolerance * scale, nan_ok=True)


@given(WRITERS, st.integers(1, 4))
@settings(max_examples=400)
def test_the_language_reads_and_computes_as_python_does(writer: Writer, depth: int) -> None:
    text = writer.text(depth)
    note(text)
    agrees(text, 0)


@given(WRITERS)
@settings(max_examples=400)
def test_powers_and_signs_bind_as_in_python(writer: Writer) -> None:
    text = writer.powers()
    note(text)
    agrees(text, 1e-9)


@given(WRITERS)
@settings(max_examples=300)
def test_exponentials_and_logarithms(writer: Writer) -> None:
    text = writer.smooth()
    note(text)
    agrees(text, 1e-9)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-2 ** 2", -4),
        ("2 ** -1", 0.5),
        ("2 ** 3 ** 2", 512),
        ("(2 ** 3) ** 2", 64),
        ("-2 ** -2", -0.25),
        ("8 - 4 - 2", 2),
        ("16 / 4 / 2", 2),
        ("2 * 3 ** 2", 18),
        ("1 - -1", 2),
        ("not 0 == 1", 1),
        ("1 or 0 and 0", 1),
        ("3 and 5", 1),
        ("0 or 7", 1),
        ("not 7", 0),
        ("1 + 1 == 2", 1),
        ("2 * (3 > 2)", 2),
        ("if(0 / (gold - gold), 1, 2)", 1),  # not a number is not 0
        ("if(1, 2, 1 / (gold - gold))", 2),
        ("clip(5, 3, 1)", 1),
        ("min(3, 1, 2) + max(3, 1, 2)", 4),
    ],
)
def test_what_the_documents_say(text, value):
    agrees(text, 0)
    assert np.unique(evaluate(resolve(text)[0], Grid())).tolist() == [value]


def test_what_has_no_value_stays_only_where_it_is_picked():
    tree, _ = resolve("if(gold <= 0, 0, log(gold)) + if(arms == 0, 1 / arms, 0)")
    values = np.broadcast_to(evaluate(tree, Grid()), SIZES)
    assert np.isfinite(values[:, 1:]).all()
    assert np.isposinf(values[:, 0]).all()
    lost, _ = resolve("0 * log(gold)")
    values = evaluate(lost, Grid())[:, 0, 0, 0]
    assert np.isnan(values[:2]).all()
    assert values[2:].tolist() == [0, 0]


# -- rules ---------------------------------------------------------------------------------------


@given(WRITERS)
@settings(max_examples=200)
def test_rules_pick_the_action_that_python_picks(writer: Writer) -> None:
    text = writer.rule(3)
    note(text)
    tree = python_tree(text)
    assert tree is not None
    expected = [ACTIONS["q"].index(str(compute(tree, names))) for names in POINTS]
    codes: list[str] = []
    rule = SCOPE.resolve_rule(parse_tree(text), "q", lambda code, *_: codes.append(code))
    assert not codes
    picked = evaluate_rule(rule, Grid(), ACTIONS["q"].index)
    assert picked.dtype == np.int64
    assert np.broadcast_to(picked, SIZES).ravel().tolist() == expected


# -- columns -------------------------------------------------------------------------------------

FILE = BASE + DYNAMICS
SOUND = '"2 * fish"'
WRONG = ("fisch", "x", "Rain", "z9", "fish_2", "and_", "iff", "if_", "notfish", "e1", "not_", "p")


def spoiled(writer: Writer) -> tuple[str, int]:
    """An expression with names of the file in which one name is wrong, and where it begins."""
    while True:
        text = re.sub(r"\s", " ", writer.sound(writer.random.randint(1, 3))).strip()
        for actor, name in (("p", "north"), ("q", "south")):
            text = re.sub(rf"\b{actor}\b", name, text)
        for action, name in (("p0", "take"), ("p1", "leave"), ("q1", "wait"), ("q2", "protest")):
            text = re.sub(rf"\b{action}\b", name, text)
        text = re.sub(r"\b(gold|arms)\b", lambda _: writer.random.choice(("fish", "year")), text)
        text = re.sub(r"\bk\b", "rain", text)
        places = [found.span() for found in re.finditer(r"\b(fish|rain|year)\b", text)]
        if places:
            start, end = writer.random.choice(places)
            return text[:start] + writer.random.choice(WRONG) + text[end:], start


@given(WRITERS, st.sampled_from(('"', "'", '"  ', "' ")))
@settings(max_examples=100)
def test_an_unknown_name_is_reported_at_its_line_and_column(writer: Writer, opening: str) -> None:
    text, at = spoiled(writer)
    note(text)
    start = FILE.index(SOUND)
    (problem,) = check_text(FILE.replace(SOUND, opening + text + opening[0]))[1]
    assert (problem.code, problem.line) == ("GB603", FILE.count("\n", 0, start) + 1)
    assert problem.column == start - FILE.rfind("\n", 0, start) + len(opening) + at
    name = re.match(r"\w+", text[at:])
    assert name is not None
    assert problem.source[problem.column - 1 :].startswith(name[0])
    assert f"'{name[0]}'" in problem.message


@given(WRITERS, st.sampled_from("@$%&~?;:[]{}'`²éж"))
@settings(max_examples=200)
def test_a_foreign_character_is_reported_where_it_stands(writer: Writer, character: str) -> None:
    text, _ = spoiled(writer)
    at = writer.random.choice([0] + [n + 1 for n, before in enumerate(text) if before in "(,"])
    text = text[:at] + character + text[at:]
    note(text)
    with pytest.raises(ExpressionError) as caught:
        parse_tree(text)
    assert (caught.value.code, caught.value.column) == ("GB602", at)
