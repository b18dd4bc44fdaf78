"""The models of fhir.resources: unknown elements, cardinality, datatypes, choices.

fhir-structure-unknown-type       a resource type that the FHIR release does not have
fhir-structure-unknown-element    an element that the type does not have
fhir-structure-missing-element    a required element is missing
fhir-structure-invalid-value      a value has the wrong type or form
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from fhir.resources import get_fhir_model_class
from fhir.resources.R4B import get_fhir_model_class as get_r4b_model_class
from pydantic import ValidationError

from pipeline.problems import Problem
from pipeline.validate import shapes
from pipeline.validate.definitions import Release
from pipeline.validate.tree import Node, Tree, problem_at, reference_of

SHOWN = 200
# Whether a model accepts a resource, told without asking it.
IsKnown = Callable[[Any, dict[str, Any]], bool]
MODELS: Mapping[Release, Callable[[str], Any]] = {"r5": get_fhir_model_class, "r4b": get_r4b_model_class}

_FAULTS = {
    "extra_forbidden": ("unknown-element", "FHIR does not have this element: remove it"),
    "missing": ("missing-element", "this element is required: add it"),
    "model_field_validation.missing": ("missing-element", "this element is required: add it"),
}


def check(tree: Tree) -> Iterator[Problem]:
    """Asks the models once for each shape."""
    return _checked(tree, shapes.passes)


def check_each(tree: Tree) -> Iterator[Problem]:
    """Asks them of every resource, whatever they said of others: several times slower."""
    return _checked(tree, lambda _model, _resource: False)


def _checked(tree: Tree, is_known: IsKnown) -> Iterator[Problem]:
    release = tree.definitions.release
    for node in (*tree.resources, *([_frame(tree)] if tree.is_bundle else [])):
        yield from _resource(node, release, is_known)


def _frame(tree: Tree) -> Node:
    """The bundle with its entries but without their resources, which are checked one by one."""
    entries = [{name: value for name, value in entry.items() if name != "resource"} for entry in tree.entries]
    frame = {**tree.root, "entry": entries} if tree.entries else tree.root
    return (frame, tree.resource, (None, "Bundle", reference_of(tree.root)))


def _resource(node: Node, release: Release, is_known: IsKnown) -> Iterator[Problem]:
    resource, _, place = node
    name = resource.get("resourceType")
    model = _model(name, release) if isinstance(name, str) else None
    if model is None:
        yield problem_at(place, "fhir-structure-unknown-type", f"FHIR {release.upper()} has no resource type '{name}'")
        return
    if is_known(model, resource):
        return
    try:
        model.model_validate(resource)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            if _is_unknown_to_the_models(fault["loc"]):
                continue
            said = fault["msg"].removeprefix("Value error, ")[:SHOWN]
            what, message = _FAULTS.get(fault["type"], ("invalid-value", said))
            yield problem_at(place, f"fhir-structure-{what}", message, _path(fault["loc"]))
    except shapes.REFUSALS as error:
        message = f"a value somewhere in it is of another type than FHIR has there ({error})"
        yield problem_at(place, "fhir-structure-invalid-value", message[:SHOWN])


def _is_unknown_to_the_models(location: tuple[int | str, ...]) -> bool:
    """What FHIR has and the models have not: extensions on the value of an extension, `_valueCode` for instance."""
    return str(location[-1]).startswith("_value") and not {"extension", "modifierExtension"}.isdisjoint(location)


@cache
def _model(name: str, release: Release) -> Any:
    """The pydantic model of a resource type; None for a name that is not one."""
    try:
        model = MODELS[release](name)
    except (ValueError, LookupError):
        return None
    return model if model.has_resource_base() else None


def _path(location: tuple[int | str, ...]) -> str:
    """pydantic's location as the rest of a FHIRPath."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part != "root":
            path += f".{part}"
    return path.lstrip(".")
