from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.rules import mappings_directory
from pipeline.terminology.publish import published
from pipeline.validate import validate


def resources(bundle: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["resource"]["url"].rpartition("/")[2]: entry["resource"] for entry in bundle["entry"]}


def test_reviewed_rows_become_terms_and_a_map_to_each_system(mappings: Path) -> None:
    found = resources(published(mappings))
    terms, mapped = found["monofhir-terms-effects"], found["monofhir-map-effects"]
    assert [concept["display"] for concept in terms["concept"]] == ["head problems", "sore head"]
    no_map, to_hpo = mapped["group"]
    assert no_map["element"] == [{"code": "head-problem", "display": "head problems", "noMap": True}]
    (element,) = to_hpo["element"]
    assert element["target"] == [{"code": "HP:0002315", "display": "Headache", "relationship": "equivalent"}]
    assert to_hpo["source"] == terms["url"]


def test_what_is_published_passes_our_own_validation() -> None:
    assert validate(published(mappings_directory())) == ()
