"""How many concepts of bundles carry codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.report.table import Table
from pipeline.validate.tree import entries_of

# The elements of each resource type whose concepts vocabularies code; the rest are FHIR's own codes or free text.
ELEMENTS: Mapping[str, tuple[str, ...]] = {
    "ClinicalUseDefinition": (
        "undesirableEffect.symptomConditionEffect.concept",
        "indication.diseaseSymptomProcedure.concept",
        "contraindication.diseaseSymptomProcedure.concept",
        "interaction.interactant.itemCodeableConcept",
    ),
    "Medication": ("code", "doseForm"),
    "MedicationKnowledge": (
        "medicineClassification.classification",
        "indicationGuideline.dosingGuideline.dosage.dosage.route",
        "definitional.doseForm",
        "definitional.drugCharacteristic.valueCodeableConcept",
    ),
}


@dataclass(frozen=True, slots=True)
class Concept:
    """One CodeableConcept: where it stands, its words, the systems of its codings."""

    element: str
    text: str
    systems: tuple[str, ...]


def concepts_of(bundle: dict[str, Any]) -> Iterator[Concept]:
    """The concepts of ELEMENTS. A combination has no code of its own: its components have theirs."""
    for entry in entries_of(bundle):
        resource = entry.get("resource", {})
        kind = resource.get("resourceType")
        for path in ELEMENTS.get(kind, ()) if "ingredient" not in resource else ():
            for concept in _at(resource, path.split(".")):
                systems = tuple(coding.get("system", "") for coding in concept.get("coding", ()))
                yield Concept(f"{kind}.{path}", concept.get("text", ""), systems)


def shares(concepts: Sequence[Concept]) -> Table:
    """For each element and all its systems: how many concepts, how many with a code, and their share."""
    import pandas as pd  # noqa: PLC0415 - half a second that only this command needs

    frame = pd.DataFrame([(one.element, bool(one.systems), one.systems) for one in concepts])
    frame.columns = pd.Index(["element", "coded", "systems"])
    rows: list[tuple[str, str, int, int, float]] = []
    for element, group in frame.groupby("element"):
        count, coded = len(group), int(group["coded"].sum())
        rows.append((str(element), "any", count, coded, 100 * coded / count))
        by_system = group["systems"].explode().dropna().value_counts()
        rows += [(str(element), str(name), count, int(n), 100 * int(n) / count) for name, n in by_system.items()]
    return Table("Concepts with codes", ("element", "system", "concepts", "coded", "percent"), rows)


def uncoded(concepts: Sequence[Concept], top: int) -> Table:
    """The most frequent terms without a code."""
    import pandas as pd  # noqa: PLC0415

    terms = pd.DataFrame([(one.text.casefold(), one.element) for one in concepts if not one.systems])
    counted = terms.value_counts(sort=True).head(top).reset_index() if len(terms) else terms
    rows = [(int(count), str(term), str(element)) for term, element, count in counted.itertuples(index=False)]
    return Table("Terms without a code", ("times", "term", "element"), rows)


def _at(value: Any, path: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """What stands at a path of element names, through lists."""
    if isinstance(value, list):
        for item in value:
            yield from _at(item, path)
    elif isinstance(value, dict):
        if path:
            yield from _at(value.get(path[0]), path[1:])
        else:
            yield value
