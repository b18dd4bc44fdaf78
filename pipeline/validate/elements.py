"""Empty values, and the form of ids, codes, URIs, dates, whole numbers and encoded data (FHIR R5, Data Types; JSON).

fhir-element-empty     an empty string, array or object, or a null
fhir-element-format    a primitive does not have the form that its type demands
fhir-element-id        a resource of a bundle has no id
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline.problems import Problem
from pipeline.validate.tree import Node, Tree, locate

SHOWN = 60
LIMITS = {"integer": -(2**31), "unsignedInt": 0, "positiveInt": 1}
DATES = frozenset({"date", "dateTime", "instant"})


def check(tree: Tree) -> Iterator[Problem]:
    for place in tree.empty:
        resource, path = locate(place)
        message = "nothing stands here: leave the element out"
        yield Problem("fhir-element-empty", "error", message, resource=resource, element=path)
    for node in tree.resources:
        if tree.is_bundle and "id" not in node.value:
            yield node.problem("fhir-element-id", "give the resource an id, so that others can refer to it", "id")
    for name, leaves in tree.leaves.items():
        yield from _numbers(name, leaves) if name in LIMITS else _texts(tree, name, leaves)


def _texts(tree: Tree, name: str, leaves: list[Node]) -> Iterator[Problem]:
    matches = tree.definitions.formats[name].fullmatch
    for leaf in leaves:
        text = leaf.value
        if isinstance(text, str) and not (matches(text) and (name not in DATES or _is_in_calendar(text))):
            yield leaf.problem("fhir-element-format", f"{text[:SHOWN]!r} is not a valid {name}")


def _numbers(name: str, leaves: list[Node]) -> Iterator[Problem]:
    for leaf in leaves:
        if isinstance(leaf.value, int) and not LIMITS[name] <= leaf.value < 2**31:
            yield leaf.problem("fhir-element-format", f"{leaf.value} is not a valid {name}")


def _is_in_calendar(text: str) -> bool:
    """A date without day or month has the right form already; a whole one must exist (not 30 February)."""
    if len(text) < len("2000-01-01"):
        return True
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
