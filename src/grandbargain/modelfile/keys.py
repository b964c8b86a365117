"""Every key of the file, once: what it means and what its value looks like.

The readers take from here which keys exist and which are required, the JSON Schema takes its
descriptions and forms, and the reference page lists them; so the three cannot disagree.

A ``form`` is the name of a shape in ``schema.py`` (``number``, ``text``, ``names`` and so on), or
the name of another table of this file in brackets: ``{actor}`` for one such mapping, ``[move]`` for
a list of them, ``{*actor}`` for a mapping from names of the author's choice to them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it means, the form of its value, and whether it must be there."""

    description: str
    form: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one kind of mapping."""

    description: str
    table: dict[str, Key]


_SOURCE = Key("Keys of 'sources' (one or a list), or judgement.", "names")
_BECAUSE = Key("One line that says why.", "text")
_TITLE = Key("Text for people.", "text")
_NOTE = Key("Free text for readers.", "text")

TOP = Keys(
    "One dispute: who, what, who wants what, and what cannot go together.",
    {
        "format": Key("Version of this format: grandbargain/1.", "format"),
        "title": Key("Title of the dispute.", "text"),
        "as_of": Key("The date for which the file speaks: a year, month or day.", "text"),
        "sources": Key("Sources, cited by key from any number or line below.", "titles"),
        "actors": Key("Everyone who has interests.", "{*actor}", required=True),
        "groups": Key("Named lists of actors.", "lists"),
        "parameters": Key("Named unknowns, usable in any expression.", "parameters"),
        "issues": Key("The questions to settle, with their options.", "{*issue}", required=True),
        "constraints": Key("Combinations of options that are ruled out.", "[constraint]"),
        "interests": Key("What each actor wants.", "{*interests}", required=True),
        "enforcement": Key("How a breach is found out.", "{enforcement}"),
        "dynamics": Key("What happens over the years while nothing is settled.", "{dynamics}"),
        "robustness": Key("The tests that a package or strategy should pass.", "{robustness}"),
        "history": Key("The record: what was done in each year.", "records"),
    },
)

ACTOR = Keys(
    "Anyone with interests.",
    {
        "title": _TITLE,
        "party": Key("Whether a package needs this actor's consent; true unless stated.", "truth"),
        "discount": Key("Weight of the next year, at least 0 and below 1.", "number"),
        "power": Key("Weight in the Nash and utilitarian solutions; 1 unless stated.", "number"),
        "source": _SOURCE,
        "because": _BECAUSE,
        "note": _NOTE,
    },
)

PARAMETER = Keys(
    "A named unknown.",
    {
        "value": Key("The number, in any of its forms.", "plain_number"),
        "either": Key("Alternatives with their chances, in place of value.", "chances"),
        "unit": Key("Unit, for people.", "text"),
        "title": _TITLE,
        "source": _SOURCE,
        "because": _BECAUSE,
        "note": _NOTE,
    },
)

ISSUE = Keys(
    "A question to settle.",
    {
        "title": _TITLE,
        "options": Key("The answers, each with its text, in their order.", "titles", True),
        "status_quo": Key("The option in force today.", "name", required=True),
        "moves": Key("Who can change it; a move not listed does not exist.", "[move]"),
        "source": _SOURCE,
        "because": _BECAUSE,
        "note": _NOTE,
    },
)

MOVE = Keys(
    "Who may take the issue from some options to others.",
    {
        "by": Key("One actor, {all: [...]} together, or {any: [...]} alone.", "movers", True),
        "from": Key("One option or a list; any option if left out.", "names"),
        "to": Key("One option or a list; any option if left out.", "names"),
        "source": _SOURCE,
        "because": _BECAUSE,
    },
)

CONSTRAINT = Keys(
    "A combination that is ruled out: if and then, or never.",
    {
        "if": Key("The condition.", "pattern"),
        "then": Key("What must hold where the condition does.", "pattern"),
        "never": Key("What no package may match.", "pattern"),
        "kind": Key("logical (binds always; the default) or agreed (binds offers).", "kind"),
        "because": _BECAUSE,
        "source": _SOURCE,
    },
)

LINKAGE = Keys(
    "Points for a combination of options.",
    {
        "when": Key("The combination.", "pattern", required=True),
        "adds": Key("Points added, negative if it is bad for the actor.", "number", required=True),
        "because": _BECAUSE,
        "source": _SOURCE,
    },
)

_POINTS = {
    "disagreement": Key("What the actor gets if talks fail.", "disagreement"),
    "weights": Key("Swing weights per issue, any scale.", "numbers"),
    "order": Key("Issues by weight, most important first; ties in a list.", "order"),
    "values": Key("Per issue what each option is worth, 0 worst to 100 best.", "values"),
    "linkages": Key("Points for combinations of options.", "[linkage]"),
    "refuses": Key("Combinations never signed, whatever is paid elsewhere.", "refusals"),
    "source": Key("Evidence for every number here that states none of its own.", "names"),
    "because": _BECAUSE,
    "sources": Key("Evidence for the values on single issues.", "lists"),
    "weights_source": Key("Evidence for the weights or their order.", "names"),
    "note": _NOTE,
}

INTERESTS = Keys(
    "What one actor wants.",
    {
        **_POINTS,
        "types": Key("Alternatives of which nobody knows which it is.", "{*type}"),
        "ranking": Key("Patterns, best first; ties in a list.", "ranking"),
        "statements": Key("Patterns or if-then, most important first.", "statements"),
    },
)

TYPE = Keys(
    "What an actor may turn out to be; it replaces what it states.",
    {
        "title": _TITLE,
        "chance": Key("Chance of this type; one type may leave it out.", "number"),
        **_POINTS,
    },
)

ENFORCEMENT = Keys(
    "How a breach is found out.",
    {
        "detection": Key("Chance per year, per option of the issue that sets it.", "detection"),
        "false_alarm": Key("Chance per year of a breach seen where there is none.", "number"),
        "belief": Key("Chance that the other is trustworthy, per pair.", "beliefs"),
        "source": _SOURCE,
        "because": _BECAUSE,
    },
)

DYNAMICS = Keys(
    "Play over the years.",
    {
        "start": Key("The first calendar year; 1 unless stated.", "whole"),
        "years": Key("Number of years reported; 30 unless stated.", "whole"),
        "tail": Key("Years solved beyond these; 20 unless stated.", "whole"),
        "order": Key("Who moves when within a year.", "names"),
        "rationality": Key("Per point; one number, one per actor, or best.", "rationality"),
        "stocks": Key("What grows and shrinks.", "{*stock}"),
        "actions": Key("What each actor can do.", "texts"),
        "available": Key("When an action can be taken.", "expressions"),
        "signals": Key("Named expressions.", "expressions"),
        "hazards": Key("What may end play, with its chance per year.", "{*hazard}"),
        "endings": Key("What play may end in, and what it pays.", "{*ending}"),
        "payoffs": Key("Points per year while play goes on, per actor.", "expressions"),
        "strategies": Key("Named rules for some actors.", "{*strategy}"),
        "principals": Key("The actors who could stand together.", "names"),
        "adversary": Key("The actor whom they face.", "name"),
        "rents": Key("What each pays the adversary per year.", "expressions"),
        "hopes": Key("Events waited for.", "{*hope}"),
        "delay": Key("Pairs of strategies: one now, the other later.", "{*delay}"),
        "source": _SOURCE,
        "because": _BECAUSE,
        "note": _NOTE,
    },
)

STOCK = Keys(
    "A quantity on a grid of levels.",
    {
        "title": _TITLE,
        "unit": Key("Unit, for people.", "text"),
        "levels": Key("A rising list of numbers, or low..high by step.", "levels", True),
        "now": Key("The value at the start.", "number", required=True),
        "change": Key("Change per year, an expression.", "expression", required=True),
        "source": _SOURCE,
        "because": _BECAUSE,
        "note": _NOTE,
    },
)

HAZARD = Keys(
    "What may end play.",
    {
        "title": _TITLE,
        "chance": Key("Chance per year, an expression.", "expression", required=True),
        "ending": Key("The ending that it brings.", "name", required=True),
        "believed": Key("Odds of their own, per actor.", "expressions"),
        "source": _SOURCE,
        "because": _BECAUSE,
        "note": _NOTE,
    },
)

ENDING = Keys(
    "What play may end in.",
    {
        "title": _TITLE,
        "points": Key("Points per year ever after, per actor.", "numbers"),
        "package": Key("A solution's name or a package whose utility is paid.", "package"),
        "source": _SOURCE,
        "because": _BECAUSE,
        "note": _NOTE,
    },
)

STRATEGY = Keys(
    "Rules for some actors.",
    {
        "title": _TITLE,
        "rules": Key("An action, or an expression that gives one, per actor.", "expressions"),
        "united": Key("Actors or a group that decide as one.", "names"),
        "source": _SOURCE,
        "because": _BECAUSE,
        "note": _NOTE,
    },
)

HOPE = Keys(
    "An event waited for.",
    {
        "title": _TITLE,
        "event": Key("The ending hoped for.", "name", required=True),
        "waiting": Key("The strategy that waits.", "name", required=True),
        "instead": Key("The strategy in its place.", "name", required=True),
        "note": _NOTE,
    },
)

DELAY = Keys(
    "One strategy now, another later.",
    {
        "title": _TITLE,
        "first": Key("The strategy of the first years.", "name", required=True),
        "then": Key("The strategy afterwards.", "name", required=True),
        "note": _NOTE,
    },
)

ROBUSTNESS = Keys(
    "What should hold in as many worlds as possible.",
    {
        "tests": Key("Named tests.", "{*test}"),
        "correlations": Key("Uncertain numbers that go together.", "[correlation]"),
        "note": _NOTE,
    },
)

CORRELATION = Keys(
    "Two uncertain numbers that go together, by rank correlation (Spearman's rho).",
    {
        "between": Key(
            "Paths of the two numbers, such as parameters.hope.", "names", required=True
        ),
        "rank": Key("From -1 to 1, neither included.", "plain_number", required=True),
        "source": _SOURCE,
        "because": _BECAUSE,
    },
)

TEST = Keys(
    "A test that every world passes or fails.",
    {
        "title": _TITLE,
        "package": Key("A solution's name or a package.", "package"),
        "passes": Key("Any of accepted, holds, stable, trusted; all must be met.", "names"),
        "resolve": Key("Whether the package is sought anew in every world.", "truth"),
        "strategy": Key("A strategy.", "name"),
        "against": Key("The strategy that it is compared with.", "name"),
        "actor": Key("To whom it should be worth as much, or whose value is bounded.", "name"),
        "outcome": Key("survival, rent, an ending or a stock of play.", "name"),
        "above": Key("The least that the outcome may be.", "plain_number"),
        "below": Key("The most that the outcome may be.", "plain_number"),
        "note": _NOTE,
    },
)

RECORD = Keys(
    "One year of the record; each actor's action stands beside these keys.",
    {
        "year": Key("The calendar year.", "whole", required=True),
        "events": Key("Endings or hazards that occurred; the list may be empty.", "marks"),
        "stocks": Key("Values of stocks observed.", "numbers"),
        "source": _SOURCE,
        "because": _BECAUSE,
        "note": _NOTE,
    },
)

TABLES: dict[str, Keys] = {
    "actor": ACTOR,
    "parameter": PARAMETER,
    "issue": ISSUE,
    "move": MOVE,
    "constraint": CONSTRAINT,
    "interests": INTERESTS,
    "type": TYPE,
    "linkage": LINKAGE,
    "enforcement": ENFORCEMENT,
    "dynamics": DYNAMICS,
    "stock": STOCK,
    "hazard": HAZARD,
    "ending": ENDING,
    "strategy": STRATEGY,
    "hope": HOPE,
    "delay": DELAY,
    "robustness": ROBUSTNESS,
    "test": TEST,
    "correlation": CORRELATION,
    "record": RECORD,
}
"""Tables that forms refer to by name."""
