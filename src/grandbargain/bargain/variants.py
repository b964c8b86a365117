"""The talks run otherwise: without floors, one issue left out, some first, fewer at the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..dispute import Issue
from ..tables.structure import matches
from ..tables.utilities import MICRO
from .result import Ablated, Floors, Membership, Procedure, Solution
from .rules import explore, solve
from .talks import Talks
from .zopa import find_blockers

Codes = tuple[int, ...]


def nash_solution(talks: Talks, *, ties: int = 1, hints: Iterable[Codes] = ()) -> Solution:
    """Return the Nash solution of talks; without packages, and proved, if there is no agreement."""
    usable = [codes for codes in hints if talks.problem.is_feasible(codes)]
    return solve(talks, "nash", None, ties=ties, hints=usable)


def freeze(talks: Talks, fixed: dict[int, int]) -> Talks:
    """Return the talks with some issues fixed at one option."""
    allowed = talks.domains or tuple(tuple(range(size)) for size in talks.structure.sizes)
    domains = tuple((fixed[k],) if k in fixed else options for k, options in enumerate(allowed))
    return talks.change(domains=domains)


def ablate(
    talks: Talks, issue: int, full: Solution, hints: Sequence[Codes]
) -> tuple[Ablated, Codes | None]:
    """Return what is left of the talks with one issue frozen at its status quo, and the package."""
    now = talks.structure.status_quo[issue]
    frozen = freeze(talks, {issue: now})
    starts = [(*codes[:issue], now, *codes[issue + 1 :]) for codes in hints]
    solution = nash_solution(frozen, hints=starts)
    name = talks.structure.issue_ids[issue]
    if not solution.packages:
        zopa = False if solution.proved else None
        return Ablated(name, zopa, None, None, None, solution.proved), None
    loss = None
    if full.objective is not None and solution.objective is not None:
        loss = full.objective - solution.objective
    codes = talks.structure.codes(solution.packages[0].package)
    return Ablated(name, True, solution.objective, loss, None, solution.proved), codes


def reachable(issue: Issue, group: Sequence[str]) -> set[str]:
    """Return the options that a group can bring about from the status quo, move by move."""
    members = set(group)
    moves = [
        move
        for move in issue.moves
        if (members.issuperset(move.by) if move.kind == "all" else members.intersection(move.by))
    ]
    reached = {issue.status_quo}
    while True:
        more = {
            option
            for move in moves
            if reached.intersection(move.from_options)
            for option in move.to_options
        }
        if more <= reached:
            return reached
        reached |= more


def settle_first(talks: Talks, group: Sequence[str], together: Solution) -> Procedure:
    """Let a group settle what it controls, then let all parties complete the package."""
    structure = talks.structure
    insiders = tuple(actor for actor in talks.parties if talks.name(actor) in group)
    options = [reachable(issue, group) for issue in structure.dispute.issues]
    controlled = [k for k, reached in enumerate(options) if len(reached) > 1]
    domains = tuple(
        tuple(k for k, option in enumerate(issue.option_ids) if option in reached)
        for issue, reached in zip(structure.dispute.issues, options, strict=True)
    )
    fixed: dict[int, int] = {}
    outcome, first_proved = "no_control", True
    if controlled and insiders:
        first = talks.change(parties=insiders, domains=domains, floors={})
        opening = nash_solution(first)
        if opening.packages:
            codes = structure.codes(opening.packages[0].package)
            fixed = {k: codes[k] for k in controlled}
        outcome, first_proved = _first_outcome(structure.status_quo, opening, fixed), opening.proved
    second = freeze(talks, fixed)
    solution = nash_solution(second, ties=10)
    blocked = solution.proved and not solution.packages
    settled = {
        structure.issue_ids[k]: structure.dispute.issues[k].option_ids[option]
        for k, option in fixed.items()
        if option != structure.status_quo[k]
    }
    return Procedure(
        first=tuple(talks.name(actor) for actor in insiders),
        controlled=tuple(structure.issue_ids[k] for k in controlled),
        settled=settled,
        solution=solution,
        together=together,
        blockers=find_blockers(second).parties if blocked else (),
        first_outcome=outcome,
        first_proved=first_proved,
    )


def _first_outcome(status_quo: Codes, opening: Solution, fixed: dict[int, int]) -> str:
    if not opening.packages:
        return "no_agreement" if opening.proved else "not_decided"
    moved = any(option != status_quo[k] for k, option in fixed.items())
    return "settled" if moved else "as_today"


def weigh_floors(talks: Talks) -> Floors:
    """Return what the floors do that leave no agreement: out of reach, and the talks without."""
    held = {talks.name(actor): points / MICRO for actor, points in talks.floors.items()}
    most = {talks.name(actor): _most(talks, actor) for actor in talks.floors}
    return Floors(held, most, explore(talks.change(floors={})).exists)


def _most(talks: Talks, actor: int) -> float | None:
    """Return a proved upper bound of what any feasible package gives an actor, points."""
    alone = talks.change(parties=(actor,), floors={}, with_refusals=False)
    zone = explore(alone)
    if zone.exists is None:
        return None
    return int(zone.limit[0] if zone.exists else alone.disagreement[0]) / MICRO


def seat(talks: Talks, group: Sequence[str], label: str) -> Membership:
    """Return the Nash solution when only some parties sit at the table."""
    seated = tuple(actor for actor in talks.parties if talks.name(actor) in group)
    alone = talks.change(parties=seated)
    solution = nash_solution(alone, ties=10)
    outvoted: tuple[str, ...] = ()
    if solution.packages:
        codes = talks.structure.codes(solution.packages[0].package)
        gain = talks.all_utilities(codes) - talks.utilities.disagreement[0]
        outvoted = tuple(
            talks.name(actor)
            for actor in talks.parties
            if actor not in seated and (gain[actor] < 0 or _never(talks, actor, codes))
        )
    zopa = bool(solution.packages) or (False if solution.proved else None)
    return Membership(tuple(talks.name(actor) for actor in seated), label, zopa, solution, outvoted)


def _never(talks: Talks, actor: int, codes: Codes) -> bool:
    return any(
        matches(talks.structure.pattern(refusal.pattern), codes)
        for refusal in talks.interests(actor).refuses
    )
