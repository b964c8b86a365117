"""The safe language of expressions: from text to a checked tree; nothing is ever evaluated.

The text is cut into words first, so that only words of the language reach Python's parser; ``if(``
becomes a name of the same length, which keeps every column; the tree that comes back is matched
against a white list. Which names mean what is settled in :mod:`.scope`.
"""

from __future__ import annotations

import ast
import keyword
import math
import re
from dataclasses import dataclass

from ..dispute.expression import Constant, Name, Operation, Tree
from .problems import quote

LONGEST = 2000
DEEPEST = 50
_LONGEST_CHAIN = 200
MOST_EXPONENT = 100
LARGEST = 1e15
FUNCTIONS = {
    "if": (3, 3),
    "min": (2, 50),
    "max": (2, 50),
    "abs": (1, 1),
    "exp": (1, 1),
    "log": (1, 1),
    "sqrt": (1, 1),
    "clip": (3, 3),
}
"""Functions of the language, with the least and the most arguments."""
WORDS = (*FUNCTIONS, "and", "or", "not", "year", "status_quo", "best", "play")
"""Words that no stock, parameter, signal or action may have as its name."""

_IF = "_f"
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.])"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*)|(?P<operator>\*\*|==|!=|<=|>=|<>|<<|>>|//|&&|\|\||[-+*/<>(),])"
    r"|(?P<other>\S))"
)
_REMEDIES = {
    "//": "Write / for division.",
    "%": "There is no remainder; write a share as 0.3.",
    "=": "Write == to compare.",
    "<>": "Write != to compare.",
    "<<": "",
    ">>": "",
    "&": "Write 'and'.",
    "&&": "Write 'and'.",
    "|": "Write 'or'.",
    "||": "Write 'or'.",
    "!": "Write 'not'.",
    "^": "Write ** for powers.",
    "≥": "Write >=.",
    "≤": "Write <=.",
    "≠": "Write !=.",
    "×": "Write *.",
    "·": "Write *.",
    "−": "Write the plain minus sign -.",
    "?": "Write if(condition, a, b).",
    ".": "Numbers are written as 0.5; names have no parts.",
    "[": "Use round brackets.",
    "{": "Use round brackets.",
    "'": "Names stand without quotation marks.",
    '"': "Names stand without quotation marks.",
}
_BINARY: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_COMPARE: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


@dataclass
class ExpressionError(Exception):
    """What is wrong in an expression, with its column counted from 0."""

    code: str
    column: int
    message: str
    remedy: str = ""


def parse_tree(text: str) -> Tree:
    """Return the tree of an expression, names as written.

    Examples
    --------
    >>> parse_tree("2 * arsenal")
    Operation(operator='*', operands=(Constant(value=2.0), Name(id='arsenal', column=4)))

    Raises
    ------
    ExpressionError
        The text is not in the language.
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise ExpressionError("GB601", 0, f"the expression has {len(text):,} characters")
    prepared = _prepare(text)
    try:
        tree = ast.parse(prepared, mode="eval").body
    except SyntaxError as error:
        column = min(error.offset - 1, len(text)) if error.offset else len(text)
        raise ExpressionError("GB602", column, _say_syntax(text, column)) from None
    except (ValueError, MemoryError, RecursionError):
        raise ExpressionError("GB601", 0, "the expression is nested too deep") from None
    return _convert(tree, 0)


def _say_syntax(text: str, column: int) -> str:
    here = text[column : column + 20].strip()
    return (
        f"the expression cannot be read at {quote(here)}" if here else "the expression breaks off"
    )


def _prepare(text: str) -> str:
    """Check every word and bracket of the text, and return it as Python may parse it."""
    prepared = list(re.sub(r"\s", " ", text))
    depth = 0
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            break
        start = match.start(match.lastgroup or 0)
        word = match[match.lastgroup or 0]
        position = match.end()
        if match.lastgroup == "other" or word in _REMEDIES:
            raise _foreign(text, word, start)
        if word == "if":
            _require_bracket(text, position, start)
            prepared[start : start + 2] = _IF
        elif match.lastgroup == "name":
            _check_word(word, start)
        depth += (word == "(") - (word == ")")
        if depth > DEEPEST:
            message = f"brackets stand more than {DEEPEST} levels deep here"
            raise ExpressionError("GB601", start, message)
    return "".join(prepared)


def _foreign(text: str, word: str, start: int) -> ExpressionError:
    number = re.match(r"\.?[0-9][\w.]*", text[start:])
    if number:
        message = f"{quote(number[0])} is not a plain decimal number"
        return ExpressionError("GB602", start, message, "Write for example 0.5, 1000 or 1e6.")
    message = f"{quote(word)} is not in the language of expressions"
    return ExpressionError("GB602", start, message, _REMEDIES.get(word, ""))


def _require_bracket(text: str, position: int, start: int) -> None:
    if not text[position:].lstrip().startswith("("):
        message = "'if' stands without brackets"
        raise ExpressionError("GB602", start, message, "Write if(condition, a, b).")


_FOREIGN_WORDS = frozenset(keyword.kwlist) - {"and", "or", "not", "if"}


def _check_word(word: str, start: int) -> None:
    if word in _FOREIGN_WORDS:
        remedy = "Write if(condition, a, b)." if word == "else" else ""
        message = f"{quote(word)} is not in the language of expressions"
        raise ExpressionError("GB602", start, message, remedy)
    if len(word) > 40:
        raise ExpressionError("GB602", start, f"{quote(word, 40)} is too long for a name")


def _convert(node: ast.AST, depth: int) -> Tree:
    """Return the tree of a Python node that is on the white list."""
    column = getattr(node, "col_offset", 0)
    if depth > _LONGEST_CHAIN:
        raise ExpressionError("GB601", column, "the expression is nested too deep")
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return _constant(node.value, column)
    if isinstance(node, ast.Name):
        return _name(node.id, column)
    if isinstance(node, ast.BoolOp):
        operands = tuple(_convert(value, depth + 1) for value in node.values)
        return Operation("and" if isinstance(node.op, ast.And) else "or", operands)
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        operands = (_convert(node.left, depth + 1), _convert(node.right, depth + 1))
        return _folded(Operation(_BINARY[type(node.op)], operands), node.right.col_offset)
    if isinstance(node, ast.UnaryOp):
        return _unary(node, depth)
    if isinstance(node, ast.Compare):
        return _compare(node, depth)
    if isinstance(node, ast.Call):
        return _call(node, depth)
    raise ExpressionError("GB602", column, "this is not in the language of expressions")


def _constant(value: float, column: int) -> Constant:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if isinstance(value, bool) or not number <= LARGEST:
        raise ExpressionError("GB606", column, "the number is too large")
    return Constant(number)


def _name(word: str, column: int) -> Name:
    word = "if" if word == _IF else word
    if word in FUNCTIONS:
        message = f"the function {quote(word)} stands without its arguments"
        raise ExpressionError("GB604", column, message)
    return Name(word, column)


def _unary(node: ast.UnaryOp, depth: int) -> Tree:
    operand = _convert(node.operand, depth + 1)
    if isinstance(node.op, ast.Not):
        return Operation("not", (operand,))
    if isinstance(node.op, ast.UAdd):
        return operand
    return _folded(Operation("neg", (operand,)), node.col_offset)


def _compare(node: ast.Compare, depth: int) -> Tree:
    if len(node.ops) != 1:
        column = node.comparators[0].col_offset
        message = "comparisons stand in a chain"
        remedy = "Write 'a < b and b < c'."
        raise ExpressionError("GB602", column, message, remedy)
    left, right = _convert(node.left, depth + 1), _convert(node.comparators[0], depth + 1)
    return Operation(_COMPARE[type(node.ops[0])], (left, right))


def _call(node: ast.Call, depth: int) -> Tree:
    column = node.col_offset
    if not isinstance(node.func, ast.Name):
        raise ExpressionError("GB602", column, "only functions take arguments")
    name = "if" if node.func.id == _IF else node.func.id
    if name not in FUNCTIONS:
        listed = ", ".join(FUNCTIONS)
        message = f"there is no function {quote(name)}"
        raise ExpressionError("GB603", column, message, f"The functions are {listed}.")
    for keyword_argument in node.keywords:
        place = keyword_argument.value.col_offset
        raise ExpressionError("GB602", place, "this is not in the language of expressions")
    least, most = FUNCTIONS[name]
    if not least <= len(node.args) <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        noun = "argument" if wanted == "1" else "arguments"
        message = f"{quote(name)} takes {wanted} {noun}, not {len(node.args)}"
        raise ExpressionError("GB604", column, message)
    operands = tuple(_convert(argument, depth + 1) for argument in node.args)
    return _folded(Operation(name, operands), column)


def _folded(operation: Operation, column: int) -> Tree:
    """Refuse constant parts that have no finite value; constants alone become a constant."""
    operator, operands = operation.operator, operation.operands
    last = operands[-1]
    if operator == "/" and isinstance(last, Constant) and last.value == 0:
        raise ExpressionError("GB605", column, "the expression divides by zero")
    if operator == "**" and isinstance(last, Constant) and abs(last.value) > MOST_EXPONENT:
        message = f"the exponent {last.value:g} is beyond {MOST_EXPONENT}"
        raise ExpressionError("GB606", column, message)
    if operator == "if" or not all(isinstance(item, Constant) for item in operands):
        return operation
    values = [item.value for item in operands if isinstance(item, Constant)]
    try:
        value = _COMPUTE[operator](*values)
    except (ArithmeticError, ValueError):
        value = math.nan
    if isinstance(value, complex) or not abs(value) <= LARGEST:
        raise ExpressionError("GB606", column, "this part has no finite value, or a giant one")
    return Constant(float(value))


_COMPUTE = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "neg": lambda a: -a,
    "min": min,
    "max": max,
    "abs": abs,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "clip": lambda x, low, high: min(max(x, low), high),
}
