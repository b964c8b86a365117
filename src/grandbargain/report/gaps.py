"""What a file and this version do not answer yet, in one table."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..dispute import Dispute
from .formats import listing
from .parts import Cell, Table

QUESTIONS = (
    (3, "If nobody redesigns it: play over decades", ("dynamics",),
     "stocks, actions, hazards and endings, with a source for each number"),
    (4, "The options compared: regret", ("dynamics", "robustness"),
     "named strategies under dynamics, and the tests that they must pass"),
    (6, "Does it hold: who walks away, trust needed", ("enforcement",),
     "how a breach is detected, and each party’s belief in the others"),
    (7, "The way there", (), "the moves of every issue, with who can make each"),
    (8, "What would have to be true, what breaks it", ("robustness",),
     "the tests that the settlement must pass"),
    (9, "Has the model been right", ("history",),
     "the dated record of moves and events"),
)  # fmt: skip
"""Section number, title, sections of the file that it needs, and what they hold."""

ANSWERS = {
    3: "dynamics",
    4: "robustness",
    6: "stability",
    7: "path",
    8: "robustness",
    9: "backtest",
}
"""The question whose answer fills a section."""


ASKED_APART = (6, 7)
"""Sections about one package: without one there is nothing to ask."""


REGRET = 4
"""The section that shows the regret of strategies."""

PARTLY = {4: ("dynamics", "regret")}
"""Sections that another question fills but for a part: the question, and what is missing."""


def gaps(dispute: Dispute, version: str, answered: Collection[str]) -> Table:
    """Return the table of questions without an answer, with what to add to the file for each."""
    rows = [
        (
            Cell(f"{number}. {title}"),
            *_row(dispute, _later(dispute, number, version), needs, holds),
        )
        for number, title, needs, holds in QUESTIONS
        if number not in answered_sections(answered)
    ]
    if "bargain" not in answered:
        rows.insert(_place_of_five(answered), _bargains(dispute))
    return Table(
        "Questions without an answer on this page",
        (Cell("Section"), Cell("In the file"), Cell("What is missing")),
        tuple(rows),
    )


def _place_of_five(answered: Collection[str]) -> int:
    """Return before which row that of section 5 comes."""
    before = [number for number, *_ in QUESTIONS if number < 5]
    return sum(number not in answered_sections(answered) for number in before)


def _bargains(dispute: Dispute) -> tuple[Cell, Cell, Cell]:
    """Return the row of section 5."""
    head = Cell("5. The bargains")
    if all(item.ranking is None for item in dispute.interests.values()):
        later = "This page was made without it; ask grandbargain bargain."
        return head, Cell("Has the interests in points."), Cell(later)
    later = "Give every party weights and values: a ranking alone is not enough."
    return head, Cell("The interests in points"), Cell(later)


def open_sections(answered: Collection[str]) -> str:
    """Return the numbers of the sections without an answer, runs of three or more joined.

    Examples
    --------
    >>> open_sections(["bargain"]), open_sections(["bargain", "stability", "path"])
    ('3, 4, 6–9', '3, 4, 8, 9')
    >>> open_sections(["bargain", "dynamics", "stability", "path"])
    '4 (regret), 8, 9'
    >>> open_sections(["bargain", "dynamics", "stability", "path", "robustness"])
    '9'
    """
    numbers = sorted({5, *ANSWERS} - answered_sections(answered))
    partly = {
        n: f"{n} ({missing})"
        for n, (question, missing) in PARTLY.items()
        if n in numbers and question in answered
    }
    runs: list[list[int]] = []
    for n in (n for n in numbers if n not in partly):
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    parts = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    firsts = [run[0] for run in runs]
    told = dict(zip(firsts, parts, strict=True)) | partly
    return ", ".join(told[n] for n in sorted(told))


def answered_sections(answered: Collection[str]) -> set[int]:
    """Return the sections with an answer: regret of options takes options that were compared."""
    found = {n for n, question in {5: "bargain", **ANSWERS}.items() if question in answered}
    tested = answered.get("robustness") if isinstance(answered, Mapping) else None
    if tested is not None and not tested["strategies"]:
        found.discard(4)
    return found


def _later(dispute: Dispute, number: int, version: str) -> str:
    """Return why a question has no answer here."""
    name = dispute.name or "FILE"
    if ANSWERS[number] == "dynamics":
        has = dispute.dynamics is not None
        return "This page was made without it; ask grandbargain dynamics." if has else ""
    if ANSWERS[number] == "robustness":
        if number == REGRET and dispute.dynamics is None:
            return ""
        return (
            f"This page was made without it; ask grandbargain robustness {name}, then grandbargain "
            f"report {name} --run FOLDER, with the folder that the first one names."
        )
    if number in ASKED_APART:
        return (
            "This page answers it for the package judged or the one that the rule Nash finds; for "
            f"any other ask grandbargain {ANSWERS[number]}."
        )
    return f"Version {version or 'in use'} does not compute this yet."


def _row(dispute: Dispute, later: str, needs: tuple[str, ...], holds: str) -> tuple[Cell, Cell]:
    if not needs:
        still = [issue.title for issue in dispute.issues if not issue.moves]
        if not still:
            return Cell("Complete: every issue has its moves."), Cell(later)
        return (
            Cell(f"Moves are missing on {len(still)} of {len(dispute.issues)} issues."),
            Cell(f"Add “moves” to them: {holds}. {later}"),
        )
    has = {*dispute.sections, *(("dynamics",) if dispute.dynamics is not None else ())}
    there = [name for name in needs if name in has]
    absent = [name for name in needs if name not in has]
    state = f"Has {_quoted(there)}." if there else ""
    if absent:
        state = f"{state} Has no {_quoted(absent)}.".strip()
        return Cell(state), Cell(f"Add {_quoted(absent)}: {holds}. {later}".strip())
    return Cell(state), Cell(later)


def _quoted(names: list[str]) -> str:
    return listing(f"“{name}”" for name in names)
