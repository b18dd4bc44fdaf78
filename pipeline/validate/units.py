"""Units of measure: a code of the UCUM system must be one that UCUM's grammar and unit table know.

fhir-unit-unknown    the code does not parse as UCUM
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from lark import Lark
from lark.exceptions import LarkError

from pipeline.problems import Problem
from pipeline.validate.invariants import QUANTITIES, UCUM
from pipeline.validate.tree import Tree, problem_at

# No unit is longer, and the grammar takes seconds for a megabyte.
LONGEST = 500
SHOWN = 60


def check(tree: Tree) -> Iterator[Problem]:
    for name in QUANTITIES:
        for quantity, _, place in tree.nodes.get(name, ()):
            if not has_known_unit(quantity):
                message = f"'{quantity['code']:.{SHOWN}}' is not a UCUM unit: correct it or drop it"
                yield problem_at(place, "fhir-unit-unknown", message, "code")


def has_known_unit(quantity: dict[str, Any]) -> bool:
    """A unit of another system than UCUM is left to who knows that."""
    code = quantity.get("code")
    return quantity.get("system") != UCUM or not isinstance(code, str) or is_ucum(code)


@cache
def _parser() -> Lark:
    """The parser that ucumvert makes of its grammar. Importing ucumvert itself would also load a library of
    conversions, which takes a third of a second."""
    grammar = Path(str(distribution("ucumvert").locate_file("ucumvert/ucum_grammar.lark")))
    return Lark(grammar.read_text(encoding="utf-8"), start="main_term", strict=True)


@lru_cache(maxsize=4096)
def is_ucum(code: str) -> bool:
    """Whether a code is a unit of the Unified Code for Units of Measure, for instance `mg/kg` or `[iU]`."""
    if len(code) > LONGEST:
        return False
    try:
        _parser().parse(code)
    except LarkError:
        return False
    return True
