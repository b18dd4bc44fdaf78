"""Where a delivered bundle stands, so that a later run finds it again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """`size` bytes from `offset` on in a file below the output folder; all that follows where there is no `size`."""

    file: str
    offset: int = 0
    size: int | None = None

    def read(self, folder: Path) -> bytes:
        """What stands there now. Raises OSError where there is no such file."""
        with (folder / self.file).open("rb") as stream:
            stream.seek(self.offset)
            return stream.read(self.size)
