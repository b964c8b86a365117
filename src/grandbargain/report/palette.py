"""Colours and shapes: one hue per actor, one shape per package, wherever they appear."""

from __future__ import annotations

HUES = (
    "#1f5a9e",  # blue
    "#b9480f",  # vermilion
    "#12755a",  # green
    "#84469a",  # purple
    "#8a6d00",  # ochre
    "#b0305c",  # crimson
    "#2f6f86",  # petrol
    "#5b5b5b",  # grey
)
"""Hues of actors in file order, told apart by the colour-blind and above 4.5:1 on white."""

SHAPES = ("circle", "diamond", "triangle-up", "square", "triangle-down", "triangle-right")
"""Shapes of packages A, B, C, ..."""

INK = "#1d2530"
SOFT = "#5a6572"
RULE = "#d5dae0"
BAR = "#48688c"
DEAD = "#a3360c"

FONT = "'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK KR', sans-serif"


STROKES = ((1, 0), (7, 3), (2, 2), (9, 3, 2, 3), (4, 2), (1, 3), (12, 4))
"""Dashes of strategies in the order of the answer, the first whole: hues are for actors."""


def stroke(index: int) -> tuple[int, ...]:
    """Return the dashes of a strategy; beyond seven they return, labels tell them apart."""
    return STROKES[index % len(STROKES)]


def hue(index: int) -> str:
    """Return the hue of an actor; beyond eight actors hues return, names tell them apart."""
    return HUES[index % len(HUES)]


def shape(index: int) -> str:
    """Return the shape of a package."""
    return SHAPES[index % len(SHAPES)]
