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


def hue(index: int) -> str:
    """Return the hue of an actor; beyond eight actors hues return, names tell them apart."""
    return HUES[index % len(HUES)]


def shape(index: int) -> str:
    """Return the shape of a package."""
    return SHAPES[index % len(SHAPES)]
