"""A FHIR OperationOutcome: what a FHIR server would answer. https://hl7.org/fhir/R5/operationoutcome.html."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from pipeline.model.canonical import BASE
from pipeline.problems import FAULT, Problem
from pipeline.report.text import text_line
from pipeline.validate.catalogue import catalogue

SYSTEM = f"{BASE}/CodeSystem/problem"

# An OperationOutcome has at least one issue.
_NOTHING = {"severity": "information", "code": "informational", "details": {"text": "nothing was found wrong"}}


def outcome(checked: Mapping[str, tuple[Problem, ...]]) -> str:
    """One OperationOutcome of all that was checked, an issue a problem."""
    issues = [_issue(problem) for problems in checked.values() for problem in problems]
    resource = {"resourceType": "OperationOutcome", "issue": issues or [_NOTHING]}
    return orjson.dumps(resource, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _issue(problem: Problem) -> dict[str, Any]:
    """The places in files, for which FHIR has no element, stand in the line that `diagnostics` is."""
    return {
        "severity": problem.severity,
        "code": _issue_type(problem.code),
        "details": {"coding": [{"system": SYSTEM, "code": problem.code}], "text": problem.message},
        "diagnostics": text_line(problem),
        **({"expression": [problem.element]} if problem.element else {}),
    }


def _issue_type(code: str) -> str:
    rule = catalogue().get(code)
    if rule:
        return rule.issue
    return "exception" if code == FAULT else "processing"
