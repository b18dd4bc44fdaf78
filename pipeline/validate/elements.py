"""Empty values, and the form of ids, codes, URIs, dates, whole numbers and encoded data (FHIR R5, Data Types; JSON).

fhir-element-empty     an empty string, array or object, or a null
fhir-element-format    a primitive does not have the form that its type demands
fhir-element-id        a resource of a bundle has no id
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.problems import Problem
from pipeline.validate.tree import Node, Tree, problem_at

SHOWN = 60
LIMITS = {"integer": -(2**31), "unsignedInt": 0, "positiveInt": 1}
DATES = frozenset({"date", "dateTime", "instant"})


def check(tree: Tree) -> Iterator[Problem]:
    for place in tree.empty:
        yield problem_at(place, "fhir-element-empty", "nothing stands here: leave the element out")
    for resource, _, place in tree.resources:
        if tree.is_bundle and "id" not in resource:
            yield problem_at(place, "fhir-element-id", "give the resource an id, so that others can refer to it", "id")
    for name, leaves in tree.leaves.items():
        yield from _numbers(name, leaves) if name in LIMITS else _texts(tree, name, leaves)


def _texts(tree: Tree, name: str, leaves: list[Node]) -> Iterator[Problem]:
    matches = tree.definitions.formats[name].fullmatch
    for text, _, place in leaves:
        if not isinstance(text, str):
            yield problem_at(place, "fhir-element-format", f"write the {name} as a text: {text!r:.{SHOWN}} is none")
        elif not matches(text) or (name in DATES and not _is_in_calendar(text)):
            yield problem_at(place, "fhir-element-format", f"{text!r:.{SHOWN}} is not a valid {name}")


def _numbers(name: str, leaves: list[Node]) -> Iterator[Problem]:
    for number, _, place in leaves:
        if isinstance(number, int) and not LIMITS[name] <= number < 2**31:
            yield problem_at(place, "fhir-element-format", f"{number} is not a valid {name}")


def _is_in_calendar(text: str) -> bool:
    """A date without day or month has the right form already; a whole one must exist (not 30 February)."""
    if len(text) < len("2000-01-01"):
        return True
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
