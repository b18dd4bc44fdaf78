from __future__ import annotations

from typing import Any

import pytest

from pipeline.validate.release import release_of

CORE = "http://hl7.org/fhir/StructureDefinition/Medication"


@pytest.mark.parametrize(
    ("resource", "release"),
    [
        ({"resourceType": "Medication"}, "r5"),
        ({"resourceType": "Medication", "manufacturer": {"display": "Maker"}}, "r4b"),
        ({"resourceType": "Medication", "marketingAuthorizationHolder": {"display": "Maker"}}, "r5"),
        ({"resourceType": "Group", "type": "person", "actual": False}, "r4b"),
        ({"resourceType": "Medication", "meta": {"profile": [f"{CORE}|4.3.0"]}}, "r4b"),
        ({"resourceType": "Medication", "meta": {"profile": [f"{CORE}|5.0.0"]}}, "r5"),
        ({"resourceType": "Medication", "meta": {"profile": ["https://example.org/Medication|4.3.0"]}}, "r5"),
        ({"resourceType": "Medication", "meta": {"profile": 5}}, "r5"),
        ({"resourceType": "Patient", "id": "a"}, "r5"),
    ],
)
def test_a_resource_is_of_the_release_that_its_profile_or_its_elements_name(
    resource: dict[str, Any], release: str
) -> None:
    assert release_of(resource) == release
    assert release_of({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource}]}) == release
