"""The Python face: names, laziness, frozen answers that show themselves."""

from __future__ import annotations

import dataclasses
import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import grandbargain
from grandbargain import Study, study
from grandbargain.errors import InvalidModelError, Problem, UsageError
from grandbargain.study import dispute_path, find_dispute, make_provenance
from grandbargain.study.show import html_table, text_table


@pytest.mark.parametrize("package", [grandbargain, study])
def test_public_names_are_sorted_and_there(package: ModuleType) -> None:
    names = package.__all__
    assert list(names) == sorted(names)
    assert len(set(names)) == len(names)
    for name in names:
        assert getattr(package, name) is not None
        assert name in dir(package)


@pytest.mark.parametrize("package", [grandbargain, study])
def test_unknown_names_are_refused(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = package.nothing


def test_a_public_name_is_no_module_of_that_name() -> None:
    for module in (grandbargain, study):
        for name in module.__all__:
            assert not isinstance(getattr(module, name), ModuleType)


def test_a_study_needs_no_engine_until_it_is_asked() -> None:
    code = (
        "import sys\n"
        "from grandbargain import Study\n"
        "Study('orchard')\n"
        "print([name for name in ('numpy', 'numba', 'scipy', 'altair') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_study_takes_a_dispute_a_path_or_a_name() -> None:
    path = dispute_path("orchard")
    by_name, by_path = Study("orchard"), Study(str(path))
    assert by_name == by_path == Study(path) == Study(find_dispute("orchard"))
    with pytest.raises(UsageError, match="did you mean 'orchard'"):
        Study("orchrd")


def test_a_study_and_its_answers_are_frozen() -> None:
    asked = Study("orchard", seed=4)
    with pytest.raises(dataclasses.FrozenInstanceError):
        asked.seed = 5
    answer, description = asked.bargain(rules=["nash"]), asked.describe()
    assert answer.provenance["settings"]["seed"] == 4
    for result in (answer, description):
        with pytest.raises(dataclasses.FrozenInstanceError):
            result.packages = 3


def test_descriptions_show_themselves() -> None:
    description = Study("orchard").describe()
    text = str(description)
    assert text.startswith("Two farms")
    assert "water" in text
    page = description._repr_html_()
    assert page.startswith("<table><caption>Two farms")
    assert len(description.rows()) == 3
    assert description.evidence.total == 25


def test_texts_are_escaped_in_notebooks() -> None:
    page = html_table([{"<b>": "<script>"}], "<i>")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<i>" not in page
    assert html_table([]) == "<table></table>"


def test_tables_of_nothing_and_of_odd_values() -> None:
    assert text_table([]) == ""
    assert text_table([{"a": None, "b": True, "c": 0.5}]).splitlines()[1] == "-  yes  0.500"


def test_a_frame_needs_a_library_and_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError, match="pandas or polars"):
        Study("orchard").describe().to_frame()


def test_a_frame_is_made_by_the_library_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    class Polars:
        DataFrame = staticmethod(lambda rows: ("frame", rows))

    description = Study("orchard").describe()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == "polars" or None)
    monkeypatch.setattr(importlib, "import_module", lambda _: Polars)
    assert description.to_frame() == ("frame", description.rows())


def test_seconds_are_all_that_may_differ() -> None:
    dispute = find_dispute("orchard")
    slow, fast = (make_provenance(dispute, {"seed": 0}, seconds) for seconds in (2.0, 0.1234))
    assert list(slow) == ["dispute", "settings", "version", "seconds"]
    assert {**slow, "seconds": 0} == {**fast, "seconds": 0}
    assert fast["seconds"] == 0.123


def test_problems_reach_python_whole(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("title: 3\n", encoding="utf-8")
    with pytest.raises(InvalidModelError) as caught:
        Study(path)
    assert len(caught.value.problems) > 1
    assert all(isinstance(problem, Problem) for problem in caught.value.problems)
