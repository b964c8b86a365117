"""Starting is cheap, help is there, and asking wrongly is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grandbargain.cli.main import cli

from .running import ask, program

HEAVY = ("numpy", "numba", "scipy", "altair", "pydantic", "rich", "yaml", "jinja2")


def loaded_after(code: str) -> set[str]:
    """Return which heavy packages a fresh interpreter has loaded after running this."""
    probe = f"{code}\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n")[-2].split())


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], *([verb, "--help"] for verb in cli.commands)]
)
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    run = f"from grandbargain.cli.main import cli\ncli({words!r}, standalone_mode=False)"
    assert loaded_after(run) == set()


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_after("import grandbargain, grandbargain.study") == set()


@pytest.mark.parametrize("words", [["check", "nile"], ["schema"], ["new", "x", "-o", "/dev/null"]])
def test_verbs_about_files_load_no_engine(words: list[str]) -> None:
    run = (
        f"from grandbargain.cli.main import cli\ntry:\n    cli({words!r})\nexcept SystemExit: pass"
    )
    assert not loaded_after(run) & {"numpy", "numba", "scipy", "altair", "jinja2"}


def test_a_check_of_play_compiles_nothing() -> None:
    words = ["check", "korea"]
    run = (
        f"from grandbargain.cli.main import cli\ntry:\n    cli({words!r})\nexcept SystemExit: pass"
    )
    assert not loaded_after(run) & {"numba", "scipy", "altair", "jinja2"}


def test_checking_probe_sees_what_is_loaded() -> None:
    assert loaded_after("import grandbargain.tables.structure") >= {"numpy"}


def test_help_names_verbs_in_the_order_of_a_first_visit() -> None:
    assert list(cli.commands) == [
        "new", "check", "schema", "list", "describe", "bargain", "stability", "path", "trust",
            "dynamics", "robustness", "report", "runs", "query", "import",
    ]  # fmt: skip
    help_text = ask("--help").stdout
    places = [help_text.index(f"\n  {verb} ") for verb in cli.commands]
    assert places == sorted(places)
    assert "_GRANDBARGAIN_COMPLETE=bash_source" in help_text
    assert "..." not in help_text.split("Commands:")[1].split("DISPUTE is")[0]


def test_version_is_that_of_the_package() -> None:
    import grandbargain

    assert ask("--version").stdout == f"grandbargain {grandbargain.__version__}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["settle", "korea"], "No such command 'settle'"),
        (["bargain"], "Missing argument 'DISPUTE'"),
        (["bargain", "orchrd"], "did you mean 'orchard' of the catalogue?"),
        (["describe", "nothing-like-it"], "the catalogue has: barter"),
        (["check", "absent.yaml"], "there is no file 'absent.yaml'"),
        (["check", "/"], "/ is a folder"),
        (["bargain", "orchard", "--rule", "nsh"], "'nsh' is not one of"),
        (["bargain", "orchard", "--rule", "safest"], "--worlds 1000"),
        (["bargain", "orchard", "--resolve"], "--worlds 1000"),
        (["bargain", "orchard", "--package", "water=hlf"], "did you mean 'half'?"),
        (["bargain", "orchard", "--package", "watr=half"], "did you mean 'water'?"),
        (["bargain", "orchard", "--package", "nsh"], "write issue=option"),
        (["bargain", "orchard", "--package", "water=half,water=most"], "'water' twice"),
        (["bargain", "orchard", "--package", "orchard=upper"], "breaks the constraint"),
        (["bargain", "orchard", "--floor", "village"], "write actor=points"),
        (["bargain", "orchard", "--floor", "vilage=3"], "did you mean 'village'?"),
        (["bargain", "orchard", "--floor", "village=nan"], "takes a finite number"),
        (["bargain", "orchard", "--first", "uper,lower"], "did you mean 'upper'?"),
        (["bargain", "orchard", "--parties", "upper,,lower"], "empty name"),
        (["bargain", "orchard", "--outline", "upper"], "write two actors as a,b"),
        (["bargain", "orchard", "--outline", "upper,upper"], "write two actors as a,b"),
        (["bargain", "orchard", "--jobs", "0"], "x>=1"),
        (["stability", "elmira", "--package", "response=stay"], "'stay'"),
        (["stability", "elmira", "--what-must-change"], "name it with --package"),
        (["stability", "elmira", "--worlds", "9"], "name it with --package"),
        (["stability", "elmira", "--coalitions", "village"], "there is no actor 'village'"),
        (["stability", "orchard", "--coalitions", "upper,village"], "village has no vote"),
        (["path", "elmira"], "Missing option '--package'"),
        (["path", "elmira", "--package", "respons=accept"], "did you mean 'response'?"),
        (["path", "orchard", "--package", "water=half", "--first", "village"], "has no vote"),
        (["path", "orchard", "--package", "orchard=upper"], "breaks the constraint"),
        (["report"], "name a dispute"),
        (["report", "orchard", "--from", "somewhere"], "leave out the rest"),
        (["report", "--from", "nowhere"], "there is no bundle.json"),
        (["new", ".yaml"], "is no name for a file"),
    ],
)
def test_wrong_use_is_told_with_what_to_do(words: list[str], said: str) -> None:
    result = ask(*words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_a_name_without_its_ending_finds_the_file_in_the_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ask("new", "fishery").exit_code == 0
    assert "did you mean the file 'fishery.yaml'?" in ask("check", "fishery").stderr


def test_the_catalogue_comes_before_a_file_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orchard").write_text("not a model", encoding="utf-8")
    assert ask("check", "orchard").exit_code == 0
    assert ask("check", "./orchard").exit_code == 3


def test_completion_offers_the_catalogue() -> None:
    done = program(
        _GRANDBARGAIN_COMPLETE="bash_complete", COMP_WORDS="grandbargain check or", COMP_CWORD="2"
    )
    assert done.stdout.split() == ["plain,orchard", "file,or"]
