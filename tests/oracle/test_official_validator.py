"""What HL7's own validator says of our bundles, terminology servers left out.

It needs Java 17, Maven and half a minute, so it runs only where ORACLE=1 is set. The libraries are kept in the user's
cache, outside the repository.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.rules import mappings_directory
from pipeline.terminology.publish import published
from pipeline.validate import validate
from tests.conftest import ROOT
from tests.unit.validate.test_checks import cases

HERE = Path(__file__).parent
LIBRARIES = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "monofhir" / "oracle"

pytestmark = [
    pytest.mark.skipif(os.environ.get("ORACLE") != "1", reason="set ORACLE=1 to ask the official validator"),
    pytest.mark.skipif(not (shutil.which("java") and shutil.which("mvn")), reason="needs Java and Maven"),
]

Findings = dict[str, list[str]]
Ask = Callable[[Mapping[str, dict[str, Any]]], Findings]


@pytest.fixture(scope="module")
def errors_of(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Gives the errors of each named resource."""
    if not LIBRARIES.is_dir():
        command = ["mvn", "--quiet", "--batch-mode", "dependency:copy-dependencies", f"-DoutputDirectory={LIBRARIES}"]
        subprocess.run(command, cwd=HERE, check=True)

    def ask(resources: Mapping[str, dict[str, Any]]) -> Findings:
        folder = tmp_path_factory.mktemp("resources")
        names = {}
        for number, (name, resource) in enumerate(resources.items()):
            file = folder / f"{number}.json"
            file.write_text(json.dumps(resource), encoding="utf-8")
            names[str(file)] = name
        command = ["java", "-cp", f"{LIBRARIES}/*", str(HERE / "Oracle.java"), *names]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found: Findings = {name: [] for name in resources}
        for line in said.splitlines():
            file_name, severity, place, message = line.split("\t", 3)
            if severity in ("ERROR", "FATAL"):
                found[names[file_name]].append(f"{place}: {message}")
        return found

    return ask


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
