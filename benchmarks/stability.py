"""Who walks away: whole graphs of moves for four actors, and one package of the flagship case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from grandbargain.dispute import Dispute, Known, Linkage, Move, Number, Pattern
from grandbargain.stability.answer import PathSettings, StabilitySettings
from grandbargain.stability.graph import GraphAnswer, analyse_graph, analyse_utilities
from grandbargain.study.finding import find_dispute
from grandbargain.study.standing import standing_package
from grandbargain.study.walks import ask_stability
from grandbargain.study.ways import ask_path
from grandbargain.tables.moves import Moves, moves_of
from grandbargain.tables.preferences import preferences_of
from grandbargain.tables.structure import Structure
from grandbargain.tables.utilities import central_utilities

from .inventing import random_additive
from .measuring import Row, clocked, fastest, options, peak, processor_note, processors, show_table

ACTORS = 4
REPEATS = 5

PUBLISHED = 37.7
"""Seconds of processors that GMCR+ 0.4.1 (commit 502a12c of 2020) took for 2,048 packages and four
actors with random strict rankings, options split evenly, all five concepts: the longest that it
was seen to finish. It is no open source, and so it was measured once and is not run here."""


def main() -> None:
    """Measure in this process: imports are over, and every kernel has run once."""
    asked = options(main.__doc__ or "").parse_args()
    first, _ = clocked(lambda: by_points(game(6), coalitions="all"))
    by_rankings(game(6))
    rows = [
        Row("2^6 packages, first run of a process", first),
        *_small(),
        *_rows("2^16", game(16), 1.0),
        _coalitions(),
        *([] if asked.quick else _rows("2^20", game(20), 20.0)),
    ]
    show_table(f"Stability of every package, {ACTORS} actors, five concepts", rows)
    show_table("The flagship case: its Nash package", _flagship())


def _flagship() -> list[Row]:
    """One package among 10^17 combinations, and the way to it from today."""
    dispute = find_dispute("korea")
    standing = standing_package(dispute, "nash")
    judged = StabilitySettings()
    one, answer = fastest(lambda: ask_stability(dispute, judged, package=standing), REPEATS)
    path, way = fastest(lambda: ask_path(dispute, PathSettings(), package=standing), 1)
    many, kept = clocked(
        lambda: ask_stability(dispute, StabilitySettings(worlds=1_000), package=standing)
    )
    decided = "all decided" if answer.decided else "NOT all decided"
    steps = f"{len(way.way.steps)} steps, kind {way.way.kind}, undecided {list(way.way.undecided)}"
    return [
        Row("five concepts, seven actors, who keeps it", one, 2.0, memory=peak(), note=decided),
        Row("the way from today", path, 10.0, memory=peak(), note=steps),
        Row(
            "the first, and who keeps it in 1,000 worlds",
            many,
            memory=peak(),
            note=f"kept by all in {kept.hold_share_all:.1%}",
        ),
    ]


def _small() -> list[Row]:
    dispute = game(11)
    seconds, _ = fastest(lambda: by_rankings(dispute), REPEATS)
    return [
        Row(
            "2^11 packages, random rankings",
            seconds,
            other="GMCR+, published, its processor",
            other_seconds=PUBLISHED,
            least_ratio=1000.0,
            memory=peak(),
        )
    ]


def _rows(size: str, dispute: Dispute, target: float) -> list[Row]:
    asks: dict[str, Callable[[Dispute], GraphAnswer]] = {
        "points, some linkages": by_points,
        "random rankings": by_rankings,
    }
    rows = []
    for name, ask in asks.items():
        before = processors()
        repeats = REPEATS if target < REPEATS else 1
        seconds, answer = fastest(lambda ask=ask: ask(dispute), repeats)
        note = processor_note((processors() - before) / repeats)
        found = ", ".join(f"{len(chosen):,}" for chosen in answer.equilibria.values())
        rows.append(
            Row(
                f"{size} packages, {name}",
                seconds,
                target,
                memory=peak(),
                note=f"{note}; equilibria {found}",
            )
        )
    return rows


def _coalitions() -> Row:
    seconds, answer = clocked(lambda: by_points(game(16), concepts=(), coalitions="all"))
    found = len(answer.equilibria["coalition"])
    work = f"2^16 packages, points, all {len(answer.coalition_stable)} coalitions"
    return Row(work, seconds, memory=peak(), note=f"{found:,} stable against all")


def by_points(dispute: Dispute, **more) -> GraphAnswer:
    """Return the answer from the dispute itself, tables and all."""
    structure = Structure(dispute)
    return analyse_graph(
        moves_of(structure),
        preferences_of(structure, central_utilities(structure)),
        structure.nogoods(agreed=False),
        range(ACTORS),
        **more,
    )


def by_rankings(dispute: Dispute) -> GraphAnswer:
    """Return the answer for strict rankings of all packages, drawn at random."""
    rng = np.random.default_rng(dispute.size)
    utility = np.stack([rng.permutation(dispute.size) for _ in range(ACTORS)]).astype(np.int64)
    moves: Moves = moves_of(Structure(dispute))
    return analyse_utilities(moves, utility, np.ones(dispute.size, dtype=bool), range(ACTORS))


def game(issues: int) -> Dispute:
    """Return a dispute of yes-or-no issues which the actors control in turn.

    Every third issue cannot be taken back; every actor has five linkages over three issues.
    """
    plain = random_additive(0, ACTORS, issues, 2)
    rng = np.random.default_rng(issues)
    names = [actor.id for actor in plain.actors]
    built = []
    for k, issue in enumerate(plain.issues):
        both = issue.option_ids
        start, end = (both[:1], both[1:]) if k % 3 == 2 else (both, both)
        built.append(replace(issue, moves=(Move("one", (names[k % ACTORS],), start, end),)))
    return replace(
        plain,
        issues=tuple(built),
        interests={
            name: replace(
                plain.interests[name],
                linkages=tuple(_linkage(rng, plain, f"{name}.{n}") for n in range(5)),
            )
            for name in names
        },
    )


def _linkage(rng: np.random.Generator, dispute: Dispute, path: str) -> Linkage:
    chosen = sorted(rng.choice(len(dispute.issues), 3, replace=False))
    terms = tuple(
        (dispute.issues[k].id, (dispute.issues[k].option_ids[int(rng.integers(2))],))
        for k in chosen
    )
    return Linkage(Pattern(terms), Number(Known(float(rng.integers(-20, 21))), path))


if __name__ == "__main__":
    main()
