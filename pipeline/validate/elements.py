"""Empty values, and the form of ids, codes, URIs, dates, whole numbers and encoded data (FHIR R5, Data Types; JSON).

fhir-element-empty     an empty string, array or object, or a null
fhir-element-format    a primitive does not have the form that its type demands
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.problems import Problem
from pipeline.validate.definitions import BARE
from pipeline.validate.tree import Node, Tree, problem_at

SHOWN = 60
LOWEST = {"integer": -(2**31), "unsignedInt": 0, "positiveInt": 1}
HIGHEST = 2**31 - 1
_ZONED = re.compile(r"(Z|[+-][0-9]{2}:[0-9]{2})$")
DATES = frozenset({"date", "dateTime", "instant"})


def check(tree: Tree) -> Iterator[Problem]:
    for place in tree.empty:
        yield problem_at(place, "fhir-element-empty", "nothing stands here: leave the element out")
    for name, leaves in tree.leaves.items():
        yield from _bare(name, leaves) if name in BARE else _texts(tree, name, leaves)


def _texts(tree: Tree, name: str, leaves: list[Node]) -> Iterator[Problem]:
    matches = tree.definitions.formats[name].fullmatch
    for text, _, place in leaves:
        if not isinstance(text, str):
            yield problem_at(place, "fhir-element-format", f"write the {name} as a text: {text!r:.{SHOWN}} is none")
        elif not matches(text) or (name in DATES and not _is_in_calendar(text)):
            yield problem_at(place, "fhir-element-format", f"{text!r:.{SHOWN}} is not a valid {name}")
        elif name == "dateTime" and "T" in text and not _ZONED.search(text):
            yield problem_at(
                place, "fhir-element-format", f"{text!r:.{SHOWN}} has a time: add its zone, for instance Z"
            )


def _bare(name: str, leaves: list[Node]) -> Iterator[Problem]:
    for value, _, place in leaves:
        if not _is_bare(name, value):
            hint = ": write it without quotes" if isinstance(value, str) else ""
            yield problem_at(place, "fhir-element-format", f"{value!r:.{SHOWN}} is not a valid {name}{hint}")


def _is_bare(name: str, value: Any) -> bool:
    if name == "boolean" or isinstance(value, bool):
        return name == "boolean" and isinstance(value, bool)
    if name == "decimal":
        return isinstance(value, int | float | Decimal) and math.isfinite(value)
    return isinstance(value, int) and LOWEST[name] <= value <= HIGHEST


def _is_in_calendar(text: str) -> bool:
    """A date without day or month has the right form already; a whole one must exist (not 30 February)."""
    if len(text) < len("2000-01-01"):
        return True
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
