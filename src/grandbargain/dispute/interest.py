"""How an actor weighs options, and what it gets if talks fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .package import Pattern
from .uncertain import Number


@dataclass(frozen=True, slots=True)
class ValueTable:
    """One way in which an actor may see an issue.

    Attributes
    ----------
    name
        ``"up"``, ``"down"``, ``"flat"`` or ``"stated"``.
    chance
        Chance of this way; 1 where there is only one. The chances of an issue sum to 1.
    values
        One number in 0..100 per option, in file order; for ``flat`` empty.
    """

    name: str
    chance: float
    values: tuple[Number, ...]

    @property
    def is_flat(self) -> bool:
        """Whether the actor does not care; the issue then has weight 0."""
        return self.name == "flat"


@dataclass(frozen=True, slots=True)
class IssueValues:
    """How an actor values the options of one issue.

    Attributes
    ----------
    issue
        Identifier.
    path
        For example ``interests.china.values.forces``: the name of the draw among alternatives.
    tables
        The ways in which the actor may see it (``either``); usually one.
    """

    issue: str
    path: str
    tables: tuple[ValueTable, ...]


@dataclass(frozen=True, slots=True)
class Linkage:
    """Points added for a combination of options."""

    when: Pattern
    adds: Number


@dataclass(frozen=True, slots=True)
class Refusal:
    """A combination that the actor never signs, whatever is paid elsewhere."""

    pattern: Pattern
    path: str
    because: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What the actor gets if talks fail.

    ``kind`` is ``"stalemate_cost"`` (points below the status quo; ``number`` known 0 if the file
    says nothing), ``"value"`` (points, stated) or ``"play"`` (the value of play, computed).
    """

    kind: str
    number: Number | None


@dataclass(frozen=True, slots=True)
class ActorType:
    """One of several sets of interests that an actor may turn out to have.

    ``chance`` is None for the one type that takes the rest of the chance. ``interests`` are
    complete: what the type does not state is the same object as in the actor's interests.
    """

    id: str
    chance: Number | None
    interests: Interests


@dataclass(frozen=True, slots=True)
class Interests:
    """The interests of one actor.

    Attributes
    ----------
    actor
        Identifier.
    disagreement
        What it gets if talks fail.
    weights
        Swing weights per issue, any scale; an issue left out weighs 0. None where ``order`` is
        used or where the actor has no points.
    order
        Only the order of weights is known: groups of issues, most important first; the order
        within a group is unknown. None where ``weights`` is used.
    order_path
        Name of the draw of the weights, ``interests.china.order``.
    values
        Per issue; an issue left out is flat.
    linkages, refuses
        Points for combinations; combinations never signed.
    types
        Alternatives to these interests; empty for most actors.
    types_path
        Name of the draw among the types, ``interests.dprk.types``.
    ranking
        Ordinal preference: groups of tied patterns, best first; packages that match none come
        last, tied; a package that matches several takes the first. None if not used.
    statements
        Ordinal preference by option prioritising: ``(condition, consequence)`` pairs, most
        important first; a plain statement has the empty condition. None if not used.
    """

    actor: str
    disagreement: Disagreement
    weights: Mapping[str, Number] | None = None
    order: tuple[tuple[str, ...], ...] | None = None
    order_path: str = ""
    values: Mapping[str, IssueValues] = field(default_factory=dict)
    linkages: tuple[Linkage, ...] = ()
    refuses: tuple[Refusal, ...] = ()
    types: tuple[ActorType, ...] = ()
    types_path: str = ""
    ranking: tuple[tuple[Pattern, ...], ...] | None = None
    statements: tuple[tuple[Pattern, Pattern], ...] | None = None

    @property
    def has_points(self) -> bool:
        """Whether the interests are on a scale of points (needed for bargaining)."""
        return self.ranking is None and self.statements is None
