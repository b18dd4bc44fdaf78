"""Reads back the bundles of an output folder, whichever target wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from pipeline.problems import Location, Problem

Stored = tuple[Location, dict[str, Any] | Problem]


def stored_bundles(output: Path) -> Iterator[Stored]:
    """Each bundle with its place, in order of path and line; a Problem (`verify-unreadable`) where there is none.

    Bundles that were kept though invalid are passed over, and so is the summary of the run.
    """
    for path in sorted(output.rglob("*.json")):
        if path != output / "summary.json" and not path.name.endswith(".invalid.json"):
            yield _read(path)
    lines = output / "bundles.ndjson"
    if lines.is_file():
        with lines.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                yield _decoded(Location(str(lines), number), line)


def _read(path: Path) -> Stored:
    place = Location(str(path))
    try:
        return _decoded(place, path.read_bytes())
    except OSError as error:
        return place, Problem("verify-unreadable", "error", f"cannot be read: {error.strerror}", place)


def _decoded(place: Location, data: bytes) -> Stored:
    try:
        content = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        return place, Problem("verify-unreadable", "error", f"not valid JSON: {error}", place)
    if not isinstance(content, dict) or content.get("resourceType") != "Bundle":
        return place, Problem("verify-unreadable", "error", "not a FHIR Bundle", place)
    return place, content
