"""Two output folders, monograph by monograph."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from pipeline.comparison.facts import Compared
from pipeline.comparison.outputs import compare_outputs
from pipeline.problems import ProblemError


def bundle(monograph: str, effect: str) -> bytes:
    resources = [
        {"resourceType": "MedicationKnowledge", "id": monograph},
        {
            "resourceType": "ClinicalUseDefinition",
            "id": f"{monograph}--effect",
            "type": "undesirable-effect",
            "undesirableEffect": {"symptomConditionEffect": {"concept": {"text": effect}}},
        },
    ]
    return orjson.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]})


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.json").write_bytes(bundle("a", "nausea"))
    (folder / "deep" / "b.json").write_bytes(bundle("deep.b", "rash"))
    return folder


@pytest.fixture
def new(tmp_path: Path) -> Path:
    folder = tmp_path / "new"
    folder.mkdir()
    lines = [bundle("deep.b", "rash"), bundle("a", "hives"), bundle("c", "fever")]
    (folder / "bundles.ndjson").write_bytes(b"\n".join(lines))
    return folder


def told(compared: Compared) -> list[tuple[str, str]]:
    return [(change.what, change.fact.text) for change in compared.changes]


def test_monographs_are_matched_whatever_form_and_order_they_are_in(old: Path, new: Path) -> None:
    found = {one.path: told(one) for one in compare_outputs(old, new)}
    assert found == {"a": [("added", "hives"), ("removed", "nausea")], "c": [("added", "fever")], "deep.b": []}


def test_a_monograph_that_is_gone_has_all_its_facts_removed(old: Path, new: Path) -> None:
    found = {one.path: told(one) for one in compare_outputs(new, old)}
    assert found["c"] == [("removed", "fever")]


def test_a_file_that_is_no_bundle_is_named_and_the_others_are_compared(old: Path, new: Path) -> None:
    (old / "x.json").write_text("[]")
    first, *rest = compare_outputs(old, new)
    assert [problem.code for problem in first.problems] == ["verify-unreadable"]
    assert len(rest) == 3


def test_a_bundle_that_cannot_be_read_is_no_removal_of_its_facts(old: Path, new: Path) -> None:
    (new / "bundles.ndjson").unlink()
    (new / "a.json").write_text("{")
    (new / "c.json").write_bytes(bundle("c", "fever"))
    found = {one.path: told(one) for one in compare_outputs(old, new)}
    assert found == {str(new): [], "c": [("added", "fever")], "deep.b": [("removed", "rash")]}


def test_of_two_bundles_of_one_monograph_the_first_is_compared(old: Path, new: Path) -> None:
    (old / "z.json").write_bytes(bundle("a", "hives"))
    first, second, *_ = compare_outputs(old, new)
    assert [problem.code for problem in first.problems] == ["diff-second-bundle"]
    assert ("removed", "nausea") in told(second)


def test_a_folder_without_bundles_is_no_output(old: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ProblemError) as caught:
        list(compare_outputs(old, tmp_path / "empty"))
    assert caught.value.problems[0].code == "diff-no-bundle"
