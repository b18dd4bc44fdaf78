"""Bundles: order, requests, identities."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir.resources import get_fhir_model_class

from pipeline.bundle import BASE, BundleType, assemble
from pipeline.mapper import map_facts
from pipeline.model.resource import Resource
from pipeline.rules import Rules
from pipeline.validate import validate
from tests.unit.mapper.sample import FACTS, document


@pytest.fixture(scope="module")
def resources(rules: Rules) -> tuple[Resource, ...]:
    return map_facts(document(), FACTS, rules)[0]


@pytest.mark.parametrize("kind", ["transaction", "batch", "collection"])
def test_a_bundle_is_valid(kind: BundleType, resources: tuple[Resource, ...]) -> None:
    bundle = assemble(resources, kind)
    get_fhir_model_class("Bundle").model_validate(bundle)
    assert validate(bundle) == ()


@pytest.mark.parametrize("kind", ["transaction", "batch"])
def test_each_entry_puts_its_resource_under_its_own_id(kind: BundleType, resources: tuple[Resource, ...]) -> None:
    for entry in assemble(resources, kind)["entry"]:
        reference = f"{entry['resource']['resourceType']}/{entry['resource']['id']}"
        assert entry["request"] == {"method": "PUT", "url": reference}
        assert entry["fullUrl"] == f"{BASE}/{reference}"


def test_a_collection_has_no_requests(resources: tuple[Resource, ...]) -> None:
    assert not any("request" in entry for entry in assemble(resources, "collection")["entry"])


def test_no_identity_stands_twice(resources: tuple[Resource, ...]) -> None:
    urls = [entry["fullUrl"] for entry in assemble(resources)["entry"]]
    assert len(urls) == len(set(urls))


def test_relative_references_resolve_against_the_base_of_the_full_urls(resources: tuple[Resource, ...]) -> None:
    bundle = assemble(resources, base="https://fhir.example.org/r5")
    urls = {entry["fullUrl"] for entry in bundle["entry"]}

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["reference"]] if isinstance(node.get("reference"), str) else []
            return own + [found for value in node.values() for found in references(value)]
        return [found for item in node for found in references(item)] if isinstance(node, list) else []

    assert {f"https://fhir.example.org/r5/{reference}" for reference in references(bundle)} <= urls


def test_the_drug_stands_first_and_names_the_bundle(resources: tuple[Resource, ...]) -> None:
    bundle = assemble(resources)
    types = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert types[:2] == ["MedicationKnowledge", "Medication"]
    assert types[-2:] == ["DocumentReference", "Provenance"]
    assert bundle["id"] == "s.sampletin"


def test_the_order_does_not_depend_on_the_order_of_types(resources: tuple[Resource, ...]) -> None:
    shuffled = sorted(resources, key=lambda resource: resource.content["resourceType"], reverse=True)
    assert json.dumps(assemble(shuffled)) == json.dumps(assemble(resources))


def test_no_resources_make_a_bundle_without_entries() -> None:
    assert assemble(()) == {"resourceType": "Bundle", "type": "transaction"}
