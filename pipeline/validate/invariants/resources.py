"""Invariants of resources, each as the specification words it (FHIR R5 and R4B, the page of the type).

`cud-type` is ours: the body that is there is the one that `ClinicalUseDefinition.type` names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from pipeline.validate.invariants.conditions import Invariant, OfNames, Value, any_of, not_both, objects

RESOURCES = (
    "ClinicalUseDefinition", "CodeSystem", "Composition", "ConceptMap", "DocumentReference", "Group", "Medication",
    "MedicationKnowledge", "OperationOutcome", "Provenance",
)  # fmt: skip
BODIES = {
    "indication": "indication",
    "contraindication": "contraindication",
    "interaction": "interaction",
    "undesirable-effect": "undesirableEffect",
    "warning": "warning",
}


@OfNames
def _one_body(names: Collection[str]) -> bool:
    return sum(body in names for body in BODIES.values()) < 2


def _body_of_type(value: Value) -> bool:
    kind = value.get("type")
    return isinstance(kind, str) and BODIES.get(kind) in value


def _members(value: Value) -> bool:
    return "member" not in value or value.get("actual") is True


def _no_nesting(value: Value) -> bool:
    return not any("contained" in one for one in objects(value.get("contained")))


def _meta(value: Value) -> Iterator[Value]:
    return (one["meta"] for one in objects(value.get("contained")) if isinstance(one.get("meta"), dict))


def _no_version(value: Value) -> bool:
    return not any("versionId" in meta or "lastUpdated" in meta for meta in _meta(value))


def _no_label(value: Value) -> bool:
    return not any("security" in meta for meta in _meta(value))


def _referred(value: Value) -> bool:
    """Each contained resource is referred to, or refers itself to its container."""
    contained = objects(value.get("contained"))
    if not contained:
        return True
    named = set(_texts(value))
    return all(f"#{one.get('id')}" in named or "#" in _texts(one) for one in contained)


def _texts(value: Any) -> Iterator[str]:
    """Every text that stands alone below: references, canonicals and uris are among them."""
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(item)


def _represents_another(value: Value) -> bool:
    """Somebody does not act on behalf of themselves."""
    who, other = value.get("who"), value.get("onBehalfOf")
    if not isinstance(who, dict) or not isinstance(other, dict):
        return True
    return "reference" not in who or who["reference"] != other.get("reference")


def _of_contained(key: str, holds: Any, human: str) -> tuple[Invariant, ...]:
    return tuple(Invariant(name, key, holds, human, about="contained") for name in RESOURCES)


INVARIANTS = (
    Invariant("ClinicalUseDefinition", "cud-1", _one_body, "a ClinicalUseDefinition has one body: split it"),
    Invariant("ClinicalUseDefinition", "cud-type", _body_of_type, "give the one body that `type` names"),
    Invariant("Composition.section", "cmp-1", any_of("text", "entry", "section"), "a section needs text or entries"),
    Invariant("Composition.section", "cmp-2", not_both("emptyReason", "entry"), "drop emptyReason: there are entries"),
    Invariant("Group", "grp-1", _members, "only a group that is actual has members", ("r4b",)),
    Invariant(
        "Provenance.agent", "prov-1", _represents_another, "who and onBehalfOf are one: drop onBehalfOf", ("r5",)
    ),
    *_of_contained("dom-2", _no_nesting, "a contained resource must not contain others"),
    *_of_contained("dom-3", _referred, "a contained resource is to be referred to: refer to it or drop it"),
    *_of_contained("dom-4", _no_version, "a contained resource has no version and no date of change: drop them"),
    *_of_contained("dom-5", _no_label, "a contained resource has no security label: drop it"),
)
