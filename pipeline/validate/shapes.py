"""Asks the models of fhir.resources once for each shape.

A model takes a quarter of a millisecond for a small resource and ten for a large one, more than all that comes before.
But beside the form of primitive values, which the layer of elements checks anew for every value, the models look only
at names and types: at the shape. So what has the shape of something that passed passes for the same reason. A resource
of a new shape is put together from parts (a Dosage, a CodeableConcept) whose shapes are known, and only its own level
goes through a model.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

ENOUGH = 20_000

Model = Any
# fhir.core itself fails on some values of a wrong type: a list for a url, a resource of no type.
REFUSALS = (ValidationError, TypeError, AttributeError, LookupError)

_passed: set[Hashable] = set()
_parts: dict[Hashable, Any] = {}


def passes(model: Model, value: dict[str, Any]) -> bool:
    """Whether the model accepts the resource, if its primitive values have the form that their types demand."""
    shape = (model, _shape(value))
    if shape not in _passed:
        if len(_passed) + len(_parts) > ENOUGH:
            _passed.clear()
            _parts.clear()
        if _part(model, value) is None:
            return False
        _passed.add(shape)
    return True


def _shape(value: Any) -> Any:
    """The names and types of a value and all below it; items of one shape count once."""
    if value.__class__ is dict:
        return tuple([(name, _shape(child)) for name, child in value.items()])
    if value.__class__ is list:
        return frozenset([_shape(item) for item in value])
    return value.__class__


def _part(model: Model, value: dict[str, Any]) -> Any:
    """The model's instance for a value of this shape; None where the model refuses it."""
    inner = _inner_models(model)
    filled = {}
    for name, child in value.items():
        filled[name] = _filled(inner[name], child) if name in inner else child
        if filled[name] is None:
            return None
    shape = (model, tuple([(name, _key(child)) for name, child in filled.items()]))
    if shape not in _parts:
        try:
            _parts[shape] = model.model_validate(filled)
        except REFUSALS:
            return None
    return _parts[shape]


def _key(value: Any) -> Any:
    """The shape of an element whose objects are instances: each is one of its shape, so its identity will do."""
    if isinstance(value, BaseModel):
        return id(value)
    if value.__class__ is list:
        return frozenset([_key(item) for item in value])
    return _shape(value)


def _filled(model: Model, value: Any) -> Any:
    """An element with instances in place of its objects; None where one is refused. Equal instances stand once."""
    if isinstance(value, dict):
        return _part(model, value)
    if not isinstance(value, list):
        return value
    items = [_filled(model, item) for item in value]
    return None if None in items else list({id(item): item for item in items}.values())


@cache
def _inner_models(model: Model) -> dict[str, Model]:
    """The model of each complex element by its name in JSON. Resources inside resources are left to their own type."""
    found = {}
    for name, field in model.model_fields.items():
        kind = next((one for one in _leaves(field.annotation) if hasattr(one, "get_model_klass")), None)
        if kind is not None and not kind.get_model_klass().has_resource_base():
            found[field.alias or name] = kind.get_model_klass()
    return found


def _leaves(annotation: Any) -> list[Any]:
    """The types that an annotation such as `list[X] | None` is made of."""
    inner = get_args(annotation)
    return [leaf for one in inner for leaf in _leaves(one)] if inner else [annotation]
