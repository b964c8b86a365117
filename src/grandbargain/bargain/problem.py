"""The search problem in indices, made smaller without changing any answer.

A :class:`Problem` holds what a search needs: options, integer points of the actors that matter,
linkages and forbidden patterns. :func:`reduce_problem` drops options that no feasible package can
have, options that another option always beats, and merges options that nothing tells apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..tables.chains import chain_patterns
from ..tables.structure import IndexPattern


@dataclass(frozen=True)
class Problem:
    """What a search needs to know.

    Attributes
    ----------
    sizes : tuple of int
        Options per issue.
    term : array of int64, shape (A, K)
        Points of every option for the actors that matter: first the parties, then actors with
        floors. Micro-points.
    links : tuple of patterns
        Linkages.
    adds : array of int64, shape (A, L)
        Their points.
    nogoods : tuple of patterns
        Constraints, and refusals of the parties at the table.
    parties : int
        How many of the actors are parties (the first ones).
    domains : tuple of tuples of int
        Options still allowed per issue; empty: all.
    """

    sizes: tuple[int, ...]
    term: np.ndarray
    links: tuple[IndexPattern, ...]
    adds: np.ndarray
    nogoods: tuple[IndexPattern, ...]
    parties: int
    domains: tuple[tuple[int, ...], ...] = field(default=())

    @property
    def offsets(self) -> np.ndarray:
        """Where the options of an issue start."""
        return np.concatenate(([0], np.cumsum(self.sizes))).astype(np.int64)

    def allowed(self) -> tuple[tuple[int, ...], ...]:
        """Options allowed per issue."""
        return self.domains or tuple(tuple(range(size)) for size in self.sizes)

    def utility(self, codes: Sequence[int]) -> np.ndarray:
        """Return the exact utility of a package, shape (A,)."""
        total = self.term[:, self.offsets[:-1] + np.asarray(codes)].sum(axis=1)
        for number, pattern in enumerate(self.links):
            if all(codes[issue] in options for issue, options in pattern):
                total = total + self.adds[:, number]
        return total

    def is_feasible(self, codes: Sequence[int]) -> bool:
        """Return whether a package keeps to the domains and matches no forbidden pattern."""
        return all(
            code in allowed for code, allowed in zip(codes, self.allowed(), strict=True)
        ) and not any(
            all(codes[issue] in options for issue, options in pattern) for pattern in self.nogoods
        )


@dataclass(frozen=True)
class Reduced:
    """A smaller problem with the same answers.

    Attributes
    ----------
    feasible
        False where simplification alone shows that no package is left.
    members : per issue, per remaining class, the original options that it stands for
    term : array of int64, shape (A, K'), constant : array of int64, shape (A,)
    links, nogoods : patterns over the remaining classes; every pattern names two issues or more
    adds : array of int64, shape (A, L')
    helpers
        What the helpers at the end of a package of classes stand for (see :func:`lift`).
    """

    feasible: bool
    members: tuple[tuple[tuple[int, ...], ...], ...]
    term: np.ndarray
    constant: np.ndarray
    links: tuple[IndexPattern, ...]
    adds: np.ndarray
    nogoods: tuple[IndexPattern, ...]
    helpers: tuple[IndexPattern, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """Classes per issue."""
        return tuple(len(classes) for classes in self.members)

    @property
    def offsets(self) -> np.ndarray:
        """Where the classes of an issue start."""
        return np.concatenate(([0], np.cumsum(self.sizes))).astype(np.int64)

    def multiplicity(self, codes: Sequence[int]) -> int:
        """Return how many packages a package of classes stands for."""
        count = 1
        for classes, code in zip(self.members, codes, strict=True):
            count *= len(classes[code])
        return count

    def first(self, codes: Sequence[int]) -> tuple[int, ...]:
        """Return the first package, in package order, that a package of classes stands for."""
        issues = len(self.members) - len(self.helpers)
        return tuple(
            classes[int(code)][0]
            for classes, code in zip(self.members[:issues], codes[:issues], strict=True)
        )

    def options(self, codes: Sequence[int]) -> tuple[tuple[int, ...], ...]:
        """Return, per issue, the original options that a package of classes stands for."""
        issues = len(self.members) - len(self.helpers)
        return tuple(
            classes[int(code)]
            for classes, code in zip(self.members[:issues], codes[:issues], strict=True)
        )

    def encode(self, codes: Sequence[int]) -> tuple[int, ...] | None:
        """Return the classes of an original package; None where one of its options is gone."""
        out: list[int] = []
        issues = len(self.members) - len(self.helpers)
        for classes, code in zip(self.members[:issues], codes, strict=True):
            found = [n for n, options in enumerate(classes) if code in options]
            if not found:
                return None
            out.append(found[0])
        for part in self.helpers:
            out.append(int(all(out[issue] in options for issue, options in part)))
        return tuple(out)


def lift(reduced: Reduced) -> Reduced:
    """Return the same problem with long patterns said in pieces, by helpers of two options.

    The helpers come after the issues; every package has exactly one value of each (see
    :mod:`grandbargain.tables.chains`).
    """
    short = chain_patterns(reduced.sizes, reduced.links + reduced.nogoods)
    if not short.helpers:
        return reduced
    links = len(reduced.links)
    more = 2 * len(short.helpers)
    return replace(
        reduced,
        members=reduced.members + (((0,), (1,)),) * len(short.helpers),
        term=np.pad(reduced.term, ((0, 0), (0, more))),
        links=short.patterns[:links],
        nogoods=short.patterns[links:] + short.definitions,
        helpers=short.helpers,
    )


def reduce_problem(problem: Problem, *, dominance: bool = True) -> Reduced:
    """Return the smaller problem.

    Parameters
    ----------
    problem : Problem
        What to reduce.
    dominance : bool
        Also drop options that another option of the issue beats whatever the rest of the package:
        every actor that matters gets at least as much, some party more, and no constraint stands
        against the exchange. Right for every question that likes more points better, wrong for
        counting packages. (Dead-end elimination; Desmet, De Maeyer, Hazes and Lasters 1992,
        Nature 356:539-542, in its pairwise form for several objectives.)
    """
    state = _State(problem)
    while state.feasible and (state.simplify() or (dominance and state.drop_beaten())):
        pass
    return state.result(merge=dominance)


def _first(item: tuple[int, frozenset[int]]) -> int:
    return item[0]


class _State:
    """Domains and patterns while they shrink; options keep their original numbers."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.domains = [list(options) for options in problem.allowed()]
        self.term = problem.term.copy()
        self.constant = np.zeros(problem.term.shape[0], dtype=np.int64)
        self.links = [
            (dict(pattern), problem.adds[:, n].copy()) for n, pattern in enumerate(problem.links)
        ]
        self.nogoods = [dict(pattern) for pattern in problem.nogoods]
        self.feasible = True

    def _shorten(self, pattern: dict[int, frozenset[int]]) -> dict[int, frozenset[int]] | None:
        """Return the terms that still matter; None where the pattern can no longer match."""
        out = {}
        for issue, options in pattern.items():
            left = options.intersection(self.domains[issue])
            if not left:
                return None
            if len(left) < len(self.domains[issue]):
                out[issue] = left
        return out

    def simplify(self) -> bool:
        """Shorten patterns, turn short ones into domains and points; return whether any did."""
        changed = False
        nogoods: dict[tuple, dict[int, frozenset[int]]] = {}
        for pattern in self.nogoods:
            left = self._shorten(pattern)
            if left is None:
                continue
            if not left:
                self.feasible = False
                return False
            if len(left) == 1:
                ((issue, options),) = left.items()
                self.domains[issue] = [o for o in self.domains[issue] if o not in options]
                changed = True
            else:
                nogoods.setdefault(tuple(sorted(left.items(), key=_first)), left)
        self.nogoods = list(nogoods.values())
        links: dict[tuple, np.ndarray] = {}
        for pattern, adds in self.links:
            left = self._shorten(pattern)
            if left is None or not adds.any():
                continue
            if not left:
                self.constant += adds
            elif len(left) == 1:
                ((issue, options),) = left.items()
                start = self.problem.offsets[issue]
                for option in options:
                    self.term[:, start + option] += adds
            else:
                key = tuple(sorted(left.items(), key=_first))
                links[key] = links.get(key, np.zeros_like(adds)) + adds
        self.links = [(dict(key), adds) for key, adds in links.items()]
        self.feasible = self.feasible and all(self.domains)
        return changed

    def drop_beaten(self) -> bool:
        """Drop options that another one always beats; return whether any went."""
        changed = False
        links: list[list[tuple[frozenset[int], np.ndarray]]] = [[] for _ in self.domains]
        nogoods: list[list[frozenset[int]]] = [[] for _ in self.domains]
        for pattern, adds in self.links:
            for issue, options in pattern.items():
                links[issue].append((options, adds))
        for pattern in self.nogoods:
            for issue, options in pattern.items():
                nogoods[issue].append(options)
        for issue in range(len(self.domains)):
            better = self._beats(issue, links[issue], nogoods[issue])
            gone: set[int] = set()
            for loser in range(len(self.domains[issue])):
                winners = [w for w in np.flatnonzero(better[:, loser]) if w not in gone]
                if winners:
                    gone.add(loser)
            if gone:
                options = enumerate(self.domains[issue])
                self.domains[issue] = [option for n, option in options if n not in gone]
                changed = True
        return changed

    def _beats(
        self,
        issue: int,
        links: list[tuple[frozenset[int], np.ndarray]],
        nogoods: list[frozenset[int]],
    ) -> np.ndarray:
        """Return whether option w beats option l in every context, shape (n, n), [w, l]."""
        domain = np.array(self.domains[issue])
        points = self.term[:, self.problem.offsets[issue] + domain].T
        worst = points[:, None, :] - points[None, :, :]
        for options, adds in links:
            inside = np.array([option in options for option in domain])
            joins = inside[:, None] & ~inside[None, :]
            leaves = ~inside[:, None] & inside[None, :]
            worst = worst + joins[:, :, None] * np.minimum(0, adds)
            worst = worst + leaves[:, :, None] * np.minimum(0, -adds)
        better: np.ndarray = np.all(worst >= 0, axis=2)
        better &= np.any(worst[:, :, : self.problem.parties] > 0, axis=2)
        for options in nogoods:
            inside = np.array([option in options for option in domain])
            better &= ~(inside[:, None] & ~inside[None, :])
        return better

    def result(self, *, merge: bool) -> Reduced:
        members = []
        touched: list[list[frozenset[int]]] = [[] for _ in self.domains]
        for pattern in [pattern for pattern, _ in self.links] + self.nogoods:
            for issue, options in pattern.items():
                touched[issue].append(options)
        for issue in range(len(self.domains)):
            classes: dict[tuple, list[int]] = {}
            for option in self.domains[issue]:
                signature = self._signature(issue, option, touched[issue]) if merge else (option,)
                classes.setdefault(signature, []).append(option)
            members.append(tuple(tuple(options) for options in classes.values()))
        columns = [
            self.problem.offsets[issue] + options[0]
            for issue, classes in enumerate(members)
            for options in classes
        ]
        return Reduced(
            feasible=self.feasible,
            members=tuple(members),
            term=np.ascontiguousarray(self.term[:, columns]),
            constant=self.constant,
            links=tuple(self._recode(pattern, members) for pattern, _ in self.links),
            adds=np.array([adds for _, adds in self.links], dtype=np.int64)
            .reshape(len(self.links), len(self.constant))
            .T.copy(),
            nogoods=tuple(self._recode(pattern, members) for pattern in self.nogoods),
        )

    def _signature(self, issue: int, option: int, touched: list[frozenset[int]]) -> tuple:
        return (
            tuple(self.term[:, self.problem.offsets[issue] + option]),
            tuple(option in options for options in touched),
        )

    @staticmethod
    def _recode(pattern: dict[int, frozenset[int]], members: list) -> IndexPattern:
        return tuple(
            (
                issue,
                frozenset(n for n, group in enumerate(members[issue]) if group[0] in options),
            )
            for issue, options in sorted(pattern.items())
        )
