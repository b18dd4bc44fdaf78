from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.cli import main
from tests.conftest import ROOT

EFFECT = {
    "resourceType": "ClinicalUseDefinition",
    "id": "nausea",
    "type": "undesirable-effect",
    "undesirableEffect": {"symptomConditionEffect": {"concept": {"text": "nausea"}}},
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def validate(*resources: Any, name: str = "a.json", options: tuple[str, ...] = ()) -> int:
    lines = (one if isinstance(one, str) else json.dumps(one) for one in resources)
    Path(name).write_text("\n".join(lines))
    return main(["validate", name, *options])


def layers(said: str) -> dict[str, list[str]]:
    """The outcomes of each layer, as the table at the end has them."""
    rows = [line.split(maxsplit=3) for line in said.partition("layer ")[2].splitlines()[1:]]
    found: dict[str, list[str]] = {}
    for name, outcome, *_ in rows:
        found.setdefault(name, []).append(outcome)
    return found


def test_a_valid_resource_passes_every_layer(capsys: pytest.CaptureFixture[str]) -> None:
    assert validate(EFFECT) == 0
    found = layers(capsys.readouterr().out)
    assert {"json", "structure", "elements", "bindings", "invariants"} <= found.keys()
    assert found.pop("traceability") == ["skipped"]  # nothing to compare with
    assert {outcome for outcomes in found.values() for outcome in outcomes} == {"passed"}


def test_a_type_without_definitions_is_said_to_be_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert validate({"resourceType": "Patient", "id": "a"}) == 0
    assert "no definition of Patient" in capsys.readouterr().out


def test_facts_are_compared_with_their_source(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in").mkdir()
    shutil.copy(ROOT / "input" / "metformin.md", "in")
    assert main(["convert", "in", "--output", "out"]) == 0
    assert main(["validate", "out", "--source", "in"]) == 0
    assert layers(capsys.readouterr().out)["traceability"] == ["passed"]
    Path("in/metformin.md").write_text("# Something else\n")
    assert main(["validate", "out", "--source", "in"]) == 1


def test_what_is_wrong_is_said_with_file_resource_and_element(capsys: pytest.CaptureFixture[str]) -> None:
    assert validate({**EFFECT, "type": "side-effect"}) == 1
    said = capsys.readouterr()
    line = next(line for line in said.err.splitlines() if "fhir-binding-unknown-code" in line)
    assert line.startswith(
        "a.json: error: ClinicalUseDefinition/nausea ClinicalUseDefinition.type: 'side-effect' is not"
    )
    assert "failed" in layers(said.out)["bindings"]


def test_each_line_of_ndjson_is_a_resource_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert validate(EFFECT, {**EFFECT, "id": "a b"}, name="a.ndjson") == 1
    assert "a.ndjson:2: error: " in capsys.readouterr().err


def test_layers_that_cannot_look_are_skipped_and_never_passed(capsys: pytest.CaptureFixture[str]) -> None:
    assert validate("{") == 1
    found = layers(capsys.readouterr().out)
    assert found.pop("json") == ["failed"]
    assert {outcome for outcomes in found.values() for outcome in outcomes} == {"skipped"}


R4B_MEDICATION = {
    "resourceType": "Medication",
    "id": "testamol",
    "ingredient": [{"itemCodeableConcept": {"text": "testamol"}}],
}


@pytest.mark.parametrize(("version", "code"), [("auto", 0), ("R4B", 0), ("r4b", 0), ("R5", 1)])
def test_the_release_is_known_by_its_elements_unless_it_is_said(version: str, code: int) -> None:
    assert validate(R4B_MEDICATION, options=("--fhir-version", version)) == code


def test_standard_input_is_a_resource(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps(EFFECT).encode())))
    assert main(["validate", "-"]) == 0


def test_what_convert_writes_is_valid(here: Path) -> None:
    assert main(["convert", str(ROOT / "input" / "warfarin.md"), "--output", "out"]) == 0
    assert main(["validate", "out"]) == 0


def test_a_folder_without_json_is_wrong_usage(here: Path) -> None:
    (here / "empty").mkdir()
    assert main(["validate", "empty"]) == 2


def test_a_path_that_names_nothing_is_wrong_usage() -> None:
    assert main(["validate", "gone.json"]) == 2


def test_a_larger_resource_than_is_allowed_is_refused() -> None:
    assert validate({**EFFECT, "language": "x" * 1_100_000}, options=("--max-size", "1")) == 1


def test_a_rule_is_explained_without_anything_to_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--explain", "fhir-reference-target"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("### fhir-reference-target\n")
    assert all(part in said for part in ("What to do: ", "Source: ", "Bad:", "Good:"))


def test_a_rule_that_does_not_exist_is_wrong_usage_and_its_like_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--explain", "fhir-reference-targets"]) == 2
    assert "perhaps fhir-reference-target" in capsys.readouterr().err


def test_new_problems_alone_fail_beside_a_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    known = ("--baseline", "known.json")
    wrong = {**EFFECT, "type": "odd"}
    assert validate(wrong, options=(*known, "--write-baseline")) == 0
    assert validate(wrong, options=known) == 0
    assert validate({**wrong, "severity": "mild"}, options=known) == 1
    assert "severity" in capsys.readouterr().err
