"""SARIF 2.1.0, the exchange format of code scanners: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from pipeline.problems import Location, Problem
from pipeline.report.rules import markdown
from pipeline.report.text import message
from pipeline.triage.fingerprint import fingerprint
from pipeline.validate.catalogue import catalogue

_LEVELS = {"error": "error", "warning": "warning", "information": "note"}


def sarif(checked: Mapping[str, tuple[Problem, ...]]) -> str:
    """The problems of each file that was checked, as one run of one tool; every code is a rule of it."""
    codes = sorted({problem.code for problems in checked.values() for problem in problems})
    results = [_result(problem, name, codes) for name, problems in checked.items() for problem in problems]
    driver = {"name": "monofhir", "version": version("monofhir"), "rules": [_rule(code) for code in codes]}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return orjson.dumps(log, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _rule(code: str) -> dict[str, Any]:
    """What a viewer shows beside a result; for a code that is not of validation, the code alone."""
    rule = catalogue().get(code)
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.meaning},
        "help": {"text": f"{rule.action} ({rule.source})", "markdown": markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(problem: Problem, checked: str, codes: list[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": _LEVELS[problem.severity],
        "message": {"text": message(problem)},
        "partialFingerprints": {"problem/v1": fingerprint(problem, checked)},
    }
    place = {**_physical(problem.location), **_logical(problem)}
    if place:
        result["locations"] = [place]
    if problem.rule:
        result["relatedLocations"] = [{**_physical(problem.rule), "message": {"text": "the mapping that made it"}}]
    return result


def _logical(problem: Problem) -> dict[str, Any]:
    """The resource and the element in it; SARIF allows any kind that its own list does not have."""
    named = {"resource": problem.resource, "element": problem.element}
    places = [{"fullyQualifiedName": name, "kind": kind} for kind, name in named.items() if name]
    return {"logicalLocations": places} if places else {}


def _physical(place: Location | None) -> dict[str, Any]:
    if place is None:
        return {}
    path = Path(place.path)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if place.line is not None:
        column = {} if place.column is None else {"startColumn": place.column}
        physical["region"] = {"startLine": place.line, **column}
    return {"physicalLocation": physical}
