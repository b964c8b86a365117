"""Random disputes that no list can hold: time until each rule is proved, and the whole question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from grandbargain.bargain.result import Solution
from grandbargain.bargain.settings import BargainSettings
from grandbargain.dispute import Dispute
from grandbargain.study.questions import bargain

from .asking import RULES, central_talks, one_rule, unproved
from .inventing import opposed_blocs, random_additive
from .measuring import Row, clocked, limit_of, options, peak, seconds_text, show_table
from .milp import Found, largest_least_gain

SEEDS = 5
NAMED = {"nash": "Nash", "kalai_smorodinsky": "Kalai-Smorodinsky", "egalitarian": "egalitarian"}
FAMILIES: dict[str, Callable[[int], Dispute]] = {
    "6 parties, 40 issues, 4 options": lambda seed: random_additive(seed, 6, 40, 4),
    "10 parties, 40 issues, 4 options": lambda seed: random_additive(seed, 10, 40, 4),
    "two opposed blocs of 3, 27 issues, 4 options": lambda seed: opposed_blocs(seed, 3, 27, 4),
}


@dataclass
class Times:
    """Seconds of one kind of work, one per dispute, and the numbers of those left unproved."""

    seconds: list[float] = field(default_factory=list)
    late: list[int] = field(default_factory=list)

    def add(self, seed: int, seconds: float, *, is_proved: bool) -> None:
        """Add the time of one dispute."""
        self.seconds.append(seconds)
        if not is_proved:
            self.late.append(seed)

    @property
    def note(self) -> str:
        """The median beside the longest time, which is the one in the table."""
        middle = f"median {seconds_text(median(self.seconds))}"
        names = ", ".join(str(seed) for seed in self.late)
        return middle + (f"; not proved: seeds {names}" if names else "")


def main() -> None:
    """Measure every family; the slowest dispute counts."""
    parser = options(main.__doc__ or "")
    parser.add_argument("--seeds", type=int, default=None, help=f"how many disputes ({SEEDS})")
    asked = parser.parse_args()
    seeds = range(asked.seeds or (1 if asked.quick else SEEDS))
    one_rule(random_additive(0, 3, 4, 3), "nash")
    bargain(random_additive(0, 3, 4, 3))
    for name, make in FAMILIES.items():
        rows = _measure([make(seed) for seed in seeds], limit_of(asked))
        show_table(f"{name}; slowest of {len(seeds)}", rows)


def _measure(disputes: list[Dispute], limit: float) -> list[Row]:
    """Measure each rule, the whole question, and HiGHS, all within the same limit."""
    ours = {rule: Times() for rule in NAMED}
    whole = Times()
    least: list[Solution] = []
    settings = BargainSettings(rules=RULES, budget_seconds=limit)
    for seed, dispute in enumerate(disputes):
        for rule, times in ours.items():
            seconds, solution = clocked(lambda d=dispute, r=rule: one_rule(d, r, limit))
            times.add(seed, seconds, is_proved=solution.proved)
            if rule == "egalitarian":
                least.append(solution)
        seconds, answer = clocked(lambda d=dispute: bargain(d, settings))
        whole.add(seed, seconds, is_proved=not unproved(answer.solutions))
    memory = peak()
    others = [largest_least_gain(central_talks(dispute), limit) for dispute in disputes]
    for solution, other in zip(least, others, strict=True):
        other.require_agreement(solution)
    rows = [_row(name, ours[rule], 2.0) for rule, name in NAMED.items() if rule != "egalitarian"]
    rows.append(_beside(ours["egalitarian"], others))
    rows.append(_row("the whole question, four rules and ledger", whole, 20.0, memory))
    return rows


def _row(name: str, times: Times, target: float, memory: float | None = None) -> Row:
    return Row(
        name,
        max(times.seconds),
        target,
        is_failed=bool(times.late),
        memory=memory,
        note=times.note,
    )


def _beside(times: Times, others: list[Found]) -> Row:
    closed = sum(other.is_proved for other in others)
    pairs = zip(times.seconds, others, strict=True)
    middle = median(other.seconds / seconds for seconds, other in pairs)
    return Row(
        NAMED["egalitarian"],
        max(times.seconds),
        2.0,
        is_failed=bool(times.late),
        other="HiGHS, max-min only",
        other_seconds=max(other.seconds for other in others),
        other_is_open=closed < len(others),
        note=f"{times.note}; HiGHS proved {closed} of {len(others)}, median ratio {middle:.3g}",
    )


if __name__ == "__main__":
    main()
