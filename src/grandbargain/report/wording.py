"""Numbers turned into sentences. A mediator can correct the words here without touching numerics.

Every function is pure: values in, text out. Titles come from the file and are escaped where the
page is written, not here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from .circumstances import floors, floors_held, floors_in_the_way
from .evidence import likeliest_type
from .formats import (
    count,
    frequency,
    listing,
    percent,
    plural,
    points,
    sampling_range,
    shortlist,
    signed,
    small_count,
)
from .names import RULE_MEANINGS, RULES, Names
from .parts import Brief, Deal

VALUE = "Value is the geometric mean of the parties’ gains, in points: what the rule Nash seeks."
"""What the one number for an agreement means."""

PROBABILITY = (
    (0.05, "almost no chance", "below 5 %"),
    (0.20, "very unlikely", "5 to 20 %"),
    (0.45, "unlikely", "20 to 45 %"),
    (0.55, "roughly even chance", "45 to 55 %"),
    (0.80, "likely", "55 to 80 %"),
    (0.95, "very likely", "80 to 95 %"),
    (1.01, "almost certain", "above 95 %"),
)
"""Words of estimative probability: upper end of the range, word, range.

Ranges of Intelligence Community Directive 203, Analytic Standards (2015), with its outermost 1 %
left to the words at the ends.
"""


def chance_word(share: float) -> str:
    """Return the word for a share of worlds.

    Examples
    --------
    >>> chance_word(0.0), chance_word(0.5), chance_word(0.7), chance_word(1.0)
    ('almost no chance', 'roughly even chance', 'likely', 'almost certain')
    """
    return next(word for end, word, _ in PROBABILITY if share < end)


def chance_clause(share: float, what: str) -> str:
    """Return a clause that starts a sentence on a share.

    Examples
    --------
    >>> chance_clause(0.7, "all parties accept")
    'It is likely that all parties accept'
    >>> chance_clause(0.5, "all parties accept")
    'There is a roughly even chance that all parties accept'
    >>> chance_clause(0.01, "all parties accept")
    'There is almost no chance that all parties accept'
    """
    word = chance_word(share)
    if word == "almost no chance":
        return f"There is almost no chance that {what}"
    if word == "roughly even chance":
        return f"There is a roughly even chance that {what}"
    return f"It is {word} that {what}"


def with_range(share: float, worlds: int) -> str:
    """Return a frequency with the range that the number of worlds leaves, rounded outwards.

    Examples
    --------
    >>> with_range(0.74, 200), with_range(1.0, 500)
    ('148 of 200 worlds (74 %; range 67 to 80 %)', '500 of 500 worlds (100 %; range 99 to 100 %)')
    """
    low, high = sampling_range(share, worlds)
    ends = f"range {math.floor(100 * low)} to {math.ceil(100 * high)} %"
    return f"{frequency(share, worlds).removesuffix(')')}; {ends})"


def from_play(brief: Brief) -> str:
    """Say whose points without an agreement are what play brings; empty where nobody's are."""
    dispute = brief.names.dispute
    if brief.answer["settings"].get("no_deal") == "play":
        whose = [actor.id for actor in dispute.actors if actor.discount is not None]
    else:
        whose = [
            actor for actor, one in dispute.interests.items() if one.disagreement.kind == "play"
        ]
    if not whose:
        return ""
    left = brief.answer["disagreement"]
    worth = listing([f"{brief.names.actor(actor)} {points(left[actor])}" for actor in whose], "and")
    return (
        f"If talks fail, decades of play without a deal are worth, in points a year: {worth}. That "
        "stands in place of what the file states for failed talks."
        if brief.answer["settings"].get("no_deal") == "play"
        else f"If talks fail, decades of play without a deal are worth, in points a year: {worth}."
    )


def zone(brief: Brief) -> str:
    """Say whether there is a zone of agreement."""
    answer, names = brief.answer, brief.names
    parties = all_parties(brief)
    if answer["zopa"] is None:
        what = "the work was interrupted" if answer.get("interrupted") else "the budget ended"
        return (
            f"It is not decided whether a zone of agreement exists: {what} before a package or a "
            "proof was found."
        )
    stated = floors(brief)
    if answer["zopa"]:
        text = (
            f"There is a zone of agreement. At least one package leaves {parties} no worse off "
            f"than if talks fail, and {_nobody(brief)} refuses it."
        )
        if brief.deals:
            text += " A package that does so is shown below."
        return f"{text} {floors_held(brief)}".strip()
    blockers = answer.get("blockers") or {}
    who = names.actors(blockers.get("parties", ()))
    proved = "This is proved" if blockers.get("proved", True) else "This much is proved"
    under = f" with the floors asked for ({stated})" if stated else ""
    kept = " that keeps them" if stated else ""
    together = "" if len(blockers.get("parties", ())) == 1 else " together"
    lack = f"No package{kept} satisfies {who}{together}." if who else ""
    if not who:
        lack = "No package keeps them." if stated else f"None suits {parties}."
    text = (
        f"There is no zone of agreement{under}. {lack} {proved}: "
        "the search covered every package that the constraints allow."
    )
    return " ".join([text, *floors_in_the_way(brief)])


def all_parties(brief: Brief) -> str:
    """Return everyone at the table as the object of a sentence."""
    number = len(brief.parties)
    if number == 1:
        return brief.names.actor(brief.parties[0])
    return "both parties" if number == 2 else f"all {small_count(number)} parties"


def _nobody(brief: Brief) -> str:
    number = len(brief.parties)
    return ("nobody at the table", "neither of them")[number - 1] if number < 3 else "none of them"


def package_count(answer: Mapping[str, Any]) -> str:
    """Say how many packages there are."""
    if answer.get("packages") is not None:
        return f"The issues and constraints of the file allow {count(answer['packages'])} packages."
    return (
        f"The issues allow at most {count(answer['packages_bound'])} packages; how many of them "
        "meet the constraints was not counted."
    )


def size_of_change(brief: Brief, deal: Deal) -> str:
    """Say how much of the status quo a package changes."""
    changed = brief.names.changes(deal.package)
    total = len(brief.names.dispute.issues)
    if not changed:
        return f"{deal.title} leaves all {small_count(total)} issues as they are"
    if len(changed) == total:
        return f"{deal.title} changes all {small_count(total)} issues"
    return f"{deal.title} changes {small_count(len(changed))} of the {small_count(total)} issues"


def objective(rule: str, value: float, worlds: int = 0) -> str:
    """Return what a rule reached, as a phrase.

    Examples
    --------
    >>> objective("nash", 12.34), objective("kalai_smorodinsky", 0.61)
    ('geometric mean gain of 12.3 points', 'every party gets at least 61 % of its largest gain')
    """
    if rule == "kalai_smorodinsky":
        return f"every party gets at least {percent(value)} of its largest gain"
    if rule == "safest":
        return "accepted by all in " + (frequency(value, worlds) if worlds else percent(value))
    noun = {
        "nash": "geometric mean gain",
        "egalitarian": "smallest gain",
        "utilitarian": "sum of utilities",
    }[rule]
    return f"{noun} of {points(value)} points"


def certificate(rule: str, solution: Mapping[str, Any], worlds: int = 0) -> str:
    """Say what was proved about a solution."""
    if solution["objective"] is None:
        return "No package found."
    nodes = plural(solution["nodes"], "search node")
    if solution["proved"]:
        return f"Proved: no package does better (gap 0; {nodes})."
    if solution["bound"] is None:
        return f"Not proved: best package found; {nodes}."
    if rule == "safest":
        best = frequency(solution["bound"], worlds) if worlds else percent(solution["bound"])
        return f"Not proved: no package is accepted in more than {best}; {nodes}."
    if rule == "kalai_smorodinsky":
        bound, gap = percent(solution["bound"]), percent(solution["gap"])
    else:
        bound = f"{points(solution['bound'])} points"
        gap = f"{points(solution['gap'])} points"
    if not solution["gap"]:
        return f"{_level()}; {nodes}."
    return f"Not proved: no package exceeds {bound} (gap {gap}; {nodes})."


def ties(names: Names, solution: Mapping[str, Any], rule: str = "nash") -> str:
    """Say how many packages tie, and on which issues those listed differ."""
    number = solution["ties"]
    if number is None:
        return "Ties not counted."
    if number <= 1:
        return "No other package ties."
    packages = [item["package"] for item in solution["packages"]]
    differ = [names.issue(key) for key in packages[0] if len({item[key] for item in packages}) > 1]
    text = f"{plural(number, 'package').capitalize()} tie exactly; shown is {_chosen(rule)}"
    if differ:
        listed = "they" if len(packages) == number else f"the {len(packages)} listed"
        text += f"; {listed} differ on {shortlist(differ)}"
    return text + "."


def _chosen(rule: str) -> str:
    """Say which of the packages that tie is the one shown."""
    if rule == "safest":
        return (
            "the one with the largest sum of utilities in the central world, each times the power "
            "of its party"
        )
    return (
        "the first in package order (on the first issue of the file on which they differ, the "
        "option that the file names first)"
    )


def recommendation(brief: Brief, deal: Deal) -> str:
    """Say which rules pick a package and whether that is proved."""
    solutions = brief.answer["solutions"]
    picked = f"{deal.title}, picked by {listing([RULES[rule] for rule in deal.rules])}"
    text = size_of_change(brief, deal).replace(deal.title, f"{picked},", 1) + "."
    rules = [rule for rule in deal.rules if rule != "safest"]
    if not rules:
        proved = solutions["safest"]["proved"]
        return f"{text} Proved: no package is accepted more often." if proved else text
    if all(solutions[rule]["proved"] for rule in rules):
        which = "this rule" if len(rules) == 1 else "these rules"
        return f"{text} Proved: by {which} no package does better."
    loose = [rule for rule in rules if not solutions[rule]["proved"]]
    level = [rule for rule in loose if solutions[rule]["gap"] == 0]
    gaps = [
        f"gap {_gap(rule, solutions[rule]['gap'])} by {RULES[rule]}"
        for rule in loose
        if solutions[rule]["gap"]
    ]
    if len(level) < len(loose):
        text += f" Not proved: the best found{', ' + listing(gaps) if gaps else ''}."
    return f"{text} {_level(listing(RULES[rule] for rule in level))}." if level else text


def _level(rules: str = "") -> str:
    """Say that the value is proved, and that a later level of a rule is not."""
    by = f" by {rules}" if rules else ""
    return f"Best value proved (gap 0){by}; a later level of the rule is not settled"


def _gap(rule: str, gap: float) -> str:
    return percent(gap) if rule == "kalai_smorodinsky" else f"{points(gap)} points"


def gain_shares(brief: Brief, deal: Deal) -> dict[str, float]:
    """Return each party's gain as a share of the most that it could gain in the zone of agreement.

    Points of different actors do not compare; these shares do (Kalai and Smorodinsky 1975). A party
    that can gain nothing has none.
    """
    ideal, failing = brief.answer["ideal"], brief.answer["disagreement"]
    room = {party: ideal.get(party, 0.0) - failing[party] for party in brief.parties}
    return {party: deal.gain[party] / most for party, most in room.items() if most > 0}


def least_gain(brief: Brief, deal: Deal) -> str:
    """Say who gets the smallest and the largest share of what it could gain."""
    shares = gain_shares(brief, deal)
    if not shares:
        return "No party can gain anything against failed talks."
    low = min(shares, key=lambda party: shares[party])
    high = max(shares, key=lambda party: shares[party])
    text = f"Smallest share of its best possible gain under {deal.title}:"
    text = f"{text} {_share(brief, deal, low)}."
    if shares[high] == shares[low]:
        return text
    return f"{text} Largest: {_share(brief, deal, high)}."


def _share(brief: Brief, deal: Deal, party: str) -> str:
    """Return a party with its share of its best gain, and both gains in its own points."""
    answer = brief.answer
    best = answer["ideal"][party] - answer["disagreement"][party]
    share = deal.gain[party] / best
    open_ = is_ideal_open(answer, party)
    amount = f"{points(deal.gain[party])} of {best_text(answer, party)} points"
    most = "at most " if open_ else ""
    return f"{brief.names.actor(party)}, {most}{percent(share)} ({amount})"


def is_ideal_open(answer: Mapping[str, Any], party: str) -> bool:
    """Return whether a party's best points are only the best found, not proved."""
    bound = answer.get("ideal_bound", {}).get(party)
    return bound is not None and bound > answer["ideal"][party]


def best_text(answer: Mapping[str, Any], party: str) -> str:
    """Return a party's best possible gain; marked where the budget ended before its proof."""
    best = answer["ideal"][party] - answer["disagreement"][party]
    return f"{'at least ' if is_ideal_open(answer, party) else ''}{points(best)}"


def acceptance(brief: Brief, deal: Deal) -> str:
    """Say how often all parties accept, and who refuses most often."""
    found = deal.acceptance
    if found is None:
        if brief.answer.get("settings", {}).get("worlds"):
            return "How often each party would accept is not known: it was not finished."
        return "How often each party would accept was not asked for: run with --worlds to see it."
    n = found["worlds"]
    text = chance_clause(found["joint"], f"all parties accept {deal.title}")
    text = f"{text}: they do in {with_range(found['joint'], n)}."
    by_party = found["by_party"]
    worst = min(by_party, key=lambda party: by_party[party])
    if by_party[worst] >= 1:
        return text + " Every party accepts in every world drawn."
    return f"{text} Least sure: {brief.names.actor(worst)}, {frequency(by_party[worst], n)}."


def types(names: Names) -> str:
    """Say which type stands for an actor of whom nobody knows the type; empty without types."""
    parts: list[str] = []
    for actor, interests in names.dispute.interests.items():
        found = likeliest_type(interests)
        if found:
            kind, chance = found
            others = listing(f"“{k.id}”" for k in interests.types if k.id != kind.id)
            parts.append(
                f"{names.actor(actor)} as “{kind.id}” (chance {percent(chance)}; else {others})"
            )
    if not parts:
        return ""
    return (
        f"Packages, gains and the value of each issue take {listing(parts)}. They may be refused "
        "where an actor is of another type. Acceptance counts all types, each as often as the "
        "file holds it likely."
    )


def safest(brief: Brief, main: Deal) -> str:
    """Compare the package accepted most often with the main one."""
    deal = brief.deal("safest")
    if deal is None or deal.acceptance is None:
        return ""
    if deal.letter == main.letter:
        return f"{deal.title} is also the package that is accepted most often."
    n = deal.acceptance["worlds"]
    often = frequency(deal.acceptance["joint"], n)
    text = f"{deal.title} is accepted by all most often, in {often}."
    return f"{text} {_price_of_safety(brief, deal, main)}".strip()


def _price_of_safety(brief: Brief, deal: Deal, main: Deal) -> str:
    """Compare the smallest shares of the best possible gain under two packages."""
    there, here = gain_shares(brief, deal), gain_shares(brief, main)
    if not there or not here:
        return ""
    low, high = min(there.values()), min(here.values())
    shown, other = percent(low), percent(high)
    if shown == other:
        return f"The worst-served party gets the same share of its best possible gain: {shown}."
    if low > high:
        return f"It also gives the worst-served party more: {shown} instead of {other}."
    return (
        f"What it costs: the smallest share that a party gets of its best possible gain is {shown} "
        f"instead of {other}."
    )


def never_accepted(brief: Brief) -> str:
    """Say that no package suits all parties in any world, where that was found."""
    found = brief.answer.get("solutions", {}).get("safest")
    if found is None or found["packages"] or not found["proved"]:
        return ""
    worlds = brief.answer["settings"]["worlds"]
    return f"In none of the {count(worlds)} worlds drawn does any package suit all parties either."


def others(brief: Brief, deal: Deal) -> list[str]:
    """Say what a package brings to those who have no seat."""
    found: list[str] = []
    for actor in brief.others:
        before, after = brief.answer["status_quo"][actor], deal.utility[actor]
        change = after - before
        is_party = brief.names.dispute.actor(actor).is_party
        seat = "Not at the table" if is_party else "No seat and no vote"
        found.append(
            f"{seat}: {brief.names.actor(actor)}. {deal.title} brings "
            f"{signed(change)} points against the status quo ({points(before)} today, "
            f"{points(after)} then) and {signed(deal.gain[actor])} against failed talks."
        )
    return found


def killers(brief: Brief) -> str:
    """Say which issues, left out, kill the agreement or cost most of it."""
    rows = brief.answer.get("ablation") or []
    if not rows:
        return ""
    title = brief.names.issue
    dead = [title(row["issue"]) for row in rows if row["zopa"] is False]
    empty = [title(row["issue"]) for row in rows if row["zopa"] and not row["objective"]]
    undecided = [title(row["issue"]) for row in rows if row["zopa"] is None]
    parts: list[str] = []
    if dead:
        parts.append(f"{_without(dead)} no agreement is left.")
    if empty:
        parts.append(f"{_without(empty)} no package is left from which all gain.")
    if undecided:
        parts.append(f"Whether an agreement is left without {shortlist(undecided)} is not decided.")
    if not parts and len(rows) == len(brief.names.dispute.issues):
        parts.append("No single issue, left out, kills the agreement.")
    costly = [row for row in costly_issues(rows) if row["objective"]]
    if costly:
        named = [f"{title(row['issue'])} ({_loss(row)})" for row in costly[:3]]
        parts.append(f"Dearest to leave out, in value lost: {listing(named)}.")
    return " ".join(parts)


def _without(titles: Sequence[str]) -> str:
    if len(titles) == 1:
        return f"Without {titles[0]}"
    return f"With any one of these left out ({shortlist(titles, 6)})"


def _loss(row: Mapping[str, Any]) -> str:
    return f"{points(row['loss'])} points{'' if row['proved'] else ', not proved'}"


def costly_issues(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rows of issues that cost at least a twentieth of the objective, dearest first."""
    found = [row for row in rows if row["loss"] is not None]
    full = max((row["objective"] + row["loss"] for row in found), default=0.0)
    dear = [row for row in found if row["loss"] >= 0.05 * full and row["loss"] > 0]
    return sorted(dear, key=lambda row: -row["loss"])


def spare_issues(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rows of issues that cost less than a hundredth of the objective."""
    found = [row for row in rows if row["loss"] is not None and row["zopa"]]
    full = max((row["objective"] + row["loss"] for row in found), default=0.0)
    return [row for row in found if row["loss"] <= 0.01 * full]


def spares(brief: Brief) -> str:
    """Say which issues the agreement hardly needs."""
    rows = brief.answer.get("ablation") or []
    spare = [brief.names.issue(row["issue"]) for row in spare_issues(rows)]
    if not rows:
        return ""
    if not spare:
        return "Every issue earns its place: leaving out any one costs more than 1 % of the value."
    if len(spare) == 1:
        return f"{spare[0]} hardly matters: left out, it costs less than 1 % of the value."
    return (
        f"{plural(len(spare), 'issue').capitalize()} hardly matter; left out one at a time, each "
        f"costs less than 1 % of the value: {shortlist(spare, 6)}."
    )


def concession(names: Names, party: str, value: float | None) -> str:
    """Say how far one party alone would have to come down."""
    if value is None:
        return f"No concession by {names.actor(party)} alone opens a zone of agreement."
    return (
        f"A concession of {points(value)} points by {names.actor(party)} alone, below what is left "
        "there if talks fail, opens a zone of agreement."
    )


def rule_line(rule: str) -> str:
    """Return what a rule asks for, as a sentence."""
    return f"{RULES[rule]}: {RULE_MEANINGS[rule]}."
