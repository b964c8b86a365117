"""What everybody does under each strategy, and what each strategy asks, in words and tables."""

from __future__ import annotations

from ..dispute import Strategy
from .formats import listing, percent
from .names import Names
from .parts import Cell, Table
from .play_words import Data


def strategies_told(data: Data, names: Names) -> list[str]:
    """Say of every strategy whom it binds to what, and who decides as one."""
    return [_strategy(names, name) for name in data["strategies"]]


def _strategy(names: Names, name: str) -> str:
    title = names.strategy(name)
    play = names.dispute.dynamics
    found = next((item for item in play.strategies if item.id == name), None) if play else None
    if found is None:
        free = "nobody is bound; each answers what it foresees"
        return f"“{title}”: {free}." if name == "default" else f"“{title}”."
    told = [f"{names.actor(actor)} is bound: {_rule(names, found, actor)}" for actor in found.rules]
    if found.united:
        told.append(f"{names.actors(found.united)} decide as one")
    return f"“{title}”. {'; '.join([*told, 'all others answer'])}."


def _rule(names: Names, strategy: Strategy, actor: str) -> str:
    """Return a rule: the title of its action where it is a single one, the formula otherwise."""
    text = strategy.rules[actor].text.strip()
    play = names.dispute.dynamics
    known = play is not None and text in play.actions.get(actor, {})
    return f"always “{names.action(actor, text)}”" if known else f"by the rule {text}"


def movers(data: Data) -> list[str]:
    """Return who acts, the adversary first."""
    return sorted(data["order"], key=lambda actor: actor != data["adversary"])


def actions_table(data: Data, names: Names, actor: str) -> Table | None:
    """Return how often an actor does what, a row per strategy; None where nothing is known."""
    acts = list(
        dict.fromkeys(
            act for one in data["strategies"].values() for act in one["action"].get(actor, {})
        )
    )
    if not acts:
        return None
    rows = []
    for name, one in data["strategies"].items():
        cells = [_share(one, actor, act) for act in acts]
        rows.append((Cell(names.short(name), sub=_bound(names, one, actor)), *cells))
    return Table(
        f"What {names.actor(actor)} does under each strategy, per cent of years in play",
        (Cell("Strategy"), *(Cell(names.action(actor, act), "number") for act in acts)),
        tuple(rows),
        note="First line: of all years in which play goes on. Second line: of the first year.",
    )


def _share(one: Data, actor: str, act: str) -> Cell:
    years = one["action"].get(actor, {}).get(act)
    if not years:
        return Cell("–", "number")
    # The first entry of in_play is now, so it has one more than there are years of acts.
    known = [
        (share, weight)
        for share, weight in zip(years, one["in_play"], strict=False)
        if share is not None
    ]
    total = sum(weight for _, weight in known)
    mean = sum(share * weight for share, weight in known) / total if total > 0 else None
    return Cell(
        "–" if mean is None else percent(mean),
        "number",
        sub="–" if years[0] is None else percent(years[0]),
    )


def _bound(names: Names, one: Data, actor: str) -> str:
    if actor in one["fixed"]:
        return "bound"
    if actor in one["united"]:
        return f"as one with {listing(names.actor(a) for a in one['united'] if a != actor)}"
    return ""
