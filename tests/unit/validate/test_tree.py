"""The walk: what it hands to the layers, and how it names a place."""

from __future__ import annotations

from pipeline.validate.definitions import load
from pipeline.validate.tree import Tree, locate


def test_nodes_are_grouped_by_their_fhir_type() -> None:
    tree = Tree({"resourceType": "Medication", "id": "a", "code": {"coding": [{"code": "x"}, {"code": "y"}]}}, load())
    assert [value["code"] for value, _, _ in tree.nodes["Coding"]] == ["x", "y"]


def test_a_place_is_told_as_the_fhirpath_of_its_resource() -> None:
    medication = {"resourceType": "Medication", "id": "a", "code": {"coding": [{"code": "x"}, {"code": "y"}]}}
    tree = Tree({"resourceType": "Bundle", "entry": [{"resource": medication}]}, load())
    _, _, place = tree.nodes["Coding"][1]
    assert locate(place) == ("Medication/a", "Medication.code.coding[1]")


def test_a_contained_resource_has_its_place_in_its_container() -> None:
    contained = {"resourceType": "Group", "id": "b", "code": {"text": ""}}
    tree = Tree({"resourceType": "Medication", "id": "a", "contained": [contained]}, load())
    assert [locate(place) for place in tree.empty] == [("Medication/a", "Medication.contained[0].code.text")]


def test_the_elements_of_a_choice_are_known_by_their_full_names() -> None:
    ingredient = {"item": {"concept": {"text": "x"}}, "strengthRatio": {"numerator": {"value": 1}}}
    tree = Tree({"resourceType": "Medication", "ingredient": [ingredient]}, load())
    assert len(tree.nodes["Ratio"]) == 1


def test_the_definitions_know_the_limits_of_a_reference_and_of_a_code() -> None:
    types = load().types
    assert "MedicationKnowledge" not in (types["ClinicalUseDefinition"]["subject"].targets or ())
    assert types["Timing.repeat"]["periodUnit"].codes == frozenset({"s", "min", "h", "d", "wk", "mo", "a"})
