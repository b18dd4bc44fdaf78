from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.commands.explain import EXAMPLES
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("run")
    assert main(["convert", str(ROOT / "input" / "warfarin.md"), "--output", str(place)]) == 0
    return place


def test_list_names_every_embedded_vocabulary(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terminology", "list"]) == 0
    shown = capsys.readouterr().out
    for path in (ROOT / "mappings" / "vocabularies").glob("*.tsv.gz"):
        assert path.name.removesuffix(".tsv.gz") in shown


def test_lookup_shows_code_display_and_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terminology", "lookup", "Severe headaches", "--as", "effect"]) == 0
    shown = capsys.readouterr().out
    assert "HP:0002315" in shown
    assert "label" in shown


def test_lookup_of_unknown_words_says_so_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terminology", "lookup", "xyzzy"]) == 1
    assert "xyzzy" in capsys.readouterr().err


def test_lookup_of_a_kind_that_there_is_not_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terminology", "lookup", "headache", "--as", "furniture"]) == 2
    assert "furniture" in capsys.readouterr().err


def test_check_finds_nothing_wrong_in_a_run(output: Path) -> None:
    assert main(["terminology", "check", str(output)]) == 0


def test_check_finds_a_display_that_is_not_the_vocabularys(
    output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (output / "warfarin.json").read_text()
    assert "WARFARIN SODIUM" in text
    (tmp_path / "warfarin.json").write_text(text.replace("WARFARIN SODIUM", "RAT POISON"))
    assert main(["terminology", "check", str(tmp_path)]) == 1
    assert "[terminology-wrong-display]" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["check"], ["report"]])
def test_a_folder_without_bundles_is_told(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["terminology", *command, str(tmp_path)]) == 1
    assert "[terminology-no-bundle]" in capsys.readouterr().err


def test_report_counts_concepts_and_codes(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terminology", "report", str(output), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    drug = next(row for row in rows if row["element"] == "Medication.code" and row["system"] == "any")
    assert (drug["concepts"], drug["coded"], float(drug["percent"])) == ("1", "1", 100.0)
    assert all(int(row["coded"]) <= int(row["concepts"]) for row in rows)


def test_report_lists_the_terms_without_a_code(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terminology", "report", str(output), "--uncoded", "--top", "3", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert 0 < len(rows) <= 3
    assert {row["times"] for row in rows} <= {"1", "2", "3"}


def test_export_is_a_transaction_with_the_frequency_code_system(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["terminology", "export"]) == 0
    bundle = json.loads(capfdbinary.readouterr().out)
    assert bundle["type"] == "transaction"
    assert any(entry["resource"]["id"] == "frequency-of-occurrence" for entry in bundle["entry"])


def test_explain_shows_words_rules_and_reasons(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", f"{output / 'warfarin.json'}#Medication/warfarin"]) == 0
    shown = capsys.readouterr().out
    assert "mappings/resources/r5/Medication.yaml" in shown
    assert ">>Warfarin sodium<<" in shown
    assert "identity/" in shown
    assert "WARFARIN SODIUM (6153CWM0CL of http://fdasis.nlm.nih.gov), label: unii" in shown


@pytest.mark.parametrize("element", re.findall(r"output/(warfarin.json#\S+)", EXAMPLES))
def test_what_the_help_of_explain_shows_can_be_explained(
    element: str, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", f"{output}/{element}"]) == 0
    assert "made by mappings/resources/r5/" in capsys.readouterr().out


def test_explain_of_one_element_shows_that_alone(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", f"{output / 'warfarin.json'}#MedicationKnowledge/warfarin.storageGuideline"]) == 0
    shown = capsys.readouterr().out
    assert "storage/" in shown
    assert "dosage/" not in shown


@pytest.mark.parametrize(
    ("element", "code", "said"),
    [
        ("{}", 2, "TYPE/ID"),
        ("{}#Medication/other", 1, "and others [explain-unknown]"),
        ("missing.json#Medication/warfarin", 1, "read there: No such file or directory [explain-unreadable]"),
    ],
)
def test_explain_says_what_it_cannot_find(
    element: str, code: int, said: str, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", element.format(output / "warfarin.json")]) == code
    assert said in capsys.readouterr().err


def test_explain_needs_the_monograph_in_the_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = str(ROOT / "input" / "warfarin.md")
    assert main(["convert", page, "--output", str(tmp_path), "--no-embed-source"]) == 0
    assert main(["explain", f"{tmp_path / 'warfarin.json'}#Medication/warfarin"]) == 1
    assert "[explain-no-source]" in capsys.readouterr().err
