"""Empty values, and the form of ids, codes, URIs, dates, whole numbers and encoded data (FHIR R5, Data Types; JSON).

fhir-element-empty     an empty string, array or object, or a null
fhir-element-format    a primitive does not have the form that its type demands
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.problems import Problem
from pipeline.validate.definitions import BARE, Definitions
from pipeline.validate.tree import Node, Tree, problem_at

SHOWN = 60
LOWEST = {"integer": -(2**31), "unsignedInt": 0, "positiveInt": 1}
HIGHEST = 2**31 - 1
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_ZONED = re.compile(r"(Z|[+-][0-9]{2}:[0-9]{2})$")
# Something true of a value, or nothing.
Form = Callable[[Any], object]
DATES = frozenset({"date", "dateTime", "instant"})


def check(tree: Tree) -> Iterator[Problem]:
    for place in tree.empty:
        yield problem_at(place, "fhir-element-empty", "nothing stands here: leave the element out")
    for name, leaves in tree.leaves.items():
        yield from _bare(tree, name, leaves) if name in BARE else _texts(tree, name, leaves)


def _texts(tree: Tree, name: str, leaves: list[Node]) -> Iterator[Problem]:
    is_formed = form(name, tree.definitions)
    for text, _, place in leaves:
        if not isinstance(text, str):
            yield problem_at(place, "fhir-element-format", f"write the {name} as a text: {text!r:.{SHOWN}} is none")
        elif not is_formed(text):
            lacks_zone = name == "dateTime" and tree.definitions.formats[name].fullmatch(text) and is_formed(f"{text}Z")
            wrong = "has a time: add its zone, for instance Z" if lacks_zone else f"is not a valid {name}"
            yield problem_at(place, "fhir-element-format", f"{text!r:.{SHOWN}} {wrong}")


def _bare(tree: Tree, name: str, leaves: list[Node]) -> Iterator[Problem]:
    is_formed = form(name, tree.definitions)
    for value, _, place in leaves:
        if not is_formed(value):
            hint = ": write it without quotes" if isinstance(value, str) else ""
            yield problem_at(place, "fhir-element-format", f"{value!r:.{SHOWN}} is not a valid {name}{hint}")


def form(name: str, definitions: Definitions) -> Form:
    """What is true of the well-formed values of a primitive type; of one that is text, only a text is to be asked."""
    if name in BARE:
        return _bare_form(name)
    if name == "base64Binary":
        return _is_base64
    matches = definitions.formats[name].fullmatch
    if name in DATES:
        return lambda text: matches(text) and _is_in_calendar(text) and not (name == "dateTime" and _lacks_zone(text))
    return matches


def _bare_form(name: str) -> Form:
    if name == "boolean":
        return lambda value: isinstance(value, bool)
    if name == "decimal":
        return _is_decimal
    lowest = LOWEST[name]
    return lambda value: isinstance(value, int) and lowest <= value <= HIGHEST and not isinstance(value, bool)


def _is_decimal(value: Any) -> bool:
    if isinstance(value, float | Decimal):
        return math.isfinite(value)
    return isinstance(value, int) and not isinstance(value, bool)


def _is_base64(text: str) -> bool:
    """What the pattern of the definitions says, in a fraction of its time: a whole document stands there."""
    return len(text) % len("AAAA") == 0 and _BASE64.fullmatch(text) is not None


def _lacks_zone(text: str) -> bool:
    return "T" in text and not _ZONED.search(text)


def _is_in_calendar(text: str) -> bool:
    """A date without day or month has the right form already; a whole one must exist (not 30 February)."""
    if len(text) < len("2000-01-01"):
        return True
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True
