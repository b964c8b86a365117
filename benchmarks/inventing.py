"""Random disputes, built from the dataclasses: the same seed gives the same dispute."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grandbargain.dispute import (
    Actor,
    Disagreement,
    Dispute,
    Interests,
    Issue,
    IssueValues,
    Known,
    Number,
    Option,
    ValueTable,
)

NOISE = 20.0
"""How far, in points, a member of a bloc departs from the line of its bloc at most."""

OUTSIDE = 40.0
"""What everybody gets without a deal, in points: a little under the middle of the scale."""


def random_additive(seed: int, actors: int, issues: int, options: int) -> Dispute:
    """Return a dispute in which weights and values are drawn evenly and apart from each other.

    Without a deal everybody keeps the status quo, the first option of every issue.
    """
    rng = np.random.default_rng(seed)
    weights = rng.integers(1, 101, (actors, issues)).astype(float)
    values = rng.integers(0, 101, (actors, issues, options)).astype(float)
    return _dispute(f"additive {seed}", weights, values, outside=None)


def opposed_blocs(seed: int, members: int, issues: int, options: int) -> Dispute:
    """Return a dispute of two blocs: what is better for the one is worse for the other.

    Members share the direction of their bloc on every issue, up to some noise, and differ in what
    matters most to them.
    """
    rng = np.random.default_rng(seed)
    weights = rng.integers(1, 101, (2 * members, issues)).astype(float)
    line = np.linspace(0.0, 100.0, options)
    lines = np.array([line] * members + [line[::-1]] * members)[:, None, :]
    noise = rng.uniform(-NOISE, NOISE, (2 * members, issues, options))
    return _dispute(f"blocs {seed}", weights, np.clip(np.rint(lines + noise), 0, 100), OUTSIDE)


def random_small(seed: int, actors: int, issues: int, options: int) -> Dispute:
    """Return a random dispute in which everybody has the same points without a deal."""
    rng = np.random.default_rng(seed)
    weights = rng.integers(1, 101, (actors, issues)).astype(float)
    values = rng.integers(0, 101, (actors, issues, options)).astype(float)
    return _dispute(f"small {seed}", weights, values, OUTSIDE)


def _dispute(title: str, weights: np.ndarray, values: np.ndarray, outside: float | None) -> Dispute:
    """Return a dispute with weights (A, I) and values (A, I, n)."""
    actors, issues, options = values.shape
    names = [f"party{a}" for a in range(actors)]
    named = tuple(Option(f"o{n}", f"option {n}") for n in range(options))
    return Dispute(
        title=title,
        name=title.replace(" ", "-"),
        actors=tuple(
            Actor(name, name, is_party=True, power=Number(Known(1.0), f"actors.{name}.power"))
            for name in names
        ),
        issues=tuple(Issue(f"i{i}", f"issue {i}", named, status_quo="o0") for i in range(issues)),
        interests={
            name: _interests(name, weights[a], values[a], outside) for a, name in enumerate(names)
        },
    )


def _interests(
    name: str, weights: np.ndarray, values: np.ndarray, outside: float | None
) -> Interests:
    root = f"interests.{name}"
    kind, points = ("stalemate_cost", 0.0) if outside is None else ("value", outside)
    tables: Mapping[str, IssueValues] = {
        f"i{i}": IssueValues(
            f"i{i}",
            f"{root}.values.i{i}",
            (
                ValueTable(
                    "stated",
                    1.0,
                    tuple(
                        Number(Known(float(value)), f"{root}.values.i{i}.o{n}")
                        for n, value in enumerate(row)
                    ),
                ),
            ),
        )
        for i, row in enumerate(values)
    }
    return Interests(
        actor=name,
        disagreement=Disagreement(kind, Number(Known(points), f"{root}.disagreement")),
        weights={
            f"i{i}": Number(Known(float(weight)), f"{root}.weights.i{i}")
            for i, weight in enumerate(weights)
        },
        values=tables,
    )
