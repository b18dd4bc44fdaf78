"""Required bindings: where FHIR lists the codes that an element may have, no other is allowed.

fhir-binding-unknown-code    the code is not in the required value set
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.problems import Problem
from pipeline.validate.tree import Tree, problem_at

FEW = 12


def check(tree: Tree) -> Iterator[Problem]:
    for code, element, place in tree.leaves["code"]:
        allowed = element.codes
        if allowed is not None and isinstance(code, str) and code not in allowed:
            choice = f": use one of {', '.join(sorted(allowed))}" if len(allowed) <= FEW else ""
            message = f"'{code}' is not in the value set {element.value_set}{choice}"
            yield problem_at(place, "fhir-binding-unknown-code", message)
