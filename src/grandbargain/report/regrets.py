"""Alternatives over all worlds in words: what each risks, what is never better, who disagrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .alternatives import Compared, Data
from .formats import count, listing, percent, plural, points, small_count

METRICS = {
    "mean": "mean",
    "minimum": "worst world",
    "hurwicz": "mix of worst and best world",
    "q10": "worst tenth begins",
    "q50": "middle world",
    "regret_maximum": "largest regret",
    "regret_p90": "regret passed in a tenth",
    "regret_mean": "mean regret",
}
"""Ways to rank alternatives over worlds by how good they are, in words."""

STEADINESS = {"undesirable_deviations": "shortfalls below its own middle"}
"""A way that looks at how far bad worlds fall below the middle one, not at how good that is."""

EVEN = 0.05
"""Regret in points below which nothing is said to be lost."""


def stated_set(compared: Compared) -> str:
    """Say what regret is, and against which alternatives it is taken."""
    kind = "packages" if compared.is_of_packages else "strategies"
    write = compared.label if compared.is_of_packages else compared.told
    told = [write(name) for name in compared.all]
    listed = "; ".join(told) if any(" and " in text for text in told) else listing(told)
    return (
        f"Regret is what is lost in a world against the best, there, of these "
        f"{plural(len(compared.all), kind[:-1], kind)}: {listed}. It is taken over "
        f"{count(compared.worlds)} worlds, in {compared.data['unit']}, for each actor apart; it "
        "changes if another alternative is added."
    )


def least_regret(compared: Compared) -> list[str]:
    """Say which alternative each actor would regret least at worst; those alike are told as one."""
    alike: dict[str, list[str]] = {}
    for outcome in _actors(compared):
        regret = compared.data["regret"][outcome]
        best = min(regret, key=lambda name: regret[name]["maximum"])
        alike.setdefault(best, []).append(outcome)
    texts = []
    for name, outcomes in alike.items():
        told = listing(_at_worst(compared, outcome, name) for outcome in outcomes)
        texts.append(f"Regretted least at worst is {compared.told(name)} for {told}.")
    return texts


def _at_worst(compared: Compared, outcome: str, name: str) -> str:
    regret = compared.data["regret"][outcome][name]
    lost = points(regret["maximum"])
    unit = "point" if lost == "1" else "points"
    best = f"{worlds_of(regret['best_share'], compared.worlds)} worlds"
    return (
        f"{compared.names.actor(outcome)} (at most {lost} {unit}; best in {best}, "
        f"{percent(regret['best_share'])})"
    )


def _actors(compared: Compared) -> list[str]:
    return [outcome for outcome in compared.outcomes if outcome != "least_gain"]


def never_better(compared: Compared) -> list[str]:
    """Say which alternatives are never better than another one, to whom; empty where none is."""
    found: dict[tuple[str, str], list[str]] = {}
    for outcome in _actors(compared):
        for better, worse in compared.data["dominance"][outcome]["statewise"]["pairs"]:
            found.setdefault((better, worse), []).append(outcome)
    every = _actors(compared)
    return [
        f"In every world {compared.told(better)} is at least as good as {compared.told(worse)} "
        f"for {'everybody' if len(outcomes) > 1 else compared.names.actor(outcomes[0])}."
        for (better, worse), outcomes in found.items()
        if outcomes == every
    ]


def dominated(compared: Compared, outcome: str, name: str, kind: str = "first") -> bool:
    """Return whether some other alternative is better whatever level one asks for."""
    return name in compared.data["dominance"][outcome][kind]["dominated"]


def disagreements(compared: Compared) -> list[str]:
    """Say for whom the ways to rank alternatives do not agree on the first, and how far."""
    if len(compared.all) < 2:
        return []
    agreed: dict[str, list[str]] = {}
    texts: list[str] = []
    for outcome in _actors(compared):
        found = compared.data["disagreement"][outcome]
        always = always_first(found["winners"])
        if always:
            agreed.setdefault(listing(map(compared.told, always)), []).append(outcome)
        else:
            texts.append(_split(compared, outcome, found, first=not texts))
    told = [f"{text} for {compared.names.actors(outcomes)}" for text, outcomes in agreed.items()]
    if told:
        lead = "For all others the ways to rank" if texts else "All ways to rank"
        texts.append(f"{lead} agree on the first: {'; '.join(told)}.")
    return texts


def disagreeing(compared: Compared) -> list[str]:
    """Say in one sentence for whom the ways to rank do not agree; empty where all agree."""
    if len(compared.all) < 2:
        return []
    found = [
        outcome
        for outcome in _actors(compared)
        if not always_first(compared.data["disagreement"][outcome]["winners"])
    ]
    if not found:
        return []
    who = compared.names.actors(found)
    text = f"For {who} it matters how one ranks: mean, worst world and regret put others first."
    return [text]


def always_first(winners: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the alternatives that come first by every way of :data:`METRICS`.

    Examples
    --------
    >>> always_first({"mean": ["a", "b"], "q10": ["a"], "undesirable_deviations": ["c"]})
    ['a']
    """
    groups = [names for metric, names in winners.items() if metric in METRICS]
    return [name for name in groups[0] if all(name in group for group in groups)] if groups else []


def _split(compared: Compared, outcome: str, found: Data, *, first: bool) -> str:
    """Say which way puts what first, and which two rankings are least alike."""
    winners = by_winner(found["winners"])
    ways = sum(metric in METRICS for metric in found["winners"])
    parts = [
        f"{compared.told(name)} by {_ways(metrics, ways)}" for name, metrics in winners.items()
    ]
    text = f"{compared.for_whom(outcome)} it matters how one ranks: {'; '.join(parts)}."
    least = lowest_tau(found["tau"])
    if least is not None:
        one, other, tau = least
        scale = "; 1: the same order, −1: the reverse" if first else ""
        text += (
            f" Least alike are the rankings by {METRICS[one]} and by {METRICS[other]} (Kendall’s "
            f"tau {tau:.2f}{scale})."
        ).replace("tau -", "tau −")
    return text


def _ways(metrics: Sequence[str], ways: int) -> str:
    if len(metrics) > 3:
        return f"{small_count(len(metrics))} of {small_count(ways)} ways"
    return listing(METRICS[metric] for metric in metrics)


def by_winner(winners: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the metrics under which each alternative comes first, most metrics first.

    Examples
    --------
    >>> by_winner({"mean": ["a"], "q10": ["a", "b"], "unknown": ["c"]})
    {'a': ['mean', 'q10'], 'b': ['q10']}
    """
    found: dict[str, list[str]] = {}
    for metric, names in winners.items():
        for name in names if metric in METRICS else ():
            found.setdefault(name, []).append(metric)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def lowest_tau(pairs: Sequence[Sequence[object]]) -> tuple[str, str, float] | None:
    """Return the two metrics whose rankings are least alike; None where none can be compared.

    Examples
    --------
    >>> lowest_tau([["mean", "q10", 0.8], ["mean", "minimum", None], ["q10", "q50", 0.2]])
    ('q10', 'q50', 0.2)
    """
    known = [
        (str(one), str(other), float(tau))
        for one, other, tau in pairs
        if isinstance(tau, (int, float)) and one in METRICS and other in METRICS
    ]
    return min(known, key=lambda item: item[2], default=None)


def kept(compared: Compared) -> list[str]:
    """Say which package is accepted, and kept, in most worlds; empty where none was asked."""
    texts = []
    for kind, does in SHARES.items():
        found = {
            name: shares[kind]["share"]
            for name, shares in compared.data["shares"].items()
            if kind in shares
        }
        if not found:
            continue
        top, low = max(found.values()), min(found.values())
        told = f"{worlds_of(top, compared.worlds)} worlds, {percent(top)}"
        first = [name for name, share in found.items() if share >= top - 1e-9]
        last = [name for name, share in found.items() if share <= low + 1e-9]
        text = (
            f"{_upper(listing(map(compared.told, first)))} {_is(first)} most often {does} ({told})"
        )
        if low < top - 1e-9:
            least = f"{worlds_of(low, compared.worlds)}, {percent(low)}"
            text += f", {listing(map(compared.told, last))} least often ({least})"
        texts.append(f"{text}.")
    return texts


def worlds_of(share: float, worlds: int) -> str:
    """Return a share of worlds as a count.

    Examples
    --------
    >>> worlds_of(0.456, 1000)
    '456 of 1,000'
    """
    return f"{count(round(share * worlds))} of {count(worlds)}"


SHARES = {
    "accepted": "accepted by all parties",
    "holds": "kept by every party year after year",
    "stable": "left by no party at once",
    "trusted": "trusted enough by all",
}
"""What a package can be in a world, in words."""


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
