"""The flagship case: the four solutions, with all exact ties, proved."""

from __future__ import annotations

from grandbargain.study.finding import find_dispute

from .asking import central_talks, four_rules, one_rule, unproved
from .measuring import Row, clocked, fastest, limit_of, options, peak, show_table
from .milp import largest_least_gain

REPEATS = 5


def main() -> None:
    """Measure in this process: imports are over, as in a notebook."""
    asked = options(main.__doc__ or "").parse_args()
    dispute = find_dispute("korea")
    first, _ = clocked(lambda: four_rules(dispute))
    seconds, solutions = fastest(lambda: four_rules(dispute), REPEATS)
    alone, egalitarian = fastest(lambda: one_rule(dispute, "egalitarian"), REPEATS)
    memory = peak()
    other = largest_least_gain(central_talks(dispute), limit_of(asked))
    other.require_agreement(egalitarian)
    rows = [
        Row(
            "four solutions, all ties, warm",
            seconds,
            1.0,
            is_failed=bool(unproved(solutions)),
            memory=memory,
            note="all proved" if not unproved(solutions) else "not all proved",
        ),
        Row("the same, first run of a process", first),
        Row(
            "egalitarian alone, all ties, warm",
            alone,
            is_failed=not egalitarian.proved,
            other="HiGHS, max-min only",
            other_seconds=other.seconds,
            other_is_open=not other.is_proved,
            note=other.note or f"least gain {other.gain:.3f} in both",
        ),
    ]
    show_table("Korea: 27 issues, 6 parties and one non-party", rows)


if __name__ == "__main__":
    main()
