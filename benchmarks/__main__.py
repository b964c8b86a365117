"""Run all benchmarks, or those named: ``python -m benchmarks [NAME ...] [--quick]``."""

from __future__ import annotations

import subprocess
import sys

from .measuring import machine, options

NAMES = {
    "verbs": "commands on the flagship case: its page, and the small verbs",
    "korea": "the four solutions of the flagship case",
    "additive": "random disputes of 6 and 10 parties on 40 issues, and two opposed blocs",
    "million": "a million packages, against a plain compiled loop and NegMAS",
    "worlds": "a thousand worlds of the flagship case",
    "stability": "whole graphs of moves: every package stable or not, for four actors",
    "dynamics": "decades of play: values, best responses, sampled histories; Korea",
    "robustness": "designs, runs and processes, against the EMA Workbench; a thousand worlds",
    "discovery": "boxes of limits in 100,000 worlds, against the EMA Workbench",
    "sensitivity": "Sobol indices of 20 numbers with intervals, against SALib",
}


def main() -> int:
    """Run every benchmark in a process of its own, so that memory is measured apart."""
    parser = options("Measure how fast the program is, against what one would use instead.")
    known = "; ".join(f"{name}: {text}" for name, text in NAMES.items())
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{known} [default: all]")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in NAMES]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; known: {', '.join(NAMES)}")
    print(machine(), flush=True)
    rest = ["--quick"] if asked.quick else []
    if asked.limit is not None:
        rest += ["--limit", str(asked.limit)]
    failed = [name for name in asked.names or NAMES if not _finishes(name, rest)]
    if failed:
        print(f"\nnot finished: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _finishes(name: str, rest: list[str]) -> bool:
    command = [sys.executable, "-m", f"benchmarks.{name}", *rest]
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
