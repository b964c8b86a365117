"""Sentences on what surrounds an answer: floors, interruption, other tables, a package judged.

Like ``wording``, pure functions of values, for a mediator to correct. Titles of the file may begin
with an article or be plural, so a sentence never makes one its subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..dispute import Refusal
from .evidence import central_interests
from .formats import frequency, listing, plural, points, small_count
from .names import RULES, Names
from .parts import Brief


def floors(brief: Brief) -> str:
    """Return the floors that held, as a phrase; empty without floors."""
    found = brief.answer.get("floors")
    if not found:
        return ""
    return listing(
        f"at least {points(value)} points for {brief.names.actor(actor)}"
        for actor, value in found["held"].items()
    )


def floors_held(brief: Brief) -> str:
    """Say which floors every package of the answer meets."""
    stated = floors(brief)
    return f"Every package that the rules pick keeps the floors: {stated}." if stated else ""


def floors_in_the_way(brief: Brief) -> list[str]:
    """Say which floors are out of reach, and how matters stand without any."""
    found = brief.answer.get("floors")
    if not found or brief.answer["zopa"] is not False:
        return []
    texts = [
        f"The floor of {points(floor)} points for {brief.names.actor(actor)} is out of reach: no "
        f"feasible package gives more than {points(found['most'][actor])} points there."
        for actor, floor in found["held"].items()
        if found["most"].get(actor) is not None and found["most"][actor] < floor
    ]
    without = found["zopa_without"]
    if without is None:
        texts.append("Whether there is one without the floors is not decided.")
    elif without:
        texts.append("Without the floors there is a zone of agreement: it is they that close it.")
    else:
        texts.append("Without the floors there is none either.")
    return texts


def interrupted(brief: Brief) -> str:
    """Say that the work was stopped, and what was not finished; empty if it ran to its end."""
    if not brief.answer.get("interrupted"):
        return ""
    missing = unfinished(brief)
    text = "The work was interrupted: this answer holds only what was finished."
    return f"{text} Not finished: {listing(missing)}." if missing else text


def unfinished(brief: Brief) -> list[str]:
    """Return what was asked for and is not in an answer."""
    answer = brief.answer
    asked = answer.get("settings", {})
    found: list[str] = []
    if answer["zopa"] is None:
        found.append("whether there is a zone of agreement")
    if answer["zopa"] is not False:
        found += [RULES[rule] for rule in asked.get("rules", ()) if rule not in answer["solutions"]]
        issues = len(brief.names.dispute.issues)
        for setting, goal, key, title in (
            ("ablation", issues, "ablation", "leaving out one issue at a time"),
            ("frontier", 1, "frontier", "the frontier"),
            ("outlines", _size(asked, "outlines"), "outlines", "the edge of agreement"),
        ):
            if asked.get(setting) and len(answer.get(key) or ()) < goal:
                found.append(title)
    for setting, key, title in (
        ("first", "procedures", "who settles first"),
        ("memberships", "memberships", "other tables"),
    ):
        if len(answer.get(key) or ()) < _size(asked, setting):
            found.append(title)
    if asked.get("package") and not answer.get("judged"):
        found.append("the package that you named")
    if asked.get("worlds") and not any(deal.acceptance for deal in brief.deals):
        found.append("acceptance over worlds")
    if asked.get("resolve") and not answer.get("resolved"):
        found.append("the package sought anew in every world")
    return found


def _size(asked: Mapping[str, Any], setting: str) -> int:
    return len(asked.get(setting) or ())


def first_stage(names: Names, item: Mapping[str, Any]) -> str:
    """Say what those who settle first agree among themselves."""
    lead = f"Settled first by {names.actors(item['first'])}:"
    theirs, settled = item["controlled"], item["settled"]
    outcome = item["first_outcome"]
    issues = plural(len(theirs), "issue")
    if outcome == "no_control":
        return f"{lead} nothing, for no issue is theirs to move. Every issue stays open to all."
    if outcome == "no_agreement":
        return (
            f"{lead} they settle nothing. No package among what they control ({issues}) suits "
            "them all; this is proved. Every issue stays open to all parties."
        )
    if outcome == "not_decided":
        return (
            f"{lead} not known. The budget ended before a package among what they control "
            f"({issues}) was found. Every issue stayed open to all parties."
        )
    proof = "" if item["first_proved"] else " That this is their best package is not proved."
    if outcome == "as_today":
        return f"{lead} they leave what they control ({issues}) as it is today.{proof}"
    moved = "; ".join(f"{names.issue(k)}: “{names.option(k, v)}”" for k, v in settled.items())
    rest = len(theirs) - len(settled)
    stays = f" The other {small_count(rest)} that they control stay as today." if rest > 1 else ""
    if rest == 1:
        stays = " The other one that they control stays as today."
    return f"{lead} {moved}.{stays}{proof}"


def after_that(names: Names, item: Mapping[str, Any]) -> str:
    """Say why no agreement is left after some parties settled first what they control."""
    if not item["proved"]:
        return "Whether an agreement of all parties is left after that is not decided."
    blockers = item.get("blockers", ())
    text = "After that no agreement of all parties is left"
    if not blockers:
        return f"{text}."
    together = "" if len(blockers) == 1 else " together"
    return f"{text}: no completion suits {names.actors(blockers)}{together}."


def membership(names: Names, item: Mapping[str, Any]) -> str:
    """Say what happens if only some parties sit at the table."""
    lead = f"At the table only {names.actors(item['parties'])}:"
    if item["zopa"] is None:
        return f"{lead} it is not decided whether an agreement exists."
    if not item["solution"]["packages"]:
        return f"{lead} no agreement exists."
    gain = item["solution"]["packages"][0]["gain"]
    losers = [party for party in item["outvoted"] if gain[party] < 0]
    unwilling = [party for party in item["outvoted"] if gain[party] >= 0]
    parts: list[str] = []
    if losers:
        parts.append(f"leaves {names.actors(losers)} worse off than if talks fail")
    if unwilling:
        parts.append(f"holds what {names.actors(unwilling)} would never sign")
    if not parts:
        return f"{lead} the best package hurts no party away from the table."
    return f"{lead} the best package {listing(parts)}."


def concessions_help(brief: Brief) -> bool:
    """Return whether concessions are worth telling: not where the floors alone rule all out."""
    found = brief.answer.get("blockers")
    return bool(found) and bool(found["parties"])


def accepted_at(solution: Mapping[str, Any], seats: int) -> str:
    """Say in how many worlds a table accepts its package, and in how many all parties would."""
    packages = solution["packages"]
    if not packages or not packages[0].get("acceptance"):
        return ""
    mine = packages[0]["acceptance"]
    everyone = packages[0].get("acceptance_all", mine)
    whole = frequency(everyone["joint"], everyone["worlds"])
    if seats == len(everyone["by_party"]):
        return f"All parties accept the package in {whole}."
    table = frequency(mine["joint"], mine["worlds"])
    return f"Those at this table accept the package in {table}, all parties together in {whole}."


def accepted_by_all(solution: Mapping[str, Any]) -> str:
    """Say in how many worlds the package of all at the table is accepted, to compare."""
    packages = solution["packages"]
    if not packages or not packages[0].get("acceptance"):
        return ""
    found = packages[0]["acceptance"]
    return f"To compare, the package of all together: {frequency(found['joint'], found['worlds'])}."


def procedure_accepted(item: Mapping[str, Any], seats: int) -> list[str]:
    """Say how often the package is accepted that some shaped first, and that of all together."""
    apart = accepted_at(item["solution"], seats)
    whole = accepted_at(item["together"], seats)
    found = [apart] if apart else []
    if whole:
        found.append(f"Settled all together: {whole[0].lower()}{whole[1:]}")
    return found


def refusals(names: Names, judged: Mapping[str, Any]) -> list[str]:
    """Say who refuses a package that was judged, and why, in the titles of the file."""
    texts: list[str] = []
    for party, reason in judged["refused_by"].items():
        never = _never(names, party, judged["package"])
        gain = judged["gain"][party]
        if never:
            why = f"never signs {names.pattern(never[0].pattern)}"
            why += f" ({never[0].because})" if never[0].because else ""
        elif gain < 0:
            why = f"{points(-gain)} points less than if talks fail"
        else:
            why = reason.rstrip(".")
        texts.append(f"Refused by {names.actor(party)}: {why}.")
    return texts


def below_floors(brief: Brief, judged: Mapping[str, Any]) -> list[str]:
    """Say which floors a package that was judged does not meet."""
    held = (brief.answer.get("floors") or {"held": {}})["held"]
    return [
        f"Below the floor of {brief.names.actor(actor)}: {points(judged['utility'][actor])} points "
        f"instead of at least {points(floor)}."
        for actor, floor in held.items()
        if judged["utility"][actor] < floor
    ]


def verdict(brief: Brief) -> list[str]:
    """Say what a package judged changes, who refuses it, whether it is efficient, who accepts."""
    judged, names = brief.answer.get("judged"), brief.names
    if not judged:
        return []
    changed = _choices(names, judged["package"], names.changes(judged["package"]))
    texts = [f"It changes: {changed}."]
    texts += refusals(names, judged)
    texts += below_floors(brief, judged)
    if not judged["refused_by"]:
        texts.append("No party refuses it in the central world.")
    texts.append(_efficiency(names, judged))
    found = judged["acceptance"]
    if found:
        share = frequency(found["joint"], found["worlds"])
        texts.append(f"All parties at the table accept it in {share}.")
    return texts


def _efficiency(names: Names, judged: Mapping[str, Any]) -> str:
    if judged["efficient"] is None:
        return "Whether it is efficient was not decided: the budget ended first."
    if judged["efficient"]:
        return "It is efficient: no package gives a party more without taking from another."
    better = judged["dominated_by"] or {}
    differ = [key for key, option in better.items() if option != judged["package"][key]]
    return (
        "It is not efficient: another package gives every party at least as much and some party "
        f"more{_unwilling(names, judged)}. It differs in {_choices(names, better, differ)}."
    )


def _unwilling(names: Names, judged: Mapping[str, Any]) -> str:
    """Say which parties would not sign the package that gives everybody as much or more."""
    parties = judged.get("dominated_by_refused") or ()
    never = [party for party in parties if _never(names, party, judged["dominated_by"])]
    others = [party for party in parties if party not in never]
    clauses = []
    if never:
        sign = "never signs" if len(never) == 1 else "never sign"
        clauses.append(f"{names.actors(never)} {sign} it")
    if others:
        clauses.append(f"for {names.actors(others)} it is worse than failed talks")
    return f", but {listing(clauses)}" if clauses else ""


def _never(names: Names, party: str, package: Mapping[str, str]) -> list[Refusal]:
    """Return what a party, of its likeliest type, never signs and a package holds."""
    interests = names.dispute.interests.get(party)
    refuses = central_interests(interests).refuses if interests else ()
    return [refusal for refusal in refuses if refusal.pattern.matches(package)]


def not_listed(found: Mapping[str, Any]) -> str:
    """Say that a frontier is not listed, and what to do."""
    why = str(found["message"] or "").strip().rstrip(".")
    return f"The frontier is not listed{': ' + why if why else ', because it is too large'}."


def _choices(names: Names, package: Mapping[str, str], issues: Iterable[str]) -> str:
    parts = [f"{names.issue(key)}: {names.option(key, package[key])}" for key in issues]
    return "; ".join(parts) or "nothing"
