"""Every uncertain number of a dispute has words of its own, and none of them is a path."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from tests.unit.report.samples import number, small_dispute

from grandbargain import Study
from grandbargain.dispute import Disagreement, Dispute, Normal
from grandbargain.report.names import Names
from grandbargain.report.numbers_named import NumberNames
from grandbargain.tables.inputs import column_names, inputs_of


@pytest.fixture(scope="module")
def korea() -> NumberNames:
    return NumberNames(Names(Study("korea").dispute))


def every_name(dispute: Dispute) -> list[str]:
    inputs = inputs_of(dispute)
    return list(dict.fromkeys([*(item.name for item in inputs), *column_names(inputs)]))


@pytest.mark.parametrize("name", ["korea", "truce", "nile", "orchard", "elmira", "euphrates"])
def test_every_uncertain_number_has_words_of_its_own(name: str) -> None:
    dispute = Study(name).dispute
    named = NumberNames(Names(dispute))
    paths = every_name(dispute)
    told = [named.told(path) for path in paths]
    twice = {words for words in told if told.count(words) > 1}
    assert twice == set()
    assert [words for words in told if re.search(r"[a-z]+\.[a-z]+\.|_", words)] == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("interests.usa.weights.nuclear", "how much United States cares about “Nuclear weapons"),
        ("interests.dprk.types",
         "the type of Ruling circle of North Korea (trader or survival first)"),
        ("interests.dprk.types.survival_first.chance",
         "how likely it is that Ruling circle of North Korea is of the type “survival first”"),
        ("interests.dprk.types.survival_first.weights.nuclear",
         "how much Ruling circle of North Korea, if survival first, cares about “Nuclear"),
        ("interests.dprk.weights.nuclear",
         "how much Ruling circle of North Korea, if trader, cares about “Nuclear"),
        ("interests.usa.disagreement.stalemate_cost", "what failed talks cost United States"),
        ("enforcement.belief.usa.china",
         "how far United States believes that China keeps its word"),
        ("enforcement.false_alarm", "the chance of a false alarm"),
        ("actors.usa.discount", "how much the next year counts for United States"),
        ("dynamics.endings.war.points.usa", "what “War” is worth to United States"),
        ("dynamics.rationality", "how surely everybody takes the better act"),
        ("parameters.war_base", "“Chance of war in a year of ordinary tension without talks”"),
        ("parameters.usa_threat", "“What each warhead costs Washington”"),
        ("parameters.china_doubts", "“How much likelier or rarer Beijing thinks a collapse"),
        ("parameters.nowhere", "“nowhere”"),
        ("unknown.thing_of", "unknown thing of"),
        ("everything else", "all other uncertain numbers together"),
    ],
)  # fmt: skip
def test_paths_are_told_in_words(korea: NumberNames, path: str, words: str) -> None:
    assert korea.told(path).startswith(words)


def test_factors_of_several_numbers_are_told_together(korea: NumberNames) -> None:
    told = korea.told("actors.usa.discount + actors.china.discount")
    assert told == (
        "how much the next year counts for United States and how much the next year counts for "
        "China together"
    )


def test_a_value_comes_with_its_unit_and_its_range(korea: NumberNames) -> None:
    assert korea.measured("dynamics.endings.war.points.usa", 12.5) == "12.5 points a year"
    assert korea.measured("parameters.build_rate", 8.04) == "8 warheads per year"
    assert korea.measured("actors.usa.discount", 0.875) == "0.88"
    assert korea.ends("interests.dprk.types.survival_first.chance") == "0.2 to 0.8"
    assert korea.ends("interests.dprk.types") == ""
    assert korea.ends("dynamics.stocks.arsenal.now") == "10 to 20"
    assert korea.ends("parameters.nowhere") == ""


def test_a_number_without_ends_lies_mostly_between_two() -> None:
    dispute = small_dispute()
    cost = number(Normal(10, 2, 0, math.inf), "interests.up.disagreement.stalemate_cost")
    up = replace(dispute.interests["up"], disagreement=Disagreement("stalemate_cost", cost))
    named = NumberNames(Names(replace(dispute, interests={**dispute.interests, "up": up})))
    assert named.ends(cost.path) == "mostly 6.7 to 13.3"
    assert named.told(cost.path) == "what failed talks cost Upstream state"


def test_settings_are_values_or_names(korea: NumberNames) -> None:
    assert korea.setting("interests.dprk.types", "survival_first") == "survival first"
    assert korea.setting("interests.usa.values.nuclear", "flat") == "it does not care"
    assert korea.setting("actors.usa.discount", 0.8075) == "0.81"
    assert korea.setting("actors.usa.discount", None) == "–"
