from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from pipeline.problems import Location, Problem
from pipeline.report.text import text_line
from tests.unit.report.samples import EMPTY, GUESS, NOTE, SUBJECT, rendered


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (EMPTY, "in/a b.md: error: the file is empty [read-empty]"),
        (
            SUBJECT,
            "in/b.md:12:3: error: ClinicalUseDefinition/b-1 ClinicalUseDefinition.subject[0]: may not point to a "
            "MedicationKnowledge [fhir-reference-target] (made by mappings/resources/r5/x.yaml:7:1)",
        ),
        (GUESS, "in/b.md:2: warning: 100% odd: read as cp1252, sorry  [read-encoding]"),
        (NOTE, "information: worth knowing [some-note]"),
    ],
)
def test_a_problem_is_one_clear_line(problem: Problem, line: str) -> None:
    assert text_line(problem) == line


def test_json_has_every_problem_with_all_its_fields() -> None:
    problems = json.loads(rendered("json"))
    assert [problem["code"] for problem in problems] == [
        "read-empty",
        "fhir-reference-target",
        "read-encoding",
        "some-note",
    ]
    assert problems[1]["location"] == {"path": "in/b.md", "line": 12, "column": 3}
    assert problems[1]["rule"]["line"] == 7
    assert problems[1]["element"] == "ClinicalUseDefinition.subject[0]"


def test_junit_has_a_case_for_each_file_that_was_checked_and_fails_those_with_errors() -> None:
    root = ElementTree.fromstring(rendered("junit"))
    assert (root.get("tests"), root.get("failures")) == ("3", "2")
    failures = {
        case.get("name"): [found.get("type") for found in case.iter("failure")] for case in root.iter("testcase")
    }
    assert failures == {"in/a b.md": ["read-empty"], "in/b.md": ["fhir-reference-target"], "in/c.md": []}


def test_junit_shows_what_is_no_error_as_output_and_holds_no_character_that_xml_forbids() -> None:
    output = ElementTree.fromstring(rendered("junit")).find(".//system-out")
    assert output is not None
    assert output.text is not None
    assert "read-encoding" in output.text
    assert "some-note" in output.text


def test_sarif_has_a_result_with_a_place_for_each_problem() -> None:
    log = json.loads(rendered("sarif"))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning", "note"]
    assert {result["ruleId"] for result in run["results"]} == {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    first, second, _, last = run["results"]
    assert first["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "in/a%20b.md"}}}]
    assert second["locations"][0]["physicalLocation"]["region"] == {"startLine": 12, "startColumn": 3}
    assert second["relatedLocations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "mappings/resources/r5/x.yaml"
    }
    assert "locations" not in last


def test_sarif_names_the_resource_and_the_element_beside_the_file() -> None:
    result = json.loads(rendered("sarif"))["runs"][0]["results"][1]
    assert result["locations"][0]["logicalLocations"] == [
        {"fullyQualifiedName": "ClinicalUseDefinition/b-1", "kind": "resource"},
        {"fullyQualifiedName": "ClinicalUseDefinition.subject[0]", "kind": "element"},
    ]


def test_sarif_says_of_a_rule_of_validation_what_it_means_and_what_to_do() -> None:
    rules = {rule["id"]: rule for rule in json.loads(rendered("sarif"))["runs"][0]["tool"]["driver"]["rules"]}
    known = rules["fhir-reference-target"]
    assert known["defaultConfiguration"] == {"level": "error"}
    assert known["shortDescription"]["text"] == "A reference to a type that the element does not allow"
    assert known["help"]["text"].startswith("Refer to a resource of an allowed type")
    assert "```json" in known["help"]["markdown"]
    assert rules["some-note"] == {"id": "some-note"}


def test_an_outcome_has_an_issue_for_each_problem_with_its_code_element_and_places() -> None:
    first, second, third, last = json.loads(rendered("outcome"))["issue"]
    assert [issue["severity"] for issue in (first, second, third, last)] == ["error", "error", "warning", "information"]
    assert (first["code"], second["code"]) == ("processing", "value")
    assert second["details"]["coding"][0]["code"] == "fhir-reference-target"
    assert second["details"]["text"] == "may not point to a MedicationKnowledge"
    assert second["expression"] == ["ClinicalUseDefinition.subject[0]"]
    assert "in/b.md:12:3" in second["diagnostics"]
    assert "mappings/resources/r5/x.yaml:7:1" in second["diagnostics"]
    assert "expression" not in last


def test_a_fault_of_ours_is_an_exception_in_an_outcome() -> None:
    (issue,) = json.loads(rendered("outcome", {"a": (Problem("internal-error", "error", "odd"),)}))["issue"]
    assert issue["code"] == "exception"


def test_sarif_names_a_file_by_an_absolute_path_as_a_file_uri() -> None:
    problem = Problem("some-code", "error", "wrong", Location("/in/a b.md"))
    assert "file:///in/a%20b.md" in rendered("sarif", {"a": (problem,)})


def test_github_has_a_command_for_each_problem_with_what_would_end_it_escaped() -> None:
    lines = rendered("github").split("\n")
    assert lines[0] == "::error file=in/a b.md,title=read-empty::the file is empty"
    assert lines[1].startswith(
        "::error file=in/b.md,line=12,col=3,title=fhir-reference-target::ClinicalUseDefinition/b-1 "
    )
    assert lines[2].startswith("::warning file=in/b.md,line=2,title=read-encoding::100%25 odd:%0Aread as cp1252, sorry")
    assert lines[3] == "::notice title=some-note::worth knowing"


def test_github_escapes_commas_and_colons_of_a_path() -> None:
    problem = Problem("some-code", "error", "wrong", Location("a,b:c.md"))
    assert rendered("github", {"a": (problem,)}) == "::error file=a%2Cb%3Ac.md,title=some-code::wrong\n"


@pytest.mark.parametrize(
    ("form", "part"),
    [
        ("json", "[]"),
        ("outcome", '"informational"'),
        ("sarif", '"results": []'),
        ("junit", 'tests="0"'),
        ("html", "Checked: 0"),
    ],
)
def test_a_report_on_nothing_is_well_formed(form: str, part: str) -> None:
    assert part in rendered(form, {})
