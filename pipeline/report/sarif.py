"""SARIF 2.1.0, the exchange format of code scanners: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from pipeline.problems import Location, Problem
from pipeline.report.text import message

_LEVELS = {"error": "error", "warning": "warning", "information": "note"}


def sarif(checked: Mapping[str, tuple[Problem, ...]]) -> str:
    problems = [problem for found in checked.values() for problem in found]
    codes = sorted({problem.code for problem in problems})
    tool = {"driver": {"name": "monofhir", "version": version("monofhir"), "rules": [{"id": code} for code in codes]}}
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {"tool": tool, "columnKind": "unicodeCodePoints", "results": [_result(problem) for problem in problems]}
        ],
    }
    return orjson.dumps(log, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _result(problem: Problem) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "level": _LEVELS[problem.severity],
        "message": {"text": message(problem)},
    }
    if problem.location:
        result["locations"] = [_location(problem.location)]
    if problem.rule:
        result["relatedLocations"] = [_location(problem.rule)]
    return result


def _location(place: Location) -> dict[str, Any]:
    path = Path(place.path)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if place.line is not None:
        column = {} if place.column is None else {"startColumn": place.column}
        physical["region"] = {"startLine": place.line, **column}
    return {"physicalLocation": physical}
