"""The tables that resources look codes up in cover the codes that facts have, and agree with our own code system."""

from __future__ import annotations

import json
from typing import Any, get_args, get_type_hints

import pytest
from fhir.resources import get_fhir_model_class

from pipeline.model.dosage import Role
from pipeline.model.fact import FrequencyCode, GuidanceCategory, Interaction, PopulationStatement
from pipeline.model.monograph import MappingOptions
from pipeline.rules import Rules, mappings_directory

SYSTEM = "https://monofhir.github.io/fhir/CodeSystem/frequency-of-occurrence"


@pytest.fixture
def code_system() -> Any:
    path = mappings_directory() / "codesystems" / "frequency-of-occurrence.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("table", "attribute", "codes"),
    [
        ("frequency-codes", "coding", get_args(FrequencyCode)),
        ("frequency-codes", "label", get_args(FrequencyCode)),
        ("mapping-labels", "role", get_args(Role) + get_args(GuidanceCategory)),
        ("mapping-labels", "status", get_args(get_type_hints(MappingOptions)["status"])),
        ("mapping-labels", "interaction", get_args(get_type_hints(Interaction)["category"])),
        ("mapping-labels", "statement", get_args(get_type_hints(PopulationStatement)["category"])),
    ],
)
def test_every_code_of_a_fact_has_a_row(table: str, attribute: str, codes: tuple[str, ...], rules: Rules) -> None:
    terms = rules.lexicon[table].terms
    assert {key for key, term in terms.items() if attribute in term.data} == set(codes)


def test_every_row_of_ours_is_a_concept_of_our_code_system(code_system: Any, rules: Rules) -> None:
    get_fhir_model_class("CodeSystem").model_validate(code_system)
    assert code_system["url"] == SYSTEM
    assert code_system["count"] == len(code_system["concept"])
    concepts = {(concept["code"], concept["display"]) for concept in code_system["concept"]}
    codings = [coding for term in rules.lexicon["frequency-codes"].terms.values() for coding in term.data["coding"]]
    assert {(c["code"], c["display"]) for c in codings if c["system"] == SYSTEM} == concepts
