"""Commands on the flagship case: the whole page, the check of the file, and the help."""

from __future__ import annotations

import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from .measuring import Row, options, run_command, show_table

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


def _shortest(command: list[str], repeats: int = REPEATS) -> tuple[float, float]:
    """Return the shortest time and the largest memory of several runs, after one to warm up."""
    run_command(command)
    runs = [run_command(command) for _ in range(repeats)]
    return min(seconds for seconds, _ in runs), max(memory for _, memory in runs)


def _small() -> list[Row]:
    reading = [sys.executable, "-c", READ, str(_model())]
    nothing, _ = _shortest(NOTHING)
    read, _ = _shortest(reading)
    seconds, memory = _shortest([*PROGRAM, "--help"])
    help_row = Row(
        "grandbargain --help",
        seconds,
        0.4,
        other="Python, nothing to do",
        other_seconds=nothing,
        memory=memory,
    )
    seconds, memory = _shortest([*PROGRAM, "check", "korea"])
    check_row = Row(
        "grandbargain check korea",
        seconds,
        1.0,
        other="PyYAML, only reads",
        other_seconds=read,
        memory=memory,
    )
    return [help_row, check_row]


def _model() -> Path:
    """Return the model file, without importing what reads it."""
    package = find_spec("grandbargain")
    if package is None or package.origin is None:
        raise RuntimeError("grandbargain is not installed here; run this with uv run")
    return Path(package.origin).parent / "catalogue" / "korea" / "korea.yaml"


def _page(folder: Path, *, quick: bool) -> list[Row]:
    command = [*PROGRAM, "report", "korea", "--quiet", "--output", str(folder / "page.html")]
    seconds, memory = _shortest(command, 1)
    rows = [Row("grandbargain report korea, warm", seconds, 20.0, memory=memory)]
    if not quick:
        empty = folder / "compiled"
        empty.mkdir()
        first, memory = run_command(command, {"NUMBA_CACHE_DIR": str(empty)})
        rows.append(Row("the same, nothing compiled", first, 90.0, memory=memory))
    return rows


if __name__ == "__main__":
    main()
