"""Where guidance goes: beside the doses, and what is said of the product to elements of its own."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.mapper import map_facts
from pipeline.model import fact as facts
from pipeline.rules import Rules
from tests.unit.mapper.sample import FACTS, TEXT, document, evidence


def drug_of(rules: Rules, found: tuple[facts.Fact, ...]) -> dict[str, Any]:
    resources, _ = map_facts(document(), found, rules)
    return next(r.content for r in resources if r.content["resourceType"] == "MedicationKnowledge")


@pytest.fixture(scope="module")
def drug(rules: Rules) -> dict[str, Any]:
    return drug_of(rules, FACTS)


def quoted(element: dict[str, Any]) -> list[str]:
    """The words of the source at each place that the element names."""
    places = [{part["url"]: part for part in derivation["extension"]} for derivation in element["extension"]]
    spans = [(place["offset"]["valueInteger"], place["length"]["valueInteger"]) for place in places]
    return [TEXT[start : start + length] for start, length in spans]


def test_guidance_is_a_dosage_of_words_alone_for_the_same_people(drug: dict[str, Any]) -> None:
    (ague, _) = drug["indicationGuideline"]
    (dosing,) = ague["dosingGuideline"]
    guidance = dosing["dosage"][1]
    assert guidance["type"] == {"text": "Method of administration"}
    assert [{**dosage, "extension": None} for dosage in guidance["dosage"]] == [
        {"extension": None, "text": "Swallow it whole."}
    ]
    assert quoted(guidance["dosage"][0]) == ["Swallow it whole."]


def test_preparation_and_dose_forms_have_elements_of_their_own(drug: dict[str, Any]) -> None:
    assert drug["preparationInstruction"] == "Stir it into milk."
    assert quoted(drug["_preparationInstruction"]) == ["Stir it into milk."]
    (form,) = drug["definitional"]["drugCharacteristic"]
    assert (form["type"], form["valueString"]) == ({"text": "Dose forms and strengths"}, "It comes as drops.")
    assert quoted(form["_valueString"]) == ["It comes as drops."]


def test_what_is_said_of_preparation_stands_together_with_all_its_places(rules: Rules) -> None:
    said = ("Keep below 25 degrees", "Avoid it.")
    guidance = (facts.DosingGuidance(evidence=evidence(text), text=text, category="preparation") for text in said)
    drug = drug_of(rules, tuple(guidance))
    assert drug["preparationInstruction"] == "Keep below 25 degrees Avoid it."
    assert quoted(drug["_preparationInstruction"]) == list(said)
