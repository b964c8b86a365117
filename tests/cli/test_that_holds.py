"""The best package that everybody keeps: terminal, JSON, page and bundle."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from grandbargain import Study
from grandbargain.cli.main import cli
from grandbargain.study.decode import bargain_answer

ARMS = """\
format: grandbargain/1
title: Arms and aid
actors:
  north: {{title: The North, discount: {north}}}
  south: {{title: The South, discount: 0.9}}
issues:
  arms: {{options: {{kept: Kept, cut: Cut}}, status_quo: kept, moves: [{{by: north}}]}}
  aid: {{options: {{none: None, given: Given}}, status_quo: none, moves: [{{by: south}}]}}
interests:
  north: {{weights: {{arms: 40, aid: 60}}, values: {{arms: down, aid: up}}}}
  south: {{weights: {{arms: 60, aid: 40}}, values: {{arms: up, aid: down}}}}
"""
"""Leaving gives the North 100 instead of 60 points, failed talks 40: the least weight is 2/3."""


def written(tmp_path, north: float) -> str:
    path = tmp_path / "arms.yaml"
    path.write_text(ARMS.format(north=north), encoding="utf-8")
    return str(path)


def asked(*words: str) -> dict:
    run = CliRunner().invoke(cli, ["bargain", *words, "--that-holds", "--json"])
    assert run.exit_code == 0, run.output
    return json.loads(run.stdout)


@pytest.mark.parametrize(("north", "arms"), [(0.7, "cut"), (0.6, "kept")])
def test_a_party_that_weighs_the_next_year_too_little_keeps_only_today(tmp_path, north, arms):
    data = asked(written(tmp_path, north))
    assert data["solutions"]["nash"]["packages"][0]["package"]["arms"] == "cut"
    held = data["that_holds"]["nash"]
    assert held["proved"] is True
    assert held["packages"][0]["package"]["arms"] == arms
    assert held["cuts"] == (0 if arms == "cut" else 1)
    assert bargain_answer(data).to_dict() == data


def test_words(tmp_path):
    def text(north: float) -> str:
        run = CliRunner().invoke(cli, ["bargain", written(tmp_path, north), "--that-holds"])
        return " ".join(run.stdout.split())

    assert "Nash: the same package as above; every party keeps it." in text(0.7)
    told = text(0.6)
    assert "Nash: a package that every party keeps. It differs in arms to “Kept”" in told
    assert "−20.0 for The North" in told


def test_on_the_page(tmp_path):
    page = tmp_path / "page.html"
    Study(written(tmp_path, 0.6)).report(page, worlds=20)
    text = page.read_text(encoding="utf-8")
    assert "The best packages that everybody keeps" in text
    assert "The North would change arms to “Kept”" in text


def test_a_file_without_discounts_says_what_to_add(tmp_path):
    path = tmp_path / "arms.yaml"
    path.write_text(ARMS.format(north=0.5).replace(", discount: 0.5", ""), encoding="utf-8")
    run = CliRunner().invoke(cli, ["bargain", str(path), "--that-holds"])
    assert run.exit_code == 3
    assert "discount" in run.stderr
    assert "north" in run.stderr


UNSURE = ARMS.replace("discount: {north}", "discount: 0.6..0.8")
"""The North keeps the deal where it weighs the next year by 2/3 or more: in two worlds of three."""


def shared(tmp_path, *words: str):
    path = tmp_path / "arms.yaml"
    path.write_text(UNSURE.replace("{{", "{").replace("}}", "}"), encoding="utf-8")
    return CliRunner().invoke(cli, ["bargain", str(path), "--rule", "nash", *words])


@pytest.mark.parametrize(("least", "arms"), [("0.5", "cut"), ("0.9", "kept")])
def test_kept_in_a_share_of_worlds(tmp_path, least, arms):
    run = shared(tmp_path, "--worlds", "600", "--hold-share", least, "--json")
    assert run.exit_code == 0, run.output
    data = json.loads(run.stdout)
    held = data["that_holds"]["nash"]
    assert held["proved"] is True
    assert held["packages"][0]["package"]["arms"] == arms
    assert held["share"] == 1.0 if arms == "kept" else 0.6 < held["share"] < 0.73
    assert data["settings"]["hold_share"] == float(least)
    assert bargain_answer(data).to_dict() == data


def test_words_of_a_share_of_worlds(tmp_path):
    text = " ".join(shared(tmp_path, "--worlds", "600", "--hold-share", "0.5").stdout.split())
    assert "Nash: the same package as above; all parties keep it in 6" in text
    assert "% of worlds, at least 50 % were asked for." in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--hold-share", "0.5"), "hold_share counts worlds; say how many (--worlds 1000)"),
        (("--worlds", "9", "--hold-share", "1.5"), "above 0 and up to 1"),
    ],
)
def test_a_share_that_cannot_be_asked_for(tmp_path, words, said):
    run = shared(tmp_path, *words)
    assert run.exit_code == 2
    assert said in " ".join(run.stderr.split())
