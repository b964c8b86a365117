"""Section 8: what would have to be true, and what breaks it."""

from __future__ import annotations

from collections.abc import Sequence

from . import breaking, breaking_tables, charts_breaking, made
from .breaking import Data
from .compared_page import package_parts
from .decades_page import Item, Part, Played, part, told
from .formats import percent, plural
from .hanging import hanging, hanging_table
from .names import Names
from .numbers_named import NumberNames
from .parts import Deal, Picture


def breaking_section(names: Names, data: Data, deals: Sequence[Deal] = ()) -> Played:
    """Return section 8 from the plain data of ``robustness``.

    ``deals`` are the packages of the section on bargains: the same package has the same letter.
    """
    named = NumberNames(names)
    return Played(
        texts=told([made.stopped(data), hanging(data, named)]),
        parts=(
            *part("breaks-tests", "The tests", "The tests", *_tests(data)),
            *part("hangs", "What most hangs on", "What most hangs on",
                  Item(table=hanging_table(data, named))),
            *(item for name in data["tests"] for item in _test(data, named, name)),
            *package_parts(names, data, deals),
            *part("breaks-made", "How the worlds were made", "How the worlds were made",
                  Item(texts=told(made.cautions(data)),
                       table=made.made_table(data, named, names.dispute.name))),
        ),
    )  # fmt: skip


def _tests(data: Data) -> tuple[Item, ...]:
    table = breaking_tables.tests_table(data)
    if not breaking.asked_tests(data):
        return (Item(table=table),)
    return (
        Item(
            picture=Picture(
                "breaks-passing",
                "In how many worlds each test passes",
                "The mark is the share of worlds in which a test passes; the band behind it is "
                "the 95 % interval that the number of worlds leaves.",
                charts_breaking.passing(data),
                table,
            )
        ),
    )


def _test(data: Data, named: NumberNames, name: str) -> tuple[Part, ...]:
    test = data["tests"][name]
    heading = test["title"] or name
    place = f"breaks-test-{name}"
    if test["domain"] is None:
        return part(place, heading, heading, Item(texts=(breaking.about(test, named),)))
    score = told([breaking.passes(test), breaking.margin(test)])
    return part(
        place,
        heading,
        heading,
        Item(texts=(breaking.about(test, named), " ".join(score))),
        Item(
            texts=told([*breaking.failing(test, named), *breaking.holding(test, named)]),
            table=breaking_tables.limits_table(test, named),
        ),
        _curves(test, name),
        _swings(test, named, name),
        Item(
            texts=told(breaking.indices_told(test, named)),
            table=breaking_tables.indices_table(test, named),
        ),
    )


def _curves(test: Data, name: str) -> Item:
    """Return coverage against density; nothing where no box was sought."""
    conditions = test["conditions"] or {"trajectory": (), "boxes": ()}
    passing = conditions["trajectory"]
    if max(len(test["trajectory"]), len(passing)) < breaking_tables.LEAST_ROWS:
        return Item()
    reading = (
        "Coverage is the share of all failures, or of all worlds that pass, in a box of limits; "
        "density is the share of the box’s worlds that are such. Further up and further right is "
        "better, and fewer numbers read more easily. The ring is the point chosen on the way; "
        "limits that do nothing on the half held out are then dropped, which gives the box told "
        "(diamond)."
    )
    for label, boxes in (("failures", test["boxes"]), ("passing", conditions["boxes"])):
        for box in boxes[:1]:
            reading += (
                f" For {label} it covers {percent(box['coverage'])} at a density of "
                f"{percent(box['density'])} with {plural(len(box['limits']), 'number')} limited."
            )
    return Item(
        picture=Picture(
            f"breaks-curve-{name}",
            f"How much a box of limits covers, and how pure it is: {test['title'] or name}",
            reading,
            charts_breaking.curves(test, f"breaks-curve-{name}"),
            breaking_tables.trajectory_table(test),
        )
    )


def _swings(test: Data, named: NumberNames, name: str) -> Item:
    if not breaking.drawn_bars(test):
        return Item()
    return Item(
        texts=told(breaking.swings(test, named)),
        picture=Picture(
            f"breaks-swings-{name}",
            f"What one number alone does to the score: {test['title'] or name}",
            charts_breaking.tornado_reading(test),
            charts_breaking.tornado(test, named, f"breaks-swings-{name}"),
            breaking_tables.swings_table(test, named),
        ),
    )
