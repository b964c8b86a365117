"""What the numbers of a file rest on: counts, and which number cites which source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..dispute import ActorType, Dispute, Interests, Number

JUDGEMENT = "judgement"
"""Key that marks a number as the analyst's judgement."""


def _is_sourced(keys: Iterable[str]) -> bool:
    return any(key != JUDGEMENT for key in keys)


def likeliest_type(interests: Interests) -> tuple[ActorType, float] | None:
    """Return the type that stands for an actor in the central world, with its chance.

    It is the likeliest at the means of the file, the first of several; None without types.
    """
    if not interests.types:
        return None
    stated = sum(kind.chance.mean for kind in interests.types if kind.chance is not None)
    chances = [
        max(0.0, 1 - stated) if kind.chance is None else kind.chance.mean
        for kind in interests.types
    ]
    best = chances.index(max(chances))
    return interests.types[best], chances[best]


def central_interests(interests: Interests) -> Interests:
    """Return the interests that stand for an actor in the central world."""
    found = likeliest_type(interests)
    return found[0].interests if found else interests


def citations(dispute: Dispute) -> dict[str, list[str]]:
    """Return for every source key the places that cite it; listed sources come first."""
    found: dict[str, list[str]] = {key: [] for key in dispute.sources}
    for path, keys in _places(dispute):
        for key in keys:
            found.setdefault(key, []).append(path)
    return {key: list(dict.fromkeys(paths)) for key, paths in found.items()}


def resting_on_judgement(dispute: Dispute) -> list[Number]:
    """Return the uncertain numbers without a document, in file order."""
    return [
        number
        for number in dispute.numbers()
        if not number.is_known and not _is_sourced(number.sources)
    ]


def _places(dispute: Dispute) -> Iterator[tuple[str, tuple[str, ...]]]:
    for actor in dispute.actors:
        yield f"actors.{actor.id}", actor.sources
    for issue in dispute.issues:
        yield f"issues.{issue.id}", issue.sources
    for rule in dispute.constraints:
        yield rule.path, rule.sources
    for interests in dispute.interests.values():
        for part in (interests, *(kind.interests for kind in interests.types)):
            for refusal in part.refuses:
                yield refusal.path, refusal.sources
    for number in dispute.numbers():
        yield number.path, number.sources
