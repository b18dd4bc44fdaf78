"""Where a delivered bundle stands, so that a later run finds it again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.storage.folders import Folder


@dataclass(frozen=True, slots=True)
class Place:
    """`size` bytes from `offset` on in a file below the output folder; all that follows where there is no `size`."""

    file: str
    offset: int = 0
    size: int | None = None

    def read(self, folder: Folder) -> bytes:
        """What stands there now. Raises OSError where there is no such file."""
        file = folder / self.file
        if not isinstance(file, Path):
            return file.read_bytes() if self.size is None else file.read_part(self.offset, self.size)
        with file.open("rb") as stream:
            stream.seek(self.offset)
            return stream.read(self.size)
