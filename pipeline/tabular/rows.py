"""Bundles -> rows: what stands in the elements that the definitions name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.model.canonical import DERIVATION, JUSTIFICATION, place_of
from pipeline.tabular.definition import Column, Definition

Row = dict[str, Any]
# The elements on the way to a row, by the names that the definition gives them.
Named = Mapping[str, Any]


def rows_of(bundle: Mapping[str, Any], place: str, definition: Definition) -> Iterator[Row]:
    """The rows that a bundle adds to a table of facts."""
    for resource in resources_of(bundle):
        if resource.get("resourceType") == definition.resource and definition.type in (None, resource.get("type")):
            common = {"bundle": place, "resource": _identity(resource)}
            for named in _each({"resource": resource}, resource, definition.each):
                yield common | {column.name: _cell(named, column) for column in definition.columns[len(common) :]}


def code_rows(bundle: Mapping[str, Any], place: str) -> Iterator[Row]:
    """A row for each coding of a concept."""
    for resource in resources_of(bundle):
        for element, concept in _concepts(resource, str(resource.get("resourceType"))):
            for coding in concept["coding"]:
                yield {
                    "bundle": place,
                    "resource": _identity(resource),
                    "element": element,
                    "text": concept.get("text"),
                    **{name: coding.get(name) for name in ("system", "version", "code", "display")},
                    "justification": _justification(coding),
                }


def picked(value: Mapping[str, Any], columns: Sequence[Column]) -> Row:
    """The columns of a plain object: at their path, or under their own name."""
    return {column.name: _first(value, column.paths or ((column.name,),)) for column in columns}


def resources_of(bundle: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for entry in bundle.get("entry", ()):
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            yield entry["resource"]


def _identity(resource: Mapping[str, Any]) -> str:
    return f"{resource.get('resourceType')}/{resource.get('id')}"


def _each(named: Named, value: Mapping[str, Any], steps: Sequence[tuple[str, str]]) -> Iterator[Named]:
    if not steps:
        yield named
        return
    (name, element), *rest = steps
    nothing: list[Row] = [{}] if element.endswith("?") else []
    for child in value.get(element.removesuffix("?")) or nothing:
        yield from _each({**named, name: child}, child, rest)


def _cell(named: Named, column: Column) -> Any:
    return _spans(named, column.spans) if column.spans else _first(named, column.paths)


def _first(value: Any, paths: Sequence[Sequence[str]]) -> Any:
    """What stands at the first of the paths that has something; several values as one text."""
    for path in paths:
        found = [one for one in _at(value, path) if one is not None]
        if found:
            return found[0] if len(found) == 1 else "; ".join(map(str, found))
    return None


def _at(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """Through lists; `name[0]` is the first of one."""
    if isinstance(value, list):
        for item in value:
            yield from _at(item, path)
    elif not path:
        yield value
    elif isinstance(value, dict):
        name, is_first, _ = path[0].partition("[0]")
        child = value.get(name)
        yield from _at(child[:1] if is_first and isinstance(child, list) else child, path[1:])


def _spans(named: Named, path: Sequence[str]) -> str | None:
    """ "start-end" of each place, in characters of the monograph."""
    extensions = (one for element in _at(named, path) for one in (element or {}).get("extension", ()))
    found = [place_of(one) for one in extensions if one.get("url") == DERIVATION]
    return "; ".join(f"{start}-{end}" for start, end in found) or None


def _concepts(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, list):
        for item in value:
            yield from _concepts(item, path)
    elif isinstance(value, dict):
        if isinstance(value.get("coding"), list):
            yield path, value
        for name, child in value.items():
            yield from _concepts(child, f"{path}.{name}")


def _justification(coding: Mapping[str, Any]) -> str | None:
    found = (one.get("valueString") for one in coding.get("extension", ()) if one.get("url") == JUSTIFICATION)
    return next(found, None)
