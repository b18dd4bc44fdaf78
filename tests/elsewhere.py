"""Folders here and elsewhere, as tests fill and read them."""

from __future__ import annotations

from pipeline.deliver.atomic import replacing
from pipeline.storage.folders import Folder, files_below


def write(folder: Folder, name: str, content: bytes = b"") -> None:
    with replacing(folder / name) as stream:
        stream.write(content)


def contents(folder: Folder) -> dict[str, bytes]:
    """The visible files below a folder."""
    names = [name for name in files_below(folder, "") if not name.startswith(".")]
    return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
