"""Commands on the flagship case: the whole page, the check of the file, and the help."""

from __future__ import annotations

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from .measuring import Row, Spent, options, run_command, show_table

PROGRAM = [sys.executable, "-c", "from grandbargain.cli.main import main; main()"]
NOTHING = [sys.executable, "-c", "pass"]
READ = "import sys, yaml; yaml.load(open(sys.argv[1], 'rb'), Loader=yaml.CSafeLoader)"
REPEATS = 5


def main() -> None:
    """Measure commands as a person meets them: from the shell to the shell."""
    asked = options(main.__doc__ or "").parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [*_small(), *_page(Path(folder), quick=asked.quick)]
    show_table("Commands on Korea", rows)


def _shortest(command: list[str], repeats: int = REPEATS) -> Spent:
    """Return the shortest of several runs, after one to warm up."""
    run_command(command)
    return min((run_command(command) for _ in range(repeats)), key=lambda run: run.seconds)


def _small() -> list[Row]:
    reading = [sys.executable, "-c", READ, str(_model())]
    rows = []
    for words, target, other, instead in (
        (["--help"], 0.4, "Python, nothing to do", NOTHING),
        (["check", "korea"], 1.0, "PyYAML, only reads", reading),
    ):
        beside = _shortest(instead)
        name = "grandbargain " + " ".join(words)
        rows.append(_row(name, target, _shortest([*PROGRAM, *words]), other, beside.seconds))
    return rows


def _row(name: str, target: float, run: Spent, other: str = "", beside: float | None = None) -> Row:
    return Row(
        name,
        run.seconds,
        target,
        other=other,
        other_seconds=beside,
        memory=run.memory,
        note=run.note,
    )


def _model() -> Path:
    """Return the model file, without importing what reads it."""
    package = find_spec("grandbargain")
    if package is None or package.origin is None:
        raise RuntimeError("grandbargain is not installed here; run this with uv run")
    return Path(package.origin).parent / "catalogue" / "korea" / "korea.yaml"


def _page(folder: Path, *, quick: bool) -> list[Row]:
    command = [*PROGRAM, "report", "korea", "--quiet", "--output", str(folder / "page.html")]
    rows = [_row("grandbargain report korea, warm", 20.0, _shortest(command, 1 if quick else 2))]
    if not quick:
        empty = folder / "compiled"
        empty.mkdir()
        first = run_command(command, {"NUMBA_CACHE_DIR": str(empty)})
        kept = sum(1 for _ in empty.rglob("*.nbi"))
        if not kept:
            raise RuntimeError("nothing was compiled: the measurement would be of a warm run")
        rows.append(_row(f"the same, with {kept} kernels to compile", 90.0, first))
    return rows


if __name__ == "__main__":
    main()
