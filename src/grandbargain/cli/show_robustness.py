"""What would break it, in a terminal: tests, what they hang on, packages and strategies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..report import breaking, breaking_tables, made, picks, regret_tables, regrets
from ..report.alternatives import Compared
from ..report.breaking_judgements import judged
from ..report.hanging import hanging_lines
from ..report.names import Names
from ..report.numbers_named import NumberNames
from .fitting import show_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from ..dispute import Dispute


def draw(console: Console, dispute: Dispute, data: dict[str, Any]) -> None:
    """Print an answer about what would break it, from its plain data."""
    names = Names(dispute)
    named = NumberNames(names)
    console.print(dispute.title, style="bold")
    show_part(console, "Bottom line", [made.stopped(data), *judged(data, names)])
    show_part(console, "Tests", [], breaking_tables.tests_table(data))
    for name in data["tests"]:
        _test(console, dispute, data, named, name)
    show_part(console, "What most hangs on", hanging_lines(data, named))
    _packages(console, names, data)
    _strategies(console, names, data)
    show_part(
        console,
        "How the worlds were made",
        made.cautions(data),
        made.made_table(data, named, dispute.name),
    )


def _test(
    console: Console, dispute: Dispute, data: dict[str, Any], named: NumberNames, name: str
) -> None:
    """Print one test: what it asks, in how many worlds it passes, and within which limits."""
    test = data["tests"][name]
    lines = [breaking.about(test, named), *_contents(dispute, data, test["alternatives"])]
    if test["domain"] is not None:
        lines.append(breaking.passes(test))
        lines += breaking.failing(test, named)
        lines += breaking.holding(test, named)
        lines += breaking.swings(test, named)
        lines += breaking.indices_told(test, named)
    show_part(console, test["title"] or name, lines)


def _contents(dispute: Dispute, data: dict[str, Any], alternatives: Sequence[str]) -> list[str]:
    """Say what a tested package is, in the form that ``--package`` takes."""
    packages = (data["packages"] or {}).get("packages", {})
    found = []
    for name in alternatives:
        if name in packages:
            changed = [
                f"{issue}={option}"
                for issue, option in packages[name].items()
                if option != dispute.status_quo[issue]
            ]
            found.append(f"The package: {', '.join(changed) or 'as today'}.")
    return found


def _packages(console: Console, names: Names, data: dict[str, Any]) -> None:
    """Print packages over all worlds, and who would pick which."""
    if not data["packages"]:
        return
    compared = Compared(names, data["packages"])
    show_part(
        console,
        "Packages over all worlds",
        regrets.kept(compared),
        regret_tables.shares_table(compared),
    )
    _regret(console, compared, "Regret of packages")
    show_part(
        console,
        "Who would pick which package",
        picks.picking(data, compared),
        picks.picks_table(data, compared),
    )


def _strategies(console: Console, names: Names, data: dict[str, Any]) -> None:
    if data["strategies"]:
        _regret(console, Compared(names, data["strategies"]), "Regret of strategies")


def _regret(console: Console, compared: Compared, title: str) -> None:
    """Print what every alternative risks, and where ways to rank disagree."""
    show_part(
        console,
        title,
        [
            regrets.stated_set(compared),
            *regrets.least_regret(compared),
            *regrets.never_better(compared),
            *regrets.disagreeing(compared),
        ],
        regret_tables.regret_table(compared),
    )
