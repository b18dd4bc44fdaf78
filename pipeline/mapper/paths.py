"""Paths -> functions: what a path leads to in the environment, as the model has it or as FHIR JSON."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from operator import itemgetter
from typing import Any

from pipeline.mapper.narrative import plain
from pipeline.rules import expression as ex

# Types whose values are FHIR JSON as they are.
PLAIN = frozenset({int, bool, type(None)})

Environment = dict[str, Any]
Build = Callable[[Environment], Any]


def raw_path(path: ex.Path) -> Build:
    """What the path leads to as the model has it; None as soon as a part of it is None."""
    root, *rest = path.names
    if not rest:
        return itemgetter(root)
    *middle, last = rest
    if not middle:
        return lambda env: getattr(env[root], last, None)

    def get(env: Environment) -> Any:
        value = env[root]
        for name in middle:
            value = getattr(value, name, None)
        return getattr(value, last, None)

    return get


def json_path(path: ex.Path) -> Build:
    """What the path leads to as FHIR JSON."""
    get = raw_path(path)

    def build(env: Environment) -> Any:
        value = get(env)
        kind = value.__class__
        if kind is str and value.isprintable():
            return value or None
        return value if kind in PLAIN else json_value(value)

    return build


def json_value(value: Any) -> Any:
    """A scalar or a tuple of scalars as FHIR JSON: clean text, exact numbers, None where empty."""
    if isinstance(value, str):
        return (value if value.isprintable() else plain(value)) or None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return [json_value(item) for item in value] or None
    return value
