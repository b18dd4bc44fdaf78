"""Dosing that a program can use safely; the rules of dose ranges and timing stand among the invariants.

fhir-dosing-text          a dosage without its words
fhir-dosing-population    the population stands on the use and on its dosing guideline, so that the two may disagree
fhir-dosing-repeated      the words of a dosage are those of a warning: it is advice, no dose
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pipeline.problems import Problem
from pipeline.validate.tree import Tree, problem_at, reference_of

Value = dict[str, Any]
DOSAGE, USE, WARNING = "Dosage", "ClinicalUseDefinition", "ClinicalUseDefinition.warning"
GUIDELINE = "MedicationKnowledge.indicationGuideline"


def check(tree: Tree) -> Iterator[Problem]:
    warnings = _said(tree.values(WARNING))
    for dosage, _, place in tree.nodes[DOSAGE]:
        if not isinstance(dosage.get("text"), str):
            message = "say the dosage in words too: not every reader knows every element"
            yield problem_at(place, "fhir-dosing-text", message, severity="warning")
        elif _words(dosage["text"]) in warnings:
            message = "a warning says the same: what is no dose belongs there alone"
            yield problem_at(place, "fhir-dosing-repeated", message, "text", "warning")
    meant = _with_population(tree.values(USE))
    for guideline, _, place in tree.nodes[GUIDELINE]:
        if _says_population_again(guideline, meant):
            message = "its indication has a population: keep the characteristics, or the population"
            yield problem_at(place, "fhir-dosing-population", message, "dosingGuideline", "warning")


def is_silent(values: Callable[[str], Iterable[Value]]) -> bool:
    """Whether the layer has nothing to say of a bundle with these values of each type."""
    warnings, meant = _said(values(WARNING)), _with_population(values(USE))
    return all(
        isinstance(dosage.get("text"), str) and _words(dosage["text"]) not in warnings for dosage in values(DOSAGE)
    ) and not any(_says_population_again(guideline, meant) for guideline in values(GUIDELINE))


def _said(warnings: Iterable[Value]) -> set[str]:
    said = (warning.get("description") for warning in warnings)
    return {_words(description) for description in said if isinstance(description, str)}


def _words(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def _with_population(uses: Iterable[Value]) -> set[str]:
    return {reference_of(use) for use in uses if use.get("population") and "id" in use}


def _says_population_again(guideline: Value, meant: set[str]) -> bool:
    return bool(meant.intersection(_indications(guideline))) and _has_characteristics(guideline)


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
