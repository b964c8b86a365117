"""Bounds made sharper below a node of the search, against every package below that node."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from tests.unit.engine.problems import problems, tied_problems

from grandbargain.bargain.engine import Engine
from grandbargain.bargain.sharpen import prepare, sharpen


def below(engine: Engine, settled: dict[int, int]) -> list[tuple[int, ...]]:
    """Every feasible package of classes that keeps the options of the settled issues."""
    spaces = [
        (settled[issue],) if issue in settled else range(size)
        for issue, size in enumerate(engine.reduced.sizes)
    ]
    return [codes for codes in itertools.product(*spaces) if engine.is_feasible(codes)]


def settled_points(engine: Engine, settled: dict[int, int]) -> np.ndarray | None:
    """Points of the settled issues as the search adds them up; None in a forbidden combination."""
    layout, total = engine.layout, engine.reduced.constant.copy()
    for t, (issue, option) in enumerate(settled.items()):
        total += engine.point[layout.term_start[issue] + option]
        for b in layout.bucket[layout.bucket_start[t] : layout.bucket_start[t + 1]]:
            row = 0
            for p in range(layout.parent_start[b], layout.parent_start[b + 1]):
                row += settled[int(layout.parent_issue[p])] * int(layout.parent_stride[p])
            group = layout.group_of_entry[layout.entry_start[b] + row * layout.options[b] + option]
            if engine.buckets.group_bad[group]:
                return None
            total += engine.group_point[group]
    return total


@settings(max_examples=300)
@given(
    st.one_of(problems(issues=(2, 5)), tied_problems()),
    st.sampled_from((2, 9, 1_000_000)),
    st.data(),
)
def test_cuts_are_sound_and_proposals_are_real(problem, limit, data):
    engine = Engine(problem, limit=limit)
    assume(engine.reduced.feasible and problem.parties > 1 and len(engine.reduced.sizes) > 1)
    depth = data.draw(st.integers(1, len(engine.reduced.sizes)))
    order = [int(issue) for issue in engine.layout.issue_order]
    sizes = engine.reduced.sizes
    settled = {i: data.draw(st.integers(0, sizes[i] - 1)) for i in order[:depth]}
    points = settled_points(engine, settled)
    assume(points is not None)

    counted = problem.parties
    scale = np.array([data.draw(st.sampled_from((1_000_000, 3, 66_666_667))) for _ in points])
    start = np.array([data.draw(st.sampled_from((0.0, 0.5, 3.0))) for _ in range(counted)])
    sharp = prepare(
        engine.buckets, engine.point, engine.group_point, scale, counted, start, is_on=True
    )
    assume(sharp.is_on)
    completions = below(engine, settled)
    least = {c: float((engine.utility(c) / scale)[:counted].min()) for c in completions}
    truth = max(least.values(), default=-np.inf)
    best = data.draw(st.sampled_from((-1e6, -1.0, 0.0, 1.0, 30.0, 1e6)) | st.floats(-1e3, 1e3))
    if least and data.draw(st.booleans()):
        best = truth + data.draw(st.sampled_from((-1.0, 0.0, 1.0)))

    codes = np.zeros(len(sizes), dtype=np.int64)
    for issue, option in settled.items():
        codes[issue] = option
    proposal = np.zeros_like(codes)
    share = (points / scale)[:counted].astype(float)
    sweeps, is_cut, value = sharpen(
        engine.layout, sharp, depth, codes, share, float(best), proposal
    )
    event(f"cut: {is_cut}, proposal: {value > -np.inf}")
    assert sweeps >= 1
    if is_cut:
        assert truth < best
    if value > -np.inf:
        named = tuple(proposal.tolist())
        assert named in least
        assert abs(least[named] - value) <= 1e-9 * max(1.0, abs(value))
        assert value <= truth + 1e-9 * max(1.0, abs(truth))
