"""Section 1: the key judgements, in the order in which a minister asks."""

from __future__ import annotations

from dataclasses import dataclass

from ..study.description import Evidence
from . import circumstances, wording
from .formats import count, percent, plural, verb
from .parts import Brief

MOST_CHANGES = 6
"""Changes of the first package named among the key judgements."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A short heading and the sentences that carry it."""

    heading: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BottomLine:
    """The lead sentence, the judgements, and what they rest on."""

    lead: str
    judgements: tuple[Judgement, ...]
    caveats: tuple[str, ...]


def bottom_line(brief: Brief, tally: Evidence) -> BottomLine:
    """Return section 1 for a bargaining answer."""
    stopped = circumstances.interrupted(brief)
    found = [Judgement("Is this the whole answer?", (stopped,))] if stopped else []
    named = circumstances.verdict(brief)
    if named:
        found.append(Judgement("And the package that you named?", tuple(named)))
    texts = (wording.zone(brief), wording.from_play(brief), _size(brief))
    found.append(Judgement("Is there a zone of agreement?", tuple(text for text in texts if text)))
    if brief.deals:
        found += _deals(brief)
    if circumstances.concessions_help(brief):
        found.append(_blocked(brief))
    return BottomLine(_lead(brief), tuple(found), caveats(brief, tally))


def _lead(brief: Brief) -> str:
    parties = wording.all_parties(brief)
    stated = circumstances.floors(brief)
    if brief.answer["zopa"] is None:
        if brief.answer.get("interrupted"):
            return "The work was interrupted before it could tell whether an agreement is possible."
        return "The search ended before it could tell whether an agreement is possible."
    if not brief.answer["zopa"]:
        kept = f" and keep the floors ({stated})" if stated else ""
        without = (brief.answer.get("floors") or {}).get("zopa_without")
        return (
            f"No package on these issues can satisfy {parties}{kept}. "
            + ("Without the floors some could. " if without else "")
            + "What follows names the parties between whom it fails and what would have to give."
        )
    if not brief.deals:
        return f"Packages exist that {parties} could sign."
    main = brief.deals[0]
    kept = f" and that keep the floors ({stated})" if stated else ""
    text = f"Packages exist that {parties} could sign{kept}. "
    text += f"The first recommended, {main.title},"
    changed = len(brief.names.changes(main.package))
    total = wording.small_count(len(brief.names.dispute.issues))
    text += f" changes {wording.small_count(changed)} of {total} issues"
    if main.acceptance is None:
        return text + "."
    joint, worlds = main.acceptance["joint"], main.acceptance["worlds"]
    everyone = ("", " by both of them")[len(brief.parties) - 1 :][:1] or (" by all of them",)
    return f"{text} and is accepted{everyone[0]} in {wording.frequency(joint, worlds)}."


def _size(brief: Brief) -> str:
    return wording.package_count(brief.answer)


def _deals(brief: Brief) -> list[Judgement]:
    main = brief.deals[0]
    found = [
        Judgement(
            "Which packages are recommended?",
            tuple(wording.recommendation(brief, deal) for deal in brief.deals),
        ),
        Judgement(f"What is in {main.title}?", _content(brief)),
        Judgement("Who gets the smallest share?", (wording.least_gain(brief, main),)),
        Judgement(
            "Would the parties accept?",
            tuple(
                text
                for text in (
                    wording.acceptance(brief, main),
                    _per_party(brief),
                    wording.safest(brief, main),
                )
                if text
            ),
        ),
    ]
    types = wording.types(brief.names)
    if types:
        found.append(Judgement("Who are the actors taken to be?", (types,)))
    if brief.answer.get("ablation"):
        found.append(
            Judgement(
                "Which issues does it hang on?", (wording.killers(brief), wording.spares(brief))
            )
        )
    others = wording.others(brief, main)
    if others:
        found.append(Judgement("What about those without a seat?", tuple(others)))
    return found


def _per_party(brief: Brief) -> str:
    accepted = brief.deals[0].acceptance
    if accepted is None:
        return ""
    shares = accepted["by_party"]
    worst = min(brief.parties, key=lambda party: shares[party])
    unsure = sorted(
        (party for party in brief.parties if party != worst and shares[party] < 1),
        key=lambda party: shares[party],
    )
    rest = len(brief.parties) - len(unsure) - 1
    others = "The others accept" if rest > 1 else "The other party accepts"
    if not unsure:
        return f"{others} in every world drawn." if shares[worst] < 1 else ""
    parts = [
        f"{brief.names.actor(party)} in {wording.frequency(shares[party], accepted['worlds'])}"
        for party in unsure
    ]
    tail = f" {others} in every world drawn." if rest else ""
    return f"Next come {wording.listing(parts)}.{tail}"


def _content(brief: Brief) -> tuple[str, ...]:
    """Say what the first package changes, weightiest first where the ledger books it."""
    main, names = brief.deals[0], brief.names
    changed = names.changes(main.package)
    booked = brief.answer.get("ledger")
    if booked and booked["package"] == main.package:
        changed.sort(key=lambda issue: -_weight(brief, booked["points"][issue]))
    shown = changed[:MOST_CHANGES]
    parts = [f"{names.issue(key)}: “{names.option(key, main.package[key])}”" for key in shown]
    if not parts:
        return (f"{main.title} leaves everything as it is.",)
    lead = f"{main.title} changes" if len(shown) == len(changed) else "Its weightiest changes are"
    rest = len(changed) - len(shown)
    tail = f" The table of packages has {plural(rest, 'other change')}." if rest else ""
    return (f"{lead} {'; '.join(parts)}.{tail}",)


def _weight(brief: Brief, points: dict[str, float]) -> float:
    """Return how much an issue moves, points weighed as they count in this package."""
    rates = (brief.answer.get("ledger") or {}).get("exchange_rates", {})
    return sum(rates.get(party, 0.0) * abs(points[party]) for party in brief.parties)


def _blocked(brief: Brief) -> Judgement:
    blockers = brief.answer["blockers"]
    texts = tuple(
        wording.concession(brief.names, party, value)
        for party, value in blockers["concessions"].items()
    )
    return Judgement("What would open a zone of agreement?", texts)


def caveats(brief: Brief, tally: Evidence) -> tuple[str, ...]:
    """Return what the judgements rest on."""
    counted = [deal.acceptance for deal in brief.deals if deal.acceptance]
    worlds = counted[0]["worlds"] if counted else 0
    central = (
        "Packages and gains are those of the central world, in which every uncertain number "
        "takes its mean."
    )
    if worlds:
        central += (
            f" Acceptance is counted over {count(worlds)} worlds, in each of which every "
            "uncertain number is drawn anew from its range. It is a share of worlds, and a "
            "probability only as far as these ranges are right."
        )
    return (central, *rests_on(tally))


def rests_on(tally: Evidence) -> tuple[str, str]:
    """Return how far the numbers of the file have sources, and what points mean."""
    weak = tally.judgement + tally.unsourced
    basis = (
        f"Of {plural(tally.total, 'number')} in the file {verb(tally.uncertain, 'is', 'are')} "
        f"uncertain; {verb(tally.sourced, 'cites', 'cite')} a document, and "
        f"{_weak(weak, tally.total)}."
        if tally.uncertain
        else "No number of the file is uncertain; the answer carries no range for that reason."
    )
    scale = (
        "Points run on each actor’s own scale from 0 to 100, worst to best. Points of two actors "
        "do not compare: ten points for one are not worth ten points for another. What compares is "
        "the share that a party gets of its best possible gain."
    )
    return (basis, scale)


def _weak(weak: int, total: int) -> str:
    rests = "rests on the analyst’s judgement or names no source"
    if weak > 1:
        rests = "rest on the analyst’s judgement or name no source"
    number = count(weak) if weak > 1 else "one" if weak else "none"
    return f"{number} ({percent(weak / total)}) {rests}"
