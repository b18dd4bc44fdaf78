from __future__ import annotations

from pathlib import Path

from pipeline.deliver.stored import stored_bundles
from pipeline.problems import Problem

BUNDLE = '{"resourceType": "Bundle", "id": "x"}'


def stored(folder: Path, **files: str) -> list[tuple[str, str]]:
    for name, content in files.items():
        place = folder / name.replace("__", "/").replace("_", ".")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)
    return [
        (str(place).removeprefix(f"{folder}/"), content.code if isinstance(content, Problem) else content["id"])
        for place, content in stored_bundles(folder)
    ]


def test_bundles_are_found_in_files_of_their_own_and_in_lines(tmp_path: Path) -> None:
    found = stored(tmp_path, b_json=BUNDLE, a__c_json=BUNDLE, bundles_ndjson=f"{BUNDLE}\n{BUNDLE}\n")
    assert found == [("a/c.json", "x"), ("b.json", "x"), ("bundles.ndjson:1", "x"), ("bundles.ndjson:2", "x")]


def test_the_summary_and_what_was_kept_though_invalid_are_passed_over(tmp_path: Path) -> None:
    assert stored(tmp_path, summary_json="{}", a_invalid_json=BUNDLE, a__summary_json=BUNDLE) == [
        ("a/summary.json", "x")
    ]


def test_a_file_that_cannot_be_read_is_a_problem_and_the_others_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    assert stored(tmp_path, b_json=BUNDLE) == [("a.json", "verify-unreadable"), ("b.json", "x")]


def test_what_is_no_json_and_what_is_no_bundle_are_problems(tmp_path: Path) -> None:
    found = stored(tmp_path, a_json="{", b_json='{"resourceType": "Patient"}', c_json="[]")
    assert found == [(name, "verify-unreadable") for name in ("a.json", "b.json", "c.json")]
