from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.problems import Location, Problem
from pipeline.rules import mappings_directory
from pipeline.terminology.audit import Audit
from pipeline.terminology.load import load_index

HEAD = "subject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\treviewer\tcomment\n"
HPO = "http://human-phenotype-ontology.org"


@pytest.fixture
def audit_of(mappings: Path, cache: Path) -> Callable[[str], list[str]]:
    """The problems of one row in a folder whose vocabularies are the shipped ones."""

    def problems(row: str) -> list[str]:
        (mappings / "codes" / "effects.tsv").write_text(f"{HEAD}{row}\tsemapv:ManualMappingCuration\tmonofhir\t\n")
        found = Audit(mappings, load_index(mappings_directory(), cache)).of_rows()
        return [f"{problem.code} {problem.location}" for problem in found]

    return problems


def test_a_row_with_the_vocabularys_own_label_is_sound(audit_of: Callable[[str], list[str]]) -> None:
    assert audit_of("sore head\tskos:exactMatch\tHP:0002315\tHeadache") == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("sore head\tskos:exactMatch\tHP:0002315\tPain in head", "terminology-wrong-display"),
        ("sore head\tskos:exactMatch\tHP:9999999\tHeadache", "terminology-unknown-code"),
        ("sore head\tskos:exactMatch\tHP:23\tHeadache", "terminology-bad-code"),
        ("sore head\tskos:exactMatch\tSCT:25064003\tHeadache", "terminology-bad-code"),
        ("sore head\tskos:exactMatch\tXYZ:1\tHeadache", "terminology-unknown-prefix"),
        ("!\tskos:exactMatch\tHP:0002315\tHeadache", "terminology-bad-row"),
        ("sore head\t\tHP:0002315\tHeadache", "terminology-bad-row"),
    ],
)
def test_a_row_that_is_not_real_is_told_with_its_line(
    row: str, code: str, audit_of: Callable[[str], list[str]]
) -> None:
    assert audit_of(row) == [f"{code} mappings/codes/effects.tsv:2"]


def bundle_with(**coding: str) -> dict[str, Any]:
    return {"resourceType": "Bundle", "entry": [{"resource": {"code": {"coding": [coding]}}}]}


@pytest.mark.parametrize(
    ("coding", "codes"),
    [
        ({"system": HPO, "code": "HP:0002315", "display": "Headache"}, []),
        ({"system": HPO, "code": "HP:0002315", "display": "Cephalgia"}, ["terminology-wrong-display"]),
        ({"system": HPO, "code": "HP:0000000", "display": "Headache"}, ["terminology-unknown-code"]),
        ({"system": "http://snomed.info/sct", "code": "25064002", "display": "Headache"}, ["terminology-unknown-code"]),
        ({"system": "http://example.org", "code": "whatever"}, []),
    ],
)
def test_codings_of_a_bundle_are_looked_up(coding: dict[str, str], codes: list[str], cache: Path) -> None:
    audit = Audit(mappings_directory(), load_index(mappings_directory(), cache))
    found: list[Problem] = list(audit.of_bundle(bundle_with(**coding), Location("b.json")))
    assert [problem.code for problem in found] == codes


def test_the_reviewed_rows_that_come_with_monofhir_are_sound(cache: Path) -> None:
    assert list(Audit(mappings_directory(), load_index(mappings_directory(), cache)).of_rows()) == []
