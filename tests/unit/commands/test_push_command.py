"""The command line of push: what it refuses, and what it says. What it does is in tests/unit/push."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from pipeline.cli import main
from pipeline.commands import push as command
from pipeline.push import Settings
from tests.unit.push.conftest import monograph
from tests.unit.push.fhir_server import BASE, FhirServer


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FhirServer:
    """In place of the network; the output `out` has one monograph."""
    server = FhirServer()

    def client(_settings: Settings, auth: httpx.Auth | None, _ca_file: Path | None) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(server.handle), auth=auth)

    monkeypatch.setattr(command, "client", client)
    monkeypatch.chdir(tmp_path)
    Path("out").mkdir()
    Path("out/a.json").write_text(json.dumps(monograph("a", "nausea")))
    monkeypatch.setenv("MONOFHIR_DATA", str(tmp_path / "data"))
    return server


def test_a_push_ends_with_a_table(server: FhirServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["push", "out", "--server", f"{BASE}/"]) == 0
    said = capsys.readouterr()
    assert said.err.startswith(f"{BASE}: a server that gives no name, FHIR 5.0.0 (R5)")
    assert said.out.splitlines()[-1].split() == ["all", "4", "0", "0", "0", "0"]


def test_a_dry_run_has_a_table_of_its_own(server: FhirServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["push", "out", "--server", BASE, "--dry-run"]) == 0
    heads, *_, last = capsys.readouterr().out.splitlines()[1:]
    assert heads.split() == ["type", "create", "update", "unchanged", "retire"]
    assert last.split() == ["all", "4", "0", "0", "0"]
    assert server.resources == {}


def test_refused_resources_end_with_one(server: FhirServer, capsys: pytest.CaptureFixture[str]) -> None:
    server.refused = {"ClinicalUseDefinition/a--nausea": "no nausea"}
    assert main(["push", "out", "--server", BASE, "--problems-format", "json"]) == 1
    problems = json.loads(capsys.readouterr().out)
    assert [problem["code"] for problem in problems] == ["push-refused", "push-refused"]


def test_what_is_read_back_is_compared(server: FhirServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["push", "out", "--server", BASE, "--check"]) == 0
    assert "4 resources read back and compared" in capsys.readouterr().err
    server.resources["Medication/a"] = {**server.resources["Medication/a"], "status": "inactive"}
    del server.resources["MedicationKnowledge/a"]
    assert main(["push", "out", "--server", BASE, "--check"]) == 1
    said = capsys.readouterr().err
    assert "MedicationKnowledge/a: the server does not have it (404) [push-check-missing]" in said
    assert "the server has it otherwise, first at Medication.status [push-check-differs]" in said


def test_what_was_retired_must_not_be_valid_again(server: FhirServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["push", "out", "--server", BASE]) == 0
    Path("out/a.json").write_text(json.dumps(monograph("a")))
    assert main(["push", "out", "--server", BASE, "--check"]) == 0
    server.resources["ClinicalUseDefinition/a--nausea"]["status"] = {"coding": [{"code": "active"}]}
    assert main(["push", "out", "--server", BASE, "--check"]) == 1
    assert "[push-check-ghost]" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--server", "fhir.test"],
        ["--server", "ftp://fhir.test"],
        ["--server", "https://loader:sesame@fhir.test"],
        ["--server", "https://fhir.test?a=b"],
        ["--server", BASE, "--smart-client-id", "loader"],
        ["--to", "ndjson"],
        ["--to", "ndjson", "--into", "out/bulk"],
    ],
)
def test_wrong_usage_ends_with_two_and_repeats_no_password(
    server: FhirServer, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    assert main(["push", "out", *options]) == 2
    assert "sesame" not in capsys.readouterr().err
    assert server.requests == []


def test_a_token_that_would_go_in_clear_text_is_warned_of(
    server: FhirServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MONOFHIR_TOKEN", "a-secret-token")
    assert main(["push", "out", "--server", "http://fhir.test/r5"]) == 0
    said = capsys.readouterr()
    assert "[push-clear-text]" in said.err
    assert "a-secret-token" not in said.out + said.err


def test_a_fault_of_ours_shows_no_token(
    server: FhirServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_request: httpx.Request) -> httpx.Response:
        raise RuntimeError("broken")

    monkeypatch.setenv("MONOFHIR_TOKEN", "a-secret-token")
    server.handle = broken  # type: ignore[method-assign]
    assert main(["--debug", "push", "out", "--server", BASE]) == 3
    said = capsys.readouterr()
    assert "RuntimeError: broken" in said.err
    assert "a-secret-token" not in said.out + said.err


def test_certificates_that_are_none_are_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ca.pem").write_text("nonsense")
    (tmp_path / "out").mkdir()
    assert main(["push", str(tmp_path / "out"), "--server", BASE, "--ca-file", str(tmp_path / "ca.pem")]) == 1
    assert "[push-credentials]" in capsys.readouterr().err


def test_bulk_files_hold_each_resource_once_by_type_with_both_manifests(
    server: FhirServer, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("out/b.json").write_text(Path("out/a.json").read_text())
    url = "https://files.test/bulk"
    assert main(["push", "out", "--to", "ndjson", "--into", "bulk", "--files-url", url]) == 0
    assert capsys.readouterr().out.splitlines()[2].split() == ["ClinicalUseDefinition", "1"]
    (line,) = Path("bulk/Medication.ndjson").read_text().splitlines()
    assert json.loads(line)["id"] == "a"
    manifest = json.loads(Path("bulk/manifest.json").read_text())
    assert manifest["inputFormat"] == "application/fhir+ndjson"
    types = ["DocumentReference", "Medication", "ClinicalUseDefinition", "MedicationKnowledge"]
    assert manifest["input"] == [{"type": kind, "url": f"{url}/{kind}.ndjson"} for kind in types]
    parameters = json.loads(Path("bulk/parameters.json").read_text())
    parts = [{one["name"]: one for one in part["part"]} for part in parameters["parameter"] if part["name"] == "input"]
    assert [part["type"]["valueCode"] for part in parts] == types


def test_an_output_without_bundles_makes_no_bulk_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert main(["push", str(tmp_path / "out"), "--to", "ndjson", "--into", str(tmp_path / "bulk")]) == 1
    assert "[push-no-bundle]" in capsys.readouterr().err
    assert not (tmp_path / "bulk").exists()
