"""A dispute for the tests of the page: a dam, three states, and people who have no seat."""

from __future__ import annotations

from grandbargain.dispute import (
    Actor,
    Constraint,
    Disagreement,
    Dispute,
    Distribution,
    Group,
    Interests,
    Issue,
    IssueValues,
    Known,
    Linkage,
    Move,
    Number,
    Option,
    Pattern,
    Refusal,
    Uniform,
    ValueTable,
)

Points = dict[str, float]


def number(form: Distribution | float, path: str, *sources: str, because: str = "") -> Number:
    """Return a number of the file."""
    form = Known(form) if isinstance(form, (int, float)) else form
    return Number(form, path, sources, because)


def actor(name: str, title: str, *, party: bool = True) -> Actor:
    """Return an actor of power 1."""
    return Actor(name, title, party, number(1, f"actors.{name}.power"))


def issue(name: str, title: str, *options: str, by: tuple[str, ...] = ()) -> Issue:
    """Return an issue whose options are numbered a, b, c and whose status quo is the first."""
    found = tuple(Option(chr(97 + k), text) for k, text in enumerate(options))
    ids = tuple(option.id for option in found)
    moves = (Move("all" if len(by) > 1 else "one", by, ids, ids),) if by else ()
    return Issue(name, title, found, "a", moves)


def wants(
    name: str,
    weights: dict[str, tuple[float, float]],
    values: dict[str, tuple[float, ...]],
    cost: tuple[float, float],
    *,
    source: str = "judgement",
    linkages: tuple[Linkage, ...] = (),
    refuses: tuple[Refusal, ...] = (),
) -> Interests:
    """Return interests with weights in ranges and known values."""
    base = f"interests.{name}"
    return Interests(
        actor=name,
        disagreement=Disagreement(
            "stalemate_cost",
            number(Uniform(*cost), f"{base}.disagreement.stalemate_cost", "judgement"),
        ),
        weights={
            key: number(Uniform(*ends), f"{base}.weights.{key}", source)
            for key, ends in weights.items()
        },
        values={
            key: IssueValues(
                key,
                f"{base}.values.{key}",
                (
                    ValueTable(
                        "stated",
                        1.0,
                        tuple(
                            number(v, f"{base}.values.{key}.{chr(97 + k)}", source)
                            for k, v in enumerate(row)
                        ),
                    ),
                ),
            )
            for key, row in values.items()
        },
        linkages=linkages,
        refuses=refuses,
    )


def small_dispute(title: str = "The dam on the upper river") -> Dispute:
    """Return three states over a dam, and the people downstream who have no seat."""
    actors = (
        actor("up", "Upstream state"),
        actor("down", "Downstream state"),
        actor("mid", "Middle state"),
        actor("people", "People of the delta", party=False),
    )
    issues = (
        issue(
            "fill", "Years to fill the lake", "Three years", "Five years", "Nine years", by=("up",)
        ),
        issue("drought", "Release in a drought", "None", "Half", "Full share", by=("up",)),
        issue("data", "River data", "Secret", "Shared each day", by=("up", "down", "mid")),
        issue("court", "Disputes go to", "Nobody", "A joint body", "A court", by=("up", "down")),
        issue("power", "Price of electricity", "Market", "Favoured", by=("up", "mid")),
        issue("name", "Name of the lake", "As it is", "A common name", by=("up",)),
    )
    up = wants(
        "up",
        {"fill": (30, 40), "drought": (15, 25), "court": (5, 15), "power": (5, 15), "data": (2, 8)},
        {
            "fill": (100, 70, 0),
            "drought": (100, 60, 0),
            "court": (60, 100, 0),
            "power": (0, 100),
            "data": (100, 0),
        },
        (4, 12),
        source="treaty",
    )
    down = wants(
        "down",
        {"fill": (25, 35), "drought": (30, 45), "court": (5, 15), "data": (5, 10)},
        {
            "fill": (0, 75, 100),
            "drought": (0, 70, 100),
            "court": (0, 60, 100),
            "data": (0, 100),
        },
        (5, 15),
        refuses=(
            Refusal(
                Pattern((("drought", ("a",)), ("court", ("a",)))),
                "interests.down.refuses.1",
                "no government could sign away both",
            ),
        ),
    )
    mid = wants(
        "mid",
        {"fill": (5, 15), "power": (30, 40), "data": (10, 20), "drought": (10, 20)},
        {"fill": (0, 100, 60), "power": (0, 100), "data": (0, 100), "drought": (0, 100, 80)},
        (1, 5),
        linkages=(
            Linkage(
                Pattern((("data", ("b",)), ("drought", ("b", "c")))),
                number(Uniform(2, 6), "interests.mid.linkages.1.adds", "hydrology"),
            ),
        ),
    )
    people = wants(
        "people",
        {"fill": (30, 50), "drought": (50, 70)},
        {"fill": (0, 60, 100), "drought": (0, 60, 100)},
        (2, 8),
    )
    return Dispute(
        title=title,
        actors=actors,
        groups=(Group("river", ("up", "down")),),
        issues=issues,
        constraints=(
            Constraint(
                "logical",
                Pattern((("court", ("c",)),)),
                Pattern((("data", ("b",)),)),
                None,
                (Pattern((("court", ("c",)), ("data", ("a",)))),),
                "constraints.1",
                "a court needs the record of the river",
                ("treaty",),
            ),
            Constraint(
                "agreed",
                None,
                None,
                Pattern((("fill", ("a",)), ("drought", ("c",)))),
                (Pattern((("fill", ("a",)), ("drought", ("c",)))),),
                "constraints.2",
            ),
        ),
        interests={"up": up, "down": down, "mid": mid, "people": people},
        sources={
            "treaty": "Declaration of principles of the three states, 2015",
            "hydrology": "Report of the panel of engineers, 2013",
            "unread": "A source that nothing cites",
            "judgement": "Judgement of the analyst, not checked against a document",
        },
        as_of="2020-06",
        name="dam",
        sha256="0f" * 32,
    )
