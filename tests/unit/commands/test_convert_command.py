from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.batch import work
from pipeline.cli import main
from pipeline.problems import Location, Problem

PAGE = "# Testamol\n\n## Usage\nTestamol is used to treat mild pain.\n\n## Side Effects\n- **Common:** nausea\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.md").write_text(PAGE)
    (tmp_path / "in" / "deep" / "b.md").write_text(PAGE)
    return tmp_path


def convert(*arguments: str) -> int:
    return main(["convert", *arguments, "--output", "out"])


def bundle(name: str = "a.json") -> Any:
    return json.loads(Path("out", name).read_text())


def resources(kind: str) -> list[Any]:
    found = [entry["resource"] for entry in bundle()["entry"]]
    return [resource for resource in found if resource["resourceType"] == kind]


def test_files_folders_patterns_and_standard_input_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(PAGE.encode())))
    assert convert("in/a.md", "in/*/b.md", "-") == 0
    bundles = {str(path.relative_to("out")) for path in Path("out").rglob("*.json")} - {"summary.json"}
    assert bundles == {"a.json", "deep/b.json", "stdin.json"}


def test_the_source_is_carried_unless_it_is_not_wanted() -> None:
    convert("in/a.md")
    attachment = resources("DocumentReference")[0]["content"][0]["attachment"]
    assert base64.b64decode(attachment["data"]).decode() == PAGE
    convert("in/a.md", "--no-embed-source")
    attachment = resources("DocumentReference")[0]["content"][0]["attachment"]
    assert "data" not in attachment
    assert "hash" in attachment


def test_the_status_is_chosen() -> None:
    convert("in/a.md", "--status", "draft")
    statuses = {resource["status"]["coding"][0]["code"] for resource in resources("ClinicalUseDefinition")}
    assert statuses == {"draft"}


def test_narrative_can_be_left_out() -> None:
    convert("in/a.md", "--no-narrative")
    assert not any("text" in entry["resource"] for entry in bundle()["entry"])


def test_other_mappings_are_used(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "empty").mkdir()
    assert convert("in/a.md", "--mappings", "empty") == 1
    assert "[mappings-missing]" in capsys.readouterr().err


def test_a_bundle_with_errors_is_written_on_request_only(monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch)
    assert convert("in/a.md") == 1
    assert not list(Path("out").glob("a*"))
    assert convert("in/a.md", "--keep-invalid") == 1
    assert [path.name for path in Path("out").glob("a*")] == ["a.invalid.json"]
    assert bundle("a.invalid.json")["resourceType"] == "Bundle"


def spoil(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every monograph has an error in its third line."""
    real = work.convert

    def spoiled(source: Any, *rest: Any) -> Any:
        conversion = real(source, *rest)
        problem = Problem("some-error", "error", "wrong", Location(source.path, 3))
        return SimpleNamespace(
            **{name: getattr(conversion, name) for name in conversion.__slots__} | {"problems": (problem,)}
        )

    monkeypatch.setattr(work, "convert", spoiled)


def test_problems_are_lines_on_standard_error_and_the_summary_goes_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(monkeypatch)
    convert("in")
    out, err = capsys.readouterr()
    assert err == "in/a.md:3: error: wrong [some-error]\nin/deep/b.md:3: error: wrong [some-error]\n"
    assert "0 of 2 monographs converted" in out


def test_a_report_for_machines_has_standard_output_to_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(monkeypatch)
    convert("in", "--problems-format", "junit")
    out, err = capsys.readouterr()
    assert [case.get("name") for case in ElementTree.fromstring(out).iter("testcase")] == ["in/a.md", "in/deep/b.md"]
    assert "0 of 2 monographs converted" in err
    assert "some-error" not in err


def test_what_is_recorded_does_not_depend_on_how_the_folder_was_named(here: Path) -> None:
    convert("in")
    first = {path.name: path.read_bytes() for path in Path("out").iterdir() if path.is_file()}
    convert(str(here / "in"))
    assert {path.name: path.read_bytes() for path in Path("out").iterdir() if path.is_file()} == first


def test_debug_shows_where_a_fault_arose(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(work, "convert", fail)
    assert convert("in/a.md") == 3
    assert "Traceback" not in capsys.readouterr().err
    assert main(["--debug", "convert", "in/a.md", "--output", "out"]) == 3
    assert "in fail" in capsys.readouterr().err
