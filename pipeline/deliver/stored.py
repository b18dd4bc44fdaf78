"""Reads back the bundles of an output folder, whichever target wrote them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from pipeline.deliver.ndjson import BUNDLES
from pipeline.deliver.place import Place
from pipeline.problems import Location, Problem

Stored = tuple[Location, dict[str, Any] | Problem]
Decode = Callable[[bytes], Any]


def stored_bundles(output: Path, *, exact: bool = False) -> Iterator[Stored]:
    """Each bundle with its place, in order of path and line; a Problem (`verify-unreadable`) where there is none.

    Bundles that were kept though invalid are passed over, and so is the summary of the run. `exact` keeps the digits
    of decimals, for what is written again; it takes several times as long.
    """
    decode: Decode = partial(json.loads, parse_float=Decimal) if exact else orjson.loads
    for path in _files(output):
        yield _read(output, Place(path.relative_to(output).as_posix()), Location(str(path)), decode)
    for number, place, line in _lines(output):
        yield _decoded(Location(str(output / place.file), number), line, decode)


def stored_places(output: Path) -> Iterator[tuple[Location, Place]]:
    """Where the bundles of `stored_bundles` stand, so that each can be read when it is wanted (`stored_bundle`)."""
    for path in _files(output):
        yield Location(str(path)), Place(path.relative_to(output).as_posix())
    for number, place, _ in _lines(output):
        yield Location(str(output / place.file), number), place


def stored_bundle(output: Path, location: Location, place: Place) -> dict[str, Any] | Problem:
    return _read(output, place, location, orjson.loads)[1]


def _files(output: Path) -> Iterator[Path]:
    for path in sorted(output.rglob("*.json")):
        if path != output / "summary.json" and not path.name.endswith(".invalid.json"):
            yield path


def _lines(output: Path) -> Iterator[tuple[int, Place, bytes]]:
    lines = output / BUNDLES
    if lines.is_file():
        with lines.open("rb") as stream:
            offset = 0
            for number, line in enumerate(stream, 1):
                yield number, Place(lines.name, offset, len(line)), line
                offset += len(line)


def _read(output: Path, place: Place, location: Location, decode: Decode) -> Stored:
    try:
        return _decoded(location, place.read(output), decode)
    except OSError as error:
        return location, Problem("verify-unreadable", "error", f"cannot be read: {error.strerror}", location)


def _decoded(place: Location, data: bytes, decode: Decode) -> Stored:
    try:
        content = decode(data)
    except ValueError as error:
        return place, Problem("verify-unreadable", "error", f"not valid JSON: {error}", place)
    if not isinstance(content, dict) or content.get("resourceType") != "Bundle":
        return place, Problem("verify-unreadable", "error", "not a FHIR Bundle", place)
    return place, content
