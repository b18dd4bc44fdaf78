"""A pushed output in three lines: monographs are written, pushed to a server in memory, and what came of it is kept."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.problems import Problem, ProblemError
from pipeline.push import Listener, Pushed, Settings, push_output, transport
from tests.unit.push.fhir_server import BASE, FhirServer


def monograph(name: str, *effects: str, **more: Any) -> dict[str, Any]:
    """A bundle: a document, a medication, an effect for each name that refers to it, and a MedicationKnowledge."""
    medication = {"resourceType": "Medication", "id": name, "status": "active", **more}
    document = {
        "resourceType": "DocumentReference",
        "id": name,
        "status": "current",
        "content": [{"attachment": {"contentType": "text/markdown", "data": "IyBBCgpuYXVzZWEK", "size": "12"}}],
    }
    place = {
        "url": "http://hl7.org/fhir/StructureDefinition/derivation-reference",
        "extension": [
            {"url": "reference", "valueReference": {"reference": f"DocumentReference/{name}"}},
            {"url": "offset", "valueInteger": 5},
            {"url": "length", "valueInteger": 6},
        ],
    }
    definitions = [
        {
            "resourceType": "ClinicalUseDefinition",
            "id": f"{name}--{effect}",
            "type": "undesirable-effect",
            "status": {"coding": [{"code": "active"}]},
            "subject": [{"reference": f"Medication/{name}"}],
            "undesirableEffect": {"symptomConditionEffect": {"concept": {"text": effect, "extension": [place]}}},
        }
        for effect in effects
    ]
    knowledge = {
        "resourceType": "MedicationKnowledge",
        "id": name,
        "associatedMedication": [{"reference": f"Medication/{name}"}],
        "clinicalUseIssue": [{"reference": f"ClinicalUseDefinition/{one['id']}"} for one in definitions],
    }
    entries = [
        {"resource": one, "request": {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}}
        for one in (knowledge, medication, *definitions, document)
    ]
    return {"resourceType": "Bundle", "id": name, "type": "transaction", "entry": entries}


@dataclass
class Loader:
    """An output folder, a server, and the pushes between them."""

    folder: Path
    server: FhirServer = field(default_factory=FhirServer)
    settings: Settings = field(default_factory=lambda: Settings(BASE, attempts=4))
    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    auth: httpx.Auth | None = None

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def write(self, **bundles: dict[str, Any]) -> None:
        self.output.mkdir(exist_ok=True)
        for name, bundle in bundles.items():
            (self.output / f"{name}.json").write_text(json.dumps(bundle))

    def remove(self, name: str) -> None:
        (self.output / f"{name}.json").unlink()

    def push(self, path: Path | None = None, **choices: Any) -> Pushed:
        """Raises ProblemError as `push_output` does."""
        self.problems.clear()
        listener = Listener(self.lines.append, self.problems.append, lambda _: None, lambda: None)
        settings = replace(self.settings, **choices)

        async def work() -> Pushed:
            wire = httpx.MockTransport(self.server.handle)
            async with httpx.AsyncClient(transport=wire, auth=self.auth) as client:
                return await push_output(path or self.output, settings, client, self.folder / "ledgers", listener)

        return asyncio.run(work())

    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]

    def refused(self, **choices: Any) -> list[str]:
        """The codes with which a push could not begin or go on."""
        with pytest.raises(ProblemError) as caught:
            self.push(**choices)
        return [problem.code for problem in caught.value.problems]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds for which the loader paused, by a clock that only its pauses move."""
    waited: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        await real(0)

    monkeypatch.setattr(transport, "sleep", sleep)
    monkeypatch.setattr(transport, "monotonic", lambda: sum(waited))
    return waited


@pytest.fixture
def loader(tmp_path: Path, pauses: list[float]) -> Loader:
    return Loader(tmp_path)
