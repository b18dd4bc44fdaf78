"""What a server has, and how that differs from what it should have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from pipeline.deliver.stored import stored_bundles
from pipeline.push.compare import difference

TYPES = ("MedicationKnowledge", "Medication", "ClinicalUseDefinition", "Group", "DocumentReference", "Provenance")


def resources_of(output: Path) -> dict[str, dict[str, Any]]:
    found = {}
    for _, bundle in stored_bundles(output):
        assert isinstance(bundle, dict)
        for entry in bundle["entry"]:
            resource = entry["resource"]
            found[f"{resource['resourceType']}/{resource['id']}"] = resource
    return found


def differences(base: str, output: Path) -> list[str]:
    """What the server has not, or otherwise than the output, resource by resource."""
    return list(_differences(base, output))


def _differences(base: str, output: Path) -> Iterator[str]:
    with httpx.Client() as client:
        for reference, resource in resources_of(output).items():
            answer = client.get(f"{base}/{reference}", headers={"Accept": "application/fhir+json"})
            place = difference(answer.json(), resource) if answer.is_success else f"{answer.status_code}"
            if place:
                yield f"{reference}: {place}"


def everything(base: str) -> dict[str, dict[str, Any]]:
    """All resources of a server, without what it says of them itself."""
    found = {}
    for kind in TYPES:
        for resource in search(base, kind):
            resource["meta"] = {k: v for k, v in resource["meta"].items() if k not in ("versionId", "lastUpdated")}
            found[f"{kind}/{resource['id']}"] = resource
    return found


def search(base: str, kind: str, **query: str) -> list[dict[str, Any]]:
    """All pages of a search."""
    url, parameters, found = f"{base}/{kind}", {"_count": "200", **query}, []
    while url:
        page = httpx.get(url, params=parameters or None, headers={"Accept": "application/fhir+json"}).raise_for_status()
        content = json.loads(page.content)
        found += [entry["resource"] for entry in content.get("entry", []) if entry["resource"]["resourceType"] == kind]
        url = next((link["url"] for link in content.get("link", []) if link["relation"] == "next"), "")
        parameters = {}
    return found
