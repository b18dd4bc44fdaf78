"""`check` on tests/mappings/{ok,err}: each case is a file that is put into a small, sound folder of mappings."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.problems import ProblemError
from pipeline.rules import load, mappings_directory
from pipeline.rules.check import check
from tests.conftest import ROOT

CASES = ROOT / "tests" / "mappings"


def cases(kind: str) -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in sorted((CASES / kind).glob("*.yaml"))]


def folder_of(case: dict[str, Any], tmp_path: Path) -> Path:
    folder = tmp_path / "mappings"
    shutil.copytree(CASES / "base", folder)
    shutil.copy(mappings_directory() / "dosage-text.yaml", folder)
    for name, text in {case["file"]: case["text"], **case.get("also", {})}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def found_in(folder: Path) -> list[tuple[Any, ...]]:
    return [
        (p.code, p.location and p.location.path, p.location and p.location.line, p.location and p.location.column)
        for p in check(folder)
    ]


@pytest.mark.parametrize("path", cases("ok"))
def test_sound_mappings_have_no_problem_and_load(path: Path, tmp_path: Path) -> None:
    folder = folder_of(yaml.safe_load(path.read_text(encoding="utf-8")), tmp_path)
    assert check(folder) == ()
    assert load(folder).resources


@pytest.mark.parametrize("path", cases("err"))
def test_every_mistake_is_named_with_its_place(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    wanted = [(p["code"], f"mappings/{case['file']}", p.get("line"), p.get("column")) for p in case["problems"]]
    assert sorted(found_in(folder_of(case, tmp_path)), key=str) == sorted(wanted, key=str)


def test_a_part_that_a_template_does_not_have_is_named_with_its_place(tmp_path: Path) -> None:
    text = (mappings_directory() / "dosage-text.yaml").read_text(encoding="utf-8")
    changed = text.replace('daily: "{amount} per day"', 'daily: "{dose} per day"')
    folder = folder_of({"file": "dosage-text.yaml", "text": changed}, tmp_path)
    line = changed[: changed.index("{dose} per day")].count("\n") + 1
    assert found_in(folder) == [("mappings-schema", "mappings/dosage-text.yaml", line, 3)]


def test_the_mappings_that_come_with_monofhir_are_sound() -> None:
    assert check() == ()


def test_a_folder_without_sections_is_no_folder_of_mappings(tmp_path: Path) -> None:
    assert [problem.code for problem in check(tmp_path)] == ["mappings-missing"] * 3


def test_a_folder_without_resources_is_told_once_and_not_loaded(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(mappings_directory(), tmp_path / "mappings"))
    shutil.rmtree(folder / "resources" / "r5")
    assert found_in(folder) == [("mappings-missing", "mappings/resources/r5", None, None)]
    with pytest.raises(ProblemError, match="no resource would be made"):
        load(folder)


def test_loading_a_broken_folder_raises_all_that_the_check_finds(tmp_path: Path) -> None:
    case = {"file": "lexicon/words.yaml", "text": "word:\n", "also": {"resources/r5/Group.yaml": "resource: Group\n"}}
    folder = folder_of(case, tmp_path)
    with pytest.raises(ProblemError) as raised:
        load(folder)
    assert raised.value.problems == check(folder)
    assert {problem.code for problem in raised.value.problems} >= {"mappings-unknown-key", "mappings-missing-key"}


def test_a_folder_given_by_a_relative_path_is_shown_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder_of({"file": "lexicon/words.yaml", "text": "terms: []\n"}, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert {problem.location and problem.location.path for problem in check(Path("mappings"))} == {
        "mappings/lexicon/words.yaml"
    }


def test_the_mappings_stand_beside_the_package_in_a_checkout() -> None:
    assert mappings_directory() == ROOT / "mappings"


def test_the_mappings_stand_inside_the_package_in_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pipeline" / "mappings").mkdir(parents=True)
    monkeypatch.setattr("pipeline.rules.files.__file__", str(tmp_path / "pipeline" / "rules" / "files.py"))
    assert mappings_directory() == tmp_path / "pipeline" / "mappings"
