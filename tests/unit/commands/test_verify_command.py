from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main

PAGE = "# Testamol\n\n## Usage\nTestamol is used to treat mild pain.\n\n## Side Effects\n- **Common:** nausea\n"


@pytest.fixture(autouse=True)
def converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.md").write_text(PAGE)
    assert main(["convert", "in", "--output", "out"]) == 0
    capsys.readouterr()


def verify(capsys: pytest.CaptureFixture[str], source: str = "in") -> tuple[int, list[str]]:
    code = main(["verify", "out", "--source", source])
    return code, capsys.readouterr().err.splitlines()


def test_bundles_as_they_were_written_verify(capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(capsys) == (0, ["1 bundles checked against in"])


def test_a_fact_that_the_source_does_not_state_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    bundle = Path("out/a.json")
    bundle.write_text(bundle.read_text().replace('"nausea"', '"vertigo"'))
    code, (line, _) = verify(capsys)
    assert code == 1
    assert line.startswith("out/a.json: error: ClinicalUseDefinition/")
    assert line.endswith(" [trace-words]")


def test_a_bundle_without_its_monograph_is_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    with Path("in/a.md").open("a") as stream:
        stream.write("changed")
    code, (line, _) = verify(capsys)
    assert code == 1
    assert line.endswith("[verify-no-source]")


@pytest.mark.parametrize("content", ["{", "[]", '{"resourceType": "Patient"}'])
def test_what_is_no_bundle_is_a_problem(capsys: pytest.CaptureFixture[str], content: str) -> None:
    Path("out/b.json").write_text(content)
    code, (line, _) = verify(capsys)
    assert code == 1
    assert line.startswith("out/b.json: error: ")
    assert line.endswith("[verify-unreadable]")


@pytest.mark.parametrize(
    "entry", [[], {}, [1], [{}], [{"resource": {"resourceType": "DocumentReference", "content": []}}]]
)
def test_a_bundle_of_another_make_has_no_source_here(capsys: pytest.CaptureFixture[str], entry: object) -> None:
    Path("out/b.json").write_text(json.dumps({"resourceType": "Bundle", "entry": entry}))
    code, (line, _) = verify(capsys)
    assert code == 1
    assert line.endswith("[verify-no-source]")


def test_a_folder_without_bundles_does_not_count_as_verified(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out/a.json").unlink()
    code, (line, _) = verify(capsys)
    assert code == 1
    assert line.endswith("[verify-no-bundle]")
