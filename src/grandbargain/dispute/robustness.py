"""What should hold in as many worlds as possible: named tests that every world passes or fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorldTest:
    """A test that every world passes or fails: of a package, or of a strategy.

    Attributes
    ----------
    id, title
        Name and text.
    package
        For a test of a package: ``{issue: option}`` or the name of a solution, whose package of the
        central world is meant; None for a test of a strategy.
    passes
        For a package, all that it takes: ``accepted`` (no party refuses it), ``holds`` (every party
        keeps it year after year), ``stable`` (no party gains by leaving it at once), ``trusted``
        (every belief that the file states is high enough to cooperate).
    resolve
        Whether a package is sought anew in every world; such a test passes iff there is a zone of
        agreement.
    strategy, against, actor
        For a strategy: it passes where it is worth at least as much to the actor as the other.
    outcome, above, below
        For a strategy without another: it passes where an outcome (``survival``, ``rent``, an
        ending, a stock, or without a name the value per year to ``actor``) is at least ``above``
        and at most ``below``.
    """

    id: str
    title: str
    package: Mapping[str, str] | str | None = None
    passes: tuple[str, ...] = ()
    resolve: bool = False
    strategy: str | None = None
    against: str | None = None
    actor: str | None = None
    outcome: str | None = None
    above: float | None = None
    below: float | None = None

    @property
    def is_of_package(self) -> bool:
        """Whether it tests a package."""
        return self.strategy is None
