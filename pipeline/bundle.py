"""Resources -> Bundle. Nothing in it depends on when or where it was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pipeline.model.canonical import BASE
from pipeline.model.resource import Resource

BundleType = Literal["transaction", "batch", "collection"]

_ORDER = ("MedicationKnowledge", "Medication", "ClinicalUseDefinition", "Group", "DocumentReference", "Provenance")


def assemble(resources: Sequence[Resource], kind: BundleType = "transaction", base: str = BASE) -> dict[str, Any]:
    """One Bundle; its id is that of its first resource, the MedicationKnowledge of a monograph.

    Entries of a transaction and of a batch put each resource under its own id, so that a second run changes nothing.
    Types stand in the order in which a reader wants them, resources of a type in the order they came.
    """
    ordered = sorted(resources, key=_rank)
    bundle: dict[str, Any] = {"resourceType": "Bundle"}
    if ordered:
        bundle["id"] = ordered[0].content["id"]
    bundle["type"] = kind
    bundle["entry"] = [_entry(resource, kind, base) for resource in ordered]
    return {name: value for name, value in bundle.items() if value}


def _rank(resource: Resource) -> int:
    kind = resource.content["resourceType"]
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _entry(resource: Resource, kind: BundleType, base: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"fullUrl": f"{base}/{resource.reference}", "resource": resource.content}
    if kind != "collection":
        entry["request"] = {"method": "PUT", "url": resource.reference}
    return entry
