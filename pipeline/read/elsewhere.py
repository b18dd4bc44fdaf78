"""The monographs that a URL or a zip archive means."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from urllib.parse import quote

from pipeline.problems import Location, Problem, ProblemError
from pipeline.read.archives import Member, members
from pipeline.read.errors import refused
from pipeline.read.input import ARCHIVE, MEDIA_TYPES, Input
from pipeline.storage.folders import Folder, address_of, folder_at
from pipeline.storage.listing import Listed, listing
from pipeline.storage.remote import Remote
from pipeline.storage.urls import WEB, is_unsafe

ZIP = "zip://"


def visit(url: str) -> Iterator[Input]:
    """The monographs of a file, of all below a folder, or of those that match a pattern.

    `zip://ARCHIVE` is all of an archive, `zip://PATTERN::ARCHIVE` a part of it; so is a URL that ends in .zip.
    Raises ProblemError for what cannot be listed.
    """
    if url.lower().startswith(ZIP):
        pattern, _, archive = url[len(ZIP) :].rpartition("::")
        yield from visit_archive(folder_at(archive), pattern.strip("/"))
        return
    place = Remote(url)
    if place.suffix.lower() == ARCHIVE:
        yield from visit_archive(place)
    elif place.suffix.lower() in MEDIA_TYPES and not _has_wildcard(place):
        yield _input(place, Listed(place.name), str(place))
    else:
        yield from _visit_folder(place)


def root_of(url: str) -> str | None:
    """The address of the folder that a URL means; None where it is a file or a pattern."""
    if url.lower().startswith(ZIP):
        pattern, _, archive = url[len(ZIP) :].rpartition("::")
        return None if pattern else address_of(folder_at(archive))
    place = Remote(url)
    return None if place.suffix.lower() in MEDIA_TYPES or _has_wildcard(place) else str(place).rstrip("/")


def visit_archive(archive: Folder, pattern: str = "") -> Iterator[Input]:
    """The monographs in a zip archive whose names match the pattern, or are below the folder of that name."""
    try:
        found = members(archive)
    except OSError as error:
        raise ProblemError(refused(error, str(archive))) from error
    base, chosen = _chosen(found, pattern)
    inputs = (_input(Member(archive, base + one.name), one, f"{archive}/{base}{one.name}") for one in chosen)
    yield from _once(inputs, archive)


def _visit_folder(place: Remote) -> Iterator[Input]:
    folder, pattern = _fixed_part(place)
    try:
        found = listing(folder)
    except OSError as error:
        raise ProblemError(refused(error, str(place))) from error
    _, chosen = _chosen(found, pattern)
    inputs = (_input(replace(folder / one.name, size=one.size), one, str(folder / one.name)) for one in chosen)
    yield from _once(inputs, place)


def _fixed_part(place: Remote) -> tuple[Remote, str]:
    """The folder above the first part with a wildcard, and the pattern below it."""
    url = place.url.partition("?")[0] if place.scheme in WEB else place.url
    parts = url.split("/")
    first = next((index for index, part in enumerate(parts) if index > 2 and _is_magic(part, place)), None)
    if first is None:
        return place, ""
    return Remote("/".join(parts[:first])), "/".join(parts[first:])


def _has_wildcard(place: Remote) -> bool:
    return bool(_fixed_part(place)[1])


def _is_magic(part: str, place: Remote) -> bool:
    """On the web a question mark begins a query."""
    return "*" in part if place.scheme in WEB else glob.has_magic(part)


def _chosen(found: Iterable[Listed], pattern: str) -> tuple[str, list[Listed]]:
    """The fixed folder of a pattern, with a slash, and what matches below it by its name there."""
    parts = PurePosixPath(pattern).parts
    fixed = next((index for index, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    if fixed == len(parts) and PurePosixPath(pattern).suffix.lower() in MEDIA_TYPES:
        fixed -= 1  # a file is named without the folders above it
    base = "".join(f"{part}/" for part in parts[:fixed])
    below = (replace(one, name=one.name[len(base) :]) for one in found if one.name.startswith(base))
    wanted = [one for one in below if PurePosixPath(one.name).suffix.lower() in MEDIA_TYPES]
    return base, [one for one in wanted if _matches(PurePosixPath(one.name).parts, parts[fixed:])]


def _matches(name: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Also what stands below a folder that matches."""
    if not pattern:
        return True
    if pattern[0] == "**":
        return any(_matches(name[skipped:], pattern[1:]) for skipped in range(len(name)))
    return bool(name) and fnmatchcase(name[0], pattern[0]) and _matches(name[1:], pattern[1:])


def _input(file: Remote | Member, listed: Listed, shown: str) -> Input:
    if is_unsafe(listed.name):
        name = quote(listed.name, safe="")
        message = "nothing is written under such a name: it leads out of its folder, or has a backslash or control byte"
        return Input(file, name, shown, Problem("read-unsafe-name", "error", message, Location(name)))
    return Input(file, listed.name, shown, version=listed.version)


def _once(inputs: Iterable[Input], place: Folder) -> Iterator[Input]:
    """In the order of the names, which an archive may give twice."""
    found = sorted(inputs, key=lambda item: PurePosixPath(item.path).parts)
    if not found:
        message = "nothing that ends in .md or .markdown stands there"
        problem = Problem("read-no-markdown", "error", message, Location(str(place)))
        yield Input(place, place.name, str(place), problem)
    times = Counter(item.path for item in found)
    for item in dict.fromkeys(found):
        if times[item.path] > 1 and item.problem is None:
            message = "the archive has several files of this name; none is converted"
            yield replace(item, problem=Problem("read-same-output", "error", message, Location(item.path)))
        else:
            yield item
