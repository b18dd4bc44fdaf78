"""Every layer against its cases in tests/cases/validation: what it must find, where, and what it must let pass."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.validate import CHECKS, validate

CASES = Path(__file__).parents[2] / "cases" / "validation"


def cases() -> Iterator[Any]:
    """A file has `check`, `base`, perhaps `at` (where the changes apply), and `cases`: name, set, remove, problems."""
    for file in sorted(CASES.glob("*.yaml")):
        group = yaml.safe_load(file.read_text(encoding="utf-8"))
        for case in group["cases"]:
            yield pytest.param(group["check"], *changed(group, case), id=f"{file.stem}: {case['name']}")


def changed(group: dict[str, Any], case: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The resource with the case's changes, and the (FHIRPath, code) of each problem that is expected."""
    root = deepcopy(group["base"])
    place = group["at"].split(".") if "at" in group else []
    for path, value in case.get("set", {}).items():
        put(root, [*place, *path.split(".")], value)
    for path in case.get("remove", ()):
        put(root, [*place, *path.split(".")])
    above = fhirpath(root, place)
    expected = [
        (f"{above}.{element}" if element else above, code)
        for element, codes in case.get("problems", {}).items()
        for code in ([codes] if isinstance(codes, str) else codes)
    ]
    return root, sorted(expected)


def put(root: Any, path: list[str], *value: Any) -> None:
    """Sets the element at the path, or removes it where no value is given."""
    for part in path[:-1]:
        root = root[int(part) if part.isdecimal() else part]
    if value:
        root[path[-1]] = value[0]
    else:
        del root[path[-1]]


def fhirpath(root: Any, place: list[str]) -> str:
    path = str(root["resourceType"])
    for part in place:
        root = root[int(part) if part.isdecimal() else part]
        if isinstance(root, dict) and "resourceType" in root:
            path = root["resourceType"]
        else:
            path += f"[{part}]" if part.isdecimal() else f".{part}"
    return path


@pytest.mark.parametrize(("check", "resource", "expected"), list(cases()))
def test_a_layer_finds_what_is_wrong_and_nothing_else(
    check: str, resource: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    problems = validate(resource, {check: CHECKS[check]})
    assert sorted((str(problem.element), problem.code) for problem in problems) == expected


@pytest.mark.parametrize("check", CHECKS)
def test_every_layer_has_cases_that_fail_and_cases_that_pass(check: str) -> None:
    verdicts = {bool(case.values[2]) for case in cases() if case.values[0] == check}
    assert verdicts == {True, False}


def test_a_problem_names_the_resource_of_its_bundle() -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {
                "fullUrl": "https://example.org/Medication/exemplol",
                "resource": {"resourceType": "Medication", "id": "exemplol", "status": "sold"},
            }
        ],
    }
    (problem,) = validate(bundle)
    assert (problem.resource, problem.element, problem.severity) == (
        "Medication/exemplol",
        "Medication.status",
        "error",
    )


@pytest.mark.parametrize(
    "resource",
    [{}, {"resourceType": 5}, {"resourceType": "Bundle", "entry": 7}, {"resourceType": "Bundle", "entry": [3]}],
)
def test_what_is_no_resource_at_all_breaks_no_layer(resource: dict[str, Any]) -> None:
    assert all(problem.is_error for problem in validate(resource))
