"""Servers that give ids of their own, have FHIR R4B, or want to know who we are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from pipeline.push.addresses import SYSTEM
from tests.servers import running
from tests.servers.conftest import Push
from tests.servers.names import mirrored, renamed
from tests.servers.proxy import proxied
from tests.servers.state import differences, everything, resources_of, search


@pytest.mark.parametrize("server", ["hapi_r5", "sekmet"])
def test_a_server_may_give_ids_of_its_own(
    request: pytest.FixtureRequest, server: str, push: Push, output: Path
) -> None:
    base = request.getfixturevalue(server)
    renamed(output, mirrored)
    resources = resources_of(output)
    subject = [{"reference": "Medication/nirafraw"}]
    definitions = [one for one in resources.values() if one.get("subject") == subject]
    with proxied(base) as proxy:
        code, said = push(proxy.base, "--conditional", "--check", "--max-entries", "30")
        assert code == 0, said
        assert f"{len(resources)} resources read back and compared" in said
        assert len(differences(base, output)) == len(resources)  # none has our id
        warfarin = f"{SYSTEM}|nirafraw"
        (medication,) = search(base, "Medication", identifier=warfarin)
        assert len(search(base, "ClinicalUseDefinition", subject=f"Medication/{medication['id']}")) == len(definitions)

        proxy.requests.clear()
        assert push(proxy.base, "--conditional")[0] == 0
        assert proxy.sent == []

        (output / "warfarin.json").unlink()
        code, said = push(proxy.base, "--conditional", "--retire", "delete", "--check")
        assert code == 0, said
        assert search(base, "Medication", identifier=warfarin) == []


@pytest.mark.parametrize("mode", ["batch", "single"])
def test_ids_of_the_server_without_transactions(sekmet: str, push: Push, output: Path, mode: str) -> None:
    code, said = push(sekmet, "--conditional", "--mode", mode, "--check")
    assert code == 0, said
    assert len(everything(sekmet)) == len(resources_of(output))


def test_a_server_may_have_r4b(hapi_r4b: str, push: Push, tmp_path: Path) -> None:
    resources: list[dict[str, Any]] = [
        {
            "resourceType": "DocumentReference",
            "id": "testamol",
            "status": "current",
            "content": [{"attachment": {"contentType": "text/markdown", "data": "IyBUZXN0YW1vbAo=", "size": 11}}],
        },
        {"resourceType": "Medication", "id": "testamol", "status": "active", "code": {"text": "Testamol"}},
        {
            "resourceType": "Group",
            "id": "testamol--adults",
            "type": "person",
            "actual": False,
            "characteristic": [{"code": {"text": "Age"}, "valueCodeableConcept": {"text": "adult"}, "exclude": False}],
        },
        {
            "resourceType": "ClinicalUseDefinition",
            "id": "testamol--nausea",
            "type": "undesirable-effect",
            "subject": [{"reference": "Medication/testamol"}],
            "population": [{"reference": "Group/testamol--adults"}],
            "undesirableEffect": {"symptomConditionEffect": {"concept": {"text": "Nausea"}}},
        },
        {
            "resourceType": "MedicationKnowledge",
            "id": "testamol",
            "status": "active",
            "code": {"text": "Testamol"},
            "associatedMedication": [{"reference": "Medication/testamol"}],
            "monograph": [{"source": {"reference": "DocumentReference/testamol"}}],
        },
    ]
    folder = tmp_path / "r4b"
    folder.mkdir()
    entries = [{"resource": one} for one in reversed(resources)]
    (folder / "testamol.json").write_text(json.dumps({"resourceType": "Bundle", "entry": entries}))
    code, said = push(hapi_r4b, "--check", path=folder)
    assert code == 0, said
    assert "FHIR 4.3.0 (R4B)" in said
    assert "5 resources read back and compared" in said


def test_r5_does_not_go_to_r4b(hapi_r4b: str, push: Push) -> None:
    code, said = push(hapi_r4b)
    assert code == 1
    assert "the output is FHIR R5, the server has FHIR 4.3.0 [push-fhir-version]" in said


def assert_kept_to_itself(secret: str, said: str, folder: Path) -> None:
    """Nothing that the push said or wrote has it."""
    assert secret not in said
    files = [file for name in ("output", "ledgers") for file in (folder / name).rglob("*") if file.is_file()]
    assert [file for file in files if secret.encode() in file.read_bytes()] == []


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("bearer", {"MONOFHIR_TOKEN": "a-token"}),
        ("basic", {"MONOFHIR_USER": "loader", "MONOFHIR_PASSWORD": "open sesame"}),
    ],
)
def test_credentials_come_from_the_environment(
    push: Push, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, names: dict[str, str]
) -> None:
    with running.sekmet(tmp_path, kind) as base:
        code, said = push(base)
        assert code == 1
        assert "the server does not accept our credentials (401) [push-unauthorised]" in said
        for name, value in names.items():
            monkeypatch.setenv(name, value)
        code, said = push(base)
        assert code == 0, said
        for secret in set(names.values()) - {"loader"}:
            assert_kept_to_itself(secret, said, tmp_path)


@pytest.fixture
def key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A private key, and the public one where the server looks for it."""
    folder = tmp_path_factory.mktemp("keys")
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(private.private_bytes(pem, form, serialization.NoEncryption()))
    public = private.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    (folder / "client.pem").write_bytes(public)
    yield folder / "key.pem"


def test_a_client_of_smart_backend_services_is_let_in(push: Push, tmp_path: Path, key: Path) -> None:
    with running.sekmet(key.parent, "smart") as base:
        code, said = push(base, "--smart-client-id", "loader", "--smart-key", str(key), "--smart-scope", "system/*.*")
        assert code == 0, said
        assert_kept_to_itself("BEGIN PRIVATE KEY", said, tmp_path)
