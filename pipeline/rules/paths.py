"""Which paths a mapping file may use, and of which type what they lead to is: read from the model's annotations."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from functools import cache
from typing import Any

from pipeline.model.monograph import MappingOptions, Monograph, Software, SourceFile

ROOTS: Mapping[str, Any] = {
    "monograph": Monograph,
    "source": SourceFile,
    "options": MappingOptions,
    "software": Software,
    "id": str,
}


@dataclass(frozen=True, slots=True)
class Scoped:
    """What a name stands for: the full path from the run-time name on, and its type."""

    names: tuple[str, ...]
    type: Any


Scope = Mapping[str, Scoped]

ROOT_SCOPE: Scope = {name: Scoped((name,), kind) for name, kind in ROOTS.items()}


def resolve(names: tuple[str, ...], scope: Scope) -> Scoped:
    """The full path and type of `names`.

    Raises LookupError that says which name is not known and which there are.
    """
    scoped = scope.get(names[0])
    if scoped is None:
        raise LookupError(f"'${names[0]}' is not known here; there are {_listed('$' + name for name in scope)}")
    kind = scoped.type
    for name in names[1:]:
        fields = fields_of(kind)
        if name not in fields:
            has = f"it has {_listed(fields)}" if fields else "it has no fields"
            raise LookupError(f"'{_type_name(kind)}' has no '{name}'; {has}")
        kind = fields[name]
    return Scoped((*scoped.names, *names[1:]), kind)


@cache
def fields_of(kind: Any) -> Mapping[str, Any]:
    """The fields and properties of a dataclass with their types, None taken off; of anything else, no fields."""
    if not is_dataclass(kind):
        return {}
    hints = typing.get_type_hints(kind)
    for name, member in vars(kind).items():
        if isinstance(member, property) and member.fget is not None:
            hints[name] = typing.get_type_hints(member.fget)["return"]
    return {name: _without_none(hint) for name, hint in hints.items() if not _is_class_variable(hint)}


def item_type(kind: Any) -> Any | None:
    """The type of the items of a tuple, None for what is no tuple."""
    return typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else None


def is_value(kind: Any) -> bool:
    """Whether FHIR JSON can hold it as it is: a scalar, or a tuple of scalars."""
    return not is_dataclass(item_type(kind) or kind)


def _is_class_variable(hint: Any) -> bool:
    return typing.get_origin(hint) is typing.ClassVar


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        kinds = [kind for kind in typing.get_args(hint) if kind is not type(None)]
        return kinds[0] if len(kinds) == 1 else hint
    return hint


def _type_name(kind: Any) -> str:
    return str(getattr(kind, "__name__", kind))


def _listed(names: typing.Iterable[str]) -> str:
    return ", ".join(sorted(names))
