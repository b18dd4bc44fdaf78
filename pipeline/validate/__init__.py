"""Checks what leaves: each layer is one module and one line in CHECKS.

A layer is a function from the walked tree of a bundle (or of a single resource) to problems; it neither changes the
bundle nor depends on another layer's verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.problems import Problem
from pipeline.validate import (
    attachments,
    bindings,
    bundles,
    codings,
    definitions,
    dosing,
    elements,
    extensions,
    invariants,
    narrative,
    references,
    units,
)
from pipeline.validate.certain import silent_layers
from pipeline.validate.definitions import Release
from pipeline.validate.tree import Tree

Check = Callable[[Tree], Iterable[Problem]]


def _structure(tree: Tree) -> Iterable[Problem]:
    from pipeline.validate import structure  # noqa: PLC0415 - the models take longer to load than most runs need them

    return structure.check(tree)


def _models(tree: Tree) -> Iterable[Problem]:
    from pipeline.validate import structure  # noqa: PLC0415 - as above

    return structure.check_each(tree)


CHECKS: Mapping[str, Check] = {
    "structure": _structure,
    "elements": elements.check,
    "extensions": extensions.check,
    "bindings": bindings.check,
    "references": references.check,
    "invariants": invariants.check,
    "narrative": narrative.check,
    "bundle": bundles.check,
    "units": units.check,
    "codings": codings.check,
    "attachments": attachments.check,
    "dosing": dosing.check,
}

# The same, but the models of fhir.resources are asked of every resource, whatever is certain of it.
STRICT: Mapping[str, Check] = {
    "models": _models,
    **{name: check for name, check in CHECKS.items() if name != "structure"},
}

# The layers that look at every type, defined here or not.
OF_ANY = frozenset({"structure", "models"})
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Layer:
    """What one layer said of one resource: `skipped` is why it did not look, empty where it did."""

    name: str
    problems: tuple[Problem, ...] = ()
    skipped: str = ""

    @property
    def outcome(self) -> Literal["passed", "failed", "skipped"]:
        if self.skipped:
            return "skipped"
        return "failed" if any(problem.is_error for problem in self.problems) else "passed"


def validate(bundle: dict[str, Any], checks: Mapping[str, Check] = CHECKS) -> tuple[Problem, ...]:
    """All that is wrong with a FHIR R5 bundle, or with a single resource, given as its JSON.

    Every problem names the resource (`Type/id`) and the element (FHIRPath); the caller knows the monograph's line.
    """
    return tuple(problem for layer in examine(bundle, "r5", checks) for problem in layer.problems)


def examine(resource: dict[str, Any], release: Release, checks: Mapping[str, Check] = CHECKS) -> tuple[Layer, ...]:
    """What each layer says of a bundle or a single resource of that FHIR release.

    Of types without definitions only the structure is looked at: that is said once for each such type.
    """
    defined = definitions.load(release)
    silent = silent_layers(resource, defined)
    if silent.issuperset(checks):
        return tuple(Layer(name) for name in checks)
    tree = Tree(resource, defined)
    looked = tuple(
        Layer(name, () if name in silent else tuple(check(tree)))
        for name, check in checks.items()
        if tree.nodes or name in OF_ANY
    )
    passed_over = (
        Layer("all but structure", skipped=f"no definition of {name:.{SHOWN}}")
        for name in sorted(tree.without_definition)
    )
    return (*looked, *passed_over)
