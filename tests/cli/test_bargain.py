"""``bargain``: the JSON that others rely on, exit codes, and what people read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grandbargain.bargain.result import RULES

from .running import STANDOFF, ask, ask_json, write


def without_seconds(data: dict[str, Any]) -> dict[str, Any]:
    """Everything that must be the same in two runs."""
    return {key: value for key, value in data.items() if key != "seconds"}


def test_json_has_the_keys_that_others_rely_on() -> None:
    data = ask_json("bargain", "orchard")
    assert list(data)[:4] == ["dispute", "settings", "version", "seconds"]
    assert set(data["dispute"]) == {"title", "sha256"}
    assert data["packages"] == 27
    assert set(data["disagreement"]) == {"upper", "lower", "village"}
    assert data["zopa"] is True
    assert data["blockers"] is None
    assert list(data["solutions"]) == list(RULES[:4])
    for solution in data["solutions"].values():
        keys = {"objective", "bound", "gap", "proved", "ties", "packages"}
        assert keys <= set(solution)
        assert solution["proved"] is True
        first = solution["packages"][0]
        assert list(first["package"]) == ["water", "road", "orchard"]
        for actor, gain in first["gain"].items():
            utility = first["utility"][actor]
            assert gain == pytest.approx(utility - data["disagreement"][actor], abs=1e-9)
    assert data["ledger"]["rule"] == "nash"
    assert data["ablation"] is None
    assert "judged" not in data
    assert "frontier" not in data


def test_settings_hold_no_clock_no_path_and_no_cores() -> None:
    one = ask_json("bargain", "orchard", "--jobs", "1", "--worlds", "30", "--seed", "7")
    two = ask_json("bargain", "orchard", "--jobs", "2", "--worlds", "30", "--seed", "7")
    assert without_seconds(one) == without_seconds(two)
    assert "jobs" not in one["settings"]
    assert one["settings"]["seed"] == 7


def test_worlds_add_acceptance_and_the_safest_rule() -> None:
    data = ask_json("bargain", "orchard", "--worlds", "30")
    assert list(data["solutions"]) == list(RULES)
    for solution in data["solutions"].values():
        shares = solution["packages"][0]["acceptance"]
        assert shares["worlds"] == 30
        assert set(shares["by_party"]) == {"upper", "lower"}
        assert 0 <= shares["joint"] <= min(shares["by_party"].values())


def test_rules_can_be_chosen() -> None:
    data = ask_json(
        "bargain", "orchard", "--rule", "egalitarian", "--rule", "nash", "--worlds", "9"
    )
    assert list(data["solutions"]) == ["nash", "egalitarian"]


def test_a_package_is_judged() -> None:
    data = ask_json("bargain", "orchard", "--package", "water=half")
    judged = data["judged"]
    assert judged["package"] == {"water": "half", "road": "closed", "orchard": "nobody"}
    assert judged["efficient"] is False
    better = judged["dominated_by"]
    again = ask_json("bargain", "orchard", "--package",
                     ",".join(f"{key}={value}" for key, value in better.items()))  # fmt: skip
    for party in ("upper", "lower"):
        assert again["judged"]["utility"][party] >= judged["utility"][party]


@pytest.mark.parametrize("rule", ["nash", "utilitarian"])
def test_a_solution_is_judged_by_its_name(rule: str) -> None:
    data = ask_json("bargain", "orchard", "--package", rule, "--rule", "nash")
    first = data["solutions"][rule]["packages"][0]
    assert data["judged"]["package"] == first["package"]
    assert data["judged"]["utility"] == first["utility"]
    assert data["judged"]["efficient"] is True
    assert data["settings"]["package"] == first["package"]


def test_the_status_quo_has_a_name() -> None:
    judged = ask_json("bargain", "orchard", "--package", "status_quo")["judged"]
    assert judged["package"] == {"water": "kept", "road": "closed", "orchard": "nobody"}


def test_every_part_that_is_asked_for_is_answered() -> None:
    data = ask_json(
        "bargain", "nile", "--ablation", "--frontier", "--outline", "ethiopia,egypt",
        "--first", "sudan,egypt", "--membership", "sudan,egypt", "--floor", "sudan=20",
        "--ties", "3", "--worlds", "8", "--resolve", "--jobs", "1",
    )  # fmt: skip
    assert len(data["ablation"]) == len(data["status_quo"]) * 3
    assert data["frontier"]["mode"] in {"exact", "floor"}
    assert data["frontier"]["size"] == len(data["frontier"]["packages"])
    assert [item["actors"] for item in data["outlines"]] == [["ethiopia", "egypt"]]
    assert [item["first"] for item in data["procedures"]] == [["sudan", "egypt"]]
    assert [item["parties"] for item in data["memberships"]] == [["sudan", "egypt"]]
    assert data["resolved"]["worlds"] == 8
    assert data["settings"]["floors"] == {"sudan": 20}
    assert all(item["utility"]["sudan"] >= 20 for item in data["frontier"]["packages"])


def test_only_those_named_sit_at_the_table() -> None:
    data = ask_json("bargain", "nile", "--parties", "sudan, egypt")
    assert data["parties"] == ["sudan", "egypt"]


def test_no_agreement_is_an_answer_with_its_proof(tmp_path: Path) -> None:
    path = write(tmp_path, STANDOFF)
    data = ask_json("bargain", path, code=4)
    assert data["zopa"] is False
    assert data["blockers"]["parties"] == ["a", "b"]
    assert set(data["blockers"]["concessions"]) == {"a", "b"}
    text = ask("bargain", path)
    assert text.exit_code == 4
    assert "No package satisfies North and South together." in text.stdout
    assert "A concession of" in text.stdout
    assert "points by North alone" in " ".join(text.stdout.split())


def test_an_ended_budget_is_an_answer_with_what_was_proved() -> None:
    data = ask_json(
        "bargain", "korea", "--budget-nodes", "1", "--rule", "kalai_smorodinsky", code=5
    )
    solution = data["solutions"]["kalai_smorodinsky"]
    assert solution["proved"] is False
    assert solution["packages"]
    assert solution["bound"] >= solution["objective"]


def test_ordinal_interests_cannot_bargain() -> None:
    result = ask("bargain", "elmira")
    assert result.exit_code == 3
    assert "ministry, uniroyal, local" in result.stderr
    assert "weights" in result.stderr


ASKED = (
    "--worlds", "20", "--ablation", "--frontier", "--outline", "ethiopia,egypt", "--first",
    "sudan,egypt", "--membership", "sudan,egypt", "--package", "filling=staged", "--resolve",
    "--jobs", "1",
)  # fmt: skip


@pytest.mark.parametrize("width", [60, 80, 120])
def test_people_read_every_part_and_nothing_is_wider_than_the_terminal(width: int) -> None:
    text = ask("bargain", "nile", *ASKED, COLUMNS=str(width)).stdout
    assert max(map(len, text.splitlines())) <= width
    assert not any(line != line.rstrip() for line in text.splitlines())
    words = " ".join(text.split())
    for part in (
        "Bottom line",
        "There is a zone of agreement.",
        "Packages",
        "Gains in points",
        "What is proved",
        "Proved:",
        "In how many of 20 worlds",
        "All parties",
        "The package that you named",
        "Who gains and who gives",
        "What is lost if one issue is left out",
        "Settled first by Sudan and Egypt",
        "Only Sudan and Egypt at the table",
        "sought anew in every world",
        "Pareto frontier",
        "The edge of the zone of agreement: Ethiopia and Egypt",
        "seed 0",
    ):
        assert part in words, part


def test_people_see_titles_not_identifiers_of_options() -> None:
    text = ask("bargain", "orchard").stdout
    data = ask_json("bargain", "orchard")
    chosen = data["solutions"]["nash"]["packages"][0]["package"]
    assert chosen["water"] == "half"
    assert "Half flows down" in text


def test_a_file_gets_the_same_answer(tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    result = ask("bargain", "orchard", "--json", "-o", str(target))
    assert result.stdout == ""
    assert result.stderr == f"wrote {target}\n"
    stored = json.loads(target.read_text(encoding="utf-8"))
    assert without_seconds(stored) == without_seconds(ask_json("bargain", "orchard"))
    text = tmp_path / "answer.txt"
    assert ask("bargain", "orchard", "-o", str(text), "-q", FORCE_COLOR="1").output == ""
    written = text.read_text(encoding="utf-8")
    assert "Bottom line" in written
    assert "\x1b" not in written


def test_the_package_named_is_judged_before_anything_else() -> None:
    text = ask("bargain", "orchard", "--package", "water=half,road=daytime").stdout
    assert text.index("The package that you named") < text.index("Bottom line")
    words = " ".join(text.split())
    assert "Refused by Upper farm: 1.7 points less than if talks fail." in words
    assert "1.66667" not in words


def test_the_bottom_line_says_who_is_taken_to_be_of_which_type() -> None:
    words = ("bargain", "korea", "--rule", "nash", "--worlds", "5")
    assert "Ruling circle of North Korea as “trader”" in " ".join(ask(*words).stdout.split())


def test_the_frontier_names_parties_and_options_by_title() -> None:
    text = ask("bargain", "orchard", "--frontier", "--rule", "nash", COLUMNS="160").stdout
    part = text[text.index("Pareto frontier") :]
    assert "Upper farm  Lower farm  Packages" in part
    assert "water=half" not in part
    assert "The spring on the upper farm: Half flows down" in part
    assert "one more" not in part


def test_a_party_away_from_the_table_is_not_said_to_have_no_vote() -> None:
    text = ask("bargain", "nile", "--parties", "egypt,sudan", "--rule", "nash").stdout
    assert "Not at the table: Ethiopia." in text
    assert "No seat and no vote" not in text
