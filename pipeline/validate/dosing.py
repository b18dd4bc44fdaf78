"""Dosing that a program can use safely; the rules of dose ranges and timing stand among the invariants.

fhir-dosing-text          a dosage without its words
fhir-dosing-population    the population stands on the use and on its dosing guideline, so that the two may disagree
fhir-dosing-repeated      the words of a dosage are those of a warning: it is advice, no dose
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.problems import Problem
from pipeline.validate.tree import Tree, problem_at, reference_of

Value = dict[str, Any]
GUIDELINE = "MedicationKnowledge.indicationGuideline"


def check(tree: Tree) -> Iterator[Problem]:
    warnings = set(_warnings(tree))
    for dosage, _, place in tree.nodes["Dosage"]:
        text = dosage.get("text")
        if not isinstance(text, str):
            message = "say the dosage in words too: not every reader knows every element"
            yield problem_at(place, "fhir-dosing-text", message, severity="warning")
        elif _words(text) in warnings:
            message = "a warning says the same: what is no dose belongs there alone"
            yield problem_at(place, "fhir-dosing-repeated", message, "text", "warning")
    yield from _populations(tree)


def _warnings(tree: Tree) -> Iterator[str]:
    for warning, _, _ in tree.nodes["ClinicalUseDefinition.warning"]:
        if isinstance(warning.get("description"), str):
            yield _words(warning["description"])


def _words(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _populations(tree: Tree) -> Iterator[Problem]:
    meant = {
        reference_of(use) for use, _, _ in tree.nodes["ClinicalUseDefinition"] if use.get("population") and "id" in use
    }
    for guideline, _, place in tree.nodes[GUIDELINE]:
        if meant.intersection(_indications(guideline)) and _has_characteristics(guideline):
            message = "its indication has a population: keep the characteristics, or the population"
            yield problem_at(place, "fhir-dosing-population", message, "dosingGuideline", "warning")


def _indications(guideline: Value) -> Iterator[str]:
    """`Type/id` of the uses that a guideline is for."""
    for indication in _objects(guideline.get("indication")):
        reference = indication.get("reference")
        target = reference.get("reference") if isinstance(reference, dict) else None
        if isinstance(target, str):
            yield "/".join(target.split("/")[-2:])


def _has_characteristics(guideline: Value) -> bool:
    return any("patientCharacteristic" in dosing for dosing in _objects(guideline.get("dosingGuideline")))


def _objects(value: Any) -> list[Value]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
