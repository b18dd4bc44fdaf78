"""One monograph to read: where it is, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.problems import Problem

if TYPE_CHECKING:  # what only inputs elsewhere need
    from pipeline.read.archives import Member
    from pipeline.storage.remote import Remote

MEDIA_TYPES = {".md": "text/markdown", ".markdown": "text/markdown"}
ARCHIVE = ".zip"
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Input:
    """One monograph to read, or the problem that stands where one was expected.

    `file` is None for standard input. `path` is relative to the input folder, with forward slashes; `shown` is
    the path as the user named it. `version` changes with the content, where it is known without reading.
    """

    file: Path | Remote | Member | None
    path: str
    shown: str
    problem: Problem | None = None
    version: str | None = None

    @property
    def output_key(self) -> str:
        """Inputs with the same key would write the same files (`a.json` or `a.invalid.json`)."""
        path = PurePosixPath(self.path)
        return str(path.parent / path.stem.removesuffix(".invalid"))

    def absolute(self) -> Input:
        """The same for a process that works in another folder."""
        return self if self.file is None else replace(self, file=self.file.absolute())

    @property
    def address(self) -> str:
        """Where it is, in full and with forward slashes: a path from the root of the file system, or a URL."""
        return self.file.absolute().as_posix() if isinstance(self.file, Path) else str(self.file)
