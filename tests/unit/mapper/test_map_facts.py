"""The resources of one monograph, made with the mappings that come with monofhir."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from fhir.resources import get_fhir_model_class

from pipeline.mapper import Options, map_facts
from pipeline.model import fact as facts
from pipeline.model.document import Span
from pipeline.model.dosage import DosageInstruction, Timing
from pipeline.rules import Rules
from tests.unit.mapper.sample import ADULTS, FACTS, TEXT, document, evidence

DERIVATION = "http://hl7.org/fhir/StructureDefinition/derivation-reference"
BODIES = {
    "indication": "indication",
    "contraindication": "contraindication",
    "interaction": "interaction",
    "undesirable-effect": "undesirableEffect",
    "warning": "warning",
}


def mapped(rules: Rules, found: tuple[facts.Fact, ...] = FACTS, options: Options | None = None) -> list[dict[str, Any]]:
    resources, problems = map_facts(document(), found, rules, options or Options())
    assert problems == ()
    return [resource.content for resource in resources]


def only(resources: list[dict[str, Any]], kind: str, **wanted: Any) -> dict[str, Any]:
    found = [r for r in resources if r["resourceType"] == kind and all(r.get(k) == v for k, v in wanted.items())]
    assert len(found) == 1, [r["id"] for r in found]
    return found[0]


def use(resources: list[dict[str, Any]], identifier: str) -> dict[str, Any]:
    return only(resources, "ClinicalUseDefinition", id=f"s.sampletin--{identifier}")


def walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


@pytest.fixture(scope="module")
def resources(rules: Rules) -> list[dict[str, Any]]:
    return mapped(rules)


@pytest.mark.parametrize(
    "kind",
    ["Medication", "MedicationKnowledge", "ClinicalUseDefinition", "Group", "DocumentReference", "Provenance"],
)
def test_every_resource_is_valid_for_its_model(kind: str, resources: list[dict[str, Any]]) -> None:
    found = [resource for resource in resources if resource["resourceType"] == kind]
    assert found
    for resource in found:
        get_fhir_model_class(kind).model_validate(resource)


def test_every_clinical_use_has_the_one_body_of_its_type(resources: list[dict[str, Any]]) -> None:
    uses = [resource for resource in resources if resource["resourceType"] == "ClinicalUseDefinition"]
    assert {resource["type"] for resource in uses} == set(BODIES)
    for resource in uses:
        assert [body for body in BODIES.values() if body in resource] == [BODIES[resource["type"]]]


def test_every_clinical_use_is_said_of_the_medication(resources: list[dict[str, Any]]) -> None:
    for resource in resources:
        if resource["resourceType"] == "ClinicalUseDefinition":
            assert resource["subject"] == [{"reference": "Medication/s.sampletin"}]


def test_every_reference_names_a_resource_that_was_made(resources: list[dict[str, Any]]) -> None:
    made = {f"{resource['resourceType']}/{resource['id']}" for resource in resources}
    named = {node["reference"] for node in walk(resources) if isinstance(node.get("reference"), str)}
    assert named <= made
    targets = {target["reference"] for target in only(resources, "Provenance")["target"]}
    assert targets == made - {"Provenance/s.sampletin", "DocumentReference/s.sampletin"}


def test_every_derivation_reference_names_the_source_and_slices_to_the_words(resources: list[dict[str, Any]]) -> None:
    quoted = set()
    for node in walk(resources):
        if node.get("url") == DERIVATION:
            parts = {part["url"]: part for part in node["extension"]}
            assert parts["reference"]["valueReference"] == {"reference": "DocumentReference/s.sampletin"}
            start = parts["offset"]["valueInteger"]
            quoted.add(TEXT[start : start + parts["length"]["valueInteger"]])
    assert quoted == {TEXT[e.span.start : e.span.end] for fact in FACTS for e in fact.evidence}


def test_a_fact_that_is_stated_twice_has_two_derivation_references(rules: Rules) -> None:
    twice = facts.Indication(evidence=evidence("ague") + evidence("hiccups"), text="ague")
    resource = use(mapped(rules, (twice,)), "indication-ague")
    assert len(resource["indication"]["diseaseSymptomProcedure"]["concept"]["extension"]) == 2


def test_an_effect_has_its_class_coded_and_its_words_as_text(resources: list[dict[str, Any]]) -> None:
    effect = use(resources, "effect-heartburn-burning")["undesirableEffect"]
    frequency = effect["frequencyOfOccurrence"]
    assert [coding["code"] for coding in frequency["coding"]] == ["common", "Common"]
    assert frequency["text"] == "Common side effects (1 to 10 %)"
    assert effect["classification"] == {"text": "stomach"}
    assert "frequencyOfOccurrence" not in use(resources, "effect-collapse")["undesirableEffect"]


def test_an_off_label_use_is_told_by_its_category(resources: list[dict[str, Any]]) -> None:
    assert use(resources, "indication-hiccups")["category"] == [{"text": "Off-label use"}]
    assert "category" not in use(resources, "indication-ague")


def test_a_contraindicated_drug_is_the_other_therapy_as_well(resources: list[dict[str, Any]]) -> None:
    (therapy,) = use(resources, "contra-othertin")["contraindication"]["otherTherapy"]
    assert therapy["treatment"] == {"concept": {"text": "Othertin"}}
    assert "otherTherapy" not in use(resources, "contra-porphyria")["contraindication"]


def test_an_interaction_has_its_type_effect_and_management(resources: list[dict[str, Any]]) -> None:
    interaction = use(resources, "interaction-grapefruit")["interaction"]
    assert interaction["type"]["coding"][0]["code"] == "drug-food"
    assert interaction["effect"] == {"concept": {"text": "raises its level"}}
    assert interaction["management"] == [{"text": "Avoid it."}]


def test_a_population_statement_is_a_warning_with_category_and_group(resources: list[dict[str, Any]]) -> None:
    statement = use(resources, "pregnancy-pregnant-women")
    assert [category["text"] for category in statement["category"]] == ["Pregnancy", "Pregnancy category C"]
    assert statement["population"][0]["reference"] == "Group/s.sampletin--population-pregnant-women"


def test_a_population_is_one_group_however_often_it_is_named(resources: list[dict[str, Any]]) -> None:
    group = only(resources, "Group", name="adults")
    assert (group["type"], group["membership"]) == ("person", "definitional")
    assert [characteristic["exclude"] for characteristic in group["characteristic"]] == [False, False]
    assert group["characteristic"][1]["valueRange"]["low"]["value"] == 18


def test_a_dosage_names_the_indication_that_it_is_for(resources: list[dict[str, Any]]) -> None:
    named = [guide["indication"] for guide in only(resources, "MedicationKnowledge")["indicationGuideline"]]
    definition = "ClinicalUseDefinition/s.sampletin--indication"
    assert named == [
        [{"reference": {"reference": f"{definition}-ague"}, "concept": {"text": "Ague"}}],
        [{"reference": {"reference": f"{definition}-seasonal-fever"}, "concept": {"text": "Fever"}}],
    ]


def test_a_dosage_for_an_indication_that_is_not_stated_keeps_its_words(rules: Rules) -> None:
    found = (facts.Dosage(evidence=(), instruction=DosageInstruction("daily", Span(0, 1)), indications=("gout",)),)
    (guideline,) = only(mapped(rules, found), "MedicationKnowledge")["indicationGuideline"]
    assert guideline["indication"] == [{"concept": {"text": "gout"}}]


def test_a_dosage_for_no_stated_indication_has_none(rules: Rules) -> None:
    found = (facts.Dosage(evidence=(), instruction=DosageInstruction("daily", Span(0, 1))),)
    (guideline,) = only(mapped(rules, found), "MedicationKnowledge")["indicationGuideline"]
    assert list(guideline) == ["dosingGuideline"]


def test_a_dosage_without_lawful_structure_stays_text_and_is_a_problem(rules: Rules) -> None:
    timing = Timing(when=("C",), offset=30)
    broken = DosageInstruction("half an hour at meals", Span(TEXT.index("Adults"), len(TEXT)), timing=timing)
    made, problems = map_facts(document(), (facts.Dosage(evidence=(), instruction=broken),), rules)
    knowledge = only([resource.content for resource in made], "MedicationKnowledge")
    dosage = knowledge["indicationGuideline"][0]["dosingGuideline"][0]["dosage"][0]["dosage"]
    assert dosage == [{"text": "half an hour at meals"}]
    assert [(p.code, p.severity, str(p.location)) for p in problems] == [
        ("mapping-dosage-as-text", "information", "s/sampletin.md:6:1")
    ]


def test_the_source_has_its_bytes_size_and_hash(resources: list[dict[str, Any]]) -> None:
    attachment = only(resources, "DocumentReference")["content"][0]["attachment"]
    assert base64.b64decode(attachment["data"]) == TEXT.encode()
    assert attachment["size"] == str(len(TEXT.encode()))
    assert base64.b64decode(attachment["hash"]) == hashlib.sha1(TEXT.encode()).digest()
    assert attachment["contentType"] == "text/markdown; charset=utf-8"


def test_another_encoding_is_named_as_iana_names_it(rules: Rules) -> None:
    other = document()
    source = replace(other.source, encoding="latin-1")
    made, _ = map_facts(replace(other, source=source), FACTS, rules)
    attachment = only([r.content for r in made], "DocumentReference")["content"][0]["attachment"]
    assert attachment["contentType"] == "text/markdown; charset=iso-8859-1"


def test_options_leave_the_source_text_and_the_narrative_out(rules: Rules) -> None:
    made = mapped(rules, options=Options(embed_source=False, narrative=False))
    attachment = only(made, "DocumentReference")["content"][0]["attachment"]
    assert "data" not in attachment
    assert attachment["size"] == str(len(TEXT.encode()))
    assert not any("text" in resource for resource in made)


def test_definitions_say_draft_when_asked(rules: Rules) -> None:
    definition = use(mapped(rules, options=Options(status="draft")), "warning-falls")
    assert definition["status"]["coding"][0]["code"] == "draft"


def test_only_a_monograph_that_is_said_to_be_machine_written_is_labelled(rules: Rules) -> None:
    assert not any("meta" in resource for resource in mapped(rules))
    flagged = replace(document(), front_matter={"machine-written": True})
    by_page = [resource.content for resource in map_facts(flagged, FACTS, rules)[0]]
    for made in (mapped(rules, options=Options(machine_written=True)), by_page):
        assert {resource["meta"]["security"][0]["code"] for resource in made} == {"AIAST"}


def test_a_combination_has_its_components_as_ingredients_and_subjects(rules: Rules) -> None:
    found = (
        facts.Identity(evidence=evidence("Sampletin"), name="Onetin + Twotin", components=("Onetin", "Twotin")),
        facts.Warning(evidence=evidence("falls"), topic="falls", description="falls", component="twotin"),
        facts.Warning(evidence=evidence("ague"), topic="ague", description="ague", component="Threetin"),
    )
    made = mapped(rules, found)
    whole = only(made, "Medication", id="s.sampletin")
    assert [i["item"]["reference"]["reference"] for i in whole["ingredient"]] == [
        "Medication/s.sampletin--component-onetin",
        "Medication/s.sampletin--component-twotin",
    ]
    assert use(made, "warning-falls")["subject"] == [{"reference": "Medication/s.sampletin--component-twotin"}]
    assert use(made, "warning-ague")["subject"] == [{"reference": "Medication/s.sampletin"}]


def test_a_component_names_only_evidence_that_holds_its_name(rules: Rules) -> None:
    found = (facts.Identity(evidence=evidence("Sampletin"), name="Pair", components=("Sampletin", "Twotin")),)
    made = mapped(rules, found)
    assert "extension" in only(made, "Medication", id="s.sampletin--component-sampletin")["code"]
    assert only(made, "Medication", id="s.sampletin--component-twotin")["code"] == {"text": "Twotin"}


def test_the_same_effect_with_two_frequencies_has_two_ids(rules: Rules) -> None:
    rash = facts.UndesirableEffect(evidence=(), text="rash", frequency=facts.Frequency("rare", "rare"))
    common = replace(rash, frequency=facts.Frequency("common", "common"))
    made = mapped(rules, (rash, common, rash))
    assert [r["id"] for r in made if r.get("type") == "undesirable-effect"] == [
        "s.sampletin--effect-rash",
        "s.sampletin--effect-rash-2",
    ]


def test_a_page_without_facts_still_names_its_drug_and_source(rules: Rules) -> None:
    made = mapped(rules, ())
    assert [resource["resourceType"] for resource in made] == [
        "DocumentReference",
        "Medication",
        "MedicationKnowledge",
        "Provenance",
    ]
    assert only(made, "MedicationKnowledge")["code"] == {"text": "Sampletin"}


def test_every_resource_has_a_narrative_and_its_words_are_escaped(resources: list[dict[str, Any]]) -> None:
    for resource in resources:
        assert resource["text"]["status"] == "generated"
        get_fhir_model_class("Narrative").model_validate(resource["text"])
    assert "heartburn &lt;burning&gt;" in only(resources, "MedicationKnowledge")["text"]["div"]


def test_other_names_of_a_concept_stand_in_its_narrative(rules: Rules) -> None:
    effect = facts.UndesirableEffect(evidence=(), text="itch", aliases=("pruritus", "itching"))
    assert "<p>Also: pruritus, itching</p>" in use(mapped(rules, (effect,)), "effect-itch")["text"]["div"]


def test_the_narrative_of_the_drug_reads_like_a_short_monograph(resources: list[dict[str, Any]]) -> None:
    div = only(resources, "MedicationKnowledge")["text"]["div"]
    heads = ["Drug class", "Indications", "Dosage", "Preparation", "Dose forms and strengths", "Undesirable effects"]
    heads += ["Contraindications", "Storage"]
    places = [div.index(f"<h4>{head}</h4>") for head in heads]
    assert places == sorted(places)
    assert div.index("<b>Common</b>") < div.index("<b>Frequency not known</b>")


def test_characters_that_fhir_forbids_are_left_out(rules: Rules) -> None:
    warning = facts.Warning(evidence=(), topic="fa\x00lls", description="line\none\x1b")
    definition = use(mapped(rules, (warning,)), "warning-falls")
    assert definition["warning"] == {"description": "line\none", "code": {"text": "falls"}}


def test_numbers_are_json_numbers_of_the_same_value(rules: Rules) -> None:
    population = replace(ADULTS, age_low=Decimal("0.50"), age_high=Decimal("300"))
    made = mapped(rules, (facts.Indication(evidence=(), text="ague", population=population),))
    bounds = only(made, "Group")["characteristic"][1]["valueRange"]
    assert json.dumps([bounds["low"]["value"], bounds["high"]["value"]]) == "[0.5, 300]"


def test_the_same_page_gives_the_same_resources_whatever_its_folder_is(rules: Rules) -> None:
    assert json.dumps(mapped(rules)) == json.dumps(mapped(rules))
    elsewhere, _ = map_facts(document("t/sampletin.md"), FACTS, rules)
    moved = json.dumps([resource.content for resource in elsewhere])
    assert moved == json.dumps(mapped(rules)).replace("s.sampletin", "t.sampletin")


def test_every_resource_knows_the_rule_and_the_words_that_it_was_made_of(rules: Rules) -> None:
    made, _ = map_facts(document(), FACTS, rules)
    effect = next(resource for resource in made if resource.content["id"].endswith("effect-collapse"))
    assert effect.rule.path == "mappings/resources/r5/ClinicalUseDefinition-undesirable-effect.yaml"
    assert effect.span == evidence("Collapse")[0].span
