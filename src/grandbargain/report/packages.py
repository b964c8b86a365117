"""Recommended packages side by side, what each actor gains, and the edge of agreement."""

from __future__ import annotations

from typing import Any

from . import charts, wording
from .circumstances import not_listed
from .formats import fixed, plural, points, signed
from .names import RULES
from .parts import Brief, Cell, Deal, Picture, Table


def side_by_side(brief: Brief) -> Table:
    """Return issues by packages; issues that every package leaves alone are named in the note."""
    names = brief.names
    changed = {key for deal in brief.deals for key in names.changes(deal.package)}
    rows = [
        (
            Cell(issue.title),
            Cell(issue.option_title(issue.status_quo), "today"),
            *(_choice(brief, deal, issue.id) for deal in brief.deals),
        )
        for issue in names.dispute.issues
        if issue.id in changed
    ]
    left = [issue.title for issue in names.dispute.issues if issue.id not in changed]
    note = "A triangle and bold type mark what changes against today; “as today” marks the rest."
    if len(brief.deals) > 1:
        note += f" “As A” marks a change that is the same as in {brief.deals[0].title}."
    if left:
        note += f" No package changes: {wording.listing(left)}."
    head = (
        Cell("Issue"),
        Cell("Today"),
        *(Cell(deal.title, sub=deal.rule_names) for deal in brief.deals),
    )
    return Table(
        "Recommended packages against the status quo", head, tuple(rows), style="packages",
        note=note,
    )  # fmt: skip


def _choice(brief: Brief, deal: Deal, issue: str) -> Cell:
    option = deal.package[issue]
    if option == brief.names.dispute.issue(issue).status_quo:
        return Cell("as today", "same")
    first = brief.deals[0]
    if deal is not first and option == first.package[issue]:
        return Cell(f"as {first.letter}", "alike")
    return Cell(brief.names.option(issue, option), "changed")


def certificates(brief: Brief) -> Table:
    """Return one row per rule: its package, its value, what was proved, ties."""
    rows = []
    for rule, solution in brief.answer["solutions"].items():
        deal = brief.deal(rule)
        worlds = _worlds(brief)
        value = solution["objective"]
        rows.append(
            (
                Cell(RULES[rule]),
                Cell(deal.title if deal else "none found"),
                Cell("none" if value is None else wording.objective(rule, value, worlds)),
                Cell(wording.certificate(rule, solution, worlds)),
                Cell(wording.ties(brief.names, solution, rule) if deal else "·"),
            )
        )
    head = (Cell("Rule"), Cell("Picks"), Cell("Value reached"), Cell("Proof"), Cell("Ties"))
    return Table("What each rule picks, and what is proved about it", head, tuple(rows))


def _worlds(brief: Brief) -> int:
    return next((deal.acceptance["worlds"] for deal in brief.deals if deal.acceptance), 0)


def gains(brief: Brief) -> Picture:
    """Return what each actor gains under each package, as picture and table."""
    answer = brief.answer
    rows = []
    for actor in brief.actors:
        now = answer["status_quo"][actor] - answer["disagreement"][actor]
        best = _best(answer, actor) if actor in answer["ideal"] else "·"
        role = "" if actor in answer["parties"] else "no vote"
        rows.append(
            (
                Cell(brief.names.actor(actor), "actor", role, actor=brief.colour(actor)),
                Cell(signed(now), "number"),
                Cell(best, "number"),
                *(
                    Cell(
                        signed(deal.gain[actor]),
                        "number" if deal.gain[actor] >= 0 else "number loss",
                        sub=f"utility {fixed(deal.utility[actor])}",
                    )
                    for deal in brief.deals
                ),
            )
        )
    table = Table(
        "Points above what is left if talks fail, by actor and package",
        (
            Cell("Actor"),
            Cell("Today", "number"),
            Cell("Best possible", "number"),
            *(Cell(deal.title, "number", deal.rule_names) for deal in brief.deals),
        ),
        tuple(rows),
        note="Best possible: the most that a party could gain in the zone of agreement, alone. “At "
        "least” marks what a budget left unproved. Points of different actors do not compare; "
        "shares of the best possible gain do.",
    )
    reading = wording.least_gain(brief, brief.deals[0])
    reading = (
        f"{reading} The upright stroke is today’s order, "
        "the line at zero is what is left if talks fail."
    )
    return Picture(
        "gains", "Gains of every actor under every package", reading, charts.gains(brief), table
    )


def _best(answer: dict[str, Any], actor: str) -> str:
    """Return a party's best possible gain, marked where it is only the best found."""
    mark = "at least " if wording.is_ideal_open(answer, actor) else ""
    return f"{mark}{signed(answer['ideal'][actor] - answer['disagreement'][actor])}"


def outlines(brief: Brief) -> list[Picture]:
    """Return the edge of the zone of agreement for every pair that the answer traces."""
    found = []
    for k, edge in enumerate(brief.answer.get("outlines") or [], start=1):
        a, b = (brief.names.actor(name) for name in edge["actors"])
        name = f"edge-{k}"
        found.append(
            Picture(
                name,
                f"{a} and {b}",
                _edge_reading(brief, edge),
                charts.outline(brief, edge, name),
                _edge_table(brief, edge),
            )
        )
    return found


def _edge_reading(brief: Brief, edge: dict[str, Any]) -> str:
    a, b = edge["actors"]
    names = brief.names
    best_a = max(item["utility"][a] for item in edge["points"])
    best_b = max(item["utility"][b] for item in edge["points"])
    corners = plural(len(edge["points"]), "corner")
    proof = "proved" if edge["proved"] else "found, not proved"
    text = (
        f"Among packages that no party refuses {names.actor(a)} can reach {points(best_a)} points "
        f"and {names.actor(b)} {points(best_b)}"
    )
    if len(edge["points"]) == 1:
        return f"{text}, both in one and the same package ({proof})."
    return f"{text}, but not in the same package; the edge has {corners}, {proof}."


def _edge_table(brief: Brief, edge: dict[str, Any]) -> Table:
    a, b = edge["actors"]
    answer, names = brief.answer, brief.names
    rows = [
        _point_row(deal.title, deal.utility[a], deal.utility[b], deal.rule_names)
        for deal in brief.deals
    ]
    rows.append(_point_row("Today", answer["status_quo"][a], answer["status_quo"][b]))
    rows.append(_point_row("If talks fail", answer["disagreement"][a], answer["disagreement"][b]))
    edges = sorted(edge["points"], key=lambda item: item["utility"][a])
    rows += [
        _point_row(f"Corner {k} of the edge", item["utility"][a], item["utility"][b])
        for k, item in enumerate(edges, start=1)
    ]
    return Table(
        f"Points of {names.actor(a)} and {names.actor(b)}",
        (Cell("Point"), Cell(names.actor(a), "number"), Cell(names.actor(b), "number")),
        tuple(rows),
        summary="Show the numbers",
    )


def _point_row(title: str, x: float, y: float, sub: str = "") -> tuple[Cell, ...]:
    return (
        Cell(title, sub=sub),
        Cell(fixed(x), "number"),
        Cell(fixed(y), "number"),
    )


MOST_ROWS = 100
"""Frontier packages listed on the page."""


def frontier(brief: Brief) -> Table | None:
    """Return the frontier if the answer holds one, its first rows if it is long."""
    found = brief.answer.get("frontier")
    if found is None or not found["packages"]:
        return None
    names = brief.names
    shown = found["packages"][:MOST_ROWS]
    rows = tuple(
        (
            Cell(f"Point {k}", sub=f"{plural(item['ties'], 'package')}"),
            *(Cell(fixed(item["utility"][actor]), "number") for actor in brief.actors),
            Cell(_difference(brief, item["package"])),
        )
        for k, item in enumerate(shown, start=1)
    )
    note = frontier_sentence(found)
    if len(shown) < len(found["packages"]):
        note += f" The first {len(shown)} are listed; “grandbargain bargain --frontier” has all."
    head = (
        Cell("Point"),
        *(Cell(names.actor(actor), "number actor", actor=brief.colour(actor))
          for actor in brief.actors),
        Cell("Changes against today"),
    )  # fmt: skip
    return Table(
        "The frontier: packages that no other beats for every party", head, rows,
        note=note, summary=f"Show {plural(len(shown), 'point')} of the frontier",
    )  # fmt: skip


def frontier_sentence(found: dict[str, Any]) -> str:
    """Say what the frontier holds and whether it is exact."""
    if found["mode"] == "too_large":
        return not_listed(found)
    size = plural(found["size"], "point")
    if found["mode"] == "floor":
        return f"The frontier above the stated floors has {size}; it is exact there."
    if found["epsilon"]:
        return f"The frontier has {size}, exact to within {points(found['epsilon'])} points."
    return f"The frontier has {size} and is exact."


def _difference(brief: Brief, package: dict[str, str]) -> str:
    names = brief.names
    changed = names.changes(package)
    if not changed:
        return "none"
    return "; ".join(f"{names.issue(key)}: {names.option(key, package[key])}" for key in changed)
