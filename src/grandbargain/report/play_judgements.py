"""The key judgements of play, in the order in which a minister asks."""

from __future__ import annotations

import re
from dataclasses import replace

from ..study.description import Evidence
from . import decades, division, options_compared, robust, settling, waiting, wording
from .formats import plural
from .judgements import BottomLine, Judgement, rests_on
from .names import Names
from .play_words import (
    NOTHING,
    Data,
    at_the_end,
    by_the_end,
    centrally,
    odds,
    of_histories,
    per_year,
    quoted,
)

TOLD_ENDINGS = 2
"""Endings told among the key judgements, beside war."""

RARE = 0.005
"""Chance below which an ending or a failed settlement is not told by name."""


def bottom_line(data: Data, names: Names) -> list[str]:
    """Return the key judgements of play as sentences."""
    return [text for item in judgements(data, names) for text in item.texts]


def judgements(data: Data, names: Names) -> tuple[Judgement, ...]:
    """Return the key judgements of play, each with its heading."""
    stopped = decades.stopped(data)
    found = [("Is the play of years complete?", [stopped])] if stopped else []
    if "default" in data["strategies"]:
        found.append(("If nobody redesigns it?", _default(data, names)))
    found += [
        ("Which way, for whom?", options_compared.favourites(data, names)),
        ("Can it be settled, and kept?", _settled(data, names)),
        ("What hangs on the assumptions?", [robust.turns(data, names)]),
    ]
    if len(data["strategies"]) > 1:
        found.append(("And those without a vote?", options_compared.people(data, names)))
    found += [
        ("Does waiting pay?", _waiting(data, names)),
        ("What does delay cost?", [waiting.hurt(data, names, k) for k in data["delays"] or {}]),
        ("What do rents and division cost?", division.rents(data, names)),
    ]
    return tuple(
        Judgement(heading, told)
        for heading, texts in found
        if (told := tuple(text for text in texts if text))
    )


def with_play(first: BottomLine | None, data: Data, names: Names, tally: Evidence) -> BottomLine:
    """Return section 1 with the judgements of play behind those of the bargains."""
    found = judgements(data, names)
    if first is None:
        top = lead(data, names)
        said = [replace(item, texts=tuple(t for t in item.texts if not _is_said(t, top)))
                for item in found]  # fmt: skip
        kept = tuple(item for item in said if item.texts)
        return BottomLine(top, kept, (*caveats(data), *rests_on(tally)))
    return replace(
        first,
        judgements=(*first.judgements, *found),
        caveats=(*first.caveats, *caveats(data)),
    )


def _is_said(text: str, top: str) -> bool:
    """Return whether the first sentence of a page says a judgement already."""
    return _lower(text) in top


def lead(data: Data, names: Names) -> str:
    """Return the first sentence of a page on play alone."""
    if not data["strategies"]:
        return "The work was interrupted before any strategy was played."
    if "default" not in data["strategies"]:
        return f"{plural(len(data['strategies']), 'strategy', 'strategies')} were played."
    text = _lasting(data)[0]
    return f"If nobody redesigns it: {_lower(text)}"


def caveats(data: Data) -> tuple[str, ...]:
    """Return what the judgements of play rest on."""
    text = (
        f"Of play: {decades.of_which_world(data)} Chances come from the hazards and endings of "
        "the file, and from choices that follow its payoffs; they are only as good as these."
    )
    return (text,)


def _default(data: Data, names: Names) -> list[str]:
    one = data["strategies"]["default"]
    if not one["ending"]:
        return [decades.survival(data, names, "default")]
    texts = _lasting(data)
    half = decades.half_gone(data, names, "default")
    texts += [half] if half else []
    last = {
        name: years[-1] for name, years in one["ending"].items() if name not in data["settlements"]
    }
    ordered = sorted((n for n in last if last[n] >= RARE), key=lambda name: -last[name])
    shown = [name for k, name in enumerate(ordered) if k < TOLD_ENDINGS or _is_war(names, name)]
    over = (one.get("worlds") or {}).get("ending", {})
    for name in shown:
        ends = over.get(name)
        clause = wording.chance_clause(last[name], f"it comes to {names.ended(name)}")
        texts.append(f"{clause}: {odds(last[name], ends)}{_between(ends)}.")
    if len(shown) < len(ordered) and shown == ordered[: len(shown)]:
        texts.append("The other endings are less likely than these.")
    return texts


def _is_war(names: Names, ending: str) -> bool:
    """Return whether an ending is a war, by its name or title: a file marks none as such."""
    return bool(re.search(r"\bwars?\b", f"{ending} {names.ending(ending)}", re.IGNORECASE))


def _lasting(data: Data) -> list[str]:
    """Say how likely play is open or settled and in force, and how often a settlement failed."""
    one = data["strategies"]["default"]
    share, failed = decades.standing(data, "default")
    spread = (one.get("worlds") or {}).get("survival")
    end, named = by_the_end(data), failed >= RARE
    stands = "still goes on"
    if data["settlements"]:
        stands = "is still open, or settled and in force,"
    # The range is that of survival, in which settlements that failed are counted.
    within = None if one["agreements"] else spread
    told = odds(share, within)
    if share >= 0.5:
        clause = wording.chance_clause(share, f"play {stands} {at_the_end(data)}")
        texts = [f"{clause}: {told}{_between(within)}."]
    else:
        ended = (
            "comes to an ending, or to a settlement that fails," if named else "comes to an ending"
        )
        clause = wording.chance_clause(1 - share, f"play {ended} {end}")
        turned = within and {"q05": 1 - within["q95"], "q95": 1 - within["q05"]}
        texts = [f"{clause}. It {stands} in {told}{_between(turned)}."]
    if named:
        where = centrally(data)
        texts.append(
            f"A settlement was signed and has failed since in {of_histories(failed)}{where}."
        )
    if spread and within is None:
        texts.append(
            f"With settlements that failed since counted in, it is {odds(share + failed, spread)}."
        )
    return texts


def _between(spread: Data | None) -> str:
    """Say that a range is so wide that it spans several words; empty where it does not."""
    if spread is None:
        return ""
    low, high = wording.chance_word(spread["q05"]), wording.chance_word(spread["q95"])
    return "" if low == high else f", so anything from “{low}” to “{high}”"


def _waiting(data: Data, names: Names) -> list[str]:
    """Say hope by hope how likely it is and for whom waiting pays; hopes alike are told as one."""
    alike: dict[str, list[str]] = {}
    for name, hope in (data["hopes"] or {}).items():
        clause = wording.chance_clause(
            hope["ends_well"],
            f"{names.ended(hope['event'])} comes {by_the_end(data)} while one waits",
        )
        lead = f"Hope: “{hope['title']}”. {clause}: "
        lead += f"{odds(hope['ends_well'], hope['ends_well_worlds'])}."
        told = f"{_who_waits(data, names, name)}{_needed(data, names, name)}"
        alike.setdefault(told, []).append(lead)
    return [
        f"{' '.join(leads)} {'For each of these hopes: ' if len(leads) > 1 else ''}"
        f"{_lower(told) if len(leads) > 1 else told}"
        for told, leads in alike.items()
    ]


def _who_waits(data: Data, names: Names, name: str) -> str:
    hope = data["hopes"][name]
    gains = [actor for actor, gain in hope["gain"].items() if gain >= NOTHING]
    loses = [actor for actor, gain in hope["gain"].items() if gain <= -NOTHING]
    instead = quoted(names, hope["instead"])
    if not gains and not loses:
        return f"Waiting is worth as much as {instead} to everybody."
    if not gains:
        return f"Against {instead} waiting costs everybody."
    if not loses:
        return f"Against {instead} waiting pays for everybody."
    return (
        f"Against {instead} waiting pays for {names.actors(gains)} and costs {names.actors(loses)}."
    )


def _needed(data: Data, names: Names, name: str) -> str:
    """Say how likely the event would have to be for those whom waiting costs."""
    loses = [actor for actor, gain in data["hopes"][name]["gain"].items() if gain <= -NOTHING]
    found = {actor: data["break_even"][name].get(actor) for actor in loses}
    known = {actor: chance for actor, chance in found.items() if chance is not None}
    if not loses:
        return ""
    never = [actor for actor in loses if actor not in known]
    who = names.actors(never) if known else "them"
    text = f" At no chance from 0 to 100 % a year does waiting pay for {who}." if never else ""
    if not known:
        return text
    actor = min(known, key=lambda key: known[key])
    own = waiting.chance_in_file(data, name)
    against = f"; the file has {per_year(own)}" if own is not None else ""
    return (
        f" For {names.actor(actor)}, soonest of these, both would be worth the same at a chance of "
        f"{per_year(known[actor])}{against}.{text}"
    )


def _settled(data: Data, names: Names) -> list[str]:
    texts = []
    for name, one in data["settlements"].items():
        if one["package"] is None:
            texts.append(settling.package(data, names, name))
        elif data["strategies"]:
            best = settling.likeliest(data, name)
            texts.append(settling.worth(data, names, name))
            texts.append(f"{names.ended(name)}: {_lower(settling.signed(data, names, name, best))}")
            texts.append(settling.breaks(data, names, name, best))
    return texts


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
