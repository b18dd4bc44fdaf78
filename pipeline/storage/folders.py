"""What is asked of an output folder, whether it is here or elsewhere."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

from pipeline.storage.error import StoreError
from pipeline.storage.listing import listing
from pipeline.storage.remote import Remote
from pipeline.storage.urls import is_url, local_path

Folder = Path | Remote


def folder_at(name: str) -> Folder:
    """The folder that a path or URL names."""
    if not is_url(name):
        return Path(name)
    return local_path(name) or Remote(name)


def address_of(folder: Folder) -> str:
    """In full and with forward slashes: a path from the root of the file system, or a URL."""
    return folder.absolute().as_posix() if isinstance(folder, Path) else str(folder)


def files_below(folder: Folder, *suffixes: str) -> list[str]:
    """The files with these suffixes at any depth, by their names below the folder and in the order of these."""
    if isinstance(folder, Path):
        found = (path for path in folder.rglob("*") if path.name.endswith(suffixes))
        return [path.relative_to(folder).as_posix() for path in sorted(found)]
    return [name for name in _names(folder) if name.endswith(suffixes)]


def presence(folder: Folder) -> Callable[[str], bool]:
    """Whether a file of this name stands below the folder. Elsewhere one listing answers for all of them."""
    if isinstance(folder, Path):
        return lambda name: (folder / name).is_file()
    return frozenset(_names(folder)).__contains__


def name_below(folder: Folder, shown: str) -> str:
    """The name below the folder of a file that is shown like this."""
    if isinstance(folder, Path):
        return Path(shown).relative_to(folder).as_posix()
    return shown.removeprefix(f"{folder}".rstrip("/") + "/")


def _names(folder: Remote) -> list[str]:
    try:
        return [one.name for one in listing(folder)]
    except StoreError as error:
        if error.errno != errno.ENOENT:  # in most stores a folder without a file does not exist
            raise
        return []
