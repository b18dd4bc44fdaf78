"""What a user changes in a copy of the mapping files, without touching Python, shows in the resources."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.mapper import map_facts
from pipeline.rules import load, mappings_directory
from pipeline.rules.check import check
from tests.unit.mapper.sample import FACTS, document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(mappings_directory(), tmp_path / "own"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def made_with(folder: Path) -> dict[str, dict[str, Any]]:
    assert check(folder) == ()
    resources, _ = map_facts(document(), FACTS, load(folder))
    return {resource.reference: resource.content for resource in resources}


def test_an_identifier_system_of_their_own_takes_the_place_of_ours(folder: Path) -> None:
    path = folder / "resources/r5/fragments/identifier.yaml"
    change(path, "https://monofhir.github.io/fhir/identifier", "https://hospital.example/monographs")
    made = made_with(folder)
    assert made["MedicationKnowledge/s.sampletin"]["identifier"] == [
        {"system": "https://hospital.example/monographs", "value": "s.sampletin"}
    ]


def test_a_profile_for_all_resources(folder: Path) -> None:
    change(folder / "resources/r5/fragments/meta.yaml", "content:\n", "content:\n  profile: ['https://ig.example/p']\n")
    assert {tuple(content["meta"]["profile"]) for content in made_with(folder).values()} == {("https://ig.example/p",)}


def test_a_category_that_a_rule_adds_is_on_its_resources(folder: Path) -> None:
    path = folder / "resources/r5/ClinicalUseDefinition-warning.yaml"
    change(path, "  type: warning\n", "  type: warning\n  category: [{text: Precaution}]\n")
    assert made_with(folder)["ClinicalUseDefinition/s.sampletin--warning-falls"]["category"] == [{"text": "Precaution"}]


def test_codes_of_a_changed_table_are_those_of_the_resources(folder: Path) -> None:
    change(folder / "lexicon/frequency-codes.yaml", "code: common, display: Common}", "code: often, display: Often}")
    effect = made_with(folder)["ClinicalUseDefinition/s.sampletin--effect-heartburn-burning"]["undesirableEffect"]
    assert {coding["code"] for coding in effect["frequencyOfOccurrence"]["coding"]} == {"often", "Common"}


def test_a_resource_of_their_own_is_made_beside_ours(folder: Path) -> None:
    (folder / "resources/r5/Basic.yaml").write_text(
        "resource: Basic\nid: summary\n"
        "content:\n  code: {text: $monograph.name}\n  subject: {$reference: DocumentReference}\n",
        encoding="utf-8",
    )
    assert made_with(folder)["Basic/s.sampletin--summary"] == {
        "resourceType": "Basic",
        "id": "s.sampletin--summary",
        "code": {"text": "Sampletin"},
        "subject": {"reference": "DocumentReference/s.sampletin"},
    }
