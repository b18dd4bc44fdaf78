"""What HL7's own validator says of our bundles, terminology servers left out.

It needs Java 17, Maven and half a minute, so it runs only where ORACLE=1 is set. The libraries are kept in the user's
cache, outside the repository.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from typing import Any

import pytest

import pipeline
from pipeline.rules import mappings_directory
from pipeline.terminology.publish import published
from pipeline.validate import validate
from tests.conftest import ROOT
from tests.oracle.official import ask
from tests.unit.validate.test_checks import cases

pytestmark = [
    pytest.mark.skipif(os.environ.get("ORACLE") != "1", reason="set ORACLE=1 to ask the official validator"),
    pytest.mark.skipif(not (shutil.which("java") and shutil.which("mvn")), reason="needs Java and Maven"),
]

Ask = Callable[[Mapping[str, dict[str, Any]]], dict[str, list[str]]]


@pytest.fixture(scope="module")
def errors_of(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Gives the errors of each named resource."""

    def errors(resources: Mapping[str, dict[str, Any]]) -> dict[str, list[str]]:
        texts = {name: json.dumps(resource) for name, resource in resources.items()}
        found = ask(texts, tmp_path_factory.mktemp("resources"))
        return {name: [f"{one.place}: {one.message}" for one in said if one.is_error] for name, said in found.items()}

    return errors


def test_it_finds_no_error_in_the_bundles_of_the_sample_monographs(errors_of: Ask) -> None:
    results = {path.name: pipeline.convert(path) for path in sorted((ROOT / "input").rglob("*.md"))}
    bundles = {name: result.bundle for name, result in results.items() if result.bundle is not None}
    assert bundles
    assert {name: errors for name, errors in errors_of(bundles).items() if errors} == {}


def test_it_finds_no_error_in_what_we_publish(errors_of: Ask) -> None:
    entries = published(mappings_directory())["entry"]
    resources = {entry["fullUrl"]: entry["resource"] for entry in entries}
    assert {name: errors for name, errors in errors_of(resources).items() if errors} == {}


def test_what_it_refuses_our_own_checks_refuse_too(errors_of: Ask) -> None:
    resources = {case.id: case.values[1] for case in cases() if _is_json(case.values[1])}
    refused = {name for name, errors in errors_of(resources).items() if errors}
    ours = {name for name, resource in resources.items() if validate(resource)}
    assert len(refused) > 50
    assert refused - ours == {"narrative: an image alone"}  # it looks for the image, which no offline check can


def _is_json(resource: dict[str, Any]) -> bool:
    try:
        json.dumps(resource, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True
