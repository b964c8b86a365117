"""Packages and patterns: one option for every issue, and conditions on some of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Package = dict[str, str]
"""One option for every issue, ``{issue: option}`` in file order."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A condition on a package: on every issue named, one of the options named.

    Attributes
    ----------
    terms
        ``((issue, options), ...)`` in file order; a package matches if for every term its option
        on the issue is one of the options. An empty pattern matches every package.

    Examples
    --------
    >>> pattern = Pattern((("nuclear", ("partial", "abandon")), ("peace", ("treaty",))))
    >>> pattern.matches({"nuclear": "abandon", "peace": "treaty"})
    True
    >>> print(pattern)
    nuclear in {partial, abandon} and peace = treaty
    """

    terms: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues that the pattern speaks of."""
        return tuple(issue for issue, _ in self.terms)

    def matches(self, package: Mapping[str, str]) -> bool:
        """Return whether a package meets the condition."""
        return all(package[issue] in options for issue, options in self.terms)

    def __str__(self) -> str:
        """Return the condition as a reader says it."""
        parts = (
            f"{issue} = {options[0]}"
            if len(options) == 1
            else f"{issue} in {{{', '.join(options)}}}"
            for issue, options in self.terms
        )
        return " and ".join(parts) or "any package"
