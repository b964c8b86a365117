"""Alternatives over all worlds as parts of a section: strategies in section 4, packages in 8."""

from __future__ import annotations

from collections.abc import Sequence

from . import picks, regret_tables, regrets
from .alternatives import Compared, Data
from .decades_page import Item, Part, part, told
from .names import Names
from .parts import Deal


def regret_parts(names: Names, data: Data | None) -> tuple[Part, ...]:
    """Return the regret of strategies; nothing where none were compared over worlds."""
    if data is None or not data["strategies"]:
        return ()
    compared = Compared(names, data["strategies"])
    return part("regret", "Regret: what each option risks", "Regret", *_regret(compared, data))


def package_parts(names: Names, data: Data, deals: Sequence[Deal]) -> tuple[Part, ...]:
    """Return packages over all worlds, and who would pick which."""
    if not data["packages"]:
        return ()
    compared = Compared(names, data["packages"], deals)
    return (
        *part(
            "breaks-packages",
            "Packages over all worlds",
            "Packages over all worlds",
            Item(
                texts=told(regrets.kept(compared)),
                table=regret_tables.shares_table(compared),
            ),
            *_regret(compared, data),
        ),
        *part(
            "breaks-picks",
            "Who would pick which package",
            "Who would pick which",
            Item(
                texts=told(picks.picking(data, compared)),
                table=picks.picks_table(data, compared),
                listed=True,
            ),
        ),
    )


def _regret(compared: Compared, data: Data) -> tuple[Item, ...]:
    return (
        Item(
            texts=(regrets.stated_set(compared),),
            table=regret_tables.regret_table(compared),
        ),
        Item(
            texts=told([*regrets.least_regret(compared), *regrets.never_better(compared)]),
            table=regret_tables.best_table(compared),
            listed=True,
        ),
        Item(
            texts=told(regrets.disagreements(compared)),
            table=regret_tables.winners_table(compared),
            listed=True,
        ),
        Item(table=regret_tables.spread_table(compared, data["settings"]["hurwicz"])),
    )
