"""The key judgements of play, in the order in which a minister asks."""

from __future__ import annotations

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
    odds,
    per_year,
    quoted,
)

TOLD_ENDINGS = 2
"""Endings told among the key judgements."""


def bottom_line(data: Data, names: Names) -> list[str]:
    """Return the key judgements of play as sentences."""
    return [text for item in judgements(data, names) for text in item.texts]


def judgements(data: Data, names: Names) -> tuple[Judgement, ...]:
    """Return the key judgements of play, each with its heading."""
    stopped = decades.stopped(data)
    found = [("Is the play of years complete?", [stopped])] if stopped else []
    if "default" in data["strategies"]:
        found.append(("If nobody redesigns it?", _default(data, names)))
    found.append(("Which way, for whom?", options_compared.favourites(data, names)))
    if len(data["strategies"]) > 1:
        found.append(("And those without a vote?", options_compared.people(data, names)))
    found += [
        ("Does waiting pay?", _waiting(data, names)),
        ("What does delay cost?", [waiting.hurt(data, names, k) for k in data["delays"] or {}]),
        ("What do rents and division cost?", division.rents(data, names)),
        ("Can it be settled, and kept?", _settled(data, names)),
        ("What hangs on the assumptions?", [robust.holds(data, names)]),
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
    one = data["strategies"]["default"]
    over = one.get("worlds") or {}
    text = _lasting(data, one["survival"][-1], over.get("survival"))
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
    over = one.get("worlds") or {}
    spread, share = over.get("survival"), one["survival"][-1]
    if not one["ending"]:
        return [decades.survival(data, names, "default")]
    texts = [_lasting(data, share, spread)]
    half = decades.half_gone(data, names, "default")
    texts += [half] if half else []
    last = {name: years[-1] for name, years in one["ending"].items()}
    ordered = sorted((n for n in last if last[n] >= 0.005), key=lambda name: -last[name])
    for name in ordered[:TOLD_ENDINGS]:
        ends = over.get("ending", {}).get(name)
        clause = wording.chance_clause(last[name], f"it comes to {names.ended(name)}")
        texts.append(f"{clause}: {odds(last[name], ends)}{_between(ends)}.")
    if len(ordered) > TOLD_ENDINGS:
        texts.append("The other endings are less likely than these.")
    return texts


def _lasting(data: Data, share: float, spread: Data | None) -> str:
    """Say how likely play lasts, or that it does not, whichever is likelier."""
    end, stands = by_the_end(data), "goes on or is settled" if data["settlements"] else "goes on"
    if share >= 0.5:
        clause = wording.chance_clause(share, f"play {stands} {at_the_end(data)}")
        return f"{clause}: {odds(share, spread)}{_between(spread)}."
    clause = wording.chance_clause(1 - share, f"play comes to an ending {end}")
    turned = spread and {"q05": 1 - spread["q95"], "q95": 1 - spread["q05"]}
    return f"{clause}. It {stands} in {odds(share, spread)}{_between(turned)}."


def _between(spread: Data | None) -> str:
    """Say that a range is so wide that it spans several words; empty where it does not."""
    if spread is None:
        return ""
    low, high = wording.chance_word(spread["q05"]), wording.chance_word(spread["q95"])
    return "" if low == high else f", so anything from “{low}” to “{high}”"


def _waiting(data: Data, names: Names) -> list[str]:
    texts = []
    for name, hope in (data["hopes"] or {}).items():
        spread = hope["ends_well_worlds"]
        clause = wording.chance_clause(
            hope["ends_well"],
            f"{names.ended(hope['event'])} comes {by_the_end(data)} while one waits",
        )
        texts.append(
            f"Hope: “{hope['title']}”. {clause}: {odds(hope['ends_well'], spread)}. "
            f"{_who_waits(data, names, name)}{_needed(data, names, name)}"
        )
    return texts


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
    if not known:
        return " For none of those whom it costs does any chance make both worth the same."
    actor = min(known, key=lambda key: known[key])
    own = waiting.chance_in_file(data, name)
    against = f", and it is {per_year(own)} in the file" if own is not None else ""
    return (
        f" For {names.actor(actor)}, soonest of these, both would be worth the same at a chance of "
        f"{per_year(known[actor])}{against}."
    )


def _settled(data: Data, names: Names) -> list[str]:
    texts = []
    for name, one in data["settlements"].items():
        if one["package"] is None:
            texts.append(settling.package(data, names, name))
        elif data["strategies"]:
            best = settling.likeliest(data, name)
            texts.append(f"{names.ended(name)}: {_lower(settling.signed(data, names, name, best))}")
            texts.append(settling.breaks(data, names, name, best))
    return texts


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
