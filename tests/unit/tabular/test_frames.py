"""An output folder as tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import pipeline
from pipeline.cli import main
from pipeline.problems import ProblemError
from pipeline.tabular.definition import definitions
from pipeline.tabular.page import page
from tests.conftest import ROOT

PAGE = """# Testamol

## Generic Name
Testamol

## Usage
Testamol is used to treat mild pain.

## Dosage
Adults: 500 mg to 1 g by mouth every 4 to 6 hours, maximum 4 g in 24 hours.

## Side Effects
- **Common (1-10%):** nausea
- headache

## Contraindications
- Severe liver disease

## Drug Interactions
- **Warfarin:** raises the risk of bleeding.
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "in" / "deep").mkdir(parents=True)
    (folder / "in" / "deep" / "testamol.md").write_text(PAGE)
    (folder / "in" / "empty.md").write_text("# Nonsensol\n")
    assert main(["convert", str(folder / "in"), "--output", str(folder / "out")]) == 1
    return folder / "out"


@pytest.fixture(scope="module")
def tables(output: Path) -> dict[str, Any]:
    return pipeline.tables(output)


def row(tables: dict[str, Any], name: str, **where: str) -> dict[str, Any]:
    """The one row of a table, or the one of them that has these values; without what is missing."""
    rows = [one for one in tables[name].to_dict("records") if where.items() <= one.items()]
    assert len(rows) == 1
    return {key: value for key, value in rows[0].items() if not pd.isna(value)}


def quoted(spans: str) -> list[str]:
    return [PAGE[int(start) : int(end)] for start, end in (span.split("-") for span in spans.split("; "))]


def test_each_table_has_the_columns_and_types_that_it_is_documented_with(tables: dict[str, Any]) -> None:
    assert list(tables) == [definition.name for definition in definitions()]
    for definition in definitions():
        found = {name: str(dtype) for name, dtype in tables[definition.name].dtypes.items()}
        assert found == {column.name: column.dtype for column in definition.columns}


def test_an_effect_is_a_row_with_its_frequency_and_its_place(tables: dict[str, Any]) -> None:
    effect = row(tables, "effects", text="nausea")
    assert quoted(effect.pop("spans")) == ["nausea"]
    assert effect == {
        "bundle": "deep/testamol.json",
        "resource": "ClinicalUseDefinition/deep.testamol--effect-nausea",
        "text": "nausea",
        "frequency": "common",
        "frequency_text": "Common, 1-10%",
        "subject": "Medication/deep.testamol",
    }
    assert "frequency" not in row(tables, "effects", text="headache")


def test_a_regimen_is_a_row_with_its_structure(tables: dict[str, Any]) -> None:
    dosage = row(tables, "dosages", dose_unit="g")
    assert dosage["text"] == "Adults: 500 mg to 1 g by mouth every 4 to 6 hours, maximum 4 g in 24 hours"
    shown = {
        name: dosage[name]
        for name in ("dose_low", "dose_high", "frequency", "period", "period_max", "period_unit", "population")
    }
    assert shown == {
        "dose_low": 0.5,
        "dose_high": 1,
        "frequency": 1,
        "period": 4,
        "period_max": 6,
        "period_unit": "h",
        "population": "Adults",
    }
    assert (dosage["max_per_period"], dosage["max_unit"], dosage["max_period"]) == ("4", "g", "24")
    assert dosage["resource"] == "MedicationKnowledge/deep.testamol"


def test_the_other_facts_are_rows_of_their_tables(tables: dict[str, Any]) -> None:
    assert row(tables, "indications")["text"] == "mild pain"
    assert row(tables, "contraindications")["text"] == "Severe liver disease"
    interaction = row(tables, "interactions")
    assert (interaction["text"], interaction["type"]) == ("Warfarin", "drug-drug")
    assert row(tables, "medications")["text"] == "Testamol"


def test_a_code_is_a_row_with_its_reason(tables: dict[str, Any]) -> None:
    code = row(tables, "codes", text="nausea", system="http://human-phenotype-ontology.org")
    assert code["element"] == "ClinicalUseDefinition.undesirableEffect.symptomConditionEffect.concept"
    assert code["display"] == "Nausea"
    assert code["justification"].startswith("label")


def test_a_problem_is_a_row_with_its_place(tables: dict[str, Any]) -> None:
    problem = row(tables, "problems", code="no-facts")
    assert (problem["monograph"], problem["severity"], problem["line"]) == ("empty.md", "error", 1)


def test_ndjson_gives_the_same_rows(output: Path, tables: dict[str, Any], tmp_path: Path) -> None:
    main(["convert", str(output.parent / "in"), "--output", str(tmp_path), "--format", "ndjson"])
    again = pipeline.tables(tmp_path)
    assert set(again["effects"]["bundle"]) == {"bundles.ndjson:1"}
    for name, frame in tables.items():
        columns = [column for column in frame.columns if column != "bundle"]
        assert again[name][columns].equals(frame[columns])


def test_a_folder_without_bundles_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="no bundle"):
        pipeline.tables(tmp_path)


def test_what_is_no_bundle_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(ProblemError, match="not valid JSON"):
        pipeline.tables(tmp_path)


def test_resources_of_another_make_give_rows_too(tmp_path: Path) -> None:
    dosage = {"doseAndRate": [{"doseQuantity": {"value": 1}}, {"doseQuantity": {"value": 2}}]}
    knowledge = {
        "resourceType": "MedicationKnowledge",
        "id": "a",
        "indicationGuideline": [{"dosingGuideline": [{"dosage": [{"dosage": [dosage, {"text": "as told"}]}]}]}],
    }
    bundle = {"resourceType": "Bundle", "entry": [{"resource": knowledge}, {}]}
    (tmp_path / "a.json").write_text(json.dumps(bundle))
    dosages = pipeline.tables(tmp_path)["dosages"]
    assert dosages["dose_low"].fillna(0).tolist() == [1, 2, 0]
    assert dosages["text"].fillna("").tolist() == ["", "", "as told"]


def test_the_page_of_tables_is_fresh() -> None:
    assert (ROOT / "docs" / "tables.md").read_text() == page(definitions()), "run python tools/write_tables.py"
