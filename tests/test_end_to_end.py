"""The command on the sample monographs: every one becomes a valid bundle, in any form, the same each time."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main

INPUT = Path(__file__).resolve().parents[1] / "input"
NAMES = [path.stem for path in sorted(INPUT.glob("*.md"))]


def contents(folder: Path) -> dict[str, bytes]:
    """What a run writes for others; its own ledger of what it did may differ in bytes."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".monofhir.sqlite")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def words(text: str) -> set[str]:
    return set(re.findall("[A-Za-z]+", text))


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("end-to-end") / "output"
    assert main(["convert", str(INPUT), "--output", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def bundles(output: Path) -> dict[str, Any]:
    return {name: json.loads((output / f"{name}.json").read_text()) for name in NAMES}


def test_every_monograph_becomes_a_bundle_and_nothing_else_is_written(output: Path) -> None:
    records = ["filler.jsonl", "problems.jsonl", "residue.jsonl", "summary.json"]
    assert sorted(contents(output)) == sorted([*(f"{name}.json" for name in NAMES), *records])


@pytest.mark.parametrize("name", NAMES)
def test_a_bundle_puts_each_resource_under_an_identity_of_its_own(bundles: dict[str, Any], name: str) -> None:
    bundle = bundles[name]
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "transaction")
    resources = [entry["resource"] for entry in bundle["entry"]]
    identities = [f"{resource['resourceType']}/{resource['id']}" for resource in resources]
    assert [entry["request"] for entry in bundle["entry"]] == [{"method": "PUT", "url": one} for one in identities]
    assert len(set(identities)) == len(identities)
    assert {"MedicationKnowledge", "Medication", "ClinicalUseDefinition"} <= {one["resourceType"] for one in resources}


def test_no_two_monographs_share_an_identity(bundles: dict[str, Any]) -> None:
    urls = [entry["request"]["url"] for bundle in bundles.values() for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)


def test_every_fact_stands_in_its_source(output: Path) -> None:
    assert main(["verify", str(output), "--source", str(INPUT)]) == 0


def test_the_summary_has_facts_of_the_main_kinds_for_every_monograph(output: Path) -> None:
    summary = json.loads((output / "summary.json").read_text())
    assert [row["monograph"] for row in summary["monographs"]] == [f"{name}.md" for name in NAMES]
    assert summary["totals"]["converted"] == len(NAMES)
    for row in summary["monographs"]:
        assert {"identity", "indication", "dosage", "undesirable-effect"} <= set(row["facts"]), row
        assert 0 < row["covered"] <= row["sentences"]


def test_every_sentence_that_backs_no_fact_is_listed_with_its_place(output: Path) -> None:
    summary = json.loads((output / "summary.json").read_text())["totals"]
    residue, filler = (
        [json.loads(line) for line in (output / f"{name}.jsonl").open()] for name in ("residue", "filler")
    )
    assert len(filler) == summary["filler"]
    assert len(residue) == summary["sentences"] - summary["covered"] - summary["filler"]
    for record in (*residue, *filler):
        text = (INPUT / record["monograph"]).read_bytes().decode()
        quoted = text[record["span"]["start"] : record["span"]["end"]]
        assert record["line"] == text.count("\n", 0, record["span"]["start"]) + 1
        assert words(record["text"]) <= words(html.unescape(quoted))


def test_a_second_run_changes_no_byte(output: Path) -> None:
    before = contents(output)
    for option in ("--force", "--prune"):
        assert main(["convert", str(INPUT), "--output", str(output), option]) == 0
        assert contents(output) == before


def test_the_same_monographs_elsewhere_give_the_same_bytes(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(INPUT, tmp_path / "copy")
    monkeypatch.chdir(tmp_path)
    assert main(["convert", "copy", "--output", "elsewhere"]) == 0
    assert contents(tmp_path / "elsewhere") == contents(output)


def test_the_bytes_do_not_hang_on_the_order_of_sets(output: Path, tmp_path: Path) -> None:
    """Sets of words have another order in each process, unless they are told which."""
    command = [sys.executable, "-m", "pipeline", "convert", str(INPUT), "--output", str(tmp_path)]
    subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": "7"}, check=True, capture_output=True)
    assert contents(tmp_path) == contents(output)


def test_ndjson_has_the_same_bundles_one_a_line(bundles: dict[str, Any], tmp_path: Path) -> None:
    assert main(["convert", str(INPUT), "--output", str(tmp_path), "--format", "ndjson"]) == 0
    assert [json.loads(line) for line in (tmp_path / "bundles.ndjson").open()] == list(bundles.values())
    assert main(["verify", str(tmp_path), "--source", str(INPUT)]) == 0


def test_indented_output_says_the_same(bundles: dict[str, Any], tmp_path: Path) -> None:
    assert main(["convert", str(INPUT / "warfarin.md"), "--output", str(tmp_path), "--indent"]) == 0
    text = (tmp_path / "warfarin.json").read_text()
    assert text.startswith('{\n  "resourceType": "Bundle"')
    assert json.loads(text) == bundles["warfarin"]


@pytest.mark.parametrize(("kind", "requests"), [("transaction", True), ("batch", True), ("collection", False)])
def test_the_kind_of_bundle_is_chosen(tmp_path: Path, kind: str, requests: bool) -> None:
    assert main(["convert", str(INPUT / "warfarin.md"), "--output", str(tmp_path), "--bundle-type", kind]) == 0
    bundle = json.loads((tmp_path / "warfarin.json").read_text())
    assert bundle["type"] == kind
    assert all(("request" in entry) is requests for entry in bundle["entry"])


def test_a_monograph_that_changed_since_is_found_out(output: Path, tmp_path: Path) -> None:
    shutil.copytree(INPUT, tmp_path / "changed")
    with (tmp_path / "changed" / "warfarin.md").open("a") as stream:
        stream.write("\nOne more line.\n")
    assert main(["verify", str(output), "--source", str(tmp_path / "changed")]) == 1


def test_the_mappings_that_come_with_it_have_no_problem() -> None:
    assert main(["mappings", "check"]) == 0
