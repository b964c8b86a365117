"""Where to put labels beside points so that they cover neither each other nor the points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LETTER_WIDTH = 6.3
LINE_HEIGHT = 13.0

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """A label with its anchor in pixels (y upwards) and its alignment."""

    text: str
    x: float
    y: float
    align: str


def place(
    points: Sequence[tuple[float, float, str]],
    size: tuple[float, float],
    obstacles: Sequence[tuple[float, float]] = (),
) -> list[Placed]:
    """Place one label per point, greedily, where it overlaps least.

    Parameters
    ----------
    points
        ``(x, y, text)`` in pixels, y upwards. Points nearer than four pixels share a label.
    size
        Width and height of the frame.
    obstacles
        Other points that labels should not cover.

    Examples
    --------
    >>> [item.align for item in place([(10, 50, "first"), (190, 50, "second")], (200, 100))]
    ['left', 'right']
    """
    merged: list[list[float | str]] = []
    for x, y, text in points:
        for other in merged:
            if abs(float(other[0]) - x) < 4 and abs(float(other[1]) - y) < 4:
                other[2] = f"{other[2]}, {text}"
                break
        else:
            merged.append([x, y, text])
    marks = [(float(x), float(y)) for x, y, _ in merged] + list(obstacles)
    boxes: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for x, y in marks]
    found: list[Placed] = []
    for x, y, text in merged:
        placed, box = _best(float(x), float(y), str(text), boxes, size)
        boxes.append(box)
        found.append(placed)
    return found


def _best(
    x: float, y: float, text: str, boxes: Sequence[Box], size: tuple[float, float]
) -> tuple[Placed, Box]:
    width = LETTER_WIDTH * len(text)
    tries: list[tuple[float, int, Placed, Box]] = []
    spots = [
        (dx, dy, align)
        for step in (1, 2)
        for dx, dy, align in (
            (9, 0, "left"),
            (-9, 0, "right"),
            (0, 13 * step, "center"),
            (0, -13 * step, "center"),
            (7, 10 * step, "left"),
            (7, -10 * step, "left"),
            (-7, 10 * step, "right"),
            (-7, -10 * step, "right"),
        )
    ]
    for rank, (dx, dy, align) in enumerate(spots):
        left = {"left": 0.0, "right": -width, "center": -width / 2}[align] + x + dx
        box = (left, y + dy - LINE_HEIGHT / 2, left + width, y + dy + LINE_HEIGHT / 2)
        outside = max(0.0, -box[0]) + max(0.0, box[2] - size[0])
        outside += max(0.0, -box[1]) + max(0.0, box[3] - size[1])
        cost = 40 * outside + sum(_overlap(box, other) for other in boxes)
        tries.append((cost + rank, rank, Placed(text, x + dx, y + dy, align), box))
    best = min(tries, key=lambda item: item[:2])
    return best[2], best[3]


def _overlap(a: Box, b: Box) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    high = min(a[3], b[3]) - max(a[1], b[1])
    return wide * high if wide > 0 and high > 0 else 0.0
