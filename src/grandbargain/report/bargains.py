"""Section 5: the bargains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import charts, circumstances, wording
from .formats import DOTS, count, fixed, frequency, listing, signed
from .ledger import Ledger, ledger
from .packages import certificates, frontier, frontier_sentence, gains, outlines, side_by_side
from .parts import Block, Brief, Cell, Deal, Picture, Table
from .variants import memberships, procedures, resolved

MOST_DEALS = 4
"""Packages drawn side by side as grids of dots; the table has all."""


@dataclass(frozen=True, slots=True)
class Bargains:
    """Everything of the section; what the answer does not hold is None or empty."""

    rules: tuple[str, ...] = ()
    packages: Table | None = None
    certificates: Table | None = None
    gains: Picture | None = None
    edges: tuple[Picture, ...] = ()
    edge_key: str = ""
    frontier: Block | None = None
    ledger: Ledger | None = None
    acceptance: Picture | None = None
    ablation: Picture | None = None
    procedures: Block | None = None
    memberships: Block | None = None
    resolved: Block | None = None
    judged: Block | None = None
    blockers: Block | None = None

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All pictures of the section, in order."""
        found = (self.gains, *self.edges, self.acceptance, self.ablation)
        return tuple(picture for picture in found if picture)


def bargains(brief: Brief) -> Bargains:
    """Return section 5 for a bargaining answer."""
    judged = _judged(brief)
    if not brief.deals:
        return Bargains(memberships=memberships(brief), judged=judged, blockers=_blockers(brief))
    found = brief.answer.get("frontier")
    return Bargains(
        judged=judged,
        rules=tuple(wording.rule_line(rule) for rule in brief.answer["solutions"]),
        packages=side_by_side(brief),
        certificates=certificates(brief),
        gains=gains(brief),
        edges=tuple(outlines(brief)),
        edge_key=_edge_key(brief),
        frontier=Block((frontier_sentence(found),), frontier(brief)) if found else None,
        ledger=ledger(brief),
        acceptance=_acceptance(brief),
        ablation=_ablation(brief),
        procedures=procedures(brief),
        memberships=memberships(brief),
        resolved=resolved(brief),
    )


def _edge_key(brief: Brief) -> str:
    deals = listing(f"{deal.letter} ({deal.rule_names})" for deal in brief.deals)
    return (
        "The blue line joins the corners of the edge: beyond it no package exists that all parties "
        f"accept. Letters mark the packages {deals}; the ring is today, the cross what is left "
        "if talks fail. In the shaded field both actors are better off than without talks. A "
        "package inside the line may still be best for all parties together: only two actors are "
        "drawn."
    )


def _acceptance(brief: Brief) -> Picture | None:
    deals = [deal for deal in brief.deals if deal.acceptance]
    if not deals:
        return None
    worlds = (deals[0].acceptance or {})["worlds"]
    drawn = deals[:MOST_DEALS]
    safest = brief.deal("safest")
    if safest in deals and safest not in drawn:
        drawn = [*deals[: MOST_DEALS - 1], safest]
    who = [("joint", "All parties together"), *((p, brief.names.actor(p)) for p in brief.parties)]
    rows = tuple(
        (
            Cell(title, "" if key == "joint" else "actor",
                 actor=None if key == "joint" else brief.colour(key)),
            *(_share(deal.acceptance, key) for deal in deals if deal.acceptance),
        )
        for key, title in who
    )  # fmt: skip
    table = Table(
        "Worlds in which each party accepts each package",
        (Cell("Party"), *(Cell(deal.title, "number", deal.rule_names) for deal in deals)),
        rows,
        note="A party accepts a package in a world if the package gives it at least what is left "
        "if talks fail in that world, and holds nothing that it, being of the type that it is in "
        "that world, never signs.",
    )
    return Picture(
        "acceptance",
        "Worlds in which the parties accept",
        f"{wording.acceptance(brief, deals[0])} A full dot stands for worlds in which the party "
        f"accepts, an empty dot for those in which it does not: {min(DOTS, worlds)} dots for "
        f"{count(worlds)} worlds.{_left_out(deals, drawn)}",
        charts.acceptance(brief, drawn),
        table,
    )


def _left_out(deals: list[Deal], drawn: list[Deal]) -> str:
    """Say where to find the packages for which the picture has no room."""
    rest = [deal.letter for deal in deals if deal not in drawn]
    if not rest:
        return ""
    noun, verb = ("Package", "is") if len(rest) == 1 else ("Packages", "are")
    return f" {noun} {listing(rest)} {verb} in the table only."


def _share(accepted: dict[str, Any], key: str) -> Cell:
    share = accepted["joint"] if key == "joint" else accepted["by_party"][key]
    return Cell(frequency(share, accepted["worlds"]).replace(" worlds", ""), "number")


def _ablation(brief: Brief) -> Picture | None:
    rows = brief.answer.get("ablation")
    if not rows:
        return None
    order = sorted(
        rows,
        key=lambda row: (
            row["zopa"] is None,
            -(float("inf") if row["loss"] is None else row["loss"]),
        ),
    )
    worlds = brief.answer["settings"]["worlds"]
    table = Table(
        "The best agreement without each issue, dearest first",
        (
            Cell("Issue left as it is today"),
            Cell("Value left", "number"),
            Cell("Lost", "number"),
            *([Cell("All accept", "number")] if worlds else []),
            Cell("Proof"),
        ),
        tuple(_ablated(brief, row, worlds) for row in order),
        summary="Show the numbers",
    )
    return Picture(
        "ablation",
        "The value lost when an issue stays as it is today",
        f"{wording.killers(brief)} {wording.spares(brief)} {wording.VALUE}"
        + ("" if any(row["proved"] for row in rows) else " None of these values is proved."),
        charts.ablation(brief, order),
        table,
    )


def _ablated(brief: Brief, row: dict[str, Any], worlds: int) -> tuple[Cell, ...]:
    if row["zopa"] is None:
        left, lost = "not decided", "not decided"
    elif row["objective"] is None:
        left, lost = "no agreement left", "all"
    else:
        left, lost = fixed(row["objective"]), fixed(row["loss"])
    joint = row["joint_acceptance"]
    accept = "·" if joint is None else frequency(joint, worlds)
    return (
        Cell(brief.names.issue(row["issue"])),
        Cell(left, "number"),
        Cell(lost, "number"),
        *([Cell(accept, "number")] if worlds else []),
        Cell("proved" if row["proved"] else "not proved"),
    )


def _judged(brief: Brief) -> Block | None:
    found = brief.answer.get("judged")
    if not found:
        return None
    names = brief.names
    accepted = found.get("acceptance")
    rows = [
        (
            Cell(names.actor(actor), "actor", actor=brief.colour(actor)),
            Cell(fixed(found["utility"][actor]), "number"),
            Cell(
                signed(found["gain"][actor]),
                "number" if found["gain"][actor] >= 0 else "number loss",
            ),
            *([Cell(_judged_share(accepted, actor), "number")] if accepted else []),
        )
        for actor in brief.actors
    ]
    head = (
        Cell("Actor"),
        Cell("Utility", "number"),
        Cell("Gain", "number"),
        *([Cell("Accepts", "number")] if accepted else []),
    )
    table = Table("What the package judged gives", head, tuple(rows))
    return Block(tuple(circumstances.verdict(brief)), table)


def _judged_share(accepted: dict[str, Any], actor: str) -> str:
    share = accepted["by_party"].get(actor)
    return "no vote" if share is None else frequency(share, accepted["worlds"])


def _blockers(brief: Brief) -> Block | None:
    found = brief.answer.get("blockers")
    if not found or not circumstances.concessions_help(brief):
        return None
    names = brief.names
    who = names.actors(found["parties"])
    alone = len(found["parties"]) == 1
    text = f"{who} cannot be satisfied{'' if alone else ' together'}: no package that the "
    text += f"constraints {'and the floors ' if brief.answer.get('floors') else ''}allow "
    text += (
        "and that it does not refuse gives it what it has if talks fail."
        if alone
        else "and that none of them refuses gives each of them what it has if talks fail. "
        "No smaller set of parties blocks."
    )
    text += " This is proved." if found["proved"] else " This is not proved to the end."
    texts = (text,)
    rows = tuple(
        (
            Cell(names.actor(party), "actor", actor=brief.colour(party)),
            Cell(fixed(brief.answer["disagreement"][party]), "number"),
            Cell("no fall opens one" if value is None else fixed(value), "number"),
        )
        for party, value in found["concessions"].items()
    )
    table = Table(
        "How far each party alone would have to come down to open a zone of agreement",
        (
            Cell("Party"),
            Cell("Has if talks fail", "number"),
            Cell("Smallest fall, points", "number"),
        ),
        rows,
    )
    return Block(texts, table)
