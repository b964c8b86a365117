"""Bundles: answers come back as they were, and nothing in them is trusted."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from grandbargain import Study
from grandbargain.bargain.result import BargainAnswer
from grandbargain.errors import UsageError
from grandbargain.study import as_json, dispute_path, find_dispute, read_bundle, write_bundle
from grandbargain.study.decode import bargain_answer

NILE = find_dispute("nile")
MODEL = dispute_path("nile").read_bytes()


@pytest.fixture(scope="module")
def whole() -> BargainAnswer:
    """An answer with every part."""
    return Study(NILE).bargain(
        {"form": "guidelines"}, worlds=6, frontier=True, ablation=True, resolve=True,
        outlines=[("egypt", "sudan")], first=[("egypt", "sudan")],
        memberships=[("egypt", "sudan")], floors={"sudan": 10},
    )  # fmt: skip


@pytest.fixture(scope="module")
def stuck() -> BargainAnswer:
    """An answer that says why there is no agreement."""
    return Study(NILE).bargain(floors={"sudan": 99, "egypt": 99, "ethiopia": 99})


def test_every_part_of_an_answer_comes_back(whole: BargainAnswer) -> None:
    assert all(
        (whole.frontier, whole.outlines, whole.ledger, whole.ablation, whole.procedures,
         whole.memberships, whole.resolved, whole.judged, whole.solutions["safest"])
    )  # fmt: skip
    assert whole.ledger is not None
    assert whole.ledger.linkages
    text = as_json(whole.to_dict())
    back = bargain_answer(json.loads(text))
    assert as_json(back.to_dict()) == text
    assert back == whole


def test_exchanges_come_back() -> None:
    answer = Study("camp_david").bargain(rules=["nash"])
    assert answer.ledger is not None
    assert len(answer.ledger.swaps) == 2
    assert bargain_answer(json.loads(as_json(answer.to_dict()))) == answer


def test_a_refusal_comes_back(stuck: BargainAnswer) -> None:
    assert stuck.zopa is False
    assert bargain_answer(json.loads(as_json(stuck.to_dict()))) == stuck


def test_a_bundle_is_read_as_it_was_written(tmp_path: Path, whole: BargainAnswer) -> None:
    folder = tmp_path / "run"
    write_bundle(folder, NILE, MODEL, {"bargain": whole})
    assert sorted(item.name for item in tmp_path.iterdir()) == ["run"]
    assert sorted(item.name for item in folder.iterdir()) == [
        "bargain.json",
        "bundle.json",
        "nile.yaml",
    ]
    kept = read_bundle(folder)
    assert kept.dispute == NILE
    assert dict(kept.answers) == {"bargain": whole}
    assert kept.version == whole.provenance["version"]
    assert (folder / "nile.yaml").read_bytes() == MODEL


def test_an_empty_folder_may_be_filled(tmp_path: Path, stuck: BargainAnswer) -> None:
    write_bundle(tmp_path, NILE, MODEL, {"bargain": stuck})
    assert read_bundle(tmp_path).answers["bargain"].zopa is False
    with pytest.raises(UsageError, match="exists already"):
        write_bundle(tmp_path, NILE, MODEL, {"bargain": stuck})


def test_a_model_that_changed_meanwhile_is_not_kept(tmp_path: Path, stuck: BargainAnswer) -> None:
    with pytest.raises(UsageError, match="has changed since it was read"):
        write_bundle(tmp_path / "run", NILE, MODEL + b"\n", {"bargain": stuck})
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_folder(
    tmp_path: Path, stuck: BargainAnswer, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = 0

    def fills(_: int) -> None:
        nonlocal done
        done += 1
        if done == 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", fills)
    with pytest.raises(OSError, match="No space left") as caught:
        write_bundle(tmp_path / "run", NILE, MODEL, {"bargain": stuck})
    assert caught.value.filename == str(tmp_path / "run")
    assert done == 3
    assert list(tmp_path.iterdir()) == []


def change_index(folder: Path, **changes: Any) -> None:
    path = folder / "bundle.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")


def test_what_was_changed_or_lost_is_refused(tmp_path: Path, stuck: BargainAnswer) -> None:
    folder = tmp_path / "run"
    write_bundle(folder, NILE, MODEL, {"bargain": stuck})
    answer = folder / "bargain.json"
    before = answer.read_bytes()
    answer.write_bytes(before.replace(b"false", b"true", 1))
    with pytest.raises(UsageError, match="has been changed since"):
        read_bundle(folder)
    answer.unlink()
    with pytest.raises(UsageError, match=r"bargain.json is missing"):
        read_bundle(folder)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "other/1"}, "not of the format"),
        ({"files": []}, "lacks the entry 'files'"),
        ({"model": "absent.yaml"}, "does not list the model file"),
        ({"questions": ["dynamics"]}, "no answer that can be read for 'dynamics'"),
        ({"files": {"../secret": "0"}}, "outside of itself"),
        ({"files": {"/etc/hostname": "0"}}, "outside of itself"),
    ],
)
def test_an_index_is_not_trusted(
    changes: dict[str, Any], said: str, tmp_path: Path, stuck: BargainAnswer
) -> None:
    folder = tmp_path / "run"
    write_bundle(folder, NILE, MODEL, {"bargain": stuck})
    change_index(folder, **changes)
    with pytest.raises(UsageError, match=said):
        read_bundle(folder)


def test_what_is_no_bundle_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no bundle\.json"):
        read_bundle(tmp_path)
    (tmp_path / "bundle.json").write_text("{", "utf-8")
    with pytest.raises(UsageError, match="is not JSON"):
        read_bundle(tmp_path)
    (tmp_path / "bundle.json").write_text("[]", "utf-8")
    with pytest.raises(UsageError, match="not of the format"):
        read_bundle(tmp_path)
