"""Charts are the same bytes each time, carry their own ids, and hold no markup of a file."""

from __future__ import annotations

import re

import pytest
from tests.unit.report.answering import small_answer
from tests.unit.report.samples import small_dispute

from grandbargain.report import charts
from grandbargain.report.labels import place
from grandbargain.report.names import Names
from grandbargain.report.parts import Brief, brief

HOSTILE = "</svg><script>alert(1)</script>\"'&"


@pytest.fixture(scope="module")
def dam() -> Brief:
    dispute = small_dispute()
    return brief(Names(dispute), small_answer(dispute).to_dict())


def test_a_chart_is_the_same_bytes_each_time_with_ids_of_its_own(dam: Brief) -> None:
    edge = dam.answer["outlines"][0]
    first, again = charts.outline(dam, edge, "edge-1"), charts.outline(dam, edge, "edge-1")
    other = charts.outline(dam, edge, "edge-2")
    assert first == again
    ids = re.findall(r'\bid="([^"]*)"', first)
    assert all(name.startswith("edge-1-") for name in ids)
    assert not set(ids) & set(re.findall(r'\bid="([^"]*)"', other))


def test_titles_of_the_file_stay_text_inside_a_drawing() -> None:
    dispute = small_dispute()
    names = Names(dispute)
    names.actor = lambda name: HOSTILE  # every title that a chart may show
    names.issue = lambda name: HOSTILE
    read = brief(names, small_answer(dispute).to_dict())
    drawn = [
        charts.gains(read),
        charts.acceptance(read, read.deals),
        charts.ablation(read, read.answer["ablation"]),
        charts.outline(read, read.answer["outlines"][0], "edge"),
    ]
    for picture in drawn:
        assert "&lt;/svg&gt;&lt;script&gt;" in picture
        assert "<script" not in picture
        assert picture.count("</svg>") == 1


def test_acceptance_draws_fifty_dots_per_party_and_package(dam: Brief) -> None:
    drawn = charts.acceptance(dam, dam.deals[:2])
    assert len(re.findall(r"<path[^>]*stroke-width=\"1.1\"", drawn)) == 50 * 2 * 4


def test_an_issue_without_which_no_agreement_is_left_is_said_in_words(dam: Brief) -> None:
    rows = [dict(row) for row in dam.answer["ablation"]]
    rows[0] = {**rows[0], "zopa": False, "objective": None, "loss": None}
    assert "no agreement left" in charts.ablation(dam, rows)
    assert "no agreement left" not in charts.ablation(dam, dam.answer["ablation"])


def test_labels_keep_apart_and_equal_points_share_one() -> None:
    placed = place(
        [(50, 50, "A"), (50, 50, "B"), (50, 58, "today"), (195, 50, "if talks fail")], (200, 100)
    )
    assert [item.text for item in placed] == ["A, B", "today", "if talks fail"]
    assert placed[2].align == "right"
    boxes = [_box(item) for item in placed]
    for k, one in enumerate(boxes):
        for other in boxes[k + 1 :]:
            assert (
                one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
            )


def _box(item: object) -> tuple[float, float, float, float]:
    text, x, y, align = item.text, item.x, item.y, item.align
    width = 6.3 * len(text)
    left = {"left": x, "right": x - width, "center": x - width / 2}[align]
    return left, left + width, y - 6.5, y + 6.5
