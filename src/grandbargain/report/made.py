"""How the worlds of section 8 were made, and how far they carry: words of caution."""

from __future__ import annotations

import shlex

from ..study.finding import catalogue_names
from .breaking import FEW_WORLDS, Data, asked_tests
from .formats import count, listing, percent, plural
from .numbers_named import NumberNames
from .parts import Cell, Table

BOXES = 3
"""Sets of limits that are looked for where nobody says how many."""

METHODS = {
    "sobol": "a scrambled Sobol sequence",
    "latin": "a Latin hypercube",
    "random": "independent draws",
}
"""Designs of worlds in words."""


def cautions(data: Data) -> list[str]:
    """Return what a reader has to know before quoting a share of worlds."""
    texts = [told for told in (stopped(data), few(data)) if told]
    texts.append(
        f"{made(data)} A share of worlds is a probability only as far as the ranges of the file "
        "are right; the intervals say only how far the number of worlds carries."
    )
    if data["design"]["method"] != "random":
        texts.append(
            "Other questions draw their worlds at random, so their shares differ a little; with "
            "--design random they are the same worlds."
        )
    if data["design"]["pinned"]:
        texts.append(
            "What is held moves the central world, too, and may move the packages of rules; name a "
            "package by its options to keep it."
        )
    if any(test["boxes"] or test["conditions"] for test in asked_tests(data).values()):
        texts.append(
            "Limits were drawn on one half of the worlds and measured on the other half. They say "
            "where failures lie together, not what causes them."
        )
    return [*texts, *data["notes"]]


def stopped(data: Data) -> str:
    """Say that the work was stopped; empty where it was not."""
    if not data["interrupted"]:
        return ""
    asked = data["settings"]["worlds"]
    return (
        f"The work was stopped: all this is about {count(data['worlds'])} of the {count(asked)} "
        "worlds asked for, and what comes last, limits and indices, may be missing. The same "
        "command goes on where it stopped."
    )


def few(data: Data) -> str:
    """Say that there are too few worlds for limits; empty where there are enough."""
    if data["worlds"] >= FEW_WORLDS:
        return ""
    return (
        f"{plural(data['worlds'], 'world')} are few: below {FEW_WORLDS} the limits hang on "
        "chance, and 1,000 or more tell them better."
        if data["worlds"] != 1
        else "One world tells nothing about other worlds."
    )


def made(data: Data) -> str:
    """Say how the worlds were drawn."""
    design = data["design"]
    method = METHODS.get(design["method"], design["method"])
    return (
        f"{count(data['worlds'])} worlds were drawn by {method} with seed {design['seed']}; each "
        f"sets all {plural(design['numbers'], 'uncertain number')} of the file anew.{_played(data)}"
    )


def _played(data: Data) -> str:
    """Say that strategies were played in fewer worlds; empty where in all."""
    found = data["strategies"]
    if not found or found["worlds"] == data["worlds"]:
        return ""
    return f" Strategies, which take longest, were played in {count(found['worlds'])} of them."


def made_table(data: Data, named: NumberNames, file: str) -> Table:
    """Return the settings of the worlds, and the command that draws them again."""
    design, settings = data["design"], data["settings"]
    pinned = [
        f"{named.told(path)} = {named.setting(path, value)}"
        for path, value in design["pinned"].items()
    ]
    tied = [
        f"{listing(named.told(path) for path in item['between'])} "
        f"(rank correlation {item['rank']:g})".replace("-", "−")
        for item in design["correlations"]
    ]
    rows = [
        ("Worlds", f"{count(data['worlds'])} of {count(settings['worlds'])} asked for"),
        ("Design", f"{METHODS.get(design['method'], design['method'])}, seed {design['seed']}"),
        ("Digest of the design", data["design_sha256"]),
        ("Uncertain numbers", count(design["numbers"])),
        ("Held at one value", "; ".join(pinned) or "none"),
        ("Numbers that go together", "; ".join(tied) or "none"),
        ("Weight of the worst world in the mix", percent(settings["hurwicz"])),
        ("Version", str(data.get("version", "not known"))),
        ("The worlds again", _command(data, file)),
    ]
    keys = {"Digest of the design", "The worlds again", "Version"}
    return Table(
        "How the worlds were made",
        (Cell("Setting"), Cell("Value")),
        tuple((Cell(head), Cell(text, "key" if head in keys else "")) for head, text in rows),
        summary="Show how the worlds were made",
    )


def _command(data: Data, file: str) -> str:
    """Return the command that makes this answer again; what it does by itself is left out."""
    settings, pinned = data["settings"], data["design"]["pinned"]
    named = file if file in catalogue_names() else f"{file}.yaml" if file else "FILE"
    parts = [f"grandbargain robustness {named}", f"--worlds {settings['worlds']}"]
    parts.append(f"--seed {settings['seed']}")
    if settings["design"] != "sobol":
        parts.append(f"--design {settings['design']}")
    for key, option in (("play_worlds", "--play-worlds"), ("sobol", "--sobol")):
        if settings.get(key):
            parts.append(f"{option} {settings[key]}")
    if settings["boxes"] != BOXES:
        parts.append(f"--boxes {settings['boxes']}")
    for key, option in (("tests", "--test"), ("strategies", "--strategy")):
        if settings[key]:
            parts.append(f"{option} {','.join(settings[key])}")
    words = [("--package", package) for package in settings["packages"]]
    words += [("--pin", f"{path}={value}") for path, value in pinned.items()]
    parts += [f"{option} {shlex.quote(word)}" for option, word in words]
    return " ".join(parts)
