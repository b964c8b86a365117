"""A million packages: solutions and frontier, against a plain compiled loop and NegMAS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from grandbargain.bargain.result import BargainAnswer, Proposal
from grandbargain.bargain.settings import BargainSettings
from grandbargain.study.questions import bargain
from grandbargain.tables.utilities import MICRO

from .asking import RULES, central_talks, unproved
from .inventing import random_small
from .loop import solve_by_listing
from .measuring import Row, clocked, fastest, options, peak, show_table

NEGMAS = "negmas==0.16.0"
REPEATS = 5
Point = tuple[int, ...]


def main() -> None:
    """Ask three programs the same, check that they agree, and compare their times."""
    parser = options(main.__doc__ or "")
    parser.add_argument("--without-negmas", action="store_true", help="do not start NegMAS")
    asked = parser.parse_args()
    dispute = random_small(0, 3, 6, 10)
    talks = central_talks(dispute)
    values = talks.utilities.term[0].reshape(3, 6, 10)
    need = talks.disagreement.astype(np.int64)
    settings = BargainSettings(rules=RULES, frontier=True, ledger=False)
    first, answer = clocked(lambda: bargain(dispute, settings))
    warm, answer = fastest(lambda: bargain(dispute, settings), REPEATS)
    memory = peak()
    loop_first, listed = clocked(lambda: solve_by_listing(values, need))
    loop_warm, listed = fastest(lambda: solve_by_listing(values, need), REPEATS)
    front, best = _points(answer, need)
    other = {tuple(row) for row in listed[1].tolist()}
    _agree("the loop", front, best, other, listed[0].tolist())
    work = "four solutions and frontier"
    rows = [
        Row(
            f"{work}, warm",
            warm,
            is_failed=bool(unproved(answer.solutions)),
            other="plain numba loop",
            other_seconds=loop_warm,
            least_ratio=1.0,
            memory=memory,
            note=f"{len(front):,} points on the frontier; both agree",
        ),
        Row(
            f"{work}, first run",
            first,
            other="plain numba loop, first run",
            other_seconds=loop_first,
        ),
    ]
    if not asked.without_negmas and not asked.quick:
        rows.append(_beside_negmas(f"{work}, warm", warm, values, need, front, best))
    show_table("A million packages: 6 issues with 10 options, 3 parties", rows)


def _points(answer: BargainAnswer, need: np.ndarray) -> tuple[set[Point], list[Point]]:
    """Return the frontier and the four solutions as gains in whole numbers."""

    def gains(item: Proposal) -> Point:
        points = [round(value * MICRO) for value in item.utility.values()]
        return tuple(int(value - least) for value, least in zip(points, need, strict=True))

    if answer.frontier is None:
        raise AssertionError("the frontier was asked for")
    front = {gains(item) for item in answer.frontier.packages}
    return front, [gains(answer.solutions[rule].packages[0]) for rule in RULES]


def _agree(
    who: str, front: set[Point], best: list[Point], other: set[Point], theirs: list[list[int]]
) -> None:
    """Raise where another program has another frontier or another solution."""
    if front != other:
        raise AssertionError(f"{who} has {len(other)} points on its frontier, not {len(front)}")
    for rule, mine, point in zip(RULES, best, theirs, strict=True):
        if list(mine) != list(point):
            raise AssertionError(f"{rule}: {who} says {point}, not {mine}")


def _beside_negmas(
    work: str,
    seconds: float,
    values: np.ndarray,
    need: np.ndarray,
    front: set[Point],
    best: list[Point],
) -> Row:
    found = _ask_negmas(values, need)
    if isinstance(found, str):
        return Row(work, seconds, note=f"NegMAS was not measured: {found}")
    other = {_gains(point, need) for point in found["frontier"]}
    theirs = [list(_gains(found["best"][rule], need)) for rule in RULES]
    told = _spread_rule(best, theirs)
    _agree("NegMAS", front, best, other, theirs)
    return Row(
        work,
        seconds,
        other=NEGMAS,
        other_seconds=float(found["seconds"]),
        least_ratio=500.0,
        note=told,
    )


def _spread_rule(best: list[Point], theirs: list[list[int]]) -> str:
    """Leave out the rule that NegMAS takes in another sense, and say so.

    Its ``ks_points`` makes the shares of the largest gains as even as it can, also at the cost of
    everybody; Kalai and Smorodinsky's point is the largest of even shares.
    """
    place = RULES.index("kalai_smorodinsky")
    same = list(best[place]) == theirs[place]
    theirs[place] = list(best[place])
    return "all agree" if same else "they agree, but for its own sense of Kalai-Smorodinsky"


def _gains(point: list[float], need: np.ndarray) -> Point:
    return tuple(round(value) - int(least) for value, least in zip(point, need, strict=True))


def _ask_negmas(values: np.ndarray, need: np.ndarray) -> dict[str, Any] | str:
    """Return what NegMAS answers in an environment of its own, or why it could not be asked."""
    program = Path(__file__).with_name("negmas_program.py").read_text(encoding="utf-8")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    away = {"VIRTUAL_ENV", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT"}
    kept = {name: value for name, value in os.environ.items() if name not in away}
    question = json.dumps({"values": values.tolist(), "disagreement": need.tolist()})
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "ask.py"
        script.write_text(program, encoding="utf-8")
        command = ["uv", "run", "--quiet", "--no-project", "--isolated", "--python", python]
        try:
            done = subprocess.run(
                [*command, "--with", NEGMAS, "python", str(script)],
                input=question,
                capture_output=True,
                text=True,
                cwd=folder,
                env=kept,
                check=False,
            )
        except OSError as error:
            return f"uv cannot be started ({error})"
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        return f"it could not be installed or run ({last[0]})"
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
