"""Whether rules name elements that FHIR R5 has: compared with the models of fhir.resources."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from fhir.resources import get_fhir_model_class

from pipeline.problems import Location, Problem
from pipeline.rules import expression as ex


@dataclass(frozen=True, slots=True)
class Slot:
    """What an element holds.

    model    the model of its type, None for a value
    many     whether it repeats
    codes    the codes of a required binding, None for any
    targets  the resource types that a reference may name, None for any
    """

    model: Any | None
    many: bool = False
    codes: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None


def unknown_elements(rules: Iterable[ex.ResourceRule]) -> Iterator[Problem]:
    """`mappings-unknown-resource`, `-unknown-element`, `-not-a-list`, `-is-a-list`, `-not-a-code`, `-bad-target`."""
    rules = tuple(rules)
    types = {rule.name: rule.resource for rule in rules}
    for rule in rules:
        try:
            model = get_fhir_model_class(rule.resource)
        except ValueError:
            yield _problem("unknown-resource", f"FHIR R5 has no resource '{rule.resource}'", rule.location)
            continue
        yield from _walk(rule.content, Slot(model), rule.resource, types)


def _walk(expression: ex.Expression, slot: Slot, path: str, types: Mapping[str, str]) -> Iterator[Problem]:
    inner = replace(slot, many=False)
    match expression:
        case ex.When(then=then):
            yield from _walk(then, slot, path, types)
        case ex.First(parts=parts):
            for part in parts:
                yield from _walk(part, slot, path, types)
        case ex.Each() | ex.Listing() if not slot.many:
            yield _problem("not-a-list", f"{path} does not repeat, so it cannot be a list", expression.location)
        case ex.Each(body=body):
            yield from _walk(body, _spliced(body, slot, inner), path, types)
        case ex.Listing(items=items):
            for item in items:
                yield from _walk(item, _spliced(item, slot, inner), path, types)
        case ex.Element():
            yield from _element(expression, slot, path, types)
        case ex.Literal(value=value) if slot.codes is not None and value not in slot.codes:
            yield _problem("not-a-code", f"{path} is one of {', '.join(slot.codes)}", expression.location)


def _spliced(item: ex.Expression, slot: Slot, inner: Slot) -> Slot:
    """An item that gives a list is spliced into the list that it stands in."""
    while isinstance(item, ex.When):
        item = item.then
    return slot if isinstance(item, ex.Listing | ex.Each) else inner


def _element(expression: ex.Element, slot: Slot, path: str, types: Mapping[str, str]) -> Iterator[Problem]:
    if slot.many:
        yield _problem("is-a-list", f"{path} repeats, so it is a list; write '- ' before it", expression.location)
    if slot.model is None:
        yield _problem("unknown-element", f"{path} is a value and has no elements", expression.location)
        return
    slots = _slots(slot.model)
    for name, value, location in expression.entries:
        if name not in slots:
            yield _problem("unknown-element", f"{path} has no element '{name}'", location)
        elif isinstance(value, ex.Reference):
            yield from _target(value, slot, path, types)
        else:
            yield from _walk(value, _inheriting(slots[name], slot), f"{path}.{name}", types)


def _inheriting(slot: Slot, parent: Slot) -> Slot:
    """A CodeableReference is told by its own element what it may refer to; its `reference` is not."""
    return replace(slot, targets=parent.targets) if parent.model is get_fhir_model_class("CodeableReference") else slot


def _target(reference: ex.Reference, slot: Slot, path: str, types: Mapping[str, str]) -> Iterator[Problem]:
    resource = types.get(reference.rule, "")
    if slot.targets is not None and resource not in slot.targets and "Resource" not in slot.targets:
        allowed = ", ".join(slot.targets)
        yield _problem("bad-target", f"{path} may refer to {allowed}, not to {resource}", reference.location)


@cache
def _slots(model: Any) -> Mapping[str, Slot]:
    """The slots of a model by FHIR element name."""
    return {field.alias or name: _slot(field) for name, field in model.model_fields.items()}


def _slot(field: Any) -> Slot:
    kind = _without_none(field.annotation)
    many = typing.get_origin(kind) is list
    if many:
        kind = _without_none(typing.get_args(kind)[0])
    extra = field.json_schema_extra or {}
    named = getattr(kind, "_model_klass", None)
    return Slot(
        get_fhir_model_class(named.rpartition(".")[2]) if named else None,
        many,
        tuple(extra.get("enum_values", ())) or None,
        tuple(extra.get("enum_reference_types", ())) or None,
    )


def _without_none(kind: Any) -> Any:
    """The type of `X | None`; an annotated type without its marks."""
    if typing.get_origin(kind) is typing.Annotated:
        return _without_none(typing.get_args(kind)[0])
    kinds = [part for part in typing.get_args(kind) if part is not type(None)]
    return kinds[0] if type(None) in typing.get_args(kind) else kind


def _problem(code: str, message: str, location: Location) -> Problem:
    return Problem(f"mappings-{code}", "error", message, location)
