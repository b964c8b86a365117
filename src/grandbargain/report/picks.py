"""Who would pick which package how often, and what it would have to care about more (SMAA)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .alternatives import Compared, Data
from .formats import count, listing, percent
from .options_compared import head_of
from .parts import Cell, Table
from .regrets import worlds_of

SURE = 0.95
"""Share of worlds from which an actor's pick needs no explaining."""

TOLD = 0.05
"""Share of worlds below which a pick is not told."""

SHIFT = 0.003
"""Change of a weight's share of all weight below which it is not told."""

MOST_ISSUES = 2
"""Issues named."""

Picks = Mapping[str, Mapping[str, Any]]


def picking(data: Data, compared: Compared) -> list[str]:
    """Say who would pick which package how often; those who always pick the same come as one."""
    picks: Mapping[str, Picks] = data["smaa"]
    alike: dict[str, list[str]] = {}
    texts: list[str] = []
    for actor, found in picks.items():
        shares = {name: item["rank"][0] for name, item in found.items()}
        top = max(shares, key=lambda name: shares[name])
        if shares[top] >= SURE:
            alike.setdefault(top, []).append(actor)
        else:
            texts.append(_one(compared, actor, found))
    for name, actors in alike.items():
        told = [_sure(compared, actor, picks[actor][name]["rank"][0]) for actor in actors]
        texts.append(f"{listing(told)} would pick {compared.told(name)}.")
    return texts


def _sure(compared: Compared, actor: str, share: float) -> str:
    title, worlds = compared.names.actor(actor), compared.worlds
    if share >= 1:
        return f"{title} (in all {count(worlds)} worlds)"
    return f"{title} (in {worlds_of(share, worlds)}, {percent(share)})"


def _among(wins: Mapping[str, float], names: Sequence[str]) -> list[float]:
    """Return how often one alternative beats some others."""
    return [share for name, share in wins.items() if name in names]


def _one(compared: Compared, actor: str, found: Picks) -> str:
    """Say what an actor picks, and by what weights its picks differ."""
    shares = {name: item["rank"][0] for name, item in found.items()}
    order = sorted((n for n in shares if shares[n] >= TOLD), key=lambda name: -shares[name])
    title = compared.names.actor(actor)
    is_torn = len({shares[name] for name in order}) == 1
    if is_torn and all(won == 0.5 for name in order for won in _among(found[name]["wins"], order)):
        return (
            f"{title} is indifferent between {listing(compared.told(name) for name in order)} in "
            f"all {count(compared.worlds)} worlds."
        )
    told = [
        f"{compared.told(name)} in {worlds_of(shares[name], compared.worlds)} worlds "
        f"({percent(shares[name])})"
        for name in order
    ]
    text = f"{title} would pick {listing(told)}."
    mean = mean_weights(found)
    for name in order:
        moved = _moved(compared, found[name]["central"], mean)
        if moved:
            return f"{text} Where it picks {compared.told(name)} it cares {moved}."
    return f"{text} The weights of its issues hardly differ between these worlds."


def mean_weights(found: Picks) -> dict[str, float]:
    """Return an actor's mean weight per issue over all worlds, as shares of all weight.

    The central weights of an alternative are the means over the worlds in which it is first, so the
    mean of them all, each by its share of worlds, is the mean over all worlds.

    Examples
    --------
    >>> mean_weights({"a": {"rank": [0.25], "central": {"x": 0.4}},
    ...               "b": {"rank": [0.75], "central": {"x": 0.2}},
    ...               "c": {"rank": [0.0], "central": None}})
    {'x': 0.25}
    """
    total: dict[str, float] = {}
    for item in found.values():
        for issue, weight in (item["central"] or {}).items():
            total[issue] = total.get(issue, 0.0) + item["rank"][0] * weight
    return total


def _moved(compared: Compared, central: Mapping[str, float] | None, mean: Data) -> str:
    """Say about which issues more and about which less than on average; empty where none."""
    if not central:
        return ""
    shifts = {issue: weight - mean[issue] for issue, weight in central.items() if issue in mean}
    parts = []
    for word, sign in (("more", 1), ("less", -1)):
        chosen = sorted(
            (issue for issue in shifts if sign * shifts[issue] >= SHIFT),
            key=lambda issue: -sign * shifts[issue],
        )[:MOST_ISSUES]
        if chosen:
            told = listing(
                f"“{compared.names.issue(issue)}” ({_weight(central[issue])} of all weight, on "
                f"average {_weight(mean[issue])})"
                if k == 0 and not parts
                else f"“{compared.names.issue(issue)}” ({_weight(central[issue])}, "
                f"{_weight(mean[issue])})"
                for k, issue in enumerate(chosen)
            )
            parts.append(f"{word} about {told}")
    return ", and ".join(parts)


def _weight(share: float) -> str:
    return f"{100 * share:.1f} %"


def picks_table(data: Data, compared: Compared) -> Table | None:
    """Return the share of worlds in which each actor would pick each package, tinted."""
    picks: Mapping[str, Picks] = data["smaa"]
    if not picks:
        return None
    rows = []
    for actor, found in picks.items():
        head = head_of(compared.names, actor)
        cells = [_pick(found[name]) for name in compared.all if name in found]
        rows.append((Cell(head.text, "actor", actor=head.actor), *cells))
    return Table(
        f"Who would pick which package, share of {count(compared.worlds)} worlds",
        (
            Cell("Actor"),
            *(
                Cell(compared.lettered(name), "number")
                for name in compared.all
                if name in next(iter(picks.values()))
            ),
        ),
        tuple(rows),
        style="matrix",
        note="The share of worlds in which a package is worth most to the actor; rows add up to "
        "100 %, but for rounding. Darker is more. Second line: in which share of worlds it would "
        "be first if the actor weighed issues just as it does on average where it picks this "
        "package. Nobody’s consent counts here, only what each would choose alone.",
    )


def _pick(item: Mapping[str, Any]) -> Cell:
    share = item["rank"][0]
    tint = 0 if share < TOLD else min(4, 1 + int(4 * share))
    sure = "" if item["confidence"] is None else f"then {percent(item['confidence'])}"
    return Cell(
        percent(share) if share else "·",
        f"number w{tint}" if tint else "number" if share else "number none",
        sub=sure,
    )
