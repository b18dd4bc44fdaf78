"""Required bindings: where FHIR lists the codes that an element may have, no other is allowed.

fhir-binding-unknown-code    the code is not in the required value set
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.problems import Problem
from pipeline.validate.tree import Tree

FEW = 12


def check(tree: Tree) -> Iterator[Problem]:
    for leaf in tree.leaves["code"]:
        allowed = leaf.element.codes
        if allowed is not None and leaf.value not in allowed:
            choice = f": use one of {', '.join(sorted(allowed))}" if len(allowed) <= FEW else ""
            yield leaf.problem(
                "fhir-binding-unknown-code", f"'{leaf.value}' is not in the value set {leaf.element.value_set}{choice}"
            )
