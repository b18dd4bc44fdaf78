"""What stands below a folder elsewhere."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pipeline.storage.error import StoreError
from pipeline.storage.remote import Remote
from pipeline.storage.urls import WEB, is_hidden, joined, path_of

# Deeper nesting is a server whose links lead in circles.
DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Listed:
    """A file, by its name below the folder. `version` changes with the content, where the store has such a thing."""

    name: str
    size: int | None = None
    version: str | None = None


def listing(folder: Remote) -> tuple[Listed, ...]:
    """All files below the folder in the order of their names; the hidden ones are left out.

    Names are as the store gives them: they may lead anywhere (`is_unsafe`). Raises StoreError where a folder cannot be
    listed: half a listing would pass for the whole.
    """
    found: dict[str, Listed] = {}
    pending, seen = [""], set[str]()
    while pending:
        inner = pending.pop()
        if inner in seen:
            continue
        seen.add(inner)
        if inner.count("/") >= DEEPEST:
            raise StoreError(errno.ELOOP, f"its folders are nested more than {DEEPEST} deep")
        for name, entry in _entries(folder, inner):
            if entry["type"] == "directory":
                pending.append(name)
            else:
                found[name] = Listed(name, entry.get("size"), _version(entry))
    return tuple(sorted(found.values(), key=lambda one: PurePosixPath(one.name).parts))


def _entries(folder: Remote, inner: str) -> Iterator[tuple[str, dict[str, Any]]]:
    where = Remote(joined(folder.url, inner)) if inner else folder
    for entry in where.ask(lambda store, path: store.ls(path, detail=True)):
        if folder.scheme in WEB and re.search("[?#]", entry["name"]):  # how to sort the page, and the like
            continue
        name = _name(folder, str(entry["name"]))
        if name and not is_hidden(name):
            yield name, entry


def _name(folder: Remote, full: str) -> str:
    """Below the folder; nothing for the folder itself. Stores give names with or without protocol and first slash."""
    path = (path_of(full) if folder.scheme in WEB else full).lstrip("/")
    above = path_of(folder.url).strip("/") + "/"
    return str(PurePosixPath(path.removeprefix(above))) if path.startswith(above) and path != above else ""


def _version(entry: dict[str, Any]) -> str | None:
    found = entry.get("ETag") or entry.get("etag")
    return str(found) if found else None
