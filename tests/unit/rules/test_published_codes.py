"""The code system and concept map that we publish: what a server loads, and what bundles carry."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir.resources import get_fhir_model_class

from pipeline.rules import Rules, mappings_directory
from pipeline.validate import validate

OURS = "https://monofhir.github.io/fhir/CodeSystem/frequency-of-occurrence"
HL7 = "http://hl7.org/fhir/undesirable-effect-frequency"
# All codes of version 5.0.0, with their displays (https://hl7.org/fhir/R5/codesystem-undesirable-effect-frequency.html).
HL7_CODES = {("Common", "Common"), ("Uncommon", "Uncommon"), ("Rare", "Rare")}

PUBLISHED = ("codesystems/frequency-of-occurrence.json", "conceptmaps/frequency-of-occurrence.json")


def published(path: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((mappings_directory() / path).read_text(encoding="utf-8"))
    return content


@pytest.fixture
def code_system() -> dict[str, Any]:
    return published(PUBLISHED[0])


@pytest.fixture
def group() -> dict[str, Any]:
    (only,) = published(PUBLISHED[1])["group"]
    return dict(only)


def codings_of(rules: Rules, system: str) -> dict[str, tuple[str, str]]:
    """Frequency class -> the code and display that bundles carry for it, where they carry one of that system."""
    return {
        key: (coding["code"], coding["display"])
        for key, term in rules.lexicon["frequency-codes"].terms.items()
        for coding in term.data["coding"]
        if coding["system"] == system
    }


@pytest.mark.parametrize("path", PUBLISHED)
def test_what_we_publish_is_valid(path: str) -> None:
    resource = published(path)
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    assert validate(resource) == ()


@pytest.mark.parametrize("path", PUBLISHED)
def test_a_file_is_named_as_its_resource(path: str) -> None:
    resource = published(path)
    assert path.endswith(f"/{resource['id']}.json")
    assert resource["url"].endswith(f"/{resource['resourceType']}/{resource['id']}")


def test_every_row_of_ours_is_a_concept_of_our_code_system(code_system: dict[str, Any], rules: Rules) -> None:
    assert code_system["url"] == OURS
    assert code_system["count"] == len(code_system["concept"])
    concepts = {(concept["code"], concept["display"]) for concept in code_system["concept"]}
    assert set(codings_of(rules, OURS).values()) == concepts


def test_the_map_leads_from_our_version_to_that_of_hl7(code_system: dict[str, Any], group: dict[str, Any]) -> None:
    assert group["source"] == f"{code_system['url']}|{code_system['version']}"
    assert group["target"] == f"{HL7}|5.0.0"


def test_every_class_is_mapped_or_said_to_have_no_counterpart(
    code_system: dict[str, Any], group: dict[str, Any]
) -> None:
    mapped = [(element["code"], element["display"]) for element in group["element"]]
    assert mapped == [(concept["code"], concept["display"]) for concept in code_system["concept"]]
    assert [element["code"] for element in group["element"] if element.get("noMap")] == ["not-known"]
    assert all(bool(element.get("target")) != element.get("noMap", False) for element in group["element"])


def test_every_target_is_a_code_of_hl7(group: dict[str, Any]) -> None:
    targets = [target for element in group["element"] for target in element.get("target", ())]
    assert {(target["code"], target["display"]) for target in targets} <= HL7_CODES


def test_a_class_with_bounds_is_never_the_same_as_a_code_without(group: dict[str, Any]) -> None:
    targets = [target for element in group["element"] for target in element.get("target", ())]
    assert {target["relationship"] for target in targets} == {"source-is-narrower-than-target"}
    assert all(target["comment"] for target in targets)


def test_bundles_carry_the_code_of_hl7_where_it_has_the_same_name(group: dict[str, Any], rules: Rules) -> None:
    same_name = {
        element["code"]: (target["code"], target["display"])
        for element in group["element"]
        for target in element.get("target", ())
        if target["display"] == element["display"]
    }
    assert codings_of(rules, HL7) == same_name
