"""The bundles that an earlier run left in an output folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from pipeline.deliver.place import Place
from pipeline.model.outcome import Draft
from pipeline.storage.folders import Folder, presence


class Earlier:
    """Tells of each bundle whether it is still what was written. Raises OSError where a store cannot be listed."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._copies: dict[str, BinaryIO] = {}

    def holds(self, place: Place, digest: str) -> bool:
        """An object elsewhere is not fetched to be compared: it is there, or it is not."""
        if not isinstance(self._folder, Path) and place.size is None:
            return self._is_there(place.file)
        return self._found(place, digest) is not None

    def bundle(self, place: Place, digest: str) -> bytes | Draft | None:
        """As it is to be delivered again: a file of its own need not be read for that. None where it has changed."""
        return Draft(place.file, digest) if place.size is None else self._found(place, digest)

    def _found(self, place: Place, digest: str) -> bytes | None:
        try:
            found = self._read(place)
        except OSError:
            return None
        return found if sha256(found).hexdigest() == digest else None

    @cached_property
    def _is_there(self) -> Callable[[str], bool]:
        return presence(self._folder)

    def _read(self, place: Place) -> bytes:
        """A file of many bundles elsewhere is copied once; it will be replaced as a whole when the run ends."""
        if isinstance(self._folder, Path):
            return place.read(self._folder)
        if place.file not in self._copies:
            self._copies[place.file] = (self._folder / place.file).open()
        copy = self._copies[place.file]
        copy.seek(place.offset)
        return copy.read(-1 if place.size is None else place.size)
