"""What a question of robustness asks for, and what it answers: dataclasses only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .boxes import Discovery
from .measured import Acceptability, Disagreement, Domain, Dominance, Metrics, Ranking, Regret
from .sensitive import Indices, Tornado

FOR_PACKAGES = 256
"""Rows of the design of Sobol indices for tests of packages, unless said otherwise."""


@dataclass(frozen=True, slots=True)
class RobustnessSettings:
    """Everything that changes the answer (and nothing that does not, such as cores).

    Attributes
    ----------
    worlds, seed, design
        How many worlds, their seed, and ``sobol``, ``latin`` or ``random``.
    play_worlds
        In how many of them strategies are played, which takes longest; None: in all.
    tests
        Names of tests of the file; empty: all of them, or ``deal`` where it has none.
    packages
        Packages to compare, each a solution's name, ``status_quo`` or options; empty: the solutions
        of the central world and today's package.
    strategies
        Strategies to compare; empty: all of the file.
    pinned
        Numbers, types or ways held at one value.
    sobol
        Rows of the design of Sobol indices; 0: none; None: some for tests of packages, none for
        tests of strategies, which take much longer.
    boxes
        Most boxes of limits for each test.
    inputs
        How many numbers are moved one at a time: those that go most with the test.
    probe_play
        Whether numbers are moved for tests of strategies, too.
    factors
        How many of these get indices of their own; all others have one together.
    hurwicz
        Weight of the worst world in Hurwicz' criterion.
    budget_seconds, budget_nodes
        Budget of each search where a package is sought anew; 0: none.
    """

    worlds: int = 1024
    seed: int = 0
    design: str = "sobol"
    play_worlds: int | None = None
    tests: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    strategies: tuple[str, ...] = ()
    pinned: Mapping[str, float | str] = field(default_factory=dict)
    sobol: int | None = None
    boxes: int = 3
    inputs: int = 40
    probe_play: bool = True
    factors: int = 12
    hurwicz: float = 0.75
    budget_seconds: float = 0.0
    budget_nodes: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for provenance."""
        found = asdict(self)
        for name in ("tests", "packages", "strategies"):
            found[name] = list(found[name])
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """Alternatives side by side on the same worlds.

    Attributes
    ----------
    kind
        ``packages`` or ``strategies``.
    worlds
        In how many worlds.
    titles
        By alternative; this is the stated set that regret is taken against.
    packages
        For packages what each is.
    unit
        Of the outcomes, in words.
    metrics, regret
        By outcome (an actor, or for packages ``least_gain``, the smallest gain of any party over
        no deal), then by alternative.
    dominance, ranking, disagreement
        By outcome.
    shares
        For packages in which share of worlds all parties accept each, keep each, and so on.
    """

    kind: str
    worlds: int
    titles: Mapping[str, str]
    packages: Mapping[str, Mapping[str, str]]
    unit: str
    metrics: Mapping[str, Mapping[str, Metrics]]
    regret: Mapping[str, Mapping[str, Regret]]
    dominance: Mapping[str, Dominance]
    ranking: Mapping[str, Ranking]
    disagreement: Mapping[str, Disagreement]
    shares: Mapping[str, Mapping[str, Domain]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "alternatives": list(self.titles),
            "worlds": self.worlds,
            "titles": dict(self.titles),
            "packages": {name: dict(package) for name, package in self.packages.items()},
            "unit": self.unit,
            "metrics": _nested(self.metrics),
            "regret": _nested(self.regret),
            "dominance": {name: found.to_dict() for name, found in self.dominance.items()},
            "ranking": {name: found.to_dict() for name, found in self.ranking.items()},
            "disagreement": {name: found.to_dict() for name, found in self.disagreement.items()},
            "shares": _nested(self.shares),
        }


@dataclass(frozen=True, slots=True)
class Tested:
    """One test over the worlds.

    Attributes
    ----------
    title, says
        Its title, and what passing means in a sentence.
    alternatives
        What it is about: a package, or one or two strategies.
    domain
        In which share of worlds it passes; None where it cannot be asked, ``reason`` says why.
    score, score_unit
        How well it passes, 0 being the edge: its metrics over worlds, and what it is in words.
    metrics, regret
        Of the alternatives that it is about, by alternative and outcome.
    failures, conditions
        Limits within which it fails, and within which it passes.
    sobol, sobol_score
        Indices of whether it passes, and of the score; None: not asked.
    factors
        What each factor of the indices moves.
    tornado
        The score with one number moved at a time from the central world.
    """

    title: str
    says: str
    alternatives: tuple[str, ...]
    reason: str | None = None
    domain: Domain | None = None
    score: Metrics | None = None
    score_unit: str = ""
    metrics: Mapping[str, Mapping[str, Metrics]] = field(default_factory=dict)
    regret: Mapping[str, Mapping[str, Regret]] = field(default_factory=dict)
    failures: Discovery | None = None
    conditions: Discovery | None = None
    sobol: Indices | None = None
    sobol_score: Indices | None = None
    factors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tornado: Tornado | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        failures = None if self.failures is None else self.failures.to_dict()
        indices = None if self.sobol is None else self.sobol.to_dict()
        return {
            "title": self.title,
            "says": self.says,
            "alternatives": list(self.alternatives),
            "reason": self.reason,
            "pass_share": None if self.domain is None else self.domain.share,
            "domain": _plain(self.domain),
            "score": _plain(self.score),
            "score_unit": self.score_unit,
            "metrics": _nested(self.metrics),
            "regret": _nested(self.regret),
            "boxes": [] if failures is None else failures["boxes"],
            "trajectory": [] if failures is None else failures["trajectory"],
            "boxes_note": "" if failures is None else failures["note"],
            "conditions": _plain(self.conditions),
            "sobol": None if indices is None else indices["numbers"],
            "sobol_rows": None if indices is None else indices["rows"],
            "sobol_note": "" if indices is None else indices["note"],
            "sobol_score": _plain(self.sobol_score),
            "factors": {name: list(paths) for name, paths in self.factors.items()},
            "tornado": _plain(self.tornado),
        }


@dataclass(frozen=True, slots=True)
class RobustnessAnswer:
    """What would break it.

    Attributes
    ----------
    worlds
        How many worlds are answered; tests and comparisons say how many they are about.
    design
        What the worlds were drawn from, and what the numbers are.
    design_sha256
        Digest of the design: the same for the same file, version, method, seed and pins.
    run
        The folder that holds the run; None where it was kept in memory only.
    tests
        By name.
    packages, strategies
        Side by side; None where none are asked about, or cannot be.
    smaa
        By actor, per package how often the actor would pick it.
    notes
        What else a reader has to know.
    interrupted
        Whether the user stopped the work: the answer is about the worlds that were finished.
    provenance
        ``dispute``, ``settings``, ``version``, ``seconds``.
    """

    worlds: int
    design: Mapping[str, Any]
    design_sha256: str
    run: str | None
    tests: Mapping[str, Tested]
    packages: Comparison | None
    strategies: Comparison | None
    smaa: Mapping[str, tuple[Acceptability, ...]]
    notes: tuple[str, ...]
    provenance: Mapping[str, Any]
    interrupted: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object of the command line."""
        return {
            "worlds": self.worlds,
            "design_sha256": self.design_sha256,
            "design": dict(self.design),
            "run": self.run,
            "tests": {name: test.to_dict() for name, test in self.tests.items()},
            "packages": _plain(self.packages),
            "strategies": _plain(self.strategies),
            "smaa": {
                actor: {item.alternative: item.to_dict() for item in found}
                for actor, found in self.smaa.items()
            },
            "notes": list(self.notes),
            "interrupted": self.interrupted,
            **self.provenance,
        }


def _plain(found: Any) -> Any:
    return None if found is None else found.to_dict()


def _nested(found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        outer: {inner: item.to_dict() for inner, item in items.items()}
        for outer, items in found.items()
    }
