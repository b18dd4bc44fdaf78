"""Reads back the bundles of an output folder, whichever target wrote them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from pipeline.deliver.directory import INVALID, VALID
from pipeline.deliver.ndjson import LINES, bundle_files
from pipeline.deliver.place import Place
from pipeline.deliver.records import SUMMARY
from pipeline.problems import Location, Problem, ProblemError
from pipeline.storage.ahead import ahead
from pipeline.storage.folders import Folder, files_below

Stored = tuple[Location, dict[str, Any] | Problem]
Decode = Callable[[bytes], Any]
# What stands in a file, or why that is not known.
Content = bytes | OSError


def stored_bundles(output: Folder, *, exact: bool = False) -> Iterator[Stored]:
    """Each bundle with its place, in order of path and line; a Problem (`verify-unreadable`) where there is none.

    Bundles that were kept though invalid are passed over, and so is the summary of the run. `exact` keeps the digits
    of decimals, for what is written again; it takes several times as long.
    """
    decode: Decode = partial(json.loads, parse_float=Decimal) if exact else orjson.loads
    files, lines = _standing(output)
    for name, data in zip(files, _contents(output, files), strict=True):
        yield _read(Location(str(output / name)), data, decode)
    for place, number, line in _lines(output, lines):
        yield _read(Location(str(output / place.file), number), line, decode)


def stored_places(output: Folder) -> Iterator[tuple[Location, Place]]:
    """Where the bundles of `stored_bundles` stand, so that each can be read when it is wanted (`stored_bundle`)."""
    files, lines = _standing(output)
    for name in files:
        yield Location(str(output / name)), Place(name)
    for place, number, _ in _lines(output, lines):
        yield Location(str(output / place.file), number), place


def stored_bundle(output: Folder, location: Location, place: Place) -> dict[str, Any] | Problem:
    return _read(location, _content(output, place), orjson.loads)[1]


def _standing(output: Folder) -> tuple[list[str], list[str]]:
    """The files with a bundle each, and those with one a line."""
    try:
        names = files_below(output, VALID, LINES)
    except OSError as error:
        raise ProblemError(_unreadable(error, Location(str(output)))) from error
    files = [name for name in names if name.endswith(VALID) and not name.endswith(INVALID) and name != SUMMARY]
    return files, bundle_files(names)


def _contents(output: Folder, names: Iterable[str]) -> Iterator[Content]:
    """In order. What is elsewhere is fetched ahead."""
    places = map(Place, names)
    read = partial(_content, output)
    return map(read, places) if isinstance(output, Path) else ahead(read, places)


def _content(output: Folder, place: Place) -> Content:
    try:
        return place.read(output)
    except OSError as error:
        return error


def _lines(output: Folder, names: Iterable[str]) -> Iterator[tuple[Place, int | None, Content]]:
    for name in names:
        try:
            with (output / name).open("rb") as stream:
                offset = 0
                for number, line in enumerate(stream, 1):
                    yield Place(name, offset, len(line)), number, line
                    offset += len(line)
        except OSError as error:
            yield Place(name), None, error


def _read(place: Location, data: Content, decode: Decode) -> Stored:
    return (place, _unreadable(data, place)) if isinstance(data, OSError) else _decoded(place, data, decode)


def _unreadable(error: OSError, place: Location) -> Problem:
    return Problem("verify-unreadable", "error", f"cannot be read: {error.strerror}", place)


def _decoded(place: Location, data: bytes, decode: Decode) -> Stored:
    try:
        content = decode(data)
    except ValueError as error:
        return place, Problem("verify-unreadable", "error", f"not valid JSON: {error}", place)
    if not isinstance(content, dict) or content.get("resourceType") != "Bundle":
        return place, Problem("verify-unreadable", "error", "not a FHIR Bundle", place)
    return place, content
