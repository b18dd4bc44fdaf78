"""Units of measure: a code of the UCUM system must be one that UCUM's grammar and unit table know.

fhir-unit-unknown    the code does not parse as UCUM
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from lark.exceptions import LarkError

from pipeline.problems import Problem
from pipeline.validate.invariants import QUANTITIES, UCUM
from pipeline.validate.tree import Tree, problem_at


def check(tree: Tree) -> Iterator[Problem]:
    for name in QUANTITIES:
        for quantity, _, place in tree.nodes.get(name, ()):
            code = quantity.get("code")
            if quantity.get("system") == UCUM and isinstance(code, str) and not is_ucum(code):
                yield problem_at(
                    place, "fhir-unit-unknown", f"'{code}' is not a UCUM unit: correct it or drop it", "code"
                )


@cache
def _parser() -> Any:
    """Imported here since only a run that meets a unit need pay the third of a second that it takes."""
    return import_module("ucumvert").get_ucum_parser()


@cache
def is_ucum(code: str) -> bool:
    """Whether a code is a unit of the Unified Code for Units of Measure, for instance `mg/kg` or `[iU]`."""
    try:
        _parser().parse(code)
    except LarkError:
        return False
    return True
