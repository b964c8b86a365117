"""Checks of what a dispute says under robustness: tests, and numbers that go together."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .checks import Finding
from .uncertain import Choice

if TYPE_CHECKING:
    from .dispute import Dispute
    from .interest import Interests


def check_correlations(dispute: Dispute) -> Iterator[Finding]:
    """Find correlations of unknown or known numbers, doubled ones, and those that contradict."""
    numbers = {number.path: number for number in dispute.numbers()}
    others = {path for interests in dispute.interests.values() for path in _no_numbers(interests)}
    seen: set[frozenset[str]] = set()
    found = False
    for index, item in enumerate(dispute.correlations, start=1):
        where = f"robustness.correlations.{index}"
        for path in item.between:
            if path in others:
                message = f"{path!r} is a type, a way or an order, and only numbers go together"
                yield Finding("GB626", where, message, "Name two uncertain numbers.")
                found = True
            elif path not in numbers:
                near = difflib.get_close_matches(path, numbers, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                yield Finding("GB626", where, f"there is no number {path!r}{hint}")
                found = True
            elif numbers[path].is_known:
                yield Finding("GB626", where, f"{path!r} is known, so it goes with nothing")
                found = True
            elif isinstance(numbers[path].distribution, Choice):
                message = f"{path!r} is one of several (either), so it has no rank to go with"
                yield Finding("GB626", where, message)
                found = True
        pair = frozenset(item.between)
        if pair in seen:
            yield Finding("GB626", where, f"{item.first!r} and {item.second!r} stand here again")
            found = True
        seen.add(pair)
    if not found and dispute.correlations and not _is_possible(dispute):
        names = ", ".join(dict.fromkeys(p for item in dispute.correlations for p in item.between))
        message = f"no numbers can go together as it is said of {names}"
        yield Finding("GB627", "robustness.correlations.1", message)


def _no_numbers(interests: Interests) -> Iterator[str]:
    """Iterate over the paths of what is uncertain without being a number."""
    yield from (path for path in (interests.types_path, interests.order_path) if path)
    yield from (values.path for values in interests.values.values() if len(values.tables) > 1)
    for kind in interests.types:
        yield from _no_numbers(kind.interests)


def check_tests(dispute: Dispute) -> Iterator[Finding]:
    """Find tests of strategies in a file without play, and bounds that nothing can meet."""
    for name, test in dispute.tests.items():
        where = f"robustness.tests.{name}"
        if not test.is_of_package and dispute.dynamics is None:
            message = f"the test {name!r} is about a strategy, and the file has no play"
            yield Finding("GB620", where, message, "Add the section 'dynamics', or test a package.")
        elif test.above is not None and test.below is not None and test.above > test.below:
            message = f"nothing is at least {test.above:g} and at most {test.below:g}"
            yield Finding("GB620", where, message, "Swap 'above' and 'below', or leave one out.")


def _is_possible(dispute: Dispute) -> bool:
    """Return whether the matrix of correlations has a Cholesky factor."""
    paths = list(dict.fromkeys(p for item in dispute.correlations for p in item.between))
    size = len(paths)
    matrix = [[float(i == j) for j in range(size)] for i in range(size)]
    for item in dispute.correlations:
        i, j = (paths.index(path) for path in item.between)
        matrix[i][j] = matrix[j][i] = 2 * math.sin(math.pi * item.rank / 6)
    factor = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i][j] - math.fsum(factor[i][k] * factor[j][k] for k in range(j))
            if i != j:
                factor[i][j] = rest / factor[j][j]
            elif rest <= 1e-9:  # rounding of a matrix that is only just impossible
                return False
            else:
                factor[i][i] = math.sqrt(rest)
    return True
