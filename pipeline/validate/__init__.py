"""Checks what leaves: each layer is one module and one line in CHECKS.

A layer is a function from the walked tree of a bundle (or of a single resource) to problems; it neither changes the
bundle nor depends on another layer's verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pipeline.problems import Problem
from pipeline.validate import (
    attachments,
    bindings,
    bundles,
    codings,
    definitions,
    elements,
    invariants,
    narrative,
    references,
    structure,
    units,
)
from pipeline.validate.tree import Tree

Check = Callable[[Tree], Iterable[Problem]]

CHECKS: Mapping[str, Check] = {
    "structure": structure.check,
    "elements": elements.check,
    "bindings": bindings.check,
    "references": references.check,
    "invariants": invariants.check,
    "narrative": narrative.check,
    "bundle": bundles.check,
    "units": units.check,
    "codings": codings.check,
    "attachments": attachments.check,
}


def validate(bundle: dict[str, Any], checks: Mapping[str, Check] = CHECKS) -> tuple[Problem, ...]:
    """All that is wrong with a FHIR R5 bundle, or with a single resource, given as its JSON.

    Every problem names the resource (`Type/id`) and the element (FHIRPath); the caller knows the monograph's line.
    """
    tree = Tree(bundle, definitions.load())
    return tuple(problem for check in checks.values() for problem in check(tree))
