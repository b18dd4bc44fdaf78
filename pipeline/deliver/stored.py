"""Reads back the bundles of an output folder, whichever target wrote them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from pipeline.problems import Location, Problem

Stored = tuple[Location, dict[str, Any] | Problem]
Decode = Callable[[bytes], Any]


def stored_bundles(output: Path, *, exact: bool = False) -> Iterator[Stored]:
    """Each bundle with its place, in order of path and line; a Problem (`verify-unreadable`) where there is none.

    Bundles that were kept though invalid are passed over, and so is the summary of the run. `exact` keeps the digits
    of decimals, for what is written again; it takes several times as long.
    """
    decode: Decode = partial(json.loads, parse_float=Decimal) if exact else orjson.loads
    for path in sorted(output.rglob("*.json")):
        if path != output / "summary.json" and not path.name.endswith(".invalid.json"):
            yield _read(path, decode)
    lines = output / "bundles.ndjson"
    if lines.is_file():
        with lines.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                yield _decoded(Location(str(lines), number), line, decode)


def _read(path: Path, decode: Decode) -> Stored:
    place = Location(str(path))
    try:
        return _decoded(place, path.read_bytes(), decode)
    except OSError as error:
        return place, Problem("verify-unreadable", "error", f"cannot be read: {error.strerror}", place)


def _decoded(place: Location, data: bytes, decode: Decode) -> Stored:
    try:
        content = decode(data)
    except ValueError as error:
        return place, Problem("verify-unreadable", "error", f"not valid JSON: {error}", place)
    if not isinstance(content, dict) or content.get("resourceType") != "Bundle":
        return place, Problem("verify-unreadable", "error", "not a FHIR Bundle", place)
    return place, content
