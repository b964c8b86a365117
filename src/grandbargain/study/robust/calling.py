"""One call of robustness: worlds of a design, asked about by stages, kept in memory or a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import TooLargeError, UsageError
from ...robustness.design import MOST_CELLS, Design, digest
from ...robustness.runner import Crew, InProcess, Stage, run_stage
from ...tables.inputs import column_names, inputs_of, values_of
from ...tables.sources import source_of
from ...tables.structure import Structure
from ...tables.workers import QuietPool
from ..provenance import program_version
from .pins import pin
from .store import FORMAT, Columns, InMemory, Kept, Parts, RunFolder, read_run, refuse_folder

if TYPE_CHECKING:
    from ...dispute import Dispute
    from ...robustness.answer import RobustnessSettings
    from ..progress import Progress
    from .asked import Asked

STARTUP_SECONDS = 5.0
"""What it takes until processes are there and have read their compiled loops."""

MOST_WORLDS = 10_000_000
"""Most worlds of a run."""


@dataclass(frozen=True)
class Workers:
    """Who does the work; the answer does not depend on it.

    Attributes
    ----------
    jobs
        Processes of this computer.
    executor
        Makes workers elsewhere, such as on a cluster; None: processes here.
    count
        How many there are elsewhere.
    chunk
        Worlds per piece of work; None: about a second's worth.
    """

    jobs: int = 1
    executor: Callable[[], Executor] | None = None
    count: int = 1
    chunk: int | None = None

    def crew(self) -> Crew:
        """Return those who do the work."""
        if self.executor is not None:
            return Crew(self.executor, self.count)
        if self.jobs > 1:
            return Crew(lambda: QuietPool(self.jobs), self.jobs, STARTUP_SECONDS)
        return Crew(InProcess, 1)


class Call:
    """One call of the question: its worlds, who works on them, where they are kept."""

    def __init__(
        self,
        dispute: Dispute,
        settings: RobustnessSettings,
        workers: Workers,
        progress: Progress | None,
        known: Mapping[str, Columns] | None = None,
    ) -> None:
        self.written, self.settings = dispute, settings
        self.workers, self.progress = workers, progress
        self.dispute = pin(dispute, settings.pinned)
        self.inputs = inputs_of(self.dispute)
        self.columns = tuple((item.name, slot) for item in self.inputs for slot in item.slots)
        self.names = column_names(self.inputs)
        self._check_size()
        self.design = Design(settings.design, settings.seed, self.columns, settings.worlds)  # type: ignore[arg-type]
        self.described = {
            "dispute": dispute.sha256,
            "version": program_version(),
            "pinned": dict(settings.pinned),
            **self.design.described(),
            "points": self.design.fingerprint(),
        }
        self.sha256 = digest(self.described)
        self.folder: RunFolder | None = None
        self.place: Path | None = None
        self.model = b""
        self.entries: dict[str, Any] = {}
        self.crew = workers.crew()
        self.kept: dict[str, Kept] = {}
        self.known = known or {}

    def _check_size(self) -> None:
        worlds, inputs = self.settings.worlds, len(self.names)
        if worlds < 1:
            raise UsageError(f"worlds is {worlds}; it must be 1 or more")
        rows = self.settings.sobol or 0
        if rows == 1:
            raise UsageError("sobol is 1; indices take two rows or more, or 0 for none")
        if max(worlds, rows * (self.settings.factors + 3)) > MOST_WORLDS:
            raise TooLargeError(
                f"{worlds:,} worlds and {rows:,} rows of Sobol indices take more than the "
                f"{MOST_WORLDS:,} worlds of a run; ask for fewer"
            )
        if worlds * max(inputs, 1) > MOST_CELLS:
            raise TooLargeError(
                f"{worlds:,} worlds of {inputs:,} uncertain numbers are {worlds * inputs:,} "
                f"values, more than the {MOST_CELLS:,} that are looked at together; ask for fewer "
                "worlds, or hold numbers with --pin"
            )

    def open(self, model: bytes | None, folder: Path | None, keep: bool) -> None:
        """Say where the run is to be kept, if anywhere; refuse early what cannot be."""
        if folder is None and keep:
            folder = Path("runs") / self.sha256[:16]
        if folder is None:
            return
        dispute = self.written
        if model is None:
            raise UsageError(
                "a run that is kept holds a copy of the model file: ask about a file by its path, "
                "or about a name of the catalogue"
            )
        if hashlib.sha256(model).hexdigest() != dispute.sha256:
            raise UsageError("the model file has changed since it was read; read it again")
        self.entries = {
            "format": FORMAT,
            "dispute": {"title": dispute.title, "sha256": dispute.sha256},
            "model": f"{dispute.name or 'dispute'}.yaml",
            "design_sha256": self.sha256,
            "design": self.described,
            "versions": _versions(),
            "stages": {},
        }
        self.place, self.model = folder, model
        refuse_folder(folder, self.entries)

    def refuse_names(self, asked: Asked) -> None:
        """Refuse names that the tables of a kept run cannot tell apart: they ignore case."""
        if self.place is None:
            return
        play = asked.dispute.dynamics
        kinds = [
            self.names,
            [actor.id for actor in asked.dispute.actors],
            list(asked.codes),
            list(asked.subjects),
            [] if asked.strategies is None else list(asked.strategies.titles),
            [] if play is None else [item.id for item in (*play.endings, *play.stocks)],
        ]
        for names in kinds:
            seen: dict[str, str] = {}
            for name in names:
                other = seen.setdefault(name.lower(), name)
                if other != name:
                    raise UsageError(
                        f"{other!r} and {name!r} differ by capital letters only, and the tables of "
                        "a run that is kept do not tell them apart; rename one of them"
                    )

    def make_folder(self) -> None:
        """Take up the folder of the run, or make it."""
        if self.place is not None:
            self.folder = RunFolder(self.place, self.entries, self.model)

    def close(self) -> None:
        """Let go of the workers and of the folder."""
        self.crew.close()
        if self.folder is not None:
            self.folder.close()

    def tell(self, step: str, done: float = 0, total: float = 1) -> None:
        """Tell the listener what comes next."""
        if self.progress is not None:
            self.progress(step, done, total)

    def threads(self) -> int:
        """Return how many cores a process may use: one where there are several processes."""
        return 1 if self.workers.executor is not None or self.workers.jobs > 1 else 0

    def stages_of(self, asked: Asked) -> dict[str, Stage]:
        """Return what is asked of every world, by name."""
        found: dict[str, Stage] = {}
        if asked.packages is not None:
            found["packages"] = self.package_stage(asked, asked.codes, self.design)
        if asked.tested("anew"):
            found["anew"] = self.anew_stage(asked, self.design)
        if asked.strategies is not None:
            found["strategies"] = self.play_stage(
                asked, tuple(asked.strategies.titles), self.design
            )
        return found

    def package_stage(self, asked: Asked, codes: Mapping[str, Any], worlds: Any) -> Stage:
        """Return packages asked about in some worlds."""
        from .package_stage import PackageStage, key_of

        return PackageStage(
            key=key_of(self.written, self.settings.pinned),
            dispute=asked.dispute,
            packages=dict(codes),
            parties=asked.parties,
            holds=asked.holds,
            trust=asked.trust,
            stays=any("stable" in item.test.passes for item in asked.subjects.values()),
            worlds=worlds,
            threads=self.threads(),
        )

    def anew_stage(self, asked: Asked, worlds: Any) -> Stage:
        """Return bargaining anew in some worlds."""
        from ...bargain.engine import Budget
        from .anew_stage import AnewStage

        settings = self.settings
        return AnewStage(
            dispute=asked.dispute,
            parties=asked.parties,
            hints=tuple(asked.codes.values()),
            budget=Budget(settings.budget_seconds, settings.budget_nodes),
            worlds=worlds,
            threads=self.threads(),
        )

    def play_stage(self, asked: Asked, strategies: tuple[str, ...], worlds: Any) -> Stage:
        """Return strategies played in some worlds."""
        from .play_stage import PlayStage

        return PlayStage(
            dispute=asked.dispute,
            packages=asked.ends.packages,
            closed=frozenset(asked.ends.reasons),
            strategies=strategies,
            worlds=worlds,
            threads=self.threads(),
        )

    def run_other(self, name: str, stage: Stage, worlds: int) -> Columns:
        """Answer a question about other worlds than those of the design."""
        self.run(name, stage, worlds)
        return self.kept[name].read(worlds)

    def run(self, name: str, stage: Stage, worlds: int) -> None:
        """Answer what is not answered yet."""
        kept = self._kept(name, stage)
        self.kept[name] = kept
        missing = kept.missing(worlds)
        done = worlds - sum(count for _, count in missing)
        step = STEPS.get(name.partition(".")[0], name)
        self.tell(step, done, worlds)
        for chunk in run_stage(stage, missing, self.crew, chunk=self.workers.chunk):
            try:
                kept.add(chunk.first, chunk.count, chunk.columns)
            except OSError as error:
                raise with_remedy(error, f"{done:,} of {worlds:,} worlds are") from error
            done += chunk.count
            self.tell(step, done, worlds)

    def _kept(self, name: str, stage: Stage) -> Kept:
        if self.folder is None:
            kept = InMemory()
            columns = self.known.get(name)
            if columns:
                kept.add(0, len(next(iter(columns.values()))), columns)
            return kept
        described = _described(stage)
        label = f"{name}-{digest(described)[:12]}"
        stages = read_run(self.folder.folder)["stages"]
        self.folder.note(stages={**stages, label: described})
        return self.folder.parts(label)

    def worlds_of(self, stage: str) -> int:
        """Return in how many worlds of the design a question is asked."""
        worlds, played = self.settings.worlds, self.settings.play_worlds
        return min(worlds, played) if stage == "strategies" and played is not None else worlds

    def read(self) -> dict[str, Columns]:
        """Return the columns of all questions about the design, of the worlds that are there."""
        found = {
            name: kept.read(self.worlds_of(name))
            for name, kept in self.kept.items()
            if "." not in name
        }
        return {name: columns for name, columns in found.items() if len(columns["world"])}

    def input_columns(self, worlds: np.ndarray) -> dict[str, Any]:
        """Return the columns of the uncertain numbers in some worlds of the design, by name."""
        structure = Structure(self.dispute)
        blocks, last = [], int(worlds.max()) + 1
        for first in range(0, last, 4096):
            source = source_of(self.dispute, self.design, first, min(4096, last - first))
            blocks.append(values_of(structure, self.inputs, source))
        return {
            column.name: replace(
                column, values=np.concatenate([block[k].values for block in blocks])[worlds]
            )
            for k, column in enumerate(blocks[0])
        }

    def join_tables(self) -> None:
        """Write the tables of the run: one file per question, by world."""
        if self.folder is None:
            return
        for name, kept in self.kept.items():
            if isinstance(kept, Parts):
                worlds = kept.last if "." in name else self.worlds_of(name)
                self.folder.join_table(name.replace(".", "-"), kept, worlds)


STEPS = {
    "packages": "packages in every world",
    "anew": "bargaining anew in every world",
    "strategies": "playing in every world",
    "tornado": "moving one number at a time",
    "sobol": "crossing worlds for Sobol indices",
}
"""What a listener is told."""


def with_remedy(error: OSError, finished: str) -> OSError:
    """Return what the system refused, with what is finished and what to do."""
    reason = (
        f"{error.strerror}; {finished} finished and kept: make room, and start the same command "
        "again"
    )
    return OSError(error.errno, reason, error.filename)


def _described(stage: Any) -> dict[str, Any]:
    """Return what makes the answers of a stage what they are, as plain data."""
    found: dict[str, Any] = {"question": type(stage).__name__}
    for name, value in vars(stage).items():
        if name == "worlds":
            known = value.described() if isinstance(value, Design) else {"worlds": repr(value)}
            found["worlds"] = digest(known)
        elif name not in {"dispute", "threads", "key"}:
            found[name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (int, float, str, bool)) or value is None else repr(value)


def _versions() -> dict[str, str]:
    import platform
    from importlib.metadata import version

    names = ("grandbargain", "numpy", "scipy", "numba", "duckdb")
    found = {name: version(name) if name != "grandbargain" else program_version() for name in names}
    return {**found, "python": platform.python_version()}
