"""A server is loaded and kept in step with a folder of monographs that someone works on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import httpx
import pytest

from pipeline.cli import main
from tests.conftest import ROOT
from tests.servers.conftest import Push
from tests.servers.proxy import Proxy, proxied
from tests.servers.state import differences, resources_of, search

WARFARIN = {"subject": "Medication/warfarin"}


@pytest.fixture(params=["hapi_r5", "medplum", "sekmet"])
def server(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def monographs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "input", tmp_path / "monographs"))


def sent(proxy: Proxy) -> set[str]:
    """The references of the resources that went to the server since the last look."""
    bodies = [json.loads(request.body) for request in proxy.sent if request.body]
    proxy.requests.clear()
    resources = [entry["resource"] for body in bodies for entry in body.get("entry", [{"resource": body}])]
    return {f"{one['resourceType']}/{one['id']}" for one in resources}


def test_a_server_stays_in_step(server: str, push: Push, monographs: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"

    def convert() -> None:
        assert main(["convert", str(monographs), "--output", str(output), "--prune"]) == 0

    convert()
    with proxied(server) as proxy:
        code, said = push(proxy.base)
        assert code == 0, said
        assert differences(server, output) == []
        first = resources_of(output)
        effects = {name for name, one in first.items() if one.get("subject") == [{"reference": WARFARIN["subject"]}]}
        found = search(server, "ClinicalUseDefinition", **WARFARIN)
        assert {f"ClinicalUseDefinition/{one['id']}" for one in found} == effects

        proxy.requests.clear()
        code, said = push(proxy.base)
        assert (code, sent(proxy)) == (0, set()), said

        page = monographs / "warfarin.md"
        page.write_text(page.read_text() + "\n## Storage\n- Keep the tablets in a locked box.\n")
        convert()
        code, said = push(proxy.base)
        second = resources_of(output)
        assert code == 0, said
        assert sent(proxy) == {name for name, one in second.items() if one != first.get(name)}
        assert differences(server, output) == []

        page.unlink()
        convert()
        code, said = push(proxy.base)
        third = resources_of(output)
        assert code == 0, said
        assert sent(proxy) == {name for name in second.keys() - third.keys() if not name.startswith("Provenance/")}
        assert differences(server, output) == []
        retired = search(server, "ClinicalUseDefinition", **WARFARIN)
        assert {one["status"]["coding"][0]["code"] for one in retired} == {"retired"}

        shutil.copy(ROOT / "input" / "warfarin.md", page)
        convert()
        assert push(proxy.base)[0] == 0
        page.unlink()
        convert()
        code, said = push(proxy.base, "--retire", "delete")
        assert code == 0, said
        assert httpx.get(f"{server}/Medication/warfarin").status_code in (404, 410)


@pytest.mark.parametrize("name", ["hapi_r5", "sekmet"])
def test_what_someone_else_has_changed_is_not_replaced_unless_asked(
    request: pytest.FixtureRequest, name: str, push: Push, output: Path
) -> None:
    base = request.getfixturevalue(name)
    assert push(base)[0] == 0
    medication = httpx.get(f"{base}/Medication/warfarin").json()
    theirs = {**medication, "status": "entered-in-error"}
    httpx.put(f"{base}/Medication/warfarin", json=theirs).raise_for_status()
    bundle = output / "warfarin.json"
    bundle.write_text(bundle.read_text().replace('"text":"Warfarin sodium"', '"text":"Warfarin"'))
    code, said = push(base)
    assert code == 1
    assert "Medication/warfarin: someone else has changed it on the server since the last push" in said
    assert httpx.get(f"{base}/Medication/warfarin").json()["status"] == "entered-in-error"
    code, said = push(base, "--overwrite", "--check")
    assert code == 0, said
