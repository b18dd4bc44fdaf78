"""Every format that has a schema keeps it, whatever the problems say."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
import xmlschema
from fhir.resources.operationoutcome import OperationOutcome
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from pipeline.problems import Location, Problem
from pipeline.report import Checked
from pipeline.validate import validate
from tests.conftest import ROOT
from tests.unit.report.samples import CHECKED, rendered

SCHEMAS = ROOT / "tests" / "schemas"

words = st.text(min_size=1, max_size=20)
places = st.builds(Location, words.filter(lambda path: "\0" not in path), st.none() | st.integers(1, 9999))
problems = st.builds(
    Problem,
    st.sampled_from(["fhir-reference-target", "trace-words", "read-empty", "internal-error"]),
    st.sampled_from(["error", "warning", "information"]),
    words.filter(str.strip),
    st.none() | places,
    st.none() | places,
    st.none() | st.just("Medication/a"),
    st.none() | st.just("Medication.code.coding[0]"),
)
reports = st.dictionaries(words, st.lists(problems, max_size=4).map(tuple), max_size=3)
SAMPLES: tuple[Checked, ...] = ({}, {"clean.json": ()}, CHECKED)


@cache
def sarif() -> Any:
    return Draft7Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8")))


@cache
def junit() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")


def outcome_problems(text: str) -> list[str]:
    """What fhir.resources (by an exception) and our own layers have against an OperationOutcome."""
    resource = json.loads(text)
    OperationOutcome.model_validate(resource)
    return [problem.code for problem in validate(resource)]


@pytest.mark.parametrize("checked", SAMPLES)
def test_sarif_keeps_its_json_schema(checked: Checked) -> None:
    assert not list(sarif().iter_errors(json.loads(rendered("sarif", checked))))


@pytest.mark.parametrize("checked", SAMPLES)
def test_junit_keeps_its_xml_schema(checked: Checked) -> None:
    junit().validate(rendered("junit", checked))


@pytest.mark.parametrize("checked", SAMPLES)
def test_an_outcome_is_a_valid_fhir_resource(checked: Checked) -> None:
    assert outcome_problems(rendered("outcome", checked)) == []


@given(reports)
def test_no_text_breaks_a_schema(checked: Checked) -> None:
    assert not list(sarif().iter_errors(json.loads(rendered("sarif", checked))))
    junit().validate(rendered("junit", checked))
    assert outcome_problems(rendered("outcome", checked)) == []


def test_the_schemas_would_notice() -> None:
    log = json.loads(rendered("sarif"))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert list(sarif().iter_errors(log))
    assert not junit().is_valid(rendered("junit").replace(' errors="0"', ""))
    resource = json.loads(rendered("outcome"))
    resource["issue"][0]["code"] = "odd"
    assert outcome_problems(json.dumps(resource)) == ["fhir-binding-unknown-code"]
