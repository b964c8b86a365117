"""The problems that a model file can have: one table, from which the reference page is made.

Codes are stable. The hundreds say what the problem is about: 1 the text, 2 structure and names,
3 numbers, 4 actors, issues and constraints, 5 interests, 6 expressions and the sections of later
questions, 7 warnings.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem: its code, a short title, what it means and what to do."""

    code: str
    title: str
    meaning: str
    remedy: str

    @property
    def severity(self) -> str:
        """``"warning"`` for the seventh hundred, else ``"error"``."""
        return "warning" if self.code.startswith("GB7") else "error"


_ROWS = (
    # 1: the text
    (101, "file too large", "A model file has at most 5,000,000 bytes.",
     "Leave out what the dispute does not need; long texts belong in a note beside the file."),
    (102, "not UTF-8", "The file is not plain text in the encoding UTF-8.",
     "Save it as plain text with the encoding UTF-8."),
    (103, "control character", "A character that no one can see stands in the file.",
     "Delete the character; type the line anew if you cannot find it."),
    (104, "tab", "YAML indents with spaces; a tab looks the same and means something else.",
     "Replace every tab by spaces."),
    (105, "cannot be read", "The text breaks a rule of YAML, so nothing after it can be read.",
     "Mend this place first, then check again: further problems may follow."),
    (106, "too deep", "Lists and mappings stand inside each other more than 50 levels deep.",
     "A dispute needs about ten levels: look for a bracket that is opened too often."),
    (107, "anchor or alias", ("Anchors (&name) and aliases (*name) are refused: a file must say "
     "what it means where it means it."),
     "Write the text out where it is needed; put text that begins with & or * in quotes."),
    (108, "tag", "Tags (!name) are refused.",
     "Delete the tag; put text that begins with ! in quotes."),
    (109, "several documents", "A file holds one dispute.",
     "Delete the line '---' or put the second dispute in a file of its own."),
    (110, "duplicate key", "A key stands twice in the same mapping; one of the two would be lost.",
     "Delete or rename one of them."),
    (111, "key is no name", "A key is a single word, not a list or a mapping.",
     "Write a name before the colon; text that begins with [ or { needs quotes."),
    (112, "empty file", "There is nothing in the file.",
     "Start from 'grandbargain new NAME'."),
    (113, "more problems", "Only the first problems are shown.",
     "Mend these first, then check again."),
    # 2: structure and names
    (201, "mapping expected", "This place needs keys with values.",
     "Write 'key: value' lines, indented below, or {key: value, key: value}."),
    (202, "list expected", "This place needs a list.",
     "Write one '- item' per line, or [item, item]."),
    (203, "single value expected", "This place needs one word, text or number.",
     "Write a single value after the colon."),
    (204, "value missing", "A key stands there without a value.",
     "Write the value after the colon, or delete the key."),
    (205, "unknown key", "The key means nothing at this place.",
     "Correct the spelling, or delete the line."),
    (206, "key missing", "A key that this place needs is not there.",
     "Add the key."),
    (207, "section missing", "A file needs the sections actors, issues and interests.",
     "Add the section; 'grandbargain new NAME' writes a file that shows all of them."),
    (208, "not an identifier", ("Names are made of the letters a to z, digits and underscores, "
     "start with a letter and have at most 40 characters."),
     "Choose a short name; the text for people belongs in the title."),
    (209, "reserved word", "The word has a meaning of its own at places where this name is used.",
     "Choose another name."),
    (210, "unknown format", "The file says a format that this version cannot read.",
     "Write 'format: grandbargain/1'."),
    (211, "not a date", "The date is a year, a month or a day.",
     "Write 2017, 2017-05 or 2017-05-31."),
    (212, "true or false expected", "This place is a yes or a no.",
     "Write true or false."),
    (214, "named twice", "The same name stands twice in one list.",
     "Delete one of them."),
    (215, "empty", "This place needs at least one entry.",
     "Add an entry, or delete the key."),
    (221, "unknown actor", "No actor of this name is in the section actors.",
     "Correct the spelling, or add the actor."),
    (222, "unknown issue", "No issue of this name is in the section issues.",
     "Correct the spelling, or add the issue."),
    (223, "unknown option", "The issue has no option of this name.",
     "Correct the spelling, or add the option to the issue."),
    (224, "unknown source", "No source of this name is in the section sources.",
     "Correct the spelling, add the source, or write 'judgement'."),
    (225, "unknown name", "Nothing of this kind has this name.",
     "Correct the spelling, or add what is named."),
    # 3: numbers
    (301, "not a number", "The text is none of the forms of a number.",
     ("Write 30, 20..40, 20/30/40, 30 +- 5, {either: {30: 0.7, 50: 0.3}}, or "
     "{value: 30, source: KEY, because: TEXT}.")),
    (302, "leading zeros", "Some programs read a number with leading zeros as octal.",
     "Write the number without the zeros in front."),
    (303, "not finite", "Infinity and 'not a number' are no numbers of a dispute.",
     "Write the largest value that you would defend."),
    (304, "not a plain decimal", "Numbers are plain decimals with a point.",
     "Write for example 1000, 0.5 or 1e6: no thousands separators, percent signs, or other bases."),
    (305, "upside down", "The ends of a range stand in the wrong order.",
     "Write the smaller number first."),
    (306, "outside the range allowed", "The number is outside what this place allows.",
     "Correct the number."),
    (307, "chances do not sum to 1", "Chances of alternatives sum to 1.",
     "Correct the chances, or leave out the one that takes the rest where that is allowed."),
    (308, "deviation not positive", "A standard deviation is above 0.",
     "Write 'mean +- deviation' with a deviation above 0, or the mean alone."),
    (309, "malformed alternatives", "'either' lists alternatives with their chances.",
     "Write {either: {30: 0.7, 50..60: 0.3}}."),
    (311, "whole number expected", "This place needs a whole number, known.",
     "Write a whole number without point or range."),
    # 4: actors, issues, constraints
    (401, "no party", "Nobody's consent is needed, so there is nothing to negotiate.",
     "Leave out 'party: false' for at least one actor."),
    (402, "name of an actor", ("A group has the name of an actor; a reader could not tell which is "
     "meant."), "Rename the group."),
    (404, "move malformed", ("A move says who makes it: {by: A}, {by: {all: [A, B]}} or "
     "{by: {any: [A, B]}}; and, where it matters, from and to."),
     "Write one of these forms."),
    (405, "move leads nowhere", "A move from an option to the same option is none.",
     "Correct 'from' or 'to', or delete the move."),
    (406, "constraint malformed", "A constraint says either if and then, or never.",
     "Write {if: {...}, then: {...}} or {never: {...}}."),
    (407, "pattern is empty", "A pattern names at least one issue.",
     "Write {issue: option} or {issue: [option, option]}."),
    (408, "status quo breaks a constraint", "What is in force today is ruled out.",
     ("Correct the status quo or the constraint; 'kind: agreed' is for rules that bind only what "
     "is on offer.")),
    (409, "no feasible package", "The constraints contradict each other: no package meets all.",
     "Relax or delete one of the constraints named."),
    # 5: interests
    (501, "actor without interests", "Every actor has interests.",
     "Add the actor to the section interests, or delete it from actors."),
    (502, "interests missing", "Nothing says what this actor wants.",
     "Give 'values' with 'weights' or 'order', or 'ranking', or 'statements'."),
    (503, "weights and order", "Weights are stated, or their order is, not both.",
     "Delete one of the two."),
    (504, "weights missing", "Values are stated, but not how much each issue weighs.",
     "Add 'weights' (any scale), or 'order' where only the order is known."),
    (505, "all weights zero", "No issue weighs anything, so every package is worth the same.",
     "Give at least one valued issue a weight above 0."),
    (506, "mixed forms", "An actor's interests are in points, or a ranking, or statements.",
     "Keep one of the forms."),
    (507, "values malformed", ("Values of an issue are up, down, flat, {either: {up: 0.7, down: "
     "0.3}}, or one number for every option."), "Write one of these forms."),
    (508, "option without a value", "Every option of a valued issue needs a value.",
     "Add the options named, from 0 (worst) to 100 (best)."),
    (509, "disagreement malformed", ("If talks fail, an actor gets a stated value, or the status "
     "quo less a cost, or what play brings."),
     "Write {stalemate_cost: 5..15}, {value: 30..45} or play."),
    (510, "chances of types", ("The chances of the types of an actor sum to 1; one type may leave "
     "its chance out and takes the rest."),
     "Correct the chances so that they can never exceed 1."),
    # 6: expressions and the sections of later questions
    (601, "expression too long", "An expression has at most 2,000 characters and 50 levels.",
     "Give parts of it a name under signals."),
    (602, "not in the language", ("The language of expressions has numbers, names, + - * / **, "
     "comparisons, and, or, not, if(c, a, b), min max abs exp log sqrt clip; nothing else."),
     "Write it with these."),
    (603, "unknown name in an expression", ("The name is no stock, parameter, signal, actor or "
     "'year'."), "Correct the spelling, or define the name."),
    (604, "wrong number of arguments", "A function is used with the wrong number of arguments.",
     "Write if(c, a, b), clip(x, low, high), min(a, b), abs(x), exp(x), log(x) or sqrt(x)."),
    (605, "division by zero", "The expression divides by a constant zero.",
     "Correct the divisor."),
    (606, "no such number", ("A constant part of the expression has no finite value, or a giant "
     "one."), "Correct the constants; exponents of powers go up to 100."),
    (607, "actor or action outside a test", "Actors and actions are used as 'actor == action'.",
     "Write a test such as 'usa == pressure'."),
    (608, "cycle among signals", "A signal is defined by itself.",
     "Break the circle: a signal may use only signals that do not use it."),
    (609, "levels malformed", "Levels are a rising list of numbers, or 'low..high by step'.",
     "Write [0, 5, 10] or 0..6 by 1."),
    (610, "too many levels", "A stock has at most 10,000 levels.",
     "Take a larger step."),
    (611, "now is off the grid", "The present value is outside the levels.",
     "Correct 'now' or extend the levels."),
    (612, "order of moves", "The order names every actor that has actions, once.",
     "List the actors that have actions, in the order in which they move within a year."),
    (613, "action of a later mover", "A rule knows only what earlier movers of the year have done.",
     "Use an action of an earlier mover, or change 'order'."),
    (614, "name used twice", "Two things that expressions use have the same name.",
     "Rename one of them."),
    (615, "actions in the wrong place", "Whether an action is available depends on the state only.",
     "Use stocks, parameters and 'year'."),
    (616, "ambiguous action", "Several actors have an action of this name.",
     "Write actor.action."),
    (617, "ending malformed", "An ending pays points per year, or a package.",
     "Give 'points' or 'package', one of the two."),
    (618, "malformed strategy", "A strategy fixes rules for actors or unites a group.",
     "Give 'rules' or 'united'; the name 'default' is taken by play that nobody fixes."),
    (619, "years of the record", "The record is a list of years, each later than the one before.",
     "Order the record by year and give each year one entry."),
    (620, "malformed test", "A test names a package, or a strategy and what it is compared with.",
     ("Write {package: nash, passes: [accepted, holds]}, {strategy: A, against: B, actor: C} or "
     "{strategy: A, outcome: survival, below: 0.5}.")),
    (621, "rule without an action", "A rule gives one of the actor's actions in every case.",
     "Write an action, or if(condition, action, action)."),
    (622, "chance outside [0, 1]", ("A chance per year is below 0 or above 1 in a state that play "
     "can come to."), "Bound it, for example clip(..., 0, 1), or correct its numbers."),
    (623, "no finite value in play", ("An expression of play has no finite value in a state that "
     "play can come to: a division by zero, or a logarithm or root of what has none."),
     "Guard it, for example max(x, 0.1), or correct its numbers."),
    (624, "nothing to do", "An actor has no action in a state that play can come to.",
     "Leave one of its actions always available."),
    (625, "rule out of reach", ("A rule names an action that its actor does not have in a state "
     "that play can come to."), "Write if(condition, action, other action), or make it available."),
    (626, "malformed correlation", ("A correlation names two different uncertain numbers by their "
     "paths, each pair once."), "Write {between: [parameters.a, parameters.b], rank: 0.5}."),
    (627, "correlations contradict", ("No numbers can go together like that: if A goes with B and "
     "B with C, A cannot go against C as strongly as one likes."),
     "Move the correlations of the numbers named towards 0."),
    # 7: warnings
    (701, "issue with one option", "There is nothing to settle on this issue; it weighs nothing.",
     "Add an option, or delete the issue."),
    (702, "option out of reach", "No chain of moves leads from the status quo to this option.",
     "Add a move that leads there, or delete the option."),
    (703, "nobody values the issue", "No actor gives the issue a weight and values.",
     "Add it to weights and values of those who care, or delete it."),
    (704, "values do not touch 0 and 100", ("A swing weight compares the worst option (0) with the "
     "best (100); where values do not reach them, the weight means less than it says."),
     "Give the worst option 0 and the best 100, and let the weight say how much that matters."),
    (705, "source not cited", "Nothing in the file cites this source.",
     "Cite it where it is used, or delete it."),
    (706, "weight without values", ("An issue without values is flat, so its weight counts for "
     "nothing."), "Add values for the issue, or delete the weight."),
    (707, "values without a weight", "An issue without a weight counts for nothing.",
     "Add a weight for the issue, or delete its values."),
    (708, "constraint without effect", "The constraint rules nothing out.",
     "Correct it, or delete it."),
    (709, "feasibility not decided", "The search for a feasible package ran out of its budget.",
     "Nothing is wrong with the file; a question will say if no package exists."),
    (710, "no moves", ("Nothing says who can change what, so nobody can leave a package and no way "
     "leads to one."), "Add 'moves' to the issues."),
    (711, "power without effect", "Power weighs parties only.",
     "Delete 'power', or make the actor a party."),
    (712, "stock leaves its grid", ("The change of a stock would take it beyond its levels; it is "
     "held at the end, so more of the same has no effect there."),
     "Add levels, or bound the change if the end is meant."),
    (713, "play lacks a number", ("A number that play cannot do without is not stated. Other "
     "questions can be asked."), "Add it before you ask `dynamics`."),
)  # fmt: skip

CODES: dict[str, Code] = {
    f"GB{number}": Code(f"GB{number}", title, meaning, remedy)
    for number, title, meaning, remedy in _ROWS
}
"""Every code that a check can print, in order."""
