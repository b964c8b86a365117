"""What would break it: every question over many worlds, and what they say together."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...robustness.answer import RobustnessAnswer, RobustnessSettings
from ..progress import Interrupted
from ..provenance import make_provenance
from ..stopping import heard
from .asked import Asked, plan_asked
from .calling import Call, Workers, with_remedy
from .store import Columns
from .summing import Summing

if TYPE_CHECKING:
    from ...dispute import Dispute, Package
    from ..progress import Progress


def ask_robustness(
    dispute: Dispute,
    settings: RobustnessSettings,
    *,
    model: bytes | None = None,
    folder: Path | None = None,
    keep: bool = False,
    workers: Workers | None = None,
    progress: Progress | None = None,
    known: Mapping[str, Columns] | None = None,
    solved: Mapping[str, Package] | None = None,
) -> RobustnessAnswer:
    """Answer which conclusions survive not knowing the numbers, and what breaks the others.

    Parameters
    ----------
    dispute, settings
        The dispute, and what is asked for.
    model
        The bytes of its file; needed where the run is kept.
    folder, keep
        Where to keep the run, so that it can be resumed and queried; without a folder but with
        ``keep``, in ``runs`` under the digest of the design.
    workers
        Who does the work.
    progress
        Called as ``progress(step, done, total)``.
    known
        What is known already of the first worlds of the design, by question.
    solved
        Packages of solutions that are known already, by rule.

    Raises
    ------
    UsageError
        An unknown name, a pin out of range, or a folder that holds something else.
    MissingSectionError
        The file has nothing that could be asked about.
    TooLargeError
        The tables would not fit.
    WorkersLostError
        Whatever works on a world is ended each time.
    Interrupted
        The user stopped the work; it carries what the finished worlds say.
    """
    started = time.perf_counter()
    call = Call(dispute, settings, workers or Workers(), progress, known)
    call.open(model, folder, keep)
    try:
        return _answered(call, solved or {}, started)
    finally:
        call.close()


def _answered(call: Call, solved: Mapping[str, Package], started: float) -> RobustnessAnswer:
    """Run every stage and sum up; hand over what the finished worlds say when interrupted."""
    try:
        asked = plan_asked(call.dispute, call.settings, call.workers.jobs, call.progress, solved)
    except Interrupted as stop:  # it carries an answer to another question
        raise KeyboardInterrupt from stop
    call.refuse_names(asked)
    call.make_folder()
    try:
        for name, stage in call.stages_of(asked).items():
            call.run(name, stage, call.worlds_of(name))
        summing = Summing(call, asked, call.read())
        found = summing.all()
        _keep_tables(call, summing)
    except KeyboardInterrupt as stop:
        heard()
        part = Summing(call, asked, call.read()).quick()
        raise Interrupted(_result(call, asked, part, started, interrupted=True)) from stop
    answer = _result(call, asked, found, started)
    if call.folder is not None:
        try:
            call.folder.write_answer(answer.to_dict())
        except OSError as error:
            raise with_remedy(error, "all worlds are") from error
    return answer


def _keep_tables(call: Call, summing: Summing) -> None:
    """Write the tables of a run that is kept."""
    if call.folder is None:
        return
    call.tell("writing the tables of the run")
    try:
        call.join_tables()
        call.folder.write_table("inputs", summing.inputs_table())
        call.folder.write_table("tests", summing.tests_table())
    except OSError as error:
        raise with_remedy(error, "all worlds are") from error


def _result(
    call: Call,
    asked: Asked,
    found: Mapping[str, Any],
    started: float,
    *,
    interrupted: bool = False,
) -> RobustnessAnswer:
    notes = [*asked.notes, *(call.folder.tell if call.folder else ())]
    notes += found.get("notes", ())
    fields = {"worlds": 0, "tests": {}, "packages": None, "strategies": None, "smaa": {}}
    fields |= {name: value for name, value in found.items() if name != "notes"}
    return RobustnessAnswer(
        design={
            "method": call.settings.design,
            "seed": call.settings.seed,
            "numbers": len(call.inputs),
            "pinned": dict(call.settings.pinned),
            "correlations": [
                {"between": list(item.between), "rank": item.rank}
                for item in call.dispute.correlations
            ],
        },
        design_sha256=call.sha256,
        run=None if call.folder is None else str(call.folder.folder),
        notes=tuple(dict.fromkeys(notes)),
        interrupted=interrupted,
        provenance=make_provenance(
            call.written, call.settings.to_dict(), time.perf_counter() - started
        ),
        **fields,
    )
