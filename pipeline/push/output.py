"""Reads the output of `convert` bundle by bundle, with what a push needs to know of each resource."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from pipeline.deliver.encode import encode
from pipeline.deliver.records import SUMMARY
from pipeline.deliver.stored import stored_bundles
from pipeline.model.canonical import DERIVATION
from pipeline.problems import Location, Problem
from pipeline.push.references import references_of
from pipeline.validate.traceability import text_of
from pipeline.validate.tree import entries_of, reference_of


@dataclass(frozen=True, slots=True)
class Item:
    """A resource of the output, a hash of its content, and what else it refers to."""

    reference: str
    content: dict[str, Any]
    digest: str
    references: frozenset[str]


@dataclass(frozen=True, slots=True)
class Monograph:
    """A bundle of the output.

    key   tells it from others in the ledger: its path below the output folder, or its id where many stand in a file
    path  of the monograph as it was converted, or of the bundle where the output does not tell
    lines of resources by reference, where they are known without looking
    """

    key: str
    path: str
    bundle: dict[str, Any]
    items: tuple[Item, ...]
    lines: Mapping[str, int | None] = field(default_factory=dict)

    def location(self, item: Item) -> Location:
        """Where the monograph states the first thing that the resource says."""
        if item.reference in self.lines:
            return Location(self.path, self.lines[item.reference])
        offset = _first_offset(item.content)
        text = None if offset is None else text_of(self.bundle)
        line = None if text is None or offset is None else text.count("\n", 0, offset) + 1
        return Location(self.path, line)


def monographs(output: Path) -> Iterator[Monograph | Problem]:
    """The bundles of an output folder, in order; a Problem for what is none. Decimals keep their digits."""
    sources = _sources(output)
    for place, content in stored_bundles(output, exact=True):
        if isinstance(content, Problem):
            yield content
            continue
        key = str(content.get("id")) if place.line else _key(output, Path(place.path))
        items = tuple(item_of(entry["resource"]) for entry in entries_of(content) if "resource" in entry)
        yield Monograph(key, sources.get(key, place.path), content, items)


def not_converted(output: Path) -> frozenset[str]:
    """The keys of monographs that the run had, but could make no bundle of."""
    return frozenset(_stem(row["monograph"]) for row in _rows(output) if not row["converted"])


def item_of(resource: dict[str, Any]) -> Item:
    reference = reference_of(resource)
    return Item(
        reference, resource, hashlib.sha256(encode(resource)).hexdigest(), references_of(resource) - {reference}
    )


def _key(output: Path, path: Path) -> str:
    return path.relative_to(output).with_suffix("").as_posix()


def _stem(path: str) -> str:
    return PurePosixPath(path).with_suffix("").as_posix()


def _sources(output: Path) -> dict[str, str]:
    return {_stem(row["monograph"]): row["monograph"] for row in _rows(output)}


def _rows(output: Path) -> list[dict[str, Any]]:
    """The monographs of summary.json; none where no run left it."""
    try:
        rows = orjson.loads((output / SUMMARY).read_bytes())["monographs"]
        return [row for row in rows if isinstance(row["monograph"], str) and isinstance(row["converted"], bool)]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _first_offset(resource: Any) -> int | None:
    """The smallest offset of its derivation-reference extensions."""
    return min(_offsets(resource), default=None)


def _offsets(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        if value.get("url") == DERIVATION:
            yield from (
                part["valueInteger"]
                for part in value.get("extension", ())
                if part.get("url") == "offset" and isinstance(part.get("valueInteger"), int)
            )
        for item in value.values():
            yield from _offsets(item)
    elif isinstance(value, list):
        for item in value:
            yield from _offsets(item)
