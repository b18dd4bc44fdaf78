"""Finds the FHIR JSON that the paths of a command line mean: files, folders, NDJSON, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.problems import Location, Problem, ProblemError
from pipeline.read.errors import is_folder, missing, refused
from pipeline.read.input import STDIN
from pipeline.storage.urls import is_url

if TYPE_CHECKING:
    from pipeline.storage.remote import Remote

LINES = (".ndjson", ".jsonl")
SUFFIXES = (".json", *LINES)
# What a run of convert writes beside its bundles.
RECORDS = frozenset({"summary.json", "problems.jsonl", "residue.jsonl", "filler.jsonl"})


@dataclass(frozen=True, slots=True)
class Text:
    """The bytes of what should be one resource, or the problem that stands in its place."""

    place: Location
    data: bytes = b""
    problem: Problem | None = None


def resource_texts(paths: Sequence[str], max_size: int) -> Iterator[Text]:
    """Each resource of the files, of all .json, .ndjson and .jsonl files below the folders, and of standard input (-).

    Paths may be URLs. In order of path and line. Of each no more is read than one byte over `max_size`.
    Raises ProblemError with `read-missing` for a path that names nothing.
    """
    for path in paths:
        if path == STDIN:
            yield Text(Location("<stdin>"), sys.stdin.buffer.read(max_size + 1))
        elif is_url(path):
            yield from _elsewhere(path, max_size)
        elif is_folder(path):
            for file in sorted(Path(path).rglob("*")):
                if file.suffix.lower() in SUFFIXES and file.is_file() and not _is_left_out(file.relative_to(path)):
                    yield from _file(file, max_size)
        elif os.path.lexists(path):
            yield from _file(Path(path), max_size)
        else:
            raise ProblemError(missing(path, f"no file or folder is called '{path}'"))


def _elsewhere(url: str, max_size: int) -> Iterator[Text]:
    from pipeline.storage.folders import files_below, folder_at  # noqa: PLC0415 - what few runs need

    place = folder_at(url)
    if isinstance(place, Path):
        yield from resource_texts([str(place)], max_size)
    elif place.suffix.lower() in SUFFIXES:
        yield from _file(place, max_size)
    else:
        try:
            names = files_below(place, *SUFFIXES)
        except OSError as error:
            raise ProblemError(refused(error, str(place))) from error
        for name in names:
            if not _is_left_out(PurePosixPath(name)):
                yield from _file(place / name, max_size)


def _is_left_out(path: PurePath) -> bool:
    return path.name in RECORDS or any(part.startswith(".") for part in path.parts)


def _file(path: Path | Remote, max_size: int) -> Iterator[Text]:
    """Of a single resource elsewhere that is larger, nothing is fetched."""
    place = str(path)
    try:
        if not isinstance(path, Path) and path.suffix.lower() not in LINES:
            yield Text(Location(place), path.read_up_to(max_size))
            return
        with path.open("rb") as stream:
            if path.suffix.lower() not in LINES:
                yield Text(Location(place), stream.read(max_size + 1))
                return
            number = 0
            while line := stream.readline(max_size + 1):
                number += 1
                if line.strip():
                    yield Text(Location(place, number), line)
    except OSError as error:
        yield Text(Location(place), problem=refused(error, place))
